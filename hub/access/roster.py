"""Who has an account, how they sign in, and which signatures are in force: what an administrator looks after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hub.access.accounts import Account, list_accounts
from hub.access.identity import ROLE_TITLES, Identity
from hub.access.limits import describe_limit
from hub.access.opening import check_opening
from hub.access.organisations import Organisation, list_organisations
from hub.access.sessions import WITHOUT_SIGNATURE
from hub.access.throttle import MOST_WRONG_CODES
from hub.register import Register

PAGE = "accounts"
Standing = Literal["in use", "suspended", "locked", "shut out"]
Force = Literal["in force", "lapsed", "suspended", "not begun"]


@dataclass(frozen=True)
class Person:
    """One account in words. ``sees``: every area, or the codes of those it is limited to. ``standing``: in use;
    suspended; locked by wrong codes; or shut out, as the signature of their organisation is not in force. ``why`` says
    it in a sentence. ``awaits_device``: the role asks for a second factor, and none was made known yet."""

    name: str
    role: str
    organisation: str
    sees: str
    signs_in: str
    second_factor: str
    standing: Standing
    why: str
    awaits_device: bool


@dataclass(frozen=True)
class Signature:
    """One organisation's signature: on which day, until when, whether it is in force, and how many days are left."""

    organisation: str
    signed_on: str
    until: str
    force: Force
    days_left: int


@dataclass(frozen=True)
class Roster:
    """Every account, by name, and every signature, by organisation."""

    people: tuple[Person, ...]
    signatures: tuple[Signature, ...]


def list_roster(register: Register, who: Identity, second_factor: Sequence[str], today: date) -> Roster:
    """The accounts and signatures as they stand on a day.

    Args:
        register: The hub's register.
        who: The reader.
        second_factor: Roles that sign in with a second factor.
        today: The day.

    Raises:
        AccessRefused: anybody but an administrator.
    """
    check_opening(register, who, PAGE)
    signed = {one.name: one for one in list_organisations(register)}
    return Roster(
        people=tuple(_person(one, signed, second_factor, today) for one in list_accounts(register)),
        signatures=tuple(_signature(one, today) for one in signed.values()),
    )


def _person(one: Account, signed: Mapping[str, Organisation], asked: Sequence[str], today: date) -> Person:
    way = "password, or the account of their organisation" if one.has_password else "the account of their organisation"
    standing, why = _standing(one, signed.get(one.organisation), today)
    sees = describe_limit(one.role, one.areas)
    awaits = one.role in asked and not one.second_factor
    role, factor = ROLE_TITLES[one.role], _factor(one, asked)
    return Person(one.name, role, one.organisation, sees, way, factor, standing, why, awaits)


def _factor(one: Account, asked: Sequence[str]) -> str:
    if one.second_factor:
        return "a device is known"
    if one.role not in asked:
        return "not asked of this role"
    words = "none yet: asked for at the next sign-in"
    return words if one.has_password else f"{words}, unless their organisation asks for one itself"


def _standing(one: Account, signature: Organisation | None, today: date) -> tuple[Standing, str]:
    if one.suspended_on:
        return "suspended", f"Suspended on {one.suspended_on}: nobody can sign in with it."
    if one.locked:
        return "locked", f"{MOST_WRONG_CODES} wrong codes of its device, one after another: somebody has the password."
    if one.role in WITHOUT_SIGNATURE:
        return "in use", "Needs no signature: it sees no partnership data."
    if signature is None:
        return "shut out", "Their organisation has not signed."
    if not signature.is_in_force(today):
        return "shut out", f"The signature of their organisation is {_force(signature, today)}."
    return "in use", f"By their organisation's signature, until {signature.until}."


def _signature(one: Organisation, today: date) -> Signature:
    left = (date.fromisoformat(one.until) - today).days
    return Signature(one.name, one.signed_on, one.until, _force(one, today), left)


def _force(one: Organisation, today: date) -> Force:
    if one.is_in_force(today):
        return "in force"
    if one.suspended_on:
        return "suspended"
    return "lapsed" if one.until < today.isoformat() else "not begun"
