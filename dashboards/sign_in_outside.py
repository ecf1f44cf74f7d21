"""Signing in with the account of one's own organisation, by OpenID Connect: code flow with PKCE, state and nonce.

The service says who somebody is; what they may see is decided here, by the account of that name in the register. Who
is signed in and has to confirm it is sent there with the order to be asked anew, and comes back by the same address.
"""

import logging
import secrets
import time
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from anyio import to_thread
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from httpx import HTTPError
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboards.asked_file import CONFIRM, page_before, wanted_file, write_step
from dashboards.confirm import ask_for_proof, go_on_to_file, refuse_step, session_of
from dashboards.served import own_address, the_hub
from dashboards.sign_in import address_of, go_on, in_turn, list_ways, wanted_page
from dashboards.sign_in_page import password_page
from hub.access.proof import prove_from_outside
from hub.access.providers import Provider, read_client_secret
from hub.access.refusal import AccessRefused
from hub.access.sign_in import sign_in_from_outside
from hub.release import REFUSALS

FAULTS = (OAuthError, HTTPError, JoseError, ValueError, KeyError)
NEXT, ASKED_ANEW = "saferhub-next", "saferhub-anew"
"""What the browser brings back, signed: the page that was wanted; of a proof its state, when it began, and what for."""
LAST_MOMENT = 1e12
_SERVICES = OAuth()


async def _begin(request: Request) -> Response:
    """Send the person to the service of their organisation."""
    try:
        client = await _client(request)
        request.session[NEXT] = wanted_page(request)
        answer: Response = await client.authorize_redirect(request, _way_back(request))
    except REFUSALS as refusal:
        return _refuse(refusal)
    except FAULTS as fault:
        return _refuse(_silent(fault))
    return answer


async def _begin_proof(request: Request) -> Response:
    """Send somebody who is signed in to the service of their organisation, to be asked anew."""
    if not wanted_file(request):
        return refuse_step()
    state = secrets.token_urlsafe(32)
    way = {"state": state, "sent_at": time.time(), "file": wanted_file(request), "back": page_before(request)}
    try:
        client = await _client(request)
        answer: Response = await client.authorize_redirect(
            request, _way_back(request), state=state, prompt="login", max_age="0"
        )
    except REFUSALS as refusal:
        return await _ask_again(request, refusal)
    except FAULTS as fault:
        return await _ask_again(request, _silent(fault))
    request.session[ASKED_ANEW] = way
    return answer


async def _back(request: Request) -> Response:
    """They come back with a code, which the service turns into who they are."""
    way = request.session.get(ASKED_ANEW)
    if way and way["state"] == request.query_params.get("state"):
        return await _back_to_file(request, request.session.pop(ASKED_ANEW))
    try:
        client, provider = await _client(request), _provider(request)
        token = await client.authorize_access_token(request)
        claims, address = token["userinfo"], address_of(request)
        name, ways, moment = _read_name(claims, provider.claim), _read_ways(claims), _read_moment(claims)
        begun = await in_turn(
            lambda: sign_in_from_outside(the_hub().register, name, provider, address, _roles(), ways, moment)
        )
    except REFUSALS as refusal:
        return _refuse(refusal)
    except FAULTS as fault:
        return _refuse(_silent(fault))
    return go_on(request, begun, str(request.session.pop(NEXT, "")))


async def _back_to_file(request: Request, way: Mapping[str, Any]) -> Response:
    """They were asked anew: on to the file, or to the code of their device."""
    file, back, sent_at = str(way["file"]), str(way["back"]), float(way["sent_at"])
    try:
        held, client, provider = await session_of(request), await _client(request), _provider(request)
        claims, address = (await client.authorize_access_token(request))["userinfo"], address_of(request)
        name, ways, asked = _read_name(claims, provider.claim), _read_ways(claims), (sent_at, _read_moment(claims))
        token = await in_turn(
            lambda: prove_from_outside(the_hub().register, held, name, provider, address, _roles(), ways, asked)
        )
    except REFUSALS as refusal:
        return await _ask_again(request, refusal, (file, back))
    except FAULTS as fault:
        return await _ask_again(request, _silent(fault), (file, back))
    if not token:
        return RedirectResponse(write_step(CONFIRM, file, back), status_code=303)
    return go_on_to_file(request, token, file, back)


async def _ask_again(request: Request, refusal: Exception, way: tuple[str, str] | None = None) -> Response:
    """The page that asks for a proof, with what was wrong; the sign-in where the session has ended meanwhile."""
    try:
        return await ask_for_proof(request, await session_of(request), refusal, way)
    except AccessRefused:
        return _refuse(refusal)


ROUTES = [
    Route(CONFIRM + "/with/{key}", _begin_proof, methods=["GET"]),
    Route("/sign-in/with/{key}", _begin, methods=["GET"]),
    Route("/sign-in/with/{key}/back", _back, methods=["GET"], name="back"),
]


async def _client(request: Request) -> StarletteOAuth2App:
    key, provider = _key(request), _provider(request)
    found: StarletteOAuth2App | None = _SERVICES.create_client(key)
    if found is None:
        secret = await to_thread.run_sync(lambda: read_client_secret(key, provider, the_hub().settings.directory))
        found = _SERVICES.register(
            key,
            client_id=provider.client_id,
            client_secret=secret,
            server_metadata_url=provider.metadata_address,
            client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
        )
    return found


def _way_back(request: Request) -> str:
    """The address to which the service sends people back: of the hub as the settings say, else as it was asked for."""
    asked, own = request.url_for("back", key=_key(request)), own_address()
    return f"{own}{asked.path}" if own else str(asked)


def _key(request: Request) -> str:
    return str(request.path_params["key"])


def _provider(request: Request) -> Provider:
    found = the_hub().settings.sign_in.services.get(_key(request))
    if found is None:
        raise AccessRefused("there is no such account service.", "a name not in the settings.", "sign in here.")
    return found


def _read_name(claims: Mapping[str, Any], claim: str) -> str:
    """The name that a service says, which must be plain: no other letters may be read as those of an account here."""
    found = claims[claim]
    plain = isinstance(found, str) and found == found.strip() and normalize("NFKC", found) == found
    if not plain or (claim == "email" and claims.get("email_verified") is not True):
        raise ValueError("a name that cannot be trusted")
    return str(found)


def _read_ways(claims: Mapping[str, Any]) -> list[str] | None:
    """In which ways the service knows the person, None where it does not say; what is no list of words says none."""
    if "amr" not in claims:
        return None
    found = claims["amr"]
    return [str(one) for one in found] if isinstance(found, list) else []


def _read_moment(claims: Mapping[str, Any]) -> float | None:
    """When the service says that the person proved who they are, None where it does not say."""
    found = claims.get("auth_time")
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found < LAST_MOMENT:
        return None
    return float(found)


def _roles() -> list[str]:
    return [*the_hub().settings.sign_in.second_factor]


def _silent(fault: Exception) -> AccessRefused:
    """A refusal that says nothing of the fault, whose kind goes to the log."""
    logging.warning("an account service did not vouch: %s", type(fault).__name__)
    return AccessRefused(
        "the account service of your organisation did not vouch for you.",
        "no answer, or one that cannot be trusted.",
        "try again; if it happens again, tell whoever looks after the hub at what time.",
    )


def _refuse(refusal: Exception) -> Response:
    hub = the_hub()
    return HTMLResponse(password_page(hub.settings.partnership.name, "", refusal, list_ways()), status_code=403)
