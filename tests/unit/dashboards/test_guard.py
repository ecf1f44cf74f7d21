"""By no door, with no session or a dead one: pages, files of the program, uploads, downloads and the websocket."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import shapely
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection

from dashboards import server
from dashboards.drawn import keep_map
from dashboards.filters import AUDIENCE_TITLES
from dashboards.guard import HEADS, SCRIPTS
from dashboards.session import COOKIE
from hub.access.identity import ROLES, Identity
from hub.access.matrix import SUBMITTERS
from hub.access.sessions import check_session, end_session
from hub.disclosure.marks import SafeCell
from hub.governance.grants import give_grant, revoke_grant
from hub.ledger import read_entries
from hub.release import SUBTITLES
from hub.serve import LARGEST_UPLOAD
from tests.unit.dashboards.conftest import Site, token_of
from tests.unit.dashboards.doors import ENDS, ended, read, refusals, run, run_frames, socket
from tests.unit.hub.people import COUNCIL, PASSWORD
from tests.unit.hub.sample_products import SUPPRESSED, sample_map
from tests.unit.hub.sitting import sitting
from tests.unit.hub.small_hub import extract, receive

pytestmark = pytest.mark.xdist_group("served")
DOORS = (
    "/",
    "/hotspot-explorer",
    "/strategic-summary?period=2025-01",
    "/static/js/index.js",
    "/favicon.png",
    "/manifest.json",
    "/media/0123456789abcdef.pdf",
    "/_stcore/health",
    "/_stcore/script-health-check",
    "/_stcore/metrics",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/_stcore/upload_file/a/b",
    "/_stcore/agent/mcp",
    "/_stcore/bidi-components/x/y.js",
    "/component/x/index.html",
    "/auth/login",
    "/oauth2callback?code=1",
    "/app/static/x",
    "/sign-in/",
    "/sign-in/../_stcore/health",
    "/sign-in/%2e%2e/_stcore/metrics",
    "/sign-in/with/x/back/../../../../_stcore/health",
    "/health/../download",
    "/ready/x",
    "//health",
    "/HEALTH",
    "/receipt?batch=recorded-crime-00000000-000000&kind=html",
    "/pack?assessment=a-00000000&audience=open",
    "/download?product=hotspot-explorer&period=2025-01&audience=partner&area=&dataset=recorded-crime&kind=csv",
)
NO_SCRIPTS = HEADS["content-security-policy"].replace(SCRIPTS, "script-src 'none'")
CSV = "/download?product={}&period=2025-01&audience={}&area=&dataset=recorded-crime&kind={}"


def ask(client: httpx.Client, path: str, method: str = "GET") -> httpx.Response:
    """Ask for a path as it is written."""
    url = httpx.URL(client.base_url).copy_with(raw_path=path.encode())
    return client.request(method, url)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", DOORS)
def test_nobody_without_a_session_gets_a_byte_of_the_app(site: Site, path: str, method: str) -> None:
    for client in (site.visit(), site.visit(cookie=f"{COOKIE}=forged")):
        answer = ask(client, path, method)
        assert answer.status_code in (303, 400, 401, 404, 405), answer.status_code
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/sign-in")
        assert len(answer.content) < 120
        assert "ok" not in answer.text


@pytest.mark.parametrize("path", ["/", "/sign-in", "/health", "/nothing", "/download", "/static/x"])
def test_every_answer_carries_the_heads_that_keep_a_browser_safe(site: Site, path: str) -> None:
    for client in (site.visit(), site.visit("board")):
        answer = client.get(path)
        wanted = HEADS | ({"content-security-policy": NO_SCRIPTS} if path == "/sign-in" else {})
        assert {name: answer.headers[name] for name in HEADS} == wanted
    assert "http:" not in HEADS["content-security-policy"]
    assert "unsafe-eval'" not in HEADS["content-security-policy"].replace("wasm-unsafe-eval", "")


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_from_open_lines(site: Site) -> None:
    plain = site.give_password(site.visit(), "the-board", PASSWORD).headers["set-cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    assert "Secure" not in plain
    behind = site.visit(**{"x-forwarded-proto": "https"})
    form = {"name": "the-board", "password": PASSWORD}
    answer = behind.post("/sign-in", data=form, headers={"origin": site.url.replace("http", "https")})
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]


def test_a_form_of_another_site_is_not_taken(site: Site) -> None:
    other_line = site.url.replace("http:", "https:")
    for words in ("", "https://evil.example", "null", f"{site.url}.evil.example", other_line, "http://[x"):
        origin = {"origin": words} if words else {}
        form = {"name": "the-board", "password": PASSWORD}
        answer = site.visit().post("/sign-in", data=form, headers=origin)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("wanted", "to"),
    [
        ("/strategic-summary", "/strategic-summary"),
        ("%2Fa%3Fperiod%3D2025-01", "/a?period=2025-01"),
        ("//evil.example", "/"),
        ("/%5Cevil.example", "/"),
        ("https://evil.example", "/"),
        ("/sign-in", "/"),
        ("/a%0d%0aset-cookie:x", "/"),
        ("%2F%2Fevil.example", "/"),
    ],
)
def test_a_person_goes_on_to_the_page_they_wanted_and_to_no_other_site(site: Site, wanted: str, to: str) -> None:
    answer = site.give_password(site.visit(), "the-board", PASSWORD, f"?next={wanted}")
    assert answer.headers["location"] == to


def test_what_is_typed_into_the_form_comes_back_in_no_answer(site: Site) -> None:
    answer = site.give_password(site.visit(), "<script>x</script>", "<b>secret</b>")
    assert answer.status_code == 403
    assert "script" not in answer.text
    assert "secret" not in answer.text
    site.forget_tries()


def test_ten_failures_close_the_door_for_the_address(site: Site) -> None:
    client = site.visit()
    try:
        for _ in range(10):
            assert "do not belong together" in site.give_password(client, "the-chair", "wrong password").text
        assert "Too many tries" in site.give_password(client, "the-chair", PASSWORD).text
        assert "Too many tries" in site.give_password(client, "the-board", PASSWORD).text
    finally:
        site.forget_tries()
    assert site.give_password(client, "the-chair", PASSWORD).status_code == 303


# --- files of products ---


def test_a_download_address_opens_nothing_to_a_post_that_may_not_have_the_product(site: Site) -> None:
    analyst, board, root = (site.visit(role) for role in ("analyst", "board", "administrator"))
    address = CSV.format("hotspot-explorer", "partner", "csv")
    assert analyst.get(address).status_code == 200
    for stranger in (board, root):
        answer = stranger.get(address)
        assert answer.status_code == 403
        assert "is not open to you" in answer.text
    with site.hub.register.reading() as connection:
        acts = [(one["action"], one["who"]) for one in read_entries(connection, 40)]
    assert {("refused", "the-board"), ("refused", "the-administrator"), ("export", "the-analyst")} <= set(acts)


def test_a_file_is_named_and_marked_and_never_kept_by_a_browser(site: Site) -> None:
    answer = site.visit("board").get(CSV.format("strategic-summary", "board", "pdf"))
    assert answer.content.startswith(b"%PDF-")
    assert 'attachment; filename="OFFICIAL' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("kind", ["", "exe", "../x", "py"])
def test_a_kind_of_file_that_there_is_not_is_refused(site: Site, kind: str) -> None:
    assert site.visit("analyst").get(CSV.format("hotspot-explorer", "partner", kind)).status_code == 404


@pytest.mark.parametrize("product", ["", "x", "' OR 1=1", "release-review"])
def test_a_product_that_there_is_not_is_refused(site: Site, product: str) -> None:
    assert site.visit("liaison").get(CSV.format(product, "open", "csv")).status_code == 403


@pytest.mark.parametrize("how", ENDS)
def test_a_session_that_has_ended_gets_no_byte_of_any_file(site: Site, how: str) -> None:
    client = site.visit("chair")
    addresses = [CSV.format("tactical-assessment", "open", kind) for kind in ("pdf", "xlsx", "csv", "json")]
    assert all(client.get(one).status_code == 200 for one in addresses)
    with ended(site, client, how):
        for address in [*addresses] * 25:
            answer = ask(client, address)
            assert answer.status_code == 303
            assert answer.content == b""


def test_small_counts_that_were_shared_leave_as_no_file_and_the_ledger_has_who_tried(site: Site) -> None:
    officer, analyst = Identity("the-liaison", "liaison", COUNCIL), site.visit("analyst")
    grant = give_grant(site.hub.register, "recorded-crime", COUNCIL, "partner", officer)
    try:
        before = refusals(site, "the-analyst")
        answer = ask(analyst, CSV.format("tactical-assessment", "partner", "xlsx"))
        assert (answer.status_code, "was shared with you" in answer.text) == (403, True)
        assert refusals(site, "the-analyst")[len(before) :] == [
            ("tactical-assessment", '{"area":null,"audience":"partner"}')
        ]
    finally:
        revoke_grant(site.hub.register, grant.id, officer)


# --- uploads ---

UPLOAD = "/_stcore/upload_file"


def tab_of(opened: ClientConnection, name: str = "") -> str:
    """Streamlit's own name of an open page, which its uploads go to; the run that says it is over by then."""
    messages = [ForwardMsg.FromString(frame) for frame in run_frames(opened, page_name=name)]
    names = [one.new_session.initialize.session_id for one in messages if one.WhichOneof("type") == "new_session"]
    return names[0]


