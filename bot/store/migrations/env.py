"""How Alembic runs the steps: on the connection and in the transaction that ``bot.store.migrate`` hands in.

I/O: database.
"""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from bot.store.migrate import VERSION_TABLE
from bot.store.schema import metadata


def _plain(kind: str, item: Any, _: object) -> str | Literal[False]:
    """A step names the database's types: ours may change after it was written."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, sa.TypeDecorator) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    render_item=_plain,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
