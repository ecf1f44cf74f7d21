"""The hotspot map and the list of hotspots."""

from collections.abc import Sequence

from hub.disclosure.derive import strongest
from hub.disclosure.marks import WORDS, SafeClass
from hub.measures import HOT
from hub.products.draft import Draft
from hub.products.history import MONTHS, history_of
from hub.products.hotspot_groups import Hotspot, find_groups, hotspot_classes, name_place
from hub.products.hotspot_sentences import describe_hotspots
from hub.products.map_accuracy import map_accuracy_blocks
from hub.products.overlays import count_points, name_layers, point_layers, points_in
from hub.products.product import Block, Cell, Column, MapBlock, TableBlock, Text, Words
from hub.products.seen_by_others import (
    datasets_with_hotspots,
    describe_unseen,
    other_datasets,
    source_mix_table,
    supplied_datasets,
)
from ingest.contract import Dataset
from ingest.receipt import AREA_ONLY

SQUARE_METRES_PER_HECTARE = 10_000


def find_hotspots(draft: Draft) -> tuple[list[Hotspot], dict[str, SafeClass]]:
    """The hotspots, the strongest first, and the class of every grid cell; none where events are located by area."""
    if not draft.figures.has_points(draft.dataset.name, draft.period):
        return [], {}
    classes = hotspot_classes(draft, draft.dataset, draft.period.months)
    return find_groups(draft.geography.grid, classes), classes


def hotspot_blocks(draft: Draft) -> tuple[Block, ...]:
    """Sentences, map and table of the hotspots; one sentence where events are located by area only.

    Counted at the middles of their areas they would make hotspots of any size that the areas have.
    """
    if not draft.figures.has_points(draft.dataset.name, draft.period):
        why = f"not applicable, as most events of a provider are located by {AREA_ONLY}"
        return (Words((f"Hotspots of {draft.dataset.title.lower()}: {why}.",)),)
    title = f"Hotspots of {draft.dataset.title.lower()}{draft.within_words()}, {draft.period.words()}"
    groups, classes = find_hotspots(draft)
    tables = (hotspot_table(draft, groups, "Hotspots"), source_mix_table(draft, groups)) if groups else ()
    unseen = describe_unseen(draft, classes)
    return (
        describe_hotspots(draft, groups, classes),
        hotspot_map(draft, classes, groups, title),
        *tables,
        *([unseen] if unseen else []),
        *map_accuracy_blocks(draft),
    )


def hotspot_map(draft: Draft, classes: dict[str, SafeClass], groups: Sequence[Hotspot], title: str) -> MapBlock:
    """Map of the grid cells' classes under the outlines of the report level, with the letter of each hotspot."""
    grid = draft.geography.grid
    outline, outline_names = draft.backdrop()
    inside = {code: group.letter for group in groups for code in group.cells}
    return MapBlock(
        title=title,
        layer="cell",
        measure="Hotspot class",
        kind="class",
        cells=dict(classes),
        names={code: f"{code}, hotspot {inside[code]}" if code in inside else code for code in classes},
        shapes={code: draft.geography.squares[code] for code in classes},
        outline=outline,
        outline_names=outline_names,
        labels={group.centre: group.letter for group in groups},
        points=points_in(draft, list(inside)),
        note=(
            f"Gi* on {grid.size} m British National Grid cells: a cell is a hotspot when it and its neighbours hold "
            "more events than chance would give, were each as likely to fall into any cell. Of many such hotspots the "
            f"share named is no work of chance (false discovery rate).{name_layers(draft)}"
        ),
        alt=f"{title}: grid cells by hotspot class; the table below lists every hotspot.",
    )


def hotspot_table(draft: Draft, groups: Sequence[Hotspot], title: str) -> TableBlock:
    """One row for each hotspot: where it is, how strong, how large, how long, and who else sees it."""
    others, supplied = other_datasets(draft), supplied_datasets(draft)
    known = datasets_with_hotspots(draft)
    rows = tuple(_hotspot_row(draft, group, known) for group in groups)
    columns = (
        Column("Hotspot", "text"),
        Column("Class", "text"),
        Column("Size", "text"),
        Column(f"Over {MONTHS} months", "text"),
        Column("Grid reference", "text"),
        *([Column("Also a hotspot of", "text")] if known else []),
        *([Column("Places in it", "text")] if point_layers(draft) else []),
    )
    note = (
        "Strongest first. Where, and the grid reference: at the hotspot's centre. Emerging: a hotspot in the latest "
        "months and in none before; persistent: in four fifths of them or more; intermittent: in others. Months not "
        "supplied, or whose classes are suppressed, are left out: they are not known."
    )
    unknown = [
        f"{one.title} ({AREA_ONLY if one in supplied else 'not supplied'})" for one in others if one not in known
    ]
    if unknown:
        note += f" Whether it is a hotspot of others too is not known of: {', '.join(unknown)}."
    return TableBlock(title, columns, rows, note=note)


def _hotspot_row(draft: Draft, group: Hotspot, others: Sequence[Dataset]) -> tuple[Cell, ...]:
    return (
        Text(f"{group.letter}: {name_place(draft, group.easting, group.northing)}"),
        Text(group.strength),
        Text(f"{len(group.cells) * draft.geography.grid.size**2 // SQUARE_METRES_PER_HECTARE:,} ha"),
        Text(history_of(draft, group.cells).words()),
        Text(group.centre),
        *([Text(_seen_by_others(draft, group, others))] if others else []),
        *([Text(count_points(draft, group))] if point_layers(draft) else []),
    )


def _seen_by_others(draft: Draft, group: Hotspot, others: Sequence[Dataset]) -> str:
    """Those of the other data sets that have a hotspot in any of its cells in the period, or do not show whether."""
    found, ask = [], draft.figures.hotspot
    for dataset in others:
        classes = [ask(dataset.name, month, cell) for month in draft.period.months for cell in group.cells]
        if any(one.label in HOT for one in classes):
            found.append(dataset.title)
        elif not all(one.shown for one in classes):
            found.append(f"{dataset.title} ({WORDS[strongest(one.mark for one in classes)]})")
    return ", ".join(found) or "none"
