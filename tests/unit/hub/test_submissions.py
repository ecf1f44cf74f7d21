"""Submitting an extract by the page: who may, that accepting does what the preview said, and that nothing is kept."""

import dataclasses
import json
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from hub.access.identity import Identity
from hub.access.refusal import AccessRefused
from hub.delivery import Delivery
from hub.hub import Hub, open_hub
from hub.ledger import read_entries
from hub.store import StoreRefused
from hub.submissions import (
    Accepted,
    Asked,
    Preview,
    SubmissionRefused,
    Upload,
    accept_extract,
    list_offer,
    preview_extract,
    write_receipt,
)
from hub.uploads import plain_name
from ingest.held import HeldRefused
from tests.unit.hub.small_hub import HEAD, entries, events, extract, make_hub, receive
from tests.unit.hub.test_supply_calendar import NORTH, OWED, SOUTH

TODAY = date(2025, 4, 20)
OLIVE = Identity("olive", "liaison", NORTH)
SAM = Identity("sam", "liaison", SOUTH)
ANN = Identity("ann", "analyst", NORTH)
CRIME = Asked("recorded-crime")
FORCE = "Thames Valley Police"
STREET = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
STREET += "Crime type,Last outcome category,Context"
STREET_ROW = ",2025-01,{0},{0},-1.27,50.81,On or near Somewhere,E01000001,Somewhere 001A,Burglary,,"
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](https://evil.example)",
    "![beacon](https://evil.example/x.png)",
    '=HYPERLINK("https://evil.example","x")',
    "$\\href{javascript:alert(1)}{x}$",
)


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_hub(tmp_path / "hub", OWED)


def upload(folder: Path, rows: int = 30, bad: int = 0, month: str = "2025-01", name: str = "crime.csv") -> Upload:
    """An extract of so many rows, of which the last ``bad`` have a time that does not exist."""
    content = extract(folder, name, month, rows).read_text(encoding="utf-8")
    good = content.count("12:30") - bad
    return Upload(name, content.replace("12:30", "@@", good).replace("12:30", "25:99").replace("@@", "12:30").encode())


def last_act(hub: Hub) -> tuple[str, str, str]:
    with hub.register.reading() as connection:
        (row,) = read_entries(connection, 1)
    return row["who"], row["action"], row["subject"]


def state_of(hub: Hub) -> tuple[int, int, list[str], list[str], list[str]]:
    """Everything that a file could have changed."""
    names = sorted(path.name for path in hub.settings.data_directory.rglob("*") if not path.name.endswith(".lock"))
    batches, held = hub.store.batches(), hub.quarantine.batches(only_held=False)
    still = [name for name in names if not name.endswith(("-wal", "-shm"))]
    return entries(hub), len(batches), [row["id"] for row in batches if row["held"]], [str(row) for row in held], still


# --- who may ---


def test_a_liaison_officer_is_offered_what_their_own_organisation_owes(hub: Hub) -> None:
    offer = list_offer(hub, OLIVE, TODAY)
    assert (offer.organisation, offer.may_accept) == (NORTH, True)
    assert [one.name for one in offer.wanted] == ["recorded-crime"]
    assert {one.name for one in list_offer(hub, SAM, TODAY).wanted} == {"recorded-crime", "fires"}
    stranger = Identity("nora", "liaison", "Nobody's office")
    assert list_offer(hub, stranger, TODAY).wanted == ()


def test_an_analyst_may_have_a_file_checked_and_not_accept_it(hub: Hub, tmp_path: Path) -> None:
    sent = upload(tmp_path)
    assert not list_offer(hub, ANN, TODAY).may_accept
    preview = preview_extract(hub, ANN, sent, CRIME)
    assert preview.changes
    with pytest.raises(AccessRefused, match="does not accept"):
        accept_extract(hub, ANN, sent, preview)
    assert last_act(hub) == ("ann", "refused", "submit-extract")
    assert hub.store.batches() == []


