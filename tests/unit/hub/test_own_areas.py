"""Local analysts: of their own areas everything, of others only the totals of all; at every door that leads to figures.

The same on a partnership of the size of a real one: `tests/acceptance/test_own_areas.py`.
"""

import json
from datetime import UTC, datetime
from itertools import product as every
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.__main__ import app
from hub.access.accounts import add_account, change_post, find_account, limit_account
from hub.access.identity import ROLES, Identity
from hub.access.matrix import EVERY_PRODUCT, MATRIX, OF_EVERY_AREA, check_user_can_review, user_can_draft, user_can_open
from hub.access.organisations import sign_agreement
from hub.access.refusal import AccessRefused
from hub.access.roster import list_roster
from hub.access.sessions import check_session
from hub.disclosure.rules import ReleaseRefused
from hub.figures import Figures
from hub.geography import ALL
from hub.governance.reviews import withdraw_review
from hub.home import read_home
from hub.hub import Hub, entry_of, open_hub
from hub.ledger import read_entries
from hub.own_areas import check_own_areas, find_told
from hub.products.product import MapBlock, Product, TableBlock, Text
from hub.release import release
from hub.release_asks import PRODUCTS
from hub.release_audit import audit_releases
from hub.release_review import approve_release, draft_release, explain_gaps
from hub.settings import write_settings
from ingest.periods import Period
from tests.unit.hub.people import COUNCIL, PASSWORD, sign_in
from tests.unit.hub.people import WHO as KEEPER
from tests.unit.hub.small_hub import WHO, make_hub, receive, squares
from tests.unit.hub.test_release_audit import scattered
from tests.unit.hub.told_places import Elsewhere, areas_in, whole

OWN, OTHER = "E8500000001", "E8500000003"
OWN_PART, OTHER_PART = "E8100000001", "E8100000016"
MONTHS = ("2024-12", "2025-01")
TODAY = datetime.now(UTC).date()
LOCAL = Identity("local", "analyst", COUNCIL, (OWN,))


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """Four wards of four LSOAs each; two months."""
    folder = tmp_path_factory.mktemp("own")
    made = make_hub(folder / "hub")
    sign_agreement(made.register, COUNCIL, KEEPER)
    made.add_residents("lsoa", {code: 5_000 for code, _ in made.areas("lsoa")}, WHO)
    for number, month in enumerate(MONTHS):
        receive(made, scattered(folder, month, number), COUNCIL)
    return made


OFFERED = [(name, audience) for name, audiences in EVERY_PRODUCT.items() for audience in audiences]


def ask(hub: Hub, who: Identity = LOCAL, area: str | None = None, name: str = "area-profile") -> Product:
    return release(hub, name, period=Period.parse("2025-01"), audience="partner", who=who, area=area)


def refusals(hub: Hub) -> list[tuple[str, dict[str, str]]]:
    with hub.register.reading() as connection:
        found = [one for one in read_entries(connection, 1_000) if one["action"] == "refused"]
    return [(str(one["subject"]), json.loads(str(one["detail"]))) for one in found]


# --- products ---


@pytest.mark.parametrize(("name", "audience"), OFFERED)
@pytest.mark.parametrize("area", [None, OWN, OWN_PART])
def test_nothing_in_any_product_tells_of_an_area_of_others(
    hub: Hub, name: str, audience: str, area: str | None
) -> None:
    if (name, area) == ("problem-profile", OWN_PART):
        pytest.skip("categories are released of larger areas only, to nobody of this one")
    elsewhere = Elsewhere(hub, (OWN,))
    asked = {"period": Period.parse("2025-01"), "audience": audience, "area": area}
    everything = release(hub, name, who=WHO, **asked)  # type: ignore[arg-type]
    made = release(hub, name, who=LOCAL, **asked)  # type: ignore[arg-type]
    assert elsewhere.find_in(made) == set()
    assert whole(made) == {key: value for key, value in whole(everything).items() if key in whole(made)}
    assert whole(made), "the aggregate is in each"
    if area is None:
        assert elsewhere.find_in(everything), "this walk does find them where they are"


def test_no_larger_area_is_inside_a_smaller_one_wherever_its_point_lies(hub: Hub) -> None:
    geography = hub.geography()
    assert [code for code, _ in hub.areas("lsoa") if geography.inside("ward", code)] == []
    assert all(len(geography.inside("lsoa", code)) == 4 for code, _ in hub.areas("ward")), "and the smaller ones are"


def test_what_is_read_off_all_places_is_not_told_of_some_of_them(hub: Hub) -> None:
    three = Identity("local", "analyst", COUNCIL, ("E8500000001", "E8500000002", "E8500000003"))
    everybody, limited = (str(ask(hub, who, name="hotspot-explorer").sections) for who in (WHO, three))
    for words in ("Half of the events lie in", "How good was the last map?"):
        assert words in everybody
        assert words not in limited


