"""One release file as readers see it: opened read-only and locked down, asked through ibis."""

from collections.abc import Hashable
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

import ibis
import pandas as pd

from geo.boundaries import Boundaries
from hub.manifest import Manifest, describe_tables

MEMORY_LIMIT = "1GB"
OPEN_AT_ONCE = 4


_OPENING = Lock()
_OPEN: "dict[Path, Records]" = {}
_HELD: "WeakValueDictionary[Path, Records]" = WeakValueDictionary()
"""Every file that somebody still reads, also one that gave way in ``_OPEN``: none of them can be opened twice."""


def open_records(path: Path) -> "Records":
    """The release file, opened once in this process: DuckDB shares one locked instance between all its readers.

    Files that were removed since are let go of here, so that their bytes leave the disk with their last reader.
    """
    with _OPENING:
        for other in [one for one in _OPEN if not one.exists()]:
            del _OPEN[other]
        if path not in _OPEN:
            while len(_OPEN) >= OPEN_AT_ONCE:
                del _OPEN[next(iter(_OPEN))]
            _OPEN[path] = _HELD[path] = _HELD.get(path) or Records(path)
        return _OPEN[path]


class Records:
    """One release file: no external files, no change of configuration, bounded memory. Use ``open_records``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._backend = ibis.duckdb.connect(str(path), read_only=True)
        self._connection: Any = self._backend.con
        self._lock = Lock()
        self._tables: dict[str, ibis.Table] = {}
        self.kept: dict[Hashable, Any] = {}
        """What was worked out of this file and is sealed; it goes with the file."""
        bounds = f"memory_limit = '{MEMORY_LIMIT}'", "enable_external_access = false", "enable_progress_bar = false"
        for setting in bounds:
            self._connection.execute(f"SET {setting}")
        self._connection.execute("SET lock_configuration = true")

    def table(self, name: str) -> ibis.Table:
        """A table of the release as an ibis expression. The file does not change, so it is described once."""
        if name not in self._tables:
            self._tables[name] = self._backend.table(name)
        return self._tables[name]

    def ask(self, question: ibis.Table) -> pd.DataFrame:
        """The answer to an ibis expression over this release; one question at a time."""
        with self._lock:
            sql = str(self._backend.compile(question))
            found = self._connection.cursor().execute(sql).to_arrow_table()
        answer: pd.DataFrame = found.cast(question.schema().to_pyarrow()).to_pandas()
        return answer

    def manifest(self) -> Manifest:
        """Rows and sums of every table, as ``hub/manifest.py`` describes them."""
        return describe_tables(self._connection.cursor())

    def levels(self) -> tuple[str, ...]:
        """Levels that have outlines."""
        return tuple(row[0] for row in self._fetch("SELECT DISTINCT level FROM areas ORDER BY level"))

    def boundaries(self, level: str) -> Boundaries:
        """Outlines of one level, EPSG:27700."""
        rows = self._fetch("SELECT code, name, wkb, parent FROM areas WHERE level = ? ORDER BY position", [level])
        codes, names, wkb, parents = zip(*rows, strict=True)
        return Boundaries.from_wkb(level, codes, names, [bytes(one) for one in wkb], parents)

    def residents(self, level: str) -> dict[str, int]:
        """Residents by area code of one level; empty where no population was added."""
        rows = self._fetch("SELECT code, residents FROM residents WHERE level = ? ORDER BY code", [level])
        return {str(code): int(count) for code, count in rows}

    def atoms(self) -> list[tuple[str, ...]]:
        """Combinations of one code of each level and of the grid that can hold an event (see ``geo.grid.atoms``)."""
        return [tuple(codes) for (codes,) in self._fetch("SELECT codes FROM atoms ORDER BY codes")]

    def nesting(self) -> dict[str, tuple[str, dict[str, str]]]:
        """Levels that another level nests in: the inner level, and the outer code of each inner code."""
        found: dict[str, tuple[str, dict[str, str]]] = {}
        for level, inner, inner_code, code in self._fetch("SELECT * FROM nesting ORDER BY ALL"):
            found.setdefault(level, (inner, {}))[1][inner_code] = code
        return found

    def event_points(self, base: str) -> pd.DataFrame:
        """Row id, easting and northing (EPSG:27700) and base area of every event held."""
        sql = (
            f"SELECT coded_events.rowid AS row, easting, northing, label AS base FROM coded_events "  # noqa: S608
            f"LEFT JOIN labels ON kind = '{base}' AND id = coded_events.{base} ORDER BY row"
        )
        found: pd.DataFrame = self._connection.cursor().execute(sql).df()
        return found

    def _fetch(self, sql: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._connection.cursor().execute(sql, values or []).fetchall()
        return rows
