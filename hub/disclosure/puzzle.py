"""Puzzle: what is left of a family once the counts are known, as the reader of the release would face it.

* Under a printed zero every leaf is zero: those leaves are dropped.
* Leaves that lie in the same published cells are one group: what matters is their sum.
* Cells that hold the same groups are one quantity: they are hidden and printed together.

All arrays are in deviations from the truth, which are mostly 0. A *witness* is a whole-number deviation of every group
that changes no printed quantity and takes no count below what a reader knows to be its floor.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from hub.disclosure.earlier import Standing
from hub.disclosure.family import Family
from hub.disclosure.rules import Rules

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


STEEPNESS = 0.75
DEAREST = 100.0


@dataclass(frozen=True)
class Puzzle:
    """``sums`` is quantities x groups, ``links`` equations x groups; ``group`` gives each leaf's group or -1."""

    rules: Rules
    counts: Ints  # by quantity
    stock: Ints  # by group: the true number of records
    sums: csr_array
    links: csr_array
    group: Ints  # by leaf
    quantity: Ints  # by key: its quantity, or -1 for a zero that is printed
    above: csr_array  # keys x keys
    given_away: Bools  # by key: zeros below a small total that printed zeros tell anyway; they are printed
    prices: Floats  # by quantity: what hiding it costs, by how much it sums up
    grand: Bools  # by quantity: the total of everything
    standing: Bools  # by quantity: printed by an earlier release of the same records, so printed for good
    least: Ints  # by quantity: what earlier releases of the same records told of it
    forced: Bools  # by quantity: hidden by rules S1, S2, S7 and S8
    withheld: Bools  # by key: of an area that is not published (S8); readers know nothing of it
    fallen: Bools  # by key: hidden even if it were empty, as an earlier release printed little more (S7)
    slices: tuple[Ints, ...]  # the groups of each two-way slice of a table of three dimensions or more

    def hidden_keys(self, hidden: Bools) -> Bools:
        """Which keys are hidden when these quantities are."""
        return np.append(hidden, False)[self.quantity]

    def above_quantities(self) -> csr_array:
        """Quantities x quantities: 1 where the column is a total that holds the row and more."""
        keys = np.flatnonzero(self.quantity >= 0)
        shape = (len(self.quantity), len(self.counts))
        of = csr_array((np.ones(len(keys), dtype=np.int64), (keys, self.quantity[keys])), shape=shape)
        among = csr_array(of.T @ self.above @ of)
        among.data = np.ones_like(among.data)
        among.setdiag(0)  # a total with one part that holds anything is one quantity with it
        among.eliminate_zeros()
        return among

    def floors(self, hidden: Bools) -> Ints:
        """The least a reader can know of each quantity from the rules alone, were it hidden.

        A gap is at least 1 where no total above it is hidden, else at least 0; 0 too where zeros count as small, and
        where a zero would be hidden for what was printed before (S7). Where a cell below a gap is printed, the gap
        cannot be a small total (rule S2), so it is at least the threshold.
        """
        keys = self.hidden_keys(hidden).astype(np.int64)
        covered = (self.above @ keys > 0) | self.withheld | self.fallen | self.rules.zeros_small
        shows_below = self.above.T @ ((1 - keys) * ~self.given_away) > 0
        known = np.where(covered, 0, 1)
        known = np.where(shows_below, self.rules.threshold, known)
        floors = np.zeros(len(self.counts) + 1, dtype=np.int64)
        np.maximum.at(floors, self.quantity, known)
        return np.asarray(np.maximum(floors[:-1], self.least))


def pose_puzzle(
    family: Family,
    leaves: Ints,
    hidden: Bools,
    weights: Floats,
    rules: Rules,
    standing: Standing,
    withheld: Bools,
    fallen: Bools,
) -> Puzzle:
    """The puzzle of a family with these true leaf counts, where ``hidden`` keys are suppressed to begin with."""
    counts = family.sums @ leaves
    printed_zero = (counts == 0) & ~hidden
    dead = _find_dead(family, printed_zero)
    live = np.flatnonzero(~dead)
    given_away = hidden & (family.sums @ (~dead).astype(np.int64) == 0)
    kept = np.flatnonzero(~printed_zero & ~given_away)
    sums, links = csr_array(family.sums[kept][:, live]), csr_array(family.links[:, live])
    group_of, firsts = _same_columns(csr_array(vstack([sums, links], format="csr")))
    group = np.full(len(leaves), -1, dtype=np.int64)
    group[live] = group_of
    stock = np.bincount(group_of, weights=leaves[live], minlength=len(firsts)).astype(np.int64)
    by_group = csr_array(sums[:, firsts])
    quantity_of, leaders = _same_columns(csr_array(by_group.T.tocsr()))
    quantity = np.full(len(counts), -1, dtype=np.int64)
    quantity[kept] = quantity_of
    sizes = family.sizes
    prices, size = np.zeros(len(leaders)), np.zeros(len(leaders))
    np.add.at(prices, quantity_of, ((sizes / sizes.max()) ** STEEPNESS * DEAREST * weights)[kept])
    np.maximum.at(size, quantity_of, sizes[kept])
    forced = np.zeros(len(leaders), dtype=bool)
    np.logical_or.at(forced, quantity_of, hidden[kept])
    stands, least = np.zeros(len(leaders), dtype=bool), np.zeros(len(leaders), dtype=np.int64)
    np.logical_or.at(stands, quantity_of, standing.printed[kept])
    np.maximum.at(least, quantity_of, standing.floors[kept])
    links_by_group = csr_array(links[:, firsts])
    return Puzzle(
        rules=rules,
        counts=counts[kept][leaders],
        stock=stock,
        sums=csr_array(by_group[leaders]),
        links=csr_array(links_by_group[np.diff(links_by_group.indptr) > 0]),
        group=group,
        quantity=quantity,
        above=family.above,
        given_away=given_away,
        prices=prices,
        grand=size == sizes.max(),
        standing=stands,
        least=least,
        forced=forced,
        withheld=withheld,
        fallen=fallen,
        slices=tuple(np.unique(group[one][group[one] >= 0]) for one in family.slices),
    )


def _find_dead(family: Family, printed_zero: Bools) -> Bools:
    """Leaves that printed zeros show to be zero, also through the agreement of tables."""
    dead = np.asarray(family.sums[printed_zero].sum(axis=0) > 0)
    mine, theirs = csr_array((family.links > 0).astype(np.int64)), csr_array((family.links < 0).astype(np.int64))
    while True:
        live = (~dead).astype(np.int64)
        empty = (mine @ live == 0) | (theirs @ live == 0)
        more = dead | ((mine + theirs)[empty].sum(axis=0) > 0)
        if np.array_equal(more, dead):
            return dead
        dead = more


def _same_columns(matrix: csr_array) -> tuple[Ints, Ints]:
    """Number of the class of equal columns for each column, and the first column of each class."""
    by_column = matrix.tocsc()
    by_column.sort_indices()
    pattern = by_column.indices.astype(np.int32)
    signs = by_column.data.astype(np.int32)
    numbers: dict[bytes, int] = {}
    firsts: list[int] = []
    classes = np.empty(matrix.shape[1], dtype=np.int64)
    for column in range(matrix.shape[1]):
        run = slice(by_column.indptr[column], by_column.indptr[column + 1])
        name = pattern[run].tobytes() + b"|" + signs[run].tobytes()
        number = numbers.setdefault(name, len(firsts))
        if number == len(firsts):
            firsts.append(column)
        classes[column] = number
    return classes, np.array(firsts, dtype=np.int64)
