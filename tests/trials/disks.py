"""A disk that is full, and one that takes no writing: refused in three lines, and what was held is whole."""

import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hub.disk import DiskRefused
from hub.hub import open_hub
from tests.unit.hub.small_hub import entries, events, extract, make_hub, receive

MEGABYTES = 12


class NoMountError(Exception):
    """This user may not mount a disk in memory."""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk in memory of so many megabytes, mounted in the folder. NoMountError where that is not allowed."""
    disk = folder / "disk"
    disk.mkdir()
    made = _mount("-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(disk))
    if made:
        raise NoMountError(made)
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=False)


def _mount(*words: str) -> str:
    try:
        done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    except OSError as fault:
        return str(fault)
    return done.stderr if done.returncode else ""


def run(folder: Path, trials: int) -> Counter[str]:
    """Receive until the disk is full, and then so many times more; counts what became of the files."""
    told = Counter[str]()
    with small_disk(folder) as disk:
        hub = make_hub(disk / "hub")
        held, landed, number = 0, entries(hub), 0
        while told["refused, disk full"] < trials:
            number += 1
            assert number < 60 * trials, "the disk never became full"
            path = extract(folder, "next.csv", f"{2000 + number // 12}-{number % 12 + 1:02d}", 4_000)
            try:
                receive(hub, path)
            except DiskRefused as refusal:
                assert len(str(refusal).splitlines()) == 3
                told["refused, disk full"] += 1
            else:
                held, landed = held + 4_000, landed + 1
                told["landed"] += 1
            hub = open_hub(disk / "hub")
            assert (events(hub) if held else 0, entries(hub)) == (held, landed)
        assert not _mount("-o", "remount,ro", str(disk))
        for _ in range(trials):
            try:
                receive(hub, extract(folder, "next.csv", "1999-01", 10))
            except DiskRefused as refusal:
                assert "right to write" in str(refusal)
                told["refused, read-only"] += 1
        assert not _mount("-o", f"remount,rw,size={8 * MEGABYTES}m", str(disk))
        hub = open_hub(disk / "hub")
        receive(hub, extract(folder, "next.csv", "1999-01", 10))
        assert (events(hub), entries(hub)) == (held + 10, landed + 1)
        told["landed after room was made"] += 1
    return told
