"""What the user says to a proposal, read from words: our heading = their heading, a form, and a table of codes."""

from collections.abc import Sequence

from ingest.contract import Column, Dataset
from ingest.extract import FIRST_ROW, Extract
from ingest.likeness import fold, forms_of
from ingest.problems import rows_in_words
from ingest.proposal import Corrections, with_other_coordinates
from ingest.saved_mapping import MappingRefused
from ingest.searched_columns import heading_in_words

Codes = dict[str, tuple[tuple[str, str], ...]]


def read_corrections(
    extract: Extract,
    dataset: Dataset,
    *,
    headings: Sequence[str] = (),
    forms: Sequence[str] = (),
    codes: Extract | None = None,
    provider: str = "",
) -> Corrections:
    """``headings`` and ``forms`` are written "Our heading=...", ``codes`` is a table: their code, our code.

    MappingRefused when one of ours is not a column of the data set, or one of theirs not in the file.
    """
    named = dict(_split(dataset, words) for words in headings)
    strange = [heading for heading in named.values() if heading and heading not in extract.headings]
    if strange:
        raise MappingRefused(
            f"{extract.file_name}: it has no such column.",
            f"no {', '.join(heading_in_words(heading) for heading in strange)} among {len(extract.headings)} columns.",
            "write their heading exactly as it is in the file.",
        )
    declared = dict(_split(dataset, words) for words in forms)
    _check_forms(dataset, declared)
    return Corrections(named, declared, _read_codes(codes, dataset) if codes else {}, provider)


def _columns(dataset: Dataset) -> list[Column]:
    """Every column of every layout of the data set; both coordinate systems where it has one."""
    variants = [variant for layout in dataset.mappings for variant in with_other_coordinates(layout)]
    return [column for variant in variants for column in variant.columns]


def _split(dataset: Dataset, words: str) -> tuple[str, str]:
    """Our column's name and what stands behind the equals sign; a heading may hold equals signs of its own."""
    ours = {fold(said): column.name for column in _columns(dataset) for said in (column.name, column.title)}
    at = next((at for at, sign in enumerate(words) if sign == "=" and fold(words[:at]) in ours), None)
    if at is None:
        titles = dict.fromkeys(column.title for column in _columns(dataset))
        raise MappingRefused(
            f"{dataset.words} has no such column.",
            "words that do not begin with one of our headings and an equals sign.",
            f'write "Our heading=Their heading"; our headings are: {", ".join(titles)}.',
        )
    return ours[fold(words[:at])], words[at + 1 :].strip()


def _check_forms(dataset: Dataset, declared: dict[str, str]) -> None:
    for name, form in declared.items():
        column = next(column for column in _columns(dataset) if column.name == name)
        known = [one for one in forms_of(column) if one]
        if form not in known:
            raise MappingRefused(
                f'"{column.title}" cannot have that form.',
                "a form that is not one of those known.",
                f"write one of: {', '.join(known)}." if known else "leave it out: this column has no forms.",
            )


def _read_codes(table: Extract, dataset: Dataset) -> Codes:
    """The pairs of a two-column table, for every column whose list holds our code."""
    if len(table.headings) != 2:
        raise MappingRefused(
            f"{table.file_name}: it is no table of codes.",
            f"{len(table.headings)} columns.",
            "send two columns with a row of headings: their code, our code.",
        )
    theirs, ours = (table.texts(heading).dictionary_decode().to_pylist() for heading in table.headings)
    lists = {column.name: column.allowed for column in _columns(dataset) if column.kind == "code"}
    lost = [row for row, code in enumerate(ours, FIRST_ROW) if not any(code in known for known in lists.values())]
    if lost:
        raise MappingRefused(
            f"{table.file_name}: codes that are in no list of {dataset.words}.",
            f"the second column of {rows_in_words(tuple(lost), len(lost))}.",
            "write our codes as DATASETS.md lists them.",
        )
    pairs = list(zip(theirs, ours, strict=True))
    return {name: tuple(pair for pair in pairs if pair[1] in known) for name, known in lists.items()}
