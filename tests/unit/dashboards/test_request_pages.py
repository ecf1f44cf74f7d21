"""Information requests as a page: what each reader sees and does by its buttons, and what their homes say of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboards.views.information_requests import ALTERED
from dashboards.views.request_acts import FORMS, LABELS
from dashboards.views.request_form import ENOUGH, HELP, NO, YES
from hub.access.accounts import add_account, suspend_account
from hub.access.identity import ROLES, Identity
from hub.access.organisations import sign_agreement
from hub.governance.request_criteria import CRITERIA, QUESTIONS
from hub.governance.request_items import GROUND
from hub.governance.request_items import ITEMS as TITLES
from hub.governance.request_states import ACTS, IN_WORDS, STATES
from hub.governance.request_tables import REQUESTS
from hub.governance.request_words import NOBODY, SIGNS
from hub.governance.requests import save_draft, submit
from hub.hub import Hub
from tests.unit.dashboards.page_runs import see_page, words
from tests.unit.hub.asked import (
    ANSWERS,
    ASKER,
    CHAIR,
    COUNCIL,
    FIRE,
    ITEMS,
    OFFICER,
    OTHERS,
    OWN_OFFICER,
    POLICE,
    do,
    make_asked,
    put_in,
)
from tests.unit.hub.jag import entries
from tests.unit.hub.people import WHO

NOW = datetime.now(UTC)
PAGE = "information-requests"
Opened = Callable[..., AppTest]


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    made = make_asked(tmp_path / "hub")
    for name in (COUNCIL, POLICE, FIRE):
        sign_agreement(made.register, name, WHO, now=NOW - timedelta(days=30))
    return made


@pytest.fixture
def opened(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    def run(who: Identity = ASKER, request: str = "", name: str = PAGE) -> AppTest:
        return see_page(monkeypatch, hub, who, name, query={"request": request} if request else None)

    yield run


def sent(hub: Hub, days: int = 0, who: Identity = ASKER) -> str:
    """A request that was submitted so many days ago."""
    now = NOW - timedelta(days=days)
    return submit(hub.register, save_draft(hub.register, ITEMS, who, now=now).id, who, now).id


def press(run: AppTest, label: str) -> AppTest:
    next(one for one in run.button if one.label == label).click().run()
    assert not run.exception
    return run


def field(run: AppTest, kind: str, label: str) -> object:
    return next(one for one in getattr(run, kind) if label in one.label)


def labels(run: AppTest) -> set[str]:
    return {one.label for one in run.button}


def state_of(hub: Hub) -> str:
    with hub.register.reading() as connection:
        return str(connection.execute(select(REQUESTS.c.state)).scalar_one())


def links(run: AppTest) -> dict[str, dict[str, str]]:
    found = (each.proto for each in run.get("page_link"))
    return {one.label: {name: chosen[0] for name, chosen in parse_qs(one.query_string).items()} for one in found}


def test_every_act_every_state_and_every_item_has_words() -> None:
    assert set(FORMS) == set(LABELS) == set(ACTS) - {"approve in part"}
    assert set(IN_WORDS) == set(STATES)
    assert set(ACTS) < set(SIGNS)
    assert set(HELP) - {"ground"} == set(TITLES) - {"date", "use_only"}


@pytest.mark.parametrize("role", ROLES)
def test_three_roles_open_the_page_and_others_are_told_that_they_do_not(hub: Hub, opened: Opened, role: str) -> None:
    said = words(opened(Identity("x", role, COUNCIL)))  # type: ignore[arg-type]
    may = role in ("analyst", "chair", "liaison")
    assert said.count("<h1>") == may
    assert ("is not open to you" in said) is not may
    assert ("view" if may else "refused", PAGE) in [(one["action"], one["subject"]) for one in entries(hub, 2)]


def test_an_empty_page_says_what_it_will_hold_who_sees_it_and_that_nobody_is_named(opened: Opened) -> None:
    run = opened()
    said = words(run)
    assert "There is no request that you have a part in." in said
    assert "never who it is about" in said
    assert "OFFICIAL-SENSITIVE" in said
    assert f"Without a liaison officer, so that nobody could answer: {FIRE}." in said
    assert run.expander[0].label == "Make a new request"


def test_where_depersonalised_data_would_do_the_form_says_so_and_stops(opened: Opened) -> None:
    run = opened()
    assert "Keep the draft" not in labels(run)
    run.radio[0].set_value(YES).run()
    assert ENOUGH in words(run)
    assert {"Where it happens: the hotspot explorer", "One area: its profile"} <= set(links(run))
    assert "Keep the draft" not in labels(run)
    run.radio[0].set_value(NO).run()
    assert "Keep the draft" in labels(run)


def test_each_gateway_has_its_law_and_whom_to_ask(opened: Opened) -> None:
    said = words(opened())
    assert "It was repealed; today: National Health Service Act 2006" in said
    assert said.count("Ask your own liaison officer first") == 1


def test_an_analyst_drafts_and_submits_by_the_form_and_what_is_missing_is_named(hub: Hub, opened: Opened) -> None:
    run = opened()
    run.radio[0].set_value(NO).run()
    press(run, "Keep the draft")
    assert state_of(hub) == "draft"
    press(run, "Submit")
    assert "Missing: 2, the subject, by the reference" in words(run)
    boxes = {one.label.split(": ", 1)[-1]: one for one in (*run.text_area, *run.text_input)}
    for name in ("letter", "required", "purpose", "necessity", "effect", "designation", "reply_to"):
        boxes[TITLES[name]].set_value(getattr(ITEMS, name))
    boxes[GROUND].set_value(ITEMS.ground)
    for label, code in (
        ("Item 5", ITEMS.gateway), ("As which kind", ITEMS.kind), ("Item 11", ITEMS.consent),
    ):  # fmt: skip
        field(run, "selectbox", label).set_value(code)  # type: ignore[attr-defined]
    run.checkbox[0].check()
    press(run, "Keep the draft")
    said = words(run)
    assert "Not yet given" not in said
    assert "Its reference: MKC/2025/014" in said
    assert f"{ASKER.name}, {ITEMS.designation}, {COUNCIL}" in said
    press(run, "Submit")
    assert state_of(hub) == "submitted"
    assert "the liaison officer of Police force" in words(run)


def test_what_points_at_a_person_is_refused_and_stays_to_be_mended(hub: Hub, opened: Opened) -> None:
    run = opened()
    run.radio[0].set_value(NO).run()
    field(run, "text_area", TITLES["purpose"]).set_value("Ask Jane Doe for her bins")  # type: ignore[attr-defined]
    press(run, "Keep the draft")
    assert "may point at a person" in words(run)
    assert "Jane" not in words(run)
    with hub.register.reading() as connection:
        assert connection.execute(select(REQUESTS)).all() == []


def test_the_whole_way_by_the_buttons(hub: Hub, opened: Opened) -> None:
    one = sent(hub)
    run = opened(OFFICER, one)
    assert "It is your turn." in words(run)
    assert "to be opened by " in words(run)
    assert {"Open", "Return", "Report it"} <= labels(run)
    assert not {"Submit", "Approve", "Withdraw"} & labels(run)
    assert "How it was decided" not in words(run)
    press(run, "Open")
    assert state_of(hub) == "assessing"
    press(run, "Approve")
    assert "no criterion is ticked" in words(run).lower()
    field(run, "checkbox", "3.11 a").check()  # type: ignore[attr-defined]
    for name, (said, _) in QUESTIONS.items():
        field(run, "selectbox", said).set_value(ANSWERS[name])  # type: ignore[attr-defined]
    field(run, "text_area", "Why it is decided so").set_value("The neighbours are at risk")  # type: ignore[attr-defined]
    press(run, "Approve")
    assert state_of(hub) == "approved"
    for said, answer in decided():
        assert f'<th scope="row">{said}</th><td>{answer}</td>' in words(run)
    field(run, "text_area", "What was disclosed").set_value("Nine dates")  # type: ignore[attr-defined]
    field(run, "checkbox", "in writing").check()  # type: ignore[attr-defined]
    press(run, "It was disclosed")
    assert state_of(hub) == "disclosed"
    assert "OFFICIAL-SENSITIVE, e-mail between secure domains" in words(run)
    run = opened(ASKER, one)
    press(run, "It came")
    assert "review on " in words(run)
    field(run, "text_area", "Why they need it").set_value("For a visit together")  # type: ignore[attr-defined]
    press(run, "Ask its owner")
    assert state_of(hub) == "onward request"
    run = opened(OFFICER, one)
    field(run, "text_input", "written permission").set_value("TVP/2025/88")  # type: ignore[attr-defined]
    press(run, "Permit it")
    run = opened(OWN_OFFICER, one)
    press(run, "The purpose is served")
    field(run, "text_input", "certificate").set_value("MKC/2025/31")  # type: ignore[attr-defined]
    press(run, "It was destroyed")
    assert state_of(hub) == "destroyed"
    assert NOBODY in words(run)


def decided() -> Iterator[tuple[str, str]]:
    """What a request that was approved for 3.11 a says of its decision."""
    yield from ((said, "Met" if "3.11 a" in said else "Not ticked") for said in CRITERIA.values())
    yield from ((said, ANSWERS[name].capitalize()) for name, (said, _) in QUESTIONS.items())


def test_a_returned_request_names_what_is_missing_and_is_mended(hub: Hub, opened: Opened) -> None:
    one = sent(hub)
    run = opened(OFFICER, one)
    field(run, "multiselect", "What is missing").set_value(["effect"])  # type: ignore[attr-defined]
    press(run, "Return")
    run = opened(ASKER, one)
    assert "Returned; missing: 7, how it will prevent crime" in words(run)
    assert {"Keep the draft", "Submit", "Withdraw"} <= labels(run)


@pytest.mark.parametrize("who", OTHERS, ids=lambda one: f"{one.role} of {one.organisation}")
def test_nobody_else_reads_a_word_of_a_request(hub: Hub, opened: Opened, who: Identity) -> None:
    one = sent(hub)
    for request in ("", one):
        said = words(opened(who, request))
        assert not [each for each in (ITEMS.purpose, ITEMS.letter, "submitted", f"asks {POLICE}") if each in said]
    if who.role in ("analyst", "chair", "liaison"):
        assert "a request that you have no part in, or that there is not" in said


def test_an_address_of_a_request_that_is_not_theirs_is_a_refusal_in_the_ledger(hub: Hub, opened: Opened) -> None:
    one = sent(hub)
    noted = len(entries(hub))
    opened(OTHERS[0], one)
    new = [(each["who"], each["action"], each["subject"], each["detail"]) for each in entries(hub)[noted:]]
    assert (OTHERS[0].name, "refused", PAGE) in [each[:3] for each in new]
    assert one not in repr(new)


def test_what_is_filled_in_for_one_request_is_in_no_form_of_another(hub: Hub, opened: Opened) -> None:
    first, second = sent(hub), sent(hub)
    for one in (first, second):
        do(hub, "assess", one, OFFICER, NOW)
    run = opened(OFFICER, first)
    field(run, "checkbox", "3.11 a").check()  # type: ignore[attr-defined]
    for name, (said, _) in QUESTIONS.items():
        field(run, "selectbox", said).set_value(ANSWERS[name])  # type: ignore[attr-defined]
    field(run, "text_area", "Why it is refused").set_value("Another agency holds it")  # type: ignore[attr-defined]
    press(run, "Approve")
    field(run, "selectbox", "Open a request").set_value(second).run()  # type: ignore[attr-defined]
    assert f"; {second}</h2>" in words(run)
    assert not [one.label for one in run.checkbox if one.value]
    assert not [one.label for one in run.text_area if one.value]
    for said, _ in QUESTIONS.values():
        assert field(run, "selectbox", said).value == ""  # type: ignore[attr-defined]


def test_a_request_that_is_open_is_closed_by_choosing_none(hub: Hub, opened: Opened) -> None:
    run = opened(OFFICER, sent(hub))
    assert "What happened" in words(run)
    field(run, "selectbox", "Open a request").set_value("").run()  # type: ignore[attr-defined]
    assert "What happened" not in words(run)


def test_whom_a_draft_names_stays_chosen_whatever_became_of_them(hub: Hub, opened: Opened) -> None:
    add_account(hub.register, "finn", "liaison", FIRE, None, WHO)
    one = save_draft(hub.register, ITEMS, ASKER, now=NOW).id
    suspend_account(hub.register, OFFICER.name, WHO)
    box = field(opened(ASKER, one), "selectbox", "Whom you ask")
    assert (box.value, box.options) == (POLICE, [f"{POLICE} (cannot be asked now)", FIRE])  # type: ignore[attr-defined]


def test_nobody_is_chosen_to_be_asked_where_there_are_several(hub: Hub, opened: Opened) -> None:
    run = opened()
    run.radio[0].set_value(NO).run()
    assert field(run, "selectbox", "Whom you ask").value == POLICE  # type: ignore[attr-defined]
    add_account(hub.register, "finn", "liaison", FIRE, None, WHO)
    run = opened()
    run.radio[0].set_value(NO).run()
    assert field(run, "selectbox", "Whom you ask").value == ""  # type: ignore[attr-defined]
    press(run, "Keep the draft")
    assert "choose whom you ask" in words(run).lower()


def test_what_was_altered_behind_the_ledger_is_said(hub: Hub, opened: Opened) -> None:
    one = sent(hub)
    assert ALTERED not in words(opened(OFFICER, one))
    put_in(hub, one, "approved")
    assert ALTERED in words(opened(OFFICER, one))


def test_a_review_that_is_due_is_the_turn_of_the_officer_and_whoever_asked_is_told(hub: Hub, opened: Opened) -> None:
    one = sent(hub)
    put_in(hub, one, "review due")
    said = words(opened(ASKER, one))
    assert "It is your turn" not in said and "YOURS" not in said
    assert "It is your turn" in words(opened(OWN_OFFICER, one))
    assert f"asks {POLICE}" in words(opened(ASKER, name="home"))


def test_the_ledger_has_who_opened_a_request(hub: Hub, opened: Opened) -> None:
    one = sent(hub)
    opened(OFFICER, one)
    assert ("pol", "view", f"request {one}") in [(e["who"], e["action"], e["subject"]) for e in entries(hub)]


def test_a_request_past_its_target_says_so(hub: Hub, opened: Opened) -> None:
    sent(hub, days=20)
    assert ", LATE" in words(opened(OFFICER))


# --- home ---


def test_the_liaison_officers_home_has_what_waits_for_them_the_oldest_first(hub: Hub, opened: Opened) -> None:
    run = opened(OFFICER, name="home")
    assert "No request waits for you." in words(run)
    new, old = sent(hub, 1), sent(hub, 9, CHAIR)
    put_in(hub, sent(hub), "in use")
    run = opened(OFFICER, name="home")
    assert words(run).count(f"{COUNCIL} asks {POLICE}") == 2
    assert links(run)["Look, and take the next step"] == {"request": old}
    do(hub, "assess", old, OFFICER, NOW)
    do(hub, "refuse", old, OFFICER, NOW)
    assert links(opened(OFFICER, name="home"))["Look, and take the next step"] == {"request": new}
    assert "No request waits for you." in words(opened(OWN_OFFICER, name="home"))


@pytest.mark.parametrize("state", STATES)
def test_whoever_asked_is_told_of_what_waits_for_them_and_of_nothing_else(hub: Hub, opened: Opened, state: str) -> None:
    put_in(hub, sent(hub, who=CHAIR), state)
    said = words(opened(CHAIR, name="home"))
    assert ("Your requests that wait for you" in said) is (state in ("returned", "disclosed", "review due"))
    assert "Your requests that wait for you" not in words(opened(replace(CHAIR, name="carl"), name="home"))


@pytest.mark.parametrize("role", ["board", "administrator"])
def test_other_homes_know_of_none(hub: Hub, opened: Opened, role: str) -> None:
    put_in(hub, sent(hub), "disclosed")
    assert f"asks {POLICE}" not in words(opened(Identity("x", role, COUNCIL), name="home"))  # type: ignore[arg-type]
