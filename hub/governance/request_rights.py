"""Who has which part in a request for information, and that nobody else learns that there is one (`safety.md` 9.1).

A request is between three: whoever asks, the liaison officer of their organisation, and that of the organisation which
is asked, from the day on which it was submitted. A name that is given out anew brings no request along.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from hub.access.identity import Identity
from hub.access.matrix import REQUEST_ACTS, user_can_request
from hub.access.organisations import find_fault
from hub.access.refusal import AccessRefused
from hub.access.stays import CHANGES
from hub.access.tables import ACCOUNTS
from hub.governance.request_refusal import RequestRefused
from hub.governance.request_states import PARTIES, STEPS, Act, Party, State, find_step
from hub.governance.request_tables import REQUEST_STEPS, REQUESTS
from hub.register import LEDGER

PAGE = "information-requests"
RIGHTS: Mapping[Party, str] = {"requester": "ask", "receiving": "keep", "supplying": "answer"}
"""By which right of the access matrix somebody may have a part."""
ASKERS = tuple(role for role, acts in REQUEST_ACTS.items() if RIGHTS["requester"] in acts)
ANSWERERS = tuple(role for role, acts in REQUEST_ACTS.items() if RIGHTS["supplying"] in acts)
ASKING = (
    "draft",
    "change",
    *(one.act for one in STEPS if "requester" in one.parties and "supplying" not in one.parties),
)
"""What is done on the side of whoever asks; whoever did any of it decides on nothing."""
THEIRS: Mapping[Party, str] = {
    "requester": "whoever made the request",
    "receiving": "the liaison officer of the organisation that asked",
    "supplying": "the liaison officer of the organisation that is asked, and never whoever made the request",
}


@dataclass(frozen=True)
class Request:
    """One request as it is kept; days as 2026-12-31. ``kind``: as which kind of organisation it is asked; ``since``:
    from when on it has its state; ``entry``: the place in the ledger after which it was drafted."""

    id: str
    requester: str
    organisation: str
    supplier: str
    kind: str
    state: State
    since: str
    letter: str
    required: str
    purpose: str
    gateway: str
    necessity: str
    effect: str
    use_only: int
    designation: str
    reply_to: str
    consent: str
    ground: str
    drafted_on: str
    submitted_on: str | None
    disclosed_on: str | None
    keep_until: str | None
    entry: int

    def stands(self, today: date) -> State:
        """Its state on a day: what is in use, or asked to be passed on, is due for review from its day on."""
        due = self.state in ("in use", "onward request") and (self.keep_until or "9999") <= today.isoformat()
        return "review due" if due else self.state


def list_requests(connection: Connection, who: Identity) -> list[tuple[Request, frozenset[Party]]]:
    """Every request that this person has a part in, with their parts; the newest first."""
    mine = (REQUESTS.c.organisation == who.organisation) | (REQUESTS.c.supplier == who.organisation)
    rows = connection.execute(select(REQUESTS).where(mine).order_by(REQUESTS.c.entry.desc())).all()
    requests = [Request(**row._mapping) for row in rows]
    gone, asked = _left(connection, who.organisation, requests), _asked(connection, who.name)
    found = [(one, parties_of(one, who, one.id in gone, one.id in asked)) for one in requests]
    return [(one, parties) for one, parties in found if parties]


def find_own(connection: Connection, identity: str, who: Identity) -> tuple[Request, frozenset[Party]]:
    """A request that this person has a part in. Raises AccessRefused for any other, whether there is one or not."""
    for request, parties in list_requests(connection, who):
        if request.id == identity:
            return request, parties
    raise AccessRefused(
        "there is no such request of yours.",
        "none that you made, and none that your organisation sent or was sent.",
        "choose one of your list.",
    )


def parties_of(request: Request, who: Identity, left: bool = False, asked: bool = False) -> frozenset[Party]:
    """The parts of somebody in a request.

    Args:
        request: The request.
        who: Somebody.
        left: Whoever asked can act on it no more: no account there, a suspended one, another post, or it is somebody
            else's of the same name. Then the liaison officer of their organisation stands in for them.
        asked: ``who``, or somebody of that name, did something on the side that asks: they never decide on it.
    """
    named, own = who.name == request.requester, who.organisation == request.organisation
    stands_in = left and user_can_request(who, RIGHTS["receiving"])
    has: Mapping[Party, bool] = {
        "requester": own and (stands_in or (named and not left)),
        "receiving": own,
        "supplying": who.organisation == request.supplier and not (named or asked) and request.submitted_on is not None,
    }
    return frozenset(one for one in PARTIES if has[one] and user_can_request(who, RIGHTS[one]))


def check_act(request: Request, parties: frozenset[Party], act: Act) -> None:
    """Raise AccessRefused unless one of these parts has this act."""
    allowed = find_step(act).parties
    if not parties & set(allowed):
        raise AccessRefused(
            "this step is not yours.",
            f"it is that of {' or '.join(THEIRS[one] for one in allowed)}.",
            f"ask them; the request is {request.id}.",
        )


def check_supplier(connection: Connection, organisation: str, supplier: str, today: date, requester: str) -> None:
    """Raise RequestRefused where an organisation cannot be asked: none, one's own, one that has not signed, or one that
    has no liaison officer but whoever asks."""
    if not supplier:
        raise RequestRefused("a request goes to one organisation.", "none was chosen.", "choose whom you ask.")
    if supplier == organisation:
        raise RequestRefused(
            "a request goes to another organisation.", "your own was chosen.", "ask your own colleagues directly."
        )
    check_signed(connection, supplier, today, "the organisation that is asked")
    if not has_officer(connection, supplier, besides=requester):
        raise RequestRefused(
            "this organisation cannot be asked: nobody could answer.",
            f"{supplier} has no liaison officer in this hub.",
            "ask it to appoint one; whoever looks after the hub adds the account.",
        )


def check_signed(connection: Connection, organisation: str, today: date, whose: str) -> None:
    """Raise RequestRefused where the signature of an organisation does not hold; ``whose`` says which one it is."""
    fault = find_fault(connection, organisation, today)
    if fault:
        raise RequestRefused(
            f"the signature of {whose} under the sharing agreement is not in force.",
            fault,
            "information is requested and disclosed between signatories alone: have it signed anew.",
        )


def check_receiver(connection: Connection, organisation: str) -> None:
    """Raise RequestRefused where nobody would see to it that what an organisation is given is destroyed (`001` 4.1)."""
    if not has_officer(connection, organisation):
        raise RequestRefused(
            "information goes to an organisation that has a liaison officer.",
            f"{organisation} has none in this hub, so nobody could see to its destruction.",
            "appoint one; whoever looks after the hub adds the account.",
        )


def has_officer(connection: Connection, organisation: str, besides: str = "") -> bool:
    """Whether an organisation has a liaison officer whose account is not suspended, other than ``besides``."""
    asked = select(ACCOUNTS.c.name).where(
        ACCOUNTS.c.organisation == organisation,
        ACCOUNTS.c.role.in_(ANSWERERS),
        ACCOUNTS.c.suspended_on.is_(None),
        ACCOUNTS.c.name != besides,
    )
    return connection.execute(asked).first() is not None


def _asked(connection: Connection, name: str) -> set[str]:
    """Those requests on whose asking side somebody of that name did something."""
    done = select(REQUEST_STEPS.c.request).where(REQUEST_STEPS.c.who == name, REQUEST_STEPS.c.act.in_(ASKING))
    return set(connection.execute(done).scalars())


def _left(connection: Connection, organisation: str, requests: Sequence[Request]) -> set[str]:
    """Those requests of an organisation whose maker can act on them no more: an account that was removed, moved or
    suspended, one of a post that asks for nothing, or one that was made anew since, which is somebody else's."""
    names = {one.requester for one in requests if one.organisation == organisation}
    if not names:
        return set()
    held = select(ACCOUNTS.c.name).where(
        ACCOUNTS.c.name.in_(names) & (ACCOUNTS.c.suspended_on.is_not(None) | ACCOUNTS.c.role.not_in(ASKERS))
    )
    stopped = set(connection.execute(held).scalars())
    asked = select(LEDGER.c.subject, LEDGER.c.action, LEDGER.c.position, LEDGER.c.detail)
    changes = connection.execute(asked.where(LEDGER.c.action.in_(CHANGES), LEDGER.c.subject.in_(names))).all()
    return {one.id for one in requests if one.requester in stopped} | {
        one.id
        for one in requests
        for row in changes
        if row.subject == one.requester and row.position > one.entry and _ends(row.action, row.detail, organisation)
    }


def _ends(action: str, detail: str, organisation: str) -> bool:
    """Whether a change of an account ends what its person did for an organisation."""
    return action != "post" or json.loads(detail).get("organisation") != organisation
