"""Pages and addresses for somebody who is limited to an area: what is offered, what a forged address gets, what stays.

Two readers ask for the same address in turn, and neither is ever given what was made for the other.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product as every
from urllib.parse import urlencode

import httpx
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import page, served
from dashboards.app import PAGES
from dashboards.asked_file import DOWNLOAD
from hub.access.accounts import add_account, remove_account
from hub.access.identity import Identity, Role
from hub.access.matrix import MATRIX
from hub.access.organisations import sign_agreement
from hub.geography import ALL
from hub.hub import Hub
from hub.ledger import read_entries
from hub.meetings.actions import Asked, add_action
from hub.meetings.groups import found_jag, list_members
from hub.meetings.planning import plan_meetings
from hub.products.product import MapBlock
from hub.release_review import approve_release, draft_release
from ingest.periods import Period
from tests.unit.dashboards.conftest import MONTH, Site, token_of
from tests.unit.dashboards.doors import refusals, run_frames, socket, words_of
from tests.unit.dashboards.page_runs import offers, see_page, words
from tests.unit.hub.people import COUNCIL, PASSWORD, WHO
from tests.unit.hub.small_hub import make_hub, receive
from tests.unit.hub.test_release_audit import scattered
from tests.unit.hub.told_places import Elsewhere

pytestmark = pytest.mark.xdist_group("served")
OWN, OTHER, OWN_PART = "E8500000001", "E8500000003", "E8100000001"
OWN_NAME, OTHER_NAME = "ward 01", "ward 03"
WITH_AREA = ("hotspot-explorer", "area-profile", "tactical-assessment", "when", "near-repeats", "compare")
Opened = Callable[..., AppTest]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    folder = tmp_path_factory.mktemp("own-pages")
    made = make_hub(folder / "hub")
    made.add_residents("lsoa", {code: 5_000 for code, _ in made.areas("lsoa")}, WHO)
    receive(made, scattered(folder, MONTH, 1), COUNCIL)
    sign_agreement(made.register, COUNCIL, WHO)
    for area in (ALL, OWN, OTHER):
        _meet(made, area)
    return made


def _meet(hub: Hub, area: str) -> None:
    """The JAG of an area, with a meeting, and an action that says where it is."""
    who, today = Identity("ann", "analyst", COUNCIL), datetime.now(UTC).date()
    found_jag(hub, area, ("community-safety", COUNCIL), who)
    plan_meetings(hub.register, area, [today + timedelta(days=7)], who)
    with hub.register.reading() as connection:
        (member,) = list_members(connection, area)
    name = {OWN: OWN_NAME, OTHER: OTHER_NAME}.get(area, OTHER_NAME)
    due = today + timedelta(days=30)
    add_action(hub, area, Asked(f"Look at the gates of {name}", member.id, due, "analysis", area), who)


@pytest.fixture
def opened(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """A run of a page as somebody of a role, who is limited to the one ward."""

    def run(name: str, role: Role = "analyst", query: dict[str, str] | None = None, **chosen: str) -> AppTest:
        return see_page(monkeypatch, hub, local(role), name, chosen, query)

    return run


def local(role: Role = "analyst") -> Identity:
    return Identity("the-local", role, COUNCIL, (OWN,))


def refused(hub: Hub) -> list[tuple[str, str]]:
    with hub.register.reading() as connection:
        entries = read_entries(connection, 30)
    return [(one["subject"], one["detail"]) for one in entries if one["action"] == "refused"]


@pytest.mark.parametrize("name", WITH_AREA)
def test_the_box_offers_only_their_own_area_and_the_whole_partnership(opened: Opened, name: str) -> None:
    run = opened(name)
    boxes = [one for one in run.selectbox if one.label in ("Area", "The other area")]
    assert len(boxes) == (2 if name == "compare" else 1)
    assert [one.options for one in boxes] == [["Whole partnership", OWN_NAME]] * len(boxes)


@pytest.mark.parametrize("name", WITH_AREA)
def test_another_area_in_the_address_is_refused_and_in_the_ledger(opened: Opened, hub: Hub, name: str) -> None:
    before = len(refused(hub))
    said = words(opened(name, query={"area": OTHER_NAME}))
    assert "This area is not open to you." in said
    assert "<table" not in said
    assert len(refused(hub)) > before or len(refused(hub)) >= 30
    assert OTHER in refused(hub)[0][1]


def test_another_area_beside_their_own_is_refused_too(opened: Opened, hub: Hub) -> None:
    said = words(opened("compare", query={"area": OWN_NAME, "area-b": OTHER_NAME}))
    assert "This area is not open to you." in said
    assert OTHER in refused(hub)[0][1]


def test_words_in_the_address_that_name_no_area_are_passed_over_as_ever(opened: Opened) -> None:
    assert "<h1>Area profile</h1>" in words(opened("area-profile", query={"area": "Nowhere"}))
    assert "<h1>Area profile: ward 01</h1>" in words(opened("area-profile", query={"area": OWN_NAME}))


@pytest.mark.parametrize("role", ["analyst", "chair", "board", "liaison"])
def test_no_page_of_any_role_says_a_word_of_an_area_of_others(opened: Opened, hub: Hub, role: Role) -> None:
    elsewhere, seen = Elsewhere(hub, (OWN,)), 0
    for entry in PAGES:
        run = opened(entry.name, role)
        assert elsewhere.find(words(run)) == set(), entry.name
        assert elsewhere.find(offers(run)) == set(), entry.name
        seen += "<h1>" in words(run)
    assert seen >= 5


def test_their_own_jag_is_the_only_one_they_have_and_a_link_to_another_one_changes_nothing(
    opened: Opened, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    central = see_page(monkeypatch, hub, Identity("the-central", "analyst", COUNCIL), "actions")
    assert Elsewhere(hub, (OWN,)).find(offers(central)), "who has no limit is offered other areas by their names"
    for name, role in every(("meetings", "actions"), ("analyst", "chair")):
        plain = opened(name, role)
        assert f"JAG: {OWN_NAME}." in words(plain)
        assert not [one for one in plain.selectbox if one.label == "JAG"]
        assert words(opened(name, role, {"jag": OTHER_NAME})) == words(plain)


def test_home_is_that_of_their_one_area_and_its_pack_is_released_with_the_one_everybody_has(
    opened: Opened, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"What changed in January 2025, {OWN_NAME}" in words(opened("home"))
    before = words(opened("home", "chair"))
    assert f"<h2>Open session, January 2025, {OWN_NAME}</h2>" in before
    assert "DRAFT, NOT RELEASED" in before
    asked = {"period": Period.parse(MONTH), "audience": "open", "area": OWN, "dataset": "recorded-crime"}
    central, dlo = Identity("central", "analyst", COUNCIL), Identity("dlo", "liaison", "Police force")
    approve_release(hub, draft_release(hub, "tactical-assessment", who=central, **asked).id, dlo)  # type: ignore[arg-type]
    assert "DRAFT, NOT RELEASED" not in words(opened("home", "chair"))
    both = Identity("the-other", "analyst", COUNCIL, (OWN, OTHER))
    said = words(see_page(monkeypatch, hub, both, "home"))
    assert "What changed in January 2025<" in said


@pytest.mark.parametrize("role", ["analyst", "chair", "board", "liaison"])
def test_who_is_limited_to_areas_below_the_level_of_report_is_told_so_and_given_no_figure(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    """This hub reports by ward. An account may be limited to an LSOA all the same: made before the level changed."""
    who, elsewhere = Identity("the-small", role, COUNCIL, (OWN_PART,)), Elsewhere(hub, (OWN,))
    told = "None of the areas of your account is an area of this hub."
    for name in [one for one in MATRIX[role] if one != "evaluation"]:
        said = words(see_page(monkeypatch, hub, who, name))
        assert told in said, name
        assert f"<p>Limited to {OWN_PART}.</p>" in said and "saferhub users limit NAME --area CODE" in said, name
        assert "<table" not in said and "<h1>" not in said and elsewhere.find(said) == set(), name
    home = words(see_page(monkeypatch, hub, who, "home"))
    assert (told in home) is (role != "liaison"), "whose home has no figures"
    assert "<table" not in home and elsewhere.find(home) == set()


def test_a_release_review_is_closed_to_them(opened: Opened) -> None:
    assert "is not open to you" in words(opened("release-review", "liaison"))
    assert "a liaison officer who sees all of them decides" in words(opened("home", "liaison"))


def test_two_readers_in_turn_are_never_given_what_was_made_for_the_other(hub: Hub, opened: Opened) -> None:
    opened("data-returns")  # which makes this hub the one that is served
    assert served.the_hub() is hub
    central, elsewhere = Identity("the-central", "analyst", COUNCIL), Elsewhere(hub, (OWN,))
    for name in ("hotspot-explorer", "area-profile", "tactical-assessment", "strategic-summary"):
        for area in (None, OWN):
            found = [page.find(who, name, MONTH, "partner", area, None) for who in (local(), central) * 3]
            assert found[0] is found[2] is found[4]
            assert found[1] is found[3] is found[5]
            assert elsewhere.find_in(found[0]) == set()
            if area is None:
                assert elsewhere.find_in(found[1])
    both = Identity("the-other", "analyst", COUNCIL, (OWN, OTHER))
    made = page.find(both, "area-profile", MONTH, "partner", None, None)
    assert OTHER_NAME in str(made.sections)
    maps = [one for each in made.sections for one in each.blocks if isinstance(one, MapBlock)]
    assert maps


# --- a served hub ---


@pytest.fixture(scope="module")
def local_site(site: Site) -> Iterator[Site]:
    """The served hub with an analyst who is limited to one ward."""
    add_account(site.hub.register, "the-local", "analyst", COUNCIL, PASSWORD, WHO, (OWN,))
    yield site
    remove_account(site.hub.register, "the-local", WHO)


def take(client: httpx.Client, area: str = "", kind: str = "csv", name: str = "hotspot-explorer") -> httpx.Response:
    asked = {"product": name, "period": MONTH, "audience": "partner", "area": area, "dataset": "recorded-crime"}
    return client.get(f"{DOWNLOAD}?{urlencode({**asked, 'kind': kind})}")


def test_the_address_of_a_file_of_another_area_gives_no_byte_and_is_in_the_ledger(local_site: Site) -> None:
    client, central = local_site.visit("local"), local_site.visit("analyst")
    assert take(central, OTHER).status_code == 200, "made and kept for whoever may have it"
    before = len(refusals(local_site, "the-local"))
    for kind in ("csv", "json", "pdf", "xlsx", "gpkg"):
        answer = take(client, OTHER, kind)
        assert answer.status_code == 403
        assert "this area is not open to you" in answer.text
        assert "content-disposition" not in answer.headers
    assert len(refusals(local_site, "the-local")) == before + 5
    assert OTHER in refusals(local_site, "the-local")[-1][1]


def test_files_asked_for_by_two_readers_in_turn_are_each_their_own(local_site: Site) -> None:
    client, central = local_site.visit("local"), local_site.visit("analyst")
    elsewhere = Elsewhere(local_site.hub, (OWN,))
    for _ in range(2):
        assert elsewhere.find(take(central).text)
        assert elsewhere.find(take(client).text) == set()
        assert take(client, OWN).status_code == take(central, OWN).status_code == 200


def test_the_shapes_of_the_whole_partnership_are_lent_to_nobody_who_is_limited(local_site: Site) -> None:
    client, central = local_site.visit("local"), local_site.visit("analyst")
    elsewhere = Elsewhere(local_site.hub, (OWN,))
    theirs, own = _shapes(local_site, central), _shapes(local_site, client)
    assert len(theirs) >= 2
    assert all(central.get(one).status_code == 200 for one in theirs)
    got = [client.get(one) for one in (*theirs, *own)]
    assert {one.status_code for one in got} == {200, 404}
    assert elsewhere.find(" ".join(one.text for one in got)) == set()
    assert elsewhere.find(" ".join(central.get(one).text for one in theirs))


def _shapes(site: Site, client: httpx.Client) -> list[str]:
    with socket(site, token_of(client), site.url) as stream:
        said = words_of(run_frames(stream, page_name="hotspot-explorer")).replace("\\u002f", "/")
    assert not re.search("This page could not be made", said)
    return sorted(set(re.findall(r"/shapes/[0-9a-f]{64}\.json", said)))


def test_a_page_with_another_area_in_its_address_sends_nothing_of_it(local_site: Site) -> None:
    client, elsewhere = local_site.visit("local"), Elsewhere(local_site.hub, (OWN,))
    before = len(refusals(local_site, "the-local"))
    with socket(local_site, token_of(client), local_site.url) as stream:
        query = urlencode({"area": OTHER_NAME})
        said = words_of(run_frames(stream, page_name="area-profile", query_string=query))
    assert "This area is not open to you." in said
    assert elsewhere.find(said.replace(query, "").replace(OTHER_NAME, "", 1)) <= {OTHER_NAME}
    assert "<table" not in said
    assert len(refusals(local_site, "the-local")) == before + 1