@pytest.mark.parametrize("role", ["chair", "board", "administrator"])
def test_other_roles_submit_nothing_and_the_ledger_says_that_they_tried(hub: Hub, tmp_path: Path, role: str) -> None:
    who, sent = Identity("kim", role, NORTH), upload(tmp_path)  # type: ignore[arg-type]
    told = preview_extract(hub, OLIVE, sent, CRIME)
    tries: tuple[Callable[[], object], ...] = (
        lambda: list_offer(hub, who, TODAY),
        lambda: preview_extract(hub, who, sent, CRIME),
        lambda: accept_extract(hub, who, sent, told),
        lambda: write_receipt(hub, who, "x", "html"),
    )
    for attempt in tries:
        with pytest.raises(AccessRefused):
            attempt()
        assert last_act(hub) == ("kim", "refused", "submit-extract")
    assert hub.store.batches() == []


def test_a_file_is_taken_as_that_of_the_readers_own_organisation(hub: Hub, tmp_path: Path) -> None:
    sent = upload(tmp_path)
    preview = preview_extract(hub, SAM, sent, CRIME)
    assert preview.foreseen is not None
    assert preview.foreseen.receipt.provider == SOUTH
    with pytest.raises(StoreRefused, match="something else now"):
        accept_extract(hub, OLIVE, sent, preview)
    accept_extract(hub, SAM, sent, preview)
    assert [row["provider"] for row in hub.store.batches()] == [SOUTH]


def test_a_data_set_that_the_organisation_does_not_owe_is_refused(hub: Hub, tmp_path: Path) -> None:
    refused = preview_extract(hub, OLIVE, upload(tmp_path), Asked("fires"))
    assert refused.foreseen is None
    assert "does not supply this data set" in str(refused.letter.facts)


@pytest.mark.parametrize(("sender", "taken"), [(FORCE, True), ("Kent Police", False)])
def test_a_file_whose_rows_name_its_sender_has_to_name_the_reader(tmp_path: Path, sender: str, taken: bool) -> None:
    hub = make_hub(tmp_path / "hub", f'[supply]\nsince = "2025-01"\n[supply.owed]\n"{FORCE}" = ["recorded-crime"]\n')
    lines = [STREET, *(STREET_ROW.format(sender) for _ in range(8)), ""]
    sent = Upload("street.csv", "\n".join(lines).encode())
    preview = preview_extract(hub, Identity("tina", "liaison", FORCE), sent, CRIME)
    assert (preview.foreseen is not None) is taken, preview.letter
    if not taken:
        assert "another organisation sent it" in str(preview.letter.facts)
        assert sender not in str(preview.letter)


# --- the preview is what accepting does ---


def accepted(hub: Hub, who: Identity, sent: Upload) -> tuple[Preview, Accepted]:
    preview = preview_extract(hub, who, sent, CRIME)
    return preview, accept_extract(hub, who, sent, preview)


def test_a_good_file_goes_into_the_records_as_was_said(hub: Hub, tmp_path: Path) -> None:
    preview, taken = accepted(hub, OLIVE, upload(tmp_path, 30))
    assert "takes its 30 accepted rows for January 2025 into the records" in preview.would[0]
    assert taken.letter.sums == preview.letter.sums
    assert taken.letter.problems == preview.letter.problems
    assert (events(hub), last_act(hub)) == (30, ("olive", "receive", "recorded-crime"))


def test_a_partly_bad_file_goes_into_quarantine_as_was_said(hub: Hub, tmp_path: Path) -> None:
    preview, taken = accepted(hub, OLIVE, upload(tmp_path, 30, bad=3))
    assert "holds its 27 accepted rows in quarantine" in preview.would[0]
    assert taken.letter.standing.heading == "Held in quarantine"
    assert [problem.rows for problem in preview.letter.problems] == [(29, 30, 31)]
    assert taken.letter.problems == preview.letter.problems
    assert [row["id"] for row in hub.quarantine.batches()] == [taken.batch]
    again = preview_extract(hub, OLIVE, upload(tmp_path, 30, bad=3), CRIME)
    assert not again.changes
    assert "held in quarantine already" in again.would[0]
    better, replacing = accepted(hub, OLIVE, upload(tmp_path, 30))
    assert taken.batch in better.would[1]
    assert taken.batch in replacing.did[0]
    assert hub.quarantine.batches() == []


