"""What is no extract is refused: three lines, an exception of the right kind, and no value of the file anywhere."""

import gzip
import io
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.contract import ExtractRefused
from ingest.depersonalise import PersonalDataRefused
from ingest.extract import FileUnreadable
from ingest.receive import receive
from ingest.register import find_dataset
from tests.unit.ingest.samples import ADMISSION, CRIME, CRIME_ROW, crimes, places, refusal


def raw(folder: Path, content: bytes, name: str = "extract.csv") -> Callable[[], object]:
    def act() -> object:
        (folder / name).write_bytes(content)
        return receive(folder / name, find_dataset("recorded-crime"), places())

    return act


GOOD = f"{CRIME}\n{CRIME_ROW}\n".encode()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b"\xef\xbb\xbf\n\n", "an empty file"),
        (CRIME.encode() + b"\n", "headings and no rows"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "an image (PNG)"),
        (b"PK\x03\x04" + bytes(50), "a zip archive or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(50), "an old Excel"),
        (b"%PDF-1.7", "a PDF"),
        (b"<!doctype html><p>Ottoline", "a web page"),
        (gzip.compress(gzip.compress(GOOD, mtime=0), mtime=0), "a gzip inside a gzip"),
        (gzip.compress(GOOD * 50, mtime=0)[:-20], "damaged"),
        (b"\x1f\x8b\x08nothing", "damaged"),
        (GOOD.decode().encode("utf-32"), "UTF-32"),
        (GOOD + "15/01/2019,,Théodora,b,c,d\n".encode("cp850"), "text that is not UTF-8 throughout"),
        (GOOD + "15/01/2019,,£,b,c,d\n".encode() + b"15/01/2019,,\xa3,b,c,d\n", "no clear Windows-1252 either (row 4)"),
        (GOOD + b"15/01/2019,,Otto\x00line,b,c,d\n", "a NUL byte (row 3)"),
        (GOOD + "15/01/2019,,Otto\u202eline,b,c,d\n".encode(), "a control or invisible character (row 3)"),
        (GOOD + b"Ottoline,2\n" + CRIME_ROW.encode() + b",9\n", "not 6 cells, as there are headings (rows 3, 4)"),
        (GOOD + b"\n" + GOOD, "blank lines (row 3)"),
        (GOOD + GOOD.replace(b"\n", b"\r", 1), "a line end (CR) within a line (row 3)"),
        (GOOD + b'15/01/2019,,Otto"line,b,c,d\n', "a quotation mark out of place"),
        (GOOD + b'15/01/2019,,"Ottoline,b,c,d\n', "a quotation mark out of place"),
        (GOOD + b'15/01/2019,,"Otto\nline",b,c,d\n', "line break inside a cell"),
        (GOOD.replace(b",", b";", 2), "comma and semicolon could each be the separator"),
        (GOOD.replace(b"Northing", b"Easting"), "two columns with the same heading"),
        (GOOD + b"15/01/2019,," + b"Ottoline" * 1300 + b",b,c,d\n", "a cell longer than 10,000 characters (row 3)"),
        (GOOD + b"Ottoline" * 140_000, "a line of more than 1 MB"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, found: str) -> None:
    refused = refusal(FileUnreadable, raw(tmp_path, content))
    assert found in refused.found
    assert refused.exit_code == 11


def test_a_missing_file_and_a_folder_are_refused_without_their_path(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.csv", tmp_path, tmp_path / ("x" * 300)):
        refused = refusal(FileUnreadable, lambda path=path: receive(path, find_dataset("recorded-crime"), places()))
        assert str(tmp_path.parent) not in str(refused)


def test_a_line_of_two_gigabytes_costs_no_more_than_its_first_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "long.csv.gz"
    block = gzip.compress(b"x" * (64 << 20), mtime=0)
    path.write_bytes(gzip.compress(b"Offence date,", mtime=0) + block * 32)
    tracemalloc.start()
    start = time.perf_counter()
    refused = refusal(FileUnreadable, lambda: receive(path, find_dataset("recorded-crime"), places()))
    seconds, memory = time.perf_counter() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "a line of more than 1 MB" in refused.found
    assert seconds < 1
    assert memory < 32 << 20


def test_a_gzip_that_unpacks_to_a_hundred_times_its_size_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with gzip.open(packed, "wb") as stream:
        stream.write((CRIME + "\n").encode())
        for _ in range(70):
            stream.write((CRIME_ROW + "\n").encode() * ((1 << 20) // (len(CRIME_ROW) + 1)))
    refused = refusal(FileUnreadable, raw(tmp_path, packed.getvalue(), "bomb.csv.gz"))
    assert "hundred times its size" in refused.found


def test_wrong_columns_name_the_missing_and_the_extra_ones_and_the_clause(tmp_path: Path) -> None:
    heading = "Offence date,Offence time,Offence group,Sub-category,Force area"
    refused = refusal(
        ExtractRefused, crimes(tmp_path, "15/01/2019,,Burglary,Burglary in a dwelling,ZQ", heading=heading)
    )
    assert "2 missing and 1 not allowed" in refused.what
    assert "SI 2007/1831 ¶2" in refused.what
    assert 'no "Easting", "Northing"' in refused.found
    assert '"Force area"' in refused.found
    assert "police-uk-street" in refused.do
    assert refused.exit_code == 10


def test_a_first_row_of_data_is_not_shown_as_headings(tmp_path: Path) -> None:
    row = "15/01/2019,22:30,ZQ,Featherstonehaugh,485517,235517"
    refused = refusal(ExtractRefused, crimes(tmp_path, CRIME_ROW, heading=row))
    assert "the first row may be data" in refused.found


PERSONAL = [
    ("Victim name", "Ottoline Featherstonehaugh", "names of persons, by its heading"),
    ("Surname", "Featherstonehaugh", "names of persons, by its heading"),
    ("D.O.B.", "13/07/1961", "dates of birth"),
    ("DateOfBirth", "13/07/1961", "dates of birth"),
    ("NHS_number", "9434765919", "NHS numbers"),
    ("Reference", "9434765919", "an NHS number (row 2)"),
    ("Reference", "943 476 5919", "an NHS number (row 2)"),
    ("Reference", "AB 12 34 56 C", "a National Insurance number (row 2)"),
    ("Reference", "o.f@example.org", "an e-mail address (row 2)"),
    ("Reference", "call 07700 900123", "a telephone number (row 2)"),
    ("Reference", "+44 7700 900123", "a telephone number (row 2)"),
    ("Reference", "12 Silbury Boulevard, MK9 3ES", "a full postcode (row 2)"),
    ("Reference", "mk93es", "a full postcode (row 2)"),
    ("Reference", "Mrs Featherstonehaugh", "a named or labelled person (row 2)"),
    ("Reference", "victim: Ottoline", "a named or labelled person (row 2)"),
]


@pytest.mark.parametrize(("heading", "value", "found"), PERSONAL)
def test_a_column_that_looks_like_a_person_is_refused_as_personal_data(
    tmp_path: Path, heading: str, value: str, found: str
) -> None:
    refused = refusal(PersonalDataRefused, crimes(tmp_path, f'{CRIME_ROW},"{value}"', heading=f"{CRIME},{heading}"))
    assert found in refused.found
    assert "SI 2007/1831 ¶2" in refused.what
    assert refused.exit_code == 12


def test_a_column_of_names_under_a_harmless_heading_is_seen(tmp_path: Path) -> None:
    names = (
        "Ottoline ZQ",
        "Margaret Featherstonehaugh",
        "FEATHERSTONEHAUGH, David",
        "Susan Featherstonehaugh",
        "James ZQ",
    )
    rows = [f'{CRIME_ROW},"{name}"' for name in names]
    refused = refusal(PersonalDataRefused, crimes(tmp_path, *rows, heading=f"{CRIME},Remark"))
    assert "names of persons" in refused.found


def test_dates_over_more_than_a_lifetime_look_like_dates_of_birth(tmp_path: Path) -> None:
    rows = [f"{CRIME_ROW},{date}" for date in ("13/07/1961", "02/02/1988", "30/09/2001")]
    refused = refusal(PersonalDataRefused, crimes(tmp_path, *rows, heading=f"{CRIME},Remark"))
    assert "dates of birth" in refused.found


@pytest.mark.parametrize("cell", range(6))
def test_a_full_postcode_in_any_cell_of_a_prescribed_column_is_refused(tmp_path: Path, cell: int) -> None:
    row = CRIME_ROW.split(",")
    row[cell] = "MK9 3ES"
    refused = refusal(PersonalDataRefused, crimes(tmp_path, *[CRIME_ROW] * 99, ",".join(row)))
    assert "a full postcode (row 101)" in refused.found


def test_a_full_postcode_in_health_data_is_refused_and_the_outward_part_asked_for(tmp_path: Path) -> None:
    rows = ["MK9,15/01/2019,X99,E01000001", "MK9 3ES,15/01/2019,X99,E01000001"]
    refused = refusal(PersonalDataRefused, crimes(tmp_path, *rows, heading=ADMISSION, dataset="hospital-admissions"))
    assert 'column "Postcode district": a full postcode (row 3)' in refused.found
    assert "SI 2007/1831 ¶9" in refused.what
    assert "only the outward part" in refused.do


def test_an_unknown_data_set_and_mapping_name_the_nearest(tmp_path: Path) -> None:
    assert "recorded-crime" in refusal(ExtractRefused, lambda: find_dataset("recorded-crimes")).do
    refused = refusal(ExtractRefused, crimes(tmp_path, CRIME_ROW, mapping="police-uk"))
    assert "police-uk-street" in refused.do


def test_a_file_name_can_neither_break_the_message_nor_show_the_folder(tmp_path: Path) -> None:
    refused = refusal(FileUnreadable, raw(tmp_path, b"", "a\nFound: nothing.csv"))
    assert str(tmp_path) not in str(refused)
