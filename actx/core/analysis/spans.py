"""Intervals, for `extremes`: their ends, bounds on a function over them, and joining neighbours."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from actx.core.arithmetic.box import Box

    Floats = NDArray[np.float64]

Real = TypeVar("Real", float, Fraction)
# How many float64 numbers `around` goes to either side.
_STEPS_BESIDE: Final = 4
# Covers the rounding errors of the bound by the mean value theorem.
_SLACK: Final = 1 + 2.0**-40


class Candidate(NamedTuple):
    """An interval in which the maximum may be, and a bound on the function's magnitude there."""

    low: float
    high: float
    bound: float


def outside(end: Fraction, outward: float) -> float:
    """The nearest float64 at or beyond an end of a range; `outward` is -inf or inf."""
    x = float(end)
    return float(np.nextafter(x, outward)) if (Fraction(x) - end) * (1 if outward > 0 else -1) < 0 else x


def nearest_to_zero(low: Real, high: Real) -> Real:
    """The point of an interval that is nearest to 0."""
    return min(max(low, type(low)(0)), high)


def joined(candidates: list[Candidate]) -> list[Candidate]:
    """The intervals, with those joined that are no farther apart than the second one is wide."""
    joined: list[Candidate] = []
    for each in sorted(candidates):
        if joined and each.low - joined[-1].high <= each.high - each.low:
            start, end, bound = joined[-1]
            joined[-1] = Candidate(start, max(each.high, end), max(each.bound, bound))
        else:
            joined.append(each)
    return joined


def spread(low: float, high: float, count: int) -> Floats:
    """Evenly spaced points from low to high; high - low may overflow."""
    part = np.linspace(0.0, 1.0, count)
    return ascending(np.clip(low * (1 - part) + high * part, low, high))


def ascending(points: Floats) -> Floats:
    """The points in order, each once: np.unique, which at its first call imports numpy.ma in 10 ms."""
    points = np.sort(points)
    return points[np.append(True, points[1:] != points[:-1])] if points.size else points


def around(point: Fraction) -> tuple[float, float]:
    """Numbers to the left and right of a point, 4 ulps away; at 0, 1e-300 away."""
    x = float(point)
    left = right = x
    for _ in range(_STEPS_BESIDE):
        left, right = float(np.nextafter(left, -inf)), float(np.nextafter(right, inf))
    return min(left, -1e-300) if not x else left, max(right, 1e-300) if not x else right


def size(low: Floats, high: Floats) -> Floats:
    """The largest magnitude in each interval; -1 where its ends are nan, which means no number."""
    largest = np.maximum(np.abs(low), np.abs(high))
    return np.where(np.isnan(largest), -1.0, largest)


def least(low: Floats, high: Floats) -> Floats:
    """The least magnitude in each interval; 0 where an end is nan."""
    nearest = np.minimum(np.abs(low), np.abs(high))
    return np.where(((low > 0) | (high < 0)) & ~np.isnan(nearest), nearest, 0.0)


def narrowed(
    whole: tuple[Floats, Floats],
    middle: tuple[Floats, Floats],
    slopes: Box,
    reach: Floats,
    sure: NDArray[np.bool_],
) -> tuple[Floats, Floats]:
    """Enclosures `whole` of a function, narrowed by the mean value theorem.

    `middle` encloses the values at points of the intervals, which reach so far to either side of them, and
    `slopes` the derivative on them, which is used only where the function is `sure` to be differentiable.
    """
    with np.errstate(all="ignore"):
        change = np.maximum(np.abs(slopes.lo), np.abs(slopes.hi)) * reach * _SLACK
        usable = sure & np.isfinite(change) & ~np.isnan(middle[0])
        lo, hi = middle[0] - change, middle[1] + change
        lo, hi = np.nextafter(lo, -inf), np.nextafter(hi, inf)
    return (
        np.where(usable, np.maximum(whole[0], lo), whole[0]),
        np.where(usable, np.minimum(whole[1], hi), whole[1]),
    )
