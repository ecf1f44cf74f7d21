"""For all full families: what comes out of the outside door, an attacker who thinks in other terms cannot undo."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from hub.disclosure import outside
from hub.disclosure.attacker import attack
from hub.disclosure.control import Released, control
from hub.disclosure.hierarchy import Hierarchy
from hub.disclosure.outside import protect
from hub.disclosure.reading import Reading
from hub.disclosure.rules import ReleaseRefused
from tests.property.test_disclosure import KINDS, release

ROOT = Path(__file__).resolve().parents[2]
WHEN = {"2026": ["2026-Q1"], "2026-Q1": ["2026-01", "2026-02", "2026-03"]}
WHERE = {"ALL": ["W1", "W2"], "W1": ["L1", "L2"], "W2": ["L3", "L4"], "P1": ["L2", "L3"], "P2": ["L1", "L4"]}


def full(kind: str, seed: int) -> tuple[dict[str, Any], dict[Any, int]]:
    """A made-up family with every value present, as anybody would write it, and the truth by full key."""
    family = KINDS[kind][0](seed)
    document = release(family).publication
    reading = Reading(document)
    for publication in document["publications"]:
        for cell in publication["cells"]:
            cell["v"] = family.truth[reading._full(cell["k"], publication["where"])]
    return {**document, "facts": []}, family.truth


@pytest.mark.parametrize("block", range(5))
@pytest.mark.parametrize("kind", KINDS)
def test_the_attacker_finds_nothing_in_a_protected_file(kind: str, block: int) -> None:
    for seed in range(block, 20, 5):
        document, truth = full(kind, seed)
        assert attack(protect(document).document, truth) == [], f"{kind} {seed}"


def year(seed: int, mean: float = 4.0) -> tuple[dict[str, Any], dict[Any, int]]:
    """Months, the quarter and the year, each a publication: areas, wards and police areas over the same LSOAs, and by
    category for the wards of one month only, so that the file does not publish every leaf."""
    draw = np.random.default_rng(seed)
    kinds = {"ALL": ["asb", "theft"]}
    dimensions = {"area": WHERE, "period": WHEN, "category": kinds}
    roots = {"area": "ALL", "period": "2026", "category": "ALL"}
    trees = {name: Hierarchy(name, roots[name], {c: tuple(p) for c, p in dimensions[name].items()}) for name in roots}
    leaves = {
        (area, month, kind): int(draw.poisson(mean) * (draw.random() < 0.7))
        for area in trees["area"].leaves
        for month in trees["period"].leaves
        for kind in trees["category"].leaves
    }

    def count(area: str, when: str, kind: str) -> int:
        under = [set(trees[name].under(code)) for name, code in (("area", area), ("period", when), ("category", kind))]
        return sum(n for key, n in leaves.items() if all(part in held for part, held in zip(key, under, strict=True)))

    publications = [
        {
            "id": f"areas {when}",
            "where": {"period": when},
            "cells": [{"k": {"area": area}, "v": count(area, when, "ALL")} for area in trees["area"].expanded],
        }
        for when in ("2026-01", "2026-02", "2026-03", "2026-Q1")
    ]
    wards = [(area, kind) for area in ("W1", "W2", "ALL") for kind in ("asb", "theft", "ALL")]
    cells = [{"k": {"area": area, "category": kind}, "v": count(area, "2026-02", kind)} for area, kind in wards]
    publications.append({"id": "kinds", "where": {"period": "2026-02"}, "cells": cells})
    document = {
        "format": "saferhub-publication/1",
        "threshold": 5,
        "zeros_shown": "not-under-small-totals",
        "dimensions": dimensions,
        "roots": roots,
        "publications": publications,
        "facts": [
            {"id": f"rate-{area}", "rate": {"k": {"area": area, "period": "2026-01"}, **rate_of(number)}}
            for area in trees["area"].leaves
            if (number := count(area, "2026-01", "ALL"))
        ],
    }
    reading = Reading(document)
    return document, dict(reading.shown)


def rate_of(number: int) -> dict[str, Any]:
    """One for each of as many thousands as there are events: it tells the number."""
    return {"value": 1.0, "dp": 9, "per": 1000, "pop": 1000 * number}


@pytest.mark.parametrize("seed", range(24))
def test_months_quarter_and_two_partitions_of_the_same_areas_are_jointly_safe(seed: int) -> None:
    document, truth = year(seed, mean=[1.5, 4.0, 9.0][seed % 3])
    done = protect(document).document
    assert attack(done, truth) == []
    kept = {fact["id"] for fact in done["facts"]}
    shown = Reading(done).shown
    for area in ("L1", "L2", "L3", "L4"):
        place = frozenset({("area", area), ("period", "2026-01"), ("category", "ALL")})
        assert (f"rate-{area}" in kept) == (place in shown and truth[place] > 0)


def test_the_witnesses_leave_every_printed_count_and_put_every_small_one_at_both_ends() -> None:
    document, truth = year(3)
    done = protect(document)
    proof, reading = done.witnesses, Reading(done.document)
    (table,) = proof["tables"]
    names, base = table["dimensions"], {tuple(leaf["k"]): leaf["v"] for leaf in table["leaves"]}
    trees = {
        name: Hierarchy(name, document["roots"][name], {code: tuple(parts) for code, parts in tree.items()})
        for name, tree in proof["atoms"].items()
    }

    def count(leaves: dict[tuple[str, ...], int], place: Any) -> int:
        held = [set(trees[name].under(dict(place)[name])) for name in names]
        return sum(n for key, n in leaves.items() if all(p in under for p, under in zip(key, held, strict=True)))

    seen: dict[Any, set[int]] = {place: {truth[place]} for place in reading.hidden}
    for witness in proof["witnesses"]:
        other = dict(base)
        for step in witness:
            other[tuple(step["k"])] = other.get(tuple(step["k"]), 0) + step["by"]
        assert min(other.values()) >= 0
        assert all(count(other, place) == value for place, value in reading.shown.items())
        for place in reading.hidden:
            seen[place].add(count(other, place))
    small = [place for place in reading.hidden if 1 <= truth[place] < 5]
    assert small
    assert all({1, 4} <= seen[place] for place in small)
    assert all(len(values) > 1 for values in seen.values())


def test_the_order_of_rows_changes_nothing() -> None:
    document, _ = year(5)
    first = protect(document).document
    for turn in range(4):
        mixed = json.loads(json.dumps(document))
        for publication in mixed["publications"]:
            Random(turn).shuffle(publication["cells"])
        Random(turn).shuffle(mixed["publications"])
        assert Reading(protect(mixed).document).shown == Reading(first).shown


def test_what_is_not_supplied_stays_so(tmp_path: Path) -> None:
    document, _ = year(7)
    document["publications"][0]["cells"][3] = {"k": {"area": "W9"}, "v": None, "m": "x"}
    cells = protect(document).document["publications"][0]["cells"]
    assert cells[3] == {"k": {"area": "W9"}, "v": None, "m": "x"}


def test_nothing_is_written_that_the_format_has_no_name_for() -> None:
    """Whatever a file says beside its cells might be a count that is suppressed in them."""
    document, _ = year(7)
    told = 987_654
    publication = document["publications"][0]
    facts: list[dict[str, Any]] = []
    for cell in publication["cells"]:
        key = {**publication.get("where", {}), **cell["k"]}
        facts.append({"id": "all", "terms": [{"k": key, "c": 1, "note": told}], "lo": 0, "note": told})
        rate = {"k": key, "value": 1.0, "dp": 1, "per": 1, "pop": 1, "note": told}
        facts.append({"id": "rate", "rate": rate, "note": told})
    document |= {"note": told, "classes": {"hotspot": {"L1": told}}, "facts": facts}
    publication["note"] = publication["cells"][0]["note"] = publication["cells"][0]["r"] = told
    written = protect(document).document
    assert {one["id"] for one in written["facts"]} == {"all", "rate"}
    assert str(told) not in json.dumps(written)


def test_the_key_of_the_tie_breaks_tells_nothing_of_the_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were it made of them, whoever tried tables would see which of them gives the gaps that were published."""
    secrets = []

    def noted(*given: Any, secret: bytes, **named: Any) -> Released:
        secrets.append(secret)
        return control(*given, secret=secret, **named)

    monkeypatch.setattr(outside, "control", noted)
    for seed in (7, 8):
        protect(year(seed)[0])
    assert len(secrets) == 2 and secrets[0] == secrets[1]


