"""The blank workbook and the Table Schema say what the contract says, and what is filled in passes the way in."""

import csv
import datetime as dt
import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from ingest.contract import RANGES, Dataset, Mapping
from ingest.periods import FIRST_YEAR
from ingest.receive import receive
from ingest.register import DATASETS, find_dataset
from ingest.synthetic_rows import make_rows, usual_period
from ingest.table_schema import describe_table
from ingest.template import EXTRACT, LISTS, NOTES, write_template
from tests.unit.ingest.samples import SIDE, SOUTH, WEST, places

LAYOUTS = [(dataset, mapping) for dataset in DATASETS for mapping in dataset.mappings]
WITHIN = (WEST, SOUTH, WEST + 2 * SIDE, SOUTH + SIDE)
each_dataset = pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
each_layout = pytest.mark.parametrize(("dataset", "mapping"), LAYOUTS, ids=lambda part: part.name)


def template(dataset: Dataset) -> Workbook:
    return openpyxl.load_workbook(BytesIO(write_template(dataset)))


def rules(book: Workbook) -> dict[str, DataValidation]:
    """Heading -> the check of its column."""
    sheet = book[EXTRACT]
    heads = {cell.column_letter: cell.value for cell in sheet[1]}
    found = {re.match("[A-Z]+", str(rule.sqref))[0]: rule for rule in sheet.data_validations.dataValidation}
    return {heads[letter]: rule for letter, rule in found.items()}


def listed(book: Workbook, rule: DataValidation) -> list[str]:
    """What a drop-down offers, whether it holds it or names a list."""
    if rule.formula1.startswith('"'):
        return rule.formula1.strip('"').split(",")
    ((sheet, where),) = book.defined_names[rule.formula1].destinations
    return [row[0].value for row in book[sheet][where.replace("$", "")]]


@each_dataset
def test_the_form_has_exactly_the_headings_of_the_contract_and_nothing_below(dataset: Dataset) -> None:
    sheet = template(dataset)[EXTRACT]
    assert [cell.value for cell in sheet[1]] == [column.title for column in dataset.columns]
    assert (sheet.max_row, sheet.freeze_panes) == (1, "A2")
    assert all(sheet.column_dimensions[cell.column_letter].width >= len(cell.value) for cell in sheet[1])


@each_dataset
def test_nothing_is_hidden_or_protected(dataset: Dataset) -> None:
    book = template(dataset)
    assert set(book.sheetnames) <= {EXTRACT, LISTS, NOTES}
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not any(sheet.protection.sheet for sheet in book)
    assert not any(part.hidden for sheet in book for part in sheet.column_dimensions.values())
    assert not any(name.hidden for name in book.defined_names.values())


@each_dataset
def test_every_code_column_offers_exactly_its_list(dataset: Dataset) -> None:
    book = template(dataset)
    for column in dataset.columns:
        if column.kind == "code":
            rule = rules(book)[column.title]
            assert (rule.type, tuple(listed(book, rule))) == ("list", column.allowed)


@each_dataset
def test_every_column_is_checked_as_one_types_and_says_what_it_holds(dataset: Dataset) -> None:
    found = rules(template(dataset))
    for column in dataset.columns:
        rule = found[column.title]
        assert rule.prompt.startswith(column.description[:100])
        assert len(rule.prompt) <= 255
        assert (rule.allow_blank, rule.showErrorMessage, rule.errorStyle) == (column.blank, True, None)
        if column.kind in RANGES:
            assert (float(rule.formula1), float(rule.formula2)) == RANGES[column.kind]


def test_a_date_is_a_date_and_a_time_is_a_time() -> None:
    book = template(find_dataset("recorded-crime"))
    date, time = (rules(book)[heading] for heading in ("Offence date", "Offence time"))
    assert (date.type, time.type) == ("date", "time")
    assert dt.date(1899, 12, 30) + dt.timedelta(int(date.formula1)) == dt.date(FIRST_YEAR, 1, 1)
    assert book[EXTRACT].column_dimensions["A"].number_format == "dd/mm/yyyy"
    assert book[EXTRACT].column_dimensions["B"].number_format == "hh:mm"


