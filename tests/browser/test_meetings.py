"""A chair runs a meeting in a real browser: attendance, checklist, both sessions; and adds an action by keyboard.

The site of the other browser tests is left as it is: this one has a small hub of its own.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.access.accounts import add_account
from hub.access.identity import Identity
from hub.access.organisations import sign_agreement
from hub.demo_meetings import make_meetings
from hub.demo_threats import make_threats
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.planning import list_meetings, plan_meetings
from tests.browser.axe import find_faults
from tests.browser.conftest import serving
from tests.browser.looks import find_faint, find_on_paper, find_wide
from tests.browser.windows import (
    NARROW,
    PATIENCE,
    SCHEMES,
    choose,
    enter,
    open_boxes,
    press,
    press_button,
    tab_to,
    tick_all,
)
from tests.unit.hub.people import COUNCIL, PASSWORD, WHO, without_devices
from tests.unit.hub.small_hub import make_hub, receive
from tests.unit.hub.test_release_audit import scattered

pytestmark = pytest.mark.xdist_group("browser")
POLICE = "Police force"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """The demo's JAG with a meeting today, chaired by the council; its threats; and one month of records."""
    folder: Path = tmp_path_factory.mktemp("meetings") / "hub"
    made, today = make_hub(folder), datetime.now(UTC).date()
    made.add_residents("lsoa", {code: 5_000 for code, _ in made.areas("lsoa")}, WHO)
    receive(made, scattered(folder.parent, "2025-01", 1), COUNCIL)
    make_meetings(made, POLICE, COUNCIL, today)
    make_threats(made, Identity("analyst", "analyst", COUNCIL))
    for name in (POLICE, COUNCIL):
        sign_agreement(made.register, name, WHO)
    for role in ("analyst", "chair"):
        add_account(made.register, role, role, COUNCIL, PASSWORD, WHO)  # type: ignore[arg-type]
    without_devices(folder)
    plan_meetings(made.register, ALL, [today], Identity("analyst", "analyst", COUNCIL))
    return made


@pytest.fixture(scope="module")
def url(hub: Hub) -> Iterator[str]:
    with serving(hub.settings.directory) as found:
        yield found


def state_of_today(hub: Hub) -> str:
    today = datetime.now(UTC).date().isoformat()
    with hub.register.reading() as connection:
        return next(one.state for one in list_meetings(connection, ALL) if one.day == today)


def test_the_chair_runs_a_meeting_from_the_page_and_the_closed_session_waits_for_all_that_it_needs(
    hub: Hub, url: str, chromium: Any
) -> None:
    page = enter(chromium, url, "chair", "Meetings")
    press_button(page, "Start the open session", "Nobody is noted as present yet.")
    press_button(page, "Start the closed session", "Missing: attendance was not taken; 4 points")
    assert state_of_today(hub) == "open session"
    choose(page, "Who has come", "Council housing", "Parish councillor")
    press_button(page, "Note that they came", "Parish councillor, Parish council may attend the open session only.")
    choose(page, "Who has left", "Parish councillor")
    press_button(page, "Note that they left", "○\u00a0left")
    tick_all(page)
    press_button(page, "Attest what is ticked", "●\u00a0attested")
    press_button(page, "Start the closed session", "◐\u00a0closed session")
    assert state_of_today(hub) == "closed session"
    assert [one for one in find_faults(page) if one.excuse < 0] == []
    ending = page.get_by_role("button", name="End the meeting")
    ending.click()
    ending.wait_for(state="detached", timeout=PATIENCE)
    assert state_of_today(hub) == "ended"
    page.context.close()


def test_the_annex_of_the_minutes_is_marked_and_without_fault_and_its_paper_is_taken(
    url: str, chromium: Any, hub: Hub
) -> None:
    page = enter(chromium, url, "chair", "Meetings")
    page.get_by_role("heading", name="Minutes", exact=True).scroll_into_view_if_needed()
    page.get_by_text("Restricted annex to the minutes", exact=True).first.click()
    page.get_by_role("heading", name="Restricted annex to the minutes").wait_for(timeout=PATIENCE)
    begin = page.get_by_role("button", name="Begin the minutes")
    if begin.count():  # of today's meeting, where it has just ended
        begin.click()
    page.get_by_text("This annex names nobody.").first.wait_for(timeout=PATIENCE)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)
    assert page.get_by_text("OFFICIAL-SENSITIVE", exact=True).count() == 2
    open_boxes(page)
    assert [one for one in find_faults(page) if one.excuse < 0] == []
    assert find_faint(page) == []
    with page.expect_download(timeout=PATIENCE) as taken:
        page.get_by_role("link", name="Edit (DOCX)").click()
    assert taken.value.suggested_filename.startswith("OFFICIAL-SENSITIVE-DRAFT-NOT-APPROVED_restricted-annex_")
    page.context.close()


def test_an_action_is_added_by_keyboard_and_a_name_is_refused(url: str, chromium: Any) -> None:
    page = enter(chromium, url, "chair", "Actions")
    tab_to(page, "keyboard_arrow_rightAdd an action")
    press(page, "Enter")
    tab_to(page, "What is to be done")
    page.keyboard.type("Visit Mrs Jane Doe")
    page.get_by_role("button", name="Add this action").press("Enter")
    page.get_by_text("may point at a person or a doorstep").wait_for(timeout=PATIENCE)
    field = page.get_by_label("What is to be done")
    assert field.input_value() == "Visit Mrs Jane Doe"
    field.fill("Visit the shops of the market")
    page.get_by_role("button", name="Add this action").press("Enter")
    page.get_by_role("heading", name="Visit the shops of the market").wait_for(timeout=PATIENCE)
    page.context.close()


@pytest.mark.parametrize("title", ["Meetings", "Actions", "Threat matrix", "Problem profile"])
@pytest.mark.parametrize("role", ["analyst", "chair"])
def test_with_every_box_open_nothing_is_faint_cut_off_or_at_fault(
    url: str, chromium: Any, role: str, title: str
) -> None:
    page = enter(chromium, url, role, title)
    open_boxes(page, BOXES[title, role])
    assert page.locator("[data-testid=stExpander] details[open]").count() >= BOXES[title, role]
    look_at_open(page)
    if "Keep this view" in page.inner_text("main"):
        page.get_by_role("button", name="Keep this view").click()
        page.get_by_label("Name of the view, in your own words").wait_for(timeout=PATIENCE)
        look_at_open(page)
    page.context.close()


BOXES = {
    ("Meetings", "analyst"): 5,
    ("Meetings", "chair"): 5,
    ("Actions", "analyst"): 2,
    ("Actions", "chair"): 2,
    ("Threat matrix", "analyst"): 3,
    ("Threat matrix", "chair"): 1,
    ("Problem profile", "analyst"): 1,
    ("Problem profile", "chair"): 0,
}
"""How many boxes a page has at least, so that a look at none is noticed. The chair's problem profile is that for the
closed session, whose files and pictures are locked until it is held."""


def look_at_open(page: Any) -> None:
    """Look at a page as it stands: by axe and for faint edges in both themes, on paper, and at 200 %."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(1_200)  # every colour of a long form has changed
        assert [one for one in find_faults(page) if one.excuse < 0] == []
        assert find_faint(page) == []
    page.emulate_media(media="print")
    assert find_on_paper(page) == []
    page.emulate_media(media="screen", color_scheme="light")
    before, (width, height) = page.viewport_size, NARROW["200 %"]
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_timeout(800)
    assert find_wide(page) == []
    page.set_viewport_size(before)
    page.wait_for_timeout(400)
