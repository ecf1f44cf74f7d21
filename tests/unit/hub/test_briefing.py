"""Paper: what a chair hands round is whole, marked, equal every time, and holds nothing that was suppressed."""

import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

import hub.paper
from hub.briefing import write_pdf
from hub.disclosure.marks import SafeCell
from hub.paper.characters import printable, printable_ranges
from hub.paper.circulation import find_circulation
from hub.products.product import Column, Product, Section, SeriesBlock, TableBlock, Text, Words
from tests.unit.hub.sample_products import MARKING, REASON, SUPPRESSED, sample_map, sample_product, sample_table


@cache
def _sample() -> bytes:
    return write_pdf(sample_product())


def _pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def _with(*blocks: Any, **changes: Any) -> Product:
    return replace(sample_product(), sections=(Section("One", blocks),), **changes)


def test_every_row_of_a_long_table_is_printed() -> None:
    words = " ".join(_pages(_sample()))
    assert all(f"Area {row:03}" in words for row in range(60))
    assert "Total 54,321 98.7 -12.5" in words


def test_two_hundred_rows_do_not_run_off_the_page() -> None:
    reader = PdfReader(BytesIO(write_pdf(_with(sample_table(200)))))
    heights: dict[str, float] = {}
    for page in reader.pages:
        page.extract_text(
            visitor_text=lambda words, cm, tm, *rest: heights.update(
                {words.strip(): tm[4] * cm[1] + tm[5] * cm[3] + cm[5]}
            )
        )
    rows = {words[:8]: height for words, height in heights.items() if re.match(r"Area \d{3}", words)}
    assert len(rows) == 200
    assert all(40 < height < 800 for height in rows.values())


def test_the_header_of_a_long_table_is_repeated_on_each_of_its_pages() -> None:
    pages = [page for page in _pages(_sample()) if re.search(r"Area \d{3}", page)]
    assert len(pages) >= 2
    assert all("Area Events Rate Change %" in page for page in pages)


def test_a_table_of_many_columns_is_printed_sideways_under_its_heading_with_every_cell_apart() -> None:
    columns = (Column("Area", "text"), *(Column(f"Long measure {place}", "count") for place in range(10)))
    rows = tuple((Text(f"Area {row:03}"), *(SafeCell(1000 * row + place + 5000) for place in range(10)))
                 for row in range(30))  # fmt: skip
    reader = PdfReader(BytesIO(write_pdf(_with(TableBlock("Wide", columns, rows)))))
    turned = [page for page in reader.pages if page.mediabox.width > page.mediabox.height]
    first = " ".join(turned[0].extract_text().split())
    assert "One Table 1 Wide" in first
    words = " ".join(" ".join(page.extract_text().split()) for page in turned)
    assert all(f"{1000 * row + place + 5000:,}" in words for row in range(30) for place in range(10))
    assert all(page.extract_text().count(MARKING) == 2 for page in turned)


def test_the_marking_stands_at_head_and_foot_of_every_page() -> None:
    for page in _pages(_sample()):
        assert page.count(MARKING) == 2
        assert page.startswith(MARKING)


def test_every_page_carries_its_number_of_the_total_and_the_running_head() -> None:
    pages = _pages(_sample())
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Tactical assessment · Sampleton · January 2019" in page


def test_the_cover_says_what_for_whom_when_and_from_which_data() -> None:
    cover = _pages(_sample())[0]
    circulation = find_circulation("open")
    released = "29 October 2026, release rel-0042, data version v7"
    said = (
        circulation.session,
        circulation.words,
        released,
        "Safer Sampleton Partnership",
        "Crime and disorder reduction",
    )
    for words in said:
        assert words in cover


def test_the_last_pages_say_what_was_chosen_what_is_held_back_and_the_sources() -> None:
    words = " ".join(_pages(_sample()))
    for said in ("Cell size 500 m", "Counts of one to four are suppressed.", "Sampleton Police, recorded crime"):
        assert said in words


def test_equal_products_give_equal_bytes() -> None:
    assert write_pdf(sample_product()) == _sample()


def test_the_document_date_is_the_release_date() -> None:
    created = PdfReader(BytesIO(_sample())).metadata["/CreationDate"]
    assert created.startswith("D:20261029")


def test_the_file_claims_pdf_a_2a_and_pdf_ua_1_and_names_its_language() -> None:
    reader = PdfReader(BytesIO(_sample()))
    assert b"<pdfaid:part>2<" in _sample()
    assert b"<pdfaid:conformance>A<" in _sample()
    assert b"<pdfuaid:part>1<" in _sample()
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"


def test_sections_are_bookmarks() -> None:
    marks = [str(item.title) for item in PdfReader(BytesIO(_sample())).outline if not isinstance(item, list)]
    assert marks == ["Executive picture", "Places", "Hotspots", "Months", "How this was made", "Handling card"]


