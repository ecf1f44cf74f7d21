"""Wrenshire's reference layers: invented cameras, premises, schools, a survey by ward, and releases from prison."""

from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from ingest.synthetic_files import write_table
from ingest.synthetic_places import TOWNS, Geography
from ingest.synthetic_truth import LayerFile

LICENCE = "made up for this demo"
SPREAD = {"cctv-cameras": 450.0, "premises": 700.0, "schools": 1_900.0}
PLACES = {"cctv-cameras": 24, "premises": 36, "schools": 40}


def write_layers(
    rng: np.random.Generator, directory: Path, land: Geography, months: tuple[str, ...]
) -> tuple[LayerFile, ...]:
    """Write the five layers. Points are EPSG:27700 metres; the survey gives the share of a ward that feels unsafe."""
    year = months[-1][:4]
    points = tuple(_write_points(rng, directory, land, name, year) for name in SPREAD)
    return (*points, _write_survey(rng, directory, land, year), _write_releases(rng, directory, land, months))


def _write_points(rng: np.random.Generator, directory: Path, land: Geography, name: str, year: str) -> LayerFile:
    """Things scattered round the middles of the towns, inside the partnership."""
    towns = np.array(list(TOWNS.values()))
    drawn = rng.normal(towns[rng.integers(0, len(towns), 4 * PLACES[name])], SPREAD[name])
    inside = drawn[shapely.contains_xy(land.outline.buffer(-50), drawn)][: PLACES[name]].round()
    labels = [f"{name.split('-', maxsplit=1)[0].upper()} {number:03d}" for number in range(1, len(inside) + 1)]
    table = pd.DataFrame({"label": labels, "easting": inside[:, 0], "northing": inside[:, 1]})
    write_table(directory / f"{name}.csv", table.astype({"easting": int, "northing": int}))
    return LayerFile(f"{name}.csv", name, year, {"label": "label"})


def _write_survey(rng: np.random.Generator, directory: Path, land: Geography, year: str) -> LayerFile:
    share = np.clip(rng.normal(0.30, 0.08, len(land.ward.codes)), 0.1, 0.6)
    table = pd.DataFrame({"ward_code": land.ward.codes, "feel_unsafe": share.round(3)})
    write_table(directory / "perception-survey.csv", table)
    return LayerFile("perception-survey.csv", "perception-survey", year, {"code": "ward_code", "value": "feel_unsafe"})


def _write_releases(rng: np.random.Generator, directory: Path, land: Geography, months: tuple[str, ...]) -> LayerFile:
    quarters = sorted({f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" for month in months})
    wards = len(land.ward.codes)
    table = pd.DataFrame(
        {
            "ward_code": np.tile(land.ward.codes, len(quarters)),
            "quarter": np.repeat(quarters, wards),
            "releases": rng.poisson(rng.uniform(2, 24, wards)[np.tile(np.arange(wards), len(quarters))]),
        }
    )
    write_table(directory / "prison-releases.csv", table)
    columns = {"code": "ward_code", "value": "releases", "period": "quarter"}
    return LayerFile("prison-releases.csv", "prison-releases", months[-1], columns)
