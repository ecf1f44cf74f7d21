"""From the address to the map: the hotspot explorer of a hub of 10 million crimes, in headless Chromium.

The server is warm: one analyst has seen the page. Then others come, each with a browser that has seen nothing, already
signed in. Timed is the way from the address to a map that is drawn whole: its canvas says that it is loaded, and holds
colours of several classes. ``again``: the same browser comes once more, so that it has the program files.

``python -m benchmarks.first_map [ROWS]``; 10 million when left out. Needs Chromium (apt-get install chromium).
"""

import io
import shutil
import sys
import time
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.questions import hub_of
from dashboards.session import COOKIE
from hub.access.accounts import add_account
from hub.access.identity import Identity
from hub.access.passwords import make_password
from hub.access.sessions import begin_session
from hub.hub import Hub
from hub.serve import free_port, serve

ROWS, READERS, PATIENCE = 10_000_000, 7, 120_000
WIDTH, HEIGHT, FEWEST_COLOURS = 1440, 900, 4
FLAGS = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
PAGE, READER = "hotspot-explorer", "benchmark-reader"
KEEPER = Identity("keeper", "administrator", "Benchmark")
DRAWN = """() => {
  const plot = document.querySelector(".js-plotly-plot"), map = plot?._fullLayout?.map?._subplot?.map;
  return Boolean(map && map.loaded() && map.areTilesLoaded() && !map.isMoving());
}"""


def measure(rows: int) -> tuple[list[float], list[float]]:
    """Seconds of each reader's first and second way to the map."""
    with hub_of(rows) as hub, serve(hub.settings.directory, free_port()) as served, sync_playwright() as run:
        add_account(hub.register, READER, "analyst", "Benchmark", make_password(), KEEPER)
        browser = run.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        _visit(browser, hub, served.url)
        visits = [_visit(browser, hub, served.url) for _ in range(READERS)]
        browser.close()
    return [first for first, _ in visits], [second for _, second in visits]


def _visit(browser: Browser, hub: Hub, url: str) -> tuple[float, float]:
    context = _sign_in(browser, hub, url)
    page = context.new_page()
    seconds = _wait_for_map(page, url), _wait_for_map(page, url)
    context.close()
    return seconds


def _sign_in(browser: Browser, hub: Hub, url: str) -> BrowserContext:
    with hub.register.writing() as connection:
        token = begin_session(connection, READER, "open", time.time())
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    cookie: Any = {"name": COOKIE, "value": token, "url": url}
    context.add_cookies([cookie])
    return context


def _wait_for_map(page: Page, url: str) -> float:
    start = time.perf_counter()
    page.goto(f"{url}/{PAGE}", wait_until="commit")
    page.wait_for_function(DRAWN, polling="raf", timeout=PATIENCE)
    seconds = time.perf_counter() - start
    canvas = page.locator("canvas.maplibregl-canvas").first
    picture = Image.open(io.BytesIO(canvas.screenshot())).convert("RGB")
    colours = picture.getcolors(picture.width * picture.height) or []
    if sum(count > 40 for count, _ in colours) < FEWEST_COLOURS:
        raise ValueError("the map is not drawn: it has too few colours")
    return seconds


def _tell(seconds: list[float]) -> str:
    return f"median {np.median(seconds):.2f} s, most {max(seconds):.2f} s"


if __name__ == "__main__":
    asked = int(sys.argv[1]) if sys.argv[1:] else ROWS
    firsts, seconds = measure(asked)
    print(f"first map on {asked:,} crimes, {READERS} new browsers: {_tell(firsts)}; again: {_tell(seconds)}")
