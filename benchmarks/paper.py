"""How long a pack of twelve pages takes, of which a map is the dearest part: `python -m benchmarks.paper`.

The same pack is set again by Typst alone, from the data and pictures as they are laid out, so that the ratio says what
our own part costs beside that of the typesetter. Typst keeps what it set before, so each pack is of a partnership of
another name; the first of all, with nothing kept and no font read yet, is told apart.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from statistics import median

from hub.briefing import write_pdf
from hub.paper.layout import lay_out
from hub.paper.typesetting import set_pages
from tests.unit.hub.test_twelve_pages import lines, twelve_pages

TIMES = 5


def main() -> None:
    """Print the seconds of the first pack, the median seconds of both, and their ratio."""
    products = [
        replace(one, partnership=f"Partnership {at}") for at, one in enumerate([twelve_pages()] * (1 + 2 * TIMES))
    ]
    layouts = [lay_out(one) for one in products]
    moment = datetime.fromisoformat(products[0].released_on).replace(tzinfo=UTC)

    def set_alone(at: int) -> bytes:
        return set_pages("briefing.typ", layouts[at].data, layouts[at].pictures, moment)

    first = _measure(lambda at: write_pdf(products[at]), range(1))
    whole = _measure(lambda at: write_pdf(products[at]), range(1, 1 + TIMES))
    alone = _measure(set_alone, range(1 + TIMES, 1 + 2 * TIMES))
    print(f"{len(lines())} pages, {len(write_pdf(products[0])):,} bytes, median of {TIMES}")
    print(f"the first pack    {first:6.2f} s")
    print(f"the pack          {whole:6.2f} s")
    print(f"Typst alone       {alone:6.2f} s")
    print(f"ratio             {whole / alone:6.2f}")


def _measure(make: Callable[[int], bytes], numbers: range) -> float:
    """The median seconds of these."""
    taken = []
    for at in numbers:
        start = time.perf_counter()
        make(at)
        taken.append(time.perf_counter() - start)
    return median(taken)


if __name__ == "__main__":
    main()
