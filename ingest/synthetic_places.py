"""Wrenshire: an invented partnership, built from a seed so that no real place is copied.

Two towns and their country on the British National Grid (EPSG:27700, metres). About 1,600 small cells (a relaxed
Voronoi diagram of clustered seeds) are grown into neighbourhoods of about ten cells, and those into MSOAs and wards, so
that neighbours share their vertices exactly. Codes look official, but the series E81, E82 and E85 were never given out.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shapes = NDArray[np.object_]

CENTRE = (450_000.0, 300_000.0)
REACH = (10_300.0, 8_300.0)
TOWNS = {"Harrowmere": (446_500.0, 301_200.0), "Wrenfold": (455_200.0, 297_300.0)}
CELLS, LSOAS, MSOAS, WARDS = 1_600, 160, 32, 20
COUNTRY_WARDS = 6
DISTRICT_WARDS = 3
HARROWMERE = "Castle|Priory|Quayside|Northgate|Southgate|Eastfield|Westfield|Tannery|Cloister|Orchard|Lammas|Tollgate"
WRENFOLD = "Market|Station|Mill|Common|Paddock|Foundry|Weir|Hilltop|Brickfield|Meadow|Bridge|Grange|Lock|Warren"
COUNTRY = ("Plover Heath", "Curlew Green", "Heron Water", "Bittern Fen", "Kestrel Down", "Dunlin Marsh")


@dataclass(frozen=True)
class Layer:
    """The outlines of one level (EPSG:27700) with their codes and names, in the order of the codes."""

    level: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    outlines: Shapes


@dataclass(frozen=True)
class Geography:
    """The invented partnership: three levels, who is in whom, and where people live and drive (metres, EPSG:27700).

    ``ward_of``, ``msoa_of`` and ``residents`` have one value for each LSOA; ``addresses`` is (n, 2) with the LSOA of
    each in ``address_lsoa``; a published copy is snapped to ``corners`` (LSOA in ``corner_lsoa``); ``roads`` are edges.
    """

    outline: shapely.Polygon
    lsoa: Layer
    msoa: Layer
    ward: Layer
    ward_of: Ints
    msoa_of: Ints
    residents: Ints
    addresses: Floats
    address_lsoa: Ints
    corners: Floats
    corner_lsoa: Ints
    roads: Floats

    def district(self, lsoa: Ints) -> NDArray[np.str_]:
        """The invented postcode district (outward code) of each LSOA position: ZW1 upwards, three wards each."""
        return np.char.add("ZW", (self.ward_of[lsoa] // DISTRICT_WARDS + 1).astype(str))


def build_geography(rng: np.random.Generator) -> Geography:
    """Build the whole partnership from one random generator; the same generator state gives the same shapes."""
    seeds, cells = _draw_cells(rng, _draw_outline(rng))
    lsoa_of_cell = _group(_midpoints(cells), _share_edges(cells), LSOAS, rng)
    lsoas = _merge(cells, lsoa_of_cell, LSOAS)
    middles, edges = _midpoints(lsoas), _share_edges(lsoas)
    msoa_of = _north_first(_group(middles, edges, MSOAS, rng), middles)
    ward_of = _north_first(_group(middles, edges, WARDS, rng), middles)
    order = np.lexsort((-middles[:, 1], msoa_of))  # LSOAs are numbered within their MSOA, as official ones are
    rank = np.argsort(order)
    return _furnish(rng, seeds, cells, rank[lsoa_of_cell], lsoas[order], msoa_of[order], ward_of[order])


def _furnish(
    rng: np.random.Generator, seeds: Floats, cells: Shapes, cell_lsoa: Ints, lsoas: Shapes, msoa_of: Ints, ward_of: Ints
) -> Geography:
    wards = _merge(lsoas, ward_of, WARDS)
    outline = shapely.Polygon(shapely.get_exterior_ring(shapely.coverage_union_all(lsoas)))
    residents = np.clip(rng.normal(1_650, 330, LSOAS).round(), 1_000, 3_000).astype(np.int64)
    addresses, address_lsoa = _draw_addresses(rng, seeds, cells, cell_lsoa, residents, outline)
    roads, central = _along_edges(rng, cells, 12_000), shapely.contains_xy(outline.buffer(-5), seeds)
    return Geography(
        outline=outline,
        lsoa=_layer("lsoa", "E81", _lsoa_names(msoa_of), lsoas),
        msoa=_layer("msoa", "E82", [f"Wrenshire {i + 1:03d}" for i in range(MSOAS)], _merge(lsoas, msoa_of, MSOAS)),
        ward=_layer("ward", "E85", _ward_names(wards), wards),
        ward_of=ward_of,
        msoa_of=msoa_of,
        residents=residents,
        addresses=addresses,
        address_lsoa=address_lsoa,
        corners=np.round(seeds[central]),
        corner_lsoa=cell_lsoa[central],
        roads=roads[shapely.contains_xy(outline.buffer(-5), roads)],
    )


def _layer(level: str, stem: str, names: Sequence[str], outlines: Shapes) -> Layer:
    codes = tuple(f"{stem}{i + 1:06d}" for i in range(len(outlines)))
    return Layer(level, codes, tuple(names), outlines)


def _draw_outline(rng: np.random.Generator) -> shapely.Polygon:
    """A wandering ellipse of about 20 by 16 km: sine waves round the compass, the short ones small."""
    angle = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    waves = np.arange(2, 60)
    size, phase = 0.07 / waves**0.9, rng.uniform(0, 2 * np.pi, waves.size)
    radius = 1 + (size[:, None] * np.cos(waves[:, None] * angle + phase[:, None])).sum(axis=0)
    ring = np.column_stack(
        [CENTRE[0] + REACH[0] * radius * np.cos(angle), CENTRE[1] + REACH[1] * radius * np.sin(angle)]
    )
    return shapely.Polygon(ring)


def _draw_cells(rng: np.random.Generator, outline: shapely.Polygon) -> tuple[Floats, Shapes]:
    """Seeds (n, 2) and their cells: dense in the towns, wide in the country, evened out by two relaxations."""
    spread = (1_500.0, 1_100.0)
    towns = [rng.normal(at, sd, (CELLS, 2)) for at, sd in zip(TOWNS.values(), spread, strict=True)]
    country = rng.uniform(np.subtract(CENTRE, REACH) - 1_000, np.add(CENTRE, REACH) + 1_000, (3 * CELLS, 2))
    shares = (int(CELLS * 0.45), int(CELLS * 0.25), CELLS - int(CELLS * 0.45) - int(CELLS * 0.25))
    inside = [p[shapely.contains_xy(outline, p)][:n] for p, n in zip([*towns, country], shares, strict=True)]
    seeds = np.concatenate(inside)
    for _ in range(2):
        seeds = _midpoints(_voronoi(seeds, outline))
    return seeds, _voronoi(seeds, outline)


def _voronoi(seeds: Floats, outline: shapely.Polygon) -> Shapes:
    """One polygon for each seed, clipped to the outline; vertices on a grid of 0.1 m, so neighbours agree."""
    whole = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline, ordered=True)
    cells = shapely.get_parts(whole)
    shapely.prepare(outline)
    for at in np.flatnonzero(~shapely.contains_properly(outline, cells)):
        cells[at] = max(shapely.get_parts(shapely.intersection(cells[at], outline)), key=shapely.area)
    return np.asarray(shapely.set_precision(cells, 0.1, mode="pointwise"))


def _midpoints(shapes: Shapes) -> Floats:
    return shapely.get_coordinates(shapely.centroid(shapes))


def _share_edges(shapes: Shapes) -> list[list[int]]:
    """For each shape the shapes that share more than a corner with it."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="touches")
    long = shapely.length(shapely.intersection(shapes[first], shapes[second])) > 1.0
    found: list[list[int]] = [[] for _ in shapes]
    for a, b in zip(first[long].tolist(), second[long].tolist(), strict=True):
        found[a].append(b)
    return [sorted(f) for f in found]


