"""Released figures for a product: asks the lattices, adds months up, and remembers every cell that was shown.

A figure for a quarter or year is the sum of its released months; where one month is suppressed or not supplied, so
is the sum. It therefore tells a reader nothing that the months do not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.access.refusal import AccessRefused
from hub.disclosure.control import Released, control_readings
from hub.disclosure.derive import total
from hub.disclosure.marks import CLASS_NOT_SUPPLIED, CLASS_SUPPRESSED, NOT_SUPPLIED, SUPPRESSED, SafeCell, SafeClass
from hub.disclosure.readings import ReadingTable
from hub.disclosure.rules import ReleaseRefused, Rules
from hub.disclosure.tables import SafeClasses
from hub.geography import ALL, Geography, Told
from hub.governance.grants import Grant, cover
from hub.lattice import Lattices
from hub.ledger import Entry
from hub.map_accuracy import read_map_accuracy
from hub.match_rate import read_match_rate
from hub.measures import AREA_TABLE, CATEGORY_TABLE, HOT, HOTSPOT_TABLE
from hub.near_repeats import read_near_repeats
from hub.peak_times import read_peak_times
from hub.records import Records
from hub.supply import Supplied, Supply
from ingest.contract import Dataset
from ingest.periods import Period
from ingest.receipt import AREA_ONLY, Quality


@dataclass(frozen=True)
class Key:
    """Full key of one shown cell, in the dimensions of the publication format."""

    dataset: str
    period: str
    area: str
    category: str


@dataclass
class Figures:
    """What one product may ask. ``supplied`` is what is held of each data set and who owes it, by its name.

    ``grants``: those in force for its audience. A count that its owners share by them is shown, marked; ``shown`` holds
    what is published all the same. ``used``: the grants without which some figure were a gap.

    ``told``: the areas and grid cells that the reader may be told of, None: of every one. It gives no figure of others.
    """

    lattices: Lattices
    records: Records
    geography: Geography
    datasets: Mapping[str, Dataset]
    supplied: Mapping[str, Supplied]
    who: Entry
    shown: dict[Key, SafeCell] = field(default_factory=dict)
    classes: dict[tuple[str, str, str], SafeClass] = field(default_factory=dict)
    readings: dict[tuple[str, Key], SafeClass] = field(default_factory=dict)
    months: dict[tuple[str, str], Released] = field(default_factory=dict)
    refused: set[tuple[str, str]] = field(default_factory=set)
    grants: Sequence[Grant] = ()
    used: set[str] = field(default_factory=set)
    told: Told = None
    _with_points: dict[tuple[str, Period], bool] = field(default_factory=dict)
    _shared: dict[tuple[str, str], dict[str, dict[tuple[str, ...], SafeCell]]] = field(default_factory=dict)

    def supply(self, dataset: str, month: str) -> Supply:
        """Which batches supply a month, and who has not sent it."""
        return self.supplied[dataset].month(month)

    def supplied_months(self, dataset: str) -> tuple[str, ...]:
        """Every month that all its providers have sent, oldest first."""
        return self.supplied[dataset].months

    def is_supplied(self, dataset: str, period: Period) -> bool:
        """Whether every month of the period was supplied."""
        return set(period.months) <= set(self.supplied_months(dataset))

    def match_rate(self, dataset: str, provider: str, period: Period) -> SafeClass:
        """Of how many of a provider's rows of a period the location is usable; hidden with the count of the period."""
        receipts = self._receipts(dataset, provider, period)
        rows = sum(receipt["rows"] - receipt["refused"] - receipt.get("not_prescribed", 0) for receipt in receipts)
        located = rows - sum(receipt["no_location"] for receipt in receipts)
        rules = self._rules(dataset, period)
        table = read_match_rate(provider, rows, located, max((one.threshold for one in rules), default=0))
        return control_readings(table, {provider: self.count(dataset, period)}, rules).label(provider)

    def location_kind(self, dataset: str, provider: str, period: Period) -> str:
        """How most of a provider's accepted rows are located: 'exact', 'snapped' or 'area only'; '' where not noted."""
        noted = [Quality(**one["quality"]) for one in self._receipts(dataset, provider, period) if one.get("quality")]
        return Quality(*(sum(getattr(one, name) for one in noted) for name in ("exact", "snapped", "area"))).mostly

    def has_points(self, dataset: str, period: Period) -> bool:
        """Whether events of a period lie at places of their own: not where a provider locates most of them by area."""
        if (dataset, period) not in self._with_points:
            providers = {one for month in period.months for one in self.supply(dataset, month).providers}
            kinds = {self.location_kind(dataset, provider, period) for provider in providers}
            self._with_points[dataset, period] = AREA_ONLY not in kinds
        return self._with_points[dataset, period]

    def _receipts(self, dataset: str, provider: str, period: Period) -> list[dict[str, Any]]:
        """The receipts of a provider's batches that supply a period."""
        wanted = {identity for month in period.months for identity in self.supply(dataset, month).batches}
        supplied = self.supplied[dataset]
        held = [one for one in supplied.batches if one["id"] in wanted and one["provider"] == provider]
        return [supplied.receipts[str(one["id"])] for one in held]

    def count(self, dataset: str, period: Period, area: str = ALL, category: str = ALL) -> SafeCell:
        """Events of one area, period and category: the sum of its released months."""
        self._check_told(area)
        months = [self._month(dataset, month, area, category) for month in period.months]
        if len(months) > 1 and all(Key(dataset, month, area, category) in self.shown for month in period.months):
            self.shown[Key(dataset, str(period), area, category)] = total(months)
        if self.grants:
            pairs = zip(period.months, months, strict=True)
            months = [
                cell if cell.shown else self._share(dataset, month, area, category, cell) for month, cell in pairs
            ]
        return months[0] if len(months) == 1 else total(months)

    def count_if_proved(self, dataset: str, period: Period, area: str) -> SafeCell:
        """As ``count``; suppressed where a month has no proof, so that one data set of many refuses only itself."""
        for month in period.months:
            self._released_if_proved(dataset, month)
        refused = any((dataset, month) in self.refused for month in period.months)
        return SUPPRESSED if refused else self.count(dataset, period, area)

    def _share(self, dataset: str, month: str, area: str, category: str, cell: SafeCell) -> SafeCell:
        """What stands behind a gap, where the owners of all records of the month share it; else the gap."""
        released = self._released(dataset, month)
        grants = cover(self.grants, dataset, self.supply(dataset, month).providers)
        if released is None or not grants:
            return cell
        if (dataset, month) not in self._shared:
            about = self.records, self.geography, self.datasets[dataset], month
            self._shared[dataset, month] = self.lattices.share(*about, released, grants)
        table, key = find_place(released, area, category)
        found = self._shared[dataset, month][table].get(key) if table else None
        self.used.update(grants if found else ())
        return found or cell

    def is_published(self, dataset: str, period: Period, area: str) -> bool:
        """Whether every supplied month of the period has the area; a month of too few events has the larger ones."""
        found = [self._released(dataset, month) for month in period.months]
        return all(released is None or released.tables[AREA_TABLE].publishes(area) for released in found)

    def is_by_category(self, area: str) -> bool:
        """Whether the lattice has an area's categories: the report level and the whole partnership."""
        report = self.geography.report
        return area == ALL or bool(report and area in self.geography.boundaries[report].codes)

    def hotspot(self, dataset: str, month: str, cell: str) -> SafeClass:
        """Gi* class of one grid cell in one month."""
        self._check_told(cell)
        released = self._released_if_proved(dataset, month)
        if (dataset, month) in self.refused:
            return CLASS_SUPPRESSED
        found = CLASS_NOT_SUPPLIED if released is None else released.classes[HOTSPOT_TABLE].label(cell)
        self.classes[(dataset, month, cell)] = found
        return found

    def near_repeats(self, dataset: str, span: Period, categories: tuple[str, ...]) -> SafeClasses:
        """Near-repeat readings of a span of months, by category; each hides with the count of its category."""
        table = read_near_repeats(self.records, dataset, span.months, categories)
        return self._read(table, dataset, span, categories)

    def peak_times(self, dataset: str, span: Period, categories: tuple[str, ...]) -> tuple[SafeClasses, SafeClasses]:
        """Peak times of a span of months by category, and of how many events the time is known; hidden likewise."""
        threshold = max((one.threshold for one in self._rules(dataset, span)), default=0)
        peaks, known = read_peak_times(self.records, dataset, span.months, categories, threshold)
        return self._read(peaks, dataset, span, categories), self._read(known, dataset, span, categories)

    def map_accuracy(self, dataset: str, month: Period) -> tuple[SafeClasses, SafeClasses]:
        """How well the hotspots shown of the month before told where a month's events were; hidden with their count.

        First the prediction accuracy, then the prediction efficiency. The hotspots go on record with the reading.
        """
        before = str(month.previous())
        known = self.hotspots_of(dataset, before)
        cells = [code for code in self.geography.grid.codes if code in self.geography.area_hierarchy.children]
        drawn = {code: code in known and known[code].label in HOT for code in cells}
        for code in (code for code, hot in drawn.items() if hot):
            self.hotspot(dataset, before, code)
        rules = self._rules(dataset, month)
        moves = self.lattices.move_cells(self.geography, dataset, str(month), self.supply(dataset, str(month)))
        threshold = max((one.threshold for one in rules), default=0)
        accuracy, efficiency = read_map_accuracy(self.records, dataset, str(month), drawn, threshold, moves)
        return self._read(accuracy, dataset, month, (ALL,)), self._read(efficiency, dataset, month, (ALL,))

    def _read(self, table: ReadingTable, dataset: str, span: Period, categories: tuple[str, ...]) -> SafeClasses:
        parents = {code: self.count(dataset, span, ALL, code) for code in categories}
        found = control_readings(table, parents, self._rules(dataset, span))
        for code in categories:
            self.readings[found.name, Key(dataset, str(span), ALL, code)] = found.label(code)
        return found

    def _rules(self, dataset: str, period: Period) -> list[Rules]:
        """The rules that the months of a period were released under."""
        return [released.rules for month in period.months if (released := self._released(dataset, month))]

    def hotspots_of(self, dataset: str, month: str) -> Mapping[str, SafeClass]:
        """Every released Gi* class of a month, by grid cell; none where it was not supplied.

        To look for places only: what a product says of a cell it asks for by ``hotspot``, which puts it on record.
        """
        released = self._released_if_proved(dataset, month)
        found = released.classes[HOTSPOT_TABLE].classes if released else {}
        return found if self.told is None else {cell: one for cell, one in found.items() if cell in self.told}

    def tells(self, place: str) -> bool:
        """Whether the reader may be told of an area or a grid cell."""
        return self.told is None or place in self.told

    def _check_told(self, place: str) -> None:
        """Refuse a figure of a place that is not the reader's: no product asks for one, and none would get it."""
        if not self.tells(place):
            raise AccessRefused(
                "this figure is of a place that is not open to you.",
                "a place outside your areas.",
                "tell whoever looks after the hub which product you asked for.",
            )

    def _month(self, dataset: str, month: str, area: str, category: str) -> SafeCell:
        """The cell of one month; what its lattice does not publish is suppressed, and no figure (``shown``)."""
        released, key = self._released(dataset, month), Key(dataset, month, area, category)
        if released is None:
            self.shown[key] = NOT_SUPPLIED
            return NOT_SUPPLIED
        table, place = find_place(released, area, category)
        if not table or not released.tables[table].publishes(*place):
            return SUPPRESSED
        self.shown[key] = released.tables[table].cell(*place)
        return self.shown[key]

    def _released_if_proved(self, dataset: str, month: str) -> Released | None:
        """As ``_released``; None where no proof was found, so that one month of many refuses nothing but itself."""
        if (dataset, month) in self.refused:
            return None
        try:
            return self._released(dataset, month)
        except ReleaseRefused:
            self.refused.add((dataset, month))
            return None

    def _released(self, dataset: str, month: str) -> Released | None:
        if (dataset, month) in self.months:
            return self.months[dataset, month]
        supply = self.supply(dataset, month)
        if not supply.complete:
            return None
        found = self.lattices.get(self.records, self.geography, self.datasets[dataset], month, supply, self.who)
        self.months[dataset, month] = found
        return found


def find_place(released: Released, area: str, category: str) -> tuple[str, tuple[str, ...]]:
    """The table of a lattice that holds a count, and its key there; no table where no level has it."""
    if category == ALL and area != ALL:
        return AREA_TABLE, (area,)
    names = released.tables[CATEGORY_TABLE].dimensions
    if area != ALL and "area" not in names:
        return "", ()
    place = {"area": area, "category": category}
    return CATEGORY_TABLE, tuple(place[name] for name in names)


def order_rows(codes: Iterable[str], cells: Mapping[str, SafeCell], names: Mapping[str, str]) -> list[str]:
    """Codes by shown figure, largest first; then those without one, by name (SDC-9: no hint of their size)."""
    listed = list(codes)
    shown = sorted((code for code in listed if cells[code].shown), key=lambda code: (-_size(cells[code]), names[code]))
    return shown + sorted((code for code in listed if not cells[code].shown), key=lambda code: names[code])


def _size(cell: SafeCell) -> float:
    return 0.0 if cell.value is None else float(cell.value)
