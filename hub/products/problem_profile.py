"""Problem profile: one kind of problem, for those who are to solve it (a product of the National Intelligence Model:
terms of reference, period, findings, gaps, recommendations, review).

It asks the lattices for nothing that the other products do not ask for: no new kind of figure is made here.
"""

from geo.rates import location_quotient
from hub.disclosure.derive import change_percent, share_percent, work_out
from hub.disclosure.marks import Mark, SafeCell
from hub.figures import order_rows
from hub.geography import ALL
from hub.products.draft import Draft, count_map, level_title
from hub.products.hotspots import hotspot_blocks
from hub.products.near_repeats import near_repeat_blocks
from hub.products.peak_times import peak_time_blocks
from hub.products.product import Block, Cell, Column, Section, TableBlock, Text, Words
from hub.products.sentences import capitalise, describe_change, describe_level, plural
from hub.products.supply import supply_section
from hub.products.trend import trend_section
from ingest.categories import categories
from ingest.periods import Period

NAME = "problem-profile"
TITLE = "Problem profile"
PURPOSE = "Informing delivery: one problem, for those who are to solve it (Crime and Disorder Act 1998, s17A)"
SHORT, WHERE, WHEN = "The problem in short", "Where it happens", "When it happens"
THERE, GAPS, FILLED_IN = "What else is recorded there", "What is not known", "To be filled in"
LISTED, NAMED, BLANK_ROWS = 5, 3, 5
EVERY_KIND = (
    "Hotspots are found from all events of {dataset} together: one kind alone has too few in a cell to tell. So where "
    "this problem lies within them is not known from these records."
)
ONE_AREA = (
    "Peak times and near repeats are told of the whole partnership only: one area has too few events to tell them."
)
NO_TIMES = "When in the week: {dataset} comes without times, or this kind has too few with one to tell."
NO_PERSONS = (
    "Who is harmed, who does it and how are not in depersonalised records. Ask the agency that holds them, by a "
    "request under the agreement, where the problem cannot be solved without."
)
TERMS = ("Who asked for it?", "Which decision is it for?", "Who wrote it?", "When is it reviewed?")
TRIANGLE = (
    "The place: what makes it easy here?",
    "Who or what is harmed, and how often the same?",
    "Who does it, and what brings them here?",
    "Who could look after the place, the harmed, or those who do it?",
    "What was tried before, and what came of it?",
)
"""The sides of the problem analysis triangle with those who could look after each (R. Clarke and J. Eck 2003), and the
last step of SARA."""


def compose(draft: Draft) -> tuple[Section, ...]:
    """How large it is, where, when, what else is there, what is not known, and what the meeting fills in."""
    title = categories(draft.dataset.name)[draft.category]
    return (
        Section(SHORT, (_picture(draft, title), _blank("Terms of reference", ("Question", "Answer"), TERMS))),
        Section(WHERE, _places(draft, title)),
        trend_section(draft, draft.category),
        Section(WHEN, _times(draft, title)),
        Section(THERE, (_others(draft, title),)),
        Section(GAPS, (_gaps(draft, title),)),
        supply_section(draft),
        Section(FILLED_IN, (_triangle(), _recommendations())),
    )


def _count(draft: Draft, area: str, when: Period) -> SafeCell:
    return draft.figures.count(draft.dataset.name, when, area, draft.category)


def _areas(draft: Draft) -> list[str]:
    """Areas of the level of report that the lattice has by category, inside the area asked for."""
    return [code for code in draft.codes(draft.report_level) if draft.figures.is_by_category(code)]


def _picture(draft: Draft, title: str) -> Words:
    """The level with its changes, its part of the data set, and where most of it is."""
    period = draft.period
    before, year_before = period.previous(), period.year_before()
    now = _count(draft, draft.area, period)
    lines = [describe_level(f"{title}, {draft.names[draft.area]},", period.words(), now)]
    if now.shown:
        lines[0] += f" {describe_change(now, _count(draft, draft.area, before), period, before)}"
        lines.append(describe_change(now, _count(draft, draft.area, year_before), period, year_before))
    part = share_percent(now, draft.figures.count(draft.dataset.name, period, draft.area))
    if part.shown:
        lines.append(f"It is {part.text(1)} % of all {draft.dataset.title.lower()} there.")
    return Words((*lines, *_busiest(draft)))


def _busiest(draft: Draft) -> list[str]:
    """The three areas with most of it, of those that have a figure; nothing of one area, or where fewer have any."""
    counts = {code: _count(draft, code, draft.period) for code in (_areas(draft) if draft.area == ALL else ())}
    most = [code for code in order_rows(counts, counts, draft.names) if counts[code].value][:NAMED]
    if len(most) < NAMED:
        return []
    named = [f"{draft.names[code]} ({counts[code].text()})" for code in most]
    return [f"Most of it{draft.within_words()}, as far as figures are shown: {', '.join(named[:-1])} and {named[-1]}."]


def _places(draft: Draft, title: str) -> tuple[Block, ...]:
    """The areas of the level of report; of one area, the hotspots in it."""
    level = level_title(draft.report_level)
    if draft.area != ALL:
        every = Words((EVERY_KIND.format(dataset=draft.dataset.title.lower()),))
        return (_area_table(draft, f"{title}, {draft.names[draft.area]} and everywhere"), every, *hotspot_blocks(draft))
    if not _areas(draft):
        return (Words(("Kinds of event are counted of the whole partnership only: no larger areas were added.",)),)
    name, as_rate = f"{title} by {level}, {draft.period.words()}", all(map(draft.residents, _areas(draft)))
    drawn = count_map(draft, draft.report_level, name, as_rate=as_rate, category=draft.category)
    return (drawn, _area_table(draft, f"{title}, each {level}"))


