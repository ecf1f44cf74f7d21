"""Who has which part in a request for information, and that nobody else learns that there is one (`safety.md` 9.1).

A request is between three: whoever asks, the liaison officer of their organisation, and that of the organisation which
is asked, from the day on which it was submitted. A name that is given out anew brings no request along.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from hub.access.identity import Identity
from hub.access.matrix import user_can_request
from hub.access.organisations import find_fault
from hub.access.refusal import AccessRefused
from hub.access.tables import ACCOUNTS
from hub.governance.request_refusal import RequestRefused
from hub.governance.request_states import PARTIES, Act, Party, State, find_step
from hub.governance.request_tables import REQUESTS
from hub.register import LEDGER

PAGE = "information-requests"
RIGHTS: Mapping[Party, str] = {"requester": "ask", "receiving": "keep", "supplying": "answer"}
"""By which right of the access matrix somebody may have a part."""
ANSWERS = "liaison"
GIVEN = ("account", "remove")
THEIRS: Mapping[Party, str] = {
    "requester": "whoever made the request",
    "receiving": "the liaison officer of the organisation that asked",
    "supplying": "the liaison officer of the organisation that is asked, and never whoever made the request",
}


@dataclass(frozen=True)
class Request:
    """One request as it is kept; days as 2026-12-31. ``kind``: as which kind of organisation it is asked; ``since``:
    from when on it has its state; ``entry``: the place in the ledger where it was drafted."""

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
        """Its state on a day: what is in use is due for review from the day until which it may be kept."""
        due = self.state == "in use" and (self.keep_until or "9999") <= today.isoformat()
        return "review due" if due else self.state


def list_requests(connection: Connection, who: Identity) -> list[tuple[Request, frozenset[Party]]]:
    """Every request that this person has a part in, with their parts; the newest first."""
    mine = (REQUESTS.c.organisation == who.organisation) | (REQUESTS.c.supplier == who.organisation)
    rows = connection.execute(select(REQUESTS).where(mine).order_by(REQUESTS.c.entry.desc())).all()
    given = _last_given(connection, who.name)
    found = [(request, parties_of(request, who, given)) for request in (Request(**row._mapping) for row in rows)]
    return [(request, parties) for request, parties in found if parties]


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


def parties_of(request: Request, who: Identity, given: int = 0) -> frozenset[Party]:
    """The parts of somebody in a request. ``given``: where in the ledger their name was last given or taken."""
    asked = who.name == request.requester
    has: Mapping[Party, bool] = {
        "requester": asked and who.organisation == request.organisation and given < request.entry,
        "receiving": who.organisation == request.organisation,
        "supplying": who.organisation == request.supplier and not asked and request.submitted_on is not None,
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


def check_supplier(connection: Connection, organisation: str, supplier: str, today: date) -> None:
    """Raise RequestRefused where an organisation cannot be asked: one's own, one that has not signed, or one without
    a liaison officer."""
    if supplier == organisation:
        raise RequestRefused(
            "a request goes to another organisation.", "your own was chosen.", "ask your own colleagues directly."
        )
    check_signed(connection, supplier, today, "the organisation that is asked")
    if not has_officer(connection, supplier):
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


def has_officer(connection: Connection, organisation: str) -> bool:
    """Whether an organisation has a liaison officer whose account is not suspended."""
    asked = select(ACCOUNTS.c.name).where(
        ACCOUNTS.c.organisation == organisation, ACCOUNTS.c.role == ANSWERS, ACCOUNTS.c.suspended_on.is_(None)
    )
    return connection.execute(asked).first() is not None


def _last_given(connection: Connection, name: str) -> int:
    """Where in the ledger an account of that name was last made, replaced or removed; 0 where none ever was."""
    asked = select(func.max(LEDGER.c.position)).where(LEDGER.c.action.in_(GIVEN), LEDGER.c.subject == name)
    return int(connection.execute(asked).scalar() or 0)
