"""Saved views: what somebody looked at, kept under a name of their own, and whether its figures are still the same.

A view is a page and its choices, with a pin for each product on it: the release, which stands for figures and rules,
and the version of the records. It holds no figure and opens nothing: the rights of whoever follows its link are checked
anew.
"""

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, insert, select

from hub.access.identity import Identity
from hub.access.matrix import check_user_can_open
from hub.access.opening import check_opening
from hub.access.refusal import AccessRefused
from hub.access.tables import SAVED_VIEWS
from hub.ledger import Entry, append
from hub.months import name_day
from hub.products.product import Product
from hub.register import RELEASES, Register
from ingest.periods import day_in_words

PAGE = "saved-views"
LONGEST, MOST = 80, 100
Choices = Sequence[tuple[str, str]]
"""What was chosen, as it stands in an address: the name of each choice and its words."""


@dataclass(frozen=True)
class Pin:
    """What one product of a view was: its release, the version of the records, and its main data set, with the category
    where it is of one."""

    release: str
    version: str
    dataset: str
    category: str = ""

    def words(self) -> str:
        """The pin as it stands in a link; ``read_pin`` reads it."""
        kind = [self.category] if self.category else []
        return "~".join((self.release, self.version, self.dataset, *kind))


@dataclass(frozen=True)
class View:
    """A view that was kept, and on which day."""

    id: str
    name: str
    page: str
    choices: tuple[tuple[str, str], ...]
    pins: tuple[Pin, ...]
    kept_on: str


def pin_of(product: Product) -> Pin:
    """The pin of a product as it is now."""
    found = re.match(r"release (\d+)", product.data_version)
    *_, dataset, category = product.asked
    return Pin(product.release_id, found[1] if found else "0", dataset or "", category or "")


def read_pin(words: str) -> Pin | None:
    """The pin that stands in a link; None for words that are none."""
    found = re.fullmatch(r"([0-9a-f]{12})~([0-9]{1,9})~([a-z0-9-]{1,60})(?:~([a-z0-9-]{1,60}))?", words)
    return Pin(*found.groups("")) if found else None


def keep_view(
    register: Register, who: Identity, page: str, name: str, choices: Choices, products: Sequence[Product]
) -> View:
    """Keep a view, with its ledger entry, which holds no word of the name.

    Raises:
        AccessRefused: a role that keeps no views or may not open the page, a name that is none, or too many views.
    """
    check_opening(register, who, PAGE)
    check_user_can_open(who, page)
    at, pins = datetime.now(UTC), tuple(pin_of(one) for one in products)
    row = {"id": secrets.token_hex(8), "account": who.name, "name": _check_name(name), "page": page}
    told = {"choices": json.dumps(list(choices)), "pins": json.dumps([one.words() for one in pins])}
    with register.writing() as connection:
        held = connection.execute(select(func.count()).where(SAVED_VIEWS.c.account == who.name)).scalar_one()
        if held >= MOST:
            raise AccessRefused("no more views can be kept.", f"{held} of {MOST}.", "remove one that is not needed.")
        connection.execute(insert(SAVED_VIEWS).values(**row, **told, kept_at=at.isoformat(timespec="seconds")))
        detail = {"view": row["id"], "releases": [one.release for one in pins]}
        append(connection, Entry(who.name, who.role, "keep view", page, detail, at))
    return View(row["id"], row["name"], page, tuple(choices), pins, day_in_words(at.date()))


def list_views(register: Register, who: Identity) -> tuple[View, ...]:
    """The person's own views, the newest first. Raises AccessRefused for a role that keeps none."""
    check_opening(register, who, PAGE)
    mine = select(SAVED_VIEWS).where(SAVED_VIEWS.c.account == who.name)
    with register.reading() as connection:
        rows = connection.execute(mine.order_by(SAVED_VIEWS.c.kept_at.desc(), SAVED_VIEWS.c.id)).all()
    return tuple(
        View(
            row.id,
            row.name,
            row.page,
            tuple((str(name), str(words)) for name, words in json.loads(row.choices)),
            tuple(pin for words in json.loads(row.pins) if (pin := read_pin(words))),
            name_day(row.kept_at),
        )
        for row in rows
    )


def remove_view(register: Register, who: Identity, view: str) -> None:
    """Remove one of the person's own views, with its ledger entry. Raises AccessRefused where it is none of theirs."""
    check_opening(register, who, PAGE)
    mine = (SAVED_VIEWS.c.id == view, SAVED_VIEWS.c.account == who.name)
    with register.writing() as connection:
        page = connection.execute(select(SAVED_VIEWS.c.page).where(*mine)).scalar()
        if page is None:
            raise AccessRefused("this is no view of yours.", "no view of that number.", "choose one of your list.")
        connection.execute(delete(SAVED_VIEWS).where(*mine))
        append(connection, Entry(who.name, who.role, "remove view", page, {"view": view}, datetime.now(UTC)))


def compare_pin(register: Register, product: Product, pin: Pin) -> str | None:
    """What became of the figures of a link, for a reader who has the product now; None where it is of other choices.

    Both releases are told with their days, which are those of the register and not of the link.
    """
    held = _find_release(register, pin.release)
    if held is None:
        seen = _describe(register, product)
        return f"The link is of release {pin.release}, of which this hub has no record. You see {seen}."
    period, audience, area, *about = product.asked
    of = (pin.dataset, pin.category or None)
    if held[1:] != (product.name, audience, area or "ALL", period) or of != tuple(about):
        return None
    was = f"release {pin.release} of {held[0]}"
    if pin.release == product.release_id:
        return f"These are the very figures of the link: {was}, under the same rules."
    same = pin.version == pin_of(product).version
    why = (
        "the records are the same, the rules, grants, layers or threats are others, or your areas"
        if same
        else "the records have changed since"
    )
    return (
        f"The figures are not those of the link. It is of {was}, from version {pin.version} of the records; you see "
        f"{_describe(register, product)}: {why}."
    )


def _describe(register: Register, product: Product) -> str:
    held = _find_release(register, product.release_id)
    day = f" of {held[0]}" if held else ""
    return f"release {product.release_id}{day}, from version {pin_of(product).version} of the records"


def _find_release(register: Register, release: str) -> tuple[str, str, str, str, str] | None:
    """Day, product, audience, area and period of a release."""
    asked = (RELEASES.c.at, RELEASES.c.product, RELEASES.c.audience, RELEASES.c.area, RELEASES.c.period)
    with register.reading() as connection:
        row = connection.execute(select(*asked).where(RELEASES.c.id == release)).first()
    return (name_day(row.at), row.product, row.audience, row.area, row.period) if row else None


def _check_name(name: str) -> str:
    words = " ".join(name.split())
    if not (1 <= len(words) <= LONGEST and words.isprintable()):
        raise AccessRefused("a view needs a name.", f"{len(words)} characters.", f"use 1 to {LONGEST}, on one line.")
    return words
