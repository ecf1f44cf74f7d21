"""Every role, page, action, export and audience, through every door of a served hub: what section 8 allows, no more.

The answers are those of `tests/unit/hub/section_eight.py`. The doors: the address of a file, the websocket behind the
pages (with a forged address and with the widgets of somebody else), the address bar, and the command line. A release
has an id of its own for each audience, so that one look at what was sent tells whether any of it was for others.
"""

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product as every
from urllib.parse import urlencode

import httpx
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from dashboards.app import PAGES as MENU
from dashboards.downloads import MIME
from dashboards.filters import AUDIENCE_TITLES
from hub.access.identity import ROLES, Identity
from hub.export import PICTURES, list_pictures
from hub.governance.reviews import find_review
from hub.products.product import MapBlock, Product
from hub.release import release
from ingest.periods import Period
from tests.unit.dashboards.conftest import MONTH, Site, token_of
from tests.unit.dashboards.doors import Frames, acts_of, address, pack_address, refusals, run_frames, socket, words_of
from tests.unit.hub.people import COUNCIL
from tests.unit.hub.section_eight import AUDIENCES, CLOSED_FILE, DECIDING, PAGES, PRODUCTS
from tests.unit.hub.sitting import sitting

pytestmark = pytest.mark.xdist_group("served")
FORGED = ("everybody", "OPEN", "open,closed", "")
BEGINNINGS = {"pdf": b"%PDF-", "xlsx": b"PK", "csv": b"product,", "json": b"{", "gpkg": b"SQLite",
              "pptx": b"PK", "svg": b"<?xml", "png": b"\x89PNG"}  # fmt: skip
TITLES = {entry.name: entry.title for entry in MENU}


def may_have(role: str) -> set[tuple[str, str]]:
    return {(name, audience) for name, roles in PRODUCTS.items() for audience in roles[role]}


def copies_of(site: Site, releases: dict[tuple[str, str], Product], role: str) -> dict[tuple[str, str], Product]:
    """The releases as a post is given them: a closed pack is another one for the chair, whom it tells what a closed
    session agreed."""
    if role != "chair":
        return releases
    who, when, asked = Identity("the-chair", "chair", COUNCIL), Period.parse(MONTH), ("tactical-assessment", "closed")
    return {**releases, asked: release(site.hub, asked[0], period=when, audience=asked[1], who=who)}


def ids_in(words: str, releases: dict[tuple[str, str], Product]) -> set[tuple[str, str]]:
    """The products, each for an audience, of which the id of the release stands in what was sent."""
    return {asked for asked, made in releases.items() if made.release_id in words}


# --- the address of a file ---


def test_the_releases_can_be_told_apart_and_every_kind_of_file_is_asked_for(
    releases: dict[tuple[str, str], Product],
) -> None:
    assert len({one.release_id for one in releases.values()}) == len(PRODUCTS) * len(AUDIENCES) - 4
    never = {(name, one) for name in ("problem-profile", "evaluation") for one in ("open", "board")}
    assert set(every(PRODUCTS, AUDIENCES)) - set(releases) == never
    assert set(MIME) == set(BEGINNINGS)
    assert {entry.name for entry in MENU} == {*PRODUCTS, *PAGES}


@pytest.mark.parametrize("role", ROLES)
def test_the_address_of_a_file_gives_it_to_the_posts_that_may_have_it_and_no_byte_to_others(
    site: Site, releases: dict[tuple[str, str], Product], role: str
) -> None:
    client, before = site.visit(role), len(refusals(site, f"the-{role}"))
    asked = [one for one in every(PRODUCTS, (*AUDIENCES, *FORGED), BEGINNINGS) if role != "liaison" or _first(*one)]

    def take(one: tuple[str, str, str]) -> httpx.Response:
        pictures = list_pictures(releases[one[:2]]) if one[2] in PICTURES and one[:2] in releases else ("",)
        return client.get(address(*one, pictures[0]))

    with sitting(site.hub, COUNCIL), ThreadPoolExecutor(4) as pool:
        answers = dict(zip(asked, pool.map(take, asked), strict=True))
    wrong, refused = [], 0
    for (name, audience, kind), answer in answers.items():
        if audience not in PRODUCTS[name].get(role, ()):
            refused += 1
            good = answer.status_code == 403 and "is not open to you" in answer.text and _is_empty(answer, releases)
        elif audience == "closed" and role not in CLOSED_FILE:
            refused += 1
            good = answer.status_code == 403 and "given to the chair" in answer.text and _is_empty(answer, releases)
        elif _has(releases[name, audience], kind):
            good = answer.status_code == 200 and answer.content.startswith(BEGINNINGS[kind])
        else:
            good = answer.status_code == 403 and re.search("has no (?:map|slides)", answer.text) is not None
        if not good:
            wrong.append((name, audience, kind, answer.status_code, answer.text[:80]))
    assert wrong == []
    noted = refusals(site, f"the-{role}")[before:]
    assert len(noted) == refused, "and each refusal is in the ledger"
    assert {subject for subject, _ in noted} <= set(PRODUCTS)


