"""Under which rules a product was released, what was chosen and from what, and how its reader is told."""

from collections.abc import Collection, Mapping, Sequence

from hub.disclosure.rules import Rules
from hub.figures import Figures
from hub.geography import ALL
from hub.governance.grants import Grant
from hub.governance.reviews import PUBLISHED, Review, State
from hub.months import name_day
from hub.products.draft import Draft
from hub.products.product import Stage
from hub.products.sentences import capitalise
from hub.settings import Settings
from ingest.contract import Dataset

SUPPRESSION_NOTE = (
    "“Suppressed”: a count below {threshold}, or a figure that would give one away. It does not mean zero; zero is "
    "printed as 0."
)
ALL_SENSITIVE = "“Suppressed”: a count below {threshold}, zero too, or a figure that would give one away."

SHARED_NOTE = (
    "“†”: small, or would give a small count away; not for publication. Shown here by grant of {owners}; it leaves as "
    "no file."
)
NOT_FOR_PUBLICATION = "CONTAINS SMALL NUMBERS, NOT FOR PUBLICATION"
DRAFT = "DRAFT, NOT RELEASED"
OF_RATIOS = "95 % exact interval of the ratio of two Poisson counts (Clopper, Pearson 1934); series move more"
OF_DIFFERENCES = "95 %, normal, of a difference of Poisson counts (Wheeler, Ratcliffe 2018); series move more"
RATES = "per 1,000 usual residents; of a larger area only where smaller ones make it up, whose residents are added up"
STAGES: Mapping[State, Stage] = {
    "draft": "draft",
    "suppressed": "draft",
    "audited": "under review",
    "failed": "failed",
    "approved": "under review",
    "released": "released",
    "refused": "refused",
    "withdrawn": "withdrawn",
}


def rules_of(figures: Figures, dataset: str, settings: Settings) -> Rules:
    """The strictest rules that the shown months of a data set were released under; of the settings where none is."""
    shown = [released.rules for (name, _), released in figures.months.items() if name == dataset]
    if not shown:
        return settings.rules_for(dataset, set())
    return Rules(
        threshold=max(one.threshold for one in shown),
        zeros_small=any(one.zeros_small for one in shown),
        rounding=max(one.rounding for one in shown),
    )


def find_least(rules: Collection[Rules]) -> Rules:
    """The least that a reader may rely on for every figure of a document."""
    return Rules(min(one.threshold for one in rules), zeros_small=any(one.zeros_small for one in rules))


def describe_rules(rules: Mapping[str, Rules], titles: Mapping[str, str]) -> str:
    """The rules in words, by data set where they differ."""
    alike: dict[Rules, list[str]] = {}
    for name, one in rules.items():
        alike.setdefault(one, []).append(titles[name])
    described = []
    for one, names in alike.items():
        zeros = "zeros count as small" if one.zeros_small else "zeros are shown"
        rounded = f"; each month's figures to the nearest {one.rounding}" if one.rounding > 1 else ""
        whose = "" if len(alike) == 1 else f"{', '.join(names)}: "
        described.append(f"{whose}threshold {one.threshold}; {zeros}{rounded}.")
    return " ".join(capitalise(one) for one in described)


def note_of(rules: Mapping[str, Rules], titles: Mapping[str, str], grants: Collection[Grant] = ()) -> str:
    """What "suppressed" means, in one sentence for all gaps (SDC-27), and where it may also mean zero; then whose
    grants show more than is published."""
    threshold, sensitive = max(one.threshold for one in rules.values()), [n for n in rules if rules[n].zeros_small]
    owners = ", ".join(sorted({one.provider for one in grants}))
    shared = f" {SHARED_NOTE.format(owners=owners)}" if grants else ""
    if len(sensitive) == len(rules):
        return ALL_SENSITIVE.format(threshold=threshold) + shared
    also = f" In {', '.join(titles[name] for name in sensitive)} zeros are suppressed too." if sensitive else ""
    return SUPPRESSION_NOTE.format(threshold=threshold) + also + shared


def mark_standing(marking: str, audience: str, review: Review | None, *, shared: bool) -> str:
    """The protective marking, with what a reader must know of the release before anything else."""
    if shared:
        return f"{marking} - {NOT_FOR_PUBLICATION}"
    if audience in PUBLISHED and review and review.state == "withdrawn":
        return f"{marking} - WITHDRAWN"
    if audience in PUBLISHED and not (review and review.state == "released"):
        return f"{marking} - {DRAFT}"
    return marking


def find_stage(audience: str, review: Review | None) -> Stage:
    """What has become of the release review, in a word."""
    if audience not in PUBLISHED:
        return "shared"
    return "draft" if review is None else STAGES[review.state]


def describe_standing(audience: str, review: Review | None) -> str:
    """What has become of the release review, in a sentence; empty where there is none to be."""
    if audience not in PUBLISHED:
        return ""
    if review is None:
        return "Draft: nobody has asked for its release yet. It must not leave the partnership."
    drafted = f"drafted by {review.drafted_line} on {name_day(review.drafted_at)}"
    if review.state == "audited":
        return f"Draft, {drafted} (review {review.id}): it waits for a second person of another organisation."
    if review.decided_at is None:
        return f"Draft, {drafted} (review {review.id}): the attack found what can be worked out. It is not released."
    decided = f"{review.state} by {review.decided_line} on {name_day(review.decided_at)}"
    return f"{capitalise(drafted)}, {decided} (review {review.id})."


def list_chosen(draft: Draft) -> tuple[tuple[str, str], ...]:
    """What was chosen for the reader, under its names."""
    geography = draft.geography
    return (
        ("Main data set", f"{draft.dataset.title} ({draft.dataset.clause})"),
        ("Period", draft.span_words()),
        ("Compared with", draft.compared_words()),
        ("Area", draft.area_words()),
        ("Levels of area", ", ".join(geography.published)),
        ("Grid", f"{geography.grid.size} m cells of the British National Grid (EPSG:27700)"),
        (
            "Hotspots",
            "Gi* (Ord and Getis 1995), binary weights, the cell itself included, two-sided, also by the binomial tail, "
            "Benjamini-Hochberg",
        ),
        ("Chance", OF_DIFFERENCES if draft.evaluated else OF_RATIOS),
        ("Rates", RATES if draft.residents(ALL) else "none: no population was added"),
    )


def list_sources(figures: Figures, datasets: Sequence[Dataset]) -> tuple[str, ...]:
    """Each data set with who sent it, and the clause of the law."""
    lines = []
    for dataset in datasets:
        providers = sorted({str(one["provider"]) for one in figures.supplied[dataset.name].batches})
        lines.append(f"{dataset.title}: {', '.join(providers)} ({dataset.clause}).")
    return tuple(lines)
