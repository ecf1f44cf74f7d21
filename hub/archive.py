"""The archive of a backup: a tar file that any tool lists, with a manifest of SHA-256 sums first and a seal last.

The seal is the SHA-256 of every byte before it, so a changed byte anywhere is found before anything else is read. It
finds damage and is no signature: whoever can write an archive can seal it again. Nothing is compressed: the records are
dense as they are, and so no archive unpacks to more than its own size.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, BinaryIO

from hub.archive_manifest import LONGEST, About, BackupRefused, Contents, Sum

MANIFEST, SEAL = "MANIFEST.json", "SEAL"
SEAL_LENGTH, BLOCK, RECORD = 64, tarfile.BLOCKSIZE, tarfile.RECORDSIZE
CHUNK = 1 << 20
DAMAGED = "restore another backup; copy this one again from where it was kept, if its sum is right there."


def write_archive(out: BinaryIO, about: About, parts: Sequence[tuple[str, BinaryIO]]) -> Contents:
    """Write an archive of named open files, each from its beginning to its end."""
    contents = Contents(about=about, files={name: _measure(file) for name, file in parts})
    manifest, sink = contents.as_bytes(), _Hashed(out)
    with tarfile.open(fileobj=sink, mode="w", format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]
        tar.addfile(_head(MANIFEST, len(manifest)), io.BytesIO(manifest))
        for name, file in parts:
            tar.addfile(_head(name, contents.files[name].size), file)
        tar.addfile(_head(SEAL, SEAL_LENGTH), _Late(sink))
    return contents


def read_archive(file: BinaryIO, folder: Path) -> Contents:
    """Unpack an archive below a folder, for its owner only, and give its manifest; every sum was right.

    Raises:
        BackupRefused: it is damaged, no backup of a hub, of another version, or holds more than files with their names.
    """
    _check_seal(file)
    file.seek(0)
    try:
        with tarfile.open(fileobj=file, mode="r:") as tar:
            first, *members, _seal = tar.getmembers()
            contents = _read_contents(tar, first)
            if [member.name for member in members] != list(contents.files):
                raise _foreign("other files than its manifest names")
            for member in members:
                _unpack(tar, member, contents.files[member.name], folder)
    except (tarfile.TarError, ValueError, OverflowError, EOFError) as fault:
        raise _foreign("no manifest that this version can read") from fault
    return contents


class _Hashed:
    """A file that hashes what is written to it."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._sum, self._length = out, hashlib.sha256(), 0

    def write(self, content: bytes) -> int:
        self._sum.update(content)
        self._length += len(content)
        return self._out.write(content)

    def tell(self) -> int:
        return self._length

    def hexdigest(self) -> str:
        return self._sum.hexdigest()


class _Late(io.RawIOBase):
    """The content of the seal: worked out when it is read, which is after its own header was written."""

    def __init__(self, sink: _Hashed) -> None:
        self._sink = sink

    def read(self, size: int = -1) -> bytes:
        return self._sink.hexdigest().encode()[:size]


def _measure(file: BinaryIO) -> Sum:
    size = file.seek(0, os.SEEK_END)
    found = Sum(size=size, sha256=_hash_until(file, size))
    file.seek(0)
    return found


def _head(name: str, size: int) -> tarfile.TarInfo:
    """The same for everybody: no owner, no time; only the owner of the unpacked file may read it."""
    head = tarfile.TarInfo(name)
    head.size, head.mode = size, 0o600
    return head


def _check_seal(file: BinaryIO) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 2 * RECORD))
    tail = file.read().rstrip(b"\0")
    start = max(0, size - 2 * RECORD) + len(tail) - SEAL_LENGTH
    whole = -(-(start + 3 * BLOCK) // RECORD) * RECORD
    if start < BLOCK or start % BLOCK or size != whole:
        raise _foreign("a file without the seal at the end, or one that was cut")
    if _hash_until(file, start).encode() != tail[-SEAL_LENGTH:]:
        raise BackupRefused("this archive is damaged.", "bytes that are not those that were sealed.", DAMAGED)


def _hash_until(file: BinaryIO, end: int) -> str:
    digest, left = hashlib.sha256(), end
    file.seek(0)
    while left and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def _read_contents(tar: tarfile.TarFile, first: tarfile.TarInfo) -> Contents:
    if first.name != MANIFEST or first.size > LONGEST:
        raise _foreign("no manifest at its beginning")
    return Contents.model_validate_json(_open(tar, first).read())


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, expected: Sum, folder: Path) -> None:
    path, digest = folder / member.name, hashlib.sha256()
    for parent in reversed(path.relative_to(folder).parents[:-1]):
        (folder / parent).mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        source = _open(tar, member)
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if (path.stat().st_size, digest.hexdigest()) != (expected.size, expected.sha256):
        raise BackupRefused("this archive is damaged.", f"{member.name} is not what its manifest says.", DAMAGED)


def _open(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    """The content of a plain file: no link, no device, no file with holes."""
    content = tar.extractfile(member) if member.type == tarfile.REGTYPE and not member.issparse() else None
    if content is None:
        raise _foreign("a link, or something else that is no plain file")
    return content


def _foreign(found: str) -> BackupRefused:
    return BackupRefused(
        "this is no backup of a hub, or one that is damaged.",
        f"{found}.",
        "name a file that `saferhub backup` wrote, whole; a newer version of SaferHub may read it.",
    )
