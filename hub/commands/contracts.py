"""What the contracts give away: a blank form for the provider, and a schema for the provider's own tools."""

from pathlib import Path
from typing import Annotated

import typer

DatasetName = Annotated[str, typer.Argument(metavar="NAME", help="Data set, such as recorded-crime.")]


def template(
    name: DatasetName,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Workbook to write; NAME-form.xlsx else.")
    ] = None,
) -> None:
    """Make a blank workbook for the provider of a data set: headings, drop-downs, checks and notes."""
    from ingest.register import find_dataset
    from ingest.template import write_template

    dataset = find_dataset(name)
    path = output or Path(f"{dataset.name}-form.xlsx")
    path.write_bytes(write_template(dataset))
    typer.echo(f"Blank form of {dataset.words}: {path}")


def schema(
    name: DatasetName,
    layout: Annotated[str | None, typer.Option(help="Layout; the agency's own form when left out.")] = None,
) -> None:
    """Print the contract of a data set as a Frictionless Table Schema (JSON)."""
    import json

    from ingest.register import find_dataset, find_mapping
    from ingest.table_schema import describe_table

    dataset = find_dataset(name)
    chosen = find_mapping(dataset, layout) if layout else dataset.mappings[0]
    typer.echo(json.dumps(describe_table(dataset, chosen), indent=2, ensure_ascii=False))
