"""Writes DISCLOSURE.md from the rules and their examples: `python -m tests.spec.render`."""

import re
from pathlib import Path

from hub.disclosure import rules
from tests.spec.disclosure.cases import CASES
from tests.spec.disclosure.drawing import Case

TARGET = Path(__file__).resolve().parents[2] / "DISCLOSURE.md"

HEAD = """# How counts are protected

Made from `hub/disclosure/rules.py` and `tests/spec/disclosure/` by `python -m tests.spec.render`; do not edit it.

Every table, map, sentence and file that leaves the hub is made from released tables. A table is released by one piece
of code, `hub/disclosure/control.py`, together with all other tables of the same data set and month. It has no switch:
the made-up data of the demonstration pass the same gate. `[c]` is a suppressed count, `[x]` not supplied, `[z]` not
applicable; a printed `0` is a true zero. All gaps look alike: a reader cannot tell which of them is small.

## The rules

{rules}

## What is promised

A reader is taken to know every printed number, every printed class and its limits, how areas and categories add up,
these rules, and that counts are whole. For every small count there is then one whole set of tables with 1 in its place
and another with the largest small count in its place, both in agreement with all of that; every other gap has at least
two values. These tables, the *witnesses*, are the proof. They are checked once more by plain addition before anything
leaves, and what readers know from the rules and from earlier releases is worked out once more for that (`audit.py` and
`known.py`, which share no code with the search). Where no proof is found nothing is released.

Hiding a count costs by how many parts it adds up, never by how large it is, and ties are broken with a secret key of
the installation. Equal input always gives equal output.

An attacker written apart from all this (`hub/disclosure/attacker.py`) works on the published file alone. On 350
made-up families of tables, in every run of the tests, it finds nothing; where small counts alone are blanked it breaks
most tables.

## What is not promised

- A reader who runs this program himself may rule out tables for which it would have chosen other gaps. The secret key
  makes that harder; it is not proved impossible. The key never leaves the server. The command that protects anybody's
  file (`python -m hub.disclosure`) has no secret: its key is of the codes in the file, so there it is no harder.
- The limits of a class (Gi*) follow from the counts of all cells. That they came out as they did is not part of the
  proof: with few events in areas hardly larger than a cell it may rule out some small counts.
- A corrected extract that moves gaps may print what was suppressed before. Who takes such counts as unchanged, and puts
  them into the release before, may rule out small counts of that one.
- The promise is about published areas. Where an LSOA lies across two wards, the count of the *part* in one ward may
  follow from printed counts. Choose areas that nest where such parts hold few homes.
- A month of too few events is shown by larger areas only, so that its totals can be shown, and says so. That it was
  too few is thereby told.
- Each month is proved on its own. Sums over months are made from released months only, so they tell nothing new.
  A corrected extract makes a new release of its month, which knows what was printed of it before (rule S7). Areas that
  are added are proved together with what was released of the same records; where they cannot be, it stands as it is.
- What a reader knows from elsewhere (a newspaper, a witness) is outside any arithmetic.

## The rules by example

On the left what was counted, on the right what leaves.
"""


def describe() -> str:
    """The text of DISCLOSURE.md."""
    return "\n".join([HEAD.format(rules=_list_rules()), *(_describe_case(case) for case in CASES)])


def _list_rules() -> str:
    joined = re.sub(r"\n  (?=\S)", " ", rules.__doc__ or "")
    return "\n".join(f"- **{name}** {text}" for name, text in re.findall(r"^\* (S\d)  (.+)$", joined, re.MULTILINE))


def _describe_case(case: Case) -> str:
    drawn = _side_by_side(case.before(), case.after())
    return f"### {case.rule}: {case.title}\n\n{case.why}\n\n```text\n{drawn}\n```\n"


def _side_by_side(before: str, after: str) -> str:
    left, right = before.splitlines(), after.splitlines()
    height, width = max(len(left), len(right)), max(map(len, left))
    left += [""] * (height - len(left))
    right += [""] * (height - len(right))
    return "\n".join(f"{one.ljust(width)}    {two}".rstrip() for one, two in zip(left, right, strict=True))


if __name__ == "__main__":
    TARGET.write_text(describe(), encoding="utf-8")
