"""The way in, from the command line."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.commands.options import HERE, AsJson, HubOption, operator, today


def receive(
    dataset: Annotated[str, typer.Option(help="Data set, such as recorded-crime.")],
    file: Annotated[Path | None, typer.Argument(help="The agency's extract.")] = None,
    mapping: Annotated[str | None, typer.Option(help="Whose headings; found by itself when left out.")] = None,
    period: Annotated[str | None, typer.Option(help="2019-01, 2019-Q1 or 2019; from the rows when left out.")] = None,
    provider: Annotated[str | None, typer.Option(help="Agency that supplies the extract.")] = None,
    nil: Annotated[bool, typer.Option("--nil", help="No file: the provider says that PERIOD had no event.")] = False,
    hub: HubOption = HERE,
    as_json: AsJson = False,
) -> None:
    """Receive one extract: the way in. Prints the receipt."""
    from hub.hub import open_hub
    from ingest.periods import Period

    opened = open_hub(hub)
    wanted = Period.parse(period) if period else None
    if nil or file is None:
        _receive_nil(opened, dataset, provider, wanted, with_file=not nil or file is not None)
        return
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


def _receive_nil(hub: Any, dataset: str, provider: str | None, period: Any, with_file: bool) -> None:
    from hub.nil_returns import declare_nil

    if with_file:
        raise typer.BadParameter("give a file, or --nil without a file.")
    if provider is None or period is None:
        raise typer.BadParameter("a nil return needs --provider and --period.")
    taken = declare_nil(hub, dataset, provider, period, operator(), today())
    new = sum(one.new for one in taken)
    typer.echo(f"Nil return of {dataset} from {provider} for {period.words()}: {new} of {len(taken)} months are new.")
