"""The pages are served on this machine only, safely, and end when they should."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.__main__ import app
from hub.access.providers import SecretRefused
from hub.serve import ADDRESS, OPTIONS, ServeRefused, free_port, serve
from tests.unit.hub.small_hub import make_hub

ROOT = Path(__file__).resolve().parents[3]


def answers(port: int) -> bool:
    connection = HTTPConnection(ADDRESS, port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def test_the_options_keep_everything_on_this_machine_and_every_detail_off_the_page() -> None:
    assert OPTIONS["server.address"] == "127.0.0.1"
    for name in ("browser.gatherUsageStats", "server.enableStaticServing", "server.enableAgentApi", "server.runOnSave"):
        assert OPTIONS[name] == "false"
    assert OPTIONS["client.showErrorDetails"] == "none"
    assert OPTIONS["server.fileWatcherType"] == "none"


def test_the_pages_answer_inside_the_block_and_end_with_it(tmp_path: Path) -> None:
    port = free_port()
    with serve(tmp_path, port) as served:
        assert served.url == f"http://localhost:{port}"
        assert answers(port)
    assert served.process.poll() is not None
    assert not answers(port)


SERVICE = """
[sign_in.services.council]
title = "Council account"
organisation = "Borough council"
issuer = "https://login.example.org/x"
client_id = "hub"
secret_file = "service.secret"
"""


def test_without_the_secret_of_an_account_service_the_pages_do_not_start(tmp_path: Path) -> None:
    make_hub(tmp_path / "hub", SERVICE)
    secret, port = tmp_path / "hub" / "service.secret", free_port()
    command = ["serve", "--hub", str(tmp_path / "hub"), "--port", str(port)]
    for spoil, what in ((lambda: None, "is missing"), (lambda: secret.write_text("hush"), "others can read")):
        spoil()
        secret.exists() and secret.chmod(0o644)
        done = CliRunner().invoke(app, command)
        assert isinstance(done.exception, SecretRefused)
        assert what in str(done.exception)
        assert "hush" not in str(done.exception) + done.output
        assert not answers(port)


def test_a_port_in_use_is_refused_by_number(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((ADDRESS, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServeRefused, match="cannot be used") as found, serve(tmp_path, port):
            pass
        assert str(port) in found.value.found


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")
def test_a_polite_kill_of_the_parent_ends_the_child_too(tmp_path: Path) -> None:
    port = free_port()
    lines = (
        "import sys; from pathlib import Path; from hub.serve import serve\n"
        "with serve(Path(sys.argv[1]), int(sys.argv[2])) as served: served.wait()"
    )
    parent = subprocess.Popen([sys.executable, "-c", lines, str(tmp_path), str(port)], cwd=ROOT)
    end = time.monotonic() + 60
    while not answers(port) and time.monotonic() < end:
        time.sleep(0.2)
    parent.send_signal(signal.SIGTERM)
    assert parent.wait(timeout=30) == 128 + signal.SIGTERM
    assert not answers(port)
