"""An analyst writes and freezes an assessment in a real browser; the chair prints its packs, each in its session."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from hub.access.accounts import add_account
from hub.access.organisations import sign_agreement
from hub.hub import Hub
from hub.meetings.tables import MEETINGS
from tests.browser.axe import find_faults
from tests.browser.conftest import serving
from tests.browser.pictures import keep_picture
from tests.browser.windows import NARROW, PATIENCE, enter, go, open_box, press_button
from tests.unit.hub.assessed import SAID, make_assessed
from tests.unit.hub.jag import POLICE
from tests.unit.hub.people import PASSWORD, WHO, without_devices
from tests.unit.hub.sitting import sitting

pytestmark = pytest.mark.xdist_group("browser")
TITLE = "Tactical assessment"
OPEN, CLOSED = "Print the open session pack, version 1", "Print the closed session pack, version 1"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """One month of records, a JAG that the police chair, an analyst and its chair."""
    made = make_assessed(tmp_path_factory.mktemp("assessed"))
    sign_agreement(made.register, POLICE, WHO)
    for role in ("analyst", "chair"):
        add_account(made.register, role, role, POLICE, PASSWORD, WHO)  # type: ignore[arg-type]
    without_devices(made.settings.directory)
    return made


@pytest.fixture(scope="module")
def url(hub: Hub) -> Iterator[str]:
    with serving(hub.settings.directory) as found:
        yield found


def take(page: Any, name: str) -> Path:
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("link", name=name).first.click()
    assert download.value.suggested_filename.endswith("_version-1.pdf")
    return Path(download.value.path())


def bring(hub: Hub, meeting: str, state: str) -> None:
    """Bring a meeting to a state, as its chair would by the steps of Meetings."""
    with hub.register.writing() as connection:
        connection.execute(update(MEETINGS).where(MEETINGS.c.id == meeting).values(state=state))


@pytest.fixture
def meeting(hub: Hub) -> Iterator[str]:
    """A meeting of today that has not begun."""
    with sitting(hub, POLICE, "scheduled") as found:
        yield found


def test_the_analyst_writes_and_freezes_and_the_chair_prints_each_pack_in_its_session(
    hub: Hub, url: str, meeting: str, chromium: Any
) -> None:
    page = enter(chromium, url, "analyst", TITLE)
    open_box(page, "Begin the assessment")
    press_button(page, "Begin it", "Assessment: Version 1, draft")
    open_box(page, "Write the words")
    page.locator("textarea").first.fill("There were 7 burglaries.")
    press_button(page, "Keep these words", "and nothing of it was kept.")
    assert page.locator("textarea").first.input_value() == "There were 7 burglaries."
    assert [one for one in find_faults(page) if one.excuse < 0] == []
    keep_picture(page, "assessment-words")
    page.locator("textarea").first.fill(SAID)
    press_button(page, "Keep these words", SAID)
    open_box(page, "Freeze it")
    press_button(page, "Freeze version 1", "frozen on")
    assert page.get_by_role("link", name=CLOSED).count() == 0
    content = take(page, OPEN).read_bytes()
    page.set_viewport_size(dict(zip(("width", "height"), NARROW["320 pixels"], strict=True)))
    page.wait_for_timeout(1000)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["320 pixels"][0]
    page.context.close()

    chair = enter(chromium, url, "chair", "Home")
    chair.get_by_text("‖\u00a0locked").first.wait_for(timeout=PATIENCE)
    assert take(chair, OPEN).read_bytes() == content, "the same bytes as the analyst had"
    keep_picture(chair, "assessment-home")
    bring(hub, meeting, "closed session")
    go(chair, "Meetings")
    closed = chair.get_by_role("link", name=CLOSED).first.get_attribute("href")
    assert take(chair, CLOSED).read_bytes() != content
    assert [one for one in find_faults(chair) if one.excuse < 0] == []
    keep_picture(chair, "assessment-meeting")
    bring(hub, meeting, "ended")
    answer = chair.request.get(f"{url}{closed}")
    assert (answer.status, "lock when the meeting ends" in answer.text()) == (403, True)
    chair.context.close()
