"""The contracts and their code lists hold together: one truth, many readers."""

import csv
import re
from pathlib import Path

import pandas as pd
import pandera.pandas as pandera
import pytest

from ingest.categories import COMMON, SCHEMES, categories, measure_codes, measures, reference
from ingest.contract import Dataset, Mapping, schema_for
from ingest.counts import BREAKDOWNS
from ingest.register import DATASETS, find_dataset, find_mapping

TABLES = sorted((Path(__file__).resolve().parents[3] / "data" / "reference").glob("*.csv"))
NOT_PRESCRIBED = ""
LAYOUTS = [(dataset, mapping) for dataset in DATASETS for mapping in dataset.mappings]


def test_every_paragraph_of_the_regulations_has_its_data_set_in_order() -> None:
    paragraphs = [re.fullmatch(r"SI 2007/1831 ¶(\d+).*", dataset.clause) for dataset in DATASETS]
    agreed = [dataset.clause for dataset, found in zip(DATASETS, paragraphs, strict=True) if not found]
    assert set(agreed) == {"Information Sharing Agreement 2009, Appendix 1", "open data beside SI 2007/1831 ¶8"}
    numbers = [int(found[1]) for found in paragraphs if found]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 13))


def test_products_are_made_of_events_by_month_only() -> None:
    by_quarter = [dataset.name for dataset in DATASETS if not dataset.is_monthly]
    assert by_quarter == [
        "exclusions",
        "domestic-abuse-admissions",
        "mental-illness-outpatients",
        "drug-treatment",
        "dwelling-fire-casualties",
        "probation",
        "youth-offending",
    ]
    assert all(name in COMMON for name in (dataset.name for dataset in DATASETS if dataset.shape == "events"))


@pytest.mark.parametrize("dataset", [one for one in DATASETS if one.shape == "counts"], ids=lambda one: one.name)
def test_every_measure_of_a_table_of_numbers_can_be_written(dataset: Dataset) -> None:
    codes = measure_codes(dataset.name)
    column = dataset.mappings[0].column("measure")
    assert codes == (column.allowed if column else codes[:1])
    written = {name for row in measures(dataset.name) for name in row["breakdowns"].split()}
    assert written == {name for name in BREAKDOWNS if dataset.mappings[0].column(name)}


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_every_reference_table_says_its_source_and_its_years(table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert all({"source", "valid_from", "valid_to"} <= set(row) and row["source"] for row in rows)
    assert rows == [dict(row) for row in reference(table.stem)]


@pytest.mark.parametrize(("dataset", "mapping"), LAYOUTS, ids=lambda part: part.name)
def test_headings_and_names_are_unique_in_a_layout(dataset: Dataset, mapping: Mapping) -> None:
    assert len(set(mapping.headings)) == len(mapping.columns) + len(mapping.dropped)
    assert len({column.name for column in mapping.columns}) == len(mapping.columns)
    assert mapping.identifiers <= set(mapping.headings)
    assert all(column.description for column in mapping.columns)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_code_maps_to_one_common_category(scheme: str) -> None:
    table = reference(SCHEMES[scheme].table)
    keys = [tuple(row[heading] for _, heading in SCHEMES[scheme].keys) for row in table]
    assert len(set(keys)) == len(keys)
    known = {code for dataset in COMMON for code in categories(dataset)}
    assert {row["category"] for row in table} - {NOT_PRESCRIBED} <= known


def test_every_common_category_can_be_reached() -> None:
    made = {row["category"] for scheme in SCHEMES.values() for row in reference(scheme.table)}
    made |= {mapping.category for _, mapping in LAYOUTS} | {"killed-or-seriously-injured", "slight"}
    assert {code for name in COMMON for code in categories(name)} <= made


@pytest.mark.parametrize(("dataset", "mapping"), LAYOUTS, ids=lambda part: part.name)
def test_a_column_bound_to_a_value_of_another_names_both(dataset: Dataset, mapping: Mapping) -> None:
    for column in mapping.columns:
        other = mapping.column(column.only_with[0])
        assert column.only_with == ("", "") or (other and column.only_with[1] in other.allowed)
    assert not mapping.told_by or mapping.column(mapping.told_by)


def test_the_nine_groups_of_paragraph_2_are_all_there() -> None:
    assert list(dict.fromkeys(row["offence_group"] for row in reference("notifiable_offences_2007"))) == [
        "Burglary",
        "Criminal damage",
        "Drug offences",
        "Fraud and forgery",
        "Robbery",
        "Sexual offences",
        "Theft and handling stolen goods",
        "Violence against the person",
        "Other offences",
    ]


def test_the_blocks_of_paragraph_9_are_complete() -> None:
    block = [f"X{n}" for n in range(85, 100)] + [f"Y0{n}" for n in range(10)] + [f"F{n}" for n in range(10, 20)]
    assert [row["code"] for row in reference("icd10_prescribed")] == [*block, "T51", "Y90", "Y91"]


def test_the_typed_contract_coerces_nothing() -> None:
    form = find_mapping(find_dataset("recorded-crime"), "police-uk-street")
    frame = pd.DataFrame(
        {
            "month": ["2019-01"],
            "provider": ["Thames Valley Police"],
            "longitude": ["-0.75"],
            "latitude": [52.0],
            "crime_type": ["Drugs"],
        }
    )
    with pytest.raises(pandera.errors.SchemaErrors):
        schema_for(form.columns).validate(frame, lazy=True)
