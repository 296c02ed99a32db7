"""From functions to curves: points on a function, in pieces that cross no jump, pole or gap in the domain.

At a jump both ends are marked with dots: a filled one for the value, an open one for a limit that is not
attained.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import isclose, isfinite, nan
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np

from actx.core.activation import Activation, AnyActivation, VectorActivation
from actx.core.analysis.branch_points import BranchPoint, branch_points, one_sided
from actx.core.catalog.record import FORMULA_FAMILY
from actx.core.errors import KindError, LengthError
from actx.core.rounding.arrays import approximate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from actx.core.formula.expression import Expression

Floats: TypeAlias = "NDArray[np.float64]"

# The size of the axes in pixels, by which smoothness is judged: about that of a figure at 150 dpi.
_WIDTH: Final = 900.0
_HEIGHT: Final = 600.0
# In pixels: the largest distance of a sample from the line through its neighbours, and the largest difference
# in height of neighbouring samples.
_BEND: Final = 0.1
_STRIDE: Final = 8.0
# In pixels: how far above or below the axes a curve is still traced.
_RIM: Final = 20.0
# The samples of the first grid, at which refining ends, and the rounds of refining.
_GRID: Final = 481
_MOST_SAMPLES: Final = 20_000
_ROUNDS: Final = 60
# The other components of vectors if none are given, by preference. A single one is 1, not 0, since a gated
# unit would be 0 throughout.
_USUAL_OTHERS: Final = ((0.0, 1.0), (1.0,), *(tuple((0.0, 1.0) * 32)[:count] for count in range(3, 64)))
# As a share of the width: a step between two samples that are closer than this is a jump.
_CLOSE: Final = 1e-13
# A magnitude from which on a value is not drawn.
_HUGE: Final = 1e300
# Where the interval between two samples is divided: not in the middle, where poles and gaps often are.
_SECTION: Final = 0.45


class Mark(NamedTuple):
    """A dot: filled for a value that is attained, open for a limit that is not."""

    x: float
    y: float
    filled: bool


class Interval(NamedTuple):
    """A closed interval of one axis."""

    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Plottable:
    """A real function to draw: a derivative (order 0: the values) of an activation, or of a component of one.

    `subject` numbers the activations and components of a figure, from 0. `function` is the formula's tree, or
    None for a component of a vector activation.
    """

    label: str
    subject: int
    order: int
    values: Callable[[Floats], Floats]
    function: Expression | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """Samples of a function on an even grid over an interval: enough to choose the y axis.

    `stretches` are arrays x and y of samples of one branch, all finite; `corners` are the finite values and
    limits at the points between them.
    """

    of: Plottable
    stretches: tuple[tuple[Floats, Floats], ...]
    corners: tuple[float, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn of a function: its pieces, each an array x and an array y, and the dots at its jumps."""

    of: Plottable
    pieces: tuple[tuple[Floats, Floats], ...]
    marks: tuple[Mark, ...]

    @property
    def line(self) -> tuple[Floats, Floats]:
        """All pieces as one line, nan between them."""
        gap = np.array([nan])
        return tuple(  # type: ignore[return-value]
            np.concatenate([part for piece in self.pieces for part in (piece[axis], gap)][:-1] or [gap])
            for axis in (0, 1)
        )


def plottables(
    activations: Sequence[AnyActivation], orders: Sequence[int], others: Sequence[float]
) -> list[Plottable]:
    """The functions to draw, activation by activation, and within each order by order.

    Raises KindError for a derivative of an order above 1 of a vector activation.
    """
    found: list[Plottable] = []
    for activation in activations:
        subject = found[-1].subject + 1 if found else 0
        if isinstance(activation, VectorActivation):
            found += _components(activation, orders, others, subject)
        else:
            found += _orders(activation, orders, subject)
    return found


def _orders(activation: Activation, orders: Sequence[int], subject: int) -> Iterator[Plottable]:
    for order in orders:
        values = partial(approximate, activation.function, order=order)
        yield Plottable(_primed(activation, order), subject, order, values, activation.function)


def _primed(activation: Activation, order: int) -> str:
    """The label of a derivative: gelu', gelu''', gelu⁽⁴⁾; that of a formula stands in brackets."""
    if order == 0:
        return activation.label
    name = f"({activation.label})" if activation.family == FORMULA_FAMILY else activation.label
    digits = str(order).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return name + ("'" * order if order <= 3 else f"⁽{digits}⁾")


def _components(
    activation: VectorActivation, orders: Sequence[int], others: Sequence[float], subject: int
) -> Iterator[Plottable]:
    name = f"{activation.label}({', '.join(['x', *(f'{other:g}' for other in others)])})"
    for i in range(activation.size(len(others) + 1)):
        for order in orders:
            if order > 1:
                raise KindError(f"the derivative of {activation.name} is its Jacobian: order 1, not {order}")
            label = f"{name} dy{i + 1}/dx1" if order else f"{name} y{i + 1}"
            yield Plottable(label, subject + i, order, partial(_component, activation, order, i, others))


