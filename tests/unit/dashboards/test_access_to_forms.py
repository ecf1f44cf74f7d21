"""The forms of the pages through the websocket: sent by a post that does not have them, they change no table.

What a browser sends is what was typed and chosen and which button was pressed, by the ids of the page's elements. A
post that has the form gives the ids; every other one sends the same, on a run of the same page.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text
from streamlit.proto.Common_pb2 import FileUploaderState, FileURLs, UploadedFileInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from hub.access.identity import ROLES, Identity
from hub.assessments.threats import Scored, score_threat
from hub.geography import ALL
from hub.meetings.actions import Asked, add_action
from hub.meetings.groups import add_member
from hub.meetings.planning import plan_meetings
from hub.meetings.sessions import note_arrivals, take_step
from tests.unit.dashboards.conftest import Site, token_of
from tests.unit.dashboards.doors import Frames, acts_of, run_frames, socket
from tests.unit.dashboards.test_guard import put, tab_of
from tests.unit.hub.people import COUNCIL
from tests.unit.hub.test_submissions import upload

pytestmark = pytest.mark.xdist_group("served")
WRITTEN_BY_LOOKING = {"ledger", "sessions", "failed_tries"}
TYPED = "Ask the shops of the market, as was agreed"
HAVE: Mapping[str, tuple[str, ...]] = {
    "meetings": ("analyst", "chair"),
    "actions": ("analyst", "chair"),
    "threat-matrix": ("analyst",),
}
"""Those of a page who have some form on it. The others send all of it; these what the other one has more."""
RUNNING = {"Note that they came", "Note that they left", "Note that they signed", "Start the closed session",
           "Attest what is ticked", "End the meeting", "Withdraw the statement"}  # fmt: skip
"""Buttons that are the chair's alone, also where the analyst's page should show them."""
SENT = {
    "meetings": {"Add this member", "Record the review", "Start the closed session", "Note that they left"},
    "actions": {"Add this action", "Write it down"},
    "threat-matrix": {"Put it on record", "Take it off; its scores stay on record"},
}
"""Buttons that the pages have to show for there to be something to send."""


@pytest.fixture(scope="module")
def begun(site: Site) -> Site:
    """The served hub, whose JAG has the council's chair, in its open session; a member, an action, a threat."""
    analyst, chair, today = Identity("a", "analyst", COUNCIL), Identity("c", "chair", COUNCIL), datetime.now(UTC).date()
    register = site.hub.register
    member = add_member(register, ALL, "housing", COUNCIL, analyst)
    (meeting,) = plan_meetings(register, ALL, [today], analyst)
    take_step(register, ALL, meeting.id, "open session", chair)
    note_arrivals(register, ALL, meeting.id, [member.id], chair)
    add_action(site.hub, ALL, Asked("Light the yard", member.id, today + timedelta(days=9), "response", ALL), chair)
    score_threat(register, Scored("Robbery", 9, 9, "Counts of the last year"), analyst)
    return site


def elements_of(frames: Frames) -> list[tuple[str, Any]]:
    """Every element that a page sent and that somebody may fill in or press, with its kind."""
    found = []
    for frame in frames:
        element = ForwardMsg.FromString(frame).delta.new_element
        kind = element.WhichOneof("type")
        inner = getattr(element, kind) if kind else None
        if getattr(inner, "id", "") and kind not in ("html", "page_link"):
            found.append((kind, inner))
    return found


def filled(kind: str, element: Any) -> WidgetState | None:
    """The state of one element as a browser sends it: words typed, the last line chosen, the box ticked."""
    state = WidgetState(id=element.id)
    if kind in ("text_input", "text_area"):
        state.string_value = TYPED
    elif kind == "selectbox":
        state.string_value = element.options[-1]
    elif kind == "multiselect":
        state.string_array_value.data.extend(element.options)
    elif kind == "number_input":
        state.double_value = 20
    elif kind == "checkbox":
        state.bool_value = True
    else:
        return None
    return state


def presses(elements: list[tuple[str, Any]], besides: set[str]) -> dict[str, WidgetStates]:
    """One message for each button by its label: everything filled in, and that button pressed."""
    states = [state for kind, one in elements if (state := filled(kind, one))]
    buttons = [one for kind, one in elements if kind == "button" and one.id not in besides]
    return {
        one.label: WidgetStates(widgets=[*states, WidgetState(id=one.id, trigger_value=True)])
        for one in buttons
        if one.label != "Sign out"
    }


def tables_of(site: Site) -> dict[str, list[Any]]:
    """Every row of every table of the register, but those that a look at a page is written to."""
    with site.hub.register.reading() as connection:
        names = set(inspect(connection).get_table_names()) - WRITTEN_BY_LOOKING
        return {one: [*map(tuple, connection.execute(text(f'SELECT * FROM "{one}"')))] for one in sorted(names)}


