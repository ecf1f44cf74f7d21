"""A hub of a made-up partnership of 4 x 4 km, and extracts to receive in it."""

from collections.abc import Sequence
from pathlib import Path

import shapely

from geo.boundaries import Boundaries
from hub.access.identity import Identity
from hub.hub import Hub, open_hub
from hub.settings import FILE_NAME, write_settings
from hub.store import Stored

WHO = Identity("tester", "analyst", "tests")
HEAD = "Offence date,Offence time,Offence group,Sub-category,Easting,Northing"
WHAT = "12:30,burglary,Burglary in a dwelling"


def squares(level: str, prefix: str, size: int) -> Boundaries:
    """Squares of a 4 x 4 km partnership at SU 50 00."""
    corners = [(450_000 + x, 100_000 + y) for x in range(0, 4_000, size) for y in range(0, 4_000, size)]
    codes = [f"{prefix}{number:08d}" for number in range(1, len(corners) + 1)]
    wkb = [shapely.to_wkb(shapely.box(x, y, x + size, y + size)) for x, y in corners]
    return Boundaries.from_wkb(level, codes, [f"{level} {code[-2:]}" for code in codes], wkb)


def make_hub(folder: Path, settings: str = "") -> Hub:
    """A hub with its areas; ``settings`` are lines put at the end of saferhub.toml in place of its own [supply]."""
    write_settings(folder, "Test partnership")
    if settings:
        path = folder / FILE_NAME
        written = path.read_text(encoding="utf-8")
        path.write_text(written[: written.index("[supply]")] + settings, encoding="utf-8")
    hub = open_hub(folder)
    hub.add_areas(squares("lsoa", "E81", 1_000), WHO)
    hub.add_areas(squares("ward", "E85", 2_000), WHO)
    return hub


def extract(folder: Path, name: str, months: str | Sequence[str], rows: int) -> Path:
    """A recorded-crime extract with so many rows in each month."""
    lines = [HEAD]
    for month in [months] if isinstance(months, str) else months:
        dates = [f"{day % 28 + 1:02d}/{month[5:]}/{month[:4]}" for day in range(rows)]
        lines += [f"{date},{WHAT},{450_100 + 37 * day % 3_800},100500" for day, date in enumerate(dates)]
    path = folder / name
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def receive(hub: Hub, path: Path, provider: str | None = None) -> Stored:
    return hub.receive(path, "recorded-crime", WHO, None, None, provider)


def events(hub: Hub) -> int:
    records, _ = hub.records()
    return int(records.table("events").count().execute())


def entries(hub: Hub) -> int:
    verdict = hub.verify_ledger()
    assert verdict.broken_at is None
    return verdict.entries


def bytes_of(hub: Hub) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(hub.settings.data_directory.iterdir())}
