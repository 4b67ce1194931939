"""Each bot's own inbox, by chat; and what a chat was told of an article.

I/O: database.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _renew_inbox()
    told = sa.text("lane > 0")
    columns = ["chat_id", "article_id"]
    op.create_index("ix_deliveries_told", "deliveries", columns, sqlite_where=told, postgresql_where=told)


def _renew_inbox() -> None:
    """What is there belongs to bot 0: whose it was is not known. Attempts were counted where nothing was tried."""
    op.drop_index("ix_inbox_unanswered", "inbox")
    op.rename_table("inbox", "inbox_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX pk_inbox RENAME TO pk_inbox_before")
    op.create_table(
        "inbox",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name="pk_inbox"),
    )
    op.execute(
        "INSERT INTO inbox (bot_id, update_id, payload, attempts, received_at, answered_at)"
        " SELECT 0, update_id, payload, 0, received_at, answered_at FROM inbox_before"
    )
    op.drop_table("inbox_before")
    unanswered = sa.text("answered_at IS NULL")
    columns = ["chat_id", "update_id"]
    op.create_index("ix_inbox_unanswered", "inbox", columns, sqlite_where=unanswered, postgresql_where=unanswered)
    op.execute("DELETE FROM bot_state WHERE key IN ('newest_update_id', 'newest_update_at')")
