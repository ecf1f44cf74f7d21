"""Several partnerships in one hub: a local analyst has their own area and the aggregate, a central team has all of it.

Every product for every audience on the made-up partnership, in every kind of file; and the ten districts of Greater
Manchester, real outlines and real collisions, each with an analyst of its own.
"""

import io
import zipfile
from pathlib import Path

import pypdf
import pytest

from geo.boundaries import read_boundaries
from hub.access.identity import Identity
from hub.access.matrix import EVERY_PRODUCT
from hub.briefing import write_pdf
from hub.delivery import Delivery
from hub.disclosure.attacker import attack
from hub.export import FILES, has_slides
from hub.geography import ALL, CELL
from hub.hub import Hub, open_hub
from hub.products.product import MapBlock, Product
from hub.release import release
from hub.release_asks import PRODUCTS
from hub.release_audit import audit_releases
from hub.settings import FILE_NAME, write_settings
from ingest.periods import Period
from tests.acceptance.conftest import WHO
from tests.acceptance.one_month import count_truth, one_month
from tests.unit.hub.told_places import Elsewhere, areas_in, whole

MONTH = "2019-07"
COUNTY = "Greater Manchester"
TRAFFORD = "E08000009"
OFFERED = [(name, audience) for name, audiences in EVERY_PRODUCT.items() for audience in audiences]


def words_of_files(product: Product) -> str:
    """All words of a product as files of every kind that there is of it; compressed ones are opened."""
    pages = pypdf.PdfReader(io.BytesIO(write_pdf(product))).pages
    found = [" ".join(page.extract_text() for page in pages)]
    mapped = any(isinstance(one, MapBlock) for each in product.sections for one in each.blocks)
    for kind, write in FILES.items():
        if {"gpkg": mapped, "pptx": has_slides(product)}.get(kind, True):
            content = write(product)
            packed = zipfile.is_zipfile(io.BytesIO(content))
            book = zipfile.ZipFile(io.BytesIO(content)) if packed else None
            parts = [book.read(name) for name in book.namelist()] if book else [content]
            found += [part.decode("utf-8", "ignore") for part in parts]
    return " ".join(found)


# --- the made-up partnership ---


def hottest_ward(demo: Hub, when: Period) -> str:
    """The ward with the most cells of a hotspot: what lies in hotspots is told of it, too."""
    made = release(demo, "hotspot-explorer", period=when, audience="partner", who=WHO)
    drawn = next(one for each in made.sections for one in each.blocks if isinstance(one, MapBlock))
    hot = {code for code, one in drawn.cells.items() if str(one.text()).startswith("hotspot")}
    return max(
        (code for code, _ in demo.areas("ward")), key=lambda one: len(hot & {*demo.geography().inside(CELL, one)})
    )


@pytest.mark.xdist_group("demo")
@pytest.mark.parametrize(("name", "audience"), OFFERED)
def test_nothing_a_local_analyst_is_given_tells_of_an_area_outside_their_own(
    demo: Hub, name: str, audience: str
) -> None:
    when = Period.parse(demo.periods("recorded-crime")[-1])
    everything = release(demo, name, period=when, audience=audience, who=WHO)
    own = hottest_ward(demo, when)
    who, elsewhere = Identity("local", "analyst", "tests", (own,)), Elsewhere(demo, (own,))
    lsoa = demo.geography().inside("lsoa", own)[0]
    smaller = [] if name == "problem-profile" else [lsoa]  # categories are released of larger areas only
    for area in (None, own, *smaller):
        made = release(demo, name, period=when, audience=audience, who=who, area=area)
        assert elsewhere.find_in(made) == set(), area
        assert whole(made)
        if audience in ("open", "closed"):
            assert elsewhere.find(words_of_files(made)) == set(), area
    assert len(elsewhere.find_in(everything)) > 20, "this walk does find them where they are"


@pytest.mark.xdist_group("demo")
def test_a_local_analyst_of_several_areas_has_their_quarter_with_all_of_them_and_the_aggregate(demo: Hub) -> None:
    own = tuple(sorted(code for code, _ in demo.areas("ward")[:3]))
    made = release(
        demo,
        "hotspot-explorer",
        period=Period.quarter_of(demo.periods("recorded-crime")[-1]).previous(),
        audience="partner",
        who=Identity("local", "analyst", "tests", own),
    )
    assert Elsewhere(demo, own).find_in(made) == set()
    assert {ALL, *own} <= areas_in(made)


