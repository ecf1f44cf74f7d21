"""Who else sees it: what each agency counts round a hotspot, and where others see one that the main set misses.

The Cardiff model (J. Shepherd, C. Florence and others): much violence that hospitals and ambulances meet is in no
police record. Unlike things stand side by side and are never added up: one assault may be in several agencies' records.
"""

from collections.abc import Iterator, Mapping, Sequence

from hub.disclosure.derive import change_percent, strongest
from hub.disclosure.marks import WORDS, SafeClass
from hub.products.draft import Draft, level_title
from hub.products.hotspot_groups import EVERY, LISTED, Hotspot, hotspot_classes, join_cells, make_hotspot, name_place
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
    """Events of every data set in the larger area that holds the middle of each hotspot; never a sum of them."""
    level, before = level_title(draft.report_level), draft.period.previous()
    columns = (
        Column(f"Hotspot and {level} counted", "text"),
        *(Column(one.title, "count") for one in (draft.dataset, *other_datasets(draft))),
        Column(f"{draft.dataset.title}: change on {before.words()}, %", "percent"),
    )
    several = bool(other_datasets(draft))
    title = f"{'Source mix of' if several else 'Events round'} the hotspots, {draft.period.words()}"
    note = f"Events of the whole {level} that the middle of the hotspot lies in."
    if several:
        note += " One event may be in the records of several agencies, so their figures are not added up."
    return TableBlock(title, columns, tuple(_mix_rows(draft, groups)), note=note)


def _mix_rows(draft: Draft, groups: Sequence[Hotspot]) -> Iterator[tuple[Cell, ...]]:
    """A row for each area with the letters of its hotspots; none for a middle at the edge that lies in no area."""
    letters: dict[str, list[str]] = {}
    for group in groups:
        area = draft.home_of(draft.report_level, group.easting, group.northing)
        if area is not None:
            letters.setdefault(area, []).append(group.letter)
    ask, main = draft.figures.count, draft.dataset.name
    for area, named in letters.items():
        now = ask(main, draft.period, area)
        others = (draft.figures.count_if_proved(one.name, draft.period, area) for one in other_datasets(draft))
        change = change_percent(now, ask(main, draft.period.previous(), area))
        yield (Text(f"{', '.join(named)}: {draft.names[area]}"), now, *others, change)


def describe_unseen(draft: Draft, ours: Mapping[str, SafeClass]) -> Words | None:
    """Where each other data set has a hotspot and the main one, of the classes ``ours``, has none.

    None where no other data set has hotspots.
    """
    known = datasets_with_hotspots(draft)
    if not known:
        return None
    heading = f"Hotspots of others that are none of {draft.dataset.title.lower()}{draft.within_words()}"
    return Words(tuple(_tell_unseen(draft, one, ours) for one in known), heading=heading)


def _tell_unseen(draft: Draft, dataset: Dataset, ours: Mapping[str, SafeClass]) -> str:
    """How much of the hotspots of one data set the main one does not see, and the largest parts of it by name."""
    main, theirs = draft.dataset.title.lower(), hotspot_classes(draft, dataset, draft.period.months)
    if not any(one.shown for one in theirs.values()):
        return f"{dataset.title}: {WORDS[strongest(one.mark for one in theirs.values())]}."
    hot = [code for code, one in theirs.items() if one.label in LISTED]
    unseen = [code for code in hot if ours[code].shown and ours[code].label not in LISTED]
    unknown = sum(not ours[code].shown for code in hot)
    if not hot:
        return f"{dataset.title}: no hotspot shown."
    if not unseen and not unknown:
        return f"{dataset.title}: all the ground of its hotspots is a hotspot of {main} too."
    told = f"{dataset.title}: {100 * len(unseen) / len(hot):.0f} % of the ground of its hotspots is none of {main}"
    if unknown:
        told += f", and of {100 * unknown / len(hot):.0f} % it is not known"
    return f"{told}.{_name_parts(draft, unseen)}"


def _name_parts(draft: Draft, cells: Sequence[str]) -> str:
    """Where the largest contiguous parts of some cells lie, as a sentence."""
    if not cells:
        return ""
    grid = draft.geography.grid
    place = {code: at for at, code in enumerate(grid.codes)}
    parts = sorted(join_cells(grid, [place[code] for code in cells]), key=lambda one: (-len(one), one))
    middles = (make_hotspot(grid, 0, EVERY, part) for part in parts[:NAMED])
    named = dict.fromkeys(name_place(draft, one.easting, one.northing) for one in middles)
    return f" Largest parts: {'; '.join(named)}." if len(parts) > 1 else f" It lies in {next(iter(named))}."
