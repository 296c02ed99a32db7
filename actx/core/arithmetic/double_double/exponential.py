"""exp, expm1, log and log1p on pairs of float64 arrays.

Each gives a pair and a bound on its absolute error, for an argument taken as exact. The bounds are
measured ones with a margin (tests/core/arithmetic/test_bounds.py measures them again).
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

# 2**(1/4096): r, what is left of the exponent, is at most ln 2 / 8192 = 2**-13.5 in magnitude.
_STEPS: Final = 4096
# Past this magnitude a product with ln 2 is rounded; its exponential has long left the formats.
_EXACT_REACH: Final = 2.0**13
# Arguments of the logarithms whose distance from 1 is less are left to a series.
_NEAR_ONE: Final = 2.0**-5

# Relative errors: of exp, what the size of its argument adds, all that there is far out, and of the logarithm
# near 1; of the cubic term of expm1, of its exponential besides, and of the rest.
EXP: Final = 2.0**-93
REDUCTION: Final = 5 * 2.0**-106
FAR: Final = 3 * 2.0**-54
LOG: Final = 3 * 2.0**-91
_CUBE: Final = 5 * 2.0**-52
_BASE: Final = 2.0**-103
_REST: Final = 5 * 2.0**-107

_ZERO: Final = np.float64(0.0)
_MINUS_ONE: Final = np.float64(-1.0)


class Words(NamedTuple):
    """A constant in three words, the first two short enough for exact products with the integers in use."""

    first: Any
    second: Any
    third: Any


def words(value: Fraction, bits: int) -> Words:
    """A constant as a sum of two words of so many bits and a full one."""
    parts = []
    for _ in range(2):
        exponent = value.numerator.bit_length() - value.denominator.bit_length()
        quantum = Fraction(2) ** (exponent - bits)
        part = value // quantum * quantum
        parts.append(np.float64(float(part)))
        value -= part
    return Words(parts[0], parts[1], np.float64(float(value)))


def pair(value: Fraction) -> Pair:
    """A constant within 2**-106 of it, relatively."""
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
    """Numbers significand * 2**exponent, the exponents int64, within `error` times the significand."""

    significand: Pair
    exponent: Any
    error: Any


class _Reduced(NamedTuple):
    """e**u = 2**exponent * base * (1 + growth), of whose growth the float64 `cube` is but rounded."""

    exponent: Any
    base: Pair
    growth: Pair
    cube: Any
    untouched: Any  # where base and exponent are 1 and 0, and nothing was subtracted from u


def _reduced(u: Pair) -> _Reduced:
    step, powers = _step(), _powers()
    n = np.rint(u.hi * (_STEPS / float(ln2())))
    s, rest = two_sum(u.hi - n * step.first, -n * step.second)
    r = fast_two_sum(s, rest + (u.lo - n * step.third))
    index = n.astype(np.int64)
    within = index & (_STEPS - 1)
    base = Pair(powers.hi.take(within), powers.lo.take(within))
    # e**r - 1 = r + r²/2 + r³/6 + ..., the cubic term being 2**-43 at most
    cube = r.hi * r.hi * r.hi * polynomial(r.hi, (1 / 6, 1 / 24, 1 / 120, 1 / 720))
    growth = add_near(r, add_small(times_power(square(r), 0.5), cube))
    return _Reduced(index >> 12, base, growth, cube, index == 0)


def exp(u: Pair) -> Power:
    """e**u for |u| <= 2**40, its significand in [0.99, 2.01]."""
    exponent, base, growth, _, _ = _reduced(u)
    magnitude = np.abs(u.hi)
    error = EXP + magnitude * REDUCTION
    far = magnitude > _EXACT_REACH
    if far.any():
        error = np.where(far, magnitude * FAR, error)
    return Power(add_near(base, mul(base, growth)), exponent, error)


def expm1(u: Pair) -> tuple[Pair, Any]:
    """e**u - 1 for |u| <= 300."""
    exponent, base, growth, cube, untouched = _reduced(u)
    base = times_power(base, power_of_two(exponent))
    result = add(add(base, Pair(_MINUS_ONE, _ZERO)), mul(base, growth))
    reduction = np.where(untouched, 0.0, _BASE + np.abs(u.hi) * REDUCTION)
    error = base.hi * (np.abs(cube) * _CUBE + reduction) + np.abs(result.hi) * _REST
    return result, error


def log(m: Pair) -> tuple[Pair, Any]:
    """The logarithm, for m > 0 within 2**-480 and 2**480."""
    distance = add(m, Pair(_MINUS_ONE, _ZERO))
    return _chosen(np.abs(distance.hi) < _NEAR_ONE, _log_near_one, distance, _log_by_newton, m)


def log1p(u: Pair) -> tuple[Pair, Any]:
    """log(1 + u), for u > -1 up to 2**480."""
    return _chosen(
        np.abs(u.hi) < _NEAR_ONE, _log_near_one, u, _log_by_newton, add(Pair(-_MINUS_ONE, _ZERO), u)
    )


def _chosen(condition: Any, f: _Function, u: Pair, g: _Function, v: Pair) -> tuple[Pair, Any]:
    """f(u) where the condition holds, else g(v)."""
    if np.all(condition):
        return f(u)
    if not np.any(condition):
        return g(v)
    (a, a_error), (b, b_error) = f(u), g(v)
    return where(condition, a, b), np.where(condition, a_error, b_error)


def _log_near_one(f: Pair) -> tuple[Pair, Any]:
    """log(1 + f) = 2 (s + s³/3 + s⁵/5 + ...) with s = f/(2 + f)."""
    s = div(f, add(Pair(-2 * _MINUS_ONE, _ZERO), f))
    t = square(s)
    tail = polynomial(t.hi, (1 / 7, 1 / 9, 1 / 11, 1 / 13, 1 / 15, 1 / 17))
    fifth, third = _odd_fractions()
    total = add_near(third, mul(t, add_small(fifth, t.hi * tail)))
    s = times_power(s, 2.0)
    result = add_near(s, mul(s, mul(t, total)))
    return result, np.abs(result.hi) * LOG


def _log_by_newton(m: Pair) -> tuple[Pair, Any]:
    """log m = y + log(m / e**y) with the float64 logarithm for y: a step of Newton's, and its square."""
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
    """2**exponent for int64 exponents of normal numbers."""
    return ((exponent + 1023) << 52).view(np.float64)
