"""Pictures of the pages in `docs/screenshots`: one for each page of every role's menu, and none of what is no page."""

import re
from pathlib import Path

from PIL import Image

from dashboards.app import menu_for
from hub.access.identity import ROLES, Identity
from tests.browser.pictures import PICTURES, TALLEST, WIDTH

ROOT = Path(__file__).resolve().parents[1]
APART = {"sign-in", "confirm", "confirmed", "assessment-home", "assessment-meeting", "assessment-words"}
"""Pictures of pages that are in nobody's menu, and of pages with their forms open."""


def names_of_pictures() -> set[str]:
    """One for each page of a role, and the first of each role in the dark theme too."""
    menus = {role: [one.name for one in menu_for(Identity("", role, ""))] for role in ROLES}
    return {
        *(f"{role}-{name}" for role, menu in menus.items() for name in menu),
        *(f"{role}-{menu[0]}-dark" for role, menu in menus.items()),
        *APART,
    }


def test_there_is_a_picture_of_each_page_of_every_role_and_no_other() -> None:
    found = {path.stem for path in PICTURES.glob("*.png")}
    assert sorted(names_of_pictures() - found) == [], "the browser tests make them: tests/browser/test_accessibility.py"
    assert sorted(found - names_of_pictures()) == [], "a picture of a page that is there no more"


def test_each_picture_is_as_wide_as_a_window_and_shows_something() -> None:
    for path in sorted(PICTURES.glob("*.png")):
        with Image.open(path) as picture:
            assert picture.width == WIDTH, path.name
            assert 300 < picture.height <= TALLEST, path.name
            assert len(picture.getcolors() or ()) > 8, path.name


def test_pictures_that_documents_show_are_there() -> None:
    written = (ROOT / "README.md", *ROOT.glob("docs/*.md"))
    named = {name for path in written for name in re.findall(r"screenshots/([\w-]+)\.png", path.read_text("utf-8"))}
    assert named
    assert named <= names_of_pictures()
