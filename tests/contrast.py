"""How far two colours stand apart, as the Web Content Accessibility Guidelines count it (relative luminance)."""

import re

WEIGHTS = (0.2126, 0.7152, 0.0722)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def theme(colour: str, dark: bool) -> str:
    """What a colour of the style sheet is in a theme."""
    found = re.fullmatch(r"light-dark\((#\w{6}), (#\w{6})\)", colour)
    return found.group(2 if dark else 1) if found else colour


def _light(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(weight * part for weight, part in zip(WEIGHTS, linear, strict=True))
