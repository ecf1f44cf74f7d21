"""Receiving against its peers: a made-up recorded-crime extract of 200,000 rows, agency form, into 400 areas.

The peer does the part of the work that other tools do: pandas reads and types the file, pandera judges it lazily, and
geopandas joins the points to the same boundaries. Ours does that, and also the strict reading, the search for personal
data, a second level, the grid cell, the fingerprint and the receipt.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pandera.pandas as pandera
import shapely

from geo.boundaries import Boundaries
from geo.grid import cells_over
from ingest.categories import reference
from ingest.receive import Places, receive
from ingest.register import find_dataset

ROWS, SIDE, REPEATS = 200_000, 1_000, 3
WEST, SOUTH = 480_000, 230_000


def run() -> list[tuple[str, float, float, str]]:
    """(what, our seconds, the peer's seconds, note); the best of three runs of each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recorded_crime.csv"
        make_extract(path)
        lsoa, ward = lattice("lsoa", "E01", 20), lattice("ward", "E05", 4)
        places = Places("lsoa", {"lsoa": lsoa, "ward": ward}, cells_over(lsoa.outline(), 500))
        ours, accepted = best(lambda: receive(path, find_dataset("recorded-crime"), places).receipt.accepted)
        theirs, joined = best(lambda: peer(path, lsoa))
    note = f"{ROWS:,} rows; accepted {accepted:,}, joined by the peer {joined:,}"
    return [("receive 200,000 crimes (pandas+pandera+sjoin)", ours, theirs, note)]


def best(act: Callable[[], int]) -> tuple[float, int]:
    """The shortest time of ``REPEATS`` runs, and the result."""
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        result = act()
        seconds.append(time.perf_counter() - start)
    return min(seconds), result


def make_extract(path: Path, rows: int = ROWS) -> None:
    """Write the extract: seeded; 2 % of rows without location, 3 % outside, some times unknown."""
    rng = np.random.default_rng(20190101)
    offences = [(row["offence_group"], row["sub_category"]) for row in reference("notifiable_offences_2007")]
    picked = rng.integers(0, len(offences), rows)
    day = pd.Timestamp("2019-01-01") + pd.to_timedelta(rng.integers(0, 90, rows), unit="D")
    minute = rng.integers(0, 1440, rows)
    frame = pd.DataFrame(
        {
            "Offence date": day.strftime("%d/%m/%Y"),
            "Offence time": np.where(rng.random(rows) < 0.1, "", clock(minute)),
            "Offence group": [offences[at][0] for at in picked],
            "Sub-category": [offences[at][1] for at in picked],
            "Easting": (WEST + rng.integers(-300, 20_300, rows)).astype(str),
            "Northing": (SOUTH + rng.integers(-300, 20_300, rows)).astype(str),
        }
    )
    frame.loc[rng.random(rows) < 0.02, ["Easting", "Northing"]] = ""
    frame.to_csv(path, index=False)


def clock(minute: np.ndarray) -> np.ndarray:
    """Minutes of the day as HH:MM."""
    words = np.array([f"{at // 60:02d}:{at % 60:02d}" for at in range(1440)])
    return np.take(words, minute)


def lattice(level: str, prefix: str, across: int) -> Boundaries:
    """Square areas over 20 km by 20 km, ``across`` in each direction."""
    size = 20 * SIDE / across
    x, y = (part.ravel() * size for part in np.meshgrid(np.arange(across), np.arange(across)))
    outlines = shapely.box(WEST + x, SOUTH + y, WEST + x + size, SOUTH + y + size)
    codes = tuple(f"{prefix}{number:06d}" for number in range(outlines.size))
    return Boundaries(level, codes, codes, outlines, (None,) * len(codes))


def peer(path: Path, lsoa: Boundaries) -> int:
    """pandas reads and types, pandera judges lazily, geopandas joins; gives the number of joined rows."""
    table = pd.read_csv(path, parse_dates=["Offence date"], date_format="%d/%m/%Y")
    offences = pd.DataFrame([dict(row) for row in reference("notifiable_offences_2007")])
    schema = pandera.DataFrameSchema(
        {
            "Offence date": pandera.Column("datetime64[us]", pandera.Check.ge(pd.Timestamp("1990-01-01"))),
            "Offence time": pandera.Column(str, pandera.Check.str_matches(r"^([01]\d|2[0-3]):[0-5]\d$"), nullable=True),
            "Offence group": pandera.Column(str, pandera.Check.isin(list(offences["offence_group"]))),
            "Sub-category": pandera.Column(str, pandera.Check.isin(list(offences["sub_category"]))),
            "Easting": pandera.Column(float, pandera.Check.in_range(0, 700_000), nullable=True),
            "Northing": pandera.Column(float, pandera.Check.in_range(0, 1_300_000), nullable=True),
        },
        strict=True,
    )
    table = schema.validate(table, lazy=True)
    located = table[table["Easting"].notna()]
    points = geopandas.points_from_xy(located["Easting"], located["Northing"], crs=27700)
    areas = geopandas.GeoDataFrame({"lsoa": lsoa.codes}, geometry=list(lsoa.outlines), crs=27700)
    joined = geopandas.sjoin(geopandas.GeoDataFrame(located, geometry=points), areas, predicate="intersects")
    return int(joined.index.nunique())


if __name__ == "__main__":
    for name, ours, theirs, note in run():
        print(f"{name}: ours {ours:.2f} s, peer {theirs:.2f} s ({note})")
