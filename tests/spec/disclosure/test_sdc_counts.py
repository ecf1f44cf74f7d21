"""Rules SDC-1 to SDC-9, SDC-18 and SDC-19 of `safety.md` section 3: what is suppressed, proved, refused, repeated."""

import json
from random import Random

import numpy as np
import pytest
from sqlalchemy import func, select

from benchmarks.families import Family, make_flat
from hub.disclosure import proving
from hub.disclosure.attacker import attack
from hub.disclosure.control import Released, control
from hub.disclosure.derive import change_percent, rate, share_percent, total
from hub.disclosure.earlier import Earlier
from hub.disclosure.marks import SUPPRESSED, Mark, SafeCell
from hub.disclosure.publication import join_publications
from hub.disclosure.rules import ReleaseRefused, Rules
from hub.disclosure.tables import CountTable, open_counts
from hub.figures import order_rows
from hub.geography import ALL
from hub.products.product import TableBlock
from hub.register import LATTICES, RELEASES
from hub.release import release
from ingest.periods import Period
from tests.spec.disclosure import cases
from tests.spec.disclosure.conftest import MONTHS, Shown
from tests.unit.hub.small_hub import WHO, make_hub, receive
from tests.unit.hub.test_release_audit import scattered

SEEDS = range(20)


def put_out(family: Family, rules: Rules | None = None, order: int | None = None) -> Released:
    tables = family.tables
    if order is not None:
        opened = [open_counts(table) for table in tables]
        tables = tuple(_shuffled(one, order) for one in opened)
    return control(tables, (), rules or Rules(), secret=b"s", publication_id="p", where=family.where)


def _shuffled(one, order: int) -> CountTable:
    keys = list(one.leaves)
    Random(order).shuffle(keys)
    return CountTable(one.name, one.hierarchies, {key: one.leaves[key] for key in keys}, one.cells)


def kinds(family: Family, released: Released) -> set[str]:
    return {finding.kind for finding in attack(released.publication, family.truth)}


@pytest.mark.parametrize("threshold", [5, 8])
def test_sdc_01_no_count_below_the_threshold_is_in_print(threshold: int) -> None:
    for seed in SEEDS:
        family = make_flat(7, 5, zeros=0.2, mean=9, seed=seed)
        released = put_out(family, Rules(threshold))
        values = [cell.value for table in released.tables.values() for _, cell in table.items()]
        assert not [value for value in values if value is not None and 1 <= value < threshold]
        assert "SMALL_SHOWN" not in kinds(family, released)


def test_sdc_02_every_small_count_stays_open_from_one_to_four() -> None:
    for seed in SEEDS:
        family = make_flat(6, 5, zeros=0.4, mean=7, seed=seed)
        assert not kinds(family, put_out(family)) & {"EXACT", "NARROW", "PINNED", "UNCOVERED", "UNDECIDED"}


def test_sdc_03_no_printed_value_differs_from_the_truth() -> None:
    for seed in SEEDS:
        family = make_flat(6, 5, zeros=0.4, mean=7, seed=seed)
        released = put_out(family)
        for key, cell in released.tables["flat"].items():
            place = frozenset(zip(("area", "category"), key, strict=True))
            assert cell.value is None or cell.value == family.truth[place]


def test_sdc_04_a_release_is_proved_together_with_every_earlier_one_of_the_same_records() -> None:
    first, second = cases.ADDED_AREAS.first, cases.ADDED_AREAS.make
    assert first
    together = [put_out(first()).publication, cases.ADDED_AREAS.release().publication]
    truth = second().truth
    assert not attack(join_publications(together[::-1]), truth)
    printed = {k: c.value for k, c in put_out(first()).tables["events"].items() if c.shown}
    kept = dict(cases.ADDED_AREAS.release().tables["events"].items())
    assert all(kept[key].value == value for key, value in printed.items())


