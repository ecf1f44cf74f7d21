"""Requests for information as pages tell of them: what a reader may see, whose turn it is, and what waits for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from hub.access.identity import Identity
from hub.access.opening import check_opening, note_refusal
from hub.access.organisations import list_organisations
from hub.governance.gateways import GATEWAYS, Gateway, find_gateway
from hub.governance.marking import list_markings
from hub.governance.request_criteria import CHANNELS, CRITERIA, QUESTIONS
from hub.governance.request_items import CONSENTS, ITEMS, SUBJECT, USE_ONLY, name_items
from hub.governance.request_rights import PAGE, Request, has_officer, list_requests
from hub.governance.request_states import IN_WORDS, TURNS, Act, Party, State, acts_in
from hub.governance.request_steps import Taken, is_as_noted, list_taken
from hub.governance.requests import open_by
from hub.hub import Hub
from hub.months import name_day
from hub.retention import last_day_after

NOT_WAITING: tuple[State, ...] = ("draft", "in use")
"""It is somebody's turn, but nothing waits for it."""
TELLS_REQUESTER: tuple[State, ...] = ("returned", "disclosed", "review due")
NOBODY = "nobody: it is over"
SIGNS: Mapping[str, str] = {
    "draft": "drafted", "change": "changed", "submit": "submitted", "return": "returned",
    "assess": "opened, to decide", "consult": "investigating officer and CPS consulted",
    "seek consent": "consent is sought: no exemption holds", "approve": "approved", "approve in part": "part approved",
    "refuse": "refused", "disclose": "disclosed in writing", "acknowledge": "acknowledged",
    "ask onward": "asked whether it may be passed on", "permit onward": "permitted that it is passed on",
    "deny onward": "it may not be passed on", "end use": "review due", "destroy": "destroyed",
    "withdraw": "withdrawn", "report breach": "breach reported",
}  # fmt: skip
"""What was done, by its act."""


@dataclass(frozen=True)
class Line:
    """One request in a list. ``since``: since when it stands so; ``mine``: it is this reader's turn; ``told``: their
    home tells of it, as it is their turn or something became of what they asked."""

    id: str
    title: str
    state: str
    since: str
    turn: str
    mine: bool
    told: bool
    note: str


@dataclass(frozen=True)
class Opened:
    """One request whole: its items in order, its history in sentences, and the acts that are this reader's now.

    ``decided``: each criterion and question with its answer; empty before it was approved. ``onward``: to whom it was
    last asked to be passed on. ``whole``: it is what the ledger vouches for.
    """

    request: Request
    line: Line
    items: tuple[tuple[str, str], ...]
    law: str
    decided: tuple[tuple[str, str], ...]
    history: tuple[tuple[str, str, str], ...]
    acts: tuple[Act, ...]
    onward: str
    whole: bool


@dataclass(frozen=True)
class Requests:
    """The page. ``suppliers``: who can be asked; ``without``: signatories that nobody answers for; ``signed``: all of
    them; ``latest_keep``: the last day on which a review can be."""

    lines: tuple[Line, ...]
    opened: Opened | None
    suppliers: tuple[str, ...]
    without: tuple[str, ...]
    signed: tuple[str, ...]
    gateways: tuple[Gateway, ...]
    markings: tuple[str, ...]
    marking: str
    latest_keep: date


def read_page(hub: Hub, who: Identity, today: date, wanted: str = "") -> Requests:
    """The page, with the request ``wanted`` open where it is one of theirs; that it is not, is in the ledger.

    Raises AccessRefused without the page.
    """
    check_opening(hub.register, who, PAGE)
    signed = [one.name for one in list_organisations(hub.register) if one.is_in_force(today)]
    others = [one for one in signed if one != who.organisation]
    with hub.register.reading() as connection:
        held = list_requests(connection, who)
        opened = [_open(connection, hub, one, parties, today) for one, parties in held if one.id == wanted]
        answered = [one for one in others if has_officer(connection, one, besides=who.name)]
    if wanted and not opened:
        note_refusal(hub.register, who, PAGE)
    return Requests(
        lines=tuple(_line(one, parties, today) for one, parties in held),
        opened=opened[0] if opened else None,
        suppliers=tuple(answered),
        without=tuple(one for one in others if one not in answered),
        signed=tuple(signed),
        gateways=GATEWAYS,
        markings=tuple(one.words for one in list_markings() if one.held and not one.ended)[::-1],
        marking=hub.settings.markings.closed,
        latest_keep=last_day_after(today.isoformat()[:7], hub.settings.retention.months),
    )


def list_waiting(hub: Hub, who: Identity, today: date) -> tuple[Line, ...]:
    """What waits for this reader, the longest first."""
    with hub.register.reading() as connection:
        held = list_requests(connection, who)
    lines = [(_since(one, today), _line(one, parties, today)) for one, parties in held]
    return tuple(line for _, line in sorted(lines, key=lambda one: (one[0], one[1].id)) if line.told)


