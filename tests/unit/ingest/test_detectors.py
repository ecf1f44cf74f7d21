"""The patterns that look like a person: what they must find, and what they must leave alone."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.detectors import find_personal, heading_kind


def kinds(*texts: str) -> set[str]:
    return set(find_personal(pa.array(texts, pa.string())))


@given(st.integers(400_000_000, 799_999_999))
def test_every_valid_nhs_number_is_found(stem: int) -> None:
    """NHS Data Dictionary: weights 10 to 2, check digit 11 minus the rest by 11; 11 is written 0, 10 is not used."""
    digit = 11 - sum(int(figure) * weight for figure, weight in zip(str(stem), range(10, 1, -1), strict=True)) % 11
    if digit != 10:
        assert "an NHS number" in kinds(f"{stem}{digit % 11}")


def test_ten_digit_references_are_no_nhs_numbers() -> None:
    """About one random number in eleven passes the check digit, so a column is judged by its share."""
    assert kinds(*[str(1_000_000_000 + 7919 * n) for n in range(200)]) == set()


@pytest.mark.parametrize(
    "text",
    [
        "M1 1AE",
        "B33 8TH",
        "CR2 6XH",
        "DN55 1PT",
        "W1A 1HQ",
        "EC1A 1BB",
        "GIR 0AA",
        "ec1a1bb",
        "Flat 2, MK9 3ES.",
        "MK9  3ES",
    ],
)
def test_every_form_of_full_postcode_is_found(text: str) -> None:
    assert kinds(text) == {"a full postcode"}


@pytest.mark.parametrize(
    "text",
    [
        "MK9",
        "EC1A",
        "E01016725",
        "X99.4",
        "Milton Keynes 001A",
        "On or near A5",
        "SP8539",
        "On or near B4034",
        "SP853398",
        "2019-01",
        "15/01/2019",
        "22:30",
        "-0.9434765919",
        "485500.25",
        "Theft from the person",
        "2024061393664",
        "On or near Victoria Road",
    ],
)
def test_places_codes_dates_and_numbers_are_left_alone(text: str) -> None:
    assert kinds(text) == set()


@pytest.mark.parametrize("text", ["BG123456A", "QQ123456C", "AB123456E"])
def test_numbers_that_are_no_national_insurance_numbers_are_left_alone(text: str) -> None:
    assert "a National Insurance number" not in kinds(text)


@pytest.mark.parametrize(
    "heading",
    [
        "Postcode",
        "post code",
        "Postcode_full",
        "Email",
        "e-mail",
        "Tel.",
        "Mobile phone",
        "Victim",
        "SurName",
        "first_name",
        "Patient name",
        "Name",
        "DOB",
        "UPRN",
        "PNC ID",
        "VRM",
    ],
)
def test_personal_headings_are_seen(heading: str) -> None:
    assert heading_kind(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "Postcode district",
        "LSOA name",
        "area_name",
        "Ward name",
        "Offence date",
        "Month",
        "Age range",
        "Telling",
        "Description",
        "Location",
    ],
)
def test_other_headings_are_left_alone(heading: str) -> None:
    assert not heading_kind(heading)
