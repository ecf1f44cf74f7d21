"""The way in, from the command line."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.commands.options import HERE, AsJson, HubOption, operator, today
from hub.commands.quarantine import QUARANTINED, check_receipt_file


def receive(
    dataset: Annotated[str, typer.Option(help="Data set, such as recorded-crime.")],
    file: Annotated[Path | None, typer.Argument(help="The agency's extract.")] = None,
    beside: Annotated[
        Path | None, typer.Option("--with", help="The other table of STATS19 collisions and casualties, which are two.")
    ] = None,
    mapping: Annotated[str | None, typer.Option(help="Whose headings; found by itself when left out.")] = None,
    period: Annotated[str | None, typer.Option(help="2019-01, 2019-Q1 or 2019; from the rows when left out.")] = None,
    provider: Annotated[str | None, typer.Option(help="Agency that supplies the extract.")] = None,
    receipt: Annotated[
        Path | None,
        typer.Option(callback=check_receipt_file, help="Write the receipt, or the refusal, to a .html, .xlsx or .txt."),
    ] = None,
    nil: Annotated[bool, typer.Option("--nil", help="No file: the provider says that PERIOD had no event.")] = False,
    hub: HubOption = HERE,
    as_json: AsJson = False,
) -> None:
    """Receive one extract: the way in. Prints the receipt; ends with 3 where the file is held in quarantine."""
    from geo.checks import Refused
    from hub.hub import open_hub
    from hub.receipts import letter_of_outcome, letter_of_refusal, write_letter
    from ingest.letter import as_text
    from ingest.periods import Period
    from ingest.problems import ROWS_NAMED

    opened = open_hub(hub)
    marking = opened.settings.markings.partner
    wanted = Period.parse(period) if period else None
    if beside is not None and (nil or file is None):
        raise typer.BadParameter("--with goes with a file.")
    if nil or file is None:
        _receive_nil(opened, dataset, provider, wanted, with_file=not nil or file is not None)
        return
    try:
        stored = opened.receive(file, dataset, operator(), mapping, wanted, provider, beside)
    except Refused as refusal:
        if receipt:
            write_letter(letter_of_refusal(refusal, file), receipt, marking)
        raise
    letter = letter_of_outcome(stored)
    if receipt:
        write_letter(letter, receipt, marking)
    if as_json:
        changes = {"state": stored.state, "new": stored.new, "supersedes": stored.superseded}
        typer.echo(json.dumps({**stored.receipt.as_dict(), **changes, "replaces": list(stored.replaced)}, indent=2))
    else:
        typer.echo(as_text(letter, ROWS_NAMED))
        if stored.superseded:
            typer.echo(f"It supersedes batch {stored.superseded}, whole.")
        if stored.replaced:
            typer.echo(f"It replaces what was held in quarantine: {', '.join(stored.replaced)}.")
    if stored.state == "quarantined":
        raise typer.Exit(QUARANTINED)


def _receive_nil(hub: Any, dataset: str, provider: str | None, period: Any, with_file: bool) -> None:
    from hub.nil_returns import declare_nil

    if with_file:
        raise typer.BadParameter("give a file, or --nil without a file.")
    if provider is None or period is None:
        raise typer.BadParameter("a nil return needs --provider and --period.")
    taken = declare_nil(hub, dataset, provider, period, operator(), today())
    new = sum(one.new for one in taken)
    typer.echo(f"Nil return of {dataset} from {provider} for {period.words()}: {new} of {len(taken)} months are new.")
