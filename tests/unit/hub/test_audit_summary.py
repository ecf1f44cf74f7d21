"""What the board reads of the ledger: how often people did what, by month; no name, no area, no subject."""

from collections.abc import Mapping
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.access.identity import Identity
from hub.audit_summary import (
    FAILED,
    FOR_JAGS,
    KINDS,
    PUBLISHED,
    READ,
    REFUSED,
    RELEASED,
    TAKEN,
    Summary,
)
from hub.audit_trail import read_trail
from hub.ledger import Entry, append, read_entries
from hub.register import Register
from tests.unit.dashboards.written_acts import find_acts

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MEMBER = Identity("bea", "board", "Borough council")
AREA, NAME = "E8500000001", "zelda"
WRITTEN: tuple[tuple[str, str, Mapping[str, object], str], ...] = (
    ("view", "hotspot-explorer", {"area": AREA}, READ),
    ("view", "evaluation", {"action": "a-1"}, READ),
    ("view", "meetings", {}, "view"),
    ("view", "reasons", {"review": "r-1"}, "view"),
    ("export", "tactical-assessment", {"area": AREA, "kind": "pdf"}, TAKEN),
    ("export", f"JAG {AREA}", {"document": "attendance list"}, TAKEN),
    ("export", "receipt", {"batch": "b-1"}, TAKEN),
    ("release", "tactical-assessment", {"area": AREA}, RELEASED),
    ("review", "tactical-assessment", {"to": "audited"}, "review"),
    ("review", "tactical-assessment", {"to": "approved"}, "review"),
    ("review", "tactical-assessment", {"to": "released"}, PUBLISHED),
    ("refused", "tactical-assessment", {"audience": "closed"}, REFUSED),
    ("refused", "audit", {}, REFUSED),
    ("refused", NAME, {"step": "password"}, FAILED),
    ("refused", NAME, {"by": "password", "organisation": "Borough council"}, FAILED),
    ("locked", NAME, {"step": "code"}, FAILED),
    ("action raised", f"JAG {AREA}", {"action": "a-1", "session": "closed"}, FOR_JAGS),
    ("meeting step", f"JAG {AREA}", {"meeting": "m-1"}, FOR_JAGS),
    ("receive", "fires", {"rows": 7_321}, "receive"),
)
"""Act, subject and detail as the hub writes them, and what each counts as."""


@pytest.fixture
def register(tmp_path: Path) -> Register:
    made = Register(tmp_path / "register.sqlite")
    made.prepare()
    return made


def write(register: Register, action: str, subject: str, detail: Mapping[str, object], at: datetime = NOW) -> None:
    with register.writing() as connection:
        append(connection, Entry(NAME, "analyst", action, subject, detail, at))


def read(register: Register, now: datetime = NOW) -> Summary:
    found = read_trail(register, MEMBER, now=now).summary
    assert found is not None
    return found


@pytest.mark.parametrize(("action", "subject", "detail", "kind"), WRITTEN)
def test_an_entry_is_counted_once_under_its_kind(
    register: Register, action: str, subject: str, detail: Mapping[str, object], kind: str
) -> None:
    write(register, action, subject, detail)
    found = read(register)
    (month,) = found.months
    assert {one: times for one, times in month.counts.items() if times} == ({kind: 1} if kind in KINDS else {})
    assert found.others == ({} if kind in KINDS else {kind: 1})
    assert (month.month, month.others, month.entries) == ("2026-11", int(kind not in KINDS), 1)


def test_twelve_months_the_newest_first_and_none_from_before_the_ledger_began(register: Register) -> None:
    for year, month in ((2025, 11), (2025, 12), (2026, 3), (2026, 11)):
        write(register, "export", "receipt", {}, datetime(year, month, 5, tzinfo=UTC))
    found = read(register)
    assert [one.month for one in found.months] == [*(f"2026-{one:02d}" for one in range(11, 0, -1)), "2025-12"]
    assert {one.month: one.entries for one in found.months if one.entries} == {"2026-11": 1, "2026-03": 1, "2025-12": 1}
    assert len(read(register, datetime(2025, 12, 31, tzinfo=UTC)).months) == 2


def test_no_name_area_subject_or_detail_is_told(register: Register) -> None:
    for action, subject, detail, _ in WRITTEN:
        write(register, action, subject, detail)
    found = read_trail(register, MEMBER, now=NOW)
    said = repr(astuple(found))
    assert (found.acts, found.actions, found.jags) == ((), (), None)
    assert not [one for one in (NAME, AREA, "fires", "7321", "tactical", "a-1", "Borough") if one in said]


def test_acts_for_a_jag_are_one_number_whatever_its_closed_session_did(register: Register) -> None:
    for session in ("open", "closed", "closed"):
        write(register, "action raised", f"JAG {AREA}", {"session": session})
    write(register, "minutes written", f"JAG {AREA}", {"document": "closed"})
    found = read(register)
    assert (found.months[0].counts[FOR_JAGS], found.others) == (4, {})


def test_requests_for_information_are_in_no_number(register: Register) -> None:
    write(register, "information request", "request rq-1", {"request": "rq-1", "act": "draft"})
    found = read(register)
    assert [one.entries for one in found.months] == [0]
    assert found.others == {}


def test_the_summary_says_whether_the_chain_is_whole_and_reading_it_is_an_entry(register: Register) -> None:
    write(register, "export", "receipt", {})
    whole = read_trail(register, MEMBER, now=NOW).verdict
    assert whole is not None and whole.broken_at is None
    with register.reading() as connection:
        (last,) = read_entries(connection, 1)
    assert (last["who"], last["action"], last["subject"]) == ("bea", "view", "audit")
    with register.writing() as connection:
        connection.exec_driver_sql("UPDATE ledger SET action = 'view' WHERE position = 1")
    broken = read_trail(register, MEMBER, now=NOW).verdict
    assert broken is not None and broken.broken_at == 1


def test_who_is_limited_to_areas_reads_the_same(register: Register) -> None:
    write(register, "export", "receipt", {})
    limited = Identity("bob", "board", "Borough council", (AREA,))
    mine = read_trail(register, limited, now=NOW).summary
    assert mine is not None and mine.months[0].counts == read(register).months[0].counts


def test_no_act_is_called_as_a_kind_is_unless_it_is_of_that_kind() -> None:
    assert set(KINDS) & set(find_acts()) == {REFUSED}
