"""Many people at once: signed-in sessions over real websockets against the served demo, while an extract is received.

``python -m benchmarks.load FOLDER [SESSIONS [MINUTES]]`` takes a folder that `saferhub demo --no-serve --dir FOLDER`
made (and changes it), 200 sessions and 10 minutes when left out. Each session thinks 20 seconds on the average (drawn
from a seed), then does what its post does: opens a page (Home, the meetings and the like among them), chooses a month,
an area, a map or an audience. After a third of the time an extract of 100,000 rows is received by a process of its own.
Told are the interactions, how many failed, their median and 95th percentile, and the memory of the server at the end of
each minute.
"""

import asyncio
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from dashboards.filters import AUDIENCE_TITLES
from dashboards.session import COOKIE
from hub.access.identity import Role
from hub.access.matrix import MATRIX, PAGES_FOR
from hub.access.sessions import begin_session
from hub.hub import Hub, open_hub
from hub.months import name_period
from hub.serve import free_port, serve

SESSIONS, MINUTES, THINK_SECONDS, PATIENCE_SECONDS, ROWS, SEED = 200, 10.0, 20.0, 60.0, 100_000, 2026
MIX: tuple[tuple[Role, int], ...] = (("analyst", 4), ("chair", 2), ("board", 3), ("liaison", 1))
"""Posts, and how many of ten sessions each has."""
PRODUCTS = ("hotspot-explorer", "tactical-assessment", "problem-profile", "strategic-summary")
PAGES, VISITS = ("home", "meetings", "actions", "threat-matrix", "data-returns"), 8
"""Pages without a choice in the address, and how often each stands among those that a session draws from."""
MONTHS, AREAS = 6, 8
FAULTS = re.compile(rb"fault of the program|You are signed out|Nothing can be released")


@dataclass
class Told:
    """What was measured: seconds of each interaction, failures in words, megabytes of the server by second."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    megabytes: list[tuple[float, float]] = field(default_factory=list)
    received: str = "not begun"


def measure(folder: Path, sessions: int, minutes: float) -> Told:
    """Run the whole load and return what was measured."""
    hub, told = open_hub(folder / "hub"), Told()
    with serve(folder / "hub", free_port()) as served, _watching(served.process.pid, told):
        receiver = threading.Timer(minutes * 20, lambda: _receive(folder, told))
        receiver.start()
        asyncio.run(_visit_all(hub, served.url, sessions, minutes * 60, told))
        receiver.join()
    return told


def print_told(told: Told) -> None:
    """One line for each thing."""
    middle, late = np.quantile(told.seconds, [0.5, 0.95])
    print(
        f"interactions: {len(told.seconds):,}, failed: {len(told.failures)}; receive of {ROWS:,} rows: {told.received}"
    )
    print(f"seconds of an interaction: median {middle:.2f}, 95th {late:.2f}, most {max(told.seconds):.2f}")
    by_minute = {int(at // 60): size for at, size in told.megabytes}
    print(
        f"memory of the server at the end of each minute, MB: {', '.join(f'{one:,.0f}' for one in by_minute.values())}"
    )
    for words in sorted(set(told.failures))[:10]:
        print(f"failed: {words}")


async def _visit_all(hub: Hub, url: str, sessions: int, seconds: float, told: Told) -> None:
    posts = [role for role, share in MIX for _ in range(share)]
    end = time.monotonic() + seconds
    visits = (_visit(hub, url, posts[at % len(posts)], random.Random(SEED + at), end, told) for at in range(sessions))
    await asyncio.gather(*visits)


async def _visit(hub: Hub, url: str, role: Role, chance: random.Random, end: float, told: Told) -> None:
    """One session until the end; it begins somewhere within the first time of thinking."""
    with hub.register.writing() as connection:
        token = begin_session(connection, role, "open", time.time())
    await asyncio.sleep(chance.uniform(0, THINK_SECONDS))
    address = f"ws{url.removeprefix('http')}/_stcore/stream"
    heads = {"cookie": f"{COOKIE}={token}"}
    choices = _list_choices(hub, role)
    calm: dict[str, Any] = {"max_size": None, "ping_interval": None, "open_timeout": PATIENCE_SECONDS}
    try:
        async with connect(address, origin=url, additional_headers=heads, **calm) as socket:  # type: ignore[arg-type]
            while time.monotonic() < end:
                await _interact(socket, *chance.choice(choices), told)
                await asyncio.sleep(min(chance.expovariate(1 / THINK_SECONDS), max(0.0, end - time.monotonic())))
    except (ConnectionClosed, OSError, TimeoutError) as fault:
        told.failures.append(f"{role}: {type(fault).__name__}")


async def _interact(socket: ClientConnection, page: str, query: str, told: Told) -> None:
    began = time.monotonic()
    await socket.send(BackMsg(rerun_script=ClientState(page_name=page, query_string=query)).SerializeToString())
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                frame = await socket.recv(decode=False)
                if fault := FAULTS.search(frame):
                    told.failures.append(f"{page}: {fault[0].decode()}")
                if ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished":
                    break
    except TimeoutError:
        told.failures.append(f"{page}: no answer in {PATIENCE_SECONDS:.0f} s")
    told.seconds.append(time.monotonic() - began)


def _list_choices(hub: Hub, role: Role) -> list[tuple[str, str]]:
    """Pages and choices in the address that a post may ask for: the latest months, some areas, audiences, both maps."""
    months = hub.periods("recorded-crime")[-MONTHS:]
    names = ["", *(name for _, name in hub.areas(hub.levels()[1])[:AREAS])]
    found = []
    for page in (one for one in PRODUCTS if one in MATRIX[role]):
        for audience in MATRIX[role][page][:2]:
            for month in months:
                asked = {"period-recorded-crime": name_period(month), f"for-{page}": AUDIENCE_TITLES[audience]}
                for name in names if page != "strategic-summary" else [""]:
                    found.append((page, urlencode(asked | ({"area": name} if name else {}))))
    found += [(page, "") for page in PAGES if page in PAGES_FOR[role] for _ in range(VISITS)]
    return found


def _receive(folder: Path, told: Told) -> None:
    """Receive a month of 100,000 rows, as an officer would beside the pages."""
    lines = (folder / "extracts" / "police_recorded_crime_2026-09.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.replace("/09/2026", "/10/2026") for line in lines[1:]]
    path = folder / "load-extract.csv"
    path.write_text("\n".join([lines[0], *(rows[at % len(rows)] for at in range(ROWS)), ""]), encoding="utf-8")
    command = [sys.executable, "-m", "hub", "receive", str(path), "--dataset", "recorded-crime"]
    command += ["--provider", "Police", "--hub", str(folder / "hub")]
    began = time.monotonic()
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    told.received = f"{time.monotonic() - began:.1f} s" if run.returncode == 0 else f"failed ({run.returncode})"


@contextmanager
def _watching(process: int, told: Told) -> Iterator[None]:
    done, began = threading.Event(), time.monotonic()

    def watch() -> None:
        while not done.wait(2):
            told.megabytes.append((time.monotonic() - began, _megabytes(process)))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _megabytes(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    given = sys.argv[2:]
    print_told(
        measure(Path(sys.argv[1]), int(given[0]) if given else SESSIONS, float(given[1]) if given[1:] else MINUTES)
    )
