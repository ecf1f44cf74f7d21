"""The minutes on the page of the meetings, by their buttons; and their files, by an address that is checked."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboards import attendance_files, minutes_files, served
from dashboards.asked_file import CONFIRM, is_file
from dashboards.minutes_files import address_of
from dashboards.session import COOKIE
from hub.access.accounts import add_account
from hub.access.identity import Identity
from hub.access.sessions import begin_session, hash_token
from hub.access.tables import SESSIONS
from hub.demo_meetings import TOLD, make_meetings
from hub.geography import ALL
from hub.hub import Hub, open_hub
from hub.meetings.planning import list_meetings
from hub.meetings.tables import MINUTE_ITEMS, MINUTES
from hub.settings import write_settings
from tests.unit.dashboards.page_runs import see_page, words
from tests.unit.dashboards.test_meeting_pages import HOSTILE, field, press
from tests.unit.hub.jag import entries
from tests.unit.hub.people import PASSWORD, WHO

POLICE, COUNCIL = "Police force", "Borough council"
TODAY = datetime.now(UTC).date()
CHAIR = Identity("the-chair", "chair", COUNCIL)
ANALYST = Identity("the-analyst", "analyst", COUNCIL)
Opened = Callable[..., AppTest]


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """The demo's JAG: two meetings whose minutes are circulated, and one of which they are a draft."""
    write_settings(tmp_path / "hub", "Test partnership")
    made = open_hub(tmp_path / "hub")
    make_meetings(made, POLICE, COUNCIL, TODAY)
    return made


