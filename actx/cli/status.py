"""What the exit status says, and what the command line itself can raise."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    DONE = 0
    FAILED = 1
    USAGE = 2
    INTERRUPTED = 130


class UsageError(Exception):
    """The command line asks for something that makes no sense; its text is one line."""


class Failure(Exception):  # noqa: N818 - the word of the contract: the work failed
    """The work could not be done; its text is one line."""


class ClosedPipe(Exception):  # noqa: N818 - no error: whoever reads has read enough
    """Standard output was closed by its reader."""


class Interrupted(Exception):  # noqa: N818 - no error either
    """Ctrl-C."""
