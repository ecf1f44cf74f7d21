"""Two full meeting cycles on real months of Milton Keynes, lived through in a real browser.

The pages are served with a clock that stands in February and then in March 2019, so that the meetings are held on the
days on which they would have been: January's crime is looked at on 5 February, February's four weeks later.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from docx import Document
from pypdf import PdfReader

from hub.access.accounts import add_account
from hub.access.identity import Identity, Role
from hub.access.organisations import sign_agreement
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.diary import propose_days
from hub.meetings.groups import add_member, add_turn, found_jag
from hub.meetings.planning import plan_meetings
from tests.acceptance.conftest import make_milton_keynes, receive_months
from tests.browser.conftest import serving
from tests.browser.windows import PATIENCE, choose, enter, go, open_box, press_button, rest, settle, tick_all
from tests.unit.hub.people import PASSWORD, WHO, without_devices

pytestmark = pytest.mark.xdist_group("browser")
POLICE, COUNCIL = "Police", "SaferMK"
BEFORE = ("2018-10", "2018-11", "2018-12", "2019-01")
FOUNDED, MEETINGS = datetime(2019, 1, 21, 9, tzinfo=UTC), (date(2019, 2, 5), date(2019, 3, 5))
ACCOUNTS: tuple[tuple[Role, str], ...] = (("analyst", COUNCIL), ("chair", COUNCIL), ("liaison", POLICE))
CLOSED_POSTS = ("Community safety officer", "Local policing commander", "Council housing")
ASSESSMENT, MAIN, ANNEX = "Tactical assessment", "Minutes", "Restricted annex to the minutes"
OPEN_PACK, CLOSED_PACK = "Print the open session pack, version 1", "Print the closed session pack, version 1"
READ = "I have read it as it stands"
SEATS = ("clerk", "housing", "licensing", "street-scene", "parish-council")


@dataclass(frozen=True)
class Cycle:
    """What is typed in one cycle; ``before``: the action of the cycle before, which everything begins with."""

    month: str
    title: str
    day: str
    words: str
    action: str
    decision: str
    restricted: str
    before: str = ""


CYCLES = (
    Cycle(
        "2019-01",
        "January 2019",
        "5 February 2019",
        "The centre stands out again, and nothing new does.",
        "Ask the shops of the centre what they lose, and when",
        "Licensing and the shops look at the evenings together.",
        "The homes that stand empty are told to housing.",
    ),
    Cycle(
        "2019-02",
        "February 2019",
        "5 March 2019",
        "The centre is as it was; the estates in the north are new.",
        "Walk the paths of the northern estates by night",
        "The lights of the paths come before their hedges.",
        "The visits of the landlords are kept to the posts that need them.",
        "Ask the shops of the centre what they lose, and when",
    ),
)


@pytest.fixture(scope="module")
def hub(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """Milton Keynes on 21 January 2019 with a JAG that will meet every four weeks from 5 February on."""
    analyst = Identity("analyst", "analyst", COUNCIL)
    with time_machine.travel(FOUNDED, tick=True):
        made = make_milton_keynes(tmp_path_factory.mktemp("cycles") / "hub", realdata, BEFORE)
        for name in (POLICE, COUNCIL):
            sign_agreement(made.register, name, WHO)
        for role, organisation in ACCOUNTS:
            add_account(made.register, role, role, organisation, PASSWORD, WHO)
        found_jag(made, ALL, ("policing-commander", POLICE), analyst)
        chair = add_member(made.register, ALL, "community-safety", COUNCIL, analyst)
        add_turn(made.register, ALL, chair.id, date(2019, 1, 22), analyst)
        for post in SEATS:
            add_member(made.register, ALL, post, COUNCIL, analyst)
        plan_meetings(made.register, ALL, propose_days(MEETINGS[0], 28), analyst)
    without_devices(made.settings.directory)
    return made


@pytest.fixture(scope="module")
def february(hub: Hub) -> Iterator[str]:
    """The pages on the morning of the first meeting."""
    with serving(hub.settings.directory, moment="2019-02-05T08:30") as url:
        yield url


@pytest.fixture(scope="module")
def march(hub: Hub, realdata: Path) -> Iterator[str]:
    """The pages on the morning of the second meeting, February's extract having come the day before."""
    with time_machine.travel(datetime(2019, 3, 4, 15, tzinfo=UTC), tick=True):
        receive_months(hub, realdata, ("2019-02",))
    with serving(hub.settings.directory, moment="2019-03-05T08:30") as url:
        yield url


def write_and_freeze(chromium: Any, url: str, words: str) -> None:
    """The analyst writes, the liaison officer of the police releases what came of it, and the analyst freezes it."""
    page = enter(chromium, url, "analyst", ASSESSMENT)
    open_box(page, "Begin the assessment")
    press_button(page, "Begin it", "Assessment: Version 1, draft")
    open_box(page, "Write the words")
    page.locator("textarea").first.fill("There were 31 of them.")
    press_button(page, "Keep these words", "and nothing of it was kept.")
    page.locator("textarea").first.fill(words)
    page.get_by_role("button", name="Keep these words", exact=True).click()
    page.locator("p").filter(has_text=words).first.wait_for(timeout=PATIENCE)
    page.wait_for_timeout(1000)  # the page is made anew, its buttons too
    settle(page, ASSESSMENT)
    press_button(page, "Ask for its release", "waits for a liaison officer of another organisation.")
    page.context.close()
    page = enter(chromium, url, "liaison", "Release review")
    press_button(page, "Release", "Nothing waits.")
    page.context.close()
    page = enter(chromium, url, "analyst", ASSESSMENT)
    open_box(page, "Freeze it")
    press_button(page, "Freeze version 1", "frozen on")
    page.context.close()


