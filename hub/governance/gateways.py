"""Legal gateways: on which law information may be exchanged, who may use it, and whether it still stands.

``data/reference/gateways.csv`` holds section 3 of the agreement of 2009 (`004`), each statute once, by its printed
title. ``users`` are its words too; ``data/reference/gateway_users.csv`` says which body each word means today and of
what kind that body is. ``personal`` is as the agreement has it (section 6: personal data may be exchanged under section
3), also for a row that names no power of disclosure; its two publications allow none. The duty of section 17A is the
row of the Police and Justice Act 2006, which made it.

``state`` speaks of what the agreement describes, in 2026: "repealed" when that is no law any more, "replaced" when
other law does its work though parts may stand. A gateway that is not in force stays in the list, so that a request
keeps the law it named.

**A lawyer has to check the states before anybody relies on them.** Typed from memory: that common law, the Police Act
1996, section 47 of the Children Act 1989, section 11 of that of 2004, the Mental Capacity Act 2005, section 20 of the
Act of 1999, section 325 of the Act of 2003, the Domestic Violence, Crime and Victims Act 2004 (which the agreement
misnames), the Protection from Harassment Act 1997 and the MAPPA guidance are in force; which parts of the ASB Act 2003
stand; section 107 of the Act of 2008; where the duty of foundation trusts is now (the agreement puts it under an Act of
1970). Looked up, not always in the newest version: the rest; of sections 115 and 17A only that section 16 of the
Police, Crime, Sentencing and Courts Act 2022 names them. Not looked through: what the Crime and Policing Act 2026 and
the Children's Wellbeing and Schools Act 2026, both of 29 April 2026, change. Rows in force do not say where Wales has
law of its own, as it has for section 17 of the Children Act 1989 and section 10 of that of 2004.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from geo.checks import Refused
from ingest.categories import reference

State = Literal["in force", "repealed", "replaced"]
STATES: tuple[State, ...] = get_args(State)
KINDS = ("responsible authority", "relevant authority", "co-operating body")
"""Kinds of organisation, as `001` 2.9, 2.12 and Appendix 1 divide them; the register of organisations holds none."""


class GatewayRefused(Refused):
    """A gateway that there is not."""

    exit_code: ClassVar[int] = 39


@dataclass(frozen=True)
class Gateway:
    """One legal gateway. ``users``: who may use it, in the words of its source; none named is any signatory.

    ``personal``: whether personal data may be exchanged under it. ``successor``: what to use instead, the code of
    another gateway or the words of a statute; empty while it is in force.
    """

    code: str
    title: str
    source: str
    allows: str
    users: tuple[str, ...]
    personal: bool
    state: State
    successor: str


def _read() -> tuple[Gateway, ...]:
    states: dict[str, State] = {one: one for one in STATES}
    return tuple(
        Gateway(
            code=row["code"],
            title=row["title"],
            source=row["source"],
            allows=row["allows"],
            users=tuple(filter(None, row["users"].split("; "))),
            personal=row["personal"] == "1",
            state=states[row["state"]],
            successor=row["successor"],
        )
        for row in reference("gateways")
    )


GATEWAYS: tuple[Gateway, ...] = _read()
"""Every gateway, in the order of the agreement."""
BODIES = tuple(dict.fromkeys(row["body"] for row in reference("gateway_users")))
"""What ``users`` name, by what it is called today."""
_USERS = tuple((row["user"], frozenset({row["body"].casefold(), row["kind"]})) for row in reference("gateway_users"))


def find_gateway(code: str) -> Gateway:
    """The gateway of that code, whatever its state. Raises GatewayRefused where there is none."""
    found = [one for one in GATEWAYS if one.code == code]
    if not found:
        known = ", ".join(one.code for one in GATEWAYS)
        raise GatewayRefused("there is no such legal gateway.", "a code that no gateway has.", f"name one of: {known}.")
    return found[0]


def may_use(gateway: Gateway, kind: str) -> bool:
    """Whether an organisation may use a gateway; what is of no known kind may use only one that is open to all.

    ``kind`` is one of ``KINDS`` or, where it is known, a body of ``gateway_users.csv`` such as "police". A kind answers
    for the class only: a responsible authority may use the Police Act as the police is one, so whoever decides reads
    ``users`` beside it. Whether somebody acts on behalf of a relevant authority (section 115) is theirs to say, too.
    """
    said = kind.strip().casefold()
    return not gateway.users or any(said in words for user, words in _USERS if user in gateway.users)
