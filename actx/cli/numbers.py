"""What a person types as numbers, and as ranges of them: decimals, hexadecimals, constants of formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from actx.io.tokens import (
    BadRange,
    NotANumber,
    ascii_of,
    looks_numeric,
    parse_interval,
    parse_number,
    parse_range,
    read_end,
    split_range,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from actx.core.rounding.constant import Constant
    from actx.core.rounding.formats import Format

T = TypeVar("T")


def to_number(form: Format | None = None) -> Callable[[str], float]:
    """What reads a token as a float64 that, rounded to a format, is the number nearest to what is written.

    Without a format it is float64. The reader raises NotANumber.
    """
    decimal = parse_number
    if form is not None and form.bits < 64:
        from actx.io.exact import parse_for_shorter

        decimal = parse_for_shorter

    def read(token: str) -> float:
        try:
            return decimal(token)
        except NotANumber:
            from actx.core.rounding.constant import round_constant
            from actx.core.rounding.formats import FLOAT64

            return round_constant(_constant(token), form or FLOAT64)

    return read


def to_exact(token: str) -> Constant:
    """The number that a token says, exactly. Raises NotANumber."""
    from actx.io.exact import TooLong, parse_exact

    try:
        return parse_exact(token)
    except TooLong:
        raise
    except NotANumber:
        return _constant(token)


def is_number(token: str) -> bool:
    """Whether a token is a number or a constant, and no SPEC."""
    return looks_numeric(token) or is_constant(token)


def is_constant(token: str) -> bool:
    """Whether a token is a constant of the formula language."""
    try:
        _constant(token)
    except NotANumber:
        return False
    return True


def numbers_in(arguments: Iterable[str], read: Callable[[str], T]) -> list[tuple[str, T]]:
    """The numbers of arguments, each with its text: `1`, `1,2,3`, `[1, 2]`, and `1 / 3`, which is one number.

    Raises NotANumber.
    """
    from actx.io.readers import parts

    found: list[tuple[str, T]] = []
    for argument in arguments:
        tokens = parts(argument)
        try:
            found += [(token, read(token)) for token in tokens or [argument]]
        except NotANumber:
            if len(tokens) < 2 or not is_constant(argument):
                raise
            found.append((argument, read(argument)))
    return found


def interval(text: str | None, what: str = "range") -> tuple[float, float] | None:
    """The ends of an interval `A:B`, which errors call `what`; None if it is not given. Raises BadRange."""
    return None if text is None else parse_interval(text, to_number(), what)


def points(text: str, form: Format | None = None) -> NDArray[np.float64]:
    """The points of a range `A:B:N`, each read as `to_number` reads a token. Raises BadRange."""
    if not _is_of_decimals(text):
        import numpy as np

        from actx.core.rounding.constant import round_constant
        from actx.core.rounding.formats import FLOAT64

        exact, count = exact_points(text)
        return np.fromiter((round_constant(each, form or FLOAT64) for each in exact), np.float64, count)
    if form is not None and form.bits < 64:
        from actx.io.exact import parse_range_for_shorter

        return parse_range_for_shorter(text)
    return parse_range(text)


def exact_points(text: str) -> tuple[Iterator[Constant], int]:
    """The points of a range `A:B:N`, none of them rounded, and N. Raises BadRange."""
    if _is_of_decimals(text):
        from actx.io.exact import parse_exact_range

        found = parse_exact_range(text)
        return found.points(), found.size
    from actx.core.rounding.constant import evenly_spaced

    ends, count = split_range(text)
    first, last = (_exact_end(end, text) for end in ends)
    if count == 1 and first != last:
        raise BadRange(text, "one point cannot be both ends")
    return evenly_spaced(first, last, count), count


def _exact_end(token: str, text: str) -> Constant:
    if looks_numeric(token):
        from actx.io.exact import exact_end

        return exact_end(token, text)
    read_end(token, text, to_number())  # is it finite?
    return _constant(token)


def _is_of_decimals(text: str) -> bool:
    """Whether the ends of a range are no constants of the formula language, which take longer."""
    return all(map(looks_numeric, split_range(text)[0]))


def _constant(token: str) -> Constant:
    from actx.core.errors import FormulaError  # for start-up time: few inputs are formulas
    from actx.core.rounding.constant import read_constant

    try:
        return read_constant(ascii_of(token))
    except FormulaError:
        raise NotANumber(token) from None
