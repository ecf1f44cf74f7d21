"""Runs the register's migrations on the connection that the register hands over."""

from alembic import context

import hub.assessments.tables
import hub.governance.request_tables
import hub.meetings.tables  # noqa: F401 - its tables are among those of METADATA
from hub.register import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
