"""Hostile words through every door that takes words: nothing of them runs anywhere, and none of them is lost.

A hub is filled with them (`hostile_hub.py`), served, and looked at by every role on every page in Chromium; the files
of every product, the receipts and the letter are read back by strangers to the programs that wrote them.
"""

import csv
import io
import re
import sqlite3
import time
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import docx
import httpx
import openpyxl
import pytest
from pptx import Presentation
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboards.app import PAGES as MENU
from dashboards.asked_file import DOWNLOAD
from dashboards.session import COOKIE
from hub.access.identity import ROLES, Identity, Role
from hub.access.matrix import MATRIX, PAGES_FOR
from hub.access.sessions import begin_session
from hub.export import list_pictures
from hub.hub import Hub, open_hub
from hub.meetings.minute_files import write_minutes
from hub.meetings.minutes import TITLES as MINUTES_TITLES
from hub.meetings.planning import list_meetings
from hub.products.product import Product
from hub.release import release
from ingest.periods import Period
from tests.acceptance.read_back import read_pdf
from tests.browser.conftest import serving
from tests.browser.hostile_forms import (
    ALIKE,
    BACK,
    BODY,
    CORRECTED,
    DECIDED,
    DISCLOSED,
    ESCALATED,
    FIELDS,
    HELD_AGAINST,
    NOT_KEPT,
    NOT_OUT,
    ON_AGENDA,
    OUTCOME,
    PICTURED,
    REASON,
    RESTS,
    REVIEWED,
    SINCE,
    STRANGER,
    THREAT,
    TO_DO,
    UPLOADED,
    VIEW,
    WHY,
    find_fields,
)
from tests.browser.hostile_forms import WARDS as WARD_CODES
from tests.browser.hostile_hub import (
    AREAS,
    DISCARDED,
    FORCE,
    IN_A_CELL,
    LICENCE,
    MARK,
    MARKING,
    MONTH,
    ORGANISATION,
    PARTNERSHIP,
    PUBLISHED_BY,
    PURGED,
    REFUSED,
    SECOND,
    TASK,
    WARDS,
    HostileHub,
    make_hostile_hub,
)

pytestmark = pytest.mark.xdist_group("browser")
PATIENCE = 60_000
TAGS = {
    "div", "h1", "h2", "h3", "p", "span", "a", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "dl", "dt",
    "dd", "strong", "style",
}  # fmt: skip
RECEIPT_TAGS = TAGS | {
    "html", "head", "meta", "title", "body", "main", "section", "header", "footer", "ol", "caption", "b", "br",
}  # fmt: skip
ATTRIBUTES = {
    "class", "style", "href", "target", "tabindex", "role", "scope", "aria-label", "lang", "charset",
    "name", "content", "http-equiv",
}  # fmt: skip
SVG_TAGS = {
    "svg", "g", "path", "rect", "line", "circle", "text", "tspan", "title", "desc", "defs", "pattern", "polyline",
    "polygon", "clipPath", "style",
}  # fmt: skip
TITLES = {entry.name: entry.title for entry in MENU}
MINUTES = {"analyst": ("open",), "chair": ("open", "closed")}
"""The minutes that each of them reads on Meetings, of the JAG of a ward."""


