"""Files are read in a process of their own, which a hostile one may crash, fill or stop without harm to the hub.

One such process is started with the first file and kept for the next ones; after a failure a new one is started. The
table comes back through a pipe, never through a file. What breaks the process is refused like a file that is no table.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

import pyarrow as pa

from ingest.forms.__main__ import OUT_OF_MEMORY, READY
from ingest.forms.fault import FileFaultError, RowFault
from ingest.forms.limits import seconds_for
from ingest.forms.reading import Reading

_ROOT = Path(__file__).resolve().parents[1]
_ALLOCATION = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2"}
"""Memory is taken as it is needed, so that the limit on it is a limit on what is used."""
_DO = "send the rows as CSV UTF-8, one file for each period."


class ReadingProcess:
    """A child process that reads one file at a time; started when first asked, and again when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, path: Path) -> Reading:
        """Read a file of any form. FileFaultError when it is no table, or the process does not survive it."""
        with self._lock:
            child = self._running()
            try:
                return self._ask(child, path)
            except FileFaultError:
                raise
            except BaseException:
                self._stop()  # whatever it was, the next answer would be that to an older question
                raise

    def close(self) -> None:
        """End the process. It is started anew when a file is read after that."""
        with self._lock:
            self._stop()

    def forget(self) -> None:
        """In a forked process: leave the child to the parent."""
        self._lock, self._child = threading.Lock(), None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = _start()
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):  # a question that the child did not live to take is dropped
                cast(IO[bytes], pipe).close()

    def _ask(self, child: subprocess.Popen[bytes], path: Path) -> Reading:
        seconds = seconds_for(_size_of(path))
        with _watched(child, seconds) as expired:
            try:
                return _exchange(child, path, seconds)
            except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
                child.kill() if expired.is_set() else _let_end(child)
        found = _why(child.wait(), expired.is_set(), seconds)
        self._stop()
        raise FileFaultError(found, _DO)


def _start() -> subprocess.Popen[bytes]:
    """The child, ready. RuntimeError when it does not start, which is no fault of any file."""
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "ingest.forms"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a panic there may quote what it read
        env={**os.environ, **_ALLOCATION, "PYTHONPATH": str(_ROOT)},
    )
    if cast(IO[bytes], child.stdout).readline() != READY:
        child.kill()
        child.wait()
        raise RuntimeError("the process that reads files does not start")
    return child


def _exchange(child: subprocess.Popen[bytes], path: Path, seconds: int) -> Reading:
    """One question and its answer. FileFaultError is an answer; anything else raised means that none came."""
    requests, answers = cast(IO[bytes], child.stdin), cast(IO[bytes], child.stdout)
    requests.write(json.dumps({"path": str(path.absolute()), "seconds": seconds}).encode() + b"\n")
    requests.flush()
    about: dict[str, Any] = json.loads(answers.readline())
    if "found" in about:
        rows = [RowFault(row["rule"], row["do"], tuple(row["rows"]), row["count"]) for row in about["rows"]]
        raise FileFaultError(about["found"], about["do"], rows)
    with pa.ipc.open_stream(answers) as stream:
        table = stream.read_all()
    table.validate(full=True)
    return Reading(table, about["fingerprint"], about["moments"], tuple(about["notes"]))


@contextmanager
def _watched(child: subprocess.Popen[bytes], seconds: int) -> Iterator[threading.Event]:
    """Kill the child when the time is over; the event says whether that was done."""
    expired = threading.Event()

    def stop() -> None:
        expired.set()
        child.kill()

    watch = threading.Timer(seconds, stop)
    watch.start()
    try:
        yield expired
    finally:
        watch.cancel()
        watch.join()


def _let_end(child: subprocess.Popen[bytes]) -> None:
    """Give a child that broke off a moment to end by itself, so that it can be told why it did."""
    try:
        child.wait(1)
    except subprocess.TimeoutExpired:
        child.kill()


def _why(code: int, has_expired: bool, seconds: int) -> str:
    if has_expired or code == -signal.SIGXCPU:
        return f"a file that takes longer than {seconds} seconds to read."
    if code == OUT_OF_MEMORY:
        return "a file that takes more memory than reading may take."
    return "a file at which the reader broke off: it is damaged, or takes more memory than reading may take."


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0


READING = ReadingProcess()
"""The one process of this program."""
atexit.register(READING.close)
os.register_at_fork(after_in_child=READING.forget)
