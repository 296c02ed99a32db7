"""exp, expm1, log and log1p on double-double arrays (`pairs`).

expm1, log and log1p return a pair and a bound on its absolute error, exp a `Power`. They take their arguments
as exact. The error constants are measured maxima with a margin, which tests/core/arithmetic/test_bounds.py
measures again.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.decimals import functions
from actx.core.arithmetic.double_double.pairs import (
    Pair,
    add,
    add_near,
    add_small,
    div,
    fast_two_sum,
    mul,
    polynomial,
    square,
    times_power,
    two_sum,
    where,
)
from actx.core.arithmetic.double_double.tables import table

if TYPE_CHECKING:
    from collections.abc import Callable

    _Function = Callable[[Pair], tuple[Pair, Any]]

# The argument is reduced by multiples of ln 2 / 4096; |r|, the rest, is at most ln 2 / 8192 = 2**-13.5.
_STEP_BITS: Final = 12
_STEPS: Final = 1 << _STEP_BITS
# Up to this |u| the products of the reduction are exact. exp(u) overflows every format long before.
_EXACT_REDUCTION_UP_TO: Final = 2.0**13
# The logarithm of an argument closer to 1 than this is computed by a series.
_NEAR_ONE: Final = 2.0**-5

# Relative errors. Of exp(u): EXP_ERROR + |u|*REDUCTION_ERROR up to |u| = 2**13, |u|*FAR_ERROR beyond. Of log
# near 1: LOG_ERROR. Of what expm1 adds up: _CUBE_ERROR of the float64 terms `cube`, _BASE_ERROR of the power
# before them, _REST_ERROR of the final sum.
EXP_ERROR: Final = 2.0**-93
REDUCTION_ERROR: Final = 5 * 2.0**-106
FAR_ERROR: Final = 3 * 2.0**-54
LOG_ERROR: Final = 3 * 2.0**-91
_CUBE_ERROR: Final = 5 * 2.0**-52
_BASE_ERROR: Final = 2.0**-103
_REST_ERROR: Final = 5 * 2.0**-107

_ZERO: Final = np.float64(0.0)
_MINUS_ONE: Final = Pair(np.float64(-1.0), _ZERO)
_ONE: Final = Pair(np.float64(1.0), _ZERO)
_TWO: Final = Pair(np.float64(2.0), _ZERO)


class Words(NamedTuple):
    """A constant in three words, the first two so short that their products with integers are exact.

    For the reduction of an argument by multiples of the constant (Cody and Waite).
    """

    first: Any
    second: Any
    third: Any


def words(value: Fraction, bits: int) -> Words:
    """A constant as the sum of two words of at most `bits` bits and one of 53."""
    parts = []
    for _ in range(2):
        exponent = value.numerator.bit_length() - value.denominator.bit_length()
        quantum = Fraction(2) ** (exponent - bits)
        part = value // quantum * quantum
        parts.append(np.float64(float(part)))
        value -= part
    return Words(parts[0], parts[1], np.float64(float(value)))


def pair(value: Fraction) -> Pair:
    """A constant as a pair, within 2**-106 relatively."""
    high = float(value)
    return Pair(np.float64(high), np.float64(float(value - Fraction(high))))


@cache
def ln2() -> Fraction:
    """ln 2 to 60 digits."""
    return Fraction(functions.FUNCTIONS["log"](Decimal(2), 60))


@cache
def e() -> Fraction:
    """e to 60 digits."""
    return Fraction(functions.e(60))


@cache
def _step() -> Words:
    return words(ln2() / _STEPS, 26)


@cache
def _powers() -> Pair:
    """2**(i/4096) for i < 4096."""
    coarse, fine = table("exp_coarse"), table("exp_fine")
    grid = mul(
        Pair(coarse[:, 0, None].copy(), coarse[:, 1, None].copy()), Pair(fine[:, 0].copy(), fine[:, 1].copy())
    )
    return Pair(grid.hi.ravel(), grid.lo.ravel())


class Power(NamedTuple):
    """significand * 2**exponent with int64 exponents; `error` is a bound on the relative error."""

    significand: Pair
    exponent: Any
    error: Any


class _Reduced(NamedTuple):
    """e**u = 2**exponent * base * (1 + growth); `cube` is the part of `growth` that float64 computes."""

    exponent: Any
    base: Pair
    growth: Pair
    cube: Any
    untouched: Any  # where base is 1, exponent 0, and u was not reduced


def _reduced(u: Pair) -> _Reduced:
    step, powers = _step(), _powers()
    n = np.rint(u.hi * (_STEPS / float(ln2())))
    s, rest = two_sum(u.hi - n * step.first, -n * step.second)
    r = fast_two_sum(s, rest + (u.lo - n * step.third))
    index = n.astype(np.int64)
    within = index & (_STEPS - 1)
    base = Pair(powers.hi.take(within), powers.lo.take(within))
    # e**r - 1 = r + r²/2 + r³/6 + ...; the terms from r³/6 on are at most 2**-43
    cube = r.hi * r.hi * r.hi * polynomial(r.hi, (1 / 6, 1 / 24, 1 / 120, 1 / 720))
    growth = add_near(r, add_small(times_power(square(r), 0.5), cube))
    return _Reduced(index >> _STEP_BITS, base, growth, cube, index == 0)


def exp(u: Pair) -> Power:
    """e**u for |u| <= 2**40, with the significand in [0.99, 2.01]."""
    exponent, base, growth, _, _ = _reduced(u)
    magnitude = np.abs(u.hi)
    error = EXP_ERROR + magnitude * REDUCTION_ERROR
    far = magnitude > _EXACT_REDUCTION_UP_TO
    if far.any():
        error = np.where(far, magnitude * FAR_ERROR, error)
    return Power(add_near(base, mul(base, growth)), exponent, error)


def expm1(u: Pair) -> tuple[Pair, Any]:
    """e**u - 1 for |u| <= 300."""
    exponent, base, growth, cube, untouched = _reduced(u)
    base = times_power(base, power_of_two(exponent))
    result = add(add(base, _MINUS_ONE), mul(base, growth))
    reduction = np.where(untouched, 0.0, _BASE_ERROR + np.abs(u.hi) * REDUCTION_ERROR)
    error = base.hi * (np.abs(cube) * _CUBE_ERROR + reduction) + np.abs(result.hi) * _REST_ERROR
    return result, error


def log(m: Pair) -> tuple[Pair, Any]:
    """log m for 2**-480 <= m <= 2**480."""
    distance = add(m, _MINUS_ONE)
    return _by_condition(np.abs(distance.hi) < _NEAR_ONE, _log_near_one, distance, _log_by_newton, m)


def log1p(u: Pair) -> tuple[Pair, Any]:
    """log(1 + u) for -1 < u <= 2**480."""
    return _by_condition(np.abs(u.hi) < _NEAR_ONE, _log_near_one, u, _log_by_newton, add(_ONE, u))


def _by_condition(condition: Any, f: _Function, u: Pair, g: _Function, v: Pair) -> tuple[Pair, Any]:
    """f(u) where the condition holds, else g(v)."""
    if np.all(condition):
        return f(u)
    if not np.any(condition):
        return g(v)
    (a, a_error), (b, b_error) = f(u), g(v)
    return where(condition, a, b), np.where(condition, a_error, b_error)


def _log_near_one(f: Pair) -> tuple[Pair, Any]:
    """log(1 + f) = 2 (s + s³/3 + s⁵/5 + ...) with s = f/(2 + f)."""
    s = div(f, add(_TWO, f))
    t = square(s)
    tail = polynomial(t.hi, (1 / 7, 1 / 9, 1 / 11, 1 / 13, 1 / 15, 1 / 17))
    fifth, third = _odd_fractions()
    total = add_near(third, mul(t, add_small(fifth, t.hi * tail)))
    s = times_power(s, 2.0)
    result = add_near(s, mul(s, mul(t, total)))
    return result, np.abs(result.hi) * LOG_ERROR


def _log_by_newton(m: Pair) -> tuple[Pair, Any]:
    """log m = y + log(1 + d) with y the float64 logarithm and d = m/e**y - 1, as y + d - d²/2."""
    y = np.log(m.hi)
    power = exp(Pair(-y, np.zeros_like(y)))
    ratio = times_power(mul(m, power.significand), power_of_two(power.exponent))
    rest = fast_two_sum(ratio.hi - 1.0, ratio.lo)
    result = add(Pair(y, _ZERO), add_small(rest, -0.5 * rest.hi * rest.hi))
    return result, power.error


@cache
def _odd_fractions() -> tuple[Pair, Pair]:
    return pair(Fraction(1, 5)), pair(Fraction(1, 3))


def power_of_two(exponent: Any) -> Any:
    """2**exponent for int64 exponents from -1022 to 1023."""
    return ((exponent + 1023) << 52).view(np.float64)
