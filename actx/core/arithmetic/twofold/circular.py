"""sin, cos and atan on pairs of float64 arrays; see `exponential` for what the bounds are."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np

from actx.core.arithmetic import elementary
from actx.core.arithmetic.twofold.exponential import Words, pair, words
from actx.core.arithmetic.twofold.pairs import (
    Pair,
    add,
    add_near,
    add_small,
    fast_two_sum,
    mul,
    neg,
    polynomial,
    square,
    two_sum,
)
from actx.core.arithmetic.twofold.tables import table

REACH: Final = 2.0**20
"""The largest argument of sin and cos that this reduces by multiples of pi/64."""

CIRCULAR: Final = 2.0**-94
_REDUCTION: Final = 2.0**-103
_ATAN: Final = 2.0**-93
_SIXTY_FOURTHS: Final = 64


class Circle(NamedTuple):
    """sin and cos of one argument, and the bounds on their errors."""

    sin: Pair
    cos: Pair
    sin_error: Any
    cos_error: Any


@cache
def pi() -> Fraction:
    """pi to 60 digits."""
    return Fraction(elementary.pi(60))


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


def circle(x: Pair) -> Circle:
    """sin x and cos x for |x| <= REACH."""
    step = _step()
    n = np.rint(x.hi * (_SIXTY_FOURTHS / np.pi))
    s, rest = two_sum(x.hi - n * step.first, -n * step.second)
    r = fast_two_sum(s, rest + (x.lo - n * step.third))
    sixth, hundred_twentieth, half, twenty_fourth = _fractions()
    t = square(r)
    tail = polynomial(t.hi, (-1 / 5040, 1 / 362880, -1 / 39916800, 1 / 6227020800))
    series = add_near(sixth, mul(t, add_small(hundred_twentieth, t.hi * tail)))
    sine = add_near(r, mul(r, mul(t, series)))
    tail = polynomial(t.hi, (-1 / 720, 1 / 40320, -1 / 3628800, 1 / 479001600))
    series = add_near(half, mul(t, add_small(twenty_fourth, t.hi * tail)))
    cosine_less_one = mul(t, series)

    index = n.astype(np.int64)
    within = index & (2 * _SIXTY_FOURTHS - 1)
    sin_high, sin_low, cos_high, cos_low = (column.take(within) for column in _sines())
    sin_n, cos_n = Pair(sin_high, sin_low), Pair(cos_high, cos_low)
    sin = add_near(sin_n, add_near(mul(sin_n, cosine_less_one), mul(cos_n, sine)))
    cos = add_near(cos_n, add_near(mul(cos_n, cosine_less_one), neg(mul(sin_n, sine))))
    reduction = np.where(index == 0, 0.0, np.abs(x.hi) * _REDUCTION)
    return Circle(sin, cos, np.abs(sin.hi) * CIRCULAR + reduction, np.abs(cos.hi) * CIRCULAR + reduction)


def atan(u: Pair) -> tuple[Pair, Any]:
    """atan u for |u| <= 1: one step of Newton's from the float64 function."""
    y = np.arctan(u.hi)
    sin, cos, _, _ = circle(Pair(y, np.zeros_like(y)))
    across = add(mul(u, cos), neg(sin)).hi
    along = cos.hi + u.hi * sin.hi
    result = fast_two_sum(y, across / along)
    return result, np.abs(y) * _ATAN
