"""What waits for each reader: what arrived, what is late, where they left off, what a liaison officer has to do."""

import datetime as dt
from dataclasses import astuple, replace
from pathlib import Path

import pytest

from hub.access.accounts import add_account, change_post
from hub.access.identity import ROLES, Identity
from hub.arrivals import list_arrivals
from hub.governance.grants import give_grant, revoke_grant
from hub.governance.reviews import Drafted, open_review, refuse_review
from hub.home import Home, read_home
from hub.hub import Hub
from hub.last_views import LastView, list_last_views
from hub.nil_returns import declare_nil
from hub.products.product import Product
from hub.release import note_view
from ingest.periods import Period
from tests.unit.hub.people import PASSWORD
from tests.unit.hub.people import WHO as KEEPER
from tests.unit.hub.sample_products import sample_product
from tests.unit.hub.small_hub import WHO, extract, make_hub, receive
from tests.unit.hub.test_supply_calendar import NORTH, OWED, SOUTH

DAY = dt.date(2025, 4, 20)
ROWS = 7_321
ANALYST = Identity("ann", "analyst", SOUTH)
OFFICER = Identity("len", "liaison", SOUTH)
ASKED = ("2025-01", "open", None, "recorded-crime", None)


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """North's January came on 1 March and again, corrected, on 3 April; South's is held and its February nil."""
    made = make_hub(tmp_path / "hub", OWED)
    receive(made, extract(tmp_path, "a.csv", "2025-01", ROWS), NORTH)
    _came(made, "batches", "received_at", "2025-03-01")
    receive(made, extract(tmp_path, "b.csv", "2025-01", ROWS + 1), NORTH)
    bad = extract(tmp_path, "secret-name.csv", "2025-01", 40)
    bad.write_text(bad.read_text(encoding="utf-8") + "01/01/2025,12:30,burglary,Zebedee,450100,100500\n", "utf-8")
    receive(made, bad, SOUTH)
    declare_nil(made, "recorded-crime", SOUTH, Period.parse("2025-02"), WHO, dt.date(2025, 4, 1))
    _came(made, "batches", "received_at", "2025-04-03", "substr(received_at, 1, 10) <> '2025-03-01'")
    _came(made, "quarantine", "held_at", "2025-04-05")
    for who in (ANALYST, OFFICER):
        add_account(made.register, who.name, who.role, SOUTH, PASSWORD, KEEPER)
    return made


def _came(hub: Hub, table: str, column: str, day: str, where: str = "1 = 1") -> None:
    with hub.register.writing() as connection:
        connection.exec_driver_sql(f"UPDATE {table} SET {column} = '{day}' || substr({column}, 11) WHERE {where}")


def read(hub: Hub, role: str, organisation: str = SOUTH) -> Home:
    return read_home(hub, Identity("ann" if role == "analyst" else "len", role, organisation), DAY)  # type: ignore[arg-type]


def arrivals(hub: Hub, day: dt.date = DAY) -> list[tuple[str, ...]]:
    return [astuple(one) for one in list_arrivals(hub.store.batches(), hub.quarantine.batches(), day)]


def test_what_arrived_lately_stands_newest_first_with_what_became_of_it(hub: Hub) -> None:
    assert arrivals(hub) == [
        ("5 April 2025", "Recorded crime", SOUTH, "January 2025", "held"),
        ("3 April 2025", "Recorded crime", NORTH, "January 2025", "corrected"),
        ("3 April 2025", "Recorded crime", SOUTH, "February 2025", "nil return"),
    ]


def test_what_came_more_than_31_days_ago_or_later_than_the_day_is_not_lately(hub: Hub) -> None:
    assert [one[0] for one in arrivals(hub, dt.date(2025, 4, 4))] == ["3 April 2025"] * 2
    assert [one[0] for one in arrivals(hub, dt.date(2025, 5, 5))] == ["5 April 2025"]
    found = read_home(hub, ANALYST, dt.date(2025, 7, 1)).arrived
    assert found is not None
    assert (found.lately, found.last) == ((), "3 April 2025")


def test_files_of_one_day_that_fared_alike_stand_on_one_line(tmp_path: Path) -> None:
    made = make_hub(tmp_path / "hub")
    for month in ("2025-01", "2025-02", "2025-03", "2025-04"):
        receive(made, extract(tmp_path, f"{month}.csv", month, 12), NORTH)
    (one,) = list_arrivals(made.store.batches(), (), dt.datetime.now(dt.UTC).date())
    assert one.periods == "4 periods, January to April 2025"
    assert one.became == "received"


