"""One column of an extract as the guard sees it: what must be searched, what was found, and how it is told.

A refusal or a note names the column, the kind and row numbers; never a value.
"""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingest.column_signs import LEAST, is_date, span_a_lifetime
from ingest.contract import Column, Mapping
from ingest.detectors import Found, find_doubtful, find_personal, find_sentences, heading_kind, may_be_quoted
from ingest.extract import FIRST_ROW, Extract
from ingest.fine_coordinates import FINER, fine_numbers
from ingest.identifier import SAMPLE, sample_of
from ingest.problems import ROWS_NAMED, rows_in_words
from ingest.strict_forms import without_strict

_SHOWN, _FIGURES_SHOWN, _HABIT = 40, 4, 5
_PUBLIC: ReadOnly[str, frozenset[str]] = MappingProxyType(
    {"institution": frozenset({"a full postcode", "a house number and street", "house numbers and streets"})}
)
"""Kind of column -> what it may hold: the address of a school is nobody's home (SI 2007/1831 paragraph 6)."""
_FREE_TEXT, _OLD_DATES = "free text", "dates over 30 years or more, as dates of birth are"
_ADVICE: ReadOnly[str, str] = MappingProxyType(
    {
        "a house number and street": "check that it points at nobody's home",
        _FREE_TEXT: "the layout drops this column and none of it was kept; ask for the extract without it",
        _OLD_DATES: "check that they are dates of events",
    }
)
_CHECK = "some of them may be so by chance; check"


@dataclass(frozen=True)
class SearchedColumn:
    """A column that is searched. ``column`` is what the contract keeps of it (None: nothing); ``rest`` are the distinct
    texts that are not in its strict form; ``known`` is whether the layout names the heading; ``coarse`` whether the
    layout may tell areas only."""

    heading: str
    texts: pa.DictionaryArray
    rest: pa.Array
    column: Column | None
    known: bool
    coarse: bool

    @property
    def _allowed(self) -> frozenset[str]:
        return _PUBLIC.get(self.column.kind, frozenset()) if self.column else frozenset()

    @property
    def _represented(self) -> float:
        return len(self.rest) / max(1, len(self.texts.dictionary))

    def suspicion(self) -> str:
        """What the column looks like, in words that refuse the file; '' when it is harmless."""
        if not self.known and (promised := heading_kind(self.heading)):
            return f"column {heading_in_words(self.heading)}: {promised}, by its heading"
        found = find_personal(self.rest, represented=self._represented, coarse=self.coarse, allowed=self._allowed)
        found.update(self._fine() if self.coarse and self.column is None else {})
        if not found and not self._is_dropped:
            found.update(self._free_text())
        told = [f"{kind} ({self._rows(texts)})" for kind, texts in found.items()]
        return f"column {heading_in_words(self.heading)}: {told[0]}" if told else ""

    def doubts(self) -> tuple[str, ...]:
        """What may be harmless and may not, each in words for the receipt."""
        found = {kind: texts for kind, texts in find_doubtful(self.rest).items() if kind not in self._allowed}
        found.update(self._free_text() if self._is_dropped else {})
        found.update(self._old_dates())
        heading = heading_in_words(self.heading)
        return tuple(
            f"Column {heading}: {kind} ({self._rows(texts)}): {_ADVICE.get(kind, _CHECK)}."
            for kind, texts in found.items()
        )

    @property
    def _is_dropped(self) -> bool:
        return self.known and self.column is None

    def _fine(self) -> Found:
        fine = fine_numbers(sample_of(self.texts.dictionary).to_pylist(), self.heading)
        return {FINER: fine} if fine else {}

    def _free_text(self) -> Found:
        """Sentences, less those that occur often enough to be a code."""
        sentences = find_sentences(self.rest, self._represented)
        if not sentences:
            return {}
        times = np.bincount(self._indices(), minlength=len(self.texts.dictionary))
        rare = [text for text, at in zip(sentences, self._positions(sentences), strict=True) if times[at] < _HABIT]
        return {_FREE_TEXT: rare} if len(rare) >= LEAST else {}

    def _old_dates(self) -> Found:
        if self.column is None or self.column.kind != "date":
            return {}
        dates = [text for text in sample_of(self.texts.dictionary).to_pylist() if is_date(text)]
        return {_OLD_DATES: dates} if len(dates) >= LEAST and span_a_lifetime(dates) else {}

    def _indices(self) -> NDArray[np.int64]:
        return np.asarray(self.texts.indices.to_numpy(zero_copy_only=False))

    def _positions(self, texts: list[str]) -> NDArray[np.int64]:
        """Where the texts stand among the distinct texts of the column."""
        found = pc.index_in(pa.array(texts, pa.string()), value_set=self.texts.dictionary)
        return np.asarray(found.to_numpy(zero_copy_only=False))

    def _rows(self, suspects: list[str]) -> str:
        at = np.flatnonzero(np.isin(self._indices(), self._positions(suspects)))
        words = rows_in_words(tuple(int(row) + FIRST_ROW for row in at[:ROWS_NAMED]), int(at.size))
        return f"{words}, perhaps more" if len(self.rest) > SAMPLE and at.size > ROWS_NAMED else words


def searched_columns(extract: Extract, mapping: Mapping) -> list[SearchedColumn]:
    """The columns of the extract that are searched: all but a row identifier that the layout drops."""
    return [_searched(extract, mapping, heading) for heading in extract.headings if heading not in mapping.identifiers]


def _searched(extract: Extract, mapping: Mapping, heading: str) -> SearchedColumn:
    column = next((column for column in mapping.columns if column.title == heading), None)
    texts, known = extract.texts(heading), heading in mapping.headings
    rest = without_strict(texts.dictionary, column)
    return SearchedColumn(heading, texts, rest, column, known, mapping.scale == "area")


def heading_in_words(heading: str) -> str:
    """The heading in quotation marks, unless it is itself suspect, long or mostly digits."""
    figures = sum(letter.isdigit() for letter in heading)
    shown = len(heading) <= _SHOWN and figures <= _FIGURES_SHOWN and heading.isprintable() and may_be_quoted(heading)
    return f'"{heading}"' if shown else "one that is not shown"