def default_others(activations: Sequence[AnyActivation]) -> tuple[float, ...]:
    """The other components where none are given: 0 and 1, or as many as all vector activations can take."""
    vectors = [each for each in activations if isinstance(each, VectorActivation)]
    for others in _USUAL_OTHERS:
        with suppress(LengthError):
            for each in vectors:
                each.size(len(others) + 1)
            return others
    return _USUAL_OTHERS[0]


def _component(
    activation: VectorActivation, order: int, i: int, others: Sequence[float], x: Floats
) -> Floats:
    """y_i, or dy_i/dx_1, where x_1 takes the values `x` and the other components are fixed."""
    vectors = np.column_stack([x, *(np.full_like(x, other) for other in others)])
    result: NDArray[Any] = activation.deriv(vectors)[:, i, 0] if order else activation(vectors)[:, i]
    return result


def sketch(function: Plottable, interval: Interval) -> Sketch:
    """A function on an even grid, split at its branch points and where it is undefined."""
    grid = np.linspace(*interval, _GRID)
    if interval.low < 0 < interval.high:
        grid = np.union1d(grid, [0.0])
    values = _finite(function.values(grid))
    splits = _splits(function, interval, grid, values)
    stretches: list[tuple[Floats, Floats]] = []
    for left, right in zip([None, *splits], [*splits, None], strict=True):
        inside = np.ones_like(grid, dtype=bool)
        if left is not None:
            inside &= grid > float(left.at)
        if right is not None:
            inside &= grid < float(right.at)
        stretches += _stretches(function, interval, (grid[inside], values[inside]), left, right)
    limits = [side for split in splits for side in _inside_limits(split, interval)]
    marks = tuple(mark for split in splits for mark in _marks(split, interval))
    return Sketch(function, tuple(stretches), tuple(y for y in limits if isfinite(y)), marks)


