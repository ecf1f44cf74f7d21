"""What an agency is told about its file: every row accounted for, every fault by column, rule and row number.

A receipt holds no value of the file. It always closes: rows = accepted + outside_area + no_location + refused +
not_prescribed.
"""

from dataclasses import asdict, dataclass
from typing import Any

from geo.checks import Refused
from ingest.letter import Letter, Standing, as_text
from ingest.periods import Period
from ingest.problems import ROWS_LISTED, ROWS_NAMED, Habit, Problem, read_problem, rows_in_words

__all__ = ["ROWS_LISTED", "ROWS_NAMED", "Habit", "Problem", "Quality", "Receipt", "read_receipt", "rows_in_words"]

RECEIVED = Standing("Receipt", "The file was read; the hub has not taken it yet.")


AREA_ONLY = "area only"


@dataclass(frozen=True)
class Quality:
    """How the accepted rows of a file are located: at their point, at a snapped point, or by the code of an area."""

    exact: int
    snapped: int
    area: int

    @property
    def mostly(self) -> str:
        """How most of them are located: 'exact', 'snapped' or ``AREA_ONLY``; '' where none was accepted."""
        known = {"exact": self.exact, "snapped": self.snapped, AREA_ONLY: self.area}
        return max(known, key=lambda name: known[name]) if any(known.values()) else ""


@dataclass(frozen=True)
class Receipt:
    """The account of one file. Counts are rows of the file; ``events`` is how many events the accepted rows make.

    ``not_prescribed``: honest rows of a real layout that the Regulations do not ask for; not loaded, and no fault.
    ``batch`` stays empty until the batch is stored or held. ``quality`` is None on receipts of hubs that did not note
    it yet. ``months`` are those that the file supplies: with at least one row that has a location or is not prescribed;
    None where it supplies its whole period (a nil return). A receipt that does not close cannot be made.
    """

    dataset: str
    provider: str
    period: Period
    file_name: str
    mapping: str
    fingerprint: str
    rows: int
    accepted: int
    outside_area: int
    no_location: int
    refused: int
    events: int
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    batch: str = ""
    not_prescribed: int = 0
    quality: Quality | None = None
    months: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        counted = self.accepted + self.outside_area + self.no_location + self.refused + self.not_prescribed
        placed = sum(asdict(self.quality).values()) if self.quality else self.accepted
        if (counted, placed) != (self.rows, self.accepted):
            raise Refused(
                f"{self.file_name}: the receipt does not close.",
                f"{self.rows} rows in the file, {counted} accounted for; {self.accepted} accepted, {placed} located.",
                "report this as a fault of the hub; nothing was stored.",
            )

    @property
    def supplied(self) -> tuple[str, ...]:
        """Months that this file supplies. A month of its period without any row is a gap, never a zero."""
        return self.period.months if self.months is None else self.months

    @property
    def refused_share(self) -> float:
        """Refused rows as a share of all, 0 to 1."""
        return self.refused / self.rows if self.rows else 0.0

    @property
    def match_rate(self) -> float | None:
        """Rows that came with a usable location as a share, 0 to 1, of those that keep the contract; None of none."""
        kept = self.rows - self.refused - self.not_prescribed
        return (kept - self.no_location) / kept if kept else None

    def as_dict(self) -> dict[str, Any]:
        """The receipt as plain values for JSON; the period as its text."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            **fields,
            "period": str(self.period),
            "problems": [problem.as_dict() for problem in self.problems],
            "notes": list(self.notes),
            "quality": asdict(self.quality) if self.quality else None,
            "match_rate": self.match_rate,
            "months": list(self.supplied),
        }

    def as_text(self, standing: Standing = RECEIVED) -> str:
        """The receipt in lines for a reader at a terminal: the first 20 runs of row numbers of each fault."""
        return as_text(self.letter(standing), ROWS_NAMED)

    def letter(self, standing: Standing = RECEIVED) -> Letter:
        """The receipt as a letter to the liaison officer, saying what became of the file."""
        return Letter(
            standing=standing,
            file_name=self.file_name,
            facts=self._facts(),
            sums=self._sums(),
            quality=self._located(),
            problems=self.problems,
            notes=(*self.notes, *self._gaps()),
        )

    def _gaps(self) -> tuple[str, ...]:
        gaps = [month for month in self.period.months if month not in self.supplied]
        words = "It stays not supplied; if there truly were no events: saferhub receive --nil --period MONTH"
        return (f"No row for {', '.join(gaps)}. {words}",) if gaps else ()

    def _facts(self) -> tuple[tuple[str, str], ...]:
        facts = (
            ("Data set", self.dataset.replace("-", " ")),
            ("Provider", self.provider),
            ("Period", self.period.words()),
            ("Layout", self.mapping),
            ("Batch", self.batch),
            ("SHA-256 of the file", self.fingerprint),
        )
        return tuple((name, words) for name, words in facts if words)

    def _sums(self) -> tuple[tuple[str, int], ...]:
        return (
            ("rows in the file", self.rows),
            ("accepted", self.accepted),
            ("outside the area", self.outside_area),
            ("no location", self.no_location),
            ("refused", self.refused),
            *([("not prescribed, so not loaded", self.not_prescribed)] if self.not_prescribed else []),
            ("events accepted", self.events),
        )

    def _located(self) -> tuple[tuple[str, str], ...]:
        if self.quality is None or self.match_rate is None:
            return ()
        counts = {
            "accepted rows with an exact point": self.quality.exact,
            "accepted rows with a snapped point": self.quality.snapped,
            "accepted rows with an area only": self.quality.area,
            "rows with no location": self.no_location,
        }
        rate = ("rows with a usable location", f"{100 * self.match_rate:.1f} %")
        return (*((name, f"{count:,}") for name, count in counts.items()), rate)


def read_receipt(values: dict[str, Any]) -> Receipt:
    """A receipt back from its plain values, such as those kept in the register."""
    known = {name: values[name] for name in Receipt.__dataclass_fields__ if name in values}
    return Receipt(
        **{
            **known,
            "period": Period.parse(values["period"]),
            "problems": tuple(read_problem(problem) for problem in values["problems"]),
            "notes": tuple(values["notes"]),
            "quality": Quality(**values["quality"]) if values.get("quality") else None,
            "months": tuple(values["months"]) if "months" in values else None,
        }
    )