# --- ten partnerships ---


@pytest.fixture(scope="module")
def ten_districts(realdata_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """Greater Manchester as one hub of ten districts; its wards are the base level."""
    directory = tmp_path_factory.mktemp("ten-districts") / "hub"
    write_settings(directory, f"Safer {COUNTY}")
    path = directory / FILE_NAME
    written = path.read_text(encoding="utf-8")
    for old, new in (('base = "lsoa"', 'base = "ward"'), ('report = "ward"', 'report = "district"')):
        assert old in written
        written = written.replace(old, new)
    path.write_text(written, encoding="utf-8")
    hub = open_hub(directory)
    for level, name in (("ward", "ward_2023_super_generalised"), ("district", "local_authority_2023")):
        outlines = realdata_folder / "boundaries" / f"gm_{name}.geojson"
        hub.add_areas(read_boundaries(outlines, level, "area_code", "area_name"), WHO)
    casualties = realdata_folder / "road" / "STATS19_road_casualties_2019-Jun2024.csv.gz"
    hub.receive_all([Delivery(casualties, "road-collisions")], WHO)
    return hub


def ask(hub: Hub, areas: tuple[str, ...] | None, name: str, area: str | None = None) -> Product:
    who = Identity("local", "analyst", "tests", areas)
    asked = {"period": Period.parse(MONTH), "audience": "partner", "dataset": "road-collisions"}
    return release(hub, name, who=who, area=area, **asked)  # type: ignore[arg-type]


@pytest.mark.xdist_group("greater-manchester")
def test_each_of_ten_local_analysts_has_their_district_and_the_county_and_nothing_of_the_other_nine(
    ten_districts: Hub,
) -> None:
    central = {one.NAME: ask(ten_districts, None, one.NAME) for one in PRODUCTS}
    districts = dict(ten_districts.areas("district"))
    assert len(districts) == 10
    told = 0
    for code, name in districts.items():
        others = {title for title in districts.values() if title != name}
        elsewhere = Elsewhere(ten_districts, (code,))
        for product, everything in central.items():
            made = ask(ten_districts, (code,), product)
            assert not (elsewhere.find_in(made) - elsewhere.names)
            said = " ".join(map(str, (made.sections, made.chosen, made.area_name, made.publication)))
            assert not [title for title in others if title in said.replace(COUNTY, "")]
            assert whole(made).items() <= whole(everything).items()
            assert whole(made)
            assert elsewhere.codes & areas_in(everything)
            told += code in areas_in(made)
    assert told == len(PRODUCTS) * 10, "each has the figures of their own in every product"


@pytest.mark.xdist_group("greater-manchester")
def test_a_local_analyst_has_the_own_figure_and_the_total_that_the_records_hold(ten_districts: Hub) -> None:
    records, _ = ten_districts.records()
    held = records.table("events").to_pandas()
    month = held[held["month"] == MONTH]
    made = ask(ten_districts, (TRAFFORD,), "area-profile", TRAFFORD)
    (document,) = made.publication["publications"]
    shown = {
        (one["k"]["area"], one["k"]["period"]): one["v"]
        for one in document["cells"]
        if one["k"]["category"] == ALL and one["k"]["dataset"] == "road-collisions"
    }
    assert shown[TRAFFORD, MONTH] == int((month["district"] == TRAFFORD).sum())
    assert shown[ALL, MONTH] == len(month)
    assert {area for area, _ in shown} <= {ALL, TRAFFORD, *ten_districts.geography().inside("ward", TRAFFORD)}
    audit = one_month(made.publication, MONTH)
    cells = audit["publications"][0]["cells"]
    assert attack(audit, count_truth(ten_districts, MONTH, cells), every_value=False) == []


@pytest.mark.xdist_group("greater-manchester")
def test_what_all_of_them_have_together_is_safe_as_it_passed_one_gate(ten_districts: Hub) -> None:
    for code, _ in ten_districts.areas("district"):
        ask(ten_districts, (code,), "area-profile", code)
    assert audit_releases(ten_districts, WHO).clean
