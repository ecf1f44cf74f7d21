"""A liaison officer submits an extract in a real browser: checked, previewed, accepted, and then on Data returns.

The file is one of the demo's own, corrected: its last row is left out. It runs after the other readers' tests, as it
changes the records of the demo.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Site
from tests.browser.test_three_readers import Reader, settle, sign_in, watch

pytestmark = pytest.mark.xdist_group("browser")
PATIENCE = 90_000
TITLE = "Submit an extract"
EXTRACT = "police_recorded_crime_2023-10.csv"
HOSTILE = ("<script>window.ran=1</script>", "<img src=x onerror=window.ran=1>", '=HYPERLINK("https://evil.example")')


@pytest.fixture(scope="module")
def officer(site: Site, chromium: object) -> Iterator[Reader]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)  # type: ignore[attr-defined]
    reader = Reader("liaison", context.new_page())
    watch(reader)
    sign_in(reader, site)
    open_page(reader, TITLE, "The file")
    yield reader
    context.close()


def open_page(reader: Reader, title: str, last: str) -> None:
    reader.page.get_by_role("link", name=title).click(timeout=PATIENCE)
    settle(reader, title, last)


def check(reader: Reader, path: Path, heading: str) -> None:
    """Upload a file, have it checked, and wait for what is told of it."""
    reader.page.locator("input[type=file]").set_input_files(path)
    reader.page.get_by_role("button", name="Check this file").click(timeout=PATIENCE)
    settle(reader, TITLE, heading)


def test_a_file_is_uploaded_checked_previewed_and_accepted_and_stands_on_data_returns(
    officer: Reader, site: Site, tmp_path: Path
) -> None:
    page, path = officer.page, tmp_path / "corrected.csv"
    *lines, _ = (site.folder / "extracts" / EXTRACT).read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    check(officer, path, "Preview of the receipt: corrected.csv")
    assert page.get_by_text("It supersedes, whole, the file of the same period").count() == 1
    rows = page.locator(".sh table").first.locator("tbody tr").first
    assert rows.inner_text().split() == ["Rows", "in", "the", "file", f"{len(lines) - 1:,}"]
    page.get_by_role("button", name="Accept").click()
    settle(officer, TITLE, "Receipt: corrected.csv")
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("link", name="Receipt (HTML)").click()
    kept = tmp_path / "receipt.html"
    download.value.save_as(kept)
    assert "Every row accounted for" in kept.read_text(encoding="utf-8")
    open_page(officer, "Data returns", "Files of your organisation")
    filed = page.locator(".sh table").last.locator("tbody tr").first.inner_text()
    assert "October 2023" in filed
    assert "loaded" in filed
    assert page.get_by_text("superseded").count() >= 1
    assert not list(site.folder.rglob("uploads/*"))


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_file_runs_nothing_and_shows_nothing_of_itself(officer: Reader, tmp_path: Path, words: str) -> None:
    page, path = officer.page, tmp_path / "hostile.csv"
    cell = '"' + words.replace('"', '""') + '"'
    path.write_text(f"{cell},[a](https://evil.example)\n" + f"{cell},{cell}\n" * 9, encoding="utf-8")
    open_page(officer, TITLE, "The file")
    check(officer, path, "Refused: hostile.csv")
    assert page.evaluate("window.ran") is None
    shown = page.locator("[data-testid=stMain]")
    assert "evil" not in shown.inner_text()
    assert "evil" not in shown.inner_html()
    assert officer.outside == []
    assert officer.faults == []
