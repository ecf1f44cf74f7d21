"""A part of the minutes: its heading, what is said, and a table, which may be empty."""

from dataclasses import dataclass

Row = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """``rows``: one word or sentence for each of the columns."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
