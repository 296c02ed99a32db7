"""Numbers taken exactly as they are written, for `--digits`; and decimals of any length as text.

Importing this module does not import NumPy.
"""

from __future__ import annotations

import re
import struct
from decimal import MAX_PREC, Context, Decimal, InvalidOperation
from fractions import Fraction
from math import inf, isfinite, nextafter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from actx.io.errors import quoted
from actx.io.tokens import (
    TIE_BITS,
    BadRange,
    NotANumber,
    ascii_of,
    looks_numeric,
    parse_number,
    parse_range,
    split_range,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

# The limits on a number, in characters and in powers of two: longer ones would take seconds.
_LONGEST: Final = 10_000
_HEXADECIMAL: Final = re.compile(r"([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)(?:p([+-]?[0-9]+))?", re.IGNORECASE)
_WIDEST: Final = Context(MAX_PREC, traps=[InvalidOperation])
# The least power of ten that is written without an exponent, as repr does it for float64.
_LEAST_POSITIONAL: Final = -4


class TooLong(NotANumber):
    """A token that is a number, but of too many characters or too large an exponent to be taken exactly."""

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.args = (f"{quoted(token)} has too many digits or too large an exponent",)


def parse_exact(token: str) -> Decimal:
    """The number that `token` says, not rounded; it may be infinite or nan.

    Raises NotANumber for a token that looks_numeric does not take; TooLong, which is one, for more than
    10,000 characters, a binary exponent beyond ±10,000, or a decimal one beyond Decimal's, ±10**18.
    """
    if not looks_numeric(token):
        raise NotANumber(token)
    if len(token) > _LONGEST:
        raise TooLong(token)
    number = ascii_of(token)
    hexadecimal = _HEXADECIMAL.fullmatch(number)
    if hexadecimal:
        return _hexadecimal(token, *hexadecimal.groups(default="0"))
    try:
        return Decimal(number, _WIDEST)
    except InvalidOperation:
        raise TooLong(token) from None


def _hexadecimal(token: str, sign: str, whole: str, fraction: str, power: str) -> Decimal:
    exponent = (int(power) if len(power) < 10 else _LONGEST + 1) - 4 * len(fraction)
    if abs(exponent) > _LONGEST:
        raise TooLong(token)
    # m * 2**-n = m * 5**n * 10**-n
    digits = int(whole + fraction, 16) * (2**exponent if exponent > 0 else 5**-exponent)
    return _WIDEST.multiply(Decimal(f"{sign}1"), digits).scaleb(min(exponent, 0), _WIDEST)


class ExactRange(NamedTuple):
    """`size` evenly spaced points, both ends included: A + k*(B - A)/(size - 1), exactly."""

    first: Decimal
    last: Decimal
    size: int

    def points(self) -> Iterator[Decimal | Fraction]:
        """The points in turn."""
        return map(self.point, range(self.size))

    def point(self, k: int) -> Decimal | Fraction:
        """The point with this number, from 0; the ends keep the sign of their zeros."""
        if k in (0, self.size - 1):
            return self.last if k else self.first
        start = Fraction(self.first)
        return start + k * (Fraction(self.last) - start) / (self.size - 1)


def parse_exact_range(text: str) -> ExactRange:
    """`A:B:N` as parse_range reads it, with ends and points that are not rounded.

    Raises BadRange for what parse_range refuses, and for an end of more than 10,000 decimal places.
    """
    tokens, count = split_range(text)
    first, last = (exact_end(token, text) for token in tokens)
    if count == 1 and first != last:
        raise BadRange(text, "one point cannot be both ends")
    return ExactRange(first, last, count)


def exact_end(token: str, text: str) -> Decimal:
    """An end of the range `text`. Raises BadRange, as parse_exact_range says."""
    try:
        end = parse_exact(token)
    except NotANumber as error:
        raise BadRange(text, error) from None
    if not end.is_finite():
        raise BadRange(text, f"{quoted(token)} is not finite")
    if abs(int(end.as_tuple().exponent)) > _LONGEST:  # as a fraction, it would fill the memory
        raise BadRange(text, TooLong(token))
    return end


# --- what is rounded again, to a shorter format ------------------------------------------------------------


def parse_for_shorter(token: str) -> float:
    """The float64 of `token` to be rounded again, to a shorter format, which then gets the right number.

    It is the nearest one, unless that may be a tie of the shorter format and the number is not: then it is
    the next one on the number's side. What parse_exact calls too long goes to the nearest. Raises NotANumber.
    """
    nearest = parse_number(token)
    if int.from_bytes(struct.pack("<d", nearest), "little") & TIE_BITS or not isfinite(nearest):
        return nearest
    try:
        return _aside(nearest, parse_exact(token))
    except TooLong:
        return nearest


def parse_range_for_shorter(text: str) -> NDArray[np.float64]:
    """The points of parse_range, rounded as parse_for_shorter does. Raises BadRange."""
    import numpy as np

    points = parse_range(text)
    try:
        exact = parse_exact_range(text)
    except BadRange:  # an end that is too long to be exact
        return points
    for k in np.flatnonzero(points.view(np.int64) & TIE_BITS == 0).tolist():
        points[k] = _aside(float(points[k]), exact.point(k))
    return points


def _aside(nearest: float, exact: Decimal | Fraction) -> float:
    """The float64 nearest to an exact number, or beside it if it is not that number, on the number's side."""
    back: Any = Decimal(nearest) if isinstance(exact, Decimal) else Fraction(nearest)
    return nearest if exact == back else nextafter(nearest, inf if exact > back else -inf)


# --- numbers as text ---------------------------------------------------------------------------------------


def spelled(value: Decimal) -> str:
    """A decimal with all its digits, zeros at the end included, as actx and Python read it.

    It has an exponent below 0.0001, as with repr, and if its last digit is above the units: `1.5e-30`,
    `1.20e5`.
    """
    if not value.is_finite():
        return "nan" if value.is_nan() else "-inf" if value < 0 else "inf"
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    power = value.adjusted()
    if not value or (exponent <= 0 and power >= _LEAST_POSITIONAL):
        return f"{value:f}"
    first, *rest = map(str, digits)
    return f"{'-' * sign}{first}{'.' * bool(rest)}{''.join(rest)}e{power}"
