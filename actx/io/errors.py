"""What can be wrong with input and output, and how the culprit is named in the one line that reports it."""

from __future__ import annotations

import errno
import os

_LONGEST = 60  # characters of a token that a message shows
_REASONS = {
    errno.EISDIR: "it is a directory",
    errno.ENOTDIR: "a part of its path is not a directory",
}


class InputError(Exception):
    """What was to be read cannot be used; its text is one line that says where and why."""


class OutputError(Exception):
    """Results that cannot be written; its text is one line that says where and why."""


def quoted(text: str) -> str:
    """`text` between quotes, control characters escaped, abbreviated so that the message stays one line."""
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "...")


def reason(error: OSError, missing: str) -> str:
    """Why the system refused, in lower case; `missing` is what ENOENT means to the caller."""
    if error.errno == errno.ENOENT:
        return missing
    if error.errno is None:
        return str(error)
    text = _REASONS.get(error.errno) or os.strerror(error.errno)
    return text[0].lower() + text[1:]
