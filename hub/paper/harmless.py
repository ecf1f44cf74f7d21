"""Text for spreadsheets: nothing that a spreadsheet would run as a formula, nothing it cannot hold."""

import re

_FORMULA = re.compile(r"^\s*[=+\-@\t\r\n\x00|%＝＋－＠]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def harmless(words: str) -> str:
    """The words, with a leading apostrophe where they begin like a formula (= + - @ tab CR LF NUL, wide forms too)."""
    risky = _FORMULA.match(words) is not None
    plain = _CONTROLS.sub("", words)
    return "'" + plain if risky else plain
