"""Powers and roots of rational numbers, where they are rational themselves."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Final

# A longer power is left for the arithmetics, which know exponents.
_MAX_BITS: Final = 4096


def exact_power(base: Fraction, exponent: int | Fraction) -> Fraction | None:
    """base**exponent where it is rational and not unreasonably long."""
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
    """The whole number whose power of this degree is `value`, at least 0, if there is one."""
    if value in (0, 1) or degree == 1:
        return value
    if degree == 2:
        root = isqrt(value)
    elif degree >= value.bit_length():
        return None
    else:
        root = 1 << -(-value.bit_length() // degree)  # Newton's method from above
        while (lower := ((degree - 1) * root + value // root ** (degree - 1)) // degree) < root:
            root = lower
    return root if root**degree == value else None


def has_short_decimal(value: Fraction) -> bool:
    """Whether its decimals end: 1/8, and not 1/6."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
