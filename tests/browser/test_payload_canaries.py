"""Nothing that is suppressed is in anything that a browser was sent, decoded: not for any role, on any page.

A hub full of canaries (`canary_hub.py`) is served, and every role goes over every page, for every audience that it may
ask for (the liaison officer, who may ask for what the analyst may, for the first), and takes the files of every
product. All frames of the websocket, both ways, all answers over HTTP with their addresses and heads, and the log of
the server are kept and searched (`payloads.py`). That the search can see is shown twice: by canaries that are put into
payloads of every kind, and by a page of the same site that shows one count behind the gate's back.
"""

import base64
import gzip
import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import streamlit
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from plotly import graph_objects as go
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboards.app import PAGES
from dashboards.asked_file import DOWNLOAD
from dashboards.filters import AUDIENCE_TITLES
from dashboards.frame import FILE_TITLES
from hub.access.identity import Identity, Role
from hub.access.matrix import EVERY_PRODUCT, MATRIX, PAGES_FOR
from hub.hub import open_hub
from hub.months import name_period
from hub.release import SUBTITLES
from hub.release_review import draft_release
from ingest.periods import Period
from tests.artefacts.search import Canaries, Hit
from tests.browser.canary_hub import FIRST, LATEST, MIDDLE, CanaryHub, make_canary_hub
from tests.browser.conftest import pick, serving
from tests.browser.payloads import PayloadSearch

pytestmark = pytest.mark.xdist_group("browser")
AREA, PLANTED = "ward 02", "the planted count"
STATIC = Path(streamlit.__file__).parent / "static"
PATIENCE = 60_000
TITLES = {entry.name: entry.title for entry in PAGES}
REVIEW = "release-review"
NOT_OF_EVERY = (FILE_TITLES["gpkg"], FILE_TITLES["pptx"])
WORD, NUMBER = "Quillfeather", 31_337


def wanted_of(role: Role, product: str, audiences: tuple[str, ...]) -> tuple[str, ...]:
    """The audiences for which a page is asked; none of the evaluation, as nothing was agreed in this hub."""
    if product not in EVERY_PRODUCT:
        return ()
    return audiences[:1] if role == "liaison" else audiences


@dataclass
class Record:
    """What went over the wire: (what was looked at, whether the browser sent it, content) of each frame, and the
    bodies of answers and files."""

    frames: list[tuple[str, bool, bytes | str]] = field(default_factory=list)
    bodies: list[tuple[str, bytes]] = field(default_factory=list)
    static: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    doing: str = ""


