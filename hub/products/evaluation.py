"""Evaluation of an action: what changed in its area beyond what changed in a control area (the assessment of SARA).

The weighted displacement difference of A. Wheeler and J. Ratcliffe (2018, `geo/change.py`), worked out of released
counts alone. It asks for months only, each of which the other products ask for too; sums of them tell nothing more.
"""

from collections.abc import Mapping, Sequence

from geo.change import Displacement
from geo.change import displaced as weigh
from hub.disclosure.derive import total, work_out
from hub.disclosure.marks import SafeCell
from hub.meetings.evaluations import Evaluated, Plan
from hub.meetings.outcomes import ELSEWHERE
from hub.months import name_day
from hub.products.draft import Draft
from hub.products.evaluation_sentences import describe_count, describe_effect, describe_meaning
from hub.products.product import Cell, Column, Product, Section, SeriesBlock, TableBlock, Text, Words
from hub.products.sentences import plural
from ingest.categories import categories
from ingest.periods import Period

NAME = "evaluation"
TITLE = "Evaluation of an action"
PURPOSE = "Learning what works: the assessment of an action of the JAG (Crime and Disorder Act 1998, s17A)"
SHORT, COUNTED, MEANING, RECORD = (
    "The result in short",
    "Before and after",
    "What it means, and what it does not",
    "On the record",
)
Pair = tuple[SafeCell, SafeCell]
"""Events of an area before and after."""
PARTS = ("local", "displaced", "total", "error", "least", "most", "z")


def compose(draft: Draft) -> tuple[Section, ...]:
    """The result in words, the counts and the test, month by month, what it means, and how it was chosen."""
    evaluated = draft.evaluated
    if evaluated is None:
        raise ValueError("an evaluation is of an action")
    pairs = {code: _count(draft, evaluated.plan, code) for code in evaluated.places}
    found = _test([*pairs.values()])
    return (
        Section(SHORT, (_result(draft, evaluated, pairs, found), Words(tuple(_what_was_done(evaluated))))),
        Section(COUNTED, (_counts(draft, evaluated, pairs), _figures(found, bool(evaluated.plan.choice.nearby)))),
        Section("Month by month", (_months(draft, evaluated),)),
        Section(MEANING, (Words(tuple(describe_meaning(evaluated.plan, [*pairs.values()], found["total"]))),)),
        Section(RECORD, (_record(draft, evaluated),)),
    )


def headline(product: Product) -> str:
    """The result in one sentence or two, for where the action stands in a list."""
    first = product.sections[0].blocks[0]
    return first.paragraphs[0] if isinstance(first, Words) else ""


def kind_title(draft: Draft) -> str:
    """What is counted: the category, or the data set where the action is about all of it."""
    return categories(draft.dataset.name).get(draft.category, draft.dataset.title)


def _count(draft: Draft, plan: Plan, area: str) -> Pair:
    """The sum of the released months before, and of those after."""
    ask, name = draft.figures.count, draft.dataset.name
    before, after = (
        total(ask(name, Period.parse(month), area, draft.category) for month in span.months)
        for span in (plan.before, plan.after)
    )
    return before, after


def _test(pairs: Sequence[Pair]) -> dict[str, SafeCell]:
    """Each figure of the test; hidden as soon as one count is. The limits allow for what rounding may have moved."""
    cells = [cell for pair in pairs for cell in pair]
    spread = sum(cell.spread for cell in cells)

    def find(part: str, *counts: float) -> float | None:
        found = weigh(*((counts[at], counts[at + 1]) for at in range(0, len(counts), 2)))
        return _part(found, part, spread)

    return {part: work_out(cells, lambda *counts, part=part: find(part, *counts), 2) for part in PARTS}


def _part(found: Displacement, part: str, spread: int) -> float | None:
    """One figure; no limits and no z where nothing happened at all, as there is nothing to tell chance by."""
    if part in ("least", "most", "z") and not found.error:
        return None
    if part in ("least", "most"):
        low, high = found.interval()
        return low - spread if part == "least" else high + spread
    return float(getattr(found, part))


def _result(draft: Draft, evaluated: Evaluated, pairs: Mapping[str, Pair], found: Mapping[str, SafeCell]) -> Words:
    plan, kind = evaluated.plan, kind_title(draft)
    treated, control = draft.names[evaluated.action.place], draft.names[plan.choice.control]
    subject = f"{kind} in {treated}, {plan.after.words()} against {plan.before.words()}"
    lines = [describe_effect(subject, control, found, bool(plan.choice.nearby))]
    for code, role in evaluated.places.items():
        lines.append(describe_count(f"{draft.names[code]} ({role.lower()})", plan, pairs[code]))
    return Words(tuple(lines))


