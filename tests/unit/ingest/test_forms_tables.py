"""JSON lines and Parquet are read into the same text as a CSV, and refused where they are no flat table."""

import datetime as dt
import decimal
import gzip
import hashlib
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.ingest.forms_samples import TABLE, as_json_lines, as_parquet, read, refused, rows_of


def parquet(*columns: tuple[str, pa.Array]) -> bytes:
    content = io.BytesIO()
    pq.write_table(pa.table(dict(columns)), content)
    return content.getvalue()


def test_json_lines_give_the_table(tmp_path: Path) -> None:
    content = as_json_lines(TABLE)
    extract = read(tmp_path, content, "extract.jsonl")
    assert (rows_of(extract), extract.fingerprint) == (TABLE, hashlib.sha256(content).hexdigest())
    assert rows_of(read(tmp_path, gzip.compress(content))) == TABLE


def test_numbers_of_json_stay_as_they_are_written_and_null_is_blank(tmp_path: Path) -> None:
    lines = b'{"a": 1.50, "b": "007"}\n{"b": null, "a": 12345678901234567890}\n'
    assert rows_of(read(tmp_path, lines)) == [["a", "b"], ["1.50", "007"], ["12345678901234567890", ""]]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b'{"a": {"b": 1}}', "a value that is no string, number or null (row 3)"),
        (b'{"a": [1]}', "a value that is no string, number or null (row 3)"),
        (b'{"a": true}', "a value that is no string, number or null (row 3)"),
        (b'{"b": 1}', "other keys than the first record has"),
        (b'{"a": 1, "a": 2}', "other keys than the first record has, or one of them twice (row 3)"),
        (b'{"a": NaN}', "not one flat JSON object (row 3)"),
        (b'{"a": 1}, {"a": 2}', "not one flat JSON object (row 3)"),
        (b'{"a": 1', "not one flat JSON object (row 3)"),
        (b'{"a":' * 100_000, "not one flat JSON object (row 3)"),
        (b'["ZQ"]', "not one flat JSON object (row 3)"),
        (b"", "blank lines (row 3)"),
        (b'{"a": "\\ud800"}', "half a character (a lone surrogate) (row 3)"),
        (b'{"a": "x\\u0000y"}', "a NUL byte (row 3)"),
        (b'{"a": "x\\ny"}', "a line break inside a cell (row 3)"),
    ],
    ids=range(14),
)
def test_a_line_that_is_no_flat_object_is_refused_by_its_row(tmp_path: Path, line: bytes, found: str) -> None:
    assert found in refused(tmp_path, b'{"a": 1}\n' + line + b'\n{"a": 1}\n')


def test_a_json_document_is_no_json_lines(tmp_path: Path) -> None:
    assert "a JSON document that is one list" in refused(tmp_path, b'[{"a": 1}]')
    assert "not one flat JSON object" in refused(tmp_path, b'{\n "a": 1\n}\n')


def test_parquet_gives_the_table(tmp_path: Path) -> None:
    content = as_parquet(TABLE)
    extract = read(tmp_path, content, "extract.parquet")
    assert (rows_of(extract), extract.fingerprint) == (TABLE, hashlib.sha256(content).hexdigest())


def test_values_of_parquet_become_the_text_a_csv_would_hold(tmp_path: Path) -> None:
    day, moment = dt.date(2026, 1, 31), dt.datetime(2026, 1, 31, 22, 30)
    content = parquet(
        ("day", pa.array([day, None])),
        ("clock", pa.array([dt.time(22, 30), None], pa.time64("us"))),
        ("moment", pa.array([moment, None], pa.timestamp("us"))),
        ("midnight", pa.array([dt.datetime(2026, 1, 31), None], pa.timestamp("ns"))),
        ("whole", pa.array([485_500, None])),
        ("part", pa.array([0.1, 485_500.0])),
        ("exact", pa.array([decimal.Decimal("1.50"), None])),
        ("truth", pa.array([True, None])),
        ("code", pa.array(["x", None]).dictionary_encode()),
    )
    extract = read(tmp_path, content)
    expected = ["2026-01-31", "22:30:00", "2026-01-31 22:30:00", "2026-01-31", "485500", "0.1", "1.50", "true", "x"]
    assert rows_of(extract)[1] == expected
    assert rows_of(extract)[2] == ["", "", "", "", "", "485500", "", "", ""]
    assert extract.moments == {"day": "date", "clock": "time", "moment": "datetime", "midnight": "date"}


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (parquet(("ZQ", pa.array([[1], [2]]))), "nested or neither text"),
        (parquet(("ZQ", pa.array([{"b": 1}]))), "nested or neither text"),
        (parquet(("ZQ", pa.array([b"\xff"]))), "nested or neither text"),
        (parquet(("ZQ", pa.array([], pa.string()))), "headings and no rows"),
        (as_parquet(TABLE)[:-9], "a damaged Parquet file"),
        (as_parquet(TABLE)[:40], "a damaged Parquet file"),
        (b"PAR1" + bytes(100) + b"PAR1", "a damaged Parquet file"),
    ],
    ids=range(7),
)
def test_parquet_that_is_no_flat_table_is_refused(tmp_path: Path, content: bytes, found: str) -> None:
    assert found in refused(tmp_path, content)
