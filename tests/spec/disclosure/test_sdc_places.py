"""Rules SDC-16, SDC-17, SDC-20 to SDC-26, SDC-29 and SDC-30: filters, joins, places, and the installation's secret."""

import json
import logging
import re
import sys
from pathlib import Path
from random import Random

import pytest
import shapely
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from dashboards import app, served, session
from dashboards.show_map import draw_map
from geo.checks import Refused
from hub.access.identity import Identity
from hub.access.sessions import Session
from hub.briefing import write_pdf
from hub.disclosure.rules import SMALLEST_THRESHOLD, ReleaseRefused
from hub.disclosure.tables import ClassTable, open_classes, open_counts
from hub.export import write_csv, write_json, write_xlsx
from hub.geography import read_geography
from hub.measures import AREA_TABLE, NOT_A_HOTSPOT, count_lattices
from hub.products.product import MapBlock, TableBlock, Text
from hub.register import LATTICES
from hub.release import release
from hub.release_asks import AUDIENCES, PRODUCTS
from hub.secret import JITTER_KEY_FILE, read_secret
from hub.settings import Disclosure
from ingest.categories import categories
from ingest.periods import Period
from ingest.register import DATASETS
from tests.spec.disclosure.conftest import MONTHS, Shown

BOARD = Identity("the-board", "board", "Council")
FORGED = 10_000


def test_sdc_16_ten_thousand_forged_filter_states_get_a_released_lattice_or_nothing(shown: Shown) -> None:
    chance, told, made = Random("forged"), {"refused": 0, "answered": 0}, {}
    list(shown.every())
    with shown.hub.register.reading() as connection:
        before = connection.execute(select(func.count()).select_from(LATTICES)).scalar_one()
    for _ in range(FORGED):
        state = _forge(chance)
        if state in made:
            told["answered"] += 1
            continue
        product, audience, when, area, dataset = state
        try:
            period = Period.parse(when)
            made[state] = release(
                shown.hub, product, period=period, audience=audience, who=BOARD, area=area, dataset=dataset
            )
            told["answered"] += 1
        except (Refused, ReleaseRefused):
            told["refused"] += 1
    assert told["refused"] > FORGED / 2
    assert made
    with shown.hub.register.reading() as connection:
        assert connection.execute(select(func.count()).select_from(LATTICES)).scalar_one() == before
    boards = {("tactical-assessment", "open"), ("strategic-summary", "board"), ("strategic-assessment", "board")}
    assert {(state[0], state[1]) for state in made} <= boards


def _forge(chance: Random) -> tuple[str, str, str, str | None, str | None]:
    """A filter state: each part is one that the page offers, or one that it does not."""
    odd = ["", "*", "' OR 1=1 --", "../..", "2025-02/2025-03", "ALL|1", "E81", "\x00", "lsoa", "9" * 40, "None"]
    products = [module.NAME for module in PRODUCTS]
    return (
        chance.choice([*products, *products, *odd]),
        chance.choice([*AUDIENCES, *AUDIENCES, *odd]),
        chance.choice([*MONTHS, "2025-Q1", "2025", "2024-12", "2025-13", "2025-W07", "2025-01-05", *odd]),
        chance.choice([None, "E8500000001", "E8100000001", f"E81{chance.randrange(10**8):08d}", *odd]),
        chance.choice([None, "recorded-crime", "fires", *odd]),
    )


