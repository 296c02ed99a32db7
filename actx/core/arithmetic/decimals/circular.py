"""π and the circular functions on Decimal, as accurate as `promise` says."""

import math
from collections.abc import Iterator
from decimal import Decimal, localcontext
from functools import lru_cache
from itertools import count
from operator import mul

from actx.core.arithmetic.decimals.fixed_point import (
    bits_for,
    from_fixed,
    inverse_tangent_series,
    pi_fixed,
    power_series,
    to_fixed,
)
from actx.core.arithmetic.decimals.promise import GUARD, NAN, ONE, ZERO, context, elementary

# The decimal exponent of the largest argument of sin, cos and tan.
_MAX_EXPONENT = 5000


class ArgumentTooLarge(ArithmeticError):  # noqa: N818  (named like Overflow in decimal)
    """The argument of sin, cos or tan is 10**5001 or more: its reduction would need π to as many digits."""


@lru_cache(maxsize=64)
def pi(digits: int) -> Decimal:
    """π, to a relative error of 10**-digits."""
    precision = digits + GUARD
    bits = bits_for(precision)
    with localcontext(context(precision)):
        return from_fixed(pi_fixed(bits), bits)


def _reduce(x: Decimal, precision: int) -> tuple[int, Decimal]:
    """(n mod 4, r) with x = n π/2 + r and |r| <= π/4; the relative error of r is below one rounding."""
    if x.adjusted() < -1:
        return 0, x
    if x.adjusted() > _MAX_EXPONENT:
        raise ArgumentTooLarge(
            f"an argument near 1e{x.adjusted()} is too large: it must be below 1e{_MAX_EXPONENT + 1}"
        )
    lost = 0  # digits that cancel near a multiple of π/2; finitely many, because π is irrational
    while True:
        # n π/2 is about as large as x: its roundings give r an error below 2 * 10**-(precision + lost + 1).
        wide = precision + lost + max(0, x.adjusted()) + 3
        with localcontext(context(wide)):
            quarter_turn = pi(wide) / 2
            n = (x / quarter_turn).to_integral_value()
            r = x - n * quarter_turn
            quadrant = int(n % 4) % 4  # Decimal's % takes the sign of n
        if r and r.adjusted() >= -lost - 1:
            return quadrant, r
        lost = -r.adjusted() if r else 2 * wide


def _sine(r: Decimal, precision: int) -> Decimal:
    """sin(r) for |r| <= 1.6, within a few roundings relatively, also for tiny r."""
    bits = bits_for(precision)
    return r * from_fixed(power_series(-to_fixed(r * r, bits), bits, _products(2)), bits)


def _cosine(r: Decimal, precision: int) -> Decimal:
    """cos(r) for |r| <= 1.6, within a few roundings of 1 (absolutely)."""
    bits = bits_for(precision)
    return from_fixed(power_series(-to_fixed(r * r, bits), bits, _products(1)), bits)


def _products(first: int) -> Iterator[int]:
    """first*(first + 1), (first + 2)*(first + 3), ...: what the terms of sine and cosine are divided by."""
    return map(mul, count(first, 2), count(first + 1, 2))


@elementary({0: ZERO}, limits=(NAN, NAN))
def sin(x: Decimal, precision: int) -> Decimal:
    """The sine, for |x| < 10**5001; raises ArgumentTooLarge for others."""
    quadrant, r = _reduce(x, precision)
    result = _cosine(r, precision) if quadrant % 2 else _sine(r, precision)
    return -result if quadrant >= 2 else result


@elementary({0: ONE}, limits=(NAN, NAN))
def cos(x: Decimal, precision: int) -> Decimal:
    """The cosine, for |x| < 10**5001; raises ArgumentTooLarge for others."""
    quadrant, r = _reduce(x, precision)
    result = _sine(r, precision) if quadrant % 2 else _cosine(r, precision)
    return -result if quadrant in {1, 2} else result


@elementary({0: ZERO}, limits=(NAN, NAN))
def tan(x: Decimal, precision: int) -> Decimal:
    """The tangent, for |x| < 10**5001; raises ArgumentTooLarge for others."""
    quadrant, r = _reduce(x, precision)
    sine, cosine = _sine(r, precision), _cosine(r, precision)
    return -cosine / sine if quadrant % 2 else sine / cosine


@elementary({0: ZERO}, limits=(None, None))
def atan(x: Decimal, precision: int) -> Decimal:
    """The inverse of tan with values in (-π/2, π/2), for every x; ±π/2 at the infinities.

    The float64 arctan g, corrected: atan(x) = g + atan(d) with d = (x - tan g) / (1 + x tan g), whose series
    is short. sin g, cos g and hence d have absolute errors of a few roundings; |atan(x)| is at least 0.099.
    For |x| >= 100 it is ±π/2 - atan(1/x): x times a cosine may be beyond Decimal's exponents.
    """
    if x.adjusted() < -1:
        return _atan_small(x, precision)
    if x.is_infinite():
        return (pi(precision) / 2).copy_sign(x)
    if x.adjusted() > 1:
        return (pi(precision) / 2).copy_sign(x) - _atan_small(1 / x, precision)
    x = +x
    guess = Decimal(math.atan(x))
    sine, cosine = _sine(guess, precision), _cosine(guess, precision)
    return guess + _atan_small((x * cosine - sine) / (cosine + x * sine), precision)


def _atan_small(x: Decimal, precision: int) -> Decimal:
    """atan(x) for |x| <= 1/2, within a few roundings."""
    bits = bits_for(precision)
    return x * from_fixed(inverse_tangent_series(-to_fixed(x * x, bits), bits), bits)
