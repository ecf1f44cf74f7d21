"""From a published table to weights of harm: one number for each category of recorded crime.

Every category has a weight of its own, 0 only where the table says so. No weights are part of this repository: whose to
use is the partnership's choice, under their publisher's licence.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import pandas as pd
import pyarrow as pa

from geo.areas import read_columns, read_table
from geo.checks import name_some
from ingest.categories import categories
from ingest.detectors import find_personal
from ingest.layers import Layer, LayerRefused, Wanted

WEIGHED = "recorded-crime"
"""The data set whose categories have weights."""
LEAST, MOST = 0.1, 10_000_000.0
"""A weight above 0 lies between these: harm is printed with one decimal, and what is more than nothing never as 0.0."""
_NUMBER = re.compile(r"(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_ALL = 100


def read_weights(path: Path, layer: Layer, wanted: Wanted) -> pd.DataFrame:
    """Read ``category`` (our code) and ``value`` (its weight, in the publisher's unit) of every category.

    A category may be written as its code or its title, in small or capital letters. Raises LayerRefused with every
    fault at once, or PlaceRefused where the file cannot be read as a table.
    """
    if wanted.code is None or wanted.value is None or wanted.period is not None:
        found, do = name_some(read_columns(path), 20), "give --code-column and --value-column, and no period."
        raise LayerRefused(f"{layer.title} are numbers of categories: name their columns.", found, do)
    table = read_table(path, (wanted.code, wanted.value), wanted.only)
    table = table[(table != "").any(axis=1)]
    titles = categories(WEIGHED)
    known = {written.casefold(): code for code, title in titles.items() for written in (code, title)}
    written = table[wanted.code].str.casefold()
    rows = pd.DataFrame({"category": written.map(known), "text": table[wanted.value]})
    faults = [*_find_strangers(table[wanted.code][rows["category"].isna()], known), *_find_faults(rows, list(titles))]
    if faults:
        what = f"{path.name}: {wanted.value} is not one weight for each category of {WEIGHED}."
        do = f"give each of its {len(titles)} categories one weight, 0 or from {LEAST} to {MOST:,.0f}; nothing else."
        raise LayerRefused(what, "; ".join(faults) + ".", do)
    return rows.assign(value=rows["text"].map(_weight))[["category", "value"]]


def _find_strangers(texts: pd.Series, known: dict[str, str]) -> Iterator[str]:
    """What is no category, each with the nearest; a text that could be about a person is never quoted."""
    strangers: list[str] = texts.unique().tolist()
    kinds = find_personal(pa.array(strangers, pa.string())) if strangers else {}
    if kinds:
        yield f"{len(texts):,} rows that are no category and look like {next(iter(kinds))}"
    elif strangers:
        yield f"no category: {name_some([_with_nearest(one[:_ALL], known) for one in strangers])}"


def _with_nearest(text: str, known: dict[str, str]) -> str:
    near = get_close_matches(text.casefold(), known, n=1)
    return f'"{text}"' + (f" (nearest: {known[near[0]]})" if near else "")


def _find_faults(rows: pd.DataFrame, codes: list[str]) -> Iterator[str]:
    """Categories without a weight, with two, or with what is none; and weights that are all 0."""
    named = rows[rows["category"].notna()]
    given = named[named["text"] != ""]
    weights = given["text"].map(_weight)
    missing = [code for code in codes if code not in set(given["category"])]
    told = {
        "without a weight": missing,
        "with more than one weight": [*dict.fromkeys(given["category"][given["category"].duplicated()])],
        "with something else than such a weight": [*dict.fromkeys(given["category"][weights.isna()])],
    }
    yield from (f"{words}: {name_some(found, len(codes))}" for words, found in told.items() if found)
    if not missing and (weights == 0).all():
        yield "no weight above 0"


def _weight(text: str) -> float:
    """The number that is written, or no number where it is none that a weight can be."""
    number = float(text.replace(",", "")) if _NUMBER.fullmatch(text) else float("nan")
    return number if number == 0 or LEAST <= number <= MOST else float("nan")
