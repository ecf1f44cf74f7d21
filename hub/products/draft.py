"""What a product is drafted from: its figures, the names and shapes of places, the period and the readers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from geo.location import place
from hub.assessments.families import Family
from hub.assessments.threats import Threat
from hub.disclosure.derive import change_percent, rate
from hub.disclosure.marks import NOT_SUPPLIED, SafeCell
from hub.figures import Figures, order_rows
from hub.geography import ALL, CELL, Geography
from hub.governance.request_outcomes import Outcomes
from hub.harm_weights import HarmWeights
from hub.meetings.agreed import Agreed
from hub.meetings.completion import Completion
from hub.meetings.evaluations import Evaluated
from hub.products.product import Cell, Column, MapBlock, Section, TableBlock, Text
from hub.reference_layers import ReferenceLayers
from hub.supply_calendar import Calendar
from ingest.categories import categories
from ingest.contract import Dataset
from ingest.periods import Period

CLASSES = 5
NAMED_AREAS = 3
"""How many areas of their own a reader is told by name where a product of the whole partnership tells places."""


@dataclass(frozen=True)
class Draft:
    """Everything a product may use. ``area`` is one area of any level, or ``ALL`` for the whole partnership.

    ``calendar`` is the supply calendar on the day of the release. ``others``: data sets that are held but no product by
    month can be made of; they are in the supply table only. ``layers``: the reference layers held. ``harm``: the harm
    weights that are held, if any. ``category``: the kind of event that a product is of; ``ALL`` for every other one.
    ``threats``: the threat matrix, the greatest first. ``written``: an analyst's words by the slot they stand in.
    ``agreed``: what the JAG of the area agreed, as far as this pack tells of it.
    ``families``: areas that are held beside others; ``completion``: of the JAGs' actions, and ``outcomes``: of requests
    for information, in a paper of the board.
    ``evaluated``: the action that an evaluation is of.
    """

    figures: Figures
    geography: Geography
    dataset: Dataset
    datasets: Sequence[Dataset]
    period: Period
    area: str
    audience: str
    calendar: Calendar
    others: Sequence[Dataset] = ()
    layers: ReferenceLayers = field(default_factory=dict)
    harm: HarmWeights | None = None
    category: str = ALL
    threats: Sequence[Threat] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    agreed: Agreed = field(default_factory=Agreed)
    families: Sequence[Family] = ()
    completion: Completion | None = None
    outcomes: Outcomes | None = None
    evaluated: Evaluated | None = None

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Name of every area of every level that the reader may be told of."""
        known = self.geography.names
        return known if self.tells_all else {code: name for code, name in known.items() if self.figures.tells(code)}

    @property
    def tells_all(self) -> bool:
        """Whether the reader may be told of every area; else of their own and of the whole, one by one."""
        return self.figures.told is None

    def area_words(self) -> str:
        """The area asked for, by name; of the whole partnership also whose places alone are told, where they are."""
        within = self.within_words()
        return f"{self.names[self.area]}, places{within} only" if within else self.names[self.area]

    def within_words(self) -> str:
        """`` in Castle and Northfield``: where the places lie that are told of the whole partnership to a reader who is
        limited to some areas; empty for others, and of one area."""
        if self.tells_all or self.area != ALL:
            return ""
        own = sorted(self.names[code] for code in self.codes(self.report_level))
        return f" in {' and '.join(own)}" if len(own) <= NAMED_AREAS else f" in {len(own)} areas"

    @cached_property
    def report_level(self) -> str:
        """Level of the tables by category, or the base level where no such outlines were added."""
        return self.geography.report or self.geography.base

    @cached_property
    def fine_level(self) -> str:
        """The finest level with figures: the base level, or the report level for a month of too few events."""
        base = self.geography.base
        known = self.geography.area_hierarchy.children
        codes = self.geography.boundaries[base].codes
        one = next(code for code in codes if code in known and code not in self.geography.withheld)
        fine = self.figures.is_published(self.dataset.name, self.period, one)
        return base if fine else self.report_level

    def level_words(self) -> str:
        """Says so where figures stop above the base level; empty otherwise."""
        if self.fine_level == self.geography.base:
            return ""
        coarse, fine = level_title(self.geography.base), level_title(self.fine_level)
        return f"Too few events for figures by {coarse}; the finest shown are by {fine}."

    def earlier_periods(self, dataset: Dataset) -> tuple[Period, ...]:
        """The period before and the same a year before, where any month of them was supplied."""
        asked = (self.period.previous(), self.period.year_before())
        known = set(self.figures.supplied_months(dataset.name))
        return tuple(when for when in dict.fromkeys(asked) if known & set(when.months))

    def span_words(self) -> str:
        """From when to when it tells; of an action, from before it to after it."""
        return (self.evaluated.plan.span if self.evaluated else self.period).words()

    def compared_words(self) -> str:
        """What the period is held against, supplied or not."""
        if self.evaluated:
            return self.evaluated.plan.before.words()
        return f"{self.period.previous().words()} and {self.period.year_before().words()}"

    def missing_words(self, dataset: Dataset) -> str:
        """Which comparison is left out, and why; empty where none is."""
        asked = dict.fromkeys((self.period.previous(), self.period.year_before()))
        left = [when.words() for when in asked if when not in self.earlier_periods(dataset)]
        return f"No comparison with {' or '.join(left)}: not supplied." if left else ""

    def codes(self, level: str) -> tuple[str, ...]:
        """Areas of a level inside the area asked for (by their representative points) that may be told of."""
        inside = {*self.geography.inside(level, self.area), self.area}
        codes = self.geography.boundaries[level].codes
        return tuple(code for code in codes if code in inside and self.figures.tells(code))

    def cells(self) -> tuple[str, ...]:
        """Grid cells whose centre, or for the whole partnership any part, lies inside the area asked for, and that may
        be told of."""
        known = self.geography.area_hierarchy.children
        cells = self.geography.inside(CELL, self.area)
        return tuple(code for code in cells if code in known and self.figures.tells(code))

    def home_of(self, level: str, easting: float, northing: float) -> str | None:
        """Code of the area of a level that holds a point, None where none does that may be told of."""
        outlines = self.geography.boundaries[level]
        position = int(place(outlines, [easting], [northing])[0])
        return outlines.codes[position] if position >= 0 and self.figures.tells(outlines.codes[position]) else None

    def residents(self, area: str) -> int | None:
        """Residents of an area, None if not known."""
        return self.geography.residents_of(area)

    def rate(self, cell: SafeCell, area: str) -> SafeCell:
        """Events per 1,000 residents of an area, or not supplied where no population was added."""
        residents = self.residents(area)
        return NOT_SUPPLIED if residents is None else rate(cell, residents)

    def shapes(self, level: str, codes: Sequence[str]) -> dict[str, bytes]:
        """WKB outlines (EPSG:27700) of areas of a level, of those that may be told of."""
        outlines = self.geography.boundaries[level]
        wanted = {code for code in codes if self.figures.tells(code)}
        return {code: wkb for code, wkb in zip(outlines.codes, outlines.to_wkb(), strict=True) if code in wanted}

    def backdrop(self) -> tuple[dict[str, bytes], dict[str, str]]:
        """Outlines and names of the report level, drawn over a map."""
        codes = self.codes(self.report_level)
        return self.shapes(self.report_level, codes), {code: self.names[code] for code in codes}


