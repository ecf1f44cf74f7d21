"""A partnership of two square areas, and agency files to receive in it."""

import gzip
import re
import traceback
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.boundaries import Boundaries
from geo.checks import Refused
from geo.grid import cells_over
from ingest.receive import Batch, Places, receive
from ingest.register import find_dataset

WEST, SOUTH, SIDE = 485_000, 235_000, 1_000
CRIME = "Offence date,Offence time,Offence group,Sub-category,Easting,Northing"
CRIME_ROW = "15/01/2019,22:30,Burglary,Burglary in a dwelling,485500,235500"
COLLISION = (
    "Collision date,Collision time,Easting,Northing,"
    "Killed adult,Killed child,Serious adult,Serious child,Slight adult,Slight child"
)
ADMISSION = "Postcode district,Admission date,ICD-10 code,Area code"
FIRE = "Incident date,Incident time,Incident kind,Vehicle,Easting,Northing"
COUNCIL_ASB = "Incident date,Incident time,Told by,Scheme,Code,Easting,Northing"


def square(column: int) -> shapely.Geometry:
    west = WEST + column * SIDE
    return shapely.box(west, SOUTH, west + SIDE, SOUTH + SIDE)


def level(name: str, codes: tuple[str, ...], outlines: list[shapely.Geometry]) -> Boundaries:
    return Boundaries(name, codes, codes, np.array(outlines, dtype=object), (None,) * len(codes))


def places() -> Places:
    """LSOAs E01000001 (west) and E01000002 (east); one ward over the western area only."""
    lsoa = level("lsoa", ("E01000001", "E01000002"), [square(0), square(1)])
    ward = level("ward", ("E05000001",), [square(0)])
    return Places("lsoa", {"lsoa": lsoa, "ward": ward}, cells_over(lsoa.outline(), 500))


def write(folder: Path, *lines: str, name: str = "extract.csv") -> Path:
    path = folder / name
    text = ("\n".join(lines) + "\n").encode()
    path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    return path


def take(folder: Path, dataset: str, *lines: str, name: str = "extract.csv", **options: object) -> Batch:
    return receive(write(folder, *lines, name=name), find_dataset(dataset), places(), **options)  # type: ignore[arg-type]


SECRETS = (
    "Ottoline",
    "Featherstonehaugh",
    "ZQ",
    "9434765919",
    "MK9 3ES",
    "AB123456C",
    "o.f@example.org",
    "07700 900123",
    "485517",
    "13/07/1961",
)


def refusal(kind: type[Refused], act: Callable[[], object]) -> Refused:
    """The refusal of ``act``: right class, three lines, nothing secret in it or in the traceback a log would hold."""
    with pytest.raises(kind) as caught:
        act()
    assert type(caught.value) is kind
    logged = "".join(traceback.format_exception(caught.value))
    assert len(str(caught.value).splitlines()) == 3
    assert re.match(r"REFUSED .+\nFound: .+\nDo: .+", str(caught.value))
    assert not [secret for secret in SECRETS if secret in logged]
    return caught.value


def crimes(
    folder: Path, *rows: str, heading: str = CRIME, dataset: str = "recorded-crime", **options: object
) -> Callable[[], object]:
    return lambda: take(folder, dataset, heading, *rows, **options)
