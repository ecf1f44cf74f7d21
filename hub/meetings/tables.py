"""The register's tables of JAG meetings: groups, members, chairs, reviews, meetings, who was there, actions, how the
actions are to be evaluated, and minutes."""

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
    Column("times", Text, nullable=False, server_default="{}"),
)

ATTENDANCE = Table(
    "jag_attendance",
    METADATA,
    Column("meeting", String(40), primary_key=True),
    Column("member", String(40), primary_key=True),
    Column("came_at", String(40), nullable=False),
    Column("left_at", String(40)),
    Column("came_back", Integer, nullable=False, server_default="0"),
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

EVALUATIONS = Table(
    "jag_evaluations",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("action", String(40), nullable=False, index=True),
    Column("counted_from", String(10), nullable=False),
    Column("day", String(10), nullable=False),
    Column("months", Integer, nullable=False),
    Column("control", String(40), nullable=False),
    Column("nearby", String(40), nullable=False),
    Column("nearby_control", String(40), nullable=False),
    Column("held", Integer, nullable=False),
    Column("why", Text, nullable=False),
    Column("author", String(64), nullable=False),
    Column("organisation", String(100), nullable=False),
    Column("chosen_at", String(40), nullable=False),
    Column("seen_at", String(40)),
)

MINUTES = Table(
    "jag_minutes",
    METADATA,
    Column("meeting", String(40), primary_key=True),
    Column("document", String(10), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("begun_on", String(10), nullable=False),
    Column("corrects", Text, nullable=False),
    Column("apologies", Text, nullable=False),
    Column("looked", String(64)),
    Column("approved_on", String(10)),
    Column("content", Text),
)

MINUTE_ITEMS = Table(
    "jag_minute_items",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("meeting", String(40), nullable=False, index=True),
    Column("document", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("heading", String(100), nullable=False),
    Column("words", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("origin", String(100), nullable=False),
    Column("need", Text, nullable=False),
)
