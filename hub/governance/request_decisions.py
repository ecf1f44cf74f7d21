"""What the liaison officer of an organisation that is asked does with a request, from returning it to disclosing.

Nobody decides on what they asked themselves. Nothing is approved without a criterion of `001` 3.11 and the seven
questions of `004` section 4, and nothing is disclosed to somebody whose signature no longer holds.
"""

from datetime import UTC, datetime

from sqlalchemy import Connection

from hub.access.identity import Identity
from hub.governance.request_criteria import CONSULTED, Decision, Disclosure, check_decision, check_disclosure
from hub.governance.request_items import ITEMS, check_reference
from hub.governance.request_refusal import RequestRefused
from hub.governance.request_rights import Request, check_receiver, check_signed
from hub.governance.request_states import Act
from hub.governance.request_steps import check_part, list_taken, take
from hub.register import Register
from hub.sentence import check_sentence

REASON = "Why it is refused"
PERMISSION = "The reference of your written permission"
WHY_NOT = "Why it may not be passed on"


def return_request(
    register: Register, request: str, missing: tuple[str, ...], who: Identity, now: datetime | None = None
) -> Request:
    """Give a request back to whoever asked, for items that are missing or say too little.

    Raises: AccessRefused or RequestRefused as ``take``; RequestRefused where no item is named.
    """
    check_part(register, request, "return", who)
    items = [name for name in ITEMS if name in missing]
    if not items or len(items) != len(set(missing)):
        raise RequestRefused("a request is returned for what it lacks.", "no item named.", "tick what is missing.")
    return take(register, request, "return", who, now, detail={"missing": items})


def assess(register: Register, request: str, who: Identity, now: datetime | None = None) -> Request:
    """Open a request, to decide on it. Raises as ``take``."""
    return take(register, request, "assess", who, now)


def consult(
    register: Register, request: str, consulted: tuple[str, ...], who: Identity, now: datetime | None = None
) -> Request:
    """Note that an investigation or prosecution is going on, and that its officer and the CPS were consulted.

    Raises: as ``take``; RequestRefused where one of the two was not.
    """
    check_part(register, request, "consult", who)
    if set(consulted) != set(CONSULTED):
        raise RequestRefused(
            "of a matter under investigation both are consulted.",
            f"{len(set(consulted) & set(CONSULTED))} of {len(CONSULTED)} ticked.",
            "consult the investigating officer and the CPS before anything is decided.",
        )
    return take(register, request, "consult", who, now, detail={"consulted": list(CONSULTED)})


def seek_consent(
    register: Register, request: str, no_exemption: bool, who: Identity, now: datetime | None = None
) -> Request:
    """Note that the subject is asked for consent, as none of the exemptions of 3.11 holds.

    Raises: as ``take``; RequestRefused where that was not confirmed.
    """
    check_part(register, request, "seek consent", who)
    if not no_exemption:
        raise RequestRefused(
            "consent is sought where no exemption holds.",
            "it was not confirmed that none of 3.11 a to c does.",
            "confirm it, or decide by the exemption.",
        )
    return take(register, request, "seek consent", who, now, detail={"no_exemption": True})


def approve(
    register: Register, request: str, decision: Decision, who: Identity, now: datetime | None = None
) -> Request:
    """Approve a request; in part, where the decision says what is left out.

    Raises: as ``take`` and ``check_decision``; RequestRefused where the subject's consent is ticked that nobody sought.
    """
    act: Act = "approve in part" if decision.left_out.strip() else "approve"
    check_part(register, request, act, who)
    words, detail = check_decision(decision)

    def check(_: Connection, found: Request) -> None:
        if "consent" in decision.criteria and found.consent != "given" and found.state != "consent sought":
            raise RequestRefused(
                "the subject has not consented, by what the request says.",
                "consent was neither given before, nor sought since.",
                "note first that it is sought, or tick what is met.",
            )

    return take(register, request, act, who, now, words=words, detail=detail, check=check)


def refuse(register: Register, request: str, reason: str, who: Identity, now: datetime | None = None) -> Request:
    """Refuse a request, with the reason. Raises as ``take``; RequestRefused where the words are none to keep."""
    check_part(register, request, "refuse", who)
    words = check_sentence(REASON, reason, RequestRefused)
    return take(register, request, "refuse", who, now, words=words)


def disclose(
    register: Register, request: str, disclosure: Disclosure, who: Identity, now: datetime | None = None
) -> Request:
    """Note what was disclosed, in writing, under which marking and by which channel.

    Raises: as ``take`` and ``check_disclosure``; RequestRefused where the signature of whoever asked does not hold, or
    their organisation has no liaison officer any more.
    """
    at = now or datetime.now(UTC)
    check_part(register, request, "disclose", who)
    words, detail = check_disclosure(disclosure)

    def check(connection: Connection, found: Request) -> None:
        check_signed(connection, found.organisation, at.date(), "the organisation that asked")
        check_receiver(connection, found.organisation)

    changes = {"disclosed_on": at.date().isoformat()}
    return take(register, request, "disclose", who, at, words=words, detail=detail, changes=changes, check=check)


def permit_onward(
    register: Register, request: str, to: str, reference: str, who: Identity, now: datetime | None = None
) -> Request:
    """Permit that information is passed on, by the reference of the written permission.

    Args:
        register: The hub's register.
        request: Its id.
        to: The organisation that it was asked for, as whoever permits it read it.
        reference: Of the written permission.
        who: Permits it.
        now: The moment; now when left out.

    Raises: as ``take``; RequestRefused where the reference is none, another organisation is asked for by now, or one of
    the two has no signature in force.
    """
    at = now or datetime.now(UTC)
    check_part(register, request, "permit onward", who)
    written = check_reference(PERMISSION, reference)
    if not written:
        raise RequestRefused(
            "it is passed on by written permission alone.", "no reference of one.", "write it, and note its reference."
        )

    def check(connection: Connection, found: Request) -> None:
        asked = [one.detail["to"] for one in list_taken(connection, found.id) if one.act == "ask onward"]
        if asked[-1:] != [to]:
            raise RequestRefused(
                "another organisation is asked for by now.", "not the one that was shown.", "look at it anew."
            )
        check_signed(connection, to, at.date(), "the organisation that it would go to")
        check_signed(connection, found.organisation, at.date(), "the organisation that asked")

    return take(register, request, "permit onward", who, at, detail={"permission": written, "to": to}, check=check)


def deny_onward(register: Register, request: str, reason: str, who: Identity, now: datetime | None = None) -> Request:
    """Say that it is not to be passed on, and why. Raises as ``refuse``."""
    check_part(register, request, "deny onward", who)
    words = check_sentence(WHY_NOT, reason, RequestRefused)
    return take(register, request, "deny onward", who, now, words=words)
