"""Where results go: standard output, or a file that is written whole or not at all.

Importing this module does not import NumPy.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from actx.io.errors import OutputError, is_of_package, reason

if TYPE_CHECKING:
    from collections.abc import Iterator


def open_output(path: str | os.PathLike[str] | None) -> contextlib.AbstractContextManager[BinaryIO]:
    """A binary stream to write results to, for a `with` statement.

    None, `-` and `/dev/stdout` are standard output, which is flushed at the end and left open. Any other path
    is a file. It replaces the one that was there, and has its mode, only if the `with` block ends without an
    exception. Links are followed. What is no regular file (a FIFO, /dev/full) is written directly.

    Raises OutputError for an OSError at opening, in the block or at the end; a BrokenPipeError passes.
    """
    if path is None or is_standard_output(path):
        return _reporting("standard output", _standard_output())
    name = os.fspath(path)
    return _reporting(repr(name), _file(name))


def is_standard_output(path: str | os.PathLike[str] | None) -> bool:
    """Whether open_output takes it for standard output."""
    return path is None or os.fspath(path) in ("-", "/dev/stdout")


def write_bytes(path: str | os.PathLike[str] | None, data: bytes) -> None:
    """Writes ready-made `data`, such as a figure, as open_output does."""
    with open_output(path) as stream:
        stream.write(data)


def write_text(path: str | os.PathLike[str] | None, text: str) -> None:
    """Writes a text in UTF-8 as write_bytes does; what is no text in it is escaped."""
    write_bytes(path, text.encode(errors="backslashreplace"))


@contextlib.contextmanager
def _reporting(name: str, output: contextlib.AbstractContextManager[BinaryIO]) -> Iterator[BinaryIO]:
    try:
        with output as stream:
            yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        if is_of_package(error):  # a table that the work in the block has not found
            raise
        raise OutputError(f"cannot write {name}: {reason(error, 'no such folder')}") from None


@contextlib.contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    if sys.stdout is None:  # Python was started with it closed
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    sys.stdout.flush()
    try:
        descriptor = sys.stdout.fileno()
    except io.UnsupportedOperation:  # a test or a notebook has replaced it
        yield sys.stdout.buffer
        return
    # Not sys.stdout.buffer: what it fails to write, it would try again at exit, and report. With
    # PYTHONUNBUFFERED it is no buffer, and may write only a part of the bytes, without an error.
    with os.fdopen(descriptor, "wb", closefd=False) as stream:
        yield stream


@contextlib.contextmanager
def _file(path: str) -> Iterator[BinaryIO]:
    target = Path(os.path.realpath(path))  # Path.resolve() raises RuntimeError at a loop of links
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        mode = None
    if path.endswith(os.sep) or (mode is not None and stat.S_ISDIR(mode)):
        raise IsADirectoryError(errno.EISDIR, path)
    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, path)
    if mode is not None and not stat.S_ISREG(mode):
        with target.open("wb") as stream:
            yield stream
        return

    # In the folder of the target, so that it can be renamed to that. Opened as any new file is, so that the
    # umask sets its mode.
    part = target.with_name(f".actx-{os.urandom(8).hex()}.part")
    try:
        with part.open("xb") as stream:
            if mode is not None:
                os.fchmod(stream.fileno(), stat.S_IMODE(mode))
            yield stream
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
