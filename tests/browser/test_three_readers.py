"""Analyst, chair, board member and liaison officer do their job in a real browser, with the network cut.

Every request that is not to this machine is refused and counted; there must be none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.axe import find_faults
from tests.browser.conftest import Site, pick
from tests.browser.pictures import HEIGHT, WIDTH, keep_picture

pytestmark = pytest.mark.xdist_group("browser")
PATIENCE = 90_000
HERE = {"localhost", "127.0.0.1"}
TITLES = {"analyst": "Hotspot explorer", "chair": "Tactical assessment", "board": "Strategic summary"}
HOME = "Home"
WAITING = {
    "analyst": "Late or held",
    "chair": "Overdue returns",
    "board": "Overdue duties",
    "liaison": "Grants that end soon",
}
"""The last card of each reader's home."""
CHOSEN = {"analyst": ["Recorded crime"], "chair": [], "board": []}
"""What each box at home says before anybody touches it."""
OTHER = "Road traffic collisions"
LAST = "What was chosen, and from what"
MARKINGS = {"analyst": "OFFICIAL-SENSITIVE", "chair": "OFFICIAL", "board": "OFFICIAL"}


@dataclass
class Reader:
    """One person at one browser window, and what the window tried that it should not."""

    role: str
    page: Any
    outside: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def watch(reader: Reader) -> None:
    """Refuse and note every request to another machine; note every error of the page."""

    def route(asked: Any) -> None:
        if urlsplit(asked.request.url).hostname in HERE:
            asked.continue_()
        else:
            reader.outside.append(asked.request.url)
            asked.abort()

    page = reader.page
    page.route("**/*", route)
    page.on("websocket", lambda socket: urlsplit(socket.url).hostname in HERE or reader.outside.append(socket.url))
    page.on(
        "console", lambda line: line.type == "error" and not _looks_for_home(line) and reader.faults.append(line.text)
    )
    page.on("pageerror", lambda fault: reader.faults.append(str(fault)))


def _looks_for_home(line: Any) -> bool:
    """Streamlit asks below the address of a page first for what lies at the root."""
    return "404" in line.text and "/_stcore/" in str(line.location.get("url"))


def sign_in(reader: Reader, site: Site) -> None:
    """Sign in, and wait for the first page to be whole."""
    name, password = site.accounts[reader.role]
    reader.page.goto(site.url)
    reader.page.get_by_label("Name").fill(name, timeout=PATIENCE)
    reader.page.get_by_label("Password", exact=True).fill(password)
    reader.page.get_by_role("button", name="Sign in").click()
    settle(reader, HOME, WAITING[reader.role])


def open_page(reader: Reader, title: str, last: str = LAST) -> None:
    """Choose a page in the menu."""
    reader.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
    settle(reader, title, last)


def settle(reader: Reader, title: str, last: str = LAST) -> None:
    """Wait until the page of that title is whole: its last heading is there and nothing is running."""
    reader.page.get_by_role("heading", name=title, level=1).first.wait_for(timeout=PATIENCE)
    reader.page.get_by_role("heading", name=last, exact=True).first.wait_for(timeout=PATIENCE)
    reader.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)


def be_at(reader: Reader, title: str, last: str = LAST) -> None:
    """Open a page unless the reader is there: whichever tests went before, and wherever."""
    if reader.page.get_by_role("heading", level=1).all_inner_texts() != [title]:
        open_page(reader, title, last)


def be_at_home(reader: Reader) -> None:
    be_at(reader, HOME, WAITING[reader.role])


def be_at_work(reader: Reader) -> None:
    be_at(reader, TITLES[reader.role])


def colours_of_map(reader: Reader) -> set[tuple[int, ...]]:
    """The colours that cover a visible part of the first map."""
    canvas = reader.page.locator("canvas.maplibregl-canvas").first
    canvas.scroll_into_view_if_needed(timeout=PATIENCE)
    reader.page.wait_for_timeout(2500)
    picture = Image.open(BytesIO(canvas.screenshot())).convert("RGB")
    return {colour for count, colour in picture.getcolors(picture.width * picture.height) or [] if count > 40}


