"""Not yet written.

I/O: database.
"""


def migrate(database: object) -> None:
    raise NotImplementedError
