"""Requests for personal information between signatories: drafting one, and submitting it (`safety.md` 9.1; `001` 4.3).

The hub keeps what a request is about in general words, and never the person: `hub/governance/request_items.py`. What
becomes of it then: `request_decisions.py` for whoever is asked, `request_use.py` for whoever was given something.
"""

import secrets
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from hub.access.identity import Identity
from hub.access.matrix import check_user_can_request
from hub.access.opening import check_noted
from hub.governance.request_items import Items, check_gateway, check_items, list_missing, name_items
from hub.governance.request_refusal import RequestRefused
from hub.governance.request_rights import PAGE, Request, check_receiver, check_signed, check_supplier
from hub.governance.request_states import IN_WORDS
from hub.governance.request_steps import change, check_part, draft, find, take
from hub.meetings.holidays import working_day_after
from hub.register import Register

OPEN_WITHIN = 2
"""Working days within which a request is to be opened."""
WRITABLE = ("draft", "returned")


def save_draft(
    register: Register, items: Items, who: Identity, request: str = "", now: datetime | None = None
) -> Request:
    """Write down a request as far as it is known, or change one that was not submitted, or was returned.

    Raises:
        AccessRefused: a role that asks for nothing, or no request of theirs.
        RequestRefused: somebody that cannot be asked; one's own organisation's signature is not in force, or it has no
            liaison officer; something that is typed cannot be kept (as ``check_items``); it was submitted meanwhile, or
            another organisation was to be asked already.
    """
    at = now or datetime.now(UTC)
    check_noted(register, who, PAGE, lambda: check_user_can_request(who, "ask"))
    if request:
        check_part(register, request, "submit", who)
    values = check_items(items)
    with register.writing() as connection:
        found = find(connection, request) if request else None
        if found and found.submitted_on and items.supplier != found.supplier:
            raise RequestRefused(
                "what was submitted goes to nobody else: its history is theirs to read.",
                "another organisation was chosen.",
                "withdraw it, and make another request.",
            )
        _check_sides(connection, who.organisation, items.supplier, at.date(), found.requester if found else who.name)
        if found is None:
            return draft(connection, {"id": f"rq-{secrets.token_hex(4)}", **values}, who, at)
        if found.state not in WRITABLE:
            raise RequestRefused(
                "what was submitted is not changed any more.",
                f"it is {IN_WORDS[found.state].split(maxsplit=1)[-1]} since {found.since}.",
                "withdraw it and make another, or wait until it is returned.",
            )
        return change(connection, found, values, who, at)


def submit(register: Register, request: str, who: Identity, now: datetime | None = None) -> Request:
    """Send a request to the liaison officer of the organisation that is asked.

    Raises:
        AccessRefused: no request of theirs.
        RequestRefused: items are missing, all of them named; the gateway is not for them; a signature is not in force;
            or there is nobody to answer.
    """
    at = now or datetime.now(UTC)

    def check(connection: Connection, found: Request) -> None:
        _check_sides(connection, found.organisation, found.supplier, at.date(), found.requester)
        missing = list_missing(vars(found))
        if missing:
            raise RequestRefused(
                "the request is not complete.",
                f"missing: {name_items(missing)}.",
                "fill them in, keep the draft, and submit it then.",
            )
        check_gateway(found.gateway, found.kind)

    return take(register, request, "submit", who, at, changes={"submitted_on": at.date().isoformat()}, check=check)


def open_by(request: Request) -> date | None:
    """The day by which a request that waits is to be opened; None where it does not wait."""
    if request.state != "submitted" or request.submitted_on is None:
        return None
    return working_day_after(date.fromisoformat(request.submitted_on), OPEN_WITHIN)


def _check_sides(connection: Connection, organisation: str, supplier: str, today: date, requester: str) -> None:
    check_signed(connection, organisation, today, "your organisation")
    check_receiver(connection, organisation)
    check_supplier(connection, organisation, supplier, today, requester)
