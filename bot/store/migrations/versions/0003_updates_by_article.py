"""The updates of an article, to know whether it was ever told.

I/O: database.
"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index("ix_updates_article_id", "updates", ["article_id"])
