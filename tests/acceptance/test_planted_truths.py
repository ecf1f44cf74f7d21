"""What was planted in the demo partnership is found through the released products, and nothing else is invented."""

from string import ascii_uppercase
from typing import Any

import numpy as np
import pytest

from geo.grid import cell_references
from geo.location import place
from hub.disclosure.marks import Mark
from hub.disclosure.readings import Reading, ReadingTable
from hub.hub import Hub
from hub.measures import HOT
from hub.products.product import MapBlock, Product, SeriesBlock, TableBlock, Text, Words
from hub.release import release
from ingest.periods import Period
from tests.acceptance.conftest import WHO

pytestmark = pytest.mark.xdist_group("demo")


def classes(hub: Hub, month: str) -> dict[str, str | None]:
    product = release(hub, "hotspot-explorer", period=Period.parse(month), audience="partner", who=WHO)
    return {code: cell.label for code, cell in grid_of(product).cells.items()}


def planted(truth: dict[str, Any], pattern: str) -> list[str]:
    spots = [one for one in truth["hotspots"] if one["pattern"] == pattern]
    return [str(cell_references([one["easting"]], [one["northing"]], 500)[0]) for one in spots]


def is_hot(found: dict[str, str | None], cell: str) -> bool:
    return found[cell] in HOT


def test_persistent_hotspots_are_found_in_the_first_and_the_last_month(demo: Hub, truth: dict[str, Any]) -> None:
    months = demo.periods("recorded-crime")
    for month in (months[0], months[-1]):
        found = classes(demo, month)
        assert all(is_hot(found, cell) for cell in planted(truth, "persistent")), month


def test_the_emerging_hotspot_is_found_after_it_began_and_not_before(demo: Hub, truth: dict[str, Any]) -> None:
    (cell,) = planted(truth, "emerging")
    months = demo.periods("recorded-crime")
    assert is_hot(classes(demo, months[-1]), cell)
    assert not is_hot(classes(demo, months[-12]), cell)


def test_the_former_hotspot_is_gone_in_the_last_month(demo: Hub, truth: dict[str, Any]) -> None:
    (cell,) = planted(truth, "former")
    months = demo.periods("recorded-crime")
    assert is_hot(classes(demo, months[0]), cell)
    assert not is_hot(classes(demo, months[-1]), cell)


def test_the_emerging_and_the_former_hotspot_are_named_with_their_dates_and_no_other(
    demo: Hub, truth: dict[str, Any]
) -> None:
    """In the last month; and while nothing new was there, none is called emerging."""
    told = changed(demo, demo.periods("recorded-crime")[-1])
    geography = demo.geography()
    lsoas = geography.boundaries[geography.base]
    for kind, pattern, month in (("Emerging", "emerging", "first_month"), ("Former", "former", "last_month")):
        (spot,) = [one for one in truth["hotspots"] if one["pattern"] == pattern]
        near = place(lsoas, *np.array([[spot["easting"]], [spot["northing"]]]))
        assert told[kind].count(";") <= told[kind].count("part of"), told
        assert lsoas.names[int(near[0])] in told[kind], told
        assert Period.parse(spot[month]).words() in told[kind], told
    assert "Emerging" not in changed(demo, demo.periods("recorded-crime")[-7])


def changed(hub: Hub, month: str) -> dict[str, str]:
    product = release(hub, "hotspot-explorer", period=Period.parse(month), audience="partner", who=WHO)
    words = next(b for s in product.sections for b in s.blocks if isinstance(b, Words))
    return {line.split(":")[0]: line for line in words.paragraphs if ":" in line}