@dataclass
class Seen:
    """What one role's window showed and tried: the text of each page, what Streamlit was sent, and what went wrong."""

    texts: dict[str, str] = field(default_factory=dict)
    frames: list[bytes] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> HostileHub:
    return make_hostile_hub(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def hub(hostile: HostileHub) -> Hub:
    return open_hub(hostile.folder)


@pytest.fixture(scope="module")
def url(hostile: HostileHub) -> Iterator[str]:
    with serving(hostile.folder) as found:
        yield found


def token_of(hub: Hub, role: Role) -> str:
    with hub.register.writing() as connection:
        return begin_session(connection, f"the-{role}", "open", time.time())


@pytest.fixture(scope="module", params=ROLES)
def seen(request: pytest.FixtureRequest, hub: Hub, url: str, chromium: Any) -> tuple[Role, Seen]:
    """One role on every page of its menu."""
    role, found = request.param, Seen()
    context = chromium.new_context(viewport={"width": 1440, "height": 2400})
    context.add_cookies([{"name": COOKIE, "value": token_of(hub, role), "url": url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("dialog", lambda one: (found.faults.append(f"dialog {one.message}"), one.dismiss()))
    page.on("request", lambda one: _note_stranger(found, one.url))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda part: found.frames.append(_bytes(part))))
    for name in (*MATRIX[role], *PAGES_FOR[role]):
        page.goto(f"{url}/{name}?{urlencode({'map': 'Events by LSOA'})}")
        page.get_by_role("heading", name=TITLES[name], level=1).first.wait_for()
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        page.wait_for_timeout(600)
        _look(page, found, name)
    for document in MINUTES.get(role, ()):
        page.goto(f"{url}/meetings?{urlencode({'jag': WARDS[0]})}")
        page.get_by_text("What it says").wait_for()
        if document == "closed":
            page.get_by_role("radiogroup", name="Document").get_by_text(MINUTES_TITLES["closed"]).click()
            page.get_by_text("zq72").first.wait_for(state="attached")
        _look(page, found, f"minutes, {document}")
    context.close()
    return role, found


def _look(page: Any, found: Seen, name: str) -> None:
    found.texts[name] = page.evaluate("document.body.textContent")
    found.faults += [f"{name}: {words}" for words in page.evaluate(STRANGE)]


STRANGE = """() => {
  const all = (chosen) => [...document.querySelectorAll(chosen)];
  const links = all('a[href]').map(one => one.getAttribute('href'));
  const ours = (to) => {
    try {
      const found = new URL(to, location.href);
      return found.protocol.startsWith('http') && found.origin === location.origin;
    } catch {
      return false;
    }
  };
  return [
    ...(window.pwned === undefined ? [] : ['a script ran']),
    ...links.filter(to => !ours(to)).map(to => 'a link to ' + to),
    ...all('.sh script, .sh img, .sh svg, .sh iframe, .sh b, .sh details').map(one => 'element ' + one.outerHTML),
    ...all('[onload], [onerror], [ontoggle]').map(one => 'event ' + one.outerHTML),
  ];
}"""


def _note_stranger(found: Seen, address: str) -> None:
    if urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname not in ("localhost", "127.0.0.1"):
        found.faults.append(f"asked {address}")


def _bytes(part: bytes | str) -> bytes:
    return part.encode() if isinstance(part, str) else part


# --- forms ---


def test_every_field_of_the_pages_that_takes_words_is_one_that_is_typed_into() -> None:
    """By name: a new field needs words of its own in `hostile_forms.py`."""
    assert find_fields() == sorted(FIELDS)


def test_hostile_words_were_typed_into_every_field_and_the_pages_answered_with_text(hostile: HostileHub) -> None:
    typed = {name: tuple(dict.fromkeys(words)) for name, words in hostile.desk.typed.items()}
    assert typed == {name: words for name, words in FIELDS.items() if not name.startswith("sign_in_page: ")}
    assert [fault for body in hostile.desk.said for fault in Strict(TAGS).read(body)] == []
    read = Strict(TAGS)
    read.read(" ".join(hostile.desk.said))
    lost([SINCE, ESCALATED, OUTCOME, BODY, WHY, HELD_AGAINST, PICTURED, ALIKE], [read.text])
    lost([*FIELDS["request_form: label"], *FIELDS["request_form: title"]], [read.text])
    lost([DECIDED, ON_AGENDA, DISCLOSED, REASON, CORRECTED], [read.text])
    assert UPLOADED[1:5] in read.text, "of the name of a file what is letters and figures"
    assert UPLOADED not in read.text


def test_hostile_words_at_the_sign_in_are_said_to_nobody_and_kept_nowhere(hub: Hub, url: str) -> None:
    form = {name.split(": ")[1]: FIELDS[name][0] for name in FIELDS if name.startswith("sign_in_page: ")}
    with httpx.Client(base_url=url, headers={"origin": url}, timeout=60) as stranger:
        for address in ("/sign-in", f"/sign-in?{urlencode({'next': STRANGER})}", "/sign-in/code", "/sign-in/device"):
            answer = stranger.post(address, data=form)
            assert answer.status_code in (303, 400, 401, 403), address
            assert "<script>" not in answer.text
    with httpx.Client(base_url=url, cookies={COOKIE: token_of(hub, "analyst")}, headers={"origin": url}) as known:
        assert "<script>" not in known.post("/sign-in/confirm", data=form).text
    with closing(sqlite3.connect(hub.register.path)) as base:
        assert STRANGER.split()[0] not in "\n".join(base.iterdump())


# --- pages ---


def test_on_no_page_of_any_role_does_anything_run_or_ask_another_machine(seen: tuple[Role, Seen]) -> None:
    role, found = seen
    assert found.faults == []
    assert len(found.texts) == len(MATRIX[role]) + len(PAGES_FOR[role]) + len(MINUTES.get(role, ()))
    assert len(found.frames) > 20


def test_what_a_page_is_sent_holds_no_element_and_no_attribute_but_our_own(seen: tuple[Role, Seen]) -> None:
    bodies = [str(ForwardMsg.FromString(one).delta.new_element.html.body) for one in seen[1].frames]
    wrong = [fault for body in bodies for fault in Strict(TAGS).read(body)]
    assert wrong == []
    for frame in seen[1].frames:
        element = ForwardMsg.FromString(frame).delta.new_element
        kind = element.WhichOneof("type")
        assert kind != "markdown" or MARK not in element.markdown.body, "no word of anybody's is ever Markdown"
        assert MARK not in str(getattr(getattr(element, kind or "", None), "label", "")), "and a label is Markdown"


@pytest.mark.parametrize("words", [AREAS[0], AREAS[1], AREAS[2], WARDS[0], PUBLISHED_BY, TASK])
def test_that_words_ran_would_be_seen(words: str, chromium: Any) -> None:
    """What a page would be that wrote the words as they are."""
    assert Strict(TAGS).read(f"<div>{words}</div>")
    page = chromium.new_page()
    page.set_content(f'<div class="sh">{words}</div>')
    page.wait_for_timeout(300)
    assert page.evaluate(STRANGE)
    page.close()


SHOWN: dict[str, dict[str, tuple[str, ...]]] = {
    "analyst": {
        "hotspot-explorer": (*AREAS, *WARDS, MARKING, FORCE),
        "tactical-assessment": (*WARDS, PICTURED),
        "strategic-assessment": (*WARDS, ALIKE, PICTURED),
        "evaluation": (HELD_AGAINST, WARDS[0], WARDS[1]),
        "minutes, open": (DECIDED, ON_AGENDA, CORRECTED, FORCE, ORGANISATION),
        "meetings": (ORGANISATION, FORCE, REVIEWED, BODY, MARKING),
        "actions": (TO_DO, SINCE, ESCALATED, OUTCOME, FORCE, WARDS[0], MARKING),
        "threat-matrix": (THREAT, RESTS, WHY, ORGANISATION, MARKING),
        "saved-views": (VIEW,),
        "information-requests": (ORGANISATION, FORCE, MARKING),
    },
    "chair": {
        "home": (TO_DO, FORCE),
        "tactical-assessment": (*WARDS, PICTURED, MARKING),
        "strategic-assessment": (ALIKE, PICTURED, MARKING),
        "evaluation": (HELD_AGAINST, WARDS[0], MARKING),
        "minutes, open": (DECIDED, ON_AGENDA, CORRECTED, FORCE),
        "minutes, closed": (DISCLOSED, REASON, CORRECTED, FORCE, MARKING),
        "meetings": (ORGANISATION, FORCE, REVIEWED, BODY, MARKING),
        "actions": (TO_DO, SINCE, ESCALATED, OUTCOME, FORCE, WARDS[0], MARKING),
        "threat-matrix": (THREAT, RESTS, WHY, MARKING),
    },
    "board": {
        "strategic-summary": (MARKING, FORCE, THREAT, WHY),
        "strategic-assessment": (ALIKE, PICTURED, MARKING),
        "tactical-assessment": (PICTURED, MARKING),
        "threat-matrix": (THREAT, RESTS, WHY),
        "data-returns": (FORCE,),
    },
    "liaison": {
        "tactical-assessment": (PICTURED, MARKING),
        "strategic-assessment": (ALIKE, PICTURED, MARKING),
        "release-review": (SECOND, REFUSED, NOT_OUT, BACK),
        "threat-matrix": (THREAT, RESTS, WHY),
        "audit": ("the-liaison",),
    },
    "administrator": {"accounts": (ORGANISATION, SECOND, FORCE)},
}
"""Words that must stand on a page, letter by letter."""


def test_none_of_the_words_is_lost_on_the_pages(seen: tuple[Role, Seen]) -> None:
    role, found = seen
    for name, wanted in SHOWN[role].items():
        missing = [words for words in wanted if flat(words) not in flat(found.texts[name])]
        assert missing == [], name
    assert all(flat(PARTNERSHIP) in flat(one) for one in found.texts.values()), (
        "beside every page stands whose hub it is"
    )
    assert all(flat(ORGANISATION) in flat(one) for one in found.texts.values())


def flat(words: str) -> str:
    """Words without any space, as places break lines where they like."""
    return re.sub(r"[\s\u00ad\u200b]+", "", words)


class Strict(HTMLParser):
    """Reads HTML and lists every element, attribute and address that is not ours."""

    def __init__(self, tags: set[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._tags, self._faults, self.text = tags, [], ""

    def read(self, html: str) -> list[str]:
        self.feed(html)
        self.close()
        return self._faults

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._faults += [] if tag in self._tags else [f"<{tag}>"]
        self._faults += [f"{tag} {name}" for name, _ in attrs if name not in ATTRIBUTES]
        self._faults += [f"href {to}" for name, to in attrs if name == "href" and not str(to).startswith(("/", "#"))]

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self._faults.append(f"comment {data[:40]}")


# --- minutes ---


@pytest.mark.parametrize("document", ["open", "closed"])
def test_minutes_say_the_words_and_run_none_of_them(hub: Hub, document: str) -> None:
    chair = Identity("y", "chair", ORGANISATION)
    with hub.register.reading() as connection:
        (meeting,) = list_meetings(connection, WARD_CODES[0])
    wanted = [MARKING, PARTNERSHIP, FORCE, WARDS[0], CORRECTED]
    wanted += [DECIDED, ON_AGENDA] if document == "open" else [DISCLOSED, REASON]
    taken = {
        kind: write_minutes(hub, chair, (WARD_CODES[0], meeting.id, document, 0), kind) for kind in ("pdf", "docx")
    }
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+\.[a-z]+", name) for name, _ in taken.values())
    paper = read_pdf(taken["pdf"][1])
    assert paper.faults == []
    lost(wanted, [*paper.words, *(cell for one in paper.tables for row in one.rows for cell in row)])
    edited = docx.Document(io.BytesIO(taken["docx"][1]))
    cells = [cell.text for table in edited.tables for row in table.rows for cell in row.cells]
    heads = [one.text for part in edited.sections for one in (*part.header.paragraphs, *part.footer.paragraphs)]
    lost(wanted, [*cells, *heads, *(one.text for one in edited.paragraphs)])
    assert list_active(taken["docx"][1]) == []


MORE_THAN_TEXT = re.compile(
    r'TargetMode="External"|relationships/hyperlink|<w:(?:instrText|altChunk|object)\b|<p:oleObj\b'
    r'|<w:fldSimple(?! w:instr="(?:PAGE|NUMPAGES)")'
)


def list_active(content: bytes) -> list[str]:
    """What of a file of Word or PowerPoint is more than text and pictures, or leads out of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = [name for name in parts.namelist() if not name.endswith((".xml", ".rels", ".png"))]
        links = {name: parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels"))}
    return [*names, *(f"{name}: {sign}" for name, text in links.items() for sign in MORE_THAN_TEXT.findall(text))]


# --- files of products ---


@pytest.fixture(
    scope="module", params=["hotspot-explorer", "tactical-assessment", "strategic-summary", "strategic-assessment"]
)
def made(request: pytest.FixtureRequest, hub: Hub) -> Product:
    """A product, of an area with a hostile name where there may be one."""
    who, area = (
        Identity("tester", "analyst", "tests"),
        None if request.param.startswith("strategic-") else "E8500000004",
    )
    when = Period.parse(MONTH)
    whole = release(hub, request.param, period=when, audience="partner", who=who)
    return whole if area is None else release(hub, request.param, period=when, audience="partner", who=who, area=area)


@pytest.fixture(scope="module")
def take(hub: Hub, url: str) -> Iterator[Any]:
    client = httpx.Client(base_url=url, cookies={COOKIE: token_of(hub, "analyst")}, timeout=120)

    def ask(product: Product, kind: str, title: str = "") -> bytes:
        period, audience, area, dataset, _ = product.asked
        asked = {"product": product.name, "period": period, "audience": audience, "area": area or "",
                 "dataset": dataset or "", "kind": kind, "title": title}  # fmt: skip
        answer = client.get(f"{DOWNLOAD}?{urlencode(asked)}")
        assert answer.status_code == 200, answer.text
        name = re.fullmatch(r'attachment; filename="([A-Za-z0-9_.-]+)"', answer.headers["content-disposition"])
        assert name, "letters, digits, hyphens only"
        return answer.content

    yield ask
    client.close()


PARAGRAPHS = (WHY, PICTURED)
"""They stand in no table, so that paper and slides have them and a workbook has not."""


def words_in(product: Product) -> list[str]:
    """The hostile words that a file of a product must hold."""
    typed = {
        "strategic-summary": [THREAT, WHY],
        "strategic-assessment": [ALIKE, PICTURED],
        "tactical-assessment": [PICTURED],
    }
    area = [product.area_name] if MARK in product.area_name else []
    return [MARKING, PARTNERSHIP, FORCE, *typed.get(product.name, []), *area]


def test_paper_says_the_words_and_runs_none_of_them(made: Product, take: Any) -> None:
    found = read_pdf(take(made, "pdf"))
    assert found.faults == []
    said = [*found.words, *(cell for one in found.tables for row in one.rows for cell in row)]
    said += [piece for one in found.pictures for piece in one.pieces]
    lost(words_in(made), said)


def test_a_workbook_holds_text_and_no_formula_and_no_link(made: Product, take: Any) -> None:
    content = take(made, "xlsx")
    cells = cells_of(content)
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert not [cell.coordinate for cell in cells if cell.hyperlink and "evil" in str(cell.hyperlink.target)]
    assert not [words for words in texts_of(cells) if words[:1] in "=+-@" and MARK in words], (
        "also if it is saved as CSV"
    )
    lost([words for words in words_in(made) if words not in PARAGRAPHS], texts_of(cells))


def cells_of(content: bytes) -> list[Any]:
    """Every cell of a workbook that holds something."""
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]


def texts_of(cells: Iterable[Any]) -> list[str]:
    return [str(cell.value) for cell in cells if cell.data_type == "s"]


def test_slides_hold_text_and_no_link(made: Product, take: Any) -> None:
    if made.name != "strategic-summary":
        return
    content = take(made, "pptx")
    assert list_active(content) == []
    shapes = [shape for slide in Presentation(io.BytesIO(content)).slides for shape in slide.shapes]
    said = [one.text_frame.text for one in shapes if one.has_text_frame]
    said += [cell.text for one in shapes if one.has_table for row in one.table.rows for cell in row.cells]
    lost(words_in(made), said)


def test_a_csv_begins_no_cell_like_a_formula(made: Product, take: Any) -> None:
    lines = list(csv.reader(io.StringIO(take(made, "csv").decode(), newline="")))
    cells = [cell for line in lines for cell in line]
    assert not [cell for cell in cells if re.match(r"\s*[=+@\t\r]|\s*-(?!\d)", cell)]
    wanted = [made.area_name] if MARK in made.area_name else []
    lost([MARKING, *wanted], cells)


def test_map_layers_are_rows_of_text_and_their_style_is_plain_xml(made: Product, take: Any) -> None:
    if made.name.startswith("strategic-"):
        return
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(take(made, "gpkg"))
        names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        layers = [name for (name,) in base.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")]
        cells = [str(cell) for name in names for row in base.execute(f'SELECT * FROM "{name}"') for cell in row]
        styles = [style for (style,) in base.execute("SELECT styleQML FROM layer_styles")]
    assert layers
    assert styles
    for style in styles:
        assert "pwned" not in "".join(one.get("expression", "") for one in ElementTree.fromstring(style).iter())
    lost([MARKING, made.area_name], cells)


def test_a_picture_is_shapes_and_text(made: Product, take: Any) -> None:
    for title in list_pictures(made)[:3]:
        content = take(made, "svg", title)
        root = ElementTree.fromstring(content)
        for one in root.iter():
            assert one.tag.split("}")[1] in SVG_TAGS, one.tag
            assert not [name for name in one.attrib if name.lower().startswith("on") or "href" in name.lower()]
        lost([MARKING], ["".join(root.itertext())])
        assert take(made, "png", title).startswith(b"\x89PNG")


def test_a_publication_is_json_with_the_marking(made: Product, take: Any) -> None:
    assert made.marking in httpx.Response(200, content=take(made, "json")).json()["marking"]


def lost(wanted: Iterable[str], said: Iterable[str]) -> None:
    """Fail for words that are nowhere among what was said, letter by letter."""
    every = flat(" ".join(said))
    assert [words for words in wanted if flat(words) not in every] == []


def test_every_name_of_an_area_stands_whole_in_the_tables_of_paper_and_workbook(hub: Hub, take: Any) -> None:
    who = Identity("tester", "analyst", "tests")
    whole = release(hub, "hotspot-explorer", period=Period.parse(MONTH), audience="partner", who=who)
    names = (*AREAS, *WARDS)
    lost(names, texts_of(cells_of(take(whole, "xlsx"))))
    lost(names, [cell for one in read_pdf(take(whole, "pdf")).tables for row in one.rows for cell in row])
    said = " ".join(cell for line in csv.reader(io.StringIO(take(whole, "csv").decode(), newline="")) for cell in line)
    lost([one.replace("'", "") for one in names], [said.replace("'", "")])  # apostrophes keep formulas from beginning


# --- receipts, the letter, the command line ---


def test_receipts_are_text_and_say_whose_file_it_was(hostile: HostileHub) -> None:
    page = Strict(RECEIPT_TAGS)
    assert page.read(hostile.receipts["receipt.html"].decode()) == []
    lost([FORCE, MARKING], [page.text])
    lost([FORCE, MARKING], [hostile.receipts["receipt.txt"].decode()])
    cells = cells_of(hostile.receipts["receipt.xlsx"])
    assert not [cell for cell in cells if cell.data_type == "f"]
    lost([FORCE], texts_of(cells))
    with zipfile.ZipFile(io.BytesIO(hostile.receipts["receipt.xlsx"])) as archive:
        lost([MARKING], [unescape(archive.read("xl/worksheets/sheet1.xml").decode())])  # at the head of each page


def test_no_cell_of_any_data_set_stands_in_what_is_said_of_it(hostile: HostileHub, hub: Hub) -> None:
    """The words were in every column of every data set: they are in no receipt, page, message or file that is left."""
    token = IN_A_CELL.split()[0].lstrip("=").encode()
    assert [name for name, content in hostile.receipts.items() if token in content] == []
    assert [name for name, words in hostile.said.items() if token.decode() in words] == []
    kept = [path for path in hub.settings.data_directory.rglob("*") if path.is_file()]
    assert [path.name for path in kept if token in path.read_bytes()] == []
    for name, content in hostile.receipts.items():
        if name.endswith(".html"):
            assert Strict(RECEIPT_TAGS).read(content.decode()) == [], name


def test_the_letter_says_the_words_and_runs_none(hostile: HostileHub) -> None:
    found = read_pdf(hostile.receipts["letter.pdf"])
    assert found.faults == []
    lost([FORCE, PARTNERSHIP, MARKING], found.words)


def test_what_was_decided_is_kept_word_by_word(hub: Hub) -> None:
    with closing(sqlite3.connect(hub.register.path)) as base:
        kept = "\n".join(base.iterdump())
    typed = [one for name, words in FIELDS.items() if name not in NOT_KEPT for one in words]
    for words in (PURGED, DISCARDED, REFUSED, TASK, ORGANISATION, SECOND, *typed):
        assert words.replace("'", "''") in kept or quote(words) in kept or unescape(words) in kept, words
    lost([LICENCE, PUBLISHED_BY], [str(hub.records()[0].table("layers").to_pandas().to_dict())])
