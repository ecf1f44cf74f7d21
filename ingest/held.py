"""The bytes of a batch that is held in quarantine, and the way back: a hash guards the way, and places are found anew.

Arrow IPC with the receipt in the schema's metadata, so that one SHA-256 covers the events and their account.
"""

import hashlib
import io
import json
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.checks import Refused
from ingest.placing import Places, Spots, place_events
from ingest.receipt import Receipt, read_receipt

_RECEIPT, _BASE = b"saferhub-receipt", b"saferhub-base"


class HeldRefused(Refused):
    """A batch in quarantine cannot be read back, or not as it was held."""

    exit_code: ClassVar[int] = 21


def pack(events: pd.DataFrame, receipt: Receipt, places: Places) -> bytes:
    """The events of a batch, its receipt and the mark of the base areas they lie in, as the bytes of a file."""
    table = pa.Table.from_pandas(events, preserve_index=False)
    known = {_RECEIPT: json.dumps(receipt.as_dict(), sort_keys=True).encode(), _BASE: _base_mark(places)}
    table = table.replace_schema_metadata({**table.schema.metadata, **known})
    out = io.BytesIO()
    with pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


def unpack(content: bytes, sha256: str, places: Places) -> tuple[pd.DataFrame, Receipt]:
    """The events and the receipt back from the bytes of ``pack``; areas and cells are those of ``places``.

    Raises:
        HeldRefused: the bytes are not those of ``sha256``, or the base areas have changed since they were packed.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise HeldRefused(
            "the held file is not what was written when it was held.",
            "another SHA-256 than the register's.",
            "discard it, and receive the agency's file again.",
        )
    table = pa.ipc.open_file(pa.py_buffer(content)).read_all()
    metadata = table.schema.metadata
    if metadata[_BASE] != _base_mark(places):
        raise HeldRefused(
            "the outlines of the base level have changed since these rows were held; those outside were not kept.",
            f"other outlines of level {places.base}.",
            "receive the agency's file again: it replaces the held one.",
        )
    return _place_again(_with_words(table.to_pandas()), places), read_receipt(json.loads(metadata[_RECEIPT]))


def _with_words(events: pd.DataFrame) -> pd.DataFrame:
    """The categoricals hold words, those without a single one as well."""
    for name in events.select_dtypes("category"):
        words = events[name].cat
        events[name] = words.rename_categories(pd.Index(words.categories, dtype="str"))
    return events


def _place_again(events: pd.DataFrame, places: Places) -> pd.DataFrame:
    """Codes at every level of now and on the grid; the point and the base area stay what they were.

    A table of numbers comes back as it is: its areas are those of the file.
    """
    if places.base not in events:
        return events
    base = pd.Index(places.boundaries[places.base].codes).get_indexer(pd.Index(events[places.base]))
    here = np.ones(len(events), dtype=bool)
    spots = Spots(events["easting"].to_numpy(), events["northing"].to_numpy(), here, base.astype(np.int32))
    codes: dict[str, Any] = {
        name: pd.Series(code, events.index) for name, code in place_events(spots, here, places).items()
    }
    return events.assign(**codes)


def _base_mark(places: Places) -> bytes:
    """SHA-256 over the codes and outlines of the base level."""
    digest, base = hashlib.sha256(), places.boundaries[places.base]
    for code, outline in zip(base.codes, base.to_wkb(), strict=True):
        digest.update(f"{code}|".encode() + outline)
    return digest.hexdigest().encode()
