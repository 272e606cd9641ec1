"""Where mails come from by themselves, and what each such source remembers."""

from alembic import op

revision = "0004"
down_revision = "0003"

_STATEMENTS = (
    """CREATE TABLE sources (id INTEGER NOT NULL, kind TEXT NOT NULL, settings TEXT NOT NULL, dedicated BOOLEAN NOT NULL, account TEXT NOT NULL,
  condition TEXT NOT NULL, error TEXT NOT NULL, last_success INTEGER, taken INTEGER NOT NULL, not_imported INTEGER NOT NULL, left_alone INTEGER NOT NULL,
  CONSTRAINT pk_sources PRIMARY KEY (id))""",
    """CREATE TABLE source_memory (source_id INTEGER NOT NULL, place TEXT NOT NULL, what TEXT NOT NULL,
  CONSTRAINT pk_source_memory PRIMARY KEY (source_id, place),
  CONSTRAINT fk_source_memory_source_id FOREIGN KEY(source_id) REFERENCES sources (id)) WITHOUT ROWID""",
)


def upgrade() -> None:
    """Add them."""
    for statement in _STATEMENTS:
        op.execute(statement)
