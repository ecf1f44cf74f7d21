"""A hub is backed up into one archive while it is in use, and restored from it whole or not at all."""

import io
import json
import random
import shutil
import stat
import tarfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import text
from typer.testing import CliRunner

from hub.__main__ import app
from hub.archive import MANIFEST, SEAL, read_archive, write_archive
from hub.archive_manifest import BackupRefused, Contents
from hub.backup import Taken, take_backup
from hub.hub import Hub, open_hub
from hub.ledger import read_entries
from hub.purging import purge
from hub.release import release
from hub.restoring import restore_backup
from hub.secret import read_secret
from hub.settings import FILE_NAME
from ingest.periods import Period
from tests.unit.hub.small_hub import WHO, entries, events, extract, make_hub, receive
from tests.unit.hub.test_purging import partly_bad

MONTH = "2025-01"


def filled(folder: Path) -> Hub:
    """A hub with records, a batch in quarantine, a saved mapping's file and an installation secret."""
    made = make_hub(folder / "hub")
    receive(made, extract(folder, "a.csv", MONTH, 60))
    receive(made, partly_bad(folder, "2025-02"))
    mapping = made.settings.data_directory / "mappings" / "a-data-set" / "our-force.toml"
    mapping.parent.mkdir(parents=True)
    mapping.write_text("made = 'up'", encoding="utf-8")
    read_secret(made.settings.data_directory)
    return made


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return filled(tmp_path)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An archive that no test changes."""
    folder = tmp_path_factory.mktemp("sealed")
    return take_backup(filled(folder), folder / "day.tar", WHO).path.read_bytes()


@pytest.fixture
def archive(sealed: bytes, tmp_path: Path) -> Path:
    (tmp_path / "day.tar").write_bytes(sealed)
    return tmp_path / "day.tar"


def explore(hub: Hub) -> tuple[str, str]:
    made = release(hub, "hotspot-explorer", period=Period.parse(MONTH), audience="partner", who=WHO)
    return made.release_id, repr(made.sections)


def acts(hub: Hub) -> list[str]:
    with hub.register.reading() as connection:
        return [row["action"] for row in read_entries(connection)]


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_restored_hub_gives_the_same_release_and_holds_the_same_files(hub: Hub, tmp_path: Path) -> None:
    before = explore(hub)
    taken = take_backup(hub, tmp_path / "day.tar", WHO)
    restored = restore_backup(taken.path, tmp_path / "again", WHO)
    again = open_hub(tmp_path / "again")
    assert (restored.head, restored.entries) == (taken.head, taken.entries)
    assert explore(again) == before
    assert (events(again), len(again.quarantine.batches())) == (60, 1)
    identity = again.quarantine.batches()[0]["id"]
    assert again.quarantine.files.read(identity) == hub.quarantine.files.read(identity)
    old, new = hub.settings.directory, again.settings.directory
    gone = {name for name in files_of(old) - files_of(new) if not name.endswith(".lock")}
    assert {name.split("-")[0] for name in gone} <= {"data/release", "data/register.sqlite"}, "but earlier releases"
    kept = ("data/control.key", FILE_NAME, "data/mappings/a-data-set/our-force.toml")
    assert all((old / name).read_bytes() == (new / name).read_bytes() for name in kept)


def test_a_backup_and_a_restore_are_acts_in_the_ledger_with_the_name_of_the_file_only(hub: Hub, tmp_path: Path) -> None:
    archive = take_backup(hub, tmp_path / "day.tar", WHO).path
    assert acts(hub)[0] == "backup"
    restore_backup(archive, tmp_path / "again", WHO)
    again = open_hub(tmp_path / "again")
    assert acts(again)[:2] == ["restore", "backup"]
    with again.register.reading() as connection:
        restored, backed_up = read_entries(connection, 2)
    assert json.loads(backed_up["detail"]) == {"file": "day.tar"}
    assert json.loads(restored["detail"])["file"] == "day.tar"
    assert str(tmp_path) not in restored["detail"]
    assert again.verify_ledger().broken_at is None
    assert entries(hub) == entries(again) - 1


def test_only_its_owner_can_read_the_archive_and_what_comes_of_it(hub: Hub, tmp_path: Path) -> None:
    archive = take_backup(hub, tmp_path / "day.tar", WHO).path
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert not list(tmp_path.glob("*.part"))
    restore_backup(archive, tmp_path / "again", WHO)
    for path in (tmp_path / "again", *(tmp_path / "again").rglob("*")):
        if path.name not in ("writer.lock", "register.sqlite-shm", "register.sqlite-wal"):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_any_tar_lists_the_archive_and_its_sums_are_those_of_its_files(archive: Path) -> None:
    with tarfile.open(archive) as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile(MANIFEST))
    assert (names[0], names[1], names[-1]) == (MANIFEST, "data/register.sqlite", SEAL)
    assert list(manifest["files"]) == names[1:-1]
    assert {"data/control.key", FILE_NAME, "data/mappings/a-data-set/our-force.toml"} <= set(names)
    assert not [name for name in names if "lock" in name or "build" in name]


@pytest.mark.parametrize("seed", range(40))
def test_one_changed_byte_anywhere_is_refused_and_leaves_nothing(archive: Path, tmp_path: Path, seed: int) -> None:
    chance, content = random.Random(seed), bytearray(archive.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    archive.write_bytes(content)
    with pytest.raises(BackupRefused):
        restore_backup(archive, tmp_path / "again", WHO)
    assert sorted(path.name for path in tmp_path.iterdir() if "again" in path.name) == []


def test_every_byte_of_a_small_archive_counts(tmp_path: Path) -> None:
    small = tmp_path / "small.tar"
    seal(small, {FILE_NAME: b"[partnership]\n", "data/control.key": b"k" * 32})
    whole = small.read_bytes()
    refused = 0
    for place in range(len(whole)):
        content = bytearray(whole)
        content[place] ^= 0x01
        with pytest.raises(BackupRefused):
            read_archive(io.BytesIO(content), tmp_path / "out")
        refused += 1
    assert refused == len(whole)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("cut", [0, 1, 511, 512, 5_000, 10_240])
def test_a_cut_or_lengthened_archive_is_refused(archive: Path, tmp_path: Path, cut: int) -> None:
    content = archive.read_bytes()
    for changed in (content[: len(content) - cut - 1], content + bytes(cut + 1), content[:cut]):
        archive.write_bytes(changed)
        with pytest.raises(BackupRefused) as found:
            restore_backup(archive, tmp_path / "again", WHO)
        assert all((found.value.what, found.value.found, found.value.do))


def seal(path: Path, files: dict[str, bytes]) -> None:
    """An archive of files of any content, sealed as it should be."""
    about = {"made_at": "2026-11-22T10:00:00+00:00", "release": None, "ledger": {"entries": 1, "head": "0" * 64}}
    parts = [(name, io.BytesIO(content)) for name, content in files.items()]
    with path.open("wb") as out:
        write_archive(out, Contents.model_validate({"about": about, "files": {}}).about, parts)


def forged(folder: Path, change: Callable[[tarfile.TarInfo], None], monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive whose seal is right, of which one member was changed by somebody who can seal."""
    plain = tarfile.TarFile.addfile

    def add(self: tarfile.TarFile, member: tarfile.TarInfo, file: object = None) -> None:
        if member.name == "data/control.key":
            change(member)
        plain(self, member, file)

    with monkeypatch.context() as patch:
        patch.setattr(tarfile.TarFile, "addfile", add)
        seal(folder / "forged.tar", {FILE_NAME: b"[partnership]\n", "data/control.key": b"k" * 32})
    return folder / "forged.tar"


