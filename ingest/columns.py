"""The columns that most agency forms share: the day, the time, and a point in metres or in degrees."""

from ingest.contract import Column

_BLANK = "blank when there is no location"


def when(title: str, what: str) -> tuple[Column, Column]:
    """'<title> date' and '<title> time' of ``what``, as every agency form writes them."""
    unknown = "Local time; blank when unknown, which is not midnight."
    return (
        Column("date", f"{title} date", f"Day of the {what}.", "date", form="DD/MM/YYYY"),
        Column("time", f"{title} time", unknown, "time", blank=True, form="HH:MM"),
    )


def grid(eastward: str = "Easting", northward: str = "Northing", what: str = "") -> tuple[Column, Column]:
    """Two columns of British National Grid metres; ``what`` says of what they are the place."""
    words = f"British National Grid, metres{what and f', {what}'}; {_BLANK}."
    return (
        Column("easting", eastward, words, "easting", blank=True),
        Column("northing", northward, words, "northing", blank=True),
    )


def degrees(across: str, up: str, what: str = "") -> tuple[Column, Column]:
    """Two columns of WGS84 degrees; ``what`` says of what they are the place ('of the snap point')."""
    words = f"WGS84 degrees{what and f' {what}'}; {_BLANK}."
    return (
        Column("longitude", across, words, "longitude", blank=True),
        Column("latitude", up, words, "latitude", blank=True),
    )