def test_a_larger_area_around_their_own_is_told_only_where_it_is_theirs(tmp_path: Path) -> None:
    """Wards of 1 km in LSOAs of 2 km: the representative point of an LSOA lies in one of its four wards."""
    write_settings(tmp_path / "hub", "Test partnership")
    made = open_hub(tmp_path / "hub")
    made.add_areas(squares("lsoa", "E81", 2_000), WHO)
    made.add_areas(squares("ward", "E85", 1_000), WHO)
    receive(made, scattered(tmp_path, "2025-01", 1), COUNCIL)
    holders = 0
    for code, _ in made.areas("ward")[:4]:
        who = Identity("local", "analyst", COUNCIL, (code,))
        mine = ask(made, who, name="hotspot-explorer")
        assert Elsewhere(made, (code,)).find_in(mine) == set()
        holders += len(areas_in(mine) - {ALL, code})
    assert holders < 4


def test_their_own_area_has_the_very_figures_that_everybody_has_of_it(hub: Hub) -> None:
    mine, all_of_it = (ask(hub, who, OWN, "hotspot-explorer") for who in (LOCAL, WHO))
    assert mine.sections == all_of_it.sections
    assert mine.publication == all_of_it.publication
    assert mine.release_id == all_of_it.release_id, "so that what was released of it is released for them too"


def test_the_whole_partnership_says_whose_places_are_in_it(hub: Hub) -> None:
    made = ask(hub, name="tactical-assessment")
    assert made.area_name == "Whole partnership, places in ward 01 only"
    assert ("Area", made.area_name) in made.chosen
    assert areas_in(made) == {ALL, OWN, *("E8100000001", "E8100000002", "E8100000005", "E8100000006")}
    assert ask(hub, WHO, name="tactical-assessment").area_name == "Whole partnership"


def test_the_map_of_a_profile_shows_the_parts_of_their_own_area(hub: Hub) -> None:
    blocks = [one for section in ask(hub, area=OWN).sections for one in section.blocks]
    drawn = next(one for one in blocks if isinstance(one, MapBlock))
    assert set(drawn.cells) == {"E8100000001", "E8100000002", "E8100000005", "E8100000006"}
    assert set(drawn.outline) == {OWN}
    table = next(one for one in blocks if isinstance(one, TableBlock))
    assert [row[1] for row in table.rows] == [Text("ward 01"), Text("Whole partnership")], "beside the aggregate"


def test_several_areas_are_theirs_where_they_are_limited_to_several(hub: Hub) -> None:
    both = Identity("local", "analyst", COUNCIL, (OWN, OTHER))
    made = ask(hub, both, name="hotspot-explorer")
    assert Elsewhere(hub, (OWN, OTHER)).find_in(made) == set()
    assert {OWN, OTHER} <= areas_in(made)
    assert made.area_name == "Whole partnership, places in ward 01 and ward 03 only"


@pytest.mark.parametrize("area", [OTHER, OTHER_PART])
@pytest.mark.parametrize("role", [role for role in ROLES if MATRIX[role]])
def test_an_area_of_others_is_refused_to_every_role_with_an_entry_in_the_ledger(hub: Hub, role: str, area: str) -> None:
    who, before = Identity("local", role, COUNCIL, (OWN,)), len(refusals(hub))  # type: ignore[arg-type]
    asked = [(name, audience) for name in EVERY_PRODUCT for audience in MATRIX[who.role].get(name, ())]
    for name, audience in asked:
        with pytest.raises(AccessRefused, match="this area is not open to you"):
            release(hub, name, period=Period.parse("2025-01"), audience=audience, who=who, area=area)
    noted = refusals(hub)[: len(asked)]
    assert len(refusals(hub)) == before + len(asked)
    assert {(name, told["audience"]) for name, told in noted} == set(asked)
    assert {told["area"] for _, told in noted} == {area}


def test_an_area_that_there_is_not_is_refused_as_to_everybody(hub: Hub) -> None:
    with pytest.raises(ReleaseRefused, match="not part of this hub"):
        ask(hub, area="E99999999")


@pytest.mark.parametrize("areas", [("E99999999",), (), (OWN_PART,)])
def test_whose_areas_the_hub_does_not_report_by_gets_nothing(hub: Hub, areas: tuple[str, ...]) -> None:
    for area in (None, OWN):
        with pytest.raises(AccessRefused, match="none of the areas of your account"):
            ask(hub, Identity("local", "analyst", COUNCIL, areas), area)