@pytest.fixture(scope="module")
def readers(site: Site, chromium: Any) -> Iterator[dict[str, Reader]]:
    found: dict[str, Reader] = {}
    for role in TITLES:
        context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}, accept_downloads=True)
        found[role] = Reader(role, context.new_page())
        watch(found[role])
        sign_in(found[role], site)
    yield found
    for reader in found.values():
        reader.page.context.close()


@pytest.mark.parametrize("role", TITLES)
def test_each_reader_lands_at_home_marked_and_without_a_choice_to_make(
    readers: dict[str, Reader], site: Site, role: str
) -> None:
    page = readers[role].page
    page.goto(site.url)
    settle(readers[role], HOME, WAITING[role])
    assert page.get_by_role("heading", level=1).all_inner_texts() == [HOME]
    assert page.locator(".sh-marking").all_inner_texts() == ["OFFICIAL"] * 2
    boxes = page.get_by_role("combobox")
    expect(boxes).to_have_count(len(CHOSEN[role]), timeout=PATIENCE)
    assert [boxes.nth(at).input_value() for at in range(boxes.count())] == CHOSEN[role]


def test_the_analyst_has_the_months_of_another_data_set_at_home_and_goes_on_with_it(
    readers: dict[str, Reader],
) -> None:
    be_at_home(readers["analyst"])
    reader, page = readers["analyst"], readers["analyst"].page
    months = page.get_by_role("heading", name="What changed in")
    before, shown = months.inner_text(), page.locator(".sh").all_inner_texts()
    pick(page, "Data set", page.get_by_role("option", name=OTHER, exact=True))
    expect(months).not_to_have_text(before, timeout=PATIENCE)
    settle(reader, HOME, WAITING["analyst"])
    assert page.locator(".sh").all_inner_texts() != shown
    page.get_by_role("link", name="See where, on the map").click()
    settle(reader, TITLES["analyst"])
    assert page.get_by_role("combobox", name="Data set").input_value() == OTHER
    pick(page, "Data set", page.get_by_role("option", name=CHOSEN["analyst"][0], exact=True))
    settle(reader, TITLES["analyst"])


@pytest.mark.parametrize("width", [WIDTH, 390])
@pytest.mark.parametrize("role", TITLES)
def test_nothing_of_a_home_runs_over_the_edge(readers: dict[str, Reader], role: str, width: int) -> None:
    be_at_home(readers[role])
    page = readers[role].page
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.wait_for_timeout(1000)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})


def test_the_chair_prints_from_home_with_one_click(readers: dict[str, Reader], closed_session: None) -> None:
    be_at_home(readers["chair"])
    page = readers["chair"].page
    page.reload()
    settle(readers["chair"], HOME, WAITING["chair"])
    for label, marking in (("Print the open pack", "OFFICIAL_"), ("Print the closed pack", "OFFICIAL-SENSITIVE_")):
        with page.expect_download(timeout=PATIENCE) as download:
            page.get_by_role("link", name=label).click()
        assert download.value.suggested_filename.startswith(f"{marking}tactical-assessment_")


@pytest.mark.parametrize("role", TITLES)
def test_each_reader_sees_their_page_marked_at_head_and_foot(readers: dict[str, Reader], role: str) -> None:
    page = readers[role].page
    open_page(readers[role], TITLES[role])
    assert page.get_by_role("heading", level=1).all_inner_texts() == [TITLES[role]]
    assert page.locator(".sh-marking").all_inner_texts() == [MARKINGS[role]] * 2


@pytest.mark.parametrize("role", TITLES)
def test_each_page_has_tables_whose_rows_are_filled(readers: dict[str, Reader], role: str) -> None:
    be_at_work(readers[role])
    tables = readers[role].page.locator(".sh table:visible")
    assert tables.count() >= 2
    assert all(tables.nth(at).locator("tbody tr").count() > 0 for at in range(tables.count()))


@pytest.mark.parametrize("role", ["analyst", "chair"])
def test_the_map_is_drawn_with_several_classes_and_no_internet(readers: dict[str, Reader], role: str) -> None:
    be_at_work(readers[role])
    assert len(colours_of_map(readers[role])) >= 4


