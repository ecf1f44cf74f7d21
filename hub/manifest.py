"""What a release file holds, in numbers: rows of every table and sums of every numeric column.

Written down when the file is made, read back from the file on disk, and compared when a process first opens it
(`safety.md` 7.1). Sums are of whole numbers, so that they do not depend on the order of adding.
"""

from typing import Any, Protocol

WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
BROKEN = ("FLOAT", "DOUBLE")
COLUMNS = """SELECT table_name, column_name, data_type FROM duckdb_columns()
    WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal ORDER BY ALL"""

Manifest = dict[str, dict[str, str]]


class Answers(Protocol):
    """What is needed of an open connection."""

    def execute(self, query: str, /) -> Any:
        """Run SQL."""


def describe_tables(connection: Answers) -> Manifest:
    """Rows (under ``rows``) and sums (under the column's name) of every table; thousandths for broken numbers."""
    columns: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(COLUMNS).fetchall():
        sums = columns.setdefault(str(table), {"rows": "count(*)"})
        if kind in WHOLE:
            sums[str(column)] = f'sum("{column}"::HUGEINT)'
        elif kind in BROKEN:
            sums[str(column)] = f'sum(TRY_CAST(round("{column}" * 1000) AS HUGEINT))'
    return {table: _ask(connection, table, sums) for table, sums in columns.items()}


def _ask(connection: Answers, table: str, sums: dict[str, str]) -> dict[str, str]:
    asked = ", ".join(f"coalesce({words}, 0)::VARCHAR" for words in sums.values())
    (found,) = connection.execute(f'SELECT {asked} FROM "{table}"').fetchall()  # noqa: S608 - names of our own tables
    return dict(zip(sums, map(str, found), strict=True))
