"""What many commands ask for alike: which hub, whether to answer in JSON, and who is asking."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

HubOption = Annotated[Path, typer.Option("--hub", help="Folder of the hub (where saferhub.toml is).")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
AsOf = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="A day, as 2026-11-30; today when left out.")
]
HERE = Path()


def today() -> date:
    """The day of the command (UTC)."""
    return datetime.now(UTC).date()


def day_of(as_of: datetime | None) -> date:
    """The day that was asked for, or today."""
    return as_of.date() if as_of else today()


def operator() -> Any:
    """Whoever runs the command: the machine's log-in name, as an analyst of the partnership."""
    import getpass

    from hub.access.identity import Identity

    return Identity(getpass.getuser(), "analyst", "command line")
