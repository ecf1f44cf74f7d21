"""An area beside its family: released rates of areas that the partnership chose as alike, and whether chance tells them
apart. No order of rates, as most of them cannot be told apart; no figure that no other product shows.
"""

from collections.abc import Iterator, Sequence

from hub.access.identity import ROLE_TITLES
from hub.access.matrix import ASSESSORS
from hub.assessments.families import Family
from hub.disclosure.marks import SHARED, SafeCell
from hub.packed import hash_of
from hub.products.chance import ALIKE, HIGHER, LOWER, judge_rates, rate_limits
from hub.products.draft import Draft, level_title
from hub.products.product import Block, Cell, Column, TableBlock, Text, Words
from hub.products.sentences import count_in_words
from ingest.contract import Dataset

HEADING = "Beside areas that are alike"
NONE_CHOSEN = (
    "No family of similar areas is on record, so no area is held beside others. An analyst chooses one on the page of "
    "this assessment, and says what makes the areas alike."
)
NO_RESIDENTS = "No area is held beside its family: no residents were added, so there are no rates to compare."
NOT_YOURS = "A family of areas outside yours is left out."
NOTE = (
    "At least and at most: the range of the rate when events come by chance alone (95 %, exact). Higher or lower: than "
    "the area itself by more than chance would give (95 %, exact, the residents of both taken into account); one "
    "comparison in about 20 says so by chance. Rows are in the order of names, not of rates: where ranges overlap, an "
    "order would say more than the figures do."
)


def list_told(draft: Draft) -> list[Family]:
    """The families of the areas asked for, all of whose areas the reader may be told of."""
    inside = set(draft.codes(draft.report_level))
    return [one for one in draft.families if one.area in inside and all(map(draft.figures.tells, one.members))]


def choice_blocks(draft: Draft) -> tuple[Block, ...]:
    """Which areas are held beside which, who chose them, when and why; said plainly where none are."""
    told = list_told(draft)
    left = [NOT_YOURS] if len(told) < len(draft.families) and not draft.tells_all else []
    if not told:
        return (Words((NONE_CHOSEN, *left), HEADING),)
    post = ROLE_TITLES[ASSESSORS[0]].lower()
    rows = tuple(
        (
            Text(draft.names[one.area]),
            Text(", ".join(sorted(draft.names[code] for code in one.members))),
            Text(one.reason),
            Text(f"{post}, {one.organisation}, {one.chosen_on}"),
        )
        for one in told
    )
    columns = tuple(Column(head, "text") for head in ("Area", "Held beside", "What makes them alike", "Chosen by"))
    note = (
        f"Chosen by people, not worked out. Areas outside this hub have no released rate here. {' '.join(left)}".strip()
    )
    return (TableBlock("Families of similar areas", columns, rows, note=note),)


def comparison_blocks(draft: Draft, dataset: Dataset) -> tuple[Block, ...]:
    """The rates of one data set: each area with its family, after a sentence for each; nothing without a family."""
    told = list_told(draft)
    if not told:
        return ()
    if all(draft.residents(one.area) is None for one in told):
        return (Words((NO_RESIDENTS,), HEADING),)
    sentences = tuple(_say(draft, dataset, one) for one in told)
    known = [one for one in told if _has_any(draft, dataset, one)]
    if not known:
        return (Words(sentences, HEADING),)
    rows = tuple(row for one in known for row in _rows(draft, dataset, one))
    columns = (
        Column("Family of", "text"),
        Column("Area", "text"),
        Column("Events", "count"),
        Column("Per 1,000 residents", "rate"),
        Column("At least", "rate"),
        Column("At most", "rate"),
        Column("Beside the area", "class"),
    )
    title = f"{dataset.title} beside similar {level_title(draft.report_level)}s, {draft.period.words()}"
    return (Words(sentences, HEADING), TableBlock(title, columns, rows, note=NOTE))


def name_families(families: Sequence[Family]) -> str:
    """A word that changes whenever a family or its reason does."""
    return hash_of({"families": [repr(one) for one in families]})[:16]


def _has_any(draft: Draft, dataset: Dataset, family: Family) -> bool:
    """Whether the area has a rate that is shown, and one of its family has."""
    own = draft.rate(_count(draft, dataset, family.area), family.area)
    return own.shown and any(_count(draft, dataset, code).shown for code in family.members)


def _rows(draft: Draft, dataset: Dataset, family: Family) -> Iterator[tuple[Cell, ...]]:
    own = _count(draft, dataset, family.area)
    for code in (family.area, *sorted(family.members, key=draft.names.__getitem__)):
        cell = _count(draft, dataset, code)
        residents = draft.residents(code)
        itself = code == family.area
        judged = Text("the area itself") if itself else judge_rates(own, cell, draft.residents(family.area), residents)
        limits = rate_limits(cell, residents)
        yield Text(draft.names[family.area]), Text(draft.names[code]), cell, draft.rate(cell, code), *limits, judged


def _count(draft: Draft, dataset: Dataset, area: str) -> SafeCell:
    return draft.figures.count_if_proved(dataset.name, draft.period, area)


def _say(draft: Draft, dataset: Dataset, family: Family) -> str:
    """How many of its family have a higher rate, a lower one, one that chance does not tell apart, or none shown."""
    own, name = _count(draft, dataset, family.area), draft.names[family.area]
    rate = draft.rate(own, family.area)
    if not rate.shown:
        return f"{name}: no comparison, as its own rate is {rate.text()}."
    others = {code: _count(draft, dataset, code) for code in family.members}
    own_residents = draft.residents(family.area)
    judged = (judge_rates(own, cell, own_residents, draft.residents(code)) for code, cell in others.items())
    found = [one.label or "" for one in judged]
    counted = {word: sum(one.startswith(word) for one in found) for word in (HIGHER, LOWER, ALIKE)}
    without = sum(not one for one in found)
    shared = SHARED if own.shared or any(cell.shared for cell in others.values()) else ""
    return (
        f"{name} beside {count_in_words(len(found))} similar areas: a higher rate in {_none(counted[HIGHER])}, a lower "
        f"one in {_none(counted[LOWER])}; in {_none(counted[ALIKE])} chance alone could make the difference; in "
        f"{_none(without)} no rate is shown{shared}."
    )


def _none(number: int) -> str:
    return count_in_words(number) if number else "none"
