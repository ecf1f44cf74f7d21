"""The evaluation of an action in a real browser: opened from the action, chosen on the record, and read.

It has a small hub of its own, as the meetings have.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hub.access.accounts import add_account
from hub.access.organisations import sign_agreement
from hub.hub import Hub
from hub.meetings.evaluations import choose_control
from tests.browser.axe import find_faults
from tests.browser.conftest import serving
from tests.browser.looks import find_faint, find_on_paper, find_wide
from tests.browser.windows import NARROW, PATIENCE, SCHEMES, enter, open_boxes
from tests.unit.hub.evaluated import ANALYST, CHOICE, CHOSEN, COUNCIL, NEARBY, POLICE, agree, make_evaluated
from tests.unit.hub.people import PASSWORD, WHO, without_devices

pytestmark = pytest.mark.xdist_group("browser")
LINK = "Evaluation: before and after, with a control area"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """Two actions: one with its control on record, one without."""
    folder: Path = tmp_path_factory.mktemp("evaluation")
    made, action = make_evaluated(folder)
    choose_control(made, action.id, CHOICE, ANALYST, CHOSEN)
    agree(made, NEARBY, date(2025, 4, 30))
    for name in (POLICE, COUNCIL):
        sign_agreement(made.register, name, WHO)
    add_account(made.register, "analyst", "analyst", COUNCIL, PASSWORD, WHO)
    add_account(made.register, "chair", "chair", POLICE, PASSWORD, WHO)
    without_devices(made.settings.directory)
    return made


@pytest.fixture(scope="module")
def url(hub: Hub) -> Iterator[str]:
    with serving(hub.settings.directory) as found:
        yield found


def follow(page: Any, at: int) -> None:
    """Go from an action of the list to its evaluation."""
    page.get_by_role("link", name=LINK).nth(at).click()
    page.get_by_role("heading", level=1).filter(has_text="Evaluation of an action").wait_for(timeout=PATIENCE)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)


def wait_for(page: Any, words: str) -> None:
    page.get_by_text(words).first.wait_for(timeout=PATIENCE)


@pytest.mark.parametrize("role", ["analyst", "chair"])
def test_the_page_of_each_reader_is_whole_and_nothing_is_faint_cut_off_or_at_fault(
    url: str, chromium: Any, role: str
) -> None:
    page = enter(chromium, url, role, "Actions")
    wait_for(page, "10 fewer events")
    follow(page, 0)
    wait_for(page, "It is no proof of cause.")
    assert "action=a-" in page.url
    open_boxes(page)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(400)
        assert [one for one in find_faults(page) if one.excuse < 0] == []
        assert find_faint(page) == []
    page.emulate_media(media="print")
    assert find_on_paper(page) == []
    page.emulate_media(media="screen", color_scheme="light")
    width, height = NARROW["200 %"]
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_timeout(800)
    assert find_wide(page) == []
    page.context.close()


def test_what_the_analyst_puts_on_record_stands_on_the_page_and_a_name_is_refused(url: str, chromium: Any) -> None:
    page = enter(chromium, url, "analyst", "Actions")
    follow(page, 1)
    page.get_by_label("Why this control").fill("Ask Mrs Jane Doe")
    page.get_by_role("button", name="Put it on record").click()
    wait_for(page, "may point at a person or a doorstep")
    page.get_by_label("Why this control").fill(CHOICE.why)
    page.get_by_role("button", name="Put it on record").click()
    wait_for(page, "It can be told once recorded crime is supplied")
    wait_for(page, CHOICE.why)
    page.context.close()
