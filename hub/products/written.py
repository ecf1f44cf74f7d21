"""What an analyst writes into a product: words in slots, beside figures that nobody can edit."""

from collections.abc import Iterable, Iterator, Mapping

from hub.geography import ALL
from hub.packed import hash_of
from hub.products.draft import Draft
from hub.products.product import Section, Words

WITHHELD = "Written for readers of the whole partnership."


def slot(draft: Draft, name: str, heading: str) -> Words:
    """The words of a slot under their heading, a paragraph for each line; none where nothing is written.

    Words on the whole partnership may tell of any place in it, and the letters of its hotspots are those that a reader
    of all of them has: whoever is limited to some areas reads that there are words, and not the words.
    """
    lines = [line.strip() for line in draft.written.get(name, "").splitlines() if line.strip()]
    if lines and draft.area == ALL and not draft.tells_all:
        lines = [WITHHELD]
    return Words(tuple(lines), heading, name)


def list_slots(sections: Iterable[Section]) -> dict[str, str]:
    """The slots of a product with a title for each, in reading order: ``Hotspot A, Castle: Likely causes``."""
    return {one.slot: f"{section.heading}: {one.heading}" for section, one in _slots(sections)}


def group_slots(sections: Iterable[Section]) -> dict[str, dict[str, str]]:
    """The same slots by the heading of their section, each with its own title alone."""
    groups: dict[str, dict[str, str]] = {}
    for section, one in _slots(sections):
        groups.setdefault(section.heading, {})[one.slot] = one.heading
    return groups


def name_written(written: Mapping[str, str]) -> str:
    """A word that changes whenever anything that is written does; empty where nothing is."""
    said = sorted((name, words) for name, words in written.items() if words.strip())
    return hash_of({"written": said})[:16] if said else ""


def _slots(sections: Iterable[Section]) -> Iterator[tuple[Section, Words]]:
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Words) and block.slot:
                yield section, block
