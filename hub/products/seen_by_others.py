"""Who else sees it: what each agency counts round a hotspot, and where others see one that the main set misses.

The Cardiff model (J. Shepherd, C. Florence and others): much violence that hospitals and ambulances meet is in no
police record. Unlike things stand side by side and are never added up: one assault may be in several agencies' records.
"""

from collections.abc import Iterator, Sequence

from hub.disclosure.derive import change_percent
from hub.measures import ALL, HOT
from hub.products.draft import Draft, level_title
from hub.products.hotspot_groups import EVERY, Hotspot, join_cells, make_hotspot, name_place
from hub.products.product import Cell, Column, TableBlock, Text, Words
from ingest.contract import Dataset

NAMED = 3


def other_datasets(draft: Draft) -> list[Dataset]:
    """Every data set that products can be made of but the main one."""
    return [one for one in draft.datasets if one.name != draft.dataset.name]


def supplied_datasets(draft: Draft) -> list[Dataset]:
    """Those of them that were supplied for the whole period."""
    return [one for one in other_datasets(draft) if draft.figures.is_supplied(one.name, draft.period)]


def datasets_with_hotspots(draft: Draft) -> list[Dataset]:
    """Those of them whose events lie at places of their own, so that they may have hotspots."""
    return [one for one in supplied_datasets(draft) if draft.figures.has_points(one.name, draft.period)]


def source_mix_table(draft: Draft, groups: Sequence[Hotspot]) -> TableBlock:
    """Events of every data set in the area that holds the middle of each hotspot; never a sum of them."""
    before, level = draft.period.previous(), _counted_level(draft)
    columns = (
        Column(f"Hotspot and {level_title(level)} counted", "text"),
        *(Column(one.title, "count") for one in (draft.dataset, *other_datasets(draft))),
        Column(f"{draft.dataset.title}: change on {before.words()}, %", "percent"),
    )
    several = bool(other_datasets(draft))
    title = "Source mix of the hotspots" if several else "Events round the hotspots"
    note = f"Events of the whole {level_title(level)} that the middle of the hotspot lies in."
    if several:
        note += " One event may be in the records of several agencies, so their figures are not added up."
    return TableBlock(title, columns, tuple(_mix_rows(draft, groups)), note=note)


def _counted_level(draft: Draft) -> str:
    """The larger areas, which hold a hotspot and enough events of each agency; inside one of them the finest."""
    return draft.report_level if draft.area == ALL else draft.fine_level


def _mix_rows(draft: Draft, groups: Sequence[Hotspot]) -> Iterator[tuple[Cell, ...]]:
    """A row for each hotspot; none where its middle lies in no area, at the edge of the partnership."""
    ask, main = draft.figures.count, draft.dataset.name
    for group in groups:
        area = draft.home_of(_counted_level(draft), group.easting, group.northing)
        if area is not None:
            now = ask(main, draft.period, area)
            others = (ask(one.name, draft.period, area) for one in other_datasets(draft))
            change = change_percent(now, ask(main, draft.period.previous(), area))
            yield (Text(f"{group.letter}: {draft.names[area]}"), now, *others, change)


def describe_unseen(draft: Draft) -> Words | None:
    """Where each other data set has a hotspot and the main one has none; None where no other has hotspots."""
    known = datasets_with_hotspots(draft)
    if not known:
        return None
    main = draft.dataset.title.lower()
    return Words(tuple(_tell_unseen(draft, one, main) for one in known), heading=f"Where {main} sees no hotspot")


def _tell_unseen(draft: Draft, dataset: Dataset, main: str) -> str:
    """How much of the hotspots of one data set the main one does not see, and the largest places of it by name."""
    hot = [code for code in draft.cells() if _is_hot(draft, dataset.name, code)]
    unseen = [code for code in hot if _is_not_hot(draft, draft.dataset.name, code)]
    if not hot:
        return f"{dataset.title}: no hotspot of its own."
    if not unseen:
        return f"{dataset.title}: each of its hotspots is one of {main} too."
    place = {code: at for at, code in enumerate(draft.geography.grid.codes)}
    groups = sorted(
        join_cells(draft.geography.grid, [place[code] for code in unseen]), key=lambda one: (-len(one), one)
    )
    made = (make_hotspot(draft.geography.grid, 0, EVERY, cells) for cells in groups[:NAMED])
    named = "; ".join(dict.fromkeys(name_place(draft, one.easting, one.northing) for one in made))
    share = f"{100 * len(unseen) / len(hot):.0f} %"
    return f"{dataset.title}: {share} of the ground of its hotspots is no hotspot of {main}, most of it round {named}."


def _is_hot(draft: Draft, dataset: str, cell: str) -> bool:
    return any(draft.figures.hotspot(dataset, month, cell).label in HOT for month in draft.period.months)


def _is_not_hot(draft: Draft, dataset: str, cell: str) -> bool:
    """Known not to be a hotspot in any month of the period; where a class is not shown, it is not known."""
    classes = [draft.figures.hotspot(dataset, month, cell) for month in draft.period.months]
    return all(one.shown and one.label not in HOT for one in classes)
