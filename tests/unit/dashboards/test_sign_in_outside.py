"""Signing in with the account of one's own organisation: against a real provider of OpenID Connect on this machine."""

import re
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest

from dashboards.session import COOKIE
from dashboards.sign_in_outside import _read_ways
from hub.access.accounts import add_account
from tests.unit.dashboards.conftest import Site
from tests.unit.hub.people import COUNCIL, WHO

pytestmark = pytest.mark.xdist_group("served")
START = "/sign-in/with/council"


@pytest.fixture(scope="module", autouse=True)
def people(site: Site) -> None:
    add_account(site.hub.register, "kim@council", "board", COUNCIL, None, WHO)
    add_account(site.hub.register, "sam@fire", "analyst", "Fire", None, WHO)


def vouch(site: Site, client: httpx.Client, name: str, query: str = "") -> str:
    """Go to the provider and let it vouch for a name; the address at which it sends the person back."""
    sent = client.get(START + query)
    assert sent.status_code in (302, 303), sent.text
    assert sent.headers["location"].startswith(site.issuer)
    subject = httpx.put(f"{site.issuer}/users/{quote(name, safe='')}", json={"preferred_username": name})
    assert subject.status_code in (200, 204), subject.text
    back = httpx.post(sent.headers["location"], data={"sub": name})
    assert back.status_code in (302, 303), back.text
    return str(back.headers["location"])


def test_somebody_the_service_vouches_for_is_signed_in_as_the_account_here(site: Site) -> None:
    client = site.visit()
    assert "Sign in with your council account" in client.get("/sign-in").text
    answer = client.get(vouch(site, client, "kim@council", "?next=%2Fstrategic-summary"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/strategic-summary")
    assert client.get("/download?product=strategic-summary&period=2025-01&audience=board&kind=csv").status_code == 200


@pytest.mark.parametrize(
    ("claims", "ways"),
    [
        ({}, None),
        ({"amr": ["pwd", "mfa"]}, ["pwd", "mfa"]),
        ({"amr": "mfa"}, []),
        ({"amr": None}, []),
        ({"amr": []}, []),
    ],
)
def test_how_a_service_knows_somebody_is_a_list_or_nothing(claims: dict[str, object], ways: list[str] | None) -> None:
    assert _read_ways(claims) == ways


def test_the_way_there_has_state_nonce_and_a_proof_key(site: Site) -> None:
    asked = parse_qs(urlsplit(site.visit().get(START).headers["location"]).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 16 for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize("name", ["sam@fire", "nobody@council", "the-analyst@x", "<b>x"])
def test_nobody_of_another_organisation_and_no_stranger_comes_in(site: Site, name: str) -> None:
    client = site.visit()
    answer = client.get(vouch(site, client, name))
    assert answer.status_code == 403
    assert "this hub does not" in answer.text
    assert COOKIE not in client.cookies


def test_an_answer_that_this_browser_did_not_ask_for_is_not_taken(site: Site) -> None:
    asked, thief = site.visit(), site.visit()
    back = vouch(site, asked, "kim@council")
    for address in (back, re.sub(r"state=[^&]*", "state=forged", back), re.sub(r"code=[^&]*", "code=forged", back)):
        answer = thief.get(address)
        assert answer.status_code == 403
        assert "did not vouch" in answer.text
        assert COOKIE not in thief.cookies
    assert asked.get(re.sub(r"code=[^&]*", "code=forged", back)).status_code == 403


def test_a_service_that_is_not_in_the_settings_is_refused(site: Site) -> None:
    answer = site.visit().get("/sign-in/with/nobody")
    assert answer.status_code == 403
    assert "no such account service" in answer.text
