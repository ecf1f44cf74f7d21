"""No count of 1 to 4 in any output of any format of any product, on the demo and on real data."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
import pypdf
import pytest

from dashboards import show
from hub.access.matrix import audiences_for
from hub.briefing import write_pdf
from hub.export import write_csv, write_json, write_xlsx
from hub.hub import Hub
from hub.products.product import Product, TableBlock
from hub.release import release
from hub.release_asks import PRODUCTS
from ingest.periods import Period
from tests.acceptance.conftest import WHO

SMALL = {"1", "2", "3", "4"}
ASKED = [(module.NAME, audience) for module in PRODUCTS for audience in audiences_for(WHO, module.NAME)]


def releases(hub: Hub, month: str) -> Iterator[Product]:
    for product, audience in ASKED:
        for dataset, _ in hub.datasets():
            if month in hub.periods(dataset):
                yield release(hub, product, period=Period.parse(month), audience=audience, who=WHO, dataset=dataset)


def check(product: Product) -> None:
    where = (product.name, product.audience)
    document = json.loads(write_json(product))
    for publication in document["publications"]:
        assert not [cell for cell in publication["cells"] if cell["v"] in (1, 2, 3, 4)], where
    for row in csv.DictReader(io.StringIO(write_csv(product).decode("utf-8"))):
        assert row["value"] not in SMALL, where  # a rate of three is written 3.0
    for cell in cells_of(write_xlsx(product)):
        assert str(cell) not in SMALL, where
    for line in lines_of(write_pdf(product)):
        assert line.strip() not in SMALL, (*where, "a line of the PDF is a small number alone")
    for section in product.sections:
        for block in section.blocks:
            if isinstance(block, TableBlock):
                assert not SMALL & set(
                    re.findall(r"<td[^>]*>\s*(\d+)\s*</td>", show.write_table(block.title, block.columns, block.rows))
                ), where


def cells_of(workbook: bytes) -> Iterator[Any]:
    """Every cell of every sheet, but for rates, percentages and quotients, where a 3.0 is no count."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    assert all(sheet.sheet_state == "visible" for sheet in book.worksheets)
    for sheet in book.worksheets:
        columns = list(sheet.iter_cols(values_only=True))
        if any(str(value).startswith("Location quotients by") for column in columns for value in column):
            continue
        for column in columns:
            heads = [value for value in column if isinstance(value, str)]
            if not any(mark in head for head in heads for mark in ("er 1,000", "%", "Location quotient")):
                yield from (value for value in column if value is not None)


def lines_of(pdf: bytes) -> list[str]:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    text = "\n".join(page.extract_text() for page in pages)
    return [line for line in text.splitlines() if not re.search(r"Page \d+ of \d+", line)]


@pytest.mark.xdist_group("demo")
def test_no_small_count_in_any_output_of_the_demo(demo: Hub) -> None:
    for product in releases(demo, demo.periods("recorded-crime")[-2]):
        check(product)


@pytest.mark.xdist_group("milton-keynes")
@pytest.mark.parametrize("month", ["2018-11", "2019-01"])
def test_no_small_count_in_any_output_on_real_data(milton_keynes: Hub, month: str) -> None:
    for product in releases(milton_keynes, month):
        check(product)
