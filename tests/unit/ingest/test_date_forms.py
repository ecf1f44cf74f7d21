"""Dates and times in every form that can be declared: read exactly, never guessed."""

import pyarrow as pa
import pytest

from ingest.contract import Column
from ingest.values import looks_month_first, parse_column


def typed(kind: str, form: str, *texts: str) -> list[str | None]:
    """Each text as the hub types it; None where it refuses it."""
    column = Column("it", "It", "", kind, form=form)  # type: ignore[arg-type]
    parsed = parse_column(pa.array(texts).dictionary_encode(), column)
    return [None if bad else str(value) for value, bad in zip(parsed.values, parsed.rows(parsed.bad), strict=True)]


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("DD/MM/YYYY", "28/02/2024", ("29/02/2023", "1/2/2024", "28-02-2024", "28/02/24", "28/02/2024 10:00")),
        ("YYYY-MM-DD", "2024-02-28", ("2023-02-29", "2024-2-28", "20240228", "2024-02-28T00:00:00")),
        ("DD Mon YYYY", "28 Feb 2024", ("30 Feb 2024", "1 Feb 2024", "28 February 2024", "28 Fev 2024", "28 Feb 24")),
        ("DD/MM/YYYY HH:MM", "28/02/2024 23:59", ("28/02/2024", "28/02/2024 24:00", "28/02/2024 23:59:00")),
        ("YYYY-MM-DD HH:MM:SS", "2024-02-28 00:00:00", ("2024-02-28", "2024-02-28T00:00:00", "2024-02-28 00:00:60")),
    ],
)
def test_a_date_is_read_in_its_form_and_in_no_other(form: str, good: str, bad: tuple[str, ...]) -> None:
    assert typed("date", form, good, *bad) == ["2024-02-28 00:00:00", *[None] * len(bad)]


def test_a_month_is_named_in_any_case() -> None:
    assert set(typed("date", "DD Mon YYYY", "01 jan 2009", "01 JAN 2009")) == {"2009-01-01 00:00:00"}


def test_the_time_of_a_moment_is_its_hours_and_minutes() -> None:
    assert typed("time", "DD/MM/YYYY HH:MM", "28/02/2024 23:59", "28/02/2024") == ["23:59", None]
    assert typed("time", "YYYY-MM-DD HH:MM:SS", "2024-02-28 00:00:59") == ["00:00"]


def test_a_moment_that_is_month_first_is_found_out() -> None:
    column = Column("date", "It", "", "date", form="DD/MM/YYYY HH:MM")
    assert looks_month_first(pa.array(["02/28/2024 10:00"]).dictionary_encode(), column)
    assert not looks_month_first(pa.array(["28/02/2024 10:00"]).dictionary_encode(), column)