def test_the_analyst_changes_the_map_and_the_table_follows(readers: dict[str, Reader]) -> None:
    be_at_work(readers["analyst"])
    page = readers["analyst"].page
    page.get_by_text("Events by LSOA", exact=True).first.click()
    page.get_by_role("heading", name="Areas", level=2).wait_for(timeout=PATIENCE)
    settle(readers["analyst"], TITLES["analyst"])
    assert page.locator(".sh table").first.locator("tbody tr").count() > 100
    assert len(colours_of_map(readers["analyst"])) >= 4


def test_a_choice_stands_in_the_address_and_the_address_leads_to_it(readers: dict[str, Reader]) -> None:
    be_at_work(readers["analyst"])
    reader = readers["analyst"]
    reader.page.get_by_text("Events by LSOA", exact=True).first.click()
    reader.page.get_by_role("heading", name="Areas", level=2).wait_for(timeout=PATIENCE)
    reader.page.wait_for_url("**map=Events+by+LSOA**", timeout=PATIENCE)
    other = Reader("analyst", reader.page.context.new_page())
    other.page.goto(reader.page.url.replace("map=", "area=Nowhere&period-recorded-crime=May+2026&map="))
    settle(other, TITLES["analyst"])
    assert other.page.get_by_role("heading", name="Areas", level=2).count() == 1
    assert other.page.get_by_text("Partnership, May 2026. ").count() == 1, "a name that is no area is left out"
    other.page.close()


def test_a_click_on_the_map_opens_the_profile_of_the_area_there(readers: dict[str, Reader]) -> None:
    be_at_work(readers["analyst"])
    reader, page = readers["analyst"], readers["analyst"].page
    canvas = page.locator("canvas.maplibregl-canvas").first
    canvas.scroll_into_view_if_needed(timeout=PATIENCE)
    page.wait_for_timeout(2500)
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(500)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settle(reader, "Area profile: ")
    page.wait_for_url("**/area-profile?**area=**", timeout=PATIENCE)
    assert page.get_by_text("The dark outline is").count() == 1
    pick(page, "Area", page.get_by_role("option", name="Whole partnership"))
    page.get_by_text("This is the profile of the whole partnership.").first.wait_for(timeout=PATIENCE)
    settle(reader, "Area profile")


def test_a_view_that_was_kept_is_opened_again_by_its_link(readers: dict[str, Reader]) -> None:
    be_at_work(readers["analyst"])
    reader, page = readers["analyst"], readers["analyst"].page
    page.get_by_role("link", name="When", exact=True).click()
    settle(reader, "When")
    page.get_by_role("button", name="Keep this view").click()
    page.get_by_label("Name of the view").fill("<b>Nights</b>")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_text("Kept. It stands under Saved views.").wait_for(timeout=PATIENCE)
    page.get_by_role("link", name="Saved views", exact=True).click()
    page.get_by_role("heading", name="<b>Nights</b>").wait_for(timeout=PATIENCE)
    page.get_by_role("link", name="Open", exact=True).click()
    settle(reader, "When")
    assert page.get_by_text("These are the very figures of the link").count() == 1
    page.get_by_role("link", name="Hotspot explorer", exact=True).click()
    settle(reader, TITLES["analyst"])


def test_the_analyst_goes_on_from_home_with_the_choices_they_left(readers: dict[str, Reader]) -> None:
    be_at_work(readers["analyst"])
    reader, page = readers["analyst"], readers["analyst"].page
    pick(page, "Period", page.get_by_role("option").nth(3))
    period = page.get_by_role("combobox", name="Period").input_value()
    page.get_by_text(f"Partnership, {period}. ").first.wait_for(timeout=PATIENCE)
    settle(reader, TITLES["analyst"])
    pick(page, "Period", page.get_by_role("option").nth(0))
    settle(reader, TITLES["analyst"])
    open_page(reader, HOME, WAITING["analyst"])
    page.get_by_role("link", name=f"Hotspot explorer, {period}").click()
    settle(reader, TITLES["analyst"])
    assert page.get_by_role("combobox", name="Period").input_value() == period
    assert page.get_by_text(f"Partnership, {period}. ").count() == 1


def test_the_chair_prints_the_pack(readers: dict[str, Reader], tmp_path: Path) -> None:
    be_at_work(readers["chair"])
    page = readers["chair"].page
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("link", name="Print (PDF)").first.click()
    path = tmp_path / "pack.pdf"
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"%PDF-")
    assert download.value.suggested_filename.startswith("OFFICIAL_tactical-assessment_")


