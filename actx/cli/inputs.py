"""The inputs of a command, from wherever they come: arguments, a range, a file or standard input."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from actx.cli.numbers import exact_points, numbers_in, points, to_exact, to_number
from actx.cli.status import Failure, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from actx.core.rounding.constant import Constant
    from actx.core.rounding.formats import Format

_WAYS = "give numbers, '-' for standard input, --range A:B:N or -i FILE"
_STANDARD_INPUT = "-"


class Inputs(NamedTuple):
    """Exactly one source of inputs; `column` says which one of a file that has several.

    `form` is the format that numbers are read for: then rounding to float64 and to it are together one.
    """

    tokens: Sequence[str]
    range: str | None
    file: Path | None
    column: str | None = None
    every: bool = False
    form: Format | None = None

    def check(self) -> None:
        """Raise UsageError unless one source, and one only, was named."""
        sources = [bool(self.tokens), self.range is not None, self.file is not None, self.every]
        if not any(sources):
            raise UsageError(f"no inputs: {_WAYS}")
        if sum(sources) > 1:
            raise UsageError(f"inputs from more than one place: {_WAYS}")
        if _STANDARD_INPUT in self.tokens and len(self.tokens) > 1:
            raise UsageError("'-' (standard input) cannot stand among other inputs")
        if self.column is not None and not self._is_stream:
            raise UsageError("--column is for files and standard input")

    @property
    def typed(self) -> list[str] | None:
        """The inputs as they were typed, where one of them is a formula whose value nobody knows by heart."""
        from actx.io.tokens import looks_numeric

        if self._is_stream or all(map(looks_numeric, self.tokens)):
            return None
        texts = [text for text, _ in numbers_in(self.tokens, to_number())]
        return None if all(map(looks_numeric, texts)) else texts

    def array(self) -> NDArray[Any] | None:
        """All the inputs at once, where they are not a stream of text."""
        import numpy as np

        if self.range is not None:
            return points(self.range, self.form)
        if self._is_stream:
            return self._array_file()
        if self.tokens:
            return np.array([number for _, number in numbers_in(self.tokens, to_number(self.form))])
        return None

    def exactly(self) -> tuple[Iterator[tuple[str | None, Constant]], int | None]:
        """The inputs as they come, not rounded, each with its text where it was written as one; and how many.

        Nobody knows how many a stream of text has.
        """
        from actx.core.rounding.scalars import exact_value

        if self.range is not None:
            # Read now, not at the first point: what is wrong shows before the output is opened.
            exact, count = exact_points(self.range)
            return ((None, point) for point in exact), count
        if not self._is_stream:
            numbers = numbers_in(self.tokens, to_exact)
            return iter(numbers), len(numbers)
        array = self._array_file()
        if array is not None:
            return ((None, exact_value(value)) for value in array.ravel()), array.size
        return self._read_exactly(), None

    def _read_exactly(self) -> Iterator[tuple[str, Constant]]:
        from actx.io.input import read_tokens

        with self._stream() as (stream, name):
            for block in read_tokens(stream, name, to_exact, self.column):
                yield from block

    def numbers(self) -> Iterator[NDArray[Any]]:
        """Blocks of a stream of text, as they come."""
        from actx.io.input import read_numbers

        with self._stream() as (stream, name):
            yield from read_numbers(stream, name, to_number(self.form), self.column)

    def vectors(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """Vectors of one length from a stream of text, as they come, and where the first of them stands."""
        from actx.io.input import read_vectors

        with self._stream() as (stream, name):
            for line, vectors in read_vectors(stream, name, to_number(self.form), self.column):
                yield f"{name}: line {line}", vectors

    @property
    def are_typed_in(self) -> bool:
        """Whether they are to be typed at a terminal."""
        return list(self.tokens) == [_STANDARD_INPUT] and sys.stdin is not None and sys.stdin.isatty()

    @property
    def _is_stream(self) -> bool:
        return self.file is not None or list(self.tokens) == [_STANDARD_INPUT]

    def _array_file(self) -> NDArray[Any] | None:
        """The array of a file or a stream that is in a format of NumPy's; None for text."""
        from actx.io.arrays import SUFFIXES, is_array, read_array

        with self._stream() as (stream, name):
            named = self.file is not None and self.file.suffix.lower() in SUFFIXES
            # A look at any other pipe would take from it what is read as text later.
            looked_at = stream.seekable() or self.file is None
            if not named and not (looked_at and is_array(stream)):
                return None
            return read_array(stream, name if self.file is None else repr(name), self.column)

    @contextmanager
    def _stream(self) -> Iterator[tuple[Any, str]]:
        """The stream that was named, open, and what errors call it."""
        if self.file is not None and str(self.file) != _STANDARD_INPUT:
            from actx.io.stream import open_input

            with open_input(self.file) as stream:
                yield stream, str(self.file)
        else:
            yield _standard_input(), "<stdin>"


def _standard_input() -> Any:
    if sys.stdin is None:  # closed before the start: actx eval relu - <&-
        raise Failure("cannot read standard input: it is closed")
    return sys.stdin.buffer
