"""The points where a function changes branch, and what its derivatives are there and on either side."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from math import inf, isnan, nan
from typing import TYPE_CHECKING, Final

import numpy as np

from actx.core import constants
from actx.core.arithmetic.bounds import Interval
from actx.core.arithmetic.interpret import interpret
from actx.core.arithmetic.interval import Decimals
from actx.core.evaluate import approximate, at
from actx.core.formats import FLOAT64
from actx.core.formula.branches import rational_zero, switches
from actx.core.formula.differentiate import derivative
from actx.core.formula.expression import Number, substitute
from actx.core.formula.simplify import simplify
from actx.core.point import limit_rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from actx.core.formula.expression import Expression

# Branch points that no linear equation gives are looked for where this grid is dense, and farther out less
# closely; of more than these the ones nearest to 0 count.
_DENSE: Final = 100.0
_STEPS: Final = 2000
_FARTHEST: Final = 1e18
_FAR_STEPS: Final = 200
MOST_POINTS: Final = 64
# A zero without a change of sign is one where the switch is so small beside its neighbours on the grid.
_TOUCHING: Final = 1e-6
_LARGEST_DENOMINATOR: Final = 10**6
# How near to an irrational point its sides are looked at; it is known to more digits.
_BESIDE: Final = Fraction(1, 10**100)
_POLE: Final = 1e30
_IRRATIONAL_DIGITS: Final = 400


@dataclass(frozen=True, slots=True)
class BranchPoint:
    """A point where a function changes branch: its value there, and its limits from either side.

    A limit is nan where the function is not defined on that side, or has none.
    """

    at: Fraction
    left: float
    value: float
    right: float

    @property
    def is_jump(self) -> bool:
        """Whether the value and the limits, as far as they are defined, differ."""
        known = [each for each in (self.left, self.value, self.right) if not isnan(each)]
        return len(set(known)) > 1 or (isnan(self.value) and bool(known))


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


@lru_cache(maxsize=256)
def branch_points(f: Expression, order: int = 0) -> tuple[BranchPoint, ...]:
    """The branch points of a formula, from left to right, with a derivative's values there.

    All where a condition is linear in `x`; of others those that a change of sign or a low point on a grid
    betrays, dense from -100 to 100; at most 64.
    """
    return tuple(
        BranchPoint(
            at=point,
            left=one_sided(f, point, -1, order),
            value=float(at(f, point, FLOAT64, order)),
            right=one_sided(f, point, 1, order),
        )
        for point in _places(f)
    )


@lru_cache(maxsize=256)
def _places(f: Expression) -> tuple[Fraction, ...]:
    points: set[Fraction] = set()
    for switch in switches(f):
        zero = rational_zero(switch)
        points.update([zero] if zero is not None else _zeros(switch))
    nearest = sorted(points, key=abs)[:MOST_POINTS]
    return tuple(sorted(nearest))


@lru_cache(maxsize=256)
def kinks(f: Expression) -> tuple[Kink, ...]:
    """The points where the function is not differentiable, from left to right."""
    slopes = {point.at: point for point in branch_points(f, 1)}
    found = []
    for point in branch_points(f):
        slope = slopes[point.at]
        if point.is_jump or slope.left != slope.right:
            if isnan(point.left) and isnan(point.right):
                continue
            found.append(Kink(float(point.at), point.is_jump, slope.left, slope.value, slope.right))
    return tuple(found)


def smoothness(f: Expression) -> str:
    """The smoothness class: discontinuous, C0, C1 ..., or smooth where no derivative up to order 4 jumps."""
    for order in range(5):
        if any(point.is_jump for point in branch_points(f, order)):
            return "discontinuous" if order == 0 else f"C{order - 1}"
    return "smooth"


def one_sided(f: Expression, point: Fraction, side: int, order: int = 0) -> float:
    """The limit of a derivative as x goes to `point` from the right (side 1) or left (-1); nan if none."""
    if point.denominator > 1 << 1100:  # no float has it: a zero that is no short rational number
        return _beside(f, point, side, order)
    found = limit_rounded(f, order, point, side, FLOAT64)
    return nan if found is None else found + 0.0


def _beside(f: Expression, point: Fraction, side: int, order: int) -> float:
    """The value at the point of the branch on a side of it."""
    from actx.core.asymptotic.pointwise import Pointwise
    from actx.core.asymptotic.reals import Undecided, Undefined

    try:
        chosen = Pointwise(point + side * _BESIDE, side)(f).chosen
    except (Undefined, Undecided):
        return nan
    value = at(chosen, point, FLOAT64, order)
    if isnan(value):  # a root that starts there
        value = at(chosen, point + side * _BESIDE, FLOAT64, order)
    return value if abs(value) < _POLE else inf if value > 0 else -inf


# --- zeros -----------------------------------------------------------------------------------------------


def _zeros(switch: Expression) -> Iterator[Fraction]:
    """Zeros of an expression, nearly all of those that lie where the grid is dense."""
    grid = _grid()
    values = approximate(switch, grid)
    with np.errstate(invalid="ignore"):
        crossings = np.flatnonzero((np.sign(values[:-1]) * np.sign(values[1:]) < 0) | (values[:-1] == 0))
    order = np.argsort(np.abs(grid[crossings]), kind="stable")[:MOST_POINTS]
    for index in crossings[order].tolist():
        if values[index] == 0:
            yield Fraction(float(grid[index]))
        else:
            yield polished(switch, bisected(switch, float(grid[index]), float(grid[index + 1])))
    yield from _touching(switch, grid, values)


def _grid() -> NDArray[np.float64]:
    dense = np.linspace(-_DENSE, _DENSE, 2 * _STEPS + 1)  # 0 is one of them
    far = np.geomspace(_DENSE, _FARTHEST, _FAR_STEPS)[1:]
    return np.concatenate([-far[::-1], dense, far])


def _touching(
    switch: Expression, grid: NDArray[np.float64], values: NDArray[np.float64]
) -> Iterator[Fraction]:
    """Zeros at which the sign does not change, where they are rational: those of 1 - cos(x) at 0 only."""
    sizes = np.abs(values)
    with np.errstate(invalid="ignore"):
        low = (sizes[1:-1] < sizes[:-2]) & (sizes[1:-1] < sizes[2:]) & (values[:-2] * values[2:] > 0)
    for index in (np.flatnonzero(low) + 1)[:MOST_POINTS].tolist():
        bottom = bisected(derivative(switch), float(grid[index - 1]), float(grid[index + 1]))
        near = Fraction(bottom).limit_denominator(1000)
        if abs(one(switch, bottom)) <= _TOUCHING * sizes[index - 1] and _is_zero_at(switch, near):
            yield near


def _is_zero_at(switch: Expression, point: Fraction) -> bool:
    return constants.is_proved_zero(substitute(switch, {"x": Number(point)}))


def bisected(f: Expression, low: float, high: float, order: int = 0) -> float:
    """A point where a derivative changes sign, to the last bit or so."""
    rising = one(f, high, order) > 0
    for _ in range(80):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if (one(f, middle, order) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def one(f: Expression, x: float, order: int = 0) -> float:
    """An approximate value at one point."""
    return float(approximate(f, np.array([x]), order)[0])


def polished(f: Expression, guess: float, order: int = 0) -> Fraction:
    """A zero near a guess: a short rational number if it is one, else 400 digits by Newton's method."""
    tree = derivative(simplify(f), order)
    arithmetic, slope, x = Decimals(_IRRATIONAL_DIGITS), derivative(tree), Decimal(guess)
    near = Fraction(guess).limit_denominator(_LARGEST_DENOMINATOR)
    if abs(near - Fraction(guess)) <= abs(Fraction(guess)) / 10**14 and _is_zero_at(tree, near):
        return near
    with localcontext(arithmetic.near):
        for _ in range(6):
            value = interpret(tree, arithmetic, Interval(x, x))
            steepness = interpret(slope, arithmetic, Interval(x, x))
            step = value.hi / steepness.hi if steepness.hi else Decimal("nan")
            if not step.is_finite() or abs(step) > Decimal("1e-6") * (1 + abs(x)):
                return Fraction(guess)
            x -= step
    return Fraction(x)