@pytest.mark.parametrize("state", ["scheduled", "open session", "closed session", "ended"])
@pytest.mark.parametrize("role", ROLES)
def test_a_frozen_pack_is_given_to_the_posts_that_may_have_it_and_the_closed_one_while_its_session_is_held(
    site: Site, releases: dict[tuple[str, str], Product], frozen: str, role: str, state: str
) -> None:
    client, before = site.visit(role), len(refusals(site, f"the-{role}"))
    wrong, refused = [], 0
    with sitting(site.hub, COUNCIL, state):
        for audience in (*AUDIENCES, *FORGED):
            answer = client.get(pack_address(frozen, audience))
            may = audience in PRODUCTS["tactical-assessment"][role]
            held = audience != "closed" or (role in CLOSED_FILE and state == "closed session")
            if may and held and audience in ("open", "closed"):
                good = answer.status_code == 200 and answer.content.startswith(b"%PDF-")
            else:
                refused += not (may and held)
                good = answer.status_code == 403 and _is_empty(answer, releases)
            wrong += [] if good else [(audience, answer.status_code, answer.text[:80])]
    assert wrong == []
    noted = refusals(site, f"the-{role}")[before:]
    assert [subject for subject, _ in noted] == ["tactical-assessment"] * refused, "and each refusal is in the ledger"


def test_a_pack_that_there_is_not_says_no_more_than_that(site: Site) -> None:
    client = site.visit("chair")
    for address_of_none in ("a-none", "", "' OR 1=1 --"):
        answer = client.get(pack_address(address_of_none, "open"))
        assert (answer.status_code, "there is no such assessment" in answer.text) == (403, True)
    assert client.post(pack_address("a-none", "open")).status_code == 405


def _first(name: str, audience: str, kind: str) -> bool:
    """Whether a file is taken for the liaison officer, who may have what the analyst may: of all kinds once."""
    return audience in ("closed", *FORGED) or kind == "csv"


def _has(made: Product, kind: str) -> bool:
    """Whether there is such a file of a product: map layers only where there is a map, slides of the summary alone."""
    if kind == "pptx":
        return made.name == "strategic-summary"
    return kind != "gpkg" or any(isinstance(block, MapBlock) for one in made.sections for block in one.blocks)


def _is_empty(answer: httpx.Response, releases: dict[tuple[str, str], Product]) -> bool:
    """Whether a refusal says nothing but that: no name of a file, no id of a release, no more than three lines."""
    quiet = "content-disposition" not in answer.headers and not ids_in(answer.text, releases)
    return quiet and len(answer.content) < 400 and answer.text.count("\n") < 3


# --- the websocket behind the pages ---


@pytest.mark.parametrize("role", ROLES)
def test_a_page_opens_by_its_name_for_the_posts_that_have_it_and_is_refused_to_others(
    site: Site, releases: dict[tuple[str, str], Product], role: str
) -> None:
    client, before = site.visit(role), len(refusals(site, f"the-{role}"))
    closed = []
    with socket(site, token_of(client), site.url) as opened:
        for name, title in TITLES.items():
            frames = run_frames(opened, page_name=name)
            words = words_of(frames)
            allowed = role in PAGES[name] if name in PAGES else bool(PRODUCTS[name][role])
            assert (re.search(f"<h1>{title}(?:</h1>|: )", words) is not None) is allowed, name
            assert ("is not open to you" in words) is not allowed, name
            assert allowed or "<table" not in words
            assert not widgets_of(frames) or allowed or set(widgets_of(frames)) == {"Sign out"}, name
            assert ids_in(words, releases) <= may_have(role)
            assert not any(ForwardMsg.FromString(one).WhichOneof("type") == "page_not_found" for one in frames), name
            closed += [] if allowed else [name]
    assert [subject for subject, _ in refusals(site, f"the-{role}")[before:]] == closed, "each is in the ledger"


