"""The schema's history, as Alembic keeps it.

I/O: database.
"""
