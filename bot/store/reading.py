"""Not yet written.

I/O: database.
"""


def __getattr__(name: str) -> object:
    raise NotImplementedError(name)
