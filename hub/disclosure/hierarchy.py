"""Hierarchy: the codes of one dimension and what each is the sum of. Codes may overlap (wards and LSOAs)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from hub.disclosure.rules import ReleaseRefused


@dataclass(frozen=True)
class Hierarchy:
    """A directed acyclic graph of codes. A code without an entry in ``children`` is a leaf.

    Raises ReleaseRefused for a circle, a leaf that counts twice in one code, and a leaf that the root does not reach.
    """

    name: str
    root: str
    children: Mapping[str, tuple[str, ...]]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.name, self.root, frozenset((code, tuple(parts)) for code, parts in self.children.items())))

    @cached_property
    def expanded(self) -> dict[str, tuple[str, ...]]:
        """Leaves under each code, each once, in the order of the children."""
        found: dict[str, tuple[str, ...]] = {}
        for code in (self.root, *self.children):
            self._expand(code, found)
        reached, every = set(found[self.root]), {leaf for leaves in found.values() for leaf in leaves}
        if reached != every:
            raise self._refuse(f"{len(every - reached)} leaves are not under the root {self.root}")
        return found

    def _expand(self, top: str, found: dict[str, tuple[str, ...]]) -> None:
        waiting: list[tuple[str, bool]] = [(top, False)]
        open_codes: set[str] = set()
        while waiting:
            code, parts_done = waiting.pop()
            if parts_done:
                open_codes.discard(code)
                found[code] = self._join(code, found)
            elif code not in found:
                if code in open_codes:
                    raise self._refuse(f"{code} is part of itself")
                open_codes.add(code)
                waiting.append((code, True))
                waiting.extend((part, False) for part in self.children.get(code, ()) if part not in found)

    def _join(self, code: str, found: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        parts = self.children.get(code)
        if parts is None:
            return (code,)
        if not parts:
            raise self._refuse(f"{code} has an empty list of children")
        if any(part not in found for part in parts):
            raise self._refuse(f"{code} is part of itself")
        leaves = tuple(leaf for part in parts for leaf in found[part])
        if len(set(leaves)) != len(leaves):
            raise self._refuse(f"a leaf counts twice in {code}")
        return leaves

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """All leaves, sorted."""
        return tuple(sorted(self.expanded[self.root]))

    def under(self, code: str) -> tuple[str, ...]:
        """Leaves under a code. Raises ReleaseRefused for a code that the hierarchy does not hold."""
        if code not in self.expanded:
            raise self._refuse(f"no code {code}")
        return self.expanded[code]

    def _refuse(self, found: str) -> ReleaseRefused:
        return ReleaseRefused(
            f"the hierarchy of dimension {self.name}",
            found,
            "give every code its children, down to leaves that count once in each parent",
        )
