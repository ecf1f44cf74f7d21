"""What a whole column says about itself: names, dates of birth, addresses, sentences. Judged on a sample of 5,000.

One text alone proves nothing here: "Grace Kelly" may be a public house, and a date is a date. A column of them is a
column of persons. Each sign is judged on distinct texts, so a code that fills a million rows counts once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest.contact_details import HOUSE_AND_STREET
from ingest.identifier import in_python
from ingest.person_names import OWN_PREMISES, forenames

LEAST = 3
_NAMES_SHARE, _DATES_SHARE, _ADDRESS_SHARE, _SENTENCE_SHARE = 0.3, 0.9, 0.5, 0.1
_LIFETIME, _TRIM, _CENTURY = 30, 20, 30
_NAME = re.compile(r"[^\W\d_][\w'’.-]*,?(?: +[^\W\d_][\w'’.-]*){0,3}")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    r"(?:[0-9]{1,2}[/. -][0-9]{1,2}[/. -](?P<late>[0-9]{4}|[0-9]{2})"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?[ -](?:{_MONTHS})[a-z]*\.?,?[ -](?P<worded>[0-9]{{4}}|[0-9]{{2}})"
    r"|(?P<early>[0-9]{4})[/. -][0-9]{1,2}[/. -][0-9]{1,2}"
    r"|(?P<solid>(?:18|19|20)[0-9]{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?P<last>(?:19|20)[0-9]{2}))"
    r"(?:[T ]00:00(?::00(?:\.0+)?)?)?",
    re.IGNORECASE,
)
_HOUSE = in_python(HOUSE_AND_STREET.pattern)
_TELLING = re.compile(
    r"\b(?:he|she|they|his|her|him|their|was|were|had|has|have|who|said|says|states|stated|reports|reported|told|saw"
    r"|caller|informant|neighbours?|neighbour's|been|being|which|after|when|while|because|then|is|are|dog|cat|trapped)\b",
    re.IGNORECASE,
)
_WORDS_OF_A_SENTENCE, _LETTERS_OF_A_SENTENCE = 7, 35


@dataclass(frozen=True)
class ColumnSign:
    """``look`` says which of the sampled texts are suspect; a column is when ``share`` of them are, and at least 3.

    ``judge`` has the last word on the suspects, where their number alone does not decide.
    """

    kind: str
    look: Callable[[str], object]
    share: float
    judge: Callable[[list[str]], bool] = lambda _: True

    def suspects(self, sample: list[str], represented: float) -> list[str]:
        """The suspect texts of a column of which ``represented`` (0 to 1) are in question; none when it is harmless."""
        seen = [text for text in sample if self.look(text)]
        enough = len(seen) >= max(LEAST, self.share * len(sample) / max(represented, 1e-9))
        return seen if enough and self.judge(seen) else []


def is_bare_name(text: str) -> bool:
    """One to four words without figures, one of them a forename where forenames stand, the last no word of a street."""
    if not _NAME.fullmatch(text):
        return False
    words = text.casefold().replace(",", " ").split()
    if set(words) & OWN_PREMISES:
        return False
    return bool(forenames() & ({words[0], words[-1]} if "," in text else {*words[:2]}))


def _is_sentence(text: str) -> bool:
    return (
        len(text) >= _LETTERS_OF_A_SENTENCE
        and len(text.split()) >= _WORDS_OF_A_SENTENCE
        and bool(_TELLING.search(text))
    )


def _year(text: str) -> int:
    found = _DATE.fullmatch(text)
    written = next((part for part in found.groupdict().values() if part), "0") if found else "0"
    if len(written) == len("1961"):
        return int(written)
    return int(written) + (2000 if int(written) <= _CENTURY else 1900)


def span_a_lifetime(texts: list[str]) -> bool:
    """Whether dates are spread over 30 years or more, the outermost twentieth on either side left out."""
    years = sorted(_year(text) for text in texts)
    edge = len(years) // _TRIM
    return bool(years) and years[-1 - edge] - years[edge] >= _LIFETIME


def is_date(text: str) -> bool:
    """Whether the whole text is a day, in any of the usual ways to write one."""
    return bool(_DATE.fullmatch(text))


NAMES = ColumnSign("names of persons", is_bare_name, _NAMES_SHARE)
BIRTHS = ColumnSign("dates of birth", is_date, _DATES_SHARE, span_a_lifetime)
ADDRESSES = ColumnSign("house numbers and streets", _HOUSE.search, _ADDRESS_SHARE)
SENTENCES = ColumnSign("free text", _is_sentence, _SENTENCE_SHARE)
