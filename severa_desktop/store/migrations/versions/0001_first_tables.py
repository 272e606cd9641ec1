"""The first tables.

Written down as they were, so that later changes of `tables.py` do not change what this revision made.
"""

from alembic import op

revision = "0001"
down_revision = None

_STATEMENTS = (
    """CREATE TABLE counters (name TEXT NOT NULL, value INTEGER NOT NULL,
  CONSTRAINT pk_counters PRIMARY KEY (name)) WITHOUT ROWID""",
    """CREATE TABLE settings (name TEXT NOT NULL, value TEXT NOT NULL,
  CONSTRAINT pk_settings PRIMARY KEY (name)) WITHOUT ROWID""",
    """CREATE TABLE activity_types (name TEXT NOT NULL, category TEXT NOT NULL, calendar_synced BOOLEAN NOT NULL,
  CONSTRAINT pk_activity_types PRIMARY KEY (name)) WITHOUT ROWID""",
    """CREATE TABLE users (id INTEGER NOT NULL, "key" TEXT NOT NULL, name TEXT NOT NULL, emails TEXT NOT NULL, active BOOLEAN NOT NULL,
  CONSTRAINT pk_users PRIMARY KEY (id),
  CONSTRAINT uq_users_key UNIQUE ("key"))""",
    """CREATE TABLE customers (id INTEGER NOT NULL, "key" TEXT NOT NULL, name TEXT NOT NULL, folded_name TEXT NOT NULL, active BOOLEAN NOT NULL,
  CONSTRAINT pk_customers PRIMARY KEY (id),
  CONSTRAINT uq_customers_key UNIQUE ("key"))""",
    """CREATE INDEX ix_customers_folded_name ON customers (folded_name)""",
    """CREATE TABLE imports (id INTEGER NOT NULL, started_at INTEGER NOT NULL,
  CONSTRAINT pk_imports PRIMARY KEY (id))""",
    """CREATE TABLE originals (id INTEGER NOT NULL, digest_hash INTEGER NOT NULL, size INTEGER NOT NULL, sha256 BLOB NOT NULL, content BLOB NOT NULL,
  CONSTRAINT pk_originals PRIMARY KEY (id))""",
    """CREATE INDEX ix_originals_digest_hash ON originals (digest_hash)""",
    """CREATE TABLE refusals (id INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, source TEXT NOT NULL, text TEXT NOT NULL, subject TEXT NOT NULL, sender TEXT NOT NULL, received_at INTEGER, reasons TEXT NOT NULL, taken_at INTEGER NOT NULL, identity_hash INTEGER, identity_key TEXT NOT NULL, identity_sender TEXT NOT NULL, identity_date INTEGER, identity_subject TEXT NOT NULL, is_list BOOLEAN NOT NULL, failure_hash INTEGER,
  CONSTRAINT pk_refusals PRIMARY KEY (id))""",
    """CREATE INDEX ix_refusals_failure_hash ON refusals (failure_hash) WHERE failure_hash IS NOT NULL""",
    """CREATE INDEX ix_refusals_identity_hash ON refusals (identity_hash) WHERE identity_hash IS NOT NULL""",
    """CREATE TABLE contacts (id INTEGER NOT NULL, "key" TEXT NOT NULL, name TEXT NOT NULL, emails TEXT NOT NULL, customer_id INTEGER NOT NULL, active BOOLEAN NOT NULL,
  CONSTRAINT pk_contacts PRIMARY KEY (id),
  CONSTRAINT uq_contacts_key UNIQUE ("key"),
  CONSTRAINT fk_contacts_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id))""",
    """CREATE INDEX ix_contacts_customer_id ON contacts (customer_id)""",
    """CREATE TABLE projects (id INTEGER NOT NULL, "key" TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, customer_id INTEGER, closed BOOLEAN NOT NULL,
  CONSTRAINT pk_projects PRIMARY KEY (id),
  CONSTRAINT uq_projects_key UNIQUE ("key"),
  CONSTRAINT uq_projects_number UNIQUE (number),
  CONSTRAINT fk_projects_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id))""",
    """CREATE INDEX ix_projects_customer_id ON projects (customer_id)""",
    """CREATE TABLE activities (sort_id INTEGER NOT NULL, id INTEGER NOT NULL, started_at INTEGER NOT NULL, state TEXT NOT NULL, subject TEXT NOT NULL, type TEXT NOT NULL, status TEXT NOT NULL, owner_id INTEGER NOT NULL, owner_name TEXT NOT NULL, owner_email TEXT NOT NULL, customer_id INTEGER, project_id INTEGER, message_id TEXT NOT NULL, warnings TEXT NOT NULL, edited TEXT NOT NULL, identity_hash INTEGER NOT NULL, identity_key TEXT NOT NULL, identity_sender TEXT NOT NULL, identity_date INTEGER, identity_subject TEXT, is_list BOOLEAN NOT NULL, thread_hash INTEGER,
  CONSTRAINT pk_activities PRIMARY KEY (sort_id),
  CONSTRAINT uq_activities_id UNIQUE (id),
  CONSTRAINT fk_activities_owner_id FOREIGN KEY(owner_id) REFERENCES users (id),
  CONSTRAINT fk_activities_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
  CONSTRAINT fk_activities_project_id FOREIGN KEY(project_id) REFERENCES projects (id))""",
    """CREATE INDEX ix_activities_warnings ON activities (sort_id) WHERE warnings <> ''""",
    """CREATE INDEX ix_activities_customer_id ON activities (customer_id) WHERE customer_id IS NOT NULL""",
    """CREATE INDEX ix_activities_project_id ON activities (project_id) WHERE project_id IS NOT NULL""",
    """CREATE INDEX ix_activities_identity_hash ON activities (identity_hash)""",
    """CREATE INDEX ix_activities_owner_id ON activities (owner_id)""",
    """CREATE TABLE activity_texts (activity_id INTEGER NOT NULL, reasons TEXT NOT NULL, body BLOB NOT NULL,
  CONSTRAINT pk_activity_texts PRIMARY KEY (activity_id),
  CONSTRAINT fk_activity_texts_activity_id FOREIGN KEY(activity_id) REFERENCES activities (id))""",
    """CREATE TABLE participants (activity_id INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL, kind TEXT NOT NULL, "key" TEXT,
  CONSTRAINT pk_participants PRIMARY KEY (activity_id, position),
  CONSTRAINT fk_participants_activity_id FOREIGN KEY(activity_id) REFERENCES activities (id)) WITHOUT ROWID""",
    """CREATE TABLE attachments (activity_id INTEGER NOT NULL, position INTEGER NOT NULL, part INTEGER NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
  CONSTRAINT pk_attachments PRIMARY KEY (activity_id, position),
  CONSTRAINT fk_attachments_activity_id FOREIGN KEY(activity_id) REFERENCES activities (id)) WITHOUT ROWID""",
    """CREATE TABLE copies (id INTEGER NOT NULL, activity_id INTEGER, refusal_id INTEGER, original_id INTEGER NOT NULL, position INTEGER NOT NULL, origin TEXT NOT NULL, differs BOOLEAN NOT NULL, import_id INTEGER NOT NULL, taken_at INTEGER NOT NULL,
  CONSTRAINT pk_copies PRIMARY KEY (id),
  CONSTRAINT fk_copies_activity_id FOREIGN KEY(activity_id) REFERENCES activities (id),
  CONSTRAINT fk_copies_refusal_id FOREIGN KEY(refusal_id) REFERENCES refusals (id),
  CONSTRAINT fk_copies_original_id FOREIGN KEY(original_id) REFERENCES originals (id),
  CONSTRAINT fk_copies_import_id FOREIGN KEY(import_id) REFERENCES imports (id))""",
    """CREATE INDEX ix_copies_original_id ON copies (original_id)""",
    """CREATE INDEX ix_copies_activity_id ON copies (activity_id) WHERE activity_id IS NOT NULL""",
    """CREATE INDEX ix_copies_refusal_id ON copies (refusal_id) WHERE refusal_id IS NOT NULL""",
    """CREATE TABLE history (id INTEGER NOT NULL, activity_id INTEGER NOT NULL, at INTEGER NOT NULL, field TEXT NOT NULL, "before" TEXT NOT NULL, "after" TEXT NOT NULL, undone BOOLEAN NOT NULL,
  CONSTRAINT pk_history PRIMARY KEY (id),
  CONSTRAINT uq_history_activity_id_id UNIQUE (activity_id, id),
  CONSTRAINT fk_history_activity_id FOREIGN KEY(activity_id) REFERENCES activities (id))""",
    """CREATE INDEX ix_history_activity_id ON history (activity_id)""",
    """CREATE VIRTUAL TABLE search USING fts5(terms, columnsize=0, detail=none, tokenize="ascii tokenchars '_'")""",
)


def upgrade() -> None:
    """Make them."""
    for statement in _STATEMENTS:
        op.execute(statement)
    op.execute("INSERT INTO search(search, rank) VALUES ('hashsize', 8388608), ('automerge', 16)")
