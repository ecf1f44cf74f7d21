"""The whole way in against its peers: a made-up recorded-crime extract, agency form, into a hub with 400 areas.

Ours is what `saferhub receive` does: strict reading in a process of its own, the fingerprint, the search for personal
data, the contract, two levels of area, the grid cell, receipt, ledger and the committed release file. One peer is
DuckDB's bare ``CREATE TABLE AS SELECT * FROM read_csv`` of the same file; the other reads and types with pandas, judges
lazily with pandera, joins the points to the areas with geopandas, and inserts the result into DuckDB.

``python -m benchmarks.ingest 100000 1000000 10000000`` measures other sizes, with the most memory that each way held
(its processes together, shared pages counted once), and says whether time grows linearly. Each way runs three times and
the best counts; beyond a million rows pandas runs once, as it takes minutes.
"""

import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import geopandas
import numpy as np
import pandas as pd
import pandera.pandas as pandera
import shapely

from geo.boundaries import Boundaries
from geo.references import cell_references
from hub.access.identity import Identity
from hub.hub import open_hub
from hub.settings import write_settings
from ingest.categories import reference

ROWS, SIDE, CELL, REPEATS, SEED = 200_000, 1_000, 500, 3, 20190101
WEST, SOUTH = 480_000, 230_000
WHO = Identity("benchmark", "analyst", "command line")
MADE_OF = 2
"""Sizes that any straight line fits."""
MANY = 1_000_000
"""Up to how many rows the slowest peer runs in every turn."""
FEW = 60_000
"""Rows of the extract that is taken before the clock starts, so that programs are loaded, processes run, and tables for
placing many points are laid (about a second, once in a process)."""


@dataclass(frozen=True)
class Measured:
    """Seconds, rows that came through, and the most megabytes held."""

    seconds: float
    rows: int
    megabytes: float


def run() -> list[tuple[str, float, float, str]]:
    """(what, our seconds, the peer's seconds, note), the best of three runs of each."""
    found = measure(ROWS, REPEATS)
    note = f"{ROWS:,} rows; came through: " + ", ".join(f"{name} {one.rows:,}" for name, one in found.items())
    return [(f"receive {ROWS:,} crimes ({name})", found["hub"].seconds, found[name].seconds, note) for name in PEERS]


def measure(rows: int, repeats: int = 1) -> dict[str, Measured]:
    """Each way measured with the same extract of so many rows, each in a process of its own, in turn; the best counts.

    Beyond a million rows only the first turn has the peer that takes minutes.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recorded_crime.csv"
        make_extract(path, rows)
        make_extract(Path(folder) / "few.csv", FEW)
        ways = [WAYS if rows <= MANY or turn == 0 else FAST for turn in range(repeats)]
        turns = [{name: _apart(name, path) for name in one} for one in ways]
    return {name: min((turn[name] for turn in turns if name in turn), key=lambda one: one.seconds) for name in WAYS}


def receive_in_hub(path: Path, folder: Path) -> tuple[float, int]:
    """The whole way in; gives seconds and rows accepted."""
    write_settings(folder, "Benchmark")
    hub = open_hub(folder)
    for areas in levels().values():
        hub.add_areas(areas, WHO)
    hub.receive(path.with_name("few.csv"), "recorded-crime", WHO, None, None, "Warm-up Police")
    start = time.perf_counter()
    stored = hub.receive(path, "recorded-crime", WHO, None, None, "Benchmark Police")
    return time.perf_counter() - start, stored.receipt.accepted


def create_table(path: Path, folder: Path) -> tuple[float, int]:
    """DuckDB's bare read into a table of a file; gives seconds and rows."""
    with duckdb.connect(str(folder / "bare.duckdb")) as connection:
        connection.execute("SET enable_progress_bar = false")
        start = time.perf_counter()
        connection.execute("CREATE TABLE crimes AS SELECT * FROM read_csv(?)", [str(path)])
        connection.execute("CHECKPOINT")
        seconds = time.perf_counter() - start
        (held,) = connection.execute("SELECT count(*) FROM crimes").fetchall()
    return seconds, int(held[0])


def join_frames(path: Path, folder: Path) -> tuple[float, int]:
    """pandas, pandera and geopandas, and an insert into DuckDB; gives seconds and rows joined."""
    join(path.with_name("few.csv"), levels())
    start = time.perf_counter()
    joined = join(path, levels())
    with duckdb.connect(str(folder / "frames.duckdb")) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.register("joined", pd.DataFrame(joined.drop(columns="geometry")))
        connection.execute("CREATE TABLE crimes AS SELECT * FROM joined")
    return time.perf_counter() - start, len(joined)


def levels() -> dict[str, Boundaries]:
    """The areas of the benchmark, finest first."""
    return {"lsoa": lattice("lsoa", "E01", 20), "ward": lattice("ward", "E05", 4)}


