"""The pages as a reader meets them: sign-in, menu by role, the check in the data function, the cache, refusals.

The hub and the release are stand-ins that hold sample products; `tests/browser` shows the real ones.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboards import app, filters, page, reviewing, served, session
from hub.access.accounts import add_account, change_post, suspend_account
from hub.access.identity import ROLES, Identity
from hub.access.matrix import MATRIX, PAGES_FOR
from hub.access.organisations import sign_agreement, suspend_organisation
from hub.access.refusal import AccessRefused
from hub.access.sessions import Session
from hub.access.sign_in import begin_sign_in
from hub.disclosure.rules import ReleaseRefused
from hub.ledger import read_entries
from hub.products import evaluation
from hub.products.product import Product
from hub.register import Register
from tests.unit.hub.people import DESK
from tests.unit.hub.sample_products import sample_product

PASSWORD = "correct horse battery"
COUNCIL = "Council"
PAGE_OF = {
    "analyst": "hotspot-explorer",
    "chair": "tactical-assessment",
    "board": "strategic-summary",
    "administrator": "accounts",
}
AsRole = Callable[[str], AppTest]
KEEPER = Identity("keeper", "administrator", "tests")
APP = Path(app.__file__)


class HubStandIn:
    """What a page asks of a hub: names, months, areas, version."""

    def __init__(self, directory: Path) -> None:
        partnership = SimpleNamespace(name="Sample Partnership")
        self.settings = SimpleNamespace(partnership=partnership, sign_in=SimpleNamespace(second_factor=["chair"]))
        self.register = Register(directory / "register.sqlite")
        self.register.prepare()
        self.version = "release 1"
        self.warned = ""

    def at_one_moment(self) -> AbstractContextManager[None]:
        return nullcontext()

    def warning(self) -> str:
        return self.warned

    def data_version(self) -> str:
        return self.version

    def datasets(self) -> tuple[tuple[str, str], ...]:
        return (("recorded-crime", "Recorded crime"),)

    def periods(self, dataset: str) -> tuple[str, ...]:
        return ("2018-11", "2019-01")

    def levels(self) -> tuple[str, ...]:
        return ("lsoa", "ward")

    def areas(self, level: str) -> tuple[tuple[str, str], ...]:
        return (("W1", "First ward"),)


class Releases:
    """Stands for the release: remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.fault: Exception | None = None

    def __call__(self, hub: Any, product: str, **asked: Any) -> Product:
        self.asked.append({"product": product, **asked})
        if self.fault:
            raise self.fault
        titles = {entry.name: entry.title for entry in app.PAGES}
        return replace(
            sample_product(8),
            name=product,
            title=titles[product],
            audience=asked["audience"],
            asked=(str(asked["period"]), asked["audience"], asked["area"], asked["dataset"], asked["category"]),
        )


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HubStandIn:
    made = HubStandIn(tmp_path)
    sign_agreement(made.register, COUNCIL, KEEPER)
    for role in ROLES:
        add_account(made.register, f"the-{role}", role, COUNCIL, PASSWORD, KEEPER)
    page._KEPT.clear()
    page._VERSIONS.clear()
    monkeypatch.setitem(served._OPENED, served.directory().resolve(), made)
    monkeypatch.setattr(session, "token", lambda: None)
    return made


@pytest.fixture
def releases(hub: HubStandIn, monkeypatch: pytest.MonkeyPatch) -> Releases:
    made = Releases()
    monkeypatch.setattr(page, "release", made)
    monkeypatch.setattr(page, "note_view", lambda *_, **__: None)
    monkeypatch.setattr(page, "standing_version", lambda *_: "")
    monkeypatch.setattr(reviewing, "list_reviews", lambda _: ())
    return made


@pytest.fixture
def as_role(hub: HubStandIn, monkeypatch: pytest.MonkeyPatch) -> AsRole:
    """A run of the app by somebody who signed in, at the page that holds the product their job turns on."""

    def run(role: str) -> AppTest:
        token = begin_sign_in(hub.register, f"the-{role}", PASSWORD, DESK, []).token
        monkeypatch.setattr(session, "token", lambda: token)
        made = AppTest.from_file(str(APP), default_timeout=60)
        made._page_hash = calc_hash(PAGE_OF[role])
        return made.run()

    return run


def words(run: AppTest) -> str:
    return " ".join(str(each.proto.body) for each in run.get("html"))