def test_sdc_17_no_page_of_a_published_audience_has_free_text_or_counts_of_a_list(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # the stand-in for a page takes its place
    monkeypatch.setitem(served._OPENED, served.directory().resolve(), shown.hub)
    for role in ("board", "chair"):
        who = Identity(f"the-{role}", role, "Council")  # type: ignore[arg-type]
        for entry in app.menu_for(who):
            run = AppTest.from_function(_view, kwargs={"product": entry.name}, default_timeout=120)
            held = Session("id", who, "open")
            monkeypatch.setattr(session, "current", lambda held=held: held)
            run.run()
            assert not run.exception
            assert not [*run.text_input, *run.text_area, *run.number_input, *run.slider, *run.date_input]
            said = " ".join(str(one.proto.body) for one in run.get("html"))
            assert not re.search(r"\b\d+ (rows|records|results|matches)\b", said)


def _view(product: str) -> None:
    from dashboards import app as pages

    next(entry for entry in pages.PAGES if entry.name == product).view()


def test_sdc_20_no_released_cell_joins_two_data_sets(shown: Shown) -> None:
    for product in shown.every():
        known = {one.name for one in DATASETS}
        cells = [cell["k"]["dataset"] for one in product.publication["publications"] for cell in one["cells"]]
        terms = [term["k"]["dataset"] for fact in product.publication["facts"] for term in fact.get("terms", ())]
        assert set(cells) | set(terms) <= known


def test_sdc_21_an_area_of_too_few_residents_is_neither_published_nor_worked_out(shown: Shown) -> None:
    few = shown.hub.areas("lsoa")[0][0]
    records, _ = shown.hub.records()
    settings = shown.hub.settings.model_copy(update={"disclosure": Disclosure(least_residents=5_000)})
    geography = read_geography(records, settings)
    assert few in geography.withheld
    codes = tuple(categories("recorded-crime"))
    (areas, _), _ = next(count_lattices(records, geography, "recorded-crime", MONTHS[0], codes, 5))
    opened = open_counts(areas)
    assert opened.name == AREA_TABLE
    assert (few,) not in opened.cells
    assert (few,) in opened.withheld
    with pytest.raises(ValueError, match="greater than or equal to 100"):
        Disclosure(least_residents=99)


def test_sdc_22_no_product_holds_a_point(shown: Shown) -> None:
    for product in shown.every():
        for one in (block for section in product.sections for block in section.blocks if isinstance(block, MapBlock)):
            assert {shapely.from_wkb(shape).geom_type for shape in one.shapes.values()} <= {"Polygon", "MultiPolygon"}
            assert {trace.type for trace in draw_map(one, 500, 800, dict).data} == {"choroplethmap"}


def test_sdc_23_closer_looks_show_the_same_fixed_areas_and_nothing_opens_into_single_records(shown: Shown) -> None:
    for product in shown.every():
        for one in (block for section in product.sections for block in section.blocks if isinstance(block, MapBlock)):
            figure = draw_map(one, 500, 800, dict)
            assert not any(trace.to_plotly_json().get("cluster") for trace in figure.data)
            listed = [code for trace in figure.data for code in trace.locations]
            assert sorted(listed) == sorted(one.cells)


def test_sdc_24_a_hotspot_class_rests_on_five_records_and_steps_of_its_own_grid(shown: Shown) -> None:
    records, geography = shown.hub.records()
    codes = tuple(categories("recorded-crime"))
    for month in MONTHS:
        _, (classes,) = next(count_lattices(records, geography, "recorded-crime", month, codes, SMALLEST_THRESHOLD))
        assert isinstance(classes, ClassTable)
        for code, label, low, high, window in open_classes(classes).rows:
            assert window == f"{code}+"
            assert label == NOT_A_HOTSPOT or low >= SMALLEST_THRESHOLD
            assert high is None or high - low >= 1


def test_sdc_25_no_product_lists_places_of_single_events(shown: Shown) -> None:
    known = {one for level in ("lsoa", "ward") for one in dict(shown.hub.areas(level)).values()} | {"Whole partnership"}
    for product in shown.every():
        for table in (one for s in product.sections for one in s.blocks if isinstance(one, TableBlock)):
            if table.columns[0].title == "Area":
                assert {row[0].words for row in table.rows if isinstance(row[0], Text)} <= known


def test_sdc_26_hotspots_are_drawn_as_cells_of_the_fixed_grid(shown: Shown) -> None:
    grid = shown.hub.geography().grid
    squares = {code: square.wkb for code, square in zip(grid.codes, grid.polygons(), strict=True)}
    seen = 0
    for product in shown.every():
        for one in (block for section in product.sections for block in section.blocks if isinstance(block, MapBlock)):
            if one.kind == "class":
                seen += 1
                assert all(squares[code] == shape for code, shape in one.shapes.items())
    assert seen


def test_sdc_29_ages_genders_and_schools_are_in_no_product(shown: Shown) -> None:
    for product in shown.every():
        assert set(product.publication["dimensions"]) == {"area", "period", "dataset", "category"}
    assert not next(one for one in DATASETS if one.name == "exclusions").is_monthly


def test_sdc_30_the_secret_is_in_nothing_but_its_own_file(shown: Shown, caplog: pytest.LogCaptureFixture) -> None:
    data = shown.hub.settings.data_directory
    secret = read_secret(data)
    forms = (secret, secret.hex().encode(), json.dumps(list(secret)).encode())
    with caplog.at_level(logging.DEBUG):
        products = list(shown.every())
    written = [write(one) for one in products[:2] for write in (write_json, write_csv, write_xlsx, write_pdf)]
    files = [path.read_bytes() for path in data.rglob("*") if path.is_file() and path.name != JITTER_KEY_FILE]
    for content in (*written, *files, caplog.text.encode()):
        assert not any(form in content for form in forms)
    assert (data / JITTER_KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_each_rule_of_the_list_has_its_test() -> None:
    here = Path(__file__).parent
    found = {
        int(n)
        for path in here.glob("test_sdc_*.py")
        for n in re.findall(r"^def test_sdc_(\d\d)_", path.read_text(), re.M)
    }
    assert found == set(range(1, 31))
