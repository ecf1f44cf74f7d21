"""Persons told in words: a title or a label before a name, a date of birth, a crime reference beside a name.

A name after a title or a label is seen whoever bears it. A bare name is seen only if its forename is in
``data/reference/forenames.csv``; see ``column_signs.py`` for columns of bare names.
"""

import re
from functools import cache

from ingest.categories import column as reference_column
from ingest.contact_details import STREET_WORDS
from ingest.identifier import Identifier, words_of

_TITLES = "mr|mrs|miss|ms|mx|dr|rev|revd|cllr|prof"
_LABELS = (
    "victim|suspect|offender|witness|complainant|aggrieved|patient|informant|caller|occupier|perpetrator|pupil|client"
    "|claimant|driver|keeper|defendant|arrestee|detainee|resident|tenant|next of kin|nok|surname|forename|full name"
    "|name"
)
_TITLED = re.compile(
    rf"(?:^|(?<=[^A-Za-z'’]))(?P<title>{_TITLES})\b\.? +(?P<name>[^\W\d_][\w'’.-]*)(?P<after>[^,;:.()]*)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"\b(?P<label>{_LABELS})(?:s|'s|’s)?(?: \d)?(?: (?:name|is))? *(?P<mark>[:=–—-]) *(?P<name>[^\W\d_][\w'’.-]*)"
    r"(?P<after>[^,;:.()]*)",
    re.IGNORECASE,
)
_BESIDE = re.compile(rf"\b(?:{_LABELS})s? +(?P<name>[^\W\d_][\w'’-]+) +[A-Z][\w'’-]+", re.IGNORECASE)
_NOBODY = words_of("nobody")
OWN_PREMISES = STREET_WORDS | words_of("premises")
_NEAR_MISS = frozenset({"near", "hit", "and"})
_WORDS = re.compile(r"[^\W\d_][\w'’-]*")
_PAIR = re.compile(r"\b(?=(?P<one>[^\W\d_][\w'’-]+)(?P<comma>,?) +(?:[A-Z]\.? +)?(?P<two>[^\W\d_][\w'’-]+))")


@cache
def forenames() -> frozenset[str]:
    """The common given names of the reference list, in small letters."""
    return frozenset(reference_column("forenames", "forename"))


def _is_titled(text: str) -> bool:
    return any(_bears_title(found, text) for found in _TITLED.finditer(text))


def _bears_title(found: re.Match[str], text: str) -> bool:
    title, name = found["title"], found["name"]
    before = _WORDS.findall(text[: found.start("title")])
    if any(word.casefold() in OWN_PREMISES for word in _WORDS.findall(found["after"])[:3]):
        return False
    if title.casefold() == "miss" and before and before[-1].casefold() in _NEAR_MISS:
        return False
    if title.casefold() == "dr" and before and before[-1][0].isupper() and text != text.upper():
        return False  # "Kents Dr Bletchley" is a drive
    return name[0].isupper() or text == text.lower()


def _is_labelled(text: str) -> bool:
    if any(_bears_label(found) for found in _LABELLED.finditer(text)):
        return True
    return any(found["name"].casefold() in forenames() for found in _BESIDE.finditer(text))


def _bears_label(found: re.Match[str]) -> bool:
    words = [found["name"], *_WORDS.findall(found["after"])[:2]]
    if words[0].casefold() in _NOBODY or any(word.casefold() in OWN_PREMISES for word in words):
        return False
    return found["mark"] in ":=" or (words[0][0].isupper() and len(words) > 1 and words[1][0].isupper())


def _is_beside_a_name(text: str) -> bool:
    if _is_titled(text) or _is_labelled(text):
        return True
    return names_somebody(text)


def names_somebody(text: str) -> bool:
    """Whether a common forename stands beside another capitalised word that is no street."""
    return any(is_named(found["one"], found["two"], found["comma"]) for found in _PAIR.finditer(text))


def is_named(one: str, two: str, comma: str) -> bool:
    """'Jane Doe', 'DOE, Jane': a forename of the list beside another capitalised word that is no street."""
    forename, surname = (two, one) if comma else (one, two)
    if not comma and two.casefold() in OWN_PREMISES:
        return False
    return forename.casefold() in forenames() and surname[0].isupper() and forename[0].isupper()


PERSON_NAMES: tuple[Identifier, ...] = (
    Identifier(
        "a date of birth",
        r"(?i:\b(?:d\.? ?o\.? ?b\b\.?|date of birth|birth ?date|born)(?: (?:on|in|is|was))?\W{0,5}"
        r"(?:[0-9]{1,2}|[0-9]{4})(?:st|nd|rd|th)?\b)",
    ),
    Identifier("a named or labelled person", rf"(?i:(?:^|[^a-z'’])(?:{_TITLES})\.? +\pL)", _is_titled),
    Identifier(
        "a named or labelled person",
        rf"(?i:\b(?:{_LABELS})(?:s|'s|’s)?(?: \d)?(?: (?:name|is))? *(?:[:=–—-] *|  *)\pL)",
        _is_labelled,
    ),
    Identifier(
        "a crime reference beside a name",
        r"(?i:\b(?:crime|occurrence|incident|case|niche|cad|urn|log|ref|reference)\b[ .:#-]*"
        r"(?:(?:ref|reference|no|number|num)\b)?[ .:#-]*[a-z0-9/-]*[0-9]{3})|[0-9]{3,7}/[0-9]{2}\b|\b[0-9]{10,12}\b"
        r"|\b[0-9A-Z]{2,5}/[0-9]{3,7}/[0-9]{2,4}\b",
        _is_beside_a_name,
        also=r"\pL(?:\pL|['’.-])+,? +\pL",
    ),
)
