"""What can be said of an activation: branch points, kinks, limits, extremes, distances."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from math import isfinite, nan
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.bounds import Interval
from actx.core.arithmetic.interpret import interpret
from actx.core.arithmetic.interval import Decimals
from actx.core.evaluate import approximate, at
from actx.core.formula.algebra import sub
from actx.core.formula.branches import rational_zero, switches
from actx.core.formula.differentiate import derivative
from actx.core.limits import limit, one_sided

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from actx.core.activation import Activation
    from actx.core.formula.expression import Expression

DEFAULT_RANGE: Final = (-10.0, 10.0)
# Branch points that no linear equation gives are looked for on this range, and no more of them than this.
_SEARCH: Final = (-100.0, 100.0)
_MOST_POINTS: Final = 64
_GRID: Final = 2001
_SAME: Final = 1e-12


@dataclass(frozen=True, slots=True)
class BranchPoint:
    """A point where an expression changes branch: its value there, and its limits from either side."""

    at: Fraction
    left: float
    value: float
    right: float

    @property
    def is_jump(self) -> bool:
        """Whether the limits differ."""
        return self.left != self.right


@dataclass(frozen=True, slots=True)
class Kink:
    """A point where a function is not differentiable: it jumps, or its left and right derivatives differ.

    `slope` is the derivative that the formula's branch gives there.
    """

    at: float
    jumps: bool
    left: float
    slope: float
    right: float


@dataclass(frozen=True, slots=True)
class Extreme:
    """The largest magnitude found on a range, and a point where it is reached or approached."""

    x: float
    magnitude: float


@lru_cache(maxsize=256)
def branch_points(expression: Expression) -> tuple[BranchPoint, ...]:
    """The branch points of an expression, from left to right.

    All where a condition is linear in `x`; otherwise those in [-100, 100] that a change of sign betrays,
    at most 64.
    """
    points: set[Fraction] = set()
    for switch in switches(expression):
        zero = rational_zero(switch)
        points.update([zero] if zero is not None else _irrational_zeros(switch))
    return tuple(
        BranchPoint(
            at=point,
            left=one_sided(expression, point, -1),
            value=float(at(expression, point)),
            right=one_sided(expression, point, 1),
        )
        for point in sorted(points)[:_MOST_POINTS]
    )


@lru_cache(maxsize=256)
def kinks(expression: Expression) -> tuple[Kink, ...]:
    """The points where the function is not differentiable, from left to right."""
    slope = derivative(expression)
    found = []
    for point in branch_points(expression):
        left, right = one_sided(slope, point.at, -1), one_sided(slope, point.at, 1)
        if point.is_jump or left != right:
            found.append(Kink(float(point.at), point.is_jump, left, float(at(slope, point.at)), right))
    return tuple(found)


def _irrational_zeros(switch: Expression) -> Iterator[Fraction]:
    grid = np.linspace(*_SEARCH, 2 * _GRID - 1)  # 0 is one of them
    values = approximate(switch, grid)
    with np.errstate(invalid="ignore"):
        crossings = np.flatnonzero((np.sign(values[:-1]) * np.sign(values[1:]) < 0) | (values[:-1] == 0))
    for index in crossings[:_MOST_POINTS]:
        if values[index] == 0:
            yield Fraction(float(grid[index]))
        else:
            yield _polished(switch, _bisected(switch, float(grid[index]), float(grid[index + 1])))


def _bisected(expression: Expression, low: float, high: float) -> float:
    """A point where the expression changes sign, to the last bit or so."""
    rising = _one(expression, high) > 0
    for _ in range(80):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if (_one(expression, middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _one(expression: Expression, x: float) -> float:
    return float(approximate(expression, np.array([x]))[0])


def _polished(switch: Expression, guess: float) -> Fraction:
    """Newton's method, from a zero in float64 to one nearer than the distance at which limits are taken."""
    arithmetic, slope, x = Decimals(200), derivative(switch), Decimal(guess)
    with localcontext(arithmetic.near):
        for _ in range(6):
            value = interpret(switch, arithmetic, Interval(x, x))
            steepness = interpret(slope, arithmetic, Interval(x, x))
            step = value.hi / steepness.hi if steepness.hi else Decimal("nan")
            if not step.is_finite() or abs(step) > Decimal("1e-6") * (1 + abs(x)):
                return Fraction(guess)
            x -= step
    return Fraction(x)


