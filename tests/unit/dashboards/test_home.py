"""The first page of each reader, on a real small hub: what they land on, what it says, and where its links lead."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import app, page
from dashboards.views import home_of_analyst, home_of_chair
from hub.access.accounts import add_account
from hub.access.identity import ROLES, Identity
from hub.access.organisations import sign_agreement
from hub.governance.request_outcomes import NOTHING_DECIDED
from hub.governance.reviews import State
from hub.hub import Hub, open_hub
from hub.products.product import Stage
from hub.release_asks import PRODUCTS
from hub.release_review import approve_release, draft_release
from hub.release_rules import STAGES
from hub.settings import write_settings
from ingest.periods import Period
from tests.unit.dashboards.page_runs import see_page, words
from tests.unit.hub.people import COUNCIL, PASSWORD
from tests.unit.hub.people import WHO as KEEPER
from tests.unit.hub.sitting import sitting
from tests.unit.hub.small_hub import make_hub, receive
from tests.unit.hub.test_release_audit import scattered

MONTH = "2025-01"
POLICE = "Police force"
READERS = ("analyst", "chair", "board", "liaison")
Opened = Callable[..., AppTest]


def _hub(folder: Path) -> Hub:
    made = make_hub(folder / "hub")
    for name in (POLICE, COUNCIL):
        sign_agreement(made.register, name, KEEPER)
    for role in ROLES:
        add_account(made.register, f"the-{role}", role, COUNCIL, PASSWORD, KEEPER)
    return made


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """One month of one data set, which came today."""
    folder = tmp_path_factory.mktemp("home")
    made = _hub(folder)
    receive(made, scattered(folder, MONTH, 1), POLICE)
    return made


@pytest.fixture
def opened(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """A run of a page as somebody of a role, of the council if of no other organisation."""

    def run(role: str, name: str = "home", of: Hub = hub, organisation: str = COUNCIL) -> AppTest:
        who = Identity(f"the-{role}", role, organisation)  # type: ignore[arg-type]
        return see_page(monkeypatch, of, who, name)

    return run


def links(run: AppTest) -> dict[str, dict[str, str]]:
    """Choices of each link to a page, by its label."""
    found = (each.proto for each in run.get("page_link"))
    return {one.label: {name: chosen[0] for name, chosen in parse_qs(one.query_string).items()} for one in found}


def targets(run: AppTest) -> set[str]:
    return {str(each.proto.page) for each in run.get("page_link")}


@pytest.mark.parametrize("role", READERS)
def test_a_reader_lands_at_home_under_the_marking_of_what_it_shows(opened: Opened, role: str) -> None:
    said = words(opened(role))
    assert said.count("<h1>Home</h1>") == 1
    assert said.count("DRAFT, NOT RELEASED") == (0 if role == "liaison" else 2), "over the page and under it"


@pytest.mark.parametrize("role", READERS)
def test_a_home_leads_only_to_pages_that_its_reader_may_open(opened: Opened, role: str) -> None:
    allowed = {entry.name for entry in app.menu_for(Identity("x", role, "y"))}  # type: ignore[arg-type]
    assert targets(opened(role)) <= allowed
    assert "home" not in targets(opened(role))


@pytest.mark.parametrize(("role", "asked"), [("analyst", 1), ("chair", 1), ("board", 1), ("liaison", 0)])
def test_a_home_asks_for_one_product_at_most(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, role: str, asked: int
) -> None:
    found: list[tuple[object, ...]] = []
    find = page.find
    monkeypatch.setattr(page, "find", lambda *wanted: found.append(wanted) or find(*wanted))
    opened(role)
    assert len(found) == asked


@pytest.mark.parametrize("role", READERS)
def test_a_hub_in_which_nothing_is_yet_has_a_home_that_says_so(opened: Opened, tmp_path: Path, role: str) -> None:
    run = opened(role, of=_hub(tmp_path))
    said = words(run)
    assert ("There are no figures yet" in said) == (role != "liaison")
    assert {"analyst": "Nothing has arrived yet.", "liaison": "No release waits for a decision."}.get(
        role, "Nothing is late and nothing is held in quarantine."
    ) in said
    assert "OFFICIAL" not in said
    assert targets(run)


def test_the_analyst_reads_what_changed_and_what_arrived(opened: Opened) -> None:
    said = words(opened("analyst"))
    assert "<h2>What changed in January 2025</h2>" in said
    assert "Recorded crime in January 2025: " in said
    assert f"<strong>Recorded crime, {POLICE}</strong>" in said
    assert "●\u00a0received, " in said


def test_the_analyst_goes_on_where_they_left_off(opened: Opened) -> None:
    assert "You have not opened a product yet." in words(opened("analyst"))
    opened("analyst", "hotspot-explorer")
    run = opened("analyst")
    assert "You have not opened a product yet." not in words(run)
    assert links(run)["Hotspot explorer, January 2025"] == {
        "dataset": "Recorded crime",
        "period-recorded-crime": "January 2025",
        "area": "Whole partnership",
        "for-hotspot-explorer": "Partner analysts",
    }
    assert not [label for label in links(run) if label.startswith("Tactical assessment")], "home showed it by itself"


def test_the_chair_prints_both_packs_and_sees_where_the_open_one_stands(hub: Hub, opened: Opened) -> None:
    run = opened("chair")
    said = words(run)
    assert "○\u00a0DRAFT" in said
    assert "audience=open" in said
    assert "audience=closed" not in said and "‖\u00a0locked" in said
    with sitting(hub, COUNCIL):
        assert "audience=closed" in words(opened("chair"))
    assert [each.label for each in run.button] == ["Ask for its release"]
    who = Identity("the-chair", "chair", COUNCIL)
    made = draft_release(hub, "tactical-assessment", period=Period.parse(MONTH), audience="open", who=who)
    run = opened("chair")
    assert "◐\u00a0under review" in words(run)
    assert not run.button
    assert f"drafted by {COUNCIL}" in words(opened("liaison"))
    assert "a liaison officer of another one releases it" in words(opened("liaison"))
    assert "who may be you" in words(opened("liaison", organisation=POLICE))
    approve_release(hub, made.id, Identity("officer", "liaison", POLICE))
    assert "●\u00a0released" in words(opened("chair"))
    assert "No release waits for a decision." in words(opened("liaison"))


def test_the_board_reads_figures_with_a_sentence_each_and_what_is_overdue(opened: Opened) -> None:
    said = words(opened("board"))
    assert said.count('class="figure') == len(
        page.find(Identity("x", "board", COUNCIL), "strategic-summary", MONTH, "board", None, "recorded-crime")
        .sections[0]
        .blocks[0]
        .rows
    )  # type: ignore[union-attr]
    assert "<h2>Overdue duties</h2>" in said


@pytest.mark.parametrize("role", READERS)
def test_the_board_alone_reads_how_requests_for_information_were_decided(opened: Opened, role: str) -> None:
    assert (NOTHING_DECIDED in words(opened(role))) is (role == "board")


def test_a_liaison_officer_sees_the_files_of_their_own_organisation_only(opened: Opened) -> None:
    assert "No file of your organisation has come yet." in words(opened("liaison"))
    said = words(opened("liaison", organisation=POLICE))
    assert "It is in the records that figures are made of. Fingerprint " in said


def test_each_role_has_a_home_and_it_comes_first() -> None:
    assert {app.menu_for(Identity("x", role, "y"))[0].name for role in ROLES} == {"home"}


def test_the_administrator_reads_of_accounts_signatures_and_health_and_of_no_record(opened: Opened, hub: Hub) -> None:
    odd = "<b>Odd & sons</b>"
    add_account(hub.register, "odd", "analyst", odd, None, KEEPER)
    sign_agreement(hub.register, "Fire service", KEEPER, until=datetime.now(UTC).date())
    run = opened("administrator")
    said = words(run)
    assert "<strong>Records</strong>" in said
    assert said.count("●\u00a0well") == 4
    assert "None was ever begun." in said
    assert "every entry follows the one before it" in said
    assert "<strong>odd, Analyst</strong>" in said
    assert "○\u00a0SHUT OUT" in said
    assert "<strong>Fire service</strong>" in said
    assert targets(run) == {"accounts", "audit"}
    assert "<b>" not in said
    assert not [one for one in ("OFFICIAL", "Recorded crime", MONTH, "received") if one in said]


def test_a_new_hub_tells_its_administrator_what_it_lacks(opened: Opened, tmp_path: Path) -> None:
    write_settings(tmp_path, "Test partnership")
    run = opened("administrator", of=open_hub(tmp_path))
    said = words(run)
    assert "✕\u00a0NOT WELL" in said
    assert "saferhub areas add" in said
    assert "No organisation has signed yet" in said


def test_every_state_of_a_review_has_a_stage_and_every_stage_its_own_sign() -> None:
    assert set(STAGES) == set(get_args(State))
    assert set(home_of_chair.STAGES) == set(get_args(Stage))
    assert len(set(home_of_chair.STAGES.values())) == len(home_of_chair.STAGES)


def test_whatever_product_was_seen_leads_back_to_a_page() -> None:
    assert set(home_of_analyst.VIEWS) == {product.NAME for product in PRODUCTS}
