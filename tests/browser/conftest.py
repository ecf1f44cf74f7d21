"""The real thing for a browser: the demo partnership, served by the command line, and Debian's Chromium."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO, Any

import pytest

from hub.access.accounts import add_account
from hub.access.identity import Identity
from hub.access.passwords import make_password
from hub.hub import open_hub
from hub.serve import free_port
from tests.unit.hub.sitting import sitting

ROOT = Path(__file__).resolve().parents[2]
KEEPER = Identity("keeper", "administrator", "tests")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """A served demo: its address, each reader's name and password by role, and the folder of its hub and extracts."""

    url: str
    accounts: dict[str, tuple[str, str]]
    folder: Path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running Chromium; the test is skipped, and says why, where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if path is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with playwright.sync_playwright() as run:
        browser = run.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[Site]:
    """The demo partnership, made and served by `saferhub demo` and `saferhub serve`."""
    made = _saferhub("demo", "--no-serve", "--json", "--dir", str(tmp_path_factory.mktemp("demo")))
    accounts = {one["role"]: (one["name"], one["password"]) for one in made["accounts"]}
    accounts["administrator"] = _add_administrator(Path(made["hub"]))
    with serving(made["hub"]) as url:
        yield Site(url, accounts, Path(made["hub"]).parent)


@pytest.fixture
def closed_session(site: Site) -> Iterator[None]:
    """The demo's JAG in its closed session, so that its chair is given files for it."""
    (folder,) = {path.parent.parent for path in site.folder.rglob("register.sqlite")}
    opened = open_hub(folder)
    with sitting(opened, opened.settings.partnership.name):
        yield


def pick(page: Any, box: str, option: Any) -> None:
    """Pick an option of a box. While the page is still being made a box does not open, or closes again: ask anew."""
    for _ in range(300):
        if option.count():
            break
        page.get_by_role("combobox", name=box).press("ArrowDown")
        page.wait_for_timeout(200)
    option.click()


@contextmanager
def serving(hub: str | Path, log: IO[bytes] | None = None, moment: str = "") -> Iterator[str]:
    """The pages of a hub, served by `saferhub serve` at the address that is given; ``log``: where its lines go.

    ``moment``: the day and time (UTC) at which the server believes itself to start; now when left out.
    """
    port = free_port()
    program = [str(ROOT / "tests" / "browser" / "past_clock.py"), moment] if moment else ["-m", "hub", "serve"]
    command = [sys.executable, *program, "--hub", str(hub), "--port", str(port)]
    environment = os.environ | {"SAFERHUB_DIR": str(hub), "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log or subprocess.DEVNULL, stderr=log)
    try:
        _wait(server, port)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _add_administrator(folder: Path) -> tuple[str, str]:
    """An administrator for the demo, which has none: name and password."""
    hub, name, password = open_hub(folder), "administrator", make_password()
    add_account(hub.register, name, "administrator", hub.settings.partnership.name, password, KEEPER)
    return name, password


def _saferhub(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "hub", *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def _wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end and server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.2)
        finally:
            connection.close()
    pytest.fail("the pages did not start")
