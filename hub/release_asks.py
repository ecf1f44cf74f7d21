"""What may be asked of the way out: products, audiences, periods and areas, and the reader's right to them.

Checked before any figure is looked up; who was refused what is in the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from types import ModuleType

from hub.access.identity import Identity
from hub.access.matrix import check_user_can_release
from hub.access.refusal import AccessRefused
from hub.disclosure.rules import ReleaseRefused
from hub.geography import ALL, Geography
from hub.hub import Hub, entry_of
from hub.ledger import append
from hub.measures import FIRST_ASKED
from hub.meetings.evaluations import Evaluated, find_action, list_plans, read_action
from hub.meetings.rights import name_jag
from hub.products import (
    area_profile,
    evaluation,
    hotspot_explorer,
    problem_profile,
    strategic_assessment,
    strategic_summary,
    tactical_assessment,
)
from ingest.categories import categories
from ingest.contract import Dataset
from ingest.periods import Period

PRODUCTS: tuple[ModuleType, ...] = (
    hotspot_explorer,
    area_profile,
    problem_profile,
    tactical_assessment,
    strategic_summary,
    strategic_assessment,
)
"""Those that are asked for by a period; an evaluation is asked for by its action."""
KNOWN: tuple[ModuleType, ...] = (*PRODUCTS, evaluation)
ASKED = ("period", "audience", "area", "dataset", "category")
"""What a product is asked for by, as the ledger names it; the area is null for the whole partnership, and the category
for every product but the problem profile."""
AUDIENCES = ("open", "closed", "board", "partner")


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
    category: str = ALL
    evaluated: Evaluated | None = None

    @property
    def action(self) -> str:
        """The id of the action that an evaluation is of; empty for every other product."""
        return self.evaluated.action.id if self.evaluated else ""


def check_asked(
    hub: Hub, who: Identity, product: str, audience: str, area: str | None = None, action: str | None = None
) -> None:
    """Raise AccessRefused, with its entry in the ledger, for what a post does not allow to ask for: also an evaluation
    of an action whose JAG is not theirs."""
    try:
        check_user_can_release(who, product, audience)
    except AccessRefused:
        _note_refusal(hub, who, product, audience, area)
        raise
    if product == evaluation.NAME:
        find_action(hub.register, _named(action), who, datetime.now(UTC))


def _named(action: str | None) -> str:
    if not action:
        raise ReleaseRefused(
            "an evaluation is of an action.", "no action was named.", "open it from the action, on the page Actions."
        )
    return action


def _note_refusal(hub: Hub, who: Identity, product: str, audience: str, area: str | None) -> None:
    """Write to the ledger what somebody was refused, and the area where it has a JAG; words that name no product or
    audience are not kept. An evaluation is of an action, and asked for without an area."""
    known = product if product in {module.NAME for module in KNOWN} else "unknown"
    detail = {"audience": audience if audience in AUDIENCES else "unknown"}
    detail |= {} if product == evaluation.NAME else name_jag(hub.register, area or ALL)
    with hub.register.writing() as connection:
        append(connection, entry_of(who, "refused", known, detail))


def find_product(name: str) -> ModuleType:
    """The product of that name. Raises ReleaseRefused with the nearest name."""
    names = {module.NAME: module for module in KNOWN}
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


def check_ask(
    hub: Hub,
    geography: Geography,
    module: ModuleType,
    area: str | None,
    period: Period,
    audience: str,
    dataset: str | None,
) -> Ask:
    """What was asked for, as this hub knows it. Raises ReleaseRefused where it has no such thing."""
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


def offer_categories(dataset: str) -> dict[str, str]:
    """Code and title of each category of a data set; those that boards ask after first come first."""
    titles = categories(dataset)
    return {code: titles[code] for code in dict.fromkeys((*(one for one in FIRST_ASKED if one in titles), *titles))}


def choose_action(
    hub: Hub, module: ModuleType, period: Period, chosen: tuple[str | None, ...], action: str | None
) -> Evaluated | None:
    """The action of an evaluation with what is on record for it; None for every other product.

    Raises ReleaseRefused where nothing is on record, where a month is missing, and where something else is asked for.
    """
    if module is not evaluation:
        if action is not None:
            raise ReleaseRefused(
                "this product is of no action.",
                f"{module.NAME}, with an action.",
                f"leave the action out, or ask for {evaluation.NAME}.",
            )
        return None
    found, plans = read_action(hub.register, _named(action)), list_plans(hub.register, _named(action))
    if not plans:
        raise ReleaseRefused(
            "there is nothing on record to hold this action against.",
            "no control area and no months were chosen.",
            "choose them on the page Evaluation, before anybody looks at what came of it.",
        )
    evaluated = Evaluated(found, plans)
    missing = plans[-1].missing(hub.periods(found.dataset))
    if missing:
        raise ReleaseRefused(
            "this action cannot be evaluated yet.",
            f"{len(missing)} of the months before and after are not supplied, from {missing[0]} to {missing[-1]}.",
            "wait until every provider has sent them; nothing is told of a part of the months.",
        )
    other = any(asked not in (None, own) for asked, own in zip(chosen, own_of(evaluated), strict=True))
    if other or period != plans[-1].last:
        raise ReleaseRefused(
            "an evaluation is of the area, data set, category and months on record.",
            "another one was asked for.",
            f"leave them out, and name {plans[-1].last} as the period, the last month after.",
        )
    return evaluated


def own_of(evaluated: Evaluated) -> tuple[str, str, str | None]:
    """Area, data set and category of an action."""
    action = evaluated.action
    return action.place, action.dataset, action.category or None


def choose_category(geography: Geography, ask: Ask, category: str | None, evaluated: Evaluated | None = None) -> Ask:
    """The same for one category, where the product is of one; for that of the action, where it is of an action.

    Raises ReleaseRefused where it cannot be.
    """
    area, main = ask.area, ask.dataset
    if evaluated is not None:
        return replace(ask, evaluated=evaluated, category=category or ALL)
    if ask.product is not problem_profile:
        if category is not None:
            raise ReleaseRefused(
                "this product is of every category.",
                f"{ask.product.NAME}, with a category.",
                f"leave the category out, or ask for {problem_profile.NAME}.",
            )
        return ask
    known = offer_categories(main.name)
    if category is not None and category not in known:
        raise ReleaseRefused(
            f"that is no category of {main.title.lower()}.", f'"{category[:40]}".', f"use one of: {', '.join(known)}."
        )
    report = geography.report
    if area != ALL and (report is None or area not in geography.boundaries[report].codes):
        raise ReleaseRefused(
            "categories are released of larger areas only.",
            f'"{area[:20]}", which is no code of level {report or "of the whole partnership"}.',
            "ask for such an area, or leave --area out for the whole partnership.",
        )
    return replace(ask, category=category or next(iter(known)))
