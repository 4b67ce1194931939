"""Not yet written.

I/O: database.
"""


class Database:
    def __init__(self, url: str) -> None:
        raise NotImplementedError
