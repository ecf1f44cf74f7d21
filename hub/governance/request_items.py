"""What a written request for personal information holds (`004` section 6): ten items, and the consent of the subject.

The hub holds nobody: who it is about stands in a letter of its own, which goes by a secure channel, and the request
gives that letter's reference. The day and the name of whoever asks are put in by the hub.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hub.governance.gateways import BODIES, find_gateway, may_use
from hub.governance.request_refusal import RequestRefused
from hub.sentence import check_sentence
from ingest.detectors import find_in_sentence

ITEMS: Mapping[str, str] = {
    "date": "The date",
    "letter": "The subject, by the reference of the letter that names them",
    "required": "What is required",
    "purpose": "The purpose",
    "gateway": "The legal gateway",
    "necessity": "Why it is necessary, or what would be prejudiced without it",
    "effect": "How it will prevent crime or anti-social behaviour",
    "use_only": "The clause that it is used for that purpose only",
    "designation": "Name and designation of whoever asks",
    "reply_to": "The secure address for the reply",
    "consent": "Consent of the subject, or the ground to go without",
}
"""The items in the order of the source, by the field that holds each; the last is asked for beside the ten."""
WORDS = ("required", "purpose", "necessity", "effect", "designation", "ground")
"""Fields that hold a sentence."""
GROUND = "The ground to go without consent"
CONSENTS: Mapping[str, str] = {
    "given": "Sought, and given",
    "refused": "Sought, and refused",
    "not sought": "Not sought",
}
SUBJECT = (
    "The subject, with everything that identifies them, is named in a letter of its own, sent by a secure channel to "
    "the liaison officer. It is not in this hub."
)
USE_ONLY = "What is disclosed will be used for this purpose only, and passed to nobody without written permission."
REFERENCE = re.compile(r"[A-Z]{2,4}/20[2-9][0-9]/[0-9]{1,4}")
"""As MKC/2026/014: letters, a year of this hub's time, a number. Hardly room for a name, none for a birthday."""
OFFICES = (
    "admin", "asb", "cases", "community", "contact", "control", "crime", "csp", "data", "desk", "disclosure", "dlo",
    "enquiries", "exchange", "foi", "group", "housing", "hub", "information", "liaison", "mailbox", "mash", "office",
    "partnership", "police", "probation", "protection", "records", "reduction", "requests", "safeguarding", "safety",
    "section", "security", "service", "services", "sharing", "team", "unit", "yos", "yot",
)  # fmt: skip
"""Words of which the mailbox of an office has one at least."""
LONG = 6
"""Letters from which on such a word is looked for within others too, as in communitysafety."""
SECURE = (".gov.uk", ".police.uk", ".nhs.uk", ".nhs.net", ".cjsm.net", ".mod.uk")
"""How the mail domains end whose bodies keep them secure; everybody else has a CJSM address."""
MAIL = re.compile(r"([A-Za-z0-9][A-Za-z0-9._+-]{0,63})@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
LONGEST_ADDRESS = 120
MOST_FIGURES = 3
ASKED_AS = (*BODIES, "another body")
"""Bodies, as the gateways know them. The register of organisations holds none: whoever asks says it, and
the liaison officer who is asked reads it."""


@dataclass(frozen=True)
class Items:
    """A request as it is typed; what is not yet known is ''. ``kind``: as which kind of organisation it is asked;
    ``needs_person``: depersonalised data would not do."""

    supplier: str
    kind: str = ""
    letter: str = ""
    required: str = ""
    purpose: str = ""
    gateway: str = ""
    necessity: str = ""
    effect: str = ""
    use_only: bool = False
    designation: str = ""
    reply_to: str = ""
    consent: str = ""
    ground: str = ""
    needs_person: bool = False


def check_items(items: Items) -> dict[str, str | int]:
    """The items as they are kept, by their column; nothing may be wrong with what is there, and some may be missing.

    Raises:
        RequestRefused: depersonalised data would do, a word of no list, a gateway that this kind of organisation may
            not use or that allows nothing personal, a reference or address that is none, or words that may point at a
            person.
    """
    if not items.needs_person:
        raise RequestRefused(
            "a request is for personal information alone.",
            "depersonalised data would do, or that was not asked.",
            "use the pages of the hub: they hold what the partnership shares without naming anybody.",
        )
    if items.consent not in ("", *CONSENTS) or items.kind not in ("", *ASKED_AS):
        raise RequestRefused("there is no such choice.", "a word of no list.", "choose from the lists.")
    check_gateway(items.gateway, items.kind)
    kept: dict[str, str | int] = {name: _check_words(name, getattr(items, name)) for name in WORDS}
    return kept | {
        "supplier": items.supplier,
        "kind": items.kind,
        "gateway": items.gateway,
        "letter": check_reference(ITEMS["letter"], items.letter),
        "reply_to": check_address(items.reply_to),
        "consent": items.consent,
        "use_only": int(items.use_only),
    }


def list_missing(kept: Mapping[str, object]) -> tuple[str, ...]:
    """The fields of the items that a request still lacks, in order; none where it is whole. The day and the name are
    the hub's to put in."""
    lacking = [name for name in ITEMS if name != "date" and not kept[name]]
    if kept["gateway"] and not kept["kind"]:
        lacking.append("gateway")
    if kept["consent"] in ("refused", "not sought") and not kept["ground"]:
        lacking.append("consent")
    return tuple(name for name in ITEMS if name in lacking)


def name_items(fields: tuple[str, ...]) -> str:
    """Some items with their numbers, as a request is returned or refused for them."""
    numbers = {name: number for number, name in enumerate(ITEMS, 1)}
    return "; ".join(f"{numbers[name]}, {ITEMS[name][0].lower()}{ITEMS[name][1:]}" for name in fields)


def check_gateway(code: str, kind: str) -> None:
    """Raise a refusal where a gateway is not for this kind of organisation, or allows nothing personal. One that was
    repealed may be named, as it was typed; its successor is told."""
    if not code:
        return
    found = find_gateway(code)
    if not found.personal:
        raise RequestRefused(
            f"{found.title} allows no personal information.",
            found.allows,
            "choose a gateway that allows it, or use what the hub shares without naming anybody.",
        )
    if kind and not may_use(found, kind):
        raise RequestRefused(
            f"{found.title} is not for your kind of organisation.",
            f"asked as: {kind}; it is for: {'; '.join(found.users)}.",
            "choose a gateway that is for you, or ask an organisation that may use it.",
        )


def check_reference(field: str, reference: str) -> str:
    """The reference of a paper that is kept elsewhere, in capitals; '' for none. Raises RequestRefused."""
    written = "".join(reference.split()).upper()
    if written and (not REFERENCE.fullmatch(written) or find_in_sentence(f"Letter {written.title()}")):
        raise RequestRefused(
            f'"{field}" needs a short reference.',
            f"{len(written)} characters that are none.",
            "write it as MKC/2026/014: two to four letters, the year, a number; no name, birthday or case number.",
        )
    return written


def check_address(address: str) -> str:
    """A secure address of an office, not of a person: an e-mail address of a secure domain, or a channel in words.

    Raises RequestRefused for any other; '' for none.
    """
    written = " ".join(address.split())
    if not written or "@" not in written:
        return check_sentence(ITEMS["reply_to"], written, RequestRefused, LONGEST_ADDRESS) if written else ""
    found = MAIL.fullmatch(written)
    if found is None or len(written) > LONGEST_ADDRESS or not f".{found[2].lower()}".endswith(SECURE):
        raise RequestRefused(
            "this is no secure address.",
            "an e-mail address that is not of a secure domain, or is not written like one.",
            f"use one that ends in {', '.join(one[1:] for one in SECURE)}, or name a secure channel in words.",
        )
    words = re.sub(r"[._+0-9-]+", " ", found[1])
    if find_in_sentence(words.title()) or not _is_office(words) or sum(map(str.isdigit, found[1])) > MOST_FIGURES:
        raise RequestRefused(
            "this address may be that of a person.",
            "a name or a number in front of the @, or no word of an office.",
            f"use the shared mailbox of an office, which has a word such as {', '.join(OFFICES[:4])} in it.",
        )
    return written


def _is_office(words: str) -> bool:
    """Whether one of the words in front of the @ is that of an office."""
    said = words.lower().split()
    return any(one == office or (len(office) >= LONG and office in one) for one in said for office in OFFICES)


def _check_words(name: str, words: str) -> str:
    field = ITEMS.get(name, GROUND)
    return check_sentence(field, words, RequestRefused) if words.strip() else ""
