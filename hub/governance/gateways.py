"""Legal gateways: which law allows information to be shared, and which kinds of organisation may use it."""

from dataclasses import dataclass
from typing import Literal

from geo.checks import Refused


class GatewayRefused(Refused):
    """There is no gateway of that code."""

    exit_code = 39


@dataclass(frozen=True)
class Gateway:
    """One gateway. ``users``: the kinds of organisation that may use it; ``personal``: it allows personal information;
    ``successor``: '' for none, or another gateway's code, or a statute's text."""

    code: str
    title: str
    source: str
    allows: str
    users: tuple[str, ...]
    personal: bool
    state: Literal["in force", "repealed", "replaced"]
    successor: str


_PUBLIC = ("police", "local authority", "fire and rescue authority", "probation service", "health")
GATEWAYS: tuple[Gateway, ...] = (
    Gateway(
        "cda-1998-s115",
        "Crime and Disorder Act 1998, section 115",
        "001 3.8",
        "A power to disclose to a relevant authority, or to somebody acting for one, for the purposes of the Act.",
        _PUBLIC,
        True,
        "in force",
        "",
    ),
    Gateway(
        "cda-1998-s17a",
        "Crime and Disorder Act 1998, section 17A",
        "001 3.9",
        "A duty to share prescribed depersonalised information; no personal information.",
        _PUBLIC,
        False,
        "in force",
        "",
    ),
    Gateway(
        "police-act-1996",
        "Police Act 1996",
        "004 section 3",
        "Identifiable information for a policing purpose, case by case.",
        ("police",),
        True,
        "in force",
        "",
    ),
    Gateway(
        "nhs-act-1977",
        "National Health Service Act 1977",
        "004 section 3",
        "To improve the physical and mental health of the population.",
        ("health",),
        True,
        "repealed",
        "National Health Service Act 2006",
    ),
)


def find_gateway(code: str) -> Gateway:
    """The gateway of that code. Raises GatewayRefused where there is none."""
    for one in GATEWAYS:
        if one.code == code:
            return one
    raise GatewayRefused("there is no such legal gateway.", "a code of no list.", "choose one of the list.")


def may_use(gateway: Gateway, kind: str) -> bool:
    """Whether an organisation of that kind may use it."""
    return kind in gateway.users