def whose_turn(request: Request, today: date) -> str:
    """In words whose turn it is."""
    party = TURNS.get(request.stands(today))
    if party is None:
        return NOBODY
    whose = {
        "requester": f"{request.requester}, {request.organisation}",
        "receiving": f"the liaison officer of {request.organisation}",
        "supplying": f"the liaison officer of {request.supplier}",
    }
    return whose[party]


def tell_law(gateway: Gateway) -> str:
    """What a gateway allows and to whom, and what became of it."""
    users = f" For: {'; '.join(gateway.users)}." if gateway.users else " For every signatory."
    return f"{gateway.allows}{users}{_successor(gateway)}"


def _successor(gateway: Gateway) -> str:
    if gateway.state == "in force":
        return ""
    code = {one.code: one.title for one in GATEWAYS}.get(gateway.successor, gateway.successor)
    return f" It was {gateway.state}{f'; today: {code}' if code else ''}."


def _since(request: Request, today: date) -> str:
    """The day since when it stands as it does."""
    due = request.stands(today) == "review due" and request.state != "review due"
    return str(request.keep_until) if due else request.since


def _line(request: Request, parties: frozenset[Party], today: date) -> Line:
    stands = request.stands(today)
    target = open_by(request)
    late = target is not None and target < today
    waits = stands not in NOT_WAITING and TURNS.get(stands) in parties
    note = f"to be opened by {name_day(target.isoformat())}" if target else ""
    if stands == "in use" and request.keep_until:
        note = f"review on {name_day(request.keep_until)}"
    return Line(
        id=request.id,
        title=f"{request.organisation} asks {request.supplier}, {name_day(request.submitted_on or request.drafted_on)}",
        state=IN_WORDS[stands],
        since=name_day(_since(request, today)),
        turn=whose_turn(request, today),
        mine=waits,
        told=waits or ("requester" in parties and stands in TELLS_REQUESTER),
        note=f"{note}, LATE" if late else note,
    )


def _open(connection: Connection, hub: Hub, request: Request, parties: frozenset[Party], today: date) -> Opened:
    law = ""
    if request.gateway:
        found = find_gateway(request.gateway)
        contact = hub.settings.supply.contacts.get(request.supplier, f"the liaison officer of {request.supplier}")
        law = f"{found.title}. {tell_law(found)} Whom to ask: your own liaison officer, and {contact}."
    taken = list_taken(connection, request.id)
    return Opened(
        request=request,
        line=_line(request, parties, today),
        items=_items(request),
        law=law,
        decided=tuple(row for one in taken for row in _decided(one.detail)),
        history=tuple(_happened(one) for one in taken),
        acts=acts_in(request.stands(today), parties),
        onward=next((str(one.detail["to"]) for one in reversed(taken) if one.act == "ask onward"), ""),
        whole=is_as_noted(connection, request.id),
    )


def _items(request: Request) -> tuple[tuple[str, str], ...]:
    """Every item by its title, in order, as it is kept."""
    words = {
        "date": name_day(request.submitted_on) if request.submitted_on else "That of the day on which it is submitted",
        "letter": f"{SUBJECT} Its reference: {request.letter}" if request.letter else "",
        "gateway": find_gateway(request.gateway).title if request.gateway else "",
        "use_only": USE_ONLY if request.use_only else "",
        "designation": f"{request.requester}, {request.designation}, {request.organisation}"
        if request.designation
        else "",
        "consent": ". ".join(filter(None, (CONSENTS.get(request.consent, ""), request.ground))),
    }
    if words["gateway"] and request.kind:
        words["gateway"] += f", asked as: {request.kind}"
    return tuple(
        (f"{number}. {title}", str(words.get(name, getattr(request, name, ""))) or "Not yet given")
        for number, (name, title) in enumerate(ITEMS.items(), 1)
    )


def _decided(found: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What an approval was held against, and the answer; nothing of any other step."""
    if isinstance(criteria := found.get("criteria"), list):
        yield from ((words, "Met" if code in criteria else "Not ticked") for code, words in CRITERIA.items())
    if isinstance(answers := found.get("answers"), dict):
        yield from ((words, str(answers[name]).capitalize()) for name, (words, _) in QUESTIONS.items())


def _happened(one: Taken) -> tuple[str, str, str]:
    """One step of the history: when, who, and what."""
    told = [SIGNS.get(one.act, one.act), *_detail(one)]
    words = "; ".join(told)
    return (
        name_day(one.at).replace(" ", "\u00a0"),
        f"{one.who}, {one.organisation}",
        f"{words[0].upper()}{words[1:]}.{f' {one.words}' if one.words else ''}",
    )


def _detail(one: Taken) -> list[str]:
    found: Mapping[str, object] = one.detail
    told = []
    if isinstance(missing := found.get("missing"), list):
        told.append(f"missing: {name_items(tuple(str(each) for each in missing))}")
    if "left_out" in found:
        told.append(f"left out: {found['left_out']}")
    if "marking" in found:
        told.append(f"{found['marking']}, {CHANNELS[str(found['channel'])].lower()}")
    if "keep_until" in found:
        told.append(f"review on {name_day(str(found['keep_until']))}")
    for name, words in (("to", "to"), ("permission", "permission"), ("certificate", "certificate")):
        if name in found:
            told.append(f"{words} {found[name]}")
    return told
