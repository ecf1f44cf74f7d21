"""Parquet: flat columns of text, whole and decimal numbers, floats, truth values, dates and times; all to text."""

import hashlib
from typing import BinaryIO, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import types

from ingest.forms.columns import COLUMN_LIMIT, Columns, encoded
from ingest.forms.fault import NO_ROWS, FileFaultError
from ingest.forms.moments import Moment, settle

FILE_LIMIT = 512 << 20
UNPACKED_LIMIT = 2 << 30
_BATCH = 1 << 17


def read_parquet(file: BinaryIO, size: int) -> tuple[pa.Table, dict[str, Moment], str]:
    """(table, the columns that hold dates or times, sha256). FileFaultError when it is not flat, or is damaged."""
    if size > FILE_LIMIT:
        raise FileFaultError("a Parquet file of more than 512 MB.", "send one file for each period.")
    held = file.read(FILE_LIMIT + 1)
    try:
        parquet = pq.ParquetFile(pa.BufferReader(held), arrow_extensions_enabled=False)
        _check(parquet)
        return *_table(parquet), hashlib.sha256(held).hexdigest()
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        raise FileFaultError("a damaged Parquet file.", "fetch or export the file again.") from None


def _check(parquet: pq.ParquetFile) -> None:
    held = parquet.metadata
    if held.num_columns > COLUMN_LIMIT:
        raise FileFaultError(f"more than {COLUMN_LIMIT:,} columns.", "send the prescribed columns only.")
    unpacked = sum(held.row_group(at).total_byte_size for at in range(held.num_row_groups))
    if unpacked > UNPACKED_LIMIT or held.num_rows > UNPACKED_LIMIT // 8:
        raise FileFaultError("a Parquet file that unpacks to more than 2 GB.", "send one file for each period.")
    if not held.num_rows:
        raise FileFaultError(*NO_ROWS)
    unknown = [at for at, field in enumerate(parquet.schema_arrow, 1) if _moment(field.type) is None]
    if unknown:
        places = ", ".join(str(at) for at in unknown[:10])
        raise FileFaultError(
            f"{len(unknown)} columns that are nested or neither text, number, truth value, date nor time "
            f"(columns {places}).",
            "write flat columns of text, numbers, dates and times.",
        )


def _table(parquet: pq.ParquetFile) -> tuple[pa.Table, dict[str, Moment]]:
    columns = Columns(parquet.schema_arrow.names)
    moments = [_moment(field.type) for field in parquet.schema_arrow]
    for batch in parquet.iter_batches(_BATCH, use_threads=False):
        if batch.num_rows:
            columns.add([encoded(pa.chunked_array([_as_text(column)])) for column in batch.columns])
    if columns.rows != parquet.metadata.num_rows:
        raise FileFaultError("a Parquet file with fewer or more rows than it says.", "export the file again.")
    dated = {heading: moment for heading, moment in zip(columns.headings, moments, strict=True) if moment}
    return settle(columns.table(), dated)


def _as_text(column: pa.Array) -> pa.Array:
    """One column as text without nulls."""
    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if types.is_timestamp(column.type):
        column = _without_fraction(column, pa.timestamp("s", column.type.tz))
    elif types.is_time(column.type):
        column = _without_fraction(column, pa.time32("s"))
    return pc.fill_null(column.cast(pa.string()), "")


def _without_fraction(column: pa.Array, seconds: pa.DataType) -> pa.Array:
    """Moments in whole seconds, unless there are fractions (a moment with a time zone stays one, in UTC)."""
    whole = column.cast(seconds, safe=False)
    return whole if whole.cast(column.type).equals(column) else column


def _moment(kind: pa.DataType) -> Moment | Literal[""] | None:
    """Which of date, time or both a column holds, '' for a column of neither, None for one that is not taken."""
    if types.is_dictionary(kind):
        return _moment(kind.value_type)
    if types.is_date(kind):
        return "date"
    if types.is_time(kind):
        return "time"
    if types.is_timestamp(kind):
        return "datetime"
    plain = (types.is_string, types.is_large_string, types.is_integer, types.is_floating, types.is_decimal)
    return "" if any(is_one(kind) for is_one in (*plain, types.is_boolean, types.is_null)) else None
