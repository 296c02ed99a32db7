"""The inputs of a command, from wherever they come: arguments, a range, a file or standard input."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from actx.cli.status import Failure, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from decimal import Decimal
    from fractions import Fraction
    from pathlib import Path

    from numpy.typing import NDArray

_WAYS = "give numbers, '-' for standard input, --range A:B:N or -i FILE"


class Inputs(NamedTuple):
    """Exactly one source of inputs."""

    tokens: Sequence[str]
    range: str | None
    file: Path | None
    every: bool = False
    shorter: bool = False
    """Whether a format shorter than float64 is the goal: then both roundings together are one."""

    def check(self) -> Inputs:
        """Raise UsageError unless one source, and one only, was named."""
        sources = [bool(self.tokens), self.range is not None, self.file is not None, self.every]
        if not any(sources):
            raise UsageError(f"no inputs: {_WAYS}")
        if sum(sources) > 1:
            raise UsageError(f"inputs from more than one place: {_WAYS}")
        if "-" in self.tokens and len(self.tokens) > 1:
            raise UsageError("'-' (standard input) cannot stand among other inputs")
        return self

    def array(self) -> NDArray[Any] | None:
        """All the inputs at once, where they are not a stream of text."""
        import numpy as np

        from actx.io import input as reading
        from actx.io.tokens import parse_range

        if self.range is not None and self.shorter:
            from actx.io.exact import parse_range_for_shorter

            return parse_range_for_shorter(self.range)
        if self.range is not None:
            return parse_range(self.range)
        if self.file is not None and self.file.suffix == ".npy":
            return reading.read_npy(self.file)
        if self.tokens and self.tokens[0] != "-":
            return np.array([*map(self._parser(), self.tokens)])
        return None

    def exactly(self) -> Iterator[tuple[str | None, Decimal | Fraction]]:
        """The inputs as they come, not rounded, each with its text where it was written as one."""
        from actx.core.rounding.scalars import exact_value
        from actx.io.exact import parse_exact, parse_exact_range

        if self.range is not None:
            # Read now, not at the first point: what is wrong shows before the output is opened.
            points = parse_exact_range(self.range).points()
            return ((None, point) for point in points)
        if self.tokens and self.tokens[0] != "-":
            return iter([(token, parse_exact(token)) for token in self.tokens])
        if self.file is not None and self.file.suffix == ".npy":
            from actx.io import input as reading

            array = reading.read_npy(self.file)
            return ((None, exact_value(value)) for value in array.ravel())
        return self._read_exactly()

    def _read_exactly(self) -> Iterator[tuple[str, Decimal]]:
        from actx.io import input as reading
        from actx.io.exact import parse_exact

        with self._text() as (stream, name):
            for block in reading.read_tokens(stream, name, parse_exact):
                yield from block

    def numbers(self) -> Iterator[NDArray[Any]]:
        """Blocks of a stream of text, as they come."""
        from actx.io import input as reading

        with self._text() as (stream, name):
            yield from reading.read_numbers(stream, name, self._parser())

    def vectors(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """Vectors of one length from a stream of text, as they come, and where the first of them stands."""
        from actx.io import input as reading

        with self._text() as (stream, name):
            for line, vectors in reading.read_vectors(stream, name, self._parser()):
                yield f"{name}: line {line}", vectors

    def _parser(self) -> Callable[[str], float]:
        if self.shorter:
            from actx.io.exact import parse_for_shorter

            return parse_for_shorter
        from actx.io.tokens import parse_number

        return parse_number

    @contextmanager
    def _text(self) -> Iterator[tuple[Any, str]]:
        """The stream of text that was named, open, and what errors call it."""
        from actx.io import input as reading

        if self.file is not None and str(self.file) != "-":
            with reading.open_input(self.file) as stream:
                yield stream, str(self.file)
        else:
            yield _standard_input(), "<stdin>"


def _standard_input() -> Any:
    if sys.stdin is None:  # closed before the start: actx eval relu - <&-
        raise Failure("cannot read standard input: it is closed")
    return sys.stdin.buffer
