"""From a file to rows of text and a fingerprint; everything that is not such a table is refused here.

Which forms a file may have, and how strictly each is read, is said in ``ingest/forms``. Nothing is guessed: no types,
no missing-value words. The file is watched while it streams, so a hostile one (a 2 GB line, a bomb) costs no more than
its first megabytes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pyarrow as pa

from geo.checks import Refused
from ingest.forms import columns
from ingest.forms.fault import FileFaultError
from ingest.forms.moments import Moment
from ingest.problems import rows_in_words
from ingest.reading_process import READING

FIRST_ROW = columns.FIRST_ROW


class FileUnreadable(Refused):
    """What was sent is not a table of text: an image, an empty file, a huge line, ragged rows, another encoding."""

    exit_code: ClassVar[int] = 11


@dataclass(frozen=True)
class Extract:
    """One file as text. ``table`` has one dictionary-encoded column of text for each heading, blanks as ''; row i of
    it is row i + 2 of the file. ``moments`` names the columns that held dates or times by nature (they are written
    YYYY-MM-DD, HH:MM:SS); ``notes`` are for the receipt.
    """

    file_name: str
    fingerprint: str
    table: pa.Table = field(repr=False)
    moments: Mapping[str, Moment] = field(default_factory=dict, repr=False)
    notes: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, as written (outer blanks removed)."""
        return tuple(self.table.column_names)

    @property
    def rows(self) -> int:
        """Rows under the headings."""
        return int(self.table.num_rows)

    def texts(self, heading: str) -> pa.DictionaryArray:
        """One column with outer blanks removed, each distinct text held once."""
        return self.table.column(heading).chunk(0)


def safe_name(path: Path) -> str:
    """The file's own name for messages: no folder, nothing that could break a line, at most 80 characters."""
    return re.sub(r"[^\w .()+-]", "_", path.name)[:80] or "file"


def read_extract(path: Path) -> Extract:
    """Read a file of any form. FileUnreadable when it is not a strict table (see the head of this file)."""
    name = safe_name(path)
    try:
        reading = READING.read(path)
    except FileFaultError as fault:
        found, do = _in_words(fault)
    else:
        return Extract(name, reading.fingerprint, reading.table, reading.moments, reading.notes)
    raise FileUnreadable(f"{name}: the file cannot be read as a table.", found, do)


def _in_words(fault: FileFaultError) -> tuple[str, str]:
    """What was found and what to do, with the rows at fault where there are some."""
    if not fault.rows:
        return fault.found, fault.do
    found = "; ".join(f"{broken.rule} ({rows_in_words(broken.rows, broken.count)})" for broken in fault.rows)
    return f"{found}.", " ".join(dict.fromkeys(broken.do for broken in fault.rows))
