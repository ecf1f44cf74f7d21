"""Nothing that is closed is in any file of the open pack; and no kind of file that the hub offers goes unscanned."""

import pytest

from dashboards.downloads import MIME
from dashboards.frame import FILE_TITLES
from dashboards.receipt_files import TYPES
from hub.commands.releasing import Format
from hub.export import FILES, PICTURES
from tests.artefacts.conftest import Made
from tests.artefacts.opening import SUFFIXES
from tests.artefacts.search import Search, scan
from tests.artefacts.test_seeded_leaks import LEAKS
from tests.browser.canary_hub import CanaryHub
from tests.matterhorn.checks import find_faults

pytestmark = pytest.mark.xdist_group("artefacts")
OFFERED = {"pdf", *FILES, *PICTURES, *MIME, *FILE_TITLES, *TYPES, *(one.value for one in Format)}
"""Every kind of file that anybody can be given, from each of the lists that name them."""


def test_every_kind_of_file_that_the_hub_offers_is_scanned(artefacts: list[Made]) -> None:
    assert OFFERED <= SUFFIXES, "an opener in tests/artefacts/opening.py"
    assert set(LEAKS) >= OFFERED, "seeded leaks in tests/artefacts/test_seeded_leaks.py"
    assert {made.kind for made in artefacts} >= OFFERED, "a file of it in tests/artefacts/conftest.py"


def test_the_files_of_the_canary_hub_hold_nothing_that_is_closed(artefacts: list[Made], canary_hub: CanaryHub) -> None:
    sought = [made for made in artefacts if made.audience != "provider"]
    hits = [hit for made in sought for hit in scan(made.content, canary_hub.canaries, made.name)]
    assert "open" in {made.audience for made in sought}
    assert not hits


def test_what_providers_are_sent_can_be_read_to_the_end(artefacts: list[Made], canary_hub: CanaryHub) -> None:
    for made in artefacts:
        if made.audience == "provider":
            found = Search(canary_hub.canaries)
            found.response(made.content, made.name)
            assert found.opened
            assert not {hit for hit in found.hits if "cannot be read" in hit.canary}


def test_every_paper_of_the_hub_keeps_pdf_ua(artefacts: list[Made]) -> None:
    faults = {made.name: find_faults(made.content) for made in artefacts if made.kind == "pdf"}
    assert len(faults) > 3
    assert not {name: [str(one) for one in found] for name, found in faults.items() if found}


def test_the_scanner_sees_the_printed_counts_of_every_file_with_figures(
    artefacts: list[Made], canary_hub: CanaryHub
) -> None:
    """That it finds nothing closed says something only because it finds what is open, with the same eyes."""
    sighted = {
        kind: any(scan(made.content, canary_hub.printed) for made in artefacts if made.kind == kind)
        for kind in ("pdf", "xlsx", "csv", "json", "gpkg", "svg")
    }
    assert all(sighted.values()), sighted