@pytest.mark.parametrize(
    ("role", "title"),
    [("analyst", "Hotspot explorer"), ("chair", "Tactical assessment"), ("board", "Strategic summary")],
)
def test_each_reader_opens_the_page_of_their_product(
    releases: Releases, role: str, title: str, as_role: AsRole
) -> None:
    run = as_role(role)
    assert not run.exception
    assert f"<h1>{title}</h1>" in words(run)
    assert releases.asked[0]["who"] == Identity(f"the-{role}", role, "Council")  # type: ignore[arg-type]


def test_the_marking_stands_over_and_under_the_page(releases: Releases, as_role: AsRole) -> None:
    said = words(as_role("board"))
    assert said.count("RESTRICTED (OFFICIAL-SENSITIVE)") == 2
    assert said.index("sh-marking") < said.index("<h1>")


def test_damaged_records_are_said_on_every_page(releases: Releases, hub: HubStandIn, as_role: AsRole) -> None:
    assert "is damaged" not in words(as_role("chair"))
    hub.warned = "Release 8 of the records is damaged and is not used."
    for role in ("analyst", "chair", "board"):
        assert hub.warned in words(as_role(role))


def test_a_missing_month_is_said_to_be_a_gap(releases: Releases, as_role: AsRole) -> None:
    said = words(as_role("analyst"))
    assert "Not supplied in between: December 2018." in said
    assert "a gap is not a fall" in said


def test_a_data_set_that_is_late_is_named(
    releases: Releases, hub: HubStandIn, monkeypatch: pytest.MonkeyPatch, as_role: AsRole
) -> None:
    months = {"recorded-crime": ("2018-12", "2019-01"), "road-collisions": ("2018-12",)}
    titles = (("recorded-crime", "Recorded crime"), ("road-collisions", "Road traffic collisions"))
    monkeypatch.setattr(hub, "datasets", lambda: titles)
    monkeypatch.setattr(hub, "periods", months.__getitem__)
    assert "Not wholly supplied for January 2019: Road traffic collisions." in words(as_role("board"))


def test_a_page_says_how_to_read_gaps_and_what_was_chosen(releases: Releases, as_role: AsRole) -> None:
    said, product = words(as_role("chair")), sample_product()
    assert product.suppression_note in said
    assert all(name in said for name, _ in product.chosen)


def test_nobody_signed_in_sees_nothing_but_the_way_to_sign_in(releases: Releases) -> None:
    said = words(AppTest.from_file(str(APP), default_timeout=60).run())
    assert "You are not signed in." in said
    assert 'href="/sign-in"' in said
    assert not releases.asked


def test_an_administrator_sees_no_partnership_data(releases: Releases, as_role: AsRole) -> None:
    said = words(as_role("administrator"))
    assert "<h1>Accounts</h1>" in said
    assert "it sees no partnership data" in said
    assert not releases.asked


def test_signing_out_ends_the_session_for_good(releases: Releases, as_role: AsRole) -> None:
    run = as_role("board")
    next(each for each in run.button if each.label == "Sign out").click().run()
    assert "You are signed out." in words(run)
    assert "<table" not in words(run)
    assert "You are signed out." in words(run.run())


