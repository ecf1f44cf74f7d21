"""Files of a closed session: given to its chair while it is held, to nobody else, and at no other time."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.__main__ import app
from hub.access.identity import ROLES, Identity
from hub.access.refusal import AccessRefused
from hub.assessments.drafting import begin_draft
from hub.assessments.freezing import freeze, take_pack
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.closed_packs import NOT_ENDED, check_closed_file, may_take_closed_file, may_take_closed_pack
from hub.meetings.groups import add_member, add_turn, found_jag, list_members
from hub.meetings.planning import plan_meetings
from hub.meetings.sessions import attest, note_arrivals, sign_statement, take_step, withdraw_statement
from hub.meetings.states import checks_before
from tests.unit.hub.assessed import ABOUT, MONTH, end, make_assessed, plan_one, sit
from tests.unit.hub.jag import (
    ANALYST,
    AT,
    CHAIR,
    COUNCIL,
    DAY,
    OTHER_CHAIR,
    POLICE,
    at,
    attest_all,
    begin,
    entries,
    member,
)
from tests.unit.hub.section_eight import AUDIENCES

WARD, OTHER_WARD, LSOA, OTHER_LSOA = "E8500000001", "E8500000004", "E8100000001", "E8100000016"


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_assessed(tmp_path)


def check(hub: Hub, who: Identity = CHAIR, area: str | None = None, audience: str = "closed") -> None:
    check_closed_file(hub, who, ABOUT.product, audience, area, AT)


def test_it_opens_with_the_closed_session_alone_and_locks_when_it_ends(hub: Hub) -> None:
    meeting = plan_one(hub)
    with pytest.raises(AccessRefused, match="lock when the meeting ends"):
        check(hub)
    begin(hub, meeting, "policing-commander")
    with pytest.raises(AccessRefused, match="open while it is held") as refused:
        check(hub)
    assert refused.value.found == "the meeting is at: open session."
    attest_all(hub, meeting)
    take_step(hub.register, ALL, meeting, "closed session", CHAIR, AT)
    check(hub)
    end(hub, meeting)
    with pytest.raises(AccessRefused, match="lock when the meeting ends"):
        check(hub)
    assert (entries(hub, 1)[0]["action"], entries(hub, 1)[0]["subject"]) == ("refused", ABOUT.product)


def test_a_closed_session_that_nobody_ended_is_over_with_its_day(hub: Hub) -> None:
    sit(hub, plan_one(hub))
    check(hub)
    assert may_take_closed_file(hub, CHAIR, ALL, AT)
    assert not may_take_closed_file(hub, CHAIR, ALL, at(1))
    with pytest.raises(AccessRefused) as refused:
        check_closed_file(hub, CHAIR, ABOUT.product, "closed", None, at(1))
    assert refused.value.found == f"the meeting is at: {NOT_ENDED}."


@pytest.mark.parametrize("role", [role for role in ROLES if role != "chair"])
def test_every_other_role_is_refused_even_while_it_is_held(hub: Hub, role: str) -> None:
    sit(hub, plan_one(hub))
    who = Identity("x", role, POLICE)  # type: ignore[arg-type]
    with pytest.raises(AccessRefused, match="given to the chair"):
        check(hub, who)
    assert not may_take_closed_file(hub, who, ALL, AT)
    for audience in set(AUDIENCES) - {"closed"}:
        check(hub, who, audience=audience)


def test_the_chair_of_another_organisation_is_refused(hub: Hub) -> None:
    sit(hub, plan_one(hub))
    with pytest.raises(AccessRefused, match="no JAG that your organisation chairs"):
        check(hub, OTHER_CHAIR)
    with pytest.raises(AccessRefused):
        check(hub, replace(CHAIR, areas=(WARD,)), WARD)


def test_a_statement_that_lapsed_or_was_withdrawn_locks_it(hub: Hub) -> None:
    sit(hub, plan_one(hub))
    chair = member(hub, "policing-commander").id
    withdraw_statement(hub.register, ALL, chair, CHAIR, AT)
    with pytest.raises(AccessRefused, match="no confidentiality statement"):
        check(hub)
    sign_statement(hub.register, ALL, chair, CHAIR, AT)
    check(hub)
    assert not may_take_closed_file(hub, CHAIR, ALL, at(366))


def test_the_turn_in_the_chair_counts_on_the_day(hub: Hub) -> None:
    second = add_member(hub.register, ALL, "community-safety", COUNCIL, ANALYST, AT)
    add_turn(hub.register, ALL, second.id, DAY + timedelta(days=1), ANALYST, AT)
    sit(hub, plan_one(hub))
    assert may_take_closed_file(hub, CHAIR, ALL, AT)
    assert not may_take_closed_file(hub, CHAIR, ALL, at(1))


def test_the_jag_of_the_whole_covers_every_area_and_that_of_a_ward_what_lies_in_it(hub: Hub) -> None:
    sit(hub, plan_one(hub))
    for area in (None, WARD, LSOA):
        check(hub, area=area)
    local = make_ward_session(hub)
    for area in (WARD, LSOA):
        check(hub, local, area)
    for area in (None, OTHER_WARD, OTHER_LSOA):
        with pytest.raises(AccessRefused, match="covers this area"):
            check(hub, local, area)


def test_a_frozen_pack_of_a_ward_is_for_the_chair_of_its_own_jag(hub: Hub) -> None:
    local = make_ward_session(hub)
    sit(hub, plan_one(hub))
    made = freeze(hub, begin_draft(hub, replace(ABOUT, area=WARD), ANALYST, "", AT).id, ANALYST, AT)
    take_pack(hub, made.id, "closed", local, AT)
    check(hub, CHAIR, WARD)
    with pytest.raises(AccessRefused, match="another JAG agreed"):
        take_pack(hub, made.id, "closed", CHAIR, AT)
    assert (entries(hub, 1)[0]["action"], entries(hub, 1)[0]["subject"]) == ("refused", ABOUT.product)
    assert not may_take_closed_pack(hub, CHAIR, WARD, AT)
    assert may_take_closed_pack(hub, local, WARD, AT)


def make_ward_session(hub: Hub) -> Identity:
    """The JAG of a ward in its closed session; its chair, who is of the council."""
    found_jag(hub, WARD, ("community-safety", COUNCIL), ANALYST, now=AT)
    with hub.register.reading() as connection:
        chair = list_members(connection, WARD)[0].id
    (meeting,) = plan_meetings(hub.register, WARD, [DAY], ANALYST, AT)
    take_step(hub.register, WARD, meeting.id, "open session", OTHER_CHAIR, AT)
    note_arrivals(hub.register, WARD, meeting.id, [chair], OTHER_CHAIR, AT)
    sign_statement(hub.register, WARD, chair, OTHER_CHAIR, AT)
    attest(hub.register, WARD, meeting.id, [one.code for one in checks_before("closed session")], OTHER_CHAIR, AT)
    take_step(hub.register, WARD, meeting.id, "closed session", OTHER_CHAIR, AT)
    return OTHER_CHAIR


def test_the_command_line_gives_none_either(hub: Hub, tmp_path: Path) -> None:
    out = tmp_path / "pack.pdf"
    asked = ["release", ABOUT.product, "--period", MONTH, "-o", str(out), "--hub", str(hub.settings.directory)]
    answer = CliRunner().invoke(app, [*asked, "--audience", "closed"])
    assert answer.exit_code != 0 and not out.exists()
    last, about = entries(hub, 1)[0], {"audience": "closed", "area": ALL}
    assert (last["action"], last["subject"], json.loads(last["detail"])) == ("refused", ABOUT.product, about)
