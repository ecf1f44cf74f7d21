"""Numbers by which an authority knows one person: their form, and their check character where they have one.

Sources: NHS Data Dictionary (NHS NUMBER, modulus 11); HMRC National Insurance Manual NIM39110 (forbidden prefixes);
DfE guide to unique pupil numbers; Criminal Justice System Data Standards Catalogue 6 (PNC, CRO and arrest summons
numbers: the remainder by 23 picks the letter). The form of a custody record number is each force's own.
"""

import re

from stdnum.gb import nhs, upn

from ingest.identifier import EDGE, END, Identifier

_CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
_NHS = re.compile(r"(?<![0-9A-Za-z])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9A-Za-z])")
_BARRED = re.compile(r"(?:BG|GB|NK|KN|TN|NT|ZZ)[ -]?[0-9]{2}", re.IGNORECASE)
_INSURED = r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}"
_PUPIL = re.compile(r"(?<![0-9A-Z])[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z](?![0-9A-Z])")
_PNC = re.compile(
    r"(?<![0-9A-Z])(?:(?:19|20)?(?P<year>[0-9]{2})[/-]|(?:19|20)(?P<full>[0-9]{2})(?=[0-9]{7}[A-Z]))"
    r"(?P<serial>[0-9]{1,7})(?P<letter>[A-Z])(?![0-9A-Z])"
)
_CRO = re.compile(
    r"(?<![0-9A-Z])(?:(?P<serial>[0-9]{1,6})/(?P<year>[0-9]{2})|SF(?P<old>[0-9]{2})/(?P<short>[0-9]{1,6}))"
    r"(?P<letter>[A-Z])(?![0-9A-Z])"
)
_FIRST_LOCAL_AUTHORITY, _LAST_LOCAL_AUTHORITY = 201, 999


def _is_nhs_number(text: str) -> bool:
    """Modulus 11; all figures alike is a filler, not a number."""
    return any(len(set(re.sub(r"\D", "", found[0]))) > 1 and nhs.is_valid(found[0]) for found in _NHS.finditer(text))


def _is_insured(text: str) -> bool:
    return not _BARRED.search(text)


def _is_pupil(text: str) -> bool:
    """Check letter and a number that a local authority can have; stdnum's own list of authorities ends in 2011."""
    found = _PUPIL.search(text.upper())
    if not found or not _FIRST_LOCAL_AUTHORITY <= int(found[0][1:4]) <= _LAST_LOCAL_AUTHORITY:
        return False
    return str(upn.calc_check_digit(found[0][1:])) == found[0][0]


def check_letter(number: int) -> str:
    """The letter of a PNC or CRO number whose year (two figures) and serial number make ``number``."""
    return _CHECK_LETTERS[number % len(_CHECK_LETTERS)]


def _is_pnc(text: str) -> bool:
    return any(
        check_letter(int((found["year"] or found["full"]) + found["serial"].zfill(7))) == found["letter"]
        for found in _PNC.finditer(text.upper())
    )


def _is_cro(text: str) -> bool:
    return any(
        check_letter(int((found["year"] or found["old"]) + (found["serial"] or found["short"]).zfill(6)))
        == found["letter"]
        for found in _CRO.finditer(text.upper())
    )


REFERENCE_NUMBERS: tuple[Identifier, ...] = (
    Identifier("a National Insurance number", EDGE + rf"(?i:{_INSURED}[ -]?[A-D])" + END, _is_insured),
    Identifier(
        "a National Insurance number",
        rf"(?i:\b(?:ni|nino|national insurance)\b(?: (?:no|number|num))?[ .:#-]*{_INSURED})" + END,
    ),
    Identifier("an NHS number", r"(?i:\bnhs\b)[^0-9]{0,12}[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}" + END),
    Identifier("an NHS number", EDGE + r"[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}" + END, _is_nhs_number),
    Identifier("an NHS number", EDGE + r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}" + END, _is_nhs_number, chance=1 / 11),
    Identifier(
        "a unique pupil number",
        EDGE + r"(?i:[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z])" + END,
        _is_pupil,
        chance=1 / 23,
    ),
    Identifier(
        "a PNC number",
        EDGE + r"(?i:(?:[0-9]{4}[/-]?[0-9]{7}|[0-9]{2}(?:[0-9]{2})?[/-][0-9]{1,7})[A-Z])" + END,
        _is_pnc,
        chance=1 / 23,
    ),
    Identifier(
        "a CRO number",
        EDGE + r"(?i:(?:[0-9]{1,6}/[0-9]{2}|SF[0-9]{2}/[0-9]{1,6})[A-Z])" + END,
        _is_cro,
        chance=1 / 23,
    ),
    Identifier(
        "a custody or arrest number",
        EDGE
        + r"(?i:[0-9]{2}[A-Z]{2}[0-9]?/[0-9]{1,6}/[0-9]{2}|[0-9]{2}/[0-9A-Z]{4}/[0-9A-Z]{2}/[0-9]{1,11}[A-Z])"
        + END,
    ),
    Identifier(
        "a custody or arrest number",
        r"(?i:\b(?:custody|arrest|asn)\b(?: (?:record|ref|reference|summons))?(?: (?:no|number|num|ref))?[ .:#-]+"
        r"[A-Z0-9]*[0-9][A-Z0-9/-]*[0-9])",
    ),
)
"""PNC: Police National Computer. CRO: Criminal Records Office."""
