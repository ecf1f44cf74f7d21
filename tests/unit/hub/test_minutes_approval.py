"""The words of the minutes: guarded, read, locked by approval, judged again before they go out, and corrected."""

import json
from pathlib import Path

import pytest

from hub.access.refusal import AccessRefused
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.minute_items import Wording, note_apologies, strike_item, write_item
from hub.meetings.minute_text import compose
from hub.meetings.minute_versions import begin_minutes, correct_minutes, look_at
from hub.meetings.minutes import find_version
from hub.meetings.planning import find_meeting
from hub.meetings.refusal import MeetingRefused
from hub.meetings.sessions import (
    attest,
    take_step,
    withdraw_statement,
)
from hub.meetings.states import checks_before
from tests.unit.hub.held_meeting import (
    SECRET,
    act,
    approved,
    decision,
    disclosure,
    hold,
    item_numbers,
    missing,
    rows,
    step,
)
from tests.unit.hub.jag import (
    ANALYST,
    AT,
    CHAIR,
    COUNCIL,
    PARISH,
    POLICE,
    at,
    draft,
    entries,
    make_jag,
    meeting,
    member,
    paper_of,
    plan,
    read_all,
)


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_jag(tmp_path / "hub")


# --- words ---


@pytest.mark.parametrize("field", ["heading", "words", "reason"])
@pytest.mark.parametrize("typed", ["Visit Mrs Jane Doe", "Ring 07700 900123", "x"])
def test_words_that_may_point_at_a_person_are_refused_in_the_annex_too(hub: Hub, field: str, typed: str) -> None:
    one = hold(hub)
    begin_minutes(hub.register, ALL, one, ANALYST, AT)
    asked = disclosure(hub) if field == "reason" else decision("closed")
    before = len(entries(hub))
    with pytest.raises(MeetingRefused) as found:
        write_item(hub.register, ALL, one, Wording(**{**vars(asked), field: typed}), CHAIR, AT)
    assert typed not in str(found.value)
    assert len(entries(hub)) == before
    assert item_numbers(hub, one, "closed") == []


def test_a_disclosure_needs_its_origin_and_who_needs_to_know_and_stands_in_the_annex_alone(hub: Hub) -> None:
    one = hold(hub)
    begin_minutes(hub.register, ALL, one, ANALYST, AT)
    made = vars(disclosure(hub))
    parish = member(hub, "parish-council").id
    for wrong in ({"origin": ""}, {"origin": PARISH}, {"need": ()}, {"need": (parish,)}, {"document": "open"}):
        with pytest.raises(MeetingRefused):
            write_item(hub.register, ALL, one, Wording(**{**made, **wrong}), CHAIR, AT)
    assert item_numbers(hub, one, "closed") == item_numbers(hub, one) == []


def test_the_ledger_has_who_did_what_and_no_word_of_it(hub: Hub) -> None:
    one = hold(hub)
    begin_minutes(hub.register, ALL, one, ANALYST, AT)
    write_item(hub.register, ALL, one, disclosure(hub), CHAIR, AT)
    write_item(hub.register, ALL, one, decision(words="The gates of the canal."), ANALYST, AT)
    strike_item(hub.register, ALL, one, item_numbers(hub, one)[0], ANALYST, AT)
    done = [
        (row["action"], row["who"], json.loads(row["detail"])) for row in entries(hub) if "minutes" in row["action"]
    ]
    assert [(what, who, about["document"]) for what, who, about in done] == [
        ("minutes begun", "ann", "open"),
        ("minutes begun", "ann", "closed"),
        ("minutes written", "cleo", "closed"),
        ("minutes written", "ann", "open"),
        ("minutes struck", "ann", "open"),
    ]
    assert all(about["meeting"] == one and about["agency"] in (COUNCIL, POLICE) for _, _, about in done)
    assert SECRET not in str(entries(hub)) and "gates" not in str(entries(hub))


# --- approved, circulated, corrected ---


def test_they_are_approved_once_the_chair_has_read_both_as_they_stand(hub: Hub) -> None:
    one = hold(hub)
    draft(hub, one)
    said = missing(hub, one, "approved")
    assert '"Minutes" was not read' in said and '"Restricted annex to the minutes" was not read' in said
    read_all(hub, one)
    write_item(hub.register, ALL, one, decision(words="One more thing was decided."), ANALYST, AT)
    assert missing(hub, one, "approved") == 'missing: "Minutes" was not read by the chair as it stands now.'
    read_all(hub, one)
    step(hub, one, "approved")
    noted = json.loads(entries(hub, 1)[0]["detail"])
    assert noted["minutes"] == {
        each: f"version 1, sha256 {paper_of(hub, one, each).digest}" for each in ("open", "closed")
    }


def test_what_was_shown_has_to_be_what_is_read(hub: Hub) -> None:
    one = hold(hub)
    draft(hub, one)
    shown = paper_of(hub, one).digest
    write_item(hub.register, ALL, one, decision(words="Written while the chair reads."), ANALYST, AT)
    with pytest.raises(MeetingRefused, match="have changed since you read them"):
        look_at(hub.register, ALL, one, "open", shown, CHAIR, AT)


