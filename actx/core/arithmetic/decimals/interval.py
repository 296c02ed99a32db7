"""Intervals of Decimals, closed or open, and predicates on them."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction


class Interval(NamedTuple):
    """The numbers from `lo` to `hi`, ends included. Equal ends are an exact value, nan ends no value."""

    lo: Decimal
    hi: Decimal


class Open(Interval):
    """An interval without its ends: the value is known to differ from both, so it is no tie at an end."""

    __slots__ = ()


_NAN: Final = Decimal("nan")
_INF: Final = Decimal("inf")
_ZERO: Final = Decimal(0)
# More digits than the midpoint of two numbers of a format, or of two numbers of 1,000 digits, can have.
_VALUE_DIGITS: Final = 2000
NOWHERE: Final = Interval(_NAN, _NAN)
"""The value of what is undefined."""

ANYWHERE: Final = Interval(-_INF, _INF)
"""The value of which nothing is known, not even whether it is defined."""


def exactly(value: Decimal) -> Interval:
    """The interval of a value that is known exactly."""
    return Interval(value, value)


ZERO: Final = exactly(_ZERO)
ONE: Final = exactly(Decimal(1))


def between(lo: Decimal, hi: Decimal, *, strictly: bool) -> Interval:
    """The interval from lo to hi; `strictly` says that the value is neither end."""
    return Open(lo, hi) if strictly and lo != hi else Interval(lo, hi)


def is_open(a: Interval) -> bool:
    return isinstance(a, Open)


def has_zero(a: Interval) -> bool:
    """Whether the value may be 0. In an open interval an end at 0 does not count."""
    return a.lo < 0 < a.hi if is_open(a) else a.lo <= 0 <= a.hi


def holds(a: Interval, value: Fraction) -> bool:
    """Whether lo <= value <= hi, for a value of at most 2,000 decimal digits. The ends may be far longer."""
    exact = Context(_VALUE_DIGITS, traps=[Inexact]).divide(
        Decimal(value.numerator), Decimal(value.denominator)
    )
    return a.lo <= exact <= a.hi


def is_even(whole: Decimal) -> bool:
    """Whether an integer is even; its exponent may be too large to write it out."""
    exponent = whole.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent > 0 or int(whole) % 2 == 0


def is_point(a: Interval) -> bool:
    """Whether the value is known exactly: a single number, or undefined."""
    return a.lo == a.hi or a.lo.is_nan()


def is_zero(a: Interval) -> bool:
    return a.lo.is_zero() and a.hi.is_zero()


def is_infinite(a: Interval) -> bool:
    return a.lo.is_infinite() and a.lo == a.hi


def sign_of(a: Interval) -> int | None:
    """The sign that every value has: -1, 0 or 1; None if there are several, or no value."""
    if a.lo.is_nan():
        return None
    if a.lo > 0 or (a.lo == 0 < a.hi and is_open(a)):
        return 1
    if a.hi < 0 or (a.hi == 0 > a.lo and is_open(a)):
        return -1
    return 0 if is_zero(a) else None


def is_below(a: Interval, bound: Decimal) -> bool:
    """Whether the magnitude of every value is below the bound."""
    return not a.lo.is_nan() and a.lo > -bound and a.hi < bound


def magnitude(a: Interval) -> tuple[Decimal, Decimal]:
    """The ends of the interval of |a|, in either order."""
    if a.lo.is_signed() and not a.hi.is_signed() and not is_zero(a):
        return _ZERO, max(a.lo.copy_abs(), a.hi)
    return a.lo.copy_abs(), a.hi.copy_abs()


def least(values: list[Decimal]) -> Decimal:
    """The smallest; -0 counts as less than 0."""
    return min(values, key=lambda v: (v, not v.is_signed()))


def greatest(values: list[Decimal]) -> Decimal:
    """The largest; 0 counts as more than -0."""
    return max(values, key=lambda v: (v, not v.is_signed()))


def from_zero(a: Interval) -> Interval | tuple[Decimal, Decimal]:
    """The ends of an interval that lies on one side of 0, the end nearer to 0 first."""
    return (a.hi, a.lo) if a.lo.is_signed() else a