CHANGES = {
    "post": lambda hub: change_post(hub.register, "the-board", "administrator", COUNCIL, KEEPER),
    "suspended": lambda hub: suspend_account(hub.register, "the-board", KEEPER),
    "signature": lambda hub: suspend_organisation(hub.register, COUNCIL, KEEPER),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_account_or_signature_takes_access_within_one_interaction(
    releases: Releases, hub: HubStandIn, as_role: AsRole, change: str
) -> None:
    run = as_role("board")
    assert "<table" in words(run)
    CHANGES[change](hub)
    said = words(run.run())
    assert "You are signed out." in said
    assert "<table" not in said


def test_a_refused_release_is_told_in_three_parts_and_nothing_else_is_shown(
    releases: Releases, as_role: AsRole
) -> None:
    releases.fault = ReleaseRefused("not proved safe.", "a table.", "choose a coarser level.")
    said = words(as_role("analyst"))
    assert all(part in said for part in ("Not proved safe.", "A table.", "Choose a coarser level."))
    assert "<table" not in said


def test_a_fault_of_the_program_shows_no_detail(releases: Releases, as_role: AsRole) -> None:
    releases.fault = RuntimeError("secret 3")
    said = words(as_role("analyst"))
    assert "a fault of the program" in said
    assert "secret" not in said


def signed_in(monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    held = Session("id", Identity("x", role, "y"), "open")  # type: ignore[arg-type]
    monkeypatch.setattr(session, "current", lambda: held)
    monkeypatch.setattr(session, "sees_first", lambda _: False)


def told(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    found: list[Exception] = []

    class StoppedError(Exception):
        pass

    def stop() -> None:
        raise StoppedError

    monkeypatch.setattr(page, "tell", found.append)
    monkeypatch.setattr(st, "stop", stop)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_the_data_function_refuses_what_the_matrix_does_not_allow(
    releases: Releases, hub: HubStandIn, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    signed_in(monkeypatch, role)
    found = told(monkeypatch)
    for entry in app.PAGES:
        for audience in ("open", "closed", "board", "partner", "everybody"):
            allowed = audience in MATRIX[role].get(entry.name, ())  # type: ignore[index]
            found.clear()
            asked = len(releases.asked)
            if allowed and entry.name == evaluation.NAME:
                continue  # asked for by an action, which this hub has not: `tests/unit/hub/test_evaluation.py`
            try:
                page.ask(entry.name, "2019-01", audience)
            except Exception:
                assert not allowed
                assert isinstance(found[0], AccessRefused)
                assert len(releases.asked) == asked
                with hub.register.reading() as connection:
                    (said,) = read_entries(connection, 1)
                known = entry.name if entry.name in MATRIX["analyst"] else "unknown"
                assert (said["action"], said["subject"]) == ("refused", known), "and the ledger says so"


def test_a_product_is_kept_until_the_data_change_for_every_role_that_may_see_it(
    releases: Releases, hub: HubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(monkeypatch, "analyst")
    first = page.ask("strategic-summary", "2019-01", "board")
    assert page.ask("strategic-summary", "2019-01", "board") is first
    assert len(releases.asked) == 1
    hub.version = "release 2"
    page.ask("strategic-summary", "2019-01", "board")
    signed_in(monkeypatch, "board")
    page.ask("strategic-summary", "2019-01", "board")
    page.ask("strategic-summary", "2018-11", "board")
    assert len(releases.asked) == 3


def test_what_was_made_of_earlier_records_goes_when_the_first_of_newer_ones_is_made(
    hub: HubStandIn, releases: Releases
) -> None:
    who = Identity("the-analyst", "analyst", COUNCIL)
    kept = partial(page.find, who, "hotspot-explorer", audience="partner", area=None, dataset="recorded-crime")
    kept("2018-11"), kept("2019-01")
    hub.version = "release 2"
    kept("2019-01")
    assert {key[page._VERSION_AT] for key in page._KEPT} == {"release 2"}
    hub.version = "release 1"  # a page that began before asks once more
    kept("2018-11")
    assert {key[page._VERSION_AT] for key in page._KEPT} == {"release 1", "release 2"}


def test_a_kept_product_is_not_given_to_a_role_that_may_not_see_it(
    releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(monkeypatch, "analyst")
    page.ask("hotspot-explorer", "2019-01", "partner")
    signed_in(monkeypatch, "board")
    found = told(monkeypatch)
    with pytest.raises(Exception):  # noqa: B017
        page.ask("hotspot-explorer", "2019-01", "partner")
    assert isinstance(found[0], AccessRefused)


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_is_the_access_matrix(role: str) -> None:
    menu = app.menu_for(Identity("x", role, "y"))  # type: ignore[arg-type]
    assert {entry.name for entry in menu} == {*MATRIX[role], *PAGES_FOR[role]}  # type: ignore[index]


def test_every_page_of_the_matrix_is_in_the_menu_and_every_audience_has_a_title() -> None:
    products = {name for allowed in MATRIX.values() for name in allowed}
    pages = {name for allowed in PAGES_FOR.values() for name in allowed}
    assert products | pages == {entry.name for entry in app.PAGES}
    assert not products & pages
    named = {audience for allowed in MATRIX.values() for found in allowed.values() for audience in found}
    assert named == set(filters.AUDIENCE_TITLES)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_has_an_address_for_every_role(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "Page", lambda _, **about: SimpleNamespace(**about))
    menu = app.menu_for(Identity("x", role, "y"))  # type: ignore[arg-type]
    shown, hidden = app._pages(menu)
    assert [one.title for one in shown] == [entry.title for entry in menu]
    assert sorted(one.url_path for one in (*shown[1:], *hidden)) == sorted(entry.name for entry in app.PAGES)


def test_the_address_of_a_page_that_is_not_open_is_a_refusal(
    releases: Releases, hub: HubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(monkeypatch, "board")
    with pytest.raises(AccessRefused):
        page.refuse("compare")
    with hub.register.reading() as connection:
        (last,) = read_entries(connection, 1)
    assert (last["action"], last["subject"]) == ("refused", "compare")
