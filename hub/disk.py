"""What a disk may answer to a write, in plain words: no room, no right to write, a fault of the disk."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from sqlalchemy.exc import DBAPIError

from geo.checks import Refused

FULL = "no room: the disk is full, or a file may grow no further."
READ_ONLY = "no right to write there: is the folder or the disk read-only?"
FAULTY = "a fault of the disk."
NUMBERS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), FULL),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), READ_ONLY),
    errno.EIO: FAULTY,
}
WORDS = (
    ("no space", FULL),
    ("is full", FULL),
    ("file too large", FULL),
    ("quota", FULL),
    ("readonly", READ_ONLY),
    ("read-only", READ_ONLY),
    ("permission", READ_ONLY),
    ("unable to open", READ_ONLY),
    ("i/o error", FAULTY),
    ("input/output", FAULTY),
)


class DiskRefused(Refused):
    """The folder of the hub takes no writing; nothing was changed."""

    exit_code: ClassVar[int] = 23


@contextmanager
def refusing_disk_faults(*engine_faults: type[Exception]) -> Iterator[None]:
    """Turn a disk's answer to a write into DiskRefused; ``engine_faults`` are a store engine's own classes for it.

    Whatever else goes wrong is a fault of the program and passes unchanged.
    """
    try:
        yield
    except Exception as fault:
        found = _reason(fault) if isinstance(fault, (OSError, DBAPIError, *engine_faults)) else None
        if found is None:
            raise
        raise DiskRefused(
            "nothing was changed: the folder of the hub takes no writing.",
            found,
            "make room or give the right to write, then run the same command again; what was held is whole.",
        ) from fault


def _reason(fault: Exception) -> str | None:
    if isinstance(fault, OSError) and fault.errno in NUMBERS:
        return NUMBERS[fault.errno]
    said = str(getattr(fault, "orig", fault)).lower()
    return next((reason for word, reason in WORDS if word in said), None)
