"""The way out: the one function through which numbers leave the hub, and its ledger entry.

A product selects from lattices that have passed the gate (`hub/lattice.py`); its publication, audience, reader and
hash are written to the register in one transaction before the product is handed over.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from types import ModuleType
from typing import Any

from sqlalchemy import insert, select

from geo.checks import Refused
from hub.access.identity import Identity
from hub.disclosure.rules import ReleaseRefused
from hub.figures import Figures
from hub.geography import ALL, Geography
from hub.governance.grants import find_grants
from hub.harm_weights import HarmWeights, read_harm_weights
from hub.hub import Hub, entry_of
from hub.ledger import append
from hub.meetings.evaluations import mark_seen
from hub.own_areas import check_area
from hub.packed import hash_of, pack
from hub.products.draft import Draft
from hub.products.harm import shows_harm
from hub.products.product import Product, list_notes
from hub.publication import RateFact, write_publication
from hub.reference_layers import ReferenceLayer, find_printed, read_reference_layers
from hub.register import RELEASES
from hub.release_asks import (
    ASKED,
    Ask,
    check_ask,
    check_asked,
    check_audience,
    choose_action,
    choose_category,
    find_product,
    own_of,
)
from hub.release_beside import name_beside, read_beside
from hub.release_parts import Part, find_review, name_release
from hub.release_rules import (
    describe_rules,
    describe_standing,
    find_least,
    find_stage,
    list_chosen,
    list_sources,
    mark_standing,
    note_of,
    rules_of,
)
from ingest.categories import categories
from ingest.periods import Period

SUBTITLES = {
    "open": "Open session",
    "closed": "Closed session",
    "board": "For the partnership board",
    "partner": "For partner agencies' analysts",
}


def release(
    hub: Hub,
    product: str,
    *,
    period: Period,
    audience: str,
    who: Identity,
    area: str | None = None,
    dataset: str | None = None,
    category: str | None = None,
    task: str = "",
    today: date | None = None,
    action: str | None = None,
) -> Product:
    """Release a product to an audience.

    Args:
        hub: The open hub.
        product: Name, such as ``tactical-assessment``.
        period: Month, quarter or year.
        audience: ``open``, ``closed``, ``board`` or ``partner``; it sets the marking.
        who: The reader; checked against the access matrix. Who is limited to some areas is told of others in totals.
        area: Code of an area of any level; the whole partnership when left out.
        dataset: Main data set; the first supplied one when left out.
        category: Code of the category that a problem profile is of; the one asked after first when left out.
        task: What it is for, where a sensitive data set was granted for a task.
        today: Day printed on the product; today when left out.
        action: Id of the action that an evaluation is of; its area, data set and category are the action's own.

    Raises:
        AccessRefused: the reader may not have this product for this audience, or this area.
        ReleaseRefused: no such product, audience, area, category or supply, or no proof that the figures are safe.
    """
    check_audience(audience)
    module = find_product(product)
    check_asked(hub, who, module.NAME, audience, area, action)
    chosen, day = (area, dataset, category), today or datetime.now(UTC).date()
    with hub.at_one_moment():
        return _release(hub, module, period, audience, who, chosen, task, day, action)


def _release(
    hub: Hub,
    module: ModuleType,
    period: Period,
    audience: str,
    who: Identity,
    chosen: tuple[str | None, str | None, str | None],
    task: str,
    day: date,
    action: str | None,
) -> Product:
    records, geography = hub.records()
    evaluated = choose_action(hub, module, period, chosen, action)
    area, dataset, category = own_of(evaluated) if evaluated else chosen
    ask = check_ask(hub, geography, module, area, period, audience, dataset)
    told = check_area(hub, geography, who, module.NAME, audience, ask.area)
    for place in evaluated.places if evaluated else ():
        check_area(hub, geography, who, module.NAME, audience, place)
    ask = choose_category(geography, ask, category, evaluated)
    figures = Figures(
        lattices=hub.lattices,
        records=records,
        geography=geography,
        datasets={one.name: one for one in ask.datasets},
        supplied={one.name: hub.supplied(one.name) for one in (*ask.datasets, *ask.others)},
        who=entry_of(who, "control", module.NAME, {}),
        grants=find_grants(hub.register, audience, day, task),
        told=told,
    )
    return _compose(hub, geography, figures, ask, who, day)


def note_view(hub: Hub, product: Product, who: Identity, kind: str = "", on: str = "") -> None:
    """Write to the ledger that somebody saw a product, or took it as a file of a ``kind`` (`safety.md` 7.5).

    ``on``: the page that shows a part of it, where that is not the product's own.
    """
    asked = dict(zip(ASKED, product.asked, strict=True))
    more = {"action": product.action, "kind": kind, "on": on}
    detail = {**asked, "release": product.release_id, **{name: words for name, words in more.items() if words}}
    with hub.register.writing() as connection:
        append(connection, entry_of(who, "export" if kind else "view", product.name, detail))


def _compose(hub: Hub, geography: Geography, figures: Figures, ask: Ask, who: Identity, today: date) -> Product:
    calendar, asked = hub.calendar(today), (ask.dataset, ask.datasets, ask.period, ask.area, ask.audience)
    layers, harm = read_reference_layers(figures.records), read_harm_weights(figures.records)
    told = read_beside(hub, ask, who, today)
    draft = Draft(
        figures, geography, *asked, calendar, ask.others, layers, harm, ask.category, told.threats, told.words,
        told.agreed, told.families, told.completion, told.outcomes, ask.evaluated,
    )  # fmt: skip
    sections = ask.product.compose(draft)
    printed: list[HarmWeights | ReferenceLayer] = [*find_printed(layers, list_notes(sections))]
    printed += [harm] if harm and shows_harm(sections) else []
    rules = {one.name: rules_of(figures, one.name, hub.settings) for one in ask.datasets}
    least, words = find_least(rules.values()), {one.name: one.title for one in ask.datasets}
    marking, used = getattr(hub.settings.markings, ask.audience), sorted(figures.used)
    name = "-".join((ask.product.NAME, ask.audience, ask.area, str(ask.period), *_kind(ask)))
    publication = write_publication(figures, _rates(draft), name, least)
    digest, packed = hash_of(publication), pack(publication)
    beside = (*used, *(one.identity() for one in printed))
    identity = name_release(name, marking, digest, (*beside, *name_beside(told, ask, sections, told.agreed)))
    _note(hub, ask, who, identity, digest, packed, used, told.agreed.restricted)
    part = None
    if who.areas:
        of_whole = (*beside, *name_beside(told, ask, sections, told.published))
        part = Part(publication, lambda whole: name_release(name, marking, whole, of_whole))
    review = find_review(hub.register, identity, ask, part)
    return Product(
        name=ask.product.NAME,
        title=": ".join((ask.product.TITLE, *(categories(ask.dataset.name)[one] for one in _kind(ask)))),
        subtitle=SUBTITLES[ask.audience],
        partnership=hub.settings.partnership.name,
        area_name=draft.area_words(),
        period=draft.span_words(),
        audience=ask.audience,
        marking=mark_standing(marking, ask.audience, review, shared=bool(used)),
        purpose=ask.product.PURPOSE,
        released_on=today.isoformat(),
        release_id=identity,
        data_version=hub.data_version(),
        rules="Secondary suppression proved by whole-number witnesses. " + describe_rules(rules, words),
        suppression_note=note_of(rules, words, [one for one in figures.grants if one.id in used]),
        chosen=list_chosen(draft),
        sources=(*list_sources(figures, ask.datasets), *(one.source() for one in printed)),
        sections=sections,
        packed=packed,
        standing=describe_standing(ask.audience, review),
        stage=find_stage(ask.audience, review),
        shared=bool(used),
        grants=tuple(used),
        asked=(
            str(ask.period),
            ask.audience,
            None if ask.area == ALL else ask.area,
            ask.dataset.name,
            next(_kind(ask), None),
        ),
        action=ask.action,
    )


def _kind(ask: Ask) -> Iterator[str]:
    """The category that was asked for, where the product is of one."""
    if ask.category != ALL:
        yield ask.category


def _note(
    hub: Hub,
    ask: Ask,
    who: Identity,
    identity: str,
    digest: str,
    packed: bytes,
    grants: Sequence[str],
    restricted: int,
) -> None:
    """Register the release, with its publication, and its ledger entry in one transaction; the entry says how many
    ``restricted`` actions of a closed session are in it."""
    detail: dict[str, Any] = {
        "audience": ask.audience,
        "area": ask.area,
        "period": str(ask.period),
        "dataset": ask.dataset.name,
        "category": next(_kind(ask), None),
        "publication_sha256": digest,
        "release": identity,
    }
    detail |= {} if who.areas is None else {"limited_to": who.areas}
    detail |= {"action": ask.action} if ask.action else {}
    detail |= {"grants": list(grants)} if grants else {}
    entry = entry_of(who, "release", ask.product.NAME, detail | ({"restricted": restricted} if restricted else {}))
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
        if ask.action:
            mark_seen(connection, ask.action, entry.at)
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


REFUSALS: tuple[type[Exception], ...] = (Refused, ReleaseRefused)
