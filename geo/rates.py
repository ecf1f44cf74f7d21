"""Counts against the people who live there, and against what is counted elsewhere."""


def rate_per_1000(count: float, residents: int | None) -> float | None:
    """Events per 1,000 residents; None where nobody is known to live there, since a rate would have no meaning."""
    return None if not residents else 1000.0 * count / residents


def location_quotient(events: float, all_events: float, everywhere: float, all_everywhere: float) -> float | None:
    """An area's share of one kind of event, ``events / all_events``, divided by the share of that kind everywhere.

    None where nothing happened in the area, or nothing of the kind anywhere. Source: P. L. Brantingham and P. J.
    Brantingham (1995), Location quotients and crime hot spots in the city.
    """
    if not all_events or not everywhere:
        return None
    return events * all_everywhere / (all_events * everywhere)
