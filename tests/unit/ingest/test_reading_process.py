"""A file that breaks the reading process is refused, and the next file is read as if nothing had been."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.forms import limits
from ingest.forms.fault import FileFaultError
from ingest.reading_process import READING, ReadingProcess
from tests.unit.ingest.forms_samples import TABLE, as_csv, read, rows_of

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def process() -> Iterator[ReadingProcess]:
    process = ReadingProcess()
    yield process
    process.close()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.csv"
    path.write_text(as_csv(TABLE), encoding="utf-8")
    return path


def number_of(process: ReadingProcess) -> int:
    """The id of the child that answers now."""
    assert process._child is not None
    return process._child.pid


def test_one_process_reads_one_file_after_the_other(process: ReadingProcess, good: Path) -> None:
    assert process.read(good).table.num_rows == 3
    first = number_of(process)
    with pytest.raises(FileFaultError):
        process.read(good.with_name("gone.csv"))
    assert process.read(good).table.num_rows == 3
    assert number_of(process) == first


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV])
def test_a_process_that_died_between_two_files_is_started_again(
    process: ReadingProcess, good: Path, how: signal.Signals
) -> None:
    process.read(good)
    assert process._child is not None
    process._child.send_signal(how)
    process._child.wait()
    assert process.read(good).table.num_rows == 3


def test_a_crash_in_the_middle_of_a_file_refuses_that_file_alone(process: ReadingProcess, good: Path) -> None:
    pipe = good.with_name("large.csv")
    pipe.write_bytes(b"a,b\n" + b"1,2\n" * 20_000_000)
    process.read(good)
    threading.Timer(0.1, os.kill, (number_of(process), signal.SIGABRT)).start()
    with pytest.raises(FileFaultError) as caught:
        process.read(pipe)
    assert "the reader broke off" in caught.value.found
    assert process.read(good).table.num_rows == 3


def test_a_file_that_takes_too_long_is_refused(
    process: ReadingProcess, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = good.with_name("slow.csv")
    slow.write_bytes(b"a,b\n" + b"1,2\n" * 20_000_000)
    process.read(good)
    monkeypatch.setattr("ingest.reading_process.seconds_for", lambda size: 0)
    with pytest.raises(FileFaultError) as caught:
        process.read(slow)
    assert "takes longer than 0 seconds" in caught.value.found
    monkeypatch.undo()
    assert process.read(good).table.num_rows == 3


def test_a_question_that_the_process_did_not_live_to_take_is_dropped(process: ReadingProcess, good: Path) -> None:
    process.read(good)
    child = process._child
    assert child is not None and child.stdin is not None
    child.stdin.write(b"a question\n")
    child.kill()
    child.wait()
    assert process.read(good).table.num_rows == 3
    assert child.stdin.closed


def test_a_large_file_may_take_longer_but_never_longer_than_five_minutes() -> None:
    assert [limits.seconds_for(size) for size in (0, 10 << 20, 4 << 30)] == [30, 80, 300]


def test_threads_wait_for_one_another_and_each_gets_its_own_answer(process: ReadingProcess, tmp_path: Path) -> None:
    def answer(number: int) -> list[str]:
        path = tmp_path / f"{number}.csv"
        path.write_text(f"a\n{number}\n")
        return process.read(path).table.column("a").to_pylist()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(answer, range(60))) == [[str(number)] for number in range(60)]


def test_an_interrupted_read_leaves_no_old_answer_behind(
    process: ReadingProcess, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    process.read(good)
    monkeypatch.setattr("pyarrow.ipc.open_stream", interrupt)
    with pytest.raises(KeyboardInterrupt):
        process.read(good)
    monkeypatch.undo()
    other = good.with_name("other.csv")
    other.write_text("z\n1\n")
    assert process.read(other).table.column_names == ["z"]


def test_the_process_is_bound_in_memory_and_can_write_no_file(good: Path) -> None:
    code = (
        "import json, resource; from ingest.forms.limits import bind_memory; bind_memory();"
        "print(json.dumps([resource.getrlimit(getattr(resource, 'RLIMIT_' + name))[0] for name in "
        "('AS', 'FSIZE', 'CORE')]))"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert json.loads(told.stdout) == [limits.MEMORY_LIMIT, 0, 0]


def test_the_process_imports_only_what_reading_needs(good: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import ingest.forms.__main__ as child;"
        "sys.meta_path.insert(0, child.WithoutPandas());"
        f"child.read_file(Path({str(good)!r}));"
        "print([name for name in ('pandas', 'geopandas', 'pandera', 'shapely', 'geo', 'hub') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert told.stdout.strip() == "[]"


def test_the_process_ends_with_the_program_that_started_it(good: Path) -> None:
    code = (
        "from pathlib import Path; from ingest.reading_process import READING;"
        f"READING.read(Path({str(good)!r})); print(READING._child.pid)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.stdout), 0)


def test_a_forked_process_starts_a_reader_of_its_own(tmp_path: Path) -> None:
    assert rows_of(read(tmp_path, as_csv(TABLE).encode())) == TABLE
    code = (
        "import os; from pathlib import Path; from ingest.reading_process import READING\n"
        "path = Path('forked.csv'); path.write_text('a\\n1\\n'); READING.read(path); first = READING._child.pid\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    READING.read(path); other = READING._child.pid; READING.close(); os._exit(0 if other != first else 1)\n"
        "assert os.waitpid(child, 0)[1] == 0; READING.read(path); assert READING._child.pid == first\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    READING.close()
