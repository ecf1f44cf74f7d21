"""The installation secret that jitters suppression choices (SDC-30): one file, made once, for its owner only."""

import os
import secrets
from pathlib import Path

JITTER_KEY_FILE = "control.key"
LENGTH = 32


def read_secret(data: Path) -> bytes:
    """The secret of the hub whose data lie in a folder; made at first use, whole or not at all."""
    path = data / JITTER_KEY_FILE
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    """Write it beside its place and link it there: of two makers at once the first one wins."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(LENGTH))
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
