"""One page for each of the strongest hotspots: where it is, who counts what round it, what is done and could be.

Its figures are those that the other pages ask for too: classes of grid cells, and counts of the larger area round it.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from geo.surroundings import clip, square_round
from hub.disclosure.derive import change_percent, strongest
from hub.disclosure.marks import WORDS, SafeClass
from hub.geography import ALL
from hub.measures import HOT
from hub.products.chance import judge_change
from hub.products.draft import Draft, level_title
from hub.products.history import MONTHS, history_of
from hub.products.hotspot_groups import Hotspot, name_place
from hub.products.near_repeats import LIKELIER, near_repeat_blocks
from hub.products.overlays import count_points, point_layers, points_in
from hub.products.product import Block, Cell, Column, MapBlock, Section, TableBlock, Text, Words
from hub.products.seen_by_others import datasets_with_hotspots, other_datasets
from hub.products.written import slot
from ingest.contract import Dataset

SHEETS = 5
"""Hotspots with a page of their own; the table lists every one."""
MARGIN = 3
"""Grid cells of surroundings on each side of a hotspot."""
SLOTS = {
    "causes": "Likely causes",
    "done": "What is being done",
    "prevention": "Option: prevention",
    "intelligence": "Option: intelligence",
    "enforcement": "Option: enforcement",
}
TIMES = "Peak times: told of the whole partnership only, see the page on when; one hotspot has too few events to tell."
NO_REPEATS = "Near repeats: none told of one area; it has too few events."


def hotspot_sheets(draft: Draft, groups: Sequence[Hotspot], classes: Mapping[str, SafeClass]) -> tuple[Section, ...]:
    """A page for each of the strongest hotspots; none where there is none."""
    note = _tell_repeats(draft) if groups else ""
    return tuple(_sheet(draft, one, groups, classes, note) for one in groups[:SHEETS])


def _sheet(
    draft: Draft, group: Hotspot, groups: Sequence[Hotspot], classes: Mapping[str, SafeClass], note: str
) -> Section:
    place = name_place(draft, group.easting, group.northing)
    slots = (slot(draft, f"hotspot-{group.letter}-{name}", title) for name, title in SLOTS.items())
    blocks: tuple[Block, ...] = (_facts(draft, group, note), _map(draft, group, groups, classes), _mix(draft, group))
    return Section(f"Hotspot {group.letter}: {place}", (*blocks, *slots), new_page=True, sheet=True)


def _facts(draft: Draft, group: Hotspot, note: str) -> Words:
    hectares = len(group.cells) * draft.geography.grid.size**2 // 10_000
    places = count_points(draft, group)
    lines = [
        f"{group.strength[:1].upper()}{group.strength[1:]}; {hectares:,} ha; its centre: {group.centre}.",
        f"Over {MONTHS} months {history_of(draft, group.cells).words()}.",
        *([f"Places in it: {places}."] if point_layers(draft) else []),
        TIMES,
        note,
    ]
    return Words(tuple(lines))


def _map(draft: Draft, group: Hotspot, groups: Sequence[Hotspot], classes: Mapping[str, SafeClass]) -> MapBlock:
    """The classes of the cells round a hotspot, with the letters of all hotspots among them."""
    grid = draft.geography.grid
    corners = {code: (float(x), float(y)) for code, x, y in zip(grid.codes, grid.easting, grid.northing, strict=True)}
    square = square_round(np.array([corners[code] for code in group.cells]), grid.size, MARGIN * grid.size)
    west, south, east, north = square
    near = [code for code in classes if west <= corners[code][0] < east and south <= corners[code][1] < north]
    outline, names = draft.backdrop()
    clipped = clip(outline, square)
    title = f"Surroundings of hotspot {group.letter}{draft.within_words()}, {draft.period.words()}"
    return MapBlock(
        title=title,
        layer="cell",
        measure="Hotspot class",
        kind="class",
        cells={code: classes[code] for code in near},
        names={code: code for code in near},
        shapes={code: draft.geography.squares[code] for code in near},
        outline=clipped,
        outline_names={code: names[code] for code in clipped},
        labels={one.centre: one.letter for one in groups if one.centre in near},
        points=points_in(draft, group.cells),
        alt=f"{title}: grid cells by hotspot class, under the outlines of {level_title(draft.report_level)}s.",
    )


def _mix(draft: Draft, group: Hotspot) -> Block:
    """Events of every data set in the larger area round a hotspot, with the change and whether it is chance."""
    home = draft.home_of(draft.report_level, group.easting, group.northing)
    level = level_title(draft.report_level)
    if home is None:
        return Words((f"Its middle lies in no {level} that is told of, so there are no counts round it.",))
    before, known = draft.period.previous(), datasets_with_hotspots(draft)
    rows: list[tuple[Cell, ...]] = []
    for one in (draft.dataset, *other_datasets(draft)):
        now, then = (draft.figures.count_if_proved(one.name, when, home) for when in (draft.period, before))
        judged = judge_change(now, then, draft.period.days / before.days)
        rows.append((Text(one.title), now, then, change_percent(now, then), judged, _see(draft, group, one, known)))
    columns = (
        Column("Data set", "text"),
        Column(draft.period.words(), "count"),
        Column(before.words(), "count"),
        Column("Change, %", "percent"),
        Column("Is it chance?", "class"),
        Column("Hotspot there", "text"),
    )
    note = f"Events of the whole {level} that the middle of the hotspot lies in; one event may be in several records."
    title = f"Source mix and change round hotspot {group.letter}, {draft.names[home]}"
    return TableBlock(title, columns, tuple(rows), note)


def _see(draft: Draft, group: Hotspot, dataset: Dataset, known: Sequence[Dataset]) -> Text:
    """Whether a data set has a hotspot in any of its cells in the period."""
    if dataset == draft.dataset:
        return Text("yes")
    if dataset not in known:
        supplied = draft.figures.is_supplied(dataset.name, draft.period)
        return Text("not applicable" if supplied else "not supplied")
    ask = draft.figures.hotspot
    found = [ask(dataset.name, month, cell) for month in draft.period.months for cell in group.cells]
    if any(one.label in HOT for one in found):
        return Text("yes")
    return Text("no" if all(one.shown for one in found) else WORDS[strongest(one.mark for one in found)])


def _tell_repeats(draft: Draft) -> str:
    """What near repeats say, of the whole partnership; why nothing where they say nothing."""
    if draft.area != ALL:
        return NO_REPEATS
    tables = [one for one in near_repeat_blocks(draft) if isinstance(one, TableBlock)]
    likelier = [
        name.words.lower()
        for one in tables
        for name, reading in one.rows
        if isinstance(name, Text) and isinstance(reading, SafeClass) and reading.label in LIKELIER
    ]
    if likelier:
        return f"Near repeats: across the partnership another is likelier close by after one of: {', '.join(likelier)}."
    return "Near repeats: none told across the partnership, see the page on what follows close by."
