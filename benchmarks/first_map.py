"""How long until the map is there: the hotspot explorer of a hub of 10 million crimes, in headless Chromium.

The server is warm: one analyst has seen the page. Then others come, each with a browser of its own, already signed in.
Timed is the way from the click on the menu, at Home, to a map that is drawn whole: its canvas says that it is loaded,
and holds the colours of several classes. ``new``: the browser has never been here, and reads Home for two seconds
before the click; ``known``: it has been, so that it has the program files. ``address``: a known browser, straight from
the address of the page, the app itself loaded anew.

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
from hub.access.organisations import sign_agreement
from hub.access.passwords import make_password
from hub.access.sessions import begin_session
from hub.hub import Hub
from hub.serve import free_port, serve

ROWS, READERS, PATIENCE = 10_000_000, 7, 120.0
WIDTH, HEIGHT, FEWEST_COLOURS = 1440, 900, 4
FLAGS = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
PAGE, TITLE, LAST_CARD, READER = "hotspot-explorer", "Hotspot explorer", "Late or held", "benchmark-reader"
READING = 2.0
KEEPER = Identity("keeper", "administrator", "Benchmark")
DRAWN = """async ({title, patience}) => {
  const drawn = () => {
    const maps = [...document.querySelectorAll(".js-plotly-plot")].map(one => one._fullLayout?.map?._subplot?.map);
    const map = maps.find(Boolean);
    return map && map.loaded() && map.areTilesLoaded() && !map.isMoving();
  };
  const link = [...document.querySelectorAll("a")].find(one => one.textContent.trim() === title);
  const start = title ? performance.now() : 0;
  if (title) link.click();
  while (!drawn()) {
    if (performance.now() > start + 1000 * patience) return null;
    await new Promise(go => setTimeout(go, 10));
  }
  return (performance.now() - start) / 1000;
}"""
"""Clicks on the link of that title, if any, and gives the seconds until the map is drawn: since the click, or since the
browser set out for the address. Measured in the page itself, a hundred times a second."""


def measure(rows: int) -> dict[str, list[float]]:
    """Seconds of each reader, by way."""
    with hub_of(rows) as hub, serve(hub.settings.directory, free_port()) as served, sync_playwright() as run:
        sign_agreement(hub.register, "Benchmark", KEEPER)
        add_account(hub.register, READER, "analyst", "Benchmark", make_password(), KEEPER)
        browser = run.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        _visit(browser, hub, served.url)
        visits = [_visit(browser, hub, served.url) for _ in range(READERS)]
        browser.close()
    return {way: [one[way] for one in visits] for way in visits[0]}


def _visit(browser: Browser, hub: Hub, url: str) -> dict[str, float]:
    context = _sign_in(browser, hub, url)
    page = context.new_page()
    seconds = {"new": _click(page, url), "known": _click(page, url), "address": _go(page, url)}
    context.close()
    return seconds


def _click(page: Page, url: str) -> float:
    page.goto(url)
    page.get_by_role("heading", name=LAST_CARD).wait_for(timeout=PATIENCE * 1000)
    time.sleep(READING)
    return _wait_for_map(page, TITLE)


def _go(page: Page, url: str) -> float:
    page.goto(f"{url}/{PAGE}", wait_until="commit")
    return _wait_for_map(page, "")


def _sign_in(browser: Browser, hub: Hub, url: str) -> BrowserContext:
    with hub.register.writing() as connection:
        token = begin_session(connection, READER, "open", time.time())
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    cookie: Any = {"name": COOKIE, "value": token, "url": url}
    context.add_cookies([cookie])
    return context


def _wait_for_map(page: Page, title: str) -> float:
    seconds: float | None = page.evaluate(DRAWN, {"title": title, "patience": PATIENCE})
    if seconds is None:
        raise TimeoutError("no map came")
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
    print(f"first map on {asked:,} crimes, {READERS} readers:")
    for way, seconds in measure(asked).items():
        print(f"{way}: {_tell(seconds)}")
