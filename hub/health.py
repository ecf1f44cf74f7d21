"""Whether the hub is well, for those who look after it: facts of the machine and the register, none of the records.

How many events, files or entries there are is no part of it: an administrator sees no partnership data.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Literal

from geo.checks import Refused
from hub.access.identity import Identity
from hub.access.roster import Person, Signature, list_roster
from hub.backup_names import find_last_backup
from hub.hub import Hub
from hub.ledger import Verdict
from hub.months import name_day
from hub.register import Register
from hub.revisions import find_revision, known_revisions

State = Literal["well", "look", "unwell"]
SOON = 60
"""Days before its end from which a signature is told of: an agreement takes weeks to go round."""
WALKED_FOR = timedelta(hours=1)
"""The chain is walked as a whole once in so long, as a ledger of years takes seconds; *Audit* walks it each time."""
BACKED_UP = timedelta(days=7)
ROOM, LOADS = 2 << 30, 3
"""Bytes that are to be free, or so many times what the records take if that is more: a load writes them anew."""
GIGABYTE = 10**9
_WALKED: dict[Path, tuple[datetime, Verdict]] = {}
_WALKING = Lock()


@dataclass(frozen=True)
class Fact:
    """One thing that is well, wants a look or is not well, in a sentence."""

    name: str
    state: State
    sentence: str


@dataclass(frozen=True)
class Health:
    """The facts; accounts that wait or are closed; signatures that are not in force or end within 60 days;
    ``any_signed``: there are signatures at all."""

    facts: tuple[Fact, ...]
    people: tuple[Person, ...]
    signatures: tuple[Signature, ...]
    any_signed: bool


def check_records(hub: Hub) -> None:
    """Read the register and the current release of the records. Raises whatever stands in the way."""
    hub.records()


def read_health(hub: Hub, who: Identity, today: date) -> Health:
    """How the hub is today. Raises AccessRefused for anybody but an administrator."""
    roster = list_roster(hub.register, who, hub.settings.sign_in.second_factor, today)
    return Health(
        facts=(_records(hub), _ledger(hub), _backup(hub.register, today), _room(hub), _tables(hub.register)),
        people=tuple(one for one in roster.people if one.standing != "in use" or one.awaits_device),
        signatures=tuple(one for one in roster.signatures if one.force != "in force" or one.days_left <= SOON),
        any_signed=bool(roster.signatures),
    )


def _records(hub: Hub) -> Fact:
    name = "Records"
    try:
        check_records(hub)
    except Refused as refusal:
        return Fact(name, "unwell", f"They cannot be read: {refusal.what} Found: {refusal.found} Do: {refusal.do}")
    warning = hub.warning()
    return Fact(name, "unwell", warning) if warning else Fact(name, "well", f"They can be read: {hub.data_version()}.")


def _ledger(hub: Hub) -> Fact:
    at, verdict = _walk(hub.register.path, hub.verify_ledger, datetime.now(UTC))
    when = f"Verified on {name_day(at.isoformat())} at {at:%H:%M} UTC"
    if verdict.broken_at is None:
        return Fact("Ledger", "well", f"{when}: every entry follows the one before it.")
    do = "Keep everything as it is, and find out who changed the register: saferhub ledger verify"
    return Fact("Ledger", "unwell", f"{when}: THE CHAIN IS BROKEN. {do}")


def _walk(path: Path, verify: Callable[[], Verdict], now: datetime) -> tuple[datetime, Verdict]:
    """The last walk along the chain, made anew where it is an hour old; what is broken is looked at again each time."""
    with _WALKING:
        at, verdict = _WALKED.get(path, (now - WALKED_FOR, None))
        if verdict is None or verdict.broken_at is not None or now - at >= WALKED_FOR:
            _WALKED[path] = now, verify()
        return _WALKED[path]


def _backup(register: Register, today: date) -> Fact:
    last, do = find_last_backup(register), "saferhub backup"
    if last is None:
        return Fact("Backup", "look", f"None was ever begun. Take one: {do}")
    old = today - date.fromisoformat(last.at[:10]) > BACKED_UP
    words = f"The last one was begun on {name_day(last.at)}; whether its file still exists is not known here."
    return Fact("Backup", "look" if old else "well", f"{words} It is more than a week old: {do}" if old else words)


def _room(hub: Hub) -> Fact:
    disk, current = shutil.disk_usage(hub.settings.data_directory), hub.store.current()
    needed = max(ROOM, LOADS * current.path.stat().st_size if current else 0)
    words = f"{disk.free / GIGABYTE:,.1f} of {disk.total / GIGABYTE:,.1f} GB are free where the hub lies."
    if disk.free >= needed:
        return Fact("Disk", "well", words)
    return Fact("Disk", "look", f"{words} A load or a backup may find no room: make some.")


def _tables(register: Register) -> Fact:
    newest = known_revisions()[0]
    with register.reading() as connection:
        found = find_revision(connection)
    if found == newest:
        return Fact("Register", "well", f"Its tables are of revision {found}, the newest that this version knows.")
    words = f"Its tables are of revision {found}; this version makes {newest}. Was the program changed while it ran?"
    return Fact("Register", "look", f"{words} Start it again.")
