"""Search: what is hidden so far, and the witnesses found, as pushes of hidden and of printed counts change both.

Free rounds push many hidden quantities to their ends at once by moving hidden ones only. Paid rounds move printed
quantities at their price, and hide what they move. In the end everything is printed again that no chosen witness needs
(*reduce*), and each remaining one that the proof can do without, dearest first (*polish*).
"""

from dataclasses import dataclass

import numpy as np

from hub.disclosure.moves import Moves
from hub.disclosure.puzzle import Bools, Ints, Puzzle
from hub.disclosure.witnesses import Needs, Witness, choose_few, find_needs, list_ends, make_witness

REWARD = 1e4
PATIENCE = 2
ROUNDS = 200
POLISH = 10_000
"""Simplex steps: after so many the polish takes what it has. Never a time, so that the outcome is always the same."""
MIXED = 3
"""So many paid rounds push up and down at once."""
POLISHED = 400
"""With more further gaps than these the polish prints next to none of them again (one in 2,500), and costs most."""

State = tuple[Bools, Ints, list[Witness]]
"""What is hidden, the least that readers know of each quantity then, and the witnesses that hold."""


@dataclass
class Search:
    """One search: what is hidden, and the witnesses found so far."""

    puzzle: Puzzle
    moves: Moves
    hidden: Bools
    floors: Ints
    pool: list[Witness]
    turn: int = 0
    polished: bytes = b""
    """The gaps that the last polish left."""

    @property
    def state(self) -> State:
        """All that a push may change."""
        return self.hidden, self.floors, list(self.pool)

    @state.setter
    def state(self, state: State) -> None:
        self.hidden, self.floors, self.pool = state

    @property
    def further(self) -> int:
        """How many gaps there are that the rules do not force."""
        return int((self.hidden & ~self.puzzle.forced).sum())

    @property
    def price(self) -> float:
        """What those cost."""
        return float(self.puzzle.prices[self.hidden & ~self.puzzle.forced].sum())

    def aim(self, needs: Needs) -> tuple[Ints, Ints]:
        """One aim for each quantity in need; where both ends are missing, neighbours pull opposite ways."""
        counts, rules = self.puzzle.counts, self.puzzle.rules
        chosen = np.flatnonzero(needs.low | needs.high | needs.other)
        self.turn += 1
        coin = (chosen * 2654435761 + self.turn * 40503) // 64 % 2 == 0
        rise = needs.high[chosen] & (~needs.low[chosen] | coin)
        step = np.where(counts[chosen] == 0, 1, np.where(coin, 1, -1))
        ends = np.where(rise, rules.largest_small - counts[chosen], rules.smallest - counts[chosen])
        return chosen, np.where(needs.other[chosen], step, ends)

    def _aim_one_way(self, needs: Needs, rises: bool) -> tuple[Ints, Ints]:
        """One aim for each quantity that must rise, or for each that must fall."""
        counts, rules = self.puzzle.counts, self.puzzle.rules
        chosen = np.flatnonzero(needs.other & (rises | (counts > 0)) | (needs.high if rises else needs.low))
        end = rules.largest_small if rises else rules.smallest
        return chosen, np.where(needs.other[chosen], 1 if rises else -1, end - counts[chosen])

    def push(self, chosen: Ints, aims: Ints, pay: bool = False) -> Witness | None:
        """One solution of the programme as a witness; hides what it moved. None where nothing moved."""
        moved = self.moves.push(self.hidden, self.floors, aims, chosen, pay, REWARD if pay else 1.0)
        witness = None if moved is None else make_witness(self.puzzle, moved)
        if witness is None:
            return None
        hidden, floors = self.hidden, self.floors
        if pay and not np.all(hidden[witness.places]):
            hidden = hidden.copy()
            hidden[witness.places] = True
            floors = self.puzzle.floors(hidden)
        if not witness.holds(self.puzzle, hidden, floors):
            return None
        self.hidden, self.floors = hidden, floors
        self.pool.append(witness)
        return witness

    def prove_dearly(self, needs: Needs) -> bool:
        """Hide what pushes of many at once move, until nothing is missing. False where that comes no further."""
        needs = self.prove_together(needs)
        for turn in range(ROUNDS):
            if not needs:
                return True
            before = needs.size, int(self.hidden.sum())
            needs = self._pay(needs, turn)
            if needs and (needs.size, int(self.hidden.sum())) == before:
                return False
        return False

    def hide(self, hidden: Bools) -> None:
        """Hide these and print all others; witnesses that do not hold then are forgotten."""
        self.hidden, self.floors = hidden, self.puzzle.floors(hidden)
        self.pool = [one for one in self.pool if one.holds(self.puzzle, hidden, self.floors)]

    def missing_small(self) -> Needs:
        """What is missing of the forced gaps; the others get theirs, or are printed, when the proof is reduced."""
        needs = self.missing()
        return Needs(needs.low, needs.high, needs.other & self.puzzle.forced)

    def prove_freely(self, needs: Needs, near: Ints) -> bool:
        """Whether all needs can be met by moving hidden quantities only. Gives up at the first that cannot.

        ``near`` tells how closely each quantity depends on the one in question: the closest is tried alone first.
        """
        while needs:
            urgent = np.flatnonzero(needs.low | needs.high | needs.other)
            left = self._meet_one(needs, int(urgent[np.argmax(near[urgent])]))
            if left.size == needs.size:
                return False
            needs = self.meet(left, *self.aim(left)) if left else left
        return True

    def prove_together(self, needs: Needs) -> Needs:
        """Push all that is in need at once, again and again, until that meets no more of it; gives what is left."""
        stale = 0
        while needs and stale < PATIENCE:
            left = self.meet(needs, *self.aim(needs))
            stale = stale + 1 if left.size == needs.size else 0
            needs = left
        return needs

    def meet(self, needs: Needs, chosen: Ints, aims: Ints, pay: bool = False) -> Needs:
        """Push the chosen towards their aims: what is missing then."""
        witness = self.push(chosen, aims, pay)
        return needs if witness is None else needs.without(self.puzzle, witness)

    def _meet_one(self, needs: Needs, quantity: int, pay: bool = False) -> Needs:
        """Try every aim of one quantity until one of them meets a need."""
        for place, aim in self._list_aims(needs):
            if place == quantity:
                left = self.meet(needs, np.array([quantity]), np.array([aim]), pay)
                if left.size < needs.size:
                    return left
        return needs

    def _list_aims(self, needs: Needs) -> list[tuple[int, int]]:
        return [(place, aim) for _, place, aims in list_ends(self.puzzle, needs) for aim in aims]

    def _pay(self, needs: Needs, turn: int) -> Needs:
        """Meet needs by hiding more: all together, else one by one, else by hiding everything that holds a record.

        After the first turns what must rise is pushed apart from what must fall: a total that must fall and a part of
        it that must rise stand in each other's way.
        """
        left = needs
        if turn < MIXED:
            left = self.meet(left, *self.aim(left), pay=True)
        else:
            for rises in (True, False):
                left = self.meet(left, *self._aim_one_way(left, rises), pay=True)
        if left.size < needs.size:
            return left
        for quantity in dict.fromkeys(place for place, _ in self._list_aims(needs)):
            left = self._meet_one(self._meet_one(needs, quantity), quantity, pay=True)
            if left.size < needs.size:
                return left
        if np.all(self.hidden | self.moves.barred):
            return needs
        self.hidden = self.hidden | ~self.moves.barred
        self.floors = self.puzzle.floors(self.hidden)
        return self.missing()

    def missing(self) -> Needs:
        """What the witnesses found so far leave unproved."""
        needs = find_needs(self.puzzle, self.hidden)
        for witness in self.pool:
            needs = needs.without(self.puzzle, witness)
        return needs

    def reduce(self) -> bool:
        """Print again what no chosen witness moves. False, and nothing is changed, where they do not hold then."""
        return self._accept(choose_few(self.puzzle, find_needs(self.puzzle, self.hidden), self.pool))

    def complete(self) -> bool:
        """Print what no witness needs, or else give every gap its second value."""
        return self.reduce() or (self.prove_dearly(self.missing()) and (self.reduce() or not self.missing()))

    def _accept(self, few: list[Witness]) -> bool:
        hidden = self.puzzle.forced.copy()
        for witness in few:
            hidden[witness.places] = True
        floors = self.puzzle.floors(hidden)
        kept = [one for one in few if one.holds(self.puzzle, hidden, floors)]
        needs = find_needs(self.puzzle, hidden)
        for witness in kept:
            needs = needs.without(self.puzzle, witness)
        if len(kept) != len(few) or needs:
            return False
        self.state = hidden, floors, few
        return True

    def polish(self) -> None:
        """Try to print each secondary again, dearest first, wherever the rest can still be proved without it.

        Stops after a fixed number of simplex steps. Not tried where there are very many, or slice by slice, or again on
        what it left.
        """
        enough = self.moves.pivots + POLISH
        tried = np.flatnonzero(self.hidden & ~self.puzzle.forced)
        if len(tried) > POLISHED or self.moves.slices or self.polished == self.hidden.tobytes():
            return
        for quantity in sorted(tried, key=lambda q: -self.puzzle.prices[q]):
            if self.hidden[quantity] and self.moves.pivots < enough:
                self._try_without(int(quantity))
        self.polished = self.hidden.tobytes()

    def _try_without(self, quantity: int) -> None:
        before = self.state
        self.hidden = self.hidden.copy()
        self.hidden[quantity] = False
        self.floors = self.puzzle.floors(self.hidden)
        self.pool = [one for one in self.pool if one.holds(self.puzzle, self.hidden, self.floors)]
        needs = self.missing()
        fixed = ~self.moves.find_open(self.hidden)
        near = self.moves.find_near(quantity)
        if not np.any(fixed & (needs.low | needs.high | needs.other)) and self.prove_freely(needs, near):
            self.reduce()
        else:
            self.state = before
