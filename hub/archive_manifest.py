"""What an archive says it holds: its manifest, and the refusal of an archive that cannot be made or used."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from geo.checks import Refused
from hub.disk import NUMBERS
from hub.settings import FILE_NAME

DATA = "data"
LONGEST = 16_000_000


class BackupRefused(Refused):
    """A hub cannot be backed up, or none be restored from this archive."""

    exit_code: ClassVar[int] = 33


@contextmanager
def refusing_as(what: str, do: str) -> Iterator[None]:
    """What the disk answers, as a refusal: ``what`` became of it, the reason in plain words, and what to ``do``."""
    try:
        yield
    except OSError as fault:
        raise BackupRefused(what, NUMBERS.get(fault.errno or 0, f"{fault.strerror}."), do) from fault


def _ours(name: str) -> str:
    """The settings, or a file below the data folder on no way out of it."""
    parts = PurePosixPath(name).parts
    inside = parts[0] == DATA and len(parts) > 1 and ".." not in parts if parts else False
    if name != FILE_NAME and not (inside and name == "/".join(parts) and not set(name) & {"\\", "\0"}):
        raise ValueError("a name that no backup of a hub has")
    return name


Name = Annotated[str, AfterValidator(_ours)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Sum(_Part):
    """What one file must be."""

    size: Annotated[int, Field(ge=0)]
    sha256: Hash


class Chain(_Part):
    """The ledger of the copied register: how many entries, and the hash of the last."""

    entries: Annotated[int, Field(ge=1)]
    head: Hash


class About(_Part):
    """When a backup was begun, and of what: ``release`` is the number of the release file, None where there is none."""

    made_at: Annotated[str, Field(max_length=40)]
    release: int | None
    ledger: Chain


class Contents(_Part):
    """The manifest: its format, what the backup is of, and every file in the order of the archive."""

    format: Literal["saferhub-backup 1"] = "saferhub-backup 1"
    about: About
    files: dict[Name, Sum]

    def as_bytes(self) -> bytes:
        """As it is written in the archive."""
        return json.dumps(self.model_dump(), indent=1).encode()