def test_overdue_is_what_is_missing_or_held_and_nothing_else(hub: Hub) -> None:
    found = read(hub, "board").overdue
    assert {(one.dataset, one.provider, one.state) for one in found} == {
        ("Recorded crime", NORTH, "missing"),
        ("Recorded crime", SOUTH, "held"),
    }
    assert not any(one.contact for one in found)
    assert all(one.contact for one in read(hub, "analyst").overdue)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_told_its_own_part(hub: Hub, role: str) -> None:
    found = read(hub, role)
    assert (found.health is not None) == (role == "administrator")
    assert not (found.overdue and role == "administrator")
    assert (found.arrived is not None, found.views is not None) == (role == "analyst",) * 2
    assert (found.desk is not None) == (role == "liaison")


def test_nobody_is_told_a_count_a_file_name_or_a_value(hub: Hub) -> None:
    said = repr([astuple(read(hub, role)) for role in ROLES])
    assert not [word for word in (f"{ROWS}", f"{ROWS + 1}", f"{ROWS:,}", "secret-name", "Zebedee") if word in said]


# --- where they left off ---


def see(hub: Hub, who: Identity = ANALYST, on: str = "", **changes: object) -> Product:
    asked = tuple(
        {**dict(zip(("period", "audience", "area", "dataset", "category"), ASKED, strict=True)), **changes}.values()
    )
    shown = replace(sample_product(), asked=asked, audience=str(asked[1]))  # type: ignore[arg-type]
    note_view(hub, shown, who, on=on)
    return shown


def left_off(hub: Hub, who: Identity = ANALYST) -> list[LastView]:
    return list(list_last_views(hub.register, who, ("tactical-assessment",), 3))


def test_a_reader_finds_their_own_last_views_once_each_the_last_one_first(hub: Hub) -> None:
    see(hub)
    see(hub, area="W1")
    see(hub)
    see(hub, OFFICER, audience="closed")
    today = f"{dt.datetime.now(dt.UTC):%-d %B %Y}"
    assert left_off(hub) == [
        LastView("tactical-assessment", "2025-01", "open", None, "recorded-crime", None, today),
        LastView("tactical-assessment", "2025-01", "open", "W1", "recorded-crime", None, today),
    ]
    assert list_last_views(hub.register, ANALYST, ("hotspot-explorer",), 3) == ()


def test_what_a_home_page_shows_by_itself_is_not_where_somebody_left_off(hub: Hub) -> None:
    see(hub, on="home")
    note_view(hub, replace(sample_product(), asked=ASKED), ANALYST, "pdf")
    assert left_off(hub) == []


def test_whoever_changes_agency_takes_no_views_along(hub: Hub) -> None:
    see(hub)
    change_post(hub.register, "ann", "analyst", NORTH, KEEPER)
    assert left_off(hub, Identity("ann", "analyst", NORTH)) == []


def test_entries_from_before_the_ledger_named_what_was_asked_are_left_out(hub: Hub) -> None:
    note_view(hub, sample_product(), ANALYST)
    assert left_off(hub) == []


# --- the liaison officer's desk ---


def test_a_liaison_officer_sees_what_their_organisation_owes_and_sent(hub: Hub) -> None:
    desk = read(hub, "liaison").desk
    assert desk is not None
    assert [(one.dataset, one.period, one.state) for one in desk.owed if one.dataset == "Recorded crime"] == [
        ("Recorded crime", "January 2025", "held"),
        ("Recorded crime", "March 2025", "awaited"),
    ]
    assert {one.provider for one in desk.owed} == {SOUTH}
    assert [one.state for one in desk.filed] == ["held in quarantine", "nil return"]


def test_reviews_that_wait_and_no_others_are_on_the_desk(hub: Hub) -> None:
    made = [
        open_review(
            hub.register, Drafted(name, "tactical-assessment", "open", "ALL", "2025-01", "recorded-crime"), 0, WHO
        )
        for name in ("one", "two")
    ]
    refuse_review(hub.register, made[0].id, "not now", OFFICER)
    desk = read(hub, "liaison").desk
    assert desk is not None
    assert [one.id for one in desk.reviews] == [made[1].id]


def test_own_grants_that_end_within_thirty_days_are_on_the_desk(hub: Hub) -> None:
    now = dt.datetime(2025, 4, 1, 9, tzinfo=dt.UTC)
    north = Identity("nora", "liaison", NORTH)
    for who, audience, until in (
        (OFFICER, "closed", dt.date(2025, 5, 20)),
        (OFFICER, "partner", dt.date(2025, 5, 21)),
        (north, "closed", dt.date(2025, 5, 1)),
    ):
        give_grant(hub.register, "recorded-crime", who.organisation, audience, who, until=until, now=now)
    gone = give_grant(hub.register, "recorded-crime", SOUTH, "partner", OFFICER, until=dt.date(2025, 4, 30), now=now)
    revoke_grant(hub.register, gone.id, OFFICER, now)
    desk = read(hub, "liaison").desk
    assert desk is not None
    assert [astuple(one) for one in desk.ending] == [("Recorded crime", "closed", "20 May 2025")]
