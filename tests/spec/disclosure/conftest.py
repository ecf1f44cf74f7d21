"""One small hub for the rules that are about what readers are shown."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from hub.access.identity import Identity
from hub.geography import ALL
from hub.hub import Hub
from hub.products.product import Product
from hub.release import release
from ingest.periods import Period
from tests.unit.hub.small_hub import HEAD, WHO, make_hub, receive

MONTHS = ("2025-01", "2025-02", "2025-03")
EVERY = (
    ("hotspot-explorer", "partner"),
    ("area-profile", "partner"),
    ("problem-profile", "partner"),
    ("tactical-assessment", "open"),
    ("tactical-assessment", "closed"),
    ("strategic-summary", "board"),
)
KINDS = ("burglary,Burglary in a dwelling", "Robbery,Robbery of personal property")
OFFICER = Identity("officer", "liaison", "Another council")


@dataclass
class Shown:
    """A hub with three months in which one small count in each ward takes larger ones with it, and its products."""

    hub: Hub
    products: dict[tuple[str, str, str], Product] = field(default_factory=dict)

    def ask(self, product: str, audience: str, period: str = MONTHS[-1]) -> Product:
        key = product, audience, period
        if key not in self.products:
            when = Period.parse(period)
            self.products[key] = release(self.hub, product, period=when, audience=audience, who=WHO)
        return self.products[key]

    def every(self) -> Iterator[Product]:
        """Each product for each of its audiences, of a month and of the quarter."""
        for product, audience in EVERY:
            for period in (MONTHS[-1], "2025-Q1"):
                yield self.ask(product, audience, period)

    def truth(self) -> dict[tuple[str, str, str], int]:
        """Month, area and category -> true count, of LSOAs, wards and the whole."""
        records, _ = self.hub.records()
        found: dict[tuple[str, str, str], int] = {}
        for row in records.table("event_counts").execute().itertuples():
            for area in (row.lsoa, row.ward, ALL):
                for category in (row.category, ALL):
                    key = row.month, area, category
                    found[key] = found.get(key, 0) + int(row.events)
        return found

    def canaries(self) -> set[int]:
        """Counts of 1,000 and more that are suppressed to protect small ones, and stand nowhere in print."""
        truth, hidden, printed = self.truth(), set[int](), set[float]()
        for product in self.every():
            for one in product.publication["publications"]:
                for cell in one["cells"]:
                    key = cell["k"]["period"], cell["k"]["area"], cell["k"]["category"]
                    if cell["v"] is None and key in truth:
                        hidden.add(truth[key])
                    elif cell["v"] is not None:
                        printed.add(cell["v"])
        return {count for count in hidden if count >= 1_000} - {int(value) for value in printed}


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("shown")
    hub = make_hub(folder / "hub")
    residents = {code: 4_963 + 37 * number for number, (code, _) in enumerate(hub.areas("lsoa"))}
    hub.add_residents("lsoa", residents, WHO)
    for month in MONTHS:
        receive(hub, _extract(folder, month))
    return Shown(hub)


def _extract(folder: Path, month: str) -> Path:
    """In each ward two LSOAs with 3 events and two with 3,000 to 6,000, or four of those; each count of its own."""
    chance, rows = Random(month), []
    for area in range(16):
        x, y = 450_100 + 1_000 * (area // 4), 100_100 + 1_000 * (area % 4)
        lone = (area // 4) % 2 == 0 and area % 2 == 0
        for kind in KINDS:
            number = (2 if kind == KINDS[0] else 1) if lone else chance.randrange(1_511, 2_949)
            rows += [f"{day % 28 + 1:02d}/{month[5:]}/{month[:4]},12:30,{kind},{x},{y}" for day in range(number)]
    path = folder / f"{month}.csv"
    path.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    return path
