"""Which characters the shipped font can print, and what becomes of the others.

PDF/A refuses a page with a character that no font holds, so one odd letter in a ward name would cost the meeting
its pack. Such a letter is printed as ``?`` instead; line breaks and other controls become spaces.
"""

import re
import unicodedata

_RANGES = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x377), (0x37A, 0x37F), (0x384, 0x38A), (0x38C, 0x38C), (0x38E, 0x3A1),
    (0x3A3, 0x3E1), (0x3F0, 0x4FF), (0x1E00, 0x1EFF), (0x2000, 0x200A), (0x2010, 0x2027), (0x202F, 0x205E),
    (0x2070, 0x2071), (0x2074, 0x208E), (0x2090, 0x209C), (0x20A0, 0x20BF), (0x2100, 0x215F),
)  # fmt: skip
_CLASS = "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in _RANGES)
_UNPRINTABLE = re.compile(f"[^{_CLASS}]")
_CONTROLS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")


_PLAIN = str.maketrans({"−": "-", "≤": "<=", "≥": ">=", "≠": "!=", "→": "->"})


def printable(words: str) -> str:
    """The words with composed letters and plain spaces, and ``?`` for each character the font does not hold."""
    return _UNPRINTABLE.sub("?", _CONTROLS.sub(" ", unicodedata.normalize("NFC", words).translate(_PLAIN))).strip()


def printable_ranges() -> tuple[tuple[int, int], ...]:
    """First and last code point of each run of characters that can be printed."""
    return _RANGES


def width(words: str, size: float) -> float:
    """Approximate printed width in points of ``words`` in the shipped font at ``size`` points (a little generous)."""
    return size * sum(_advance(letter) for letter in words)


def wrap(words: str, size: float, room: float) -> list[str]:
    """Words broken into lines of at most ``room`` points at ``size`` points; a longer word has a line of its own."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _advance(letter: str) -> float:
    """Advance of one letter in ems, by the kind of letter."""
    if letter in " .,:;'!|iIjl":
        return 0.30
    if letter in "frt()-/[]":
        return 0.38
    if letter in "mwMW@%":
        return 0.92
    return 0.68 if letter.isupper() else 0.58
