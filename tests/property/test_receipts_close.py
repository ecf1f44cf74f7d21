"""For all corrupted agency files: every row is accounted for, or the file is refused; nothing else happens."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.checks import Refused
from ingest.receive import Batch, receive
from ingest.register import find_dataset
from tests.unit.ingest.samples import ADMISSION, COLLISION, COUNCIL_ASB, CRIME, CRIME_ROW, FIRE, places

PLACES = places()
FORMS = {
    "recorded-crime": (CRIME, CRIME_ROW),
    "road-collisions": (COLLISION, "15/01/2019,08:00,485500,235500,0,0,0,1,2,0"),
    "hospital-admissions": (ADMISSION, "MK9,15/01/2019,X99.4,E01000001"),
    "fires": (FIRE, "15/01/2019,03:20,Deliberate secondary fire,Not in a vehicle,485500,235500"),
    "council-asb": (COUNCIL_ASB, "15/01/2019,,Identified by the authority,SHEF_A,A29,485500,235500"),
}
ODD = st.one_of(
    st.sampled_from(
        ["", " ", "0", "-1", "nan", "NULL", "1e5", "1e400", "9" * 12, "31/02/2019", "2019-01-15", "24:00", "x", "٣"]
    ),
    st.sampled_from(
        ["486500", "400000", "15/02/2019", "00:00", "Burglary", "Arson", "F17", "T510", "E01000002", "MK1"]
    ),
    st.sampled_from(["In a derelict vehicle", "Chimney fire", "Reported by the public", "A60", "Noise"]),
    st.text(max_size=12),
)
EDIT = st.tuples(st.integers(0, 199), st.integers(0, 9), ODD)


def written(dataset: str, rows: int, edits: list[tuple[int, int, str]]) -> str:
    heading, row = FORMS[dataset]
    table = [row.split(",") for _ in range(rows)]
    for at, cell, text in edits:
        table[at % rows][cell % len(table[0])] = text
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([heading.split(","), *table])
    return out.getvalue()


def received(content: bytes, dataset: str) -> Batch | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extract.csv"
        path.write_bytes(content)
        try:
            return receive(path, find_dataset(dataset), PLACES)
        except Refused as refusal:
            assert len(str(refusal).splitlines()) == 3
            return None


def check(batch: Batch | None, rows: int | None = None) -> None:
    if batch is None:
        return
    receipt = batch.receipt
    told = receipt.accepted + receipt.outside_area + receipt.no_location + receipt.refused + receipt.not_prescribed
    assert receipt.rows == told
    assert rows is None or receipt.rows == rows
    assert receipt.events == len(batch.events) == receipt.accepted
    assert (
        not batch.events[["month", "category", "easting", "northing", "scale", "lsoa", "ward", "cell"]]
        .isna()
        .any(axis=None)
    )


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(FORMS)), st.integers(1, 200), st.lists(EDIT, max_size=12))
def test_receipts_close_for_files_with_odd_cells(dataset: str, rows: int, edits: list[tuple[int, int, str]]) -> None:
    check(received(written(dataset, rows, edits).encode("utf-8", "surrogatepass"), dataset), rows)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(FORMS)), st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=6)), max_size=4))
def test_receipts_close_for_files_with_odd_bytes(dataset: str, edits: list[tuple[int, bytes]]) -> None:
    content = bytearray(written(dataset, 40, []).encode())
    for at, piece in edits:
        content[at % len(content) : at % len(content) + len(piece)] = piece
    lines = bytes(content).rstrip(b"\r\n").count(b"\n")
    check(received(bytes(content), dataset), lines)