def test_after_approval_the_words_are_locked_whatever_changes_elsewhere(hub: Hub) -> None:
    one = approved(hub)
    kept = {each: paper_of(hub, one, each).as_json() for each in ("open", "closed")}
    number = item_numbers(hub, one)[0]
    for tried in (
        lambda: write_item(hub.register, ALL, one, decision(), CHAIR, AT),
        lambda: strike_item(hub.register, ALL, one, number, CHAIR, AT),
        lambda: note_apologies(hub.register, ALL, one, (), CHAIR, AT),
        lambda: look_at(hub.register, ALL, one, "open", "x", CHAIR, AT),
        lambda: begin_minutes(hub.register, ALL, one, CHAIR, AT),
    ):
        with pytest.raises(MeetingRefused):
            tried()  # type: ignore[no-untyped-call]
    act(hub, "Raised after the approval")
    plan(hub, 14)
    withdraw_statement(hub.register, ALL, member(hub, "housing").id, CHAIR, AT)
    assert {each: paper_of(hub, one, each).as_json() for each in kept} == kept


def test_circulation_judges_every_text_again_and_names_item_and_rule_but_no_word(hub: Hub) -> None:
    one = approved(hub)
    attest(hub.register, ALL, one, [point.code for point in checks_before("circulated")], CHAIR, AT)
    with hub.register.writing() as connection:  # as if a detector had learned since
        connection.exec_driver_sql(
            "UPDATE jag_minutes SET content = replace(content, 'Ask the landlords', 'Ask Mrs Jane Doe')"
        )
    said = missing(hub, one, "circulated")
    assert '"New actions", line 1, "Action": what looks like' in said
    assert "Jane" not in said and "Doe" not in said


def test_posts_signatories_and_code_lists_are_known_by_their_list(hub: Hub) -> None:
    one = approved(hub)
    with hub.register.writing() as connection:
        name = "Shirley West Council"
        connection.exec_driver_sql("UPDATE organisations SET name = ? WHERE name = ?", (name, COUNCIL))
        connection.exec_driver_sql(f"UPDATE jag_minutes SET content = replace(content, '{COUNCIL}', '{name}')")
    attest(hub.register, ALL, one, ["clean"], CHAIR, AT)
    step(hub, one, "circulated")
    with hub.register.writing() as connection:
        connection.exec_driver_sql("UPDATE jag_meetings SET state = 'approved'")
        connection.exec_driver_sql("UPDATE organisations SET name = 'Somebody else' WHERE name = ?", (name,))
    assert '"Attendance", line 1, "Organisation"' in missing(hub, one, "circulated")


def test_a_correction_is_a_new_version_that_says_so_and_is_approved_and_circulated_anew(hub: Hub) -> None:
    one = approved(hub)
    attest(hub.register, ALL, one, ["clean"], CHAIR, AT)
    step(hub, one, "circulated")
    old = paper_of(hub, one)
    with pytest.raises(MeetingRefused, match="may point at a person"):
        correct_minutes(hub.register, ALL, one, "open", "Mrs Jane Doe was there", CHAIR, AT)
    with pytest.raises(AccessRefused):
        correct_minutes(hub.register, ALL, one, "open", "A decision was left out.", ANALYST, AT)
    correct_minutes(hub.register, ALL, one, "open", "A decision was left out.", CHAIR, at(3))
    new = paper_of(hub, one)
    assert (new.version, new.corrects) == (2, "A decision was left out.")
    assert rows(new, "Decisions") == rows(old, "Decisions")
    assert meeting(hub, one).state == "minutes drafted"
    assert "clean" not in json.loads(meeting(hub, one).attested)
    write_item(hub.register, ALL, one, decision(words="What was left out."), ANALYST, at(3))
    with pytest.raises(MeetingRefused, match="locked"):
        write_item(hub.register, ALL, one, disclosure(hub), CHAIR, at(3))
    assert missing(hub, one, "approved") == 'missing: "Minutes" was not read by the chair as it stands now.'
    look_at(hub.register, ALL, one, "open", paper_of(hub, one).digest, CHAIR, at(3))
    take_step(hub.register, ALL, one, "approved", CHAIR, at(3))
    assert "1 point of the chair's checklist" in missing(hub, one, "circulated")
    assert len(rows(paper_of(hub, one), "Decisions")) == 2
    with hub.register.reading() as connection:
        found, first = find_meeting(connection, ALL, one), find_version(connection, one, "open", 1)
        assert compose(connection, found, first) == old, "the version before stays on record"


def test_a_draft_is_not_corrected(hub: Hub) -> None:
    one = hold(hub)
    draft(hub, one)
    with pytest.raises(MeetingRefused, match="not approved"):
        correct_minutes(hub.register, ALL, one, "open", "It was wrong.", CHAIR, AT)


def test_an_act_whose_entry_fails_is_not_done(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    one = hold(hub)
    draft(hub, one)
    before = item_numbers(hub, one)

    def fail(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("hub.meetings.minute_versions.append", fail)
    for tried in (
        lambda: write_item(hub.register, ALL, one, decision(), CHAIR, AT),
        lambda: strike_item(hub.register, ALL, one, before[0], CHAIR, AT),
        lambda: note_apologies(hub.register, ALL, one, (member(hub, "housing").id,), CHAIR, AT),
        lambda: look_at(hub.register, ALL, one, "open", paper_of(hub, one).digest, CHAIR, AT),
    ):
        with pytest.raises(ZeroDivisionError):
            tried()  # type: ignore[no-untyped-call]
    assert item_numbers(hub, one) == before
    with hub.register.reading() as connection:
        version = find_version(connection, one, "open")
    assert (version.apologies, version.looked) == ((), None)