def test_sdc_05_what_cannot_be_proved_is_refused_and_nothing_is_registered(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = make_hub(tmp_path / "hub")
    receive(hub, scattered(tmp_path, "2025-01", 0))
    monkeypatch.setattr(proving, "find_secondary", lambda _: None)
    with pytest.raises(ReleaseRefused, match="could not be proved safe"):
        release(hub, "tactical-assessment", period=Period.parse("2025-01"), audience="open", who=WHO)
    with hub.register.reading() as connection:
        for table in (LATTICES, RELEASES):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_sdc_06_a_hundred_repeats_in_any_order_of_rows_give_the_same_bytes() -> None:
    family = make_flat(12, 6, zeros=0.4, mean=8, seed=1)
    seen = {json.dumps(put_out(family, order=turn).publication, sort_keys=True) for turn in range(100)}
    assert len(seen) == 1


def test_sdc_07_a_total_in_a_table_is_the_released_cell_and_never_a_sum_of_what_is_shown(shown: Shown) -> None:
    product = shown.ask("hotspot-explorer", "partner")
    tables = [one for s in product.sections for one in s.blocks if isinstance(one, TableBlock)]
    (grid,) = [one for one in tables if "by ward and category" in one.title]
    cells = {(c["k"]["area"], c["k"]["category"]): c["v"] for c in _cells(product) if c["k"]["period"] == MONTHS[-1]}
    bottom, right = grid.rows[-1], [row[-1] for row in grid.rows]
    assert grid.rows[-1][0].words == "Whole partnership"  # type: ignore[union-attr]
    assert bottom[-1].value == cells[ALL, ALL]  # type: ignore[union-attr]
    wards = sorted({area for area, _ in cells if area.startswith("E85")})
    by_name = dict(shown.hub.areas("ward"))
    for row, last in zip(grid.rows[:-1], right[:-1], strict=True):
        code = next(code for code in wards if by_name[code] == row[0].words)  # type: ignore[union-attr]
        assert last.value == cells[code, ALL]  # type: ignore[union-attr]
    gap = [SafeCell(20), SUPPRESSED]
    assert total(gap).mark is Mark.SUPPRESSED


def _cells(product) -> list[dict]:
    return [cell for one in product.publication["publications"] for cell in one["cells"]]


def test_sdc_08_rates_shares_and_changes_are_suppressed_with_their_counts_and_stated_as_facts(shown: Shown) -> None:
    for derived in (
        rate(SUPPRESSED, 1_000),
        share_percent(SafeCell(9), SUPPRESSED),
        change_percent(SafeCell(9), SUPPRESSED),
    ):
        assert derived.mark is Mark.SUPPRESSED
    product = shown.ask("hotspot-explorer", "partner")
    gaps = {json.dumps(cell["k"], sort_keys=True) for cell in _cells(product) if cell["v"] is None}
    rates = [fact["rate"] for fact in product.publication["facts"] if "rate" in fact]
    assert rates
    assert not [one for one in rates if json.dumps(one["k"], sort_keys=True) in gaps]
    assert not attack(product.publication)


def test_sdc_09_where_a_suppressed_row_stands_does_not_depend_on_its_count() -> None:
    names = {code: f"Area {code}" for code in "ABCDEF"}
    cells = dict(
        zip("ABCDEF", (SafeCell(9), SUPPRESSED, SafeCell(30), SUPPRESSED, SafeCell(12), SUPPRESSED), strict=True)
    )
    for seed in range(20):
        listed = list(cells)
        Random(seed).shuffle(listed)
        assert order_rows(listed, cells, names) == ["C", "E", "A", "B", "D", "F"]


def test_sdc_18_only_calendar_windows_are_released(shown: Shown) -> None:
    rolling = Period("2025-02", "2025-03")
    with pytest.raises(ReleaseRefused, match="calendar"):
        release(shown.hub, "tactical-assessment", period=rolling, audience="open", who=WHO)
    before = shown.ask("tactical-assessment", "open").publication
    again = release(
        shown.hub, "tactical-assessment", period=Period.parse(MONTHS[-1]), audience="open", who=WHO
    ).publication
    assert again == before


def test_sdc_19_a_count_that_a_revision_changes_by_one_to_four_is_suppressed() -> None:
    draw = np.random.default_rng(1)
    for _ in SEEDS:
        counts = draw.integers(5, 60, size=8).tolist()
        later = [count + int(step) for count, step in zip(counts, draw.integers(-4, 5, size=8), strict=True)]
        first = put_out(cases.line(*counts))
        now = cases.line(*(max(count, 0) for count in later))
        second = control(
            now.tables, (), Rules(), secret=b"s", publication_id="2", where={}, earlier=[Earlier(first.publication)]
        )
        for (code,), cell in second.tables["events"].items():
            before = first.tables["events"].cell(code).value
            if cell.value is not None and before is not None:
                assert cell.value == before or abs(cell.value - before) >= 5
