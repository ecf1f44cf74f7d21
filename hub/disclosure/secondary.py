"""Secondary suppression: which further cells are hidden so that every small one can be proved to stay open.

First shares of gaps are chosen, and a push may move as much of a count as its share: that is cheap, and leaves little
to find out: on many two-way tables, networks, the shares are whole, and the cheapest choice of all. Where demand after
demand changes next to nothing, as each can be met by one more of many gaps that help no further, a push may also move
a trace of everything; what it then demands is of few gaps (the creeping flow of Koch and Martin, Networks 32, 1998).

Where the shares are not whole, paid pushes hide what is missing of them, and what they and the shares agree on is
settled; whole gaps are then chosen among the rest, and, as long as that is not too much work, among everything.
"""

from collections.abc import Callable

import numpy as np

from hub.disclosure.moves import Moves
from hub.disclosure.planes import Planes
from hub.disclosure.puzzle import Bools, Floats, Puzzle
from hub.disclosure.search import Search, State
from hub.disclosure.witnesses import End, Needs, Witness, list_ends

ROUNDS = 200
CLOSE = 0.02
"""By what share whole gaps may cost more than the cheapest, until everything is proved for the first time."""
MOST = 400
"""With more needs than these a search for the cheapest gaps comes to no end (trees on both sides, half of it small)."""
PUSHES = 20_000
"""Simplex steps of pushes, after which a search is worn out. Never a time, so that the outcome is always the same."""
SHARING = 60_000
"""And after which the shares are taken as they are."""
GAIN, STALE = 1.001, 12
"""So is one in which the price did not rise by so much for so many choices: they are as many of one price."""
ALL = 4_000_000
"""Work of the master programme (see there) for a choice among everything."""
FEW = 300
"""With more demands than these it is not tried again, once something was found."""
STEPS = ((0.2, 5_000_000), (0.0, ALL), (0.05, 3_000_000))
"""Choices around what was found: a gap of which less than so much, or more than all but so much, is shared out is
settled where what was found agrees; and the work for that."""
SETTLING = 600
"""They are not tried with more further gaps than these."""
SLOW, TRACE = 1.01, 1e-3
"""Where the price of the shares rises by less, a push may move a trace of everything, so that it ends at few."""
NEAR = 1e-6


