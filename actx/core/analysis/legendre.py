"""Gauss-Legendre quadrature: points and weights to any number of digits, and the factor of the remainder."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from math import cos, factorial, pi
from typing import Final, NamedTuple

_GUARD: Final = 10


class Rule(NamedTuple):
    """The integral of f from -1 to 1 is the sum of weights times f(points), plus the remainder.

    The remainder for an interval of width w is factor * w**(2n + 1) times the Taylor coefficient of order 2n
    at some point of it, for n points (Abramowitz & Stegun 1964, 25.4.30).
    """

    points: tuple[Fraction, ...]
    weights: tuple[Fraction, ...]
    factor: float


@lru_cache(maxsize=8)
def rule(count: int, digits: int) -> Rule:
    """The rule of so many points, which are rounded to so many decimal digits, as the weights are."""
    with localcontext(Context(prec=digits + _GUARD)):
        found = [_point(count, k, digits) for k in range(count)]
    exact = Fraction(factorial(count) ** 4, (2 * count + 1) * factorial(2 * count) ** 2)
    factor = float(exact) * (1 + 2.0**-40)
    points, weights = zip(*found, strict=True)
    return Rule(points, weights, factor)


def _point(count: int, k: int, digits: int) -> tuple[Fraction, Fraction]:
    """A zero t of the Legendre polynomial by Newton's method, and 2/((1 - t**2) P'(t)**2)."""
    t = Decimal(cos(pi * (k + 0.75) / (count + 0.5)))
    right = 2  # digits of the first guess, which each step doubles
    while right < 2 * (digits + _GUARD):
        value, slope = _legendre(count, t)
        t -= value / slope
        right *= 2
    _, slope = _legendre(count, t)
    return Fraction(t), Fraction(2 / ((1 - t * t) * slope * slope))


def _legendre(count: int, t: Decimal) -> tuple[Decimal, Decimal]:
    """P_n(t) and its derivative, by the recurrence of three terms."""
    before, value = Decimal(1), t
    for k in range(2, count + 1):
        before, value = value, ((2 * k - 1) * t * value - (k - 1) * before) / k
    return value, count * (t * value - before) / (t * t - 1)
