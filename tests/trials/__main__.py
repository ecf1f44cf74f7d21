"""The long trials of the way in and of the gate, all or as many as asked for: `python -m tests.trials kills=500`."""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.trials import attacks, backups, damage, disks, fuzz, kills

TRIALS: dict[str, tuple[Callable[[Path, int], Counter[str]], int]] = {
    "kills": (kills.run, 500),
    "together": (kills.run_together, 100),
    "backups": (backups.run, 100),
    "damage": (damage.run, 300),
    "disks": (disks.run, 20),
    "attacks": (partial(fuzz.run_side_by_side, kind=attacks.run), 10_000),
    "fuzz": (fuzz.run_side_by_side, 100_000),
    "command": (partial(fuzz.run_side_by_side, kind=fuzz.run_command), 1_000),
}


def main(asked: dict[str, int]) -> None:
    """Run each kind so many times, and print what became of the trials."""
    for name, number in asked.items():
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            told = TRIALS[name][0](Path(folder), number)
        what = ", ".join(f"{words} {count:,}" for words, count in sorted(told.items()))
        print(f"{name}, {number:,} trials in {time.monotonic() - start:,.0f} s: {what}", flush=True)


if __name__ == "__main__":
    given = dict(word.split("=") for word in sys.argv[1:])
    main(
        {name: int(number) for name, number in given.items()} or {name: number for name, (_, number) in TRIALS.items()}
    )
