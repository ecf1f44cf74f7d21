"""What became of the review of a release; of a part of one, as somebody limited to some areas is given, of the whole.

Nobody who is limited drafts a release. A board member of one of several partnerships reads a part of what two persons
have released for the board: it stands as that does, where every figure of it is one of that release.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from hub.governance.reviews import PUBLISHED, Review, list_reviews, review_of
from hub.register import RELEASES, Register
from hub.release_asks import Ask
from hub.stored_lattices import unpack

Publication = Mapping[str, Any]


def find_review(register: Register, identity: str, ask: Ask, publication: Publication, *, part: bool) -> Review | None:
    """The newest review of a release; with ``part`` also of one of the same product that holds all its figures.

    Args:
        register: The hub's register.
        identity: The release.
        ask: What was asked for.
        publication: Its document.
        part: Whether it was made for somebody who is limited to some areas.
    """
    if ask.audience not in PUBLISHED:
        return None
    own = review_of(register, identity)
    if own is not None or not part:
        return own
    asked = (ask.product.NAME, ask.audience, ask.area, str(ask.period), ask.dataset.name)
    alike = [one for one in list_reviews(register) if _asked(one) == asked]
    return next((one for one in reversed(alike) if _holds(register, one.release, publication)), None)


def _asked(one: Review) -> tuple[str, str, str, str, str]:
    return one.product, one.audience, one.area, one.period, one.dataset


def _holds(register: Register, release: str, part: Publication) -> bool:
    with register.reading() as connection:
        packed = connection.execute(select(RELEASES.c.publication).where(RELEASES.c.id == release)).scalar()
    return packed is not None and _stated(part) <= _stated(unpack(packed))


def _stated(publication: Publication) -> set[str]:
    """Every cell, fact and reading of a document, in one form of words."""
    cells = [cell for one in publication["publications"] for cell in one["cells"]]
    return {json.dumps(one, sort_keys=True) for one in (*cells, *publication["facts"], *publication["readings"])}
