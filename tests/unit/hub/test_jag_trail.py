"""What a chair reads of the ledger: the entries of the JAG that their organisation chairs, and of no other one."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.access.identity import Identity
from hub.access.organisations import sign_agreement
from hub.access.refusal import AccessRefused
from hub.assessments.drafting import begin_draft
from hub.assessments.freezing import freeze, note_taking, take_pack
from hub.audit_trail import Act, read_trail
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.actions import Asked, add_action, finish
from hub.meetings.closed_packs import check_closed_file
from hub.meetings.evaluations import choose_control
from hub.meetings.groups import add_member, add_turn, found_jag, list_members
from hub.meetings.minute_items import write_item
from hub.meetings.planning import plan_meetings
from hub.meetings.rights import check_right
from hub.meetings.sessions import withdraw_statement
from hub.products.product import Product
from hub.release import note_view, release
from hub.release_review import approve_release, draft_release, explain_gaps
from ingest.periods import Period
from tests.unit.hub.assessed import ABOUT, MONTH, make_assessed
from tests.unit.hub.evaluated import AFTER, CHOICE, CHOSEN, LOOKED, TREATED, make_evaluated
from tests.unit.hub.held_meeting import act, disclosure, hold
from tests.unit.hub.jag import (
    ANALYST,
    AT,
    BOARD,
    CHAIR,
    COUNCIL,
    DAY,
    OTHER_CHAIR,
    at,
    draft,
    entries,
    make_jag,
    member,
)

WARD, LSOA = "E8500000001", "E8100000001"
OFFICER = Identity("len", "liaison", "Fire service")
Told = set[tuple[str, str, str]]


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """The police hold the chair of the JAG of the whole partnership, the council that of the JAG of a ward."""
    made = make_assessed(tmp_path)
    found_jag(made, WARD, ("community-safety", COUNCIL), ANALYST, now=AT)
    return made


def shown(hub: Hub, who: Identity = CHAIR, days: int = 0) -> list[dict[str, Any]]:
    """The entries whose acts somebody reads, whole, the oldest first."""
    found = read_trail(hub.register, who, now=at(days))
    by_place = {one["position"]: one for one in entries(hub)}
    return [by_place[one.position] for one in reversed(found.acts)]


def acts(hub: Hub, who: Identity = CHAIR) -> Told:
    return {(one["who"], one["action"], one["subject"]) for one in shown(hub, who)}


def ask(hub: Hub, audience: str, area: str | None, who: Identity = ANALYST) -> Product:
    about = {"period": Period.parse(MONTH), "audience": audience, "area": area, "today": DAY}
    return release(hub, ABOUT.product, who=who, **about)  # type: ignore[arg-type]


def use(hub: Hub, audience: str, area: str | None, who: Identity = ANALYST) -> None:
    """Have it released, look at it, and take it as a file."""
    product = ask(hub, audience, area, who)
    note_view(hub, product, who)
    note_view(hub, product, who, "pdf")


def areas(found: Collection[dict[str, Any]]) -> set[str]:
    """Of which area the entries are, as far as they say."""
    told = {one["subject"].removeprefix("JAG ") for one in found if one["subject"].startswith("JAG ")}
    details = [json.loads(one["detail"]) for one in found]
    return told | {one["area"] or ALL for one in details if "area" in one}


def test_each_chair_reads_what_was_done_for_their_own_jag_and_not_a_line_of_the_other_one(hub: Hub) -> None:
    for area in (ALL, WARD):
        plan_meetings(hub.register, area, [DAY + timedelta(days=7)], ANALYST, AT)
        for audience in ("open", "closed"):
            use(hub, audience, None if area == ALL else area)
        freeze(hub, begin_draft(hub, replace(ABOUT, area=area), ANALYST, "", AT).id, ANALYST, AT)
    for who, area in ((CHAIR, ALL), (OTHER_CHAIR, WARD)):
        assert areas(shown(hub, who)) == {area}
        of_jag = {("ann", one, f"JAG {area}") for one in ("JAG set up", "member added", "meetings planned")}
        made = {("ann", one, ABOUT.product) for one in ("release", "view", "export", "begin assessment", "freeze")}
        assert of_jag | made <= acts(hub, who)
    places = [{one["position"] for one in shown(hub, who)} for who in (CHAIR, OTHER_CHAIR)]
    assert not places[0] & places[1]


def test_whoever_it_was_who_did_it_is_named_and_nothing_of_the_detail_is(hub: Hub) -> None:
    use(hub, "open", WARD, OFFICER)
    assert ("len", "export", ABOUT.product) in acts(hub, OTHER_CHAIR)
    found = read_trail(hub.register, OTHER_CHAIR, "export", now=AT)
    assert [one.action for one in found.acts] == ["export"]
    assert (
        set(vars(found.acts[0])) == {"position", "at", "who", "role", "action", "subject"} == set(vars(Act(*"123456")))
    )


def test_what_analysts_and_the_board_read_of_the_same_area_is_not_the_jags(hub: Hub) -> None:
    use(hub, "partner", WARD)
    use(hub, "board", WARD)
    use(hub, "open", LSOA)
    assert {one for one in acts(hub, OTHER_CHAIR) if one[1] in ("release", "view", "export")} == set()


def test_a_pack_that_was_taken_is_among_them_and_a_page_that_was_opened_is_not(hub: Hub) -> None:
    frozen = freeze(hub, begin_draft(hub, replace(ABOUT, area=WARD), ANALYST, "", AT).id, ANALYST, AT)
    found, pack, _ = take_pack(hub, frozen.id, "open", OFFICER, AT)
    note_taking(hub, found, pack, OFFICER)
    assert ("len", "export", ABOUT.product) in acts(hub, OTHER_CHAIR)
    read_trail(hub.register, OTHER_CHAIR, now=AT)
    assert not [one for one in acts(hub, OTHER_CHAIR) if one[2] == "audit"]


def test_the_review_of_a_release_is_found_by_the_release(hub: Hub) -> None:
    asked = {"period": Period.parse(MONTH), "audience": "open", "area": WARD}
    made = draft_release(hub, ABOUT.product, who=ANALYST, **asked)  # type: ignore[arg-type]
    explain_gaps(hub, made.id, OFFICER)
    approve_release(hub, made.id, OFFICER)
    told = {("ann", "audit", made.release), ("len", "view", "reasons"), ("len", "review", ABOUT.product)}
    assert told <= acts(hub, OTHER_CHAIR)
    assert not told & acts(hub, CHAIR)


def test_who_was_refused_what_is_made_for_the_jag_is_among_them(hub: Hub) -> None:
    with pytest.raises(AccessRefused):
        ask(hub, "closed", WARD, BOARD)
    with pytest.raises(AccessRefused):
        check_closed_file(hub, CHAIR, ABOUT.product, "closed", WARD, AT + timedelta(days=400))
    with pytest.raises(AccessRefused):
        check_right(hub.register, CHAIR, "plan", WARD, DAY)
    with pytest.raises(AccessRefused):
        begin_draft(hub, replace(ABOUT, area=WARD), replace(CHAIR, name="cora", organisation="Fire service"), "", AT)
    told = {
        ("bea", "refused", ABOUT.product),
        ("cleo", "refused", ABOUT.product),
        ("cleo", "refused", "meetings"),
        ("cora", "refused", ABOUT.product),
    }
    assert told <= acts(hub, OTHER_CHAIR)
    assert not [one for one in acts(hub, CHAIR) if one[1] == "refused"]


def test_words_that_name_no_jag_are_not_kept_of_a_refusal(hub: Hub) -> None:
    with pytest.raises(AccessRefused):
        ask(hub, "closed", "Smith, 3 High Street", BOARD)
    with pytest.raises(AccessRefused):
        check_closed_file(hub, OTHER_CHAIR, ABOUT.product, "closed", "Smith, 3 High Street", AT)
    assert [json.loads(one["detail"]) for one in entries(hub, 2)] == [{"audience": "closed"}] * 2


def test_an_evaluation_is_of_the_jag_that_agreed_the_action_not_of_the_one_where_it_works(tmp_path: Path) -> None:
    hub, action = make_evaluated(tmp_path)
    sign_agreement(hub.register, COUNCIL, ANALYST, now=CHOSEN)
    found_jag(hub, TREATED, ("community-safety", COUNCIL), ANALYST, now=CHOSEN)
    choose_control(hub, action.id, CHOICE, ANALYST, CHOSEN)
    asked = {"period": Period.parse(AFTER), "audience": "closed", "today": LOOKED.date(), "action": action.id}
    note_view(hub, release(hub, "evaluation", who=ANALYST, **asked), ANALYST, "pdf")  # type: ignore[arg-type]
    told = {("ann", one, "evaluation") for one in ("release", "export")}
    assert told <= acts(hub, CHAIR)
    assert not told & acts(hub, OTHER_CHAIR)
    assert ("ann", "choose control", f"JAG {ALL}") in acts(hub, CHAIR)


def test_acts_on_what_the_closed_session_agreed_need_the_statement_of_the_chairs_own_post(tmp_path: Path) -> None:
    hub = make_jag(tmp_path)
    one = hold(hub)
    secret = act(hub, "Look at the tenancy", session="closed")
    finish(hub.register, ALL, secret, "The tenancy was looked at.", CHAIR, AT)
    plain = act(hub, "Ask the landlords")
    draft(hub, one)
    write_item(hub.register, ALL, one, disclosure(hub), CHAIR, AT)
    before = shown(hub)
    withdraw_statement(hub.register, ALL, member(hub, "policing-commander").id, CHAIR, AT)
    after = shown(hub)
    gone = [json.loads(each["detail"]) for each in before if each not in after]
    assert {(each.get("session"), each.get("document")) for each in gone} == {("closed", None), (None, "closed")}
    assert plain in {json.loads(each["detail"]).get("action") for each in after}
    assert not [each for each in after if '"closed"' in each["detail"]]


def test_the_turn_in_the_chair_counts_on_the_day(hub: Hub) -> None:
    second = add_member(hub.register, ALL, "community-safety", COUNCIL, ANALYST, AT)
    add_turn(hub.register, ALL, second.id, DAY + timedelta(days=1), ANALYST, AT)
    assert areas(shown(hub, CHAIR)) == {ALL}
    assert areas(shown(hub, OTHER_CHAIR)) == {WARD}
    assert (shown(hub, CHAIR, 1), areas(shown(hub, OTHER_CHAIR, 1))) == ([], {ALL, WARD})


def test_a_chair_who_is_limited_to_areas_reads_of_no_jag_outside_them(hub: Hub) -> None:
    assert shown(hub, replace(CHAIR, areas=(WARD,))) == []
    assert areas(shown(hub, replace(OTHER_CHAIR, areas=(WARD,)))) == {WARD}
    assert shown(hub, replace(OTHER_CHAIR, areas=("E8500000004",))) == []


def test_whose_organisation_holds_no_chair_reads_nothing_and_is_told_so(hub: Hub) -> None:
    found = read_trail(hub.register, replace(CHAIR, organisation="Fire service"), now=AT)
    assert (found.acts, found.actions, found.jags, found.verdict) == ((), (), (), None)


def test_an_action_of_another_jag_is_the_other_ones_in_all_that_becomes_of_it(hub: Hub) -> None:
    with hub.register.reading() as connection:
        owner = list_members(connection, WARD)[0].id
    asked = Asked("Look at the gates", owner, DAY + timedelta(days=30), "response", WARD, "recorded-crime", "burglary")
    made = add_action(hub, WARD, asked, OTHER_CHAIR, AT)
    finish(hub.register, WARD, made.id, "The gates were looked at.", OTHER_CHAIR, AT)
    told = {("carl", f"action {one}", f"JAG {WARD}") for one in ("raised", "done")}
    assert told <= acts(hub, OTHER_CHAIR)
    assert not told & acts(hub, CHAIR)
