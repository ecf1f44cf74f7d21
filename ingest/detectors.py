"""Finds what looks like a person or a doorstep, on the distinct texts of a column at once.

A detector finds texts; it says nothing about a person. Known limits: a telephone number is a pattern, not a directory;
bare names are recognised only when forenames are common ones, so a column of names needs several to be seen; dateless
vehicle marks look like any code. The first line of defence is the closed schema, not this file.

One pattern made of all of them finds the suspects in a single pass; only they are looked at kind by kind.
"""

from collections.abc import Callable, Iterable

import pyarrow as pa

from ingest.column_signs import ADDRESSES, BIRTHS, NAMES, SENTENCES, ColumnSign, is_bare_name
from ingest.contact_details import CONTACT_DETAILS, HOUSE_AND_STREET
from ingest.fine_coordinates import GRID_REFERENCES
from ingest.identifier import SAMPLE, Identifier, matching, sample_of
from ingest.person_names import PERSON_NAMES, names_somebody
from ingest.personal_headings import heading_kind
from ingest.reference_numbers import REFERENCE_NUMBERS
from ingest.vehicle_marks import VEHICLE_MARKS

__all__ = ["find_doubtful", "find_in_sentence", "find_personal", "heading_kind", "may_be_quoted"]

IDENTIFIERS: tuple[Identifier, ...] = (*CONTACT_DETAILS, *REFERENCE_NUMBERS, *VEHICLE_MARKS, *PERSON_NAMES)
SIGNS: tuple[ColumnSign, ...] = (BIRTHS, NAMES, ADDRESSES)
NOTHING: frozenset[str] = frozenset()
BESIDE_EACH_OTHER = "a forename and a surname"
_MARKUP = frozenset("<>[]{}`|\\$=")
_HALF, _TIMES_CHANCE, _FEWEST = 0.5, 3, 5

Found = dict[str, list[str]]


def find_personal(
    distinct: pa.Array, *, represented: float = 1.0, coarse: bool = False, allowed: frozenset[str] = NOTHING
) -> Found:
    """Kind of identifier -> distinct texts that look like it, for one column; a refusal, unless it is empty.

    ``distinct`` are the texts in question, ``represented`` (0 to 1) is their share of all distinct texts of the column.
    ``coarse`` adds grid references, for layouts that may tell an area only. Kinds in ``allowed`` are not searched.
    Of more than 5,000 texts in question, the list of a kind may hold some only, but is empty only if there is none.
    """
    wanted = [*IDENTIFIERS, *(GRID_REFERENCES if coarse else ())]
    found = _search(distinct, [identifier for identifier in wanted if identifier.kind not in allowed], _pass)
    sample = sample_of(distinct).to_pylist()
    for sign in SIGNS:
        if sign.kind not in allowed and sign.kind not in found and (seen := sign.suspects(sample, represented)):
            found[sign.kind] = seen
    return found


def find_doubtful(distinct: pa.Array) -> Found:
    """Kind -> texts that may be harmless and may not: a note on the receipt, no refusal."""
    found = _search(distinct, [HOUSE_AND_STREET], _pass)
    chanced = [identifier for identifier in IDENTIFIERS if identifier.chance]
    return {**found, **_search(distinct, chanced, _pass_more_than_chance)}


def find_sentences(distinct: pa.Array, represented: float = 1.0) -> list[str]:
    """The texts that are sentences, where a tenth of a column is: free text."""
    return SENTENCES.suspects(sample_of(distinct).to_pylist(), represented)


def find_in_sentence(text: str) -> tuple[str, ...]:
    """Kinds of identifier that one sentence seems to hold, as somebody types it into a form: also what may be harmless
    in a column, as there is no column to judge it by."""
    one = pa.array([text], pa.string())
    named = (BESIDE_EACH_OTHER,) if names_somebody(text) else ()
    return tuple(dict.fromkeys([*find_personal(one), *find_doubtful(one), *named]))


def may_be_quoted(text: str) -> bool:
    """Whether a text may stand in a message: it looks like nobody and no doorstep, not even like a bare name, and holds
    no sign of markup or a formula, which no agency's system writes into a heading or a code."""
    one = pa.array([text], pa.string())
    return not (_MARKUP & set(text)) and not (
        find_personal(one, coarse=True) or find_doubtful(one) or is_bare_name(text)
    )


def _search(
    distinct: pa.Array, identifiers: list[Identifier], judge: Callable[[Identifier, pa.Array], list[str]]
) -> Found:
    """In a sample of the suspects first: what is found there refuses the file, and the rest need not be proven."""
    if not identifiers or not len(distinct):
        return {}
    suspects = matching(distinct, "|".join(f"(?:{identifier.pattern})" for identifier in identifiers))
    found = _judge_each(sample_of(suspects), identifiers, judge)
    return found if found or len(suspects) <= SAMPLE else _judge_each(suspects, identifiers, judge)


def _judge_each(
    suspects: pa.Array, identifiers: Iterable[Identifier], judge: Callable[[Identifier, pa.Array], list[str]]
) -> Found:
    found: Found = {}
    for identifier in identifiers if len(suspects) else ():
        if proven := judge(identifier, identifier.candidates(suspects)):
            found.setdefault(identifier.kind, []).extend(proven)
    return found


def _pass(identifier: Identifier, candidates: pa.Array) -> list[str]:
    """The candidates that are proven; none where fewer than half are and chance lets some of them pass."""
    if identifier.chance:
        candidates = sample_of(candidates)
    proven = [text for text in candidates.to_pylist() if identifier.proof(text)]
    return proven if len(proven) >= (_HALF * len(candidates) if identifier.chance else 1) else []


def _pass_more_than_chance(identifier: Identifier, candidates: pa.Array) -> list[str]:
    """The candidates that are proven, where they are at least 5 and three times as many as chance would let pass."""
    candidates = sample_of(candidates)
    proven = [text for text in candidates.to_pylist() if identifier.proof(text)]
    enough = max(_FEWEST, _TIMES_CHANCE * identifier.chance * len(candidates))
    return proven if enough <= len(proven) < _HALF * len(candidates) else []
