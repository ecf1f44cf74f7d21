"""Meetings with their minutes and actions with their steps are kept as long as the settings say, and then are gone."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.__main__ import app
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.actions import finish, note_progress
from hub.meetings.minute_items import write_item
from hub.meetings.retention import erase_old, list_held, list_old
from hub.settings import Retention
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
        return [f"{one.kind} {one.day}" for one in list_old(connection, 84, today)]


def test_a_meeting_is_due_by_its_day_and_an_action_by_the_day_on_which_it_was_done(hub: Hub) -> None:
    assert Retention().meetings == 84
    assert due(hub, LAST) == []
    assert due(hub, AFTER) == ["action 2025-03-05", "meeting 2025-03-04"]
    assert due(hub, date(2032, 7, 1)) == [
        "action 2025-03-05", "meeting 2025-03-04", "action 2025-05-03", "meeting 2025-05-23",
    ]  # fmt: skip
    with hub.register.reading() as connection:
        assert len(list_held(connection, 84)) == 4, "the action that is open goes on to the next meeting"


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
    monkeypatch.setattr("hub.meetings.retention.append", fail)
    with pytest.raises(ZeroDivisionError):
        erase_old(hub, AFTER, WHO)
    assert counts(hub) == before


def test_the_command_line_lists_them_first_and_destroys_them_then(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ["--hub", str(tmp_path / "hub")]
    listed = CliRunner().invoke(app, ["retention", "--as-of", AFTER.isoformat(), *place])
    assert "2 meetings and actions due on 2032-04-01" in listed.stdout
    assert "kept until 2032-03-31  DUE" in listed.stdout
    found = json.loads(CliRunner().invoke(app, ["retention", "--all", "--json", *place]).stdout)
    assert len(found["meetings"]) == 4
    monkeypatch.setattr("hub.commands.keeping.today", lambda: AFTER + timedelta(days=1))
    done = CliRunner().invoke(app, ["purge", "--due", *place])
    assert done.exit_code == 0
    assert "0 batches and 2 meetings and actions destroyed; no file here holds them." in done.stdout
    assert "No backup was made since it came." in done.stdout
    assert due(hub, AFTER) == []
