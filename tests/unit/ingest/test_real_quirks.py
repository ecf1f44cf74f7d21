"""Quirks of the real files, one test each: what the way in makes of them (``realdata/README.md``, "Facts")."""

import gzip
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.areas import read_columns, read_population, read_table
from geo.checks import PlaceRefused
from geo.grid import Grid, cell_references, cells_over
from geo.location import project_points
from ingest.categories import reference
from ingest.contract import Column, Dataset, ExtractRefused, Kind
from ingest.depersonalise import PersonalDataRefused
from ingest.extract import Extract, read_extract
from ingest.layer_tables import read_layer
from ingest.layers import LayerRefused, LayerTable, Wanted
from ingest.periods import Period
from ingest.proposal import Corrections, propose
from ingest.receive import Batch, Places, receive
from ingest.register import DATASETS, find_dataset
from ingest.values import DATE_FORMS, MOMENT_FORMS, Parsed, parse_column
from tests.unit.ingest.samples import level, refusal
from tests.unit.ingest.test_layers import OGL, TODAY
from tests.unit.ingest.test_layers import greater_manchester as layer_places
from tests.unit.ingest.test_real_files import CASUALTIES, milton_keynes
from tests.unit.ingest.test_real_layouts import districts

BTP, CITY, ULSTER = (
    "2019-01-btp-street.csv.gz",
    "2019-01-city-of-london-street.csv",
    "2019-01-northern-ireland-street.csv.gz",
)
JANUARY_2019, JANUARY_2024 = "2019-01-thames-valley-street.csv.gz", "2024-01-thames-valley-street.csv.gz"
OTHER_MONTHS = ("2018-10", "2018-11", "2018-12", "2019-02", "2024-02")
STREET_FILES = (
    *(BTP, CITY, ULSTER, JANUARY_2019, JANUARY_2024),
    *(f"{month}-thames-valley-street.csv.gz" for month in OTHER_MONTHS),
)
STREET = (
    *("Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code"),
    *("LSOA name", "Crime type", "Last outcome category", "Context"),
)
CRIMES, COLLISIONS = find_dataset("recorded-crime"), find_dataset("road-collisions")
SEARCHES, CODED = "police/stop_and_search_month14.csv.gz", "road/STATS19CasDataJan2010Dec2021forGMServers.csv.gz"
GUIDE = "road/dft-road-casualty-statistics-road-safety-open-dataset-data-guide-2024.xlsx"
RESCUES, ALARMS = "fire/lfb_animal_rescue.csv.gz", "fire/lfb_incident_sample.csv"
REPORTS = "council/fixmystreet_lsoa_shef_a_2019-1.csv.gz"
RATES = ("asb", "burglary", "violence")
RESIDENTS = "population/lsoa2011_population_mid2019_uk.csv.gz"
DEPRIVATION, BY_DISTRICT = "deprivation/GB_IMD_E_lsoa2011.csv.gz", "deprivation/IoD2019_local_authority_district.csv.gz"


