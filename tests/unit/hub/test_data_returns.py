"""What each provider owes and where it stands: every state has a sentence of its own, and nobody sees a count."""

import datetime as dt
import re
from dataclasses import astuple
from pathlib import Path

import pytest

from hub.access.identity import ROLES, Identity
from hub.access.refusal import AccessRefused
from hub.data_returns import Returns, list_returns
from hub.hub import Hub
from hub.ledger import read_entries
from hub.nil_returns import declare_nil
from ingest.periods import Period
from tests.unit.hub.small_hub import WHO, extract, make_hub, receive
from tests.unit.hub.test_supply_calendar import NORTH, OWED, SOUTH

DAY = dt.date(2025, 4, 20)
ROWS = 7_321


def somebody(role: str, organisation: str = SOUTH) -> Identity:
    return Identity("ann", role, organisation)  # type: ignore[arg-type]


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """North has sent January, and nothing for February; South's January is held, and it declares a nil February."""
    made = make_hub(tmp_path / "hub", OWED)
    receive(made, extract(tmp_path, "a.csv", "2025-01", ROWS), NORTH)
    bad = extract(tmp_path, "secret-name.csv", "2025-01", 40)
    bad.write_text(bad.read_text(encoding="utf-8") + "01/01/2025,12:30,burglary,Zebedee,450100,100500\n", "utf-8")
    receive(made, bad, SOUTH)
    declare_nil(made, "recorded-crime", SOUTH, Period.parse("2025-02"), WHO, dt.date(2025, 4, 1))
    with made.register.writing() as connection:
        connection.exec_driver_sql("UPDATE batches SET received_at = '2025-03-01' || substr(received_at, 11)")
        connection.exec_driver_sql("UPDATE quarantine SET held_at = '2025-03-02' || substr(held_at, 11)")
    return made


def asked(hub: Hub, role: str = "board", organisation: str = SOUTH) -> Returns:
    return list_returns(hub, somebody(role, organisation), DAY)


def test_every_state_is_told_apart_and_has_a_sentence(hub: Hub) -> None:
    found = {(one.provider, one.period): one for one in asked(hub).returns if one.dataset == "Recorded crime"}
    told = {key: (one.state, one.sentence) for key, one in found.items()}
    assert told[NORTH, "January 2025"] == ("received", "It came in time.")
    assert told[NORTH, "February 2025"][0] == "missing"
    assert "Due on 31 March 2025 and not supplied: 20 days late." in told[NORTH, "February 2025"][1]
    assert told[NORTH, "March 2025"] == ("awaited", "Due on 1 May 2025; it may still come in time.")
    assert told[SOUTH, "January 2025"][0] == "held"
    assert "held in quarantine since 2 March 2025" in told[SOUTH, "January 2025"][1]
    assert told[SOUTH, "February 2025"][0] == "received"
    assert "Nil return for February 2025" in told[SOUTH, "February 2025"][1]
    assert found[NORTH, "January 2025"].came == "1 March 2025"


def test_what_came_after_its_day_is_late_by_its_days(hub: Hub) -> None:
    with hub.register.writing() as connection:
        connection.exec_driver_sql("UPDATE batches SET received_at = '2025-03-13' WHERE months = '2025-01'")
    (north,) = (one for one in asked(hub).returns if (one.provider, one.period) == (NORTH, "January 2025"))
    assert (north.state, north.sentence) == ("late", "It came 10 days after it was due.")  # due on 3 March


def test_where_a_provider_stands_is_its_worst_state_and_a_sentence(hub: Hub) -> None:
    found = {(one.dataset, one.provider): one for one in asked(hub, "analyst").standings}
    assert found["Recorded crime", NORTH].state == "missing"
    assert found["Recorded crime", NORTH].sentence.startswith("Not supplied: February 2025.")
    assert found["Recorded crime", SOUTH].state == "held"
    assert "Held in quarantine: January 2025." in found["Recorded crime", SOUTH].sentence
    assert found["Fires and violence against fire staff", SOUTH].state == "awaited"
    assert "Designated" in found["Recorded crime", SOUTH].contact or "Liaison" in found["Recorded crime", SOUTH].contact


@pytest.mark.parametrize("role", ["chair", "board"])
def test_whom_to_ask_and_receipts_are_for_those_who_ask(hub: Hub, role: str) -> None:
    found = asked(hub, role)
    assert not any(one.contact for one in found.standings)
    assert found.filed is None
    assert asked(hub, "analyst").filed is None


def test_a_liaison_officer_sees_the_files_of_their_own_organisation_only(hub: Hub) -> None:
    filed = asked(hub, "liaison").filed
    assert filed is not None
    assert {(one.period, one.state) for one in filed} == {
        ("January 2025", "held in quarantine"),
        ("February 2025", "nil return"),
    }
    assert all(re.fullmatch(r"[0-9a-f]{8}", one.fingerprint) for one in filed)
    (other,) = asked(hub, "liaison", NORTH).filed or ()
    assert other.state == "loaded"
    assert asked(hub, "liaison", "Council").filed == ()


def test_nobody_sees_a_count_a_file_name_or_a_value(hub: Hub) -> None:
    for role, organisation in (("analyst", NORTH), ("board", NORTH), ("liaison", NORTH), ("liaison", SOUTH)):
        said = repr(astuple(asked(hub, role, organisation)))
        assert f"{ROWS}" not in said
        assert f"{ROWS:,}" not in said
        assert "secret-name" not in said
        assert "Zebedee" not in said


@pytest.mark.parametrize("role", ROLES)
def test_a_role_without_the_page_is_refused_and_the_ledger_says_so(hub: Hub, role: str) -> None:
    if role != "administrator":
        assert asked(hub, role).returns
        return
    with pytest.raises(AccessRefused):
        asked(hub, role)
    with hub.register.reading() as connection:
        (entry,) = read_entries(connection, 1)
    assert (entry["action"], entry["subject"], entry["who"]) == ("refused", "data-returns", "ann")
