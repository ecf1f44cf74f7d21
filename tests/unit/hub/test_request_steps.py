"""Every step of a request: who may take it, from which state, what it needs, and what it leaves behind."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Delete, Update, delete, select, update

from hub.access.accounts import change_post, remove_account, suspend_account
from hub.access.organisations import sign_agreement, suspend_organisation
from hub.access.refusal import AccessRefused
from hub.governance import request_decisions as decisions
from hub.governance import request_use as use
from hub.governance.request_criteria import CRITERIA, PERSONAL, QUESTIONS
from hub.governance.request_refusal import RequestRefused
from hub.governance.request_states import ACTS, OVER, PARTIES, STATES, TURNS, Act, State, acts_in
from hub.governance.request_steps import is_as_noted
from hub.governance.request_tables import REQUEST_STEPS, REQUESTS
from hub.hub import Hub
from tests.unit.hub.asked import (
    ANSWERS,
    ASKER,
    AT,
    CERTIFICATE,
    COUNCIL,
    DAY,
    DECISION,
    DISCLOSED,
    FIRE,
    ITEMS,
    OFFICER,
    OTHERS,
    OWN_OFFICER,
    POLICE,
    REASON,
    ask,
    at,
    do,
    forget,
    history,
    kept,
    make_asked,
    put_in,
    send,
)
from tests.unit.hub.jag import entries
from tests.unit.hub.people import WHO
from tests.unit.hub.test_meeting_actions import PERSONS, SECRETS

TABLE: Mapping[Act, tuple[set[State], State, str]] = {
    "submit": ({"draft", "returned"}, "submitted", "requester"),
    "return": ({"submitted"}, "returned", "supplying"),
    "assess": ({"submitted"}, "assessing", "supplying"),
    "consult": ({"assessing"}, "consult", "supplying"),
    "seek consent": ({"assessing"}, "consent sought", "supplying"),
    "approve": ({"assessing", "consult", "consent sought"}, "approved", "supplying"),
    "approve in part": ({"assessing", "consult", "consent sought"}, "part approved", "supplying"),
    "refuse": ({"assessing", "consult", "consent sought"}, "refused", "supplying"),
    "disclose": ({"approved", "part approved"}, "disclosed", "supplying"),
    "acknowledge": ({"disclosed"}, "in use", "requester receiving"),
    "ask onward": ({"in use"}, "onward request", "requester"),
    "permit onward": ({"onward request"}, "in use", "supplying"),
    "deny onward": ({"onward request"}, "in use", "supplying"),
    "end use": ({"in use"}, "review due", "receiving"),
    "destroy": ({"review due", "breach reported"}, "destroyed", "receiving"),
    "withdraw": (set(STATES) - {"refused", "destroyed", "withdrawn", "breach reported"}, "withdrawn", "requester"),
    "report breach": (set(STATES) - {"draft", "breach reported"}, "breach reported", "requester receiving supplying"),
}
"""9.1 of `safety.md`, written down apart from the program: from which states, to which, and whose it is."""
PEOPLE = {"requester": ASKER, "receiving": OWN_OFFICER, "supplying": OFFICER}


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_asked(tmp_path / "hub")


def state_of(hub: Hub, identity: str) -> str:
    with hub.register.reading() as connection:
        return str(connection.execute(select(REQUESTS.c.state).where(REQUESTS.c.id == identity)).scalar_one())


def in_state(hub: Hub, state: State) -> str:
    made = send(hub).id
    put_in(hub, made, state)
    return made


# --- the table ---


def test_every_act_and_every_state_is_in_the_table() -> None:
    assert set(TABLE) == set(ACTS)
    assert {end for _, end, _ in TABLE.values()} | {"draft"} == set(STATES)


def test_each_state_that_is_not_over_has_one_whose_turn_it_is_and_who_can_do_something() -> None:
    assert set(TURNS) == set(STATES) - set(OVER)
    for state, party in TURNS.items():
        assert set(acts_in(state, frozenset([party]))) - {"withdraw", "report breach"}, state


@pytest.mark.parametrize("party", PARTIES)
@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_taken_from_its_states_by_its_party_and_by_nobody_else_and_from_no_other(
    hub: Hub, act: Act, party: str
) -> None:
    starts, end, parties = TABLE[act]
    made = send(hub).id
    for state in STATES:
        put_in(hub, made, state)
        forget(hub, made)
        if state == "onward request":
            put_in(hub, made, "in use")
            do(hub, "ask onward", made, ASKER)
        before, acts = kept(hub), len(entries(hub))
        if party in parties.split() and state in starts:
            assert do(hub, act, made, PEOPLE[party]).state == end
            line = history(hub, made)[-1]
            assert (line.who, line.role, line.organisation) == (
                PEOPLE[party].name, PEOPLE[party].role, PEOPLE[party].organisation,
            )  # fmt: skip
            assert (line.act, line.start, line.end, line.at) == (act, state, end, AT.isoformat(timespec="seconds"))
            (entry,) = entries(hub)[acts:]
            told = {"request": made, "act": act, "from": state, "to": end, "agency": PEOPLE[party].organisation}
            assert (entry["who"], entry["role"], entry["action"]) == (
                PEOPLE[party].name, PEOPLE[party].role, "information request",
            )  # fmt: skip
            detail = json.loads(entry["detail"])
            assert {name: detail.pop(name) for name in told} == told
            assert sorted(detail) == ["request_hash", "step_hash"]
            continue
        with pytest.raises(RequestRefused if party in parties.split() else AccessRefused):
            do(hub, act, made, PEOPLE[party])
        assert kept(hub) == before
        new = [(one["who"], one["action"], one["subject"]) for one in entries(hub)[acts:]]
        refused = (PEOPLE[party].name, "refused", "information-requests")
        assert new == ([] if party in parties.split() else [refused])


@pytest.mark.parametrize("who", OTHERS, ids=lambda one: f"{one.role} of {one.organisation}")
def test_nobody_else_takes_any_step_or_learns_that_there_is_a_request(hub: Hub, who) -> None:  # type: ignore[no-untyped-def]
    made = send(hub).id
    for act in ACTS:
        put_in(hub, made, min(TABLE[act][0]))
        before = kept(hub)
        with pytest.raises(AccessRefused) as found:
            do(hub, act, made, who)
        with pytest.raises(AccessRefused) as none:
            do(hub, act, "rq-none", who)
        assert (found.value.what, found.value.found) == (none.value.what, none.value.found)
        assert kept(hub) == before


def test_a_liaison_officer_decides_on_nothing_that_they_asked_themselves(hub: Hub) -> None:
    made = send(hub, who=OWN_OFFICER).id
    for act in ACTS:
        if TABLE[act][2] == "supplying":
            put_in(hub, made, min(TABLE[act][0]))
            for organisation in (COUNCIL, POLICE):
                with pytest.raises(AccessRefused):
                    do(hub, act, made, replace(OWN_OFFICER, organisation=organisation))


def test_a_request_goes_the_whole_way(hub: Hub) -> None:
    made = send(hub).id
    way: tuple[tuple[Act, str], ...] = (
        ("return", "supplying"), ("submit", "requester"), ("assess", "supplying"), ("consult", "supplying"),
        ("approve", "supplying"), ("disclose", "supplying"), ("acknowledge", "requester"), ("ask onward", "requester"),
        ("permit onward", "supplying"), ("ask onward", "requester"), ("deny onward", "supplying"),
        ("end use", "receiving"), ("destroy", "receiving"), ("report breach", "supplying"), ("destroy", "receiving"),
    )  # fmt: skip
    for act, party in way:
        do(hub, act, made, PEOPLE[party])
    assert [one.act for one in history(hub, made)] == ["draft", "submit", *(act for act, _ in way)]
    assert hub.verify_ledger().broken_at is None


# --- what each step needs ---


def test_what_is_returned_names_what_is_missing(hub: Hub) -> None:
    made = send(hub).id
    for wrong in ((), ("nothing",), ("effect", "nothing")):
        with pytest.raises(RequestRefused, match="for what it lacks"):
            decisions.return_request(hub.register, made, wrong, OFFICER, AT)
    decisions.return_request(hub.register, made, ("effect", "letter"), OFFICER, AT)
    assert history(hub, made)[-1].detail == {"missing": ["letter", "effect"]}


def test_both_are_consulted(hub: Hub) -> None:
    made = in_state(hub, "assessing")
    with pytest.raises(RequestRefused, match="both are consulted"):
        decisions.consult(hub.register, made, ("officer",), OFFICER, AT)
    assert state_of(hub, made) == "assessing"


def test_consent_is_sought_where_no_exemption_holds(hub: Hub) -> None:
    made = in_state(hub, "assessing")
    with pytest.raises(RequestRefused, match="no exemption"):
        decisions.seek_consent(hub.register, made, False, OFFICER, AT)


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("left_out", ["", "What is of others in the flat"])
def test_an_approval_whole_or_in_part_needs_a_criterion_for_personal_information(
    hub: Hub, criterion: str, left_out: str
) -> None:
    made = send(hub, replace(ITEMS, consent="given", ground="")).id
    put_in(hub, made, "assessing")
    one = replace(DECISION, criteria=(criterion,), left_out=left_out)
    if criterion not in PERSONAL:
        with pytest.raises(RequestRefused, match="no criterion"):
            decisions.approve(hub.register, made, one, OFFICER, AT)
        return
    end = "part approved" if left_out else "approved"
    assert decisions.approve(hub.register, made, one, OFFICER, AT).state == end
    detail = history(hub, made)[-1].detail
    assert (detail["criteria"], detail["answers"]) == ([criterion], ANSWERS)


@pytest.mark.parametrize("state", ["assessing", "consult"])
def test_consent_that_nobody_sought_is_no_criterion(hub: Hub, state: State) -> None:
    made = in_state(hub, state)
    for criteria in (("consent",), ("consent", "harm")):
        with pytest.raises(RequestRefused, match="has not consented"):
            decisions.approve(hub.register, made, replace(DECISION, criteria=criteria), OFFICER, AT)
    put_in(hub, made, "consent sought")
    assert decisions.approve(hub.register, made, replace(DECISION, criteria=("consent",)), OFFICER, AT)


@pytest.mark.parametrize("criteria", [(), ("kindness",), ("harm", "kindness")])
@pytest.mark.parametrize("left_out", ["", "What is of others"])
def test_none_ticked_or_one_of_no_list_approves_nothing(hub: Hub, criteria: tuple[str, ...], left_out: str) -> None:
    made = in_state(hub, "assessing")
    with pytest.raises(RequestRefused):
        decisions.approve(hub.register, made, replace(DECISION, criteria=criteria, left_out=left_out), OFFICER, AT)
    assert state_of(hub, made) == "assessing"


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_of_the_seven_questions_is_answered(hub: Hub, question: str) -> None:
    made = in_state(hub, "assessing")
    for answer in ("", "perhaps"):
        wrong = replace(DECISION, answers={**ANSWERS, question: answer})
        with pytest.raises(RequestRefused, match="not all answered"):
            decisions.approve(hub.register, made, wrong, OFFICER, AT)
    assert state_of(hub, made) == "assessing"


@pytest.mark.parametrize("against", [{"necessary": "no"}, {"proportionate": "no"}, {"alternative": "yes"}])
def test_what_is_not_proportionate_by_the_answers_is_not_approved(hub: Hub, against: dict[str, str]) -> None:
    made = in_state(hub, "assessing")
    with pytest.raises(RequestRefused, match="not proportionate"):
        decisions.approve(hub.register, made, replace(DECISION, answers={**ANSWERS, **against}), OFFICER, AT)


@pytest.mark.parametrize(
    "wrong",
    [{"in_writing": False}, {"channel": "fax"}, {"marking": "SECRET"}, {"marking": "CONFIDENTIAL"},
     {"marking": "RESTRICTED"}, {"marking": "OFFICIAL of Jane Doe"}, {"marking": ""}, {"what": ""}],
)  # fmt: skip
def test_a_disclosure_is_in_writing_marked_as_today_and_by_a_channel(hub: Hub, wrong: dict[str, object]) -> None:
    made = in_state(hub, "approved")
    with pytest.raises(RequestRefused) as found:
        decisions.disclose(hub.register, made, replace(DISCLOSED, **wrong), OFFICER, AT)  # type: ignore[arg-type]
    assert "Doe" not in str(found.value)
    assert state_of(hub, made) == "approved"


def test_what_was_disclosed_is_kept_with_the_request(hub: Hub) -> None:
    made = in_state(hub, "part approved")
    assert decisions.disclose(hub.register, made, DISCLOSED, OFFICER, at(2)).disclosed_on == "2025-03-06"
    line = history(hub, made)[-1]
    assert line.words == DISCLOSED.what
    assert line.detail == {"marking": "OFFICIAL-SENSITIVE", "channel": "secure e-mail"}


def test_nothing_is_disclosed_to_whoever_has_not_signed_any_more(hub: Hub) -> None:
    made = in_state(hub, "approved")
    suspend_organisation(hub.register, COUNCIL, WHO, AT)
    with pytest.raises(RequestRefused, match="signature of the organisation that asked"):
        decisions.disclose(hub.register, made, DISCLOSED, OFFICER, AT)
    sign_agreement(hub.register, COUNCIL, WHO, now=AT)
    assert decisions.disclose(hub.register, made, DISCLOSED, OFFICER, AT).state == "disclosed"


@pytest.mark.parametrize("days", [-1, 0, 8_000])
def test_the_day_of_the_review_is_ahead_and_not_endless(hub: Hub, days: int) -> None:
    made = in_state(hub, "disclosed")
    with pytest.raises(RequestRefused, match="no longer than"):
        use.acknowledge(hub, made, DAY + timedelta(days=days), ASKER, AT)
    assert use.acknowledge(hub, made, DAY + timedelta(days=1), ASKER, AT).keep_until == "2025-03-05"


@pytest.mark.parametrize("organisation", [COUNCIL, POLICE, "Jane Doe"])
def test_it_is_passed_on_to_another_signatory_alone(hub: Hub, organisation: str) -> None:
    made = in_state(hub, "in use")
    with pytest.raises(RequestRefused) as found:
        use.ask_onward(hub.register, made, organisation, "For the visit", ASKER, AT)
    assert "Doe" not in str(found.value)


def test_it_is_passed_on_by_written_permission_of_its_owner(hub: Hub) -> None:
    made = in_state(hub, "in use")
    do(hub, "ask onward", made, ASKER)
    assert history(hub, made)[-1].detail == {"to": FIRE}
    with pytest.raises(RequestRefused, match="written permission"):
        decisions.permit_onward(hub.register, made, FIRE, " ", OFFICER, AT)
    with pytest.raises(RequestRefused, match="another organisation is asked for"):
        decisions.permit_onward(hub.register, made, COUNCIL, "TVP/2025/88", OFFICER, AT)
    for side in (FIRE, COUNCIL):
        suspend_organisation(hub.register, side, WHO, AT)
        with pytest.raises(RequestRefused, match="signature"):
            do(hub, "permit onward", made, OFFICER)
        sign_agreement(hub.register, side, WHO, now=AT)
    do(hub, "permit onward", made, OFFICER)
    assert history(hub, made)[-1].detail == {"permission": "TVP/2025/88", "to": FIRE}


def test_a_question_about_passing_it_on_does_not_hold_up_the_review(hub: Hub) -> None:
    made = in_state(hub, "disclosed")
    use.acknowledge(hub, made, DAY + timedelta(days=30), ASKER, AT)
    do(hub, "ask onward", made, ASKER, at(29))
    with pytest.raises(RequestRefused, match="cannot take this step"):
        do(hub, "permit onward", made, OFFICER, at(30))
    assert do(hub, "destroy", made, OWN_OFFICER, at(30)).state == "destroyed"


def test_from_the_day_of_the_review_on_it_is_the_receiving_officers_turn(hub: Hub) -> None:
    made = in_state(hub, "disclosed")
    use.acknowledge(hub, made, DAY + timedelta(days=30), ASKER, AT)
    with pytest.raises(RequestRefused):
        do(hub, "destroy", made, OWN_OFFICER, at(29))
    with pytest.raises(RequestRefused, match="cannot take this step"):
        do(hub, "ask onward", made, ASKER, at(30))
    assert do(hub, "destroy", made, OWN_OFFICER, at(30)).state == "destroyed"
    last = history(hub, made)[-1]
    assert (last.act, last.start, last.end, last.who) == ("destroy", "review due", "destroyed", OWN_OFFICER.name)


def test_what_is_destroyed_has_a_certificate(hub: Hub) -> None:
    made = in_state(hub, "review due")
    for wrong in ("", "Smith", "somewhere"):
        with pytest.raises(RequestRefused):
            use.destroy(hub.register, made, wrong, OWN_OFFICER, AT)
    do(hub, "destroy", made, OWN_OFFICER)
    assert history(hub, made)[-1].detail == {"certificate": CERTIFICATE}


def test_a_request_is_withdrawn_without_a_certificate_until_something_was_disclosed(hub: Hub) -> None:
    early = send(hub).id
    assert use.withdraw(hub.register, early, "Not needed", "", ASKER, AT).state == "withdrawn"
    late = in_state(hub, "approved")
    do(hub, "disclose", late, OFFICER)
    with pytest.raises(RequestRefused, match="with a certificate"):
        use.withdraw(hub.register, late, "Not needed", "", ASKER, AT)
    assert use.withdraw(hub.register, late, "Not needed", CERTIFICATE, ASKER, AT).state == "withdrawn"


@pytest.mark.parametrize("words", ["", " ", "x", *PERSONS])
def test_no_reason_and_none_that_points_at_a_person_is_kept(hub: Hub, words: str) -> None:
    register, made = hub.register, send(hub).id
    asked = (
        ("assessing", lambda: decisions.refuse(register, made, words, OFFICER, AT)),
        ("assessing", lambda: decisions.approve(register, made, replace(DECISION, why=words), OFFICER, AT)),
        ("approved", lambda: decisions.disclose(register, made, replace(DISCLOSED, what=words), OFFICER, AT)),
        ("onward request", lambda: decisions.deny_onward(register, made, words, OFFICER, AT)),
        ("in use", lambda: use.ask_onward(register, made, FIRE, words, ASKER, AT)),
        ("in use", lambda: use.withdraw(register, made, words, CERTIFICATE, ASKER, AT)),
        ("in use", lambda: use.report_breach(register, made, words, ASKER, AT)),
    )
    for state, act in asked:
        put_in(hub, made, state)
        before, acts = kept(hub), len(entries(hub))
        with pytest.raises(RequestRefused) as found:
            act()
        assert not [one for one in SECRETS if one in str(found.value)]
        assert (kept(hub), len(entries(hub))) == (before, acts)


def test_a_breach_is_not_withdrawn_and_there_is_none_of_what_was_never_submitted(hub: Hub) -> None:
    made, unsent = send(hub).id, ask(hub).id
    do(hub, "report breach", made, OFFICER)
    with pytest.raises(RequestRefused, match="cannot take this step"):
        do(hub, "withdraw", made, ASKER)
    do(hub, "withdraw", unsent, ASKER)
    with pytest.raises(RequestRefused, match="nothing left"):
        do(hub, "report breach", unsent, OWN_OFFICER)


@pytest.mark.parametrize("stopped", ["suspended", "board"])
def test_what_was_disclosed_has_an_owner_whatever_became_of_whoever_asked(hub: Hub, stopped: str) -> None:
    made = in_state(hub, "disclosed")
    if stopped == "suspended":
        suspend_account(hub.register, ASKER.name, WHO)
    else:
        change_post(hub.register, ASKER.name, "board", COUNCIL, WHO)
    do(hub, "acknowledge", made, OWN_OFFICER)
    do(hub, "ask onward", made, OWN_OFFICER)
    do(hub, "deny onward", made, OFFICER)
    do(hub, "end use", made, OWN_OFFICER)
    assert do(hub, "destroy", made, OWN_OFFICER).state == "destroyed"


def test_nothing_goes_to_an_organisation_where_nobody_would_see_to_its_destruction(hub: Hub) -> None:
    draft, approved = ask(hub).id, in_state(hub, "approved")
    suspend_account(hub.register, OWN_OFFICER.name, WHO)
    for act, one, who in (("submit", draft, ASKER), ("disclose", approved, OFFICER)):
        with pytest.raises(RequestRefused, match="has a liaison officer"):
            do(hub, act, one, who)  # type: ignore[arg-type]
    assert (state_of(hub, draft), state_of(hub, approved)) == ("draft", "approved")


def test_who_did_anything_on_the_side_that_asks_never_decides(hub: Hub) -> None:
    made = ask(hub).id
    remove_account(hub.register, ASKER.name, WHO)
    do(hub, "submit", made, OWN_OFFICER)
    moved = replace(OWN_OFFICER, organisation=POLICE)
    change_post(hub.register, OWN_OFFICER.name, "liaison", POLICE, WHO)
    with pytest.raises(AccessRefused):
        do(hub, "assess", made, moved)
    assert do(hub, "assess", made, OFFICER).state == "assessing"


def test_the_ledger_tells_steps_apart_and_vouches_for_what_it_does_not_hold(hub: Hub) -> None:
    made = send(hub).id
    for act in ("assess", "refuse"):
        do(hub, act, made, OFFICER)  # type: ignore[arg-type]
    written = [json.loads(one["detail"]) for one in entries(hub) if one["action"] == "information request"]
    assert [one["act"] for one in written] == ["draft", "submit", "assess", "refuse"]
    assert len({one["step_hash"] for one in written}) == 4
    with hub.register.reading() as connection:
        assert is_as_noted(connection, made)


@pytest.mark.parametrize(
    "behind",
    [
        update(REQUESTS).values(purpose="Another purpose than was asked for"),
        update(REQUEST_STEPS).where(REQUEST_STEPS.c.act == "refuse").values(words="Another reason"),
        update(REQUEST_STEPS).where(REQUEST_STEPS.c.act == "submit").values(who="somebody"),
        delete(REQUEST_STEPS).where(REQUEST_STEPS.c.act == "assess"),
        delete(REQUEST_STEPS),
    ],
    ids=["item", "reason", "who", "step", "all"],
)
def test_what_was_altered_behind_the_ledger_is_found(hub: Hub, behind: Update | Delete) -> None:
    made = send(hub).id
    for act in ("assess", "refuse"):
        do(hub, act, made, OFFICER)  # type: ignore[arg-type]
    with hub.register.writing() as connection:
        connection.execute(behind)
        assert not is_as_noted(connection, made)


def test_reasons_stay_in_the_history_and_out_of_the_ledger(hub: Hub) -> None:
    made = in_state(hub, "assessing")
    do(hub, "refuse", made, OFFICER)
    assert history(hub, made)[-1].words == REASON
    do(hub, "report breach", made, OWN_OFFICER)
    said = repr(entries(hub))
    assert not [one for one in (REASON, "wrong office", DECISION.why) if one in said]
