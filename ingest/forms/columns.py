"""Columns of text as they grow block by block, and the strict table they become.

Each column is dictionary<int32, string>, one dictionary over all rows, so every rule on cells looks at distinct texts.
"""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ingest.forms.fault import NO_ROWS, FileFaultError, RowFaults

CELL_LIMIT = 10_000
"""Bytes of UTF-8 in a cell: more is a document, not a value."""
COLUMN_LIMIT = 1_000
FIRST_ROW = 2
TEXT = pa.dictionary(pa.int32(), pa.string())

_PLAIN = "export the data again as plain text."
_RULES = (
    ("a NUL byte", r"\x00", _PLAIN),
    ("a line break inside a cell", r"[\n\r]", "take the line breaks out of the cells."),
    ("a control or invisible character", r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}]|[\p{Cf}\p{Co}\p{Zl}\p{Zp}]", _PLAIN),
    (
        "letters garbled by a wrong conversion",
        r"\x{fffd}|[\x{c2}\x{c3}][\x{80}-\x{bf}]|\x{e2}\x{20ac}[\x{80}-\x{2122}]",
        "export the data again from the source, as UTF-8.",
    ),
)
_LONG = (f"a cell longer than {CELL_LIMIT:,} characters", "take free text out of the extract.")
_BLANKS = " \t\r\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""What is taken off the ends of a cell; control characters are not, they are refused."""


class Columns:
    """The columns of one file, in order. ``add`` takes one dictionary array for each heading."""

    def __init__(self, headings: Sequence[str]) -> None:
        self.headings = check_headings(headings)
        self.rows = 0
        self._chunks: list[list[pa.DictionaryArray]] = [[] for _ in headings]

    def add(self, columns: Sequence[pa.DictionaryArray]) -> None:
        """Append the rows of one block (each column TEXT, of equal length, without nulls)."""
        self.rows += len(columns[0])
        for chunks, column in zip(self._chunks, columns, strict=True):
            chunks.append(column)

    def table(self) -> pa.Table:
        """The table, one chunk a column, texts trimmed and in NFC. FileFaultError when no row, or a cell at fault."""
        if not self.rows:
            raise FileFaultError(*NO_ROWS)
        faults, columns = RowFaults(), []
        for chunks in self._chunks:
            column = _normal(_unified(chunks))
            for rule, broken, do in _broken(column.dictionary):
                rows = pc.indices_nonzero(pc.take(broken, column.indices))
                faults.add(rule, rows.to_numpy() + FIRST_ROW, do)
            columns.append(column)
        faults.check()
        return pa.Table.from_arrays(columns, names=list(self.headings))


def check_headings(headings: Sequence[str]) -> tuple[str, ...]:
    """The headings, trimmed and in NFC. FileFaultError for two alike, too many, or one no heading can be."""
    if not headings:
        raise FileFaultError("no columns.", "ask the agency to send the file again.")
    if len(headings) > COLUMN_LIMIT:
        raise FileFaultError(f"more than {COLUMN_LIMIT:,} columns.", "send the prescribed columns only.")
    if any(heading != heading.encode(errors="ignore").decode() for heading in headings):
        raise FileFaultError("half a character (a lone surrogate) in the headings.", _PLAIN)
    texts = _normal(pa.array(list(headings), pa.string()).dictionary_encode())
    faults = RowFaults()
    for rule, _, do in _broken(texts.dictionary):
        faults.add(rule, [1], do)
    faults.check()
    if len(texts.dictionary) != len(texts):
        raise FileFaultError(
            "two columns with the same heading, or without any.", "give every column a heading of its own."
        )
    return tuple(texts.dictionary.to_pylist())


def encoded(texts: pa.ChunkedArray) -> pa.DictionaryArray:
    """Any texts without nulls as TEXT, each distinct one held once."""
    return _joined(texts.dictionary_encode())


def _unified(chunks: list[pa.DictionaryArray]) -> pa.DictionaryArray:
    """One array over all chunks, which are emptied on the way."""
    joined = pa.chunked_array(chunks, type=TEXT).unify_dictionaries()
    chunks.clear()
    return _joined(joined)


def _joined(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """The chunks, which share their dictionary, as one array."""
    if column.num_chunks == 1:
        return column.chunk(0)
    dictionary = column.chunk(column.num_chunks - 1).dictionary
    return pa.DictionaryArray.from_arrays(pa.concat_arrays([chunk.indices for chunk in column.chunks]), dictionary)


def _normal(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """Outer blanks removed, letters and their accents composed (NFC); texts that become equal are one."""
    texts = pc.utf8_normalize(pc.utf8_trim(column.dictionary, _BLANKS), form="NFC")
    if texts.equals(column.dictionary):
        return column
    merged = texts.dictionary_encode()
    return pa.DictionaryArray.from_arrays(pc.take(merged.indices, column.indices), merged.dictionary)


def _broken(texts: pa.StringArray) -> Iterator[tuple[str, pa.BooleanArray, str]]:
    """(rule, which texts break it, what to do) for each rule on cells that a text breaks."""
    long = pc.greater(pc.binary_length(texts), CELL_LIMIT)
    found = [(_LONG[0], long, _LONG[1])]
    if not pc.all(pc.and_(pc.utf8_is_printable(texts), pc.string_is_ascii(texts))).as_py():
        found += [(rule, pc.match_substring_regex(texts, pattern), do) for rule, pattern, do in _RULES]
    return ((rule, broken, do) for rule, broken, do in found if pc.any(broken).as_py())