@pytest.fixture
def opened(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    def run(who: Identity = CHAIR, of: Hub = hub, **chosen: str) -> AppTest:
        return see_page(monkeypatch, of, who, "meetings", {f"minutes-{name}": of for name, of in chosen.items()})

    yield run


def held(hub: Hub) -> list[str]:
    with hub.register.reading() as connection:
        return [one.id for one in list_meetings(connection, ALL) if one.day < TODAY.isoformat()]


def state_of(hub: Hub, identity: str) -> str:
    with hub.register.reading() as connection:
        return next(one.state for one in list_meetings(connection, ALL) if one.id == identity)


def labels(run: AppTest) -> set[str]:
    return {one.label for one in run.button}


def test_where_no_meeting_was_held_the_page_says_that_there_are_no_minutes(opened: Opened, hub: Hub) -> None:
    with hub.register.writing() as connection:
        connection.exec_driver_sql("UPDATE jag_meetings SET state = 'scheduled'")
    assert "There are no minutes yet. They are written once a meeting has ended." in words(opened())


def test_minutes_that_were_not_begun_are_begun_by_a_button(opened: Opened, hub: Hub) -> None:
    with hub.register.writing() as connection:
        connection.exec_driver_sql("DELETE FROM jag_minutes WHERE approved_on IS NULL")
    run = opened(ANALYST)
    assert "These minutes were not begun yet." in words(run)
    said = words(press(run, "Begin the minutes"))
    assert "Version 1: ○\u00a0draft, not read by the chair" in said
    assert "Actions of earlier meetings" in said


def test_the_analyst_writes_a_draft_and_sees_nothing_of_the_annex(opened: Opened, hub: Hub) -> None:
    run = opened(ANALYST)
    said = words(run)
    assert "which is for the chair of the JAG alone" in said
    assert not run.radio
    assert not labels(run) & {"I have read it as it stands", "The minutes are drafted", "Note this disclosure"}
    field(run, "text_input", "Item of the agenda").set_value("Any other business")  # type: ignore[attr-defined]
    field(run, "text_area", "Decision").set_value("Visit Mrs Jane Doe")  # type: ignore[attr-defined]
    run = press(run, "Add this decision")
    assert "may point at a person or a doorstep" in words(run) and "Doe" not in words(run)
    assert field(run, "text_area", "Decision").value == "Visit Mrs Jane Doe"  # type: ignore[attr-defined]
    assert field(run, "text_input", "Item of the agenda").value == "Any other business"  # type: ignore[attr-defined]
    field(run, "text_area", "Decision").set_value("The gates are looked at first.")  # type: ignore[attr-defined]
    run = press(run, "Add this decision")
    assert "The gates are looked at first." in words(run)
    assert field(run, "text_area", "Decision").value == ""  # type: ignore[attr-defined]
    assert TOLD[0] not in words(opened(ANALYST, document="closed", meeting=held(hub)[0]))


def test_the_chair_reads_both_approves_circulates_and_corrects(opened: Opened, hub: Hub) -> None:
    one = held(hub)[-1]
    run = opened()
    for box in run.checkbox:
        box.check()
    press(press(run, "Attest for the minutes"), "The minutes are drafted")
    run = press(opened(), "Approve the minutes")
    assert "was not read by the chair as it stands now" in words(run)
    press(run, "I have read it as it stands")
    run = press(opened(document="closed"), "I have read it as it stands")
    assert "draft, read by the chair" in words(run)
    run = press(run, "Approve the minutes")
    assert state_of(hub, one) == "approved"
    assert "○\u00a0not circulated; approved on" in words(run)
    assert not labels(run) & {"Add this decision", "I have read it as it stands"}
    run = opened()
    for box in run.checkbox:
        box.check()
    run = press(press(run, "Attest for the minutes"), "The minutes are circulated")
    assert state_of(hub, one) == "circulated"
    assert "●\u00a0circulated; approved on" in words(run)
    field(run, "text_area", "Why they are corrected").set_value("A decision was left out.")  # type: ignore[attr-defined]
    said = words(press(run, "Begin a new version"))
    assert "Version 2: ○\u00a0draft" in said and "It replaces version 1: A decision was left out." in said
    assert "Version 1, replaced (PDF)" in said
    assert state_of(hub, one) == "minutes drafted"


def test_the_annex_is_marked_its_reading_is_in_the_ledger_and_no_more_of_it_stands_in_the_minutes(
    opened: Opened, hub: Hub
) -> None:
    first = held(hub)[0]
    said = words(opened(meeting=first))
    assert TOLD[0] not in said and "OFFICIAL-SENSITIVE" not in said
    said = words(opened(meeting=first, document="closed"))
    assert TOLD[0] in said and "Who needs to know" in said
    assert said.count("OFFICIAL-SENSITIVE") == 2 + 2, "at head and foot of the annex, and of paper"
    assert ("view", f"annex of {first}, JAG {ALL}") in [(one["action"], one["subject"]) for one in entries(hub, 3)]


def test_a_disclosure_is_noted_with_all_that_it_needs(opened: Opened, hub: Hub) -> None:
    run = opened(document="closed")
    field(run, "text_area", "What it was about").set_value("Which homes stand empty")  # type: ignore[attr-defined]
    field(run, "text_area", "Why it was disclosed").set_value("To look after them")  # type: ignore[attr-defined]
    run = press(run, "Note this disclosure")
    assert "Who needs to know" in words(run) or "who needs to know" in words(run)
    assert field(run, "text_area", "What it was about").value == "Which homes stand empty"  # type: ignore[attr-defined]
    need = field(run, "multiselect", "Who needs to know")
    need.set_value([_seat(hub)])  # type: ignore[attr-defined]
    assert "Which homes stand empty" in words(press(run, "Note this disclosure"))


def _seat(hub: Hub) -> str:
    with hub.register.reading() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM jag_members WHERE post = 'housing'").scalar())


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_words_are_text_and_nothing_else(opened: Opened, hub: Hub, payload: str) -> None:
    with hub.register.writing() as connection:  # behind the back of the guard
        connection.execute(update(MINUTE_ITEMS).values(words=payload, heading=payload, reason=payload, origin=payload))
        connection.execute(update(MINUTES).values(corrects=payload))
    for document in ("open", "closed"):
        run = opened(document=document)
        said = words(run)
        assert escape(payload) in said
        assert payload not in said or "<" not in payload
        assert not [one for kind in ("button", "expander") for one in getattr(run, kind) if "zq" in one.label]


# --- files ---


@pytest.fixture
def visit(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Callable[..., TestClient]:
    """A visitor who signed in as a role, so many minutes ago."""
    monkeypatch.setitem(served._OPENED, served.directory().absolute(), hub)
    for role in ("analyst", "chair", "board"):
        add_account(hub.register, f"the-{role}", role, COUNCIL, PASSWORD, WHO)  # type: ignore[arg-type]

    def enter(role: str, minutes: float = 0) -> TestClient:
        with hub.register.writing() as connection:
            token = begin_session(connection, f"the-{role}", "open", time.time())
            own = SESSIONS.c.id == hash_token(token)
            connection.execute(update(SESSIONS).where(own).values(proved_at=time.time() - minutes * 60))
        client = TestClient(Starlette(routes=[*minutes_files.ROUTES, *attendance_files.ROUTES]), follow_redirects=False)
        client.cookies.set(COOKIE, token)
        return client

    return enter


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_file_is_given_to_whoever_may_read_it_after_a_proof_that_is_young_enough(
    hub: Hub, visit: Callable[..., TestClient], kind: str
) -> None:
    one = held(hub)[0]
    main, annex = (address_of(ALL, one, document, 1, kind) for document in ("open", "closed"))
    given = visit("chair", 9).get(annex)
    assert given.status_code == 200
    assert "_restricted-annex_whole-partnership_" in given.headers["content-disposition"]
    assert given.content[:4] == {"pdf": b"%PDF", "docx": b"PK\x03\x04"}[kind]
    for client, address, asked in (
        (visit("chair", 11), annex, True),
        (visit("chair", 59), main, False),
        (visit("analyst", 59), main, False),
        (visit("analyst", 61), main, True),
    ):
        answer = client.get(address)
        assert answer.status_code == (303 if asked else 200)
        assert not asked or (answer.headers["location"].startswith(CONFIRM) and answer.content == b"")
    for role, address in (("analyst", annex), ("board", main), ("board", annex)):
        answer = visit(role, 61).get(address)
        assert answer.status_code == 403, "who may not have it is refused and not asked"
        assert entries(hub, 1)[0]["action"] == "refused"
    assert is_file(main)


def test_whoever_may_not_have_the_attendance_list_is_refused_and_not_asked_for_a_proof(
    hub: Hub, visit: Callable[..., TestClient]
) -> None:
    address = attendance_files.address_of(ALL, held(hub)[0])
    assert visit("board", 61).get(address).status_code == 403
    assert (entries(hub, 1)[0]["action"], entries(hub, 1)[0]["subject"]) == ("refused", "meetings")
    assert visit("analyst", 61).get(address).headers["location"].startswith(CONFIRM)
    assert visit("analyst", 59).get(address).content.startswith(b"%PDF")


def test_an_annex_that_is_taken_restricts_the_session_and_other_addresses_give_nothing(
    hub: Hub, visit: Callable[..., TestClient]
) -> None:
    one, client = held(hub)[0], visit("chair")
    client.get(address_of(ALL, one, "closed", 0, "pdf"))
    with hub.register.reading() as connection:
        assert connection.exec_driver_sql("SELECT stage FROM sessions").scalars().all() != ["open"]
    assert client.get(address_of(ALL, one, "open", 0, "exe")).status_code == 404
    assert client.get(address_of(ALL, "m-nothing", "open", 0, "pdf")).status_code == 403
    assert client.get(address_of(ALL, one, "both", 0, "pdf")).status_code == 403
    assert client.get(address_of("E85000001", one, "open", 0, "pdf")).status_code == 403
    assert client.head(address_of(ALL, one, "open", 0, "pdf")).status_code == 405
    client.cookies.clear()
    assert client.get(address_of(ALL, one, "open", 0, "pdf")).status_code == 403
