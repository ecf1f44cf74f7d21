"""Every page of every role, and of the sign-in: axe-core in both themes, zoom, contrast, print; and by keyboard alone.

All pages are visited once: what was found at each visit is kept, and the tests look at that. The pictures in
`docs/screenshots` are made on the way. The pages are those of the menu, so that a new one is covered.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import pytest

from dashboards.app import Entry, menu_for
from dashboards.confirm_page import confirm_page, no_file_page
from dashboards.sign_in_page import code_page, device_page, password_page
from hub.access.identity import ROLES, Identity, Role
from hub.access.proof import Demand
from hub.access.refusal import AccessRefused
from hub.access.second_factor import describe_device, make_secret
from tests.browser.axe import AND_BEST_PRACTICE, COLOURS, EXCUSES, TAGS, Finding, find_faults, read_script
from tests.browser.conftest import ROOT, Site
from tests.browser.looks import find_faint, find_on_paper, find_wide
from tests.browser.pictures import HEIGHT, WIDTH, keep_picture
from tests.browser.windows import NARROW, PATIENCE, SCHEMES, open_window, settle

pytestmark = pytest.mark.xdist_group("browser")
REFUSAL = AccessRefused("name and password do not fit.", "a wrong password, or a name nobody has.", "try again.")


@dataclass
class Visit:
    """What was found on one page of one role: by axe and of faint edges in each theme, too wide, and on paper."""

    name: str
    title: str
    faults: dict[str, list[Finding]] = field(default_factory=dict)
    faint: dict[str, list[str]] = field(default_factory=dict)
    wide: dict[str, list[str]] = field(default_factory=dict)
    printed: list[str] = field(default_factory=list)


def sign_in(page: Any, site: Site, role: Role) -> list[Entry]:
    """Sign in as a role, and give its menu once the first page is there."""
    name, password = site.accounts[role]
    page.goto(site.url)
    page.get_by_label("Name").fill(name, timeout=PATIENCE)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    menu = menu_for(Identity(name, role, ""))
    settle(page, menu[0].title)
    return menu


@pytest.fixture(scope="module")
def visits(site: Site, chromium: Any) -> list[Visit]:
    """Every page of every role, and of the sign-in, looked at once."""
    return [*visit_sign_in(site, chromium), *(visit for role in ROLES for visit in visit_pages(site, chromium, role))]


def visit_pages(site: Site, chromium: Any, role: Role) -> Iterator[Visit]:
    page = open_window(chromium)
    for at, entry in enumerate(sign_in(page, site, role)):
        if at:
            page.get_by_test_id("stSidebarNavLink").filter(has_text=entry.title).click()
            settle(page, entry.title)
        keep_picture(page, f"{role}-{entry.name}")
        yield look_at(page, f"{role}, {entry.title}")
        if not at:
            page.emulate_media(color_scheme="dark")
            keep_picture(page, f"{role}-{entry.name}-dark")
            page.emulate_media(color_scheme="light")
    page.context.close()


def visit_sign_in(site: Site, chromium: Any) -> Iterator[Visit]:
    """The real page of the sign-in, and the pages of its other steps as they are made."""
    page, name = open_window(chromium), "Safer Somewhere"
    page.goto(site.url)
    keep_picture(page, "sign-in")
    yield look_at(page, "sign-in")
    device, ways = describe_device(make_secret(), "chair"), [("Sign in with your council account", "/sign-in/with/x")]
    steps = {
        "sign-in refused": password_page(name, "", REFUSAL, ways),
        "code": code_page(name, "", None),
        "device": device_page(name, "", device, REFUSAL),
        "confirm": confirm_page(name, "pat", Demand(password=True, code=True), "/sign-in/confirm", "/", REFUSAL, ways),
        "no such file": no_file_page(name),
    }
    page.goto("about:blank")
    for step, content in steps.items():
        page.set_content(content)
        yield look_at(page, step)
    page.context.close()


def look_at(page: Any, name: str) -> Visit:
    """One page, in both themes, in narrow windows, and as the dark one would be printed."""
    visit = Visit(name, page.title())
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(400)  # the theme of the page follows that of the system
        visit.faults[scheme] = find_faults(page, AND_BEST_PRACTICE if scheme == "light" else COLOURS)
        visit.faint[scheme] = find_faint(page)
    page.emulate_media(media="print")
    visit.faults["print"], visit.printed = find_faults(page, COLOURS), find_on_paper(page)
    page.emulate_media(media="screen", color_scheme="light")
    for narrow, (width, height) in NARROW.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(800)  # the menu folds away
        visit.wide[narrow] = find_wide(page)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    return visit


def test_axe_finds_nothing_of_ours_in_either_theme_nor_on_paper(visits: list[Visit]) -> None:
    ours = {
        (visit.name, look): [(one.rule, one.markup, one.why) for one in found if one.excuse < 0]
        for visit in visits
        for look, found in visit.faults.items()
    }
    assert {where: found for where, found in ours.items() if found} == {}


def test_every_excuse_is_still_needed(visits: list[Visit]) -> None:
    used = {one.excuse for visit in visits for found in visit.faults.values() for one in found}
    assert used - {-1} == set(range(len(EXCUSES)))


def test_every_excuse_and_version_is_in_the_document() -> None:
    words = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    assert all(part in words for one in EXCUSES for part in (one.rule, one.where, one.reported, one.meaning))
    assert (found := re.search(r"axe v([\d.]+)", read_script())) and f"axe-core {found[1]}," in words
    assert f"axe-playwright-python {version('axe-playwright-python')} " in words
    assert f"Streamlit {'.'.join(version('streamlit').split('.')[:2])} " in words


def test_axe_does_find_what_is_wrong(chromium: Any) -> None:
    page = open_window(chromium)
    page.set_content('<main><h1>Heading</h1><p class="sh" style="color: #aaa">Faint words</p><input></main>')
    assert {one.rule for one in find_faults(page, TAGS) if one.excuse < 0} >= {"color-contrast", "label"}
    assert find_faults(page, COLOURS)
    page.context.close()


def test_every_role_and_page_was_looked_at(visits: list[Visit]) -> None:
    looked = [visit.name for visit in visits if ", " in visit.name]
    assert looked == [f"{role}, {one.title}" for role in ROLES for one in menu_for(Identity("", role, ""))]


def test_every_page_has_a_title_of_its_own(visits: list[Visit]) -> None:
    for visit in visits:
        assert visit.title.endswith(" - SaferHub") and len(visit.title) > len(" - SaferHub")


def test_edges_of_controls_stand_out_in_both_themes(visits: list[Visit]) -> None:
    found = {(visit.name, scheme): set(faint) for visit in visits for scheme, faint in visit.faint.items() if faint}
    assert found == {}


def test_nothing_is_cut_off_at_200_per_cent_nor_at_320_pixels(visits: list[Visit]) -> None:
    found = {(visit.name, narrow): wide for visit in visits for narrow, wide in visit.wide.items() if wide}
    assert found == {}


def test_a_printed_page_is_without_menu_and_controls(visits: list[Visit]) -> None:
    assert {visit.name: visit.printed for visit in visits if visit.printed} == {}
