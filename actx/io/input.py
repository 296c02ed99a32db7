"""Numbers read from text streams and .npy files.

Bad input raises an InputError whose text is one line that says where and what is wrong.
"""

from __future__ import annotations

import os
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, cast

import numpy as np

from actx.io.errors import InputError, reason
from actx.io.tokens import TIE_BITS, NotANumber, parse_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedIOBase, BufferedReader

    from numpy.typing import NDArray

T = TypeVar("T")

_CHUNK = 1 << 16
_LONGEST_LINE = 1 << 26
_BOM = b"\xef\xbb\xbf"
_EMPTY_FIELD = re.compile(rb",[ \t]*,")


class BadInput(InputError):  # noqa: N818 - says what the input is
    """A file that cannot be opened, or that does not hold numbers at all."""


class EmptyInput(InputError):  # noqa: N818 - says what the input is
    """Input without a single number."""


class BadLine(InputError):  # noqa: N818 - says what the line is
    """A token in a text stream that is no number to use: `token`, on `line`, counted from 1."""

    def __init__(self, name: str, line: int, error: NotANumber) -> None:
        super().__init__(f"{name}: line {line}: {error}")
        self.line = line
        self.token = error.token


def open_input(path: str | os.PathLike[str]) -> BufferedReader:
    """The file opened for reading. Raises BadInput: missing, unreadable, a directory."""
    try:
        return open(path, "rb")  # noqa: PTH123 - the caller closes it
    except OSError as error:
        raise BadInput(f"cannot read {os.fspath(path)!r}: {reason(error, 'no such file')}") from None


def read_numbers(
    stream: BinaryIO, name: str, parse: Callable[[str], float] = parse_number
) -> Iterator[NDArray[np.float64]]:
    """The numbers of a text, in blocks of shape (n,), n > 0, as soon as the lines that hold them have come.

    Numbers are separated by white space or a comma; blank lines, a byte order mark and CRLF are allowed.
    `name` is what errors call the stream, which must have read1, as sys.stdin.buffer, files and BytesIO do.
    `parse` is parse_number, or parse_for_shorter.

    Raises BadLine at a token that is not a number and at an empty field between two commas, BadInput at
    binary data or a failing read; both after all numbers before the error have been yielded. Raises
    EmptyInput if there are no numbers.
    """
    empty = True
    for line, block in _blocks(stream, name):
        values, error = _parse(block, name, line, parse)
        if values:
            empty = False
            yield np.array(values)
        if error:
            raise error
    if empty:
        raise EmptyInput(f"{name}: no numbers in it")


def read_tokens(stream: BinaryIO, name: str, parse: Callable[[str], T]) -> Iterator[list[tuple[str, T]]]:
    """The tokens of a text, each with the result of `parse` on it, in blocks that are lists.

    Text, blocks and errors are as in read_numbers; `parse` may raise NotANumber.
    """
    empty = True
    for line, block in _blocks(stream, name):
        tokens, error = _parse_tokens(block, name, line, lambda token: (token, parse(token)))
        if tokens:
            empty = False
            yield tokens
        if error:
            raise error
    if empty:
        raise EmptyInput(f"{name}: no numbers in it")


