"""The sentences of an evaluation: the result, and what it means and does not, written from released cells only."""

from collections.abc import Iterator, Mapping, Sequence

from hub.disclosure.derive import strongest
from hub.disclosure.marks import SHARED, WORDS, Mark, SafeCell
from hub.meetings.evaluations import Plan

FEW, ALIKE = 10, 1.5
"""Below so many events the limits are rough; how many times the other an area may hold and still be called alike."""
NO_PROOF = (
    "It is no proof of cause. Whatever else changed in one of the areas alone in these months is in the figure as "
    "well, and an action may change how much is reported as much as how much happens."
)
GRANTED = (
    "It takes for granted that without the action both areas would have changed by the same number of events. The "
    "months after lie in another season than those before; the control has that season too."
)
POISSON = (
    "Events are taken to come by chance, independent of one another (Poisson). Those that come in series, such as "
    "repeats, move more, so that the truth may lie outside the limits more often than they say."
)
NO_DISPLACEMENT = "Whether it moved elsewhere was not looked at: no displacement area is on record."
DISPLACEMENT = (
    "The displacement area is where it may have moved to. What changed there beyond its own control is added, so that "
    "events that only moved count as no gain, and a gain that spread counts."
)


def describe_effect(subject: str, control: str, found: Mapping[str, SafeCell], nearby: bool) -> str:
    """The result: how many more or fewer than the control would lead one to expect, between what, and whether that is
    chance; says why there is none where a count is not shown."""
    effect, least, most, z = (found[part] for part in ("total", "least", "most", "z"))
    if effect.value is None:
        return (
            f"{subject}: how it changed beyond its control cannot be told, as a figure it rests on is {effect.text()}."
        )
    if least.value is None or most.value is None or z.value is None:
        return f"{subject}: nothing happened in any of the areas, so there is nothing to tell."
    mark = SHARED if effect.shared else ""
    added = ", with what moved counted in" if nearby else ""
    crosses = least.value <= 0 <= most.value
    judged = "Chance alone could give that" if crosses else "Chance alone gives that less than one time in twenty"
    return (
        f"{subject}, beyond what changed in its control, {control}{added}: {_events(effect.value)}{mark}. Allowing for "
        f"chance (95 %) that lies between {_events(least.value)} and {_events(most.value)}. {judged} (weighted "
        f"displacement difference {effect.text(1)}, z {z.text(1)})."
    )


def describe_count(area: str, plan: Plan, pair: tuple[SafeCell, SafeCell]) -> str:
    """What was counted in one area before and after."""
    before, after = pair
    said = f"{area}: {before.text()} in {plan.before.words()}, {after.text()} in {plan.after.words()}"
    if before.value is None or after.value is None:
        return f"{said}."
    return f"{said}, {_events(after.value - before.value)}{SHARED if before.shared or after.shared else ''}."


def describe_meaning(plan: Plan, pairs: Sequence[tuple[SafeCell, SafeCell]], effect: SafeCell) -> Iterator[str]:
    """How to read the result; first what stands against it in these very counts."""
    cells = [cell for pair in pairs for cell in pair]
    hidden = strongest(cell.mark for cell in cells)
    if hidden is not Mark.SHOWN:
        yield (
            f"A count is {WORDS[hidden]}, so every figure that rests on it is. More months, a larger area or a more "
            "common kind of event may be shown; to choose them after a look stands on the record."
        )
    yield from _cautions(pairs) if effect.shown else ()
    yield NO_PROOF
    yield GRANTED
    yield POISSON
    yield DISPLACEMENT if plan.choice.nearby else NO_DISPLACEMENT
    if any(cell.spread for cell in cells):
        yield "Counts are rounded; the limits are so much wider."


def _cautions(pairs: Sequence[tuple[SafeCell, SafeCell]]) -> Iterator[str]:
    counts = [float(cell.value or 0) for pair in pairs for cell in pair]
    if min(counts) < FEW:
        yield f"Few events: fewer than {FEW} in one of the counts. The limits are a rough guide only."
    for place in range(0, len(counts), 4):
        treated, control = counts[place], counts[place + 2]
        if max(treated, control) > ALIKE * min(treated, control):
            yield (
                f"An area and its control are not alike: {treated:,.0f} and {control:,.0f} events before. A change by "
                "the same part everywhere would look like an effect of the action."
            )


def _events(number: float) -> str:
    """``10 fewer events``, ``1 more event``, ``no difference``."""
    words = f"{abs(number):,.1f}".removesuffix(".0")
    if words == "0":
        return "no difference"
    return f"{words} {'more' if number > 0 else 'fewer'} {'event' if words == '1' else 'events'}"
