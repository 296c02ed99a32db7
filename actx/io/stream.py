"""Files and streams of text as blocks of whole lines, and the errors of what is read from them.

Each error's text is one line that says where and what is wrong.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, cast

from actx.io.errors import InputError, reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedIOBase, BufferedReader

    from actx.io.tokens import NotANumber

_CHUNK: Final = 1 << 16  # bytes
_LONGEST_LINE: Final = 1 << 26  # bytes
_BOM: Final = b"\xef\xbb\xbf"


class BadInput(InputError):  # noqa: N818 - says what the input is
    """A file that cannot be opened, or that does not hold numbers at all."""


class EmptyInput(InputError):  # noqa: N818 - says what the input is
    """Input without a single number."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: no numbers in it")


class BadLine(InputError):  # noqa: N818 - says what the line is
    """A token in a text stream that is no number to use: `token`, on `line`, counted from 1."""

    def __init__(self, name: str, line: int, error: NotANumber) -> None:
        super().__init__(f"{name}: line {line}: {error}")
        self.line = line
        self.token = error.token


class Block(NamedTuple):
    """Lines as they are in the text, and the number of the first of them, counted from 1."""

    line: int
    text: bytes
    last: bool


def open_input(path: str | os.PathLike[str]) -> BufferedReader:
    """The file opened for reading. Raises BadInput: missing, unreadable, a directory."""
    try:
        return open(path, "rb")  # noqa: PTH123 - the caller closes it
    except OSError as error:
        raise BadInput(f"cannot read {os.fspath(path)!r}: {reason(error, 'no such file')}") from None


def blocks(stream: BinaryIO, name: str) -> Iterator[Block]:
    """Blocks of whole lines as they arrive; only the last one may end within a line.

    The stream must have read1, as sys.stdin.buffer, files and
    BytesIO do. A byte order mark at the start is left out. Raises BadInput for a failing read and for a line
    of more than 64 MiB.
    """
    read1 = cast("BufferedIOBase", stream).read1  # reads what has arrived; BinaryIO does not declare it
    line = 1
    pending: list[bytes] = []
    while True:
        try:
            chunk = read1(_CHUNK)
        except OSError as error:
            raise BadInput(f"cannot read {name}: {reason(error, 'no such file')}") from None
        # What reads the block stops at a NUL, which is in no number: it need not wait for the line's end.
        end = len(chunk) if b"\0" in chunk else chunk.rfind(b"\n") + 1
        if end or not chunk:
            block = b"".join((*pending, chunk[:end]))
            pending = []
            yield Block(line, block.removeprefix(_BOM) if line == 1 else block, not chunk)
            line += block.count(b"\n")
        if not chunk:
            return
        pending.append(chunk[end:])
        if len(pending) * _CHUNK > _LONGEST_LINE and sum(map(len, pending)) > _LONGEST_LINE:
            raise BadInput(f"{name}: line {line} is longer than {_LONGEST_LINE >> 20} MiB")


def text_of(line: bytes, name: str, number: int) -> str:
    """A line as text. Raises BadInput if it is binary data."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise BadInput(f"{name}: line {number}: binary data, not text")
    return text
