"""How a person is reached: e-mail, telephone, and the doorstep, which is a full postcode or a house and its street."""

import re

import phonenumbers

from ingest.identifier import EDGE, END, Identifier, words_of

STREET_WORDS = words_of("street")
_STREETS = "|".join(sorted(words_of("house-street")))
_WORD = r"\pL(?:\pL|['’.-])*"
_PHONE = re.compile(r"(?:(?<![\w.+-])|(?<=[A-Za-z]\.))(?:\+44|0044|\(?0)[0-9 ().-]{7,18}[0-9](?![0-9A-Za-z])")
_WRITTEN_DATE = re.compile(r"[0-9]{2}[-. ][0-9]{2}[-. ][0-9]{4}|[12][0-9]{3}[-. ][0-9]{2}[-. ][0-9]{2}")
_GROUPED = re.compile(r"[0-9()+ -]+|\(?[0-9]{3,5}\)?(?:[. -][0-9]{2,6}){1,3}")
_UNITED_KINGDOM, _LENGTHS, _FIRST_FIGURES = 44, (9, 10), "1235789"


def _has_phone(text: str) -> bool:
    return any(_is_phone(found[0]) for found in _PHONE.finditer(text))


def _is_phone(written: str) -> bool:
    """Possible by length (not necessarily given out, as 07700 900123 is not), and of a series in use."""
    if _WRITTEN_DATE.match(written) or not _GROUPED.fullmatch(written):
        return False
    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        return False
    national = str(number.national_number)
    fits = len(national) in _LENGTHS and national[0] in _FIRST_FIGURES and number.country_code == _UNITED_KINGDOM
    return fits and phonenumbers.is_possible_number(number)


CONTACT_DETAILS: tuple[Identifier, ...] = (
    Identifier(
        "a full postcode",
        EDGE + r"(?i:[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][ABD-HJLNP-UW-Z]{2}|GIR\s*0AA)" + END,
    ),
    Identifier("an e-mail address", r"[^\s@,;]@[^\s@,;]+\.[A-Za-z]{2,}"),
    Identifier(
        "a telephone number",
        r"(?:^|[^0-9A-Za-z.+-]|[A-Za-z]\.)(?:\+44|0044|\(?0)[ (.-]*[0-9][0-9 ().-]{6,15}[0-9]" + END,
        _has_phone,
    ),
)

HOUSE_AND_STREET = Identifier(
    "a house number and street",
    rf"(?i:(?:^|[^0-9A-Za-z./-])(?:no\.? ?)?[0-9]{{1,4}}[a-z]?(?: ?[-/] ?[0-9]{{1,4}}[a-z]?)?,? +(?:{_WORD},? +){{1,3}}"
    rf"(?:{_STREETS})\b|\b(?:flat|apartment|apt|maisonette|bedsit) +[0-9a-z]{{1,4}}\b)",
)
"""65 in 1,000 harmless texts of a location look so: a doubt, unless half of a column does."""
