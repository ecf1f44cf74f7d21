"""The mappings this partnership has saved for its providers: a TOML file each, noted in the ledger, judged at each use.

A file lies in ``mappings/<data set>/<name>.toml`` of the hub's data directory. The ledger entry of its saving holds its
hash, so a file that was edited, swapped or put there by hand is refused.
"""

import dataclasses
import hashlib
import json
import os
import tomllib
from pathlib import Path

from sqlalchemy import select

from hub.ledger import Entry, append
from hub.register import LEDGER, Register
from ingest.contract import Dataset, Mapping
from ingest.saved_mapping import MappingRefused, SavedMapping, read_saved, to_mapping, write_saved

FOLDER, ACTION = "mappings", "mapping"


def save_mapping(register: Register, saved: SavedMapping, dataset: Dataset, entry: Entry) -> Path:
    """Write a mapping that its contract allows, with its ledger entry in the same transaction; returns the file.

    A mapping of the same name is replaced. ``entry`` says who and when; the subject and the hash are filled in here.
    """
    to_mapping(saved, dataset)
    path, content = _path(register, dataset, saved.name), write_saved(saved).encode()
    detail = {
        "layout": saved.layout,
        "provider": saved.provider,
        "columns": len(saved.columns),
        "dropped": len(saved.dropped),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    with register.writing() as connection:
        append(
            connection, dataclasses.replace(entry, action=ACTION, subject=_subject(dataset, saved.name), detail=detail)
        )
        _write(path, content)
    return path


def with_saved(register: Register, dataset: Dataset, name: str | None, provider: str | None) -> Dataset:
    """The data set with the saved mappings after its own layouts; those of ``provider`` first.

    With the ``name`` of one only that one is read, and with the name of the data set's own layout none.
    MappingRefused when one of them was changed, was never saved, or asks for what the contract does not allow.
    """
    if name in {mapping.name for mapping in dataset.mappings}:
        return dataset
    names = sorted(path.stem for path in (register.path.parent / FOLDER / dataset.name).glob("*.toml"))
    found = [_read(register, dataset, one) for one in ([name] if name in names else names)]
    theirs_first = sorted(found, key=lambda mapping: mapping.default_provider != provider)
    return dataclasses.replace(dataset, mappings=(*dataset.mappings, *theirs_first))


def _read(register: Register, dataset: Dataset, name: str) -> Mapping:
    content = _path(register, dataset, name).read_bytes()
    if hashlib.sha256(content).hexdigest() != _noted(register, _subject(dataset, name)):
        raise MappingRefused(
            f"the mapping {_plain(name)} of {dataset.words} is not as it was saved.",
            "a file that differs from the one that the ledger noted, or that the ledger never noted.",
            f"save it again: saferhub map FILE --dataset {dataset.name} --save {_plain(name)}; or take the file away.",
        )
    saved = read_saved(tomllib.loads(content.decode()), f"the mapping {_plain(name)} of {dataset.words}")
    return to_mapping(saved, dataset)


def _plain(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter == "-" else "_" for letter in name)[:40]


def _noted(register: Register, subject: str) -> str:
    """The hash of the newest saving, '' when there is none."""
    noted = select(LEDGER.c.detail).where(LEDGER.c.action == ACTION, LEDGER.c.subject == subject)
    with register.reading() as connection:
        detail = connection.execute(noted.order_by(LEDGER.c.position.desc()).limit(1)).scalar()
    return str(json.loads(detail)["sha256"]) if detail else ""


def _path(register: Register, dataset: Dataset, name: str) -> Path:
    return register.path.parent / FOLDER / dataset.name / f"{name}.toml"


def _subject(dataset: Dataset, name: str) -> str:
    return f"{dataset.name}/{name}"


def _write(path: Path, content: bytes) -> None:
    """The whole file or none of it, for its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_suffix(".part")
    with beside.open("wb") as out:
        beside.chmod(0o600)
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
