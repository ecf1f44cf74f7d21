"""For all corrupted tables of numbers and lists by quarter: every row is accounted for, or the file is refused."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from geo.checks import Refused
from ingest.receive import Batch, receive
from ingest.register import find_dataset
from tests.spec.datasets.test_schools import HEAD, ROW
from tests.unit.ingest.samples import places

PLACES = places()
PROBATION = "Area code,Information period,Measure,Age band,Gender,Ethnicity,Number"
AREAS = ("E01000001", "E01000002", "E05000001", "E06000099")
AGES = ("18-20", "21-24", "25-29", "30-39", "40-49", "50-59", "60 and over", "")
PERIODS = ("2026-Q1", "2026-Q2", "2026-Q3")
FORMS: dict[str, tuple[str, list[list[str]]]] = {
    "probation": (
        PROBATION,
        [[a, p, "need-drugs", age, "Male", "W1", "7"] for a in AREAS for p in PERIODS for age in AGES],
    ),
    "exclusions": (HEAD, [next(csv.reader([ROW]))] * 60),
    "domestic-abuse-admissions": ("Postcode district,Admission date", [["MK9", "15/01/2019"]] * 60),
}
ODD = st.one_of(
    st.sampled_from(["", "0", "-1", "[c]", "*", "suppressed", "[x]", "7.0", "1,954", "2026-Q5", "2026-Q4", "O1", "A4"]),
    st.sampled_from(["MK9 3ES", "MK1", "31/02/2019", "E01000002", "OT", "PERM", "19", "Not known", "nan", "٣"]),
    st.text(max_size=12),
)
EDIT = st.tuples(st.integers(0, 199), st.integers(0, 11), ODD)


def received(dataset: str, edits: list[tuple[int, int, str]]) -> tuple[Batch | None, int]:
    heading, rows = FORMS[dataset]
    table = [list(row) for row in rows]
    for at, cell, text in edits:
        table[at % len(table)][cell % len(table[0])] = text
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([heading.split(","), *table])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extract.csv"
        path.write_bytes(out.getvalue().encode("utf-8", "surrogatepass"))
        try:
            return receive(path, find_dataset(dataset), PLACES), len(table)
        except Refused as refusal:
            assert len(str(refusal).splitlines()) == 3
            return None, len(table)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(FORMS)), st.lists(EDIT, max_size=5))
@example("exclusions", [(0, 7, "|")])
def test_receipts_close_and_no_mark_is_a_number(dataset: str, edits: list[tuple[int, int, str]]) -> None:
    batch, rows = received(dataset, edits)
    if batch is None:
        return
    receipt = batch.receipt
    assert receipt.rows == rows == receipt.accepted + receipt.outside_area + receipt.no_location + receipt.refused
    assert receipt.events == len(batch.events)
    if batch.shape == "counts":
        assert (batch.events["number"].isna() == (batch.events["mark"] != "")).all()
        assert set(batch.events["mark"]) <= {"", "c", "x", "z"}
        assert not batch.events.drop(columns="number").isna().any(axis=None)
    if dataset == "domestic-abuse-admissions":
        assert batch.events["number"].sum() == receipt.accepted
