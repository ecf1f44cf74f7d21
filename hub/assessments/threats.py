"""Threats on record: who scored which problem how, on what evidence, and what was decided with which reason.

A new score ends the one before; both stay on record, and the ledger has each. Nothing that is typed may point at a
person (`hub/sentence.py`), and the ledger holds none of it.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from hub.access.identity import Identity
from hub.access.matrix import check_user_can_assess
from hub.access.opening import check_noted, check_opening
from hub.assessments.refusal import AssessmentRefused
from hub.assessments.tables import THREATS
from hub.assessments.threat_matrix import DECISIONS, HIGHEST, Decision, Score
from hub.ledger import Entry, append
from hub.months import name_day
from hub.problems import is_problem
from hub.register import Register
from hub.sentence import check_sentence

PAGE = "threat-matrix"
LONGEST_TITLE, MOST = 80, 60


@dataclass(frozen=True)
class Scored:
    """What somebody says of a problem. ``dataset`` and ``category`` ('' for none): where the hub holds records of it;
    ``evidence``: what the score rests on; ``reason``: why it was decided otherwise than the band says."""

    title: str
    probability: int
    harm: int
    evidence: str
    dataset: str = ""
    category: str = ""
    decision: Decision = "by band"
    reason: str = ""


@dataclass(frozen=True)
class Threat:
    """A problem with its score that is in force, or that was (``ended_on`` is set)."""

    id: str
    title: str
    dataset: str
    category: str
    score: Score
    evidence: str
    reason: str
    author: str
    organisation: str
    scored_on: str
    ended_on: str = ""


def score_threat(
    register: Register, said: Scored, who: Identity, again: str = "", now: datetime | None = None
) -> Threat:
    """Put the score of a problem on record.

    Args:
        register: The hub's register.
        said: What is said of it.
        who: The analyst who says it.
        again: The id of the threat that is scored anew; a new one where it is left out.
        now: The moment; now when left out.

    Raises:
        AccessRefused: a role that prepares no assessment.
        AssessmentRefused: no such threat, a title twice, a score or category that there is not, a decision without a
            reason, words that may point at a person, or more threats than a board can read.
    """
    at = now or datetime.now(UTC)
    check_noted(register, who, PAGE, lambda: check_user_can_assess(who))
    words = _check(said)
    with register.writing() as connection:
        current = _list(connection)
        if again and again not in {one.id for one in current}:
            raise AssessmentRefused("there is no such threat.", "an id that none has.", "choose one of the list.")
        if not again and len(current) >= MOST:
            raise AssessmentRefused(
                "no more threats can be added.", f"{len(current)} of {MOST}.", "end one that is none any more."
            )
        identity = again or f"t-{secrets.token_hex(4)}"
        if any(one.title.lower() == str(words["title"]).lower() and one.id != identity for one in current):
            raise AssessmentRefused(
                "there is a threat of that title already.",
                "a title twice.",
                "score that one anew, or say what differs.",
            )
        _end(connection, identity, at)
        made = {"id": identity, **words, "author": who.name, "organisation": who.organisation}
        connection.execute(insert(THREATS).values(**made, scored_at=at.isoformat(timespec="seconds")))
        detail = {"threat": identity, "probability": said.probability, "harm": said.harm, "decision": said.decision}
        append(connection, Entry(who.name, who.role, "score threat", PAGE, detail, at))
        return next(one for one in _list(connection) if one.id == identity)


def end_threat(register: Register, threat: str, who: Identity, now: datetime | None = None) -> str:
    """Take a threat off the matrix, whose scores stay on record; its id. Raises as ``score_threat``."""
    at = now or datetime.now(UTC)
    check_noted(register, who, PAGE, lambda: check_user_can_assess(who))
    with register.writing() as connection:
        if not _end(connection, threat, at):
            raise AssessmentRefused("there is no such threat.", "an id that none has.", "choose one of the list.")
        append(connection, Entry(who.name, who.role, "end threat", PAGE, {"threat": threat}, at))
    return threat


def read_threats(register: Register, who: Identity) -> tuple[Threat, ...]:
    """The matrix, the greatest threat first. Raises AccessRefused for a role without the page."""
    check_opening(register, who, PAGE)
    return list_threats(register)


def list_threats(register: Register) -> tuple[Threat, ...]:
    """The matrix, the greatest threat first, for a product that has its own check of who may have it."""
    with register.reading() as connection:
        return _list(connection)


def list_scores(register: Register, threat: str, who: Identity) -> tuple[Threat, ...]:
    """Every score that a threat was ever given, the last first. Raises AccessRefused as ``read_threats``."""
    check_opening(register, who, PAGE)
    with register.reading() as connection:
        rows = connection.execute(select(THREATS).where(THREATS.c.id == threat).order_by(THREATS.c.number.desc()))
        return tuple(_read(row._mapping) for row in rows)


def _list(connection: Connection) -> tuple[Threat, ...]:
    rows = connection.execute(select(THREATS).where(THREATS.c.ended_at.is_(None)))
    found = [_read(row._mapping) for row in rows]
    return tuple(sorted(found, key=lambda one: (-one.score.threat, one.title)))


def _read(row: object) -> Threat:
    told = dict(row)  # type: ignore[call-overload]
    asked = ("id", "title", "dataset", "category", "evidence", "reason", "author", "organisation")
    return Threat(
        **{name: told[name] for name in asked},
        score=Score(told["probability"], told["harm"], told["decision"]),
        scored_on=name_day(told["scored_at"]),
        ended_on=name_day(told["ended_at"]) if told["ended_at"] else "",
    )


def _end(connection: Connection, threat: str, at: datetime) -> int:
    current = (THREATS.c.id == threat) & THREATS.c.ended_at.is_(None)
    ended = update(THREATS).where(current).values(ended_at=at.isoformat(timespec="seconds"))
    return connection.execute(ended).rowcount


def _check(said: Scored) -> dict[str, object]:
    """What is said, as it is kept."""
    if not is_problem(said.dataset, said.category):
        raise AssessmentRefused("there is no such problem.", "a word of no code list.", "choose one of the lists.")
    if not all(1 <= one <= HIGHEST for one in (said.probability, said.harm)) or said.decision not in DECISIONS:
        raise AssessmentRefused(
            "a score is a whole number, and a decision one of three.",
            f"probability {said.probability}, harm {said.harm}.",
            f"use 1 to {HIGHEST}; decide {', '.join(DECISIONS)}.",
        )
    score = Score(said.probability, said.harm, said.decision)
    if score.against_band and not said.reason.strip():
        raise AssessmentRefused(
            "a decision against the band needs its reason.",
            f"a {score.band} threat that is {'taken up' if score.included else 'left out'}.",
            "say why in a sentence, or go by the band.",
        )
    return {
        "title": check_sentence("Threat", said.title, AssessmentRefused, LONGEST_TITLE),
        "dataset": said.dataset,
        "category": said.category,
        "probability": said.probability,
        "harm": said.harm,
        "evidence": check_sentence("Evidence", said.evidence, AssessmentRefused),
        "decision": said.decision,
        "reason": check_sentence("Reason", said.reason, AssessmentRefused) if score.against_band else "",
    }