def hold_meeting(page: Any, first: bool) -> None:
    """Attendance, statements and checklist, up to the closed session; the parish councillor leaves before it.

    ``first``: nobody has signed the confidentiality statement yet.
    """
    press_button(page, "Start the open session", "Nobody is noted as present yet.")
    choose(page, "Who has come", *CLOSED_POSTS, "Parish councillor")
    press_button(page, "Note that they came", "NO CURRENT STATEMENT" if first else "statement current")
    if first:
        choose(page, "Who signed the confidentiality statement", *CLOSED_POSTS)
        press_button(page, "Note that they signed", "statement current")
    choose(page, "Who has left", "Parish councillor")
    press_button(page, "Note that they left", "○\u00a0left")
    attest(page, "Attest what is ticked")
    press_button(page, "Start the closed session", "◐\u00a0closed session")


def attest(page: Any, button: str) -> None:
    """Tick every point of the checklist, and attest to it."""
    tick_all(page)
    press_button(page, button, "●\u00a0attested")


def take(page: Any, label: str, folder: Path, name: str) -> bytes:
    """Take a file from the page, and keep it."""
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("link", name=label, exact=True).first.click()
    path = folder / name
    download.value.save_as(path)
    return path.read_bytes()


def read(content: bytes) -> str:
    """The words of a PDF."""
    return " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(content)).pages).split())


def agree(page: Any, what: str) -> None:
    """The chair records an action."""
    go(page, "Actions")
    open_box(page, "Add an action")
    page.get_by_label("What is to be done").fill(what)
    page.get_by_role("button", name="Add this action").click()
    page.get_by_role("heading", name=what).wait_for(timeout=PATIENCE)
    go(page, "Meetings")


def turn_to(page: Any, document: str) -> None:
    """To one of the two documents of the minutes."""
    page.get_by_test_id("stRadio").get_by_text(document, exact=True).click()
    page.get_by_role("heading", name=re.compile(f"^{document}, ")).wait_for(timeout=PATIENCE)
    rest(page)


def write_minutes(page: Any, decision: str, restricted: str) -> None:
    """Both documents: begun, written, read, approved, circulated."""
    press_button(page, "Begin the minutes", "not read by the chair as it stands")
    open_box(page, "Add a decision")
    page.get_by_label("Item of the agenda").fill("Hotspots")
    page.get_by_label("Decision", exact=True).fill(decision)
    press_button(page, "Add this decision", decision)
    press_button(page, READ, "draft, read by the chair")
    turn_to(page, ANNEX)
    open_box(page, "Add a decision")
    page.get_by_label("Item of the agenda").fill("Closed session")
    page.get_by_label("Decision", exact=True).fill(restricted)
    press_button(page, "Add this decision", restricted)
    attest(page, "Attest for the minutes")
    press_button(page, "The minutes are drafted", "Approve the minutes")
    press_button(page, READ, "draft, read by the chair")
    press_button(page, "Approve the minutes", "approved on")
    turn_to(page, MAIN)
    attest(page, "Attest for the minutes")
    press_button(page, "The minutes are circulated", "●\u00a0circulated; approved on")


def live_through(chromium: Any, url: str, cycle: Cycle, folder: Path) -> None:
    """One meeting, from the words of the assessment to the minutes."""
    write_and_freeze(chromium, url, cycle.words)
    page = enter(chromium, url, "chair", "Meetings")
    opened = take(page, OPEN_PACK, folder, f"{cycle.month}-open.pdf")
    sheet = read(take(page, "Print the attendance list", folder, f"{cycle.month}-attendance.pdf"))
    assert page.get_by_role("link", name=CLOSED_PACK).count() == 0, "the closed session is not held yet"
    hold_meeting(page, cycle.before == "")
    closed = take(page, CLOSED_PACK, folder, f"{cycle.month}-closed.pdf")
    agree(page, cycle.action)
    press_button(page, "End the meeting", "All papers that were left in the room")
    assert page.get_by_role("link", name=CLOSED_PACK).count() == 0, "and locks when it ends"
    write_minutes(page, cycle.decision, cycle.restricted)
    minutes = take(page, "Print (PDF)", folder, f"{cycle.month}-minutes.pdf")
    document = take(page, "Edit (DOCX)", folder, f"{cycle.month}-minutes.docx")
    turn_to(page, ANNEX)
    annex = take(page, "Print (PDF)", folder, f"{cycle.month}-annex.pdf")
    page.context.close()
    for pack, marking in ((opened, "OFFICIAL"), (closed, "OFFICIAL-SENSITIVE")):
        said = read(pack)
        assert all(one in said for one in (marking, cycle.title, cycle.words, cycle.before))
        assert "DRAFT" not in said, "the open pack was released before it was frozen"
    assert cycle.day in sheet and "TO SIGN" in sheet
    words = " ".join(one.text for one in Document(BytesIO(document)).element.iter() if one.text)
    for told in (read(minutes), words):
        assert all(one in told for one in (cycle.decision, cycle.action, cycle.before, cycle.day))
        assert cycle.restricted not in told
    assert cycle.restricted in read(annex)


def test_two_meetings_are_lived_through_and_the_second_begins_where_the_first_ended(
    february: str, chromium: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    first, second = CYCLES
    live_through(chromium, february, first, tmp_path)
    march = request.getfixturevalue("march")
    page = enter(chromium, march, "chair", "Actions")
    page.get_by_role("heading", name=first.action).wait_for(timeout=PATIENCE)
    page.context.close()
    live_through(chromium, march, second, tmp_path)
    assert not PdfReader(tmp_path / "2019-02-open.pdf").metadata.get("/Author", "").strip("SaferMK")
