"""The register's tables of JAG meetings: groups, members, chairs, reviews, meetings, who was there, and actions."""

from sqlalchemy import Column, Integer, String, Table, Text

from hub.register import METADATA

JAGS = Table(
    "jags",
    METADATA,
    Column("area", String(40), primary_key=True),
    Column("every", Integer, nullable=False),
    Column("founded_on", String(10), nullable=False),
)

MEMBERS = Table(
    "jag_members",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("area", String(40), nullable=False, index=True),
    Column("post", String(60), nullable=False),
    Column("organisation", String(100), nullable=False),
    Column("since", String(10), nullable=False),
    Column("until", String(10)),
)

TURNS = Table(
    "jag_turns",
    METADATA,
    Column("area", String(40), primary_key=True),
    Column("first_day", String(10), primary_key=True),
    Column("member", String(40), nullable=False),
)

JAG_REVIEWS = Table(
    "jag_reviews",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("area", String(40), nullable=False, index=True),
    Column("held_on", String(10), nullable=False),
    Column("decided", Text, nullable=False),
)

MEETINGS = Table(
    "jag_meetings",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("area", String(40), nullable=False, index=True),
    Column("day", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("attested", Text, nullable=False),
)

ATTENDANCE = Table(
    "jag_attendance",
    METADATA,
    Column("meeting", String(40), primary_key=True),
    Column("member", String(40), primary_key=True),
    Column("came_at", String(40), nullable=False),
    Column("left_at", String(40)),
)

STATEMENTS = Table(
    "jag_statements",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("member", String(40), nullable=False, index=True),
    Column("signed_on", String(10), nullable=False),
    Column("withdrawn_on", String(10)),
)

ACTIONS = Table(
    "jag_actions",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("area", String(40), nullable=False, index=True),
    Column("meeting", String(40)),
    Column("session", String(10), nullable=False),
    Column("what", Text, nullable=False),
    Column("post", String(60), nullable=False),
    Column("organisation", String(100), nullable=False),
    Column("due", String(10), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("place", String(40), nullable=False),
    Column("dataset", String(60), nullable=False),
    Column("category", String(60), nullable=False),
    Column("status", String(20), nullable=False),
    Column("raised_on", String(10), nullable=False),
    Column("ended_on", String(10)),
)

STEPS = Table(
    "jag_steps",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("action", String(40), nullable=False, index=True),
    Column("on_day", String(10), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("words", Text, nullable=False),
)
