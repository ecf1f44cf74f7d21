"""Wrenshire, a partnership that does not exist: its areas, three years of extracts, what is planted, and the answers.

For the demo, the tests and the benchmarks. All is invented and drawn from one seed: the same seed gives the same bytes.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from ingest.periods import Period
from ingest.register import find_dataset
from ingest.synthetic_events import (
    NEAR_DAYS,
    NEAR_METRES,
    Events,
    Span,
    draw_background,
    join,
    plan_hotspots,
    plant_hotspot,
    plant_near_repeats,
)
from ingest.synthetic_extracts import (
    PROVIDER,
    Frames,
    choose_duplicates,
    write_admissions,
    write_asb,
    write_collisions,
    write_crime,
)
from ingest.synthetic_faults import (
    BLANK_PART,
    BLANK_SHARE,
    STATE,
    USUAL_BLANK_SHARE,
    blank_locations,
    plant_refused,
    unknown_times,
)
from ingest.synthetic_files import LOOKUP, POPULATION, write_areas, write_table
from ingest.synthetic_layers import write_layers
from ingest.synthetic_patterns import ASB_SEASON, KINDS, season_factor
from ingest.synthetic_places import Geography, Ints, build_geography
from ingest.synthetic_truth import Duplicate, Faults, Hotspot, NearRepeat, Receipt, Season, Truth

PARTNERSHIP = "Wrenshire Community Safety Partnership"
SHORTEST = 12  # months
CRIME, COLLISIONS, ADMISSIONS = "recorded-crime", "road-collisions", "hospital-admissions"
STREET_FILE = "police-uk-street"


def make_partnership(directory: Path, seed: int = 2026, months: int = 36, last_month: str = "2026-09") -> Truth:
    """Write the partnership into ``directory`` and say what was planted (also in its ``truth.json``).

    ``months`` whole months up to and including ``last_month``; ValueError for fewer than twelve: the plants do not fit.
    Points are EPSG:27700 metres, outlines WGS84 GeoJSON.
    """
    if months < SHORTEST:
        raise ValueError(f"the synthetic partnership needs at least {SHORTEST} months")
    directory.mkdir(parents=True, exist_ok=True)
    places, crimes, others, spoil, about = np.random.default_rng(seed).spawn(5)
    land, span = build_geography(places), Span.ending(last_month, months)
    events, hotspots, series = _draw_crime(crimes, land, span)
    events, midnight_rows = _forget_times(spoil, span, events)
    asb, files, duplicates = _write_all(others, land, span, events)
    faults = replace(_spoil(spoil, span, files, midnight_rows), duplicates=duplicates)
    extracts = [(name, data, "agency-form") for data in files for name in files[data]]
    extracts += [(name, CRIME, STREET_FILE) for name in asb]
    frames = asb | files[CRIME] | files[COLLISIONS] | files[ADMISSIONS]
    for name, frame in frames.items():
        write_table(directory / name, frame)
    truth = Truth(
        directory=directory,
        seed=seed,
        name=PARTNERSHIP,
        first_month=span.months[0],
        last_month=last_month,
        residents=int(land.residents.sum()),
        areas=write_areas(directory, land),
        lookup=LOOKUP,
        population=POPULATION,
        layers=write_layers(about, directory, land, span.months),
        extracts=tuple((name, data) for name, data, _ in extracts),
        receipts=tuple(_receipt(frames, *one) for one in extracts),
        hotspots=hotspots,
        near_repeats=series,
        near_repeat_metres=NEAR_METRES,
        near_repeat_days=NEAR_DAYS,
        seasons=_seasons(),
        faults=faults,
    )
    truth.write()
    return truth


def _draw_crime(
    rng: np.random.Generator, land: Geography, span: Span
) -> tuple[Events, tuple[Hotspot, ...], tuple[NearRepeat, ...]]:
    planted = [plant_hotspot(rng, land, span, spot) for spot in plan_hotspots(span)]
    repeats, series = plant_near_repeats(rng, land, span)
    events = join([draw_background(rng, land, span), repeats, *(drawn for drawn, _ in planted)])
    return events, tuple(spot for _, spot in planted), series


def _midnight_year(span: Span) -> str:
    """The calendar year in which a force's system wrote unknown times as midnight: the second of three."""
    return span.months[len(span.months) // 4][:4]


def _forget_times(rng: np.random.Generator, span: Span, events: Events) -> tuple[Events, int]:
    years = span.days.astype("datetime64[Y]").astype(str)
    minute, rows = unknown_times(rng, events.minute, (years == _midnight_year(span))[events.day])
    return join([replace(events, minute=minute)]), rows


def _write_all(
    rng: np.random.Generator, land: Geography, span: Span, events: Events
) -> tuple[Frames, dict[str, Frames], tuple[Duplicate, ...]]:
    """The street files, the files in agency forms by data set, and the assaults that two agencies report."""
    risk = rng.gamma(5.0, 0.2, len(land.residents))
    twice = choose_duplicates(rng, land, events)
    admissions, where = write_admissions(rng, land, span, risk, events.day[twice], events.points[twice])
    crime = write_crime(land, span, events, twice)
    files = {CRIME: crime, COLLISIONS: write_collisions(rng, land, span), ADMISSIONS: admissions}
    pairs = zip(_rows(crime, twice), _rows(admissions, where), span.days[events.day[twice]].astype(str), strict=True)
    return (
        write_asb(rng, land, span, risk),
        files,
        tuple(Duplicate(*one, *other, str(day)) for one, other, day in pairs),
    )


def _rows(files: Frames, positions: Ints) -> list[tuple[str, int]]:
    """File and row (the heading is row 1) of events, from their positions in all the files one after another."""
    names, ends = list(files), np.cumsum([len(frame) for frame in files.values()])
    part = np.searchsorted(ends, positions, side="right")
    rows = positions - np.concatenate([[0], ends])[part] + 2
    return [(names[p], int(r)) for p, r in zip(part.tolist(), rows.tolist(), strict=True)]


def _spoil(rng: np.random.Generator, span: Span, files: dict[str, Frames], midnight_rows: int) -> Faults:
    """Plant the refused rows and the blank locations; the late month is already missing."""
    refused = tuple(row for data in files for row in plant_refused(rng, data, files[data]))
    names = list(files[CRIME])
    bad = names[-min(BLANK_PART, len(names))]
    blanks = {
        name: blank_locations(rng, files[CRIME][name], BLANK_SHARE if name == bad else USUAL_BLANK_SHARE)
        for name in names
    }
    year = _midnight_year(span)
    return Faults(
        not_supplied=((COLLISIONS, span.months[-1]),),
        blank_locations=(bad, blanks[bad], len(files[CRIME][bad])),
        midnight_from=f"{year}-01-01",
        midnight_to=f"{year}-12-31",
        midnight_rows=midnight_rows,
        duplicates=(),
        refused=refused,
    )


def _receipt(frames: Frames, name: str, data: str, mapping: str) -> Receipt:
    state = frames[name][STATE].value_counts()
    counts = {word: int(state.get(word, 0)) for word in ("accepted", "outside_area", "no_location", "refused")}
    provider = PROVIDER if mapping == STREET_FILE else find_dataset(data).default_provider
    return Receipt(name, data, mapping, provider, _period(name), len(frames[name]), **counts)


def _period(name: str) -> str:
    """The period in a file's name, which is made from its rows."""
    stem = name.removesuffix(".csv").removesuffix("-wrenshire-street")
    parts = [part for part in stem.split("_") if part[0].isdigit()]
    return str(Period.parse("/".join(parts)))


def _seasons() -> tuple[Season, ...]:
    """Anti-social behaviour and every kind of crime that swings with the seasons, month by month."""
    swings = [("asb", ASB_SEASON)] + [(kind.sub_category, kind.season) for kind in KINDS if kind.season]
    days = np.arange("2025-01", "2026-01", dtype="datetime64[D]")
    month = days.astype("datetime64[M]").astype(np.int64) % 12
    found = []
    for category, swing in swings:
        factor = season_factor(np.arange(1, 366), swing)
        by_month = tuple(round(float(factor[month == m].mean()), 3) for m in range(12))
        found.append(Season(CRIME, category, swing, by_month))
    return tuple(found)
