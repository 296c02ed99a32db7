"""Values and derivatives to N significant decimal digits: the true value, rounded once.

The numbers of N digits are one more set of numbers to round to (see `attempts.Rounding`). Their exponents are
Decimal's: a value beyond 10**(10**18) becomes an infinity, one below the reciprocal a zero with its sign.
Where a value is not decided, UndecidedError is raised.
"""

from __future__ import annotations

from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    Inexact,
)
from fractions import Fraction
from operator import index
from typing import TYPE_CHECKING, Final

from actx.core.arithmetic.decimals.interval import holds, is_open
from actx.core.errors import UndecidedError
from actx.core.formula.expression import Apply, Number, X, substitute
from actx.core.rounding.arrays import checked_order
from actx.core.rounding.point import Point, limit_rounded, sign_of_zero

if TYPE_CHECKING:
    from collections.abc import Mapping

    from actx.core.arithmetic.decimals.interval import Interval
    from actx.core.formula.expression import Expression

MOST_DIGITS: Final = 1000

# Digits beyond those of the result that the first attempt takes, besides those of `point`.
_GUARD: Final = 20
# From this power of ten on, whole numbers are written with an exponent, as repr does it for float64.
_EXPONENTIAL: Final = 16
# In powers of ten: the last 10**9 exponents that Decimal has count as beyond them.
_MOST_EXPONENT: Final = 10**18 - 10**9
# In powers of ten: no tie is looked for beyond these.
_MOST_TIE_EXPONENT: Final = 5000
# Digits of an x in a message.
_SHOWN: Final = 6


def to_digits(
    f: Expression,
    x: Decimal | Fraction | Expression,
    digits: int,
    order: int,
    slopes: Mapping[Fraction, Fraction],
    name: str,
) -> Decimal:
    """f(x), or its derivative of an order from 0 to 10, rounded once to `digits` significant digits.

    `x` is taken exactly: a number, or an irrational constant. Ties go to even. A result that is exact has
    only the digits it needs; any other has all of them, zeros at its end included. At an infinity it is the
    limit; nan gives nan. `slopes` maps points to the first derivatives to give there; higher derivatives
    there are 0.

    Raises ValueError for digits that are not from 1 to 1,000, and an order out of range; UndecidedError (an
    ArithmeticError) that names f by `name` where so many digits are not decided, as of the sine of 1e6000.
    """
    digits, order = index(digits), checked_order(order)
    if not 1 <= digits <= MOST_DIGITS:
        raise ValueError(f"the number of digits must be from 1 to {MOST_DIGITS}, not {digits}")
    for point, slope in slopes.items():
        if order and x == point:
            f, order = Number(slope if order == 1 else Fraction(0)), 0
    value = _value(f, order, x, Digits(digits))
    if value is None:
        of = f"the derivative of {name}" if order else name
        where = str(nearest(x, _SHOWN)).lower()
        count = "one digit" if digits == 1 else f"{digits} digits"
        raise UndecidedError(f"cannot tell {count} of {of} at {where}")
    return value


def nearest(x: Decimal | Fraction | Expression, digits: int) -> Decimal:
    """The number x itself, rounded and written as `to_digits` does it. Raises UndecidedError."""
    value = _value(X, 0, x, Digits(digits))
    if value is None:
        raise UndecidedError(f"cannot tell {digits} digits of the constant")
    return value


def _value(f: Expression, order: int, x: Decimal | Fraction | Expression, digits: Digits) -> Decimal | None:
    """The value rounded; None where it cannot be decided."""
    if not isinstance(x, Decimal | Fraction):
        around = substitute(f, {"x": Apply("add", x, X)})
        return Point(around, order, Decimal(0)).rounded(digits)
    if isinstance(x, Decimal) and not x.is_finite():
        return x.copy_abs() if x.is_nan() else limit_rounded(f, order, None, 1 if x > 0 else -1, digits)
    side = -1 if isinstance(x, Decimal) and not x and x.is_signed() else 1
    value = Point(f, order, x, side).rounded(digits)
    if x == 0 and value is not None and value == 0:
        return value.copy_sign(Decimal(sign_of_zero(f, order, side, digits)))
    return value


class Digits:
    """The numbers of so many significant decimal digits, as an `attempts.Rounding`."""

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self.guard = digits + _GUARD

    def decide(self, interval: Interval) -> Decimal | None:
        """The number that every value in an interval rounds to; None if there are several."""
        low, high = (_rounded(end, self.digits, exact=interval.lo == interval.hi) for end in interval)
        if low != high and is_open(interval):  # an end may be a tie, and the value is no end
            low, high = (
                _rounded(end, self.digits, side=side) for end, side in zip(interval, (1, -1), strict=True)
            )
        if low == high and low.is_signed() == high.is_signed():
            return low
        if interval.lo.is_signed() == interval.hi.is_signed() and _is_out_of_range(interval):
            return Decimal("inf" if interval.lo.is_infinite() or interval.hi.is_infinite() else 0).copy_sign(
                interval.lo
            )
        return None

    def round_exact(self, value: Decimal) -> Decimal:
        """The number nearest to an exact value."""
        return _rounded(value, self.digits, exact=True) if value.is_finite() else value

    def tie(self, interval: Interval) -> Fraction | None:
        """The midpoint of two neighbouring numbers, if an interval holds one; else None."""
        low, high = (_rounded(end, self.digits) for end in interval)
        if low == high or not all(
            end.is_finite() and abs(end.adjusted()) < _MOST_TIE_EXPONENT for end in interval
        ):
            return None
        middle = (Fraction(low) + Fraction(high)) / 2
        return middle if holds(interval, middle) else None


def _is_out_of_range(interval: Interval) -> bool:
    """Whether an interval that ends at 0 or at an infinity is beyond Decimal's exponents, to within 10**9."""
    near, far = sorted(end.copy_abs() for end in interval)
    if far.is_infinite():
        return near.adjusted() > _MOST_EXPONENT
    return near.is_zero() and far.adjusted() < -_MOST_EXPONENT


def _rounded(value: Decimal, digits: int, *, exact: bool = False, side: int = 0) -> Decimal:
    """The value to so many digits; zeros at its end are dropped if it is exact, and filled in if not.

    With `side` 1 or -1, a value infinitesimally above or below it: a tie goes to that side.
    """
    to_side = ROUND_HALF_UP if (side > 0) != value.is_signed() else ROUND_HALF_DOWN
    context = Context(digits, to_side if side else ROUND_HALF_EVEN, MIN_EMIN, MAX_EMAX, traps=[])
    rounded = context.plus(value).copy_sign(value)  # plus turns -0 into 0
    if not rounded or not rounded.is_finite() or context.flags[Inexact]:
        return Decimal(0).copy_sign(value) if rounded.is_zero() else rounded
    if exact:
        short = context.normalize(rounded)
        # 100 and not 1e2, but 1e20, as repr does it for float64
        plain = short.adjusted() < _EXPONENTIAL and short == short.to_integral_value()
        return Decimal(int(short)) if plain else short
    return context.quantize(rounded, Decimal((0, (1,), rounded.adjusted() - digits + 1)))
