"""A stop of the pages ends within ten seconds, and what was being written is whole or rolled back."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.__main__ import app
from hub.hub import Hub, open_hub
from hub.serve import free_port, serve
from tests.unit.hub.small_hub import entries, events, extract, make_hub, receive

ROOT = Path(__file__).resolve().parents[3]
LIMIT = 10.0
STUBBORN = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
POLITE = "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))"
RECEIVING = "hub.receive(Path(path), 'recorded-crime', who, None, None, None)"
RELEASING = "release(hub, 'hotspot-explorer', period=Period.parse('2025-01'), audience='partner', who=who)"
PAGES = """
import signal, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from hub.access.identity import Identity
from hub.hub import open_hub
from hub.release import release
from ingest.periods import Period

{manner}
class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_):
        pass
who = Identity("pages", "analyst", "tests")
hub = open_hub(Path(sys.argv[1]))
server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Answers)
threading.Thread(target=server.serve_forever, daemon=True).start()
for path in sys.argv[3:]:
    {act}
threading.Event().wait()
"""


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    made = make_hub(tmp_path / "hub")
    receive(made, extract(tmp_path, "before.csv", "2025-01", 60))
    return made


def put_in_place(monkeypatch: pytest.MonkeyPatch, source: str, files: list[Path]) -> None:
    """A child that answers as the pages do and writes meanwhile, in the place of the pages."""
    monkeypatch.setattr(
        "hub.serve._command",
        lambda folder, port, *_: [sys.executable, "-c", source, str(folder), str(port), *map(str, files)],
    )


@pytest.mark.parametrize("manner", [POLITE, STUBBORN, ""], ids=["unwinds", "does not listen", "ends at once"])
@pytest.mark.parametrize("act", [RECEIVING, RELEASING], ids=["receive", "release"])
def test_what_is_written_at_a_stop_is_whole_or_rolled_back(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manner: str, act: str
) -> None:
    files = [extract(tmp_path, f"{n}.csv", f"20{10 + n // 12}-{n % 12 + 1:02d}", 200) for n in range(60)]
    put_in_place(monkeypatch, PAGES.format(manner=manner, act=act), files)
    before = entries(hub)
    with serve(tmp_path / "hub", free_port()) as served:
        time.sleep(random.Random(manner + act).uniform(0.3, 1.2))
        start = time.monotonic()
    assert time.monotonic() - start < LIMIT
    assert served.process.poll() is not None
    again = open_hub(tmp_path / "hub")
    held = again.batches("recorded-crime")
    assert events(again) == sum(row["events"] for row in held) == 60 + 200 * (len(held) - 1)
    if act == RECEIVING:
        assert entries(again) == before + len(held) - 1
    assert not list((tmp_path / "hub" / "data").glob("build-*"))
    receive(again, extract(tmp_path, "after.csv", "2026-01", 20))


def test_the_real_pages_end_within_ten_seconds(hub: Hub, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hub", "serve", "--hub", str(tmp_path / "hub"), "--port", str(free_port())]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "serving" in process.stdout.readline()
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 128 + signal.SIGTERM
    assert time.monotonic() - start < LIMIT


def test_pages_that_end_by_themselves_are_a_fault_that_whoever_runs_them_sees(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in_place(
        monkeypatch,
        PAGES.format(manner="threading.Timer(2, lambda: __import__('os')._exit(3)).start()", act="pass"),
        [],
    )
    done = CliRunner().invoke(app, ["serve", "--hub", str(tmp_path / "hub"), "--port", str(free_port())])
    assert done.exit_code == 1
