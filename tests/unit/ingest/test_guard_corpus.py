"""The guard measured on a labelled corpus: of each kind of identifier at least 99 in 100 are found, and of clean
columns at most one in a thousand is refused."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from ingest.depersonalise import PersonalDataRefused, check_depersonalised
from ingest.detectors import find_doubtful, find_personal, find_sentences
from ingest.extract import read_extract
from ingest.register import DATASETS, find_dataset, find_mapping
from ingest.synthetic_rows import make_rows
from tests.unit.ingest.guard_persons import CELLS, COLUMNS, DOUBTS, cells

COUNT, RECALL, FALSE_ALARMS = 400, 0.99, 0.001
COLUMN, ROWS, SEEDS, PART = 20, 300, 8, 1_000
REAL = (
    ("police/20*-street.csv.gz", "recorded-crime", "police-uk-street"),
    ("police/gmp_burglary_points*.csv.gz", "recorded-crime", "gmp-burglary-points"),
    ("road/STATS19_road_casualties_2019-Jun2024.csv.gz", "road-collisions", "stats19-casualties"),
)
"""Real files, the data set and the layout they are in."""


def column(*texts: str) -> pa.Array:
    return pa.array(texts, pa.string())


def kinds(texts: pa.Array) -> set[str]:
    """What a column is refused for."""
    found = set(find_personal(texts, coarse=True))
    return found | ({"free text"} if find_sentences(texts) else set())


@pytest.mark.parametrize("name", CELLS)
def test_each_identifier_alone_in_its_column_is_found(name: str) -> None:
    kind, make = CELLS[name]
    corpus = cells(make, COUNT, 20_261_121)
    assert len(corpus) == COUNT
    found = [kinds(column(text)) for text in corpus]
    assert sum(map(bool, found)) >= RECALL * COUNT
    assert sum(kind in one for one in found) >= 0.9 * COUNT, "and told by its right name"


@pytest.mark.parametrize("name", CELLS)
def test_each_identifier_among_harmless_texts_is_found(name: str) -> None:
    _, make = CELLS[name]
    harmless = [f"On or near Ashcombe {at} Way"[:20] for at in range(60)]
    corpus = cells(make, COUNT, 7)
    missed = [text for text in corpus if not kinds(column(*harmless, text))]
    assert len(missed) <= (1 - RECALL) * COUNT


@pytest.mark.parametrize("name", COLUMNS)
def test_each_column_that_is_personal_as_a_whole_is_found(name: str) -> None:
    _, make = COLUMNS[name]
    corpus = cells(make, COLUMN * COUNT, 3)
    columns = [corpus[at : at + COLUMN] for at in range(0, len(corpus), COLUMN)]
    assert len(columns) > 100
    missed = [texts for texts in columns if not kinds(column(*texts))]
    assert len(missed) <= (1 - RECALL) * len(columns)


@pytest.mark.parametrize("name", DOUBTS)
def test_what_may_be_a_home_is_noted(name: str) -> None:
    kind, make = DOUBTS[name]
    corpus = cells(make, COUNT, 5)
    assert sum(kind in find_doubtful(column(text)) for text in corpus) >= RECALL * COUNT


def test_made_up_extracts_of_every_layout_are_let_through(tmp_path: Path) -> None:
    refused, checked = 0, 0
    for dataset in DATASETS:
        for layout in dataset.mappings:
            for seed in range(SEEDS):
                path = tmp_path / f"{dataset.name}-{layout.name}-{seed}.csv"
                frame = make_rows(dataset, layout, ROWS, seed)
                frame.to_csv(path, index=False, lineterminator="\n")
                checked += frame.shape[1]
                try:
                    check_depersonalised(read_extract(path), dataset, layout)
                except PersonalDataRefused:
                    refused += 1
    assert checked > 1_000
    assert refused <= FALSE_ALARMS * checked


def test_real_columns_are_let_through_in_every_part_of_their_file(realdata: Path, tmp_path: Path) -> None:
    """Each thousand rows of a real file count as a file of their own, as their mix of texts is their own."""
    refused, checked = 0, 0
    for pattern, dataset, layout_name in REAL:
        layout = find_mapping(find_dataset(dataset), layout_name)
        for path in sorted(realdata.glob(pattern)):
            frame = pd.read_csv(path, dtype=str, keep_default_na=False)
            for start in range(0, len(frame), PART):
                part = tmp_path / "part.csv"
                frame.iloc[start : start + PART].to_csv(part, index=False)
                checked += frame.shape[1]
                try:
                    check_depersonalised(read_extract(part), find_dataset(dataset), layout)
                except PersonalDataRefused:
                    refused += 1
    assert checked > 1_000
    assert refused <= FALSE_ALARMS * checked
