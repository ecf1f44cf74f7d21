"""The page of the strategic assessment: who reads it, who chooses similar areas by its form, and that no word runs."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from hub.access.identity import ROLES, Identity
from hub.assessments.families import list_families
from hub.assessments.tables import FAMILIES
from hub.hub import Hub
from hub.products.similar_areas import NONE_CHOSEN
from tests.unit.dashboards.page_runs import see_page, words
from tests.unit.hub.small_hub import WHO, extract, make_hub, receive

ANN = Identity("ann", "analyst", "Council")
WHY = "Terraced housing of one age and no shops"
ON_RECORD = "Put it on record"
Opened = Callable[..., AppTest]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    folder = tmp_path_factory.mktemp("strategic-page")
    made = make_hub(folder / "hub")
    made.add_residents("lsoa", {code: 1_000 for code, _ in made.areas("lsoa")}, WHO)
    receive(made, extract(folder, "crime.csv", "2025-01", 300))
    return made


@pytest.fixture
def opened(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Opened:
    return lambda who=ANN: see_page(monkeypatch, hub, who, "strategic-assessment")


def fill(run: AppTest, reason: str, members: int = 2) -> AppTest:
    beside = next(one for one in run.multiselect if one.label == "Held beside")
    own = next(one for one in run.selectbox if one.label == "Area" and "family-of" in str(one.key)).value
    codes = [code for code in ("E8500000001", "E8500000002", "E8500000003") if code != own]
    beside.set_value(codes[:members])
    next(one for one in run.text_area if one.label == "What makes them alike").set_value(reason)
    next(one for one in run.button if one.label == ON_RECORD).click().run()
    assert not run.exception
    return run


@pytest.mark.parametrize("role", ROLES)
def test_the_readers_see_the_assessment_and_the_analyst_alone_has_the_form(opened: Opened, role: str) -> None:
    run = opened(Identity("x", role, "Council"))
    assert ("Control strategy" in words(run)) is (role != "administrator")
    assert bool([one for one in run.button if one.label == ON_RECORD]) is (role == "analyst")


def test_what_nobody_has_written_says_so(opened: Opened) -> None:
    assert words(opened()).count("Not written yet.") > 10


def test_a_family_is_chosen_and_ended_by_its_forms(hub: Hub, opened: Opened) -> None:
    assert NONE_CHOSEN in words(opened())
    said = words(fill(opened(), WHY))
    assert WHY in said
    assert "beside similar wards" in said
    assert len(list_families(hub.register)) == 1
    run = opened()
    next(one for one in run.button if one.label.startswith("End it")).click().run()
    assert not run.exception
    assert NONE_CHOSEN in words(run)
    assert list_families(hub.register) == ()


def test_what_is_refused_says_why_and_keeps_the_words(hub: Hub, opened: Opened) -> None:
    run = fill(opened(), "As John Smith of 12 Grace Road says 07700 900123")
    assert "may point at a person" in words(run)
    assert "900123" not in words(run)
    assert "Choose 2 to 15 areas beside" in words(fill(opened(), WHY, members=1))
    assert list_families(hub.register) == ()


def test_no_word_of_a_family_runs_or_is_markdown(hub: Hub, opened: Opened) -> None:
    wild = "<img src=x onerror=window.pwned=1> **zq1** [zq2](javascript:1)"
    row = {"area": "E8500000001", "members": '["E8500000002", "E8500000003"]', "reason": wild, "author": "ann"}
    with hub.register.writing() as connection:
        connection.execute(
            FAMILIES.insert().values(**row, organisation="<b>x</b>", chosen_at="2026-03-02T09:00:00+00:00")
        )
    run = opened(Identity("x", "board", "Council"))
    said = words(run)
    assert "&lt;img src=x" in said
    assert "**zq1**" in said
    assert "<img" not in said
    assert not any("zq1" in str(one.value) for one in run.markdown)
    with hub.register.writing() as connection:
        connection.execute(FAMILIES.delete())
