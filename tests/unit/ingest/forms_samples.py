"""One small table, to be written in every form a file may have, and what reading a file gives back."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from ingest.extract import Extract, FileUnreadable, read_extract
from tests.unit.ingest.samples import refusal

Table = list[list[str]]
TABLE: Table = [
    ["Ref", "Place, or street", "Note"],
    ["1", "Café Road", "£5"],
    ["02", 'The "Swan"', ""],
    ["3", "St Mary's, Bow", "x;y|z\tw"],
]


def as_csv(table: Table, separator: str = ",", end: str = "\n", quote_all: bool = False) -> str:
    text = io.StringIO()
    style = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=separator, lineterminator=end, quoting=style).writerows(table)
    return text.getvalue()


def as_json_lines(table: Table) -> bytes:
    return "".join(json.dumps(dict(zip(table[0], row, strict=True))) + "\n" for row in table[1:]).encode()


def as_parquet(table: Table) -> bytes:
    content = io.BytesIO()
    columns = [pa.array(list(column), pa.string()) for column in zip(*table[1:], strict=True)]
    pq.write_table(pa.Table.from_arrays(columns, names=table[0]), content)
    return content.getvalue()


def as_workbook(table: Table) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(table):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)
    return content.getvalue()


def zipped(*members: tuple[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members:
            packed.writestr(name, text)
    return content.getvalue()


def with_parts(content: bytes, /, **parts: bytes) -> bytes:
    """The workbook with other contents for the parts named (sheet1, workbook): ``sheet1=b'...'``."""
    names = {"sheet1": "xl/worksheets/sheet1.xml", "workbook": "xl/workbook.xml"}
    new = {names[part]: content for part, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return zipped(*((name, new.get(name, packed.read(name))) for name in packed.namelist()))


def read(folder: Path, content: bytes, name: str = "extract.csv") -> Extract:
    (folder / name).write_bytes(content)
    return read_extract(folder / name)


def rows_of(extract: Extract) -> Table:
    columns = [extract.texts(heading).to_pylist() for heading in extract.headings]
    return [list(extract.headings), *map(list, zip(*columns, strict=True))]


def refused(folder: Path, content: bytes, name: str = "extract.csv") -> str:
    """What was found in a file that must be refused, in three lines and without any value of it."""
    return refusal(FileUnreadable, lambda: read(folder, content, name)).found
