"""`DATASETS.md`, made from the contracts: what each extract must hold, in every layout it is accepted in."""

from pathlib import Path

from ingest.categories import categories
from ingest.contract import Column, Dataset, Mapping
from ingest.register import DATASETS

FILE = Path(__file__).resolve().parent.parent / "DATASETS.md"
HEAD = """# Data sets

Made from the contracts by `python -m ingest.catalogue`; do not edit. An extract is a CSV file (also `.gz`), UTF-8, with
exactly the columns of one of its layouts: a missing column is refused, and so is an extra one. Any full postcode, name,
date of birth, NHS or National Insurance number, e-mail address or telephone number refuses the whole file; only a
column that a layout drops as never kept is not searched.
"""


def describe_datasets() -> str:
    """The whole document as Markdown."""
    return "\n".join([HEAD, *(_describe(dataset) for dataset in DATASETS)])


def _describe(dataset: Dataset) -> str:
    kinds = ", ".join(f"{title} (`{code}`)" for code, title in categories(dataset.name).items())
    lines = [
        f"## {dataset.title}",
        "",
        f"`{dataset.name}` - {dataset.clause}; from the {dataset.agency}.",
        "",
        f"Common categories: {kinds}.",
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


def _layout(mapping: Mapping) -> str:
    lines = [
        f"### {mapping.title} (`--mapping {mapping.name}`)",
        "",
        "| column | what it holds | needed |",
        "| --- | --- | --- |",
    ]
    lines += [
        f"| {column.title} | {column.description}{_listed(column)} | {_needed(column)} |" for column in mapping.columns
    ]
    lines += [f"| {heading} | dropped at the door: {reason} | present |" for heading, reason in mapping.dropped.items()]
    lines += ["", *(f"{note}\n" for note in mapping.notes)]
    return "\n".join(lines)


def _listed(column: Column) -> str:
    return f" One of: {', '.join(column.allowed)}." if column.allowed else ""


def _needed(column: Column) -> str:
    if column.optional:
        return "may be left out"
    return "column yes, cell may be blank" if column.blank else "yes"


if __name__ == "__main__":
    FILE.write_text(describe_datasets(), encoding="utf-8")
