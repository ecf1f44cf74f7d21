"""What many commands ask for alike: which hub, whether to answer in JSON, and who is asking."""

from pathlib import Path
from typing import Annotated, Any

import typer

HubOption = Annotated[Path, typer.Option("--hub", help="Folder of the hub (where saferhub.toml is).")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
HERE = Path()


def operator() -> Any:
    """Whoever runs the command: the machine's log-in name, as an analyst of the partnership."""
    import getpass

    from hub.access.identity import Identity

    return Identity(getpass.getuser(), "analyst", "command line")