@pytest.fixture(scope="module")
def canary_hub(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> CanaryHub:
    """The hub with its canaries, and a draft that waits for the liaison officer."""
    made = make_canary_hub(tmp_path_factory.mktemp("canary"))
    who = Identity("analyst", "analyst", "Council")
    draft_release(open_hub(made.folder), "tactical-assessment", period=Period.parse(LATEST), audience="open", who=who)
    return made


@pytest.fixture(scope="module")
def record(canary_hub: CanaryHub, chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Record:
    """What went over the wire while every role went over every page; then the page that shows the planted count."""
    kept = Record()
    log = tmp_path_factory.mktemp("log") / "served.txt"
    with log.open("wb") as lines, serving(canary_hub.folder, lines) as url:
        visitor = Visitor(url, chromium, kept)
        for role in MATRIX:
            visitor.sign_in(role, canary_hub.accounts[role])
            visitor.go_over_everything()
            visitor.sign_out()
        visitor.sign_in("analyst", canary_hub.accounts["analyst"])
        visitor.open("hotspot-explorer")
        visitor.choose("hotspot-explorer", "Period", name_period(FIRST))
        visitor.show_areas(PLANTED)
        visitor.close()
    kept.bodies.append(("the log", log.read_bytes()))
    return kept


class Visitor:
    """A browser window at which one role after the other signs in, all of whose traffic is kept.

    The program that draws charts is not let in: what it would draw is in the frames, and drawing takes the time.
    """

    def __init__(self, url: str, browser: Any, kept: Record) -> None:
        self.role: Role = "analyst"
        self.kept = kept
        self.answers: list[tuple[str, Any]] = []
        self.page = browser.new_context(accept_downloads=True).new_page()
        self.page.route("**/PlotlyChart*", lambda asked: asked.abort())
        self.page.set_default_timeout(PATIENCE)
        self.page.on("websocket", self._listen)
        self.page.on("response", lambda answer: self.answers.append((kept.doing, answer)))
        self.page.goto(url)

    def _listen(self, socket: Any) -> None:
        socket.on("framereceived", lambda payload: self.kept.frames.append((self.kept.doing, False, payload)))
        socket.on("framesent", lambda payload: self.kept.frames.append((self.kept.doing, True, payload)))

    def _keep(self) -> None:
        """Keep the body of every answer; Streamlit's own files are compared with the package instead."""
        while self.answers:
            doing, answer = self.answers.pop()
            path = urlsplit(answer.url).path
            heads = {name: words for name, words in answer.headers.items() if name != "content-length"}
            self.kept.bodies.append((f"{doing}, {path}", json.dumps([answer.url, heads]).encode()))
            if path in self.kept.static or answer.status in (101, 204, 303, 304) or answer.url.startswith("blob:"):
                continue  # a blob is made by the page out of what it has
            if path == DOWNLOAD:
                continue  # the file that came is kept where it is taken
            body, own = answer.body(), STATIC / path.lstrip("/")
            if own.is_file() and own.read_bytes() == body:
                self.kept.static.add(path)
            else:
                self.kept.bodies.append((f"{doing}, {path}", body))

    def _settle(self, doing: str) -> None:
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        self.kept.seen.append(doing)
        self._keep()

    def sign_in(self, role: Role, account: tuple[str, str]) -> None:
        """Sign in as a role, and wait for its first page."""
        self.role, self.kept.doing = role, f"{role}, signing in"
        self.page.get_by_label("Name").wait_for()
        self._keep()
        self.page.get_by_label("Name").fill(account[0])
        self.page.get_by_label("Password", exact=True).fill(account[1])
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("button", name="Sign out").wait_for()

    def sign_out(self) -> None:
        """Sign out; the form is there for the next."""
        self.page.get_by_role("button", name="Sign out").click()
        self.page.get_by_text("You are signed out.").wait_for()
        self._keep()
        self.page.get_by_role("link", name="Sign in").click()
        self.page.get_by_role("button", name="Sign in").wait_for()

    def close(self) -> None:
        """Keep what is left, and close the window."""
        self._keep()
        self.page.context.close()

    def go_over_everything(self) -> None:
        """Every page for every audience; the analyst asks for the month before, an area and the other map too.

        *Definitions* is seen as it opens: the codes of some other data set are words that are looked for.
        """
        for name in PAGES_FOR[self.role]:
            self.open(name)
            if name == REVIEW:
                self._review()
        for product, audiences in MATRIX[self.role].items():
            self.open(product)
            for audience in wanted_of(self.role, product, audiences):
                self._choose(product, audience)
            if product == "hotspot-explorer":
                self.show_areas(f"{self.role}, {product}, the other map")
            if self.role == "analyst" and product == "hotspot-explorer":
                self.choose(product, "Period", name_period(MIDDLE))
                self.choose(product, "Area", AREA)

    def open(self, product: str) -> None:
        """Open a page from the menu, for the first of its audiences."""
        self.kept.doing = f"{self.role}, {product}"
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=TITLES[product]).click()
        self.page.get_by_role("heading", name=TITLES[product], level=1).wait_for()
        self._settle(self.kept.doing)

    def _choose(self, product: str, audience: str) -> None:
        """The page for an audience; of the first one every file that it offers."""
        self.kept.doing = f"{self.role}, {product}, {audience}"
        offered = MATRIX[self.role][product]
        if len(offered) > 1:
            self.page.get_by_role("radio", name=AUDIENCE_TITLES[audience], exact=True).click()
        self._wait(f"{SUBTITLES[audience]}.")
        if audience == offered[0] and product not in self.kept.taken:
            self.kept.taken.add(product)
            for title in FILE_TITLES.values():
                if title in NOT_OF_EVERY and not self.page.get_by_role("link", name=title).count():
                    continue  # a product without a map, or without slides
                with self.page.expect_download() as download:
                    self.page.get_by_role("link", name=title).last.click()
                self.kept.bodies.append((self.kept.doing, Path(download.value.path()).read_bytes()))

    def choose(self, product: str, box: str, name: str) -> None:
        """The same page for another month or area, which its head then names."""
        self.kept.doing = f"{self.role}, {product}, {name}"
        pick(self.page, box, self.page.get_by_role("option", name=name, exact=True))
        self._wait(f", {name}. " if box == "Period" else f"{name}, ")

    def show_areas(self, doing: str) -> None:
        """The hotspot explorer with the areas in place of the grid cells."""
        self.kept.doing = doing
        self.page.get_by_text("Events by LSOA", exact=True).first.click()
        self.page.get_by_role("heading", name="Areas", level=2).wait_for()
        self._settle(doing)

    def _wait(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()
        self.page.get_by_role("heading", name="What was chosen, and from what").first.wait_for()
        self._settle(self.kept.doing)

    def _review(self) -> None:
        self.page.get_by_text("Why its figures are suppressed").click()
        self.page.get_by_text("suppressed figures.").wait_for()
        self._settle(self.kept.doing)


# --- what was sent ---


@pytest.fixture(scope="module")
def found(record: Record, canary_hub: CanaryHub) -> PayloadSearch:
    """One search of everything for all that is looked for."""
    sought = (canary_hub.canaries, canary_hub.planted, canary_hub.printed)
    words = frozenset().union(*(one.words for one in sought))
    search = PayloadSearch(Canaries(words, frozenset().union(*(one.numbers for one in sought))))
    for doing, by_browser, payload in record.frames:
        search.frame(payload, doing, sent_by_browser=by_browser)
    for content, doing in {content: doing for doing, content in record.bodies}.items():
        search.response(content, doing)
    return search


def hits_of(found: PayloadSearch, canaries: Canaries) -> set[Hit]:
    return {hit for hit in found.hits if hit.canary in canaries.written}


def test_no_canary_was_sent_to_any_role_on_any_page(found: PayloadSearch, canary_hub: CanaryHub) -> None:
    assert len(canary_hub.gaps) >= 3, "the lattice of the month hides large counts"
    assert canary_hub.gaps < canary_hub.canaries.numbers
    assert sorted(hits_of(found, canary_hub.canaries)) == []


def test_everything_that_was_sent_was_opened(found: PayloadSearch, record: Record) -> None:
    assert found.opened["message"] == len(record.frames) > 300, "every frame is a message that was understood"
    assert "unknown field" not in found.opened
    assert {"text", "JSON", "zip", "PDF"} <= set(found.opened)
    assert not {"typed array", "Arrow"} & set(found.opened), "pages send neither; the search would see them, see below"


def test_every_role_was_on_every_page_for_every_audience(record: Record) -> None:
    for role, names in PAGES_FOR.items():
        assert {f"{role}, {name}" for name in names} <= set(record.seen)
    for role, products in MATRIX.items():
        for product, audiences in products.items():
            assert f"{role}, {product}" in record.seen
            wanted = wanted_of(role, product, audiences)
            assert all(f"{role}, {product}, {audience}" in record.seen for audience in wanted)
    assert {f"analyst, hotspot-explorer, {one}" for one in (name_period(MIDDLE), AREA)} < set(record.seen)
    assert record.taken == set(EVERY_PRODUCT)


def test_only_the_programs_own_files_were_not_searched(record: Record) -> None:
    """They are those of the package, byte for byte, and were there before any hub was made."""
    assert len(record.static) > 10
    assert not [path for path in record.static if not (STATIC / path.lstrip("/")).is_file()]


def test_the_search_sees_what_every_reader_is_shown(found: PayloadSearch, canary_hub: CanaryHub) -> None:
    """Printed counts of five digits are found in tables, in charts, and in every kind of file."""
    hits = hits_of(found, canary_hub.printed)
    assert {hit.canary for hit in hits} == canary_hub.printed.written
    ways = {hit.way for hit in hits}
    for part in (
        ".html.body as text",
        "plotly_chart.spec>json",
        "body>PDF",
        "body>zip",
        "body>text as text",
        "body>text>json",
    ):
        assert [way for way in ways if part in way], part


def test_the_search_sees_a_count_that_was_put_past_the_gate(found: PayloadSearch, canary_hub: CanaryHub) -> None:
    """On the one page that shows it, and nowhere else."""
    hits = hits_of(found, canary_hub.planted)
    assert {hit.where for hit in hits} == {PLANTED}
    for part in (".html.body as text", "plotly_chart.spec>json"):
        assert [hit for hit in hits if part in hit.way], part


# --- that the search can see ---


def forward(fill: Callable[[Any], object]) -> bytes:
    """A frame to the browser, with one new element."""
    message = ForwardMsg()
    fill(message.delta.new_element)
    return message.SerializeToString()


def back(**state: Any) -> bytes:
    """A frame from the browser, with the state of one widget."""
    message = BackMsg()
    message.rerun_script.widget_states.widgets.add(id="widget", **state)
    return message.SerializeToString()


def chart(dtype: str, number: int) -> bytes:
    figure = go.Figure(go.Heatmap(z=np.array([[3, number], [4, 5]], dtype=dtype)))
    spec = figure.to_json()
    assert "bdata" in spec
    assert str(number) not in spec
    return forward(lambda element: setattr(element.plotly_chart, "spec", spec))


def arrow(number: int, word: str) -> bytes:
    table = pa.Table.from_pandas(pd.DataFrame({"events": [3, number], "place": ["a", word]}))
    out = io.BytesIO()
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)
    return forward(lambda element: setattr(element.dataframe.arrow_data, "data", out.getvalue()))


def html_of(words: str) -> bytes:
    return forward(lambda element: setattr(element.html, "body", f"<td>{words}</td>"))


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("raw.csv", content)
    return out.getvalue()


def field_of_nobody(number: int) -> bytes:
    """A frame whose progress bar holds the number, behind a field that no description has."""
    unknown = b"\xf8\xff\xff\xff\x0f" + _varint(number)
    return ForwardMsg().SerializeToString() + unknown


def _varint(number: int) -> bytes:
    found = b""
    while number > 127:
        found, number = found + bytes([number & 127 | 128]), number >> 7
    return found + bytes([number])


def database(number: int) -> bytes:
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("CREATE TABLE layer (value INTEGER)")
        base.execute("INSERT INTO layer VALUES (?)", (number,))
        base.commit()
        return base.serialize()


def noted(note: str) -> bytes:
    """A picture of one pixel with a note in it."""
    out, info = io.BytesIO(), PngInfo()
    info.add_text("n", note)
    Image.new("RGB", (1, 1)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


CONTROLS: dict[str, Callable[[int, str], bytes]] = {
    "a number as text": lambda number, word: html_of(f"{number}"),
    "a number with a comma": lambda number, word: html_of(f"{number:,} events"),
    "a number with a thin space": lambda number, word: html_of(f"{number:,}".replace(",", "&#8239;")),
    "a number with decimals": lambda number, word: html_of(f"({number}.0)"),
    "a word": lambda number, word: html_of(f"On or near {word.upper()} Lane"),
    "a word in an address": lambda number, word: html_of("".join(f"%{ord(one):02X}" for one in word)),
    "a number of a message": lambda number, word: forward(lambda one: setattr(one.progress, "value", number)),
    "a float of a message": lambda number, word: forward(lambda one: one.metric.chart_data.append(number)),
    "a field that nobody described": lambda number, word: field_of_nobody(number),
    "a chart of two bytes": lambda number, word: chart("int16", number),
    "a chart of four bytes": lambda number, word: chart("int32", number),
    "a chart of eight bytes": lambda number, word: chart("int64", number),
    "a chart of floats": lambda number, word: chart("float64", number),
    "an Arrow table": lambda number, word: arrow(number, ""),
    "a word in an Arrow table": lambda number, word: arrow(0, word),
    "packed in base64": lambda number, word: html_of(base64.b64encode(struct.pack("<4i", 1, 2, number, 3)).decode()),
    "JSON in base64": lambda number, word: html_of(base64.b64encode(json.dumps({"n": number}).encode()).decode()),
    "JSON in JSON": lambda number, word: back(json_value=json.dumps({"inner": json.dumps([number])})),
    "sent by the browser": lambda number, word: back(int_value=number),
    "compressed": lambda number, word: back(bytes_value=gzip.compress(f"a,{number}".encode())),
    "in an archive": lambda number, word: back(bytes_value=zipped(f"a,{number}".encode())),
    "in a database": lambda number, word: back(bytes_value=database(number)),
    "in the note of a picture": lambda number, word: back(bytes_value=noted(f"was {number}")),
    "a message in bytes": lambda number, word: back(bytes_value=b"\x08" + _varint(number)),
    "packed in bytes": lambda number, word: back(bytes_value=struct.pack("<Bd", 255, number)),
    "UTF-16": lambda number, word: back(bytes_value=b"\xff\xfe" + word.encode("utf-16-le")),
}


@pytest.mark.parametrize("kind", CONTROLS)
def test_a_canary_that_is_put_into_a_payload_is_found(kind: str) -> None:
    def search(number: int, word: str) -> set[str]:
        payload = CONTROLS[kind](number, word)
        found = PayloadSearch(Canaries(frozenset({WORD}), frozenset({float(NUMBER)})))
        found.frame(payload, kind, sent_by_browser=not is_forward(payload))
        return {hit.canary for hit in found.hits}

    assert search(NUMBER, WORD), "it is found"
    assert not search(NUMBER + 1, "Nobody"), "and nothing else is"


def is_forward(payload: bytes) -> bool:
    return not BackMsg.FromString(payload).WhichOneof("type")
