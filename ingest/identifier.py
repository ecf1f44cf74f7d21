"""What an identifier of a person looks like: a pattern that finds candidates fast, and a proof that decides each.

The pattern is RE2 and runs over the distinct texts of a column inside the engine, a million in about a second; the
proof is Python and sees candidates only. RE2 knows no look-around, so the edges of a word are part of the pattern.
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.categories import reference

EDGE, END = r"(?:^|[^0-9A-Za-z.])", r"(?:$|[^0-9A-Za-z.]|\.(?:$|[^0-9]))"
SAMPLE = 5_000
_FEW = 100
_SLICE = 200_000


@cache
def words_of(name: str) -> frozenset[str]:
    """One of the word lists that tell places from persons (``data/reference/guard_words.csv``), in small letters."""
    return frozenset(row["word"] for row in reference("guard_words") if row["list"] == name)


def always(_: str) -> bool:
    """The proof of a pattern that needs none."""
    return True


@dataclass(frozen=True)
class Identifier:
    """One kind of identifier, judged cell by cell.

    ``also`` (RE2) must be found in a candidate too. ``chance`` is the share of mere look-alikes that pass the proof,
    as a check digit does: where it is not nil, a column is suspect only if at least half of its candidates pass.
    """

    kind: str
    pattern: str
    proof: Callable[[str], bool] = always
    also: str = ""
    chance: float = 0.0

    def candidates(self, texts: pa.Array) -> pa.Array:
        """Those of the texts that the pattern finds."""
        hits = matching(texts, self.pattern)
        return matching(hits, self.also) if self.also and len(hits) else hits


def matching(texts: pa.Array, pattern: str) -> pa.Array:
    """The texts in which the pattern is found, in their order.

    Few texts are read by Python's engine, which keeps a pattern once it is made, as making one takes RE2 as long as
    reading some hundred texts; very many are read on all processors.
    """
    if len(texts) <= _FEW:
        kept = in_python(pattern)
        return pa.array([text for text in texts.to_pylist() if kept.search(text)], pa.string())
    if len(texts) <= _SLICE:
        return texts.filter(pc.match_substring_regex(texts, pattern))
    slices = [texts.slice(start, _SLICE) for start in range(0, len(texts), _SLICE)]
    with ThreadPoolExecutor(pa.cpu_count()) as pool:
        found = list(pool.map(lambda part: part.filter(pc.match_substring_regex(part, pattern)), slices))
    return pa.concat_arrays(found)


@cache
def in_python(pattern: str) -> re.Pattern[str]:
    """RE2's pattern for Python's engine, which has no name for a letter of any alphabet."""
    return re.compile(pattern.replace(r"\pL", "[A-Za-z\u00aa-\U0010ffff]"), re.ASCII)


def sample_of(texts: pa.Array) -> pa.Array:
    """At most 5,000 of the texts, evenly spaced, so that the order of a file does not choose them."""
    if len(texts) <= SAMPLE:
        return texts
    return texts.take(pa.array(np.linspace(0, len(texts) - 1, SAMPLE).astype(np.int64)))
