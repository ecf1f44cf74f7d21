"""Weights of harm: one number for each category of recorded crime, or no table at all."""

import datetime as dt
from pathlib import Path

import pytest

from geo.checks import PlaceRefused
from ingest.categories import categories
from ingest.layer_tables import read_layer
from ingest.layers import LayerRefused, LayerTable, Wanted
from tests.unit.ingest.samples import places

TODAY = dt.date(2026, 9, 30)
TITLES = categories("recorded-crime")
WEIGHTS = {code: str(number) for number, code in enumerate(TITLES)}
COLUMNS = {"code": "category", "value": "weight"}


def made(folder: Path, weights: dict[str, str], more: str = "", **options: object) -> LayerTable:
    path = folder / "weights.csv"
    lines = [f'"{code}","{weight}"' for code, weight in weights.items()]
    path.write_text("\n".join(["category,weight", *lines, more]), encoding="utf-8")
    named = {"licence": "Open Government Licence v3.0", "date": "2024", **COLUMNS, **options}
    return read_layer(path, Wanted("harm-weights", **named), places(), TODAY)  # type: ignore[arg-type]


def refusal(folder: Path, weights: dict[str, str], more: str = "", **options: object) -> LayerRefused:
    with pytest.raises(LayerRefused) as refused:
        made(folder, weights, more, **options)
    assert (refused.value.exit_code, len(str(refused.value).splitlines())) == (21, 3)
    return refused.value


def test_every_category_gets_its_weight_and_0_only_where_the_table_says_so(tmp_path: Path) -> None:
    layer = made(tmp_path, {**WEIGHTS, "violence-sexual-offences": "1,210.5"})
    found = dict(zip(layer.table["category"], layer.table["value"], strict=True))
    assert found == {**{code: float(weight) for code, weight in WEIGHTS.items()}, "violence-sexual-offences": 1210.5}
    assert found["asb"] == 0
    assert (layer.licence, layer.date, layer.rows, layer.layer.title) == (
        "Open Government Licence v3.0",
        "2024",
        14,
        "Harm weights",
    )


def test_a_category_may_be_written_by_its_title_in_any_letters(tmp_path: Path) -> None:
    titles = {title.upper(): WEIGHTS[code] for code, title in TITLES.items()}
    assert list(made(tmp_path, titles).table["category"]) == list(TITLES)


def test_the_set_bears_its_publishers_name(tmp_path: Path) -> None:
    assert made(tmp_path, WEIGHTS, name=" Index 9 ").layer.title == "Index 9"


def test_blank_rows_at_the_foot_are_passed_over(tmp_path: Path) -> None:
    assert made(tmp_path, WEIGHTS, ",\n,\n").rows == 14


def test_a_stranger_is_named_with_the_nearest_category(tmp_path: Path) -> None:
    found = refusal(tmp_path, WEIGHTS, "roberry,5\nTreason,9\n").found
    assert '"roberry" (nearest: robbery), "Treason"' in found


def test_a_category_without_a_weight_is_named(tmp_path: Path) -> None:
    some = {code: weight for code, weight in WEIGHTS.items() if code != "drugs"}
    assert refusal(tmp_path, {**some, "robbery": ""}).found == "without a weight: drugs, robbery."


@pytest.mark.parametrize("weight", ["-1", "high", "1e9", "10,000,001", "0.01", "nan", "inf", "12,34"])
def test_a_negative_or_absurd_number_is_no_weight(tmp_path: Path, weight: str) -> None:
    found = refusal(tmp_path, {**WEIGHTS, "drugs": weight}).found
    assert found == "with something else than such a weight: drugs."


def test_two_weights_of_one_category_are_refused_even_where_they_agree(tmp_path: Path) -> None:
    assert refusal(tmp_path, WEIGHTS, f"Drugs,{WEIGHTS['drugs']}\n").found == "with more than one weight: drugs."


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    some = {code: weight for code, weight in WEIGHTS.items() if code != "asb"}
    found = refusal(tmp_path, {**some, "drugs": "-1"}, "Treason,9\nRobbery,3\n").found
    assert [part.split(":")[0] for part in found.split("; ")] == [
        "no category",
        "without a weight",
        "with more than one weight",
        "with something else than such a weight",
    ]


def test_no_weights_at_all_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, {}).found.startswith("without a weight: asb, bicycle-theft")
    assert refusal(tmp_path, dict.fromkeys(WEIGHTS, "0")).found == "no weight above 0."


def test_what_looks_like_a_person_is_never_quoted(tmp_path: Path) -> None:
    found = refusal(tmp_path, WEIGHTS, "AB123456C,9\n").found
    assert "AB123456C" not in found
    assert found.startswith("1 rows that are no category and look like")


@pytest.mark.parametrize("options", [{"code": None}, {"value": None}, {"period": "weight"}])
def test_both_columns_are_named_and_no_period(tmp_path: Path, options: dict[str, str | None]) -> None:
    assert "name their columns" in refusal(tmp_path, WEIGHTS, **options).what


@pytest.mark.parametrize("options", [{"licence": ""}, {"date": ""}])
def test_weights_without_a_licence_or_a_date_are_refused(tmp_path: Path, options: dict[str, str]) -> None:
    refusal(tmp_path, WEIGHTS, **options)


def test_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlaceRefused, match="no table with the columns"):
        made(tmp_path, WEIGHTS, code="offence")
