"""Headings that promise a person or an address, whatever stands beneath them."""

import re

_HEADINGS: tuple[tuple[str, str], ...] = (
    (r"\b(dob|born|date of birth|birth ?date|birthday|year of birth)\b", "dates of birth"),
    (r"\bnhs\b", "NHS numbers"),
    (r"\b(ni|nino|national insurance)\b( (number|no))?", "National Insurance numbers"),
    (r"\be ?mails?\b", "e-mail addresses"),
    (r"\b(tel|telephone|phone|mobile|landline|contact (no|number))s?\b", "telephone numbers"),
    (r"(?<!outward )(?<!partial )(?<!general )\bpost ?codes?\b(?! (district|area|outward|out))", "full postcodes"),
    (r"\b(home |street )?address(es)?\b|\bhouse (number|no|name)\b|\bdoor (number|no)\b|\buprn\b", "addresses"),
    (
        r"\b(passport|pnc|pncid|cro|croid|upn|asn|unique pupil|driving licence|driver number|arrest summons|"
        r"custody (number|no|ref|reference|record)|noms|prison (number|no)|hospital (number|no)|chi (number|no))\b",
        "personal reference numbers",
    ),
    (
        r"\b(crime|occurrence|incident|case|niche|ticket) (number|no|num|ref|reference|urn)\b|^(crn|urn|cad)$",
        "crime reference numbers",
    ),
    (
        r"\b(vrm|vrn|number plate|index mark|reg (no|number|mark|plate)|registration (no|number|mark|plate)"
        r"|vehicle (reg|registration))\b",
        "vehicle marks",
    ),
    (r"\b(fore|sur|last|first|full|middle|maiden|christian|given|family|nick) ?names?\b", "names of persons"),
    (
        r"^(the )?names?$|\b(victim|suspect|offender|witness|complainant|patient|aggrieved|pupil|officer|client|driver"
        r"|keeper|defendant|informant|caller)s? names?\b",
        "names of persons",
    ),
    (
        r"^(victim|suspect|offender|witness|complainant|patient|aggrieved|person|informant)s?( \d)?$"
        r"|^initials$|^alias(es)?$|^next of kin$",
        "names of persons",
    ),
)


def heading_kind(heading: str) -> str:
    """What a heading promises ('names of persons'), or '' when it promises nothing personal."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"\b([A-Za-z])\.", r"\1", heading))  # DateOfBirth; D.O.B.
    plain = re.sub(r"[^a-z0-9]+", " ", words.casefold()).strip()
    return next((kind for pattern, kind in _HEADINGS if re.search(pattern, plain)), "")
