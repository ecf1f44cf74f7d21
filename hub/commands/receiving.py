"""The way in, from the command line."""

import json
from pathlib import Path
from typing import Annotated

import typer

from hub.commands.options import HERE, AsJson, HubOption, operator
from hub.commands.quarantine import QUARANTINED, check_receipt_file


def receive(
    file: Annotated[Path, typer.Argument(help="The agency's extract.")],
    dataset: Annotated[str, typer.Option(help="Data set, such as recorded-crime.")],
    mapping: Annotated[str | None, typer.Option(help="Whose headings; found by itself when left out.")] = None,
    period: Annotated[str | None, typer.Option(help="2019-01, 2019-Q1 or 2019; from the rows when left out.")] = None,
    provider: Annotated[str | None, typer.Option(help="Agency that supplies the extract.")] = None,
    receipt: Annotated[
        Path | None,
        typer.Option(callback=check_receipt_file, help="Write the receipt, or the refusal, to a .html, .xlsx or .txt."),
    ] = None,
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
    try:
        stored = opened.receive(file, dataset, operator(), mapping, wanted, provider)
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
