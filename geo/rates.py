"""Counts against the people who live there."""


def rate_per_1000(count: float, residents: int | None) -> float | None:
    """Events per 1,000 residents; None where nobody is known to live there, since a rate would have no meaning."""
    return None if not residents else 1000.0 * count / residents
