"""A mapping that a partnership saves for one of its providers: plain values, checked, and never more than the contract.

It says which of their headings is which of our columns, how dates are written, what their codes mean and which columns
the user has dropped by name. It can neither add a column that the contract does not prescribe nor spare a column from
the guard: none of its headings is an identifier, and none may promise personal data.
"""

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geo.checks import Refused
from ingest.contract import Column, Dataset, Mapping
from ingest.detectors import find_personal, heading_kind
from ingest.likeness import forms_of
from ingest.proposal import with_other_coordinates
from ingest.searched_columns import heading_in_words
from ingest.values import MOMENT_FORMS

NO_REASON = "not prescribed; dropped by name when the mapping was saved"
HEAD = """\
# How one provider's headings are read. Saved by `saferhub map` and noted in the ledger; checked at every use.
# Do not edit: a changed file is refused. Save the mapping again instead.
"""

Short = Annotated[str, Field(min_length=1, max_length=100)]
Code = Annotated[str, Field(min_length=1, max_length=60)]


class MappingRefused(Refused):
    """A saved mapping that is not there, was changed, or asks for what the contract does not allow."""

    exit_code: ClassVar[int] = 26


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SavedColumn(_Part):
    """Their heading for one of our columns; ``form`` of dates and times; ``codes``: their code -> ours."""

    heading: Short
    form: Annotated[str, Field(max_length=30)] = ""
    codes: dict[Code, Code] = {}


class SavedMapping(_Part):
    """Everything that is saved. ``columns``: our name -> theirs; ``dropped``: their heading -> reason.

    ``encoding`` and ``separator`` are hints for reading a CSV; empty is what the reader finds by itself.
    """

    version: Literal[1] = 1
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
    dataset: Short
    layout: Short
    provider: Annotated[str, Field(max_length=100)] = ""
    encoding: Literal["", "utf-8", "windows-1252", "iso-8859-1", "utf-16"] = ""
    separator: Literal["", ",", ";", "\t", "|"] = ""
    columns: dict[str, SavedColumn]
    dropped: dict[Annotated[str, Field(max_length=100)], Short] = {}


def read_saved(values: dict[str, Any], where: str) -> SavedMapping:
    """A saved mapping from plain values. MappingRefused, naming every key at fault, when they are not one."""
    try:
        return SavedMapping.model_validate(values)
    except ValidationError as fault:
        keys = sorted({".".join(str(part) for part in one["loc"][:1]) for one in fault.errors(include_url=False)})
    raise _refusal(where, [f"keys that cannot be used: {', '.join(keys)}"])


def write_saved(saved: SavedMapping) -> str:
    """The mapping as TOML; reading it back gives an equal one."""
    values = saved.model_dump()
    tables = [("dropped", values.pop("dropped"))]
    for name, column in values.pop("columns").items():
        codes = column.pop("codes")
        tables += [(f"columns.{_key(name)}", column), *([(f"columns.{_key(name)}.codes", codes)] if codes else [])]
    top = [f"{key} = {_text(value)}" for key, value in values.items()]
    parts = [
        [f"[{name}]", *(f"{_key(key)} = {_text(value)}" for key, value in table.items())] for name, table in tables
    ]
    return HEAD + "\n\n".join("\n".join(lines) for lines in [top, *parts]) + "\n"


def _text(value: str | int) -> str:
    """A TOML value: a JSON string is a basic string of TOML, as no control character gets here unescaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _text(key)


def to_mapping(saved: SavedMapping, dataset: Dataset) -> Mapping:
    """The layout that a saved mapping makes of one of the data set's own. MappingRefused with every fault found."""
    base = _base(saved, dataset)
    known = {column.name: column for column in base.columns} if base else {}
    faults = list(_faults(saved, dataset, base, known))
    if base is None or faults:
        raise _refusal(f"the mapping {saved.name} of {dataset.words}", faults)
    provider = base.column(base.provider_column)
    return dataclasses.replace(
        base,
        name=saved.name,
        title=f"{base.title}, in the headings of {saved.provider or 'the provider'}",
        columns=tuple(
            _column(column, saved.columns[column.name]) for column in base.columns if column.name in saved.columns
        ),
        dropped=dict(saved.dropped),
        identifiers=frozenset(),
        default_provider=saved.provider or base.default_provider,
        provider_column=base.provider_column if provider and provider.name in saved.columns else "",
    )