@pytest.mark.parametrize("role", [role for role in ROLES if may_have(role)])
def test_an_address_with_another_audience_shows_nothing_that_is_for_others(
    site: Site, releases: dict[tuple[str, str], Product], role: str
) -> None:
    """The choice of an audience stands in the address; what is written there by hand finds what the post may have."""
    token, wrong, own = token_of(site.visit(role)), [], copies_of(site, releases, role)
    for name, audience in every(PRODUCTS, (*AUDIENCES, "everybody", "")):
        query = {f"for-{name}": AUDIENCE_TITLES.get(audience, audience), "audience": audience, "product": name}
        with socket(site, token, site.url) as opened:
            found = ids_in(words_of(run_frames(opened, page_name=name, query_string=urlencode(query))), own)
        asked = {(name, audience)} & may_have(role)
        first = {one for one in may_have(role) if one[0] == name}
        if not (found == asked if asked else len(found) == bool(first) and found <= first):
            wrong.append((name, audience, found))
    assert wrong == []


def widgets_of(frames: Frames) -> dict[str, str]:
    """The id of each widget that a page sent, by its label."""
    found = {}
    for frame in frames:
        element = ForwardMsg.FromString(frame).delta.new_element
        inner = getattr(element, element.WhichOneof("type") or "", None)
        if getattr(inner, "id", "") and hasattr(inner, "label"):
            found[inner.label] = inner.id
    return found


def forge(ids: Iterable[str], words: str) -> Iterator[WidgetState]:
    """States that say of each widget that ``words`` were chosen, or that it was pressed."""
    for one in ids:
        array = WidgetState(id=one)
        array.string_array_value.data.append(words)
        yield from (array, WidgetState(id=one, trigger_value=True))


@pytest.mark.parametrize("role", [role for role in ROLES if role not in (*DECIDING, "analyst")])
def test_the_widgets_of_somebody_else_do_nothing_for_a_post(
    site: Site, releases: dict[tuple[str, str], Product], review: str, role: str
) -> None:
    """What the analyst and the liaison officer may choose and press is sent by a post that may not."""
    stolen: dict[str, dict[str, str]] = {}
    for other, names in (("analyst", PRODUCTS), ("liaison", ("release-review",))):
        with socket(site, token_of(site.visit(other)), site.url) as opened:
            stolen |= {name: widgets_of(run_frames(opened, page_name=name)) for name in names}
    assert "Release" in stolen["release-review"]
    assert "For" in stolen["tactical-assessment"]
    before = acts_of(site, f"the-{role}")
    with socket(site, token_of(site.visit(role)), site.url) as opened:
        for name, widgets in stolen.items():
            own = widgets_of(run_frames(opened, page_name=name))
            ids = {*widgets.values(), *own.values()} - {own.get("Sign out", "")}
            for audience in ("closed", "partner"):
                for states in _sets_of(forge(sorted(ids), AUDIENCE_TITLES[audience])):
                    frames = run_frames(opened, page_name=name, widget_states=states)
                    assert ids_in(words_of(frames), releases) <= may_have(role), (name, audience)
    assert find_review(site.hub.register, review).state == "audited", "nobody released or refused it"
    done = set(acts_of(site, f"the-{role}")[len(before) :])
    assert {action for action, _ in done} <= {"view", "refused", "release", "sign-in"}, "nor drafted one"


def _sets_of(states: Iterator[WidgetState]) -> Iterator[WidgetStates]:
    """Two messages: every widget in one form each."""
    forms = list(states)
    yield from (WidgetStates(widgets=forms[at::2]) for at in range(2))


# --- the address bar ---


def test_the_address_of_a_page_brings_the_same_empty_shell_to_everybody_and_strangers_to_the_sign_in(
    site: Site, releases: dict[tuple[str, str], Product]
) -> None:
    shells = set()
    clients = {role: site.visit(role) for role in ROLES}
    for client, name in every(clients.values(), ("", *TITLES, "nowhere")):
        for query in ("", "?for-tactical-assessment=Closed+session", "?product=hotspot-explorer&audience=partner"):
            answer = client.get(f"/{name}{query}")
            assert answer.status_code == 200
            assert not ids_in(answer.text, releases)
            shells.add(answer.content)
    assert len(shells) == 1
    for name in TITLES:
        answer = site.visit().get(f"/{name}")
        assert (answer.status_code, answer.content) == (303, b"")
