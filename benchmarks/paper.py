"""How long a pack of twelve pages takes, of which a map is the dearest part: `python -m benchmarks.paper`.

The same pack is set again by Typst alone, from the data and pictures as they are laid out, so that the ratio says what
our own part costs beside that of the typesetter.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median

from hub.briefing import write_pdf
from hub.paper.layout import lay_out
from hub.paper.typesetting import set_pages
from tests.unit.hub.test_twelve_pages import lines, twelve_pages

TIMES = 5


def main() -> None:
    """Print the median seconds of both, and their ratio."""
    product = twelve_pages()
    layout, moment = lay_out(product), datetime.fromisoformat(product.released_on).replace(tzinfo=UTC)
    whole = _measure(lambda: write_pdf(product))
    set_alone = _measure(lambda: set_pages("briefing.typ", layout.data, layout.pictures, moment))
    print(f"{len(lines())} pages, {len(write_pdf(product)):,} bytes, median of {TIMES}")
    print(f"the pack          {whole:6.2f} s")
    print(f"Typst alone       {set_alone:6.2f} s")
    print(f"ratio             {whole / set_alone:6.2f}")


def _measure(make: Callable[[], bytes]) -> float:
    make()
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        make()
        taken.append(time.perf_counter() - start)
    return median(taken)


if __name__ == "__main__":
    main()