def test_a_figure_of_a_place_of_others_is_given_to_no_product_whatever_it_asks(hub: Hub) -> None:
    records, geography = hub.records()
    supplied = {"recorded-crime": hub.supplied("recorded-crime")}
    datasets = {one.name: one for one in hub.supplied_datasets()}
    told = find_told(geography, (OWN,))
    made = Figures(hub.lattices, records, geography, datasets, supplied, entry_of(LOCAL, "control", "x", {}), told=told)
    month = Period.parse("2025-01")
    made.count("recorded-crime", month, OWN)
    cell = next(code for code in geography.grid.codes if code not in (told or ()))
    for wrong in (
        lambda: made.count("recorded-crime", month, OTHER),
        lambda: made.count_if_proved("recorded-crime", month, OTHER_PART),
        lambda: made.hotspot("recorded-crime", "2025-01", cell),
    ):
        with pytest.raises(AccessRefused, match="a place that is not open to you"):
            wrong()
    assert set(made.hotspots_of("recorded-crime", "2025-01")) <= (told or set())
    assert {key.area for key in made.shown} == {OWN}


def test_what_the_register_keeps_of_it_is_what_they_could_see_and_the_audit_reads_it(hub: Hub) -> None:
    made = ask(hub, name="strategic-summary")
    assert areas_in(made) == {ALL, OWN}
    with hub.register.reading() as connection:
        (said,) = read_entries(connection, 1)
    assert json.loads(said["detail"])["limited_to"] == [OWN]
    assert audit_releases(hub, WHO).clean


# --- rights ---


def test_who_is_limited_prepares_no_release_and_decides_on_none(hub: Hub) -> None:
    local = Identity("local", "liaison", COUNCIL, (OWN,))
    assert not user_can_open(local, "release-review")
    assert user_can_open(Identity("dlo", "liaison", COUNCIL), "release-review")
    assert OF_EVERY_AREA == ("release-review",)
    for role, name in every(ROLES, [one.NAME for one in PRODUCTS]):
        assert not user_can_draft(Identity("local", role, COUNCIL, (OWN,)), name)
    with pytest.raises(AccessRefused, match="limited to E8500000001"):
        check_user_can_review(local)
    with pytest.raises(AccessRefused):
        draft_release(hub, "tactical-assessment", period=Period.parse("2025-01"), audience="open", who=LOCAL)
    made = draft_release(hub, "tactical-assessment", period=Period.parse("2024-12"), audience="open", who=WHO)
    with pytest.raises(AccessRefused):
        explain_gaps(hub, made.id, local)


def test_the_desk_of_a_limited_liaison_officer_names_no_release_of_others(hub: Hub) -> None:
    draft_release(hub, "hotspot-explorer", period=Period.parse("2024-12"), audience="board", who=WHO)
    limited = read_home(hub, Identity("local", "liaison", COUNCIL, (OWN,)), TODAY)
    central = read_home(hub, Identity("dlo", "liaison", COUNCIL), TODAY)
    assert limited.desk is not None
    assert central.desk is not None
    assert (limited.desk.reviews, len(central.desk.reviews) > 0) == ((), True)


def test_a_part_of_what_was_released_stands_as_released_and_as_withdrawn_with_it(hub: Hub) -> None:
    asked = {"period": Period.parse("2025-01"), "audience": "board"}
    board, dlo = Identity("member", "board", COUNCIL, (OWN,)), Identity("dlo", "liaison", COUNCIL)
    name = "strategic-summary"
    assert "DRAFT" in release(hub, name, who=board, **asked).marking  # type: ignore[arg-type]
    review = draft_release(hub, name, who=WHO, **asked)  # type: ignore[arg-type]
    assert release(hub, name, who=board, **asked).stage == "under review"  # type: ignore[arg-type]
    approve_release(hub, review.id, dlo)
    mine, full = (release(hub, name, who=who, **asked) for who in (board, WHO))  # type: ignore[arg-type]
    assert mine.release_id != full.release_id
    assert (mine.stage, mine.standing, mine.marking) == ("released", full.standing, full.marking)
    other = release(hub, name, who=board, period=Period.parse("2024-12"), audience="board")
    assert "DRAFT" in other.marking, "another month"
    withdraw_review(hub.register, review.id, "It was a trial.", dlo)
    assert "WITHDRAWN" in release(hub, name, who=board, **asked).marking  # type: ignore[arg-type]


def test_what_holds_a_figure_that_was_not_released_is_a_draft(hub: Hub) -> None:
    asked = {"period": Period.parse("2025-01"), "audience": "open"}
    review = draft_release(hub, "area-profile", who=WHO, **asked)  # type: ignore[arg-type]
    approve_release(hub, review.id, Identity("dlo", "liaison", COUNCIL))
    mine = release(hub, "area-profile", who=LOCAL, **asked)  # type: ignore[arg-type]
    assert areas_in(mine) > {ALL, OWN}, "the parts of their own area, which the released profile has not"
    assert mine.stage == "draft"


