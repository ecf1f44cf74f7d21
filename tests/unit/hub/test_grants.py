"""Small counts reach a shared audience only by their owner's recorded, revocable grant, and leave as no file."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hub.access.identity import Identity
from hub.access.refusal import AccessRefused
from hub.briefing import write_pdf
from hub.disclosure.marks import SafeCell
from hub.disclosure.rules import ReleaseRefused
from hub.export import FILES, PICTURES, list_pictures
from hub.geography import ALL
from hub.governance.grants import GrantRefused, cover, find_grants, give_grant, list_grants, revoke_grant
from hub.hub import Hub
from hub.ledger import read_entries
from hub.products.product import MapBlock, Product, SeriesBlock, TableBlock
from hub.reason import ReasonRefused
from hub.release import release
from hub.release_beside import standing_version
from ingest.periods import Period
from tests.unit.hub.small_hub import WHO, make_hub, receive
from tests.unit.hub.test_release_audit import scattered

MONTH = "2025-01"
POLICE = "Police force"
OFFICER = Identity("officer", "liaison", POLICE)
TODAY = date(2025, 6, 1)
NOW = datetime(2025, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """One month with counts of 0 to 6 in each area."""
    made = make_hub(tmp_path / "hub")
    receive(made, scattered(tmp_path, MONTH, 0), POLICE)
    return made


def ask(hub: Hub, audience: str, product: str = "hotspot-explorer") -> Product:
    return release(hub, product, period=Period.parse(MONTH), audience=audience, who=WHO, today=TODAY)


def figures(product: Product) -> list[SafeCell]:
    found: list[object] = []
    for block in (block for section in product.sections for block in section.blocks):
        if isinstance(block, TableBlock):
            found += [cell for row in block.rows for cell in row]
        elif isinstance(block, MapBlock):
            found += block.cells.values()
        elif isinstance(block, SeriesBlock):
            found += [cell for cells in block.series.values() for cell in cells]
    return [one for one in found if isinstance(one, SafeCell)]


def give(hub: Hub, audience: str = "partner", **more: object):
    return give_grant(hub.register, "recorded-crime", POLICE, audience, OFFICER, now=NOW, **more)  # type: ignore[arg-type]


def test_without_a_grant_a_shared_audience_sees_what_is_published(hub: Hub) -> None:
    assert not any(one.shared for one in figures(ask(hub, "partner")))
    assert any(not one.shown for one in figures(ask(hub, "partner")))
    assert not ask(hub, "partner").shared


def test_under_a_grant_small_counts_are_shown_marked_and_the_page_says_so(hub: Hub) -> None:
    published = {(one.value, one.mark) for one in figures(ask(hub, "open")) if one.shown}
    give(hub)
    product = ask(hub, "partner")
    shared = [one for one in figures(product) if one.shared]
    assert {one.value for one in shared} & {1, 2, 3, 4}
    assert all(one.text().endswith(" †") for one in shared)
    assert all((one.value, one.mark) in published for one in figures(product) if one.shown and not one.shared)
    assert "NOT FOR PUBLICATION" in product.marking
    assert f"by grant of {POLICE}" in product.suppression_note


def test_what_is_registered_of_a_shared_view_is_what_is_published(hub: Hub) -> None:
    before = ask(hub, "partner").publication
    give(hub)
    assert ask(hub, "partner").publication == before
    with hub.register.reading() as connection:
        newest = read_entries(connection, 1)[0]
    assert newest["action"] == "release"
    assert json.loads(newest["detail"])["grants"] == [list_grants(hub.register)[0].id]


@pytest.mark.parametrize("audience", ["open", "board"])
def test_no_grant_reaches_a_published_audience(hub: Hub, audience: str) -> None:
    give(hub, "closed")
    give(hub, "partner")
    assert not any(one.shared for one in figures(ask(hub, audience, "tactical-assessment")))
    with pytest.raises(GrantRefused, match="which is published"):
        give(hub, audience)


def test_a_grant_for_one_audience_is_none_for_another(hub: Hub) -> None:
    give(hub, "closed")
    assert not ask(hub, "partner").shared
    assert ask(hub, "closed").shared


def test_nothing_under_a_grant_leaves_as_a_file_but_the_closed_pack_on_paper(hub: Hub) -> None:
    give(hub, "partner")
    give(hub, "closed")
    partner, closed = ask(hub, "partner"), ask(hub, "closed")
    for product in (partner, closed):
        for write in FILES.values():
            with pytest.raises(ReleaseRefused, match="do not leave as a file"):
                write(product)
        for draw in PICTURES.values():
            with pytest.raises(ReleaseRefused, match="do not leave as a file"):
                draw(product, list_pictures(product)[0])
    with pytest.raises(ReleaseRefused, match="do not leave as a file"):
        write_pdf(partner)
    assert write_pdf(closed).startswith(b"%PDF")


def test_a_revoked_or_ended_grant_shows_nothing_from_then_on(hub: Hub) -> None:
    before = standing_version(hub, "area-profile", "partner", TODAY, WHO, None)
    held = give(hub, until=date(2025, 12, 31))
    assert standing_version(hub, "area-profile", "partner", TODAY, WHO, None) != before
    assert find_grants(hub.register, "partner", date(2025, 12, 31)) == (held,)
    assert find_grants(hub.register, "partner", date(2026, 1, 1)) == ()
    assert ask(hub, "partner").shared
    revoke_grant(hub.register, held.id, OFFICER)
    assert not ask(hub, "partner").shared
    assert standing_version(hub, "area-profile", "partner", TODAY, WHO, None) == before
    with pytest.raises(GrantRefused, match="it was revoked"):
        revoke_grant(hub.register, held.id, OFFICER)


@pytest.mark.parametrize(
    "who",
    [
        Identity("a", "analyst", POLICE),
        Identity("b", "administrator", POLICE),
        Identity("c", "liaison", "Another council"),
    ],
)
def test_only_the_owners_liaison_officer_gives_and_revokes(hub: Hub, who: Identity) -> None:
    with pytest.raises(AccessRefused):
        give_grant(hub.register, "recorded-crime", POLICE, "partner", who)
    held = give(hub)
    with pytest.raises(AccessRefused):
        revoke_grant(hub.register, held.id, who)
    assert list_grants(hub.register) == (held,)


def test_a_sensitive_data_set_is_granted_for_a_named_task_only(hub: Hub) -> None:
    name = "hospital-admissions"
    officer = Identity("nurse", "liaison", "NHS trust")
    with pytest.raises(GrantRefused, match="named task only"):
        give_grant(hub.register, name, "NHS trust", "closed", officer)
    with pytest.raises(ReasonRefused):
        give_grant(hub.register, name, "NHS trust", "closed", officer, task="for Mr John Smith of 12 High Street")
    given = give_grant(hub.register, name, "NHS trust", "closed", officer, task="Night time economy", now=NOW)
    assert find_grants(hub.register, "closed", TODAY) == ()
    assert find_grants(hub.register, "closed", TODAY, "another task") == ()
    assert find_grants(hub.register, "closed", TODAY, "Night time economy") == (given,)


@pytest.mark.parametrize("until", [date(2025, 5, 31), date(2026, 7, 1)])
def test_a_grant_ends_within_a_year(hub: Hub, until: date) -> None:
    with pytest.raises(GrantRefused, match="within a year"):
        give(hub, until=until)


def test_every_owner_of_a_months_records_must_have_granted(hub: Hub) -> None:
    held = [give(hub)]
    assert cover(held, "recorded-crime", [POLICE]) == (held[0].id,)
    assert cover(held, "recorded-crime", [POLICE, "Another force"]) == ()
    assert cover(held, "fires", [POLICE]) == ()
    assert cover(held, "recorded-crime", []) == ()


def test_giving_and_revoking_stand_in_the_ledger(hub: Hub) -> None:
    revoke_grant(hub.register, give(hub).id, OFFICER)
    with hub.register.reading() as connection:
        acts = [(one["action"], one["who"]) for one in read_entries(connection, 2)]
    assert acts == [("revoke", "officer"), ("grant", "officer")]
    assert hub.verify_ledger().broken_at is None


def test_what_stands_behind_a_gap_is_the_true_count(hub: Hub) -> None:
    give(hub)
    product = ask(hub, "partner")
    tables = [b for s in product.sections for b in s.blocks if isinstance(b, TableBlock)]
    grid = next(one for one in tables if len(one.columns) > 4 and one.columns[0].title == "Area")
    counts = [[cell.value for cell in row if isinstance(cell, SafeCell)] for row in grid.rows]
    *wards, whole = counts
    assert whole == [sum(column) for column in zip(*wards, strict=True)]  # nothing is hidden, so all adds up
    assert all(sum(row[:-1]) == row[-1] for row in counts)
    assert ALL not in {row[0] for row in grid.rows}
