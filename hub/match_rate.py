"""Match rate: of how many rows of an extract the location is usable, in words, as a sealed reading.

How many rows have none is a count like any other: a percentage beside a printed total would give it away. So a reading
says only between which shares it lies, of so many rows that no share lies among the small counts alone.
"""

from hub.disclosure.readings import Reading, ReadingTable

POOR = "fewer than 85 %"
"""A map of fewer misleads (J. Ratcliffe 2004, Geocoding crime and a first estimate of a minimum acceptable hit rate,
International Journal of Geographical Information Science 18(1))."""
SHARES = ((0.95, "at least 95 %"), (0.85, "85 to 95 %"), (0.0, POOR))
TOO_FEW = "too few rows to tell"
TIMES_THRESHOLD = 20
"""A twentieth of the rows, the narrowest share told, is then no small count."""


def read_match_rate(provider: str, rows: int, located: int, threshold: int) -> ReadingTable:
    """The share of a provider's rows that came with a usable location; not applicable where there were no rows."""
    label = next(words for least, words in SHARES if located >= least * rows) if rows else None
    few = 0 < rows < TIMES_THRESHOLD * threshold
    return ReadingTable("match rate", [Reading(provider, TOO_FEW if few else label, 0 if few else rows)])
