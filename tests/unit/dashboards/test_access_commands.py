"""The access matrix at the command line, and whoever loses access: at every door of a served hub, at once.

The answers are those of `tests/unit/hub/section_eight.py`.
"""

import getpass
import json
import re
from itertools import product as every

import pytest
from typer.main import get_command
from typer.testing import CliRunner
from websockets.exceptions import InvalidStatus

from dashboards.app import PAGES as MENU
from hub.__main__ import app
from hub.access.identity import ROLES, Identity
from hub.access.refusal import AccessRefused
from hub.export import write_json
from hub.governance.reviews import ReviewRefused, find_review, list_reviews, refuse_review
from hub.ledger import read_entries
from hub.products.product import Product
from tests.unit.dashboards.conftest import ACTION, MONTH, Site, token_of
from tests.unit.dashboards.doors import ENDS, address, ended, read_frames, refusals, run_frames, socket, words_of
from tests.unit.hub.people import COUNCIL, PASSWORD
from tests.unit.hub.section_eight import AUDIENCES, CLOSED_FILE, DECIDING, DRAFTING, PRODUCTS

pytestmark = pytest.mark.xdist_group("served")
TITLES = {entry.name: entry.title for entry in MENU}

# --- the command line ---

BY = {
    ("grant", "give"): ["recorded-crime", "--provider", COUNCIL, "--audience", "closed"],
    ("grant", "revoke"): ["GRANT"],
    ("review", "show"): ["REVIEW"],
    ("review", "release"): ["REVIEW"],
    ("review", "refuse"): ["REVIEW", "--reason", "It is a trial."],
    ("review", "withdraw"): ["REVIEW", "--reason", "It is a trial."],
}
"""Every command by which somebody decides for an organisation: it asks who that is, by name and password."""
DRAFT = ("review", "draft")
"""That by which somebody drafts what another organisation decides on: it asks who that is, too."""


def test_every_other_command_is_the_act_of_whoever_may_run_commands() -> None:
    found = set()
    for name, command in get_command(app).commands.items():
        for inner, one in (getattr(command, "commands", None) or {"": command}).items():
            if any("--by" in parameter.opts for parameter in one.params):
                found.add((name, inner))
    assert found == {*BY, DRAFT}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("command", BY, ids=" ".join)
def test_a_command_that_decides_is_for_the_liaison_officer_alone(
    site: Site, review: str, command: tuple[str, str], role: str
) -> None:
    grant = _grant(site)
    words = [{"REVIEW": review, "GRANT": grant}.get(one, one) for one in BY[command]]
    before = len(refusals(site, f"the-{role}"))
    try:
        done = _saferhub(site, *command, *words, "--by", f"the-{role}")
    finally:
        if command != ("grant", "revoke") or role not in DECIDING:
            _revoke(site)
    if role in DECIDING:
        assert not isinstance(done.exception, AccessRefused)
    else:
        assert isinstance(done.exception, AccessRefused), done.output
        assert "released" not in done.output
        assert len(refusals(site, f"the-{role}")) == before + 1, "and the ledger has it"
    if command == ("review", "release") and role in DECIDING:
        assert find_review(site.hub.register, review).state == "released"


@pytest.mark.parametrize("role", ROLES)
def test_a_release_is_drafted_by_whoever_has_a_post_that_drafts_it(site: Site, review: str, role: str) -> None:
    before = len(refusals(site, f"the-{role}"))
    asked = ("tactical-assessment", "--period", MONTH, "--audience", "open", "--by", f"the-{role}")
    done = _saferhub(site, *DRAFT, *asked)
    if role in DRAFTING["tactical-assessment"]:
        assert done.exit_code == 0 or isinstance(done.exception, ReviewRefused), "the draft of another stands"
        for one in list_reviews(site.hub.register):
            if one.drafted_by == f"the-{role}" and one.state == "audited":
                assert one.drafted_line == COUNCIL
                refuse_review(site.hub.register, one.id, "It was a trial.", Identity("the-liaison", "liaison", COUNCIL))
    else:
        assert isinstance(done.exception, AccessRefused), done.output
        assert len(refusals(site, f"the-{role}")) == before + 1, "and the ledger has it"


