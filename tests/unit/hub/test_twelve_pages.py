"""A pack of twelve pages: its bytes, its size, its long table, its headings, its marking and numbers on every page."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import pypdfium2

from hub.briefing import write_pdf
from hub.products.product import Product, Section, Words
from tests.unit.hub.sample_products import MARKING, sample_class_map, sample_map, sample_product, sample_series
from tests.unit.hub.sample_products import sample_table as table

ROOT = Path(__file__).parents[3]
MOST_BYTES = 3_000_000
FOOT = 25 * 72 / 25.4
"""Points at the foot of a page that are the foot's own."""


def twelve_pages() -> Product:
    """A product that fills about twelve pages, its headings at every height of a page."""
    words = [Words(("Some words of a paragraph. " * (3 + at % 5),), f"Heading {at}") for at in range(60)]
    sections = (
        Section("Words", tuple(words)),
        Section("Table", (table(60),)),
        Section("Maps", (sample_map(), sample_class_map(), sample_series())),
        Section("More words", tuple(words[:30])),
        Section("More maps", (sample_map(9), sample_class_map(9)), new_page=True),
    )
    return replace(sample_product(), sections=sections)


@cache
def pack() -> bytes:
    return write_pdf(twelve_pages())


@cache
def lines() -> list[list[tuple[float, str]]]:
    """Of each page its lines of text from top to bottom: height of the baseline, and words."""
    document = pypdfium2.PdfDocument(pack())
    pages = []
    for page in document:
        held = page.get_textpage()
        boxes = [held.get_rect(at) for at in range(held.count_rects())]
        found: dict[float, str] = {}
        for left, bottom, right, top in boxes:
            found[round(bottom)] = f"{found.get(round(bottom), '')} {held.get_text_bounded(left, bottom, right, top)}"
        pages.append(sorted(((height, said.strip()) for height, said in found.items()), reverse=True))
    document.close()
    return pages


def test_the_pack_has_twelve_pages_or_more_and_is_small() -> None:
    assert 12 <= len(lines()) <= 16
    assert len(pack()) < MOST_BYTES


def test_another_process_in_another_time_zone_and_language_makes_the_same_bytes() -> None:
    asked = (
        "from hashlib import sha256; from tests.unit.hub.test_twelve_pages import pack; "
        "print(sha256(pack()).hexdigest())"
    )
    other = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-c", asked]
    said = subprocess.run(run, capture_output=True, text=True, env={**os.environ, **other}, cwd=ROOT, check=True)
    assert said.stdout.strip() == sha256(pack()).hexdigest()


def test_a_table_of_sixty_rows_goes_on_with_its_headings_and_loses_none() -> None:
    holding = [page for page in lines() if any(re.match(r"Area \d{3}", words) for _, words in page)]
    rows = [words[:8] for page in holding for _, words in page if re.match(r"Area \d{3}", words)]
    assert rows == [f"Area {row:03}" for row in range(60)]
    assert len(holding) >= 2
    for page in holding:
        heads = [height for height, words in page if "Rate" in words]
        first = max(height for height, words in page if re.match(r"Area \d{3}", words))
        assert len(heads) == 1
        assert heads[0] > first


def test_no_heading_is_the_last_thing_on_its_page() -> None:
    headings = re.compile(r"Heading \d+$|(More )?(Words|Table|Maps|words|maps)$")
    found = 0
    for page in lines():
        for at, (height, words) in enumerate(page):
            if headings.fullmatch(words):
                under = [lower for lower, _ in page[at + 1 :] if lower > FOOT]
                found += 1
                assert under, f"{words} at {height}"
    assert found > 90


def test_every_page_says_its_number_of_all_and_its_marking_twice() -> None:
    for number, page in enumerate(lines(), 1):
        words = " ".join(words for _, words in page)
        assert f"Page {number} of {len(lines())}" in words
        assert words.count(MARKING) == 2
