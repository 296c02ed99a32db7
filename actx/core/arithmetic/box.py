"""Arrays of float64 intervals: the type, and the four operations and powers.

Ends are rounded outward. An infinite end stands for an unbounded interval of finite numbers, so 0 times it is
0. See `boxes` for the functions and for what `sure` means.
"""

from __future__ import annotations

from math import inf, nan
from typing import Any, Final, NamedTuple

import numpy as np

LARGEST: Final = float(np.finfo(np.float64).max)


class Box(NamedTuple):
    """Intervals from `lo` to `hi`, arrays or scalars; nan ends where the formula is undefined throughout.

    `sure` says where the formula is defined and smooth on the whole interval, see `boxes`.
    """

    lo: Any
    hi: Any
    sure: Any = True


def is_undefined(*boxes: Box) -> Any:
    """Where any of the intervals is undefined."""
    undefined: Any = np.isnan(boxes[0].lo)
    for box in boxes[1:]:
        undefined = undefined | np.isnan(box.lo)
    return undefined


def masked(undefined: Any, box: Box) -> Box:
    """The intervals, undefined (nan) where `undefined` is true."""
    if not np.any(undefined):
        return box
    return Box(np.where(undefined, nan, box.lo), np.where(undefined, nan, box.hi), box.sure)


def all_sure(*boxes: Box) -> Any:
    """Where all of the intervals are sure."""
    sure: Any = True
    for box in boxes:
        sure = np.logical_and(sure, box.sure)
    return sure


# --- arithmetic ------------------------------------------------------------------------------------------


def add(a: Box, b: Box) -> Box:
    total = Box(_sum(a.lo, b.lo, -inf), _sum(a.hi, b.hi, inf), all_sure(a, b))
    return masked(is_undefined(a, b), total)


def _sum(a: Any, b: Any, outward: float) -> Any:
    """a + b rounded toward `outward`, an infinity; exact sums are kept."""
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
    return masked(is_undefined(a, b), Box(lo, hi, all_sure(a, b)))


def _times(s: Any, t: Any) -> tuple[Any, Any]:
    """s*t, rounded down and up."""
    product = s * t
    nothing = (s == 0) | (t == 0)
    return (
        np.where(nothing, 0.0, np.nextafter(product, -inf)),
        np.where(nothing, 0.0, np.nextafter(product, inf)),
    )


def div(a: Box, b: Box) -> Box:
    return mul(a, inverse(b))


def inverse(b: Box) -> Box:
    """1/b: undefined where b is 0, unbounded and not sure where b contains 0."""
    astride = (b.lo < 0) & (b.hi > 0)
    touching = (b.lo == 0) | (b.hi == 0)
    lo = np.where(astride | (b.hi == 0), -inf, np.nextafter(1 / b.hi, -inf))
    hi = np.where(astride | (b.lo == 0), inf, np.nextafter(1 / b.lo, inf))
    return masked(is_undefined(b) | ((b.lo == 0) & (b.hi == 0)), Box(lo, hi, b.sure & ~astride & ~touching))


def restricted(a: Box, start: float) -> Box:
    """The intersection with the domain [start, inf); not sure where an interval reaches `start` or below."""
    inside = Box(np.maximum(a.lo, start), a.hi, np.logical_and(a.sure, a.lo > start))
    return masked(a.hi < start, inside)


def whole_power(a: Box, exponent: int) -> Box:
    """a**exponent for an integer exponent >= 0."""
    if exponent == 0:
        return masked(is_undefined(a), Box(np.ones_like(a.lo), np.ones_like(a.lo), a.sure))
    if exponent == 1:
        return a
    if exponent % 2 == 0:
        inner, outer = magnitude(a)
        lo, hi = _raised(inner, exponent)[0], _raised(outer, exponent)[1]
        return Box(np.maximum(lo, 0.0), hi, a.sure)
    return Box(_raised(a.lo, exponent)[0], _raised(a.hi, exponent)[1], a.sure)


def _raised(base: Any, exponent: int) -> tuple[Any, Any]:
    """base**exponent, rounded down and up. NumPy errs by a few ulp; 16 ulp are allowed here."""
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
