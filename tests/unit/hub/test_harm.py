"""Count and harm side by side, where the partnership holds weights of harm and nowhere else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.__main__ import app
from hub.disclosure.marks import SafeCell
from hub.harm_weights import read_harm_weights
from hub.hub import Hub
from hub.products.product import Product, TableBlock, Text, Words
from hub.register import LEDGER
from hub.release import release
from ingest.categories import categories
from ingest.layers import LayerRefused, Wanted
from ingest.periods import Period
from tests.unit.hub.small_hub import HEAD, WHO, bytes_of, entries, make_hub, receive

MONTH = "2026-01"
BURGLARY, ROBBERY = "burglary,Burglary in a dwelling", "Robbery,Robbery of personal property"
PLACES = {
    "ward 01": "450500,100500",
    "ward 02": "450500,102500",
    "ward 03": "452500,100500",
    "ward 04": "452500,102500",
}
COUNTS = {"ward 01": (60, 6), "ward 02": (20, 20), "ward 03": (12, 10), "ward 04": (30, 0)}
"""Burglaries and robberies."""
WEIGHTS = {**dict.fromkeys(categories("recorded-crime"), "1"), "asb": "0", "burglary": "2.5", "robbery": "30"}
ABOUT = Wanted("harm-weights", "Open Government Licence v3.0", "2024", code="category", value="weight", name="Index 9")


def crimes(folder: Path, counts: dict[str, tuple[int, int]]) -> Path:
    lines = [
        f"15/01/2026,12:30,{what},{PLACES[ward]}"
        for ward, numbers in counts.items()
        for what, number in zip((BURGLARY, ROBBERY), numbers, strict=True)
        for _ in range(number)
    ]
    path = folder / "crimes.csv"
    path.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")
    return path


def written(folder: Path, weights: dict[str, str]) -> Path:
    path = folder / "weights.csv"
    path.write_text("\n".join(["category,weight", *(f"{code},{one}" for code, one in weights.items())]))
    return path


def held(folder: Path, counts: dict[str, tuple[int, int]], weights: dict[str, str] | None = WEIGHTS) -> Hub:
    hub = make_hub(folder / "hub")
    for level, size in (("lsoa", 1_000), ("ward", 4_000)):
        hub.add_residents(level, {code: size for code, _ in hub.areas(level)}, WHO)
    receive(hub, crimes(folder, counts))
    if weights:
        hub.add_layer(written(folder, weights), ABOUT, WHO)
    return hub


def ask(hub: Hub, product: str = "hotspot-explorer", audience: str = "partner", area: str | None = None) -> Product:
    return release(hub, product, period=Period.parse(MONTH), audience=audience, who=WHO, area=area)


def tables(product: Product) -> dict[str, TableBlock]:
    blocks = [block for section in product.sections for block in section.blocks]
    return {one.title: one for one in blocks if isinstance(one, TableBlock) and one.title.startswith("Count and harm")}


def words(product: Product) -> list[str]:
    blocks = [block for section in product.sections for block in section.blocks]
    return [
        line for one in blocks if isinstance(one, Words) and one.heading == "Count and harm" for line in one.paragraphs
    ]


def rows(table: TableBlock) -> list[list[float | str]]:
    return [[cell.words if isinstance(cell, Text) else cell.value or cell.text() for cell in row] for row in table.rows]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    return held(tmp_path_factory.mktemp("harm"), COUNTS)


@pytest.mark.parametrize(("name", "audience"), [("hotspot-explorer", "partner"), ("strategic-summary", "board")])
def test_count_and_harm_of_each_category_stand_side_by_side(hub: Hub, name: str, audience: str) -> None:
    """By hand: 122 burglaries weigh 305, 36 robberies weigh 1,080."""
    table = tables(ask(hub, name, audience))["Count and harm by category, Whole partnership, January 2026"]
    first, second, *others, everything = rows(table)
    assert first == ["Robbery", 36, 22.8, "30.0", 1080.0, 78.0]
    assert second == ["Burglary", 122, 77.2, "2.5", 305.0, 22.0]
    assert [row[0] for row in others] == sorted(str(row[0]) for row in others)
    assert {str(value) for row in others for value in (row[1], row[4])} == {"0"}
    assert everything == ["All", 158, 100.0, "each its own", 1385.0, 100.0]


def test_count_and_harm_of_each_area_stand_side_by_side(hub: Hub) -> None:
    found = rows(tables(ask(hub))["Count and harm by ward, January 2026"])
    assert [(row[0], *row[2:]) for row in found] == [
        ("ward 02", 40, 10.0, 650.0, 162.5),
        ("ward 01", 66, 16.5, 330.0, 82.5),
        ("ward 03", 22, 5.5, 330.0, 82.5),
        ("ward 04", 30, 7.5, 75.0, 18.8),
    ]


def test_what_it_means_is_said_in_words(hub: Hub) -> None:
    assert words(ask(hub)) == [
        "Greatest harm in January 2026: Robbery, with 23 % of the events and 78 % of the harm.",
        "Of the wards with a figure of harm, most events are in ward 01 and the greatest harm is in ward 02.",
    ]


def test_whose_weights_they_are_is_in_the_note_and_among_the_sources(hub: Hub) -> None:
    product = ask(hub)
    about = "Index 9, 2024 (Open Government Licence v3.0)"
    assert product.sources[-1] == f"Weights of harm: {about}."
    for table in tables(product).values():
        assert f"Weights: {about}." in table.note
        assert "not a count of persons" in table.note


def test_a_product_without_harm_names_no_weights(hub: Hub) -> None:
    product = ask(hub, "tactical-assessment", "closed")
    assert not tables(product)
    assert not any("Weights" in line for line in product.sources)


def test_a_hub_without_weights_shows_nothing_of_harm(tmp_path: Path) -> None:
    product = ask(held(tmp_path, COUNTS, None))
    assert (tables(product), words(product)) == ({}, [])
    assert not any("arm" in line for line in product.sources)


def test_one_ward_has_its_own_table_and_an_lsoa_has_none(hub: Hub) -> None:
    code = next(code for code, name in hub.areas("ward") if name == "ward 02")
    (table,) = tables(ask(hub, area=code)).values()
    assert table.title == "Count and harm by category, ward 02, January 2026"
    assert rows(table)[0] == ["Robbery", 20, 50.0, "30.0", 600.0, 92.3]
    product = ask(hub, area=hub.areas("lsoa")[0][0])
    assert tables(product) == {}
    assert words(product) == ["Harm is worked out by category, and so for wards and for the whole partnership only."]


def test_harm_is_hidden_with_a_category_and_its_table_of_areas_left_out(tmp_path: Path) -> None:
    """Each ward's robberies are small, and so is no ward's harm shown; that of everything is."""
    product = ask(held(tmp_path, {"ward 01": (60, 3), "ward 02": (20, 4), "ward 03": (12, 2), "ward 04": (30, 4)}))
    (table,) = tables(product).values()
    assert rows(table)[0] == ["Robbery", 13, 9.6, "30.0", 390.0, 56.1]
    assert words(product)[1] == ("No table of harm by ward: in most of them a count is suppressed or not supplied.")


def test_hidden_harm_comes_last_and_takes_the_share_of_harm_with_it(tmp_path: Path) -> None:
    product = ask(held(tmp_path, {"ward 01": (60, 3), "ward 02": (20, 0), "ward 03": (12, 0), "ward 04": (30, 0)}))
    (table,) = (one for title, one in tables(product).items() if "by category" in title)
    hidden = [row for row in table.rows if isinstance(row[1], SafeCell) and not row[1].shown]
    assert hidden
    assert list(table.rows[-1 - len(hidden) : -1]) == hidden
    assert all(isinstance(cell, SafeCell) and not cell.shown for row in hidden for cell in (row[4], row[5]))
    everything = table.rows[-1]
    assert [cell.text() for cell in everything[4:] if not isinstance(cell, Text)] == ["suppressed", "suppressed"]
    assert words(product)[0] == "The harm of all categories in January 2026 is suppressed, as a count in it is."


def test_other_weights_make_another_release(tmp_path: Path) -> None:
    hub = held(tmp_path, COUNTS)
    first = ask(hub)
    assert ask(hub).release_id == first.release_id
    hub.add_layer(written(tmp_path, {**WEIGHTS, "robbery": "31"}), replace(ABOUT, date="2025"), WHO)
    second = ask(hub)
    assert second.release_id != first.release_id
    assert second.sources[-1] == "Weights of harm: Index 9, 2025 (Open Government Licence v3.0)."
    assert rows(next(iter(tables(second).values())))[0][3:5] == ["31.0", 1116.0]


def test_weights_are_held_with_licence_date_file_and_ledger_entry(tmp_path: Path) -> None:
    hub = held(tmp_path, COUNTS, None)
    before = entries(hub)
    assert read_harm_weights(hub.records()[0]) is None
    hub.add_layer(written(tmp_path, WEIGHTS), ABOUT, WHO)
    weights = read_harm_weights(hub.records()[0])
    assert weights is not None
    assert weights.by_category == {code: float(one) for code, one in WEIGHTS.items()}
    assert (weights.about(), len(weights.fingerprint)) == ("Index 9, 2024 (Open Government Licence v3.0)", 64)
    assert entries(hub) == before + 1
    with hub.register.reading() as connection:
        newest = connection.execute(LEDGER.select().order_by(LEDGER.c.position.desc())).first()
    assert newest is not None
    detail = json.loads(newest.detail)
    assert (newest.subject, detail["name"], detail["sha256"], detail["kept"]) == (
        "harm-weights",
        "Index 9",
        weights.fingerprint,
        14,
    )


def test_refused_weights_change_nothing(tmp_path: Path) -> None:
    hub = held(tmp_path, COUNTS)
    before = bytes_of(hub)
    with pytest.raises(LayerRefused, match="not one weight for each category"):
        hub.add_layer(written(tmp_path, {**WEIGHTS, "robbery": "-1"}), ABOUT, WHO)
    assert bytes_of(hub) == before


def test_weights_of_an_older_list_of_categories_are_asked_for_again(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = read_harm_weights(hub.records()[0])
    assert weights is not None
    older = {code: one for code, one in weights.by_category.items() if code != "drugs"}
    monkeypatch.setattr("hub.release.read_harm_weights", lambda _: replace(weights, by_category=older))
    product = ask(hub)
    assert (tables(product), len(words(product))) == ({}, 1)
    assert "has no weight for Drugs" in words(product)[0]


def test_the_command_takes_weights(tmp_path: Path) -> None:
    hub = make_hub(tmp_path / "hub")
    options = ["--licence", "OGL v3", "--date", "2024", "--code-column", "category", "--value-column", "weight"]
    command = ["layer", "add", str(written(tmp_path, WEIGHTS)), "--layer", "harm-weights", *options]
    said = CliRunner().invoke(app, [*command, "--hub", str(hub.settings.directory)])
    assert (said.exit_code, said.output.startswith("Harm weights (OGL v3, 2024): 14 rows; 14 weights kept")) == (
        0,
        True,
    )
