"""One file, read in the form it turns out to have."""

import gzip
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

from ingest.forms.archive import find_only_member
from ingest.forms.content import find_form
from ingest.forms.delimited import read_delimited
from ingest.forms.encoding import InUtf8
from ingest.forms.fault import AGAIN, FileFaultError
from ingest.forms.json_lines import read_json_lines
from ingest.forms.lines import Lines
from ingest.forms.moments import Moment
from ingest.forms.parquet import read_parquet
from ingest.forms.workbook import read_workbook


@dataclass(frozen=True)
class Reading:
    """What reading gave: the table of texts, the sha256 of the file (unpacked), which columns of a workbook or Parquet
    file hold dates or times by nature, and what the sender should know of the way it was read.
    """

    table: pa.Table
    fingerprint: str
    moments: dict[str, Moment]
    notes: tuple[str, ...]


def read_file(path: Path) -> Reading:
    """Read a file of any form. FileFaultError when it is no table, with every row at fault where rows are."""
    try:
        if not path.is_file():
            raise FileFaultError("no file of that name.", "check the name and the folder.")
        with path.open("rb") as file:
            return _read(file, path.stat().st_size)
    except OSError:
        raise FileFaultError("a damaged or unreadable file.", AGAIN) from None


def _read(file: BinaryIO, size: int) -> Reading:
    form = find_form(file)
    if form == "parquet":
        table, moments, fingerprint = read_parquet(file, size)
        return Reading(table, fingerprint, moments, ())
    if form == "gzip":
        return _read_text(Lines(cast(BinaryIO, gzip.GzipFile(fileobj=file)), size))
    if form == "zip":
        return _read_zip(file, size)
    return _read_text(Lines(file, 0))


def _read_zip(file: BinaryIO, size: int) -> Reading:
    member = find_only_member(file)
    file.seek(0)
    if member is None:
        table, moments, fingerprint, notes = read_workbook(file, size)
        return Reading(table, fingerprint, moments, notes)
    with zipfile.ZipFile(file) as packed, packed.open(member) as stream:
        return _read_text(Lines(cast(BinaryIO, stream), size))


def _read_text(lines: Lines) -> Reading:
    letters = InUtf8(iter(lines))
    blocks: Iterator[bytes] = iter(letters)
    first = next(blocks, b"")
    if not first:
        raise FileFaultError("an empty file.", "ask the agency to send the file again.")
    read = read_json_lines if first.startswith(b"{") else read_delimited
    table = read(chain((first,), blocks))
    return Reading(table, lines.fingerprint, {}, (*letters.notes, *lines.notes))