@cache
def raw(path: Path) -> pd.DataFrame:
    """The file as text, blanks and outer spaces as they are, read by pandas."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


@cache
def read(path: Path) -> Extract:
    return read_extract(path)


def texts(extract: Extract, heading: str) -> list[str]:
    return extract.texts(heading).to_pylist()


def typed(path: Path, heading: str, kind: Kind, form: str = "") -> Parsed:
    return parse_column(read(path).texts(heading), Column("it", heading, "", kind, blank=True, form=form))


def content(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def one_area(*bounds: float) -> Places:
    """One area and one cell that hold every point within these bounds."""
    area = level("lsoa", ("E01000001",), [shapely.box(*bounds)])
    cell = Grid(2_000_000, ("ALL",), np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64))
    return Places("lsoa", {"lsoa": area}, cell)


def many_areas(name: str, codes: tuple[str, ...]) -> Places:
    """Squares in a row with these codes."""
    squares = [shapely.box(400_000 + 1_000 * at, 300_000, 401_000 + 1_000 * at, 301_000) for at in range(len(codes))]
    areas = level(name, codes, squares)
    return Places(name, {name: areas}, cells_over(areas.outline(), 1_000))


@cache
def everywhere(path: Path, dataset: str = "recorded-crime") -> Batch:
    """A whole file, no row of which lies outside."""
    return receive(path, find_dataset(dataset), one_area(0, 0, 700_000, 1_300_000))


def street(realdata: Path, name: str) -> tuple[pd.DataFrame, Batch]:
    """The rows with a location as text, and the batch: row by row the same, in the order of the file."""
    path = realdata / "police" / name
    rows, batch = raw(path), everywhere(path)
    located = rows[rows["Longitude"] != ""].reset_index(drop=True)
    assert len(batch.events) == len(located)
    return located, batch


def layer(path: Path, kind: str, where: Places, **options: object) -> LayerTable:
    return read_layer(path, Wanted(kind, OGL, "2019", **options), where, TODAY)  # type: ignore[arg-type]


# Police street files


@pytest.mark.parametrize("name", STREET_FILES)
def test_a_street_file_is_read_alike_whether_its_lines_end_in_lf_or_crlf(realdata: Path, name: str) -> None:
    path = realdata / "police" / name
    plain = content(path)
    assert plain.isascii()
    assert (b"\r\n" in plain) == name.startswith("2024")
    extract = read(path)
    assert (extract.headings, extract.notes) == (STREET, ())
    assert all("\r" not in text for heading in STREET for text in extract.texts(heading).dictionary.to_pylist())


@pytest.mark.parametrize("name", STREET_FILES)
def test_a_column_that_is_blank_in_every_row_is_blank_text_and_no_fault(realdata: Path, name: str) -> None:
    path = realdata / "police" / name
    assert read(path).texts("Context").dictionary.to_pylist() == [""]
    assert everywhere(path).receipt.refused == 0


@pytest.mark.parametrize("name", [JANUARY_2019, JANUARY_2024])
def test_a_street_crime_has_a_month_and_neither_day_nor_hour(realdata: Path, name: str) -> None:
    events = everywhere(realdata / "police" / name).events
    assert set(events["month"]) == {name[:7]}
    assert events[["date", "time", "hour"]].isna().all(axis=None)


@pytest.mark.parametrize("name", [JANUARY_2019, JANUARY_2024, CITY])
def test_incidents_without_crime_id_and_outcome_are_anti_social_behaviour(realdata: Path, name: str) -> None:
    rows, batch = street(realdata, name)
    asb = (batch.events["category"] == "asb").to_numpy()
    for heading in ("Crime ID", "Last outcome category"):
        assert ((rows[heading] == "").to_numpy() == asb).all()
    assert 0 < asb.sum() < len(rows)


@pytest.mark.parametrize(
    ("name", "blank"), [(BTP, ["Crime ID", "Last outcome category"]), (ULSTER, ["Last outcome category"])]
)
def test_a_file_in_which_no_crime_has_an_id_or_an_outcome_is_received(
    realdata: Path, name: str, blank: list[str]
) -> None:
    rows, batch = street(realdata, name)
    assert (rows[blank] == "").all(axis=None)
    assert (batch.receipt.accepted, batch.receipt.refused) == (len(rows), 0)


@pytest.mark.parametrize(("name", "repeats"), [(JANUARY_2019, 586), (BTP, 2_235)])
def test_exact_repeats_are_events_of_their_own(realdata: Path, name: str, repeats: int) -> None:
    assert raw(realdata / "police" / name).duplicated().sum() == repeats
    rows, batch = street(realdata, name)
    kinds = {row["crime_type"]: row["category"] for row in reference("police_uk_crime_types")}
    expected = rows["Crime type"].map(kinds).value_counts()
    assert batch.events["category"].value_counts().to_dict() == expected.to_dict()


@pytest.mark.parametrize(("name", "repeats"), [(CITY, 4), (JANUARY_2024, 3)])
def test_rows_with_one_crime_id_are_all_kept_and_the_id_is_not(realdata: Path, name: str, repeats: int) -> None:
    written = raw(realdata / "police" / name)
    ids = written.loc[written["Crime ID"] != "", "Crime ID"]
    assert ids.duplicated().sum() == repeats
    receipt, events = everywhere(realdata / "police" / name).receipt, everywhere(realdata / "police" / name).events
    assert receipt.accepted + receipt.no_location == len(written)
    held = {text for heading in events.select_dtypes("category") for text in events[heading].cat.categories}
    assert not held & set(ids)


def test_points_are_snapped_so_thousands_of_crimes_share_a_few_points(realdata: Path) -> None:
    events = everywhere(realdata / "police" / JANUARY_2019).events
    at_point = events.groupby(["easting", "northing"]).size()
    assert (len(events), len(at_point), at_point.max()) == (13_504, 7_208, 41)
    assert set(events["scale"]) == {"snapped"}


def test_codes_of_2021_would_lose_crimes_that_their_points_keep(realdata: Path) -> None:
    rows = raw(realdata / "police" / JANUARY_2024)
    coded = rows.loc[rows["LSOA code"] != "", "LSOA code"]
    strange = coded[~coded.isin(read_population(realdata / RESIDENTS, "lsoa", "pop"))]
    assert (strange.nunique(), len(strange)) == (135, 1_570)
    area = milton_keynes(realdata)
    batch = receive(realdata / "police" / JANUARY_2024, CRIMES, area)
    by_code = coded.isin(area.boundaries["lsoa"].codes).sum()
    assert (by_code, batch.receipt.accepted, len(batch.events)) == (2_099, 2_357, 2_357)


@pytest.mark.parametrize(
    ("name", "merged"),
    [(JANUARY_2019, {"Aylesbury Vale", "Chiltern", "South Bucks", "Wycombe"}), (JANUARY_2024, {"Buckinghamshire"})],
)
def test_names_of_districts_that_were_merged_do_not_reach_the_events(
    realdata: Path, name: str, merged: set[str]
) -> None:
    rows, batch = street(realdata, name)
    assert merged <= set(rows["LSOA name"].str.rsplit(" ", n=1).str[0])
    held = {text for column in batch.events.select_dtypes("category") for text in batch.events[column].cat.categories}
    assert not [text for text in held if any(district in text for district in merged)]


@pytest.mark.parametrize(("name", "district"), [(JANUARY_2019, "Dacorum"), (JANUARY_2024, "Central Bedfordshire")])
def test_a_row_outside_its_force_is_an_event_where_its_point_lies(realdata: Path, name: str, district: str) -> None:
    rows, batch = street(realdata, name)
    there = rows["LSOA name"].str.startswith(district).to_numpy()
    x, y = batch.events.loc[there, ["easting", "northing"]].to_numpy().mean(axis=0)
    beside = receive(realdata / "police" / name, CRIMES, one_area(x - 50, y - 50, x + 50, y + 50))
    assert there.sum() == 1
    assert beside.receipt.accepted >= 1
    assert beside.receipt.accepted + beside.receipt.outside_area == len(rows)


def test_railway_crimes_without_an_area_code_are_placed_from_cornwall_to_the_highlands(realdata: Path) -> None:
    rows, batch = street(realdata, BTP)
    events, uncoded = batch.events, (rows["LSOA code"] == "").to_numpy()
    assert (len(events), uncoded.sum()) == (4_660, 93)
    assert events.loc[uncoded, "northing"].min() > 530_000  # north of the Mull of Galloway
    assert events["northing"].min() < 50_000
    assert events["northing"].max() > 850_000
    assert set(events["lsoa"]) == {"E01000001"}


def test_crimes_of_northern_ireland_with_no_street_and_no_area_code_are_events(realdata: Path) -> None:
    rows, batch = street(realdata, ULSTER)
    assert (rows["LSOA code"] == "").all()
    assert (rows["Location"] == "On or near ").sum() == 1_617
    assert texts(read(realdata / "police" / ULSTER), "Location").count("On or near") == 1_617
    assert (batch.receipt.accepted, batch.receipt.refused, batch.receipt.no_location) == (11_726, 0, 77)


def test_a_capital_after_an_apostrophe_makes_no_street_a_person(realdata: Path) -> None:
    """A street is dropped, but searched for persons first; names such as these must not refuse the file."""
    path = realdata / "police" / CITY
    assert texts(read(path), "Location").count("On or near St Dunstan'S Lane") == 2
    assert everywhere(path).receipt.accepted == 586


@pytest.mark.parametrize("name", STREET_FILES)
def test_all_fourteen_crime_types_have_a_category(realdata: Path, name: str) -> None:
    kinds = {row["crime_type"]: row["category"] for row in reference("police_uk_crime_types")}
    rows, batch = street(realdata, name)
    assert len(set(kinds.values())) == 14
    assert (rows["Crime type"].map(kinds).to_numpy() == batch.events["category"].to_numpy()).all()


@pytest.mark.parametrize(("name", "outcomes"), [(JANUARY_2019, 26), (JANUARY_2024, 13)])
def test_outcomes_that_change_over_the_years_are_let_go_of(realdata: Path, name: str, outcomes: int) -> None:
    words = set(texts(read(realdata / "police" / name), "Last outcome category"))
    assert len(words) == outcomes
    events = everywhere(realdata / "police" / name).events
    held = {text for heading in events.select_dtypes("category") for text in events[heading].cat.categories}
    assert not held & words


# Stop and search


def test_a_row_counter_without_a_heading_stays_text_and_repeated_rows_stay_rows(realdata: Path) -> None:
    extract = read(realdata / SEARCHES)
    counter = texts(extract, "")
    assert [at for at, text in enumerate(counter) if text == "0"] == [0, 397, 1_121, 1_781]
    table = pd.DataFrame({heading: texts(extract, heading) for heading in extract.headings[1:]})
    assert (len(table), table.duplicated().sum()) == (3_266, 222)


@pytest.mark.parametrize("form", [*DATE_FORMS, *MOMENT_FORMS])
def test_a_moment_in_utc_is_read_as_no_day_as_it_may_be_of_the_day_before(realdata: Path, form: str) -> None:
    path = realdata / SEARCHES
    assert raw(path)["Date"].min().startswith("2020-05-31T23")
    parsed = typed(path, "Date", "date", form)
    assert parsed.rows(parsed.bad).sum() == 3_266


def test_latitude_before_longitude_is_found_by_its_heading_and_blanks_are_no_zero(realdata: Path) -> None:
    path = realdata / SEARCHES
    headings = read(path).headings
    assert headings.index("Latitude") < headings.index("Longitude")
    found = {match.column.name: match.heading for match in propose(read(path), CRIMES.mappings, Corrections()).matches}
    assert (found["longitude"], found["latitude"]) == ("Longitude", "Latitude")
    latitude = typed(path, "Latitude", "latitude").values
    assert (latitude.isna().sum(), round(latitude.max(), 2)) == (536, 54.62)
    assert latitude.min() > 50


def test_booleans_of_two_kinds_and_bands_of_age_stay_the_text_they_are(realdata: Path) -> None:
    extract = read(realdata / SEARCHES)
    assert set(texts(extract, "Outcome linked to object of search")) == {"True", "False", ""}
    assert set(texts(extract, "Removal of more than just outer clothing")) == {"1.0", "0.0", ""}
    ages = texts(extract, "Age range")
    assert ages.count("") == 1_707
    assert {"under 10", "over 34"} <= set(ages)


@pytest.mark.parametrize("dataset", ["recorded-crime", "police-incidents"])
def test_stop_and_search_is_refused_as_no_paragraph_asks_for_it(realdata: Path, dataset: str) -> None:
    path = realdata / SEARCHES
    refused = refusal(ExtractRefused, lambda: receive(path, find_dataset(dataset), milton_keynes(realdata)))
    assert "age, gender and ethnicity, which no paragraph of the Regulations prescribes" in refused.found


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_stop_and_search_is_no_prescribed_data_set_and_no_refusal_quotes_a_cell(
    realdata: Path, dataset: Dataset
) -> None:
    path = realdata / SEARCHES
    with pytest.raises((ExtractRefused, PersonalDataRefused)) as refused:
        receive(path, dataset, milton_keynes(realdata), period=Period.parse("2020-06"))
    about = ("Gender", "Age range", "Self-defined ethnicity", "Officer-defined ethnicity", "Object of search")
    cells = {text for heading in about for text in texts(read(path), heading)} - {""}
    assert sum(f'"{cell}"' in str(refused.value) for cell in cells) == 0


# Road casualties


def test_the_reference_of_a_collision_is_thirteen_digits_of_text_that_join_and_go(realdata: Path) -> None:
    path = realdata / CASUALTIES
    keys = typed(path, "AREFNO", "key")
    assert not keys.bad.any()
    assert {len(key) for key in keys.values.cat.categories} == {13}
    assert (keys.values.to_numpy() == raw(path)["AREFNO"].to_numpy()).all()
    events = everywhere(path, "road-collisions").events
    assert (len(events), keys.values.nunique()) == (15_645, 15_645)
    held = {str(text) for heading in events for text in events[heading].unique()}
    assert not held & set(keys.values.cat.categories)


def test_casualties_alike_in_every_column_are_separate_casualties(realdata: Path) -> None:
    rows = raw(realdata / CASUALTIES)
    assert rows.duplicated().sum() == 769
    ours = everywhere(realdata / CASUALTIES, "road-collisions").events.filter(regex="_(adult|child)$").sum(axis=1)
    assert ours.tolist() == rows.groupby("AREFNO", sort=False).size().tolist()


def test_coordinates_are_complete_and_constant_within_a_collision_so_none_is_refused(realdata: Path) -> None:
    assert raw(realdata / CASUALTIES).groupby("AREFNO")[["lon", "lat"]].nunique().eq(1).all(axis=None)
    receipt = everywhere(realdata / CASUALTIES, "road-collisions").receipt
    assert (receipt.accepted, receipt.no_location, receipt.refused) == (20_435, 0, 0)


def test_rows_in_no_order_of_dates_give_the_whole_period_and_each_collision_its_day(realdata: Path) -> None:
    first = raw(realdata / CASUALTIES).drop_duplicates("AREFNO")
    assert not first["date"].is_monotonic_increasing
    batch = everywhere(realdata / CASUALTIES, "road-collisions")
    assert (str(batch.period), len(batch.receipt.months)) == ("2019-01/2024-06", 66)
    assert batch.events["date"].dt.strftime("%Y-%m-%d").tolist() == first["date"].tolist()


def test_minus_one_is_an_unknown_age_counted_as_adult_and_never_a_number(realdata: Path) -> None:
    rows = raw(realdata / CASUALTIES)
    assert [(rows[name] == "-1").sum() for name in ("sex", "ageband", "speed_limit")] == [168, 287, 8]
    events = everywhere(realdata / CASUALTIES, "road-collisions").events
    children = rows["ageband"].isin(["0-5", "6-10", "11-15"]).sum()
    assert events.filter(regex="_child$").to_numpy().sum() == children
    assert events.filter(regex="_adult$").to_numpy().sum() == len(rows) - children
    assert not {"sex", "speed_limit", "ageband"} & set(events)


def test_coded_casualties_lose_their_quotation_marks_and_keep_their_repeated_numbers(realdata: Path) -> None:
    plain, extract = content(realdata / CODED), read(realdata / CODED)
    assert plain.startswith(b'"')
    assert b"\r\n" in plain
    cells = {text for heading in extract.headings for text in extract.texts(heading).dictionary.to_pylist()}
    assert not [text for text in (*cells, *extract.headings) if '"' in text or "\r" in text]
    pair = pd.DataFrame({heading: texts(extract, heading) for heading in ("Accident Index", "CasualtyNumber")})
    assert (len(pair), pair.duplicated().sum()) == (62_615, 2)
    known = {row["severity"] for row in reference("stats19_severity_codes")}
    assert set(texts(extract, "CasualtySeverity")) <= known
    known = {row["age_band"] for row in reference("stats19_age_band_codes")}
    assert set(texts(extract, "AgeBandOfCasualty")) <= known


def test_the_two_casualty_files_share_no_key_and_are_not_joined(realdata: Path) -> None:
    assert not set(texts(read(realdata / CODED), "Accident Index")) & set(texts(read(realdata / CASUALTIES), "AREFNO"))
    refused = refusal(
        ExtractRefused,
        lambda: receive(realdata / CASUALTIES, COLLISIONS, milton_keynes(realdata), beside=realdata / CODED),
    )
    assert "neither the collision table nor the casualty table" in refused.what
    assert "of the same year" in refused.do


def test_the_one_sheet_of_the_guide_names_the_fields_that_the_hub_knows(realdata: Path) -> None:
    guide = read(realdata / GUIDE)
    assert (guide.rows, guide.headings) == (1_821, ("table", "field name", "code/format", "label", "note"))
    fields = set(zip(texts(guide, "table"), texts(guide, "field name"), strict=True))
    known = {(row["table"], row["heading"]) for row in reference("stats19_tables")}
    assert known == {field for field in fields if field[0] in ("collision", "casualty")}


# London Fire Brigade


def test_a_call_is_read_day_first_and_at_its_local_hour(realdata: Path) -> None:
    path, form = realdata / RESCUES, "DD/MM/YYYY HH:MM"
    date, time = typed(path, "DateTimeOfCall", "date", form), typed(path, "DateTimeOfCall", "time", form)
    assert not (date.bad.any() or time.bad.any())
    read_back = date.values.dt.strftime("%d/%m/%Y ") + time.values.astype("str")
    assert (read_back == raw(path)["DateTimeOfCall"]).all()


def test_incident_numbers_of_three_kinds_stay_as_they_are_written(realdata: Path) -> None:
    path = realdata / RESCUES
    numbers = typed(path, "IncidentNumber", "key")
    assert not numbers.bad.any()
    assert {"139091", "160750-18112015", "000014-03092018M"} <= set(numbers.values)
    assert (numbers.values.to_numpy() == raw(path)["IncidentNumber"].to_numpy()).all()


def test_blanks_after_the_kind_of_property_are_taken_off(realdata: Path) -> None:
    path = realdata / RESCUES
    written, ours = raw(path)["PropertyType"], pd.Series(texts(read(path), "PropertyType"))
    assert (written != written.str.strip()).sum() == 4_979
    assert (ours == written.str.strip()).all()


def test_words_that_differ_in_capitals_alone_are_two_words(realdata: Path) -> None:
    path = realdata / RESCUES
    written = raw(path)["AnimalGroupParent"]
    for word in ("Cat", "cat"):
        chosen = read_table(path, ("BoroughCode",), only=("AnimalGroupParent", word))
        assert len(chosen) == (written == word).sum() > 0
    with pytest.raises(PlaceRefused, match="no such rows") as refused:
        read_table(path, ("BoroughCode",), only=("AnimalGroupParent", "CAT"))
    assert "case matters" in refused.value.do


def test_a_borough_has_one_code_and_two_spellings_and_some_rows_have_none(realdata: Path) -> None:
    table = read_table(realdata / RESCUES, ("BoroughCode", "Borough", "Ward"))
    named = table[table["Borough"] != ""]
    assert (named["Borough"].nunique(), named["BoroughCode"].nunique()) == (70, 37)
    assert ((table["Borough"] == "").sum(), (table["Ward"] == "").sum()) == (5, 6)


def test_dwellings_have_no_exact_point_and_are_without_a_position(realdata: Path) -> None:
    found = layer(realdata / RESCUES, "premises", one_area(0, 0, 700_000, 1_300_000))
    assert (found.rows, len(found.table), found.without, found.elsewhere) == (5_898, 2_951, 2_947, 0)
    rows = raw(realdata / RESCUES)
    assert (rows["PropertyCategory"][rows["Easting_m"] == ""] == "Dwelling").all()
    assert found.table["easting"].tolist() == rows["Easting_m"][rows["Easting_m"] != ""].astype(float).tolist()


def test_a_rounded_point_has_the_cell_of_its_exact_one(realdata: Path) -> None:
    rows = raw(realdata / RESCUES)
    exact, rounded = ("Easting_m", "Northing_m"), ("Easting_rounded", "Northing_rounded")
    middle = np.column_stack([typed(realdata / RESCUES, name, "easting").values for name in rounded])
    assert set(np.unique(middle % 100)) == {50.0}
    known = rows[rows["Easting_m"] != ""][list(exact)].astype(float)
    middle = middle[known.index]
    assert np.abs(known.to_numpy() - middle).max() == 50
    assert (cell_references(*known.to_numpy().T, 100) == cell_references(*middle.T, 100)).all()


def test_a_number_written_with_a_point_is_text_and_no_count(realdata: Path) -> None:
    path = realdata / ALARMS
    seconds = "FirstPumpArriving_AttendanceTime"
    assert texts(read(path), seconds) == raw(path)[seconds].tolist()
    counted = typed(path, seconds, "count")
    assert (
        counted.rows(counted.bad).sum() == raw(path)[seconds].str.endswith(".0").sum() + raw(path)[seconds].eq("").sum()
    )


def test_a_published_longitude_lands_within_two_metres_of_the_published_easting(realdata: Path) -> None:
    rows = raw(realdata / ALARMS)
    known = rows[rows["Easting_m"] != ""]
    x, y = project_points(known["Longitude"].astype(float), known["Latitude"].astype(float))
    apart = np.hypot(x - known["Easting_m"].astype(float), y - known["Northing_m"].astype(float))
    assert len(known) == 14
    assert 1.0 < apart.max() < 2.0


# FixMyStreet counts


def test_areas_of_all_four_nations_take_reports(realdata: Path) -> None:
    path = realdata / REPORTS
    rows = raw(path)
    prescribed = {
        row["code"] for row in reference("council_asb_codes") if row["scheme"] == "SHEF_A" and row["category"]
    }
    wanted = rows[rows["SHEF_A_CODE"].isin(prescribed)]
    codes = tuple(wanted["lsoa"][wanted["lsoa"].str.startswith(nation)].iloc[0] for nation in ("E", "W", "S", "95"))
    batch = receive(
        path, find_dataset("street-problem-reports"), many_areas("lsoa", codes), period=Period.parse("2019-01")
    )
    expected = wanted[wanted["lsoa"].isin(codes)].groupby("lsoa")["reports"].agg(lambda them: them.astype(int).sum())
    assert batch.events["lsoa"].value_counts().to_dict() == expected.to_dict()
    assert len(expected) == 4
    assert batch.receipt.refused == 0


def test_the_month_in_the_name_of_a_file_is_not_read(realdata: Path) -> None:
    """``2019-1`` is no month as the hub writes months; whoever receives the file says which month it is."""
    council, area = find_dataset("street-problem-reports"), milton_keynes(realdata)
    batch = receive(realdata / REPORTS, council, area, period=Period.parse("2018-11"))
    assert set(batch.events["month"]) == {"2018-11"}
    refused = refusal(ExtractRefused, lambda: receive(realdata / REPORTS, council, area))
    assert refused.found == "no period named."


# Ward indicators


@pytest.mark.parametrize("name", RATES)
def test_the_last_line_needs_no_line_end(realdata: Path, name: str) -> None:
    path = realdata / f"council/trafford_ward_{name}_rate.csv"
    assert b"\r\n" in content(path)
    assert not content(path).endswith(b"\n")
    assert texts(read(path), "value") == raw(path)["value"].tolist()
    assert read(path).rows == 21


@pytest.mark.parametrize("name", ["asb", "burglary"])
def test_a_period_that_its_own_dictionary_contradicts_is_not_taken_as_one(realdata: Path, name: str) -> None:
    path = realdata / f"council/trafford_ward_{name}_rate.csv"
    written = raw(realdata / "council/trafford_ward_community_safety_meta.csv")
    assert set(raw(path)["period"]) == {"2017-10 to 2018-11"}
    assert set(written["period"]) == {"2017-11 to 2018-10"}
    columns = {"code": "area_code", "value": "value", "period": "period"}
    with pytest.raises(LayerRefused, match="period that is not written as one"):
        layer(path, "prison-releases", many_areas("ward", tuple(raw(path)["area_code"])), **columns)


def test_wards_of_before_2023_are_not_taken_for_those_of_2023(realdata: Path) -> None:
    path = realdata / "council/trafford_ward_asb_rate.csv"
    assert "Altrincham" in layer_places(realdata).boundaries["ward"].names
    with pytest.raises(LayerRefused, match="nothing of it lies in this partnership") as refused:
        layer(path, "perception-survey", layer_places(realdata), code="area_code", value="value")
    assert refused.value.found.startswith("21 rows: 21 elsewhere")
    assert "the year of the codes" in refused.value.do


@pytest.mark.parametrize("name", ["alcohol", "self_harm"])
def test_standardised_ratios_are_figures_of_areas_and_no_admissions(realdata: Path, name: str) -> None:
    path = realdata / f"health/trafford_ward_hospital_admissions_{name}.csv"
    rows = raw(path)
    wards = many_areas("ward", tuple(sorted(rows["area_code"])))
    found = layer(path, "perception-survey", wards, code="area_code", value="value").table
    expected = rows.set_index("area_code")["value"].astype(float)
    assert found.set_index("area")["value"].to_dict() == expected.to_dict()
    refused = refusal(ExtractRefused, lambda: receive(path, find_dataset("hospital-admissions"), wards))
    assert 'no "Postcode district", "Admission date", "ICD-10 code"' in refused.found


# Population, deprivation


def test_the_grand_total_is_not_the_sum_and_a_zone_of_nobody_has_zero(realdata: Path) -> None:
    residents = read_population(realdata / RESIDENTS, "lsoa", "pop")
    assert raw(realdata / RESIDENTS).iloc[-1].tolist() == ["Grand Total", "1893691"]
    assert 1_893_691 not in residents.values()
    assert sum(residents.values()) > 66_000_000
    assert [code[0] for code, people in residents.items() if people == 0] == ["S", "S", "S"]


def test_a_workbook_tells_the_nine_columns_of_its_second_sheet(realdata: Path) -> None:
    columns = read_columns(realdata / "population/lsoa2011_population_mid2012_england.xlsx")
    assert (len(columns), columns[0]) == (9, "LSOA code (2011)")


def test_areas_of_another_nation_are_elsewhere_and_ranks_with_ties_stay_as_they_are(realdata: Path) -> None:
    rows = raw(realdata / DEPRIVATION)
    england = rows[rows["nation"] == "E"]
    codes = ("W01000240", *england["lsoa"][england["GB_IMD_E_rank"].duplicated(keep=False)].head(40))
    areas, columns = many_areas("lsoa", codes), {"code": "lsoa", "value": "GB_IMD_E_rank"}
    whole = layer(realdata / DEPRIVATION, "deprivation", areas, **columns)
    assert (len(england), whole.rows, len(whole.table)) == (32_844, 41_729, 41)
    ranks = layer(realdata / DEPRIVATION, "deprivation", areas, only=("nation", "E"), **columns).table
    expected = rows.set_index("lsoa")["GB_IMD_E_rank"][list(codes[1:])].astype(float)
    assert ranks.set_index("area")["value"].to_dict() == expected.to_dict()
    assert (expected % 1 == 0.5).any()


@pytest.mark.parametrize("domain", ["Crime", "Health and Disability"])
def test_scientific_notation_and_long_fractions_are_the_numbers_they_say(realdata: Path, domain: str) -> None:
    rows = raw(realdata / BY_DISTRICT)
    ours = rows[
        (rows["index_domain"] == domain) & rows["lad19cd"].isin(districts(realdata).boundaries["district"].codes)
    ]
    assert ours["average_score"].str.contains("E-").any()
    columns = {"code": "lad19cd", "value": "average_score", "only": ("index_domain", domain)}
    found = layer(realdata / BY_DISTRICT, "deprivation", districts(realdata), **columns).table
    assert found.set_index("area")["value"].to_dict() == ours.set_index("lad19cd")["average_score"].map(float).to_dict()
    assert len(found) == 10


def test_single_years_of_age_named_by_a_number_are_columns_like_others(realdata: Path) -> None:
    path = realdata / "population/trafford_lsoa_mid2024_by_age_sex.csv"
    persons = ("sex", "Persons")
    ages = [*map(str, range(90)), "90+"]
    by_age = read_table(path, ("area_code", *ages), only=persons).set_index("area_code")[ages].astype(int).sum(axis=1)
    assert by_age.to_dict() == dict(read_population(path, "area_code", "all_ages", only=persons))
    rows = raw(path)
    oldest = rows[rows["sex"] == "Persons"].set_index("area_code")["90+"].astype(int)
    assert dict(read_population(path, "area_code", "90+", only=persons)) == oldest.to_dict()


# Overlays


def test_the_wrong_positions_beside_the_right_geometry_are_never_read(realdata: Path) -> None:
    """A layer is read from a table; of a GeoJSON neither the geometry nor the lon and lat in its properties is."""
    with pytest.raises(PlaceRefused, match="cannot be read"):
        layer(realdata / "overlays/trafford_bus_stops.geojson", "premises", layer_places(realdata))


def test_a_number_that_names_a_camera_gets_no_fraction(realdata: Path) -> None:
    path = realdata / "overlays/trafford_cctv_cameras.csv"
    found = layer(path, "cctv-cameras", layer_places(realdata), label="camera_id")
    assert found.table["label"].tolist() == raw(path)["camera_id"].tolist()
    assert "1001" in set(found.table["label"])


def test_a_blank_before_an_address_is_taken_off(realdata: Path) -> None:
    path = realdata / "overlays/trafford_fast_food_outlets.csv"
    written = raw(path)["address"]
    assert written.str.startswith(" ").sum() > 200
    labels = layer(path, "premises", layer_places(realdata), label="address").table["label"]
    assert labels.tolist() == written.str.strip().tolist()


def test_the_code_beside_the_one_that_lost_a_zero_is_right(realdata: Path) -> None:
    """It is refused as well, but only because a district has many premises."""
    path = realdata / "overlays/gm_gambling_premises.csv"
    assert set(raw(path)["la_code"]) - {"NA"} == set(districts(realdata).boundaries["district"].codes)
    with pytest.raises(LayerRefused, match="an area has more than one number"):
        layer(path, "deprivation", districts(realdata), code="la_code", value="lon")
