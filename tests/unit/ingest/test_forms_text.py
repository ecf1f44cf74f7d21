"""CSV of every kind that agencies send is read as it is meant, and refused by row where it is not a table."""

import codecs
import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from ingest.extract import FileUnreadable, read_extract
from ingest.forms.encoding import READ_AS_WINDOWS
from ingest.forms.lines import UNENDED
from tests.unit.ingest.forms_samples import (
    TABLE,
    as_csv,
    as_json_lines,
    as_parquet,
    as_workbook,
    read,
    refused,
    rows_of,
    zipped,
)

PLAIN = as_csv(TABLE).encode()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_separator_line_end_and_encoding_gives_the_same_table(
    tmp_path: Path, separator: str, end: str, encoding: str
) -> None:
    content = as_csv(TABLE, separator, end).encode(encoding)
    extract = read(tmp_path, content)
    assert rows_of(extract) == TABLE
    assert extract.fingerprint == hashlib.sha256(content).hexdigest()
    assert extract.notes == ((READ_AS_WINDOWS,) if encoding == "cp1252" else ())


@pytest.mark.parametrize("mark", [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_utf_16_is_read_from_either_end(tmp_path: Path, mark: tuple[bytes, str]) -> None:
    assert rows_of(read(tmp_path, mark[0] + as_csv(TABLE).encode(mark[1]))) == TABLE


@pytest.mark.parametrize("packed", [gzip.compress(PLAIN), zipped(("inner.csv", PLAIN))], ids=["gzip", "zip"])
def test_a_packed_file_has_the_table_and_the_fingerprint_of_what_is_in_it(tmp_path: Path, packed: bytes) -> None:
    extract = read(tmp_path, packed, "whatever.bin")
    assert (rows_of(extract), extract.fingerprint) == (TABLE, hashlib.sha256(PLAIN).hexdigest())


@pytest.mark.parametrize("tail", ["", "\n\n\n", "\r\n\r\n"])
def test_line_ends_at_the_end_of_a_file_are_no_rows(tmp_path: Path, tail: str) -> None:
    assert rows_of(read(tmp_path, as_csv(TABLE).rstrip("\n").encode() + tail.encode())) == TABLE


def test_blanks_around_a_cell_are_taken_off_and_those_within_are_kept(tmp_path: Path) -> None:
    extract = read(tmp_path, "a , b\n  x  y ,\u00a0z\t\n".encode())
    assert rows_of(extract) == [["a", "b"], ["x  y", "z"]]


def test_letters_and_their_accents_are_composed(tmp_path: Path) -> None:
    assert rows_of(read(tmp_path, "a\nCafe\u0301\n".encode())) == [["a"], ["Caf\u00e9"]]


def test_one_heading_may_be_blank_as_a_row_counter_is(tmp_path: Path) -> None:
    assert rows_of(read(tmp_path, b",b\n0,x\n")) == [["", "b"], ["0", "x"]]


def test_a_table_larger_than_one_block_is_read_in_order(tmp_path: Path) -> None:
    rows = [[str(number), "Sub-category", "é" * 9] for number in range(700_000)]
    extract = read(tmp_path, as_csv([["n", "what", "letters"], *rows]).encode())
    assert extract.texts("n").to_pylist() == [row[0] for row in rows]
    assert extract.texts("letters").dictionary.to_pylist() == ["é" * 9]


def test_windows_1252_far_down_a_file_is_read_as_such(tmp_path: Path) -> None:
    content = b"a,b\n" + b"plain,text\n" * 1_000_000 + "Café,£5\n".encode("cp1252")
    assert read(tmp_path, content).texts("a").dictionary.to_pylist() == ["plain", "Café"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("Café,1".encode("cp850"), "text that is not UTF-8 throughout"),
        ("Café,1".encode("mac-roman"), "text that is not UTF-8 throughout"),
        (
            "Café,1\n".encode() + b"\xa3,1",
            "text that is not UTF-8 throughout, and no clear Windows-1252 either (row 4)",
        ),
        ("Café,1".encode().decode("cp1252").encode(), "letters garbled by a wrong conversion (row 3)"),
        ("Caf\ufffd,1".encode(), "letters garbled by a wrong conversion (row 3)"),
        ("a\u200bb,1".encode(), "a control or invisible character (row 3)"),
        (b"a\x00b,1", "a NUL byte (row 3)"),
        (b"ZQ,1,2", "not 2 cells, as there are headings (row 3)"),
        (b"ZQ", "not 2 cells, as there are headings (row 3)"),
        (b'Z"Q,1', "a quotation mark out of place"),
        (b'"ZQ"x,1', "a quotation mark out of place"),
        (b'"ZQ,1', "a quotation mark out of place"),
        (b'"Z\nQ",1', "a line break inside a cell (rows 3, 4)"),
        (b"\nZQ,1", "blank lines (row 3)"),
        (b"Z\rQ,1", "a line end (CR) within a line (row 3)"),
        (b"x" * 10_001 + b",1", "a cell longer than 10,000 characters (row 3)"),
        (b"x" * (10 << 20) + b",1", "a line of more than 1 MB"),
    ],
    ids=range(17),
)
def test_a_row_that_is_none_is_refused_by_its_number(tmp_path: Path, content: bytes, found: str) -> None:
    assert found in refused(tmp_path, b"Place,Count\nx,1\n" + content + b"\nx,1\n")


def test_all_rules_broken_are_told_at_once_each_with_its_rows(tmp_path: Path) -> None:
    found = refused(tmp_path, b"a,b\n1,\x002\n3,\x004\n5,\xe2\x80\x8b6\n7,8")
    assert found == "a NUL byte (rows 2, 3); a control or invisible character (row 4)."


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"a;b,c\n1;2,3\n4;5,6\n", "comma and semicolon could each be the separator (row 1)"),
        (b'"a,b\n1,2\n', "a quotation mark out of place"),
        (b"a,a\n1,2\n", "two columns with the same heading"),
        (b",,\n1,2,3\n", "two columns with the same heading, or without any"),
        (",".join(map(str, range(1001))).encode() + b"\n1\n", "more than 1,000 columns"),
        (b"a,b\x07\n1,2\n", "a control or invisible character (row 1)"),
        (b"\na,b\n1,2\n", "no columns"),
    ],
)
def test_a_heading_row_that_is_none_is_refused(tmp_path: Path, content: bytes, found: str) -> None:
    assert found in refused(tmp_path, content)


