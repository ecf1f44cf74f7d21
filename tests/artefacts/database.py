"""A SQLite file: every row, name and statement, the numbers of its head, and room that was freed and not cleaned."""

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import shapely

from tests.artefacts.parts import Freed, Opaque, UnreadableError

_TREES = {2: 12, 5: 12, 10: 8, 13: 8}
"""Kinds of a page of rows or of an index, and how long its head is."""


def open_database(content: bytes) -> Iterator[Any]:
    """Everything in a database file, also what was deleted in it."""
    try:
        with closing(sqlite3.connect(":memory:")) as base:
            base.deserialize(content)
            tables = base.execute("SELECT name, sql FROM sqlite_master").fetchall()
            yield [words for about in tables for words in about if words]
            for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                found = base.execute(f'SELECT * FROM "{name}"')
                kept = [at for at, column in enumerate(found.description) if column[0] != "fid"]  # the number of a row
                yield [_unshape(row[at]) for row in found for at in kept]
    except sqlite3.DatabaseError as fault:
        raise UnreadableError("a database") from fault
    yield list(struct.unpack_from(">2l", content, 60))[0:1]  # the number a user may set
    size = int(struct.unpack_from(">H", content, 16)[0])
    size = 65_536 if size == 1 else size
    pages = [content[at : at + size] for at in range(0, len(content), size)]
    stated = int(struct.unpack_from(">L", content, 28)[0])
    yield Opaque(b"".join(pages[stated:]))
    for part in (*_free_pages(pages), *(part for number, page in enumerate(pages) for part in _gaps(page, number))):
        if part.strip(b"\0"):
            yield Freed(part)


def _unshape(cell: Any) -> Any:
    """The corners of a shape of a GeoPackage (header of 40 bytes, then WKB); any other cell as it is."""
    shape = isinstance(cell, bytes) and cell[:2] == b"GP"
    return shapely.get_coordinates(shapely.from_wkb(cell[40:])).ravel().tolist() if shape else cell


def _free_pages(pages: list[bytes]) -> Iterator[bytes]:
    """The pages that no table has any more, from the list in the head of the file."""
    trunk, seen = struct.unpack_from(">L", pages[0], 32)[0], set[int]()
    while trunk and trunk not in seen and trunk <= len(pages):
        seen.add(trunk)
        following, count = struct.unpack_from(">2L", pages[trunk - 1])
        leaves = struct.unpack_from(f">{count}L", pages[trunk - 1], 8)
        yield pages[trunk - 1][8 + 4 * count :]
        yield from (pages[leaf - 1] for leaf in leaves if leaf <= len(pages))
        trunk = following


def _gaps(page: bytes, number: int) -> Iterator[bytes]:
    """The room between the heads and the records of a page, and the room of records that were taken out of it."""
    start = 100 if number == 0 else 0
    if len(page) <= start or page[start] not in _TREES:
        return
    free, cells, first = struct.unpack_from(">3H", page, start + 1)
    yield page[start + _TREES[page[start]] + 2 * cells : first or 65_536]
    while free and free + 4 <= len(page):
        following, size = struct.unpack_from(">2H", page, free)
        yield page[free + 4 : free + size]
        free = following if following > free else 0
