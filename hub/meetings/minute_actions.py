"""The actions in the minutes of a meeting: those of earlier meetings with what happened, and those that it agreed."""

from datetime import date

from sqlalchemy import Connection

from hub.meetings.actions import Action, Happened, Session, list_actions, list_happened
from hub.meetings.parts import Part, Row
from hub.meetings.planning import Meeting, list_meetings
from hub.meetings.posts import find_post
from hub.problems import list_problems
from ingest.periods import day_in_words

PLACE = "Place"
"""The column of codes of areas."""
SAID = {"note": "", "escalated": "Escalated: ", "done": "Outcome: "}


def list_reviewed(connection: Connection, found: Meeting, session: Session) -> Part:
    """What became of the actions of earlier meetings since the last one, as of the day of this one."""
    meetings = list_meetings(connection, found.area)
    raised = {one.id: one.day for one in meetings}
    held = [one.day for one in meetings if one.day < found.day and one.state != "scheduled"]
    last = held[-1] if held else ""
    earlier = [
        one
        for one in _by_day(connection, found.area, session)
        if one.meeting != found.id
        and raised.get(one.meeting or "", one.raised_on) < found.day
        and not (one.ended_on and one.ended_on <= last)
    ]
    rows = tuple(_reviewed(connection, one, last, found.day) for one in earlier)
    done = sum(bool(one.ended_on and one.ended_on <= found.day) for one in earlier)
    return Part(
        "Actions of earlier meetings",
        (_count(done, len(rows)),),
        ("Action", "Who", "Due", "State", "What happened since"),
        rows,
    )


def list_new(connection: Connection, found: Meeting, session: Session) -> Part:
    """What a meeting agreed to do."""
    agreed = [one for one in _by_day(connection, found.area, session) if one.meeting == found.id]
    rows = tuple(
        (one.what, _who(one), _day(one.due), one.stage.capitalize(), one.place, _problem(one)) for one in agreed
    )
    empty = () if rows else ("No action was agreed.",)
    return Part("New actions", empty, ("Action", "Who", "Due", "SARA stage", PLACE, "Problem"), rows)


def _by_day(connection: Connection, area: str, session: Session) -> list[Action]:
    """The actions of a JAG in an order that does not hang on how they were written down."""
    return sorted(list_actions(connection, area, (session,)), key=lambda one: (one.due, one.what, one.id))


def _count(done: int, due: int) -> str:
    """How many of the actions are done: what partners agreed to do, no figure of events."""
    if not due:
        return "No action was carried forward."
    return f"{done:,} of {due:,} {'action' if due == 1 else 'actions'} {'is' if 1 in (done, due) else 'are'} done."


def _reviewed(connection: Connection, one: Action, last: str, day: str) -> Row:
    happened = [each for each in list_happened(connection, one.id) if each.on_day <= day]
    since = [f"{_day(each.on_day)}: {SAID[each.kind]}{each.words}" for each in happened if each.on_day > last]
    return one.what, _who(one), _day(one.due), _state(one, happened, day), " ".join(since) or "Nothing was noted."


def _state(one: Action, happened: list[Happened], day: str) -> str:
    if one.ended_on and one.ended_on <= day:
        return "done, late" if one.ended_on > one.due else "done"
    state = "escalated" if any(each.kind == "escalated" for each in happened) else "open"
    return f"{state}, OVERDUE" if one.due < day else state


def _who(one: Action) -> str:
    return f"{find_post(one.post).title}, {one.organisation}"


def _problem(one: Action) -> str:
    title, codes = list_problems().get(one.dataset, ("", {}))
    return ", ".join(filter(None, (title, codes.get(one.category, "")))) or "no data set"


def _day(day: str) -> str:
    return day_in_words(date.fromisoformat(day))
