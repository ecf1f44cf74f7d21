"""A refused file says what, found, do; ends with the exit code of its kind; and leaves the store as it was."""

import gzip
import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.hub import open_hub
from tests.acceptance.conftest import saferhub

pytestmark = pytest.mark.xdist_group("demo")
CRIME = "Offence date,Offence time,Offence group,Sub-category,Easting,Northing"
ROW = "01/03/2026,12:30,Burglary,Burglary in a dwelling,446560,301120"
HEALTH = "Postcode district,Admission date,ICD-10 code,Area code"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"


@pytest.fixture(scope="module")
def hub_copy(demo_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("refused") / "hub"
    shutil.copytree(demo_directory / "hub", copy)
    open_hub(copy)  # a start sweeps what the makers of the demo left behind
    return copy


def write(text: str | bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(text.encode() if isinstance(text, str) else text) and None


def write_huge_line(path: Path) -> None:
    """A .gz of a few kB per piece that unpacks to one line of 2 GB."""
    piece = b"a" * (1 << 20)
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.write(CRIME.encode() + b"\n")
        for _ in range(2_048):
            file.write(piece)


FILES: dict[str, tuple[str, str, Callable[[Path], None], int, str]] = {
    "wrong columns": ("crime.csv", "recorded-crime", write("When,Where\n1,Zebedeeville\n"), 10, "Zebedeeville"),
    "an extra column": ("crime.csv", "recorded-crime", write(f"{CRIME},Weather\n{ROW},Zebedee\n"), 10, "Zebedee"),
    "a column of names": (
        "crime.csv", "recorded-crime", write(f"{CRIME},Victim name\n{ROW},Zebedee Quux\n"), 12, "Zebedee",
    ),
    "a full postcode in health data": (
        "health.csv", "hospital-admissions", write(f"{HEALTH}\nMK9 3ES,01/03/2026,X99,\n"), 12, "3ES",
    ),
    "an empty file": ("crime.csv", "recorded-crime", write(""), 11, "\x00"),
    "headings alone": ("crime.csv", "recorded-crime", write(f"{CRIME}\n"), 11, "\x00"),
    "a PNG renamed": ("crime.csv", "recorded-crime", write(PNG), 11, "IHDR"),
    "a 2 GB line": ("crime.csv.gz", "recorded-crime", write_huge_line, 11, "aaaaaaaa"),
    "an unknown data set": ("crime.csv", "recorded-crimes", write(f"{CRIME}\n{ROW}\n"), 10, "446560"),
    "no such file": ("nothing.csv", "recorded-crime", lambda _: None, 11, "\x00"),
}  # fmt: skip


def fingerprint(hub: Path) -> dict[str, str]:
    files = [path for path in sorted(hub.rglob("*")) if path.is_file()]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("kind", FILES)
def test_a_refused_file_is_explained_and_changes_nothing(hub_copy: Path, tmp_path: Path, kind: str) -> None:
    name, dataset, make, code, secret = FILES[kind]
    make(tmp_path / name)
    before = fingerprint(hub_copy)
    answer = saferhub("receive", tmp_path / name, "--dataset", dataset, "--hub", hub_copy)
    assert answer.code == code, answer.err
    assert re.fullmatch(r"REFUSED .+\nFound: .+\nDo: .+\n", answer.err), answer.err
    assert "Traceback" not in answer.err + answer.out
    assert secret not in answer.err + answer.out
    assert fingerprint(hub_copy) == before


def test_every_kind_of_refusal_has_its_own_exit_code() -> None:
    assert {code for _, _, _, code, _ in FILES.values()} == {10, 11, 12}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("release", "tactical-assesment", "--period", "2026-08", "--audience", "open"), 17),
        (("release", "tactical-assessment", "--period", "2026-08", "--audience", "public"), 17),
        (("release", "tactical-assessment", "--period", "1999-08", "--audience", "open"), 17),
        (("release", "tactical-assessment", "--period", "August", "--audience", "open"), 18),
        (("release", "tactical-assessment", "--period", "2026-08", "--audience", "open", "--area", "E01"), 17),
    ],
)
def test_a_release_that_cannot_be_made_is_refused_in_three_lines(
    hub_copy: Path, tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    answer = saferhub(*arguments, "-o", tmp_path / "out.pdf", "--hub", hub_copy)
    assert answer.code == code
    assert re.fullmatch(r"REFUSED .+\nFound: .+\nDo: .+\n", answer.err), answer.err
    assert not (tmp_path / "out.pdf").exists()


def test_a_folder_that_is_no_hub_is_refused(tmp_path: Path) -> None:
    answer = saferhub("ledger", "verify", "--hub", tmp_path)
    assert (answer.code, answer.err.startswith("REFUSED")) == (13, True)
