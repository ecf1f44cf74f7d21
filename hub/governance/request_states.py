"""The states of a request for information, and who takes it from one to the next (`safety.md` 9.1), as a table.

The table says a little more than the source. What was returned is submitted again by whoever asked. An onward question
is answered, and the information is in use as before. The liaison officer of the side that asked may confirm, too, that
it came. A request can be withdrawn as long as it is not over; once something was disclosed, that takes the certificate
of its destruction, as the end of its use does. A breach can be reported of anything that was ever submitted, also of
what is over; what follows, is to destroy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

State = Literal[
    "draft", "submitted", "returned", "assessing", "consult", "consent sought", "approved", "part approved", "refused",
    "disclosed", "in use", "onward request", "review due", "destroyed", "withdrawn", "breach reported",
]  # fmt: skip
Party = Literal["requester", "receiving", "supplying"]
"""Whoever asks; the liaison officer of their organisation, which receives; and that of the one that supplies."""
Act = Literal[
    "submit", "return", "assess", "consult", "seek consent", "approve", "approve in part", "refuse", "disclose",
    "acknowledge", "ask onward", "permit onward", "deny onward", "end use", "destroy", "withdraw", "report breach",
]  # fmt: skip
STATES: tuple[State, ...] = get_args(State)
PARTIES: tuple[Party, ...] = get_args(Party)
ACTS: tuple[Act, ...] = get_args(Act)
OVER: tuple[State, ...] = ("refused", "destroyed", "withdrawn")
"""Ends: nothing waits for anybody."""
DECIDING: tuple[State, ...] = ("assessing", "consult", "consent sought")
AGREED: tuple[State, ...] = ("approved", "part approved")


@dataclass(frozen=True)
class Step:
    """One step: from which states, to which, and whose it is."""

    act: Act
    starts: tuple[State, ...]
    end: State
    parties: tuple[Party, ...]


STEPS: tuple[Step, ...] = (
    Step("submit", ("draft", "returned"), "submitted", ("requester",)),
    Step("return", ("submitted",), "returned", ("supplying",)),
    Step("assess", ("submitted",), "assessing", ("supplying",)),
    Step("consult", ("assessing",), "consult", ("supplying",)),
    Step("seek consent", ("assessing",), "consent sought", ("supplying",)),
    Step("approve", DECIDING, "approved", ("supplying",)),
    Step("approve in part", DECIDING, "part approved", ("supplying",)),
    Step("refuse", DECIDING, "refused", ("supplying",)),
    Step("disclose", AGREED, "disclosed", ("supplying",)),
    Step("acknowledge", ("disclosed",), "in use", ("requester", "receiving")),
    Step("ask onward", ("in use",), "onward request", ("requester",)),
    Step("permit onward", ("onward request",), "in use", ("supplying",)),
    Step("deny onward", ("onward request",), "in use", ("supplying",)),
    Step("end use", ("in use",), "review due", ("receiving",)),
    Step("destroy", ("review due", "breach reported"), "destroyed", ("receiving",)),
    Step("withdraw", tuple(set(STATES) - {*OVER, "breach reported"}), "withdrawn", ("requester",)),
    Step(
        "report breach", tuple(one for one in STATES if one not in ("draft", "breach reported")), "breach reported",
        PARTIES,
    ),
)  # fmt: skip
TURNS: Mapping[State, Party] = {
    "draft": "requester",
    "submitted": "supplying",
    "returned": "requester",
    "assessing": "supplying",
    "consult": "supplying",
    "consent sought": "supplying",
    "approved": "supplying",
    "part approved": "supplying",
    "disclosed": "requester",
    "in use": "requester",
    "onward request": "supplying",
    "review due": "receiving",
    "breach reported": "receiving",
}
"""Whose turn it is, one for each state that is not over."""
IN_WORDS: Mapping[State, str] = {
    "draft": "…\u00a0draft",
    "submitted": "◐\u00a0submitted",
    "returned": "▲\u00a0returned, something is missing",
    "assessing": "◐\u00a0being assessed",
    "consult": "◐\u00a0investigating officer and CPS are consulted",
    "consent sought": "◐\u00a0consent is sought",
    "approved": "●\u00a0approved",
    "part approved": "●\u00a0approved in part",
    "refused": "✕\u00a0refused",
    "disclosed": "●\u00a0disclosed",
    "in use": "●\u00a0in use",
    "onward request": "◐\u00a0passing it on is asked for",
    "review due": "▲\u00a0review due",
    "destroyed": "●\u00a0destroyed",
    "withdrawn": "✕\u00a0withdrawn",
    "breach reported": "▲\u00a0BREACH REPORTED",
}


def find_step(act: Act) -> Step:
    """The step of an act."""
    return next(one for one in STEPS if one.act == act)


def acts_in(state: State, parties: frozenset[Party]) -> tuple[Act, ...]:
    """What somebody who is these parties may do in a state, in the order of the table."""
    return tuple(one.act for one in STEPS if state in one.starts and parties & set(one.parties))
