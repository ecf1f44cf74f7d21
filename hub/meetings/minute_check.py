"""Whether the main minutes identify somebody: every text in them is judged once more before they go out.

What was typed was asked when it was typed; since then detectors may have learned, and minutes are more than what was
typed for them. Words of closed lists (posts, signatories, code lists) are known by the list they stand in.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from hub.access.tables import ORGANISATIONS
from hub.meetings.minute_text import Paper
from hub.meetings.posts import every_post
from hub.meetings.tables import MEMBERS
from hub.problems import list_problems
from ingest.detectors import find_in_sentence


def list_doubts(connection: Connection, paper: Paper) -> tuple[str, ...]:
    """Where a text may point at a person or a doorstep, and by which rule; never the words."""
    known = _known(connection)
    found = {where: find_in_sentence(words) for where, words in _texts(paper) if words and words not in known}
    return tuple(f"{where}: what looks like {', '.join(kinds)}" for where, kinds in found.items() if kinds)


def _texts(paper: Paper) -> Iterator[tuple[str, str]]:
    """Every text of a document, with where it stands."""
    yield "why it is corrected", paper.corrects
    for part in paper.parts:
        yield f'the heading "{part.heading}"', part.heading
        for at, words in enumerate(part.paragraphs, 1):
            yield f'"{part.heading}", paragraph {at}', words
        for column in part.columns:
            yield f'"{part.heading}", the heading "{column}"', column
        for at, row in enumerate(part.rows, 1):
            for column, words in zip(part.columns, row, strict=True):
                yield f'"{part.heading}", line {at}, "{column}"', words


def _known(connection: Connection) -> set[str]:
    """Words that stand in a closed list. An organisation that signed is known by its signature; another one is judged
    like anything else that was typed, so that its posts are known only where it points at nobody."""
    signed = set(connection.execute(select(ORGANISATIONS.c.name)).scalars())
    others = set(connection.execute(select(MEMBERS.c.organisation).distinct()).scalars()) - signed
    organisations = signed | {one for one in others if not find_in_sentence(one)}
    posts = {one.title for one in every_post().values()}
    problems = {
        words
        for title, codes in list_problems().values()
        for words in (title, *(f"{title}, {name}" for name in codes.values()))
    }
    return organisations | posts | problems | {f"{post}, {one}" for post in posts for one in organisations}
