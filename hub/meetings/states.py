"""The states of a meeting and what each step needs (`safety.md` 9.4), as a table; and the chair's checklist.

The table gives one way more than the source: a meeting that needs no closed session ends after its open one. Otherwise
a chair would have to attest to a session that was not held. The way back from approved minutes, a correction, is no
step that is taken by itself: `hub/meetings/minute_versions.py`.
"""

from dataclasses import dataclass
from typing import Literal, get_args

State = Literal["scheduled", "open session", "closed session", "ended", "minutes drafted", "approved", "circulated"]
STATES: tuple[State, ...] = get_args(State)
Need = Literal["day", "alone", "attendance", "closed list", "statements", "checklist", "minutes", "looked at", "clean"]


@dataclass(frozen=True)
class Step:
    """One step that a meeting may take, and what has to be so first."""

    start: State
    end: State
    needs: tuple[Need, ...]
    label: str


STEPS: tuple[Step, ...] = (
    Step("scheduled", "open session", ("day", "alone"), "Start the open session"),
    Step(
        "open session",
        "closed session",
        ("attendance", "closed list", "statements", "checklist"),
        "Start the closed session",
    ),
    Step("open session", "ended", ("attendance",), "End without a closed session"),
    Step("closed session", "ended", (), "End the meeting"),
    Step("ended", "minutes drafted", ("minutes", "checklist"), "The minutes are drafted"),
    Step("minutes drafted", "approved", ("minutes", "looked at", "clean"), "Approve the minutes"),
    Step("approved", "circulated", ("clean", "checklist"), "The minutes are circulated"),
)
IN_SESSION: tuple[State, ...] = ("open session", "closed session")
"""States in which somebody may come or leave."""
HELD: tuple[State, ...] = STATES[3:]
"""Over: what follows are its minutes."""
WRITING: tuple[State, ...] = ("ended", "minutes drafted")
"""States in which the minutes are written."""


@dataclass(frozen=True)
class Check:
    """One point of the chair's checklist (`004` Appendix 3), to be attested before a state. ``room``: it is about who
    is in the room, so that it holds only until somebody else comes in."""

    code: str
    words: str
    before: State
    room: bool = False


CHECKLIST: tuple[Check, ...] = (
    Check(
        "confidence",
        "Everybody present knows that what is said is held in confidence and shared only with those who need to know: "
        "the confidentiality guidance was read out, or stands on the attendance list.",
        "closed session",
        room=True,
    ),
    Check(
        "need",
        "I have considered who needs information that identifies people. Those who do not have left the room.",
        "closed session",
        room=True,
    ),
    Check(
        "notes",
        "Everybody was reminded: note something about a person only where your statutory role needs it, and note whom "
        "it came from.",
        "closed session",
        room=True,
    ),
    Check(
        "handling",
        "Such notes are Restricted: they are kept secure, sent only between secure addresses, and shredded.",
        "closed session",
    ),
    Check(
        "cleared",
        "All papers that were left in the room were taken away and destroyed as what they hold asks for.",
        "minutes drafted",
    ),
    Check(
        "clean",
        "The minutes that go to everybody identify nobody and hold nothing restricted.",
        "circulated",
    ),
)


def steps_from(state: str) -> tuple[Step, ...]:
    """The steps that a meeting in a state may take."""
    return tuple(one for one in STEPS if one.start == state)


def checks_before(state: str) -> tuple[Check, ...]:
    """The points that have to be attested before a state."""
    return tuple(one for one in CHECKLIST if one.before == state)
