"""Accounts: who may sign in, in which post of which organisation. Kept in the register, each change in the ledger.

An account may be limited to some areas: of those its person has what its role allows, of the others only totals. One
without a password belongs to a person who signs in with the account of their own organisation. Every change to an
account ends its sessions in the same transaction.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from hub.access.identity import Areas, Identity, Role, read_role
from hub.access.limits import check_areas, read_areas, write_areas
from hub.access.organisations import check_organisation_name
from hub.access.passwords import check_password, hash_password
from hub.access.refusal import AccessRefused
from hub.access.sessions import end_sessions_of
from hub.access.tables import ACCOUNTS, SAVED_VIEWS
from hub.access.throttle import MOST_WRONG_CODES, Key, strike_off
from hub.ledger import Entry, append
from hub.register import Register


@dataclass(frozen=True)
class Account:
    """One account, without its secrets. ``has_password``: it signs in here; ``second_factor``: a device is known;
    ``locked``: too many wrong codes of it were given; ``areas``: those it is limited to, None: no limit."""

    name: str
    role: Role
    organisation: str
    has_password: bool
    second_factor: bool
    suspended_on: str | None
    locked: bool = False
    areas: Areas = None


def key_of(name: str) -> str:
    """The name as it is kept: without case, without space round it."""
    return name.strip().casefold()


def add_account(
    register: Register,
    name: str,
    role: str,
    organisation: str,
    password: str | None,
    who: Identity,
    areas: Iterable[str] | None = None,
) -> Account:
    """Add an account, or replace the one of that name with its second factor and the views that its person kept.

    Args:
        register: The hub's register.
        name: To sign in with: letters, digits and . - _ @
        role: One of `hub.access.identity.ROLES`.
        organisation: As it signed the agreement.
        password: None: the person signs in with the account of their organisation only.
        who: Does this; checked by the caller.
        areas: Codes of the areas it is limited to, checked by `hub.own_areas.check_own_areas`; None: no limit.

    Raises:
        AccessRefused: a poor name or password, no such role, a name of an organisation that is none, or a limit of a
            role that has none.
    """
    key, post, place = _check_name(name), read_role(role), check_organisation_name(organisation)
    limit = check_areas(post, areas)
    if password is not None:
        check_password(password, (key, place))
    hashed = None if password is None else hash_password(password)
    told = {"role": post, "organisation": place}
    row = {"name": key, **told, "areas": write_areas(limit), "password_hash": hashed, "last_step": 0}
    with register.writing() as connection:
        connection.execute(delete(ACCOUNTS).where(ACCOUNTS.c.name == key))
        _forget_views(connection, key)
        connection.execute(insert(ACCOUNTS).values(**row))
        _changed(connection, key, "account", {**told, "areas": limit, "password": password is not None}, who)
    return Account(key, post, place, password is not None, second_factor=False, suspended_on=None, areas=limit)


def change_post(register: Register, name: str, role: str, organisation: str, who: Identity) -> Account:
    """Give an account another role or organisation; its sessions end, its limit stays, and so do the views that were
    kept, unless the organisation is another.

    Raises:
        AccessRefused: an unknown name, or one that is limited to some areas becomes an administrator.
    """
    post, place = read_role(role), check_organisation_name(organisation)
    found = find_account(register, name)
    check_areas(post, found.areas)
    values = {"role": post, "organisation": place}
    with register.writing() as connection:
        if place != found.organisation:
            _forget_views(connection, found.name)
        connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == found.name).values(**values))
        _changed(connection, found.name, "post", values, who)
    return find_account(register, name)


def limit_account(register: Register, name: str, areas: Iterable[str] | None, who: Identity) -> Account:
    """Limit an account to some areas, or lift its limit (None); its sessions end.

    Raises:
        AccessRefused: an unknown name, no area, or an administrator.
    """
    limit = check_areas(find_account(register, name).role, areas)
    return _change(register, name, {"areas": write_areas(limit)}, "limit", {"areas": limit}, who)


def change_password(register: Register, name: str, password: str, who: Identity) -> Account:
    """Set a new password; the sessions of the account end. Raises AccessRefused for an unknown name or a poor one."""
    found = find_account(register, name)
    check_password(password, (found.name, found.organisation))
    return _change(register, name, {"password_hash": hash_password(password)}, "password", {}, who)


def suspend_account(register: Register, name: str, who: Identity, today: date | None = None) -> Account:
    """Let nobody sign in with an account, and end its sessions. Raises AccessRefused for an unknown name."""
    day = (today or datetime.now(UTC).date()).isoformat()
    return _change(register, name, {"suspended_on": day}, "suspend", {"kind": "account"}, who)


def restore_account(register: Register, name: str, who: Identity) -> Account:
    """Lift a suspension. Raises AccessRefused for an unknown name."""
    return _change(register, name, {"suspended_on": None}, "restore", {"kind": "account"}, who)


def forget_second_factor(register: Register, name: str, who: Identity) -> Account:
    """Forget the device of an account, which was lost: the next sign-in asks for a new one."""
    values = {"second_factor": None, "last_step": 0, "wrong_codes": 0}
    return _change(register, name, values, "second-factor", {"known": False}, who)


def unlock_account(register: Register, name: str, who: Identity) -> Account:
    """Open an account that wrong codes have closed, and forget them. Raises AccessRefused for an unknown name."""
    found = find_account(register, name)
    with register.writing() as connection:
        connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == found.name).values(wrong_codes=0))
        strike_off(connection, [Key("code", found.name)])
        _changed(connection, found.name, "unlock", {"kind": "account"}, who)
    return find_account(register, name)


def remove_account(register: Register, name: str, who: Identity) -> None:
    """Remove an account of somebody who has left (within a day), with the views they kept.

    Raises AccessRefused for an unknown name.
    """
    found = find_account(register, name)
    with register.writing() as connection:
        connection.execute(delete(ACCOUNTS).where(ACCOUNTS.c.name == found.name))
        _forget_views(connection, found.name)
        _changed(connection, found.name, "remove", {"kind": "account"}, who)


def find_account(register: Register, name: str) -> Account:
    """The account of that name. Raises AccessRefused where there is none."""
    found = {one.name: one for one in list_accounts(register)}
    if key_of(name) not in found:
        raise AccessRefused("there is no such account.", "a name that no account has.", "saferhub users list")
    return found[key_of(name)]


def list_accounts(register: Register) -> tuple[Account, ...]:
    """Every account, by name."""
    with register.reading() as connection:
        rows = connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.name)).all()
    return tuple(
        Account(
            row.name,
            read_role(row.role),
            row.organisation,
            row.password_hash is not None,
            bool(row.last_step),
            row.suspended_on,
            row.wrong_codes >= MOST_WRONG_CODES,
            read_areas(row.areas),
        )
        for row in rows
    )


def _change(
    register: Register,
    name: str,
    values: Mapping[str, object],
    action: str,
    detail: Mapping[str, object],
    who: Identity,
) -> Account:
    found = find_account(register, name)
    with register.writing() as connection:
        connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == found.name).values(**values))
        _changed(connection, found.name, action, detail, who)
    return find_account(register, name)


def _forget_views(connection: Connection, name: str) -> None:
    connection.execute(delete(SAVED_VIEWS).where(SAVED_VIEWS.c.account == name))


def _changed(connection: Connection, name: str, action: str, detail: Mapping[str, object], who: Identity) -> None:
    """End the sessions of a changed account, and write the ledger entry."""
    end_sessions_of(connection, name, "account changed", time.time())
    append(connection, Entry(who.name, who.role, action, name, detail, datetime.now(UTC)))


def _check_name(name: str) -> str:
    key = key_of(name)
    if not (1 <= len(key) <= 64 and all(one.isalnum() or one in ".-_@" for one in key)):
        raise AccessRefused(
            "this is not a name to sign in with.", f"{len(key)} characters.", "use 1 to 64 letters, digits or . - _ @"
        )
    return key
