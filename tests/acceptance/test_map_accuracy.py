"""Real data: what is said of the last map is true, and an attacker who is told it as bounds finds nothing more."""

import json
from dataclasses import replace
from itertools import pairwise
from math import ceil
from typing import Any

import pytest

from hub import release_audit
from hub.hub import Hub
from hub.map_accuracy import TOO_FEW, Step, steps_of
from hub.measures import AREA_TABLE, HOT, HOTSPOT_TABLE
from hub.products.product import Product
from hub.release import release
from hub.stored_lattices import Stored, read_lattices
from ingest.periods import Period
from tests.acceptance.conftest import MONTHS, WHO

pytestmark = pytest.mark.xdist_group("milton-keynes")
DATASET = "recorded-crime"


@pytest.fixture(scope="module")
def told(milton_keynes: Hub) -> dict[str, str | None]:
    """What the explorer says of the last map, by month."""
    asked = {month: explore(milton_keynes, month) for month in MONTHS[1:]}
    return {month: accuracy_of(product) for month, product in asked.items()}


def explore(hub: Hub, month: str) -> Product:
    return release(hub, "hotspot-explorer", period=Period.parse(month), audience="open", who=WHO)


def accuracy_of(product: Product) -> str | None:
    labels = {one["id"].split("-recorded")[0]: one["label"] for one in product.publication["readings"]}
    found: str | None = labels["prediction-accuracy"]
    return found


def stored_of(hub: Hub, month: str) -> Stored:
    return next(one for key, one in read_lattices(hub.register) if key == (DATASET, month))


def hotspots_of(hub: Hub, month: str) -> tuple[list[str], int]:
    """The cells shown as hotspots in a month, and how many cells there are."""
    classes = stored_of(hub, month).document["classes"][HOTSPOT_TABLE]
    return [code for code, label in classes.items() if label in HOT], len(classes)


def count_events(hub: Hub, month: str, cells: list[str]) -> tuple[int, int]:
    """Events of a month in these cells and in all, recounted from the events."""
    events = hub.records()[0].table("events").to_pandas()
    events = events[(events["month"] == month) & (events["dataset"] == DATASET)]
    return int(events["cell"].isin(cells).sum()), len(events)


def test_what_is_said_of_the_last_map_is_true(milton_keynes: Hub, told: dict[str, str | None]) -> None:
    assert any(label not in (None, TOO_FEW) for label in told.values())
    for before, month in pairwise(MONTHS):
        hot, cells = hotspots_of(milton_keynes, before)
        inside, events = count_events(milton_keynes, month, hot)
        index = (inside / events) / (len(hot) / cells)
        step = next(one for one in steps_of(len(hot), cells) if index >= one.least)
        assert told[month] in (None, step.words)


@pytest.mark.parametrize("month", MONTHS[1:])
def test_who_is_told_it_finds_no_small_count(milton_keynes: Hub, told: dict[str, str | None], month: str) -> None:
    hot, cells = hotspots_of(milton_keynes, str(Period.parse(month).previous()))
    inside, events = count_events(milton_keynes, month, hot)
    step = next((one for one in steps_of(len(hot), cells) if one.words == told[month]), None)
    if step is None:
        pytest.skip("nothing is said of this month")
    bounds = bounds_of(step, len(hot), cells, events)
    assert bounds["lo"] <= inside <= bounds.get("hi", events)
    assert attack(milton_keynes, month, hot, bounds) == ()


def test_the_attacker_sees_what_a_finer_reading_would_give_away(milton_keynes: Hub) -> None:
    """Told how many events one hidden small area has, all of them cells of their own, it is found out."""
    month = MONTHS[-1]
    document = stored_of(milton_keynes, month).document
    hidden = [cell["k"]["area"] for cell in areas_of(document) if cell["v"] is None]
    code = next(one for one in hidden if 0 < count_area(milton_keynes, month, one) < 5)
    exact = count_area(milton_keynes, month, code)
    assert attack(milton_keynes, month, [code], {"lo": exact, "hi": exact})


def areas_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return next(one["cells"] for one in document["publications"] if one["table"] == AREA_TABLE)


def count_area(hub: Hub, month: str, code: str) -> int:
    events = hub.records()[0].table("events").to_pandas()
    return int(((events["month"] == month) & (events[hub.geography().base] == code)).sum())


def bounds_of(step: Step, hot: int, cells: int, events: int) -> dict[str, int]:
    """Between which whole numbers the words put the events in the hotspots."""
    bounds = {"lo": ceil(step.least * hot * events / cells)}
    return bounds if step.below is None else bounds | {"hi": ceil(step.below * hot * events / cells) - 1}


def attack(hub: Hub, month: str, areas: list[str], bounds: dict[str, int]) -> tuple[Any, ...]:
    """What is found in a month's lattice by who knows between which bounds the events of some areas lie."""
    stored = stored_of(hub, month)
    document = json.loads(json.dumps(stored.document))
    terms = [{"k": {"dataset": DATASET, "period": month, "area": one}, "c": 1} for one in areas]
    document["facts"].append({"id": "last-map", "terms": terms, **bounds})
    attacked = release_audit._attack(hub, DATASET, month, str(stored.records), [replace(stored, document=document)])
    assert attacked.with_truth
    return attacked.findings
