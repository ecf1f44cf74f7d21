"""The page of a hotspot on paper: all of it on one sheet, however many data sets there are."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from hub.briefing import write_pdf
from hub.disclosure.marks import SUPPRESSED, SafeCell
from hub.products.hotspot_sheets import SLOTS
from hub.products.product import Column, Kind, Section, TableBlock, Text, Words
from tests.unit.hub.sample_products import sample_class_map, sample_product

NAMES = ("Anti-social behaviour known to the local authority", "Road traffic collisions", "Hospital admissions")
HEADS: tuple[tuple[str, Kind], ...] = (
    ("Data set", "text"),
    ("September 2026", "count"),
    ("August 2026", "count"),
    ("Change, %", "percent"),
    ("Is it chance?", "text"),
    ("Hotspot there", "text"),
)
FACTS = Words(("Hotspot 99 %; 800 ha; its centre: SK4500NE.", *["A sentence of some ten words stands here."] * 5))


@pytest.mark.parametrize(("datasets", "words"), [(9, ""), (6, ""), (3, ""), (3, "Some forty words stand here. " * 10)])
def test_a_hotspots_page_is_one_sheet(datasets: int, words: str) -> None:
    rows = tuple(
        (Text(NAMES[at % 3]), SafeCell(1_234), SUPPRESSED, SafeCell(-4.0), Text("within chance"), Text("no"))
        for at in range(datasets)
    )
    columns = tuple(Column(*head) for head in HEADS)
    table = TableBlock("Source mix and change round hotspot A, Castle", columns, rows, "Events of the whole ward.")
    slots = (Words((words,) if words else (), heading, name) for name, heading in SLOTS.items())
    blocks = (FACTS, sample_class_map(), table, *slots)
    sheets = tuple(Section(f"Hotspot {letter}: Castle", blocks, new_page=True, sheet=True) for letter in "AB")
    content = write_pdf(replace(sample_product(), sections=sheets))
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]
    for letter in "AB":
        (page,) = [one for one in pages[1:] if f"Hotspot {letter}: Castle" in one]
        assert all(heading in page for heading in SLOTS.values()), letter