def test_a_hotspot_says_which_other_data_sets_have_one_there(demo: Hub) -> None:
    """In a month that has collisions: by the classes that were released of them, and in the last, which has not."""
    period = Period.parse(demo.periods("road-collisions")[-1])
    product = release(demo, "hotspot-explorer", period=period, audience="partner", who=WHO)
    table = hotspots_of(product)
    collisions = release(
        demo, "hotspot-explorer", period=period, audience="partner", who=WHO, dataset="road-collisions"
    )
    hot = {code for code, one in grid_of(collisions).cells.items() if one.text() in HOT}
    groups = {
        letter: {code for code, name in grid_of(product).names.items() if name.endswith(f"hotspot {letter}")}
        for letter in ascii_uppercase
    }
    for row in table.rows:
        seen = "Road traffic collisions" if groups[row[0].words[0]] & hot else "none"
        assert row[5].words == seen
    assert any(row[5].words != "none" for row in table.rows)
    assert "Hospital admissions (area only)" in table.note
    last = release(
        demo, "hotspot-explorer", period=Period.parse(demo.periods("recorded-crime")[-1]), audience="partner", who=WHO
    )
    assert "Road traffic collisions (not supplied)" in hotspots_of(last).note


def test_events_that_are_located_by_area_make_no_hotspots(demo: Hub) -> None:
    period = Period.parse(demo.periods("hospital-admissions")[-1])
    product = release(
        demo, "hotspot-explorer", period=period, audience="partner", who=WHO, dataset="hospital-admissions"
    )
    blocks = product.sections[0].blocks
    assert [type(one) for one in blocks] == [Words]
    assert blocks[0].paragraphs[0].endswith("located by area only.")


def test_the_map_of_the_month_before_told_much_more_than_chance(demo: Hub) -> None:
    """Persistent hotspots were planted: where events were last month, they are this month."""
    period = Period.parse(demo.periods("recorded-crime")[-1])
    product = release(demo, "hotspot-explorer", period=period, audience="open", who=WHO)
    told = last_map_of(product)
    assert told[0].endswith(": five to ten times as many as chance would put there.")
    assert told[1] == "That is at least three quarters of what the best choice of as many cells would have held."
    assert labels_of(product, "prediction-accuracy") == {"five to ten times as many as chance would put there"}
    assert labels_of(product, "prediction-efficiency") == {told[1].removeprefix("That is ").removesuffix(".")}
    stated = {fact["id"] for fact in product.publication["facts"] if str(period.previous()) in fact["id"]}
    assert stated


def test_of_the_first_month_one_area_and_a_quarter_no_last_map_is_judged(demo: Hub) -> None:
    first = Period.parse(demo.periods("recorded-crime")[0])
    (line,) = last_map_of(release(demo, "hotspot-explorer", period=first, audience="open", who=WHO))
    assert line == f"The map of {first.previous().words()}, judged by the events after it: not supplied."
    last, area = Period.parse(demo.periods("recorded-crime")[-1]), demo.geography().boundaries["ward"].codes[0]
    for period, where in ((last, area), (Period.quarter_of(str(last)), None)):
        product = release(demo, "hotspot-explorer", period=period, audience="partner", who=WHO, area=where)
        assert last_map_of(product) == ()


def last_map_of(product: Product) -> tuple[str, ...]:
    blocks = [
        b for s in product.sections for b in s.blocks if isinstance(b, Words) and b.heading.startswith("How good")
    ]
    return blocks[0].paragraphs if blocks else ()


def grid_of(product: Product) -> MapBlock:
    return next(b for s in product.sections for b in s.blocks if isinstance(b, MapBlock) and b.layer == "cell")


def hotspots_of(product: Product) -> TableBlock:
    return table_of(product, "Hotspots")


def test_the_near_repeat_series_is_found_and_none_is_invented(demo: Hub) -> None:
    last = demo.periods("recorded-crime")[-1]
    product = release(demo, "tactical-assessment", period=Period.parse(last), audience="open", who=WHO)
    said = {row[0].words: row[1].text() for row in table_of(product, "Near repeats").rows}
    assert said["Burglary"] in ("two to three times as likely as chance", "three to five times as likely as chance")
    assert said["Robbery"] in ("no more than chance could give", "too few events to tell")
    assert labels_of(product, "near-repeats") == set(said.values())