def _finite(values: Floats) -> Floats:
    """The values, nan for what is too large to draw."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(values) < _HUGE, values, nan)


def _splits(function: Plottable, interval: Interval, grid: Floats, values: Floats) -> list[BranchPoint]:
    """The branch points in the interval, and single points of the grid at which the function is undefined."""
    f, order = function.function, function.order
    if f is None:
        return []
    splits = {point.at: point for point in branch_points(f, order)}
    known = np.isfinite(values)
    for i in np.flatnonzero(~known[1:-1] & known[:-2] & known[2:]) + 1:
        at = Fraction(float(grid[i]))
        left, right = (one_sided(f, at, side, order) for side in (-1, 1))
        splits.setdefault(at, BranchPoint(at, left, nan, right))
    low, high = Fraction(interval.low), Fraction(interval.high)
    return [splits[at] for at in sorted(splits) if low <= at <= high]


def _stretches(
    function: Plottable,
    interval: Interval,
    samples: tuple[Floats, Floats],
    left: BranchPoint | None,
    right: BranchPoint | None,
) -> Iterator[tuple[Floats, Floats]]:
    """The finite runs of the samples between two branch points, extended to the ends of the domain."""
    x, y = samples
    for split, last in ((left, 0), (right, -1)):
        if split is None:
            continue
        at, limit = float(split.at), split.left if last else split.right
        if isfinite(limit):
            x, y = (
                np.insert(each, 0 if last == 0 else each.size, new) for each, new in ((x, at), (y, limit))
            )
        elif x.size:  # a sample near the pole
            near = np.array([at + (x[last] - at) * 2.0**-24])
            x = np.insert(x, 0 if last == 0 else x.size, near)
            y = np.insert(y, 0 if last == 0 else y.size, _finite(function.values(near)))
    finite = np.isfinite(y)
    for run in np.split(np.arange(x.size), np.flatnonzero(finite[1:] != finite[:-1]) + 1):
        if not run.size or not finite[run[0]]:
            continue
        xs, ys = x[run], y[run]
        if run[0] > 0:
            edge = _edge(function, float(xs[0]), float(x[run[0] - 1]), interval)
            xs, ys = np.append(edge, xs), np.append(_finite(function.values(edge)), ys)
        if run[-1] < x.size - 1:
            edge = _edge(function, float(xs[-1]), float(x[run[-1] + 1]), interval)
            xs, ys = np.append(xs, edge), np.append(ys, _finite(function.values(edge)))
        if xs[-1] - xs[0] > 3 * _CLOSE * interval.width:
            yield xs, ys


def _edge(function: Plottable, inside: float, outside: float, interval: Interval) -> Floats:
    """The last point from `inside` towards `outside` at which the function is finite, by bisection."""
    while abs(outside - inside) > _CLOSE * interval.width:
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            break
        if np.isfinite(_finite(function.values(np.array([middle]))))[0]:
            inside = middle
        else:
            outside = middle
    return np.array([inside])


def _inside_limits(point: BranchPoint, interval: Interval) -> tuple[float, float, float]:
    """The left limit, the value and the right limit; nan for a side that is outside the interval."""
    return (
        point.left if point.at > interval.low else nan,
        point.value,
        point.right if point.at < interval.high else nan,
    )


def _marks(point: BranchPoint, interval: Interval) -> Iterator[Mark]:
    """The dots at a jump; none where the value is the limit from both sides."""
    left, value, right = _inside_limits(point, interval)
    sides = [side for side in (left, right) if side == side]  # noqa: PLR0124  not nan
    if sides and all(_same(side, value) for side in sides):
        return
    missed = [side for side in sides if isfinite(side) and not _same(side, value)]
    if len(missed) == 2 and _same(*missed):
        missed.pop()
    for side in missed:
        yield Mark(float(point.at), side, filled=False)
    if isfinite(value):
        yield Mark(float(point.at), value, filled=True)


def _same(a: float, b: float) -> bool:
    return isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def traced(sketched: Sketch, interval: Interval, view: Interval) -> Curve:
    """The curve within the axes that the intervals of x and y (`view`) span, refined until it looks smooth.

    Samples between which a step remains however they are refined are not joined: there is a jump or a pole.
    """
    pieces: list[tuple[Floats, Floats]] = []
    marks = list(sketched.marks)
    for stretch in sketched.stretches:
        x, y = _refined(sketched.of, stretch, interval, view)
        _, up = _in_pixels(x, y, interval, view)
        visible = _visible(up)
        with np.errstate(invalid="ignore"):
            torn = visible & (np.abs(np.diff(up)) > _STRIDE) & (np.diff(x) <= _CLOSE * interval.width)
            level = (up >= 0) & (up <= _HEIGHT)
        # At a jump that is no known branch point, a point without a value is assumed, as in atan(1/x) at 0.
        # But a sample alone between two jumps is a value.
        steps = np.flatnonzero(torn & level[:-1] & level[1:])
        alone = np.intersect1d(steps, steps + 1)
        ends = np.union1d(steps, steps + 1)
        marks += [Mark(float(x[i]), float(y[i]), filled=bool(i in alone)) for i in ends]
        joined = visible & ~torn & ~np.isnan(np.diff(up))
        runs = np.split(np.arange(x.size), np.flatnonzero(~joined) + 1)
        pieces += [(x[run], y[run]) for run in runs if run.size > 1]
    return Curve(sketched.of, tuple(pieces), tuple(marks))


def _refined(
    function: Plottable, stretch: tuple[Floats, Floats], interval: Interval, view: Interval
) -> tuple[Floats, Floats]:
    """The samples, with more in between wherever the curve bends or rises too much between two."""
    x, y = stretch
    for _ in range(_ROUNDS):
        across, up = _in_pixels(x, y, interval, view)
        step, rise = np.diff(across), np.diff(up)
        with np.errstate(all="ignore"):
            # The distance of each point from the line through its neighbours.
            bend = np.abs(step[:-1] * rise[1:] - step[1:] * rise[:-1]) / np.hypot(
                step[:-1] + step[1:], rise[:-1] + rise[1:]
            )
            rough = np.abs(rise) > _STRIDE
            rough[:-1] |= bend > _BEND
            rough[1:] |= bend > _BEND
        rough &= _visible(up) & (np.diff(x) > _CLOSE * interval.width)
        where = np.flatnonzero(rough)
        if not where.size or x.size > _MOST_SAMPLES:
            break
        new = x[where] + _SECTION * (x[where + 1] - x[where])
        x, y = (
            np.insert(each, where + 1, added)
            for each, added in ((x, new), (y, _finite(function.values(new))))
        )
    return x, y


def _in_pixels(x: Floats, y: Floats, interval: Interval, view: Interval) -> tuple[Floats, Floats]:
    """The points in pixels from the lower left corner of the axes."""
    across = (x - interval.low) / interval.width * _WIDTH
    up = (y - view.low) / view.width * _HEIGHT
    return across, np.clip(up, -1e9, 1e9)


def _visible(up: Floats) -> NDArray[np.bool_]:
    """Which steps from a sample to the next are not wholly above the axes, nor wholly below them."""
    above, below = up > _HEIGHT + _RIM, up < -_RIM
    return ~((above[:-1] & above[1:]) | (below[:-1] & below[1:]))
