"""Which places a product tells of: every word, code and key in it, in whatever block, note, map or document."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely

from hub.geography import ALL, CELL
from hub.hub import Hub
from hub.products.product import MapBlock, Product


def list_words(thing: Any) -> Iterator[str]:
    """Every string in a value, keys of mappings among them."""
    if isinstance(thing, str):
        yield thing
    elif is_dataclass(thing) and not isinstance(thing, type):
        for one in fields(thing):
            yield from list_words(getattr(thing, one.name))
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from list_words(key)
            yield from list_words(value)
    elif isinstance(thing, list | tuple | set | frozenset):
        for one in thing:
            yield from list_words(one)


class Elsewhere:
    """The places of a hub outside some areas of its level of report: codes, names, grid cells and ground."""

    def __init__(self, hub: Hub, own: tuple[str, ...]) -> None:
        geography = hub.geography()
        self.own, self.geography = own, geography
        inside = {one for code in own for what in (*geography.published, CELL) for one in geography.inside(what, code)}
        codes = {one for level in geography.published for one in geography.boundaries[level].codes}
        self.codes = frozenset({*codes, *geography.grid.codes} - inside - {*own})
        self.inside = frozenset({*inside, *own})
        known = {geography.names[code] for code in codes - self.codes}
        self.names = frozenset(geography.names[code] for code in self.codes & codes) - known

    def find(self, words: str) -> set[str]:
        """Those codes and names that stand in some words."""
        found = {one for one in re.findall(r"[A-Za-z0-9]+", words) if one in self.codes}
        return found | set(_pattern(self.names).findall(words))

    def find_in(self, product: Product) -> set[str]:
        """Those that stand anywhere in a product; and ``ground`` where a map draws any of it."""
        found = {one for words in list_words(product) for one in self.find(words)}
        maps = [one for section in product.sections for one in section.blocks if isinstance(one, MapBlock)]
        drawn = {code for one in maps for code in (*one.shapes, *one.outline, *one.cells, *one.names)}
        places = [place for one in maps for points in one.points for place in points.places]
        cells = self.geography.grid.find(*np.array(places).T).tolist() if places else []
        off = [cell for cell in cells if cell < 0 or self.geography.grid.codes[cell] not in self.inside]
        ground = shapely.union_all(
            [
                outline
                for level in self.geography.published
                for code, outline in zip(
                    self.geography.boundaries[level].codes, self.geography.boundaries[level].outlines, strict=True
                )
                if code in self.inside
            ]
        ).buffer(self.geography.grid.size)
        shapes = [shape for one in maps for shape in (*one.shapes.values(), *one.outline.values())]
        beyond = any(not ground.covers(shapely.from_wkb(shape)) for shape in shapes)
        return found | (drawn - self.inside) | ({"points"} if off else set()) | ({"ground"} if beyond else set())


@cache
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(one) for one in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])")


def whole(product: Product) -> dict[tuple[str, str, str], Any]:
    """The figures of a product's document that are of the whole partnership."""
    (document,) = product.publication["publications"]
    keys = [(one["k"], one) for one in document["cells"]]
    return {(k["dataset"], k["period"], k["category"]): one.get("v") for k, one in keys if k["area"] == ALL}


def areas_in(product: Product) -> set[str]:
    """The areas of whose figures a product's document tells."""
    return {one["k"]["area"] for each in product.publication["publications"] for one in each["cells"]}
