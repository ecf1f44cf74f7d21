"""Strategic assessment: what the partnership knows of its area in a year, with its evidence, down to what it will do.

The outline is that of domain.md section 6 (NIM practice). Words that people write stand in slots of their own;
every figure is a released one.
"""

from collections.abc import Iterable
from dataclasses import replace

from hub.disclosure.derive import strongest
from hub.disclosure.marks import WORDS, Mark
from hub.geography import ALL
from hub.products.change import change_table
from hub.products.draft import Draft, area_table, category_table, level_title
from hub.products.harm import harm_blocks
from hub.products.long_trend import long_trend_blocks
from hub.products.perception import perception_blocks
from hub.products.priorities import priority_sections
from hub.products.priority_matrix import matrix_blocks
from hub.products.product import Block, Cell, Column, Section, TableBlock, Text, Words
from hub.products.sentences import describe_change, describe_level
from hub.products.similar_areas import choice_blocks, comparison_blocks
from hub.products.supply import supply_section
from hub.products.trend import describe_limits
from hub.products.written import list_slots, slot
from ingest.contract import Dataset
from ingest.register import DATASETS

NAME = "strategic-assessment"
TITLE = "Strategic assessment"
PURPOSE = "The strategic assessment of the strategy group, which the partnership plan rests on (SI 2007/1830)"
PESTELO = ("Political", "Economic", "Social", "Technological", "Environmental", "Legal", "Organisational")
CONTROL = ("Prevention", "Intelligence", "Enforcement")
METHOD = (
    "It says of each data set that the hub holds how much there is, how that has changed, where it is, and what harm "
    "it does; then what people fear, what is ahead, and what the partnership puts first. Data sets are never added "
    "together: one event may be in the records of several agencies.",
    "A range (at least, at most) is one that events coming by chance alone allow in 95 of 100 cases. A change or a "
    "difference within it is none to act on. What is suppressed or was not supplied is said so, never left out.",
    "Scores and families of similar areas are judgements of people, each with its author's post; the words in the "
    "analyst's sections are the analyst's. Nothing of them is worked out from records.",
)
BOARD_ONLY = "What became of the actions that the JAGs agreed stands in the paper of the board."
NO_SURVEY = "No perception survey is held, so nothing is known of what people fear."


def slots(sections: Iterable[Section]) -> dict[str, str]:
    """What an analyst may write in an assessment: a title for each slot, in reading order."""
    return list_slots(sections)


def compose(draft: Draft) -> tuple[Section, ...]:
    """Purpose, last plan, people, each data set, perceptions, horizon, threats, gaps, recommendations, control."""
    completion = draft.completion.as_sentence() if draft.completion else BOARD_ONLY
    return (
        Section("Purpose and method", (Words(METHOD), slot(draft, "scope", "Terms of reference"))),
        Section("What became of the last plan", (Words((completion,)), slot(draft, "last-plan", "Results"))),
        Section("Area and people", (_people(draft), *choice_blocks(draft))),
        *(_dataset_section(draft, one) for one in draft.datasets),
        Section("Perceptions", perception_blocks(draft) or (Words((NO_SURVEY,)),)),
        Section("What is ahead", tuple(slot(draft, f"ahead-{one.lower()}", one) for one in PESTELO), new_page=True),
        *priority_sections(draft),
        Section("Priority matrix", matrix_blocks(draft)),
        _supply(draft),
        Section("What is not known", (_not_held(draft), slot(draft, "gaps", "What to find out, and from whom"))),
        Section("Recommendations", (slot(draft, "recommendations", "To the board"),)),
        Section("Control strategy", tuple(slot(draft, f"control-{one.lower()}", one) for one in CONTROL)),
    )


def _supply(draft: Draft) -> Section:
    """What was supplied; in the board's paper also what organisations asked of one another."""
    supplied = supply_section(draft)
    if draft.outcomes is None:
        return supplied
    asked = Words((draft.outcomes.as_sentence(),), heading="Requests for information")
    return replace(supplied, blocks=(*supplied.blocks, asked))


def _people(draft: Draft) -> Block:
    """The areas of the level of report, or the one area that is smaller, with their residents, which are published and
    no figure of a record."""
    inside = sorted(draft.codes(draft.report_level), key=draft.names.__getitem__)
    codes = inside or [draft.area]
    title = f"The {level_title(draft.report_level)}s and who lives there" if inside else "Who lives there"
    rows: list[tuple[Cell, ...]] = [
        (Text(draft.names[code]), Text(code), Text(_residents(draft, code))) for code in codes
    ]
    if draft.area == ALL:
        rows.append((Text(draft.names[ALL]), Text("all"), Text(_residents(draft, ALL))))
    columns = tuple(Column(head, "text") for head in ("Area", "Code", "Residents"))
    note = "Usual residents, as added to this hub; of larger areas only where smaller ones make them up."
    return TableBlock(title, columns, tuple(rows), note=note)


def _residents(draft: Draft, area: str) -> str:
    known = draft.residents(area)
    return "not supplied" if known is None else f"{known:,}"


def _dataset_section(draft: Draft, dataset: Dataset) -> Section:
    """Level, trend, change, categories, harm, places and families of one data set."""
    one, period = replace(draft, dataset=dataset), draft.period.words()
    change = change_table(one)
    report = draft.area == ALL or draft.figures.is_by_category(draft.area)
    by_category = [category_table(one, dataset, f"{dataset.title} by category, {period}", draft.area)] if report else []
    blocks: tuple[Block, ...] = (
        Words((_level(draft, dataset),)),
        *long_trend_blocks(draft, dataset),
        describe_limits(draft, dataset, draft.area),
        *([change] if change else []),
        *by_category,
        *harm_blocks(one, dataset),
        _places(one),
        *comparison_blocks(draft, dataset),
    )
    return Section(dataset.title, blocks, new_page=True)


def _places(draft: Draft) -> Block:
    """The areas of the level of report; a sentence where there are none, or none of them has a figure."""
    codes, level = draft.codes(draft.report_level), level_title(draft.report_level)
    title = f"{draft.dataset.title} by {level}, {draft.period.words()}"
    if not codes:
        return Words((f"{title}: {draft.names[draft.area]} is smaller than one. Its own figure stands above.",))
    marks = {draft.figures.count(draft.dataset.name, draft.period, code).mark for code in codes}
    if Mark.SHOWN not in marks:
        return Words((f"{title}: {WORDS[strongest(marks)]} in each of them.",))
    return area_table(draft, draft.report_level, title)


def _level(draft: Draft, dataset: Dataset) -> str:
    """The figure of the period, and how it stands to that of the year before."""
    period, before = draft.period, draft.period.year_before()
    now, then = (draft.figures.count(dataset.name, when, draft.area) for when in (period, before))
    level = describe_level(f"{dataset.title}, {draft.names[draft.area]},", period.words(), now)
    return f"{level} {describe_change(now, then, period, before)}" if now.shown else level


def _not_held(draft: Draft) -> Words:
    """The data sets of the Regulations of which nothing is held at all."""
    held = {one.name for one in (*draft.datasets, *draft.others)}
    missing = ", ".join(one.title for one in DATASETS if one.name not in held)
    said = f"Nothing is held at all of: {missing}." if missing else "Something is held of every data set."
    return Words((said, "What came late or in part stands under Supply and data quality."))
