"""The limits of a figure's axes: an interval of x that shows the features, one of y that fits the curves."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Final

import numpy as np

from actx.core.activation import Activation, AnyActivation
from actx.core.analysis.branch_points import branch_points
from actx.core.rounding.arrays import approximate
from actx.figure.curves import Floats, Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from actx.figure.curves import Sketch

_USUAL: Final = Interval(-6.0, 6.0)
_GRID: Final = 1201
# Up to so many branch points are shown in the figure; more of them are a periodic pattern.
_MOST_FEATURES: Final = 8
# How many periods of a periodic function are shown.
_PERIODS: Final = 3
# An end of the interval on which the function is undefined is cut off if it is a larger share than this.
_EMPTY_SHARE: Final = 0.1
# A function is steep if |f| at an end of the interval exceeds this, and is more than 4 times |f| half way.
_STEEP: Final = 40.0
# Distances from the quartiles of the values, in units of `spread`, see `_reach`: values farther out than
# _OUTLYING are cut off at _FENCE.
_OUTLYING: Final = 12.0
_FENCE: Final = 3.0
# The share of the height that is left free above and below the curves.
_MARGIN: Final = 0.06


def default_interval(activations: Sequence[AnyActivation], others: Sequence[float]) -> Interval:
    """[-6, 6], wider for a feature beyond it, narrower where a function is undefined or grows steeply.

    A periodic function has three periods. `others` are the other components of vector activations.
    """
    each = [
        _interval(activation)
        if isinstance(activation, Activation)
        else _widened(_USUAL, [other for other in others if isfinite(other)])
        for activation in activations
    ]
    return Interval(min(one.low for one in each), max(one.high for one in each))


def _interval(activation: Activation) -> Interval:
    features = [float(point.at) for point in branch_points(activation.function) if abs(point.at) < 1e9]
    if len(features) <= _MOST_FEATURES:
        wide = _widened(_USUAL, features)
        if wide != _USUAL:
            return wide
    grid = np.linspace(*_USUAL, _GRID)
    period = _period(grid, approximate(activation.function, grid, 1))
    if period:
        return Interval(-_PERIODS / 2 * period, _PERIODS / 2 * period)
    interval = _without_empty_ends(grid, approximate(activation.function, grid))
    return Interval(*(_without_steep_end(activation, end, features) for end in interval))


def _widened(interval: Interval, features: Sequence[float]) -> Interval:
    """The interval, widened so that there is room around each feature."""
    low, high = min(features, default=0.0), max(features, default=0.0)
    return Interval(
        low * 1.5 if low < interval.low * 0.75 else interval.low,
        high * 1.5 if high > interval.high * 0.75 else interval.high,
    )


def _period(grid: Floats, slopes: Floats) -> float | None:
    """The period of a function whose extremes are evenly spaced, by its slopes; None for any other."""
    turns = grid[np.flatnonzero(np.sign(slopes[:-1]) * np.sign(slopes[1:]) < 0)]
    gaps = np.diff(turns)
    if gaps.size < 2 or np.ptp(gaps) > 4 * (grid[1] - grid[0]) or np.ptp(gaps) > 0.4 * gaps.mean():
        return None
    return float(2 * gaps.mean())


def _without_empty_ends(grid: Floats, values: Floats) -> Interval:
    """The usual interval, without a wide end on which the function is undefined."""
    finite = np.isfinite(values)
    known = grid[1:][finite[1:] & finite[:-1]]  # two in a row: x**x is defined at single points
    if not known.size:
        return _USUAL
    width = float(known[-1] - known[0]) or 1.0
    low, high = _USUAL
    if known[0] - low > _EMPTY_SHARE * _USUAL.width:
        low = round(float(known[0]) - 0.08 * width, 1)
    if high - known[-1] > _EMPTY_SHARE * _USUAL.width:
        high = round(float(known[-1]) + 0.08 * width, 1)
    return Interval(low, high)


def _without_steep_end(activation: Activation, end: float, features: Sequence[float]) -> float:
    """The end of the interval, or one nearer to 0 if a steep function would make the rest look flat."""
    for nearer in (4.0, 3.0, 2.0):
        far, half = np.abs(approximate(activation.function, np.array([end, end / 2])))
        if not (far > _STEEP and far > 4 * half) or any(abs(feature) > 0.75 * nearer for feature in features):
            break
        end = float(np.copysign(nearer, end))
    return end


def y_limits(sketches: Sequence[Sketch]) -> Interval:
    """The range of the curves, with a margin: without outlying values, as at poles, with ends of jumps."""
    reach = [one for sketch in sketches if (one := _reach(sketch)) is not None]
    if not reach:
        return Interval(-1.0, 1.0)
    low, high = min(one.low for one in reach), max(one.high for one in reach)
    if high - low <= 1e-9 * max(abs(low), abs(high)) or high == low:
        room = abs(low) / 2 or 1.0
        return Interval(low - room, high + room)
    margin = _MARGIN * (high - low)
    return Interval(low - margin, high + margin)


def _reach(sketch: Sketch) -> Interval | None:
    """The range of one curve, without outlying values; None if it has no points."""
    corners = [*sketch.corners, *(mark.y for mark in sketch.marks)]
    values = np.concatenate([*(y for _, y in sketch.stretches), corners])
    if not values.size:
        return None
    x = np.concatenate([*(x for x, _ in sketch.stretches), [0.0]])
    first, third = np.quantile(values, [0.25, 0.75])
    spread = max(float(third - first), float(np.ptp(x)) / _USUAL.width, 1.0)
    top = _end(sketch, 1.0, values, float(third), spread, corners)
    bottom = -_end(sketch, -1.0, -values, -float(first), spread, [-y for y in corners])
    return Interval(bottom, top)


def _end(
    sketch: Sketch, sign: float, values: Floats, quartile: float, spread: float, corners: Sequence[float]
) -> float:
    """The upper end of the range of sign*f: its largest value.

    If that is outlying, it is the fence, or a finite maximum or an end of a jump above it.
    """
    largest = float(values.max())
    if largest <= quartile + _OUTLYING * spread:
        return largest
    fence = quartile + _FENCE * spread
    peaks = [
        peak
        for x, y in sketch.stretches
        for peak in _peaks(lambda points: sign * sketch.of.values(points), x, sign * y, fence)
    ]
    return max([fence, *corners, *peaks])


def _peaks(function: Callable[[Floats], Floats], x: Floats, y: Floats, fence: float) -> list[float]:
    """The finite maxima above the fence: those that no longer grow when the grid around them is refined."""
    tops = np.flatnonzero((y[1:-1] > fence) & (y[1:-1] >= y[:-2]) & (y[1:-1] >= y[2:])) + 1
    tops = tops[np.argsort(-y[tops])][:_GRID]
    low, high = x[tops - 1], x[tops + 1]
    best = np.empty((0, tops.size))
    rows = np.arange(tops.size)
    for _ in range(16):
        points = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, 9)
        values = np.nan_to_num(function(points.ravel()).reshape(points.shape), nan=-np.inf, posinf=1e300)
        top = np.argmax(values, axis=1)
        best = np.vstack([best, values[rows, top]])
        low, high = points[rows, np.maximum(top - 1, 0)], points[rows, np.minimum(top + 1, 8)]
    with np.errstate(invalid="ignore"):
        settled = np.abs(best[-1] - best[-9]) <= 1e-3 * np.abs(best[-1])
    return [float(value) for value in best[-1][settled]]
