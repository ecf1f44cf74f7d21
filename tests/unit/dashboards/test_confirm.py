"""Before a file leaves: whoever has not proved lately who they are is asked first, and gets no byte until they have."""

import re
import time
from collections.abc import Iterator
from itertools import product as every
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx
import pyotp
import pytest
from sqlalchemy import update

from dashboards.asked_file import CONFIRM, DOWNLOAD, PROOF, RECEIPT, TAKE
from dashboards.confirm_page import confirm_page
from dashboards.downloads import MIME
from dashboards.guard import HEADS, SCRIPTS
from dashboards.session import COOKIE
from hub.access.accounts import add_account
from hub.access.identity import ROLES
from hub.access.proof import Demand
from hub.access.sessions import begin_session, end_session, hash_token
from hub.access.sign_in import begin_sign_in, give_code, propose_device
from hub.access.step_up import seconds_for
from hub.access.tables import ACCOUNTS, SESSIONS
from hub.ledger import read_entries
from hub.submissions import KINDS
from tests.unit.dashboards.conftest import Site, token_of
from tests.unit.dashboards.doors import address, pack_address, refusals, run_frames, socket
from tests.unit.dashboards.test_access_matrix import widgets_of
from tests.unit.hub.people import COUNCIL, DESK, PASSWORD, WHO
from tests.unit.hub.section_eight import AUDIENCES, CLOSED_FILE, PRODUCTS
from tests.unit.hub.sitting import sitting

pytestmark = pytest.mark.xdist_group("served")
FILE = address("tactical-assessment", "open", "csv")
CLOSED = address("tactical-assessment", "closed", "csv")
FOREIGN = (
    "", "/", "/home", "https://evil.example/download", "//evil.example/download", "/\\evil.example", "/download.evil",
    "/sign-in/file?next=/download", "/downloads?kind=csv", "javascript:alert(1)", "/download\r\nx: y",
    "download?kind=csv", "/../download?kind=csv", "/download/../home", f"/download?{'x' * 2000}",
)  # fmt: skip


@pytest.fixture(autouse=True)
def nobody_waits(site: Site) -> Iterator[None]:
    yield
    site.forget_tries()


def make_old(site: Site, client: httpx.Client, minutes: float) -> None:
    """The person of a visitor's session proved who they are so many minutes ago."""
    own = SESSIONS.c.id == hash_token(token_of(client))
    with site.hub.register.writing() as connection:
        connection.execute(update(SESSIONS).where(own).values(proved_at=time.time() - minutes * 60))


def stale(site: Site, role: str, minutes: float = 61) -> httpx.Client:
    client = site.visit(role)
    make_old(site, client, minutes)
    return client


def confirm(site: Site, client: httpx.Client, wanted: str = FILE, **form: str) -> httpx.Response:
    """Send the form of the confirmation, as its page does."""
    back = "/tactical-assessment?a=1"
    query = urlencode({"next": wanted, "back": back})
    return client.post(f"{CONFIRM}?{query}", data={"password": PASSWORD, **form}, headers={"origin": site.url})


def is_asked_first(answer: httpx.Response, wanted: str) -> bool:
    """Whether an answer holds nothing, and leads to the confirmation with the file that was asked for."""
    to = urlsplit(answer.headers.get("location", ""))
    leads = to.path == CONFIRM and not to.netloc and parse_qs(to.query)["next"] == [wanted]
    return answer.status_code == 303 and leads and answer.content == b"" and "content-disposition" not in answer.headers


def acts(site: Site, who: str, number: int) -> list[tuple[str, str]]:
    """The newest acts of an account, newest first."""
    with site.hub.register.reading() as connection:
        entries = [one for one in read_entries(connection, 200) if one["who"] == who]
    return [(one["action"], one["subject"]) for one in entries[:number]]


# --- no byte without a proof ---


@pytest.mark.parametrize("role", [role for role in ROLES if any(PRODUCTS[name].get(role) for name in PRODUCTS)])
def test_no_file_of_any_kind_gives_a_byte_to_somebody_who_has_not_proved_lately_who_they_are(
    site: Site, role: str
) -> None:
    client, before = stale(site, role), len(refusals(site, f"the-{role}"))
    asked = [address(name, audience, kind, "x") for name, audience, kind in every(PRODUCTS, AUDIENCES, MIME)
             if audience in PRODUCTS[name].get(role, ()) and (audience != "closed" or role in CLOSED_FILE)]  # fmt: skip
    with sitting(site.hub, COUNCIL):
        assert [one for one in asked if not is_asked_first(client.get(one), one)] == []
    assert len(refusals(site, f"the-{role}")) - before == len(asked), "and each is in the ledger"
    assert all('"proof too old"' in detail for _, detail in refusals(site, f"the-{role}")[before:])


