"""Rational powers of rational numbers, where the result is rational."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Final

# Bits of a numerator or denominator. Longer powers stay symbolic, and the arithmetics evaluate them.
_MAX_BITS: Final = 4096


def rational_power(base: Fraction, exponent: int | Fraction) -> Fraction | None:
    """base**exponent, or None where it is undefined, irrational or longer than 4,096 bits."""
    if exponent.denominator != 1:
        roots = (
            _whole_root(base.numerator, exponent.denominator),
            _whole_root(base.denominator, exponent.denominator),
        )
        if roots[0] is None or roots[1] is None:
            return None
        base = Fraction(roots[0], roots[1])
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if (base == 0 and exponent <= 0) or (abs(base) != 1 and bits * abs(exponent.numerator) > _MAX_BITS):
        return None
    return Fraction(base**exponent.numerator)


def _whole_root(value: int, degree: int) -> int | None:
    """The integer r >= 0 with r**degree == value, for value >= 0; None if there is none."""
    if value in (0, 1) or degree == 1:
        return value
    if degree == 2:
        root = isqrt(value)
    elif degree >= value.bit_length():
        return None
    else:
        root = 1 << -(-value.bit_length() // degree)
        while (lower := ((degree - 1) * root + value // root ** (degree - 1)) // degree) < root:
            root = lower
    return root if root**degree == value else None


def has_short_decimal(value: Fraction) -> bool:
    """Whether the decimal expansion is finite: True for 1/8, False for 1/6."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
