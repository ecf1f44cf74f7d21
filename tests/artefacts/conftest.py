"""Every file that a hub makes, of a hub whose closed counts are unmistakable (`tests/browser/canary_hub.py`)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hub.access.matrix import audiences_for
from hub.briefing import write_pdf
from hub.chaser import write_letter
from hub.export import FILES, PICTURES, file_name, has_slides, list_pictures
from hub.hub import Hub, open_hub
from hub.products.product import MapBlock
from hub.receipts import SUFFIXES, find_letter, set_letter
from hub.release import release
from hub.release_asks import PRODUCTS
from ingest.periods import Period
from tests.browser.canary_hub import LATEST, CanaryHub, make_canary_hub
from tests.unit.hub.small_hub import WHO

MAIN = "open"


@dataclass(frozen=True)
class Made:
    """A file as the hub made it: its kind by suffix, and whom it is for."""

    name: str
    kind: str
    audience: str
    content: bytes


@pytest.fixture(scope="session")
def canary_hub(tmp_path_factory: pytest.TempPathFactory) -> CanaryHub:
    return make_canary_hub(tmp_path_factory.mktemp("artefacts"))


@pytest.fixture(scope="session")
def artefacts(canary_hub: CanaryHub) -> list[Made]:
    """Every product on paper and as every other kind of file, a letter and receipts."""
    hub = open_hub(canary_hub.folder)
    return [*_products(hub), *_letters(hub)]


def _products(hub: Hub) -> Iterator[Made]:
    """Each product for the open session, or the first audience it is for; what differs for another is the marking."""
    for module in PRODUCTS:
        audiences = audiences_for(WHO, module.NAME)
        audience = MAIN if MAIN in audiences else audiences[0]
        made = release(hub, module.NAME, period=Period.parse(LATEST), audience=audience, who=WHO)
        yield Made(file_name(made, "pdf"), "pdf", audience, write_pdf(made))
        mapped = any(isinstance(one, MapBlock) for part in made.sections for one in part.blocks)
        for kind, write in FILES.items():
            if {"gpkg": mapped, "pptx": has_slides(made)}.get(kind, True):
                yield Made(file_name(made, kind), kind, audience, write(made))
        for title in list_pictures(made)[:2]:
            for kind, draw in PICTURES.items():
                yield Made(file_name(made, kind, title), kind, audience, draw(made, title))


def _letters(hub: Hub) -> Iterator[Made]:
    """The letter to a provider who is late, and the receipt of a file in every kind."""
    calendar = hub.calendar(dt.date(2026, 1, 31))
    late = next(line.provider for line in calendar.lines() if line.state == "missing")
    yield Made("letter.pdf", "pdf", "provider", write_letter(hub.settings, calendar, late)[0])
    receipt = find_letter(hub.register, str(hub.batches("recorded-crime")[0]["id"]))
    for suffix in SUFFIXES:
        yield Made(f"receipt{suffix}", suffix[1:], "provider", set_letter(receipt, suffix, "OFFICIAL"))
