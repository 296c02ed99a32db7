"""From functions to curves: points on a function, in pieces that cross no jump, pole or gap in the domain.

At a jump both ends are marked with dots: a filled one for the value, an open one for a limit that is not
attained.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from math import isclose, isfinite, isnan, nan
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np

from actx.core.activation import Activation, AnyActivation, VectorActivation
from actx.core.analysis.branch_points import BranchPoint, branch_points, one_sided
from actx.core.analysis.spans import ascending
from actx.core.errors import KindError, LengthError
from actx.core.rounding.arrays import approximate
from actx.figure.labels import component_label, default_names, derivative_label, distinct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from actx.core.formula.expression import Expression
    from actx.figure.labels import Name

Floats: TypeAlias = "NDArray[np.float64]"

# The size of the axes in pixels, by which smoothness is judged: about that of a figure at 150 dpi.
_AXES_WIDTH: Final = 900.0
_AXES_HEIGHT: Final = 600.0
# In pixels: the largest distance of a sample from the line through its neighbours, and the largest difference
# in height of neighbouring samples.
_MOST_BEND: Final = 0.1
_MOST_RISE: Final = 8.0
_TRACED_BEYOND: Final = 20.0  # pixels above and below the axes in which a curve is still traced
_SKETCH_SAMPLES: Final = 481  # the samples of a sketch
_MOST_SAMPLES: Final = 20_000  # of a stretch: with more, it is not refined further
_MOST_ROUNDS: Final = 60  # of refining a stretch
# As a share of the width of the axes: samples are not refined below this distance, so that what is a step
# between two of them then is a jump.
_LEAST_STEP: Final = 1e-13
_MOST_MAGNITUDE: Final = 1e300  # of a value that is drawn
# Where the interval between two samples is divided, as a share of it: not in the middle, where poles and gaps
# often are.
_DIVISION: Final = 0.45
# What the other components of vectors are by default: the first of these that every vector activation of the
# figure can take. A single one is 1, since with 0 a gated unit is 0 everywhere.
_DEFAULT_OTHERS: Final = ((0.0, 1.0), (1.0,), *(tuple((0.0, 1.0) * 32)[:count] for count in range(3, 64)))


class Mark(NamedTuple):
    """A dot: filled for a value that is attained, open for a limit that is not."""

    x: float
    y: float
    filled: bool


class Interval(NamedTuple):
    """A closed interval; `xlim` and `ylim` are those that the axes show."""

    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Plottable:
    """A real function to draw: a derivative (order 0: the values) of an activation, or of a component of one.

    `subject` numbers the activations and components of a figure, from 0. `values` evaluates the function on
    an array. `tree` is that of the activation's formula, or None for a component of a vector activation.
    """

    label: str
    subject: int
    order: int
    values: Callable[[Floats], Floats]
    tree: Expression | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """Samples of a function on an even grid over an interval: enough to choose the y axis.

    Each of `stretches` is an array x and an array y: samples of one branch, all finite. `branch_values` are
    the finite values and one-sided limits at the branch points between them.
    """

    function: Plottable
    stretches: tuple[tuple[Floats, Floats], ...]
    branch_values: tuple[float, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn of a function: its pieces, each an array x and an array y, and the dots at its jumps."""

    function: Plottable
    pieces: tuple[tuple[Floats, Floats], ...]
    marks: tuple[Mark, ...]

    @property
    def line(self) -> tuple[Floats, Floats]:
        """An array x and an array y of all pieces, nan between them, where matplotlib breaks a line."""
        gap = np.array([nan])
        return tuple(  # type: ignore[return-value]
            np.concatenate([part for piece in self.pieces for part in (piece[axis], gap)][:-1] or [gap])
            for axis in (0, 1)
        )

    def heights(self, x: Floats) -> Floats:
        """y at each of these points, interpolated; nan where there is no curve."""
        found = np.full_like(x, nan)
        for xs, ys in self.pieces:
            inside = (x >= xs[0]) & (x <= xs[-1])
            found[inside] = np.interp(x[inside], xs, ys)
        return found


