"""Serve the pages of one hub: the web application in a child process, on this machine's own address, safely.

Nothing leaves the machine: no usage statistics, no file watching, no error details on the page, no agent interface.
Python collects its garbage when it sees fit, not after every run of a page, where it would take most of the time.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import ClassVar

from geo.checks import Refused

ADDRESS = "127.0.0.1"
PATIENCE_SECONDS = 60.0
GRACE_SECONDS = 8.0
LARGEST_UPLOAD = 50
"""Megabytes of one uploaded file; larger ones come by command. The limit of a proxy before the hub lies above it."""
_ROOT = Path(__file__).resolve().parents[1]
OPTIONS: dict[str, str] = {
    "server.address": ADDRESS,
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.runOnSave": "false",
    "server.allowRunOnSave": "false",
    "server.enableStaticServing": "false",
    "server.enableXsrfProtection": "true",
    "server.enableCORS": "true",
    "server.enableAgentApi": "false",
    "server.maxUploadSize": str(LARGEST_UPLOAD),
    "server.showEmailPrompt": "false",
    "browser.gatherUsageStats": "false",
    "runner.postScriptGC": "false",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "client.toolbarMode": "minimal",
    "logger.level": "warning",
    "logger.hideWelcomeMessage": "true",
    "theme.baseRadius": "small",
    "theme.showWidgetBorder": "true",
    "theme.light.primaryColor": "#1f4e79",
    "theme.light.backgroundColor": "#ffffff",
    "theme.light.secondaryBackgroundColor": "#f2f4f6",
    "theme.light.textColor": "#1c1f23",
    "theme.light.linkColor": "#1f4e79",
    "theme.light.borderColor": "#858c94",
    "theme.dark.primaryColor": "#8fbfe8",
    "theme.dark.backgroundColor": "#14171a",
    "theme.dark.secondaryBackgroundColor": "#1f2429",
    "theme.dark.textColor": "#e8eaed",
    "theme.dark.linkColor": "#8fbfe8",
    "theme.dark.borderColor": "#7d858e",
}


class ServeRefused(Refused):
    """The pages cannot be served here."""

    exit_code: ClassVar[int] = 19


@dataclass(frozen=True)
class Served:
    """The pages, being served at ``url`` by a child ``process``."""

    url: str
    process: "subprocess.Popen[bytes]"

    def wait(self) -> int:
        """Wait until the pages are no longer served; return the exit code of the child."""
        return self.process.wait()


@contextmanager
def serve(hub_dir: Path, port: int) -> Iterator[Served]:
    """Serve the pages of ``hub_dir`` on ``port``; the block is entered once they answer, and leaving it ends them.

    Raises ServeRefused when the port is taken or nothing answers within
    a minute.
    """
    _check_free(port)
    _end_on_terminate()
    command, environment = _command(hub_dir, port), _environment(hub_dir)
    quiet = subprocess.DEVNULL  # faults are written to the error stream, which stays open
    process = subprocess.Popen(command, env=environment, stdin=quiet, stdout=quiet)  # noqa: S603 - a list, no shell
    try:
        _wait_until_ready(process, port)
        yield Served(f"http://localhost:{port}", process)
    finally:
        _end(process)


def free_port() -> int:
    """Return a port nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


def _end_on_terminate() -> None:
    """Let a polite kill of this process unwind, so that the child is ended too and does not serve on alone."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


def _command(hub_dir: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "dashboards", "--hub", str(hub_dir.resolve()), "--port", str(port)]


def _environment(hub_dir: Path) -> dict[str, str]:
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    return os.environ | {
        "SAFERHUB_DIR": str(hub_dir.resolve()),
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((ADDRESS, port)) == 0:
            raise ServeRefused("this port cannot be used.", f"port {port} is in use.", "name another: --port N")


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if _answers(port):
            return
        time.sleep(0.1)
    raise ServeRefused(
        "the pages did not start.",
        f"exit code {process.returncode}." if process.returncode is not None else "no answer within a minute.",
        "look at the lines above; is the hub folder readable?",
    )


def _answers(port: int) -> bool:
    connection = HTTPConnection(ADDRESS, port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the child to end, and end it when it does not: what it was writing is then rolled back, or swept later."""
    process.terminate()
    try:
        process.wait(timeout=GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
