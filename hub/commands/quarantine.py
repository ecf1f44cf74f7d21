"""Receipts, and the quarantine of partly bad files, from the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.commands.options import HERE, AsJson, HubOption, operator

QUARANTINED = 3
"""Exit code of `saferhub receive` where the file is held in quarantine: neither loaded (0) nor refused (10 and up)."""

quarantine_app = typer.Typer(no_args_is_help=True, help="Partly bad files, held until an officer decides.")

HeldId = Annotated[str, typer.Argument(metavar="ID", help="Id of the held batch, as its receipt says.")]
Reason = Annotated[str, typer.Option(help="Why, in a sentence, without naming a person; the ledger keeps it.")]


def check_receipt_file(path: Path | None) -> Path | None:
    """The path of a receipt to be written, before anything is done: a known suffix, in a folder that exists."""
    if path is None:
        return None
    if path.suffix.lower() not in (".html", ".xlsx", ".txt"):
        raise typer.BadParameter("name a file that ends in .html, .xlsx or .txt.")
    if not path.absolute().parent.is_dir():
        raise typer.BadParameter("there is no such folder to write the receipt in.")
    return path


def receipt(
    batch: Annotated[str, typer.Argument(help="Id of a stored or held batch.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", callback=check_receipt_file, help="A .html, .xlsx or .txt file to write."),
    ] = None,
    hub: HubOption = HERE,
) -> None:
    """Show or write the receipt of a batch, and what became of it since."""
    from hub.hub import open_hub
    from hub.receipts import find_letter, write_letter
    from ingest.letter import as_text
    from ingest.problems import ROWS_NAMED

    opened = open_hub(hub)
    letter = find_letter(opened.register, batch)
    if output is None:
        typer.echo(as_text(letter, ROWS_NAMED))
        return
    write_letter(letter, output, opened.settings.markings.partner)
    typer.echo(f"Receipt of {batch}: {output}")


@quarantine_app.command("list")
def list_held(
    every: Annotated[bool, typer.Option("--all", help="Also those that were decided.")] = False,
    hub: HubOption = HERE,
    as_json: AsJson = False,
) -> None:
    """List what is held: id, data set, provider, period, good and refused rows, since when."""
    from hub.hub import open_hub

    rows = open_hub(hub).quarantine.batches(only_held=not every)
    if as_json:
        typer.echo(json.dumps([_plain(row) for row in rows], indent=2))
        return
    typer.echo("\n".join(_line(row) for row in rows) or "Nothing is held in quarantine.")


@quarantine_app.command("show")
def show_held(identity: HeldId, hub: HubOption = HERE, as_json: AsJson = False) -> None:
    """Show the receipt of a held batch, and what became of it."""
    from hub.hub import open_hub
    from hub.receipts import find_letter
    from ingest.letter import as_text
    from ingest.problems import ROWS_NAMED

    opened = open_hub(hub)
    row = opened.quarantine.find(identity)
    typer.echo(
        json.dumps(_plain(row), indent=2) if as_json else as_text(find_letter(opened.register, identity), ROWS_NAMED)
    )


@quarantine_app.command("accept")
def accept_held(identity: HeldId, reason: Reason, hub: HubOption = HERE) -> None:
    """Load the good rows of a held batch, leaving its refused rows out."""
    from hub.hub import open_hub

    opened = open_hub(hub)
    places = opened.geography().places
    stored = opened.quarantine.accept(identity, reason, places, operator(), datetime.now(UTC))
    left_out = f"{stored.receipt.refused:,} refused rows left out"
    typer.echo(f"Loaded as batch {stored.batch}: {stored.receipt.events:,} events, {left_out}.")
    if stored.superseded:
        typer.echo(f"It supersedes batch {stored.superseded}, whole.")


@quarantine_app.command("discard")
def discard_held(identity: HeldId, reason: Reason, hub: HubOption = HERE) -> None:
    """Delete a held batch for good."""
    from hub.hub import open_hub

    open_hub(hub).quarantine.discard(identity, reason, operator(), datetime.now(UTC))
    typer.echo(f"Discarded {identity}; its rows are deleted.")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "receipt": json.loads(row["receipt"])}


def _line(row: dict[str, Any]) -> str:
    account = json.loads(row["receipt"])
    rows = f"{account['accepted']:,} good rows, {account['refused']:,} refused" if account else "no rows any more"
    what = (row["id"], row["dataset"], row["provider"], row["period"], rows, row["state"], row["held_at"][:10])
    return "  ".join(what)
