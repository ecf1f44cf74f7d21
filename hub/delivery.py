"""What is handed to the hub to be received: one file, and what its rows cannot say by themselves."""

from dataclasses import dataclass
from pathlib import Path

from ingest.periods import Period


@dataclass(frozen=True)
class Delivery:
    """One file to receive: its data set, and what the rows cannot say by themselves (found by itself where None)."""

    path: Path
    dataset: str
    mapping: str | None = None
    period: Period | None = None
    provider: str | None = None
    beside: Path | None = None