def test_no_receipt_of_any_kind_either(site: Site) -> None:
    (batch,) = (row["id"] for row in site.hub.store.batches() if row["provider"] == COUNCIL)
    client = stale(site, "liaison")
    asked = [f"{RECEIPT}?{urlencode({'batch': batch, 'kind': kind})}" for kind in KINDS]
    assert [one for one in asked if not is_asked_first(client.get(one), one)] == []
    make_old(site, client, 59)
    assert {client.get(one).status_code for one in asked} == {200}


@pytest.mark.parametrize("minutes", [9, 11, 59, 61])
def test_a_file_of_a_closed_session_asks_after_ten_minutes_and_any_other_after_an_hour(
    site: Site, frozen: str, minutes: int
) -> None:
    client = stale(site, "chair", minutes)
    with sitting(site.hub, COUNCIL):
        for audience in ("open", "closed"):
            asked = {
                address("tactical-assessment", audience, "csv"): b"product,",
                pack_address(frozen, audience): b"%PDF-",
            }
            for wanted, beginning in asked.items():
                answer = client.get(wanted)
                if minutes < (10 if audience == "closed" else 60):
                    assert answer.status_code == 200 and answer.content.startswith(beginning)
                else:
                    assert is_asked_first(answer, wanted)


def test_the_page_says_for_which_files_ten_minutes_are_all() -> None:
    page = confirm_page("Safer Somewhere", "pat", Demand(password=True, code=False), "/x", "/", None)
    assert "or 10 where it is of a closed session or shows small counts that were shared." in page
    assert seconds_for("partner", shared=True) == seconds_for("closed", shared=False) == 600


def test_somebody_who_may_not_have_a_file_is_refused_and_not_asked(site: Site) -> None:
    answer = stale(site, "board").get(address("hotspot-explorer", "partner", "csv"))
    assert answer.status_code == 403
    assert "is not open to you" in answer.text


def test_other_methods_give_no_more_than_before(site: Site) -> None:
    client = stale(site, "chair")
    for method in ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
        answer = client.request(method, FILE)
        assert answer.status_code == 405
        assert len(answer.content) < 40


def test_the_pages_themselves_ask_for_nothing(site: Site) -> None:
    """On the screen the sign-in is enough, of a closed session too."""
    client = stale(site, "chair", 300)
    with socket(site, token_of(client), site.url) as opened:
        query = urlencode({"for-tactical-assessment": "Closed session"})
        words = b"".join(run_frames(opened, page_name="tactical-assessment", query_string=query))
    assert b"<table" in words and b"OFFICIAL-SENSITIVE" in words


def test_no_account_is_changed_on_a_page(site: Site) -> None:
    """Accounts and roles are changed on the command line, by whoever holds the machine: nothing here needs a proof."""
    with socket(site, token_of(site.visit("administrator")), site.url) as opened:
        assert set(widgets_of(run_frames(opened, page_name="accounts"))) == {"Sign out"}


# --- the confirmation ---


def test_who_confirms_gets_the_file_and_the_ledger_has_both(site: Site) -> None:
    client = stale(site, "chair")
    sent = client.get(FILE, headers={"referer": f"{site.url}/tactical-assessment?period=x%26y"})
    assert parse_qs(urlsplit(sent.headers["location"]).query)["back"] == ["/tactical-assessment?period=x%26y"]
    page = client.get(sent.headers["location"])
    assert page.status_code == 200
    assert "Confirm that it is you" in page.text and "the-chair" in page.text
    assert 'name="code"' not in page.text
    assert 'href="/tactical-assessment?period=x%26y"' in page.text
    answer = confirm(site, client)
    assert answer.status_code == 303
    to = urlsplit(answer.headers["location"])
    assert (to.path, parse_qs(to.query)["next"]) == (TAKE, [FILE])
    page = client.get(answer.headers["location"])
    taken = re.findall(r'content="0;url=([^"]*)"', page.text)
    assert [one.replace("&amp;", "&") for one in taken] == [FILE]
    assert 'href="/tactical-assessment?a=1"' in page.text
    file = client.get(FILE)
    assert file.status_code == 200 and file.content.startswith(b"product,")
    assert acts(site, "the-chair", 4)[:2] == [("export", "tactical-assessment"), ("proof", "the-chair")]
    assert ("refused", "tactical-assessment") in acts(site, "the-chair", 4)
    with sitting(site.hub, COUNCIL):
        assert client.get(CLOSED).status_code == 200


