"""sin, cos and atan on double-double arrays (`pairs`), with error bounds as in `exponential`."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import ldexp
from typing import Any, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.decimals import functions
from actx.core.arithmetic.double_double.exponential import Words, pair, words
from actx.core.arithmetic.double_double.pairs import (
    Pair,
    add,
    add_near,
    add_small,
    fast_two_sum,
    mul,
    neg,
    polynomial,
    square,
    two_product,
    two_sum,
    where,
)
from actx.core.arithmetic.double_double.tables import table

PAYNE_HANEK_FROM: Final = 2.0**20
"""Above this |x|, sin and cos reduce their argument by a table of 64/pi (Payne and Hanek); up to it, by a
three-word pi/64."""

MAX_EXPONENT: Final = 1100
"""sin and cos are computed for |x| < 2**1100."""
CIRCULAR_ERROR: Final = 5 * 2.0**-94
_REDUCTION_ERROR: Final = 3 * 2.0**-107
_ATAN_ERROR: Final = 5 * 2.0**-95
_SIXTY_FOURTHS: Final = 64
# Numbers above PAYNE_HANEK_FROM are 53-bit integers times 2**e with e at least this.
_MIN_EXPONENT: Final = 20 - 53
# Absolute errors of their reduction, and of adding two reduced numbers below 1/16.
_FAR_REDUCTION_ERROR: Final = 5 * 2.0**-104
_SUM_ERROR: Final = 2.0**-107


class Circle(NamedTuple):
    """sin and cos of one argument, and the bounds on their errors."""

    sin: Pair
    cos: Pair
    sin_error: Any
    cos_error: Any


@cache
def pi() -> Fraction:
    """pi to 60 digits."""
    return Fraction(functions.pi(60))


@cache
def _step() -> Words:
    return words(pi() / _SIXTY_FOURTHS, 27)


@cache
def _fractions() -> tuple[Pair, Pair, Pair, Pair]:
    return (
        pair(Fraction(-1, 6)),
        pair(Fraction(1, 120)),
        pair(Fraction(-1, 2)),
        pair(Fraction(1, 24)),
    )


@cache
def _sines() -> tuple[Any, Any, Any, Any]:
    columns = table("circle").T.copy()
    return columns[0], columns[1], columns[2], columns[3]


class _Reduced(NamedTuple):
    """x = index * pi/64 + rest modulo 2*pi, within the absolute `error`."""

    index: Any
    rest: Pair
    error: Any


def _reduced(x: Pair) -> _Reduced:
    """x reduced by multiples of a three-word pi/64, for |x| <= PAYNE_HANEK_FROM (Cody and Waite)."""
    step = _step()
    n = np.rint(x.hi * (_SIXTY_FOURTHS / np.pi))
    s, rest = two_sum(x.hi - n * step.first, -n * step.second)
    error = np.where(n == 0, 0.0, np.abs(x.hi) * _REDUCTION_ERROR)
    return _Reduced(n.astype(np.int64), fast_two_sum(s, rest + (x.lo - n * step.third)), error)


def _reduced_far(x: Any, shift: Any, far: Any = True) -> _Reduced:
    """x * 2**shift = m * 2**e reduced by a table of 2**e * 64/pi modulo 128, from PAYNE_HANEK_FROM on.

    Where x * 2**shift is not `far` enough for that, the result is of no use.
    """
    significand, exponents = np.frexp(np.where(far, x, PAYNE_HANEK_FROM))
    exponents = exponents + np.where(far, shift, 0)
    m, nothing = np.ldexp(significand, 53), np.zeros_like(x)
    first, second, third = (column.take(exponents - 53 - _MIN_EXPONENT) for column in _turns())
    coarse, fine = two_product(m, first), two_product(m, second)
    whole_turns = 2.0 * _SIXTY_FOURTHS
    total = add(Pair(np.fmod(coarse.hi, whole_turns), nothing), Pair(coarse.lo, nothing))
    total = add(add(total, Pair(fine.hi, nothing)), Pair(fine.lo + m * third, nothing))
    n = np.rint(total.hi)
    rest = mul(add(total, Pair(-n, nothing)), pair(pi() / _SIXTY_FOURTHS))
    return _Reduced(n.astype(np.int64), rest, _FAR_REDUCTION_ERROR)


def _with_low_word(reduced: _Reduced, low: Any, shift: Any) -> _Reduced:
    """The reduced number plus low * 2**shift, reduced."""
    flat = np.ldexp(low, shift)
    far = np.abs(flat) > PAYNE_HANEK_FROM
    index, rest, error = _reduced(Pair(np.where(far, 0.0, flat), np.zeros_like(low)))
    if far.any():
        distant = _reduced_far(low, shift, far)
        index = np.where(far, distant.index, index)
        rest, error = where(far, distant.rest, rest), np.where(far, distant.error, error)
    total = add(reduced.rest, rest)
    n = np.rint(total.hi * (_SIXTY_FOURTHS / np.pi))  # -1, 0 or 1
    step = pair(pi() / _SIXTY_FOURTHS)
    total = add(total, Pair(-n * step.hi, -n * step.lo))
    return _Reduced(reduced.index + index + n.astype(np.int64), total, reduced.error + error + _SUM_ERROR)


@cache
def _turns() -> tuple[Any, Any, Any]:
    """2**e * 64/pi modulo 128 in three words of 53 bits, for each e from _MIN_EXPONENT on."""
    bits = MAX_EXPONENT + 180
    inverse = int((1 << (bits + 6)) / Fraction(functions.pi(450)))  # 64/pi with `bits` bits after the point
    columns: list[list[float]] = [[], [], []]
    for exponent in range(_MIN_EXPONENT, MAX_EXPONENT - 53 + 1):
        shifted = inverse << exponent if exponent > 0 else inverse >> -exponent
        shifted %= 1 << (bits + 7)
        for place, column in enumerate(columns):
            unit = bits + 7 - 53 * (place + 1)
            column.append(ldexp(shifted >> unit & ((1 << 53) - 1), unit - bits))
    first, second, third = (np.array(column) for column in columns)
    return first, second, third


def circle(x: Pair, shift: Any = 0) -> Circle:
    """The sine and cosine of x * 2**shift, for magnitudes below 2**MAX_EXPONENT."""
    near = x if isinstance(shift, int) and not shift else Pair(np.ldexp(x.hi, shift), np.ldexp(x.lo, shift))
    far = np.abs(near.hi) > PAYNE_HANEK_FROM
    index, r, reduction = _reduced(near)
    if far.any():
        distant = _reduced_far(x.hi, shift, far)
        if (far & (x.lo != 0)).any():
            distant = _with_low_word(distant, np.where(far, x.lo, 0.0), shift)
        index = np.where(far, distant.index, index)
        r = where(far, distant.rest, r)
        reduction = np.where(far, distant.error, reduction)
    sixth, hundred_twentieth, half, twenty_fourth = _fractions()
    t = square(r)
    tail = polynomial(t.hi, (-1 / 5040, 1 / 362880, -1 / 39916800, 1 / 6227020800))
    series = add_near(sixth, mul(t, add_small(hundred_twentieth, t.hi * tail)))
    sine = add_near(r, mul(r, mul(t, series)))
    tail = polynomial(t.hi, (-1 / 720, 1 / 40320, -1 / 3628800, 1 / 479001600))
    series = add_near(half, mul(t, add_small(twenty_fourth, t.hi * tail)))
    cosine_less_one = mul(t, series)

    within = index & (2 * _SIXTY_FOURTHS - 1)
    sin_high, sin_low, cos_high, cos_low = (column.take(within) for column in _sines())
    sin_n, cos_n = Pair(sin_high, sin_low), Pair(cos_high, cos_low)
    sin = add_near(sin_n, add_near(mul(sin_n, cosine_less_one), mul(cos_n, sine)))
    cos = add_near(cos_n, add_near(mul(cos_n, cosine_less_one), neg(mul(sin_n, sine))))
    return Circle(
        sin, cos, np.abs(sin.hi) * CIRCULAR_ERROR + reduction, np.abs(cos.hi) * CIRCULAR_ERROR + reduction
    )


def atan(u: Pair) -> tuple[Pair, Any]:
    """atan u for |u| <= 1, with a bound on the absolute error: a Newton step from the float64 arctan."""
    y = np.arctan(u.hi)
    sin, cos, _, _ = circle(Pair(y, np.zeros_like(y)))
    across = add(mul(u, cos), neg(sin)).hi
    along = cos.hi + u.hi * sin.hi
    result = fast_two_sum(y, across / along)
    return result, np.abs(y) * _ATAN_ERROR
