"""What waits for a reader, from the register alone: the part of a home page that no product holds.

Each role is told what its own other pages would tell it, shortened: nothing is for somebody who may not open those.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from hub.access.identity import Identity
from hub.access.matrix import MATRIX, OWN_JAG_ONLY, REVIEWERS, user_can_open
from hub.access.opening import RELEASE_REVIEW, check_opening
from hub.access.sessions import WITHOUT_SIGNATURE
from hub.arrivals import Arrival, find_last_arrival, list_arrivals
from hub.assessments.threats import Threat, list_threats
from hub.data_returns import Filed, Return, Standing, list_returns
from hub.governance.grants import list_grants
from hub.governance.request_outcomes import Outcomes, read_outcomes
from hub.governance.request_words import Line
from hub.governance.request_words import list_waiting as list_requests_waiting
from hub.governance.reviews import Review, list_reviews
from hub.health import Health, read_health
from hub.hub import Hub
from hub.last_views import LastView, list_last_views
from hub.meetings.completion import Completion, read_completion
from hub.meetings.tasks import Waiting, list_waiting
from hub.months import name_day
from hub.register import Register
from ingest.register import find_dataset

PAGE = "home"
SOON = timedelta(days=30)
VIEWS = 5
HELD = "held in quarantine"
LATE = ("missing", "held")
WAITS = "audited"
GONE_ON = ("accepted from quarantine", "replaced from quarantine", "superseded")
"""States of a file of which a later line of the same list says what became of it."""


@dataclass(frozen=True)
class Ending:
    """A grant of the reader's organisation that ends soon."""

    dataset: str
    audience: str
    until: str


@dataclass(frozen=True)
class Arrived:
    """What arrived lately, and the day on which the last file of all came ('': none ever did)."""

    lately: tuple[Arrival, ...]
    last: str


@dataclass(frozen=True)
class Desk:
    """What waits for a liaison officer: reviews to decide, what the organisation owes, its files, grants that end, and
    requests for information whose next step is theirs."""

    reviews: tuple[Review, ...]
    owed: tuple[Return, ...]
    filed: tuple[Filed, ...]
    ending: tuple[Ending, ...]
    requests: tuple[Line, ...]


@dataclass(frozen=True)
class Home:
    """What waits for a reader. ``health`` is an administrator's, who is told nothing else.

    ``overdue``: supply that is late or held; ``arrived`` and ``views`` are an analyst's, ``desk`` a liaison officer's,
    ``waiting`` a chair's (their JAGs). A board member's are ``completion`` (what became of the JAGs' actions),
    ``outcomes`` (how requests for information were decided) and ``priorities`` (threats that the assessment takes up,
    the greatest first). None for everybody else. ``requests``: those for information that an analyst or a chair made,
    and that wait for them.
    """

    as_of: str
    overdue: tuple[Standing, ...] = ()
    arrived: Arrived | None = None
    views: tuple[LastView, ...] | None = None
    desk: Desk | None = None
    waiting: tuple[Waiting, ...] | None = None
    completion: Completion | None = None
    outcomes: Outcomes | None = None
    priorities: tuple[Threat, ...] | None = None
    health: Health | None = None
    requests: tuple[Line, ...] = ()


def read_home(hub: Hub, who: Identity, as_of: date) -> Home:
    """What waits for this reader. Raises AccessRefused for a role without the page."""
    check_opening(hub.register, who, PAGE)
    if who.role in WITHOUT_SIGNATURE:
        return Home(as_of=name_day(as_of.isoformat()), health=read_health(hub, who, as_of))
    returns = list_returns(hub, who, as_of)
    analyst, liaison = who.role == "analyst", who.role in REVIEWERS
    requests = list_requests_waiting(hub, who, as_of)
    return Home(
        as_of=returns.as_of,
        overdue=tuple(one for one in returns.standings if one.state in LATE),
        arrived=_arrived(hub, as_of) if analyst else None,
        views=list_last_views(hub.register, who, tuple(MATRIX[who.role]), VIEWS) if analyst else None,
        desk=_desk(hub.register, who, returns.returns, returns.filed or (), requests, as_of) if liaison else None,
        waiting=list_waiting(hub, who, as_of) if who.role in OWN_JAG_ONLY else None,
        completion=read_completion(hub.register, who, as_of),
        outcomes=read_outcomes(hub.register, who, as_of),
        priorities=_priorities(hub.register) if who.role == "board" else None,
        requests=() if liaison else requests,
    )


def _priorities(register: Register) -> tuple[Threat, ...]:
    return tuple(one for one in list_threats(register) if one.score.included)


def _arrived(hub: Hub, as_of: date) -> Arrived:
    stored = hub.store.batches()
    return Arrived(list_arrivals(stored, hub.quarantine.batches(), as_of), find_last_arrival(stored))


def _desk(
    register: Register,
    who: Identity,
    returns: tuple[Return, ...],
    filed: tuple[Filed, ...],
    requests: tuple[Line, ...],
    as_of: date,
) -> Desk:
    """``returns`` come newest first; what is owed is told in the order in which it fell due. Reviews are for those who
    may decide on them: they name areas."""
    owed = [one for one in reversed(returns) if one.provider == who.organisation and one.state in (*LATE, "awaited")]
    deciding = user_can_open(who, RELEASE_REVIEW)
    return Desk(
        reviews=tuple(one for one in reversed(list_reviews(register)) if one.state == WAITS and deciding),
        owed=tuple(owed),
        filed=_filed(filed),
        ending=_ending(register, who.organisation, as_of),
        requests=requests,
    )


def _filed(filed: tuple[Filed, ...]) -> tuple[Filed, ...]:
    """Files with what became of them in the end: those that are held first, as they wait; then the newest."""
    ended = [one for one in filed if one.state not in GONE_ON]
    return tuple(sorted(ended, key=lambda one: one.state != HELD))


def _ending(register: Register, organisation: str, as_of: date) -> tuple[Ending, ...]:
    """The grants of an organisation that end within 30 days, the first first."""
    own = [one for one in list_grants(register) if one.provider == organisation and one.is_in_force(as_of)]
    ending = sorted(
        (one for one in own if one.until <= (as_of + SOON).isoformat()), key=lambda one: (one.until, one.dataset)
    )
    return tuple(Ending(find_dataset(one.dataset).title, one.audience, name_day(one.until)) for one in ending)