def put(client: httpx.Client, tab: str, file: str, content: bytes = b"a,b", **heads: str) -> httpx.Response:
    """Upload a file as the page does, but for what ``heads`` say."""
    client.get("/_stcore/health")
    wanted = {"origin": str(client.base_url).rstrip("/"), "x-xsrftoken": client.cookies["_streamlit_xsrf"], **heads}
    return client.put(f"{UPLOAD}/{tab}/{file}", files={"file": ("a.csv", content)}, headers=wanted)


@pytest.mark.parametrize("role", ROLES)
def test_a_file_is_taken_from_those_whose_post_submits_extracts_and_from_nobody_else(site: Site, role: str) -> None:
    client, before = site.visit(role), refusals(site, f"the-{role}")
    with socket(site, token_of(client), site.url) as opened:
        answer = put(client, tab_of(opened), "file-1")
        if role in SUBMITTERS:
            assert answer.status_code == 204
            assert client.delete(f"{UPLOAD}/x/file-1", headers={"origin": site.url}).status_code == 403
        else:
            assert (answer.status_code, answer.text) == (403, "Not for your post.")
            assert refusals(site, f"the-{role}")[len(before) :] == [("submit-extract", "{}")], "and the ledger has it"


def test_a_file_is_not_taken_from_another_site_nor_without_the_token_of_the_page(site: Site) -> None:
    client = site.visit("liaison")
    with socket(site, token_of(client), site.url) as opened:
        tab = tab_of(opened)
        refused: tuple[dict[str, str], ...] = (
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"x-xsrftoken": ""},
            {"x-xsrftoken": "forged"},
        )
        for heads in refused:
            assert put(client, tab, "file-1", **heads).status_code == 403
        assert put(client, "another-tab", "file-1").status_code == 400
        assert put(client, tab, "file-1").status_code == 204
        end_session(site.hub.register, token_of(client))
        assert put(client, tab, "file-2").status_code == 401