WAYS: dict[str, Callable[[Path, Path], tuple[float, int]]] = {
    "hub": receive_in_hub,
    "CREATE TABLE AS": create_table,
    "pandas, pandera, geopandas": join_frames,
}
PEERS = tuple(name for name in WAYS if name != "hub")
FAST = tuple(name for name in WAYS if name != "pandas, pandera, geopandas")


def _apart(name: str, path: Path) -> Measured:
    """One way in a fresh process, so that nobody pays for the memory of another."""
    with tempfile.TemporaryDirectory() as folder, multiprocessing.get_context("spawn").Pool(1) as apart:
        with _watched(os.getpid()) as most:
            seconds, rows = apart.apply(WAYS[name], (path, Path(folder)))
        return Measured(seconds, rows, most[0])


@contextmanager
def _watched(process: int) -> Iterator[list[float]]:
    """The most megabytes that the processes below this one held together, looked at twenty times a second (Linux)."""
    most, stopped = [0.0], threading.Event()

    def watch() -> None:
        while not stopped.wait(0.05):
            most[0] = max(most[0], sum(_megabytes(below) for below in _below(process)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        stopped.set()
        watcher.join()


def _below(process: int) -> Iterator[int]:
    """The processes that this one started, and theirs."""
    for thread in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = thread.read_text(encoding="ascii").split()
        except OSError:
            continue  # the thread has ended
        for child in children:
            yield int(child)
            yield from _below(int(child))


def _megabytes(process: int) -> float:
    """What a process holds, its share of pages that others hold as well."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


def make_extract(path: Path, rows: int = ROWS, days: int = 90, seed: int = SEED) -> None:
    """Write the extract: seeded, of so many days; 2 % of rows without location, 3 % outside, some times unknown."""
    rng = np.random.default_rng(seed)
    offences = [(row["offence_group"], row["sub_category"]) for row in reference("notifiable_offences_2007")]
    picked = rng.integers(0, len(offences), rows)
    day = pd.Timestamp("2019-01-01") + pd.to_timedelta(rng.integers(0, days, rows), unit="D")
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
    """Areas over 20 km by 20 km, ``across`` in each direction, with a corner every 20 m as real outlines have."""
    size = 20 * SIDE / across
    x, y = (part.ravel() * size for part in np.meshgrid(np.arange(across), np.arange(across)))
    squares = shapely.segmentize(shapely.box(WEST + x, SOUTH + y, WEST + x + size, SOUTH + y + size), 20)
    codes = tuple(f"{prefix}{number:06d}" for number in range(squares.size))
    return Boundaries(level, codes, codes, shapely.transform(squares, winding), (None,) * len(codes))


def winding(points: np.ndarray) -> np.ndarray:
    """Points moved by up to 25 m, neighbours' shared ones alike, so that edges wind and areas still meet."""
    x, y = points.T
    x = x + 25 * np.sin(y / 90)
    moved: np.ndarray = np.column_stack([x, y + 25 * np.sin(x / 70)])
    return moved


def join(path: Path, areas_of: dict[str, Boundaries]) -> geopandas.GeoDataFrame:
    """pandas reads and types, pandera judges lazily, geopandas joins each level; gives the rows of the finest."""
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
    placed = geopandas.GeoDataFrame(located, geometry=points)
    for level, areas in areas_of.items():
        outlines = geopandas.GeoDataFrame({level: areas.codes}, geometry=list(areas.outlines), crs=27700)
        placed = geopandas.sjoin(placed, outlines, predicate="intersects").drop(columns="index_right")
        placed = placed[~placed.index.duplicated()]
    return placed.assign(cell=cell_references(placed["Easting"].to_numpy(), placed["Northing"].to_numpy(), CELL))


def main(sizes: list[int]) -> None:
    """Measure each size, and print seconds, ratios and memory; then how near our times lie to a straight line."""
    ours: list[tuple[int, float]] = []
    for rows in sizes:
        found = measure(rows, REPEATS)
        ours.append((rows, found["hub"].seconds))
        for name, one in found.items():
            ratio = one.seconds / found["hub"].seconds
            print(f"{rows:>12,}  {name:<28} {one.seconds:8.2f} s  {ratio:6.2f} x ours  {one.megabytes:8,.0f} MB")
            sys.stdout.flush()
    if len(ours) > MADE_OF:
        print(describe_growth(ours))


def describe_growth(ours: list[tuple[int, float]]) -> str:
    """The straight line that lies nearest to the times, as parts of them, and how far off the worst of them is."""
    rows, seconds = np.array(ours).T
    fixed, each = np.linalg.lstsq(np.column_stack([1 / seconds, rows / seconds]), np.ones(len(rows)))[0]
    off = np.abs((fixed + each * rows) / seconds - 1).max()
    return f"a straight line: {fixed:.2f} s and {1e6 * each:.2f} s for each million rows; at most {off:.0%} off"


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [ROWS])
