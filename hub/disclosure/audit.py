"""Audit: checks a finished release against its witnesses by plain addition, without solver, matrix or trust.

Written apart from the search: counts are dictionaries, codes are added up one by one. It is told the true leaves, what
is to be printed, what was released before and, for each witness, how its leaves differ from the truth; it decides
whether a reader could rule a witness out, and whether the witnesses leave every hidden cell open. What readers know
before any sum (`known.py`) it works out for itself.
"""

from collections.abc import Mapping, Sequence

from hub.disclosure.claims import (
    Claim,
    CodesAbove,
    Counter,
    Counts,
    Fact,
    Key,
    Leaves,
    Subject,
    codes_above,
    list_same,
    refuse_release,
)
from hub.disclosure.earlier import Earlier
from hub.disclosure.known import check_known
from hub.disclosure.rules import Rules

Windows = Mapping[Subject, Mapping[str, int]]
FactsByWindow = dict[Subject, dict[str, list[Fact]]]


def check_release(
    claims: Sequence[Claim],
    facts: Sequence[Fact],
    witnesses: Sequence[Sequence[Leaves]],
    rules: Rules,
    earlier: Sequence[Earlier] = (),
) -> None:
    """Raises ReleaseRefused unless the witnesses prove every hidden cell open, beside what was released ``earlier``.

    A witness holds one change per table.
    """
    counters = [Counter([codes_above(one) for one in claim.hierarchies]) for claim in claims]
    truth = [counter.add_up(claim.leaves) for counter, claim in zip(counters, claims, strict=True)]
    for claim, counts in zip(claims, truth, strict=True):
        _check_print(claim, counts, rules)
    same = list_same(claims)
    check_known(claims, counters, truth, facts, same, rules, earlier)
    if any(_tells_small(fact, rules) for fact in facts):
        raise refuse_release("a class that tells one small count from another")
    subjects = {fact.subject: fact for fact in facts}
    spoken_of = {s: (_place_of(claims[fact.table], fact), codes_above(fact.hierarchy)) for s, fact in subjects.items()}
    windows = _count_windows(spoken_of, [claim.leaves for claim in claims])
    by_window: FactsByWindow = {subject: {} for subject in subjects}
    for fact in facts:
        by_window[fact.subject].setdefault(fact.window, []).append(fact)
    _check_facts(by_window, windows, {subject: dict.fromkeys(found, 0) for subject, found in by_window.items()})
    seen: list[dict[Key, set[int]]] = [
        {key: {counts[key]} for key in claim.floors} for claim, counts in zip(claims, truth, strict=True)
    ]
    for witness in witnesses:
        changes = [counter.add_up(leaves) for counter, leaves in zip(counters, witness, strict=True)]
        if any(changes[one][mine] != changes[two][theirs] for one, mine, two, theirs in same):
            raise refuse_release("a witness in which two tables disagree")
        for place, claim in enumerate(claims):
            _check_witness(claim, witness[place], truth[place], changes[place], seen[place])
        _check_facts(by_window, windows, _count_windows(spoken_of, witness))
    for claim, counts, values in zip(claims, truth, seen, strict=True):
        _check_ends(claim, counts, values, rules)


def _check_print(claim: Claim, counts: Counts, rules: Rules) -> None:
    if any(counts[key] != value for key, value in claim.printed.items()):
        raise refuse_release("a printed value that is not the true count")
    lowest = 0 if rules.zeros_small else 1
    if any(lowest <= value < rules.threshold for value in claim.printed.values()):
        raise refuse_release("a small count in print")
    if any(counts[key] < floor for key, floor in claim.floors.items()):
        raise refuse_release("a hidden count below what a reader would take for granted")


def _tells_small(fact: Fact, rules: Rules) -> bool:
    """Whether some small counts lie within the limits of a class and others do not (S6)."""
    small = range(rules.smallest, rules.threshold)
    return len({fact.lowest <= count and (fact.highest is None or count <= fact.highest) for count in small}) > 1


def _check_witness(claim: Claim, leaves: Leaves, truth: Counts, change: Counts, seen: dict[Key, set[int]]) -> None:
    if any(claim.leaves.get(key, 0) + step < 0 for key, step in leaves.items()):
        raise refuse_release("a witness with a negative count")
    for key, step in change.items():
        if step and key in claim.printed:
            raise refuse_release("a witness that changes a printed value")
        if step and key in claim.floors:
            value = truth[key] + step
            if value < claim.floors[key]:
                raise refuse_release("a witness below what a reader knows")
            seen[key].add(value)


def _check_ends(claim: Claim, truth: Counts, seen: Mapping[Key, set[int]], rules: Rules) -> None:
    lowest = 0 if rules.zeros_small else 1
    for key in claim.floors:
        if lowest <= truth[key] < rules.threshold and not {lowest, rules.threshold - 1} <= seen[key]:
            raise refuse_release("a small cell without a witness at both ends")
        if len(seen[key]) < 2:
            raise refuse_release("a hidden cell with one possible value")


def _check_facts(facts: FactsByWindow, truth: Windows, change: Windows) -> None:
    """Every class whose window changes has to hold still; a window that stays as it is holds as in the truth."""
    for subject, steps in change.items():
        stated, counts = facts[subject], truth[subject]
        for window, step in steps.items():
            value = counts.get(window, 0) + step
            for fact in stated.get(window, ()):
                if value < fact.lowest or (fact.highest is not None and value > fact.highest):
                    raise refuse_release("a witness that breaks a printed class")


def _place_of(claim: Claim, fact: Fact) -> int:
    return [one.name for one in claim.hierarchies].index(fact.hierarchy.name)


def _count_windows(spoken_of: Mapping[Subject, tuple[int, CodesAbove]], leaves: Sequence[Leaves]) -> Windows:
    """Count of every code of each dimension that facts speak of, whatever the other dimensions of the table."""
    found: dict[Subject, dict[str, int]] = {}
    for subject, (place, above) in spoken_of.items():
        counts = found.setdefault(subject, {})
        for key, count in leaves[subject[0]].items():
            for code in above[key[place]]:
                counts[code] = counts.get(code, 0) + count
    return found
