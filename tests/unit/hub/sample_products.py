"""Small but complete products for tests of paper and files: every block, every mark, every kind of column."""

from dataclasses import replace

import shapely

from hub.disclosure.marks import Mark, SafeCell, SafeClass
from hub.packed import pack
from hub.products.product import Column, MapBlock, Product, Section, SeriesBlock, TableBlock, Text, Words

SUPPRESSED = SafeCell(None, Mark.SUPPRESSED)
NOT_SUPPLIED = SafeCell(None, Mark.NOT_SUPPLIED)
NOT_APPLICABLE = SafeCell(None, Mark.NOT_APPLICABLE)
MARKING = "RESTRICTED (OFFICIAL-SENSITIVE)"
REASON = "Some figures are suppressed, so that no person can be recognised; none of the gaps says how large it is."
CLASSES = ("hotspot 99 %", "hotspot 95 %", "hotspot 90 %", "not a hotspot")


def sample_cell(position: int) -> SafeCell:
    """Every mark in turn, a true zero, and numbers that occur nowhere else in the product."""
    special = {0: SUPPRESSED, 1: NOT_SUPPLIED, 2: NOT_APPLICABLE, 3: SafeCell(0)}
    return special.get(position % 10, SafeCell(1000 + 7 * position))


def sample_table(rows: int = 60) -> TableBlock:
    """A table with a row for each area, as long as wanted."""
    columns = (Column("Area", "text"), Column("Events", "count"), Column("Rate", "rate"), Column("Change %", "percent"))
    made = tuple(
        (Text(f"Area {row:03}"), sample_cell(row), _tenths(sample_cell(row), 10), _tenths(sample_cell(row), -100))
        for row in range(rows)
    )
    total = (Text("Total"), SafeCell(54321), SafeCell(98.7), SafeCell(-12.5))
    return TableBlock("Events by area", columns, (*made, total), "Made-up figures.")


def sample_map(side: int = 7) -> MapBlock:
    """A map of side x side squares of 500 m, with all four marks, under two outlined wards."""
    codes = [f"SQ{place:03}" for place in range(side * side)]
    boxes = [_square(place % side, place // side) for place in range(side * side)]
    return MapBlock(
        title="Events by square",
        layer="cell",
        measure="Events",
        kind="count",
        cells={code: sample_cell(place) for place, code in enumerate(codes)},
        names={code: f"Square {place}" for place, code in enumerate(codes)},
        shapes={code: box.wkb for code, box in zip(codes, boxes, strict=True)},
        outline=_wards(side),
        outline_names={"W1": "Westcroft & Shenley", "W2": "Eastwood <b>"},
        note="Squares of 500 m.",
        alt="Map of squares, darker where there were more events.",
    )


def sample_class_map(side: int = 7) -> MapBlock:
    """The same squares by hotspot class."""
    counts = sample_map(side)
    cells = {
        code: SafeClass(CLASSES[place % 4]) if cell.shown else SafeClass(None, cell.mark)
        for place, (code, cell) in enumerate(counts.cells.items())
    }
    return replace(counts, title="Hotspots by square", measure="Hotspot class", kind="class", cells=cells)


def sample_series(names: tuple[str, ...] = ("Burglary", "Robbery"), months: int = 14) -> SeriesBlock:
    """Monthly figures with a suppressed and a not supplied month in each series."""
    x = tuple(f"{2018 + month // 12}-{month % 12 + 1:02}" for month in range(months))
    cells = {name: tuple(_month(month, place) for month in range(months)) for place, name in enumerate(names)}
    return SeriesBlock("Events by month", x, cells, "Events a month", "Made-up figures.", "Chart of events by month.")


def sample_product(rows: int = 60) -> Product:
    """A product of four sections with tables, maps, charts and words."""
    sections = (
        Section("Executive picture", (Words(("Five lines in short.", "No person is named."), "In short"),)),
        Section("Places", (sample_table(rows), sample_map()), new_page=True),
        Section("Hotspots", (sample_class_map(),), new_page=True),
        Section("Months", (sample_series(), sample_series(("Theft",)))),
    )
    return Product(
        name="tactical-assessment", title="Tactical assessment", subtitle="For the Joint Action Group",
        partnership="Safer Sampleton Partnership", area_name="Sampleton", period="January 2019", audience="open",
        marking=MARKING, purpose="Crime and disorder reduction", released_on="2026-10-29", release_id="rel-0042",
        data_version="v7", rules="Counts of one to four are suppressed.", suppression_note=REASON,
        chosen=(("Cell size", "500 m"), ("Comparison", "January 2018")), sources=("Sampleton Police, recorded crime",),
        sections=sections, packed=pack({"format": "saferhub-publication/1", "threshold": 5, "publications": []}),
    )  # fmt: skip


def _tenths(cell: SafeCell, parts: int) -> SafeCell:
    return cell if cell.value is None else SafeCell(round(cell.value / parts, 1) + 0.0)


def _month(month: int, place: int) -> SafeCell:
    special = {4 + place: SUPPRESSED, 8 + place: NOT_SUPPLIED, 11: SafeCell(0)}
    return special.get(month, SafeCell(40 + 3 * month + 11 * place))


def _square(column: int, row: int) -> shapely.Polygon:
    west, south = 480_000 + 500 * column, 230_000 + 500 * row
    return shapely.box(west, south, west + 500, south + 500)


def _wards(side: int) -> dict[str, bytes]:
    middle, top = 480_000 + 500 * (side // 2), 230_000 + 500 * side
    west = shapely.box(480_000, 230_000, middle, top)
    east = shapely.box(middle, 230_000, 480_000 + 500 * side, top)
    return {"W1": west.wkb, "W2": east.wkb}
