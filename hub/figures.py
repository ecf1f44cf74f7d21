"""Released figures for a product: asks the lattices, adds months up, and remembers every cell that was shown.

A figure for a quarter or year is the sum of its released months; where one month is suppressed or not supplied, so
is the sum. It therefore tells a reader nothing that the months do not.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.disclosure.control import Released
from hub.disclosure.derive import total
from hub.disclosure.marks import CLASS_NOT_SUPPLIED, NOT_SUPPLIED, SUPPRESSED, SafeCell, SafeClass
from hub.lattice import Lattices
from hub.ledger import Entry
from hub.measures import ALL, AREA_TABLE, CATEGORY_TABLE, HOTSPOT_TABLE, Geography
from hub.records import Records
from hub.supply import Supplied, Supply
from ingest.contract import Dataset
from ingest.periods import Period
from ingest.receipt import Quality


@dataclass(frozen=True)
class Key:
    """Full key of one shown cell, in the dimensions of the publication format."""

    dataset: str
    period: str
    area: str
    category: str


@dataclass
class Figures:
    """What one product may ask. ``supplied`` is what is held of each data set and who owes it, by its name."""

    lattices: Lattices
    records: Records
    geography: Geography
    datasets: Mapping[str, Dataset]
    supplied: Mapping[str, Supplied]
    who: Entry
    shown: dict[Key, SafeCell] = field(default_factory=dict)
    classes: dict[tuple[str, str, str], SafeClass] = field(default_factory=dict)
    months: dict[tuple[str, str], Released] = field(default_factory=dict)

    def supply(self, dataset: str, month: str) -> Supply:
        """Which batches supply a month, and who has not sent it."""
        return self.supplied[dataset].month(month)

    def supplied_months(self, dataset: str) -> tuple[str, ...]:
        """Every month that all its providers have sent, oldest first."""
        return self.supplied[dataset].months

    def is_supplied(self, dataset: str, period: Period) -> bool:
        """Whether every month of the period was supplied."""
        return set(period.months) <= set(self.supplied_months(dataset))

    def located_share(self, dataset: str, provider: str, period: Period) -> float | None:
        """Percentage of a provider's extract rows that came with a usable location; None where there were no rows."""
        receipts = self._receipts(dataset, provider, period)
        rows = sum(receipt["rows"] - receipt["refused"] - receipt.get("not_prescribed", 0) for receipt in receipts)
        return 100 * (1 - sum(receipt["no_location"] for receipt in receipts) / rows) if rows else None

    def location_kind(self, dataset: str, provider: str, period: Period) -> str:
        """How most of a provider's accepted rows are located: 'exact', 'snapped' or 'area only'; '' where not noted."""
        noted = [Quality(**one["quality"]) for one in self._receipts(dataset, provider, period) if one.get("quality")]
        return Quality(*(sum(getattr(one, name) for one in noted) for name in ("exact", "snapped", "area"))).mostly

    def _receipts(self, dataset: str, provider: str, period: Period) -> list[dict[str, Any]]:
        """The receipts of a provider's batches that supply a period."""
        wanted = {identity for month in period.months for identity in self.supply(dataset, month).batches}
        held = [one for one in self.supplied[dataset].batches if one["id"] in wanted and one["provider"] == provider]
        return [json.loads(str(one["receipt"])) for one in held]

    def count(self, dataset: str, period: Period, area: str = ALL, category: str = ALL) -> SafeCell:
        """Events of one area, period and category: the sum of its released months."""
        months = [self._month(dataset, month, area, category) for month in period.months]
        if len(months) == 1:
            return months[0]
        cell = total(months)
        if all(Key(dataset, month, area, category) in self.shown for month in period.months):
            self.shown[Key(dataset, str(period), area, category)] = cell
        return cell

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
        released = self._released(dataset, month)
        found = CLASS_NOT_SUPPLIED if released is None else released.classes[HOTSPOT_TABLE].label(cell)
        self.classes[(dataset, month, cell)] = found
        return found

    def _month(self, dataset: str, month: str, area: str, category: str) -> SafeCell:
        """The cell of one month; what its lattice does not publish is suppressed, and no figure (``shown``)."""
        released, key = self._released(dataset, month), Key(dataset, month, area, category)
        if released is None:
            self.shown[key] = NOT_SUPPLIED
            return NOT_SUPPLIED
        table, place = released.tables[CATEGORY_TABLE], {"area": area, "category": category}
        if category == ALL and area != ALL:
            table = released.tables[AREA_TABLE]
        elif area != ALL and "area" not in table.dimensions:
            return SUPPRESSED
        if not table.publishes(*(place[name] for name in table.dimensions)):
            return SUPPRESSED
        self.shown[key] = table.cell(*(place[name] for name in table.dimensions))
        return self.shown[key]

    def _released(self, dataset: str, month: str) -> Released | None:
        if (dataset, month) in self.months:
            return self.months[dataset, month]
        supply = self.supply(dataset, month)
        if not supply.complete:
            return None
        found = self.lattices.get(self.records, self.geography, self.datasets[dataset], month, supply, self.who)
        self.months[dataset, month] = found
        return found


def order_rows(codes: Iterable[str], cells: Mapping[str, SafeCell], names: Mapping[str, str]) -> list[str]:
    """Codes by shown figure, largest first; then those without one, by name (SDC-9: no hint of their size)."""
    listed = list(codes)
    shown = sorted((code for code in listed if cells[code].shown), key=lambda code: (-_size(cells[code]), names[code]))
    return shown + sorted((code for code in listed if not cells[code].shown), key=lambda code: names[code])


def _size(cell: SafeCell) -> float:
    return 0.0 if cell.value is None else float(cell.value)
