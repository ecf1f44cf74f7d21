"""The pages that show no product, on a real small hub: what each role reads, in words, and that others are refused."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import session
from dashboards.acts_in_words import ACTS
from dashboards.views.meetings import NO_JAG
from hub.access.accounts import add_account
from hub.access.identity import ROLES, Identity
from hub.access.matrix import PAGES_FOR, PARTS
from hub.access.organisations import sign_agreement
from hub.access.sessions import Session
from hub.audit_trail import read_trail
from hub.hub import Hub
from hub.ledger import read_entries
from hub.meetings.groups import found_jag
from tests.unit.dashboards.page_runs import offers, see_page, words
from tests.unit.dashboards.written_acts import find_acts
from tests.unit.hub.people import PASSWORD
from tests.unit.hub.people import WHO as KEEPER
from tests.unit.hub.small_hub import entries, extract, make_hub, receive
from tests.unit.hub.test_supply_calendar import NORTH, OWED, SOUTH

Opened = Callable[[str, str], AppTest]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """North has sent January; South owes it and has sent nothing."""
    folder = tmp_path_factory.mktemp("register")
    made = make_hub(folder / "hub", OWED)
    receive(made, extract(folder, "a.csv", "2025-01", 40), NORTH)
    for name in (NORTH, SOUTH):
        sign_agreement(made.register, name, KEEPER)
    for role in ROLES:
        add_account(made.register, f"the-{role}", role, NORTH, PASSWORD, KEEPER)
    return made


@pytest.fixture
def opened(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """A run of one page, by name, as somebody of a role."""

    def run(name: str, role: str) -> AppTest:
        who = Identity(f"the-{role}", role, NORTH)  # type: ignore[arg-type]
        return see_page(monkeypatch, hub, who, name)

    return run


def last_entry(hub: Hub) -> tuple[str, str, str]:
    with hub.register.reading() as connection:
        (row,) = read_entries(connection, 1)
    return row["who"], row["action"], row["subject"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted({name for names in PAGES_FOR.values() for name in names} - {*PARTS}))
def test_a_page_opens_for_the_roles_of_the_matrix_and_tells_others_that_it_does_not(
    hub: Hub, opened: Opened, name: str, role: str
) -> None:
    said = words(opened(name, role))
    if name in PAGES_FOR[role]:  # type: ignore[index]
        assert said.count("<h1>") == 1
        assert last_entry(hub) == (f"the-{role}", "view", name)
    else:
        assert "is not open to you" in said
        assert "<table" not in said
        assert "<h1>" not in said
        assert last_entry(hub) == (f"the-{role}", "refused", name)


def test_a_page_is_noted_once_for_each_session_that_sees_it(
    hub: Hub, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, before = opened("release-review", "liaison"), entries(hub)
    run.run()
    assert entries(hub) == before, "running anew is no other look"
    other = Identity("the-other", "liaison", NORTH)
    monkeypatch.setattr(session, "current", lambda: Session("another", other, "open"))
    run.run()
    assert (entries(hub), last_entry(hub)) == (before + 1, ("the-other", "view", "release-review"))


def test_the_audit_page_has_words_for_every_act_that_is_written_to_the_ledger() -> None:
    written = find_acts()
    assert {act: module for act, module in written.items() if act and act not in ACTS} == {}
    assert set(ACTS) <= set(written), "and for no other"
    assert len(written) > 70


def test_definitions_say_what_each_column_holds_and_what_a_gap_means(opened: Opened) -> None:
    run = opened("definitions", "administrator")
    run.selectbox(key="definition").select("recorded-crime").run()
    said = words(run)
    assert "SI 2007/1831 ¶2. Owed by: police." in said
    assert "British National Grid" in said
    assert "<li>Burglary in a dwelling</li>" in said
    assert all(f'<th scope="row">{one}</th>' in said for one in ("0", "suppressed", "not supplied", "not applicable"))
    run.selectbox(key="of-recorded-crime").select("police-uk-street").run()
    assert "Dropped at the door" in words(run)


def test_every_data_set_and_layout_of_the_definitions_opens(opened: Opened) -> None:
    run = opened("definitions", "board")
    for name in run.selectbox(key="definition").options:
        run.selectbox(key="definition").select_index(run.selectbox(key="definition").options.index(name)).run()
        assert not run.exception
        assert f"<h2>{name}</h2>" in words(run).replace("&#x27;", "'")


def test_data_returns_say_each_state_in_words_and_with_a_sign(opened: Opened) -> None:
    said = words(opened("data-returns", "board"))
    assert "●\u00a0received" in said
    assert "○\u00a0NOT SUPPLIED" in said
    assert "a gap is not a fall" in said
    assert "<td></td>" not in said
    assert "Files of your organisation" not in said
    assert "Whom to ask" not in said


def test_whom_to_ask_is_told_to_those_who_ask(opened: Opened) -> None:
    assert "telephone 01632 960000" in words(opened("data-returns", "analyst"))


def test_a_liaison_officer_reads_the_receipts_of_their_own_organisation(opened: Opened) -> None:
    said = words(opened("data-returns", "liaison"))
    assert "Files of your organisation" in said
    assert "It is in the records that figures are made of." in said


def test_the_audit_page_lists_acts_newest_first_in_words(hub: Hub, opened: Opened) -> None:
    opened("data-returns", "liaison")
    run = opened("audit", "liaison")
    said = words(run)
    assert "<td>saw</td><td>data-returns</td>" in said
    assert NORTH not in said
    run.selectbox(key="audit-of").select("refused").run()
    assert not run.exception


def test_an_administrator_reads_whether_the_ledger_is_whole_and_no_entry(opened: Opened) -> None:
    run = opened("audit", "administrator")
    said = words(run)
    assert "The ledger is whole" in said
    assert "<td>saw</td>" not in said
    assert "recorded-crime" not in said
    assert not run.selectbox


def test_a_chair_is_told_of_which_jag_the_entries_are_and_reads_those_alone(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    chair, analyst = Identity("cleo", "chair", SOUTH), Identity("ann", "analyst", NORTH)
    assert NO_JAG["chair"] in words(see_page(monkeypatch, hub, chair, "audit"))
    for area, organisation in (("E8500000001", SOUTH), ("E8500000002", NORTH)):
        found_jag(hub, area, ("community-safety", organisation), analyst)
    run = see_page(monkeypatch, hub, chair, "audit")
    said = words(run)
    assert "JAG: ward 01." in said
    assert "It is not, for: ward 01." in said
    assert "<td>set up a JAG</td><td>JAG E8500000001</td>" in said
    assert "E8500000002" not in said + offers(run)
    assert "<td>data-returns</td>" not in said
    run.selectbox(key="audit-of").select("JAG set up").run()
    assert not run.exception


def test_a_board_member_reads_numbers_by_month_and_no_name_area_or_subject(opened: Opened) -> None:
    opened("audit", "liaison")
    run = opened("audit", "board")
    said = words(run)
    assert "<h2>By month</h2>" in said
    assert "Figures read" in said and "Sign-ins failed" in said
    assert "received a file" in said and "opened a page that shows no product" in said
    assert "The ledger is whole" in said
    assert not [one for one in ("the-liaison", NORTH, "recorded-crime", "E8", "<td>audit</td>") if one in said]
    assert not run.selectbox and not run.button


def test_older_entries_are_a_button_away(hub: Hub, opened: Opened) -> None:
    for _ in range(101):
        read_trail(hub.register, Identity("the-analyst", "analyst", NORTH))
    run = opened("audit", "analyst")
    first = words(run)
    next(each for each in run.button if each.label == "Older entries").click().run()
    assert words(run) != first
    assert [each.label for each in run.button] == ["Newest entries"]
    next(each for each in run.button if each.label == "Newest entries").click().run()
    assert [each.label for each in run.button] == ["Older entries"]


def test_the_accounts_page_lists_people_and_signatures_and_says_what_to_do(hub: Hub, opened: Opened) -> None:
    odd = "<b>Odd & sons</b>"
    add_account(hub.register, "odd", "analyst", odd, None, KEEPER)
    said = words(opened("accounts", "administrator"))
    assert "&lt;b&gt;Odd &amp; sons&lt;/b&gt;" in said
    assert "<b>" not in said
    assert "Shut out until their organisation signs: odd." in said
    assert "○\u00a0SHUT OUT" in said
    assert "●\u00a0in force" in said
    assert "saferhub users remove NAME" in said
    assert "argon2" not in said
    assert PASSWORD not in said
