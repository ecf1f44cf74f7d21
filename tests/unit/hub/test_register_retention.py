"""What people wrote in the register is kept as long as the settings say, and then is gone."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from hub.__main__ import app
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.actions import finish, note_progress
from hub.meetings.minute_items import write_item
from hub.register_retention import erase_old, list_held, list_old
from hub.settings import Retention
from tests.unit.hub.asked import ASKER, COUNCIL, ITEMS, OFFICER, POLICE, ask, do, make_asked, send
from tests.unit.hub.asked import at as moment
from tests.unit.hub.held_meeting import act, decision, disclosure, hold, step
from tests.unit.hub.jag import CHAIR, at, draft, entries, make_jag, plan, read_all
from tests.unit.hub.people import WHO

LAST, AFTER = date(2032, 3, 31), date(2032, 4, 1)
"""A meeting of March 2025 is kept for 84 months after that month."""
TABLES = ("jag_meetings", "jag_attendance", "jag_minutes", "jag_minute_items", "jag_actions", "jag_steps")


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """A meeting with approved minutes, an action that was done, one that was done later, and one that is open."""
    made = make_jag(tmp_path / "hub")
    one = hold(made)
    done, later, still = (act(made, f"{what} of the marketplace") for what in ("zqdone", "zqlater", "zqopen"))
    draft(made, one)
    write_item(made.register, ALL, one, disclosure(made, "zqtold what the records hold"), CHAIR, at(0))
    write_item(made.register, ALL, one, decision(words="zqdecided that the gates come first"), CHAIR, at(0))
    read_all(made, one)
    step(made, one, "approved")
    finish(made.register, ALL, done, "zqstep the gates are locked", CHAIR, at(1))
    finish(made.register, ALL, later, "The gates are locked.", CHAIR, at(60))
    note_progress(made.register, ALL, still, "Nobody was found yet.", CHAIR, at(2))
    plan(made, 80)
    return made


def counts(hub: Hub) -> dict[str, int]:
    with hub.register.reading() as connection:
        return {one: connection.exec_driver_sql(f"SELECT count(*) FROM {one}").scalar_one() for one in TABLES}


def due(hub: Hub, today: date) -> list[str]:
    with hub.register.reading() as connection:
        return [f"{one.kind} {one.day}" for one in list_old(connection, Retention(), today)]


def test_a_meeting_is_due_by_its_day_and_an_action_by_the_day_on_which_it_was_done(hub: Hub) -> None:
    assert Retention().meetings == 84
    assert due(hub, LAST) == []
    assert due(hub, AFTER) == ["action 2025-03-05", "meeting 2025-03-04"]
    assert due(hub, date(2032, 7, 1)) == [
        "action 2025-03-05", "meeting 2025-03-04", "action 2025-05-03", "meeting 2025-05-23",
    ]  # fmt: skip
    with hub.register.reading() as connection:
        assert len(list_held(connection, Retention())) == 4, "the action that is open goes on to the next meeting"


def test_what_is_destroyed_is_gone_from_every_table_and_byte_and_has_its_certificate(hub: Hub) -> None:
    before, noted = counts(hub), len(entries(hub))
    path = hub.settings.data_directory / "register.sqlite"
    hub.register.scrub()
    assert all(word in path.read_bytes() for word in (b"zqdone", b"zqstep", b"zqtold", b"zqdecided"))
    erased = erase_old(hub, AFTER, WHO)
    assert [one.kind for one in erased.gone] == ["action", "meeting"]
    assert erased.notices == ()
    assert counts(hub) == {
        "jag_meetings": before["jag_meetings"] - 1,
        "jag_attendance": 0,
        "jag_minutes": 0,
        "jag_minute_items": 0,
        "jag_actions": 2,
        "jag_steps": 2,
    }
    data = b"".join(one.read_bytes() for one in hub.settings.data_directory.rglob("*") if one.is_file())
    assert not [word for word in (b"zqdone", b"zqstep", b"zqtold", b"zqdecided") if word in data]
    assert b"zqlater" in data and b"zqopen" in data
    certificates = [json.loads(row["detail"]) for row in entries(hub)[noted:] if row["action"] == "purge"]
    assert [sorted(set(one) - {"day", "reason"}) for one in certificates] == [
        ["action", "evaluations", "steps"], ["attendance", "items", "meeting", "minutes"],
    ]  # fmt: skip
    assert certificates[1]["minutes"] == 2 and certificates[1]["attendance"] == 3
    assert erase_old(hub, AFTER, WHO).gone == ()


def test_an_act_whose_certificate_fails_destroys_nothing(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise ZeroDivisionError

    before = counts(hub)
    monkeypatch.setattr("hub.register_retention.append", fail)
    with pytest.raises(ZeroDivisionError):
        erase_old(hub, AFTER, WHO)
    assert counts(hub) == before


def test_the_command_line_lists_them_first_and_destroys_them_then(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ["--hub", str(tmp_path / "hub")]
    listed = CliRunner().invoke(app, ["retention", "--as-of", AFTER.isoformat(), *place])
    assert "2 meetings, actions and requests due on 2032-04-01" in listed.stdout
    assert "kept until 2032-03-31  DUE" in listed.stdout
    found = json.loads(CliRunner().invoke(app, ["retention", "--all", "--json", *place]).stdout)
    assert len(found["others"]) == 4
    monkeypatch.setattr("hub.commands.keeping.today", lambda: AFTER + timedelta(days=1))
    done = CliRunner().invoke(app, ["purge", "--due", *place])
    assert done.exit_code == 0
    assert "0 batches and 2 meetings, actions and requests destroyed; no file here holds them." in done.stdout
    assert "No backup was made since it came." in done.stdout
    assert due(hub, AFTER) == []


# --- requests for information ---

OVER = {"refused": ("assess", "refuse"), "withdrawn": ("withdraw",), "assessing": ("assess",), "draft": ()}
"""How each of four requests got where it is; two of them are over."""


@pytest.fixture
def asked(tmp_path: Path) -> Hub:
    made = make_asked(tmp_path / "asked")
    for state, acts in OVER.items():
        items = replace(ITEMS, purpose=f"zq{state} for a closure order")
        one = send(made, items) if acts else ask(made, items)
        for step_of in acts:
            do(made, step_of, one.id, ASKER if step_of == "withdraw" else OFFICER, moment(40))  # type: ignore[arg-type]
    return made


def test_a_request_goes_with_its_steps_once_it_is_over_and_one_that_goes_on_is_kept(asked: Hub) -> None:
    with asked.register.reading() as connection:
        assert list_old(connection, Retention(requests=13), date(2026, 5, 31)) == []
        assert len(list_old(connection, Retention(requests=13), date(2026, 6, 1))) == 2
    noted = len(entries(asked))
    erased = erase_old(asked, date(2032, 5, 1), WHO)
    assert [(one.kind, one.day, one.came) for one in erased.gone] == [("request", "2025-04-13", "2025-03-04")] * 2
    data = b"".join(one.read_bytes() for one in asked.settings.data_directory.rglob("*") if one.is_file())
    assert [state for state in OVER if f"zq{state}".encode() in data] == ["assessing", "draft"]
    certificates = [json.loads(row["detail"]) for row in entries(asked)[noted:] if row["action"] == "purge"]
    assert sorted(one["steps"] for one in certificates) == [3, 4]
    assert {one["request"] for one in certificates} == {one.id for one in erased.gone}


def test_requests_are_kept_for_longer_than_the_year_that_the_board_reads_of() -> None:
    with pytest.raises(ValidationError):
        Retention(requests=12)


def test_whoever_destroys_a_request_is_not_told_who_asked_whom(asked: Hub, tmp_path: Path) -> None:
    command = ["retention", "--all", "--hub", str(tmp_path / "asked")]
    for said in (CliRunner().invoke(app, command).stdout, CliRunner().invoke(app, [*command, "--json"]).stdout):
        assert "request" in said
        assert not [one for one in (COUNCIL, POLICE, ASKER.name, "zq") if one in said]
