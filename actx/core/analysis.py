"""What can be said of an activation: limits, extremes, distances."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.branch_points import bisected, branch_points, one, polished
from actx.core.evaluate import approximate, at
from actx.core.formats import FLOAT64
from actx.core.formula.expression import Apply

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from actx.core.activation import Activation
    from actx.core.formula.expression import Expression

DEFAULT_RANGE: Final = (-10.0, 10.0)
_GRID: Final = 2001
_SAME: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Extreme:
    """The largest magnitude found on a range, and a point where it is reached or approached."""

    x: float
    magnitude: float


def extreme(f: Expression, low: float, high: float, order: int = 0) -> Extreme:
    """The largest magnitude of a derivative on [low, high], limits at jumps included.

    Of equal ones it is the one nearest to 0.
    """
    points = [point for point in branch_points(f, order) if low <= point.at <= high]
    candidates = [
        Extreme(float(point.at), abs(value))
        for point in points
        for value, inside in (
            (point.left, point.at > low),
            (point.value, True),
            (point.right, point.at < high),
        )
        if inside
    ]
    grid = np.linspace(low, high, _GRID)
    if low < 0 < high:
        grid = np.sort(np.append(grid, 0.0))
    sizes = np.abs(approximate(f, grid, order))
    candidates += _peaks(f, order, grid, sizes)
    best = max((c.magnitude for c in candidates if c.magnitude == c.magnitude), default=nan)
    near = [c for c in candidates if c.magnitude >= best * (1 - _SAME)]
    return min(near, key=lambda c: abs(c.x), default=Extreme(nan, nan))


def _peaks(f: Expression, order: int, grid: NDArray[np.float64], sizes: NDArray[np.float64]) -> list[Extreme]:
    """The grid's highest points, each moved to where the derivative vanishes next to it."""
    known = np.flatnonzero(~np.isnan(sizes))
    if not known.size:
        return []
    highest = sizes[known].max()
    level = known[sizes[known] >= highest * (1 - _SAME)]
    tops = {int(level[np.argmin(np.abs(grid[level]))]), int(known[np.argmax(sizes[known])])}
    found = []
    for top in tops:
        found.append(_exactly(f, float(grid[top]), order))
        left, right = float(grid[max(top - 1, 0)]), float(grid[min(top + 1, grid.size - 1)])
        if (
            isfinite(highest)
            and one(f, left, order + 1) * one(f, right, order + 1) < 0
            and one(f, float(grid[top]), order + 1) != 0
        ):
            found.append(
                _exactly(f, float(polished(f, bisected(f, left, right, order + 1), order + 1)), order)
            )
    return found


def _exactly(f: Expression, x: float, order: int) -> Extreme:
    return Extreme(x, abs(at(f, x, FLOAT64, order)))


@dataclass(frozen=True, slots=True)
class Property:
    """Something that `compare` says of every activation: a key for data, a heading for people, and how."""

    key: str
    heading: str
    of: Callable[[Activation, float, float], Any]


def _steepest(activation: Activation, low: float, high: float) -> Extreme:
    return extreme(activation.function, low, high, 1)


PROPERTIES: Final = (
    Property("formula", "formula", lambda f, *_: f.formula),
    Property("f0", "f(0)", lambda f, *_: float(f(0.0))),
    Property("df0", "f'(0)", lambda f, *_: float(f.deriv(0.0))),
    Property("limit_left", "f(-inf)", lambda f, *_: float(f(-np.inf))),
    Property("limit_right", "f(inf)", lambda f, *_: float(f(np.inf))),
    Property("max_slope", "max |f'|", lambda f, low, high: _steepest(f, low, high).magnitude),
    Property("max_slope_at", "at x", lambda f, low, high: _steepest(f, low, high).x),
)


def distance(f: Activation, g: Activation, low: float, high: float, order: int = 0) -> Extreme:
    """The largest |f - g|, or of their derivatives of the given order, on [low, high], and where."""
    return extreme(Apply("sub", f.function, g.function), low, high, order)