def _group(points: Floats, edges: Sequence[Sequence[int]], groups: int, rng: np.random.Generator) -> Ints:
    """Connected groups of like size: from one start in each cluster, the smallest takes its nearest free neighbour."""
    middles, cluster = kmeans2(points, groups, minit="++", missing="raise", rng=rng)
    away = np.hypot(*(points - middles[cluster]).T)
    starts = [int(np.flatnonzero(cluster == g)[np.argmin(away[cluster == g])]) for g in range(groups)]
    owner = np.full(len(points), -1, dtype=np.int64)
    owner[starts] = np.arange(groups)
    members = [[s] for s in starts]
    queue = [(1, g) for g in range(groups)]
    while queue:
        _, group = heapq.heappop(queue)
        free = sorted({n for m in members[group] for n in edges[m] if owner[n] < 0})
        if free:
            nearest = free[int(np.argmin(np.hypot(*(points[free] - points[starts[group]]).T)))]
            owner[nearest] = group
            members[group].append(nearest)
            heapq.heappush(queue, (len(members[group]), group))
    return owner


def _merge(shapes: Shapes, group: Ints, groups: int) -> Shapes:
    return np.array([shapely.coverage_union_all(shapes[group == g]) for g in range(groups)], dtype=object)


def _north_first(group: Ints, points: Floats) -> Ints:
    """The same groups, numbered from north to south as the Office for National Statistics numbers its areas."""
    count = int(group.max()) + 1
    north = np.array([points[group == g, 1].mean() for g in range(count)])
    return np.argsort(np.argsort(-north))[group]


