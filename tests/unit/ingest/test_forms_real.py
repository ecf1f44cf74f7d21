"""The real files are read with the quirks they have: packed, with a mark, with signs of money in a heading."""

import gzip
import hashlib
from pathlib import Path

import pytest

from ingest.extract import FileUnreadable, read_extract
from ingest.forms.lines import UNENDED

ROWS = {
    "fire/lfb_animal_rescue.csv.gz": (5_898, 26),
    "fire/lfb_incident_sample.csv": (20, 39),
    "police/stop_and_search_month14.csv.gz": (3_266, 16),
    "police/2019-01-thames-valley-street.csv.gz": (14_993, 12),
    "population/lsoa2011_population_mid2019_uk.csv.gz": (42_620, 2),
    "road/STATS19CasDataJan2010Dec2021forGMServers.csv.gz": (62_615, 14),
    "council/trafford_ward_asb_rate.csv": (21, 7),
    "council/fixmystreet_lsoa_shef_a_2019-1.csv.gz": (17_021, 5),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_real_file_has_the_rows_and_columns_it_is_listed_with(realdata: Path, name: str) -> None:
    extract = read_extract(realdata / name)
    content = (realdata / name).read_bytes()
    plain = gzip.decompress(content) if name.endswith(".gz") else content
    assert (extract.rows, len(extract.headings)) == ROWS[name]
    assert extract.fingerprint == hashlib.sha256(plain).hexdigest()
    assert extract.notes == (() if plain.endswith(b"\n") else (UNENDED,))


def test_headings_lose_their_mark_and_keep_their_letters(realdata: Path) -> None:
    population = read_extract(realdata / "population/lsoa2011_population_mid2019_uk.csv.gz")
    assert not population.headings[0].startswith("\ufeff")
    rescue = read_extract(realdata / "fire/lfb_animal_rescue.csv.gz")
    assert sum("£" in heading for heading in rescue.headings) == 2
    assert read_extract(realdata / "police/stop_and_search_month14.csv.gz").headings[0] == ""


def test_a_thousands_separator_within_quotation_marks_stays_in_its_cell(realdata: Path) -> None:
    population = read_extract(realdata / "population/lsoa2011_population_mid2019_uk.csv.gz")
    assert "1,954" in population.texts(population.headings[1]).dictionary.to_pylist()


def test_blanks_after_a_cell_are_taken_off(realdata: Path) -> None:
    rescue = read_extract(realdata / "fire/lfb_animal_rescue.csv.gz")
    kinds = rescue.texts("PropertyType").dictionary.to_pylist()
    assert all(kind == kind.strip() for kind in kinds)


def test_the_published_guide_is_read_and_a_workbook_of_terms_and_data_asks_for_one_sheet(realdata: Path) -> None:
    guide = "road/dft-road-casualty-statistics-road-safety-open-dataset-data-guide-2024.xlsx"
    assert read_extract(realdata / guide).rows > 1_000
    with pytest.raises(FileUnreadable) as caught:
        read_extract(realdata / "population/lsoa2011_population_mid2012_england.xlsx")
    assert '2 sheets with cells, and none of them is named "Extract"' in caught.value.found
