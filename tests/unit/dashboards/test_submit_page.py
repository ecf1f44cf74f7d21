"""The page that submits an extract, run without a browser: each state, and that no file stays in its memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

from dashboards import page, served, session
from hub.access.identity import Identity
from hub.access.refusal import AccessRefused
from hub.access.sessions import Session
from hub.hub import Hub
from tests.unit.hub.small_hub import entries, make_hub
from tests.unit.hub.test_submissions import PAYLOADS, upload
from tests.unit.hub.test_supply_calendar import NORTH, OWED

HELD: list[MemoryUploadedFileManager] = []
"""Every store of uploads that was made while a test ran."""


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_hub(tmp_path / "hub", OWED)


@pytest.fixture
def opened(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The page, as the liaison officer of the north sees it first."""
    add = MemoryUploadedFileManager.add_file
    monkeypatch.setattr(
        MemoryUploadedFileManager, "add_file", lambda self, *given: (HELD.append(self), add(self, *given))[1]
    )
    monkeypatch.setattr(session, "current", lambda: Session("id", Identity("olive", "liaison", NORTH), "open"))
    monkeypatch.setitem(served._OPENED, served.directory().resolve(), hub)
    HELD.clear()
    yield AppTest.from_function(_view, default_timeout=60).run()
    HELD.clear()


def _view() -> None:
    import streamlit as st

    from dashboards import app
    from dashboards.views import submit_extract

    if st.session_state.get("leave"):
        app.main()
    else:
        submit_extract.view()


def words(run: AppTest) -> str:
    assert not run.exception
    return " ".join(str(each.proto.body) for each in run.get("html"))


def send(run: AppTest, content: bytes, name: str = "crime.csv") -> AppTest:
    run.file_uploader[0].set_value((name, content, "text/csv"))
    return press(run.run(), "Check this file")


def press(run: AppTest, label: str) -> AppTest:
    return next(one for one in run.button if one.label == label).click().run()


def is_held() -> bool:
    """Whether Streamlit still holds a byte of any file after the last run, which has a store of its own here."""
    return any(HELD[-1].file_storage.values())


def test_a_file_is_checked_previewed_and_accepted(hub: Hub, opened: AppTest, tmp_path: Path) -> None:
    sent, before = upload(tmp_path, 30, bad=3), entries(hub)
    run = send(opened, sent.content)
    said = words(run)
    assert "Preview of the receipt: crime.csv" in said
    assert "holds its 27 accepted rows in quarantine" in said
    assert "29-31" in said
    assert "25:99" not in said
    assert (is_held(), entries(hub), hub.quarantine.batches()) == (True, before, [])
    run = press(run, "Accept")
    (row,) = hub.quarantine.batches()
    said = words(run)
    assert "Held in quarantine: crime.csv" in said
    assert f"/receipt?batch={row['id']}&amp;kind=html" in said
    assert "saferhub quarantine" not in said
    assert not is_held()
    assert not run.file_uploader
    run = press(run, "Submit another extract")
    assert run.file_uploader
    assert "Preview" not in words(run)


def test_what_is_discarded_leaves_the_memory_and_the_page(hub: Hub, opened: AppTest, tmp_path: Path) -> None:
    before = entries(hub)
    run = press(send(opened, upload(tmp_path).content), "Discard")
    assert not is_held()
    assert "Preview" not in words(run)
    assert run.file_uploader[0].value is None
    assert (entries(hub), hub.store.batches()) == (before, [])


def test_what_is_refused_leaves_the_memory_at_once_and_its_reason_stays_until_the_next_file(
    opened: AppTest, tmp_path: Path
) -> None:
    run = send(opened, b"", "empty.csv")
    assert "Refused: empty.csv" in words(run)
    assert not is_held()
    assert not [one for one in run.button if one.label in ("Accept", "Discard")]
    run = send(run, upload(tmp_path).content)
    assert "Refused: empty.csv" not in words(run)
    assert "Preview" in words(run)


@pytest.mark.parametrize("change", ["another file", "another data set"])
def test_a_preview_is_not_shown_for_what_was_not_checked(opened: AppTest, tmp_path: Path, change: str) -> None:
    run = send(opened, upload(tmp_path).content)
    assert "Preview" in words(run)
    if change == "another file":
        run.file_uploader[0].set_value(("crime.csv", upload(tmp_path, 31).content, "text/csv"))
    else:
        run.session_state["submission-0-preview"] = None
    run = run.run()
    assert "Preview" not in words(run)
    assert [one.label for one in run.button] == ["Check this file"]


def test_other_pages_do_not_wait_for_a_file(opened: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    check = Hub.check

    def spy(self: Hub, *given: object) -> object:
        seen.append(page.ONE_AT_A_TIME.locked())
        return check(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Hub, "check", spy)
    press(send(opened, upload(tmp_path).content), "Accept")
    assert seen == [False, False]


@pytest.mark.parametrize(("over", "says"), [(True, "You are signed out"), (False, "As it stands on")])
def test_the_end_of_the_session_and_another_page_take_the_file_out_of_the_memory(
    opened: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, over: bool, says: str
) -> None:
    run = send(opened, upload(tmp_path).content)
    assert is_held()
    run.session_state["leave"] = True
    if over:
        monkeypatch.setattr(session, "current", _signed_out)
    run.run()
    assert says in words(run)
    assert not is_held()


def _signed_out() -> Session:
    raise AccessRefused("you are signed out.", "the session has ended.", "sign in again.")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_word_of_a_file_comes_back_on_the_page(opened: AppTest, payload: str) -> None:
    quoted = '"' + payload.replace('"', '""') + '"'
    lines = f"{quoted},Offence time\n" + f"{quoted},{quoted}\n" * 9
    run = send(opened, lines.encode(), f"{payload[:8]}.csv")
    assert "Refused" in words(run)
    assert payload not in words(run)
    assert "evil" not in words(run)
    assert "<script" not in words(run)
