"""The strategic summary as slides: what stands on them, where, and that nothing else is in the file."""

import io
import re
import zipfile
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pptx import Presentation
from pptx.util import Pt

from hub.assessments.threats import Scored, score_threat
from hub.briefing import write_pdf
from hub.disclosure.marks import SUPPRESSED, SafeCell
from hub.disclosure.rules import ReleaseRefused
from hub.export import file_name, write_pptx
from hub.paper.deck_file import HIGH, WIDE
from hub.products.product import Product, SeriesBlock, TableBlock, Text
from hub.release import release
from ingest.periods import Period
from tests.unit.hub.small_hub import WHO, extract, make_hub, receive

TOUCHING = 0.5
"""Points by which two boxes may meet."""


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Product:
    folder = tmp_path_factory.mktemp("slides")
    hub = make_hub(folder / "hub")
    receive(hub, extract(folder, "crime.csv", ["2025-11", "2026-01"], 300))
    for at in range(12):
        score_threat(hub.register, Scored(f"Problem of kind {'abcdefghijkl'[at]}", 10, 10 + at % 8, "A panel"), WHO)
    return release(hub, "strategic-summary", period=Period.parse("2026-01"), audience="board", who=WHO)


def slides(product: Product) -> list[Any]:
    return list(Presentation(io.BytesIO(write_pptx(product))).slides)


def texts(slide: Any) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_the_deck_goes_from_its_title_to_how_it_was_made(product: Product) -> None:
    titles = [one.shapes.title.text for one in slides(product)]
    assert titles[:3] == ["Strategic summary", "Five figures", "Recorded crime"]
    assert titles[-2:] == ["What is held back", "How this was made"]
    assert {"Priorities", "Threat matrix", "Late or missing data"} <= set(titles)


def test_every_slide_carries_marking_number_and_release(product: Product) -> None:
    for number, slide in enumerate(slides(product), 1):
        assert texts(slide).count(product.marking) == 2
        assert any(product.release_id in words for words in texts(slide))
        fields = re.findall(r'<a:fld [^>]*type="slidenum"[^>]*>.*?<a:t>(\d+)</a:t>', slide.part.blob.decode())
        assert fields == [str(number)]
    assert file_name(product, "pptx").startswith("OFFICIAL-DRAFT-NOT-RELEASED_strategic-summary_")


def test_a_figure_stands_with_its_sentence_and_its_months(product: Product) -> None:
    slide = slides(product)[2]
    assert "300" in texts(slide)
    assert any(words.startswith("Recorded crime in January 2026: 300 events.") for words in texts(slide))
    picture = next(one for one in slide.shapes if one.name == "Chart")
    alt = picture._element.nvPicPr.cNvPr.get("descr")
    assert "November 2025 300; December 2025 not supplied; January 2026 300" in alt


def test_nothing_is_small_and_nothing_lies_on_anything_else_or_off_the_slide(product: Product) -> None:
    for slide in slides(product):
        boxes = [
            (one.left / Pt(1), one.top / Pt(1), (one.left + one.width) / Pt(1), (one.top + one.height) / Pt(1))
            for one in slide.shapes
        ]
        assert all(box[0] >= 0 and box[1] >= 0 and box[2] <= WIDE and box[3] <= HIGH for box in boxes)
        for one, other in combinations(boxes, 2):
            apart = one[2] <= other[0] + TOUCHING or other[2] <= one[0] + TOUCHING
            assert apart or one[3] <= other[1] + TOUCHING or other[3] <= one[1] + TOUCHING, slide.shapes.title.text
        sizes = [int(size) for size in re.findall(r'<a:rPr[^>]* sz="(\d+)"', slide.part.blob.decode())]
        assert min(sizes) >= 1_400
        assert len(sizes) == slide.part.blob.decode().count("<a:t>")


def test_long_tables_go_on_with_their_header(product: Product) -> None:
    tables = [
        shape.table
        for slide in slides(product)
        for shape in slide.shapes
        if shape.has_table and slide.shapes.title.text == "Threat matrix"
    ]
    assert len(tables) > 1
    assert {one.cell(0, 0).text for one in tables} == {"Threat"}
    assert all(one.first_row for one in tables)
    assert sum(len(one.rows) - 1 for one in tables) == 12


def test_equal_products_give_equal_bytes_without_a_trace_of_person_or_machine(product: Product) -> None:
    content = write_pptx(product)
    assert write_pptx(product) == content
    about = Presentation(io.BytesIO(content)).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.created.date().isoformat() == about.modified.date().isoformat() == product.released_on  # type: ignore[union-attr]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {one.date_time for one in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = parts.namelist()
        assert not [one for one in names if re.search("thumbnail|printer|notes|comment|embed|chart|custom", one)]
        assert b"Microsoft" not in parts.read("docProps/app.xml")


def test_no_hidden_figure_is_in_any_part_and_a_shown_one_would_be_found(product: Product) -> None:
    """A number that is told nowhere is put behind a gap, then shown: the search finds it only then."""
    assert "7319" not in everything(write_pptx(with_first(product, SUPPRESSED)))
    assert "7,319" in everything(write_pptx(with_first(product, SafeCell(7_319))))


def with_first(product: Product, cell: SafeCell) -> Product:
    """The product with another first figure, in its table and its trend."""
    five, trends, *others = product.sections
    table = next(block for block in five.blocks if isinstance(block, TableBlock))
    row = (table.rows[0][0], cell, *table.rows[0][2:])
    changed = replace(table, rows=(row, *table.rows[1:]))
    series = next(block for block in trends.blocks if isinstance(block, SeriesBlock))
    name = next(iter(series.series))
    drawn = replace(series, series={name: (*series.series[name][:-1], cell)})
    parts = (
        replace(five, blocks=tuple(changed if block is table else block for block in five.blocks)),
        replace(trends, blocks=tuple(drawn if block is series else block for block in trends.blocks)),
    )
    assert isinstance(row[0], Text)
    return replace(product, sections=(*parts, *others))


def everything(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist() if not name.endswith(".png"))


def test_another_product_has_no_slides(product: Product) -> None:
    with pytest.raises(ReleaseRefused, match="has no slides"):
        write_pptx(replace(product, name="hotspot-explorer", title="Hotspot explorer"))


def test_the_summary_is_two_pages_on_paper_and_says_what_it_leaves_out(product: Product, tmp_path: Path) -> None:
    read = pypdf.PdfReader(io.BytesIO(write_pdf(product)))
    assert len(read.pages) <= 2
    words = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read.pages))
    assert "The first eight of 12 rows." in words
    assert "Not printed here: categories" in words
