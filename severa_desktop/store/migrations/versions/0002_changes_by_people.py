"""What people change: actions with their history, what was looked at, and what lists need to be quick.

`history` was never written before, so it is made anew.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

_STATEMENTS = (
    "ALTER TABLE activities ADD COLUMN attachment_count INTEGER DEFAULT '0' NOT NULL",
    "ALTER TABLE activities ADD COLUMN checked BOOLEAN DEFAULT '0' NOT NULL",
    "UPDATE activities SET attachment_count = (SELECT count(*) FROM attachments WHERE attachments.activity_id = activities.id)",
    "ALTER TABLE refusals ADD COLUMN dismissed BOOLEAN DEFAULT '0' NOT NULL",
    "CREATE INDEX ix_activities_state ON activities (state)",
    "CREATE INDEX ix_activities_thread_hash ON activities (thread_hash) WHERE thread_hash IS NOT NULL",
    "DROP TABLE history",
    """CREATE TABLE actions (id INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL, undone BOOLEAN NOT NULL, import_id INTEGER,
  CONSTRAINT pk_actions PRIMARY KEY (id),
  CONSTRAINT fk_actions_import_id FOREIGN KEY(import_id) REFERENCES imports (id))""",
    """CREATE INDEX ix_actions_import_id ON actions (import_id) WHERE import_id IS NOT NULL""",
    """CREATE TABLE history (id INTEGER NOT NULL, action_id INTEGER NOT NULL, activity_id INTEGER, refusal_id INTEGER, field TEXT NOT NULL, "before" TEXT NOT NULL, "after" TEXT NOT NULL,
  CONSTRAINT pk_history PRIMARY KEY (id),
  CONSTRAINT fk_history_action_id FOREIGN KEY(action_id) REFERENCES actions (id),
  CONSTRAINT fk_history_activity_id FOREIGN KEY(activity_id) REFERENCES activities (id))""",
    "CREATE INDEX ix_history_action_id ON history (action_id)",
    "CREATE INDEX ix_history_activity_id ON history (activity_id) WHERE activity_id IS NOT NULL",
    "CREATE INDEX ix_copies_import_id ON copies (import_id)",
    """CREATE TABLE preferences (name TEXT NOT NULL, value TEXT NOT NULL,
  CONSTRAINT pk_preferences PRIMARY KEY (name)) WITHOUT ROWID""",
)


def upgrade() -> None:
    """Add them."""
    for statement in _STATEMENTS:
        op.execute(statement)
