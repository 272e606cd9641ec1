"""Indexes that count and list what a person has to check without reading wide rows."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add them."""
    op.execute(
        "CREATE INDEX ix_activities_to_check ON activities (checked, state, warnings) WHERE warnings <> '' AND checked = 0"
    )
    op.execute(
        "CREATE INDEX ix_refusals_to_check ON refusals (outcome, reason, received_at, taken_at) WHERE dismissed = 0"
    )