def look(site: Site, role: str, name: str) -> list[tuple[str, Any]]:
    """The elements of a page, as a role has it."""
    with socket(site, token_of(site.visit(role)), site.url) as opened:
        return elements_of(run_frames(opened, page_name=name))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", HAVE)
def test_the_forms_of_somebody_else_write_nothing_for_a_post(begun: Site, name: str, role: str) -> None:
    stolen: dict[str, tuple[str, Any]] = {}
    for other in HAVE[name]:
        stolen |= {one.id: (kind, one) for kind, one in look(begun, other, name)}
    shown = look(begun, role, name) if role in HAVE[name] else []
    own = {one.id for _, one in shown if role != "analyst" or one.label not in RUNNING}
    messages = presses([*stolen.values()], own)
    assert role in HAVE[name] or SENT[name] <= set(messages), "there is something to send"
    before, done = tables_of(begun), len(acts_of(begun, f"the-{role}"))
    assert {"jags", "jag_actions", "threats", "accounts", "batches"} <= set(before)
    with socket(begun, token_of(begun.visit(role)), begun.url) as opened:
        for states in messages.values():
            run_frames(opened, page_name=name)
            run_frames(opened, page_name=name, widget_states=states)
    after = tables_of(begun)
    assert {one for one in after if after[one] != before[one]} == set()
    assert {action for action, _ in acts_of(begun, f"the-{role}")[done:]} <= {"view", "refused", "sign-in"}


@pytest.mark.parametrize(
    ("role", "name", "button", "table"),
    [
        ("analyst", "threat-matrix", "Put it on record", "threats"),
        ("chair", "actions", "Add this action", "jag_actions"),
        ("chair", "meetings", "Record the review", "jag_reviews"),
        ("chair", "meetings", "Note that they left", "jag_attendance"),
    ],
)
def test_the_same_message_of_whoever_has_the_form_does_write(
    begun: Site, role: str, name: str, button: str, table: str
) -> None:
    """So what the test before sends is what a browser would send."""
    before, states = tables_of(begun), presses(look(begun, role, name), set())[button]
    with socket(begun, token_of(begun.visit(role)), begun.url) as opened:
        run_frames(opened, page_name=name)
        run_frames(opened, page_name=name, widget_states=states)
    after = tables_of(begun)
    assert {one for one in after if after[one] != before[one]} == {table}


def test_the_liaison_officers_button_accepts_nothing_for_an_analyst_who_had_the_same_file_checked(
    begun: Site, tmp_path: Path
) -> None:
    content = upload(tmp_path, 30, bad=3, month="2025-02").content
    accepts = dict(checked(begun, "liaison", content))["Accept"]
    before, done = tables_of(begun), len(acts_of(begun, "the-analyst"))
    shown = dict(checked(begun, "analyst", content, pressing=accepts))
    assert "Discard" in shown, "the analyst has the preview"
    assert "Accept" not in shown
    assert tables_of(begun) == before
    assert {action for action, _ in acts_of(begun, "the-analyst")[done:]} <= {"view", "refused", "sign-in"}


def checked(site: Site, role: str, content: bytes, pressing: str = "") -> list[tuple[str, str]]:
    """Upload a file, have it checked, and press what has the id ``pressing``; label and id of the buttons there are."""
    name, client = "submit-extract", site.visit(role)
    with socket(site, token_of(client), site.url) as opened:
        tab = tab_of(opened, name)
        assert put(client, tab, "file-1", content).status_code == 204
        elements = elements_of(run_frames(opened, page_name=name))
        box = WidgetState(id=next(one.id for kind, one in elements if kind == "file_uploader"))
        about = UploadedFileInfo(
            file_id="file-1", name="a.csv", size=len(content), file_urls=FileURLs(file_id="file-1")
        )
        box.file_uploader_state_value.CopyFrom(FileUploaderState(uploaded_file_info=[about]))
        states = [state for kind, one in elements if (state := filled(kind, one))]
        frames = run_frames(opened, page_name=name, widget_states=WidgetStates(widgets=[*states, box]))
        for wanted in ("Check this file", pressing):
            buttons = {one.label: one.id for kind, one in elements_of(frames) if kind == "button"}
            if wanted:
                press = WidgetState(id=buttons.get(wanted, wanted), trigger_value=True)
                again = WidgetStates(widgets=[*states, box, press])
                frames = run_frames(opened, page_name=name, widget_states=again)
        return [(one.label, one.id) for kind, one in elements_of(frames) if kind == "button"]
