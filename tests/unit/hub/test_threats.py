"""The threat matrix: the arithmetic and bands of a published one, decisions with reasons, and what stays on record."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.access.identity import ROLES, Identity
from hub.access.refusal import AccessRefused
from hub.assessments.refusal import AssessmentRefused
from hub.assessments.threat_matrix import Score
from hub.assessments.threats import (
    MOST,
    Scored,
    end_threat,
    list_scores,
    list_threats,
    read_threats,
    score_threat,
)
from hub.hub import Hub, open_hub
from hub.settings import write_settings
from tests.unit.hub.jag import entries

ANN, BEA = Identity("ann", "analyst", "Council"), Identity("bea", "board", "Council")
AT, LATER = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 9, 1, 9, tzinfo=UTC)
RESTS = "Counts of the last year and the panel of February"
LEICESTER = (
    ("Burglary dwelling", 11, 16, 176, "high"),
    ("Vehicle crime", 14, 14, 196, "high"),
    ("Robbery", 5, 18, 90, "medium"),
    ("Assault with injury", 14, 16, 224, "high"),
    ("Arson", 2, 10, 20, "low"),
    ("Criminal damage", 17, 18, 306, "high"),
    ("Malicious communications", 5, 11, 55, "low"),
    ("Hoax calls", 17, 11, 187, "high"),
    ("Neighbour disputes", 11, 15, 165, "high"),
    ("Sexual offences against adults", 1, 15, 15, "low"),
)
"""Joint Strategic Assessment 2010/11, appendix A-1 (domain.md 4.13)."""


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    write_settings(tmp_path / "hub", "Test partnership")
    return open_hub(tmp_path / "hub")


def say(hub: Hub, title: str = "Burglary", probability: int = 11, harm: int = 16, **more: object) -> str:
    said = Scored(title, probability, harm, RESTS, **more)  # type: ignore[arg-type]
    return score_threat(hub.register, said, ANN, now=AT).id


@pytest.mark.parametrize(("title", "probability", "harm", "threat", "band"), LEICESTER)
def test_threats_and_bands_are_those_of_the_published_matrix(
    title: str, probability: int, harm: int, threat: int, band: str
) -> None:
    found = Score(probability, harm)
    assert (found.threat, found.band) == (threat, band), title


def test_the_published_matrix_with_both_its_decisions_is_kept_and_read_back(hub: Hub) -> None:
    """There a high threat was left out, hoax calls, and a low one taken up, sexual offences."""
    decided = {
        "Hoax calls": ("leave out", "A matter of the control room, not of the partnership"),
        "Sexual offences against adults": ("include", "Few and grave, and the board asked for it"),
    }
    for title, probability, harm, _, _ in LEICESTER:
        decision, reason = decided.get(title, ("by band", ""))
        say(hub, title, probability, harm, decision=decision, reason=reason)
    found = read_threats(hub.register, BEA)
    assert [one.score.threat for one in found] == sorted((row[3] for row in LEICESTER), reverse=True)
    included = {one.title for one in found if one.score.included}
    by_band = {row[0] for row in LEICESTER if row[4] != "low"}
    assert included == by_band - {"Hoax calls"} | {"Sexual offences against adults"}
    assert {one.title: one.reason for one in found if one.score.against_band} == {
        title: reason for title, (_, reason) in decided.items()
    }


@pytest.mark.parametrize(("probability", "harm"), [(0, 5), (21, 5), (5, 0), (5, -1)])
def test_a_score_beyond_its_ends_is_refused(hub: Hub, probability: int, harm: int) -> None:
    with pytest.raises(AssessmentRefused, match="whole number"):
        say(hub, probability=probability, harm=harm)
    with pytest.raises(ValueError, match="from 1 to 20"):
        Score(probability, harm)
    assert list_threats(hub.register) == ()


@pytest.mark.parametrize(("probability", "harm", "decision"), [(17, 11, "leave out"), (1, 15, "include")])
def test_a_decision_against_the_band_needs_a_reason_and_one_with_it_needs_none(
    hub: Hub, probability: int, harm: int, decision: str
) -> None:
    with pytest.raises(AssessmentRefused, match="needs its reason"):
        say(hub, probability=probability, harm=harm, decision=decision)
    other = "include" if decision == "leave out" else "leave out"
    say(hub, probability=probability, harm=harm, decision=other, reason="A reason nobody needs")
    (found,) = list_threats(hub.register)
    assert not found.score.against_band
    assert found.reason == ""


def test_a_new_score_ends_the_one_before_and_both_stay_on_record(hub: Hub) -> None:
    first = say(hub)
    score_threat(hub.register, Scored("Burglary", 8, 16, RESTS), ANN, first, LATER)
    assert [(one.id, one.score.threat, one.scored_on) for one in list_threats(hub.register)] == [
        (first, 128, "1 September 2026")
    ]
    then = [(one.score.threat, one.ended_on) for one in list_scores(hub.register, first, BEA)]
    assert then == [(128, ""), (176, "1 September 2026")]
    end_threat(hub.register, first, ANN, LATER)
    assert list_threats(hub.register) == ()
    assert len(list_scores(hub.register, first, BEA)) == 2


def test_every_score_is_in_the_ledger_without_a_word_of_it(hub: Hub) -> None:
    first = say(hub, "Burglary of sheds", 11, 3, decision="include", reason="Asked for by the parish councils")
    end_threat(hub.register, first, ANN, LATER)
    scored, ended = entries(hub, 2)
    assert (scored["who"], scored["action"]) == ("ann", "score threat")
    assert json.loads(scored["detail"]) == {"threat": first, "probability": 11, "harm": 3, "decision": "include"}
    assert (ended["action"], json.loads(ended["detail"])) == ("end threat", {"threat": first})
    assert not {"sheds", "parish", "February"} & set(str([scored, ended]).replace('"', " ").split())


@pytest.mark.parametrize("field", ["title", "evidence", "reason"])
def test_what_may_point_at_a_person_is_refused_and_nothing_is_kept(hub: Hub, field: str) -> None:
    said = {"title": "Burglary", "evidence": RESTS, "reason": "Few and grave"} | {field: "Call 07700 900123 about it"}
    with pytest.raises(AssessmentRefused, match="may point at a person") as caught:
        score_threat(hub.register, Scored(probability=1, harm=15, decision="include", **said), ANN, now=AT)  # type: ignore[arg-type]
    assert "900123" not in str(caught.value)
    assert list_threats(hub.register) == ()


@pytest.mark.parametrize(
    "wrong", [{"dataset": "gossip"}, {"category": "burglary"}, {"dataset": "recorded-crime", "category": "gossip"}]
)
def test_only_problems_of_the_code_lists_are_known(hub: Hub, wrong: dict[str, str]) -> None:
    with pytest.raises(AssessmentRefused, match="no such problem"):
        say(hub, **wrong)


def test_a_threat_that_there_is_not_cannot_be_scored_anew_or_ended(hub: Hub) -> None:
    first = say(hub)
    end_threat(hub.register, first, ANN, LATER)
    for again in (first, "t-00000000"):
        with pytest.raises(AssessmentRefused, match="no such threat"):
            score_threat(hub.register, Scored("Burglary", 8, 16, RESTS), ANN, again, LATER)
        with pytest.raises(AssessmentRefused, match="no such threat"):
            end_threat(hub.register, again, ANN, LATER)


def test_a_matrix_holds_no_more_than_a_board_can_read(hub: Hub) -> None:
    for number in range(MOST):
        say(hub, f"Threat {'abcdefghij'[number // 10]}{'abcdefghij'[number % 10]}", 5, 5)
    with pytest.raises(AssessmentRefused, match="no more threats"):
        say(hub)


@pytest.mark.parametrize("role", ROLES)
def test_an_analyst_scores_and_the_readers_read(hub: Hub, role: str) -> None:
    who, before = Identity("x", role, "Council"), len(entries(hub))  # type: ignore[arg-type]
    if role == "analyst":
        score_threat(hub.register, Scored("Burglary", 8, 16, RESTS), who)
    else:
        with pytest.raises(AccessRefused, match="you score no threats"):
            score_threat(hub.register, Scored("Burglary", 8, 16, RESTS), who)
        assert [one["action"] for one in entries(hub)[before:]] == ["refused"]
    if role == "administrator":
        with pytest.raises(AccessRefused):
            read_threats(hub.register, who)
    else:
        assert len(read_threats(hub.register, who)) == (role == "analyst")


def test_who_is_limited_to_some_areas_reads_the_matrix_and_scores_nothing(hub: Hub) -> None:
    first, limited = say(hub), Identity("loc", "analyst", "Council", ("E8500000001",))
    assert len(read_threats(hub.register, limited)) == 1
    for act in (
        lambda: score_threat(hub.register, Scored("Burglary", 8, 16, RESTS), limited),
        lambda: end_threat(hub.register, first, limited),
    ):
        with pytest.raises(AccessRefused, match="you score no threats"):
            act()
    assert [one.score.threat for one in list_threats(hub.register)] == [176]
