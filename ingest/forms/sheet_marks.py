"""What the XML of a sheet says that its values do not: how far it reaches, merged cells, errors, unsaved formulas."""

import re

from ingest.forms.fault import FileFaultError, RowFaults

_COLUMNS = rb"""\sr\s*=\s*["'][A-Za-z]"""
_FAR = re.compile(_COLUMNS + rb"{3}")
_WIDE = re.compile(_COLUMNS + rb"{2}")
_LONG = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]*\d{6}""")
_ERROR = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*\s)?t\s*=\s*["']e["']""")
_MARK_E = re.compile(rb"""["']e["']""")
_UNSAVED = re.compile(
    rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v>\s*</(?:\w+:)?v>\s*)?</(?:\w+:)?c>"
)
_ROW = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]*(\d{1,7})["']""")
_MERGED = re.compile(rb"""mergeCell\s+ref\s*=\s*["'][A-Za-z]+(\d{1,7})""")
_HIDDEN = re.compile(rb"""<(?:\w+:)?(?:row|col)\s[^>]*hidden\s*=\s*["'](?:1|true)["']""")


def check_extent(content: bytes) -> None:
    """FileFaultError when cells lie so far apart that the sheet is no table, and would not fit in memory."""
    if _FAR.search(content):
        raise FileFaultError("a cell to the right of column ZZ.", "send the table alone, from cell A1.")
    if _WIDE.search(content) and _LONG.search(content):
        found = "a sheet that reaches past column Z and past row 99,999."
        raise FileFaultError(found, "send the table alone, from cell A1; send a large one as CSV.")


def check_values(content: bytes) -> None:
    """FileFaultError with the rows of cells that hold no value of their own."""
    faults = RowFaults()
    merged = [int(row) for row in _MERGED.findall(content)] if b"mergeCell" in content else []
    faults.add("merged cells", merged, "undo the merging and fill every cell.")
    errors = [_row_of(content, found.end()) for found in _ERROR.finditer(content)] if _MARK_E.search(content) else []
    faults.add("an error value (such as #N/A or #REF!)", errors, "correct the formula, or clear the cell.")
    unsaved = [_row_of(content, found.start()) for found in _UNSAVED.finditer(content)] if b"f>" in content else []
    faults.add("a formula whose value was not saved", unsaved, "open the workbook, save it, and send it again.")
    faults.check()


def has_hidden(content: bytes) -> bool:
    """Whether rows or columns of the sheet are hidden."""
    return _HIDDEN.search(content) is not None


def _row_of(content: bytes, at: int) -> int:
    """The row of the cell whose tag or formula lies at ``at``; 1 where the cell does not say."""
    start = max(content.rfind(b"<c ", 0, at), content.rfind(b":c ", 0, at), 0)
    found = _ROW.search(content, start, start + 200)
    return int(found[1]) if found else 1