def test_the_cookie_of_a_proof_is_kept_as_that_of_the_session(site: Site) -> None:
    client = stale(site, "chair")
    words = confirm(site, client).headers["set-cookie"]
    assert words.startswith(f"{PROOF}=")
    assert "HttpOnly" in words and "SameSite=lax" in words


def test_who_copied_the_cookie_before_is_asked_still(site: Site) -> None:
    client = stale(site, "chair")
    thief = site.visit(cookie=f"{COOKIE}={token_of(client)}")
    confirm(site, client)
    assert client.get(FILE).status_code == 200
    assert is_asked_first(thief.get(FILE), FILE)
    assert is_asked_first(site.visit(cookie=f"{COOKIE}={token_of(client)}; {PROOF}=forged").get(FILE), FILE)
    assert site.visit(cookie=f"{PROOF}={client.cookies[PROOF]}").get(FILE).headers["location"].startswith("/sign-in?")


def test_a_wrong_password_gives_nothing_and_comes_back_in_no_answer(site: Site) -> None:
    client = stale(site, "chair")
    for words in ("", "wrong password", "<b>secret</b>"):
        answer = confirm(site, client, password=words)
        assert answer.status_code == 403
        assert "not the password" in answer.text and "secret" not in answer.text
        assert PROOF not in client.cookies
        assert is_asked_first(client.get(FILE), FILE)


def test_ten_wrong_passwords_make_one_wait_with_the_right_one_too(site: Site) -> None:
    client = stale(site, "chair")
    for _ in range(10):
        assert "not the password" in confirm(site, client, password="wrong password").text
    assert "Too many tries" in confirm(site, client).text
    assert "Too many tries" in site.give_password(site.visit(), "the-chair", PASSWORD).text
    assert is_asked_first(client.get(FILE), FILE)


def test_a_code_is_asked_for_with_the_password_and_taken_once(site: Site) -> None:
    add_account(site.hub.register, "dee", "chair", COUNCIL, PASSWORD, WHO)
    waiting = begin_sign_in(site.hub.register, "dee", PASSWORD, DESK, ["chair"]).token
    key = propose_device(site.hub.register, waiting).secret.replace(" ", "")
    token = give_code(site.hub.register, waiting, pyotp.TOTP(key).at(time.time() - 30), DESK).token
    client = site.visit()
    client.cookies.set(COOKIE, token, domain="localhost.local")
    make_old(site, client, 61)
    assert is_asked_first(client.get(FILE), FILE)
    assert 'name="code"' in client.get(f"{CONFIRM}?next={quote(FILE, safe='')}").text
    code = pyotp.TOTP(key).now()
    assert "not the one of now" in confirm(site, client).text
    assert "not the password" in confirm(site, client, password="", code=code).text
    assert "not the password" in confirm(site, client, password="wrong password", code=code).text
    assert is_asked_first(client.get(FILE), FILE)
    assert confirm(site, client, code=code).status_code == 303
    assert client.get(FILE).status_code == 200
    make_old(site, client, 61)
    assert "used before" in confirm(site, client, code=code).text
    assert is_asked_first(client.get(FILE), FILE)
    with site.hub.register.writing() as connection:
        connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == "dee").values(wrong_codes=0))


@pytest.mark.parametrize("wanted", FOREIGN)
def test_it_leads_to_our_own_files_and_nowhere_else(site: Site, wanted: str) -> None:
    client = stale(site, "chair")
    for answer in (
        client.get(CONFIRM, params={"next": wanted}),
        confirm(site, client, wanted),
        client.get(TAKE, params={"next": wanted}),
        client.get(f"{CONFIRM}/with/council", params={"next": wanted}),
    ):
        assert answer.status_code == 403
        assert "no such file" in answer.text
        assert "evil" not in answer.text and "location" not in answer.headers
    assert is_asked_first(client.get(FILE), FILE), "nothing was proved"


