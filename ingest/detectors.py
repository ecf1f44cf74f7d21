"""Patterns that look like a person or a doorstep, tried on the distinct texts of a column at once.

A detector finds texts; it says nothing about a person. Known limits: a telephone number is a pattern, not a directory;
bare names are recognised only when forenames are common ones, so a column of names needs several to be seen. The
first line of defence is the closed schema, not this file.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from stdnum.gb import nhs

from ingest.categories import column as reference_column

_EDGE, _END = r"(?:^|[^0-9A-Za-z.])", r"(?:$|[^0-9A-Za-z.]|\.(?:$|[^0-9]))"
_DIGITS = re.compile(r"\D")
_PHONE = re.compile(r"(?:\+44|0044|\(?0)[\d ()-]{8,16}")
_NHS = re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{4}")
_DATE = re.compile(r"\d\d?[/.-]\d\d?[/.-](?P<late>\d{4})|(?P<early>\d{4})-\d\d-\d\d")
_STREET = {
    "road",
    "street",
    "avenue",
    "lane",
    "close",
    "drive",
    "way",
    "court",
    "place",
    "square",
    "gardens",
    "park",
    "walk",
    "gate",
}
_BARRED: re.Pattern[str] = re.compile(r"(?:BG|GB|NK|KN|TN|NT|ZZ)[ -]?\d\d", re.IGNORECASE)
_LIFETIME = 30
_NAMES_SHARE, _NAMES_LEAST = 0.3, 3
_NHS_SHARE = 0.5  # one random ten-digit number in eleven passes the check


@dataclass(frozen=True)
class Detector:
    """``pattern`` (RE2, any case) finds candidates among the distinct texts of a column; ``proof`` decides.

    ``proof`` gets all candidates and the number of distinct texts, and gives back those that are proven.
    """

    kind: str
    pattern: str
    proof: Callable[[list[str], int], list[str]] = lambda candidates, _: candidates


def _prove_phone(candidates: list[str], _: int) -> list[str]:
    def digits(text: str) -> int:
        found = _PHONE.search(text)
        return len(_DIGITS.sub("", found[0])) if found else 0

    return [text for text in candidates if 10 <= digits(text) <= 14]


def _prove_insured(candidates: list[str], _: int) -> list[str]:
    return [text for text in candidates if not _BARRED.search(text)]


def _prove_nhs(candidates: list[str], _: int) -> list[str]:
    valid = [text for text in candidates if (found := _NHS.search(text)) and nhs.is_valid(found[0])]
    return valid if len(valid) >= _NHS_SHARE * len(candidates) else []


def _prove_names(candidates: list[str], distinct: int) -> list[str]:
    forenames = set(reference_column("forenames", "forename"))

    def named(text: str) -> bool:
        words = text.casefold().replace(",", " ").split()
        return words[-1] not in _STREET and bool(forenames & {words[0], words[-1]} or forenames & set(words[1:2]))

    seen = [text for text in candidates if named(text)]
    return seen if len(seen) >= max(_NAMES_LEAST, _NAMES_SHARE * distinct) else []


def _prove_births(candidates: list[str], _: int) -> list[str]:
    years = [int(found["late"] or found["early"]) for text in candidates if (found := _DATE.fullmatch(text))]
    return candidates if len(years) >= _NAMES_LEAST and max(years) - min(years) >= _LIFETIME else []


DETECTORS: tuple[Detector, ...] = (
    Detector("a full postcode", _EDGE + r"(?:[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][ABD-HJLNP-UW-Z]{2}|GIR\s*0AA)" + _END),
    Detector("an e-mail address", r"[^\s@,;]+@[^\s@,;]+\.[a-z]{2,}"),
    Detector(
        "a National Insurance number",
        _EDGE + r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[A-D]" + _END,
        _prove_insured,
    ),
    Detector("an NHS number", _EDGE + r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}" + _END, _prove_nhs),
    Detector(
        "a telephone number",
        r"(?:^|[^0-9A-Za-z.-])(?:\+44|0044|\(?0)[ (]*[0-9][0-9 ()-]{7,13}[0-9]" + _END,
        _prove_phone,
    ),
    Detector(
        "a named or labelled person",
        r"^(?:mr|mrs|miss|ms|mx|dr)\.? +[a-z'-]{2,}( +[a-z'-]{2,})?$"
        r"|\b(?:victim|suspect|offender|witness|complainant|dob|born|nhs no)\s*[:=]",
    ),
    Detector("dates of birth", r"^[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}$", _prove_births),
    Detector("names of persons", r"^[a-z][a-z'’.-]*,?(?: +[a-z][a-z'’.-]*){0,3}$", _prove_names),
)
_ANY = "|".join(f"(?:{detector.pattern})" for detector in DETECTORS)


def find_personal(distinct: pa.Array) -> dict[str, list[str]]:
    """Kind of identifier -> the distinct texts that look like it, for one column's distinct texts."""
    suspects = distinct.filter(pc.match_substring_regex(distinct, _ANY, ignore_case=True))
    found = {}
    for detector in DETECTORS if len(suspects) else ():
        hit = pc.match_substring_regex(suspects, detector.pattern, ignore_case=True)
        if proven := detector.proof(suspects.filter(hit).to_pylist(), len(distinct)):
            found[detector.kind] = proven
    return found


_HEADINGS: tuple[tuple[str, str], ...] = (
    (r"\b(dob|born|date of birth|birth ?date|birthday)\b", "dates of birth"),
    (r"\bnhs\b", "NHS numbers"),
    (r"\b(ni|nino|national insurance)\b( (number|no))?", "National Insurance numbers"),
    (r"\be ?mails?\b", "e-mail addresses"),
    (r"\b(tel|telephone|phone|mobile)s?\b", "telephone numbers"),
    (r"\bpost ?codes?\b(?! (district|sector area|area))", "full postcodes"),
    (r"\b(home |street )?address(es)?\b|\bhouse (number|no|name)\b|\buprn\b", "addresses"),
    (r"\b(passport|pnc|pncid|cro|upn|driving licence|custody (number|no))\b", "personal reference numbers"),
    (r"\b(vrm|vrn|number plate|vehicle registration)\b", "vehicle marks"),
    (r"\b(fore|sur|last|first|full|middle|maiden|christian|given|family) ?names?\b", "names of persons"),
    (
        r"^(the )?names?$|\b(victim|suspect|offender|witness|complainant|patient|aggrieved|pupil|officer)s? names?\b",
        "names of persons",
    ),
    (
        r"^(victim|suspect|offender|witness|complainant|patient|aggrieved|person)s?( \d)?$|^initials$",
        "names of persons",
    ),
)


def heading_kind(heading: str) -> str:
    """What a heading promises ('names of persons'), or '' when it promises nothing personal."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"\b([A-Za-z])\.", r"\1", heading))  # DateOfBirth; D.O.B.
    plain = re.sub(r"[^a-z0-9]+", " ", words.casefold()).strip()
    return next((kind for pattern, kind in _HEADINGS if re.search(pattern, plain)), "")
