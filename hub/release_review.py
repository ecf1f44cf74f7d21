"""The acts of a release review: draft with its audit, see why cells are hidden, release by a second person.

A draft has passed the gate like any product. Before the second person decides, everything it shows is looked up and
what was ever released of its months is attacked (`hub/release_audit.py`); what the review released must still be what
the hub would release.
"""

from dataclasses import dataclass

from sqlalchemy import select

from hub.access.identity import Identity
from hub.access.matrix import check_user_can_draft, check_user_can_review
from hub.access.opening import RELEASE_REVIEW, check_noted
from hub.figures import find_place
from hub.geography import ALL
from hub.governance.reviews import (
    Drafted,
    Review,
    ReviewRefused,
    approve_review,
    check_second_person,
    find_review,
    open_review,
)
from hub.hub import Hub, entry_of
from hub.ledger import append
from hub.packed import unpack
from hub.register import RELEASES
from hub.release import release
from hub.release_audit import audit_releases
from ingest.categories import categories
from ingest.periods import Period
from ingest.register import find_dataset

OF_SEVERAL = "one of its months is suppressed"
COARSE = "not published at this level"


@dataclass(frozen=True)
class Gap:
    """One suppressed figure of a release, and why: for its reviewer's eyes only. ``words`` name data set, area and
    category as a reader knows them."""

    dataset: str
    period: str
    area: str
    category: str
    reason: str
    words: tuple[str, str, str]


def draft_release(
    hub: Hub,
    product: str,
    *,
    period: Period,
    audience: str,
    who: Identity,
    area: str | None = None,
    dataset: str | None = None,
) -> Review:
    """Draft the release of a product: through the gate, audited, and waiting for its second person.

    Raises:
        AccessRefused: the person may not prepare this release.
        ReleaseRefused: the gate refuses.
        ReviewRefused: a shared audience, or a release that is under review already.
    """
    check_noted(hub.register, who, RELEASE_REVIEW, lambda: check_user_can_draft(who, product))
    made = release(hub, product, period=period, audience=audience, who=who, area=area, dataset=dataset)
    audit = audit_releases(hub, who, only=made.release_id)
    found = sum(len(one.findings) for one in audit.attacks) + sum(
        len(one.strangers) for one in audit.audiences.values()
    )
    with hub.register.reading() as connection:
        row = connection.execute(select(RELEASES).where(RELEASES.c.id == made.release_id)).one()
    main = dataset or hub.supplied_datasets()[0].name
    drafted = Drafted(made.release_id, product, audience, row.area, row.period, main)
    return open_review(hub.register, drafted, found, who)


def approve_release(hub: Hub, identity: str, who: Identity) -> Review:
    """Release what was drafted, as its second person.

    Raises:
        AccessRefused: the person may not decide on releases.
        ReviewRefused: as ``approve_review``; or the hub would release other figures by now.
    """
    found = check_second_person(hub.register, identity, who)
    now = release(
        hub,
        found.product,
        period=Period.parse(found.period),
        audience=found.audience,
        who=who,
        area=None if found.area == ALL else found.area,
        dataset=found.dataset,
    )
    if now.release_id != found.release:
        raise ReviewRefused(
            "the figures have changed since this was drafted.",
            f"review {found.id} is of release {found.release}; the hub would release {now.release_id}.",
            "refuse this review, and have the release drafted anew.",
        )
    return approve_review(hub.register, identity, who)


def explain_gaps(hub: Hub, identity: str, who: Identity) -> tuple[Gap, ...]:
    """Why each figure of a release is suppressed (`safety.md` decision 3). The ledger notes who asked.

    Raises:
        AccessRefused: the person may not decide on releases.
        ReviewRefused: there is no such review.
    """
    check_noted(hub.register, who, RELEASE_REVIEW, lambda: check_user_can_review(who))
    found = find_review(hub.register, identity)
    with hub.register.writing() as connection:
        row = connection.execute(select(RELEASES).where(RELEASES.c.id == found.release)).one()
        append(connection, entry_of(who, "view", "reasons", {"review": identity, "release": found.release}))
    cells = [cell for one in unpack(row.publication)["publications"] for cell in one["cells"]]
    asked = [cell["k"] for cell in cells if cell["v"] is None and "m" not in cell]
    known: dict[tuple[str, str], dict[tuple[str, ...], str]] = {}
    names = {ALL: "Whole partnership"}
    for outlines in hub.geography().boundaries.values():
        names.update(zip(outlines.codes, outlines.names, strict=True))
    gaps = []
    for key in asked:
        about = find_dataset(key["dataset"])
        words = about.title, names[key["area"]], {ALL: "All", **categories(about.name)}[key["category"]]
        reason = _reason(hub, key, known, who)
        gaps.append(Gap(about.name, key["period"], key["area"], key["category"], reason, words))
    return tuple(gaps)


def _reason(
    hub: Hub, key: dict[str, str], known: dict[tuple[str, str], dict[tuple[str, ...], str]], who: Identity
) -> str:
    if len(Period.parse(key["period"]).months) > 1:
        return OF_SEVERAL
    at = key["dataset"], key["period"]
    if at not in known:
        known[at] = _read_reasons(hub, *at, who)
    return known[at].get((key["area"], key["category"]), COARSE)


def _read_reasons(hub: Hub, dataset: str, month: str, who: Identity) -> dict[tuple[str, ...], str]:
    """Area and category -> why, of everything that the lattice of a month hides."""
    records, geography = hub.records()
    supply, about = hub.supplied(dataset).month(month), find_dataset(dataset)
    released = hub.lattices.get(records, geography, about, month, supply, entry_of(who, "control", dataset, {}))
    told = hub.lattices.explain(records, geography, about, month, released, supply)
    found: dict[tuple[str, ...], str] = {}
    for area in (ALL, *geography.holders):
        for category in {key[-1] for reasons in told.values() for key in reasons} | {ALL}:
            table, place = find_place(released, area, category)
            if table and place in told[table]:
                found[area, category] = told[table][place]
    return found