def test_the_nights_of_violence_and_the_hours_of_shops_are_found(demo: Hub) -> None:
    last = demo.periods("recorded-crime")[-1]
    product = release(demo, "tactical-assessment", period=Period.parse(last), audience="open", who=WHO)
    table = table_of(product, "Peak times")
    said = {row[0].words: row[1].text() for row in table.rows}
    assert "Friday and Saturday 20:00 to 04:00" in said["Violence and sexual offences"]
    assert said["Shoplifting"] == "every day 12:00 to 20:00"
    assert said["Other crime"] == "no time stands out"
    assert {row[2].text() for row in table.rows} == {"at least nine in ten"}
    assert set(said.values()) <= labels_of(product, "peak-times")


@pytest.mark.parametrize("label", ["at least 95 %", "85 to 95 %", "fewer than 85 %", "too few rows to tell"])
def test_a_map_of_which_too_few_rows_have_a_location_is_warned_of(
    demo: Hub, monkeypatch: pytest.MonkeyPatch, label: str
) -> None:
    monkeypatch.setattr("hub.figures.read_match_rate", lambda name, *_: ReadingTable("", [Reading(name, label, 500)]))
    period = Period.parse(demo.periods("recorded-crime")[-1])
    product = release(demo, "hotspot-explorer", period=period, audience="partner", who=WHO)
    said = [line for b in product.sections[0].blocks if isinstance(b, Words) for line in b.paragraphs]
    warned = [line for line in said if "usable location" in line]
    assert bool(warned) == (label == "fewer than 85 %")
    assert all(f"{label} have a usable location" in line for line in warned)


def labels_of(product: Product, name: str) -> set[str | None]:
    return {one["label"] for one in product.publication["readings"] if one["id"].startswith(name)}


def table_of(product: Product, title: str) -> TableBlock:
    return next(b for s in product.sections for b in s.blocks if isinstance(b, TableBlock) and b.title == title)


def test_a_quarter_says_in_how_many_months_a_cell_was_a_hotspot(demo: Hub, truth: dict[str, Any]) -> None:
    found = classes(demo, "2026-Q2")
    assert all(found[cell] == "hotspot in every month" for cell in planted(truth, "persistent"))


def test_the_late_file_is_a_gap_and_never_a_zero(demo: Hub) -> None:
    last = demo.periods("recorded-crime")[-1]
    product = release(demo, "strategic-summary", period=Period.parse(last), audience="board", who=WHO)
    blocks = [block for section in product.sections for block in section.blocks]
    name = next(title for dataset, title in demo.datasets() if dataset == "road-collisions")
    series = next(b for b in blocks if isinstance(b, SeriesBlock) and name in b.series)
    assert series.series[name][-1].mark is Mark.NOT_SUPPLIED
    supply = next(b for b in blocks if isinstance(b, TableBlock) and b.title == "What was supplied")
    states = {
        row[0].words: row[2].words for row in supply.rows if isinstance(row[0], Text) and isinstance(row[2], Text)
    }
    assert states[name] == "not supplied"
    assert states["Recorded crime"] == "complete"


def test_every_receipt_is_what_the_truth_file_says(demo: Hub, truth: dict[str, Any]) -> None:
    held = [one for dataset, _ in demo.datasets() for one in demo.batches(dataset)]
    assert len(held) == len(truth["receipts"])
    assert sum(one["events"] for one in held) == sum(one["accepted"] for one in truth["receipts"])


def test_most_totals_of_the_partnership_stay_in_print(demo: Hub) -> None:
    hidden = []
    for dataset, _ in demo.datasets():
        months = demo.periods(dataset)[-6:]
        product = release(
            demo, "strategic-summary", period=Period.parse(months[-1]), audience="board", who=WHO, dataset=dataset
        )
        for cell in product.publication["publications"][0]["cells"]:
            key = cell["k"]
            if (key["dataset"], key["area"], key["category"]) == (dataset, "ALL", "ALL") and "m" not in cell:
                hidden.append(cell["v"] is None)
    assert np.mean(hidden) < 0.2