def _what_was_done(evaluated: Evaluated) -> list[str]:
    action, plan = evaluated.action, evaluated.plan
    day, months = name_day(plan.day), plan.choice.months
    return [
        f"The action: {action.what}",
        f"It was {plan.choice.counted_from} on {day}. {plan.month.words()} is left out, as a part of it lies "
        f"before and a part after; {plural(months, 'whole month', 'whole months')} before and as many after are "
        "counted.",
    ]


def _counts(draft: Draft, evaluated: Evaluated, pairs: Mapping[str, Pair]) -> TableBlock:
    plan = evaluated.plan
    rows: list[tuple[Cell, ...]] = []
    for code, role in evaluated.places.items():
        before, after = pairs[code]
        change = work_out((before, after), lambda then, now: now - then, 0)
        rows.append((Text(draft.names[code]), Text(role), before, after, change))
    columns = (
        Column("Area", "text"),
        Column("Stands for", "text"),
        Column(f"Before, {plan.before.words()}", "count"),
        Column(f"After, {plan.after.words()}", "count"),
        Column("Difference", "count"),
    )
    note = f"Sums of released months; where one is suppressed, so is the sum. {plan.month.words()} is in neither."
    return TableBlock(f"{kind_title(draft)} before and after", columns, tuple(rows), note)


def _figures(found: Mapping[str, SafeCell], nearby: bool) -> TableBlock:
    """The figures of the test, in the words of the method."""
    named = {
        "local": "Change in the treated area beyond its control",
        **({"displaced": "Change in the displacement area beyond its control"} if nearby else {}),
        "total": "Weighted displacement difference (WDD)",
        "error": "Standard error",
        "least": "At least (95 %)",
        "most": "At most (95 %)",
        "z": "z: the difference in standard errors",
    }
    rows = tuple((Text(title), found[part]) for part, title in named.items())
    note = (
        "In events, but for z; below 0: fewer than the control would lead one to expect. The variance is the sum of "
        "the counts in the table before (A. Wheeler and J. Ratcliffe 2018)."
    )
    return TableBlock("The test", (Column("Figure", "text"), Column("Value", "rate")), rows, note)


def _months(draft: Draft, evaluated: Evaluated) -> SeriesBlock:
    months = evaluated.plan.span.months
    ask, name = draft.figures.count, draft.dataset.name
    series = {
        draft.names[code]: tuple(ask(name, Period.parse(month), code, draft.category) for month in months)
        for code in evaluated.places
    }
    return SeriesBlock(
        title=f"{kind_title(draft)}, by month, in each of these areas",
        x=months,
        series=series,
        unit="events",
        note=f"{evaluated.plan.month.words()} is the month of the action.",
        alt=f"{kind_title(draft)}: events by month, before and after; the table gives every figure that is shown.",
    )


def _record(draft: Draft, evaluated: Evaluated) -> TableBlock:
    """Every choice that was made, and what was known by then."""
    rows: list[tuple[Cell, ...]] = []
    seen = ""
    for plan in evaluated.plans:
        chosen = plan.choice
        areas = [
            draft.names.get(one, ELSEWHERE) for one in (chosen.control, chosen.nearby, chosen.nearby_control) if one
        ]
        words = (
            name_day(plan.chosen_on),
            f"{plan.author}, {plan.organisation}",
            areas[0],
            f"{areas[1]}, its control {areas[2]}" if chosen.nearby else "none",
            f"{chosen.months} before and {chosen.months} after the month in which it was {chosen.counted_from}",
            _known(plan, seen, bool(rows)),
            chosen.why,
        )
        rows.append(tuple(Text(one) for one in words))
        seen = seen or plan.seen_on
    heads = ("Chosen on", "By", "Control", "Displacement", "Months", "What was known then", "Why")
    note = (
        "The last row is in force. The hub knows who looked at this evaluation; that somebody read the same months in "
        "another product it cannot rule out."
    )
    return TableBlock("How it was chosen", tuple(Column(head, "text") for head in heads), tuple(rows), note)


def _known(plan: Plan, seen: str, again: bool) -> str:
    """What whoever chose could know: whether results had been looked at, and the months after been received."""
    state = "chosen anew before anybody looked" if again else "nobody had looked"
    if seen:
        state = f"chosen anew on {name_day(plan.chosen_on)} after a look on {name_day(seen)}"
    held = f"{plan.held} of the {plan.choice.months} months after {'was' if plan.held == 1 else 'were'} held"
    if plan.held in (0, plan.choice.months):
        held = "every month after was held" if plan.held else "no month after was held"
    return f"{state}; {held}"
