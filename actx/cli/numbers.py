"""What a person types as numbers: decimals, hexadecimals, and constants of the formula language."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from actx.io.tokens import NotANumber, ascii_of, looks_numeric, parse_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal
    from fractions import Fraction

    from actx.core.formula.expression import Expression
    from actx.core.rounding.formats import Format

    Exact = Decimal | Fraction | Expression

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


def to_exact(token: str) -> Exact:
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
    from actx.io.layout import parts

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


def _constant(token: str) -> Exact:
    from actx.core.errors import FormulaError  # for start-up time: few inputs are formulas
    from actx.core.rounding.constant import read_constant

    try:
        return read_constant(ascii_of(token))
    except FormulaError:
        raise NotANumber(token) from None