def test_the_notes_say_who_when_and_what_must_not_be_sent() -> None:
    said = dict(template(find_dataset("road-collisions"))[NOTES].values)
    assert said["Data set"] == "Road traffic collisions (SI 2007/1831 ¶5)."
    assert said["Who owes it"] == "Local authority."
    assert "January to March: 30 June;" in said["Due"]
    assert "October to December: 31 March of the next year." in said["Due"]
    assert all(words in said["What must not be sent"] for words in ("names", "full postcodes", "free text"))
    assert "00:00 means midnight" in said["Time not known"]
    assert "both coordinates blank" in said["No location"]


def test_equal_contracts_make_equal_bytes() -> None:
    dataset = find_dataset("recorded-crime")
    assert write_template(dataset) == write_template(dataset)


@each_dataset
def test_rows_pasted_into_the_form_are_received_as_workbook_and_saved_as_csv(tmp_path: Path, dataset: Dataset) -> None:
    book, made = template(dataset), make_rows(dataset, dataset.mappings[0], 60, 4, within=WITHIN)
    for row in made.to_numpy().tolist():
        book[EXTRACT].append(row)
    book.save(tmp_path / "filled.xlsx")
    with (tmp_path / "filled.csv").open("w", encoding="utf-8", newline="") as twin:
        rows = openpyxl.load_workbook(tmp_path / "filled.xlsx")[EXTRACT].values
        csv.writer(twin, lineterminator="\n").writerows(
            [["" if cell is None else cell for cell in row] for row in rows]
        )
    period = usual_period(dataset.mappings[0])
    for name in ("filled.csv", "filled.xlsx"):
        receipt = receive(tmp_path / name, dataset, places(), mapping="agency-form", period=period).receipt
        assert (receipt.rows, receipt.refused) == (60, 0)


def is_kept(field: dict[str, Any], text: str) -> bool:
    """Whether a cell keeps a field of a Table Schema, judged with nothing of ours."""
    rule, form = field.get("constraints", {}), field.get("format", "")
    if text == "":
        return not rule.get("required", False)
    if field["type"] in ("date", "time", "datetime"):
        return dt.datetime.strptime(text, form) is not None
    if field["type"] in ("number", "integer"):
        return rule["minimum"] <= (int if field["type"] == "integer" else float)(text) <= rule["maximum"]
    if field["type"] == "yearmonth":
        return re.fullmatch(r"\d{4}-\d{2}", text) is not None
    return text in rule.get("enum", [text]) and re.fullmatch(rule.get("pattern", ".*"), text) is not None


@each_layout
def test_made_rows_keep_the_table_schema(dataset: Dataset, mapping: Mapping) -> None:
    schema = json.loads(json.dumps(describe_table(dataset, mapping)))
    made = make_rows(dataset, mapping, 150, 9)
    assert [field["name"] for field in schema["fields"]] == list(made.columns)
    for field in schema["fields"]:
        assert field["description"]
        assert all(is_kept(field, text) for text in made[field["name"]])


def test_the_schema_says_what_the_contract_says() -> None:
    dataset = find_dataset("hospital-admissions")
    schema = describe_table(dataset, dataset.mappings[0])
    fields = {field["name"]: field for field in schema["fields"]}
    assert (schema["missingValues"], schema["fieldsMatch"]) == ([""], "superset")
    assert fields["Admission date"]["format"] == "%d/%m/%Y"
    assert fields["Admission date"]["constraints"] == {"required": True}
    assert not fields["Area code"]["constraints"]["required"]
    assert not is_kept(fields["Postcode district"], "MK9 3ES")
    assert not is_kept(fields["ICD-10 code"], "X84")
    assert is_kept(fields["ICD-10 code"], "X99.4")
    assert not is_kept(fields["ICD-10 code"], "X99.")
