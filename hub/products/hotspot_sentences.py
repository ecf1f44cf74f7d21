"""What is said of hotspots: how many, where they are emerging or former, and how many cells have no class."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from geo.emerging import Trajectory
from hub.disclosure.marks import SafeClass
from hub.match_rate import POOR
from hub.products.draft import Draft
from hub.products.history import History, classify_cells, history_of
from hub.products.hotspot_groups import EVERY, Hotspot, join_cells, make_hotspot, name_place
from hub.products.product import Words
from hub.products.sentences import capitalise, plural

FEWEST_CELLS, NAMED = 3, 3


@dataclass(frozen=True)
class Place:
    """Contiguous cells by name, and since or until when they were a hotspot."""

    name: str
    cells: tuple[str, ...]
    history: History

    def name_with(self, more: str) -> str:
        """The name with a word more in its brackets: ``Castle (Wrenshire 019B; part of A)``."""
        if not more:
            return self.name
        return f"{self.name[:-1]}; {more})" if self.name.endswith(")") else f"{self.name} ({more})"


def describe_hotspots(draft: Draft, groups: Sequence[Hotspot], classes: dict[str, SafeClass]) -> Words:
    """How many hotspots, where they are emerging or former, and how many cells have no class."""
    found = f"{plural(len(groups), 'hotspot', 'hotspots')} of {draft.dataset.title.lower()} found"
    sentence = f"{found}{draft.within_words()}"
    paragraphs = [f"{capitalise(sentence)} in {draft.period.words()}."]
    letters = {code: group.letter for group in groups for code in group.cells}
    known = classify_cells(draft)
    emerging = [
        f"{place.name_with(_part_of(place.cells, letters))}, first in {place.history.first.words()}"
        for place in find_changed(draft, known, "emerging")
    ]
    former = [f"{place.name}, last in {place.history.last.words()}" for place in find_changed(draft, known, "former")]
    paragraphs += [
        f"{word}: {'; '.join(listed[:NAMED])}{_count_more(listed)}."
        for word, listed in (("Emerging", emerging), ("Former", former))
        if listed
    ]
    hidden = sum(not one.shown for one in classes.values())
    if hidden:
        cells = plural(hidden, "grid cell has", "grid cells have")
        paragraphs.append(f"{capitalise(cells)} no class shown.")
    return Words((*paragraphs, *_warn_of_location(draft)))


def _warn_of_location(draft: Draft) -> Iterator[str]:
    """A sentence for each provider too few of whose rows could be placed for a map to be trusted."""
    name = draft.dataset.name
    providers = {one for month in draft.period.months for one in draft.figures.supply(name, month).providers}
    for provider in sorted(providers):
        if draft.figures.match_rate(name, provider, draft.period).label == POOR:
            yield (
                f"Poor match rate: of the rows from {provider} {POOR} have a usable location, so hotspots may be "
                "missing or misplaced."
            )


def find_changed(draft: Draft, known: Mapping[str, Trajectory], trajectory: Trajectory) -> list[Place]:
    """Contiguous grid cells that are emerging or former hotspots, the largest first; at least three, as a lone cell at
    the edge of a hotspot comes and goes by chance."""
    grid, found = draft.geography.grid, []
    place = {code: position for position, code in enumerate(grid.codes)}
    chosen = [place[code] for code, one in known.items() if one == trajectory]
    for cells in sorted(join_cells(grid, chosen), key=lambda one: (-len(one), one[0])):
        if len(cells) >= FEWEST_CELLS:
            middle = make_hotspot(grid, 0, EVERY, cells)
            name = name_place(draft, middle.easting, middle.northing)
            found.append(Place(name, middle.cells, history_of(draft, middle.cells)))
    return found


def _part_of(cells: Sequence[str], letters: Mapping[str, str]) -> str:
    """Of which hotspot of today the cells are a part; empty where they are all of it, or none of any."""
    within = sorted({letters[code] for code in cells if code in letters})
    whole = {code for code, letter in letters.items() if letter in within} <= set(cells)
    return f"{'' if whole else 'part of '}{' and '.join(within)}" if within else ""


def _count_more(listed: Sequence[str]) -> str:
    more = len(listed) - NAMED
    return f"; and {plural(more, 'other', 'others')}" if more > 0 else ""
