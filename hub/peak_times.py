"""Peak times in the records: at which times of the week events of a category pile up, as sealed readings.

The week is told in twelve parts: blocks of four hours, from Sunday to Thursday and on Friday and Saturday, each night
with the day before. A reading says of each part whether it holds as many events as a peak or fewer, where a peak holds
at least ten and at least the threshold; the events beyond so many in each peak may lie anywhere. A category has one
reading by time for a quarter, and no other figure is by time. So whatever it says, each part that is no peak may hold
any small count, or the reading is suppressed.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from geo.clock import BLOCK, DAYS, HOURS, find_peaks, share_out
from hub.disclosure.readings import Reading, ReadingTable
from hub.records import Records

FEWEST_EVENTS, FEWEST_IN_PEAK = 100, 10
TIMES_THRESHOLD = 20
"""A twentieth of the events, the narrowest share told, is then no small count."""
NONE_STANDS_OUT, TOO_FEW = "no time stands out", "too few events to tell"
MOSTLY_UNKNOWN = "most times are not known"
UNKNOWN_TIME = "00:00"
"""What systems write where a time is missing; a true midnight is lost with them."""
SHARES = (
    (0.9, "at least nine in ten"),
    (0.75, "at least three in four"),
    (0.5, "at least half"),
    (0.05, "fewer than half"),
)
"""The words of a share of known times from its lower limit up; below the last, times have no meaning here."""
BEGINS = 4
GROUPS = {"Sunday to Thursday": (6, 0, 1, 2, 3), "Friday and Saturday": (4, 5)}
"""Days by their numbers (Monday 0), each from four in the morning to four in the next."""
EVERY_DAY = "every day"


def read_peak_times(
    records: Records, dataset: str, months: tuple[str, ...], categories: tuple[str, ...], threshold: int
) -> tuple[ReadingTable, ReadingTable]:
    """The peak times of each category over these months, and of how many of its events the time is known.

    ``threshold``: counts below it are small. Not applicable where extracts give no times.
    """
    asked = "peak times", dataset, months, categories, threshold
    if asked not in records.kept:
        found = _ask(records, dataset, months, categories)
        read = [_read(code, found[found["category"] == code], threshold) for code in categories]
        records.kept[asked] = (
            ReadingTable("peak times", [peak for peak, _ in read]),
            ReadingTable("times known", [share for _, share in read]),
        )
    tables: tuple[ReadingTable, ReadingTable] = records.kept[asked]
    return tables


def _ask(records: Records, dataset: str, months: tuple[str, ...], categories: tuple[str, ...]) -> pd.DataFrame:
    """How many events of each category have which date and hour; no hour where the time is not known."""
    events = records.table("events")
    chosen = events.filter((events.dataset == dataset) & events.month.isin(months) & events.category.isin(categories))
    hour = (chosen.time.coalesce("") == UNKNOWN_TIME).ifelse(None, chosen.hour)
    return records.ask(chosen.group_by("category", "date", hour=hour).aggregate(events=chosen.count()))


def _read(code: str, found: pd.DataFrame, threshold: int) -> tuple[Reading, Reading]:
    """The peaks of one category, and the share of its events whose time is known."""
    total = int(found["events"].sum())
    timed = found[found["date"].notna() & found["hour"].notna()]
    known = int(timed["events"].sum())
    share_known = next((words for least, words in SHARES if known >= least * total), None)
    if total < max(FEWEST_EVENTS, TIMES_THRESHOLD * threshold):
        return Reading(code, TOO_FEW, 0), Reading(code, TOO_FEW, 0)
    if share_known is None:
        return Reading(code, None, total), Reading(code, None, total)
    if 2 * known < total:
        return Reading(code, MOSTLY_UNKNOWN, total), Reading(code, share_known, total)
    moments = pd.to_datetime(timed["date"]) + pd.to_timedelta(timed["hour"].astype("int64"), unit="h")
    week = share_out(moments.to_numpy().astype("datetime64[m]"), events=timed["events"])
    blocks = week.blocks(BEGINS)
    parts = np.array([blocks[list(days)].sum(axis=0) for days in GROUPS.values()])
    share = np.repeat([[len(days) / DAYS] for days in GROUPS.values()], parts.shape[1], axis=1) / parts.shape[1]
    peaks, least = find_peaks(parts, share, max(FEWEST_IN_PEAK, threshold))
    if not peaks.any():
        return Reading(code, NONE_STANDS_OUT, total), Reading(code, share_known, total)
    anywhere = known - int(least[peaks].sum())
    evidence = max(1, min(int(least[peaks].min()), anywhere))
    return Reading(code, "; ".join(_tell(peaks)), evidence), Reading(code, share_known, total)


def _tell(peaks: np.ndarray) -> Iterator[str]:
    """Parts of the week in words: blocks that follow one another on the same days together."""
    days = [EVERY_DAY if all(column) else next(_named(column), "") for column in peaks.T.tolist()]
    opens = 0
    for block, named in enumerate(days):
        if block + 1 == len(days) or days[block + 1] != named:
            if named:
                yield f"{named} {_clock(opens)} to {_clock(block + 1)}"
            opens = block + 1


def _named(column: list[bool]) -> Iterator[str]:
    return (name for name, is_peak in zip(GROUPS, column, strict=True) if is_peak)


def _clock(block: int) -> str:
    hour = (BEGINS + BLOCK * block) % HOURS
    return f"{hour:02d}:00" if hour else "midnight"


_CLOCK = tuple(_clock(block) for block in range(HOURS // BLOCK))
HOURS_OF_BLOCKS = tuple(f"{_clock(block)} to {_clock(block + 1)}" for block in range(HOURS // BLOCK))
"""The blocks of a day in words, from four in the morning."""


def parts_of(reading: str) -> set[tuple[str, str]]:
    """The parts of the week that a reading names, as days and hours: the other way round of what ``_tell`` writes."""
    found = set()
    for words in reading.split("; "):
        for days in (*GROUPS, EVERY_DAY):
            hours = words.removeprefix(f"{days} ").split(" to ")
            if words.startswith(f"{days} ") and set(hours) <= set(_CLOCK):
                opens, ends = (_CLOCK.index(hour) for hour in hours)
                blocks = range(opens, ends or len(HOURS_OF_BLOCKS))
                named = GROUPS if days == EVERY_DAY else (days,)
                found |= {(group, HOURS_OF_BLOCKS[block]) for group in named for block in blocks}
    return found
