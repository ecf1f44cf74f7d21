"""The threat matrix in the strategic summary: scores as words, figures as released."""

from collections.abc import Iterator
from datetime import date

import pytest

from hub.assessments.threats import Scored, end_threat, list_threats, score_threat
from hub.disclosure.marks import SafeCell
from hub.hub import Hub
from hub.products.priorities import HEADING
from hub.products.product import Product, TableBlock, Text, Words
from hub.release import release
from hub.release_beside import standing_version
from ingest.periods import Period
from tests.unit.hub.small_hub import HEAD, WHO, make_hub, receive

RESTS, WHY = "Counts of the last year and the panel of February", "A matter of the control room, not of the partnership"


@pytest.fixture
def hub(hub_of_a_month: Hub) -> Iterator[Hub]:
    yield hub_of_a_month
    for one in list_threats(hub_of_a_month.register):
        end_threat(hub_of_a_month.register, one.id, WHO)


@pytest.fixture(scope="module")
def hub_of_a_month(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    folder = tmp_path_factory.mktemp("priorities")
    made = make_hub(folder / "hub")
    rows = [
        f"{day % 28 + 1:02d}/01/2025,12:30,burglary,Burglary in a dwelling,{450_100 + day},100300" for day in range(90)
    ]
    path = folder / "month.csv"
    path.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    receive(made, path)
    return made


def ask(hub: Hub) -> Product:
    return release(hub, "strategic-summary", period=Period.parse("2025-01"), audience="board", who=WHO)


def blocks_of(product: Product) -> tuple[object, ...]:
    return next((one.blocks for one in product.sections if one.heading == HEADING), ())


def test_a_summary_without_threats_has_no_priorities(hub: Hub) -> None:
    assert blocks_of(ask(hub)) == ()


def test_each_threat_stands_beside_the_released_figure_of_its_records(hub: Hub) -> None:
    told = [
        Scored("Burglary", 11, 16, RESTS, "recorded-crime", "burglary"),
        Scored("Hoax calls", 17, 11, RESTS, decision="leave out", reason=WHY),
        Scored("Scams by letter", 1, 3, RESTS),
    ]
    for said in told:
        score_threat(hub.register, said, WHO)
    words, table = blocks_of(ask(hub))
    assert isinstance(words, Words)
    assert isinstance(table, TableBlock)
    assert words.paragraphs == (
        "Taken up, the greatest threat first: Burglary.",
        f"Hoax calls, a high threat, is left out: {WHY}",
    )
    rows = [[one.words if isinstance(one, Text) else one.text() for one in row] for row in table.rows]
    assert rows == [
        ["Hoax calls", "17 of 20", "11 of 20", "187 of 400", "high", "no", "not applicable", "not applicable"],
        ["Burglary", "11 of 20", "16 of 20", "176 of 400", "high", "yes", "90", "not supplied"],
        ["Scams by letter", "1 of 20", "3 of 20", "3 of 400", "low", "no", "not applicable", "not applicable"],
    ]
    assert not any(isinstance(one, SafeCell) for row in table.rows for one in row[:6]), "a score is no count"


def test_another_score_is_another_release_and_nobody_is_given_the_page_of_before(hub: Hub) -> None:
    made = score_threat(hub.register, Scored("Burglary", 11, 16, RESTS, "recorded-crime", "burglary"), WHO)
    first, day = ask(hub), date(2026, 3, 2)
    other = standing_version(hub, "tactical-assessment", "open", day, WHO, None)
    version = standing_version(hub, "strategic-summary", "board", day, WHO, None)
    assert ask(hub).release_id == first.release_id
    score_threat(hub.register, Scored("Burglary", 12, 16, RESTS, "recorded-crime", "burglary"), WHO, made.id)
    assert ask(hub).release_id != first.release_id
    assert standing_version(hub, "strategic-summary", "board", day, WHO, None) != version
    assert standing_version(hub, "tactical-assessment", "open", day, WHO, None) == other, (
        "it prints none, and is not made anew"
    )
