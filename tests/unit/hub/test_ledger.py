"""The ledger is a chain: every edit, deletion, reordering and cut is found."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from hub.ledger import Entry, append, read_entries, verify
from hub.register import LEDGER, Register

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    register = Register(tmp_path / "register.sqlite")
    register.prepare()
    for number in range(6):
        with register.writing() as connection:
            append(connection, Entry("someone", "analyst", "receive", f"file-{number}", {"rows": number}, AT))
    return register


def broken_at(register: Register, head: str | None = None) -> int | None:
    with register.reading() as connection:
        return verify(connection, head).broken_at


def test_an_untouched_chain_is_whole(register: Register) -> None:
    with register.reading() as connection:
        verdict = verify(connection)
        assert (verdict.entries, verdict.broken_at) == (6, None)
        assert [one["position"] for one in read_entries(connection, 2)] == [6, 5]


@pytest.mark.parametrize("column", ["at", "who", "role", "action", "subject", "detail", "previous", "hash"])
def test_an_edited_entry_is_found_at_its_place(register: Register, column: str) -> None:
    with register.writing() as connection:
        connection.execute(update(LEDGER).where(LEDGER.c.position == 3).values({column: "edited"}))
    assert broken_at(register) == 3


def test_a_deleted_entry_is_found(register: Register) -> None:
    with register.writing() as connection:
        connection.execute(delete(LEDGER).where(LEDGER.c.position == 4))
    assert broken_at(register) == 4


def test_two_entries_that_changed_places_are_found(register: Register) -> None:
    with register.writing() as connection:
        for old, new in ((2, 99), (5, 2), (99, 5)):
            connection.execute(update(LEDGER).where(LEDGER.c.position == old).values(position=new))
    assert broken_at(register) == 2


def test_a_cut_tail_is_found_with_a_head_that_was_noted(register: Register) -> None:
    with register.reading() as connection:
        head = verify(connection).head
    with register.writing() as connection:
        connection.execute(delete(LEDGER).where(LEDGER.c.position == 6))
    assert broken_at(register) is None
    assert broken_at(register, head) == 6


def test_a_transaction_that_fails_leaves_no_entry(register: Register) -> None:
    with pytest.raises(RuntimeError), register.writing() as connection:
        append(connection, Entry("someone", "analyst", "receive", "lost", {}, AT))
        raise RuntimeError
    with register.reading() as connection:
        assert verify(connection).entries == 6


def test_opening_the_register_again_changes_no_byte(register: Register) -> None:
    before = register.path.read_bytes()
    again = Register(register.path)
    again.prepare()
    assert broken_at(again) is None
    assert register.path.read_bytes() == before
