"""What was supplied: each data set's batches for the period, how well they could be placed, and what is missing."""

from hub.products.draft import Draft
from hub.products.product import Cell, Column, Section, TableBlock, Text
from ingest.contract import Dataset


def supply_section(draft: Draft) -> Section:
    """Supply of every data set for the period of the product."""
    rows = [_row(draft, dataset) for dataset in (*draft.datasets, *draft.others)]
    columns = (
        Column("Data set", "text"),
        Column("Provider", "text"),
        Column("Supply", "text"),
        Column("Rows with a usable location", "text"),
    )
    note = "Missing months are shown as not supplied, never as zero. An event without a location is on no map."
    return Section("Supply and data quality", (TableBlock("What was supplied", columns, tuple(rows), note=note),))


def _row(draft: Draft, dataset: Dataset) -> tuple[Cell, ...]:
    months = draft.period.months
    missing = [month for month in months if not draft.figures.supply(dataset.name, month).batches]
    providers = sorted({name for month in months for name in draft.figures.supply(dataset.name, month).providers})
    state = (
        "not supplied"
        if len(missing) == len(months)
        else "complete"
        if not missing
        else f"without {', '.join(missing)}"
    )
    return (
        Text(dataset.title),
        Text(", ".join(providers) or "none"),
        Text(state),
        Text(_located(draft, dataset) if providers else "not supplied"),
    )


def _located(draft: Draft, dataset: Dataset) -> str:
    share = draft.figures.located_share(dataset.name, draft.period)
    kind = draft.figures.location_kind(dataset.name, draft.period)
    return "not known" if share is None else f"{share:.0f} %" + (f", mostly {kind}" if kind else "")