class Choices:
    """The choice of gaps for one search."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.moves = search.moves
        self.planes = Planes(search.puzzle, search.moves.barred)
        self.least = 0.0
        """What gaps that protect cost at least, on networks: what their cheapest shares do."""
        self.certain = not search.puzzle.slices and not search.puzzle.links.shape[0]
        """Whether demands ask for nothing that can be done without: not so elsewhere than on networks."""

    def find(self) -> bool:
        """Hide and prove everything. False where no proof was found."""
        search, planes = self.search, self.planes
        needs = search.prove_together(search.missing_small())
        if needs.size > MOST or self.moves.slices:
            return self._mend()
        shares = self._share_out(needs)
        if shares is None:
            return self._mend()
        self.least = planes.price
        if planes.cheapest and self._choose(ALL):
            if not search.complete():
                return self._mend()
            if not planes.cheapest or not self.certain:
                search.polish()
            return True
        search.hide(shares > 1 / 2)
        if not self._mend():
            return False
        if planes.demands and search.further <= SETTLING:
            self._choose_again(shares)
            if not self.certain:
                search.polish()
        return True

    def _mend(self) -> bool:
        """Pay for what is missing, then print again whatever the proof can do without. False without a proof."""
        search, self.planes.cheapest = self.search, False
        if not search.prove_dearly(search.missing_small()) or not search.complete():
            return False
        search.polish()
        return True

    def _choose_again(self, shares: Floats) -> None:
        """Choose among what the gaps of now and the shares do not agree on, and take that where it is cheaper."""
        search, planes = self.search, self.planes
        for doubt, work in STEPS:
            if not doubt and planes.demands > FEW:
                continue
            before, price = search.state, search.price
            planes.settle(search.hidden, shares, doubt)
            proved = self._choose(work, search.hidden)
            done = search.complete() if proved else self._mend()
            if not done or search.price > price:
                search.state = before
            if proved and planes.cheapest:
                return

    def _share_out(self, needs: Needs) -> Floats | None:
        """The cheapest shares of gaps with which everything could move far enough; None where there are none."""
        search, planes, enough = self.search, self.planes, self.moves.pivots + SHARING
        price, slow = 0.0, False
        for _ in range(ROUNDS):
            if planes.demands:
                ends = list_ends(search.puzzle, needs)
                demands = sum([self._demand_shares(place, aims, slow) for _, place, aims in ends])
            else:
                needs, demands = self._demand_gaps(needs, plain=True)
            if not demands:
                break
            if not planes.share_out():
                return None
            if self.moves.pivots > enough:
                break
            slow, price = planes.price < price * SLOW, planes.price
            search.hide(planes.whole)
            needs = search.prove_together(search.missing_small())
        planes.forget()
        return planes.shares

    def _choose(self, work: int, known: Bools | None = None) -> bool:
        """Choose whole gaps until nothing is missing of them, and then until there are none cheaper.

        After so much work what is chosen is kept, and added to. False where that proves nothing either; then one of the
        last choices is hidden. ``known`` are gaps with which everything can be proved.
        """
        search, planes, gap = self.search, self.planes, CLOSE
        work, pushes = planes.work + work, self.moves.pivots + PUSHES
        proved: tuple[State, bool] | None = None
        price, stale = 0.0, 0
        chosen = planes.cheapest or planes.choose(gap, known)
        for _ in range(ROUNDS):
            if not chosen:
                break
            search.hide(planes.whole)
            needs, demands = self._demand_gaps(search.prove_together(search.missing_small()))
            if not needs:
                demands = self._demand_second_values()
                if not demands:
                    proved, gap = (search.state, planes.cheapest), 0.0
            stale = 0 if search.price > price * GAIN else stale + 1
            price = max(price, search.price)
            worn = planes.work > work or self.moves.pivots > pushes or stale > STALE
            if (not demands and planes.cheapest) or (proved and (worn or planes.settled)):
                break
            if worn:
                planes.keep()
            chosen = bool(demands or proved) and planes.choose(gap, None if worn else known)
        if proved:
            search.state, planes.cheapest = proved
        return proved is not None

    def _demand_shares(self, place: int, aims: tuple[int, ...], slow: bool) -> bool:
        """Push one quantity, others by their shares. True where it comes too short, and that was a new demand."""
        found = self._find_help(place, aims, lambda aim: self._reaches(place, aim))
        if found is None:
            return False
        return (slow and self._demand_few(place, aims)) or self.planes.add(*found)

    def _demand_few(self, place: int, aims: tuple[int, ...], doubted: int | None = None) -> bool:
        """Demand for an end that was not reached, of few quantities. True where that was a new demand.

        Of many gaps that would each help a little way, the choice tries one after the other; of those few it cannot.
        """
        found = self._find_help(place, aims, lambda aim: self._reaches(place, aim, TRACE))
        return found is not None and self.planes.add(*found, doubted)

    def _reaches(self, place: int, aim: int, trace: float = 0.0) -> bool:
        return self.moves.reach(self.planes.shares, self.search.floors, place, aim, trace) > abs(aim) - NEAR

    def _find_help(
        self, place: int, aims: tuple[int, ...], reaches: Callable[[int], bool]
    ) -> tuple[Floats, float] | None:
        """How far hiding each quantity could help an end, and how far they have to: as a demand is added.

        None where a push towards one of its aims reaches it.
        """
        helps, needed = np.zeros_like(self.planes.shares), float(abs(aims[0]))
        for aim in aims:
            if reaches(aim):
                return None
            more, anyway = self.moves.find_helpers(self.search.hidden, self.search.floors, place, aim)
            helps, needed = helps + more, needed - anyway
        return helps, needed

    def _demand_gaps(self, needs: Needs, plain: bool = False) -> tuple[Needs, int]:
        """Push what is in need one by one: what is left, and how many new demands that gave."""
        demands = 0
        for end, place, aims in list_ends(self.search.puzzle, needs):
            if needs.misses(end, place):
                needs, demand = self._demand_gap(needs, end, place, aims, plain=plain)
                demands += demand
        return needs, demands

    def _demand_second_values(self) -> int:
        """Demand a second value of each chosen gap that has none, if it is chosen again. How many new demands."""
        search, demands = self.search, 0
        needs = search.prove_together(search.missing())
        for end, place, aims in list_ends(search.puzzle, needs):
            if end == "other" and not search.puzzle.forced[place] and needs.misses(end, place):
                needs, demand = self._demand_gap(needs, end, place, aims, doubted=place)
                demands += demand
        return demands

    def _demand_gap(
        self,
        needs: Needs,
        end: End,
        place: int,
        aims: tuple[int, ...],
        doubted: int | None = None,
        plain: bool = False,
    ) -> tuple[Needs, bool]:
        """Push one quantity: what is left, and whether that gave a new demand (a ``plain`` one: of its duals alone)."""
        left = needs

        def meets(aim: int) -> bool:
            nonlocal left
            left = self.search.meet(left, np.array([place]), np.array([aim]))
            return not left.misses(end, place)

        found = self._find_help(place, aims, meets)
        if found is None:
            return left, False
        if plain:
            return left, self.planes.add(*found)
        few = self.planes.names_more(found[0]) and self._demand_few(place, aims, doubted)
        return left, few or self.planes.add(*found, doubted) or self._demand_another(doubted)

    def _demand_another(self, doubted: int | None) -> bool:
        """Demand any gap that is not chosen now: elsewhere than on networks, duals may have nothing to say."""
        return self.planes.add(np.where(self.planes.whole, 0.0, 1.0), 1.0, doubted)


def find_secondary(puzzle: Puzzle) -> tuple[Bools, list[Witness]] | None:
    """Which quantities are hidden, and the witnesses that prove them safe. None where no proof was found.

    The total of everything is kept in print wherever a proof can be had with it: readers misread a report without it.
    """
    if not puzzle.forced.any():
        return puzzle.forced.copy(), []
    if np.any(puzzle.forced & puzzle.standing):
        return None
    moves = Moves(puzzle)
    for barred in (puzzle.grand, np.zeros_like(puzzle.grand)):
        moves.barred = (barred | puzzle.standing) & ~puzzle.forced
        search = Search(puzzle, moves, puzzle.forced.copy(), puzzle.floors(puzzle.forced), [])
        if Choices(search).find():
            return search.hidden, search.pool
    return None
