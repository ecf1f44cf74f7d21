"""The hub that this process serves, opened once. ``--hub DIR`` names its folder, or SAFERHUB_DIR, or it is here."""

import os
import sys
from pathlib import Path
from threading import Lock

from hub.hub import Hub, open_hub

_OPENED: dict[Path, Hub] = {}
_OPENING = Lock()


def directory() -> Path:
    """Folder of the hub."""
    arguments = sys.argv[1:]
    if "--hub" in arguments[:-1]:
        return Path(arguments[arguments.index("--hub") + 1])
    return Path(os.environ.get("SAFERHUB_DIR", "."))


def own_address() -> str:
    """Where readers find the hub, as its settings say; empty where they say nothing."""
    return the_hub().settings.sign_in.address


def the_hub() -> Hub:
    """The hub. Raises SettingsRefused where the folder is none."""
    folder = directory().absolute()
    with _OPENING:
        if folder not in _OPENED:
            _OPENED[folder] = open_hub(folder, serving=True)
        return _OPENED[folder]