def spoil(document: dict[str, Any], how: str) -> dict[str, Any]:
    cell = document["publications"][0]["cells"][0]
    if how == "a gap":
        cell["v"] = None
    elif how == "a broken number":
        cell["v"] = 2.5
    elif how == "does not add up":
        cell["v"] += 1
    elif how == "an unknown code":
        cell["k"] = {"area": "nowhere"}
    elif how == "another format":
        document["format"] = "csv"
    elif how == "a low threshold":
        document["threshold"] = 3
    elif how == "a count beside a mark":
        cell["m"] = "z"
    elif how == "a fact of an unknown code":
        document["facts"] = [{"id": "odd", "terms": [{"k": {"area": "nowhere"}, "c": 1}]}]
    elif how == "a fact of nothing":
        document["facts"] = [{"id": "odd"}]
    elif how == "no publication":
        document["publications"] = []
    else:
        del document["roots"]
    return document


@pytest.mark.parametrize(
    "how",
    ["a gap", "a broken number", "does not add up", "an unknown code", "another format", "a low threshold",
     "no publication", "no roots", "a count beside a mark", "a fact of an unknown code", "a fact of nothing"],
)  # fmt: skip
def test_a_file_that_cannot_be_protected_is_refused_in_three_lines(how: str) -> None:
    with pytest.raises(ReleaseRefused) as caught:
        protect(spoil(year(9)[0], how))
    assert len(str(caught.value).splitlines()) == 3


def test_the_command_writes_the_gaps_and_the_proof_or_nothing(tmp_path: Path) -> None:
    document, truth = year(11)
    paths = [str(tmp_path / name) for name in ("in.json", "out.json", "proof.json")]
    Path(paths[0]).write_text(json.dumps(document), encoding="utf-8")
    command = [sys.executable, "-m", "hub.disclosure", *paths]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert " suppressed, " in done.stdout
    assert attack(json.loads(Path(paths[1]).read_text(encoding="utf-8")), truth) == []
    assert json.loads(Path(paths[2]).read_text(encoding="utf-8"))["format"] == "saferhub-witnesses/1"
    Path(paths[0]).write_text(json.dumps(spoil(document, "does not add up")), encoding="utf-8")
    for path in paths[1:]:
        Path(path).unlink()
    refused = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (17, 3)
    assert not Path(paths[1]).exists()