def to_link(member: tarfile.TarInfo) -> None:
    member.type, member.linkname, member.size = tarfile.SYMTYPE, "/etc/passwd", 0


def to_hard_link(member: tarfile.TarInfo) -> None:
    member.type, member.linkname, member.size = tarfile.LNKTYPE, FILE_NAME, 0


def to_device(member: tarfile.TarInfo) -> None:
    member.type, member.size = tarfile.CHRTYPE, 0


def to_sparse(member: tarfile.TarInfo) -> None:
    member.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(1 << 40)}


def to_outside(member: tarfile.TarInfo) -> None:
    member.name = "../outside"


def to_another(member: tarfile.TarInfo) -> None:
    member.name = FILE_NAME


@pytest.mark.parametrize("change", [to_link, to_hard_link, to_device, to_sparse, to_outside, to_another])
def test_a_forged_member_is_refused(tmp_path: Path, change: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    path = forged(tmp_path, change, monkeypatch)
    with pytest.raises(BackupRefused):
        restore_backup(path, tmp_path / "again", WHO)
    assert not (tmp_path / "outside").exists()
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize(
    "name", ["../outside", "/outside", "data/../../outside", "data//x", "data/.", "data", "x", "", "data/a\\b", "./x"]
)
def test_no_archive_names_a_file_outside_the_hub(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no backup of a hub"):
        seal(tmp_path / "x.tar", {name: b""})


@pytest.mark.parametrize("content", [b"", b"\0" * 20_480, b"PK\x03\x04" + b"x" * 30_000, b"x" * 10_240])
def test_a_file_that_is_no_backup_is_refused_in_three_parts(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "foreign.tar").write_bytes(content)
    done = CliRunner().invoke(app, ["restore", str(tmp_path / "foreign.tar"), str(tmp_path / "again")])
    assert isinstance(done.exception, BackupRefused)
    assert "no backup of a hub" in str(done.exception)
    assert not (tmp_path / "again").exists()


def test_a_hub_is_restored_into_an_empty_folder_only(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine", encoding="utf-8")
    for place in ("full", "day.tar"):
        with pytest.raises(BackupRefused, match="empty"):
            restore_backup(archive, tmp_path / place, WHO)
    assert files_of(tmp_path / "full") == {"letter.txt"}
    (tmp_path / "empty").mkdir()
    restore_backup(archive, tmp_path / "empty", WHO)
    assert events(open_hub(tmp_path / "empty")) == 60


def test_a_killed_restore_is_told_of_by_the_next_one(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "again.restoring").mkdir()
    with pytest.raises(BackupRefused, match="was killed"):
        restore_backup(archive, tmp_path / "again", WHO)
    assert (tmp_path / "again.restoring").exists(), "it may be that of a restore that is running"


def test_a_register_that_is_not_the_one_of_the_manifest_is_refused(hub: Hub, archive: Path, tmp_path: Path) -> None:
    with archive.open("rb") as file:
        (tmp_path / "out").mkdir()
        contents = read_archive(file, tmp_path / "out")
    files = {name: (tmp_path / "out" / name).read_bytes() for name in contents.files}
    receive(hub, extract(tmp_path, "b.csv", "2025-03", 30))
    hub.register.copy_to(tmp_path / "newer.sqlite")
    for register, words in (((tmp_path / "newer.sqlite").read_bytes(), "not the"), (b"no register", "cannot be read")):
        parts = [(n, io.BytesIO(register if n.endswith(".sqlite") else one)) for n, one in files.items()]
        with (tmp_path / "swapped.tar").open("wb") as out:
            write_archive(out, contents.about, parts)
        with pytest.raises(BackupRefused, match=words):
            restore_backup(tmp_path / "swapped.tar", tmp_path / "again", WHO)
    assert not (tmp_path / "again").exists()


def test_a_noted_head_finds_a_ledger_that_was_written_anew(hub: Hub, tmp_path: Path) -> None:
    noted, archive = hub.verify_ledger().head, take_backup(hub, tmp_path / "day.tar", WHO).path
    restore_backup(archive, tmp_path / "right", WHO, noted)
    with pytest.raises(BackupRefused, match="cut off"):
        restore_backup(archive, tmp_path / "wrong", WHO, "a" * 64)


def test_a_broken_ledger_is_not_backed_up(hub: Hub, tmp_path: Path) -> None:
    with hub.register.writing() as connection:
        connection.execute(text("UPDATE ledger SET who = 'nobody' WHERE position = 1"))
    with pytest.raises(BackupRefused, match="ledger is broken"):
        take_backup(hub, tmp_path / "day.tar", WHO)
    assert not [path for path in tmp_path.iterdir() if "day.tar" in path.name]


def test_a_damaged_hub_is_not_backed_up(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "b.csv", "2025-03", 30))
    path = hub.store.current().path
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BackupRefused, match="damaged hub"):
        take_backup(open_hub(tmp_path / "hub"), tmp_path / "day.tar", WHO)


@pytest.mark.parametrize("name", ["day.zip", "of Mrs Smith.tar", ".tar", "a;b.tar", "-x.tar", "x" * 97 + ".tar"])
def test_a_name_that_may_not_stand_in_the_ledger_is_refused(hub: Hub, tmp_path: Path, name: str) -> None:
    before = entries(hub)
    with pytest.raises(BackupRefused, match="name"):
        take_backup(hub, tmp_path / name, WHO)
    assert entries(hub) == before


def test_no_file_is_written_over_and_none_into_the_data_folder(hub: Hub, archive: Path, tmp_path: Path) -> None:
    before, content = entries(hub), archive.read_bytes()
    for place in (archive, hub.settings.data_directory / "x.tar", tmp_path / "nowhere" / "x.tar"):
        with pytest.raises(BackupRefused):
            take_backup(hub, place, WHO)
    assert (entries(hub), archive.read_bytes()) == (before, content)


def test_a_link_in_the_data_folder_is_refused_and_not_followed(hub: Hub, tmp_path: Path) -> None:
    (hub.settings.data_directory / "elsewhere").symlink_to(tmp_path)
    with pytest.raises(BackupRefused, match="link"):
        take_backup(hub, tmp_path / "day.tar", WHO)


def test_a_full_disk_leaves_neither_archive_nor_part(hub: Hub, tmp_path: Path, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hub.backup.write_archive", full)
    with pytest.raises(BackupRefused, match="no room"):
        take_backup(hub, tmp_path / "day.tar", WHO)
    assert not [path for path in tmp_path.iterdir() if "day.tar" in path.name]


def test_data_that_lay_elsewhere_lie_in_the_restored_hub(tmp_path: Path) -> None:
    folder, path = tmp_path / "hub", tmp_path / "hub" / FILE_NAME
    make_hub(folder)
    shutil.move(folder / "data", tmp_path / "volume")
    path.write_text(path.read_text(encoding="utf-8").replace('data = "data"', f'data = "{tmp_path}/volume"'))
    hub = open_hub(folder)
    receive(hub, extract(tmp_path, "a.csv", MONTH, 60))
    take_backup(hub, tmp_path / "day.tar", WHO)
    restore_backup(tmp_path / "day.tar", tmp_path / "again", WHO)
    again = open_hub(tmp_path / "again")
    assert again.settings.data_directory == tmp_path / "again" / "data"
    assert events(again) == 60


def test_nobody_is_signed_in_to_a_restored_hub(hub: Hub, tmp_path: Path) -> None:
    with hub.register.writing() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS sessions")
        connection.exec_driver_sql("CREATE TABLE sessions (id TEXT)")
        connection.exec_driver_sql("INSERT INTO sessions VALUES ('signed in')")
    take_backup(hub, tmp_path / "day.tar", WHO)
    restore_backup(tmp_path / "day.tar", tmp_path / "again", WHO)
    with open_hub(tmp_path / "again").register.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar() == 0


def test_a_purge_names_the_backups_that_were_made_since_the_batch_came(hub: Hub, tmp_path: Path) -> None:
    take_backup(hub, tmp_path / "before.tar", WHO)
    time.sleep(1.1)  # when a batch came is kept to the second
    stored = receive(hub, extract(tmp_path, "b.csv", "2025-03", 30))
    for name in ("first.tar", "second.tar"):
        take_backup(hub, tmp_path / name, WHO)
    done = purge(hub, stored.batch, "sent by mistake", WHO)
    assert [one.file for one in done.backups] == ["second.tar", "first.tar"]
    held = hub.quarantine.batches()[0]["id"]
    told = CliRunner().invoke(app, ["purge", held, "--reason", "sent by mistake", "--hub", str(tmp_path / "hub")])
    assert "Backups made since it came: 3." in told.stdout
    assert all(name in told.stdout for name in ("before.tar", "first.tar", "second.tar"))


def test_a_purge_without_backups_says_so(hub: Hub, tmp_path: Path) -> None:
    batch = hub.batches("recorded-crime")[0]["id"]
    told = CliRunner().invoke(app, ["purge", batch, "--reason", "sent by mistake", "--hub", str(tmp_path / "hub")])
    assert "No backup was made since it came." in told.stdout


def test_backup_and_restore_from_the_command_line(hub: Hub, tmp_path: Path) -> None:
    path, place = tmp_path / "day.tar", ["--hub", str(tmp_path / "hub")]
    made = CliRunner().invoke(app, ["backup", str(path), "--json", *place])
    assert json.loads(made.stdout)["path"] == str(path)
    head = json.loads(made.stdout)["head"]
    done = CliRunner().invoke(app, ["restore", str(path), str(tmp_path / "again"), "--head", head])
    assert (done.exit_code, head in done.stdout, "Nobody is signed in" in done.stdout) == (0, True, True)
    plain = CliRunner().invoke(app, ["backup", str(tmp_path / "next.tar"), "--hub", str(tmp_path / "again")])
    assert (plain.exit_code, "encrypted volume" in plain.stdout) == (0, True)


def test_what_a_killed_backup_left_is_removed_and_what_is_not_its_own_is_left(hub: Hub, tmp_path: Path) -> None:
    """Kills at any moment: `tests/trials/backups.py`."""
    for name, inside in (("killed", "archive"), ("running", "archive"), ("letters", "letter.txt")):
        (tmp_path / f"{name}.tar.part").mkdir()
        (tmp_path / f"{name}.tar.part" / inside).write_text("x", encoding="utf-8")
    (tmp_path / "file.tar.part").write_text("of a download", encoding="utf-8")
    with FileLock(tmp_path / "running.tar.part" / "lock"):
        take_backup(hub, tmp_path / "day.tar", WHO)
    assert sorted(path.name for path in tmp_path.glob("*.part")) == [
        "file.tar.part",
        "letters.tar.part",
        "running.tar.part",
    ]


def test_what_is_written_meanwhile_is_in_the_backup_whole_or_not_at_all(hub: Hub, tmp_path: Path) -> None:
    files = [extract(tmp_path, f"{number}.csv", f"2024-{number:02d}", 10) for number in range(1, 10)]
    faults: list[BaseException] = []

    def write() -> None:
        try:
            own = open_hub(hub.settings.directory)
            for path in files:
                receive(own, path)
        except BaseException as fault:
            faults.append(fault)

    writer, taken = threading.Thread(target=write), list[Taken]()
    writer.start()
    while writer.is_alive() and len(taken) < 8:
        taken.append(take_backup(hub, tmp_path / f"{len(taken)}.tar", WHO))
        writer.join(0.2)
    writer.join()
    assert not faults
    assert events(hub) == 60 + 90
    seen = []
    for one in taken:
        restore_backup(one.path, tmp_path / f"{one.path.stem}-again", WHO)
        again = open_hub(tmp_path / f"{one.path.stem}-again")
        seen.append(events(again))
        assert seen[-1] == sum(row["events"] for row in again.batches("recorded-crime"))
    assert seen == sorted(seen)
    assert len(set(seen)) > 1


def test_a_backup_in_another_format_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = Contents.as_bytes
    monkeypatch.setattr(
        Contents, "as_bytes", lambda self: newer(self).replace(b"saferhub-backup 1", b"saferhub-backup 2")
    )
    seal(tmp_path / "newer.tar", {FILE_NAME: b""})
    with pytest.raises(BackupRefused, match="newer version"):
        restore_backup(tmp_path / "newer.tar", tmp_path / "again", WHO)