def level_title(level: str) -> str:
    """How readers write a level: LSOA, MSOA, ward."""
    return level.upper() if level.endswith("soa") else level


def count_map(draft: Draft, level: str, title: str, as_rate: bool = False, category: str = ALL) -> MapBlock:
    """Map of a level's counts (or rates per 1,000 residents) in the draft's data set and period, of one category."""
    codes = draft.codes(level)
    counts = {code: draft.figures.count(draft.dataset.name, draft.period, code, category) for code in codes}
    cells = {code: draft.rate(cell, code) for code, cell in counts.items()} if as_rate else counts
    outline, outline_names = draft.backdrop()
    return MapBlock(
        title=title,
        layer=level,
        measure="Events per 1,000 residents" if as_rate else "Events",
        kind="rate" if as_rate else "count",
        cells=dict(cells),
        names={code: draft.names[code] for code in codes},
        shapes=draft.shapes(level, codes),
        outline=outline,
        outline_names=outline_names,
        breaks=class_breaks(list(cells.values())),
        note="Class limits are quantiles of the figures shown; suppressed areas take no part in them.",
        alt=f"{title}: areas shaded by class; the table gives every figure that is shown.",
    )


def class_breaks(cells: Sequence[SafeCell]) -> tuple[float, ...]:
    """Where the second and later of up to five classes begin: quantiles of the shown values above zero (SDC-10)."""
    values = sorted(float(cell.value) for cell in cells if cell.value)
    starts = {values[len(values) * step // CLASSES] for step in range(1, CLASSES)} if values else set()
    return tuple(sorted(starts - set(values[:1])))


def area_table(draft: Draft, level: str, title: str, keep: Callable[[list[str]], list[str]] = list) -> TableBlock:
    """Areas of a level with count, rate, and change on each earlier period that was supplied."""
    name, period = draft.dataset.name, draft.period
    codes = draft.codes(level)
    earlier = draft.earlier_periods(draft.dataset)
    counts = {code: draft.figures.count(name, period, code) for code in codes}
    rows: list[tuple[Cell, ...]] = []
    for code in keep(order_rows(codes, counts, draft.names)):
        changes = [change_percent(counts[code], draft.figures.count(name, when, code)) for when in earlier]
        rows.append((Text(draft.names[code]), Text(code), counts[code], draft.rate(counts[code], code), *changes))
    columns = (
        Column("Area", "text"),
        Column("Code", "text"),
        Column("Events", "count"),
        Column("Per 1,000 residents", "rate"),
        *(Column(f"Change on {when.words()}, %", "percent") for when in earlier),
    )
    note = f"Largest first; areas without a figure follow by name. {draft.missing_words(draft.dataset)}"
    return TableBlock(title, columns, tuple(rows), note=note.strip())


def category_table(draft: Draft, dataset: Dataset, title: str, area: str = ALL) -> TableBlock:
    """Categories of a data set for one area: this period, each earlier one that was supplied, and the changes."""
    titles = {ALL: "All", **categories(dataset.name)}
    earlier = draft.earlier_periods(dataset)
    cells = {
        code: [draft.figures.count(dataset.name, when, area, code) for when in (draft.period, *earlier)]
        for code in titles
    }
    order = order_rows([code for code in titles if code != ALL], {code: row[0] for code, row in cells.items()}, titles)
    rows: list[tuple[Cell, ...]] = []
    for code in [*order, ALL]:
        now, *before = cells[code]
        rows.append((Text(titles[code]), now, *before, *(change_percent(now, one) for one in before)))
    columns = (
        Column("Category", "text"),
        *(Column(when.words(), "count") for when in (draft.period, *earlier)),
        *(Column(f"Change on {when.words()}, %", "percent") for when in earlier),
    )
    return TableBlock(title, columns, tuple(rows), note=draft.missing_words(dataset))


def two_way_table(draft: Draft, title: str, chosen: Sequence[str]) -> TableBlock:
    """Report areas by category with both margins, as released; the whole partnership alone where there are none."""
    titles = categories(draft.dataset.name)
    codes = [code for code in draft.codes(draft.report_level) if draft.figures.is_by_category(code)]
    across = [*chosen, ALL]
    down = [*sorted(codes, key=lambda code: draft.names[code]), *([ALL] if draft.area == ALL else [])]
    rows: list[tuple[Cell, ...]] = []
    for code in down:
        counts = [draft.figures.count(draft.dataset.name, draft.period, code, one) for one in across]
        rows.append((Text(draft.names[code]), *counts))
    columns = (Column("Area", "text"), *(Column(titles.get(one, "All"), "count") for one in across))
    note = "The last row and column are released totals, never sums of what is shown."
    if not codes:
        note = "Categories are shown for the whole partnership only: this hub has no outlines of larger areas."
    return TableBlock(title, columns, tuple(rows), note=note)


Composer = Callable[[Draft], tuple[Section, ...]]
