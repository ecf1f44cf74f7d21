"""One step of a request for information: the right to it, its state, its line in the history and in the ledger.

All of it happens in one transaction. The reasons that are typed stay in the history; the ledger has who, in which role
and agency, when, which step, and from which state to which. It also vouches for what it does not hold: by a hash of the
step and one of the request as it then stood, each with a salt that only the history has, so that no reason, however
short, is guessed from it (`safety.md` 9: object hash).
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select, update

from hub.access.identity import Identity
from hub.access.opening import check_noted
from hub.governance.request_refusal import RequestRefused
from hub.governance.request_rights import PAGE, Request, check_act, find_own
from hub.governance.request_states import IN_WORDS, Act, find_step
from hub.governance.request_tables import REQUEST_STEPS, REQUESTS
from hub.ledger import Entry, append
from hub.packed import hash_of
from hub.register import LEDGER, Register

ACT = "information request"
"""The act as the ledger calls it."""
Check = Callable[[Connection, Request], None]


@dataclass(frozen=True)
class Taken:
    """One step that was taken: when, by whom, from where to where, what was said, and what was ticked or chosen."""

    at: str
    who: str
    role: str
    organisation: str
    act: str
    start: str
    end: str
    words: str
    detail: Mapping[str, object]


def take(
    register: Register,
    identity: str,
    act: Act,
    who: Identity,
    now: datetime | None = None,
    *,
    words: str = "",
    detail: Mapping[str, object] | None = None,
    changes: Mapping[str, str] | None = None,
    check: Check | None = None,
) -> Request:
    """Take a request a step on.

    Args:
        register: The hub's register.
        identity: The request's id.
        act: What is done.
        who: Does it.
        now: The moment; now when left out.
        words: What was said, checked already; kept in the history alone.
        detail: What was ticked or chosen, of closed lists alone or checked already.
        changes: What else of the request changes.
        check: What has to be so of the request first; raises a refusal.

    Raises:
        AccessRefused: no such request of theirs, or a step that is not theirs.
        RequestRefused: it cannot take this step from the state that it is in.
    """
    at = now or datetime.now(UTC)
    check_part(register, identity, act, who)
    with register.writing() as connection:
        found, parties = find_own(connection, identity, who)
        check_act(found, parties, act)
        stands = found.stands(at.date())
        step = find_step(act)
        if stands not in step.starts:
            raise RequestRefused(
                "the request cannot take this step.",
                f"it is {IN_WORDS[stands].split(maxsplit=1)[-1]} since {found.since}.",
                "look at it anew: its page shows what can be done.",
            )
        if check:
            check(connection, found)
        changed = {"state": step.end, "since": at.date().isoformat(), **(changes or {})}
        connection.execute(update(REQUESTS).where(REQUESTS.c.id == found.id).values(**changed))
        _remember(connection, found.id, act, (stands, step.end), who, at, words, detail)
        return find(connection, found.id)


def check_part(register: Register, identity: str, act: Act, who: Identity) -> Request:
    """The request, for somebody whose step this is. Raises AccessRefused for others, and the ledger has it."""
    held: list[Request] = []

    def check() -> None:
        with register.reading() as connection:
            found, parties = find_own(connection, identity, who)
        check_act(found, parties, act)
        held.append(found)

    check_noted(register, who, PAGE, check)
    return held[0]


def draft(connection: Connection, values: Mapping[str, object], who: Identity, at: datetime) -> Request:
    """Write down a new draft, with its entry."""
    identity, day = str(values["id"]), at.date().isoformat()
    entry = connection.execute(select(func.max(LEDGER.c.position))).scalar() or 0
    row = {**values, "requester": who.name, "organisation": who.organisation, "state": "draft", "since": day}
    connection.execute(insert(REQUESTS).values(**row, drafted_on=day, entry=entry))
    _remember(connection, identity, "draft", ("", "draft"), who, at)
    return find(connection, identity)


def change(
    connection: Connection, found: Request, values: Mapping[str, object], who: Identity, at: datetime
) -> Request:
    """Change what a request says, in the state that it is in, with its entry."""
    connection.execute(update(REQUESTS).where(REQUESTS.c.id == found.id).values(**values))
    _remember(connection, found.id, "change", (found.state, found.state), who, at)
    return find(connection, found.id)


def find(connection: Connection, identity: str) -> Request:
    """The request of that id, which there is."""
    return Request(**connection.execute(select(REQUESTS).where(REQUESTS.c.id == identity)).one()._mapping)


def list_taken(connection: Connection, identity: str) -> tuple[Taken, ...]:
    """The history of a request, the first step first."""
    columns = [REQUEST_STEPS.c[one.name] for one in fields(Taken)]
    asked = select(*columns).where(REQUEST_STEPS.c.request == identity).order_by(REQUEST_STEPS.c.number)
    return tuple(Taken(**{**row._mapping, "detail": json.loads(row.detail)}) for row in connection.execute(asked))


def is_as_noted(connection: Connection, identity: str) -> bool:
    """Whether a request and every step of it are what the ledger vouches for; somebody altered them behind it if not.

    Whether the ledger itself is whole, is for ``verify``.
    """
    steps = connection.execute(
        select(REQUEST_STEPS).where(REQUEST_STEPS.c.request == identity).order_by(REQUEST_STEPS.c.number)
    ).all()
    noted = select(LEDGER.c.detail).where(LEDGER.c.action == ACT, LEDGER.c.subject == f"request {identity}")
    details = [json.loads(one) for one in connection.execute(noted.order_by(LEDGER.c.position)).scalars()]
    if not steps or [one["step_hash"] for one in details] != [_hash_step(row._asdict()) for row in steps]:
        return False
    return bool(details[-1]["request_hash"] == _hash_request(connection, identity, steps[-1].salt))


def _remember(
    connection: Connection,
    identity: str,
    act: str,
    way: tuple[str, str],
    who: Identity,
    at: datetime,
    words: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """The line of a step in the history, and its entry in the ledger; the request is as the step left it."""
    start, end = way
    row = {
        "request": identity,
        "at": at.isoformat(timespec="seconds"),
        "who": who.name,
        "role": who.role,
        "organisation": who.organisation,
        "act": act,
        "start": start,
        "end": end,
        "words": words,
        "detail": json.dumps(detail or {}, sort_keys=True),
        "salt": secrets.token_hex(16),
    }
    connection.execute(insert(REQUEST_STEPS).values(**row))
    hashes = {"step_hash": _hash_step(row), "request_hash": _hash_request(connection, identity, row["salt"])}
    told = {"request": identity, "act": act, "from": start, "to": end, "agency": who.organisation, **hashes}
    append(connection, Entry(who.name, who.role, ACT, f"request {identity}", told, at))


def _hash_step(row: Mapping[str, object]) -> str:
    return hash_of({column.name: row[column.name] for column in REQUEST_STEPS.c if column.name != "number"})


def _hash_request(connection: Connection, identity: str, salt: str) -> str:
    row = connection.execute(select(REQUESTS).where(REQUESTS.c.id == identity)).one()
    return hash_of({**row._mapping, "salt": salt})
