"""Plain sentences under figures, written from released cells only (SDC-28)."""

from hub.disclosure.derive import change_percent
from hub.disclosure.marks import SHARED, SafeCell
from hub.products.chance import BEYOND, change_limits, judge_change
from ingest.periods import Period

CHANCE = ("a change that chance alone could give", "a change beyond chance")
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def count_in_words(number: int) -> str:
    """A number of places or months in words below ten, in figures from there on."""
    return WORDS[number] if 0 <= number < len(WORDS) else f"{number:,}"


def capitalise(words: str) -> str:
    """The words with a capital first letter and the rest as it is."""
    return words[:1].upper() + words[1:]


def plural(number: int, one: str, many: str) -> str:
    """``three hotspots``, ``one hotspot``."""
    return f"{count_in_words(number)} {one if number == 1 else many}"


def describe_level(subject: str, period: str, cell: SafeCell) -> str:
    """``Recorded crime in January 2019: 1,899 events.`` or why there is no figure."""
    if cell.shown:
        return f"{subject} in {period}: {cell.text()} {'event' if cell.value == 1 else 'events'}."
    return f"{subject} in {period}: {cell.text()}."


def describe_change(now: SafeCell, before: SafeCell, period: Period, earlier: Period) -> str:
    """How the figure of a period stands against that of an earlier one; says so where either has no figure."""
    before_words = earlier.words()
    change = change_percent(now, before)
    if change.value is None:
        return f"The change on {before_words} is {change.text()}."
    if abs(change.value) < 0.05:
        return f"That is the same as in {before_words} ({before.text()})."
    direction = "more" if change.value > 0 else "fewer"
    shared = SHARED if change.shared else ""
    chance = CHANCE[(judge_change(now, before, period.days / earlier.days).label or "").startswith(BEYOND)]
    return f"That is {abs(change.value):.1f} %{shared} {direction} than in {before_words} ({before.text()}), {chance}."


def describe_range(now: SafeCell, before: SafeCell, period: Period, earlier: Period) -> str:
    """Between which two changes the counts leave it (95 %, exact), by the day where one period is longer, as whether it
    is chance is judged; empty where one has no figure."""
    limits = change_limits(now, before, period.days / earlier.days)
    ends = [_as_change(limit.value) for limit in limits if limit.value is not None]
    shared = SHARED if now.shared or before.shared else ""
    allowing = (
        "Allowing for chance (95 %)" if period.days == earlier.days else "Day for day, allowing for chance (95 %)"
    )
    if len(ends) == 2:
        return f"{allowing}, the change lies between {ends[0]} and {ends[1]}{shared}."
    return f"{allowing}, the change is at least {ends[0]}{shared}." if ends else ""


def _as_change(percent: float) -> str:
    """``9.5 % fewer``, ``3.7 % more``, ``no change``."""
    if abs(percent) < 0.05:
        return "no change"
    return f"{abs(percent):,.1f} % {'more' if percent > 0 else 'fewer'}"