def _lsoa_names(msoa_of: Ints) -> list[str]:
    first = {int(m): int(np.argmax(msoa_of == m)) for m in np.unique(msoa_of)}
    return [f"Wrenshire {m + 1:03d}{chr(ord('A') + i - first[m])}" for i, m in enumerate(msoa_of.tolist())]


def _ward_names(wards: Shapes) -> list[str]:
    """The six widest wards are country; each other takes the next name of the nearer town, from its centre outwards."""
    free: Mapping[str, list[str]] = {"Harrowmere": HARROWMERE.split("|"), "Wrenfold": WRENFOLD.split("|")}
    away = np.array([np.hypot(*(_midpoints(wards) - at).T) for at in TOWNS.values()])
    names = dict(zip(np.argsort(-shapely.area(wards))[:COUNTRY_WARDS].tolist(), COUNTRY, strict=True))
    for ward in np.argsort(away.min(axis=0)).tolist():
        town = list(TOWNS)[int(away[:, ward].argmin())]
        if ward not in names:
            names[ward] = f"{town} {free[town].pop(0)}"
    return [names[w] for w in range(len(wards))]


def _draw_addresses(
    rng: np.random.Generator, seeds: Floats, cells: Shapes, cell_lsoa: Ints, residents: Ints, outline: shapely.Polygon
) -> tuple[Floats, Ints]:
    """One address for every ten residents, in a random cell of their LSOA, on whole metres, never on an edge."""
    lsoa = np.repeat(np.arange(LSOAS), residents // 10)
    by_lsoa, sizes = np.argsort(cell_lsoa, kind="stable"), np.bincount(cell_lsoa, minlength=LSOAS)
    start = np.cumsum(sizes) - sizes
    cell = by_lsoa[start[lsoa] + rng.integers(0, sizes[lsoa])]
    edge = shapely.line_interpolate_point(
        shapely.get_exterior_ring(cells[cell]), rng.random(cell.size), normalized=True
    )
    reach = 0.93 * np.sqrt(rng.random((cell.size, 1)))
    points = np.round(seeds[cell] + reach * (shapely.get_coordinates(edge) - seeds[cell]))
    keep = shapely.contains_xy(outline.buffer(-5), points)
    return points[keep], lsoa[keep]


def _along_edges(rng: np.random.Generator, cells: Shapes, count: int) -> Floats:
    cell = rng.integers(0, len(cells), count)
    on_edge = shapely.line_interpolate_point(shapely.get_exterior_ring(cells[cell]), rng.random(count), normalized=True)
    return np.round(shapely.get_coordinates(on_edge))
