"""Own areas: what somebody who is limited to some areas may be told of one by one.

Several partnerships in one hub pass one gate, so that nothing can be worked back between them; who looks after one of
them has its figures and the totals of all, and no figure, name or outline of another. An area or grid cell counts as
theirs where its representative point lies in an area of theirs.
"""

from collections.abc import Iterable

from hub.access.identity import Areas, Identity
from hub.access.refusal import AccessRefused
from hub.geography import ALL, CELL, Geography, Told
from hub.hub import Hub, entry_of
from hub.ledger import append


def check_own_areas(hub: Hub, areas: Iterable[str]) -> tuple[str, ...]:
    """The codes, where each is one of the areas that this hub reports by.

    Raises:
        AccessRefused: one is none, or the hub reports by no level above the base.
        StoreRefused: the hub has no outlines yet.
    """
    geography, asked = hub.geography(), tuple(areas)
    known = geography.boundaries[geography.report].codes if geography.report else ()
    unknown = [code for code in asked if code not in known]
    if unknown:
        level = f"the {len(known):,} codes of level {geography.report}" if known else "no level above the base"
        raise AccessRefused(
            "an account is limited to areas of the level of report.",
            f"{', '.join(code[:20] for code in unknown[:3])}; this hub has {level}.",
            "use official codes of that level ([areas] report in saferhub.toml); add its outlines first.",
        )
    return asked


def find_told(geography: Geography, areas: Areas) -> Told:
    """Everything that lies in these areas, and the whole. Areas that the hub does not report by hold nothing."""
    if areas is None:
        return None
    known = geography.boundaries[geography.report].codes if geography.report else ()
    own = [code for code in areas if code in known]
    within = (geography.inside(what, code) for what in (*geography.published, CELL) for code in own)
    return frozenset({ALL, *own}.union(*within))


def check_area(hub: Hub, geography: Geography, who: Identity, product: str, audience: str, area: str) -> Told:
    """What the reader may be told of. Raises AccessRefused, with its ledger entry, where ``area`` is not of it."""
    told = find_told(geography, who.areas)
    if told is None or (area in told and len(told) > 1):
        return told
    detail = {"audience": audience, "area": area}
    with hub.register.writing() as connection:
        append(connection, entry_of(who, "refused", product, detail))
    if len(told) == 1:
        raise AccessRefused(
            "none of the areas of your account is an area of this hub.",
            f"limited to {', '.join(who.areas or ())}.",
            "ask your administrator: saferhub users limit NAME --area CODE",
        )
    raise AccessRefused(
        "this area is not open to you.",
        f"you are signed in as {who.name}, limited to {', '.join(who.areas or ())}.",
        "ask for an area of yours or for the whole partnership; a central analyst has the others.",
    )
