"""How long places have been hotspots: emerging, persistent, intermittent or former, over two years.

Read from released classes only. A month that was not supplied, whose classes are not shown, or whose events were
located by area only is left out: nothing is known of it, and it is no month without a hotspot.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from geo.emerging import Trajectory, classify_series
from hub.disclosure.marks import SafeClass
from hub.measures import HOT
from hub.products.draft import Draft
from ingest.periods import Period

MONTHS, FEWEST = 24, 10
"""With fewer than ten months known the latest fifth is a single month, and most of what is new in it is chance."""


@dataclass(frozen=True)
class History:
    """Whether a place was a hotspot in each month, oldest first; None where nothing is known of the month."""

    months: tuple[Period, ...]
    hot: tuple[bool | None, ...]

    @property
    def known(self) -> int:
        """In how many months anything is known."""
        return sum(one is not None for one in self.hot)

    @property
    def times(self) -> int:
        """In how many months it was a hotspot."""
        return sum(one is True for one in self.hot)

    @property
    def trajectory(self) -> Trajectory | None:
        """Its class; None where fewer than ten months are known."""
        if self.known < FEWEST:
            return None
        found = classify_series([one is True for one in self.hot], [one is not None for one in self.hot])
        latest = next(one for one in reversed(self.hot) if one is not None)
        return "intermittent" if found == "emerging" and not latest else found

    @property
    def first(self) -> Period:
        """The first month in which it was a hotspot."""
        return next(month for month, hot in zip(self.months, self.hot, strict=True) if hot)

    @property
    def last(self) -> Period:
        """The last month in which it was a hotspot."""
        return next(month for month, hot in reversed(list(zip(self.months, self.hot, strict=True))) if hot)

    def words(self) -> str:
        """The class with its dates, such as ``persistent: 22 of 24 months known``."""
        share = f"{self.times} of {self.known} months known"
        told = {
            "persistent": f"persistent: {share}",
            "intermittent": f"intermittent: {share}",
            "emerging": f"emerging: first in {self.first.words()}, {self.known} months known" if self.times else "",
            "former": f"former: last in {self.last.words()}" if self.times else "",
            "none": "never in this time",
        }
        return told[self.trajectory] if self.trajectory else share


def months_before(draft: Draft) -> tuple[Period, ...]:
    """The two years of months that end with the period, oldest first."""
    found = [Period.parse(draft.period.months[-1])]
    while len(found) < MONTHS:
        found.append(found[-1].previous())
    return tuple(reversed(found))


def history_of(draft: Draft, cells: Iterable[str]) -> History:
    """The history of a hotspot: it was one in a month in which any of its cells was."""
    listed, months, name = list(cells), months_before(draft), draft.dataset.name
    ask, located = draft.figures.hotspot, draft.figures.has_points
    hot = (_join(ask(name, str(month), one) for one in listed) if located(name, month) else None for month in months)
    return History(months, tuple(hot))


def classify_cells(draft: Draft) -> dict[str, Trajectory]:
    """The class of every grid cell of the area that was a hotspot at some time, by code."""
    months = months_before(draft)
    name, located = draft.dataset.name, draft.figures.has_points
    known = [draft.figures.hotspots_of(name, str(month)) if located(name, month) else {} for month in months]
    chosen = [code for code in draft.cells() if any(_tell(one.get(code)) for one in known)]
    found = {code: History(months, tuple(_tell(one.get(code)) for one in known)) for code in chosen}
    return {code: one.trajectory for code, one in found.items() if one.times and one.trajectory}


def _tell(one: SafeClass | None) -> bool | None:
    """Whether a cell was a hotspot; None where there is no class of it, or it is not shown."""
    return one.label in HOT if one is not None and one.shown else None


def _join(classes: Iterable[SafeClass]) -> bool | None:
    listed = list(classes)
    if any(one.label in HOT for one in listed):
        return True
    return None if any(not one.shown for one in listed) else False