def test_a_corrected_file_supersedes_and_the_same_one_changes_nothing(hub: Hub, tmp_path: Path) -> None:
    _, first = accepted(hub, OLIVE, upload(tmp_path, 30))
    preview, second = accepted(hub, OLIVE, upload(tmp_path, 40))
    assert first.batch in preview.would[1]
    assert first.batch in second.did[0]
    assert events(hub) == 40
    same = preview_extract(hub, OLIVE, upload(tmp_path, 40), CRIME)
    assert not same.changes
    assert second.batch in same.would[0]


@pytest.mark.parametrize("bad", [0, 3])
def test_the_preview_is_what_the_command_does_with_the_same_file(hub: Hub, tmp_path: Path, bad: int) -> None:
    sent = upload(tmp_path, 30, bad)
    foreseen = preview_extract(hub, OLIVE, sent, CRIME).foreseen
    path = tmp_path / sent.name
    path.write_bytes(sent.content)
    stored = receive(hub, path, NORTH)
    assert foreseen == dataclasses.replace(stored, batch="", receipt=dataclasses.replace(stored.receipt, batch=""))


def test_a_file_that_overlaps_in_part_is_refused_before_it_could_be_accepted(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "quarter.csv", ["2025-01", "2025-02"], 30), NORTH)
    refused = preview_extract(hub, OLIVE, upload(tmp_path, 30), CRIME)
    assert refused.foreseen is None
    assert "part of which an earlier one holds already" in str(refused.letter.facts)


# --- bound to the file, and to the records as they were ---


def test_another_file_than_the_one_that_was_checked_is_not_accepted(hub: Hub, tmp_path: Path) -> None:
    preview = preview_extract(hub, OLIVE, upload(tmp_path, 30), CRIME)
    before = state_of(hub)
    with pytest.raises(SubmissionRefused, match="not the file that was checked"):
        accept_extract(hub, OLIVE, upload(tmp_path, 31), preview)
    assert state_of(hub) == before


@pytest.mark.parametrize(("first", "then"), [(0, 0), (0, 2), (2, 2)])
def test_what_would_do_something_else_now_is_not_accepted(hub: Hub, tmp_path: Path, first: int, then: int) -> None:
    """Between the preview and the acceptance another file of the month came, which would be superseded or replaced."""
    sent = upload(tmp_path, 30, first)
    preview = preview_extract(hub, OLIVE, sent, CRIME)
    accepted(hub, OLIVE, upload(tmp_path, 50, then))
    before = state_of(hub)
    with pytest.raises(StoreRefused, match="something else now"):
        accept_extract(hub, OLIVE, sent, preview)
    assert state_of(hub) == before


# --- nothing is kept ---


@pytest.mark.parametrize("rows", [30, 0])
def test_nothing_is_kept_of_a_file_that_was_previewed(hub: Hub, tmp_path: Path, rows: int) -> None:
    sent = upload(tmp_path, rows) if rows else Upload("empty.csv", b"")
    before = state_of(hub)
    preview = preview_extract(hub, OLIVE, sent, CRIME)
    assert (preview.foreseen is not None) is bool(rows)
    assert state_of(hub) == before
    assert not (hub.settings.data_directory / "uploads").exists()
    assert "12:30" not in json.dumps(dataclasses.asdict(preview), default=str)


def test_while_it_is_read_a_file_is_for_its_owner_only(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int, int]] = []
    check = Hub.check

    def spy(self: Hub, one: Delivery, who: Identity) -> object:
        modes = (path.stat().st_mode for path in (one.path, one.path.parent, one.path.parent.parent))
        seen.append(tuple(stat.S_IMODE(mode) for mode in modes))  # type: ignore[arg-type]
        return check(self, one, who)

    monkeypatch.setattr(Hub, "check", spy)
    preview_extract(hub, OLIVE, upload(tmp_path), CRIME)
    assert seen == [(0o600, 0o700, 0o700)]
    assert not (hub.settings.data_directory / "uploads").exists()


def test_a_file_is_removed_also_where_the_check_breaks_off(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Hub, "check", fail)
    with pytest.raises(RuntimeError):
        preview_extract(hub, OLIVE, Upload("crime.csv", b"x"), CRIME)
    assert not (hub.settings.data_directory / "uploads").exists()


