"""Actions in a product: what the JAG agreed, who does it, and what came of it since."""

from collections.abc import Sequence
from datetime import date

from hub.meetings.agreed import Result
from hub.meetings.posts import find_post
from hub.products.draft import Draft
from hub.products.product import Column, Section, TableBlock, Text, Words
from hub.products.sentences import capitalise, plural
from ingest.periods import day_in_words

HEADING = "Last meeting's actions and results"
NONE = "No action is open, and none was done since the last meeting."
HEADS = ("Action", "Whose it is", "Due, and where it stands", "What happened since")
NOTE = "Every action that is not done, and those done since the last meeting."


def agreed_section(draft: Draft) -> Section:
    """What the open session agreed, and on a closed pack what the closed session did, each with its result."""
    agreed = draft.agreed
    said = [words for words in (_tell_meeting(agreed.last_day), _tell_state(draft, agreed.results)) if words]
    if not agreed.results:
        said = [NONE] if not agreed.left_out or agreed.last_day else []
    tables = [
        _table(draft, title, [one for one in agreed.results if one.action.session == session])
        for title, session in (("Actions of the open session", "open"), ("Actions of the closed session", "closed"))
    ]
    lines = [*said, *([agreed.left_out] if agreed.left_out else [])]
    return Section(HEADING, (Words(tuple(lines)), *(one for one in tables if one.rows)))


def _tell_meeting(day: str) -> str:
    return f"The last meeting was on {_day(day)}." if day else "No meeting has been held yet."


def _tell_state(draft: Draft, results: Sequence[Result]) -> str:
    """How many are done, open and overdue."""
    done = sum(one.action.status == "done" for one in results)
    late = sum(one.action.is_overdue(draft.calendar.as_of) for one in results)
    told = f"{capitalise(plural(done, 'action is', 'actions are'))} done since"
    told += f", {plural(len(results) - done, 'is', 'are')} open"
    return f"{told}, {plural(late, 'of them is', 'of them are')} overdue." if late else f"{told}, none of them overdue."


def _table(draft: Draft, title: str, results: Sequence[Result]) -> TableBlock:
    rows = []
    for one in results:
        action = one.action
        about = draft.names.get(action.place, "")
        what = f"{action.what} ({'; '.join(filter(None, (action.stage, about)))})"
        owner = f"{find_post(action.post).title}, {action.organisation}"
        since = " ".join(f"{_day(each.on_day)}: {each.words}" for each in one.happened) or "Nothing was noted."
        rows.append(tuple(Text(words) for words in (what, owner, f"{_day(action.due)}: {_state(draft, one)}", since)))
    return TableBlock(title, tuple(Column(head, "text") for head in HEADS), tuple(rows), note=NOTE)


def _state(draft: Draft, one: Result) -> str:
    if one.action.status == "done":
        return f"done on {_day(one.action.ended_on or one.action.due)}"
    late = one.action.is_overdue(draft.calendar.as_of)
    return f"{one.action.status}, OVERDUE" if late else one.action.status


def _day(day: str) -> str:
    return day_in_words(date.fromisoformat(day))
