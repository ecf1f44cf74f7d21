"""Assessments: begun, written in, frozen whole and opened again; what was frozen stays, whatever comes later."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from hub.access.identity import Identity
from hub.access.refusal import AccessRefused
from hub.assessments import freezing
from hub.assessments.drafting import assign_meeting, begin_draft, open_again, write_words
from hub.assessments.freezing import freeze, list_packs, note_taking, take_pack
from hub.assessments.refusal import AssessmentRefused
from hub.assessments.standing import Shelf, read_for_meeting, read_standing
from hub.assessments.tables import PACKS
from hub.assessments.versions import About, list_versions, words_in_force
from hub.disclosure.rules import ReleaseRefused
from hub.geography import ALL
from hub.governance.grants import give_grant, revoke_grant
from hub.governance.reviews import refuse_review, withdraw_review
from hub.hub import Hub, open_hub
from hub.meetings.refusal import MeetingRefused
from hub.products.product import Product
from hub.products.written import list_slots
from hub.release import release
from hub.release_beside import standing_version
from hub.release_review import approve_release, draft_release
from ingest.periods import Period
from tests.unit.hub.assessed import ABOUT, MONTH, SAID, SLOT, ask, draft, end, make_assessed, plan_one, sit, slots
from tests.unit.hub.jag import ANALYST, AT, BOARD, CHAIR, COUNCIL, DAY, OTHER_CHAIR, at, entries
from tests.unit.hub.small_hub import receive
from tests.unit.hub.test_release_audit import scattered

SECOND = Identity("second", "liaison", "Another organisation")
KEEPER = Identity("keeper", "administrator", COUNCIL)
WARD = "E8500000001"
WHO_MAY_NOT = (BOARD, SECOND, OTHER_CHAIR, KEEPER, replace(ANALYST, areas=(WARD,)))


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_assessed(tmp_path)


def write(hub: Hub, identity: str, words: str = SAID, slot: str = SLOT, who: Identity = ANALYST) -> None:
    write_words(hub, identity, {slot: words}, slots(hub), who, AT)


def words_of(hub: Hub) -> str:
    return repr(ask(hub).sections)


# --- a draft and its words ---


def test_an_assessment_is_begun_once_and_its_words_stand_in_both_packs(hub: Hub) -> None:
    before, version = ask(hub).release_id, standing(hub)
    made = draft(hub)
    assert (made.version, made.state) == (1, "draft")
    assert ask(hub).release_id == before, "nothing was written yet"
    write(hub, made.id)
    for audience in ("open", "closed"):
        assert SAID in repr(ask(hub, audience).sections)
    assert ask(hub).release_id != before, "other words are another release"
    assert standing(hub) != version, "and what a page keeps is made anew"
    write(hub, made.id, "")
    assert ask(hub).release_id == before, "words that are taken out leave what is drafted from the data"
    with pytest.raises(AssessmentRefused, match="begun already"):
        draft(hub)


def test_a_strategic_assessment_is_written_in_and_frozen_for_the_board(hub: Hub) -> None:
    about = replace(ABOUT, product="strategic-assessment")
    made = begin_draft(hub, about, ANALYST, "", AT)

    def asked() -> Product:
        return release(hub, about.product, period=Period.parse(MONTH), audience="board", who=ANALYST, today=DAY)

    write_words(hub, made.id, {"recommendations": SAID}, list_slots(asked().sections), ANALYST, AT)
    assert SAID in repr(asked().sections)
    assert SAID not in words_of(hub), "of another product it is no word"
    freeze(hub, made.id, ANALYST, AT)
    (pack,) = list_packs(hub, made.id)
    assert pack.audience == "board"
    assert take_pack(hub, made.id, "board", BOARD, AT)[2].startswith(b"%PDF")


def standing(hub: Hub) -> str:
    return standing_version(hub, ABOUT.product, "open", DAY, ANALYST, None)


def test_words_of_one_assessment_are_in_no_other(hub: Hub, tmp_path: Path) -> None:
    receive(hub, scattered(tmp_path, "2025-02", 1))
    write(hub, draft(hub).id)
    for asked in ({"period": "2025-02"}, {"area": WARD}):
        when = Period.parse(str(asked.get("period", MONTH)))
        other = release(hub, ABOUT.product, period=when, audience="open", who=ANALYST, area=asked.get("area"))
        assert SAID not in repr(other.sections)


def test_words_about_the_whole_partnership_are_not_told_to_somebody_limited_to_some_areas(hub: Hub) -> None:
    write(hub, draft(hub).id)
    limited = replace(ANALYST, areas=(WARD,))
    assert SAID not in repr(ask(hub, who=limited).sections)
    assert read_standing(hub, limited, ABOUT, AT) is None


@pytest.mark.parametrize("words", ["There were 7 of them.", "Three of them were sheds.", "Up by ⅓"])
def test_a_figure_is_refused_by_its_slot_and_never_quoted(hub: Hub, words: str) -> None:
    made, title = draft(hub), slots(hub)[SLOT]
    with pytest.raises(AssessmentRefused, match="holds a") as refused:
        write(hub, made.id, words)
    assert title in str(refused.value)
    assert words not in str(refused.value)
    assert words_in_force(hub.register, ABOUT) == {}


def test_what_may_point_at_a_person_is_refused_and_every_slot_is_named_at_once(hub: Hub) -> None:
    made, known = draft(hub), slots(hub)
    typed = {SLOT: "Seen with Mr John Smith", "events": "Some 7 events", "gaps": "Nothing of last week came in."}
    with pytest.raises(AssessmentRefused) as refused:
        write_words(hub, made.id, typed, known, ANALYST, AT)
    assert all(known[one] in str(refused.value) for one in (SLOT, "events"))
    assert known["gaps"] not in str(refused.value)
    assert "Smith" not in str(refused.value)
    assert words_in_force(hub.register, ABOUT) == {}, "and nothing of them is kept"


def test_words_may_have_lines_and_no_slot_of_another_name(hub: Hub) -> None:
    made = draft(hub)
    write(hub, made.id, "  One   thing.\n\n Another thing.  ")
    assert words_in_force(hub.register, ABOUT) == {SLOT: "One thing.\nAnother thing."}
    with pytest.raises(AssessmentRefused, match="no such place"):
        write(hub, made.id, SAID, "figures")
    with pytest.raises(AssessmentRefused, match="needs a sentence") as refused:
        write(hub, made.id, "long " * 300)
    assert isinstance(refused.value, AssessmentRefused) and not isinstance(refused.value, MeetingRefused)


def test_every_act_is_in_the_ledger_without_a_word_of_what_was_typed(hub: Hub) -> None:
    made = draft(hub, plan_one(hub))
    write(hub, made.id)
    write(hub, made.id)
    freeze(hub, made.id, ANALYST, AT)
    open_again(hub, made.id, ANALYST, AT)
    known = ("begin assessment", "write words", "freeze")
    acts = [one for one in entries(hub) if one["action"] in known]
    assert [one["action"] for one in acts] == ["begin assessment", "write words", "freeze", "begin assessment"]
    assert json.loads(acts[1]["detail"])["slots"] == [SLOT], "and what did not change is not written"
    assert SAID not in repr(entries(hub))
    sums = json.loads(acts[2]["detail"])["packs"]
    assert {name: one["sha256"] for name, one in sums.items()} == {
        one.audience: one.sha256 for one in list_packs(hub, made.id)
    }


@pytest.mark.parametrize("who", WHO_MAY_NOT, ids=lambda one: f"{one.role}-{one.organisation}-{one.areas}")
def test_nobody_else_begins_writes_freezes_or_opens_again(hub: Hub, who: Identity) -> None:
    made, known = draft(hub), slots(hub)
    other = About(ABOUT.product, WARD, MONTH, ABOUT.dataset)
    acts: tuple[Callable[[], object], ...] = (
        lambda: begin_draft(hub, other, who, "", AT),
        lambda: write_words(hub, made.id, {SLOT: SAID}, known, who, AT),
        lambda: assign_meeting(hub, made.id, "", who, AT),
        lambda: freeze(hub, made.id, who, AT),
        lambda: open_again(hub, made.id, who, AT),
    )
    before = len(entries(hub))
    for act in acts:
        with pytest.raises(AccessRefused):
            act()
    noted = entries(hub)[before:]
    assert [(one["action"], one["subject"]) for one in noted] == [("refused", ABOUT.product)] * len(acts)
    assert [one.state for one in list_versions(hub.register, ABOUT)] == ["draft"]


def test_the_chair_prepares_the_assessment_of_their_own_jag(hub: Hub) -> None:
    made = draft(hub, who=CHAIR)
    write(hub, made.id, who=CHAIR)
    assert freeze(hub, made.id, CHAIR, AT).frozen_by == CHAIR.name


def test_only_what_the_hub_holds_is_begun_and_only_for_a_meeting_that_is_ahead(hub: Hub) -> None:
    for changed in ({"area": "E99"}, {"period": "2024-12"}, {"dataset": "fires"}):
        with pytest.raises(ReleaseRefused):
            begin_draft(hub, replace(ABOUT, **changed), ANALYST, "", AT)
    with pytest.raises(AccessRefused):
        begin_draft(hub, replace(ABOUT, product="problem-profile"), ANALYST, "", AT)
    with pytest.raises(AssessmentRefused, match="not kept as an assessment"):
        begin_draft(hub, replace(ABOUT, product="hotspot-explorer"), ANALYST, "", AT)
    with pytest.raises(AssessmentRefused, match="still ahead"):
        draft(hub, "m-none")
    meeting = plan_one(hub)
    made = draft(hub)
    assert assign_meeting(hub, made.id, meeting, ANALYST, AT).meeting == meeting
    assert assign_meeting(hub, made.id, "", ANALYST, AT).meeting == ""


# --- frozen ---


def test_a_later_look_gives_the_same_bytes_whatever_changed_since(hub: Hub, tmp_path: Path) -> None:
    made = draft(hub)
    write(hub, made.id)
    frozen = freeze(hub, made.id, ANALYST, AT)
    assert (frozen.state, frozen.data_version) == ("frozen", hub.data_version())
    found, pack, content = take_pack(hub, made.id, "open", ANALYST, AT)
    assert content.startswith(b"%PDF-") and pack.release == ask(hub).release_id
    again = open_again(hub, made.id, ANALYST, at(1))
    assert (again.version, again.state) == (2, "draft")
    assert words_in_force(hub.register, ABOUT) == {SLOT: SAID}, "it begins with the words of the first"
    write(hub, again.id, "Other words by now.")
    receive(hub, scattered(tmp_path, MONTH, 3))
    assert ask(hub).release_id != pack.release
    assert take_pack(open_hub(hub.settings.directory), made.id, "open", BOARD, at(400))[2] == content
    freeze(hub, again.id, ANALYST, at(2))
    assert [one.state for one in list_versions(hub.register, ABOUT)] == ["frozen", "superseded"]
    assert "superseded" in list_versions(hub.register, ABOUT)[1].title
    assert take_pack(hub, made.id, "open", ANALYST, at(3))[2] == content, "and what was superseded stays readable"
    assert take_pack(hub, again.id, "open", ANALYST, at(3))[2] != content
    note_taking(hub, found, pack, ANALYST)
    assert json.loads(entries(hub, 1)[0]["detail"])["sha256"] == pack.sha256


def test_no_command_alters_what_was_frozen(hub: Hub) -> None:
    made, known = draft(hub), slots(hub)
    write(hub, made.id)
    freeze(hub, made.id, ANALYST, AT)
    before = list_versions(hub.register, ABOUT), list_packs(hub, made.id), take_pack(hub, made.id, "open", ANALYST, AT)
    acts: tuple[Callable[[], object], ...] = (
        lambda: write_words(hub, made.id, {SLOT: "Others."}, known, ANALYST, AT),
        lambda: write_words(hub, made.id, {SLOT: ""}, known, CHAIR, AT),
        lambda: assign_meeting(hub, made.id, "", ANALYST, AT),
        lambda: freeze(hub, made.id, ANALYST, at(1)),
        lambda: draft(hub),
    )
    for act in acts:
        with pytest.raises(AssessmentRefused):
            act()
    after = list_versions(hub.register, ABOUT), list_packs(hub, made.id), take_pack(hub, made.id, "open", ANALYST, AT)
    assert after == before
    open_again(hub, made.id, ANALYST, AT)
    with pytest.raises(AssessmentRefused, match="later version"):
        open_again(hub, made.id, ANALYST, AT)


def test_bytes_that_were_changed_in_the_register_are_not_given_out(hub: Hub) -> None:
    made = draft(hub)
    freeze(hub, made.id, ANALYST, AT)
    with hub.register.writing() as connection:
        connection.execute(update(PACKS).values(content=b"%PDF-other"))
    with pytest.raises(AssessmentRefused, match="not the one that was frozen"):
        take_pack(hub, made.id, "open", ANALYST, AT)


def test_words_that_are_written_while_the_packs_are_made_are_not_passed_over(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, written = draft(hub), freezing.write_pdf

    def meanwhile(product: object) -> bytes:
        write(hub, made.id, "Somebody else writes.")
        return written(product)  # type: ignore[arg-type]

    monkeypatch.setattr(freezing, "write_pdf", meanwhile)
    with pytest.raises(AssessmentRefused, match="changed while"):
        freeze(hub, made.id, ANALYST, AT)
    assert list_versions(hub.register, ABOUT)[0].state == "draft"
    assert list_packs(hub, made.id) == ()


def test_words_about_a_place_that_is_another_by_now_are_to_be_read_again(hub: Hub) -> None:
    made = draft(hub)
    write_words(hub, made.id, {SLOT: SAID}, {SLOT: "Hotspot A, Castle: Likely causes"}, ANALYST, AT)
    with pytest.raises(AssessmentRefused, match="show no more") as refused:
        freeze(hub, made.id, ANALYST, AT)
    assert "Castle" in str(refused.value)
    write(hub, made.id)
    assert freeze(hub, made.id, ANALYST, AT).state == "frozen"


# --- review ---


def review(hub: Hub) -> str:
    return draft_release(hub, ABOUT.product, period=Period.parse(MONTH), audience="open", who=ANALYST).id


def stage(hub: Hub, identity: str) -> str:
    return next(one.stage for one in list_packs(hub, identity) if one.audience == "open")


def test_freezing_releases_nothing_and_a_draft_says_so_on_its_pages(hub: Hub) -> None:
    made = draft(hub)
    freeze(hub, made.id, ANALYST, AT)
    assert stage(hub, made.id) == "draft"
    (opened, closed) = list_packs(hub, made.id)
    assert "DRAFT, NOT RELEASED" in opened.marking and "DRAFT-NOT-RELEASED" in opened.file_name
    assert opened.file_name.endswith("_version-1.pdf")
    assert closed.stage == "shared"


def test_what_waits_for_a_second_person_or_was_refused_is_not_frozen(hub: Hub) -> None:
    made = draft(hub)
    waiting = review(hub)
    with pytest.raises(AssessmentRefused, match="under review"):
        freeze(hub, made.id, ANALYST, AT)
    refuse_review(hub.register, waiting, "The picture is not clear.", SECOND)
    with pytest.raises(AssessmentRefused, match="is refused"):
        freeze(hub, made.id, ANALYST, AT)
    write(hub, made.id)
    assert freeze(hub, made.id, ANALYST, AT).state == "frozen", "other words are another release"


def test_a_released_pack_is_frozen_as_released_and_locked_once_it_is_withdrawn(hub: Hub) -> None:
    made, waiting = draft(hub), review(hub)
    approve_release(hub, waiting, SECOND)
    freeze(hub, made.id, ANALYST, AT)
    assert stage(hub, made.id) == "released"
    assert take_pack(hub, made.id, "open", BOARD, AT)[2].startswith(b"%PDF-")
    withdraw_review(hub.register, waiting, "A provider found a fault.", SECOND)
    with pytest.raises(AssessmentRefused, match="withdrawn"):
        take_pack(hub, made.id, "open", BOARD, AT)


# --- who takes a pack ---


def test_the_closed_pack_opens_to_the_chair_in_the_closed_session_and_locks_when_it_ends(hub: Hub) -> None:
    meeting = plan_one(hub)
    made = draft(hub, meeting)
    freeze(hub, made.id, ANALYST, AT)

    def take(who: Identity) -> bytes:
        return take_pack(hub, made.id, "closed", who, AT)[2]

    for who in (CHAIR, ANALYST, SECOND, BOARD, OTHER_CHAIR):
        with pytest.raises(AccessRefused):
            take(who)
    assert [len(one.packs) for one in _shelves(hub, CHAIR)] == [1]
    sit(hub, meeting)
    assert take(CHAIR).startswith(b"%PDF-")
    assert [len(one.packs) for one in _shelves(hub, CHAIR)] == [2]
    for who in (ANALYST, SECOND, BOARD, OTHER_CHAIR):
        with pytest.raises(AccessRefused):
            take(who)
    end(hub, meeting)
    with pytest.raises(AccessRefused, match="lock when the meeting ends"):
        take(CHAIR)
    assert [one["action"] for one in entries(hub, 1)] == ["refused"]


def _shelves(hub: Hub, who: Identity) -> tuple[Shelf, ...]:
    standing = read_standing(hub, who, ABOUT, AT)
    assert standing is not None
    return standing.shelves


def test_a_pack_with_small_counts_locks_when_its_grant_ends(hub: Hub) -> None:
    owner = Identity("owner", "liaison", str(hub.store.batches()[0]["provider"]))
    given = give_grant(hub.register, "recorded-crime", owner.organisation, "closed", owner, now=AT)
    meeting = plan_one(hub)
    made = draft(hub, meeting)
    freeze(hub, made.id, ANALYST, AT)
    assert list_packs(hub, made.id)[1].grants == (given.id,)
    sit(hub, meeting)
    assert take_pack(hub, made.id, "closed", CHAIR, AT)[2].startswith(b"%PDF-")
    revoke_grant(hub.register, given.id, owner)
    with pytest.raises(AssessmentRefused, match="grant"):
        take_pack(hub, made.id, "closed", CHAIR, AT)


def test_somebody_limited_to_some_areas_takes_no_pack_of_the_whole(hub: Hub) -> None:
    made = draft(hub)
    freeze(hub, made.id, ANALYST, AT)
    with pytest.raises(AccessRefused, match="every area"):
        take_pack(hub, made.id, "open", replace(BOARD, areas=(WARD,)), AT)


def test_a_meeting_tells_its_chair_where_its_packs_stand(hub: Hub) -> None:
    meeting = plan_one(hub)
    assert read_for_meeting(hub, CHAIR, meeting, AT) == ()
    made = draft(hub, meeting)
    (found,) = read_for_meeting(hub, CHAIR, meeting, AT)
    assert (found.state, found.shelf) == ("…\u00a0draft", None)
    freeze(hub, made.id, ANALYST, AT)
    open_again(hub, made.id, ANALYST, AT)
    (found,) = read_for_meeting(hub, ANALYST, meeting, AT)
    assert found.state.endswith("frozen, version 1, on 4 March 2025; version 2 is a draft")
    assert found.shelf is not None and [one.audience for one in found.shelf.packs] == ["open"]
    for who in (BOARD, OTHER_CHAIR, SECOND):
        assert read_for_meeting(hub, who, meeting, AT) == ()
    assert read_for_meeting(hub, CHAIR, "m-none", AT) == ()


def test_the_board_sees_no_draft_and_the_pack_of_the_open_session(hub: Hub) -> None:
    made = draft(hub)
    standing = read_standing(hub, BOARD, ABOUT, AT)
    assert standing is not None and (standing.shelves, standing.prepares, standing.words) == ((), False, {})
    freeze(hub, made.id, ANALYST, AT)
    standing = read_standing(hub, BOARD, ABOUT, AT)
    assert standing is not None
    assert [[one.audience for one in shelf.packs] for shelf in standing.shelves] == [["open"]]
    assert read_standing(hub, BOARD, About("hotspot-explorer", ALL, MONTH, "recorded-crime"), AT) is None
