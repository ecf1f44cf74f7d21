"""The web application: the Streamlit pages behind the guard, with our own routes for sign-in, files and health.

`saferhub serve` starts it in a process of its own: ``python -m dashboards --hub DIR --port N``.
"""

import json
import logging
import sys
from contextlib import suppress
from pathlib import Path

import streamlit as st
from anyio import to_thread
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboards import (
    app,
    attendance_files,
    confirm,
    downloads,
    geometry,
    minutes_files,
    pack_files,
    receipt_files,
    sign_in,
    sign_in_outside,
)
from dashboards.guard import Guard
from dashboards.served import the_hub
from hub.health import check_records
from hub.release import REFUSALS
from hub.serve import LARGEST_UPLOAD, OPTIONS

MultiPartParser.spool_max_size = (LARGEST_UPLOAD + 1) << 20
"""An upload on its way in stays in memory: a larger one would be spooled into the machine's common temporary folder."""
SCRIPT = Path(app.__file__)
"""Loaded here too, and the records opened, so that the first reader waits for neither."""


def make_app() -> st.App:
    """The application, for any ASGI server."""
    return st.App(
        SCRIPT,
        routes=[
            *sign_in.ROUTES,
            *confirm.ROUTES,
            *sign_in_outside.ROUTES,
            *downloads.ROUTES,
            *receipt_files.ROUTES,
            *pack_files.ROUTES,
            *attendance_files.ROUTES,
            *minutes_files.ROUTES,
            *geometry.ROUTES,
            Route("/health", _health),
            Route("/ready", _ready),
        ],
        middleware=[Middleware(Guard)],
        on_script_error=_log,
    )


async def _health(_request: Request) -> Response:
    """This process answers."""
    return PlainTextResponse("ok")


async def _ready(_request: Request) -> Response:
    """The register and the current release can be read; why not is in the log, never in the answer."""
    try:
        await to_thread.run_sync(lambda: check_records(the_hub()))
    except Exception:
        logging.exception("not ready")
        return PlainTextResponse("not ready", status_code=503)
    return PlainTextResponse("ready")


HEALTH = [Route("/health", _health), Route("/ready", _ready)]


def _log(fault: Exception) -> bool:
    """A fault of a page: whole in the log, in no word on the page."""
    logging.error("a page failed", exc_info=fault)
    return True


def main() -> None:
    """Serve until the process is ended."""
    port = sys.argv[sys.argv.index("--port") + 1]
    with suppress(*REFUSALS):  # a hub without outlines is served too: its pages say what to do
        the_hub().records()
    make_app().run(config={**{name: _value(words) for name, words in OPTIONS.items()}, "server.port": int(port)})


def _value(words: str) -> object:
    """An option as Streamlit's own type: true, false and whole numbers are no words."""
    try:
        return json.loads(words)
    except ValueError:
        return words
