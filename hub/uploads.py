"""Uploaded files while they are read: each in a folder of its own under ``data/uploads``, for its owner only.

Files are read by their path, in a process of their own, so the bytes of an upload lie on disk for as long as that takes
and no longer. A lock tells a file in use from one that a killed process left; the next start of anything removes those.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from hub.disk import refusing_disk_faults
from ingest.extract import safe_name

FOLDER = "uploads"
OWNER_ONLY = 0o600
LONGEST_STEM, LONGEST_SUFFIX = 50, 10
LOCK = ".lock"


class Uploads:
    """The uploaded files of one hub; the folder is there only while one of them is."""

    def __init__(self, data: Path) -> None:
        self.directory = data / FOLDER
        self._changing = FileLock(str(data / f"{FOLDER}.lock"), timeout=60, mode=OWNER_ONLY)

    @contextmanager
    def holding(self, name: str, content: bytes) -> Iterator[Path]:
        """Have the bytes in a file, called as near to ``name`` as is safe, until the block is left."""
        with refusing_disk_faults():
            folder, lock = self._begin()
        try:
            path = folder / plain_name(name)
            with refusing_disk_faults():
                _write(path, content)
            yield path
        finally:
            with self._changing:
                shutil.rmtree(folder, ignore_errors=True)
                lock.release()
                self._tidy()

    def sweep(self) -> None:
        """Remove what a killed process left; files in use stay."""
        if not self.directory.is_dir():
            return
        with suppress(Timeout, OSError), self._changing:
            for folder in self.directory.iterdir():
                lock = FileLock(str(folder / LOCK), mode=OWNER_ONLY)
                with suppress(Timeout), lock.acquire(timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)
            self._tidy()

    def _begin(self) -> tuple[Path, FileLock]:
        """A new folder and its lock; both come before anybody can sweep it."""
        with self._changing:
            folder = self.directory / secrets.token_hex(8)
            folder.mkdir(mode=0o700, parents=True)
            self.directory.chmod(0o700)
            lock = FileLock(str(folder / LOCK), mode=OWNER_ONLY)
            lock.acquire(timeout=0)
        return folder, lock

    def _tidy(self) -> None:
        with suppress(OSError):
            self.directory.rmdir()


def plain_name(name: str) -> str:
    """A name of a file that came from elsewhere, without folder, leading dot or any sign that has a meaning."""
    found = Path(safe_name(Path(name.replace("\\", "/"))).lstrip(" .") or "file")
    return found.stem[:LONGEST_STEM] + found.suffix[:LONGEST_SUFFIX]


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(content)
