"""One module for each step of the schema, never changed once released.

I/O: database. A change in ``bot.store.schema`` needs a new step: a test names what is missing.
"""
