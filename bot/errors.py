"""The errors of Dateline, one tree. Each carries its subject; the cause stands in ``__cause__``.

Pure.

DatelineError
├── SettingsError      a settings file that cannot be used: file, key, value and what to write instead
├── InputError         a file, URL or line that a command was given and cannot read
├── StoreError         the database cannot be opened, is newer than this program, or is damaged
└── WorkerDied         work in a process of the pool was killed: deadline, memory or crash
"""


class DatelineError(Exception):
    """What went wrong, for the operator; says what to do next."""


class SettingsError(DatelineError):
    """The settings cannot be used. ``problems`` has one line for each thing to mend."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class InputError(DatelineError):
    """A command was given something that it cannot read."""

    def __init__(self, subject: str, problem: str) -> None:
        super().__init__(f"{subject}: {problem}")
        self.subject = subject


class StoreError(DatelineError):
    """The database cannot be used."""


class WorkerDied(DatelineError):
    """Work in another process did not come to an end: ``reason`` is ``deadline``, ``memory`` or ``crash``."""

    def __init__(self, subject: str, reason: str) -> None:
        super().__init__(f"{subject}: worker ended by {reason}")
        self.subject = subject
        self.reason = reason