def _area_table(draft: Draft, title: str) -> TableBlock:
    """Events, rate, the share of the area's events with the location quotient, and changes; the whole is the last."""
    codes = _areas(draft) if draft.area == ALL else [draft.area]
    counts = {code: _count(draft, code, draft.period) for code in codes}
    earlier = draft.earlier_periods(draft.dataset)
    rows: list[tuple[Cell, ...]] = []
    for code in (*order_rows(codes, counts, draft.names), ALL):
        now = _count(draft, code, draft.period)
        changes = [change_percent(now, _count(draft, code, when)) for when in earlier]
        rows.append((Text(draft.names[code]), now, draft.rate(now, code), *_share(draft, code), *changes))
    columns = (
        Column("Area", "text"),
        Column("Events", "count"),
        Column("Per 1,000 residents", "rate"),
        Column("Share of its events, %", "percent"),
        Column("Location quotient", "rate"),
        *(Column(f"Change on {when.words()}, %", "percent") for when in earlier),
    )
    note = (
        "Largest first; areas without a figure follow by name; the last row is the released total. Location quotient: "
        "the share of its events divided by that share everywhere; at two it is twice as large. "
        f"{draft.missing_words(draft.dataset)}"
    )
    return TableBlock(title, columns, tuple(rows), note=note.strip())


def _share(draft: Draft, area: str) -> tuple[SafeCell, SafeCell]:
    around = [(one, category) for one in (area, ALL) for category in (draft.category, ALL)]
    cells = [draft.figures.count(draft.dataset.name, draft.period, *one) for one in around]
    return share_percent(cells[0], cells[1]), work_out(cells, location_quotient)


def _times(draft: Draft, title: str) -> tuple[Block, ...]:
    """The rows of the kind in the readings of peak times and near repeats; a sentence where there is none."""
    if draft.area != ALL:
        return (Words((ONE_AREA,)),)
    kept = [_only(block, title) for block in (*peak_time_blocks(draft), *near_repeat_blocks(draft))]
    told = [block for block in kept if block is not None]
    if told:
        return tuple(told)
    return (Words((NO_TIMES.format(dataset=draft.dataset.title.lower()),)),)


def _only(block: Block, title: str) -> Block | None:
    """A block of readings with the row of one kind; itself where it is words; None where it has no such row."""
    if not isinstance(block, TableBlock):
        return block
    rows = tuple(row for row in block.rows if row[0] == Text(title))
    return TableBlock(block.title, block.columns, rows, block.note) if rows else None


def _others(draft: Draft, title: str) -> TableBlock:
    """Where the problem is largest, the events of every data set; never a sum of them."""
    counts = {code: _count(draft, code, draft.period) for code in _areas(draft)}
    listed = [code for code in order_rows(counts, counts, draft.names) if counts[code].shown][:LISTED]
    others = [one for one in draft.datasets if one != draft.dataset]
    ask = draft.figures.count_if_proved
    rows: list[tuple[Cell, ...]] = []
    for code in dict.fromkeys((*listed, draft.area)):
        totals = [ask(one.name, draft.period, code) for one in (draft.dataset, *others)]
        rows.append((Text(draft.names[code]), _count(draft, code, draft.period), *totals))
    every = (Column(f"All {draft.dataset.title.lower()}", "count"), *(Column(one.title, "count") for one in others))
    columns = (Column("Area", "text"), Column(title, "count"), *every)
    note = (
        f"The {LISTED} areas with most of it, and what was asked for. Data sets are never added together: one event "
        "may be in the records of several agencies."
    )
    name = f"Records of the same places, {draft.period.words()}"
    return TableBlock(name, columns, tuple(rows), note=note)


def _gaps(draft: Draft, title: str) -> Words:
    """How much of it is hidden or missing, and what these records can never tell."""
    return Words((*_hidden(draft, title), NO_PERSONS))


def _hidden(draft: Draft, title: str) -> list[str]:
    cells = [_count(draft, code, draft.period) for code in _areas(draft)]
    level, lines = level_title(draft.report_level), []
    marks: dict[Mark, str] = {Mark.SUPPRESSED: "suppressed", Mark.NOT_SUPPLIED: "not supplied"}
    for mark, words in marks.items():
        number = sum(cell.mark is mark for cell in cells)
        if number:
            said = plural(number, f"{level} has a figure that is", f"{level}s have a figure that is")
            lines.append(f"{title}: {said} {words}, of {len(cells)}.")
    every = [f"{title}: every figure by {level} is shown."] if cells else []
    return [capitalise(line) for line in lines] or every


def _blank(title: str, heads: tuple[str, ...], asked: tuple[str, ...]) -> TableBlock:
    """A table to be filled in by hand: a row for each question."""
    rows = tuple((Text(one), *(Text("") for _ in heads[1:])) for one in asked)
    return TableBlock(title, tuple(Column(head, "text") for head in heads), rows)


def _triangle() -> TableBlock:
    return _blank("What the meeting knows", ("Question", "What is known", "From whom"), TRIANGLE)


def _recommendations() -> TableBlock:
    heads = ("Recommendation", "Owner", "Due", "How we shall know that it worked", "Reviewed")
    return _blank("Recommendations and their review", heads, ("",) * BLANK_ROWS)