def test_a_file_beyond_the_limit_is_refused_before_it_is_sent(site: Site) -> None:
    client = site.visit("liaison")
    with socket(site, token_of(client), site.url) as opened:
        tab = tab_of(opened)
        assert put(client, tab, "file-1").status_code == 204
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        begun = HTTPConnection(site.host, timeout=30)
        begun.putrequest("PUT", f"{UPLOAD}/{tab}/file-2")
        heads = {"origin": site.url, "x-xsrftoken": client.cookies["_streamlit_xsrf"], "cookie": cookies}
        for name, value in (heads | {"content-length": str((LARGEST_UPLOAD + 1) << 20)}).items():
            begun.putheader(name, value)
        begun.endheaders()
        assert begun.getresponse().status == 413
        begun.close()


def test_an_upload_on_its_way_in_is_not_spooled_into_the_common_temporary_folder() -> None:
    assert server.MultiPartParser.spool_max_size > LARGEST_UPLOAD << 20


def test_a_receipt_is_given_to_the_organisation_whose_file_it_was_only(site: Site, tmp_path: Path) -> None:
    (batch,) = (row["id"] for row in site.hub.store.batches() if row["provider"] == COUNCIL)
    other = receive(site.hub, extract(tmp_path, "a.csv", "2025-02", 30), "Another force").batch
    officer = site.visit("liaison")
    for kind in ("html", "xlsx", "txt"):
        answer = officer.get(f"/receipt?batch={batch}&kind={kind}")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"] == f'attachment; filename="receipt_{batch}.{kind}"'
    for role in ROLES:
        wanted = (other, "' OR 1=1") if role == "liaison" else (batch, other)
        for one in wanted:
            assert site.visit(role).get("/receipt", params={"batch": one, "kind": "html"}).status_code == 403
    assert officer.get(f"/receipt?batch={batch}&kind=exe").status_code == 404


