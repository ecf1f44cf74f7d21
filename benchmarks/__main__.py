"""All benchmarks beside their peers, in one run: `python -m benchmarks`. Ratios count, not seconds."""

import math
import platform
import sys

from benchmarks import disclosure, hotspots, ingest, memory, peers, questions, repeats, surface

MODULES = (ingest, questions, hotspots, surface, repeats, memory, disclosure, peers)


def main() -> None:
    """Print one row for each measurement: ours, the peer's, the ratio, and what was compared."""
    print(f"Python {platform.python_version()}, {platform.machine()}")
    print(f"{'measurement':<44} {'ours s':>9} {'peer s':>9} {'ratio':>7}  note")
    for module in MODULES:
        for name, ours, peer, note in module.run():
            ratio = "" if math.isnan(peer) else f"{peer / ours:.1f}x"
            shown = ["" if math.isnan(seconds) else f"{seconds:.3f}" for seconds in (ours, peer)]
            print(f"{name:<44} {shown[0]:>9} {shown[1]:>9} {ratio:>7}  {note}")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
