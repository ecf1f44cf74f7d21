"""Requests for information: the ten items, whom one can be sent to, and that none of it points at a person."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.access.accounts import add_account, change_post, remove_account, suspend_account
from hub.access.identity import ROLES, Identity
from hub.access.organisations import sign_agreement, suspend_organisation
from hub.access.refusal import AccessRefused
from hub.governance import gateways
from hub.governance.gateways import GATEWAYS, Gateway, GatewayRefused, find_gateway, may_use
from hub.governance.request_items import ITEMS as TITLES
from hub.governance.request_items import check_address, check_reference
from hub.governance.request_refusal import RequestRefused
from hub.governance.request_rights import list_requests
from hub.governance.request_tables import REQUESTS
from hub.governance.requests import open_by, save_draft, submit
from hub.hub import Hub
from hub.register import LEDGER
from tests.unit.hub.asked import (
    ASKER,
    AT,
    CHAIR,
    COUNCIL,
    DAY,
    FIRE,
    ITEMS,
    OFFICER,
    OTHERS,
    OWN_OFFICER,
    POLICE,
    ask,
    at,
    do,
    history,
    kept,
    make_asked,
    put_in,
    send,
)
from tests.unit.hub.jag import entries
from tests.unit.hub.people import WHO
from tests.unit.hub.test_meeting_actions import PERSONS, SECRETS

NOTHING = replace(ITEMS, **{name: "" for name in vars(ITEMS) if isinstance(getattr(ITEMS, name), str)}, use_only=False)
BARE = replace(NOTHING, supplier=POLICE)


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_asked(tmp_path / "hub")


# --- the ten items ---


def test_the_items_are_those_of_the_agreement_in_its_order() -> None:
    assert list(TITLES) == [
        "date", "letter", "required", "purpose", "gateway", "necessity", "effect", "use_only", "designation",
        "reply_to", "consent",
    ]  # fmt: skip


def test_a_whole_request_is_submitted_on_its_day_with_the_name_of_whoever_asks(hub: Hub) -> None:
    made = send(hub)
    assert (made.state, made.submitted_on) == ("submitted", "2025-03-04")
    assert (made.requester, made.organisation, made.supplier) == ("ann", COUNCIL, POLICE)
    assert (made.gateway, made.letter, made.use_only) == ("cda-1998-s115", "MKC/2025/014", 1)


@pytest.mark.parametrize("role", ["analyst", "chair", "liaison"])
def test_each_of_the_three_roles_asks(hub: Hub, role: str) -> None:
    assert send(hub, who=Identity("ann", role, COUNCIL)).state == "submitted"  # type: ignore[arg-type]


@pytest.mark.parametrize("item", [one for one in TITLES if one != "date"])
def test_a_draft_without_one_item_is_kept_and_not_submitted_and_the_item_is_named(hub: Hub, item: str) -> None:
    empty = False if item == "use_only" else ""
    made = ask(hub, replace(ITEMS, **{item: empty}))
    with pytest.raises(RequestRefused) as found:
        submit(hub.register, made.id, ASKER, AT)
    number = list(TITLES).index(item) + 1
    assert found.value.found == f"missing: {number}, {TITLES[item][0].lower()}{TITLES[item][1:]}."
    save_draft(hub.register, ITEMS, ASKER, made.id, AT)
    assert submit(hub.register, made.id, ASKER, AT).state == "submitted"


def test_every_missing_item_is_named_at_once(hub: Hub) -> None:
    made = ask(hub, BARE)
    with pytest.raises(RequestRefused) as found:
        submit(hub.register, made.id, ASKER, AT)
    assert found.value.found.count(";") == 9


@pytest.mark.parametrize("consent", ["refused", "not sought"])
def test_without_consent_there_is_a_ground_and_with_it_none_is_needed(hub: Hub, consent: str) -> None:
    made = ask(hub, replace(ITEMS, consent=consent, ground=""))
    with pytest.raises(RequestRefused, match="not complete") as found:
        submit(hub.register, made.id, ASKER, AT)
    assert "11, consent" in found.value.found
    assert send(hub, replace(ITEMS, consent="given", ground="")).state == "submitted"


def test_a_gateway_is_named_by_a_kind_of_organisation(hub: Hub) -> None:
    made = ask(hub, replace(ITEMS, kind=""))
    with pytest.raises(RequestRefused) as found:
        submit(hub.register, made.id, ASKER, AT)
    assert "5, the legal gateway" in found.value.found


@pytest.mark.parametrize("wrong", [{"consent": "perhaps"}, {"kind": "circus"}, {"needs_person": False}])
def test_what_is_in_no_list_and_what_depersonalised_data_would_do_for_is_not_even_drafted(
    hub: Hub, wrong: dict[str, object]
) -> None:
    with pytest.raises(RequestRefused):
        ask(hub, replace(ITEMS, **wrong))  # type: ignore[arg-type]
    assert kept(hub) == "[]"


def test_where_depersonalised_data_would_do_the_refusal_points_to_the_pages(hub: Hub) -> None:
    with pytest.raises(RequestRefused) as found:
        ask(hub, replace(ITEMS, needs_person=False))
    assert "pages of the hub" in found.value.do


# --- nobody is in it ---


@pytest.mark.parametrize("field", ["required", "purpose", "necessity", "effect", "designation", "ground"])
def test_words_that_point_at_a_person_are_refused_and_never_repeated(hub: Hub, field: str) -> None:
    for words in PERSONS:
        with pytest.raises(RequestRefused) as found:
            ask(hub, replace(ITEMS, **{field: words}))
        said = " ".join((found.value.what, found.value.found, found.value.do))
        assert not [one for one in SECRETS if one in said]
    assert kept(hub) == "[]"


@pytest.mark.parametrize("reference", ["MKC/2025/014", "ab/2026/12", " tvp / 2025 / 9 ", "YOSB/2031/1234"])
def test_a_reference_is_short_letters_and_figures(reference: str) -> None:
    assert check_reference("x", reference) == "".join(reference.split()).upper()


@pytest.mark.parametrize(
    "reference", ["Smith", "Smith/2", "Doe-J", "04/05/2009", "943 476 5919", "43210987654", "AB-04052009", "MK9 3ES",
                  "01632 960123", "AB12 CDE", "QQ123456C", "a@b.uk", "MKC/2025/014/", "JANE-DOE-1", "ANNA-LEE-1985",
                  "LEE/ANN/12", "JD/04/05/2009", "JD-0405-2009", "JD/1985/4", "N/943/476/5919", "T-0163-2960-123",
                  "AB/٢٠٢٦/1", "A/2026/1"],
)  # fmt: skip
def test_a_name_a_birthday_or_a_number_of_a_person_is_no_reference(reference: str) -> None:
    with pytest.raises(RequestRefused) as found:
        check_reference("x", reference)
    assert reference not in found.value.found


@pytest.mark.parametrize(
    "address", ["community.safety@somewhere.gov.uk", "dlo@force.police.uk", "asb-team@homes.org.uk.cjsm.net",
                "safeguarding@nhs.net", "communitysafety@x.gov.uk",
                "unit-12@x.police.uk", "CJSM mailbox of the community safety team"],
)  # fmt: skip
def test_an_address_is_that_of_an_office_at_a_secure_domain_or_a_channel_in_words(address: str) -> None:
    assert check_address(address) == address


@pytest.mark.parametrize(
    "address", ["team@gmail.com", "jane.doe@somewhere.gov.uk", "Jane_Doe2@somewhere.gov.uk", "team@gov.uk.example.com",
                "team@", "@somewhere.gov.uk", "j.smith@x.gov.uk", "janedoe@x.gov.uk", "adebayo.okonkwo@x.gov.uk",
                "1985-04-05@x.gov.uk", "07700900123@x.gov.uk", "team.07700900123@x.gov.uk", "jane.team@x.gov.uk",
                "dutyfree@x.gov.uk", "a b@somewhere.gov.uk", "team@evil-gov.uk", "Ring 01632 960123", "x"],
)  # fmt: skip
def test_a_private_or_a_persons_address_is_refused(address: str) -> None:
    with pytest.raises(RequestRefused) as found:
        check_address(address)
    assert address not in " ".join((found.value.what, found.value.found))


# --- gateways ---


def test_gateways_have_what_this_register_needs() -> None:
    assert {one.code for one in GATEWAYS} >= {"cda-1998-s115"}
    assert len({one.code for one in GATEWAYS}) == len(GATEWAYS)
    assert find_gateway("cda-1998-s115").personal
    assert may_use(find_gateway("cda-1998-s115"), ITEMS.kind)
    with pytest.raises(GatewayRefused):
        find_gateway("no-such")


def other_gateway(monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    users = find_gateway("cda-1998-s115").users
    made = Gateway("zz-1900", "Act of 1900", "test", "What it allows.", users, True, "in force", "")
    made = replace(made, **changes)  # type: ignore[arg-type]
    monkeypatch.setattr(gateways, "GATEWAYS", (*GATEWAYS, made))


def test_a_gateway_that_is_not_for_this_kind_of_organisation_is_refused_with_the_reason(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = find_gateway("police-act-1996").users
    other_gateway(monkeypatch, users=users)
    with pytest.raises(RequestRefused, match="not for your kind") as found:
        ask(hub, replace(ITEMS, gateway="zz-1900"))
    assert found.value.found == f"asked as: {ITEMS.kind}; it is for: {'; '.join(users)}."


def test_one_that_allows_nothing_personal_is_refused(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    other_gateway(monkeypatch, personal=False)
    with pytest.raises(RequestRefused, match="allows no personal information"):
        ask(hub, replace(ITEMS, gateway="zz-1900"))


def test_a_repealed_one_is_recorded_as_it_was_chosen(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    other_gateway(monkeypatch, state="repealed", successor="Act of 2006")
    assert send(hub, replace(ITEMS, gateway="zz-1900")).gateway == "zz-1900"


def test_one_of_no_list_is_refused(hub: Hub) -> None:
    with pytest.raises(GatewayRefused):
        ask(hub, replace(ITEMS, gateway="no-such"))


# --- to whom, and by whom ---


def test_it_does_not_go_to_ones_own_organisation(hub: Hub) -> None:
    with pytest.raises(RequestRefused, match="another organisation"):
        ask(hub, replace(ITEMS, supplier=COUNCIL))


def test_it_does_not_go_where_no_liaison_officer_is_and_says_what_to_do(hub: Hub) -> None:
    with pytest.raises(RequestRefused) as found:
        ask(hub, replace(ITEMS, supplier=FIRE))
    assert (found.value.what, found.value.found, found.value.do) == (
        "this organisation cannot be asked: nobody could answer.",
        f"{FIRE} has no liaison officer in this hub.",
        "ask it to appoint one; whoever looks after the hub adds the account.",
    )
    add_account(hub.register, "finn", "liaison", FIRE, None, WHO)
    assert ask(hub, replace(ITEMS, supplier=FIRE)).state == "draft"


def test_nor_where_the_only_one_was_suspended_since_the_draft(hub: Hub) -> None:
    made = ask(hub)
    suspend_account(hub.register, "pol", WHO)
    with pytest.raises(RequestRefused, match="nobody could answer"):
        submit(hub.register, made.id, ASKER, AT)


@pytest.mark.parametrize("side", [COUNCIL, POLICE])
def test_both_sides_have_signed(hub: Hub, side: str) -> None:
    made = ask(hub)
    suspend_organisation(hub.register, side, WHO, AT)
    with pytest.raises(RequestRefused, match="signature"):
        submit(hub.register, made.id, ASKER, AT)
    with pytest.raises(RequestRefused, match="signature"):
        ask(hub)
    sign_agreement(hub.register, side, WHO, now=AT)
    assert submit(hub.register, made.id, ASKER, AT).state == "submitted"


def test_somebody_who_never_signed_cannot_be_asked_and_is_not_named(hub: Hub) -> None:
    with pytest.raises(RequestRefused) as found:
        ask(hub, replace(ITEMS, supplier="Jane Doe"))
    assert "Doe" not in " ".join((found.value.what, found.value.found, found.value.do))


@pytest.mark.parametrize("role", ROLES)
def test_who_asks_by_role_and_a_refusal_is_in_the_ledger(hub: Hub, role: str) -> None:
    who = Identity("x", role, COUNCIL)  # type: ignore[arg-type]
    if role in ("analyst", "chair", "liaison"):
        assert ask(hub, who=who).requester == "x"
        return
    with pytest.raises(AccessRefused):
        ask(hub, who=who)
    (last,) = entries(hub, 1)
    assert (last["who"], last["action"], last["subject"]) == ("x", "refused", "information-requests")
    assert kept(hub) == "[]"


def test_what_was_returned_goes_to_nobody_else(hub: Hub) -> None:
    add_account(hub.register, "finn", "liaison", FIRE, None, WHO)
    made = send(hub)
    do(hub, "return", made.id, OFFICER)
    with pytest.raises(RequestRefused, match="goes to nobody else"):
        save_draft(hub.register, replace(ITEMS, supplier=FIRE), ASKER, made.id, AT)
    assert seen(hub, Identity("finn", "liaison", FIRE)) == {}
    unsent = ask(hub)
    assert save_draft(hub.register, replace(ITEMS, supplier=FIRE), ASKER, unsent.id, AT).supplier == FIRE


def test_whoever_asks_is_not_the_one_who_would_answer(hub: Hub) -> None:
    with pytest.raises(RequestRefused, match="nobody could answer"):
        ask(hub, who=Identity(OFFICER.name, "analyst", COUNCIL))
    add_account(hub.register, "paula", "liaison", POLICE, None, WHO)
    assert ask(hub, who=Identity(OFFICER.name, "analyst", COUNCIL)).state == "draft"


def test_a_request_names_whom_it_goes_to(hub: Hub) -> None:
    with pytest.raises(RequestRefused, match="goes to one organisation"):
        ask(hub, replace(ITEMS, supplier=""))


# --- who sees it ---


def seen(hub: Hub, who: Identity) -> dict[str, frozenset[str]]:
    with hub.register.reading() as connection:
        return {one.id: frozenset(parties) for one, parties in list_requests(connection, who)}


def test_a_request_is_seen_by_whoever_asks_and_the_two_liaison_officers_alone(hub: Hub) -> None:
    made = send(hub)
    assert seen(hub, ASKER) == {made.id: {"requester"}}
    assert seen(hub, OWN_OFFICER) == {made.id: {"receiving"}}
    assert seen(hub, OFFICER) == {made.id: {"supplying"}}
    assert [one for one in OTHERS if seen(hub, one)] == []


def test_a_draft_is_not_seen_by_whom_it_is_meant_for(hub: Hub) -> None:
    made = ask(hub)
    assert seen(hub, OFFICER) == {}
    assert made.id in seen(hub, OWN_OFFICER)


def test_a_liaison_officer_who_asks_has_both_parts_and_never_that_of_the_supplier(hub: Hub) -> None:
    made = send(hub, who=OWN_OFFICER)
    assert seen(hub, OWN_OFFICER) == {made.id: {"requester", "receiving"}}
    moved = Identity(OWN_OFFICER.name, "liaison", POLICE)
    assert seen(hub, moved) == {}
    with pytest.raises(AccessRefused):
        do(hub, "assess", made.id, moved)


@pytest.mark.parametrize("removed", [True, False])
def test_a_name_that_is_given_out_anew_brings_no_request(hub: Hub, removed: bool) -> None:
    made = send(hub)
    if removed:
        remove_account(hub.register, "ann", WHO)
    add_account(hub.register, "ann", "analyst", COUNCIL, None, WHO)
    assert seen(hub, ASKER) == {}
    assert seen(hub, OWN_OFFICER) == {made.id: {"requester", "receiving"}}
    assert send(hub).id in seen(hub, ASKER)


def test_for_whoever_left_their_liaison_officer_stands_in_and_another_post_there_changes_nothing(hub: Hub) -> None:
    made = send(hub)
    change_post(hub.register, "ann", "chair", COUNCIL, WHO)
    assert seen(hub, replace(ASKER, role="chair")) == {made.id: {"requester"}}
    assert seen(hub, OWN_OFFICER) == {made.id: {"receiving"}}
    change_post(hub.register, "ann", "analyst", FIRE, WHO)
    assert seen(hub, replace(ASKER, organisation=FIRE)) == {}
    put_in(hub, made.id, "disclosed")
    assert do(hub, "acknowledge", made.id, OWN_OFFICER).state == "in use"


# --- drafts ---


def test_a_draft_is_changed_by_its_author_until_it_is_submitted_and_when_it_is_returned(hub: Hub) -> None:
    made = ask(hub)
    changed = replace(ITEMS, designation="Housing manager")
    assert save_draft(hub.register, changed, ASKER, made.id, AT).designation == "Housing manager"
    for who in (OWN_OFFICER, OFFICER, CHAIR):
        with pytest.raises(AccessRefused):
            save_draft(hub.register, ITEMS, who, made.id, AT)
    submit(hub.register, made.id, ASKER, AT)
    with pytest.raises(RequestRefused, match="not changed any more"):
        save_draft(hub.register, ITEMS, ASKER, made.id, AT)
    put_in(hub, made.id, "returned")
    assert save_draft(hub.register, ITEMS, ASKER, made.id, AT).state == "returned"


def test_every_write_has_its_entry_which_holds_no_word_that_was_typed(hub: Hub) -> None:
    made = ask(hub)
    save_draft(hub.register, replace(ITEMS, designation="Housing manager"), ASKER, made.id, AT)
    submit(hub.register, made.id, ASKER, at(1))
    written = [one for one in entries(hub) if one["action"] == "information request"]
    told = [json.loads(one["detail"]) for one in written]
    assert [(one["request"], one["act"], one["from"], one["to"], one["agency"]) for one in told] == [
        (made.id, act, start, end, COUNCIL)
        for act, start, end in (
            ("draft", "", "draft"), ("change", "draft", "draft"), ("submit", "draft", "submitted"),
        )
    ]  # fmt: skip
    assert {(one["who"], one["role"], one["subject"]) for one in written} == {("ann", "analyst", f"request {made.id}")}
    with hub.register.reading() as connection:
        said = repr([tuple(row) for row in connection.execute(select(LEDGER))])
    typed = [ITEMS.required, ITEMS.purpose, ITEMS.ground, ITEMS.letter, ITEMS.reply_to, "Housing manager"]
    assert not [one for one in typed if one in said]
    assert [(one.act, one.start, one.end) for one in history(hub, made.id)] == [
        ("draft", "", "draft"), ("change", "draft", "draft"), ("submit", "draft", "submitted"),
    ]  # fmt: skip


def test_what_the_ledger_cannot_take_is_not_written(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.governance import request_steps

    made = ask(hub)
    monkeypatch.setattr(request_steps, "append", lambda *_: 1 / 0)
    for wanted in (lambda: ask(hub), lambda: submit(hub.register, made.id, ASKER, AT)):
        with pytest.raises(ZeroDivisionError):
            wanted()
    with hub.register.reading() as connection:
        assert connection.execute(select(REQUESTS.c.state)).scalars().all() == ["draft"]
    assert len(history(hub, made.id)) == 1


@pytest.mark.parametrize(
    ("submitted", "due"),
    [(DAY, date(2025, 3, 6)), (date(2025, 3, 7), date(2025, 3, 11)), (date(2025, 4, 17), date(2025, 4, 23)),
     (date(2025, 12, 24), date(2025, 12, 30))],
)  # fmt: skip
def test_it_is_to_be_opened_within_two_working_days(hub: Hub, submitted: date, due: date) -> None:
    made = send(hub)
    assert open_by(replace(made, submitted_on=submitted.isoformat())) == due
    assert open_by(replace(made, state="assessing")) is None


def test_a_request_stands_for_review_from_its_day_on(hub: Hub) -> None:
    made = replace(send(hub), state="in use", keep_until=DAY.isoformat())
    assert made.stands(DAY - timedelta(days=1)) == "in use"
    assert made.stands(DAY) == made.stands(DAY + timedelta(days=9)) == "review due"
