"""What leaves the partnership is drafted by one person and released by another of a different line."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from hub import release_audit
from hub.__main__ import app
from hub.access.accounts import add_account
from hub.access.identity import Identity
from hub.access.organisations import sign_agreement
from hub.access.refusal import AccessRefused
from hub.disclosure.sharing import PROTECTS, REASONS, SMALL
from hub.geography import ALL
from hub.governance.reviews import (
    NEXT,
    Drafted,
    ReviewRefused,
    approve_review,
    list_reviews,
    open_review,
    refuse_review,
    withdraw_review,
)
from hub.hub import Hub
from hub.ledger import read_entries
from hub.products.product import Product
from hub.reason import ReasonRefused
from hub.register import LATTICES
from hub.release import release
from hub.release_review import approve_release, draft_release, explain_gaps
from ingest.periods import Period
from tests.unit.hub.people import without_devices
from tests.unit.hub.small_hub import WHO, make_hub, receive
from tests.unit.hub.test_release_audit import scattered, tamper

MONTH = "2025-01"
SECOND = Identity("second", "liaison", "Borough council")
ASKED = {"period": Period.parse(MONTH), "audience": "open"}


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    made = make_hub(tmp_path / "hub")
    receive(made, scattered(tmp_path, MONTH, 0))
    return made


def ask(hub: Hub) -> Product:
    return release(hub, "tactical-assessment", period=Period.parse(MONTH), audience="open", who=WHO)


def draft(hub: Hub, who: Identity = WHO):
    return draft_release(hub, "tactical-assessment", **ASKED, who=who)  # type: ignore[arg-type]


def last_act(hub: Hub) -> tuple[str, str, str]:
    with hub.register.reading() as connection:
        (row,) = read_entries(connection, 1)
    return row["who"], row["action"], row["subject"]


def test_a_published_product_is_a_draft_until_a_second_person_of_another_line_has_released_it(hub: Hub) -> None:
    assert ask(hub).marking.endswith("DRAFT, NOT RELEASED")
    made = draft(hub)
    assert made.state == "audited"
    assert "waits for a second person" in ask(hub).standing
    assert ask(hub).marking.endswith("DRAFT, NOT RELEASED")
    assert approve_release(hub, made.id, SECOND).state == "released"
    assert ask(hub).marking == "OFFICIAL"
    assert "released by Borough council" in ask(hub).standing
    withdraw_review(hub.register, made.id, "a provider found a fault in its extract", SECOND)
    assert ask(hub).marking.endswith("WITHDRAWN")


@pytest.mark.parametrize(
    "who",
    [
        Identity(WHO.name, "liaison", "Borough council"),
        Identity("colleague", "liaison", WHO.organisation),
    ],
)
def test_nobody_releases_what_they_or_their_colleagues_drafted(hub: Hub, who: Identity) -> None:
    made = draft(hub)
    with pytest.raises(ReviewRefused, match="second person of another line"):
        approve_release(hub, made.id, who)
    assert last_act(hub) == (who.name, "refused", "release-review")
    with pytest.raises(ReviewRefused, match="second person of another line"):
        approve_review(hub.register, made.id, who)
    assert list_reviews(hub.register)[0].state == "audited"
    assert refuse_review(hub.register, made.id, "the map is hard to read", who).state == "refused", "they may"


@pytest.mark.parametrize("role", ["analyst", "chair", "board", "administrator"])
def test_only_a_liaison_officer_decides_or_sees_why(hub: Hub, role: str) -> None:
    made, who = draft(hub), Identity("x", role, "Borough council")  # type: ignore[arg-type]
    for act in (
        lambda: approve_release(hub, made.id, who),
        lambda: refuse_review(hub.register, made.id, "not now", who),
        lambda: explain_gaps(hub, made.id, who),
    ):
        with pytest.raises(AccessRefused):
            act()


@pytest.mark.parametrize(("role", "product"), [("board", "strategic-summary"), ("chair", "strategic-summary")])
def test_only_who_may_prepare_a_product_drafts_its_release(hub: Hub, role: str, product: str) -> None:
    who = Identity("x", role, "Borough council")  # type: ignore[arg-type]
    with pytest.raises(AccessRefused):
        draft_release(hub, product, period=Period.parse(MONTH), audience="board", who=who)
    assert list_reviews(hub.register) == ()


def test_a_shared_audience_needs_no_review(hub: Hub) -> None:
    with pytest.raises(ReviewRefused, match="only what leaves"):
        draft_release(hub, "tactical-assessment", period=Period.parse(MONTH), audience="closed", who=WHO)
    closed = release(hub, "tactical-assessment", period=Period.parse(MONTH), audience="closed", who=WHO)
    assert (closed.standing, closed.marking) == ("", "OFFICIAL-SENSITIVE")


def test_a_release_is_reviewed_once_and_a_refused_one_can_be_drafted_again(hub: Hub) -> None:
    made = draft(hub)
    with pytest.raises(ReviewRefused, match="under review"):
        draft(hub)
    with pytest.raises(ReasonRefused):
        refuse_review(hub.register, made.id, "", SECOND)
    refuse_review(hub.register, made.id, "the map is hard to read", SECOND)
    again = draft(hub)
    assert [one.state for one in list_reviews(hub.register)] == ["refused", "audited"]
    assert again.id != made.id


def test_each_change_of_state_stands_in_the_ledger_with_who_and_from_where_to_where(hub: Hub) -> None:
    made = draft(hub)
    approve_release(hub, made.id, SECOND)
    withdraw_review(hub.register, made.id, "a provider found a fault in its extract", SECOND)
    with hub.register.reading() as connection:
        found = [one for one in reversed(read_entries(connection, 1_000)) if one["action"] == "review"]
    steps = [(one["who"], json.loads(one["detail"])) for one in found]
    assert [(who, told["from"], told["to"]) for who, told in steps] == [
        ("tester", "draft", "suppressed"),
        ("tester", "suppressed", "audited"),
        ("second", "audited", "approved"),
        ("second", "approved", "released"),
        ("second", "released", "withdrawn"),
    ]
    assert {told["release"] for _, told in steps} == {made.release}
    assert steps[-1][1]["reason"].startswith("a provider")
    assert hub.verify_ledger().broken_at is None


def test_no_state_can_be_skipped(hub: Hub) -> None:
    made = draft(hub)
    with pytest.raises(ReviewRefused, match="cannot go from audited to withdrawn"):
        withdraw_review(hub.register, made.id, "too early for that", SECOND)
    refuse_review(hub.register, made.id, "the map is hard to read", SECOND)
    for act in (approve_review,):
        with pytest.raises(ReviewRefused, match="cannot go from refused"):
            act(hub.register, made.id, SECOND)
    assert set(NEXT) == {"draft", "suppressed", "audited", "approved", "released"}


def test_what_the_attack_breaks_cannot_be_released(hub: Hub) -> None:
    ask(hub)

    def give_away(document: dict) -> None:
        gaps = [cell for cell in document["publications"][0]["cells"] if cell["v"] is None]
        gaps[0]["v"] = 3

    tamper(hub, give_away)
    made = draft(hub)
    assert made.state == "failed"
    with pytest.raises(ReviewRefused, match="cannot go from failed"):
        approve_review(hub.register, made.id, SECOND)
    assert ask(hub).marking.endswith("DRAFT, NOT RELEASED")
    assert "the attack found what can be worked out" in ask(hub).standing
    assert "None" not in ask(hub).standing


def test_what_was_attacked_once_is_not_attacked_again_but_by_the_audit_of_all(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(hub, scattered(tmp_path, "2025-02", 1))
    attacked: list[str] = []
    attack = release_audit._attack
    monkeypatch.setattr(release_audit, "_attack", lambda *asked: attacked.append(asked[2]) or attack(*asked))
    draft(hub)
    assert attacked == [MONTH]
    later = {"period": Period.parse("2025-02"), "audience": "open", "who": WHO}
    draft_release(hub, "tactical-assessment", **later)  # type: ignore[arg-type]
    assert attacked == [MONTH, "2025-02"]  # January is compared with, and was attacked
    release_audit.audit_releases(hub, WHO)
    assert sorted(attacked[2:]) == [MONTH, "2025-02"]


def test_figures_that_changed_since_the_draft_are_not_released(hub: Hub, tmp_path: Path) -> None:
    made = draft(hub)
    receive(hub, scattered(tmp_path, MONTH, 4))
    with pytest.raises(ReviewRefused, match="have changed since"):
        approve_release(hub, made.id, SECOND)


def test_the_reviewer_sees_why_each_figure_is_hidden_and_the_ledger_notes_it(hub: Hub) -> None:
    made = draft(hub)
    gaps = explain_gaps(hub, made.id, SECOND)
    cells = [cell for one in ask(hub).publication["publications"] for cell in one["cells"]]
    hidden = [cell["k"] for cell in cells if cell["v"] is None and "m" not in cell]
    assert [(one.area, one.category) for one in gaps] == [(key["area"], key["category"]) for key in hidden]
    assert {one.reason for one in gaps} <= set(REASONS)
    assert {SMALL, PROTECTS} <= {one.reason for one in gaps}
    records, _ = hub.records()
    counts = records.table("event_counts").execute()
    for one in (one for one in gaps if one.category == ALL and one.area != ALL):
        column = "lsoa" if one.area.startswith("E81") else "ward"
        true = int(counts[counts[column] == one.area]["events"].sum())
        assert (one.reason == SMALL) == (1 <= true < 5), one.area
    with hub.register.reading() as connection:
        acts = [(one["action"], one["subject"], one["who"]) for one in read_entries(connection, 5)]
    assert ("view", "reasons", "second") in acts


def test_no_reason_stands_in_anything_that_readers_get(hub: Hub) -> None:
    explain_gaps(hub, draft(hub).id, SECOND)
    with hub.register.reading() as connection:
        documents = [row.document for row in connection.execute(select(LATTICES)).all()]
    product = json.dumps(ask(hub).publication)
    assert not any(reason in text for reason in REASONS for text in (*documents, product, str(ask(hub).sections)))


def test_a_review_of_nothing_is_refused(hub: Hub) -> None:
    with pytest.raises(ReviewRefused, match="no such review"):
        approve_release(hub, "r-none", SECOND)
    with pytest.raises(ReviewRefused, match="only what leaves"):
        open_review(hub.register, Drafted("x", "tactical-assessment", "closed", ALL, MONTH, "recorded-crime"), 0, WHO)


def test_two_persons_release_from_the_command_line(hub: Hub, tmp_path: Path) -> None:
    home, run = ["--hub", str(hub.settings.directory)], CliRunner()
    password = "a-long-enough-word-42"
    add_account(hub.register, "second", "liaison", "Borough council", password, WHO)
    sign_agreement(hub.register, "Borough council", WHO)
    add_account(hub.register, "first", "analyst", "The partnership", password, WHO)
    sign_agreement(hub.register, "The partnership", WHO)
    without_devices(hub.settings.directory)
    asked = ["tactical-assessment", "--period", MONTH, "--audience", "open", *home]
    written = run.invoke(app, ["release", *asked, "--format", "csv", "-o", str(tmp_path / "draft.csv")])
    assert "DRAFT, NOT RELEASED" in written.output
    assert "DRAFT, NOT RELEASED" in (tmp_path / "draft.csv").read_text(encoding="utf-8")
    assert run.invoke(app, ["review", "draft", *asked]).exit_code, "nobody drafts without an account"
    assert run.invoke(app, ["review", "draft", *asked, "--by", "first"], input=f"{password}\n").exit_code == 0
    (made,) = list_reviews(hub.register)
    assert (made.drafted_by, made.drafted_line) == ("first", "The partnership")
    review = made.id
    shown = run.invoke(app, ["review", "show", review, "--by", "second", *home], input=f"{password}\n")
    assert SMALL in shown.output
    assert run.invoke(app, ["review", "release", review, "--by", "second", *home], input="wrong-word-here\n").exit_code
    released = run.invoke(app, ["review", "release", review, "--by", "second", *home], input=f"{password}\n")
    assert "released" in released.output
    run.invoke(app, ["release", *asked, "--format", "csv", "-o", str(tmp_path / "out.csv")])
    assert "DRAFT" not in (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert "released" in run.invoke(app, ["review", "list", *home]).output
    given = ["grant", "give", "recorded-crime", "--provider", "Borough council", "--audience", "closed"]
    assert run.invoke(app, [*given, "--by", "second", *home], input=f"{password}\n").exit_code == 0
    assert "in force" in run.invoke(app, ["grant", "list", *home]).output