def test_the_command_line_releases_as_an_analyst_and_says_so_in_the_ledger(
    site: Site, releases: dict[tuple[str, str], Product], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("released")
    for name, audience in every(PRODUCTS, (*AUDIENCES, "everybody")):
        path = folder / f"{name}-{audience}.json"
        asked = ["--period", MONTH, "--audience", audience, "--format", "json", "-o", str(path)]
        asked += ["--action", ACTION] if name == "evaluation" else []
        done = _saferhub(site, "release", name, *asked)
        if audience in PRODUCTS[name]["analyst"] and (audience != "closed" or "analyst" in CLOSED_FILE):
            assert done.exit_code == 0, done.output
            written = json.loads(path.read_text(encoding="utf-8"))
            own = json.loads(write_json(releases[name, audience]))
            assert {**written, "marking": ""} == {**own, "marking": ""}, "a draft may have been released meanwhile"
            with site.hub.register.reading() as connection:
                (said,) = read_entries(connection, 1)
            assert (said["who"], said["role"], said["action"]) == (getpass.getuser(), "analyst", "release")
        else:
            assert done.exit_code != 0
            assert not path.exists()


def _saferhub(site: Site, *arguments: str):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(
        app, [*arguments, "--hub", str(site.hub.settings.directory)], input=f"{PASSWORD}\n", catch_exceptions=True
    )


def _grant(site: Site) -> str:
    """A grant that is in force, given by the liaison officer."""
    _saferhub(site, "grant", "give", *BY["grant", "give"], "--by", "the-liaison")
    return str(json.loads(_saferhub(site, "grant", "list", "--json").output)[-1]["id"])


def _revoke(site: Site) -> None:
    """No grant stays behind."""
    for one in json.loads(_saferhub(site, "grant", "list", "--json").output):
        if one["in_force"]:
            _saferhub(site, "grant", "revoke", one["id"], "--by", "the-liaison")


# --- whoever loses access, at every door ---


@pytest.mark.parametrize("how", ENDS)
def test_whoever_loses_access_has_lost_it_at_the_next_interaction_at_every_door(site: Site, how: str) -> None:
    client = site.visit("liaison")
    token = token_of(client)
    kinds = [address("tactical-assessment", "partner", kind) for kind in ("pdf", "csv", "json", "gpkg")]
    with socket(site, token, site.url) as opened:
        words = words_of(run_frames(opened, page_name="hotspot-explorer"))
        shape = re.findall(r"/shapes/[0-9a-f]{64}\.json", words.replace("\\u002f", "/"))[0]
        assert all(client.get(one).status_code == 200 for one in (*kinds, shape, "/hotspot-explorer"))
        with ended(site, client, how, "the-liaison"):
            for one in (*kinds, shape, "/hotspot-explorer", "/_stcore/host-config"):
                answer = client.get(one)
                assert (answer.status_code, answer.content) == (303, b""), one
            for name, title in TITLES.items():
                words = words_of(run_frames(opened, page_name=name))
                assert "You are signed out" in words
                assert "<table" not in words
                assert f"<h1>{title}" not in words
            with pytest.raises(InvalidStatus):
                socket(site, token, site.url)
            if how != "signed out":  # of a browser, that is
                done = _saferhub(site, "grant", "give", *BY["grant", "give"], "--by", "the-liaison")
                assert isinstance(done.exception, AccessRefused)
            assert client.get(kinds[0]).content == b""


def test_a_page_that_stands_open_is_taken_away_without_any_interaction(site: Site) -> None:
    client = site.visit("chair")
    with socket(site, token_of(client), site.url) as opened:
        assert "<h1>Tactical assessment</h1>" in words_of(run_frames(opened, page_name="tactical-assessment"))
        with ended(site, client, "signature lapsed"):
            assert "You are signed out" in words_of(read_frames(opened, 30))
