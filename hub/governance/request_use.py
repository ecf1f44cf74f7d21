"""What happens to information that was disclosed: acknowledged, used, passed on with permission, and destroyed.

A request can be withdrawn as long as it is not over, and a breach can be reported by each of the three whom it is open
to. Once something was disclosed, nothing ends without the certificate of its destruction.
"""

from datetime import UTC, date, datetime

from sqlalchemy import Connection

from hub.access.identity import Identity
from hub.governance.request_items import check_reference
from hub.governance.request_refusal import RequestRefused
from hub.governance.request_rights import Request, check_signed
from hub.governance.request_steps import check_part, take
from hub.hub import Hub
from hub.register import Register
from hub.retention import last_day_after
from hub.sentence import check_sentence

WHY_ONWARD, WHY_WITHDRAWN, HAPPENED = "Why they need it", "Why it is withdrawn", "What happened, without saying to whom"
CERTIFICATE = "The reference of the certificate of destruction"


def acknowledge(hub: Hub, request: str, keep_until: date, who: Identity, now: datetime | None = None) -> Request:
    """Confirm that the information came, and say on which day its use is reviewed.

    Raises: as ``take``; RequestRefused for a day that is past, or later than the hub keeps records.
    """
    at = now or datetime.now(UTC)
    check_part(hub.register, request, "acknowledge", who)
    latest = last_day_after(f"{at:%Y-%m}", hub.settings.retention.months)
    if not at.date() < keep_until <= latest:
        raise RequestRefused(
            "information is kept no longer than its purpose needs.",
            "a day that is past or today, or later than the hub keeps records.",
            f"name a day after today, {latest.isoformat()} at the latest.",
        )
    until = {"keep_until": keep_until.isoformat()}
    return take(hub.register, request, "acknowledge", who, at, detail=until, changes=until)


def ask_onward(
    register: Register, request: str, organisation: str, why: str, who: Identity, now: datetime | None = None
) -> Request:
    """Ask the owner whether the information may be passed on to another signatory.

    Raises: as ``take``; RequestRefused for somebody who has not signed or has it already, or words that may point at a
    person.
    """
    at = now or datetime.now(UTC)
    found = check_part(register, request, "ask onward", who)
    if organisation in (found.organisation, found.supplier):
        raise RequestRefused("they have it already.", "one of the two sides.", "choose another organisation.")
    words = check_sentence(WHY_ONWARD, why, RequestRefused)

    def check(connection: Connection, _: Request) -> None:
        check_signed(connection, organisation, at.date(), "the organisation that it would go to")

    return take(register, request, "ask onward", who, at, words=words, detail={"to": organisation}, check=check)


def end_use(register: Register, request: str, who: Identity, now: datetime | None = None) -> Request:
    """Note that the purpose is served, before the day of the review. Raises as ``take``."""
    return take(register, request, "end use", who, now)


def destroy(register: Register, request: str, certificate: str, who: Identity, now: datetime | None = None) -> Request:
    """Note that the information was destroyed, by the reference of its certificate.

    Raises: as ``take``; RequestRefused where the reference is none.
    """
    check_part(register, request, "destroy", who)
    return take(register, request, "destroy", who, now, detail={"certificate": _certificate(certificate)})


def withdraw(
    register: Register, request: str, reason: str, certificate: str, who: Identity, now: datetime | None = None
) -> Request:
    """Withdraw a request, and say why; of what was disclosed, with the certificate that it was destroyed.

    Raises: as ``take``; RequestRefused where the words are none to keep, or a certificate is needed and there is none.
    """
    found = check_part(register, request, "withdraw", who)
    words = check_sentence(WHY_WITHDRAWN, reason, RequestRefused)
    detail = {"certificate": _certificate(certificate)} if found.disclosed_on or certificate.strip() else {}

    def check(_: Connection, now_found: Request) -> None:
        if now_found.disclosed_on and not detail:
            _certificate("")

    return take(register, request, "withdraw", who, now, words=words, detail=detail, check=check)


def report_breach(register: Register, request: str, what: str, who: Identity, now: datetime | None = None) -> Request:
    """Report that information of this request is compromised.

    Raises: as ``take``; RequestRefused for words that are none to keep, or where it was never submitted.
    """
    check_part(register, request, "report breach", who)
    words = check_sentence(HAPPENED, what, RequestRefused)

    def check(_: Connection, found: Request) -> None:
        if found.submitted_on is None:
            raise RequestRefused(
                "nothing left your organisation by this request.", "it was never submitted.", "there is nothing to do."
            )

    return take(register, request, "report breach", who, now, words=words, check=check)


def _certificate(reference: str) -> str:
    written = check_reference(CERTIFICATE, reference)
    if not written:
        raise RequestRefused(
            "what was disclosed is destroyed with a certificate.", "no reference of one.", "note its reference."
        )
    return written
