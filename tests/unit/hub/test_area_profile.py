"""Area profile: the area beside the whole partnership and itself, from the figures of the other products alone."""

import pytest

from hub.hub import Hub
from hub.products.area_profile import GLANCE, WHOLE_ONLY
from hub.products.product import Block, MapBlock, Product, TableBlock, Text, Words
from hub.release import release
from ingest.periods import Period
from tests.unit.hub.small_hub import HEAD, WHO, make_hub, receive

MONTHS = ("2024-01", "2024-12", "2025-01")
NORTH, EMPTY = "E8500000001", "E8500000004"


def rows_of(month: str) -> list[str]:
    """In the first ward burglaries and robberies, in the others robberies alone; the more the later."""
    many = 30 + 15 * MONTHS.index(month)
    lines = []
    for kind, x, number in (
        ("burglary,Burglary in a dwelling", 450_100, 2 * many),
        ("Robbery,Robbery of personal property", 450_100, many),
        ("Robbery,Robbery of personal property", 452_100, 3 * many),
    ):
        lines += [
            f"{day % 28 + 1:02d}/{month[5:]}/{month[:4]},12:30,{kind},{x + 7 * day},100300" for day in range(number)
        ]
    return lines


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    folder = tmp_path_factory.mktemp("profile")
    made = make_hub(folder / "hub")
    made.add_residents("lsoa", {code: 5_000 for code, _ in made.areas("lsoa")}, WHO)
    for month in MONTHS:
        path = folder / f"{month}.csv"
        path.write_text("\n".join([HEAD, *rows_of(month), ""]), encoding="utf-8")
        receive(made, path)
    return made


def ask(hub: Hub, area: str | None = NORTH, period: str = "2025-01") -> Product:
    return release(hub, "area-profile", period=Period.parse(period), audience="partner", who=WHO, area=area)


def blocks_of(product: Product, heading: str) -> tuple[Block, ...]:
    return next(one.blocks for one in product.sections if one.heading == heading)


def words_of(product: Product) -> str:
    blocks = (block for section in product.sections for block in section.blocks)
    return " ".join(line for block in blocks if isinstance(block, Words) for line in block.paragraphs)


def test_the_area_stands_beside_the_whole_partnership_and_itself(hub: Hub) -> None:
    (table,) = blocks_of(ask(hub), "Figures by data set")
    assert isinstance(table, TableBlock)
    first, second = table.rows
    assert [cell.words for cell in first[:2] if isinstance(cell, Text)] == ["Recorded crime", "ward 01"]
    assert second[1] == Text("Whole partnership")
    # ward: 60 x 3 events of 20,000 residents; before 45 x 3 and a year before 30 x 3
    assert [cell.text(1) for cell in first[2:]] == ["180.0", "9.0", "33.3", "100.0"]  # type: ignore[union-attr, call-arg]
    assert [cell.text(1) for cell in second[2:]] == ["360.0", "4.5", "33.3", "100.0"]  # type: ignore[union-attr, call-arg]


def test_the_map_shows_every_ward_and_outlines_the_one(hub: Hub) -> None:
    drawn = next(block for block in blocks_of(ask(hub), GLANCE) if isinstance(block, MapBlock))
    assert len(drawn.cells) == 4
    assert set(drawn.outline) == {NORTH}
    assert drawn.kind == "rate"
    assert "The dark outline is ward 01." in drawn.note


def test_it_says_what_the_area_is_known_for(hub: Hub) -> None:
    assert "What the area is known for: Burglary." in words_of(ask(hub))


def test_of_one_area_peaks_and_near_repeats_are_not_told_and_it_says_why(hub: Hub) -> None:
    product = ask(hub)
    assert blocks_of(product, WHOLE_ONLY)
    assert "one area has too few events to tell them safely" in words_of(product)
    assert not product.publication["readings"]


def test_the_whole_partnership_has_a_profile_too_with_both(hub: Hub) -> None:
    product = ask(hub, None)
    (table,) = blocks_of(product, "Figures by data set")
    assert isinstance(table, TableBlock)
    assert len(table.rows) == 1
    assert blocks_of(product, "When in the week")
    assert blocks_of(product, "What follows close by")
    assert "known for" not in words_of(product)


def test_an_area_where_nothing_happened_is_a_profile_of_zeros_or_gaps_and_no_fault(hub: Hub) -> None:
    product = ask(hub, EMPTY)
    assert "No category is a much larger part" in words_of(product)
    assert "nan" not in words_of(product).lower()


def test_a_small_area_says_that_categories_are_of_larger_ones(hub: Hub) -> None:
    product = ask(hub, "E8100000001")
    assert "Categories are shown of wards and of the whole partnership only." in words_of(product)


def test_a_year_before_that_was_not_supplied_is_said_and_never_a_zero(hub: Hub) -> None:
    product = ask(hub, NORTH, "2024-12")
    (table,) = blocks_of(product, "Figures by data set")
    assert isinstance(table, TableBlock)
    assert [cell.text() for cell in table.rows[0][-2:]] == ["not supplied", "not supplied"]  # type: ignore[union-attr]


def test_no_figure_of_it_is_of_another_kind_than_the_explorer_has(hub: Hub) -> None:
    theirs = release(hub, "hotspot-explorer", period=Period.parse("2025-01"), audience="partner", who=WHO, area=NORTH)
    ours = ask(hub).publication
    assert {fact["id"].split("-")[0] for fact in ours["facts"]} <= {
        fact["id"].split("-")[0] for fact in theirs.publication["facts"]
    }
    assert set(ours["publications"][0]["cells"][0]["k"]) == {"area", "category", "dataset", "period"}