def true_runs(flags: NDArray[np.bool_]) -> Iterator[NDArray[np.intp]]:
    """The indices of each run of True."""
    for run in np.split(np.arange(flags.size), np.flatnonzero(flags[1:] != flags[:-1]) + 1):
        if run.size and flags[run[0]]:
            yield run


def plottables(
    activations: Sequence[AnyActivation],
    orders: Sequence[int],
    others: Sequence[float],
    names: Sequence[Name] | None = None,
) -> list[Plottable]:
    """The functions to draw: of each activation, the derivatives of the given orders.

    A vector activation gives each of its components as a function of the first input; `others` are the other
    inputs. `names` are those of the activations; by default those in the catalog. Raises KindError for an
    order above 1 of a vector activation, and LengthError for a number of inputs that it cannot take.
    """
    found: list[Plottable] = []
    for activation, name in zip(activations, names or default_names(activations), strict=True):
        subject = found[-1].subject + 1 if found else 0
        if isinstance(activation, VectorActivation):
            called = name if len(activations) > 1 else None
            found += _components(activation, called, orders, others, subject)
        else:
            found += _derivatives(activation, name, orders, subject)
    labels = distinct([function.label for function in found])
    return [replace(function, label=label) for function, label in zip(found, labels, strict=True)]


def _derivatives(
    activation: Activation, name: Name, orders: Sequence[int], subject: int
) -> Iterator[Plottable]:
    for order in orders:
        values = partial(approximate, activation.function, order=order)
        label = derivative_label(activation, name, order)
        yield Plottable(label, subject, order, values, activation.function)


def _components(
    activation: VectorActivation,
    name: Name | None,
    orders: Sequence[int],
    others: Sequence[float],
    subject: int,
) -> Iterator[Plottable]:
    for i in range(activation.size(len(others) + 1)):
        for order in orders:
            if order > 1:
                raise KindError(f"the derivative of {activation.name} is its Jacobian: order 1, not {order}")
            label = component_label(name, i + 1, order)
            yield Plottable(label, subject + i, order, partial(_component, activation, order, i, others))


def default_others(activations: Sequence[AnyActivation]) -> tuple[float, ...]:
    """The other components where none are given: 0 and 1, or as many as all the vector activations take."""
    vectors = [each for each in activations if isinstance(each, VectorActivation)]
    for others in _DEFAULT_OTHERS:
        with suppress(LengthError):
            for each in vectors:
                each.size(len(others) + 1)
            return others
    return _DEFAULT_OTHERS[0]


def _component(
    activation: VectorActivation, order: int, i: int, others: Sequence[float], x: Floats
) -> Floats:
    """y_i, or dy_i/dx_1, where x_1 takes the values `x` and the other components are fixed."""
    vectors = np.column_stack([x, *(np.full_like(x, other) for other in others)])
    result: NDArray[Any] = activation.deriv(vectors)[:, i, 0] if order else activation(vectors)[:, i]
    return result


def sketch(function: Plottable, xlim: Interval) -> Sketch:
    """A function on an even grid over an interval, split at its branch points and where it is undefined."""
    grid = np.linspace(*xlim, _SKETCH_SAMPLES)
    if xlim.low < 0 < xlim.high:
        grid = ascending(np.append(grid, 0.0))
    values = _finite(function.values(grid))
    splits = _splits(function, xlim, grid, values)
    stretches: list[tuple[Floats, Floats]] = []
    for left, right in zip([None, *splits], [*splits, None], strict=True):
        inside = np.ones_like(grid, dtype=bool)
        if left is not None:
            inside &= grid > float(left.at)
        if right is not None:
            inside &= grid < float(right.at)
        stretches += _stretches(function, xlim, (grid[inside], values[inside]), left, right)
    branch_values = [y for split in splits for y in _left_value_right(split, xlim)]
    marks = tuple(mark for split in splits for mark in _marks(split, xlim))
    return Sketch(function, tuple(stretches), tuple(y for y in branch_values if isfinite(y)), marks)