def read_vectors(
    stream: BinaryIO, name: str, parse: Callable[[str], float] = parse_number
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """The vectors of a text, one for each line that is not blank, in runs of one length as they come.

    Successive vectors of one length n > 0 come together: the number of the first line, counted from 1, and
    the vectors, shape (lines, n). Text and errors are as in read_numbers: a line with an error gives none.
    """
    empty = True
    for first, block in _blocks(stream, name):
        error: InputError | None = None
        parsed: list[tuple[int, list[float]]] = []
        for line, text in enumerate(block.split(b"\n"), first):
            values, error = _parse(text, name, line, parse)
            if error:
                break
            if values:
                parsed.append((line, values))
        for _, run in groupby(parsed, key=lambda each: len(each[1])):
            lines, rows = zip(*run, strict=True)
            empty = False
            yield lines[0], np.array(rows)
        if error:
            raise error
    if empty:
        raise EmptyInput(f"{name}: no numbers in it")


def read_npy(path: str | os.PathLike[str]) -> NDArray[Any]:
    """The array of real numbers in an .npy file, of any shape but an empty one.

    It has the type of the file, floats, integers or booleans, in the machine's byte order. Objects are never
    unpickled. Raises BadInput for a file that open_input refuses, that is not .npy inside, is damaged, or
    holds anything but real numbers; EmptyInput for an array of no elements.
    """
    name = repr(os.fspath(path))
    with open_input(path) as stream:
        if not stream.peek(6).startswith(b"\x93NUMPY"):
            raise BadInput(f"cannot read {name}: it is not an .npy file")
        try:
            array: NDArray[Any] = np.load(stream, allow_pickle=False)
        except Exception as error:  # noqa: BLE001 - a damaged header makes NumPy raise any of a dozen types
            what = (
                "it holds objects, not numbers"
                if "Object arrays" in str(error)
                else "it is damaged or cut short"
            )
            raise BadInput(f"cannot read {name}: {what}") from None
    if array.dtype.kind not in "fiub":
        raise BadInput(f"cannot read {name}: it holds {array.dtype.name}, not real numbers")
    if not array.size:
        raise EmptyInput(f"{name}: no numbers in it")
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _blocks(stream: BinaryIO, name: str) -> Iterator[tuple[int, bytes]]:
    """Blocks of whole lines as they arrive, each with the number of its first line.

    Only the last block may end within a line.
    """
    read1 = cast("BufferedIOBase", stream).read1  # reads what has arrived; BinaryIO does not declare it
    line = 1
    pending: list[bytes] = []
    while True:
        try:
            chunk = read1(_CHUNK)
        except OSError as error:
            raise BadInput(f"cannot read {name}: {reason(error, 'no such file')}") from None
        # The parser stops at a NUL, which is in no number: it need not wait for the end of the line.
        end = len(chunk) if b"\0" in chunk else chunk.rfind(b"\n") + 1
        if end or not chunk:
            block = b"".join((*pending, chunk[:end]))
            pending = []
            yield line, block.removeprefix(_BOM) if line == 1 else block
            line += block.count(b"\n")
        if not chunk:
            return
        pending.append(chunk[end:])
        if len(pending) * _CHUNK > _LONGEST_LINE and sum(map(len, pending)) > _LONGEST_LINE:
            raise BadInput(f"{name}: line {line} is longer than {_LONGEST_LINE >> 20} MiB")


def _parse(
    block: bytes, name: str, line: int, parse: Callable[[str], float]
) -> tuple[list[float], InputError | None]:
    """The numbers of a block whose first line is `line`, up to the first error, and that error."""
    if not _EMPTY_FIELD.search(block):
        tokens = block.replace(b",", b" ").split()
        try:
            # float() of bytes takes ASCII only, and exactly what looks_numeric takes but for hexadecimals.
            values = list(map(float, tokens))
        except ValueError:
            pass  # a hexadecimal, or an error to be located
        else:
            if parse is not parse_number:  # only next to a tie does it differ from float()
                for k in np.flatnonzero(np.array(values).view(np.int64) & TIE_BITS == 0).tolist():
                    values[k] = parse(tokens[k].decode())
            return values, None
    return _parse_tokens(block, name, line, parse)


def _parse_tokens(
    block: bytes, name: str, line: int, parse: Callable[[str], T]
) -> tuple[list[T], InputError | None]:
    """The results of `parse` on the tokens of a block, up to the first error, and that error."""
    values: list[T] = []
    for number, text in enumerate(block.split(b"\n"), line):
        fields = [field.split() for field in text.split(b",")]
        for place, field in enumerate(fields):
            between_commas = 0 < place < len(fields) - 1
            for token in field or ([b""] if between_commas else []):
                try:
                    values.append(parse(token.decode()))
                except NotANumber as error:
                    if b"\0" not in token:
                        return values, BadLine(name, number, error)
                    return values, BadInput(f"{name}: line {number}: binary data, not text")
                except UnicodeDecodeError:
                    return values, BadInput(f"{name}: line {number}: binary data, not text")
    return values, None
