"""A hub that was told its own address answers under no other name, takes nothing of other sites, and is found again."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboards.session import COOKIE
from hub.access.accounts import add_account
from hub.access.organisations import sign_agreement
from hub.hub import open_hub
from hub.serve import free_port, serve
from hub.settings import FILE_NAME, SettingsRefused, read_settings
from tests.unit.dashboards.conftest import SERVICES, Site
from tests.unit.hub.people import COUNCIL, PASSWORD, WHO
from tests.unit.hub.small_hub import make_hub

pytestmark = pytest.mark.xdist_group("served")
OWN = "https://hub.example.org"
HOST = "hub.example.org"
ELSEWHERE = ("evil.example", "hub.example.org.evil.example", "hub.example.org:8501", "localhost", "")


@pytest.fixture(scope="module")
def home(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A hub behind nginx, which has ended the encryption; its address on this machine."""
    folder, port = tmp_path_factory.mktemp("home") / "hub", free_port()
    lines = SERVICES.format(organisation=COUNCIL, issuer=site.issuer)
    hub = make_hub(folder)
    path = folder / FILE_NAME
    written = path.read_text(encoding="utf-8").replace('address = ""', f'address = "{OWN}"')
    path.write_text(written.replace("[sign_in.services]", lines), encoding="utf-8")
    secret = folder / "service.secret"
    secret.touch(mode=0o600)
    secret.write_text("hush", encoding="utf-8")
    sign_agreement(hub.register, COUNCIL, WHO)
    add_account(hub.register, "ann", "analyst", COUNCIL, PASSWORD, WHO)
    with serve(folder, port):
        yield f"http://127.0.0.1:{port}"
    assert open_hub(folder).settings.sign_in.address == OWN


def visit(home: str, host: str = HOST, **heads: str) -> httpx.Client:
    return httpx.Client(base_url=home, headers={"host": host, "x-forwarded-proto": "https", **heads}, timeout=60)


def give_password(client: httpx.Client, origin: str = OWN) -> httpx.Response:
    return client.post("/sign-in", data={"name": "ann", "password": PASSWORD}, headers={"origin": origin})


@pytest.mark.parametrize("host", ELSEWHERE)
def test_under_another_name_there_is_nothing_but_health(home: str, host: str) -> None:
    stranger = visit(home, host)
    for path in ("/", "/sign-in", "/download?kind=csv", "/_stcore/host-config", "/sign-in/with/council"):
        answer = stranger.get(path)
        assert answer.status_code in ((400, 421) if host == "" else (421,)), path
        assert "SaferHub" not in answer.text
        assert host == "" or host not in answer.text
    assert give_password(stranger).status_code in (400, 421)
    if host:
        assert (stranger.get("/health").text, stranger.get("/ready").text) == ("ok", "ready")


def test_forms_and_websockets_are_taken_of_its_own_pages_only(home: str) -> None:
    for origin in ("https://evil.example", "http://hub.example.org", home, f"{OWN}:443", f"{OWN}.evil.example", "null"):
        assert give_password(visit(home), origin).status_code == 403
    client = visit(home)
    assert give_password(client).status_code == 303
    token = next(one.value for one in client.cookies.jar if one.name == COOKIE)
    address = f"ws://{urlsplit(home).netloc}/_stcore/stream"
    heads = {"cookie": f"{COOKIE}={token}", "x-forwarded-proto": "https"}
    for origin, host in ((home, HOST), ("https://evil.example", HOST), (OWN, "evil.example"), (None, HOST)):
        with pytest.raises(InvalidStatus):
            connect(address, origin=origin, additional_headers={**heads, "Host": host})  # type: ignore[arg-type]


def test_whoever_comes_back_from_an_account_service_comes_back_to_it(home: str) -> None:
    sent = visit(home, **{"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"})
    answer = sent.get("/sign-in/with/council")
    back = parse_qs(urlsplit(answer.headers["location"]).query)["redirect_uri"]
    assert back == [f"{OWN}/sign-in/with/council/back"]


@pytest.mark.parametrize(
    "address", ["hub.example.org", "http://hub.example.org", "https://hub.example.org/", "https://Hub.example.org", "x"]
)
def test_an_address_that_is_none_is_refused(home: str, tmp_path_factory: pytest.TempPathFactory, address: str) -> None:
    folder = tmp_path_factory.mktemp("other") / "hub"
    make_hub(folder)
    path = folder / FILE_NAME
    path.write_text(
        path.read_text(encoding="utf-8").replace('address = ""', f'address = "{address}"'), encoding="utf-8"
    )
    with pytest.raises(SettingsRefused, match="address"):
        read_settings(folder)
