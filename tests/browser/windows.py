"""A window of the browser on the pages of a hub: opened, signed in, waited for, and its boxes and buttons pressed."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.looks import read_focus
from tests.browser.pictures import HEIGHT, WIDTH
from tests.unit.hub.people import PASSWORD

PATIENCE = 90_000
SCHEMES = ("light", "dark")
NARROW = {"200 %": (720, 450), "320 pixels": (320, 640)}
"""A window of 1440 pixels at 200 %, and the narrowest that a page has to fit (WCAG 1.4.10)."""
MOST_STOPS = 40
TRIES = 20
BOX = "[data-testid=stExpander] summary"
STILL = "[data-testid=stApp][data-test-script-state=notRunning]"


def open_window(chromium: Any) -> Any:
    """A window of its own, as wide as a desk's."""
    return chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light").new_page()


def settle(page: Any, title: str) -> None:
    """Wait until the page of that title is whole: nothing is running or waited for, and its heading is there."""
    expect(page).to_have_title(f"{title} - SaferHub", timeout=PATIENCE)
    page.get_by_role("heading", level=1).first.wait_for(timeout=PATIENCE)
    page.locator(STILL).wait_for(timeout=PATIENCE)
    expect(page.locator(".stSpinner, [data-testid=stSkeleton]")).to_have_count(0, timeout=PATIENCE)


def enter(chromium: Any, url: str, name: str, title: str) -> Any:
    """A window in which the account of that name stands on a page of its menu."""
    page = open_window(chromium)
    page.goto(url)
    page.get_by_label("Name").fill(name, timeout=PATIENCE)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    settle(page, "Home")
    if title != "Home":
        go(page, title)
    return page


def go(page: Any, title: str) -> None:
    """To a page of the menu."""
    page.get_by_test_id("stSidebarNavLink").filter(has_text=title).click()
    settle(page, title)


def press_button(page: Any, name: str, said: str) -> None:
    """Press a button, and wait for what the page says then."""
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_text(said).first.wait_for(timeout=PATIENCE)
    rest(page)


def rest(page: Any) -> None:
    """Wait until a page that runs again, and perhaps once more after that, lies still."""
    for _ in range(2):
        page.locator(STILL).wait_for(timeout=PATIENCE)
        page.wait_for_timeout(400)


def tick_all(page: Any) -> None:
    """Tick every box of the page."""
    rest(page)
    for at in range(page.get_by_role("checkbox").count()):
        page.get_by_role("checkbox").nth(at).check(force=True)


def open_boxes(page: Any, least: int = 0) -> None:
    """Open every box that is closed, once there are so many."""
    if least:
        page.locator(BOX).nth(least - 1).wait_for(timeout=PATIENCE)
    for box in page.locator(BOX).all():
        if not box.evaluate("one => one.parentElement.open"):
            box.click()
    page.wait_for_timeout(800)


def open_box(page: Any, title: str) -> None:
    """Open a box, where it is not open yet."""
    box = page.locator(BOX).filter(has_text=title)
    if not box.evaluate("one => one.parentElement.open"):
        box.click()
    page.wait_for_timeout(500)


def choose(page: Any, label: str, *options: str) -> None:
    """Choose some in a box of many, by keyboard; a box that is made anew meanwhile forgets what was typed."""
    box = page.get_by_role("combobox", name=label)
    for one in options:
        option = page.get_by_role("option", name=one).first
        for _ in range(TRIES):
            box.fill("")
            box.press_sequentially(one)
            page.wait_for_timeout(1000)
            if option.is_visible():
                break
        option.wait_for(timeout=PATIENCE)
        press(page, "ArrowDown", "Enter")
    press(page, "Escape", "Tab")
    page.wait_for_timeout(500)  # the list closes, and what lies under it can be pressed


def tab_to(page: Any, name: str, key: str = "Tab") -> list[str]:
    """Press Tab until that has the focus; what had it on the way. At each stop it can be seen where the focus is."""
    stops: list[str] = []
    while name not in stops[-1:]:
        assert len(stops) < MOST_STOPS, f"{name} is not reached: {stops}"
        page.keyboard.press(key)
        found, seen = read_focus(page)
        assert seen, f"the focus on {found!r} cannot be seen"
        stops.append(found)
    return stops


def press(page: Any, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(300)
