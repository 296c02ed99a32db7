"""Numbers read from text: one after another, or a vector a line.

Bad input raises an InputError whose text is one line that says where and what is wrong.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, BinaryIO, TypeAlias, TypeVar

import numpy as np

from actx.io.errors import InputError
from actx.io.readers import reader_of
from actx.io.stream import BadLine, Block, blocks
from actx.io.tokens import TIE_BITS, NotANumber, parse_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from actx.io.readers import Reader, Row

T = TypeVar("T")
# What a block holds up to the first error, and that error.
Found: TypeAlias = "tuple[Iterable[T], InputError | None]"


def read_numbers(
    stream: BinaryIO, name: str, parse: Callable[[str], float] = parse_number, column: str | None = None
) -> Iterator[NDArray[np.float64]]:
    """The numbers of a text, in blocks of shape (n,), n > 0, as soon as the lines that hold them have come.

    They stand on lines, separated by white space or a comma, in brackets as programs print them, in a column
    of a table, or in JSON objects (see `readers`). `name` is what errors call the stream. `parse` reads a
    token; of what float() reads it gives what float() gives, but where the TIE_BITS are 0. `column` is the
    name or the number, from 1, of the column that is read.

    Raises BadLine at a token that is not a number and at an empty field, BadInput at binary data, a failing
    read and a column that is not there; all after the numbers before the error have been yielded. Raises
    EmptyInput if there are no numbers.
    """
    reader, text = reader_of(blocks(stream, name), name, parse, column)

    def found(block: Block) -> Found[NDArray[np.float64]]:
        values, error = _floats(reader, block.text, parse), None
        if values is None:
            values, error = _values(reader.rows(block), name, parse)
        return [np.array(values)] if values else [], error

    yield from _all(map(found, text), reader)


def read_tokens(
    stream: BinaryIO, name: str, parse: Callable[[str], T], column: str | None = None
) -> Iterator[list[tuple[str, T]]]:
    """The tokens of a text, each with the result of `parse` on it, in blocks that are lists.

    Text, blocks and errors are as in read_numbers; `parse` may raise NotANumber.
    """
    reader, text = reader_of(blocks(stream, name), name, parse, column)

    def found(block: Block) -> Found[list[tuple[str, T]]]:
        tokens, error = _values(reader.rows(block), name, lambda token: (token, parse(token)))
        return [tokens] if tokens else [], error

    yield from _all(map(found, text), reader)


def read_vectors(
    stream: BinaryIO, name: str, parse: Callable[[str], float] = parse_number, column: str | None = None
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """The vectors of a text, one for each row, in runs of one length as they come.

    Successive vectors of one length n > 0 come together: the number of the first line, counted from 1, and
    the vectors, shape (lines, n). Text and errors are as in read_numbers: a row with an error gives none.
    """
    reader, text = reader_of(blocks(stream, name), name, parse, column, vectors=True)

    def found(block: Block) -> Found[tuple[int, NDArray[np.float64]]]:
        vectors, error = _vectors(reader, block, name, parse)
        return map(_run, (run for _, run in groupby(vectors, key=lambda each: len(each[1])))), error

    yield from _all(map(found, text), reader)


def _run(vectors: Iterable[tuple[int, list[float]]]) -> tuple[int, NDArray[np.float64]]:
    """The line of the first of several vectors, and an array of all."""
    lines, rows = zip(*vectors, strict=True)
    return lines[0], np.array(rows)


def _all(found: Iterable[Found[T]], reader: Reader) -> Iterator[T]:
    """What the blocks hold, and then the first error; an error, too, if that is nothing."""
    empty = True
    for items, error in found:
        for item in items:
            empty = False
            yield item
        if error:
            raise error
    if empty:
        raise reader.nothing()


def _values(rows: Iterable[Row], name: str, parse: Callable[[str], T]) -> tuple[list[T], InputError | None]:
    """The results of `parse` on the tokens of rows, up to the first error, and that error."""
    values: list[T] = []
    try:
        for row in rows:
            for token in row.tokens:
                values.append(_parsed(token, row, name, parse))  # noqa: PERF401 - those before an error stay
    except InputError as error:
        return values, error
    return values, None


def _vectors(
    reader: Reader, block: Block, name: str, parse: Callable[[str], float]
) -> tuple[list[tuple[int, list[float]]], InputError | None]:
    """The vectors that end in a block, with their lines, up to the first with an error, and that error."""
    vectors: list[tuple[int, list[float]]] = []
    lines = block.text.split(b"\n")
    try:
        for number, line in enumerate(lines, block.line):
            last = block.last and number == block.line + len(lines) - 1
            values = None if last else _floats(reader, line, parse)
            if values is not None:
                vectors += [(number, values)] * bool(values)
                continue
            for row in reader.rows(Block(number, line, last)):
                vectors.append((row.line, [_parsed(token, row, name, parse) for token in row.tokens]))
    except InputError as error:
        return vectors, error
    return vectors, None


def _floats(reader: Reader, lines: bytes, parse: Callable[[str], float]) -> list[float] | None:
    """The numbers of lines where they are plain, at once; None if the lines must be looked at.

    float() of bytes takes ASCII only, and exactly what looks_numeric takes but for hexadecimals and C floats.
    """
    tokens = reader.tokens(lines)
    try:
        values = None if tokens is None else list(map(float, tokens))
    except ValueError:
        return None
    if values and tokens and parse is not parse_number:
        for k in np.flatnonzero(np.array(values).view(np.int64) & TIE_BITS == 0).tolist():
            values[k] = parse(tokens[k].decode())
    return values


def _parsed(token: str, row: Row, name: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(token)
    except NotANumber as error:
        raise BadLine(name, row.line, error) from None
