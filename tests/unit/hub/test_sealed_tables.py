"""Every way we know of looking into a sealed table is refused, and refusals and shapes give no count away."""

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hub.disclosure.control import control, not_supplied
from hub.disclosure.marks import Mark
from hub.disclosure.rules import ReleaseRefused, Rules
from hub.disclosure.tables import ClassTable, CountTable, Hierarchy

AREAS = Hierarchy("area", "ALL", {"ALL": ("North", "South")})
CELLS = [("ALL",), ("North",), ("South",)]
CANARY = 31337


def count_table() -> CountTable:
    return CountTable("crime", [AREAS], {("North",): CANARY, ("South",): 3}, CELLS)


def class_table() -> ClassTable:
    return ClassTable("hotspots", AREAS, [("North", "hot", CANARY, None, "North")])


WAYS: dict[str, Callable[[Any], object]] = {
    "iterate": list,
    "index by number": lambda table: table[0],
    "index by key": lambda table: table["North"],
    "length": len,
    "truth": bool,
    "membership": lambda table: 3 in table,
    "numpy array": np.asarray,
    "numpy from iterable": lambda table: np.fromiter(table, dtype=int),
    "array interface": lambda table: table.__array_interface__,
    "array struct": lambda table: table.__array_struct__,
    "frame from iterable": lambda table: pd.DataFrame(iter(table)),
    "series": lambda table: pd.Series(list(table)),
    "dataframe interchange": lambda table: table.__dataframe__(),
    "arrow array": lambda table: table.__arrow_c_array__(),
    "arrow stream": lambda table: table.__arrow_c_stream__(),
    "to_pandas": lambda table: table.to_pandas(),
    "to_dict": lambda table: table.to_dict(),
    "to_csv": lambda table: table.to_csv(),
    "to_json": lambda table: table.to_json(),
    "notebook": lambda table: table._repr_html_(),
    "notebook bundle": lambda table: table._repr_mimebundle_(),
    "geo interface": lambda table: table.__geo_interface__,
    "pickle": pickle.dumps,
    "pickle protocol 2": lambda table: pickle.dumps(table, protocol=2),
    "copy": copy.copy,
    "deep copy": copy.deepcopy,
    "number": int,
    "decimal": float,
    "index": lambda table: range(3)[table],
    "sum": lambda table: table + table,
    "order": lambda table: table < 4,
}


@pytest.mark.parametrize("make", [count_table, class_table])
@pytest.mark.parametrize("way", WAYS)
def test_a_sealed_table_refuses(way: str, make: Callable[[], Any]) -> None:
    with pytest.raises(ReleaseRefused) as refusal:
        WAYS[way](make())
    assert str(CANARY) not in str(refusal.value)


@pytest.mark.parametrize("make", [count_table, class_table])
def test_other_ways_fail_or_show_only_the_shape(make: Callable[[], Any]) -> None:
    table = make()
    for text in (str(table), repr(table), f"{table}", f"{table!r:>60}", "%s" % table):  # noqa: UP031
        assert str(CANARY) not in text
    with pytest.raises(TypeError):
        json.dumps(table)
    with pytest.raises(TypeError):
        vars(table)
    assert all(str(CANARY) not in str(getattr(type(table), name, "")) for name in dir(type(table)))


def test_a_table_of_unfit_counts_is_refused_without_naming_them() -> None:
    for leaves in (
        {("North",): -7},
        {("North",): 2.5},
        {("Nowhere",): 777},
        {("ALL",): 777},
        {("North",): float("nan")},
    ):
        with pytest.raises(ReleaseRefused) as refusal:
            CountTable("crime", [AREAS], leaves, CELLS)  # type: ignore[arg-type]
        assert "7" not in str(refusal.value)


def test_counts_may_come_as_a_frame() -> None:
    frame = pd.DataFrame({"area": ["South", "North"], "count": [9, 12]})
    table = CountTable("crime", [AREAS], frame, CELLS)
    released = control([table], [], Rules(), secret=b"s", publication_id="p", where={})
    assert [cell.value for _, cell in released.tables["crime"].items()] == [21, 12, 9]


def test_a_threshold_under_five_is_refused_with_its_own_exit_code() -> None:
    with pytest.raises(ReleaseRefused) as refusal:
        Rules(threshold=4)
    assert refusal.value.exit_code == 17
    assert str(refusal.value).splitlines()[0].startswith("REFUSED ")
    assert str(refusal.value).splitlines()[1].startswith("Found: ")
    assert str(refusal.value).splitlines()[2].startswith("Do: ")


def test_a_hierarchy_in_which_a_leaf_counts_twice_is_refused() -> None:
    with pytest.raises(ReleaseRefused, match="counts twice"):
        _ = Hierarchy("area", "ALL", {"ALL": ("A", "B"), "A": ("x", "y"), "B": ("y",)}).expanded
    with pytest.raises(ReleaseRefused, match="part of itself"):
        _ = Hierarchy("area", "ALL", {"ALL": ("A",), "A": ("ALL",)}).expanded
    with pytest.raises(ReleaseRefused, match="not under the root"):
        _ = Hierarchy("area", "ALL", {"ALL": ("A",), "B": ("z",)}).expanded


def test_tables_that_count_the_same_events_differently_are_refused() -> None:
    other = CountTable("again", [AREAS], {("North",): CANARY, ("South",): 4}, CELLS)
    with pytest.raises(ReleaseRefused) as refusal:
        control([count_table(), other], [], Rules(), secret=b"s", publication_id="p", where={})
    assert str(CANARY) not in str(refusal.value)


def test_a_class_that_is_not_true_is_refused() -> None:
    wrong = ClassTable("hotspots", AREAS, [("South", "hot", 12, None, "South")])
    with pytest.raises(ReleaseRefused):
        control([count_table()], [wrong], Rules(), secret=b"s", publication_id="p", where={})


def test_a_month_without_supply_is_marked_so_in_every_cell() -> None:
    table = not_supplied("crime", [AREAS], CELLS)
    assert {cell.mark for _, cell in table.items()} == {Mark.NOT_SUPPLIED}
    assert table.cell("North").text() == "not supplied"


def test_an_unpublished_cell_cannot_be_asked_for() -> None:
    with pytest.raises(ReleaseRefused):
        not_supplied("crime", [AREAS], CELLS).cell("East")
