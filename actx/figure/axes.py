"""The limits of a figure's axes: an interval of x that shows the features, one of y that fits the curves."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Final

import numpy as np

from actx.core.activation import Activation, AnyActivation
from actx.core.analysis.branch_points import branch_points
from actx.core.rounding.arrays import approximate
from actx.figure.functions import OF_ZERO
from actx.figure.plane import Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from actx.figure.curves import Sketch
    from actx.figure.functions import Floats

_DEFAULT: Final = Interval(-6.0, 6.0)
_GRID: Final = 1201  # samples of a function on the default interval, by which its own one is chosen
_MOST_FEATURES: Final = 8  # branch points that are all shown; more of them are a periodic pattern
_FARTHEST: Final = 1e9  # |x| of a branch point that is shown
_PERIODS: Final = 3  # of a periodic function that are shown
# An end of the interval on which the function is undefined is cut off if it is a larger share than this.
_EMPTY_SHARE: Final = 0.1
# A function is steep if |f| at an end of the interval exceeds this, and is more than 4 times |f| half way.
_STEEP: Final = 40.0
# Distances from the quartiles of the values, in units of `spread`, see `_y_range`: values farther out than
# _OUTLYING are cut off at _FENCE.
_OUTLYING: Final = 12.0
_FENCE: Final = 3.0
_INFINITE: Final = 1e300  # stands for infinity where maxima are searched for
_MOST_PEAKS: Final = 1201  # local maxima of one stretch that are looked at, the highest ones
# Of the largest |y|: on an axis of this height or less, curves would show the steps of float64.
_FLAT: Final = 1e-13
_LEAST_HEIGHT: Final = 1e-300  # of an axis: that of one pixel is not 0 then
_LEAST_OF_COMMON: Final = 0.3  # of a common axis, that the curves of each panel must take
_MARGIN: Final = 0.06  # of the height of the curves, left free above and below them


def default_interval(activations: Sequence[AnyActivation], others: Sequence[float]) -> Interval:
    """The interval of x that shows the features of all the activations: it holds the interval of each.

    That is [-6, 6], wider for branch points beyond it, and narrower where the function is undefined or
    steep; of a periodic function it is three periods. Of a vector activation it is wider for `others`, which
    are its other inputs.
    """
    intervals = [
        _interval(activation)
        if isinstance(activation, Activation)
        else _widened(_DEFAULT, [other for other in others if isfinite(other)])
        for activation in activations
    ]
    return Interval(min(each.low for each in intervals), max(each.high for each in intervals))


def _interval(activation: Activation) -> Interval:
    """The interval that shows the features of a scalar activation."""
    features = [float(point.at) for point in branch_points(activation.function) if abs(point.at) < _FARTHEST]
    if len(features) <= _MOST_FEATURES:
        wide = _widened(_DEFAULT, features)
        if wide != _DEFAULT:
            return wide
    grid = np.linspace(*_DEFAULT, _GRID)
    period = _period(grid, approximate(activation.function, grid, 1))
    if period:
        return Interval(-_PERIODS / 2 * period, _PERIODS / 2 * period)
    interval = _without_empty_ends(grid, approximate(activation.function, grid))
    return Interval(*(_without_steep_end(activation, end, features) for end in interval))


def _widened(interval: Interval, features: Sequence[float]) -> Interval:
    """The interval with room around each feature.

    If the lowest is below 3/4 of the lower end, the new end is 1.5 times the feature. So at the upper end.
    """
    low, high = min(features, default=0.0), max(features, default=0.0)
    return Interval(
        low * 1.5 if low < interval.low * 0.75 else interval.low,
        high * 1.5 if high > interval.high * 0.75 else interval.high,
    )


def _period(grid: Floats, slopes: Floats) -> float | None:
    """The period of a function, by its slopes on the grid; None if its extremes are not evenly spaced.

    Their gaps may differ by 4 steps of the grid, and by 0.4 of their mean.
    """
    turns = grid[np.flatnonzero(np.sign(slopes[:-1]) * np.sign(slopes[1:]) < 0)]
    gaps = np.diff(turns)
    if gaps.size < 2 or np.ptp(gaps) > 4 * (grid[1] - grid[0]) or np.ptp(gaps) > 0.4 * gaps.mean():
        return None
    return float(2 * gaps.mean())


def _without_empty_ends(grid: Floats, values: Floats) -> Interval:
    """The default interval, without a wide end on which the function is undefined."""
    finite = np.isfinite(values)
    known = grid[1:][finite[1:] & finite[:-1]]  # two in a row: x**x is defined at single points
    if not known.size:
        return _DEFAULT
    width = float(known[-1] - known[0]) or 1.0
    low, high = _DEFAULT
    if known[0] - low > _EMPTY_SHARE * _DEFAULT.width:
        low = round(float(known[0]) - 0.08 * width, 1)
    if high - known[-1] > _EMPTY_SHARE * _DEFAULT.width:
        high = round(float(known[-1]) + 0.08 * width, 1)
    return Interval(low, high)


def _without_steep_end(activation: Activation, end: float, features: Sequence[float]) -> float:
    """The end of the interval, or one nearer to 0 if a steep function would make the rest look flat."""
    for nearer in (4.0, 3.0, 2.0):
        far, half = np.abs(approximate(activation.function, np.array([end, end / 2])))
        if not (far > _STEEP and far / 4 > half) or any(abs(feature) > 0.75 * nearer for feature in features):
            break
        end = float(np.copysign(nearer, end))
    return end


def y_limits(sketches: Sequence[Sketch]) -> Interval:
    """The range of the curves, with a margin: without outlying values, as at poles, with ends of jumps."""
    ranges = [found for sketch in sketches if (found := _y_range(sketch)) is not None]
    if not ranges:
        return Interval(-1.0, 1.0)
    low, high = min(each.low for each in ranges), max(each.high for each in ranges)
    size = max(abs(low), abs(high))
    if high - low <= max(_FLAT * size, _LEAST_HEIGHT):
        room = size / 2 if size > _LEAST_HEIGHT else 1.0
        return Interval(low - room, high + room)
    margin = _MARGIN * (high - low)
    return Interval(low - margin, high + margin)


def common_limits(limits: Sequence[Interval]) -> Interval | None:
    """The limits that hold all of these; None if some curves would be flat on such an axis."""
    found = Interval(min(each.low for each in limits), max(each.high for each in limits))
    return found if all(each.width >= _LEAST_OF_COMMON * found.width for each in limits) else None


def _y_range(sketch: Sketch) -> Interval | None:
    """The range of one curve, without outlying values; None if it has no points."""
    kept = [*sketch.branch_values, *(mark.y for mark in sketch.marks)]
    values = np.concatenate([*(y for _, y in sketch.stretches), kept])
    if sketch.function.sign:
        values, kept = values[values > OF_ZERO], [y for y in kept if y > OF_ZERO]
    if not values.size:
        return None
    x = np.concatenate([*(x for x, _ in sketch.stretches), [0.0]])
    # The quartiles. np.quantile at its first call imports numpy.ma in 10 ms.
    first, third = np.interp([0.25, 0.75], np.linspace(0, 1, values.size), np.sort(values))
    spread = max(float(third - first), float(np.ptp(x)) / _DEFAULT.width, 1.0)
    top = _upper_end(sketch, 1.0, values, float(third), spread, kept)
    bottom = -_upper_end(sketch, -1.0, -values, -float(first), spread, [-y for y in kept])
    return Interval(bottom, top)


def _upper_end(
    sketch: Sketch, sign: float, values: Floats, quartile: float, spread: float, kept: Sequence[float]
) -> float:
    """The upper end of the range of sign*f: its largest value.

    If that is outlying, it is the fence, or a finite maximum above it, or the largest of the values that are
    `kept`: those at branch points and at ends of jumps.
    """
    largest = float(values.max())
    if largest <= quartile + _OUTLYING * spread:
        return largest
    fence = quartile + _FENCE * spread
    peaks = [
        peak
        for x, y in sketch.stretches
        for peak in _peaks(lambda points: sign * sketch.function.values(points), x, sign * y, fence)
    ]
    if sketch.function.sign:
        peaks = [peak for peak in peaks if peak < -OF_ZERO]
    return max([fence, *kept, *peaks])


def _peaks(function: Callable[[Floats], Floats], x: Floats, y: Floats, fence: float) -> list[float]:
    """The finite maxima above the fence: those that no longer grow when the grid around them is refined.

    `x` and `y` are samples of the function. The interval around a local maximum of them is sampled at 9
    points, of which it is one; then the one around the maximum of these, and so on 16 times. At a pole the
    maximum grows to the end.
    """
    tops = np.flatnonzero((y[1:-1] > fence) & (y[1:-1] >= y[:-2]) & (y[1:-1] >= y[2:])) + 1
    tops = tops[np.argsort(-y[tops])][:_MOST_PEAKS]
    low, top, high = x[tops - 1], x[tops], x[tops + 1]
    share = np.linspace(0, 1, 5)
    best = np.empty((0, tops.size))
    rows = np.arange(tops.size)
    for _ in range(16):
        left = low[:, None] + (top - low)[:, None] * share
        points = np.hstack([left, top[:, None] + (high - top)[:, None] * share[1:]])
        points[:, 4] = top
        values = np.nan_to_num(function(points.ravel()).reshape(points.shape), nan=-np.inf, posinf=_INFINITE)
        k = np.argmax(values, axis=1)
        best = np.vstack([best, values[rows, k]])
        low, top, high = (points[rows, np.clip(k + step, 0, 8)] for step in (-1, 0, 1))
    with np.errstate(invalid="ignore"):
        settled = (np.abs(best[-1] - best[-9]) <= 1e-3 * np.abs(best[-1])) & (best[-1] < _INFINITE)
    return [float(value) for value in best[-1][settled]]
