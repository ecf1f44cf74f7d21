"""The guard before every path: nobody without a session reaches anything but the sign-in, and no answer goes unguarded.

It lies outside Streamlit, which leaves its static files, uploads, media and the websocket open to anybody. A websocket
is opened for a session and for a page of this very site only (the Origin must be there and be ours; where the settings
say at what address the hub is found, any other name is turned away), and is watched
while it stands open: within seconds of the session's end the page is made to run once more, which shows that it has
ended, and nothing else (`safety.md` 7.4).
"""

import asyncio
import logging
import re
import time
from collections import Counter
from urllib.parse import quote, urlsplit

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from dashboards.served import own_address, the_hub
from dashboards.session import COOKIE
from hub.access.opening import check_submitting
from hub.access.refusal import AccessRefused
from hub.access.sessions import Session, check_session, which_hold
from hub.submissions import CHECK, PAGE

OPEN_PATHS = re.compile(r"/health|/ready|/sign-in(/code|/device|/confirm|/with/[a-z][a-z0-9-]{1,30}(/back)?)?")
"""What anybody may ask for, whole."""
PROBES = frozenset({"/health", "/ready"})
"""What is asked for on the machine itself, under any name."""
CLOSED_PATHS = frozenset({"/_stcore/metrics"})
"""What nobody may ask for."""
UPLOADS = "/_stcore/upload_file"
"""Where Streamlit takes files: for those whose post submits extracts, and from a page of this very site."""
WATCH_SECONDS = 2.0
REFUSED = 1008  # websocket: against the rules
SCRIPTS = "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:"
RULES = "; ".join(
    (
        "default-src 'self'",
        SCRIPTS,
        "worker-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' blob: data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADS = {
    "content-security-policy": RULES,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
YEAR = "max-age=31536000"


class Guard:
    """ASGI middleware: who may pass, and the heads of every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._watch = _Watch()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one connection pass, or refuse it."""
        if scope["type"] == "http":
            await self._http(scope, receive, _with_heads(scope, send))
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"])
        try:
            if path not in PROBES and not await to_thread.run_sync(lambda: is_at_home(scope)):
                await PlainTextResponse("This hub has another address.", status_code=421)(scope, receive, send)
                return
            session = None if OPEN_PATHS.fullmatch(path) else await _session(scope)
        except Exception:
            logging.exception("a session could not be looked up")
            await PlainTextResponse("Not now.", status_code=503)(scope, receive, send)
            return
        if path in CLOSED_PATHS:
            await PlainTextResponse("Not here.", status_code=404)(scope, receive, send)
        elif session is None and not OPEN_PATHS.fullmatch(path):
            await _turn_away(scope, path)(scope, receive, send)
        elif path.startswith(UPLOADS) and not await to_thread.run_sync(lambda: _may_upload(scope, session)):
            await PlainTextResponse("Not for your post.", status_code=403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        session = await _session(scope) if await to_thread.run_sync(lambda: is_ours(scope)) else None
        if session is None:
            await receive()
            await send({"type": "websocket.close", "code": REFUSED})
            return
        watched = _Watched(session.id, receive, self._watch)
        self._watch.begin(session.id)
        try:
            await self._app(scope, watched.next, send)
        finally:
            self._watch.end(session.id)
            watched.close()


class _Watch:
    """Which sessions of the open websockets still hold: one question to the register for all, every few seconds."""

    def __init__(self) -> None:
        self._sockets: Counter[str] = Counter()
        self._holding: frozenset[str] = frozenset()
        self._asked = 0.0
        self._asking = asyncio.Lock()

    def begin(self, session: str) -> None:
        """One more websocket of a session."""
        self._sockets[session] += 1

    def end(self, session: str) -> None:
        """One less."""
        self._sockets[session] -= 1
        self._sockets += Counter()

    async def holds(self, session: str) -> bool:
        """Whether a session still holds, as of a moment ago. For a websocket that began longer ago than that."""
        async with self._asking:
            if time.monotonic() - self._asked > WATCH_SECONDS / 2:
                ids = tuple(self._sockets)
                self._holding = await to_thread.run_sync(lambda: which_hold(the_hub().register, ids))
                self._asked = time.monotonic()
        return session in self._holding


class _Watched:
    """One open websocket: what comes next, from the browser or because its session has ended."""

    def __init__(self, session: str, receive: Receive, watch: _Watch) -> None:
        self._session, self._receive, self._watch = session, receive, watch
        self._waiting: asyncio.Task[Message] | None = None
        self._told, self._asked = False, time.monotonic()

    async def next(self) -> Message:
        """The next message of the browser; once, when the session has ended, the wish to run the page anew."""
        while True:
            self._waiting = self._waiting or asyncio.ensure_future(_once(self._receive))
            left = max(0.0, self._asked + WATCH_SECONDS - time.monotonic())
            await asyncio.wait({self._waiting}, timeout=None if self._told else left)
            if not self._told and time.monotonic() - self._asked >= WATCH_SECONDS:
                self._asked = time.monotonic()
                if not await self._watch.holds(self._session):
                    self._told = True
                    return {"type": "websocket.receive", "bytes": _RUN_ANEW}
            if self._waiting.done():
                done, self._waiting = self._waiting, None
                return done.result()

    def close(self) -> None:
        """Nobody waits for this websocket any more."""
        if self._waiting is not None:
            self._waiting.cancel()


async def _once(receive: Receive) -> Message:
    return await receive()


_RUN_ANEW = BackMsg(rerun_script=ClientState()).SerializeToString()


def _may_upload(scope: Scope, session: Session | None) -> bool:
    """Whether a file is taken; the ledger notes a post that may send none."""
    if session is None:
        return False
    try:
        check_submitting(the_hub().register, session.who, PAGE, CHECK)
    except AccessRefused:
        return False
    return is_ours(scope)


def is_at_home(scope: Scope) -> bool:
    """Whether a request asks for the hub by its own name, where it has one."""
    own = own_address()
    return not own or Headers(scope=scope).get("host", "").lower() == urlsplit(own).netloc


def is_ours(scope: Scope) -> bool:
    """Whether a request says that it comes from a page of this very site."""
    heads, own = Headers(scope=scope), urlsplit(own_address())
    try:
        origin = urlsplit(heads.get("origin", ""))
    except ValueError:
        return False
    home = own.scheme or ("https" if is_secure(scope) else "http"), own.netloc or heads.get("host")
    return is_at_home(scope) and (origin.scheme, origin.netloc) == home


def is_secure(scope: Scope) -> bool:
    """Whether the reader's side of the connection is encrypted."""
    return scope.get("scheme") in ("https", "wss")


async def _session(scope: Scope) -> Session | None:
    token = HTTPConnection(scope).cookies.get(COOKIE)
    try:
        return await to_thread.run_sync(lambda: check_session(the_hub().register, token, click=False))
    except AccessRefused:
        return None


def _turn_away(scope: Scope, path: str) -> Response:
    """To the sign-in, for a page that a person asked for; a bare refusal for everything else."""
    heads = Headers(scope=scope)
    if scope["method"] in ("GET", "HEAD") and "text/html" in heads.get("accept", ""):
        query = scope.get("query_string", b"").decode("latin-1")
        wanted = quote(f"{path}?{query}" if query else path, safe="")
        bare = path == "/" and not query
        return RedirectResponse("/sign-in" if bare else f"/sign-in?next={wanted}", status_code=303)
    return PlainTextResponse("Sign in first.", status_code=401)


def _secure_cookies(message: Message) -> None:
    """Every cookie that is set over an encrypted line is kept to such lines."""
    message["headers"] = [
        (name, value + b"; Secure" if name.lower() == b"set-cookie" and b"secure" not in value.lower() else value)
        for name, value in message["headers"]
    ]


def _with_heads(scope: Scope, send: Send) -> Send:
    path = str(scope["path"])

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            found = MutableHeaders(scope=message)
            for name, value in HEADS.items():
                found[name] = value
            if path.startswith("/sign-in"):
                found["content-security-policy"] = RULES.replace(SCRIPTS, "script-src 'none'")
            if is_secure(scope):
                found["strict-transport-security"] = YEAR
                _secure_cookies(message)
            if not path.startswith(("/static/", "/shapes/")):
                found["cache-control"] = "no-store"
        await send(message)

    return guarded
