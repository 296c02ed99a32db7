"""Exponential, logarithmic and hyperbolic functions on Decimal, as accurate as `promise` says.

In the comments u is the relative error of one rounding. `copy_abs` and `copy_negate` do not round; abs(x) and
-x would.
"""

import math
import sys
from decimal import Decimal, getcontext, localcontext
from functools import lru_cache
from itertools import count

from actx.core.arithmetic.decimals.fixed_point import (
    bits_for,
    from_fixed,
    inverse_tangent_series,
    power_series,
    to_fixed,
)
from actx.core.arithmetic.decimals.promise import HALF, INFINITY, NAN, ONE, ZERO, context, elementary

# Slightly more than log(10) * 10**18: for a larger |x|, e^x overflows or underflows Decimal.
_OUT_OF_RANGE = Decimal("2.3026e18")
# From this many digits on, libmpdec's exponential is slower than `_exp_by_squaring`.
_LONG = 300


@elementary({0: ONE}, limits=(ZERO, INFINITY))
def exp(x: Decimal, precision: int) -> Decimal:
    """e^x, for every x."""
    # A relative error in x becomes |x| times as large in e^x. A long x is rounded first: libmpdec is slow for
    # it.
    if x.copy_abs() > _OUT_OF_RANGE:
        return INFINITY if x > 0 else ZERO
    wide = precision + max(0, x.adjusted()) + 1
    if wide < _LONG:
        return context(wide).plus(x).exp()
    with localcontext(context(wide)):
        return _exp_by_squaring(+x, wide)


def _exp_by_squaring(x: Decimal, precision: int) -> Decimal:
    """e^x for many digits, in a tenth of libmpdec's time: e^x = 10^n (e^(r/2^k))^(2^k), x = n log(10) + r.

    Each squaring doubles the relative error and adds a unit, which costs k bits in all; the k more digits in
    bits_for cover them. The series itself errs by 7 units.
    """
    k = math.isqrt(3 * precision)
    bits = bits_for(precision + k)
    n = (x / _log10(precision)).to_integral_value()
    r = x - n * _log10(precision)  # |r| < 1.2; its absolute error is the relative error of the result
    power = power_series(to_fixed(r, bits) >> k, bits, count(1))
    for _ in range(k):
        power = power * power >> bits
    return from_fixed(power, bits).scaleb(n)


@lru_cache(maxsize=16)
def _log10(precision: int) -> Decimal:
    """log(10) = 46 atanh(1/31) + 34 atanh(1/49) + 20 atanh(1/161), within 10**-precision."""
    bits = bits_for(precision)
    total = 0
    for weight, n in ((46, 31), (34, 49), (20, 161)):
        power = (1 << bits) // n
        for divisor in count(1, 2):
            term = power // divisor
            if not term:
                break
            total += weight * term
            power //= n * n
    with localcontext(context(precision + 5)):
        return from_fixed(total, bits)


def e(digits: int) -> Decimal:
    """e, to a relative error of 10**-digits."""
    return exp(ONE, digits)


@elementary({0: ZERO}, limits=(-ONE, INFINITY))
def expm1(x: Decimal, precision: int) -> Decimal:
    """e^x - 1, for every x."""
    if _is_small(x):
        bits = bits_for(precision)
        return x * from_fixed(power_series(to_fixed(x, bits), bits, count(2)), bits)
    return exp(x, precision) - 1  # cancellation enlarges the error by at most 11, at x = ±0.1


@elementary({0: -INFINITY, 1: ZERO}, limits=(NAN, INFINITY), domain_start=ZERO)
def log(x: Decimal, precision: int) -> Decimal:
    """The natural logarithm, for x >= 0; -inf at 0."""
    distance = x - 1  # x is exact, so that this is accurate relatively near 1
    return _log1p_small(distance) if _is_small(distance) else _log(x, precision)


