"""The pages made of parts of products, on a real small hub: what they show, what they say where there is nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import keep
from dashboards.show_series import draw_series, find_top
from hub.access.identity import ROLES, Identity
from hub.access.matrix import MATRIX, PAGES_FOR, PARTS
from hub.hub import Hub
from hub.ledger import read_entries
from hub.saved_views import list_views
from tests.unit.dashboards.page_runs import see_page, words
from tests.unit.hub.people import COUNCIL
from tests.unit.hub.sample_products import sample_series
from tests.unit.hub.small_hub import extract, make_hub, receive

Opened = Callable[..., AppTest]
ANN = Identity("the-analyst", "analyst", COUNCIL)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """Two months of burglaries, all of them at half past twelve."""
    folder = tmp_path_factory.mktemp("places")
    made = make_hub(folder / "hub")
    made.add_residents("lsoa", {code: 5_000 for code, _ in made.areas("lsoa")}, ANN)
    for month, rows in (("2024-12", 300), ("2025-01", 600)):
        receive(made, extract(folder, f"{month}.csv", month, rows))
    return made


@pytest.fixture
def opened(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """A run of one page, by name, as somebody of a role, with choices that were made before."""

    def run(name: str, role: str = "analyst", query: dict[str, str] | None = None, **chosen: str) -> AppTest:
        who = Identity(f"the-{role}", role, COUNCIL)  # type: ignore[arg-type]
        choices = {key.replace("_", "-"): value for key, value in chosen.items()}
        return see_page(monkeypatch, hub, who, name, choices, query)

    return run


def acts(hub: Hub) -> list[tuple[str, str, str]]:
    with hub.register.reading() as connection:
        return [(row["who"], row["action"], row["subject"]) for row in read_entries(connection, 8)]


WARD = "E8500000001"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", PARTS)
def test_a_page_of_parts_opens_for_the_roles_of_the_matrix_and_shows_others_nothing(
    hub: Hub, opened: Opened, name: str, role: str
) -> None:
    said = words(opened(name, role))
    if name in PAGES_FOR[role]:  # type: ignore[index]
        assert said.count("<h1>") == 1
        assert (f"the-{role}", "view", name) in acts(hub)
        assert any(one[:2] == (f"the-{role}", "release") or one[2] == PARTS[name] for one in acts(hub))
    else:
        assert "is not open to you" in said
        assert "<table" not in said
        assert acts(hub)[0] == (f"the-{role}", "refused", name)


def test_when_shows_the_week_at_a_glance_and_the_months(opened: Opened) -> None:
    said = words(opened("when"))
    assert "<h2>When in the week</h2>" in said
    assert "<h2>Trend</h2>" in said
    assert "<h2>Hotspots</h2>" not in said
    assert "not supplied in full" in said, "the quarter of two months"


def test_when_of_one_area_says_why_it_has_no_week(opened: Opened) -> None:
    said = words(opened("when", area=WARD))
    assert "Peak times are told of the whole partnership only" in said
    assert "ward 01, by month" in said


def test_near_repeats_say_why_there_are_none(opened: Opened) -> None:
    assert "Near repeats, October to December 2024: not supplied in full." in words(opened("near-repeats"))
    assert "one area has too few events to tell them safely" in words(opened("near-repeats", area=WARD))


def test_a_profile_says_whose_it_is_and_can_be_printed(opened: Opened) -> None:
    said = words(opened("area-profile", area=WARD))
    assert "ward 01, Test partnership, January 2025." in said
    assert "Print (PDF)" in said
    assert "This is the profile of the whole partnership." in words(opened("area-profile"))


def test_two_areas_stand_side_by_side_with_the_figures_of_their_profiles(opened: Opened) -> None:
    run = opened("compare", area=WARD)
    said = words(run)
    assert "<h2>ward 01</h2>" in said
    assert "<h2>Whole partnership</h2>" in said
    assert "Whether two areas differ by more than chance is not tested." in said
    assert said.count("<h3>Recorded crime") == 2, "a chart of each"


def test_two_periods_are_told_apart_only_as_the_profile_states_it(opened: Opened) -> None:
    chosen: dict[str, Any] = {"beside": "another period", "period_recorded_crime_b": "2024-12"}
    said = words(opened("compare", **chosen))
    assert "Change of recorded crime, Whole partnership, January 2025" in said
    assert "At least, %" in said
    assert "beyond chance" in said


def test_another_one_is_beside_the_first_to_begin_with(opened: Opened) -> None:
    assert "<h2>ward 01</h2>" in words(opened("compare"))
    assert "January 2025</h2>" in words(opened("compare", beside="another period"))


def test_to_compare_the_same_is_said_to_be_nothing(opened: Opened) -> None:
    said = words(opened("compare", area_b=""))
    assert "The two are the same." in said
    assert "<table" not in said


def test_charts_side_by_side_end_their_scales_at_one_figure() -> None:
    both = [sample_series(("Burglary",), 13), sample_series(("Robbery",), 6)]
    ranges = [draw_series(one, 300, top=find_top(both)).layout.yaxis2.range for one in both]
    assert ranges[0] == ranges[1] == (0, pytest.approx(76 * 1.06))  # 40 + 3 x 12
    assert find_top([]) is None


# --- saved views ---


def test_a_view_is_kept_under_a_name_that_is_shown_as_it_was_written(hub: Hub, opened: Opened) -> None:
    run = opened("when", area=WARD)
    run.text_input[0].input("<b>North</b> & [more](x)")
    next(each for each in run.button if each.label == "Keep").click().run()
    assert not run.exception
    said = words(opened("saved-views"))
    assert "<h3>&lt;b&gt;North&lt;/b&gt; &amp; [more](x)</h3>" in said
    (kept,) = list_views(hub.register, ANN)
    assert dict(kept.choices) == {
        "dataset": "Recorded crime",
        "period-recorded-crime": "January 2025",
        "area": "ward 01",
        "for-hotspot-explorer": "Partner analysts",
    }
    assert keep.address_of(kept).startswith("/when?dataset=Recorded+crime&period-recorded-crime=January+2025&area=ward")
    assert f"pin={kept.pins[0].release}" in keep.address_of(kept)
    run = opened("saved-views")
    next(each for each in run.button if each.label == "Remove").click().run()
    assert "You have kept no view yet." in words(run)


@pytest.mark.parametrize("role", ["chair", "board"])
def test_a_published_audience_has_no_field_to_write_in(opened: Opened, role: str) -> None:
    for name in MATRIX[role]:  # type: ignore[index]
        assert not opened(name, role).text_input


def test_a_link_says_that_its_figures_are_the_same(hub: Hub, opened: Opened) -> None:
    run = opened("when")
    run.text_input[0].input("Now")
    next(each for each in run.button if each.label == "Keep").click().run()
    pin = list_views(hub.register, ANN)[0].pins[0].words()
    assert "These are the very figures of the link" in words(opened("when", query={"pin": pin}))
    assert "of the link" not in words(opened("when", query={"pin": pin}, area=WARD)), "another choice"
    assert "of which this hub has no record" in words(opened("when", query={"pin": "f" * 12 + "~1~recorded-crime"}))
    assert "<script" not in words(opened("when", query={"pin": "<script>~1~x"}))


def test_a_reader_who_may_not_have_the_page_of_a_link_is_refused_like_anybody(hub: Hub, opened: Opened) -> None:
    said = words(opened("compare", "board", query={"pin": "f" * 12 + "~1~recorded-crime", "area": "ward 01"}))
    assert "is not open to you" in said
    assert "of the link" not in said