def test_the_next_start_removes_what_was_left_behind_and_nothing_that_is_in_use(hub: Hub) -> None:
    left = hub.settings.data_directory / "uploads" / "0123456789abcdef"
    left.mkdir(parents=True)
    (left / "crime.csv").write_text("of a process that was killed", encoding="utf-8")
    with hub.uploads.holding("crime.csv", b"in use") as path:
        open_hub(hub.settings.directory)
        assert not left.exists()
        assert path.read_bytes() == b"in use"
    assert not left.parent.exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("crime.csv", "crime.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\pat\\crime.csv", "crime.csv"),
        ("..", "file"),
        (".lock", "lock"),
        ("", "file"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("<script>.csv", "_script_.csv"),
        ('=HYPERLINK("x").csv', "_HYPERLINK(_x_).csv"),
        ("é" * 300 + ".xlsx", "é" * 50 + ".xlsx"),
        ("\udcff.csv", "_.csv"),
    ],
)
def test_a_name_from_elsewhere_is_made_harmless(hub: Hub, sent: str, kept: str) -> None:
    assert plain_name(sent)[:55] == kept or len(sent) > 80
    with hub.uploads.holding(sent, b"x") as path:
        assert path.parent.parent == hub.settings.data_directory / "uploads"


# --- refused, and nothing of it told ---


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "cannot be read"),
        ("fires.csv", b"Date,Kind\n01/01/2025,x\n", "not the columns of"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "cannot be read"),
        ("people.csv", f"{HEAD},Victim name\n01/01/2025,12:30,a,b,1,2,Mr John Smith\n".encode(), "personal data"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_what_found_and_do(
    hub: Hub, name: str, content: bytes, says: str
) -> None:
    letter = preview_extract(hub, OLIVE, Upload(name, content), CRIME).letter
    assert says in dict(letter.facts)["Reason"]
    assert dict(letter.facts)["Found"]
    assert letter.standing.next_steps[0]
    assert "Smith" not in str(letter)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_file_holds_is_echoed_nowhere(hub: Hub, payload: str) -> None:
    quoted = '"' + payload.replace('"', '""') + '"'
    heading = f"{HEAD},{quoted}\n01/01/2025,12:30,burglary,Burglary in a dwelling,450100,100500,x\n"
    cells = HEAD + "\n" + f"01/01/2025,12:30,{quoted},{quoted},450100,100500\n" * 8
    good = "01/01/2025,12:30,burglary,Burglary in a dwelling,450100,100500\n" * 20
    for content in (heading, cells, cells + good, f"{quoted}\n{quoted}\n"):
        preview = preview_extract(hub, OLIVE, Upload("crime.csv", content.encode()), CRIME)
        words = str(dataclasses.asdict(preview))
        assert payload not in words
        assert "evil" not in words


# --- receipts as files ---


def test_a_receipt_is_for_the_organisation_whose_file_it_was(hub: Hub, tmp_path: Path) -> None:
    _, taken = accepted(hub, OLIVE, upload(tmp_path, 30, bad=3))
    for kind, begins in (("html", b"<!doctype html>"), ("txt", b"OFFICIAL"), ("xlsx", b"PK")):
        name, content = write_receipt(hub, OLIVE, taken.batch, kind)
        assert name == f"receipt_{taken.batch}.{kind}"
        assert content.startswith(begins)
        assert last_act(hub) == ("olive", "export", "receipt")
    for who, batch in ((SAM, taken.batch), (OLIVE, "recorded-crime-00000000-000000")):
        with pytest.raises(HeldRefused, match="as yours"):
            write_receipt(hub, who, batch, "html")
        assert last_act(hub) == (who.name, "refused", "receipt")


def test_a_period_is_offered_only_where_a_file_may_not_say_its_own(tmp_path: Path) -> None:
    owed = f'[supply.owed]\n"{NORTH}" = ["recorded-crime", "street-problem-reports", "road-collisions", "exclusions"]\n'
    offer = list_offer(make_hub(tmp_path / "hub", "[supply]\n" + owed), OLIVE, TODAY)
    periods = {one.name: one.periods[:1] for one in offer.wanted}
    assert (periods["recorded-crime"], periods["street-problem-reports"]) == ((), ("2025-03",))
    assert periods["exclusions"] == ("2025-Q1",)
    assert [one.name for one in offer.wanted if one.apart] == ["road-collisions"]
