"""Every real published file, offered as every data set it could be taken for, loads with sums that close or is refused
for a reason that is told in three parts; nothing else ever happens."""

from pathlib import Path

import pytest

from geo.checks import Refused
from ingest.periods import Period
from ingest.receive import receive
from ingest.register import DATASETS, find_dataset
from tests.conftest import REALDATA
from tests.unit.ingest.test_real_files import milton_keynes

LOADS = (
    ("recorded-crime", "*-street.csv*"),
    ("recorded-crime", "gmp_burglary_points*"),
    ("road-collisions", "STATS19_road_casualties_2019*"),
    ("malicious-false-alarms", "lfb_incident_sample.csv"),
    ("street-problem-reports", "fixmystreet_lsoa_shef_a_*"),
)
"""Data set and pattern of the files that are its extracts; every other pair is refused."""
SMALL = 60_000
"""Bytes up to which a file is offered as every data set; a larger one as the four most like it."""
LIKELY = ("recorded-crime", "road-collisions", "council-asb", "street-problem-reports")
FILES = sorted(path for path in REALDATA.rglob("*") if path.is_file()) if REALDATA.is_dir() else []
PAIRS = [
    (path, dataset.name)
    for path in FILES
    for dataset in DATASETS
    if path.stat().st_size < SMALL or dataset.name in LIKELY
]


def is_extract_of(path: Path, dataset: str) -> bool:
    return any(dataset == name and path.match(pattern) for name, pattern in LOADS)


@pytest.mark.skipif(not FILES, reason="the real open data is not here: put the folder shared/realdata beside it")
def test_there_are_as_many_files_as_are_described() -> None:
    assert len([path for path in FILES if path.name != "README.md"]) == 68


@pytest.mark.parametrize(("path", "dataset"), PAIRS, ids=lambda part: part if isinstance(part, str) else part.name)
def test_a_real_file_loads_or_is_refused_in_three_parts(realdata: Path, path: Path, dataset: str) -> None:
    try:
        period = Period.parse("2019-01") if path.name.startswith("fixmystreet_lsoa") else None
        receipt = receive(path, find_dataset(dataset), milton_keynes(realdata), period=period).receipt
    except Refused as refusal:
        assert not is_extract_of(path, dataset), refusal.found
        assert all((refusal.what, refusal.found, refusal.do))
    else:
        assert is_extract_of(path, dataset)
        told = receipt.accepted + receipt.outside_area + receipt.no_location + receipt.refused + receipt.not_prescribed
        assert (told, receipt.refused) == (receipt.rows, 0)
