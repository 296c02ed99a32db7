"""Values and derivatives to any number of decimal digits: the true value, rounded once.

Decimal intervals, of ever more digits, until both ends round alike. A value that no digits split is what it
is for `evaluate`, a zero or a tie; where not even that is plain, UndecidedError says so. A number of N digits
has Decimal's exponents: what lies beyond some 10**(10**17) is an infinity, or a zero of its side.
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

from actx.core.activation import VectorActivation
from actx.core.arithmetic.bounds import is_open
from actx.core.errors import KindError, UndecidedError
from actx.core.evaluate import UNDERFLOW, at, checked_order, narrowing
from actx.core.formula.differentiate import derivative
from actx.core.formula.expression import Number, X
from actx.core.formula.language import is_partial
from actx.core.limits import long_limit, tail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.activation import Activation, AnyActivation
    from actx.core.arithmetic.bounds import Interval
    from actx.core.formula.expression import Expression

MOST_DIGITS: Final = 1000

_NAN: Final = Decimal("nan")
_INF: Final = Decimal("inf")
_GUARD: Final = 20
# The digits at which the search ends: twice those asked for, what a formula can cancel by itself, and the
# four times that the places of x can cost it, as in x - tanh(x) near 0 and sqrt(x*x + 1) - x far from it.
_MOST_CANCELLED: Final = 1920
_LOST_PER_PLACE: Final = 4
# Of an x with more places, digits so many would take minutes: there no zero and no tie is guessed.
_MOST_PLACES: Final = 2000
# Digits past those asked for that tell a tie from what is near it.
_TELLING: Final = 100
_EXPONENTIAL: Final = 16
# How near to zero a value must be to be taken for it.
_NOTHING: Final = Decimal("1e-1000")


def to_digits(activation: AnyActivation, x: Decimal | Fraction, digits: int, order: int = 0) -> Decimal:
    """f(x), or its derivative of an order from 0 to 10, rounded once to `digits` significant digits.

    `x` is taken exactly, and ties go to even. A result that is exact has only the digits it needs; any other
    has all of them, zeros too. At an infinity it is the limit, as if that were exact; nan gives nan.

    Raises ValueError for digits that are not from 1 to 1,000 and an order out of range, KindError (a
    TypeError) for an activation of vectors, and UndecidedError (an ArithmeticError) for what is not known to
    so many digits, such as the sine of 1e6000.
    """
    digits, order = index(digits), checked_order(order)
    if not 1 <= digits <= MOST_DIGITS:
        raise ValueError(f"the number of digits is from 1 to {MOST_DIGITS}, not {digits}")
    if isinstance(activation, VectorActivation):
        raise KindError(f"{activation.name} is an activation of vectors: only scalar ones have digits")
    expression = activation.expression
    tree = _derivative_at(activation, order, x)
    value = _value(tree, x, digits)
    if x == 0 and value is not None and (not value or value.is_infinite()):
        value = Decimal(at(tree, -0.0 if isinstance(x, Decimal) and x.is_signed() else 0.0))  # for its sign
    if order and value is not None and is_partial(expression):  # 1/x goes on to the left of 0, log does not
        image = _value(expression, x, 1)
        value = _NAN if image is not None and image.is_nan() else value
    if value is None:
        of = f"the derivative of {activation.label}" if order else activation.label
        where = str(nearest(x, 6)).lower()
        count = "one digit" if digits == 1 else f"{digits} digits"
        raise UndecidedError(f"cannot tell {count} of {of} at {where}")
    return value


def _derivative_at(activation: Activation, order: int, x: Decimal | Fraction) -> Expression:
    """The formula of the derivative, or at a point of `slopes` the number that stands there."""
    for point, slope in activation.slopes.items():
        if order and x == point:
            return Number(slope if order == 1 else Fraction(0))
    return derivative(activation.expression, order)


def nearest(x: Decimal | Fraction, digits: int) -> Decimal:
    """The number x itself, rounded and with its digits as `to_digits` has them."""
    value = _value(X, x, digits)
    assert value is not None
    return value


def _value(expression: Expression, x: Decimal | Fraction, digits: int) -> Decimal | None:
    """The value rounded; None where it cannot be decided."""
    if isinstance(x, Decimal) and not x.is_finite():
        return _NAN if x.is_nan() else _at_infinity(expression, 1 if x > 0 else -1, digits)
    places = _places(x)
    for interval in narrowing(expression, x, _working_digits(digits, places)):
        if interval.lo.is_nan():
            return _NAN
        low, high = (_rounded(end, digits, exact=interval.lo == interval.hi) for end in interval)
        if low != high and is_open(interval):  # one end may be a tie that the value is not
            low, high = (
                _rounded(end, digits, beyond=side) for end, side in zip(interval, (1, -1), strict=True)
            )
        if low == high and (low.is_signed() == high.is_signed()):
            return low
    if _is_below_all(interval):
        if interval.lo.is_signed() == interval.hi.is_signed():
            return Decimal(0).copy_sign(interval.lo)
        zero = tail(expression, 1 if x > 0 else -1)
        return Decimal(0) if zero is None else zero
    if _is_beyond_all(interval):
        return _INF.copy_sign(interval.lo)
    return _hidden(interval, digits) if places <= _MOST_PLACES else None


def _at_infinity(expression: Expression, sign: int, digits: int) -> Decimal | None:
    value = long_limit(expression, sign, digits)
    return None if value is None else _rounded(value, digits, exact=True)


def _working_digits(digits: int, places: int) -> Iterator[int]:
    most = 2 * digits + _MOST_CANCELLED + _LOST_PER_PLACE * min(places, _MOST_PLACES)
    working = digits + _GUARD
    while working < most:
        yield working
        working *= 2
    yield most


def _places(x: Decimal | Fraction) -> int:
    """How many places before or after the point a finite x has."""
    if isinstance(x, Fraction):
        return max(x.numerator.bit_length(), x.denominator.bit_length()) * 3 // 10
    exponent = x.as_tuple().exponent
    assert isinstance(exponent, int)
    return max(abs(x.adjusted()), -exponent) if x else 0


def _rounded(value: Decimal, digits: int, *, exact: bool = False, beyond: int = 0) -> Decimal:
    """The value to so many digits; zeros at its end are dropped if it is exact, and filled in if not.

    With `beyond` 1 or -1, what lies above or below it by less than anything.
    """
    outward = ROUND_HALF_UP if (beyond > 0) != value.is_signed() else ROUND_HALF_DOWN
    context = Context(digits, outward if beyond else ROUND_HALF_EVEN, MIN_EMIN, MAX_EMAX, traps=[])
    rounded = context.plus(value).copy_sign(value)  # which would take the sign of a zero
    if not rounded or not rounded.is_finite() or context.flags[Inexact]:
        return Decimal(0).copy_sign(value) if rounded.is_zero() else rounded
    if exact:
        short = context.normalize(rounded)
        # 100, and not 1e2; but 1e20, as repr has it for float64.
        plain = short.adjusted() < _EXPONENTIAL and short == short.to_integral_value()
        return Decimal(int(short)) if plain else short
    return context.quantize(rounded, Decimal((0, (1,), rounded.adjusted() - digits + 1)))


def _is_below_all(interval: Interval) -> bool:
    return all(end.is_zero() or (end.is_finite() and end.adjusted() < UNDERFLOW) for end in interval)


def _is_beyond_all(interval: Interval) -> bool:
    far_out = all(end.is_infinite() or end.adjusted() > -UNDERFLOW for end in interval)
    return far_out and interval.lo.is_signed() == interval.hi.is_signed()


def _hidden(interval: Interval, digits: int) -> Decimal | None:
    """What an interval stands for that no digits split: zero, the tie in it, or nothing known."""
    lo, hi = interval
    if lo <= 0 <= hi:
        return Decimal(0) if max(lo.copy_negate(), hi) < _NOTHING else None
    # Where both ends meet in a number of many more digits, and yet round apart, that is a tie.
    low, high = (_rounded(end, digits + _TELLING) for end in interval)
    return _rounded(low, digits) if low == high else None
