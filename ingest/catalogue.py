"""`DATASETS.md`, made from the contracts: what each extract must hold, in every layout it is accepted in."""

from pathlib import Path

from ingest.categories import categories, measures, reference
from ingest.contract import Column, Dataset, Mapping
from ingest.register import DATASETS

FILE = Path(__file__).resolve().parent.parent / "DATASETS.md"
HEAD = """# Data sets

Made from the contracts by `python -m ingest.catalogue`; do not edit. An extract is a CSV, XLSX, JSON lines or Parquet
file (a CSV also as `.gz`) with exactly the columns of one of its layouts: a missing column is refused, and so is an
extra one. Any full postcode, name, date of birth, NHS or National Insurance number, e-mail address or telephone number
refuses the whole file; only the address of a school, which paragraph 6 prescribes, may hold its postcode. A column
that a layout drops as never kept is not searched.
"""


def describe_datasets() -> str:
    """The whole document as Markdown."""
    return "\n".join([HEAD, *(_describe(dataset) for dataset in DATASETS)])


def _describe(dataset: Dataset) -> str:
    lines = [
        f"## {dataset.title}",
        "",
        f"`{dataset.name}` - {dataset.clause}; from the {dataset.agency}.",
        "",
        what_it_holds(dataset),
        "",
    ]
    lines += [f"{note}\n" for note in dataset.notes]
    return "\n".join([*lines, *(_layout(mapping) for mapping in dataset.mappings), *_refused(dataset)])


def _refused(dataset: Dataset) -> list[str]:
    """The layouts refused for a reason of their own."""
    if not dataset.unfit:
        return []
    lines = [f"- {layout.title}: {layout.found} Do: {layout.do}" for layout in dataset.unfit]
    return ["### Layouts that are known and refused", "", *lines, ""]


def what_it_holds(dataset: Dataset) -> str:
    """The common categories of events, or the measures of a table of numbers; and what a row is dated by."""
    period = " By information period (three months), not by month." if dataset.grain == "quarter" else ""
    if dataset.shape == "events":
        kinds = ", ".join(f"{title} (`{code}`)" for code, title in categories(dataset.name).items())
        return f"Common categories: {kinds}.{period}"
    counted = ", ".join(
        f"{row['title']} (`{row['measure']}`{_breakdowns(row['breakdowns'])})" for row in measures(dataset.name)
    )
    return f"A table of numbers. Measures: {counted}.{period}"


def _breakdowns(names: str) -> str:
    return f"; by {', '.join(names.split())}" if names else ""


def _layout(mapping: Mapping) -> str:
    lines = [
        f"### {mapping.title} (`--mapping {mapping.name}`)",
        "",
        "| column | what it holds | needed |",
        "| --- | --- | --- |",
    ]
    lines += [
        f"| {column.title} | {column.description}{_listed(column)} | {needed(column)} |" for column in mapping.columns
    ]
    lines += [f"| {heading} | dropped at the door: {reason} | present |" for heading, reason in mapping.dropped.items()]
    lines += ["", *(f"{note}\n" for note in (*said_of_rows(mapping), *mapping.notes))]
    return "\n".join(lines)


def said_of_rows(mapping: Mapping) -> list[str]:
    """What is true of every row, and no column says it."""
    said = [f"Every row is taken as: {', '.join(mapping.said.values())}."] if mapping.said else []
    number = mapping.column(mapping.repeated)
    said += [] if mapping.is_dated or number is None else ["The month is named when the file is received (--period)."]
    return [*said, f"A row stands for as many events as {number.title} says."] if number else said


def _listed(column: Column) -> str:
    if column.editions:
        return f" {_editions(column.editions)}"
    return f" One of: {', '.join(column.allowed)}." if column.allowed else ""


def _editions(table: str) -> str:
    return " ".join(f"{heading}: {', '.join(codes)}." for heading, codes in editions_of(table).items())


def editions_of(table: str) -> dict[str, list[str]]:
    """Which codes each edition of a versioned list holds, by its heading: which one, and when it is valid."""
    lists: dict[str, list[str]] = {}
    for row in reference(table):
        heading = f"List of {row['edition']}{_dated(' from', row['valid_from'])}{_dated(' until', row['valid_to'])}"
        lists.setdefault(heading, []).append(row["code"])
    return lists


def _dated(word: str, day: str) -> str:
    return f"{word} {day}" if day else ""


def needed(column: Column) -> str:
    """Whether a file may lack the column, and a row its cell."""
    if column.optional:
        return "may be left out"
    return "column yes, cell may be blank" if column.blank else "yes"


if __name__ == "__main__":
    FILE.write_text(describe_datasets(), encoding="utf-8")
