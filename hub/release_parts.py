"""What became of the review of a release; of a part of one, as somebody limited to some areas is given, of the whole.

Nobody who is limited drafts a release. A board member of one of several partnerships reads a part of what two persons
have released for the board: it stands as that does, where every figure of it is one of that release.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hub.governance.reviews import PUBLISHED, Review, list_reviews, review_of
from hub.packed import unpack
from hub.register import RELEASES, Register
from hub.release_asks import Ask

Publication = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """What somebody is given who is limited to some areas: its document, and by the hash of the document of a whole how
    that release were called now: with the marking, grants, layers, weights and threats that stand beside figures."""

    publication: Publication
    name_whole: Callable[[str], str]


def name_release(name: str, marking: str, digest: str, beside: Sequence[str]) -> str:
    """The id of a release: of its document by its hash, and of what stands beside the figures."""
    return hashlib.sha256("|".join((name, marking, digest, *beside)).encode()).hexdigest()[:12]


def find_review(register: Register, identity: str, ask: Ask, part: Part | None) -> Review | None:
    """The newest review of a release; of a ``part`` also that of the release that holds all its figures, and all else.

    Args:
        register: The hub's register.
        identity: The release.
        ask: What was asked for.
        part: What it is a part of, where it was made for somebody who is limited to some areas.
    """
    if ask.audience not in PUBLISHED:
        return None
    own = review_of(register, identity)
    if own is not None or part is None:
        return own
    asked = (ask.product.NAME, ask.audience, ask.area, str(ask.period), ask.dataset.name)
    alike = [one for one in list_reviews(register) if _asked(one) == asked]
    return next((one for one in reversed(alike) if _holds(register, one.release, part)), None)


def _asked(one: Review) -> tuple[str, str, str, str, str]:
    return one.product, one.audience, one.area, one.period, one.dataset


def _holds(register: Register, release: str, part: Part) -> bool:
    asked = select(RELEASES.c.publication, RELEASES.c.publication_sha256).where(RELEASES.c.id == release)
    with register.reading() as connection:
        row = connection.execute(asked).first()
    if row is None or part.name_whole(row.publication_sha256) != release:
        return False
    return _stated(part.publication) <= _stated(unpack(row.publication))


def _stated(publication: Publication) -> set[str]:
    """Every cell, fact and reading of a document, in one form of words."""
    cells = [cell for one in publication["publications"] for cell in one["cells"]]
    return {json.dumps(one, sort_keys=True) for one in (*cells, *publication["facts"], *publication["readings"])}
