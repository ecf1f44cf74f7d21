"""The assessment on its pages: begun, written, frozen and opened again by buttons; what each reader is given of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from hub.access.identity import Identity
from hub.assessments.drafting import begin_draft, open_again
from hub.assessments.freezing import freeze
from hub.assessments.versions import list_versions, words_in_force
from hub.hub import Hub
from hub.products.product import Section, Words
from hub.products.written import group_slots
from tests.unit.dashboards.page_runs import see_page, words
from tests.unit.hub.assessed import ABOUT, SAID, SLOT, make_assessed
from tests.unit.hub.jag import ANALYST, BOARD, CHAIR, COUNCIL, POLICE
from tests.unit.hub.sitting import sitting

PAGE = "tactical-assessment"
OFFICER = Identity("lee", "liaison", COUNCIL)
OPEN, CLOSED = "Print the open session pack, version 1", "Print the closed session pack, version 1"
Seen = Callable[..., AppTest]


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_assessed(tmp_path)


@pytest.fixture
def seen(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Seen:
    def see(who: Identity, name: str = PAGE, audience: str = "Open session") -> AppTest:
        return see_page(monkeypatch, hub, who, name, query={f"for-{PAGE}": audience})

    return see


def press(run: AppTest, label: str) -> AppTest:
    next(one for one in run.button if one.label == label).click().run()
    assert not run.exception
    return run


def test_an_analyst_begins_writes_freezes_and_opens_a_new_version(hub: Hub, seen: Seen) -> None:
    run = press(seen(ANALYST), "Begin it")
    assert "Assessment: Version 1, draft" in words(run)
    box = next(one for one in run.text_area if str(one.key).endswith(f"-{SLOT}-1"))
    box.input("There were 7 burglaries.")
    press(run, "Keep these words")
    assert "holds a figure, and nothing of it was kept." in words(run)
    box = next(one for one in run.text_area if SLOT in str(one.key))
    assert box.value == "There were 7 burglaries.", "what was typed stays"
    box.input(SAID)
    press(run, "Keep these words")
    assert words_in_force(hub.register, ABOUT) == {SLOT: SAID}
    assert SAID in words(run), "and the page shows it at once"
    press(run, "Freeze version 1")
    assert "frozen on" in words(run) and OPEN in words(run) and CLOSED not in words(run)
    press(run, "Open a new version")
    assert "Assessment: Version 2, draft" in words(run) and OPEN in words(run)
    assert [one.state for one in list_versions(hub.register, ABOUT)] == ["draft", "frozen"]


def test_the_board_and_the_liaison_officer_read_what_was_frozen_and_no_draft(hub: Hub, seen: Seen) -> None:
    made = begin_draft(hub, ABOUT, ANALYST)
    for who in (BOARD, OFFICER):
        assert "Assessment:" not in words(seen(who))
    freeze(hub, made.id, ANALYST)
    open_again(hub, made.id, ANALYST)
    for who in (BOARD, OFFICER):
        run = seen(who)
        assert OPEN in words(run) and CLOSED not in words(run) and "Version 2" not in words(run)
        assert not {one.label for one in run.button} & {"Freeze version 2", "Keep these words", "Open a new version"}


def test_files_for_the_closed_session_stand_on_the_page_while_it_is_held_alone(hub: Hub, seen: Seen) -> None:
    freeze(hub, begin_draft(hub, ABOUT, ANALYST).id, ANALYST)
    for who in (CHAIR, ANALYST):
        said = words(seen(who, audience="Closed session"))
        assert "lock when the meeting ends" in said and CLOSED not in said and "Print (PDF)" not in said
    with sitting(hub, POLICE):
        said = words(seen(CHAIR, audience="Closed session"))
        assert CLOSED in said and "Print (PDF)" in said
        assert CLOSED not in words(seen(ANALYST, audience="Closed session"))


@pytest.mark.parametrize("name", ["home", "meetings"])
def test_the_chair_reads_where_the_packs_of_the_meeting_stand_and_prints_them(hub: Hub, seen: Seen, name: str) -> None:
    with sitting(hub, POLICE, "scheduled") as meeting:
        assert "The packs: ○\u00a0not begun." in words(seen(CHAIR, name))
        made = begin_draft(hub, ABOUT, ANALYST, meeting)
        assert "The packs, January 2025, Whole partnership: …\u00a0draft." in words(seen(CHAIR, name))
        freeze(hub, made.id, CHAIR)
        said = words(seen(CHAIR, name))
        assert "●\u00a0frozen, version 1" in said and OPEN in said and CLOSED not in said


def test_the_closed_pack_is_on_meetings_while_the_closed_session_is_held(hub: Hub, seen: Seen) -> None:
    with sitting(hub, POLICE, "scheduled") as meeting:
        freeze(hub, begin_draft(hub, ABOUT, ANALYST, meeting).id, ANALYST)
        with hub.register.writing() as connection:
            connection.exec_driver_sql("UPDATE jag_meetings SET state = 'closed session'")
        assert CLOSED in words(seen(CHAIR, "meetings"))
        assert CLOSED not in words(seen(ANALYST, "meetings"))


def test_the_name_of_an_area_stands_in_the_choice_of_a_part_and_in_no_label_which_is_markdown() -> None:
    """A hotspot is called after the area round it."""
    hostile = "Hotspot A: zq1: [here](http://evil.example) **b**"
    places = (Words((), "Likely causes", "hotspot-A-causes"), Words((), "Option: prevention", "hotspot-A-prevention"))
    assert group_slots([Section(hostile, places)]) == {
        hostile: {"hotspot-A-causes": "Likely causes", "hotspot-A-prevention": "Option: prevention"}
    }
