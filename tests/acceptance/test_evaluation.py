"""A planted fall is found by the evaluation of an action and none is invented; its files say what was released.

Made-up extracts with a fall of known size in one ward after a month, and none in the others. The files are read back as
by a stranger, and each number in them is worked out again from the counts in the released document.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from math import sqrt

import numpy as np
import pytest

from geo.change import displaced
from hub.briefing import write_pdf
from hub.disclosure.marks import SafeCell
from hub.export import write_csv, write_json, write_xlsx
from hub.hub import Hub
from hub.meetings.actions import Action
from hub.meetings.evaluations import Choice, choose_control
from hub.products.product import Product, SeriesBlock, TableBlock, Text
from hub.release import release
from ingest.periods import Period
from tests.acceptance.read_back import ReadBack, read_csv, read_pdf, read_xlsx
from tests.acceptance.released_figures import read_figure
from tests.unit.hub.evaluated import ANALYST, BESIDE, CHOSEN, CONTROL, NEARBY, TREATED, agree, make_evaluated

MONTHS = tuple(Period.parse("2024-09").shifted(step).first for step in range(7))
"""Three before the month of the action, December 2024, and three after it."""
USUAL, FALL, SEED = 80, 32, 7
"""Events a month in each ward, and how many fewer in the treated one after the action."""
PLANTED = -3 * FALL
FORMATS: dict[str, tuple[Callable[[Product], bytes], Callable[[bytes], ReadBack]]] = {
    "csv": (write_csv, read_csv),
    "xlsx": (write_xlsx, read_xlsx),
    "pdf": (write_pdf, read_pdf),
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Hub, Action]:
    draw = np.random.default_rng(SEED)
    means = {ward: [USUAL] * 7 for ward in (TREATED, CONTROL, NEARBY, BESIDE)}
    means[TREATED] = [USUAL] * 4 + [USUAL - FALL] * 3
    counts = {ward: tuple(int(one) for one in draw.poisson(each)) for ward, each in means.items()}
    return make_evaluated(tmp_path_factory.mktemp("planted"), counts, MONTHS)


def evaluate(hub: Hub, action: Action, control: str, **more: str) -> Product:
    choice = Choice("agreed", 3, control, "It has the same kind of homes and no visits.", **more)
    choose_control(hub, action.id, choice, ANALYST, CHOSEN)
    return release(
        hub, "evaluation", period=Period.parse(MONTHS[-1]), audience="partner", who=ANALYST, action=action.id
    )


def figures(product: Product) -> dict[str, float]:
    block = next(one for one in tables_of(product) if one.title == "The test")
    found = {}
    for name, cell in block.rows:
        assert isinstance(name, Text)
        assert isinstance(cell, SafeCell)
        found[name.words] = float(cell.value if cell.value is not None else np.nan)
    return found


def tables_of(product: Product) -> Iterator[TableBlock]:
    for section in product.sections:
        yield from (block for block in section.blocks if isinstance(block, TableBlock))


def test_the_interval_holds_the_planted_fall_and_leaves_chance_out(planted: tuple[Hub, Action]) -> None:
    found = figures(evaluate(*planted, CONTROL))
    assert found["At least (95 %)"] < PLANTED < found["At most (95 %)"] < 0
    assert found["z: the difference in standard errors"] < -1.96


def test_a_placebo_shows_none(planted: tuple[Hub, Action]) -> None:
    """A ward in which nothing was done, held against another."""
    hub, _ = planted
    found = figures(evaluate(hub, agree(hub, NEARBY), BESIDE))
    assert found["At least (95 %)"] < 0 < found["At most (95 %)"]


def test_where_it_moved_next_door_nothing_is_gained() -> None:
    """Of many draws with the whole fall next door, the interval holds none of it as often as it says it does."""
    draw, before, after = np.random.default_rng(SEED), 3 * USUAL, 3 * (USUAL - FALL)
    held = {"moved": 0, "planted": 0}
    for _ in range(2_000):
        treated, control, beside = ((draw.poisson(before), draw.poisson(one)) for one in (after, before, before))
        nearby = draw.poisson(before), draw.poisson(before + before - after)
        low, high = displaced(treated, control, nearby, beside).interval()
        held["moved"] += low <= 0 <= high
        low, high = displaced(treated, control).interval()
        held["planted"] += low <= PLANTED <= high
    assert all(0.935 <= times / 2_000 <= 0.965 for times in held.values()), held


# --- the files, read back ---


class Recount:
    """Every figure of an evaluation, worked out from the released document by other arithmetic."""

    def __init__(self, product: Product, areas: Mapping[str, str]) -> None:
        """``areas``: code by name, in the order treated, control, displacement and its control."""
        document = json.loads(write_json(product))
        self.cells = {
            (cell["k"]["period"], cell["k"]["area"], cell["k"]["category"]): float(cell["v"])
            for one in document["publications"]
            for cell in one["cells"]
        }
        self.areas = areas
        pairs = [(self.count(name, MONTHS[:3]), self.count(name, MONTHS[4:])) for name in areas]
        changes = [after - before for before, after in pairs]
        self.local, self.moved = changes[0] - changes[1], changes[2] - changes[3] if changes[2:] else 0.0
        self.error = sqrt(sum(map(sum, pairs)))

    def count(self, name: str, months: tuple[str, ...]) -> float:
        return sum(self.cells[month, self.areas[name], "burglary"] for month in months)

    def expect(self, title: str, row: str, head: str) -> float | None:
        """The figure under a heading; None where no figure stands."""
        if title.endswith("before and after"):
            before, after = self.count(row, MONTHS[:3]), self.count(row, MONTHS[4:])
            return {"B": before, "A": after, "D": after - before}.get(head[:1])
        if title == "The test":
            total, reach = self.local + self.moved, 1.959964 * self.error
            told = {"Change in the t": self.local, "Change in the d": self.moved, "Weighted displa": total,
                    "Standard error": self.error, "At least (95 %)": total - reach, "At most (95 %)": total + reach,
                    "z: the differen": total / self.error}  # fmt: skip
            return told[row[:15]]
        if ", by month" in title and head in self.areas:
            return self.cells[row, self.areas[head], "burglary"]
        return None


@pytest.mark.parametrize("kind", FORMATS)
def test_every_figure_in_every_file_is_the_released_one(planted: tuple[Hub, Action], kind: str) -> None:
    hub, _ = planted
    product = evaluate(hub, agree(hub), CONTROL, nearby=NEARBY, nearby_control=BESIDE)
    recount = Recount(
        product, {f"ward {at:02d}": code for at, code in enumerate((TREATED, CONTROL, NEARBY, BESIDE), 1)}
    )
    write, read = FORMATS[kind]
    found, seen = read(write(product)), 0
    assert found.faults == []
    for table in found.tables:
        title = re.sub(r" \(no\. \d+\)$", "", table.title)
        for row in table.rows:
            names = [cell.split(" | ")[0] for cell in row[:1]]
            for head, cell in [*zip(table.columns, row, strict=True)][1:]:
                expected = recount.expect(title, _as_month(names[0]), head)
                if expected is not None:
                    seen += 1
                    assert read_figure(cell) == pytest.approx(expected, abs=0.0501), (title, names, head)
    months = 0 if kind == "pdf" else 4 * 7  # on paper the months are drawn
    assert seen == 4 * 3 + 7 + months


def _as_month(words: str) -> str:
    """A month as files write it, as the hub does."""
    return next((month for month in MONTHS if words in (month, Period.parse(month).words())), words)


def test_the_sentence_says_the_figures_of_the_table(planted: tuple[Hub, Action]) -> None:
    hub, _ = planted
    product = evaluate(hub, agree(hub), CONTROL)
    said, recount = product.sections[0].blocks[0], Recount(product, {"ward 01": TREATED, "ward 02": CONTROL})
    first = said.paragraphs[0]  # type: ignore[union-attr]
    reach = 1.959964 * recount.error
    stated = [float(one) for one in re.findall(r"(?:: |between |and )(-?[\d.]+) fewer", first)]
    assert stated == pytest.approx([-recount.local, reach - recount.local, -recount.local - reach], abs=0.051)
    assert f"(weighted displacement difference {recount.local:.1f}, z {recount.local / recount.error:.1f})" in first


def test_the_months_stand_in_order_and_the_month_of_the_action_among_them(planted: tuple[Hub, Action]) -> None:
    hub, _ = planted
    product = evaluate(hub, agree(hub), CONTROL)
    series = next(b for s in product.sections for b in s.blocks if isinstance(b, SeriesBlock))
    assert series.x == MONTHS
    assert all(earlier < later for earlier, later in pairwise(series.x))
