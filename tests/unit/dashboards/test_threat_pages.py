"""The threat matrix as a page: who reads it, who scores by its form, what is refused, and that no word runs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from hub.access.identity import ROLES, Identity
from hub.assessments.tables import THREATS
from hub.assessments.threats import Scored, list_threats, score_threat
from hub.hub import Hub, open_hub
from hub.settings import write_settings
from tests.unit.dashboards import page_runs
from tests.unit.dashboards.page_runs import see_page

ANN = Identity("ann", "analyst", "Council")
RESTS = "Counts of the last year and the panel of February"
Opened = Callable[..., AppTest]


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    write_settings(tmp_path / "hub", "Test partnership")
    return open_hub(tmp_path / "hub")


@pytest.fixture
def opened(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Opened:
    return lambda who=ANN, name="threat-matrix": see_page(monkeypatch, hub, who, name)


def words(run: AppTest) -> str:
    """What a page says; scores stay on one line."""
    return page_runs.words(run).replace("\u00a0", " ")


def fill(run: AppTest, title: str, probability: int, harm: int, evidence: str = RESTS) -> None:
    next(one for one in run.text_input if one.label == "Threat").set_value(title)
    next(one for one in run.number_input if one.label.startswith("Probability")).set_value(probability)
    next(one for one in run.number_input if one.label.startswith("Harm")).set_value(harm)
    next(one for one in run.text_area if one.label == "What the scores rest on").set_value(evidence)


def press(run: AppTest, label: str) -> AppTest:
    next(one for one in run.button if one.label == label).click().run()
    assert not run.exception
    return run


@pytest.mark.parametrize("role", ROLES)
def test_the_readers_see_the_matrix_and_the_analyst_alone_has_the_form(hub: Hub, opened: Opened, role: str) -> None:
    score_threat(hub.register, Scored("Criminal damage", 17, 18, RESTS), ANN)
    run = opened(Identity("x", role, "Council"))
    assert ("306 of 400" in words(run)) is (role != "administrator")
    assert ("is not open to you" in words(run)) is (role == "administrator")
    assert bool([one for one in run.button if one.label == "Put it on record"]) is (role == "analyst")


def test_a_threat_is_scored_by_the_form_and_scored_anew_with_its_words_in_place(hub: Hub, opened: Opened) -> None:
    run = opened()
    assert "No threat was scored yet." in words(run)
    fill(run, "Robbery", 5, 18)
    said = words(press(run, "Put it on record"))
    assert "90 of 400" in said
    assert "medium" in said
    (made,) = list_threats(hub.register)
    again = next(one for one in run.selectbox if one.label == "Which threat")
    again.set_value(made.id).run()
    assert next(one for one in run.text_input if one.label == "Threat").value == "Robbery"
    next(one for one in run.number_input if one.label.startswith("Probability")).set_value(10)
    assert "180 of 400" in words(press(run, "Put it on record"))
    assert [one.id for one in list_threats(hub.register)] == [made.id]


def test_a_refusal_stands_on_the_page_and_what_was_typed_stays(hub: Hub, opened: Opened) -> None:
    run = opened()
    fill(run, "Robbery", 5, 18, "Call 07700 900123 about it")
    said = words(press(run, "Put it on record"))
    assert "may point at a person" in said
    assert "900123" not in said
    assert next(one for one in run.text_input if one.label == "Threat").value == "Robbery"
    assert list_threats(hub.register) == ()


def test_a_threat_is_taken_off_by_its_form(hub: Hub, opened: Opened) -> None:
    score_threat(hub.register, Scored("Criminal damage", 17, 18, RESTS), ANN)
    said = words(press(opened(), "Take it off; its scores stay on record"))
    assert "Criminal damage" not in said
    assert list_threats(hub.register) == ()


def test_no_word_of_a_threat_runs_or_is_markdown(hub: Hub, opened: Opened) -> None:
    wild = "<img src=x onerror=window.pwned=1> **zq1** [zq2](javascript:1)"
    with hub.register.writing() as connection:
        row = {"id": "t-1", "title": wild[:80], "dataset": "", "category": "", "probability": 20, "harm": 20}
        told = {"evidence": wild, "decision": "leave out", "reason": wild, "author": "ann", "organisation": "<b>x</b>"}
        connection.execute(THREATS.insert().values(**row, **told, scored_at="2026-03-02T09:00:00+00:00"))
    run = opened(Identity("x", "board", "Council"))
    said = words(run)
    assert "&lt;img src=x" in said
    assert "**zq1**" in said
    assert "<img" not in said
    assert not any("zq1" in str(one.value) for one in run.markdown)


def test_the_board_has_its_priorities_at_home_the_greatest_first(hub: Hub, opened: Opened) -> None:
    who = Identity("bea", "board", "Council")
    assert "no priority follows from one" in words(opened(who, "home"))
    for title, probability, harm in (("Robbery", 5, 18), ("Arson", 2, 10), ("Criminal damage", 17, 18)):
        score_threat(hub.register, Scored(title, probability, harm, RESTS), ANN)
    said = words(opened(who, "home"))
    assert said.index("Criminal damage") < said.index("Robbery")
    assert "Arson" not in said
