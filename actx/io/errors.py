"""Errors of input and output, and the words of their one-line messages."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

_LONGEST = 60  # characters of a token that a message shows
_REASONS = {
    errno.EISDIR: "it is a directory",
    errno.ENOTDIR: "a part of its path is not a directory",
}
_PACKAGE: Final = Path(__file__).parents[1]


class InputError(Exception):
    """Input that cannot be used; its text is one line that says where and why."""


class OutputError(Exception):
    """Results that cannot be written; its text is one line that says where and why."""


def quoted(text: str) -> str:
    """`text` in quotes, with control characters escaped, cut to 60 characters."""
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "...")


def reason(error: OSError, missing: str) -> str:
    """The reason of a system error, in lower case; `missing` is the text for ENOENT (no such file)."""
    if error.errno == errno.ENOENT:
        return missing
    if error.errno is None:
        return str(error)
    text = _REASONS.get(error.errno) or os.strerror(error.errno)
    return text[0].lower() + text[1:]


def is_of_package(error: OSError) -> bool:
    """Whether the file of a system error is one of actx's own: the installation is damaged."""
    return isinstance(error.filename, str) and _PACKAGE in Path(error.filename).parents
