"""The files of quarantine: one for each held batch, for its owner only, flushed before anything names it."""

import os
from collections.abc import Iterable
from pathlib import Path

from hub.generations import flush_directory
from ingest.held import HeldRefused

SUFFIX = ".arrow"
OWNER_ONLY = 0o600


class HeldFiles:
    """The files in one folder, which is made when the first is written."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def write(self, identity: str, content: bytes) -> None:
        """Write and flush the file of a batch; it has its name only when it is whole."""
        if not self.directory.is_dir():
            self.directory.mkdir(mode=0o700)
            flush_directory(self.directory.parent)
        building = self.directory / f"build-{identity}"
        with os.fdopen(os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        building.rename(self.path(identity))
        flush_directory(self.directory)

    def read(self, identity: str) -> bytes:
        """The bytes of a batch's file. Raises HeldRefused where it is gone."""
        path = self.path(identity)
        if not path.is_file():
            raise HeldRefused(
                "the file of this held batch is gone.",
                f"a register row of {identity} and no file.",
                "restore the data folder from a backup, or discard it and receive the agency's file again.",
            )
        return path.read_bytes()

    def sweep(self, kept: Iterable[str]) -> None:
        """Remove every file but those of the batches ``kept``: left-overs of killed commands, and decided batches."""
        names = {self.path(identity).name for identity in kept}
        for path in self.directory.glob("*") if self.directory.is_dir() else ():
            if path.name not in names:
                path.unlink(missing_ok=True)

    def path(self, identity: str) -> Path:
        """Where the file of a batch lies."""
        return self.directory / f"{identity}{SUFFIX}"
