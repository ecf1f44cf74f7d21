"""For every table: written as CSV of any dialect, JSON lines, Parquet or XLSX, it reads back the same."""

import string
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.ingest.forms_samples import (
    Table,
    as_csv,
    as_json_lines,
    as_parquet,
    as_workbook,
    read,
    refused,
    rows_of,
)

LETTERS = string.ascii_letters + string.digits + " \"'-./:;|\t,£éÉöß½°€"
CELLS = st.text(LETTERS, max_size=12).map(lambda text: unicodedata.normalize("NFC", text.strip()))
HEADINGS = st.text(string.ascii_letters + " £é", min_size=1, max_size=8).map(str.strip).filter(bool)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Two to five columns under headings of letters; no row that is blank throughout."""
    headings = draw(st.lists(HEADINGS, min_size=2, max_size=5, unique=True))
    cell = [CELLS] * len(headings)
    rows = draw(st.lists(st.tuples(*cell).filter(any), min_size=1, max_size=6))
    return [headings, *map(list, rows)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=tables(),
    separator=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quote_all=st.booleans(),
)
def test_every_form_reads_back_the_table_it_was_made_from(
    tmp_path: Path, table: Table, separator: str, end: str, encoding: str, quote_all: bool
) -> None:
    text = as_csv(table, separator, end, quote_all).encode(encoding)
    for content in (text, as_json_lines(table), as_parquet(table), as_workbook(table)):
        assert rows_of(read(tmp_path, content)) == table


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables(), extra=st.integers(1, 3), separator=st.sampled_from(",;\t|"))
def test_a_row_with_more_cells_than_headings_is_refused_by_its_number(
    tmp_path: Path, table: Table, extra: int, separator: str
) -> None:
    table[-1] = table[-1] + ["x"] * extra
    assert f"as there are headings (row {len(table)})" in refused(tmp_path, as_csv(table, separator).encode())


@pytest.mark.parametrize("letter", "£éÉöß½°€–’")
def test_windows_1252_reads_back_every_letter_that_agencies_write(tmp_path: Path, letter: str) -> None:
    table = [["Place", "Note"], [f"{letter} 5", "x"], ["y", f"a {letter}"]]
    assert rows_of(read(tmp_path, as_csv(table).encode("cp1252"))) == table
