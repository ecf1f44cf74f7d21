"""Shapes of maps, by an address of their own, so that a page sends each shape once and not at every click.

A shape is lent to those whose page shows it, by role and by the areas that an account is limited to: nobody else gets
it, whoever passed on its address, which nobody can guess either. A shape holds codes and names, never a figure; where
an area is covered by a pattern its mark shows too. A browser keeps it no longer than the shortest session lasts without
a click, and what it still has when a session has ended it throws away at the sign-in.
"""

import hmac
import json
import secrets
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboards.served import the_hub
from dashboards.session import COOKIE
from hub.access.identity import Sight
from hub.access.refusal import AccessRefused
from hub.access.sessions import RESTRICTED_IDLE_SECONDS, check_session

PATH = "/shapes/"
MOST_BYTES = 128_000_000
_GZIP = 31
_SECRET = secrets.token_bytes(32)
_HEADS = {"content-encoding": "gzip", "cache-control": f"private, max-age={RESTRICTED_IDLE_SECONDS:.0f}, immutable"}


class _Lent:
    """What is lent now: for each address its compressed shape and to whom. The oldest go when there are too many."""

    def __init__(self) -> None:
        self._shapes: OrderedDict[str, tuple[bytes, set[Sight]]] = OrderedDict()
        self._bytes, self._lock = 0, Lock()

    def add(self, address: str, content: bytes, sight: Sight) -> None:
        with self._lock:
            held = self._shapes.pop(address, None)
            sights = held[1] if held else set()
            self._shapes[address] = (content, sights | {sight})
            self._bytes += 0 if held else len(content)
            while self._bytes > MOST_BYTES and len(self._shapes) > 1:
                self._bytes -= len(self._shapes.popitem(last=False)[1][0])

    def find(self, address: str, sight: Sight) -> bytes | None:
        with self._lock:
            content, sights = self._shapes.get(address, (None, set()))
            return content if sight in sights else None


_LENT = _Lent()


def pack_shape(shape: Mapping[str, Any]) -> tuple[str, bytes]:
    """The address of a GeoJSON shape, and what is sent from there."""
    content = json.dumps(shape, separators=(",", ":")).encode()
    return f"{PATH}{hmac.new(_SECRET, content, 'sha256').hexdigest()}.json", zlib.compress(content, 6, wbits=_GZIP)


def lend_shapes(shapes: Mapping[str, bytes], sight: Sight) -> None:
    """Let everybody who may see the same have these shapes, by address, from now on."""
    for address, content in shapes.items():
        _LENT.add(address, content, sight)


async def _shape(request: Request) -> Response:
    token = request.cookies.get(COOKIE)
    try:
        who = await to_thread.run_sync(lambda: check_session(the_hub().register, token, click=False).who)
    except AccessRefused:
        return PlainTextResponse("Sign in first.", status_code=401)
    content = _LENT.find(request.url.path, who.sight)
    if content is None:
        return PlainTextResponse("There is no such shape.", status_code=404)
    return Response(content, media_type="application/geo+json", headers=_HEADS)


ROUTES = [Route(PATH + "{name}", _shape, methods=["GET"])]
