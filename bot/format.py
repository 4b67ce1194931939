"""The public format of an alert, ``dateline.alert/1``: pydantic models, and the way there and back.

Pure.
"""
