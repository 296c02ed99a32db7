"""Intervals of float64 on arrays: what they are, and the operations that are arithmetic.

Bounds are rounded outward. An infinite end is a bound, so that 0 times it is 0.
"""

from __future__ import annotations

from math import inf, nan
from typing import Any, Final, NamedTuple

import numpy as np

LARGEST: Final = float(np.finfo(np.float64).max)


class Box(NamedTuple):
    """Intervals: arrays, or scalars that stand for all of them."""

    lo: Any
    hi: Any
    sure: Any = True


def is_nowhere(*boxes: Box) -> Any:
    nowhere: Any = np.isnan(boxes[0].lo)
    for box in boxes[1:]:
        nowhere = nowhere | np.isnan(box.lo)
    return nowhere


def without(nowhere: Any, box: Box) -> Box:
    """The intervals, but nothing where they are nowhere defined."""
    if not np.any(nowhere):
        return box
    return Box(np.where(nowhere, nan, box.lo), np.where(nowhere, nan, box.hi), box.sure)


def both(*boxes: Box) -> Any:
    sure: Any = True
    for box in boxes:
        sure = np.logical_and(sure, box.sure)
    return sure


# --- arithmetic ------------------------------------------------------------------------------------------


def add(a: Box, b: Box) -> Box:
    total = Box(_sum(a.lo, b.lo, -inf), _sum(a.hi, b.hi, inf), both(a, b))
    return without(is_nowhere(a, b), total)


def _sum(a: Any, b: Any, outward: float) -> Any:
    total = a + b
    part = total - a
    exact = (a - (total - part)) + (b - part) == 0
    total = np.where(exact, total, np.nextafter(total, outward))
    return np.where(np.isnan(total), outward, total)


def neg(a: Box) -> Box:
    return Box(-a.hi, -a.lo, a.sure)


def sub(a: Box, b: Box) -> Box:
    return add(a, neg(b))


def mul(a: Box, b: Box) -> Box:
    if a is b:
        return whole_power(a, 2)
    products = [_times(s, t) for s in a[:2] for t in b[:2]]
    lo, hi = products[0]
    for low, high in products[1:]:
        lo, hi = np.minimum(lo, low), np.maximum(hi, high)
    return without(is_nowhere(a, b), Box(lo, hi, both(a, b)))


def _times(s: Any, t: Any) -> tuple[Any, Any]:
    """A product, rounded down and up."""
    product = s * t
    nothing = (s == 0) | (t == 0)
    return (
        np.where(nothing, 0.0, np.nextafter(product, -inf)),
        np.where(nothing, 0.0, np.nextafter(product, inf)),
    )


def div(a: Box, b: Box) -> Box:
    return mul(a, inverse(b))


def inverse(b: Box) -> Box:
    astride = (b.lo < 0) & (b.hi > 0)
    touching = (b.lo == 0) | (b.hi == 0)
    lo = np.where(astride | (b.hi == 0), -inf, np.nextafter(1 / b.hi, -inf))
    hi = np.where(astride | (b.lo == 0), inf, np.nextafter(1 / b.lo, inf))
    return without(is_nowhere(b) | ((b.lo == 0) & (b.hi == 0)), Box(lo, hi, b.sure & ~astride & ~touching))


def nowhere_below(a: Box, start: float) -> Box:
    """The part of the intervals that is not below the start of a domain."""
    inside = Box(np.maximum(a.lo, start), a.hi, np.logical_and(a.sure, a.lo > start))
    return without(a.hi < start, inside)


def whole_power(a: Box, exponent: int) -> Box:
    if exponent == 0:
        return without(is_nowhere(a), Box(np.ones_like(a.lo), np.ones_like(a.lo), a.sure))
    if exponent == 1:
        return a
    if exponent % 2 == 0:
        inner, outer = magnitude(a)
        lo, hi = _raised(inner, exponent)[0], _raised(outer, exponent)[1]
        return Box(np.maximum(lo, 0.0), hi, a.sure)
    return Box(_raised(a.lo, exponent)[0], _raised(a.hi, exponent)[1], a.sure)


def _raised(base: Any, exponent: int) -> tuple[Any, Any]:
    """base**exponent, from below and above: NumPy errs by few ulp, and here 16 are allowed."""
    power = np.power(base, float(exponent))
    slack = np.abs(power) * 2.0**-48 + 2.0**-1074
    known = np.isfinite(power) & (base != 0)
    over = np.isinf(power) & np.isfinite(base)
    low = np.where(over & (power > 0), LARGEST, np.where(known, power - slack, power))
    high = np.where(over & (power < 0), -LARGEST, np.where(known, power + slack, power))
    return low, high


def magnitude(a: Box) -> tuple[Any, Any]:
    """The ends of |a|."""
    low, high = np.abs(a.lo), np.abs(a.hi)
    return np.where((a.lo <= 0) & (a.hi >= 0), 0.0, np.minimum(low, high)), np.maximum(low, high)
