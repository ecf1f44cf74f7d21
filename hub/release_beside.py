"""What a product tells beside its figures, and is part of its release: threats, families of areas, what JAGs agreed and
got done, an analyst's words, and what an action is held against. With other words it is another release.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hub.access.identity import Identity
from hub.assessments.families import Family, list_families
from hub.assessments.threats import Threat, list_threats
from hub.assessments.versions import About, name_last_words, words_in_force
from hub.geography import ALL
from hub.governance.grants import find_grants
from hub.governance.request_outcomes import Outcomes, count_outcomes
from hub.governance.reviews import PUBLISHED, list_reviews
from hub.hub import Hub
from hub.meetings.agreed import Agreed, name_agreed, read_agreed, read_published
from hub.meetings.completion import Completion, count_completion
from hub.meetings.evaluations import last_choice, name_choices
from hub.packed import hash_of
from hub.products import evaluation, strategic_assessment, strategic_summary, tactical_assessment
from hub.products.priorities import name_threats, shows_threats
from hub.products.product import Section
from hub.products.similar_areas import name_families
from hub.products.written import name_written
from hub.register import Register
from hub.release_asks import Ask

WITH_THREATS = (strategic_summary.NAME, strategic_assessment.NAME)


@dataclass(frozen=True)
class Beside:
    """What this reader's copy of a product tells beside its figures; ``published``: what a JAG agreed as every whole
    copy for a published audience tells it."""

    threats: Sequence[Threat]
    words: Mapping[str, str]
    agreed: Agreed
    published: Agreed
    families: tuple[Family, ...]
    completion: Completion | None
    outcomes: Outcomes | None


def read_beside(hub: Hub, ask: Ask, who: Identity, today: date) -> Beside:
    """What is told beside the figures of what was asked for."""
    product = ask.product.NAME
    about = About(product, ask.area, str(ask.period), ask.dataset.name)
    return Beside(
        threats=list_threats(hub.register),
        words=words_in_force(hub.register, about),
        agreed=_agreed(hub.register, product, who, ask.area, ask.audience, today),
        published=read_published(hub.register, ask.area) if product == tactical_assessment.NAME else Agreed(),
        families=_families(hub.register, product),
        completion=_completion(hub.register, product, ask.audience, today, ask.area, who),
        outcomes=_outcomes(hub.register, product, ask.audience, today, ask.area),
    )


def name_beside(told: Beside, ask: Ask, sections: Sequence[Section], agreed: Agreed) -> tuple[str, ...]:
    """A word for each thing that stands beside the figures of these sections; ``agreed``: as the copy tells it."""
    threats = name_threats(told.threats) if shows_threats(sections) else ""
    families = name_families(told.families) if told.families else ""
    choices = name_choices(ask.evaluated) if ask.evaluated else ""
    return tuple(filter(None, (threats, families, choices, name_written(told.words), name_agreed(agreed))))


def standing_version(hub: Hub, product: str, audience: str, today: date, who: Identity, area: str | None) -> str:
    """A word that changes whenever a grant or a review may change what an audience is shown of the same records; or
    anything that the product tells this reader beside its figures."""
    register, whole = hub.register, area or ALL
    told = {
        "reviews": [(one.id, one.state) for one in list_reviews(register)] if audience in PUBLISHED else [],
        "grants": [one.id for one in find_grants(register, audience, today)],
        "threats": name_threats(list_threats(register)) if product in WITH_THREATS else "",
        "agreed": repr(_agreed(register, product, who, whole, audience, today)),
        "said": name_last_words(register, product),
        "families": repr(_families(register, product)),
        "completion": repr(_completion(register, product, audience, today, whole, who)),
        "outcomes": repr(_outcomes(register, product, audience, today, whole)),
        "chosen": last_choice(register) if product == evaluation.NAME else "",
    }
    return hash_of(told)[:16]


def _agreed(register: Register, product: str, who: Identity, area: str, audience: str, today: date) -> Agreed:
    if product != tactical_assessment.NAME:
        return Agreed()
    return read_agreed(register, who, area, audience, today)


def _families(register: Register, product: str) -> tuple[Family, ...]:
    """The families of similar areas, where the product holds areas beside them."""
    return list_families(register) if product == strategic_assessment.NAME else ()


def _completion(
    register: Register, product: str, audience: str, today: date, area: str, who: Identity
) -> Completion | None:
    """What became of the JAGs' actions, where the product is the board's paper that tells of it."""
    told = product == strategic_assessment.NAME and audience == "board"
    return count_completion(register, today, area, who.areas) if told else None


def _outcomes(register: Register, product: str, audience: str, today: date, area: str) -> Outcomes | None:
    """How requests for information were decided, where the product is the board's paper of the whole partnership."""
    told = product == strategic_assessment.NAME and audience == "board" and area == ALL
    return count_outcomes(register, today) if told else None
