"""Rational intervals that hold a real number, their arithmetic, and the number rounded once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from math import inf, isqrt
from typing import Final, NamedTuple

_ROOT_BITS: Final = 800


class Quantity(NamedTuple):
    """A number, rounded once to float64 or to decimal digits, and the proved bounds between which it lies."""

    value: float | Decimal
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The numbers from `low` to `high`, one of which is meant."""

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, value: Fraction | int | float) -> Enclosure:  # noqa: PYI041  (a float is exact here, too)
        """The interval of one number."""
        return cls(Fraction(value), Fraction(value))

    def widened(self, error: Fraction | float) -> Enclosure:
        """With an error on both sides."""
        return Enclosure(self.low - Fraction(error), self.high + Fraction(error))

    @property
    def middle(self) -> Fraction:
        return (self.low + self.high) / 2

    def __add__(self, other: Enclosure | Fraction) -> Enclosure:
        other = _enclosed(other)
        return Enclosure(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Enclosure:
        return Enclosure(-self.high, -self.low)

    def __sub__(self, other: Enclosure | Fraction) -> Enclosure:
        return self + -_enclosed(other)

    def __mul__(self, other: Enclosure | Fraction) -> Enclosure:
        other = _enclosed(other)
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Enclosure(min(ends), max(ends))

    def squared(self) -> Enclosure:
        """The square, which is not negative."""
        low, high = sorted((self.low**2, self.high**2))
        return Enclosure(Fraction(0) if self.low < 0 < self.high else low, high)

    def reciprocal(self) -> Enclosure | None:
        """1/x for a number that is known to be positive; else None."""
        return Enclosure(1 / self.high, 1 / self.low) if self.low > 0 else None

    def root(self) -> Enclosure:
        """The square root of a number that is not negative."""
        slack = 1 + Fraction(1, 2 ** (_ROOT_BITS // 2 - 10))
        return Enclosure(_root(max(self.low, Fraction(0))), _root(self.high) * slack)

    def rounded(self, digits: int = 0) -> Quantity | None:
        """The float64, or the number of so many digits, nearest to all of them; None if that is not one."""
        low, high = (_decimal(end, digits) if digits else _nearest(end) for end in (self.low, self.high))
        return Quantity(low, self.low, self.high) if low == high else None


def _nearest(value: Fraction) -> float:
    """The nearest float64, 0 without a sign; beyond the largest one an infinity."""
    try:
        return float(value) + 0.0
    except OverflowError:
        return inf if value > 0 else -inf


def _decimal(value: Fraction, digits: int) -> Decimal:
    return Context(prec=digits).divide(Decimal(value.numerator), Decimal(value.denominator))


def _enclosed(value: Enclosure | Fraction) -> Enclosure:
    return value if isinstance(value, Enclosure) else Enclosure(value, value)


def _root(value: Fraction) -> Fraction:
    """sqrt(value) rounded down, by less than a share of 2**-398."""
    shift = max(0, _ROOT_BITS + value.denominator.bit_length() - value.numerator.bit_length())
    shift += shift % 2
    return Fraction(isqrt((value.numerator << shift) // value.denominator), 2 ** (shift // 2))
