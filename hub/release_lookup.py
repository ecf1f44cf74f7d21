"""Every figure of a release looked up in the lattices it was taken from: one that stands in none is a stranger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from hub.geography import ALL, window_code
from hub.measures import HOTSPOT_TABLE
from hub.packed import unpack
from hub.register import RELEASES, Register
from hub.stored_lattices import Stored
from ingest.periods import Period

Printed = Mapping[tuple[str, str, str, str], set[int]]


@dataclass
class Told:
    """What one audience was told: releases, the figures in them, and those that stand in no lattice."""

    releases: int = 0
    figures: int = 0
    strangers: list[str] = field(default_factory=list)
    unread: int = 0


def read_releases(
    register: Register,
    lattices: Iterable[tuple[tuple[str, str], Stored]],
    audiences: Iterable[str],
    only: str | None = None,
) -> dict[str, Told]:
    """Look up every figure of every release, or of ``only`` one, by audience; ``audiences`` are listed in any case."""
    printed, stated = _list_printed(lattices)
    found = {audience: Told() for audience in audiences}
    chosen = select(RELEASES) if only is None else select(RELEASES).where(RELEASES.c.id == only)
    with register.reading() as connection:
        rows = connection.execute(chosen.order_by(RELEASES.c.at, RELEASES.c.id)).all()
    for row in rows:
        told = found.setdefault(row.audience, Told())
        told.releases += 1
        if row.publication is None:
            told.unread += 1
        else:
            _look_up(unpack(row.publication), row.id, told, printed, stated)
    return found


def find_months(register: Register, release: str) -> set[tuple[str, str]]:
    """Data set and month of every figure and class of a release."""
    with register.reading() as connection:
        packed = connection.execute(select(RELEASES.c.publication).where(RELEASES.c.id == release)).scalar()
    if not packed:
        return set()
    document = unpack(packed)
    keys = [cell["k"] for one in document["publications"] for cell in one["cells"]]
    keys += [term["k"] for fact in document["facts"] for term in fact.get("terms", ())]
    return {(key["dataset"], month) for key in keys for month in Period.parse(key["period"]).months}


def _list_printed(lattices: Iterable[tuple[tuple[str, str], Stored]]) -> tuple[Printed, set[str]]:
    """Every count that a lattice printed, by data set, month, area and category, and every class fact."""
    printed: dict[tuple[str, str, str, str], set[int]] = {}
    stated = set()
    for (dataset, month), one in lattices:
        for publication in one.document["publications"]:
            for cell in publication["cells"]:
                if cell["v"] is not None:
                    at = (dataset, month, cell["k"].get("area", ALL), cell["k"].get("category", ALL))
                    printed.setdefault(at, set()).add(cell["v"])
        for fact in one.document["facts"]:
            cell = fact["id"].removeprefix(f"{HOTSPOT_TABLE}:")
            stated.add(_as_class(dataset, month, window_code(cell), fact))
    return printed, stated


def _as_class(dataset: str, month: str, window: str, fact: Mapping[str, Any]) -> str:
    return f"{dataset} {month} {window} {fact.get('lo')} {fact.get('hi')}"


def _look_up(document: Mapping[str, Any], release: str, told: Told, printed: Printed, stated: set[str]) -> None:
    """Look every figure of a release up; one that stands in no lattice is noted by its key, never by its value."""
    shown = {}
    for publication in document["publications"]:
        for cell in publication["cells"]:
            if cell["v"] is not None:
                told.figures += 1
                key = cell["k"]
                shown[tuple(sorted(key.items()))] = cell["v"]
                if cell["v"] not in _possible_sums(key, printed):
                    told.strangers.append(f"release {release}: {_words(key)}")
    for reading in document.get("readings", ()):
        told.figures += 1
        if reading["label"] is not None and tuple(sorted(reading["k"].items())) not in shown:
            told.strangers.append(f"release {release}: {_words(reading['k'])}")
    for fact in document["facts"]:
        told.figures += 1
        key = fact["rate"]["k"] if "rate" in fact else fact["terms"][0]["k"]
        if "rate" in fact:
            good = _is_rate_of(fact["rate"], shown.get(tuple(sorted(key.items()))))
        else:
            good = _as_class(key["dataset"], key["period"], key["area"], fact) in stated
        if not good:
            told.strangers.append(f"release {release}: {_words(key)}")


def _is_rate_of(rate: Mapping[str, Any], count: int | None) -> bool:
    """Whether a rate is that of a count printed beside it, to its last digit."""
    return count is not None and abs(rate["per"] * count / rate["pop"] - rate["value"]) <= 0.51 * 10 ** -rate["dp"]


def _possible_sums(key: Mapping[str, str], printed: Printed) -> set[int]:
    """What the months of a cell's period may add up to, from printed counts alone."""
    months = Period.parse(key["period"]).months
    found = [printed.get((key["dataset"], month, key["area"], key["category"]), set()) for month in months]
    sums = {0}
    for values in found:
        sums = {before + value for before in sums for value in values}
    return sums


def _words(key: Mapping[str, str]) -> str:
    return ", ".join(key[name] for name in ("dataset", "period", "area", "category"))
