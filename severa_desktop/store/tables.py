"""The tables of the store, as SQLAlchemy Core knows them; the search index is in `store.sqlite`.

Times are seconds since 1970 in UTC. JSON columns hold what is read and written as a whole only. Hashes are
the first eight bytes of a SHA-256 as a signed integer: indexes over them are random to write, so they are
kept narrow, and what they find is compared in full.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""`directory`: changes with every write of directory or settings; `refusals`, `sources`: the last id given."""

settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

activity_types = Table(
    "activity_types",
    metadata,
    Column("name", Text, primary_key=True),
    Column("category", Text, nullable=False),
    Column("calendar_synced", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("emails", Text, nullable=False),
    Column("active", Boolean, nullable=False),
)
"""`emails`: JSON array, in the order given."""

customers = Table(
    "customers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, nullable=False, index=True),
    Column("active", Boolean, nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("emails", Text, nullable=False),
    Column("customer_id", Integer, ForeignKey("customers.id"), nullable=False, index=True),
    Column("active", Boolean, nullable=False),
)

projects = Table(
    "projects",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("customer_id", Integer, ForeignKey("customers.id"), index=True),
    Column("closed", Boolean, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started_at", Integer, nullable=False),
)

originals = Table(
    "originals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest_hash", Integer, nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""`content`: a zstandard frame. Last, so that the others are read without it."""

activities = Table(
    "activities",
    metadata,
    Column("sort_id", Integer, primary_key=True, autoincrement=False),
    Column("id", Integer, nullable=False, unique=True),
    Column("started_at", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("owner_id", Integer, ForeignKey("users.id"), nullable=False, index=True),
    Column("owner_name", Text, nullable=False),
    Column("owner_email", Text, nullable=False),
    Column("customer_id", Integer, ForeignKey("customers.id")),
    Column("project_id", Integer, ForeignKey("projects.id")),
    Column("message_id", Text, nullable=False),
    Column("warnings", Text, nullable=False),
    Column("edited", Text, nullable=False),
    Column("identity_hash", Integer, nullable=False, index=True),
    Column("identity_key", Text, nullable=False),
    Column("identity_sender", Text, nullable=False),
    Column("identity_date", Integer),
    Column("identity_subject", Text),
    Column("is_list", Boolean, nullable=False),
    Column("thread_hash", Integer),
    Column("attachment_count", Integer, nullable=False, server_default="0"),
    Column("checked", Boolean, nullable=False, server_default="0"),
    Index("ix_activities_state", "state"),
    Index("ix_activities_thread_hash", "thread_hash", sqlite_where=text("thread_hash IS NOT NULL")),
    Index("ix_activities_customer_id", "customer_id", sqlite_where=text("customer_id IS NOT NULL")),
    Index("ix_activities_project_id", "project_id", sqlite_where=text("project_id IS NOT NULL")),
    Index("ix_activities_warnings", "sort_id", sqlite_where=text("warnings <> ''")),
    Index(
        "ix_activities_to_check", "checked", "state", "warnings", sqlite_where=text("warnings <> '' AND checked = 0")
    ),
)
"""`sort_id` orders by `started_at`, then `id`, and is the search index's row id (`store.sorting`). Names are
those of the decision; links follow the directory. `identity_subject` is null where it is the subject. The index of
`state` holds the row ids too, so that lists need not read these wide rows. `checked`: a person saw the warnings."""

activity_texts = Table(
    "activity_texts",
    metadata,
    Column("activity_id", Integer, ForeignKey("activities.id"), primary_key=True, autoincrement=False),
    Column("reasons", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Apart from `activities`, so that lists read little. `body`: a zstandard frame."""

participants = Table(
    "participants",
    metadata,
    Column("activity_id", Integer, ForeignKey("activities.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text),
    sqlite_with_rowid=False,
)

attachments = Table(
    "attachments",
    metadata,
    Column("activity_id", Integer, ForeignKey("activities.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("part", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    sqlite_with_rowid=False,
)

refusals = Table(
    "refusals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("received_at", Integer),
    Column("reasons", Text, nullable=False),
    Column("taken_at", Integer, nullable=False),
    Column("identity_hash", Integer),
    Column("identity_key", Text, nullable=False),
    Column("identity_sender", Text, nullable=False),
    Column("identity_date", Integer),
    Column("identity_subject", Text, nullable=False),
    Column("is_list", Boolean, nullable=False),
    Column("failure_hash", Integer),
    Column("dismissed", Boolean, nullable=False, server_default="0"),
    Index("ix_refusals_identity_hash", "identity_hash", sqlite_where=text("identity_hash IS NOT NULL")),
    Index("ix_refusals_failure_hash", "failure_hash", sqlite_where=text("failure_hash IS NOT NULL")),
    Index("ix_refusals_to_check", "outcome", "reason", "received_at", "taken_at", sqlite_where=text("dismissed = 0")),
)
"""Not imported. `failure_hash`: of a failed mail's bytes, or of source and reason where there are none."""

copies = Table(
    "copies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("activity_id", Integer, ForeignKey("activities.id")),
    Column("refusal_id", Integer, ForeignKey("refusals.id")),
    Column("original_id", Integer, ForeignKey("originals.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("origin", Text, nullable=False),
    Column("differs", Boolean, nullable=False),
    Column("import_id", Integer, ForeignKey("imports.id"), nullable=False, index=True),
    Column("taken_at", Integer, nullable=False),
    Index("ix_copies_activity_id", "activity_id", sqlite_where=text("activity_id IS NOT NULL")),
    Index("ix_copies_refusal_id", "refusal_id", sqlite_where=text("refusal_id IS NOT NULL")),
)
"""One handing in of one original, for an activity or for a refusal. `origin`: JSON."""

actions = Table(
    "actions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("undone", Boolean, nullable=False),
    Column("import_id", Integer, ForeignKey("imports.id")),
    Index("ix_actions_import_id", "import_id", sqlite_where=text("import_id IS NOT NULL")),
)
"""What a person did in one go, and what later copies in one import changed on older activities (`import_id`).
`what` names the project, customer or person that it was done with."""

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("action_id", Integer, ForeignKey("actions.id"), nullable=False, index=True),
    Column("activity_id", Integer, ForeignKey("activities.id")),
    Column("refusal_id", Integer),
    Column("field", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Index("ix_history_activity_id", "activity_id", sqlite_where=text("activity_id IS NOT NULL")),
)
"""What an action changed: one row an activity (or entry of "Not imported") and field, both values as JSON.
An entry that was accepted or deleted meanwhile is only named by `refusal_id`."""

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("dedicated", Boolean, nullable=False),
    Column("account", Text, nullable=False),
    Column("condition", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("last_success", Integer),
    Column("taken", Integer, nullable=False),
    Column("not_imported", Integer, nullable=False),
    Column("left_alone", Integer, nullable=False),
)
"""Where mails come from by themselves, and how each is doing. `settings`: JSON, `account`: JSON array. Never holds a
password: that is in the keyring, under the id, which no later source gets."""

source_memory = Table(
    "source_memory",
    metadata,
    Column("source_id", Integer, ForeignKey("sources.id"), primary_key=True),
    Column("place", Text, primary_key=True),
    Column("what", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What a source remembers of a place, over restarts; only the source knows what it means."""

preferences = Table(
    "preferences",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Small things to remember that are no setting."""

severa = Table(
    "severa",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""The connection with Severa and how far the last pull came. Never holds the secret: that is in the keyring."""

severa_records = Table(
    "severa_records",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("guid", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("phase", Text),
    Column("customer", Text),
    UniqueConstraint("kind", "key"),
    sqlite_with_rowid=False,
)
"""Which records of the directory are Severa's. `kind`: the table's name; `phase`: a project's root phase; `customer`:
the guid of the customer that Severa names."""

severa_clashes = Table(
    "severa_clashes",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("guid", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("pulled", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Records of Severa that wait, as one made by hand (`key`) has their place, or that are not, or not wholly, in the
directory for another reason (`key` is empty). `pulled`: JSON."""

severa_activities = Table(
    "severa_activities",
    metadata,
    Column("activity_id", Integer, ForeignKey("activities.id"), primary_key=True, autoincrement=False),
    Column("guid", Text, nullable=False),
    Column("told", Text, nullable=False),
    Column("changed", Boolean, nullable=False),
    Index("ix_severa_activities_changed", "activity_id", sqlite_where=text("changed = 1")),
)
"""Activities that are in Severa. `told`: JSON, what Severa was told last; `changed`: it may be otherwise now."""

severa_outbox = Table(
    "severa_outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("activity_id", Integer, ForeignKey("activities.id"), nullable=False, index=True),
    Column("step", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Index("ix_severa_outbox_state", "state", "not_before"),
)
"""What is still to be done in Severa: a row a step, until Severa has answered. `asked`: a request went out."""
