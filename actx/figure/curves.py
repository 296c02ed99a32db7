"""Curves, and sketches of them: points on a function, in parts that cross no jump, pole or gap in the domain.

At a jump both ends are marked with dots: a filled one for the value, an open one for a limit that is not
attained. `tracing` makes curves of sketches.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isclose, isfinite, isinf, isnan, nan
from typing import TYPE_CHECKING, Final

import numpy as np

from actx.core.analysis.branch_points import BranchPoint, branch_points, one_sided
from actx.core.analysis.spans import ascending
from actx.figure.bounds import Enclosed
from actx.figure.functions import OF_ZERO
from actx.figure.plane import FARTHEST, Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from actx.figure.functions import Floats, Plottable
    from actx.figure.plane import Interval

_SKETCH_SAMPLES: Final = 481  # the samples of a sketch
_MOST_STEPS: Final = 4001  # of a function in a number format
LEAST_STEP: Final = 1e-13
"""Of the width of the axes: samples are no nearer than this, so that what is a step between two is a jump."""
_TOLERANCE: Final = 2.0**-44  # of the range of a sketch: how wrong its heights may be
_VANISHED: Final = 3.0  # powers of ten by which a magnitude falls to a zero, between two samples of a sketch
_ROUNDINGS: Final = 1e-15  # relative, of a limit that is computed from either side


@dataclass(frozen=True, slots=True)
class Sketch:
    """Samples of a function on an even grid over an interval, and its extremes: enough to choose the y axis.

    Each of `stretches` is an array x and an array y: samples where the function is continuous as far as is
    known, all finite. `branches` are the branch points, and `branch_values` the finite values and one-sided
    limits there. `enclosed` is the function in interval arithmetic.
    """

    function: Plottable
    stretches: tuple[tuple[Floats, Floats], ...]
    branches: tuple[float, ...]
    branch_values: tuple[float, ...]
    marks: tuple[Mark, ...]
    poles: tuple[float, ...]
    enclosed: Enclosed


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn of a function: its pieces, each an array x and an array y, and its dots and poles."""

    function: Plottable
    pieces: tuple[tuple[Floats, Floats], ...]
    marks: tuple[Mark, ...]
    poles: tuple[float, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the function is within the axes."""
        return not (self.pieces or self.marks or self.poles)

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


def sketch(function: Plottable, xlim: Interval) -> Sketch:
    """A function on an even grid over an interval, split at its jumps and poles and where it is undefined."""
    known = _branch_points(function)
    enclosed = Enclosed(function, known)
    inside = [float(at) for at in known if xlim.low <= at <= xlim.high]
    grid = np.linspace(*xlim, _SKETCH_SAMPLES)
    if xlim.low < 0 < xlim.high:
        inside.append(0.0)
    grid = ascending(np.concatenate([grid, inside]))
    extremes, height = enclosed.extremes(grid)
    grid = ascending(np.concatenate([grid, extremes]))
    values = finite(function.values(grid, _TOLERANCE * height))
    splits = _splits(function, xlim, known, grid, values)
    if function.form is not None:
        stairs = tuple(_staircases(function, xlim, splits))
        return Sketch(function, stairs, (), (), (), _poles(splits), enclosed)
    joints = [split for split in splits if _is_joint(split)]
    for joint in joints:
        values[grid == float(joint.at)] = joint.value
    jumps = [split for split in splits if split not in joints]
    stretches: list[tuple[Floats, Floats]] = []
    for left, right in zip([None, *jumps], [*jumps, None], strict=True):
        between = np.ones_like(grid, dtype=bool)
        if left is not None:
            between &= grid > float(left.at)
        if right is not None:
            between &= grid < float(right.at)
        stretches += _stretches(function, xlim, (grid[between], values[between]), left, right)
    branch_values = [y for split in splits for y in _left_value_right(split, xlim)]
    marks = tuple(mark for split in splits for mark in _marks(split, xlim))
    branches = tuple(float(split.at) for split in splits)
    kept = tuple(y for y in branch_values if isfinite(y))
    return Sketch(function, tuple(stretches), branches, kept, marks, _poles(splits), enclosed)


def _is_joint(point: BranchPoint) -> bool:
    """Whether the curve goes on at a branch point, if with a kink."""
    return (
        isfinite(point.value)
        and point.value != OF_ZERO
        and all(_are_close(side, point.value) for side in (point.left, point.right))
    )


def _poles(splits: Sequence[BranchPoint]) -> tuple[float, ...]:
    return tuple(float(split.at) for split in splits if isinf(split.left) or isinf(split.right))


def _staircases(
    function: Plottable, xlim: Interval, splits: Sequence[BranchPoint]
) -> Iterator[tuple[Floats, Floats]]:
    """The corners of the stairs that a function in a number format is, between its jumps and gaps.

    Where there are several numbers to a pixel, not all of them have a step.
    """
    form = function.form
    assert form is not None
    grid = np.linspace(*xlim, _MOST_STEPS)
    largest = np.clip([-form.largest, form.largest], *xlim)
    numbers = np.unique(form.round(np.concatenate([grid, largest, [float(split.at) for split in splits]])))
    numbers = numbers[~np.isnan(numbers)]
    if not numbers.size:
        return
    values = finite(function.values(numbers))
    padded = np.concatenate([[-np.inf], numbers, [np.inf]])
    with np.errstate(invalid="ignore"):
        ends = np.clip(padded[:-1] / 2 + padded[1:] / 2, -form.overflows_beyond, form.overflows_beyond)
    for end, number in ((0, -np.inf), (-1, np.inf)):  # infinities reach as far as the axis
        if numbers[end] == number or isnan(ends[end]):
            ends[end] = number
    ends = np.clip(ends, *xlim)
    jumps = [split for split in splits if not _is_joint(split)]
    before = np.searchsorted(numbers, [float(each.at) for each in jumps if each.left != each.value])
    after = np.searchsorted(numbers, [float(each.at) for each in jumps if each.value != each.right], "right")
    for run in np.split(np.arange(numbers.size), np.union1d(before, after)):
        for known in true_runs(np.isfinite(values[run])):
            steps = run[known]
            yield np.column_stack([ends[steps], ends[steps + 1]]).ravel(), np.repeat(values[steps], 2)


def finite(values: Floats) -> Floats:
    """The values, nan for what is too large to draw."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(values) <= FARTHEST, values, nan)


def _branch_points(function: Plottable) -> dict[Fraction, BranchPoint]:
    """The branch points of a function, and those where it has the derivative of a convention."""
    f, order = function.tree, function.order
    if f is None:
        return {}
    points = {point.at: point for point in branch_points(f, order)}
    for at, slope in function.slopes.items():
        found = points.get(at) or BranchPoint(at, *(one_sided(f, at, side, order) for side in (-1, 0, 1)))
        points[at] = found._replace(value=float(slope))
    return points


def _splits(
    function: Plottable,
    xlim: Interval,
    known: Mapping[Fraction, BranchPoint],
    grid: Floats,
    values: Floats,
) -> list[BranchPoint]:
    """The branch points in the interval, and single points of the grid at which the function is undefined."""
    f, order = function.tree, function.order
    if f is None:
        return []
    splits = dict(known)
    is_known = np.isfinite(values)
    for i in np.flatnonzero(~is_known[1:-1] & is_known[:-2] & is_known[2:]) + 1:
        at = Fraction(float(grid[i]))
        left, right = (one_sided(f, at, side, order) for side in (-1, 1))
        splits.setdefault(at, BranchPoint(at, left, nan, right))
    low, high = Fraction(xlim.low), Fraction(xlim.high)
    return [_drawn(function, splits[at]) for at in sorted(splits) if low <= at <= high]


def _drawn(function: Plottable, point: BranchPoint) -> BranchPoint:
    """The values at a branch point as heights."""
    heights = function.height(np.array(point[1:])).tolist()
    return BranchPoint(point.at, *heights)


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
            added = near, finite(function.values(near))
        else:
            continue
        place = x.size if end else 0
        x, y = np.insert(x, place, added[0]), np.insert(y, place, added[1])
    for run in true_runs(np.isfinite(y)):
        xs, ys = x[run], y[run]
        if run[0] > 0:
            edge, height = _edge(function, float(xs[0]), float(x[run[0] - 1]), xlim)
            xs, ys = np.append(edge, xs), np.append(height, ys)
        if run[-1] < x.size - 1:
            edge, height = _edge(function, float(xs[-1]), float(x[run[-1] + 1]), xlim)
            xs, ys = np.append(xs, edge), np.append(ys, height)
        if xs[-1] - xs[0] > 3 * LEAST_STEP * xlim.width:
            yield xs, ys


def _edge(function: Plottable, inside: float, outside: float, xlim: Interval) -> tuple[float, float]:
    """The last point from `inside` towards `outside` at which the function is finite, and its height there.

    It is found by bisection. A magnitude that has become so small there passes 0.
    """
    start = inside
    while abs(outside - inside) > LEAST_STEP * xlim.width:
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            break
        if np.isfinite(finite(function.values(np.array([middle]))))[0]:
            inside = middle
        else:
            outside = middle
    before, height = finite(function.values(np.array([start, inside])))
    return inside, OF_ZERO if function.sign and height < before - _VANISHED else float(height)


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
    """Whether two heights differ by their roundings at most."""
    return isclose(a, b, rel_tol=_ROUNDINGS)
