"""A file whose reader has not proved lately who they are, in a real browser: asked, confirmed, saved, and back."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from dashboards.session import COOKIE
from hub.access.sessions import end_session, hash_token
from hub.access.tables import SESSIONS
from hub.register import Register
from tests.browser.axe import AND_BEST_PRACTICE, COLOURS, find_faults
from tests.browser.conftest import Site
from tests.browser.pictures import keep_picture
from tests.browser.test_accessibility import sign_in
from tests.browser.windows import PATIENCE, open_window, settle

pytestmark = pytest.mark.xdist_group("browser")
OPEN_PACK, CLOSED_PACK = "Print the open pack", "Print the closed pack"


@pytest.fixture
def page(site: Site, chromium: Any) -> Iterator[Any]:
    """A window in which the chair has signed in."""
    opened = open_window(chromium)
    sign_in(opened, site, "chair")
    yield opened
    opened.context.close()


def register_of(site: Site) -> Register:
    (path,) = site.folder.rglob("register.sqlite")
    return Register(path)


def token_in(page: Any) -> str:
    return next(str(one["value"]) for one in page.context.cookies() if one["name"] == COOKIE)


def make_old(site: Site, page: Any, minutes: float) -> None:
    """The reader at a window proved who they are so many minutes ago."""
    own = SESSIONS.c.id == hash_token(token_in(page))
    with register_of(site).writing() as connection:
        connection.execute(update(SESSIONS).where(own).values(proved_at=time.time() - minutes * 60))


def take(page: Any, press: Any, beginning: str) -> None:
    """Press, and see a whole file of that beginning being saved."""
    with page.expect_download(timeout=PATIENCE) as download:
        press()
    assert download.value.suggested_filename.startswith(beginning)
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


def check_look(page: Any, name: str) -> None:
    """The page as axe and a reader see it, in both themes; a picture of it is kept."""
    keep_picture(page, name)
    for scheme, rules in (("light", AND_BEST_PRACTICE), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)
        assert find_faults(page, rules) == []
    page.emulate_media(color_scheme="light")


def test_a_file_is_saved_from_its_page_which_stays_as_it_is(page: Any) -> None:
    take(page, page.get_by_role("link", name=OPEN_PACK).click, "OFFICIAL_tactical-assessment_")
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Definitions").click()
    settle(page, "Definitions")


def test_whoever_has_not_proved_lately_who_they_are_confirms_it_and_has_the_file(
    closed_session: None, page: Any, site: Site
) -> None:
    saved: list[Any] = []
    page.on("download", lambda one: saved.append(one))
    make_old(site, page, 11)
    page.get_by_role("link", name=CLOSED_PACK).click()
    page.get_by_role("heading", name="Confirm that it is you").wait_for(timeout=PATIENCE)
    assert page.locator("input:focus").get_attribute("name") == "password"
    check_look(page, "confirm")
    page.keyboard.type("wrong password")
    page.keyboard.press("Enter")
    page.get_by_text("This is not the password of your account.").wait_for(timeout=PATIENCE)
    page.keyboard.type(site.accounts["chair"][1])
    assert saved == []
    take(page, lambda: page.keyboard.press("Enter"), "OFFICIAL-SENSITIVE_tactical-assessment_")
    page.get_by_role("heading", name="Your file is on its way").wait_for(timeout=PATIENCE)
    check_look(page, "confirmed")
    assert len(saved) == 1
    take(page, page.get_by_role("link", name="Take the file").click, "OFFICIAL-SENSITIVE_tactical-assessment_")
    page.get_by_role("link", name="Back to the page").click()
    settle(page, "Home")
    take(page, page.get_by_role("link", name=OPEN_PACK).click, "OFFICIAL_tactical-assessment_")


def test_whoever_thinks_better_of_it_is_back_where_they_were(page: Any, site: Site) -> None:
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Tactical assessment").click()
    settle(page, "Tactical assessment")
    before = page.url
    make_old(site, page, 61)
    page.get_by_role("link", name="Print (PDF)").first.click()
    page.get_by_role("heading", name="Confirm that it is you").wait_for(timeout=PATIENCE)
    page.get_by_role("link", name="Back to the page").click()
    settle(page, "Tactical assessment")
    assert page.url == before


def test_whose_session_has_ended_signs_in_and_has_the_file(page: Any, site: Site) -> None:
    file = page.get_by_role("link", name=OPEN_PACK).get_attribute("href")
    end_session(register_of(site), token_in(page))
    page.goto(f"{site.url}{file}")
    assert urlsplit(page.url).path == "/sign-in"
    name, password = site.accounts["chair"]
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    take(page, page.get_by_role("button", name="Sign in").click, "OFFICIAL_tactical-assessment_")
    page.get_by_role("link", name="Back to the page").click()
    settle(page, "Home")