def test_every_picture_has_words_for_those_who_cannot_see_it() -> None:
    root = PdfReader(BytesIO(_sample())).trailer["/Root"]["/StructTreeRoot"]
    assert len(_alternatives(root)) == 4
    assert "Map of squares, darker where there were more events." in _alternatives(root)


def test_a_picture_without_words_is_given_some_from_its_title() -> None:
    root = PdfReader(BytesIO(write_pdf(_with(replace(sample_map(), alt=""))))).trailer["/Root"]["/StructTreeRoot"]
    assert _alternatives(root) == ["Map: Events by square. Events by cell; see the tables for figures."]


def test_no_number_of_a_suppressed_or_missing_cell_is_in_the_file() -> None:
    words = " ".join(_pages(_sample()))
    for row in (place for place in range(60) if place % 10 in (0, 1, 2)):
        assert f"{1000 + 7 * row:,}" not in words


def test_marks_are_spelled_out() -> None:
    words = " ".join(_pages(_sample()))
    assert "Area 000 suppressed suppressed suppressed" in words
    assert "Area 001 not supplied" in words
    assert "Area 002 not applicable" in words
    assert "Area 003 0 0.0" in words


def test_the_reason_is_given_once_for_each_block_with_a_suppressed_figure() -> None:
    words = " ".join(_pages(_sample()))
    assert words.count(REASON) == 5 + 1  # a table, two maps, two charts; and once where the method is explained
    whole = TableBlock("Whole", (Column("Area", "text"), Column("Events", "count")), ((Text("A"), SafeCell(9)),))
    assert " ".join(_pages(write_pdf(_with(whole)))).count(REASON) == 1


@pytest.mark.parametrize(
    "hostile",
    ['#read("data.json")', "$x^2$ *bold* _it_", "<b>&amp;", "#import \"@preview/a:1.0.0\"", "https://evil.example/a"],
)  # fmt: skip
def test_text_from_a_file_is_printed_as_it_is(hostile: str) -> None:
    table = TableBlock(hostile, (Column(hostile, "text"), Column("n", "count")), ((Text(hostile), SafeCell(7)),))
    named = replace(sample_map(), outline_names={"W1": hostile, "W2": hostile}, title=hostile)
    pdf = write_pdf(_with(table, named, Words((hostile,), hostile), title=hostile, area_name=hostile))
    assert hostile.replace(" ", "") in "".join(_pages(pdf)).replace(" ", "")
    assert b"/URI" not in pdf


def test_characters_no_font_holds_do_not_cost_the_meeting_its_pack() -> None:
    odd = "Łódź\u202e 北 \x00\ufeff 🚓 naïve\ue000"
    assert printable(odd) == "Łódź ? ? naïve?"
    pages = _pages(write_pdf(_with(Words((odd,), odd), title=odd, area_name=odd)))
    assert "Łódź ? ? naïve?" in pages[0]


def test_the_shipped_fonts_hold_every_printable_character_and_are_openly_licensed() -> None:
    folder = Path(hub.paper.__file__).parent / "fonts"
    fonts = sorted(folder.glob("*.ttf"))
    assert len(fonts) == 3
    for font in fonts:
        held = TTFont(font).getBestCmap()
        assert all(code in held for first, last in printable_ranges() for code in range(first, last + 1))
    assert sum(font.stat().st_size for font in fonts) < 1_500_000
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text(encoding="utf-8")


def test_only_the_shipped_fonts_are_used() -> None:
    assert set(re.findall(rb"/FontName /[A-Z]{6}\+([A-Za-z-]+)", _sample())) <= {
        b"NotoSans-Regular", b"NotoSans-Bold", b"NotoSans-Italic", b"NotoSans"
    }  # fmt: skip


def test_a_row_that_is_not_as_long_as_the_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="one cell for each column"):
        write_pdf(_with(TableBlock("T", (Column("A", "text"), Column("n", "count")), ((Text("a"),),))))


def test_a_series_with_nothing_shown_and_a_table_without_rows_can_be_printed() -> None:
    empty = TableBlock("Empty", (Column("Area", "text"), Column("n", "count")), ())
    hidden = SeriesBlock("Hidden", ("2019-01", "2019-02"), {"All": (SUPPRESSED, SUPPRESSED)}, "Events")
    assert "suppressed" in " ".join(_pages(write_pdf(_with(empty, hidden))))


def _alternatives(node: Any, found: list[str] | None = None) -> list[str]:
    """Every alternative text in the structure tree."""
    found = [] if found is None else found
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            _alternatives(child, found)
    elif isinstance(node, dict):
        if "/Alt" in node:
            found.append(str(node["/Alt"]))
        _alternatives(node.get("/K", []), found)
    return found
