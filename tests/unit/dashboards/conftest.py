"""A small hub that is really served, with a person of every role, an account service, and visitors."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product as every
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from oidc_provider_mock import run_server_in_thread
from sqlalchemy import Connection, text, update

from dashboards.session import COOKIE
from hub.access.accounts import add_account
from hub.access.identity import ROLES, Identity
from hub.access.organisations import sign_agreement
from hub.assessments.drafting import begin_draft
from hub.assessments.freezing import freeze
from hub.assessments.versions import About, list_versions
from hub.geography import ALL
from hub.governance.reviews import find_review, refuse_review
from hub.hub import Hub, open_hub
from hub.meetings.evaluations import choose_control
from hub.meetings.groups import found_jag
from hub.meetings.tables import ACTIONS
from hub.products.product import Product
from hub.release import release
from hub.release_review import draft_release
from hub.serve import free_port, serve
from hub.settings import FILE_NAME
from ingest.periods import Period
from tests.unit.hub.evaluated import AGREED, CHOICE, CHOSEN, agree
from tests.unit.hub.people import COUNCIL, PASSWORD, WHO, without_devices
from tests.unit.hub.section_eight import AUDIENCES, PRODUCTS
from tests.unit.hub.small_hub import make_hub, receive
from tests.unit.hub.test_release_audit import scattered

MONTH = "2025-01"
"""The last month that the hub holds, of three."""
ACTION = "a-00000001"
"""The id of the one action of its JAG, which the council chairs; a control area is on record for it."""
OTHER = Identity("drafter", "analyst", "Another organisation")
SERVICES = """
[sign_in.services.council]
title = "Sign in with your council account"
organisation = "{organisation}"
issuer = "{issuer}"
client_id = "saferhub"
secret_file = "service.secret"
"""


@dataclass(frozen=True)
class Site:
    """A served hub. ``hub`` is another opening of the same folder, as a second process would have."""

    url: str
    hub: Hub
    issuer: str

    @property
    def host(self) -> str:
        """Name and port."""
        return urlsplit(self.url).netloc

    def visit(self, role: str = "", **heads: str) -> httpx.Client:
        """A visitor who has signed in as a role, or nobody."""
        client = httpx.Client(base_url=self.url, headers={"accept": "text/html", **heads}, timeout=60)
        if role:
            answer = self.give_password(client, f"the-{role}", PASSWORD)
            assert answer.status_code == 303, answer.text
        return client

    def give_password(self, client: httpx.Client, name: str, password: str, query: str = "") -> httpx.Response:
        """Send the form of the sign-in, as a page of the site does."""
        form = {"name": name, "password": password}
        return client.post(f"/sign-in{query}", data=form, headers={"origin": self.url})

    def forget_tries(self) -> None:
        """Let nobody wait because of what another test did."""
        with self.hub.register.writing() as connection:
            _forget(connection)


def _forget(connection: Connection) -> None:
    connection.execute(text("DELETE FROM failed_tries"))


def token_of(client: httpx.Client) -> str:
    """The token of a visitor's session."""
    return str(client.cookies[COOKIE])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The hub, served by the program itself until the tests are over."""
    folder = tmp_path_factory.mktemp("served") / "hub"
    hub = make_hub(folder)
    receive(hub, _three_months(folder.parent), COUNCIL)
    _agree(hub)
    sign_agreement(hub.register, COUNCIL, WHO)
    for role in ROLES:
        add_account(hub.register, f"the-{role}", role, COUNCIL, PASSWORD, WHO)
    without_devices(folder)
    secret, port = folder / "service.secret", free_port()
    secret.touch(mode=0o600)
    secret.write_text("hush", encoding="utf-8")
    with run_server_in_thread() as provider:
        issuer = f"http://localhost:{provider.server_port}"
        path = folder / FILE_NAME
        lines = SERVICES.format(organisation=COUNCIL, issuer=issuer)
        written = path.read_text(encoding="utf-8").replace("[sign_in.services]", lines)
        path.write_text(written, encoding="utf-8")
        with serve(folder, port):
            yield Site(f"http://localhost:{port}", open_hub(folder), issuer)


def _three_months(folder: Path) -> Path:
    """One extract of the month and the two before it, each with the same events."""
    path = scattered(folder, MONTH, 1)
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    every_row = [row.replace("/01/2025", day) for day in ("/11/2024", "/12/2024", "/01/2025") for row in rows]
    path.write_text("\n".join([head, *every_row, ""]), encoding="utf-8")
    return path


def _agree(hub: Hub) -> None:
    """An action of December in the first ward, held against the second."""
    secretary = Identity("the-analyst", "analyst", COUNCIL)
    sign_agreement(hub.register, COUNCIL, WHO, now=AGREED)
    found_jag(hub, ALL, ("community-safety", COUNCIL), secretary, now=AGREED)
    made = agree(hub)
    with hub.register.writing() as connection:
        connection.execute(update(ACTIONS).where(ACTIONS.c.id == made.id).values(id=ACTION))
    choose_control(hub, ACTION, CHOICE, secretary, CHOSEN)


@pytest.fixture(scope="module")
def releases(site: Site) -> dict[tuple[str, str], Product]:
    """Every product for every audience that there is of it, as the hub releases it."""
    who, when = Identity("tester", "analyst", "tests"), Period.parse(MONTH)
    return {
        (name, audience): release(
            site.hub, name, period=when, audience=audience, who=who, action=ACTION if name == "evaluation" else None
        )
        for name, audience in every(PRODUCTS, AUDIENCES)
        if audience in PRODUCTS[name]["analyst"]
    }


@pytest.fixture(scope="module")
def review(site: Site) -> Iterator[str]:
    """A release that waits for its second person; it is refused where nobody has decided."""
    when = Period.parse(MONTH)
    made = draft_release(site.hub, "tactical-assessment", period=when, audience="open", who=OTHER).id
    yield made
    if find_review(site.hub.register, made).state == "audited":
        refuse_review(site.hub.register, made, "It was a trial.", Identity("the-liaison", "liaison", COUNCIL))


@pytest.fixture(scope="module")
def frozen(site: Site) -> str:
    """The id of an assessment of the one month, of which version 1 was frozen: of a ward, which no review is of."""
    about = About("tactical-assessment", "E8500000001", MONTH, "recorded-crime")
    known = list_versions(site.hub.register, about)
    return known[-1].id if known else freeze(site.hub, begin_draft(site.hub, about, OTHER).id, OTHER).id
