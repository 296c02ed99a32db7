"""What is drawn above the lines: dots at jumps, each of which is seen, and arrows where axes cut a curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.figure.curves import Curve
    from actx.figure.functions import Floats
    from actx.figure.plane import Interval, Mark

    Limits = tuple[Interval, Interval]  # of the x axis and of the y axis

_WIDER: Final = 0.8  # of the diameter of a dot: how much wider the next one around it is
_NEAREST_ARROWS: Final = 7.0  # points between two arrows of one curve at one edge
# Distances of markers, in points.
_MARKERS: Final = 58.0  # from one to the next along a curve
_APART: Final = 29.0  # from any other of the curve, at least: one that goes up and down has not many
_SHIFT: Final = 23.0  # by which the first ones of two curves are at different places
_CLEAR: Final = 9.0  # from a dot, at least


class Dot(NamedTuple):
    """A mark of a curve, whose number this is in the figure, with its diameter in points."""

    curve: int
    mark: Mark
    diameter: float


class Arrow(NamedTuple):
    """Where a curve leaves the axes: at y, upwards or downwards."""

    x: float
    y: float
    upwards: bool


def dots(
    curves: Sequence[Curve], xlim: Interval, ylim: Interval, size: tuple[float, float], diameter: float = 6.0
) -> list[Dot]:
    """The dots of the curves, in the order in which they are drawn, the widest first.

    Where different ones meet, each has a diameter of its own, so that they nest: filled dots within open
    ones, and those of a later curve within those of an earlier one. `size` is that of the axes in points, and
    `diameter` that of the least dot.
    """
    marks = [(k, mark) for k, curve in enumerate(curves) for mark in dict.fromkeys(curve.marks)]
    marks = [(k, mark) for k, mark in marks if ylim.low <= mark.y <= ylim.high]
    marks.sort(key=lambda each: (not each[1].filled, -each[0]))
    places = np.array([((m.x - xlim.low) / xlim.width, (m.y - ylim.low) / ylim.width) for _, m in marks])
    places = places.reshape(-1, 2) * size
    kinds = np.array([2 * k + mark.filled for k, mark in marks])
    levels = np.zeros(len(marks), dtype=int)
    for i in range(1, len(marks)):
        apart = np.hypot(*(places[:i] - places[i]).T)
        meeting = (apart < diameter * (1 + _WIDER / 2)) & (kinds[:i] != kinds[i])
        levels[i] = max(levels[:i][meeting], default=-1) + 1
    diameters = diameter * (1 + _WIDER * levels)
    found = [Dot(k, mark, float(wide)) for (k, mark), wide in zip(marks, diameters, strict=True)]
    return sorted(found, key=lambda dot: -dot.diameter)


def arrows(curve: Curve, xlim: Interval, ylim: Interval, width: float) -> list[Arrow]:
    """Where the curve crosses the upper or the lower end of the axes, which are so many points wide.

    Of crossings that are too near to each other for two arrows, as beside a narrow pole, the first has one.
    """
    found = []
    for edge, sign in ((ylim.high, 1), (ylim.low, -1)):
        each = [_crossings(x, sign * (y - edge)) for x, y in curve.pieces]
        crossings = np.sort(np.concatenate([*each, []]))
        last = -np.inf
        for x in crossings:
            if x - last >= _NEAREST_ARROWS / width * xlim.width:
                found.append(Arrow(float(x), edge, sign > 0))
                last = x
    return found


def markers(
    line: tuple[Floats, Floats], number: int, found: Sequence[Dot], limits: Limits, size: tuple[float, float]
) -> list[int]:
    """Which points of a line, with nan in its gaps, have the marker of its curve, which has this number.

    They are evenly spaced along what is drawn, and apart from each other and from the dots that are `found`.
    """
    x, y = (
        (each - ends.low) / ends.width * side for each, ends, side in zip(line, limits, size, strict=True)
    )
    steps = np.nan_to_num(np.hypot(np.diff(x), np.diff(np.clip(y, 0, size[1]))))
    along = np.concatenate([[0.0], np.cumsum(steps)])
    places = np.arange(_MARKERS / 4 + _SHIFT * number % _MARKERS, along[-1], _MARKERS)
    points = np.searchsorted(along, places)
    seen = np.isfinite(y[points]) & (y[points] >= 0) & (y[points] <= size[1])
    for dot in found:
        at = (np.array(dot.mark[:2]) - [ends.low for ends in limits]) / [ends.width for ends in limits] * size
        seen &= np.hypot(x[points] - at[0], y[points] - at[1]) > _CLEAR
    kept: list[int] = []
    for point in points[seen].tolist():
        if all(np.hypot(x[point] - x[other], y[point] - y[other]) >= _APART for other in kept):
            kept.append(point)
    return kept


def _crossings(x: Floats, excess: Floats) -> Floats:
    """Where a piece of a curve passes an edge, interpolated between samples; `excess` is > 0 beyond it."""
    beyond = excess > 0
    k = np.flatnonzero(beyond[1:] != beyond[:-1])
    crossings: Floats = x[k] + (x[k + 1] - x[k]) * (excess[k] / (excess[k] - excess[k + 1]))
    return crossings
