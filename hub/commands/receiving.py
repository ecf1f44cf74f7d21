"""The way in, from the command line."""

import json
from pathlib import Path
from typing import Annotated

import typer

from hub.commands.options import HERE, AsJson, HubOption, operator


def receive(
    file: Annotated[Path, typer.Argument(help="The agency's extract.")],
    dataset: Annotated[str, typer.Option(help="Data set, such as recorded-crime.")],
    mapping: Annotated[str | None, typer.Option(help="Whose headings; found by itself when left out.")] = None,
    period: Annotated[str | None, typer.Option(help="2019-01, 2019-Q1 or 2019; from the rows when left out.")] = None,
    provider: Annotated[str | None, typer.Option(help="Agency that supplies the extract.")] = None,
    hub: HubOption = HERE,
    as_json: AsJson = False,
) -> None:
    """Receive one extract: the way in. Prints the receipt."""
    from hub.hub import open_hub
    from ingest.periods import Period

    opened = open_hub(hub)
    wanted = Period.parse(period) if period else None
    stored = opened.receive(file, dataset, operator(), mapping, wanted, provider)
    if as_json:
        changes = {"new": stored.new, "supersedes": stored.superseded}
        typer.echo(json.dumps({**stored.receipt.as_dict(), **changes}, indent=2))
        return
    typer.echo(stored.receipt.as_text())
    if not stored.new:
        typer.echo("This file was received before; nothing was changed.")
    if stored.superseded:
        typer.echo(f"It supersedes batch {stored.superseded}, whole.")
