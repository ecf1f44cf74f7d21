"""The 23 posts of a JAG, each with the sessions it may attend (`004` Appendix 6): ``data/reference/jag_posts.csv``.

A post is an organisation's seat at the table, never a person. Which sessions it may attend belongs to the post: nobody
can give a seat of the open session the right to the closed one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hub.meetings.refusal import MeetingRefused
from ingest.categories import reference

CLOSED, OPEN = "open and closed", "open only"


@dataclass(frozen=True)
class Post:
    """One post. ``basis``: the duty in law by which it attends, empty where there is none; ``may_chair``: police and
    statutory agencies take the chair in turn."""

    code: str
    title: str
    closed: bool
    may_chair: bool
    basis: str

    @property
    def sessions(self) -> str:
        """The sessions that it may attend, in words."""
        return CLOSED if self.closed else OPEN


@cache
def every_post() -> Mapping[str, Post]:
    """All posts by code, in the order of the agreement."""
    return {
        row["post"]: Post(row["post"], row["title"], row["closed"] == "1", row["may_chair"] == "1", row["basis"])
        for row in reference("jag_posts")
    }


def find_post(code: str) -> Post:
    """The post of that code. Raises MeetingRefused where there is none."""
    found = every_post().get(code)
    if found is None:
        raise MeetingRefused("there is no such post.", "a post that is not in the list.", "choose one of the 23 posts.")
    return found
