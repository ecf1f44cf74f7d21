"""From a proposal to a mapping that can be saved: what the user must say first, and a rehearsal with the whole file.

Nothing is dropped silently and nothing doubtful is taken: every column that is left over is named by the user, and so
is every match that rests on cells alone or whose cells do not fit. Then the file goes through guard and contract.
"""

import dataclasses
from collections.abc import Iterator

from ingest.contract import Column, Dataset, Mapping
from ingest.depersonalise import check_depersonalised, check_headings
from ingest.extract import Extract
from ingest.faults import Faults
from ingest.proposal import Match, Proposal
from ingest.rows import type_rows
from ingest.saved_mapping import NO_REASON, MappingRefused, SavedColumn, SavedMapping, read_saved
from ingest.searched_columns import heading_in_words


def guard(extract: Extract, dataset: Dataset, proposal: Proposal) -> None:
    """PersonalDataRefused when a column looks like persons, before anything of the file is shown; MappingRefused when
    no heading is like any of ours, as the first row may then be data.

    A layout of the hub that has exactly these headings says itself which of them are row identifiers; a proposal says
    so of none.
    """
    exact = exact_layout(extract, dataset)
    read = [_as_theirs(match) for match in proposal.placed]
    tentative = dataclasses.replace(
        proposal.layout, columns=tuple(read), dropped=proposal.dropped, identifiers=frozenset()
    )
    check_depersonalised(extract, dataset, exact or tentative)
    if not any(match.by_name for match in proposal.placed):
        raise MappingRefused(
            f"{extract.file_name}: no heading is like one of {dataset.words}; its first row may be data.",
            f"{len(extract.headings)} headings, not shown for that reason.",
            'give the file a row of headings, or name the columns: --set "Our heading=Their heading".',
        )


def exact_layout(extract: Extract, dataset: Dataset) -> Mapping | None:
    """The layout whose headings are exactly those of the file."""
    fitting = (
        one for one in dataset.mappings if not one.missing(extract.headings) and not one.unknown(extract.headings)
    )
    return next(fitting, None)


def _as_theirs(match: Match) -> Column:
    return dataclasses.replace(match.column, title=match.heading, form=match.form)


def settle(
    extract: Extract,
    dataset: Dataset,
    proposal: Proposal,
    name: str,
    provider: str,
    drops: tuple[str, ...],
    **hints: str,
) -> SavedMapping:
    """The mapping to save. MappingRefused, all at once, while the user has not said what a proposal leaves open."""
    faults = list(_open_questions(extract, proposal, drops))
    if faults:
        raise MappingRefused(
            f"{extract.file_name}: its headings are not yet those of {dataset.words}.",
            "; ".join(faults) + ".",
            'say --set "Our heading=Their heading" for a match, and --drop "Their heading" for a column that is not '
            "prescribed; ask the agency for what is missing.",
        )
    columns = {match.column.name: _saved(match) for match in proposal.placed}
    dropped = {**proposal.dropped, **dict.fromkeys(drops, NO_REASON)}
    values = {"name": name, "dataset": dataset.name, "layout": proposal.layout.name, "provider": provider, **hints}
    return read_saved({**values, "columns": columns, "dropped": dropped}, f"the mapping of {extract.file_name}")


def _saved(match: Match) -> SavedColumn:
    return SavedColumn(heading=match.heading, form=match.form, codes=dict(match.column.translations))


def _open_questions(extract: Extract, proposal: Proposal, drops: tuple[str, ...]) -> Iterator[str]:
    for column in proposal.missing:
        yield f'no heading for "{column.title}"'
    for match in proposal.matches:
        if match.confidence == "check":
            yield f'"{match.column.title}" is not certain ({match.why})'
    left = [heading for heading in proposal.left if heading not in drops]
    if left:
        yield f"neither prescribed nor dropped by name: {_listed(left)}"
    absent = [heading for heading in drops if heading not in extract.headings]
    if absent:
        yield f"not in the file, so not to be dropped: {_listed(absent)}"


def _listed(headings: list[str]) -> str:
    return ", ".join(heading_in_words(heading) for heading in headings)


def rehearse(extract: Extract, dataset: Dataset, mapping: Mapping) -> int:
    """Take the whole file through guard and contract; how many rows would be refused.

    Raises PersonalDataRefused or ExtractRefused as receiving it would.
    """
    check_depersonalised(extract, dataset, mapping)
    check_headings(extract, dataset, mapping)
    faults = Faults(extract.rows)
    type_rows(extract, dataset, mapping, faults)
    faults.check_share(extract.file_name, dataset)
    return int(faults.refused.sum())
