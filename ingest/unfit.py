"""Layouts that are well known and cannot be what they are sent as: refused for the reason that is true of them."""

from ingest.contract import Dataset, ExtractRefused
from ingest.extract import Extract


def refuse_unfit(extract: Extract, dataset: Dataset) -> None:
    """ExtractRefused when the headings are those of a layout the data set names as unfit."""
    unfit = next((layout for layout in dataset.unfit if layout.is_layout_of(extract.headings)), None)
    if unfit:
        raise ExtractRefused(f"{extract.file_name}: {unfit.title} cannot be {dataset.words}.", unfit.found, unfit.do)