def _base(saved: SavedMapping, dataset: Dataset) -> Mapping | None:
    """The layout it is made of, in the coordinates it uses."""
    variants = [
        one for layout in dataset.mappings if layout.name == saved.layout for one in with_other_coordinates(layout)
    ]
    return min(
        variants, key=lambda one: len(set(saved.columns) - {column.name for column in one.columns}), default=None
    )


def _column(ours: Column, theirs: SavedColumn) -> Column:
    return dataclasses.replace(
        ours, title=theirs.heading, form=theirs.form or ours.form, translations=tuple(theirs.codes.items())
    )


def _faults(saved: SavedMapping, dataset: Dataset, base: Mapping | None, known: dict[str, Column]) -> Iterator[str]:
    """Everything a saved mapping may not be or do, in words that quote no code and no strange heading."""
    if saved.dataset != dataset.name:
        yield "it is of another data set"
    if saved.name in {mapping.name for mapping in dataset.mappings}:
        yield "its name is that of a layout of the hub"
    if base is None:
        yield "the layout it was made of does not exist"
        return
    strange = [name for name in saved.columns if name not in known]
    if strange:
        yield f"{len(strange)} columns that the contract does not prescribe"
    for name, column in known.items():
        spared = column.optional or (name == base.provider_column and saved.provider)
        if name not in saved.columns and not spared:
            yield f'no heading for "{column.title}"'
    for name in set(saved.columns) & set(known):
        yield from _column_faults(known[name], saved.columns[name])
    yield from _heading_faults(saved)
    if saved.provider and not _is_harmless(saved.provider):
        yield "a provider's name that is not one"


def _column_faults(ours: Column, theirs: SavedColumn) -> Iterator[str]:
    if theirs.form and theirs.form not in forms_of(ours):
        yield f'a form that "{ours.title}" cannot have'
    if theirs.codes and ours.kind != "code":
        yield f'codes for "{ours.title}", which holds none'
    elif not set(theirs.codes.values()) <= set(ours.allowed):
        yield f'codes for "{ours.title}" that stand for none of its list'
    if not _is_harmless(*theirs.codes):
        yield f'codes for "{ours.title}" that look like personal data'
    promised = heading_kind(theirs.heading)
    if promised and promised != heading_kind(ours.title) and not (ours.kind == "outcode" and "postcode" in promised):
        yield f"{heading_in_words(theirs.heading)} promises {promised}"


def _heading_faults(saved: SavedMapping) -> Iterator[str]:
    """A heading is read once (a date and a time may share one), or dropped, and a dropped one promises no person."""
    moments = [one for one in saved.columns.values() if one.form in MOMENT_FORMS]
    headings = [one.heading for one in saved.columns.values() if one not in moments]
    shared = {one.heading for one in moments}
    if len(set(headings)) < len(headings) or shared & set(headings):
        yield "one heading read as two columns"
    both = (shared | set(headings)) & set(saved.dropped)
    if both:
        yield f"{len(both)} headings both read and dropped"
    strange = [heading for heading in {*headings, *shared, *saved.dropped} if not _is_harmless(heading)]
    if strange:
        yield f"{len(strange)} headings that look like data themselves"
    for heading in saved.dropped:
        if promised := heading_kind(heading):
            yield f"{heading_in_words(heading)}, dropped, promises {promised}: it may not be sent at all"


def _is_harmless(*texts: str) -> bool:
    return all(text.isprintable() for text in texts) and not find_personal(pa.array(texts, pa.string()))


def _refusal(what: str, faults: list[str]) -> MappingRefused:
    return MappingRefused(
        f"{what} cannot be used.",
        "; ".join(faults) + ".",
        "make it again: saferhub map FILE --dataset NAME --save NAME; a provider's personal columns must not be sent.",
    )
