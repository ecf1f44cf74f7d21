"""Areas as words and numbers: code, name, level, parent and residents, and the published tables that say so.

The tables are the reference files of the Office for National Statistics and others, as they come: CSV (also .gz) or a
workbook, with or without a byte order mark, numbers written ``1,954``, and a total at the foot.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NewType
from zipfile import BadZipFile

import pandas as pd

from geo.checks import PlaceRefused, name_some

AreaCode = NewType("AreaCode", str)

_A_CODE = re.compile(r"[A-Za-z0-9_-]+")
_A_COUNT = re.compile(r"\d{1,3}(,\d{3})*(\.\d+)?|\d+(\.\d+)?")


@dataclass(frozen=True)
class Area:
    """One area of one level; ``residents`` is None where no population is known."""

    code: AreaCode
    name: str
    level: str
    parent: AreaCode | None
    residents: int | None


def read_lookup(path: Path | str, child_column: str, parent_column: str, sheet: str | None = None) -> dict[str, str]:
    """Read which parent each child area belongs to, from a CSV, .csv.gz or .xlsx table.

    A pair may repeat (an exact look-up of output areas repeats each LSOA). Raises ``PlaceRefused`` when a column is
    missing or a child has two parents.
    """
    table = _read_table(Path(path), (child_column, parent_column), sheet)
    parents: dict[str, str] = {}
    torn: list[str] = []
    for child, parent in _pairs(table, child_column, parent_column):
        if child and parent and parents.setdefault(child, parent) != parent:
            torn.append(child)
    if torn:
        do = "use a best-fit look-up, which gives each area one parent."
        raise PlaceRefused("an area has two parents in the look-up.", name_some(dict.fromkeys(torn)), do)
    return parents


def read_population(path: Path | str, code_column: str, count_column: str, sheet: str | None = None) -> dict[str, int]:
    """Read the residents of each area, from a CSV, .csv.gz or .xlsx table (there, the sheet with both columns).

    Thousands separators are read; published fractions (prisoners apportioned) are rounded half up; a row whose code is
    no code, such as ``Grand Total``, is passed over. Raises ``PlaceRefused`` on a missing column, a repeated code or a
    count that is none.
    """
    table = _read_table(Path(path), (code_column, count_column), sheet)
    rows = [(code, count) for code, count in _pairs(table, code_column, count_column) if _A_CODE.fullmatch(code)]
    residents = {code: int(float(count.replace(",", "")) + 0.5) for code, count in rows if _A_COUNT.fullmatch(count)}
    if bad := [code for code, count in rows if not _A_COUNT.fullmatch(count)]:
        do = f'correct them, or name another column than "{count_column}".'
        raise PlaceRefused("residents that are not a whole number from 0 up.", f"areas {name_some(bad)}", do)
    if len(residents) != len(rows):
        do = "keep one row for each area (for example all persons, not men and women)."
        raise PlaceRefused(
            "an area occurs more than once in the population table.",
            f"{len(rows):,} rows, {len(residents):,} areas",
            do,
        )
    return residents


def read_columns(path: Path | str) -> tuple[str, ...]:
    """List the columns of a table (of the last sheet of a workbook, where reference tables keep their data)."""
    return tuple(str(name).strip() for name in _read_sheets(Path(path), None)[-1].columns)


def _pairs(table: pd.DataFrame, left: str, right: str) -> Iterator[tuple[str, str]]:
    columns = (table[name].fillna("").astype(str).str.strip().tolist() for name in (left, right))
    return zip(*columns, strict=True)


def _read_table(path: Path, columns: tuple[str, str], sheet: str | None) -> pd.DataFrame:
    """Read a table as text and refuse it, listing what it has, when it lacks a column."""
    tables = _read_sheets(path, sheet)
    for table in tables:
        table.columns = [str(name).strip() for name in table.columns]
        if set(columns) <= set(table.columns):
            return table
    headings = [name for table in tables for name in table.columns if not name.startswith("Unnamed")]
    wanted = " and ".join(f'"{name}"' for name in columns)
    raise PlaceRefused(
        f"{path.name}: no table with the columns {wanted}.",
        name_some(headings, 20) or "no columns",
        "name columns it has.",
    )


def _read_sheets(path: Path, sheet: str | None) -> list[pd.DataFrame]:
    try:
        if path.suffix.lower() == ".xlsx":
            sheets = pd.read_excel(path, sheet_name=None if sheet is None else [sheet], dtype=str, engine="openpyxl")
            return [sheets[name] for name in sheets]
        return [pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)]
    except (OSError, ValueError, KeyError, BadZipFile, EOFError, ImportError) as fault:
        found = f"not readable as a table ({type(fault).__name__})"
        raise PlaceRefused(
            f"{path.name} cannot be read.", found, "give a UTF-8 CSV (also .gz) or an .xlsx workbook."
        ) from fault
