"""Reference tables as they are published."""

import gzip

import pytest

from geo.areas import read_columns, read_lookup, read_population
from geo.boundaries import read_boundaries
from geo.checks import PlaceRefused


def test_population_with_byte_order_mark_separators_and_a_total(tmp_path):
    path = tmp_path / "p.csv.gz"
    path.write_bytes(gzip.compress(b'\xef\xbb\xbflsoa,pop\r\nE1,"1,954"\r\nE2,0\r\nE3,12.5\r\nGrand Total,"9,999"\r\n'))
    assert read_population(path, "lsoa", "pop") == {"E1": 1954, "E2": 0, "E3": 13}
    assert read_columns(path) == ("lsoa", "pop")


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ("E1,-5", "not a whole number"),
        ("E1,", "not a whole number"),
        ("E1,many", "not a whole number"),
        ('E1,"1,95"', "not a whole number"),
        ("E1,5\nE1,6", "more than once"),
    ],
)
def test_residents_that_are_none_are_refused(tmp_path, rows, what):
    path = tmp_path / "p.csv"
    path.write_text("lsoa,pop\n" + rows)
    with pytest.raises(PlaceRefused, match=what) as refusal:
        read_population(path, "lsoa", "pop")
    assert "many" not in str(refusal.value)


def test_a_table_without_the_columns_is_refused_with_those_it_has(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("area,people\nE1,5\n")
    with pytest.raises(PlaceRefused, match='"pop"') as refusal:
        read_population(path, "lsoa", "pop")
    assert refusal.value.found == "area, people"


@pytest.mark.parametrize("name", ["p.csv", "p.xlsx", "p.csv.gz", "absent.csv"])
def test_what_is_no_table_is_refused(tmp_path, name):
    path = tmp_path / name
    if name != "absent.csv":
        path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe\x00" + bytes(100))
    with pytest.raises(PlaceRefused):
        read_population(path, "lsoa", "pop")


def test_a_child_with_two_parents_is_refused_and_a_repeated_pair_is_not(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text("oa,lsoa,msoa\n1,A,M\n2,A,M\n3,B,M\n")
    assert read_lookup(path, "lsoa", "msoa") == {"A": "M", "B": "M"}
    path.write_text("lsoa,msoa\nA,M\nA,N\n")
    with pytest.raises(PlaceRefused, match="two parents") as refusal:
        read_lookup(path, "lsoa", "msoa")
    assert refusal.value.found == "A"


def test_the_published_population_gives_milton_keynes_its_residents(realdata):
    residents = read_population(realdata / "population" / "lsoa2011_population_mid2019_uk.csv.gz", "lsoa", "pop")
    file = realdata / "boundaries" / "milton_keynes_lsoa_2011.geojson"
    codes = read_boundaries(file, "lsoa", "LSOA11CD", "LSOA11NM").codes
    assert len(residents) == 42_619  # 42,620 rows, the last is the total
    assert sum(residents[code] for code in codes) == 269_457


def test_rows_that_are_no_area_are_passed_over_by_name(realdata):
    residents = read_population(realdata / "population" / "lsoa2011_population_mid2019_uk.csv.gz", "lsoa", "pop")
    assert residents.passed_over == ("Grand Total",)


def test_one_row_for_each_area_may_be_chosen_from_a_table_by_sex(realdata):
    path = realdata / "population" / "trafford_lsoa_mid2024_by_age_sex.csv"
    persons, women, men = (
        read_population(path, "area_code", "all_ages", only=("sex", sex)) for sex in ("Persons", "Females", "Males")
    )
    assert len(persons) == 139
    assert all(persons[code] == women[code] + men[code] for code in persons)
    with pytest.raises(PlaceRefused, match="more than once") as refusal:
        read_population(path, "area_code", "all_ages")
    assert "--only" in refusal.value.do
    with pytest.raises(PlaceRefused, match="no such rows"):
        read_population(path, "area_code", "all_ages", only=("sex", "All"))


def test_a_workbook_is_read_from_the_sheet_that_has_the_columns(realdata):
    path = realdata / "population" / "lsoa2011_population_mid2012_england.xlsx"
    column = "Total population: mid 2012 (excluding prisoners)"
    residents = read_population(path, "LSOA code (2011)", column)
    assert len(residents) == 32_844
    assert residents["E01031349"] == 1318


def test_published_look_ups_give_each_lsoa_of_greater_manchester_a_ward(realdata):
    lookup = read_lookup(realdata / "lookups" / "gm_lsoa11_ward17_lad17_bestfit.csv", "lsoa11cd", "wd17cd")
    file = realdata / "boundaries" / "gm_lsoa_2011_super_generalised.geojson"
    lsoas = read_boundaries(file, "lsoa", "area_code", "area_name", parents=lookup)
    assert len(lsoas) == 1673
    assert all(lsoas.parents)
