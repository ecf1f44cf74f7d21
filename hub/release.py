"""The way out: the one function through which numbers leave the hub, and its ledger entry.

A product selects from lattices that have passed the gate (`hub/lattice.py`); its publication, audience, reader and
hash are written to the register in one transaction before the product is handed over.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from types import ModuleType

from sqlalchemy import insert, select

from geo.checks import Refused
from hub.access.identity import Identity
from hub.access.matrix import check_user_can_release
from hub.access.refusal import AccessRefused
from hub.disclosure.rules import ReleaseRefused
from hub.figures import Figures
from hub.governance.grants import find_grants
from hub.governance.reviews import PUBLISHED, list_reviews, review_of
from hub.harm_weights import HarmWeights, read_harm_weights
from hub.hub import Hub, entry_of
from hub.ledger import append
from hub.measures import ALL, Geography
from hub.products import area_profile, hotspot_explorer, strategic_summary, tactical_assessment
from hub.products.draft import Draft
from hub.products.harm import shows_harm
from hub.products.product import Product, list_notes
from hub.publication import RateFact, write_publication
from hub.reference_layers import ReferenceLayer, find_printed, read_reference_layers
from hub.register import RELEASES
from hub.release_rules import (
    describe_rules,
    describe_standing,
    find_least,
    find_stage,
    mark_standing,
    note_of,
    rules_of,
)
from hub.stored_lattices import hash_of, pack
from ingest.contract import Dataset
from ingest.periods import Period

PRODUCTS: tuple[ModuleType, ...] = (hotspot_explorer, area_profile, tactical_assessment, strategic_summary)
ASKED = ("period", "audience", "area", "dataset")
"""What a product is asked for by, as the ledger names it; the area is null for the whole partnership."""
AUDIENCES = ("open", "closed", "board", "partner")
SUBTITLES = {
    "open": "Open session",
    "closed": "Closed session",
    "board": "For the partnership board",
    "partner": "For partner agencies' analysts",
}

RATES = "per 1,000 usual residents; of a larger area only where smaller ones make it up, whose residents are added up"


@dataclass(frozen=True)
class Ask:
    """What was asked for: checked words, nothing else."""

    product: ModuleType
    area: str
    period: Period
    audience: str
    dataset: Dataset
    datasets: Sequence[Dataset]
    others: Sequence[Dataset]


def release(
    hub: Hub,
    product: str,
    *,
    period: Period,
    audience: str,
    who: Identity,
    area: str | None = None,
    dataset: str | None = None,
    task: str = "",
    today: date | None = None,
) -> Product:
    """Release a product to an audience.

    Args:
        hub: The open hub.
        product: Name, such as ``tactical-assessment``.
        period: Month, quarter or year.
        audience: ``open``, ``closed``, ``board`` or ``partner``; it sets the marking.
        who: The reader; checked against the access matrix.
        area: Code of an area of any level; the whole partnership when left out.
        dataset: Main data set; the first supplied one when left out.
        task: What it is for, where a sensitive data set was granted for a task.
        today: Day printed on the product; today when left out.

    Raises:
        AccessRefused: the reader may not have this product for this audience.
        ReleaseRefused: no such product, audience, area or supply, or no proof that the figures are safe.
    """
    check_audience(audience)
    module = find_product(product)
    check_asked(hub, who, module.NAME, audience)
    with hub.at_one_moment():
        return _release(hub, module, period, audience, who, area, dataset, task, today or datetime.now(UTC).date())


def _release(
    hub: Hub,
    module: ModuleType,
    period: Period,
    audience: str,
    who: Identity,
    area: str | None,
    dataset: str | None,
    task: str,
    day: date,
) -> Product:
    records, geography = hub.records()
    ask = _check(hub, geography, module, area, period, audience, dataset)
    figures = Figures(
        lattices=hub.lattices,
        records=records,
        geography=geography,
        datasets={one.name: one for one in ask.datasets},
        supplied={one.name: hub.supplied(one.name) for one in (*ask.datasets, *ask.others)},
        who=entry_of(who, "control", module.NAME, {}),
        grants=find_grants(hub.register, audience, day, task),
    )
    return _compose(hub, geography, figures, ask, who, day)


def standing_version(hub: Hub, audience: str, today: date) -> str:
    """A word that changes whenever a grant or a review may change what an audience is shown of the same records."""
    held = [(one.id, one.state) for one in list_reviews(hub.register)] if audience in PUBLISHED else []
    grants = [one.id for one in find_grants(hub.register, audience, today)]
    return hash_of({"reviews": held, "grants": grants})[:16]


def note_view(hub: Hub, product: Product, who: Identity, kind: str = "", on: str = "") -> None:
    """Write to the ledger that somebody saw a product, or took it as a file of a ``kind`` (`safety.md` 7.5).

    ``on``: the page that shows a part of it, where that is not the product's own.
    """
    asked = dict(zip(ASKED, product.asked, strict=True))
    detail = {**asked, "release": product.release_id} | ({"kind": kind} if kind else {}) | ({"on": on} if on else {})
    with hub.register.writing() as connection:
        append(connection, entry_of(who, "export" if kind else "view", product.name, detail))


def check_asked(hub: Hub, who: Identity, product: str, audience: str) -> None:
    """Raise AccessRefused, with its entry in the ledger, for what a post does not allow to ask for."""
    try:
        check_user_can_release(who, product, audience)
    except AccessRefused:
        _note_refusal(hub, who, product, audience)
        raise


def _note_refusal(hub: Hub, who: Identity, product: str, audience: str) -> None:
    """Write to the ledger what somebody was refused; words that name no product or audience are not kept."""
    known = product if product in {module.NAME for module in PRODUCTS} else "unknown"
    detail = {"audience": audience if audience in AUDIENCES else "unknown"}
    with hub.register.writing() as connection:
        append(connection, entry_of(who, "refused", known, detail))


def find_product(name: str) -> ModuleType:
    """The product of that name. Raises ReleaseRefused with the nearest name."""
    names = {module.NAME: module for module in PRODUCTS}
    if name not in names:
        near = get_close_matches(name, names, n=1, cutoff=0.3)
        raise ReleaseRefused(
            "there is no such product.",
            f'"{name[:40]}".',
            f"use {near[0] if near else 'one of: ' + ', '.join(names)}.",
        )
    return names[name]


def check_audience(audience: str) -> None:
    """Raise ReleaseRefused for a word that is no audience."""
    if audience not in AUDIENCES:
        raise ReleaseRefused(
            "there is no such audience.", f'"{audience[:40]}".', f"use one of: {', '.join(AUDIENCES)}."
        )


def _check(
    hub: Hub,
    geography: Geography,
    module: ModuleType,
    area: str | None,
    period: Period,
    audience: str,
    dataset: str | None,
) -> Ask:
    supplied = hub.supplied_datasets()
    if not supplied:
        raise ReleaseRefused(
            "nothing can be released.",
            "no extract of events by month was received.",
            "saferhub receive FILE --dataset NAME",
        )
    if "/" in str(period):
        raise ReleaseRefused(
            "only calendar windows are released (SDC-18).",
            f"{period.words()}, which is no month, quarter or year.",
            "use a month (2019-01), an information period (2019-Q1) or a year (2019).",
        )
    names = {one.name: one for one in supplied}
    if dataset is not None and dataset not in names:
        raise ReleaseRefused("that data set is not held.", f'"{dataset[:40]}".', f"use one of: {', '.join(names)}.")
    main = names[dataset] if dataset else supplied[0]
    months = hub.periods(main.name)
    if not set(period.months) & set(months):
        raise ReleaseRefused(
            f"{main.title} was not supplied for {period.words()}.",
            f"supply from {months[0]} to {months[-1]}." if months else "no month that every provider has sent.",
            "choose a period within it, or receive the missing extract: saferhub supply tells who owes it.",
        )
    known = {ALL, *geography.holders}
    if (area or ALL) not in known:
        raise ReleaseRefused(
            "that area is not part of this hub.",
            f'"{str(area)[:20]}", which is no code of level {", ".join(geography.published)}.',
            "use an official code of one of those levels, or leave --area out for the whole partnership.",
        )
    others = tuple(one for one in hub.held_datasets() if one not in supplied)
    return Ask(module, area or ALL, period, audience, main, supplied, others)


def _compose(hub: Hub, geography: Geography, figures: Figures, ask: Ask, who: Identity, today: date) -> Product:
    calendar, asked = hub.calendar(today), (ask.dataset, ask.datasets, ask.period, ask.area, ask.audience)
    layers, harm = read_reference_layers(figures.records), read_harm_weights(figures.records)
    draft = Draft(figures, geography, *asked, calendar, ask.others, layers, harm)
    sections = ask.product.compose(draft)
    printed: list[HarmWeights | ReferenceLayer] = [*find_printed(layers, list_notes(sections))]
    printed += [harm] if harm and shows_harm(sections) else []
    rules = {one.name: rules_of(figures, one.name, hub.settings) for one in ask.datasets}
    least, words = find_least(rules.values()), {one.name: one.title for one in ask.datasets}
    marking, used = getattr(hub.settings.markings, ask.audience), sorted(figures.used)
    name = f"{ask.product.NAME}-{ask.audience}-{ask.area}-{ask.period}"
    publication = write_publication(figures, _rates(draft), name, least)
    digest = hashlib.sha256(json.dumps(publication, sort_keys=True).encode()).hexdigest()
    parts = [name, marking, digest, *used, *(one.identity() for one in printed)]
    identity = hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]
    _note(hub, ask, who, identity, digest, pack(publication), used)
    review = review_of(hub.register, identity) if ask.audience in PUBLISHED else None
    return Product(
        name=ask.product.NAME,
        title=ask.product.TITLE,
        subtitle=SUBTITLES[ask.audience],
        partnership=hub.settings.partnership.name,
        area_name=draft.names[ask.area],
        period=ask.period.words(),
        audience=ask.audience,
        marking=mark_standing(marking, ask.audience, review, shared=bool(used)),
        purpose=ask.product.PURPOSE,
        released_on=today.isoformat(),
        release_id=identity,
        data_version=hub.data_version(),
        rules="Secondary suppression proved by whole-number witnesses. " + describe_rules(rules, words),
        suppression_note=note_of(rules, words, [one for one in figures.grants if one.id in used]),
        chosen=_chosen(draft),
        sources=(*_sources(figures, ask), *(one.source() for one in printed)),
        sections=sections,
        publication=publication,
        standing=describe_standing(ask.audience, review),
        stage=find_stage(ask.audience, review),
        shared=bool(used),
        asked=(str(ask.period), ask.audience, None if ask.area == ALL else ask.area, ask.dataset.name),
    )


def _note(hub: Hub, ask: Ask, who: Identity, identity: str, digest: str, packed: bytes, grants: Sequence[str]) -> None:
    """Register the release, with its publication, and its ledger entry in one transaction."""
    detail = {
        "audience": ask.audience,
        "area": ask.area,
        "period": str(ask.period),
        "dataset": ask.dataset.name,
        "publication_sha256": digest,
        "release": identity,
    }
    entry = entry_of(who, "release", ask.product.NAME, detail | ({"grants": list(grants)} if grants else {}))
    with hub.register.writing() as connection:
        if connection.execute(select(RELEASES.c.id).where(RELEASES.c.id == identity)).first() is None:
            connection.execute(
                insert(RELEASES).values(
                    id=identity,
                    product=ask.product.NAME,
                    audience=ask.audience,
                    area=ask.area,
                    period=str(ask.period),
                    publication_sha256=digest,
                    publication=packed,
                    who=who.name,
                    at=entry.at.isoformat(timespec="seconds"),
                )
            )
        append(connection, entry)


def _rates(draft: Draft) -> list[RateFact]:
    """Every rate a reader could have been shown: of each shown count whose area has residents."""
    found = []
    for key, cell in draft.figures.shown.items():
        residents = draft.residents(key.area)
        value = draft.rate(cell, key.area).value if residents else None
        if value is not None and residents:
            found.append(RateFact(key, float(value), residents, cell.spread))
    return found


def _chosen(draft: Draft) -> tuple[tuple[str, str], ...]:
    geography = draft.geography
    return (
        ("Main data set", f"{draft.dataset.title} ({draft.dataset.clause})"),
        ("Period", draft.period.words()),
        ("Compared with", f"{draft.period.previous().words()} and {draft.period.year_before().words()}"),
        ("Area", draft.names[draft.area]),
        ("Levels of area", ", ".join(geography.published)),
        ("Grid", f"{geography.grid.size} m cells of the British National Grid (EPSG:27700)"),
        (
            "Hotspots",
            "Gi* (Ord and Getis 1995), binary weights, the cell itself included, two-sided, also by the binomial tail, "
            "Benjamini-Hochberg",
        ),
        (
            "Chance",
            "95 % exact interval of the ratio of two Poisson counts (Clopper, Pearson 1934); series move more",
        ),
        ("Rates", RATES if draft.residents(ALL) else "none: no population was added"),
    )


def _sources(figures: Figures, ask: Ask) -> tuple[str, ...]:
    lines = []
    for dataset in ask.datasets:
        providers = sorted({str(one["provider"]) for one in figures.supplied[dataset.name].batches})
        lines.append(f"{dataset.title}: {', '.join(providers)} ({dataset.clause}).")
    return tuple(lines)


REFUSALS: tuple[type[Exception], ...] = (Refused, ReleaseRefused)
