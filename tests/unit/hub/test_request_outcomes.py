"""What a board is told of requests for information: how many were decided in a year, and how; nothing else."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from hub.access.identity import Identity
from hub.governance.request_outcomes import NOTHING_DECIDED, Outcomes, count_outcomes, read_outcomes
from hub.home import read_home
from hub.hub import Hub
from tests.unit.hub.asked import (
    ASKER,
    CHAIR,
    COUNCIL,
    DAY,
    OFFICER,
    OTHERS,
    OWN_OFFICER,
    POLICE,
    at,
    do,
    make_asked,
    send,
)

BOARD = Identity("bea", "board", COUNCIL)
WAYS = ("approve", "approve in part", "refuse", "refuse")


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_asked(tmp_path / "hub")


def decide(hub: Hub) -> None:
    """Four requests that are decided a day apart, the first two days after they were asked; a fifth is being looked
    at, and a sixth was returned."""
    for days, act in enumerate((*WAYS, None, "return"), 2):
        one = send(hub).id
        if act == "return":
            do(hub, "return", one, OFFICER, at(days))
            continue
        do(hub, "assess", one, OFFICER, at(days))
        if act:
            do(hub, act, one, OFFICER, at(days))  # type: ignore[arg-type]


def test_of_nothing_decided_the_board_reads_that(hub: Hub) -> None:
    send(hub)
    assert count_outcomes(hub.register, DAY + timedelta(days=30)) == Outcomes()
    assert Outcomes().as_sentence() == NOTHING_DECIDED


def test_refusals_are_counted_beside_what_was_approved(hub: Hub) -> None:
    decide(hub)
    found = count_outcomes(hub.register, DAY + timedelta(days=30))
    assert found == Outcomes(approved=1, in_part=1, refused=2)
    assert found.as_sentence() == (
        "4 requests for information between organisations were decided in the last twelve months: 1 approved, "
        "1 approved in part, 2 refused."
    )
    assert "1 request for information between organisations was decided" in Outcomes(refused=1).as_sentence()


@pytest.mark.parametrize(("days", "expected"), [(1, 0), (2, 1), (5, 4), (366, 4), (367, 3), (370, 0)])
def test_the_year_ends_with_the_day_itself(hub: Hub, days: int, expected: int) -> None:
    decide(hub)
    found = count_outcomes(hub.register, DAY + timedelta(days=days))
    assert found.approved + found.in_part + found.refused == expected


def test_what_was_decided_stays_counted_whatever_became_of_it(hub: Hub) -> None:
    one = send(hub).id
    for act in ("assess", "approve", "disclose"):
        do(hub, act, one, OFFICER, at(1))  # type: ignore[arg-type]
    do(hub, "withdraw", one, ASKER, at(2))
    assert count_outcomes(hub.register, DAY + timedelta(days=3)) == Outcomes(approved=1)


def test_only_the_board_is_told_and_a_limit_to_areas_takes_nothing_away(hub: Hub) -> None:
    decide(hub)
    day = DAY + timedelta(days=30)
    assert read_home(hub, BOARD, day).outcomes == Outcomes(1, 1, 2)
    assert read_outcomes(hub.register, replace(BOARD, areas=("E8500000001",)), day) == Outcomes(1, 1, 2)
    others = [one for one in OTHERS if one.role != "board"]
    for who in (ASKER, CHAIR, OFFICER, OWN_OFFICER, *others):
        assert read_outcomes(hub.register, who, day) is None


def test_the_sentence_names_nobody(hub: Hub) -> None:
    decide(hub)
    said = count_outcomes(hub.register, date(2025, 4, 1)).as_sentence()
    assert not [one for one in (COUNCIL, POLICE, ASKER.name, OFFICER.name) if one in said]