@pytest.mark.parametrize("form", ["CSV", "JSON lines", "gzip", "zip", "Parquet", "XLSX"])
def test_an_upload_cut_anywhere_is_refused_or_says_that_it_may_be_cut(tmp_path: Path, form: str) -> None:
    """Cut at every 7th byte; only a cut between two lines of plain text is not seen, and nothing can see it."""
    content = {
        "CSV": lambda: as_csv(TABLE).encode(),
        "JSON lines": lambda: as_json_lines(TABLE),
        "gzip": lambda: gzip.compress(as_csv(TABLE).encode()),
        "zip": lambda: zipped(("a.csv", as_csv(TABLE).encode())),
        "Parquet": lambda: as_parquet(TABLE),
        "XLSX": lambda: as_workbook(TABLE),
    }[form]()
    for length in range(7, len(content) - 1, max(7, len(content) // 60 // 7 * 7)):
        cut = content[:length]
        try:
            found = read(tmp_path, cut)
        except FileUnreadable:
            continue
        assert form in ("CSV", "JSON lines"), f"{form} cut at {length} was read"
        assert (UNENDED in found.notes) is not cut.endswith(b"\n")
    assert UNENDED not in read(tmp_path, content).notes


@pytest.mark.parametrize("cut", [1, 8, 20, 60])
def test_a_cut_archive_is_refused(tmp_path: Path, cut: int) -> None:
    for content in (gzip.compress(PLAIN), zipped(("inner.csv", PLAIN))):
        assert "damaged" in refused(tmp_path, content[:-cut])


def test_a_zip_with_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("inner.csv", PLAIN)
    assert "damaged" in refused(tmp_path, content.getvalue().replace(b"Mary", b"Mart", 1))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (zipped(("a.csv", PLAIN), ("b.csv", PLAIN)), "a zip archive of several files"),
        (zipped(("a.zip", zipped(("a.csv", PLAIN)))), "a zip inside a gzip or zip"),
        (zipped(("a.csv.gz", gzip.compress(PLAIN, mtime=0))), "a gzip inside a gzip or zip"),
        (zipped(("folder/", b"")), "a zip archive of several files"),
        (zipped(("a.csv", b"a,b\n" + b"1,2\n" * (20 << 20))), "hundred times its size"),
    ],
    ids=range(5),
)
def test_a_zip_that_is_not_one_table_is_refused(tmp_path: Path, content: bytes, found: str) -> None:
    assert found in refused(tmp_path, content)


@pytest.mark.parametrize(
    "name", ["..", "con.csv", "x;rm -rf .csv", "$(id).csv", "a\tb.csv", "é" * 100 + ".csv", "'.csv"]
)
def test_a_strange_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    if name == "..":
        with pytest.raises(FileUnreadable):
            read_extract(tmp_path / name)
    else:
        assert rows_of(read(tmp_path, PLAIN, name)) == TABLE
