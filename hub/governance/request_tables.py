"""The register's tables of requests for information: what was asked of whom, and every step that was taken since."""

from sqlalchemy import Column, Integer, String, Table, Text

from hub.register import METADATA

REQUESTS = Table(
    "information_requests",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("requester", String(64), nullable=False),
    Column("organisation", String(100), nullable=False, index=True),
    Column("supplier", String(100), nullable=False, index=True),
    Column("kind", String(100), nullable=False),
    Column("state", String(20), nullable=False),
    Column("since", String(10), nullable=False),
    Column("letter", String(20), nullable=False),
    Column("required", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("gateway", String(60), nullable=False),
    Column("necessity", Text, nullable=False),
    Column("effect", Text, nullable=False),
    Column("use_only", Integer, nullable=False),
    Column("designation", Text, nullable=False),
    Column("reply_to", String(200), nullable=False),
    Column("consent", String(20), nullable=False),
    Column("ground", Text, nullable=False),
    Column("drafted_on", String(10), nullable=False),
    Column("submitted_on", String(10)),
    Column("disclosed_on", String(10)),
    Column("keep_until", String(10)),
    Column("entry", Integer, nullable=False),
)

REQUEST_STEPS = Table(
    "information_request_steps",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("request", String(40), nullable=False, index=True),
    Column("at", String(40), nullable=False),
    Column("who", String(64), nullable=False),
    Column("role", String(40), nullable=False),
    Column("organisation", String(100), nullable=False),
    Column("act", String(20), nullable=False),
    Column("start", String(20), nullable=False),
    Column("end", String(20), nullable=False),
    Column("words", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("salt", String(32), nullable=False),
)
