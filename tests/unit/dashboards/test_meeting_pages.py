"""Meetings and Actions as pages: what each role reads, does by their buttons, and that no word runs or is Markdown."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from streamlit.testing.v1 import AppTest

from hub.access.identity import ROLES, Identity
from hub.demo_meetings import make_meetings
from hub.geography import ALL
from hub.hub import Hub, open_hub
from hub.meetings.actions import Asked, add_action
from hub.meetings.groups import found_jag, list_members
from hub.meetings.planning import list_meetings, plan_meetings
from hub.meetings.sessions import take_step
from hub.meetings.tables import ACTIONS, MEMBERS, STATEMENTS, STEPS
from hub.settings import FILE_NAME, write_settings
from tests.unit.dashboards.page_runs import see_page, words
from tests.unit.hub.jag import entries
from tests.unit.hub.small_hub import squares

POLICE, COUNCIL = "Police force", "Borough council"
TODAY = datetime.now(UTC).date()
NOW = datetime.combine(TODAY, time(10), UTC)
CHAIR = Identity("the-chair", "chair", COUNCIL)
ANALYST = Identity("the-analyst", "analyst", COUNCIL)
Opened = Callable[..., AppTest]
WARD = "E8500000001"
HOSTILE = (
    "<script>window.pwned=1</script> zq1",
    "'\"><svg onload=window.pwned=1> zq2",
    "[zq3](javascript:window.pwned=1) ![a](http://evil.example/a.png)",
    "**zq4** :red[b] $zq4$ `c` # d",
    "=HYPERLINK('http://evil.example','zq5')",
)


def bare(folder: Path) -> Hub:
    write_settings(folder, "Test partnership")
    return open_hub(folder)


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """The demo's JAG, chaired by the council."""
    made = bare(tmp_path / "hub")
    make_meetings(made, POLICE, COUNCIL, TODAY)
    return made