def test_the_board_member_reads_five_figures_with_a_sentence_each(readers: dict[str, Reader]) -> None:
    be_at_work(readers["board"])
    figures = readers["board"].page.locator(".sh p.figure")
    assert figures.count() == 5
    for at in range(5):
        sentence = figures.nth(at).locator("xpath=following-sibling::p").first.inner_text()
        assert figures.nth(at).inner_text() in sentence


def test_a_page_that_a_role_may_not_see_is_not_reached_by_its_address(readers: dict[str, Reader], site: Site) -> None:
    """The menu of a board member has no hotspot explorer; its address leads to a refusal, and whoever has not signed in
    to the sign-in."""
    page = readers["board"].page
    assert page.get_by_role("link", name="Hotspot explorer").count() == 0
    other = page.context.new_page()
    other.goto(f"{site.url}/hotspot-explorer")
    other.get_by_text('The page "hotspot-explorer" is not open to you.').wait_for(timeout=PATIENCE)
    assert other.get_by_role("heading", name="Hotspot explorer").count() == 0
    assert other.locator(".sh table").count() == 0
    other.close()
    stranger = page.context.browser.new_context().new_page()
    stranger.goto(f"{site.url}/hotspot-explorer")
    assert urlsplit(stranger.url).path == "/sign-in"
    stranger.context.close()


def test_whoever_signs_out_is_out_in_every_tab(site: Site, chromium: Any) -> None:
    context = chromium.new_context()
    first = Reader("board", context.new_page())
    sign_in(first, site)
    second = Reader("board", context.new_page())
    second.page.goto(site.url)
    settle(second, HOME, WAITING["board"])
    copied = context.cookies()
    first.page.get_by_role("button", name="Sign out").click()
    first.page.get_by_text("You are signed out.").wait_for(timeout=PATIENCE)
    second.page.get_by_text("You are signed out.").wait_for(timeout=PATIENCE)
    assert second.page.locator(".sh table").count() == 0
    second.page.get_by_role("link", name="Sign in").click()
    second.page.get_by_label("Password", exact=True).wait_for(timeout=PATIENCE)
    context.close()
    thief = chromium.new_context()
    thief.add_cookies(copied)
    other = thief.new_page()
    other.goto(site.url)
    assert urlsplit(other.url).path == "/sign-in"
    thief.close()


def test_the_chair_asks_for_a_release_and_the_liaison_officer_sees_why_and_releases(
    readers: dict[str, Reader], site: Site, chromium: Any
) -> None:
    be_at_work(readers["chair"])
    chair = readers["chair"].page
    pick(chair, "Period", chair.get_by_role("option").nth(1))
    chair.get_by_text("DRAFT, NOT RELEASED").first.wait_for(timeout=PATIENCE)
    settle(readers["chair"], TITLES["chair"])
    chair.get_by_role("button", name="Ask for its release").click()
    chair.get_by_text("waits for a liaison officer").wait_for(timeout=PATIENCE)
    context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    officer = readers["liaison"] = Reader("liaison", context.new_page())
    watch(officer)
    sign_in(officer, site)
    page = officer.page
    keep_picture(page, "liaison-home")
    page.get_by_role("link", name="Look, decide, or withdraw").click()
    settle(officer, "Release review", "Decided")
    page.get_by_text("Why its figures are suppressed").click()
    page.get_by_text("a small count").first.wait_for(timeout=PATIENCE)
    settle(officer, "Release review", "Decided")
    keep_picture(page, "liaison-release-review")
    assert [one for one in find_faults(page) if one.excuse < 0] == []
    page.get_by_role("button", name="Release", exact=True).click()
    page.get_by_text("Nothing waits.").wait_for(timeout=PATIENCE)
    settle(officer, "Release review", "Decided")
    states = page.locator(".sh table tbody tr td:nth-child(2)").all_inner_texts()
    assert states == ["released"] * 3


def test_nothing_was_asked_of_another_machine_and_no_page_failed(readers: dict[str, Reader]) -> None:
    assert [(reader.role, reader.outside) for reader in readers.values() if reader.outside] == []
    assert [(reader.role, reader.faults) for reader in readers.values() if reader.faults] == []