def extreme(expression: Expression, low: float, high: float) -> Extreme:
    """The largest |expression| on [low, high], limits at jumps included; of equals the one nearest to 0."""
    points = [point for point in branch_points(expression) if low <= point.at <= high]
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
    sizes = np.abs(approximate(expression, grid))
    candidates += _peaks(expression, grid, sizes)
    best = max((c.magnitude for c in candidates if c.magnitude == c.magnitude), default=nan)
    near = [c for c in candidates if c.magnitude >= best * (1 - _SAME)]
    return min(near, key=lambda c: abs(c.x), default=Extreme(nan, nan))


def _peaks(expression: Expression, grid: NDArray[np.float64], sizes: NDArray[np.float64]) -> list[Extreme]:
    """The grid's highest points, each moved to where the derivative vanishes next to it."""
    known = np.flatnonzero(~np.isnan(sizes))
    if not known.size:
        return []
    slope = derivative(expression)
    highest = sizes[known].max()
    level = known[sizes[known] >= highest * (1 - _SAME)]
    tops = {int(level[np.argmin(np.abs(grid[level]))]), int(known[np.argmax(sizes[known])])}
    found = []
    for top in tops:
        found.append(_exactly(expression, float(grid[top])))
        left, right = float(grid[max(top - 1, 0)]), float(grid[min(top + 1, grid.size - 1)])
        if (
            isfinite(highest)
            and _one(slope, left) * _one(slope, right) < 0
            and _one(slope, float(grid[top])) != 0
        ):
            found.append(_exactly(expression, float(_polished(slope, _bisected(slope, left, right)))))
    return found


def _exactly(expression: Expression, x: float) -> Extreme:
    return Extreme(x, abs(float(at(expression, x))))


@dataclass(frozen=True, slots=True)
class Property:
    """Something that `compare` says of every activation: a key for data, a heading for people, and how."""

    key: str
    heading: str
    of: Callable[[Activation, float, float], Any]


def _steepest(activation: Activation, low: float, high: float) -> Extreme:
    return extreme(derivative(activation.expression), low, high)


PROPERTIES: Final = (
    Property("formula", "formula", lambda f, *_: f.formula),
    Property("f0", "f(0)", lambda f, *_: float(f(0.0))),
    Property("df0", "f'(0)", lambda f, *_: float(f.deriv(0.0))),
    Property("limit_left", "f(-inf)", lambda f, *_: float(limit(f.expression, -1))),
    Property("limit_right", "f(inf)", lambda f, *_: float(limit(f.expression, 1))),
    Property("max_slope", "max |f'|", lambda f, low, high: _steepest(f, low, high).magnitude),
    Property("max_slope_at", "at x", lambda f, low, high: _steepest(f, low, high).x),
)


def distance(f: Activation, g: Activation, low: float, high: float, order: int = 0) -> Extreme:
    """The largest |f - g|, or of their derivatives of the given order, on [low, high], and where."""
    return extreme(sub(derivative(f.expression, order), derivative(g.expression, order)), low, high)


def smoothness(expression: Expression) -> str:
    """The smoothness class: discontinuous, C0, C1 ..., or smooth where no derivative up to order 4 jumps."""
    for order in range(5):
        if any(point.is_jump for point in branch_points(derivative(expression, order))):
            return "discontinuous" if order == 0 else f"C{order - 1}"
    return "smooth"