@pytest.fixture
def opened(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    def run(name: str, who: Identity = CHAIR, of: Hub = hub, **query: str) -> AppTest:
        return see_page(monkeypatch, of, who, name, query=query)

    yield run


def press(run: AppTest, label: str) -> AppTest:
    next(one for one in run.button if one.label == label).click().run()
    assert not run.exception
    return run


def field(run: AppTest, kind: str, label: str) -> object:
    return next(one for one in getattr(run, kind) if one.label == label)


def begin_today(hub: Hub) -> str:
    (one,) = plan_meetings(hub.register, ALL, [TODAY], ANALYST, NOW)
    take_step(hub.register, ALL, one.id, "open session", CHAIR, NOW)
    return one.id


def state_of(hub: Hub, identity: str) -> str:
    with hub.register.reading() as connection:
        return next(one.state for one in list_meetings(connection, ALL) if one.id == identity)


@pytest.mark.parametrize("name", ["meetings", "actions"])
@pytest.mark.parametrize("role", ROLES)
def test_analyst_and_chair_open_the_pages_and_others_are_told_that_they_do_not(
    hub: Hub, opened: Opened, role: str, name: str
) -> None:
    said = words(opened(name, Identity("x", role, COUNCIL)))  # type: ignore[arg-type]
    may = role in ("analyst", "chair")
    assert said.count("<h1>") == may
    assert ("is not open to you" in said) is not may
    noted = [(one["action"], one["subject"]) for one in entries(hub, 2)]
    assert ("view" if may else "refused", name) in noted


@pytest.mark.parametrize("name", ["meetings", "actions"])
def test_where_there_is_no_jag_the_page_says_what_to_do(opened: Opened, tmp_path: Path, name: str) -> None:
    empty = bare(tmp_path / "empty")
    assert "There is no JAG yet. Set one up" in words(opened(name, ANALYST, empty))
    assert "Your organisation holds the chair of no JAG today." in words(opened(name, CHAIR, empty))


def test_a_diary_that_is_empty_says_plan_the_years_diary(opened: Opened, tmp_path: Path) -> None:
    empty = bare(tmp_path / "empty")
    make_meetings(empty, POLICE, COUNCIL, TODAY)
    with empty.register.writing() as connection:
        connection.exec_driver_sql("DELETE FROM jag_meetings")
    assert "No meeting is planned. Plan the year&#x27;s diary." in words(opened("meetings", CHAIR, empty))


def test_the_chair_reads_the_next_meeting_the_diary_the_members_and_the_rota(opened: Opened) -> None:
    said = words(opened("meetings"))
    assert ", in 1" in said
    assert "●\u00a0minutes circulated" in said
    assert "…\u00a0planned" in said
    assert "●\u00a0signed, lapses on " in said
    assert "●\u00a0in the chair" in said
    assert "The review of chair, membership and frequency is next due by " in said


def test_the_analyst_plans_and_runs_nothing(opened: Opened, hub: Hub) -> None:
    begin_today(hub)
    labels = {one.label for one in opened("meetings", ANALYST).button}
    assert {"Propose the days", "Add this member", "Write it into the rota", "Record the review"} <= labels
    assert not labels & {"Note that they came", "Attest what is ticked", "Start the closed session"}


def test_a_year_is_proposed_seen_and_put_into_the_diary(opened: Opened, hub: Hub) -> None:
    run = press(opened("meetings", ANALYST), "Propose the days")
    accepts = next(one for one in run.button if one.label.startswith("Put these "))
    with hub.register.reading() as connection:
        before = len(list_meetings(connection, ALL))
    run = press(run, accepts.label)
    with hub.register.reading() as connection:
        assert len(list_meetings(connection, ALL)) == before + int(accepts.label.split()[2])
    assert entries(hub, 1)[0]["action"] == "meetings planned"
    assert not [one for one in run.button if one.label.startswith("Put these ")]


def test_days_that_were_proposed_for_one_jag_are_not_put_into_the_diary_of_another(hub: Hub, opened: Opened) -> None:
    for level, prefix, size in (("lsoa", "E81", 1_000), ("ward", "E85", 2_000)):
        hub.add_areas(squares(level, prefix, size), ANALYST)
    found_jag(hub, WARD, ("community-safety", COUNCIL), ANALYST)
    run = press(opened("meetings", ANALYST), "Propose the days")
    assert [one for one in run.button if one.label.startswith("Put these ")]
    run.selectbox(key="jag").select(WARD).run()
    assert not run.exception
    assert "No meeting is planned." in words(run), "the page is that of the other one"
    assert not [one for one in run.button if one.label.startswith("Put these ")]
    with hub.register.reading() as connection:
        assert list_meetings(connection, WARD) == ()


def test_the_chair_takes_attendance_attests_and_starts_the_closed_session(opened: Opened, hub: Hub) -> None:
    identity = begin_today(hub)
    run = opened("meetings")
    assert "Start the closed session: still missing" in words(run)
    run = press(run, "Start the closed session")
    assert "Missing: attendance was not taken; 4 points" in words(run)
    assert state_of(hub, identity) == "open session"
    came = next(one for one in run.multiselect if one.label == "Who has come")
    came.set_value([next(one for one, post in _ids(hub) if post == "housing")])
    run = press(run, "Note that they came")
    for box in run.checkbox:
        box.check()
    run = press(run, "Attest what is ticked")
    run = press(run, "Start the closed session")
    assert state_of(hub, identity) == "closed session"
    assert "◐\u00a0closed session" in words(run)


def _ids(hub: Hub) -> list[tuple[str, str]]:
    with hub.register.reading() as connection:
        return [(one.id, one.post.code) for one in list_members(connection, ALL)]


def test_open_actions_stand_with_what_happened_and_restricted_ones_are_marked_and_the_chairs(opened: Opened) -> None:
    said = words(opened("actions"))
    assert "Open: 4, 2 overdue" in said
    assert "Half of the homes were visited; the locks have run out." in said
    assert "RESTRICTED, closed session" in said
    assert said.count("OFFICIAL-SENSITIVE") == 2 + 2, "at head and foot of the page, and of paper"
    other = words(opened("actions", ANALYST))
    assert "Open: 3, 2 overdue" in other
    assert "RESTRICTED" not in other
    assert "OFFICIAL-SENSITIVE" not in other
    assert "Bring the dates" not in other


def test_an_action_is_added_and_what_names_a_person_is_refused_and_kept_in_its_field(opened: Opened, hub: Hub) -> None:
    run = opened("actions")
    field(run, "text_area", "What is to be done").set_value("Visit Mrs Jane Doe")  # type: ignore[attr-defined]
    run = press(run, "Add this action")
    assert "may point at a person or a doorstep" in words(run)
    assert "Doe" not in words(run)
    assert field(run, "text_area", "What is to be done").value == "Visit Mrs Jane Doe"  # type: ignore[attr-defined]
    field(run, "text_area", "What is to be done").set_value("Visit the shops of the market")  # type: ignore[attr-defined]
    run = press(run, "Add this action")
    assert "Open: 5, 2 overdue" in words(run)
    assert "Visit the shops of the market" in words(run)
    assert field(run, "text_area", "What is to be done").value == ""  # type: ignore[attr-defined]


def test_what_was_begun_as_restricted_never_falls_open_where_the_right_lapses_meanwhile(
    opened: Opened, hub: Hub
) -> None:
    run = opened("actions")
    field(run, "selectbox", "Agreed in").select("closed")  # type: ignore[attr-defined]
    with hub.register.writing() as connection:
        connection.execute(update(STATEMENTS).values(withdrawn_on=TODAY.isoformat()))
    field(run, "text_area", "What is to be done").set_value("Speak of it in the closed session")  # type: ignore[attr-defined]
    said = words(press(run, "Add this action"))
    assert "no confidentiality statement" in said.lower()
    with hub.register.reading() as connection:
        assert "Speak of it in the closed session" not in str(connection.execute(select(ACTIONS.c.what)).all())


def test_the_ledger_says_whose_closed_session_somebody_read_of(opened: Opened, hub: Hub) -> None:
    opened("actions")
    assert [(one["action"], one["subject"]) for one in entries(hub, 2)] == [
        ("view", "actions"),
        ("view", f"closed session, JAG {ALL}"),
    ]
    opened("actions", ANALYST)
    assert (entries(hub, 1)[0]["who"], entries(hub, 1)[0]["subject"]) == (ANALYST.name, "actions")


def test_two_actions_of_the_same_words_are_told_apart_where_one_is_chosen(opened: Opened, hub: Hub) -> None:
    long = "Ask each of the landlords along the canal which of the gates stand open at night"
    due = TODAY + timedelta(days=7)
    for more in (" and why", " and since when"):
        add_action(hub, ALL, Asked(long + more, _first(hub, ALL), due, "analysis", ALL), CHAIR, NOW)
    run = opened("actions")
    labels = field(run, "selectbox", "Action").options  # type: ignore[attr-defined]
    assert len(labels) == len(set(labels)) == 6


def test_what_became_of_an_action_is_written_down(opened: Opened, hub: Hub) -> None:
    run = opened("actions")
    next(one for one in run.selectbox if one.label == "What became of it").select("done")
    next(one for one in run.text_area if one.label.endswith("Outcome")).set_value("The board gave two officers.")
    run = press(run, "Write it down")
    assert "Open: 3, 1 overdue" in words(run)
    assert "The board gave two officers." in words(run)
    assert entries(hub, 1)[0]["action"] == "action done"


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_words_are_shown_letter_by_letter_and_are_nothing_but_text(
    opened: Opened, hub: Hub, payload: str
) -> None:
    with hub.register.writing() as connection:  # behind the back of the guard, as far as it can get
        connection.execute(update(ACTIONS).values(what=payload))
        connection.execute(update(STEPS).values(words=payload))
        connection.execute(update(MEMBERS).values(organisation=payload))
    who = Identity("the-chair", "chair", payload)
    begin_today_as(hub, who)
    for name in ("meetings", "actions"):
        run = opened(name, who)
        said = words(run)
        assert (
            payload.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace('"', "&quot;")
            .replace("'", "&#x27;")
            in said
        )
        assert payload not in said or "<" not in payload
        labels = [one.label for kind in ("button", "checkbox", "expander") for one in getattr(run, kind)]
        assert not [label for label in labels if "zq" in label], "labels are Markdown"
        assert not [one for one in run.markdown if "zq" in one.value]


def begin_today_as(hub: Hub, who: Identity) -> None:
    (one,) = plan_meetings(hub.register, ALL, [TODAY], ANALYST, NOW)
    take_step(hub.register, ALL, one.id, "open session", who, NOW)


def test_the_homes_of_chair_and_board_tell_of_meetings_and_actions(opened: Opened, tmp_path: Path) -> None:
    said = words(opened("home"))
    assert "Next meeting, Whole partnership" in said
    assert "3 open, 2 of them overdue." in said
    assert "And 1 that the closed session agreed" in said
    assert "Bring the dates" not in said, "a restricted one is on its own page"
    board = words(opened("home", Identity("b", "board", COUNCIL)))
    assert "1 of 3 actions" in board
    assert "window locks" not in board
    empty = bare(tmp_path / "empty")
    assert "holds the chair of no JAG" in words(opened("home", CHAIR, empty))
    assert "No action of a JAG has fallen due" in words(opened("home", Identity("b", "board", COUNCIL), empty))


@pytest.fixture
def north(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """The hub with a second JAG, of the north, and an action of its own."""
    for module in ("groups", "agenda", "tasks", "actions"):
        monkeypatch.setattr(
            f"hub.meetings.{module}.name_areas", lambda *_: {ALL: "Whole partnership", "E1": "North <b>", "E2": "South"}
        )
    found_jag(hub, "E1", ("housing", COUNCIL), ANALYST, now=NOW)
    member = _first(hub, "E1")
    asked = Asked("Only in the north of it", member, TODAY + timedelta(days=7), "analysis", "E1")
    add_action(hub, "E1", asked, CHAIR, NOW)
    return hub


def test_with_several_jags_a_reader_chooses_one_and_its_link_opens_the_same(opened: Opened, north: Hub) -> None:
    run = opened("actions")
    assert "Only in the north" not in words(run)
    field(run, "selectbox", "JAG").select("E1").run()  # type: ignore[attr-defined]
    assert "Only in the north" in words(run)
    assert "North &lt;b&gt;" in words(run)
    assert "Only in the north" in words(opened("actions", jag="North <b>"))
    followed = opened("meetings", jag="North <b>")
    assert field(followed, "selectbox", "JAG").value == "E1"  # type: ignore[attr-defined]
    assert "No meeting is planned." in words(followed)


@pytest.mark.parametrize("name", ["meetings", "actions"])
def test_a_link_to_a_jag_of_others_shows_their_own_first_and_tells_nothing_of_it(
    opened: Opened, north: Hub, name: str
) -> None:
    found_jag(north, "E2", ("policing-commander", POLICE), ANALYST, now=NOW)
    asked = Asked("Said in the south alone", _first(north, "E2"), TODAY + timedelta(days=7), "analysis", "E2")
    add_action(north, "E2", asked, ANALYST, NOW)
    assert field(opened(name, ANALYST, jag="South"), "selectbox", "JAG").value == "E2"  # type: ignore[attr-defined]
    plain = words(opened(name))
    for theirs in ("South", "E2", "nowhere"):
        run = opened(name, jag=theirs)
        assert field(run, "selectbox", "JAG").options == ["Whole partnership", "North <b>"]  # type: ignore[attr-defined]
        assert field(run, "selectbox", "JAG").value == ALL  # type: ignore[attr-defined]
        assert words(run) == plain
        assert "Said in the south alone" not in words(run)


def test_the_chairs_home_leads_to_each_jag_by_its_own_link(opened: Opened, north: Hub) -> None:
    links = [one.proto.query_string for one in opened("home").get("page_link") if "s of" not in one.proto.label]
    assert [one for one in links if one.startswith("jag=")] == [
        f"jag={one}" for one in 2 * ("Whole+partnership", "North+%3Cb%3E")
    ]


@pytest.mark.parametrize("who", [CHAIR, ANALYST], ids=lambda one: one.role)
@pytest.mark.parametrize("name", ["meetings", "actions", "threat-matrix"])
def test_the_pages_of_meetings_and_threats_are_marked_on_screen_and_on_paper(
    tmp_path: Path, opened: Opened, name: str, who: Identity
) -> None:
    bare(tmp_path / "marked")
    path = tmp_path / "marked" / FILE_NAME
    written = path.read_text(encoding="utf-8")
    for audience, before in (("open", "OFFICIAL"), ("closed", "OFFICIAL-SENSITIVE"), ("board", "OFFICIAL")):
        written = written.replace(
            f'\n{audience} = "{before}"\n', f'\n{audience} = "OFFICIAL-SENSITIVE {audience.upper()}"\n'
        )
    path.write_text(written, encoding="utf-8")
    made = open_hub(tmp_path / "marked")
    make_meetings(made, POLICE, COUNCIL, TODAY)
    said = words(opened(name, who, made))
    closed = who is CHAIR and name == "actions"
    marking = f"OFFICIAL-SENSITIVE {'BOARD' if name == 'threat-matrix' else 'CLOSED' if closed else 'OPEN'}"
    assert said.count(f'<div class="sh-marking strict">{marking}</div>') == 2, "at head and foot of the page"
    assert said.index("sh-marking") < said.index("<h1>")
    assert f'@top-center {{ content: "{marking}"' in said
    assert f'@bottom-center {{ content: "{marking}"' in said
    assert said.count("OFFICIAL-SENSITIVE ") == 4


def _first(hub: Hub, area: str) -> str:
    with hub.register.reading() as connection:
        return list_members(connection, area)[0].id
