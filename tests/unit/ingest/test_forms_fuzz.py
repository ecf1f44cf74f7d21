"""Files with bytes changed, cut, doubled or swapped: each is read or refused in three lines, nothing else."""

import random
from pathlib import Path

import pytest

from ingest.extract import FileUnreadable, read_extract
from ingest.forms.fault import FileFaultError
from ingest.forms.reading import read_file
from tests.unit.ingest.forms_samples import TABLE, as_csv, as_json_lines, as_parquet, as_workbook

MADE = {
    "CSV": as_csv(TABLE * 20, quote_all=True).encode(),
    "UTF-16": as_csv(TABLE).encode("utf-16"),
    "JSON lines": as_json_lines(TABLE),
    "Parquet": as_parquet(TABLE),
    "XLSX": as_workbook(TABLE),
}
TRIALS = 120


def changed(content: bytes, chance: random.Random) -> bytes:
    """The content after one to four small accidents."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(made) + 1), chance.randint(1, 20)
        act = chance.choice(("flip", "cut", "double", "insert", "end"))
        if act == "flip" and at < len(made):
            made[at] ^= 1 << chance.randrange(8)
        elif act == "cut":
            del made[at : at + length]
        elif act == "double":
            made[at:at] = made[at : at + length]
        elif act == "insert":
            made[at:at] = chance.choice(
                (b"\0", b"\n", b"\r", b'"', b",", b"\xff", b"\xe2\x80\xae", chance.randbytes(3))
            )
        elif chance.random() < 0.3:
            del made[at:]
    return bytes(made)


@pytest.mark.parametrize("form", MADE)
def test_a_mutated_file_is_read_or_refused(tmp_path: Path, form: str) -> None:
    chance, path = random.Random(form), tmp_path / "mutated"
    for trial in range(TRIALS):
        path.write_bytes(changed(MADE[form], chance))
        try:
            extract = read_extract(path)
        except FileUnreadable as refused:
            assert len(str(refused).splitlines()) == 3, trial
        else:
            assert extract.rows > 0, trial


@pytest.mark.parametrize("form", ["CSV", "UTF-16", "JSON lines"])
def test_no_mutated_text_breaks_the_reader_off(tmp_path: Path, form: str) -> None:
    """In this very process: any other exception than the refusal would be seen."""
    chance, path = random.Random(f"{form} here"), tmp_path / "mutated"
    read = 0
    for _ in range(3 * TRIALS):
        path.write_bytes(changed(MADE[form], chance))
        try:
            read += read_file(path).table.num_rows > 0
        except FileFaultError:
            continue
    assert read < 3 * TRIALS
