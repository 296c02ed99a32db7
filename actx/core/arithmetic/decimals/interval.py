"""Intervals of decimals, closed and open, and what is asked of them."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction


class Interval(NamedTuple):
    """All numbers from `lo` to `hi`; where these are equal, that number exactly; where nan, no number."""

    lo: Decimal
    hi: Decimal


class Open(Interval):
    """The same without its ends: the number is known to be neither, which tells it from a tie there."""

    __slots__ = ()


_NAN: Final = Decimal("nan")
_INF: Final = Decimal("inf")
_ZERO: Final = Decimal(0)
# More than there are in the middle of two numbers of a format, or of 1,000 digits.
_VALUE_DIGITS: Final = 2000
NOWHERE: Final = Interval(_NAN, _NAN)
ANYWHERE: Final = Interval(-_INF, _INF)


def between(lo: Decimal, hi: Decimal, *, strictly: bool) -> Interval:
    """The interval, open if its ends are known not to be attained."""
    return Open(lo, hi) if strictly and lo != hi else Interval(lo, hi)


def is_open(a: Interval) -> bool:
    return isinstance(a, Open)


def has_zero(a: Interval) -> bool:
    """Whether it may be 0; an end at 0 of an open interval is not."""
    return a.lo < 0 < a.hi if is_open(a) else a.lo <= 0 <= a.hi


def holds(a: Interval, value: Fraction) -> bool:
    """Whether a value of few digits is in an interval, ends included, which may be too long for fractions."""
    exact = Context(_VALUE_DIGITS, traps=[Inexact]).divide(
        Decimal(value.numerator), Decimal(value.denominator)
    )
    return a.lo <= exact <= a.hi


def is_even(whole: Decimal) -> bool:
    """Whether a whole number is even; it may have more digits than a memory holds."""
    exponent = whole.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent > 0 or int(whole) % 2 == 0


def is_exact(a: Interval) -> bool:
    return a.lo == a.hi or a.lo.is_nan()


def is_zero(a: Interval) -> bool:
    return a.lo.is_zero() and a.hi.is_zero()


def is_infinite(a: Interval) -> bool:
    return a.lo.is_infinite() and a.lo == a.hi


def magnitude(a: Interval) -> tuple[Decimal, Decimal]:
    """The ends of |a|, in either order."""
    if a.lo.is_signed() and not a.hi.is_signed() and not is_zero(a):
        return _ZERO, max(a.lo.copy_abs(), a.hi)
    return a.lo.copy_abs(), a.hi.copy_abs()


def least(values: list[Decimal]) -> Decimal:
    """The smallest; -0 stands below 0."""
    return min(values, key=lambda v: (v, not v.is_signed()))


def greatest(values: list[Decimal]) -> Decimal:
    return max(values, key=lambda v: (v, not v.is_signed()))


def from_zero(a: Interval) -> Interval | tuple[Decimal, Decimal]:
    """The ends of an interval on one side of 0, the nearer one first."""
    return (a.hi, a.lo) if a.lo.is_signed() else a
