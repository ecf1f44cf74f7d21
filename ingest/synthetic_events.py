"""The events of Wrenshire, drawn from its patterns: background first, then the hotspots and series that are planted.

Points are whole metres (EPSG:27700). Days are counted from the first day of the span, minutes from midnight (-1:
unknown).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ingest.synthetic_patterns import (
    BURGLARY,
    CENTRE_SHARE,
    CENTRE_SPREAD_M,
    EMERGING_MONTHS,
    HOURS,
    KINDS,
    SITES,
    WEEKS,
    Where,
    kind_of,
    season_factor,
    weights,
)
from ingest.synthetic_places import TOWNS, Floats, Geography, Ints
from ingest.synthetic_truth import Hotspot, NearRepeat

SERIES, NEAR_METRES, NEAR_DAYS = 110, 200, 7
OUTSIDE_SHARE = 0.006


@dataclass(frozen=True)
class Span:
    """Whole months: ``days`` as dates; for each its month (position), weekday (Monday 0) and day of the year."""

    days: NDArray[Any]
    month: Ints
    weekday: Ints
    day_of_year: Ints
    months: tuple[str, ...]

    @classmethod
    def ending(cls, last_month: str, months: int) -> "Span":
        """The span of so many months up to and including ``last_month`` (``YYYY-MM``)."""
        end = np.datetime64(last_month, "M") + 1
        days = np.arange((end - months).astype("datetime64[D]"), end.astype("datetime64[D]"))
        month = days.astype("datetime64[M]").astype(np.int64)
        year_start = days.astype("datetime64[Y]").astype("datetime64[D]")
        weekday = (days.astype(np.int64) + 3) % 7
        names = tuple(str(m) for m in np.arange(end - months, end))
        return cls(days, month - month[0], weekday, (days - year_start).astype(np.int64) + 1, names)


@dataclass(frozen=True)
class Events:
    """Events side by side; ``kind`` is a position in ``KINDS``; ``series``: of a planted near-repeat series."""

    kind: Ints
    day: Ints
    minute: Ints
    points: Floats
    series: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.day)

    def take(self, which: Ints | NDArray[np.bool_]) -> "Events":
        """Some of the events, by position or mask."""
        return Events(self.kind[which], self.day[which], self.minute[which], self.points[which], self.series[which])


def join(parts: Sequence[Events]) -> Events:
    """All the events together, in order of day, then minute."""
    whole = Events(
        np.concatenate([p.kind for p in parts]),
        np.concatenate([p.day for p in parts]),
        np.concatenate([p.minute for p in parts]),
        np.concatenate([p.points for p in parts]),
        np.concatenate([p.series for p in parts]),
    )
    return whole.take(np.lexsort((whole.points[:, 0], whole.minute, whole.day)))


def draw_background(rng: np.random.Generator, land: Geography, span: Span) -> Events:
    """Recorded crime without anything planted: population at risk, town centres, hours, weekdays and seasons."""
    risk = rng.gamma(5.0, 0.2, len(land.residents))
    parts = []
    for at, kind in enumerate(KINDS):
        count = int(rng.poisson(kind.monthly * len(span.months)))
        day, minute = draw_when(rng, span, count, kind.hours, kind.week, kind.season)
        points = stray(rng, land, draw_where(rng, land, risk, count, kind.where))
        parts.append(Events(np.full(count, at), day, minute, points, np.zeros(count, dtype=bool)))
    return join(parts)


def draw_when(
    rng: np.random.Generator, span: Span, count: int, hours: str, week: str, season: float
) -> tuple[Ints, Ints]:
    """Days and minutes of ``count`` events; minutes on the five, as people report them."""
    likely = weights(WEEKS[week])[span.weekday] * season_factor(span.day_of_year, season)
    day = rng.choice(len(span.days), count, p=likely / likely.sum())
    hour = rng.choice(24, count, p=weights(HOURS[hours]))
    return day, 60 * hour + 5 * rng.integers(0, 12, count)


def draw_where(rng: np.random.Generator, land: Geography, risk: Floats, count: int, where: Where) -> Floats:
    """Addresses of ``count`` events: a share in the town centres, the rest by residents and risk of their LSOA."""
    homes = risk[land.address_lsoa]
    centres = np.zeros(len(homes))
    for town in TOWNS.values():
        away = ((land.addresses - town) ** 2).sum(axis=1)
        near = np.exp(-away / (2 * CENTRE_SPREAD_M**2))
        centres += near / near.sum() * (2.0 if town == TOWNS["Harrowmere"] else 1.0)
    share = CENTRE_SHARE[where]
    likely = np.cumsum((1 - share) * homes / homes.sum() + share * centres / centres.sum())
    return np.asarray(land.addresses[np.searchsorted(likely, rng.random(count) * likely[-1])])


def stray(rng: np.random.Generator, land: Geography, points: Floats) -> Floats:
    """The points with a few moved over the border, 300 m to 1.5 km beyond its hull."""
    moved = np.flatnonzero(rng.random(len(points)) < OUTSIDE_SHARE)
    ring, strayed = land.outline.convex_hull.buffer(900.0).exterior, points.copy()
    on_ring = shapely.line_interpolate_point(ring, rng.random(moved.size), normalized=True)
    strayed[moved] = np.round(shapely.get_coordinates(on_ring) + rng.uniform(-400, 400, (moved.size, 2)))
    return strayed


def plan_hotspots(span: Span) -> tuple[Hotspot, ...]:
    """The sites of the table as hotspots of this span: which months each one lasts."""
    months, half = span.months, len(span.months) // 2
    lasting = {
        "persistent": (months[0], months[-1]),
        "emerging": (months[-EMERGING_MONTHS], months[-1]),
        "former": (months[0], months[half - 1]),
    }
    return tuple(
        Hotspot(
            s.name,
            s.pattern,
            s.place,
            *s.at,
            s.spread_m,
            3 * s.spread_m,
            s.sub_category,
            *lasting[s.pattern],
            s.monthly,
            s.hours,
            s.weekdays,
        )
        for s in SITES
    )


def plant_hotspot(rng: np.random.Generator, land: Geography, span: Span, spot: Hotspot) -> tuple[Events, Hotspot]:
    """The events of one planted hotspot, and the hotspot with their number; after midnight is the next day."""
    first, last = span.months.index(spot.first_month), span.months.index(spot.last_month)
    days = np.flatnonzero(np.isin(span.weekday, spot.weekdays) & (span.month >= first) & (span.month <= last))
    day = rng.choice(days, int(rng.poisson(spot.monthly * (last - first + 1))))
    hour = rng.choice(np.array(spot.hours), day.size)
    past_midnight = (hour < 12) & (max(spot.hours) >= 22)
    points = np.round(rng.normal((spot.easting, spot.northing), spot.spread_m, (day.size, 2)))
    kind, unserial = np.full(day.size, kind_of(spot.sub_category)), np.zeros(day.size, dtype=bool)
    minute = 60 * hour + 5 * rng.integers(0, 12, day.size)
    drawn = Events(kind, day + past_midnight, minute, points, unserial)
    away = np.hypot(points[:, 0] - spot.easting, points[:, 1] - spot.northing)
    last_day = int(np.flatnonzero(span.month <= last)[-1])
    kept = drawn.take(
        (drawn.day <= last_day) & (away <= spot.radius_m) & shapely.contains_xy(land.outline.buffer(-5), points)
    )
    return kept, replace(spot, events=len(kept))


def plant_near_repeats(rng: np.random.Generator, land: Geography, span: Span) -> tuple[Events, tuple[NearRepeat, ...]]:
    """Burglaries each followed by one or two more within 200 m and 7 days, all over the partnership."""
    first_day = rng.integers(0, len(span.days) - NEAR_DAYS, SERIES)
    home = land.addresses[rng.integers(0, len(land.addresses), SERIES)]
    leader = np.repeat(np.arange(SERIES), rng.integers(1, 3, SERIES))
    reach, turn = rng.uniform(10, NEAR_METRES - 5, leader.size), rng.uniform(0, 2 * np.pi, leader.size)
    near = np.round(home[leader] + np.column_stack([reach * np.cos(turn), reach * np.sin(turn)]))
    inside = shapely.contains_xy(land.outline.buffer(-5), near)
    leader, near = leader[inside], near[inside]
    day = np.concatenate([first_day, first_day[leader] + rng.integers(1, NEAR_DAYS, leader.size)])
    points, owner = np.concatenate([home, near]), np.concatenate([np.arange(SERIES), leader])
    hour = rng.choice(24, day.size, p=weights(HOURS["evening"]))
    minute, series = 60 * hour + 5 * rng.integers(0, 12, day.size), np.ones(day.size, dtype=bool)
    events = Events(np.full(day.size, kind_of(BURGLARY)), day, minute, points, series)
    members = (np.flatnonzero(owner == s) for s in range(SERIES))
    return events, tuple(_near_repeat(span, events, m) for m in members if m.size > 1)


def _near_repeat(span: Span, events: Events, which: Ints) -> NearRepeat:
    return NearRepeat(
        tuple((str(span.days[events.day[i]]), int(events.points[i, 0]), int(events.points[i, 1])) for i in which)
    )
