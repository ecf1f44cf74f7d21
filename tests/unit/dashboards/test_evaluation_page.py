"""Evaluation as a page, and what stands of it on Actions: what each role reads and may put on record."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from dashboards.views.evaluation import NONE_AT_ALL
from hub.hub import Hub
from hub.meetings.actions import Action
from hub.meetings.evaluations import choose_control, list_plans
from hub.meetings.outcomes import NOTHING_CHOSEN
from hub.meetings.tables import ACTIONS, EVALUATIONS
from tests.unit.dashboards.page_runs import see_page, words
from tests.unit.hub.evaluated import ANALYST, CHAIR, CHOICE, CHOSEN, CONTROL, make_evaluated
from tests.unit.hub.jag import entries

HOSTILE = "<script>window.pwned=1</script> **zq1** :red[b] $zq$ [zq2](javascript:window.pwned=1)"


@pytest.fixture
def made(tmp_path: Path) -> tuple[Hub, Action]:
    return make_evaluated(tmp_path)


def press(run: AppTest, label: str) -> AppTest:
    next(one for one in run.button if one.label == label).click().run()
    assert not run.exception
    return run


def test_the_analyst_puts_a_control_on_record_and_reads_what_came_of_it(
    made: tuple[Hub, Action], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, action = made
    run = see_page(monkeypatch, hub, ANALYST, "evaluation")
    assert NOTHING_CHOSEN in words(run)
    next(one for one in run.selectbox if one.label == "Control area").select(CONTROL)
    next(one for one in run.selectbox if one.label == "Whole months before and after").select("1")
    next(one for one in run.text_area if one.label == "Why this control").set_value("Visit Mrs Jane Doe")
    run = press(run, "Put it on record")
    assert "may point at a person" in words(run)
    assert list_plans(hub.register, action.id) == ()
    next(one for one in run.text_area if one.label == "Why this control").set_value(CHOICE.why)
    run = press(run, "Put it on record")
    assert list_plans(hub.register, action.id)[-1].choice == CHOICE
    said = words(run)
    assert "<h1>Evaluation of an action: Burglary</h1>" in said
    assert "10 fewer events" in said
    assert "It is no proof of cause." in said
    assert "The results were looked at first on" in words(see_page(monkeypatch, hub, ANALYST, "evaluation"))


def test_the_chair_reads_it_chooses_nothing_and_the_page_is_of_the_closed_session(
    made: tuple[Hub, Action], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, action = made
    choose_control(hub, action.id, CHOICE, ANALYST, CHOSEN)
    run = see_page(monkeypatch, hub, CHAIR, "evaluation")
    assert "10 fewer events" in words(run)
    assert "OFFICIAL-SENSITIVE" in words(run)
    assert "Put it on record" not in [one.label for one in run.button]
    noted = [one for one in entries(hub, 3) if one["action"] == "view" and one["subject"] == "evaluation"]
    assert any(action.id in str(one["detail"]) for one in noted), "the ledger says of which action"


@pytest.mark.parametrize("who", [ANALYST, CHAIR])
def test_actions_says_in_a_sentence_what_came_of_one_under_the_marking_of_the_result(
    made: tuple[Hub, Action], monkeypatch: pytest.MonkeyPatch, who: object
) -> None:
    hub, action = made
    assert NOTHING_CHOSEN in words(see_page(monkeypatch, hub, who, "actions"))  # type: ignore[arg-type]
    assert "OFFICIAL-SENSITIVE" not in words(see_page(monkeypatch, hub, who, "actions"))  # type: ignore[arg-type]
    choose_control(hub, action.id, CHOICE, ANALYST, CHOSEN)
    said = words(see_page(monkeypatch, hub, who, "actions"))  # type: ignore[arg-type]
    assert "10 fewer events" in said
    assert said.count("OFFICIAL-SENSITIVE") == 2 + 2, "at head and foot of the page, and of paper"


def test_hostile_words_are_nothing_but_text(made: tuple[Hub, Action], monkeypatch: pytest.MonkeyPatch) -> None:
    hub, action = made
    choose_control(hub, action.id, CHOICE, ANALYST, CHOSEN)
    with hub.register.writing() as connection:  # behind the back of the guard
        connection.execute(update(ACTIONS).values(what=HOSTILE))
        connection.execute(update(EVALUATIONS).values(why=HOSTILE, author=HOSTILE))
    run = see_page(monkeypatch, hub, ANALYST, "evaluation")
    assert "zq1" in words(run)
    assert "<script>" not in words(run)
    assert not [one for one in run.markdown if "zq1" in one.value]


def test_where_no_action_can_be_evaluated_the_page_says_so(
    made: tuple[Hub, Action], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, _ = made
    with hub.register.writing() as connection:
        connection.execute(update(ACTIONS).values(place="ALL", ended_on=datetime.now(UTC).date().isoformat()))
    said = words(see_page(monkeypatch, hub, ANALYST, "evaluation"))
    assert NONE_AT_ALL in said
    assert "<h1>Evaluation of an action</h1>" in said
