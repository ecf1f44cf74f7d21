"""Areas as words and numbers: code, name, level, parent and residents, and the published tables that say so.

The tables are the reference files of the Office for National Statistics and others, as they come: CSV (also .gz) or a
workbook, with or without a byte order mark, numbers written ``1,954``, and a total at the foot.
"""

import hashlib
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


class Residents(dict[str, int]):
    """Residents by area code; ``passed_over`` holds the labels of rows that are no area, such as a grand total."""

    passed_over: tuple[str, ...] = ()


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


def read_population(
    path: Path | str,
    code_column: str,
    count_column: str,
    sheet: str | None = None,
    only: tuple[str, str] | None = None,
) -> Residents:
    """Read the residents of each area, from a CSV, .csv.gz or .xlsx table (there, the sheet with both columns).

    Thousands separators are read; published fractions (prisoners apportioned) are rounded half up; a row whose code is
    no code, such as ``Grand Total``, is passed over and named in ``passed_over``. ``only`` is a column and the text of
    the rows to read, where a table has several for one area (``sex``, ``Persons``). Raises ``PlaceRefused`` on a
    missing column, a repeated code or a count that is none.
    """
    pairs = list(_pairs(read_table(path, (code_column, count_column), only, sheet), code_column, count_column))
    rows = [(code, count) for code, count in pairs if _A_CODE.fullmatch(code)]
    residents = Residents(
        {code: int(float(count.replace(",", "")) + 0.5) for code, count in rows if _A_COUNT.fullmatch(count)}
    )
    residents.passed_over = tuple(code for code, _ in pairs if code and not _A_CODE.fullmatch(code))
    if bad := [code for code, count in rows if not _A_COUNT.fullmatch(count)]:
        do = f'correct them, or name another column than "{count_column}".'
        raise PlaceRefused("residents that are not a whole number from 0 up.", f"areas {name_some(bad)}", do)
    if len(residents) != len(rows):
        do = "keep one row for each area: --only COLUMN=TEXT reads a part of the rows (--only sex=Persons)."
        raise PlaceRefused(
            "an area occurs more than once in the population table.",
            f"{len(rows):,} rows, {len(residents):,} areas",
            do,
        )
    return residents


def read_table(
    path: Path | str, columns: tuple[str, ...], only: tuple[str, str] | None = None, sheet: str | None = None
) -> pd.DataFrame:
    """Read a published table as text, outer blanks removed; ``only`` keeps the rows with that text in that column.

    Raises ``PlaceRefused`` when it lacks a column, or has no row that is asked for.
    """
    wanted = (*columns, only[0]) if only else columns
    table = _read_table(Path(path), wanted, sheet)[list(dict.fromkeys(wanted))].fillna("")
    table = table.apply(lambda texts: texts.astype(str).str.strip())
    kept: pd.DataFrame = table[table[only[0]] == only[1]] if only else table
    if only and kept.empty:
        found = f'{len(table):,} rows, none with the text asked for in "{only[0]}"'
        raise PlaceRefused(f"{Path(path).name}: no such rows.", found, "check the text after --only; case matters.")
    return kept.set_axis(range(len(kept)))


def read_fingerprint(path: Path | str) -> str:
    """The sha256 of the file as it lies there."""
    with Path(path).open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def read_columns(path: Path | str) -> tuple[str, ...]:
    """List the columns of a table (of the last sheet of a workbook, where reference tables keep their data)."""
    return tuple(str(name).strip() for name in _read_sheets(Path(path), None)[-1].columns)


def _pairs(table: pd.DataFrame, left: str, right: str) -> Iterator[tuple[str, str]]:
    columns = (table[name].fillna("").astype(str).str.strip().tolist() for name in (left, right))
    return zip(*columns, strict=True)


def _read_table(path: Path, columns: tuple[str, ...], sheet: str | None) -> pd.DataFrame:
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
