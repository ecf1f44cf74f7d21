"""Wrenshire's events written as each agency writes them: frames of text under the headings of the contracts.

Every frame has two columns more that are never written, ``_state`` and ``_planted`` (see ``synthetic_faults``).
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ingest.periods import Period
from ingest.synthetic_events import Events, Span, draw_when, draw_where, stray
from ingest.synthetic_faults import PLANTED, STATE
from ingest.synthetic_files import to_degrees
from ingest.synthetic_patterns import (
    ADMISSION_CODES,
    ADMISSIONS_MONTHLY,
    ASB_MONTHLY,
    ASB_SEASON,
    ASSAULT_CODES,
    ASSAULTS,
    COLLISIONS_MONTHLY,
    KINDS,
    kind_of,
)
from ingest.synthetic_places import Floats, Geography, Ints

Frames = dict[str, pd.DataFrame]
Texts = NDArray[np.object_]
DUPLICATES = 100
FORCE = "Wrenshire Constabulary"
PROVIDER = "wrenshire-constabulary"  # no real force, so not in the list of forces: name it when receiving
PLACES = (
    "Parking Area",
    "Park/Open Space",
    "Supermarket",
    "Shopping Area",
    "Pedestrian Subway",
    "Sports/Recreation Area",
)


def write_crime(land: Geography, span: Span, events: Events, duplicated: Ints) -> Frames:
    """Recorded crime in the agency form, one frame a month; ``duplicated`` events are kept from being spoilt."""
    kept = events.series.copy()
    kept[duplicated] = True
    frame = pd.DataFrame(
        {
            "Offence date": _dates(span, events.day),
            "Offence time": _times(events.minute),
            "Offence group": np.array([k.group for k in KINDS], dtype=object)[events.kind],
            "Sub-category": np.array([k.sub_category for k in KINDS], dtype=object)[events.kind],
            **_grid(events.points),
            STATE: _state(land, events.points),
            PLANTED: kept,
        }
    )
    return _split(frame, span, span.month[events.day], 1, lambda period: f"police_recorded_crime_{period}.csv")


def write_asb(rng: np.random.Generator, land: Geography, span: Span, risk: Floats) -> Frames:
    """Anti-social behaviour as the police.uk street file has it: month only, snapped to the middle of a street."""
    count = int(rng.poisson(ASB_MONTHLY * len(span.months)))
    day = np.sort(draw_when(rng, span, count, "evening", "weekend", ASB_SEASON)[0])
    _, corner = cKDTree(land.corners).query(draw_where(rng, land, risk, count, "mixed"))
    points = stray(rng, land, land.corners[corner])
    lon, lat = to_degrees(points)
    state, lsoa = _state(land, points), land.corner_lsoa[corner]
    frame = pd.DataFrame(
        {
            "Crime ID": "",
            "Month": np.array(span.months, dtype=object)[span.month[day]],
            "Reported by": FORCE,
            "Falls within": FORCE,
            "Longitude": np.char.mod("%.6f", lon).astype(object),
            "Latitude": np.char.mod("%.6f", lat).astype(object),
            "Location": ("On or near " + np.array(PLACES, dtype=object))[corner % len(PLACES)],
            "LSOA code": np.where(state == "accepted", np.array(land.lsoa.codes, dtype=object)[lsoa], ""),
            "LSOA name": np.where(state == "accepted", np.array(land.lsoa.names, dtype=object)[lsoa], ""),
            "Crime type": "Anti-social behaviour",
            "Last outcome category": "",
            "Context": "",
            STATE: state,
            PLANTED: False,
        }
    )
    return _split(frame, span, span.month[day], 1, lambda period: f"{period}-wrenshire-street.csv")


def write_collisions(rng: np.random.Generator, land: Geography, span: Span) -> Frames:
    """Road collisions in the agency form, one frame a quarter; the last month is late, so no frame holds it."""
    count = int(rng.poisson(COLLISIONS_MONTHLY * len(span.months)))
    day, minute = draw_when(rng, span, count, "day", "flat", -0.1)
    order = np.lexsort((minute, day))
    day, minute = day[order], np.where(rng.random(count) < 0.02, -1, minute[order])
    points = stray(rng, land, land.roads[rng.integers(0, len(land.roads), count)])
    when = {"Collision date": _dates(span, day), "Collision time": _times(minute)}
    frame = pd.DataFrame(
        {**when, **_grid(points), **_casualties(rng, count), STATE: _state(land, points), PLANTED: False}
    )
    supplied = span.month[day] < len(span.months) - 1
    return _split(frame[supplied], span, span.month[day][supplied], 3, lambda period: f"road_collisions_{period}.csv")


def _casualties(rng: np.random.Generator, count: int) -> dict[str, Texts]:
    """Six counts for each collision: at least one person hurt; one in a hundred killed, one in ten a child."""
    people = 1 + rng.poisson(0.32, count)
    owner = np.repeat(np.arange(count), people)
    group = rng.choice(6, owner.size, p=[0.009, 0.001, 0.16, 0.02, 0.725, 0.085])
    table = np.bincount(owner * 6 + group, minlength=6 * count).reshape(count, 6)
    titles = ("Killed adult", "Killed child", "Serious adult", "Serious child", "Slight adult", "Slight child")
    return {title: table[:, i].astype(str).astype(object) for i, title in enumerate(titles)}


def choose_duplicates(rng: np.random.Generator, land: Geography, events: Events) -> Ints:
    """Assaults inside the partnership whose victims were also admitted to hospital: positions, in order."""
    assault = np.isin(events.kind, [kind_of(name) for name in ASSAULTS]) & (_state(land, events.points) == "accepted")
    return np.sort(rng.choice(np.flatnonzero(assault), DUPLICATES, replace=False))


def write_admissions(
    rng: np.random.Generator, land: Geography, span: Span, risk: Floats, day: Ints, points: Floats
) -> tuple[Frames, Ints]:
    """Hospital admissions in the agency form, one frame a quarter; ``day`` and ``points``: assaults told twice.

    Also the position of each of those assaults among all the admissions, in the order of the files.
    """
    count = int(rng.poisson(ADMISSIONS_MONTHLY * len(span.months))) - len(day)
    codes = np.array(list(ADMISSION_CODES), dtype=object)
    share = np.array(list(ADMISSION_CODES.values())) / sum(ADMISSION_CODES.values())
    homes = np.concatenate([points, draw_where(rng, land, risk, count, "homes")])
    lsoa = land.address_lsoa[cKDTree(land.addresses).query(homes)[1]]
    when = np.concatenate([day, draw_when(rng, span, count, "night", "flat", 0.0)[0]])
    code = np.concatenate(
        [rng.choice(np.array(ASSAULT_CODES, dtype=object), len(day)), rng.choice(codes, count, p=share)]
    )
    order = np.argsort(when, kind="stable")
    frame = pd.DataFrame(
        {
            "Postcode district": land.district(lsoa).astype(object),
            "Admission date": _dates(span, when),
            "ICD-10 code": code,
            "Area code": np.array(land.lsoa.codes, dtype=object)[lsoa],
            STATE: "accepted",
            PLANTED: np.arange(len(when)) < len(day),
        }
    ).iloc[order]
    frames = _split(frame, span, span.month[when[order]], 3, lambda period: f"hospital_admissions_{period}.csv")
    return frames, np.argsort(order)[: len(day)]


def _split(frame: pd.DataFrame, span: Span, month: Ints, size: int, name: Callable[[str], str]) -> Frames:
    """One frame for each ``size`` calendar months (1, or 3 for quarters), numbered from 0, in order of time."""
    calendar = np.array([12 * int(m[:4]) + int(m[5:]) - 1 for m in span.months]) // size
    found = {}
    for part in np.unique(calendar[month]):
        rows = calendar[month] == part
        period = Period.covering(span.months[m] for m in np.unique(month[rows]))
        found[name(str(period).replace("/", "_"))] = frame[rows].reset_index(drop=True)
    return found


def _dates(span: Span, day: Ints) -> Texts:
    written = pd.DatetimeIndex(span.days).strftime("%d/%m/%Y").to_numpy(dtype=object)
    return np.asarray(written[day], dtype=object)


def _times(minute: Ints) -> Texts:
    """HH:MM, blank where unknown."""
    clock = np.array([f"{m // 60:02d}:{m % 60:02d}" for m in range(24 * 60)] + [""], dtype=object)
    return np.asarray(clock[minute], dtype=object)


def _grid(points: Floats) -> dict[str, Texts]:
    east, north = points.astype(np.int64).T
    return {"Easting": east.astype(str).astype(object), "Northing": north.astype(str).astype(object)}


def _state(land: Geography, points: Floats) -> Texts:
    return np.where(shapely.contains_xy(land.outline, points), "accepted", "outside_area").astype(object)
