"""The chair's task by keyboard alone, from the sign-in to the pack; and a page printed from the browser."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.axe import TAGS, find_faults
from tests.browser.conftest import Site
from tests.browser.test_accessibility import sign_in
from tests.browser.windows import PATIENCE, open_window, press, settle, tab_to

pytestmark = pytest.mark.xdist_group("browser")


def test_the_chair_prints_the_closed_pack_of_a_month_by_keyboard_alone(
    site: Site, closed_session: None, chromium: Any, tmp_path: Path
) -> None:
    page, (name, password) = open_window(chromium), site.accounts["chair"]
    page.goto(site.url)
    expect(page.get_by_label("Name")).to_be_focused(timeout=PATIENCE)
    page.keyboard.type(name)
    tab_to(page, "")
    page.keyboard.type(password)
    tab_to(page, "Sign in")
    press(page, "Enter")
    settle(page, "Home")
    assert tab_to(page, "Skip to main content") == ["Skip to main content"], "the menu can be passed by"
    press(page, "Enter")
    assert "Sign out" not in tab_to(page, "Print the open pack")

    tab_to(page, "Tactical assessment", "Shift+Tab")
    press(page, "Enter")
    settle(page, "Tactical assessment")
    tab_to(page, "Period")
    press(page, "ArrowDown", "ArrowDown", "ArrowDown")
    assert [one for one in find_faults(page, TAGS) if one.excuse < 0] == [], "of the list that is open"
    press(page, "Enter")
    settle(page, "Tactical assessment")
    month = page.get_by_role("combobox", name="Period").input_value()
    page.get_by_text(f"{month}. Open session").wait_for(timeout=PATIENCE)

    tab_to(page, "Open session")
    press(page, "ArrowRight")
    press(page, "Space")
    page.get_by_text(f"{month}. Closed session").wait_for(timeout=PATIENCE)
    settle(page, "Tactical assessment")

    tab_to(page, "Print (PDF)")
    with page.expect_download(timeout=PATIENCE) as download:
        press(page, "Enter")
    path = tmp_path / "pack.pdf"
    download.value.save_as(path)
    assert download.value.suggested_filename.startswith("OFFICIAL-SENSITIVE_tactical-assessment_")
    assert month in PdfReader(path).pages[0].extract_text()
    page.context.close()


def test_a_page_printed_from_the_browser_has_its_marking_on_every_sheet(site: Site, chromium: Any) -> None:
    page = open_window(chromium)
    page.emulate_media(color_scheme="dark")
    sign_in(page, site, "board")
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Strategic summary").click()
    settle(page, "Strategic summary")
    sheets = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    words = [sheet.extract_text() for sheet in sheets]
    assert len(words) > 1
    assert all(one.count("OFFICIAL") >= 2 for one in words), "at head and foot"
    assert "Five figures" in words[0] and "Sign out" not in "".join(words)
    page.context.close()
