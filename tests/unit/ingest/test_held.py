"""A held batch comes back as it was packed, or not at all."""

import dataclasses
import hashlib
from pathlib import Path

import pandas as pd
import pytest

from ingest.held import HeldRefused, pack, unpack
from ingest.receive import Batch, reopen
from tests.unit.ingest.samples import ADMISSION, COLLISION, CRIME, CRIME_ROW, level, places, square, take

ROWS = {
    "recorded-crime": (CRIME, CRIME_ROW, CRIME_ROW.replace("22:30", ""), CRIME_ROW.replace("485500", "400000")),
    "road-collisions": (COLLISION, "15/01/2019,,485500,235500,0,0,0,1,2,0"),
    "hospital-admissions": (ADMISSION, "MK9,15/01/2019,X99.4,E01000002", "MK9,15/01/2019,F17,"),
}


def there_and_back(batch: Batch) -> Batch:
    content = pack(batch.events, batch.receipt, places())
    return reopen(content, hashlib.sha256(content).hexdigest(), places())


@pytest.mark.parametrize("dataset", ROWS)
def test_a_batch_comes_back_as_it_was(tmp_path: Path, dataset: str) -> None:
    batch = take(tmp_path, dataset, *ROWS[dataset])
    again = there_and_back(batch)
    pd.testing.assert_frame_equal(again.events, batch.events)
    assert dataclasses.replace(again, events=batch.events) == batch


def test_the_faults_and_the_habits_come_back_too(tmp_path: Path) -> None:
    rows = [CRIME_ROW] * 20 + [CRIME_ROW.replace("Burglary,", "Burglery,")] * 6 + [CRIME_ROW.replace("22:30", "9pm")]
    batch = take(tmp_path, "recorded-crime", CRIME, *rows)
    assert batch.receipt.problems[1].habits[0].nearest == "Burglary"
    assert there_and_back(batch).receipt == batch.receipt


def test_a_batch_without_an_event_comes_back(tmp_path: Path) -> None:
    batch = take(tmp_path, "recorded-crime", CRIME, CRIME_ROW.replace("485500,235500", ","))
    again = there_and_back(batch)
    assert (len(again.events), again.receipt) == (0, batch.receipt)


def test_other_bytes_are_refused(tmp_path: Path) -> None:
    batch = take(tmp_path, "recorded-crime", CRIME, CRIME_ROW)
    content = pack(batch.events, batch.receipt, places())
    sha256 = hashlib.sha256(content).hexdigest()
    for other in (b"", content[:-1], content + b"\0", bytes([content[0] ^ 1]) + content[1:]):
        with pytest.raises(HeldRefused):
            unpack(other, sha256, places())


def test_other_base_areas_are_refused_and_other_levels_are_found_anew(tmp_path: Path) -> None:
    batch = take(tmp_path, "recorded-crime", CRIME, CRIME_ROW)
    content = pack(batch.events, batch.receipt, places())
    sha256 = hashlib.sha256(content).hexdigest()
    swapped = level("lsoa", ("E01000001", "E01000002"), [square(1), square(0)])
    known = places()
    with pytest.raises(HeldRefused):
        reopen(content, sha256, dataclasses.replace(known, boundaries={**known.boundaries, "lsoa": swapped}))
    district = level("district", ("E07000001",), [square(0).union(square(1))])
    more = dataclasses.replace(known, boundaries={**known.boundaries, "district": district})
    assert reopen(content, sha256, more).events["district"].tolist() == ["E07000001"]