@pytest.mark.parametrize(
    "back", ["https://evil.example/x", "//evil.example/x", "/\\evil.example", "x", "/x\r\ny: z", FILE, "/sign-in"]
)
def test_the_way_back_is_a_page_of_ours(site: Site, back: str) -> None:
    client = site.visit("chair")
    for step in (CONFIRM, TAKE):
        page = client.get(step, params={"next": FILE, "back": back})
        assert 'href="/">Back to the page' in page.text


@pytest.mark.parametrize("before", ["https://evil.example/a", "http://[x", "{url}/sign-in", "{url}/download?kind=csv"])
def test_a_page_that_is_none_of_ours_is_not_led_back_to(site: Site, before: str) -> None:
    sent = stale(site, "chair").get(FILE, headers={"referer": before.format(url=site.url)})
    assert parse_qs(urlsplit(sent.headers["location"]).query)["back"] == ["/"]


def test_a_form_of_another_site_is_not_taken(site: Site) -> None:
    client = stale(site, "chair")
    for words in ("", "https://evil.example", "null", f"{site.url}.evil.example"):
        heads = {"origin": words} if words else {}
        answer = client.post(CONFIRM, params={"next": FILE}, data={"password": PASSWORD}, headers=heads)
        assert answer.status_code == 403
        assert "came from another site" in answer.text
        assert is_asked_first(client.get(FILE), FILE)


def test_nobody_without_a_session_is_asked_for_anything_but_the_sign_in(site: Site) -> None:
    stranger, ended = site.visit(), stale(site, "chair")
    end_session(site.hub.register, token_of(ended))
    for client in (stranger, ended):
        for answer in (client.get(CONFIRM, params={"next": FILE}), confirm(site, client)):
            assert (answer.status_code, answer.content) == (303, b"")
            assert answer.headers["location"] == f"/sign-in?next={quote(FILE, safe='')}"
        for path in (TAKE, f"{CONFIRM}/with/council"):
            answer = client.get(path, params={"next": FILE})
            assert answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?")
        assert client.get(FILE).headers["location"].startswith("/sign-in?next=")


def test_whoever_signs_in_on_the_way_to_a_file_is_told_where_it_goes(site: Site) -> None:
    client = site.visit()
    sent = client.get(FILE).headers["location"]
    answer = site.give_password(client, "the-chair", PASSWORD, f"?{urlsplit(sent).query}")
    to = urlsplit(answer.headers["location"])
    assert (to.path, parse_qs(to.query)["next"]) == (TAKE, [FILE])
    assert client.get(FILE).status_code == 200


def test_the_pages_of_the_confirmation_run_no_script_and_are_never_kept(site: Site) -> None:
    client = stale(site, "chair")
    for step in (CONFIRM, TAKE):
        answer = client.get(step, params={"next": FILE})
        assert answer.status_code == 200
        assert answer.headers["content-security-policy"] == HEADS["content-security-policy"].replace(
            SCRIPTS, "script-src 'none'"
        )
        assert answer.headers["cache-control"] == "no-store"
        assert "<script" not in answer.text


def test_what_stands_in_an_address_is_words_on_the_page(site: Site) -> None:
    wanted = f'{DOWNLOAD}?product="><script>x</script>'
    for step in (CONFIRM, TAKE):
        text = site.visit("chair").get(step, params={"next": wanted, "back": '/x"><script>y</script>'}).text
        assert "<script" not in text


# --- with the account of one's organisation ---


@pytest.fixture
def kim(site: Site) -> httpx.Client:
    """A board member without a password here, who signed in with the council's account an hour ago and more."""
    add_account(site.hub.register, "kim@anew", "board", COUNCIL, None, WHO)
    with site.hub.register.writing() as connection:
        token = begin_session(connection, "kim@anew", "open", time.time(), proved_at=time.time() - 3700)
    client = site.visit()
    client.cookies.set(COOKIE, token, domain="localhost.local")
    return client


BOARD = address("strategic-summary", "board", "csv")
START = f"{CONFIRM}/with/council?{urlencode({'next': BOARD, 'back': '/strategic-summary'})}"