@elementary({-1: -INFINITY, 0: ZERO}, limits=(NAN, INFINITY), domain_start=-ONE)
def log1p(x: Decimal, precision: int) -> Decimal:
    """The logarithm of 1 + x, for x >= -1; -inf at -1."""
    return _log1p_small(x) if _is_small(x) else _log(1 + x, precision)


def _is_small(x: Decimal) -> bool:
    """Whether |x| < 1/10, where Taylor series are used."""
    return x.adjusted() < -1


def _log1p_small(x: Decimal) -> Decimal:
    return 2 * _atanh_small(x / (2 + x))


def _atanh_small(z: Decimal) -> Decimal:
    """atanh(z) for |z| <= 1/2, within a few roundings of the current context."""
    bits = bits_for(getcontext().prec)
    return z * from_fixed(inverse_tangent_series(to_fixed(z * z, bits), bits), bits)


def _log(x: Decimal, precision: int) -> Decimal:
    """log(x) for |x - 1| >= 1/10 - u, within 50 u relatively.

    The float64 logarithm g, corrected: log(x) = g + log(x e^-g) = g + 2 atanh((x e^-g - 1) / (x e^-g + 1)),
    whose argument is so small that few terms are needed. At 50 digits this takes half the time of libmpdec.
    """
    if abs(x.adjusted()) > sys.float_info.max_10_exp - 2:
        digits = x.adjusted()  # log(x) is so large that an absolute error in log(x / 10^digits) is enough
        return _log(x.scaleb(-digits), precision) + digits * _log10(precision)
    x = +x
    guess = Decimal(math.log(x))
    ratio = x * exp(-guess, precision)
    return guess + 2 * _atanh_small((ratio - 1) / (ratio + 1))


@elementary({0: ZERO}, limits=(-INFINITY, INFINITY))
def sinh(x: Decimal, precision: int) -> Decimal:
    """(e^x - e^-x) / 2, for every x."""
    size = x.copy_abs()
    if size < 1:
        rise = expm1(size, precision)
        result = (rise + rise / (1 + rise)) / 2
    else:
        growth = exp(size, precision)
        result = (growth - 1 / growth) / 2
    return result.copy_sign(x)


@elementary({0: ONE}, limits=(INFINITY, INFINITY))
def cosh(x: Decimal, precision: int) -> Decimal:
    """(e^x + e^-x) / 2, for every x."""
    growth = exp(x.copy_abs(), precision)
    return (growth + 1 / growth) / 2


@elementary({0: ZERO}, limits=(-ONE, ONE))
def tanh(x: Decimal, precision: int) -> Decimal:
    """sinh(x) / cosh(x), for every x."""
    fall = expm1(-2 * x.copy_abs(), precision)  # in (-1, 0), so nothing overflows
    return (fall / (fall + 2)).copy_sign(x)


@elementary({0: ZERO}, limits=(-INFINITY, INFINITY))
def asinh(x: Decimal, precision: int) -> Decimal:
    """The inverse of sinh, for every x."""
    size = x.copy_abs()
    if size.adjusted() > precision:  # asinh(x) = log(2x) + O(x^-2); x*x and 2*x might overflow
        return (log(size, precision) + log(Decimal(2), precision)).copy_sign(x)
    square = size * size
    return log1p(size + square / (1 + (1 + square).sqrt()), precision).copy_sign(x)


@elementary({0: HALF}, limits=(ZERO, ONE))
def sigmoid(x: Decimal, precision: int) -> Decimal:
    """1 / (1 + e^-x), for every x."""
    decay = exp(x.copy_abs().copy_negate(), precision)
    return (ONE if x > 0 else decay) / (1 + decay)


@elementary({}, limits=(ZERO, INFINITY))
def log1pexp(x: Decimal, precision: int) -> Decimal:
    """log(1 + e^x), for every x."""
    excess = log1p(exp(x.copy_abs().copy_negate(), precision), precision)
    return x + excess if x > 0 else excess
