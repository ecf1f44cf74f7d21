"""A small hub of a made-up partnership whose records hold canaries: words and numbers that must reach no browser.

Four by four kilometres, three months of one force. The latest month has counts of five digits, each one of its own, so
that what the gate hides can be told from everything else that a page says: beside a few small counts it hides large
ones. A month in the middle came as a street file, whose columns of words are dropped at the door. In the first month
one hidden count was put in print behind the gate's back: a page that shows it must set the search off.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyproj
from sqlalchemy import select, update

from geo.projection import PIPELINE
from hub.access.accounts import add_account
from hub.access.identity import ROLES
from hub.access.organisations import sign_agreement
from hub.access.passwords import make_password
from hub.geography import ALL
from hub.hub import Hub
from hub.register import LATTICES
from hub.release import release
from hub.secret import read_secret
from ingest.periods import Period
from tests.artefacts.search import Canaries
from tests.unit.hub.people import without_devices
from tests.unit.hub.small_hub import HEAD, WHO, make_hub

FORCE = "Hampshire Constabulary"
FIRST, MIDDLE, LATEST = "2023-12", "2025-01", "2025-02"
"""The first is in no run of thirteen months of the others: what is planted in it would fail their drafts."""
KINDS = {
    "burglary": "burglary,Burglary in a dwelling",
    "robbery": "robbery,Robbery of personal property",
}
LARGE: Mapping[int, tuple[int, int]] = {
    0: (3, 0), 1: (10_247, 0), 4: (11_383, 10_133), 5: (0, 0),
    2: (10_177, 0), 3: (10_589, 10_331), 6: (10_243, 0), 7: (0, 0),
    8: (10_107, 2), 9: (0, 0), 12: (41, 0), 13: (0, 0),
    10: (10_733, 10_429), 11: (23, 7), 14: (0, 31), 15: (17, 0),
}  # fmt: skip
"""Burglaries and robberies by number of the area, in the latest month."""
PLANTED: Mapping[int, tuple[int, int]] = {0: (3, 0), 1: (10_949, 0), 10: (60, 40), 15: (25, 25)}
EMPTIEST = 2
"""An area of too few residents for any figure."""
WORDS = ("Quillfeather", "Zebedeeville", "canary-extract")


@dataclass(frozen=True)
class CanaryHub:
    """The hub, who may sign in by role, and what must not be seen, the large counts that the gate hides (``gaps``)
    among it; ``planted``: the count in print behind the gate's back; ``printed``: what anybody may see."""

    folder: Path
    accounts: dict[str, tuple[str, str]]
    canaries: Canaries
    gaps: frozenset[float]
    planted: Canaries
    printed: Canaries


def make_canary_hub(folder: Path) -> CanaryHub:
    """Make the hub in ``folder``."""
    hub = make_hub(folder / "hub")
    hub.add_residents("lsoa", {f"E81{at + 1:08d}": 40 if at == EMPTIEST else 1_500 for at in range(16)}, WHO)
    for month, counts in ((FIRST, PLANTED), (LATEST, LARGE)):
        path = folder / f"canary-extract-{month}.csv"
        path.write_text("\n".join([HEAD, *_rows(month, counts), ""]), encoding="utf-8")
        hub.receive(path, "recorded-crime", WHO, None, None, FORCE)
    hub.receive(_street_file(folder), "recorded-crime", WHO, None, None, None)
    for month in (FIRST, LATEST):
        release(hub, "hotspot-explorer", period=Period.parse(month), audience="partner", who=WHO)
    without_devices(folder / "hub")
    sign_agreement(hub.register, "Council", WHO)
    accounts = {}
    for role in ROLES:
        accounts[role] = (role, make_password())
        add_account(hub.register, role, role, "Council", accounts[role][1], WHO)
    counted, printed = _count_everything(hub, LATEST), _list_printed(hub, LATEST)
    words = {*WORDS, *(kind.split(",")[1] for kind in KINDS.values()), read_secret(hub.settings.data_directory).hex()}
    return CanaryHub(
        folder=folder / "hub",
        accounts=accounts,
        canaries=Canaries(frozenset(words), frozenset((set(counted) - printed) | _coordinates(LARGE))),
        gaps=frozenset(one for one, gap in counted.items() if gap and one not in printed),
        planted=Canaries(frozenset(), frozenset({_print_a_gap(hub)})),
        printed=Canaries(frozenset({"Whole partnership"}), frozenset(printed & set(counted))),
    )