def _finite(values: Floats) -> Floats:
    """The values, nan for what is too large to draw."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(values) < _MOST_MAGNITUDE, values, nan)


def _splits(function: Plottable, xlim: Interval, grid: Floats, values: Floats) -> list[BranchPoint]:
    """The branch points in the interval, and single points of the grid at which the function is undefined."""
    f, order = function.tree, function.order
    if f is None:
        return []
    splits = {point.at: point for point in branch_points(f, order)}
    known = np.isfinite(values)
    for i in np.flatnonzero(~known[1:-1] & known[:-2] & known[2:]) + 1:
        at = Fraction(float(grid[i]))
        left, right = (one_sided(f, at, side, order) for side in (-1, 1))
        splits.setdefault(at, BranchPoint(at, left, nan, right))
    low, high = Fraction(xlim.low), Fraction(xlim.high)
    return [splits[at] for at in sorted(splits) if low <= at <= high]


def _stretches(
    function: Plottable,
    xlim: Interval,
    samples: tuple[Floats, Floats],
    left: BranchPoint | None,
    right: BranchPoint | None,
) -> Iterator[tuple[Floats, Floats]]:
    """The finite runs of the samples between two branch points, extended to the ends of the domain.

    At a branch point the limit from this side is a sample; if it is infinite, there is one near the pole.
    """
    x, y = samples
    for split, end in ((left, 0), (right, -1)):
        if split is None:
            continue
        at, limit = float(split.at), split.left if end else split.right
        if isfinite(limit):
            added = np.array([at]), np.array([limit])
        elif x.size:
            near = np.array([at + (x[end] - at) * 2.0**-24])
            added = near, _finite(function.values(near))
        else:
            continue
        place = x.size if end else 0
        x, y = np.insert(x, place, added[0]), np.insert(y, place, added[1])
    for run in true_runs(np.isfinite(y)):
        xs, ys = x[run], y[run]
        if run[0] > 0:
            edge = _edge(function, float(xs[0]), float(x[run[0] - 1]), xlim)
            xs, ys = np.append(edge, xs), np.append(_finite(function.values(edge)), ys)
        if run[-1] < x.size - 1:
            edge = _edge(function, float(xs[-1]), float(x[run[-1] + 1]), xlim)
            xs, ys = np.append(xs, edge), np.append(ys, _finite(function.values(edge)))
        if xs[-1] - xs[0] > 3 * _LEAST_STEP * xlim.width:
            yield xs, ys


def _edge(function: Plottable, inside: float, outside: float, xlim: Interval) -> Floats:
    """The last point from `inside` towards `outside` at which the function is finite, by bisection: (1,)."""
    while abs(outside - inside) > _LEAST_STEP * xlim.width:
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            break
        if np.isfinite(_finite(function.values(np.array([middle]))))[0]:
            inside = middle
        else:
            outside = middle
    return np.array([inside])


def _left_value_right(point: BranchPoint, xlim: Interval) -> tuple[float, float, float]:
    """The left limit, the value and the right limit; nan for a side that is outside the interval."""
    return (
        point.left if point.at > xlim.low else nan,
        point.value,
        point.right if point.at < xlim.high else nan,
    )


def _marks(point: BranchPoint, xlim: Interval) -> Iterator[Mark]:
    """The dots at a jump; none where the value is the limit from both sides."""
    left, value, right = _left_value_right(point, xlim)
    sides = [side for side in (left, right) if not isnan(side)]
    if sides and all(_are_close(side, value) for side in sides):
        return
    missed = [side for side in sides if isfinite(side) and not _are_close(side, value)]
    if len(missed) == 2 and _are_close(*missed):
        missed.pop()
    for side in missed:
        yield Mark(float(point.at), side, filled=False)
    if isfinite(value):
        yield Mark(float(point.at), value, filled=True)


def _are_close(a: float, b: float) -> bool:
    return isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def traced(sketched: Sketch, xlim: Interval, ylim: Interval) -> Curve:
    """The curve within axes of these limits, refined until it looks smooth.

    Samples between which a step remains however they are refined are not joined: there is a jump or a pole.
    """
    pieces: list[tuple[Floats, Floats]] = []
    marks = list(sketched.marks)
    for stretch in sketched.stretches:
        x, y = _refined(sketched.function, stretch, xlim, ylim)
        _, heights = _in_pixels(x, y, xlim, ylim)
        visible = _visible(heights)
        with np.errstate(invalid="ignore"):
            is_step = (np.abs(np.diff(heights)) > _MOST_RISE) & (np.diff(x) <= _LEAST_STEP * xlim.width)
            inside = (heights >= 0) & (heights <= _AXES_HEIGHT)
        is_step &= visible
        # A step between two samples inside the axes is a jump. If that is no known branch point, the function
        # is taken to have no value there, as atan(1/x) at 0, and both ends are open; but a sample alone
        # between two jumps is a value.
        jumps = np.flatnonzero(is_step & inside[:-1] & inside[1:])
        alone = np.intersect1d(jumps, jumps + 1)
        ends = np.union1d(jumps, jumps + 1)
        marks += [Mark(float(x[i]), float(y[i]), filled=bool(i in alone)) for i in ends]
        joined = visible & ~is_step & ~np.isnan(np.diff(heights))
        runs = np.split(np.arange(x.size), np.flatnonzero(~joined) + 1)
        pieces += [(x[run], y[run]) for run in runs if run.size > 1]
    return Curve(sketched.function, tuple(pieces), tuple(marks))


def _refined(
    function: Plottable, stretch: tuple[Floats, Floats], xlim: Interval, ylim: Interval
) -> tuple[Floats, Floats]:
    """The samples, with more in between wherever the curve bends or rises too much between two."""
    x, y = stretch
    for _ in range(_MOST_ROUNDS):
        columns, heights = _in_pixels(x, y, xlim, ylim)
        across, up = np.diff(columns), np.diff(heights)
        with np.errstate(all="ignore"):
            # The distance of each point from the line through its neighbours.
            bend = np.abs(across[:-1] * up[1:] - across[1:] * up[:-1]) / np.hypot(
                across[:-1] + across[1:], up[:-1] + up[1:]
            )
            rough = np.abs(up) > _MOST_RISE
            rough[:-1] |= bend > _MOST_BEND
            rough[1:] |= bend > _MOST_BEND
        rough &= _visible(heights) & (np.diff(x) > _LEAST_STEP * xlim.width)
        where = np.flatnonzero(rough)
        if not where.size or x.size > _MOST_SAMPLES:
            break
        added = x[where] + _DIVISION * (x[where + 1] - x[where])
        y = np.insert(y, where + 1, _finite(function.values(added)))
        x = np.insert(x, where + 1, added)
    return x, y


def _in_pixels(x: Floats, y: Floats, xlim: Interval, ylim: Interval) -> tuple[Floats, Floats]:
    """The points in pixels from the lower left corner of the axes; heights are cut to 1e9 of them."""
    columns = (x - xlim.low) / xlim.width * _AXES_WIDTH
    heights = (y - ylim.low) / ylim.width * _AXES_HEIGHT
    return columns, np.clip(heights, -1e9, 1e9)


def _visible(heights: Floats) -> NDArray[np.bool_]:
    """Which steps from a sample to the next do not lie wholly above or below the axes; heights in pixels."""
    above, below = heights > _AXES_HEIGHT + _TRACED_BEYOND, heights < -_TRACED_BEYOND
    return ~((above[:-1] & above[1:]) | (below[:-1] & below[1:]))
