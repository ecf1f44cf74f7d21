"""A month of too few events is shown by larger areas, so that its totals can be shown; a rich one by all."""

from pathlib import Path

import pytest
import shapely

from geo.boundaries import Boundaries
from hub.access.identity import Identity
from hub.geography import ALL
from hub.hub import Hub, open_hub
from hub.release import release
from hub.settings import write_settings
from ingest.periods import Period

WHO = Identity("tester", "analyst", "tests")
HEAD = "Offence date,Offence time,Offence group,Sub-category,Easting,Northing"
MONTH = "2024-03"
SIDE, SIZE = 16, 250
"""Base areas along each side of the partnership, and their width in metres; a ward is four by four of them."""


def squares(level: str, prefix: str, size: int, by: int = 0) -> Boundaries:
    """Squares over the partnership, moved east ``by`` so many metres."""
    extent = SIDE * SIZE
    corners = [(450_000 + x + by, 100_000 + y) for x in range(0, extent, size) for y in range(0, extent, size)]
    codes = [f"{prefix}{number:08d}" for number in range(1, len(corners) + 1)]
    wkb = [shapely.to_wkb(shapely.box(x, y, x + size, y + size)) for x, y in corners]
    return Boundaries.from_wkb(level, codes, [f"{level} {code[-3:]}" for code in codes], wkb)


def spread_events(counts: list[int], folder: Path) -> Path:
    """An extract with so many burglaries in each base area, in turn."""
    spots = [(450_000 + SIZE * (at // SIDE) + 100, 100_000 + SIZE * (at % SIDE) + 100) for at in range(SIDE * SIDE)]
    lines = [
        f"01/03/2024,12:30,burglary,Burglary in a dwelling,{x},{y}"
        for (x, y), count in zip(spots, counts, strict=True)
        for _ in range(count)
    ]
    path = folder / "extract.csv"
    path.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")
    return path


def make_hub(folder: Path, counts: list[int]) -> Hub:
    write_settings(folder / "hub", "Test partnership")
    hub = open_hub(folder / "hub")
    hub.add_areas(squares("lsoa", "E81", SIZE), WHO)
    hub.add_areas(squares("ward", "E85", 4 * SIZE), WHO)
    hub.receive(spread_events(counts, folder), "recorded-crime", WHO, None, None, None)
    return hub


def ask(hub: Hub):
    return release(
        hub, "hotspot-explorer", period=Period.parse(MONTH), audience="open", who=WHO, dataset="recorded-crime"
    )


def shown(product) -> dict[tuple[str, str], dict]:
    (publication,) = product.publication["publications"]
    return {
        (cell["k"]["area"], cell["k"]["category"]): cell
        for cell in publication["cells"]
        if cell["k"]["period"] == MONTH and "m" not in cell
    }


@pytest.mark.parametrize(("counts", "fine"), [([6, 0, 7, 12] * 64, True), ([1, 0, 2, 1] * 64, False)])
def test_figures_by_base_area_are_left_out_only_where_there_are_too_few(
    tmp_path: Path, counts: list[int], fine: bool
) -> None:
    product = ask(make_hub(tmp_path, counts))
    cells = shown(product)
    assert cells[ALL, ALL]["v"] == sum(counts)
    assert any(area.startswith("E81") for area, _ in cells) is fine
    wards = [cell for (area, category), cell in cells.items() if area.startswith("E85") and category == ALL]
    assert len(wards) == 16
    assert all("v" in cell for cell in wards)
    words = str(product.sections)
    assert ("Too few events for figures by LSOA; the finest shown are by ward." in words) is not fine