# --- the websocket ---


def test_a_websocket_without_a_session_or_from_another_site_is_never_opened(site: Site) -> None:
    client = site.visit("board")
    good = token_of(client)
    tries: list[tuple[str | None, str | None]] = [
        (None, site.url),
        ("forged", site.url),
        (good, "https://evil.example"),
        (good, "null"),
        (good, None),
        (good, site.url.replace("http:", "https:")),
        (good, "http://[x"),
    ]
    for token, origin in tries * 15:
        with pytest.raises(InvalidStatus):
            socket(site, token, origin)
    with socket(site, good, site.url) as opened:
        assert "Strategic summary" in run(opened)


@pytest.mark.parametrize("how", ENDS)
def test_an_open_page_is_taken_away_by_itself_and_stays_so(site: Site, how: str) -> None:
    client = site.visit("chair")
    with socket(site, token_of(client), site.url) as opened:
        assert "Tactical assessment" in run(opened)
        with ended(site, client, how):
            words = read(opened, 30)
            assert "You are signed out" in words
            assert "<table" not in words
            assert "<table" not in run(opened)


def test_a_page_that_never_stops_talking_is_taken_away_too(site: Site) -> None:
    client = site.visit("chair")
    with socket(site, token_of(client), site.url) as opened:
        run(opened)
        with ended(site, client, "signed out"):
            words, end = "", time.monotonic() + 20
            while "You are signed out" not in words and time.monotonic() < end:
                opened.send(BackMsg(app_heartbeat=True).SerializeToString())
                with suppress(TimeoutError):
                    words += opened.recv(timeout=0.2, decode=False).decode("utf-8", "ignore")
            assert "You are signed out" in words


def test_two_people_at_once_never_see_each_others_pages(site: Site) -> None:
    """Two readers at the same time, many times: no foreign word on any page."""
    titles = {"board": "Strategic summary", "chair": "Tactical assessment"}
    pages = {"board": "strategic-summary", "chair": "tactical-assessment"}
    rounds = 20

    def visit(role: str) -> set[str]:
        client = site.visit(role)
        with socket(site, token_of(client), site.url) as opened:
            every = (run(opened, page_name=pages[role]) for _ in range(rounds))
            return {title for words in every for title in titles.values() if f"<h1>{title}" in words}

    with ThreadPoolExecutor() as pool:
        found = dict(zip(titles, pool.map(visit, titles), strict=True))
    assert found == {role: {title} for role, title in titles.items()}