def vouch(site: Site, client: httpx.Client, name: str = "kim@anew", **claims: object) -> str:
    """Go to the provider as the confirmation leads there; the address at which it sends the person back."""
    sent = client.get(START)
    assert sent.status_code in (302, 303), sent.text
    asked = parse_qs(urlsplit(sent.headers["location"]).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    assert urlsplit(asked["redirect_uri"][0]).path == "/sign-in/with/council/back", "the one address that is registered"
    body = {"preferred_username": name, **claims}
    assert httpx.put(f"{site.issuer}/users/{quote(name, safe='')}", json=body).status_code in (200, 204)
    return str(httpx.post(sent.headers["location"], data={"sub": name}).headers["location"])


def test_who_has_no_password_here_confirms_with_the_service_and_gets_the_file(site: Site, kim: httpx.Client) -> None:
    sent = kim.get(BOARD)
    assert is_asked_first(sent, BOARD)
    page = kim.get(sent.headers["location"]).text
    assert "Sign in with your council account" in page and 'type="password"' not in page
    answer = kim.get(vouch(site, kim))
    assert answer.status_code == 303
    to = urlsplit(answer.headers["location"])
    query = parse_qs(to.query)
    assert (to.path, query["next"], query["back"]) == (TAKE, [BOARD], ["/strategic-summary"])
    assert kim.get(BOARD).content.startswith(b"product,")
    assert ("proof", "kim@anew") in acts(site, "kim@anew", 3)


@pytest.mark.parametrize(
    ("name", "claims", "words"),
    [
        ("kim@anew", {"auth_time": 1_700_000_000}, "did not ask you anew"),
        ("kim@anew", {"auth_time": None}, "does not say when"),
        ("kim@anew", {"auth_time": True}, "does not say when"),
        ("kim@anew", {"auth_time": "now"}, "did not vouch"),
        ("kim@anew", {"auth_time": 10**400}, "does not say when"),
        ("the-board", {}, "somebody else"),
        ("kim@council", {}, "somebody else"),
    ],
)
def test_the_word_of_the_service_is_doubted(
    site: Site, kim: httpx.Client, name: str, claims: dict[str, object], words: str
) -> None:
    answer = kim.get(vouch(site, kim, name, **claims))
    assert answer.status_code == 403
    assert words in answer.text or words in answer.text.lower()
    assert "Confirm that it is you" in answer.text
    assert is_asked_first(kim.get(BOARD), BOARD)


def test_where_the_service_asks_no_second_factor_a_code_is_asked_for_after_it(site: Site) -> None:
    """The address of the code is one that can be loaded again."""
    add_account(site.hub.register, "val@anew", "board", COUNCIL, None, WHO)
    key, now = pyotp.random_base32(), time.time()
    with site.hub.register.writing() as connection:
        connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == "val@anew").values(second_factor=key, last_step=1))
        token = begin_session(connection, "val@anew", "open", now, proved_at=now - 3700)
    client = site.visit()
    client.cookies.set(COOKIE, token, domain="localhost.local")
    code = pyotp.TOTP(key).now()
    assert "keeps no password" in confirm(site, client, BOARD, password="", code=code).text
    answer = client.get(vouch(site, client, "val@anew", amr=["pwd"]))
    assert is_asked_first(answer, BOARD)
    for _ in range(2):
        page = client.get(answer.headers["location"]).text
        assert 'name="code"' in page and 'type="password"' not in page
    assert is_asked_first(client.get(BOARD), BOARD)
    assert confirm(site, client, BOARD, password="", code=code).status_code == 303
    assert client.get(BOARD).status_code == 200


def test_an_answer_for_another_question_is_no_proof(site: Site, kim: httpx.Client) -> None:
    back = vouch(site, kim)
    thief = site.visit()
    assert thief.get(back).status_code == 403
    assert PROOF not in thief.cookies and COOKIE not in thief.cookies
    for forged in (re.sub(r"state=[^&]*", "state=forged", back), re.sub(r"code=[^&]*", "code=forged", back)):
        assert kim.get(forged).status_code == 403
        assert is_asked_first(kim.get(BOARD), BOARD)


def test_a_sign_in_by_the_service_is_a_proof_only_as_old_as_it_says(site: Site) -> None:
    add_account(site.hub.register, "lee@anew", "board", COUNCIL, None, WHO)
    for claims, proved in (({}, True), ({"auth_time": int(time.time()) - 7200}, False), ({"auth_time": None}, False)):
        client = site.visit()
        sent = client.get("/sign-in/with/council")
        body = {"preferred_username": "lee@anew", **claims}
        httpx.put(f"{site.issuer}/users/lee@anew", json=body)
        client.get(str(httpx.post(sent.headers["location"], data={"sub": "lee@anew"}).headers["location"]))
        answer = client.get(BOARD)
        assert answer.status_code == 200 if proved else is_asked_first(answer, BOARD)
