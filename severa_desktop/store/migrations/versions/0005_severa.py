"""What comes from Severa and what goes there."""

from alembic import op

revision = "0005"
down_revision = "0004"

_STATEMENTS = (
    """CREATE TABLE severa (name TEXT NOT NULL, value TEXT NOT NULL,
  CONSTRAINT pk_severa PRIMARY KEY (name)) WITHOUT ROWID""",
    """CREATE TABLE severa_records (kind TEXT NOT NULL, guid TEXT NOT NULL, "key" TEXT NOT NULL, phase TEXT, customer TEXT,
  CONSTRAINT pk_severa_records PRIMARY KEY (kind, guid),
  CONSTRAINT uq_severa_records_kind_key UNIQUE (kind, "key")) WITHOUT ROWID""",
    """CREATE TABLE severa_clashes (kind TEXT NOT NULL, guid TEXT NOT NULL, "key" TEXT NOT NULL, why TEXT NOT NULL, what TEXT NOT NULL,
  pulled TEXT NOT NULL, CONSTRAINT pk_severa_clashes PRIMARY KEY (kind, guid)) WITHOUT ROWID""",
    """CREATE TABLE severa_activities (activity_id INTEGER NOT NULL, guid TEXT NOT NULL, told TEXT NOT NULL, changed BOOLEAN NOT NULL,
  CONSTRAINT pk_severa_activities PRIMARY KEY (activity_id),
  CONSTRAINT fk_severa_activities_activity_id FOREIGN KEY(activity_id) REFERENCES activities (id))""",
    "CREATE INDEX ix_severa_activities_changed ON severa_activities (activity_id) WHERE changed = 1",
    """CREATE TABLE severa_outbox (id INTEGER NOT NULL, activity_id INTEGER NOT NULL, step TEXT NOT NULL, what TEXT NOT NULL,
  state TEXT NOT NULL, asked BOOLEAN NOT NULL, attempts INTEGER NOT NULL, not_before INTEGER NOT NULL, error TEXT NOT NULL,
  CONSTRAINT pk_severa_outbox PRIMARY KEY (id),
  CONSTRAINT fk_severa_outbox_activity_id FOREIGN KEY(activity_id) REFERENCES activities (id))""",
    "CREATE INDEX ix_severa_outbox_activity_id ON severa_outbox (activity_id)",
    "CREATE INDEX ix_severa_outbox_state ON severa_outbox (state, not_before)",
)


def upgrade() -> None:
    """Add them."""
    for statement in _STATEMENTS:
        op.execute(statement)
