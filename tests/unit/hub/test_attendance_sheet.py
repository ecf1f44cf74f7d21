"""The attendance list with the confidentiality statement: who is to sign, on paper; taken by whoever keeps the JAG."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from hub.access.refusal import AccessRefused
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.attendance_sheet import POINTS, TITLE, take_attendance_sheet
from hub.meetings.refusal import MeetingRefused
from hub.meetings.sessions import sign_statement
from tests.matterhorn.checks import find_faults
from tests.unit.hub.jag import ANALYST, AT, BOARD, CHAIR, OTHER_CHAIR, entries, make_jag, member, plan


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_jag(tmp_path / "hub")


def flat(words: str) -> str:
    return " ".join(words.split())


def test_the_list_names_every_post_and_who_has_still_to_sign(hub: Hub) -> None:
    (meeting,) = plan(hub, 3)
    sign_statement(hub.register, ALL, member(hub, "housing").id, CHAIR, AT)
    name, content = take_attendance_sheet(hub, CHAIR, ALL, meeting, AT)
    words = flat("\n".join(one.extract_text() for one in PdfReader(BytesIO(content)).pages))
    assert name == "OFFICIAL-SENSITIVE-WHEN-SIGNED_attendance-list_whole-partnership_2025-03-07.pdf"
    assert all(flat(one) in words for one in (TITLE, *POINTS, "7 March 2025", "Parish councillor, Parish council"))
    assert (words.count("held"), words.count("TO SIGN")) == (1, 2)
    assert entries(hub, 1)[0]["action"] == "export"
    assert take_attendance_sheet(hub, ANALYST, ALL, meeting, AT)[1] == content, "the same sheet has the same bytes"


def test_the_list_is_a_tagged_pdf(hub: Hub) -> None:
    (meeting,) = plan(hub, 3)
    assert find_faults(take_attendance_sheet(hub, CHAIR, ALL, meeting, AT)[1]) == []


@pytest.mark.parametrize("who", [BOARD, OTHER_CHAIR], ids=lambda one: one.name)
def test_nobody_else_is_given_the_list(hub: Hub, who: object) -> None:
    (meeting,) = plan(hub, 3)
    with pytest.raises(AccessRefused):
        take_attendance_sheet(hub, who, ALL, meeting, AT)  # type: ignore[arg-type]
    assert entries(hub, 1)[0]["action"] == "refused"


def test_there_is_no_list_of_no_meeting(hub: Hub) -> None:
    with pytest.raises(MeetingRefused, match="no such meeting"):
        take_attendance_sheet(hub, CHAIR, ALL, "m-none", AT)
