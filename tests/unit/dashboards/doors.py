"""The doors of a served hub as a test knocks on them: the websocket, and the ways in which a session ends."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from sqlalchemy import update
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from dashboards.asked_file import DOWNLOAD, PACK
from dashboards.session import COOKIE
from hub.access.accounts import change_post, find_account, restore_account, suspend_account
from hub.access.organisations import sign_agreement, suspend_organisation
from hub.access.sessions import end_session
from hub.access.tables import ORGANISATIONS
from hub.ledger import read_entries
from tests.unit.dashboards.conftest import ACTION, MONTH, Site, token_of
from tests.unit.hub.people import COUNCIL, WHO

Frames = list[bytes]
AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN


def socket(site: Site, token: str | None, origin: str | None) -> ClientConnection:
    """A websocket as a browser, or something else, opens it."""
    heads = {"cookie": f"{COOKIE}={token}"} if token else {}
    address = f"ws://{site.host}/_stcore/stream"
    return connect(address, origin=origin, additional_headers=heads, open_timeout=20, max_size=None)  # type: ignore[arg-type]


def run(opened: ClientConnection, seconds: float = 60, **state: Any) -> str:
    """Ask for a page; all words of the frames that come until the run is over."""
    return words_of(run_frames(opened, seconds, **state))


def run_frames(opened: ClientConnection, seconds: float = 60, **state: Any) -> Frames:
    """Ask for a page, as ``ClientState`` says which; the frames that come until the run is over."""
    opened.send(BackMsg(rerun_script=ClientState(**state)).SerializeToString())
    return read_frames(opened, seconds)


def read(opened: ClientConnection, seconds: float) -> str:
    """The words of what comes unasked, until a run is over."""
    return words_of(read_frames(opened, seconds))


def read_frames(opened: ClientConnection, seconds: float) -> Frames:
    frames, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        frames.append(opened.recv(timeout=max(0.1, end - time.monotonic()), decode=False))
        message = ForwardMsg.FromString(frames[-1])
        if message.WhichOneof("type") == "script_finished" and message.script_finished != AGAIN:
            return frames
    raise AssertionError("the page was not made in time")


def words_of(frames: Iterable[bytes]) -> str:
    return "".join(frame.decode("utf-8", "ignore") for frame in frames)


def _lapse(site: Site) -> None:
    """The last day of the signature was yesterday."""
    yesterday = (datetime.now(UTC).date() - timedelta(days=1)).isoformat()
    with site.hub.register.writing() as connection:
        connection.execute(update(ORGANISATIONS).where(ORGANISATIONS.c.name == COUNCIL).values(until=yesterday))


ENDS: Mapping[str, Callable[[Site, str, str], object]] = {
    "signed out": lambda site, token, name: end_session(site.hub.register, token),
    "suspended": lambda site, token, name: suspend_account(site.hub.register, name, WHO),
    "another post": lambda site, token, name: change_post(site.hub.register, name, "board", COUNCIL, WHO),
    "signature suspended": lambda site, token, name: suspend_organisation(site.hub.register, COUNCIL, WHO),
    "signature lapsed": lambda site, token, name: _lapse(site),
}
"""How the session of an account may end."""


@contextmanager
def ended(site: Site, client: httpx.Client, how: str, name: str = "the-chair") -> Iterator[None]:
    """The session of an account has ended in some way; afterwards all is as it was."""
    post = find_account(site.hub.register, name).role
    ENDS[how](site, token_of(client), name)
    try:
        yield
    finally:
        restore_account(site.hub.register, name, WHO)
        change_post(site.hub.register, name, post, COUNCIL, WHO)
        sign_agreement(site.hub.register, COUNCIL, WHO)
        site.forget_tries()


def refusals(site: Site, who: str) -> list[tuple[str, str]]:
    """What an account was ever refused, as the ledger has it, oldest first: on what, and the entry's detail."""
    with site.hub.register.reading() as connection:
        entries = reversed(read_entries(connection, 1_000_000))
        return [(one["subject"], one["detail"]) for one in entries if (one["action"], one["who"]) == ("refused", who)]


def acts_of(site: Site, who: str) -> list[tuple[str, str]]:
    """What an account ever did, as the ledger has it, oldest first: the action, and on what."""
    with site.hub.register.reading() as connection:
        entries = reversed(read_entries(connection, 1_000_000))
        return [(one["action"], one["subject"]) for one in entries if one["who"] == who]


def address(name: str, audience: str, kind: str, title: str = "") -> str:
    """The address of a file of a product of the last month; an evaluation's is of the one action."""
    asked = {"product": name, "period": MONTH, "audience": audience, "area": "", "dataset": "recorded-crime"}
    action = {"action": ACTION} if name == "evaluation" else {}
    return f"{DOWNLOAD}?{urlencode({**asked, **action, 'kind': kind, 'title': title})}"


def pack_address(assessment: str, audience: str) -> str:
    """The address of the pack of a version that was frozen."""
    return f"{PACK}?{urlencode({'assessment': assessment, 'audience': audience})}"
