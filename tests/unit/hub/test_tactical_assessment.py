"""The tactical assessment: what was agreed, a page for each hotspot, and what an analyst writes in."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from hub.access.identity import Identity
from hub.access.organisations import sign_agreement
from hub.geography import ALL
from hub.hub import Hub
from hub.ledger import read_entries
from hub.meetings.actions import Asked, Session, add_action, finish, note_progress
from hub.meetings.agreed import LOCKED, NO_JAG, OTHERS
from hub.meetings.groups import found_jag
from hub.products.agreed import HEADING
from hub.products.draft import Draft
from hub.products.hotspot_sheets import SHEETS, SLOTS
from hub.products.product import MapBlock, Product, Section, TableBlock, Text, Words
from hub.products.tactical_assessment import NO_OTHER, PICTURE, slots
from hub.products.written import WITHHELD, slot
from hub.release import release
from hub.release_beside import standing_version
from ingest.periods import Period
from tests.unit.hub.jag import ANALYST, AT, BOARD, CHAIR, COUNCIL, DAY, OTHER_CHAIR, POLICE, at, begin, plan
from tests.unit.hub.people import WHO
from tests.unit.hub.small_hub import HEAD, make_hub, receive

MONTHS = ("2025-01", "2025-02")
TODAY = DAY + timedelta(days=2)


def crimes(folder: Path) -> Path:
    """Each month 270 crimes in nine cells that touch, and 30 elsewhere."""
    lines = [HEAD]
    for month in MONTHS:
        for number in range(300):
            x, y = 750 + 500 * (number % 3), 750 + 500 * (number // 3 % 3)
            x, y = (100 + 61 * number % 3_800, 100 + 97 * number % 3_800) if number % 10 == 0 else (x, y)
            when = f"{number % 28 + 1:02d}/{month[5:]}/{month[:4]},12:30"
            lines.append(f"{when},burglary,Burglary in a dwelling,{450_000 + x},{100_000 + y}")
    path = folder / "crimes.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    made = make_hub(tmp_path / "hub")
    receive(made, crimes(tmp_path))
    return made


@pytest.fixture
def with_jag(hub: Hub) -> Hub:
    for name in (POLICE, COUNCIL):
        sign_agreement(hub.register, name, WHO, now=AT)
    found_jag(hub, ALL, ("policing-commander", POLICE), ANALYST, now=AT)
    return hub


def ask(hub: Hub, who: Identity = ANALYST, audience: str = "open", today: date = TODAY) -> Product:
    period = Period.parse(MONTHS[-1])
    return release(hub, "tactical-assessment", period=period, audience=audience, who=who, today=today)


def agree(hub: Hub, what: str, session: Session = "open") -> str:
    with hub.register.reading() as connection:
        from_members = connection.exec_driver_sql("SELECT id FROM jag_members").scalars().all()
    asked = Asked(what, from_members[0], DAY + timedelta(days=7), "response", ALL, session=session)
    return add_action(hub, ALL, asked, CHAIR, AT).id


def section(product: Product, heading: str) -> Section:
    return next(one for one in product.sections if one.heading == heading)


def said(product: Product) -> str:
    """All that the section on actions says."""
    lines = []
    for block in section(product, HEADING).blocks:
        if isinstance(block, Words):
            lines += block.paragraphs
        elif isinstance(block, TableBlock):
            lines += [block.title, *(cell.words for row in block.rows for cell in row if isinstance(cell, Text))]
    return "\n".join(lines)


def test_the_strongest_hotspots_have_a_page_each_and_slots_to_write_in(hub: Hub) -> None:
    product = ask(hub)
    pages = [one for one in product.sections if one.sheet]
    assert 1 <= len(pages) <= SHEETS
    assert [one.heading[:10] for one in pages] == [f"Hotspot {letter}:" for letter in "ABCDE"[: len(pages)]]
    for page in pages:
        assert page.new_page
        facts, drawn, mix, *written = page.blocks
        assert isinstance(facts, Words)
        assert isinstance(drawn, MapBlock)
        assert isinstance(mix, TableBlock)
        assert [one.heading for one in written if isinstance(one, Words)] == list(SLOTS.values())
        assert page.heading[8] in drawn.labels.values()
    named = slots(product.sections)
    assert list(named)[:2] == ["picture", "hotspot-A-causes"]
    assert list(named)[-3:] == ["events", "gaps", "priorities"]
    assert named["hotspot-A-done"] == f"{pages[0].heading}: What is being done"


def alarms(folder: Path, counts: tuple[int, ...]) -> Path:
    """So many malicious false alarms in each month, all over the partnership."""
    lines = ["Call date,Call time,Purported easting,Purported northing"]
    for month, count in zip(MONTHS, counts, strict=True):
        for number in range(count):
            east, north = 450_100 + 61 * number % 3_800, 100_100 + 97 * number % 3_800
            lines.append(f"{number % 28 + 1:02d}/{month[5:]}/{month[:4]},12:30,{east},{north}")
    path = folder / "alarms.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def picture(product: Product) -> tuple[str, ...]:
    (block,) = section(product, PICTURE).blocks[:1]
    assert isinstance(block, Words)
    return block.paragraphs


def test_the_fifth_line_of_the_picture_says_that_no_other_data_set_is_held(hub: Hub) -> None:
    lines = picture(ask(hub))
    assert (len(lines), lines[4]) == (5, NO_OTHER)


def test_the_fifth_line_of_the_picture_is_the_figure_of_another_data_set_and_its_change(
    hub: Hub, tmp_path: Path
) -> None:
    """A quarter more than the 40 of January; 50 beside 40 is what chance makes more often than once in twenty."""
    hub.receive(alarms(tmp_path, (40, 50)), "malicious-false-alarms", WHO, None, None, None)
    lines = picture(ask(hub))
    assert len(lines) == 5
    assert lines[4].startswith(
        "Malicious false alarms in February 2025: 50 events. That is 25.0 % more than in January"
    )
    assert "beyond chance" not in lines[4]


def test_the_fifth_line_of_the_picture_says_suppressed_and_no_change(hub: Hub, tmp_path: Path) -> None:
    hub.receive(alarms(tmp_path, (40, 2)), "malicious-false-alarms", WHO, None, None, None)
    lines = picture(ask(hub))
    assert (len(lines), lines[4]) == (5, "Malicious false alarms in February 2025: suppressed.")


def test_the_map_of_a_hotspot_ends_where_its_surroundings_do(hub: Hub) -> None:
    product = ask(hub)
    whole = next(one for one in section(product, "Hotspots").blocks if isinstance(one, MapBlock))
    drawn = next(one for page in product.sections if page.sheet for one in page.blocks if isinstance(one, MapBlock))
    assert set(drawn.cells) == set(drawn.shapes) < set(whole.cells)
    assert all(drawn.cells[code] == whole.cells[code] for code in drawn.cells)


def writing(written: dict[str, str], area: str = ALL, tells_all: bool = True) -> Draft:
    return cast("Draft", SimpleNamespace(written=written, area=area, tells_all=tells_all))


def test_what_is_written_stands_in_its_slot_a_paragraph_for_each_line() -> None:
    draft = writing({"gaps": "One.\n\n  Two. \n"})
    assert slot(draft, "gaps", "Gaps").paragraphs == ("One.", "Two.")
    assert slot(draft, "events", "Events").paragraphs == ()


def test_who_is_limited_reads_no_words_on_places_of_the_whole_partnership() -> None:
    words = {"hotspot-A-causes": "The garages in Castle."}
    assert slot(writing(words, tells_all=False), "hotspot-A-causes", "Causes").paragraphs == (WITHHELD,)
    assert slot(writing(words, tells_all=False), "hotspot-B-causes", "Causes").paragraphs == ()
    assert (
        slot(writing(words, "E85000001", tells_all=False), "hotspot-A-causes", "Causes").paragraphs[0] in words.values()
    )


def test_no_jag_is_said_and_not_passed_over(hub: Hub) -> None:
    assert said(ask(hub)) == NO_JAG


def test_a_pack_begins_with_what_was_agreed_and_what_came_of_it(with_jag: Hub) -> None:
    (meeting,) = plan(with_jag, 0)
    begin(with_jag, meeting, "policing-commander")
    first = ask(with_jag).release_id
    one, other = agree(with_jag, "Check the gates of the garages"), agree(with_jag, "Light the underpass")
    assert ask(with_jag).release_id != first, "another action is another release"
    note_progress(with_jag.register, ALL, one, "Half of them were seen", CHAIR, at(1))
    finish(with_jag.register, ALL, other, "The lamps were mended", CHAIR, at(1))
    told = said(ask(with_jag))
    assert ask(with_jag).sections[0].heading == HEADING
    for words in (
        "Check the gates",
        "Half of them were seen",
        "The lamps were mended",
        "One action is done since, one",
    ):
        assert words in told
    assert "OVERDUE" not in told
    assert "OVERDUE" in said(ask(with_jag, today=DAY + timedelta(days=9)))
    assert ask(with_jag, BOARD).release_id == ask(with_jag).release_id, "one open pack for all who may have it"


def test_what_was_done_before_the_last_meeting_is_told_no_more(with_jag: Hub) -> None:
    first, second = plan(with_jag, 0, 3)
    begin(with_jag, first, "policing-commander")
    done = agree(with_jag, "Light the underpass")
    finish(with_jag.register, ALL, done, "The lamps were mended", CHAIR, at(1))
    assert "The lamps were mended" in said(ask(with_jag))
    end(with_jag, first)
    begin(with_jag, second, "policing-commander", on=at(3))
    assert "The lamps were mended" in said(ask(with_jag, today=DAY + timedelta(days=3))), "the meeting hears of it"
    end(with_jag, second)
    assert "The lamps were mended" not in said(ask(with_jag, today=DAY + timedelta(days=3)))


def test_a_pack_stays_the_same_when_its_meeting_begins(with_jag: Hub) -> None:
    (meeting,) = plan(with_jag, 0)
    agree(with_jag, "Light the underpass")
    before = ask(with_jag).release_id
    begin(with_jag, meeting, "policing-commander")
    assert ask(with_jag).release_id == before, "what was released is still released when it is printed there"


def end(hub: Hub, meeting: str) -> None:
    with hub.register.writing() as connection:
        connection.exec_driver_sql("UPDATE jag_meetings SET state = 'ended' WHERE id = ?", (meeting,))


def test_a_closed_sessions_actions_are_in_the_closed_pack_of_the_chair_alone(with_jag: Hub) -> None:
    (meeting,) = plan(with_jag, 0)
    begin(with_jag, meeting, "policing-commander")
    agree(with_jag, "Visit the known premises", "closed")
    secret = "Visit the known premises"
    before = standing_version(with_jag, "tactical-assessment", "closed", TODAY, ANALYST, None)
    assert secret in said(ask(with_jag, CHAIR, "closed"))
    assert standing_version(with_jag, "tactical-assessment", "closed", TODAY, CHAIR, None) != before
    for who in (ANALYST, OTHER_CHAIR):
        told = said(ask(with_jag, who, "closed"))
        assert secret not in told
        assert LOCKED in told
    lapsed = said(ask(with_jag, CHAIR, "closed", DAY + timedelta(days=366)))
    assert secret not in lapsed
    for audience in ("open", "partner", "board"):
        assert secret not in said(ask(with_jag, ANALYST, audience))
        assert LOCKED not in said(ask(with_jag, ANALYST, audience)), "an open paper does not speak of a closed one"
    assert secret not in said(ask(with_jag, CHAIR, "open"))
    with with_jag.register.reading() as connection:
        entries = [one for one in read_entries(connection, 1000) if one["action"] == "release"]
    assert sum(json.loads(one["detail"]).get("restricted", 0) for one in entries) == 1


def test_who_is_limited_to_some_areas_is_told_of_their_jags_alone(with_jag: Hub) -> None:
    agree(with_jag, "Light the underpass")
    limited = replace(BOARD, areas=(with_jag.areas("ward")[0][0],))
    assert said(ask(with_jag, limited)) == OTHERS
