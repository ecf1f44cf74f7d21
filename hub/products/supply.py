"""What was supplied: by data set and provider, from the supply calendar; what is missing, since when, whom to ask."""

from hub.products.draft import Draft
from hub.products.product import Cell, Column, Section, TableBlock, Text, Words
from hub.supply import Owed
from hub.supply_calendar import Line
from ingest.contract import Dataset
from ingest.periods import day_in_words
from ingest.register import DATASETS

COLUMNS = (
    Column("Data set", "text"),
    Column("Provider", "text"),
    Column("Supply", "text"),
    Column("When", "text"),
    Column("Rows with a usable location", "text"),
)
NOTE = (
    "A month that one of its providers has not sent is shown as not supplied, never as zero and never as a smaller "
    "figure. A nil return is a provider's word that there was no event. An event without a location is on no map."
)
UNNAMED = ("open",)
"""Audiences whose papers name no contact."""


def supply_section(draft: Draft) -> Section:
    """Supply of every data set that is owed or held, for the period of the product."""
    held = {dataset.name for dataset in (*draft.datasets, *draft.others)}
    rows: list[tuple[Cell, ...]] = []
    asked: dict[str, str] = {}
    for dataset in DATASETS:
        lines = _lines(draft, dataset)
        rows += [_row(draft, dataset, line) for line in lines]
        if not lines and dataset.name in held:
            rows.append((Text(dataset.title), *[Text(words) for words in ("none", *["not supplied"] * 3)]))
        asked |= {line.provider: draft.calendar.contact(line.provider) for line in lines if line.missing}
    table = TableBlock("What was supplied", COLUMNS, tuple(rows), note=NOTE)
    if not asked or draft.audience in UNNAMED:
        return Section("Supply and data quality", (table,))
    words = tuple(f"{provider}: {contact}." for provider, contact in sorted(asked.items()))
    return Section("Supply and data quality", (table, Words(words, heading="Whom to ask for what is missing")))


def _lines(draft: Draft, dataset: Dataset) -> list[Line]:
    return [draft.calendar.line(dataset.name, owed, draft.period) for owed in _owed(draft, dataset)]


def _owed(draft: Draft, dataset: Dataset) -> list[Owed]:
    owed = draft.calendar.owed(dataset.name)
    return [one for one in owed if any(month in one for month in draft.period.months)]


def _row(draft: Draft, dataset: Dataset, line: Line) -> tuple[Cell, ...]:
    without = [month for month in draft.period.months if month in line.missing or month not in line.period]
    nothing = len(without) == len(draft.period.months)
    state = "not supplied" if nothing else f"without {', '.join(without)}" if without else "complete"
    nil = f"; nil return for {', '.join(line.nil)}" if line.nil else ""
    located = "not supplied" if nothing else _located(draft, dataset, line.provider)
    return Text(dataset.title), Text(line.provider), Text(state + nil), Text(_when(line)), Text(located)


def _located(draft: Draft, dataset: Dataset, provider: str) -> str:
    if dataset not in draft.datasets:
        return "not known"
    rate = draft.figures.match_rate(dataset.name, provider, draft.period)
    kind = draft.figures.location_kind(dataset.name, provider, draft.period)
    return rate.text() + (f", mostly {kind}" if kind and rate.shown else "")


def _when(line: Line) -> str:
    late = f", {line.days_late:,} {'day' if line.days_late == 1 else 'days'} late" if line.days_late else ""
    if line.received:
        return f"received {day_in_words(line.received)}{late}"
    return f"due {day_in_words(line.due)}{late}"
