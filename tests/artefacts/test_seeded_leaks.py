"""The scanner of artefacts finds every seeded leak, of every kind in every format, and nothing in clean files."""

import pytest

from hub.briefing import write_pdf
from hub.export import FILES, PICTURES, has_slides, list_pictures
from tests.artefacts.leaks import CANARIES, image_bytes
from tests.artefacts.leaks_of_files import CSV, DATABASE, HTML, JSON, PICTURE, SVG, TXT
from tests.artefacts.leaks_office import DECK, DOCUMENT, WORKBOOK
from tests.artefacts.leaks_office import clean as clean_office
from tests.artefacts.leaks_pdf import PDF
from tests.artefacts.leaks_pdf import clean as clean_pdf
from tests.artefacts.opening import SUFFIXES
from tests.artefacts.parts import CANNOT_BE_READ
from tests.artefacts.search import scan
from tests.unit.hub.sample_products import sample_product

LEAKS = {"pdf": PDF, "xlsx": WORKBOOK, "docx": DOCUMENT, "pptx": DECK, "gpkg": DATABASE, "png": PICTURE, "svg": SVG,
         "csv": CSV, "json": JSON, "html": HTML, "txt": TXT}  # fmt: skip
"""The seeded leaks of each kind of file. A kind that the hub offers and that has none here fails the tests."""
EVERY = [(kind, name) for kind, leaks in LEAKS.items() for name in leaks]


@pytest.mark.parametrize(("kind", "name"), EVERY, ids=[f"{kind}: {name}" for kind, name in EVERY])
def test_a_seeded_leak_is_found(kind: str, name: str) -> None:
    leak, sought = LEAKS[kind][name]
    assert sought <= {hit.canary for hit in scan(leak(), CANARIES)}


def test_clean_files_of_every_kind_hold_nothing_and_can_be_read() -> None:
    product = sample_product(8)
    title = list_pictures(product)[0]
    clean = {
        "pdf": write_pdf(product),
        **{kind: write(product) for kind, write in FILES.items() if kind != "pptx" or has_slides(product)},
        **{kind: write(product, title) for kind, write in PICTURES.items()},
        **{kind: clean_office(kind) for kind in ("docx", "pptx")},
    }
    assert {kind: scan(content, CANARIES) for kind, content in clean.items()} == {kind: set() for kind in clean}


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "gpkg", "png"])
def test_a_file_that_cannot_be_read_is_not_clean(kind: str) -> None:
    product = sample_product(8)
    whole = clean_pdf() if kind == "pdf" else image_bytes() if kind == "png" else FILES[kind](product)
    assert CANNOT_BE_READ in {hit.canary for hit in scan(whole[: len(whole) // 2], CANARIES)}


def test_every_kind_with_leaks_has_an_opener() -> None:
    assert set(LEAKS) <= SUFFIXES