def test_health_and_readiness_say_no_more_than_that(site: Site) -> None:
    stranger: Any = site.visit()
    assert (stranger.get("/health").text, stranger.get("/ready").text) == ("ok", "ready")


def test_a_shape_is_lent_to_the_roles_whose_page_shows_it_and_to_nobody_else(site: Site) -> None:
    """The administrator has no page with a map, whatever tests went before; a board member has one of the open pack."""
    chair, administrator = site.visit("chair"), site.visit("administrator")
    with socket(site, token_of(chair), site.url) as opened:
        words = run(opened, page_name="tactical-assessment").replace("\\u002f", "/")
    addresses = set(re.findall(r"/shapes/[0-9a-f]{64}\.json", words))
    assert len(addresses) >= 3
    for address in addresses:
        answer = chair.get(address)
        assert answer.status_code == 200
        assert answer.json()["type"] in ("FeatureCollection", "MultiLineString", "MultiPoint")
        assert administrator.get(address).status_code == 404
        assert ask(site.visit(), address).content == b""
    assert chair.get(f"/shapes/{'0' * 64}.json").status_code == 404


def test_a_map_of_ten_thousand_areas_is_sent_in_less_than_a_fifth_of_a_megabyte() -> None:
    side, size = 100, 100
    shapes = {
        f"E{at:08d}": shapely.to_wkb(shapely.box(x, y, x + size, y + size))
        for at, (x, y) in enumerate((450_000 + size * (n % side), 100_000 + size * (n // side)) for n in range(10_000))
    }
    cells = {code: SafeCell(at % 90 + 10) if at % 7 else SUPPRESSED for at, code in enumerate(shapes)}
    names = {code: f"Somewhere or other {code}" for code in shapes}
    block = replace(sample_map(), shapes=shapes, cells=cells, names=names, outline={}, outline_names={}, labels={})
    sent = keep_map(block, 580, 680, ("analyst", None)).to_json()
    assert len(sent) < 200_000, "bytes of the figure; its shapes are fetched once, by address"


def test_whoever_comes_after_a_session_finds_nothing_of_it_in_the_browser(site: Site) -> None:
    client = site.visit("chair")
    with socket(site, token_of(client), site.url) as opened:
        words = run(opened, page_name="tactical-assessment").replace("\\u002f", "/")
    address = re.findall(r"/shapes/[0-9a-f]{64}\.json", words)[0]
    assert client.get(address).headers["cache-control"] == "private, max-age=600, immutable"
    assert "clear-site-data" not in client.get("/sign-in").headers, "while the session lasts nothing is taken away"
    with ended(site, client, "signed out"):
        answer = client.get("/sign-in")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert COOKIE not in client.cookies
    assert "clear-site-data" not in client.get("/sign-in").headers, "once is enough"
    assert "clear-site-data" not in site.visit().get("/sign-in").headers


def test_whoever_signs_in_over_another_session_finds_nothing_of_it_either(site: Site) -> None:
    client = site.visit("chair")
    assert site.give_password(client, "the-board", PASSWORD).headers["clear-site-data"] == '"cache"'
    assert "clear-site-data" not in site.give_password(site.visit(), "the-board", PASSWORD).headers


@pytest.mark.parametrize(("audience", "stage"), [("open", "open"), ("closed", "restricted")])
def test_a_session_that_was_shown_a_closed_session_falls_idle_sooner(site: Site, audience: str, stage: str) -> None:
    by_page, by_file = site.visit("chair"), site.visit("chair")
    query = urlencode({"for-tactical-assessment": AUDIENCE_TITLES[audience]})
    with socket(site, token_of(by_page), site.url) as opened:
        assert f"{SUBTITLES[audience]}." in run(opened, page_name="tactical-assessment", query_string=query)
    with sitting(site.hub, COUNCIL):
        by_file.get(CSV.format("tactical-assessment", audience, "csv"))
    assert {check_session(site.hub.register, token_of(one)).stage for one in (by_page, by_file)} == {stage}