def _spot(area: int) -> tuple[int, int]:
    """Where all events of an area happen: at no corner of anything."""
    return 450_137 + 1_000 * (area // 4), 100_261 + 1_000 * (area % 4)


def _rows(month: str, counts: Mapping[int, tuple[int, int]]) -> Iterator[str]:
    for area, by_kind in counts.items():
        easting, northing = _spot(area)
        for what, count in zip(KINDS.values(), by_kind, strict=True):
            yield from (
                f"{day % 28 + 1:02d}/{month[5:]}/{month[:4]},12:30,{what},{easting},{northing}" for day in range(count)
            )


def _street_file(folder: Path) -> Path:
    """A street file of the middle month, with words in the columns that are dropped."""
    heads = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type"
    lines = [f"{heads},Last outcome category,Context"]
    for number in range(240):
        longitude, latitude = _degrees(*_spot(number % 16 if number % 3 else 5))
        kind = "Burglary" if number % 5 else "Robbery"
        lines.append(
            f"{number:064x},{MIDDLE},{FORCE},{FORCE},{longitude:.6f},{latitude:.6f},On or near Quillfeather Lane,"
            f"E01099999,Zebedeeville 001A,{kind},Under investigation,"
        )
    path = folder / "canary-extract-street.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def _degrees(easting: float, northing: float) -> tuple[float, float]:
    longitude, latitude = pyproj.Transformer.from_pipeline(PIPELINE).transform(easting, northing, direction="INVERSE")
    return float(longitude), float(latitude)


def _coordinates(counts: Mapping[int, tuple[int, int]]) -> set[float]:
    """Where single events happened, on the grid and in degrees as any program would write them."""
    spots = [_spot(area) for area in counts]
    degrees = [abs(one) for spot in spots for one in _degrees(*spot)]
    return {float(one) for spot in spots for one in spot} | {*degrees, *(round(one, 6) for one in degrees)}


def _count_everything(hub: Hub, month: str) -> dict[float, bool]:
    """Every count of five digits of a month, by area of any level, grid cell and category, and whether the lattice of
    the month has it as a gap."""
    records, geography = hub.records()
    events = records.table("event_counts").to_pandas()
    events = events[events["month"] == month].assign(**{ALL: ALL})
    gaps = {
        (cell["k"].get("area", ALL), cell["k"].get("category", ALL))
        for cell in _cells(_stored(hub, month))
        if cell["v"] is None
    }
    counted: dict[float, bool] = {}
    for place in (*geography.levels, "cell", ALL):
        for what in ("category", ALL):
            names = list(dict.fromkeys((place, what)))
            for key, count in events.groupby(names)["events"].sum().items():
                if count >= 10_000:
                    at = key if isinstance(key, tuple) else (key, ALL)
                    counted[float(count)] = counted.get(float(count), False) or at in gaps
    return counted


def _list_printed(hub: Hub, month: str) -> set[float]:
    return {float(cell["v"]) for cell in _cells(_stored(hub, month)) if cell["v"] is not None}


def _stored(hub: Hub, month: str) -> dict:
    asked = select(LATTICES.c.document).where(LATTICES.c.month == month)
    with hub.register.reading() as connection:
        found: dict = json.loads(connection.execute(asked).scalar_one())
    return found


def _cells(document: dict) -> list[dict]:
    return [cell for one in document["publications"] for cell in one["cells"]]


def _print_a_gap(hub: Hub) -> float:
    """Put a hidden count of the first month in print, as somebody could who writes to the register; which it is."""
    document = _stored(hub, FIRST)
    planted = float(max(PLANTED[1]))
    gap = next(cell for cell in _cells(document) if cell["k"] == {"area": "E8100000002"} and cell["v"] is None)
    gap["v"] = int(planted)
    with hub.register.writing() as connection:
        connection.execute(update(LATTICES).where(LATTICES.c.month == FIRST).values(document=json.dumps(document)))
    return planted