# --- accounts ---


def test_a_limit_is_kept_read_at_each_click_and_ends_the_sessions_it_is_changed_under(hub: Hub) -> None:
    register = hub.register
    made = add_account(register, "lea", "analyst", COUNCIL, PASSWORD, KEEPER, (OTHER, OWN, OWN))
    assert made.areas == (OWN, OTHER) == find_account(register, "lea").areas
    begun = sign_in(register, "lea")
    assert begun.who.areas == (OWN, OTHER)
    assert check_session(register, begun.token).who == Identity("lea", "analyst", COUNCIL, (OWN, OTHER))
    limit_account(register, "lea", (OWN,), KEEPER)
    with pytest.raises(AccessRefused, match="signed out"):
        check_session(register, begun.token)
    assert sign_in(register, "lea").who.areas == (OWN,)
    limit_account(register, "lea", None, KEEPER)
    assert sign_in(register, "lea").who.areas is None
    with register.reading() as connection:
        noted = [one for one in read_entries(connection, 50) if (one["subject"], one["action"]) == ("lea", "limit")]
    assert [json.loads(one["detail"])["areas"] for one in noted] == [None, [OWN]]
    assert {one["who"] for one in noted} == {KEEPER.name}


def test_another_post_keeps_the_limit_and_an_administrator_has_none(hub: Hub) -> None:
    register = hub.register
    add_account(register, "max", "analyst", COUNCIL, PASSWORD, KEEPER, (OWN,))
    assert change_post(register, "max", "chair", COUNCIL, KEEPER).areas == (OWN,)
    with pytest.raises(AccessRefused, match="limited to no area"):
        change_post(register, "max", "administrator", COUNCIL, KEEPER)
    assert find_account(register, "max").role == "chair"
    with pytest.raises(AccessRefused, match="limited to no area"):
        add_account(register, "adam", "administrator", COUNCIL, PASSWORD, KEEPER, (OWN,))
    with pytest.raises(AccessRefused, match="needs an area"):
        limit_account(register, "max", (), KEEPER)


@pytest.mark.parametrize("code", ["E99999999", OWN_PART, ALL, "ward 01"])
def test_an_account_is_limited_to_areas_that_the_hub_reports_by(hub: Hub, code: str) -> None:
    with pytest.raises(AccessRefused, match="level of report"):
        check_own_areas(hub, (OWN, code))
    assert check_own_areas(hub, (OTHER, OWN)) == (OTHER, OWN)


def test_the_administrator_reads_who_sees_what(hub: Hub) -> None:
    add_account(hub.register, "eve", "analyst", COUNCIL, PASSWORD, KEEPER, (OWN,))
    add_account(hub.register, "kim", "administrator", COUNCIL, PASSWORD, KEEPER)
    add_account(hub.register, "joe", "analyst", COUNCIL, PASSWORD, KEEPER)
    found = {one.name: one.sees for one in list_roster(hub.register, KEEPER, [], TODAY).people}
    assert (found["eve"], found["kim"], found["joe"]) == (f"only {OWN}", "no area", "every area")


def test_the_command_line_limits_an_account_and_lifts_the_limit(hub: Hub, tmp_path: Path) -> None:
    def saferhub(*words: str):  # type: ignore[no-untyped-def]
        typed = f"{PASSWORD}\n{PASSWORD}\n"
        return CliRunner().invoke(app, [*words, "--hub", str(hub.settings.directory)], input=typed)

    post = ("--role", "analyst", "--organisation", COUNCIL)
    assert isinstance(saferhub("users", "add", "ida", *post, "--area", "E99999999").exception, AccessRefused)
    assert "ida" not in saferhub("users", "list").output
    assert f"it sees only {OWN}" in saferhub("users", "add", "ida", *post, "--area", OWN).output
    assert f"ida: analyst, {COUNCIL}; sees only {OWN}; password" in saferhub("users", "list").output
    listed = {one["name"]: one["areas"] for one in json.loads(saferhub("users", "list", "--json").output)}
    assert listed["ida"] == [OWN]
    both = saferhub("users", "limit", "ida", "--area", OTHER, "--area", OWN)
    assert f"sees only {OWN}, {OTHER}" in both.output
    assert saferhub("users", "limit", "ida").exit_code == 2, "by leaving it out nobody is given every area"
    assert saferhub("users", "limit", "ida", "--area", OWN, "--everywhere").exit_code == 2
    assert find_account(hub.register, "ida").areas == (OWN, OTHER)
    assert "sees every area" in saferhub("users", "limit", "ida", "--everywhere").output
    assert find_account(hub.register, "ida").areas is None
