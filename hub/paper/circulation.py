"""Who a product is for and how its paper may travel, in words, by audience (`004` App 3 and 4, adapted).

The words are general on purpose: the marking decides how paper is handled, the audience who may see it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Circulation:
    """``session``: for whom the pack is made; ``words``: what its reader may do with it."""

    session: str
    words: str


_CIRCULATIONS = {
    "open": Circulation("Open session", "May be handed round and discussed in the open session. Keep it whole."),
    "closed": Circulation(
        "Closed session",
        "For members of the closed session only. Not to be copied, forwarded or quoted outside the group without "
        "the consent of the agencies that supplied the information. Return or destroy after the meeting.",
    ),
    "board": Circulation(
        "Partnership board", "For members of the partnership board and those who advise it. Keep it whole."
    ),
    "partner": Circulation(
        "Signatory partners",
        "For signatories of the information sharing agreement, for the purpose stated here and no other.",
    ),
}


def find_circulation(audience: str) -> Circulation:
    """The words for an audience; an audience without words of its own gets the narrow ones of a closed session."""
    return _CIRCULATIONS.get(audience, Circulation(audience, _CIRCULATIONS["closed"].words))
