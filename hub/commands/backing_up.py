"""Backing a hub up into one archive, and restoring it, from the command line."""

import json
from pathlib import Path
from typing import Annotated

import typer

from hub.commands.options import HERE, AsJson, HubOption, operator


def backup(
    file: Annotated[Path, typer.Argument(help="Archive to write, such as saferhub-2026-11-22.tar.")],
    hub: HubOption = HERE,
    as_json: AsJson = False,
) -> None:
    """Write the whole hub into one archive, while it is in use: settings, register, records, quarantine, secret."""
    from hub.backup import take_backup
    from hub.hub import open_hub

    made = take_backup(open_hub(hub), file, operator())
    if as_json:
        typer.echo(json.dumps({**vars(made), "path": str(made.path)}, indent=2))
        return
    typer.echo(f"Backed up: {made.path}, {made.files} files, {made.size:,} bytes; {made.entries:,} ledger entries.")
    typer.echo(f"Head of its ledger, to be noted elsewhere: {made.head}")
    typer.echo("It holds the records and the secret of this hub. Keep it on an encrypted volume, for its owner only.")


def restore(
    file: Annotated[Path, typer.Argument(help="Archive that `saferhub backup` wrote.")],
    directory: Annotated[Path, typer.Argument(help="Folder to make, or an empty one.")],
    head: Annotated[str | None, typer.Option(help="A head of its ledger as you noted it: finds a forged one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a hub from a backup: every byte is checked first, and it is there whole or not at all."""
    from hub.restoring import restore_backup

    done = restore_backup(file, directory, operator(), head)
    if as_json:
        typer.echo(json.dumps({**vars(done), "directory": str(done.directory)}, indent=2))
        return
    records = f"release {done.release} of the records" if done.release else "no records yet"
    typer.echo(f"Restored in {done.directory}: the hub of {done.made_at}, {records}, {done.entries:,} ledger entries.")
    typer.echo(f"The ledger is whole; its head was {done.head}.")
    typer.echo("What was received, destroyed, revoked or changed since then is not in it: do it again, and begin with")
    typer.echo("`saferhub retention`, as records that were destroyed since are back. Nobody is signed in.")
