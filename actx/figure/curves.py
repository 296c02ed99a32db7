"""From functions to curves: points on a function, in pieces that cross no jump, pole or gap in the domain.

At a jump both ends are marked with dots: a filled one for the value, an open one for a limit that is not
attained.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isclose, isfinite, isinf, isnan, nan
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.analysis.branch_points import BranchPoint, branch_points, one_sided
from actx.core.analysis.spans import ascending
from actx.figure.functions import OF_ZERO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from actx.figure.functions import Floats, Plottable

PIXELS: Final = (900.0, 600.0)
"""The width and height of axes in pixels, about those of a figure by default."""
# In pixels: the largest distance of a sample from the line through its neighbours, and the largest difference
# in height of neighbouring samples.
_MOST_BEND: Final = 0.1
_MOST_RISE: Final = 8.0
_TRACED_BEYOND: Final = 20.0  # pixels above and below the axes in which a curve is still traced
_SKETCH_SAMPLES: Final = 481  # the samples of a sketch
_MOST_STEPS: Final = 4001  # of a function in a number format
_MOST_SAMPLES: Final = 20_000  # of a stretch: with more, it is not refined further
_MOST_ROUNDS: Final = 60  # of refining a stretch
# As a share of the width of the axes: samples are not refined below this distance, so that what is a step
# between two of them then is a jump.
_LEAST_STEP: Final = 1e-13
_MOST_MAGNITUDE: Final = 1e300  # of a value that is drawn
_VANISHED: Final = 3.0  # powers of ten by which a magnitude falls to a zero, between two samples of a sketch
# Where the interval between two samples is divided, as a share of it: not in the middle, where poles and gaps
# often are.
_DIVISION: Final = 0.45


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
class Sketch:
    """Samples of a function on an even grid over an interval: enough to choose the y axis.

    Each of `stretches` is an array x and an array y: samples of one branch, all finite. `branch_values` are
    the finite values and one-sided limits at the branch points between them.
    """

    function: Plottable
    stretches: tuple[tuple[Floats, Floats], ...]
    branch_values: tuple[float, ...]
    marks: tuple[Mark, ...]
    poles: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn of a function: its pieces, each an array x and an array y, and its dots and poles."""

    function: Plottable
    pieces: tuple[tuple[Floats, Floats], ...]
    marks: tuple[Mark, ...]
    poles: tuple[float, ...]

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
    """A function on an even grid over an interval, split at its branch points and where it is undefined."""
    grid = np.linspace(*xlim, _SKETCH_SAMPLES)
    if xlim.low < 0 < xlim.high:
        grid = ascending(np.append(grid, 0.0))
    values = _finite(function.values(grid))
    splits = _splits(function, xlim, grid, values)
    stretches: list[tuple[Floats, Floats]] = []
    if function.form is not None:
        return Sketch(function, tuple(_staircases(function, xlim, splits)), (), (), _poles(splits))
    for left, right in zip([None, *splits], [*splits, None], strict=True):
        inside = np.ones_like(grid, dtype=bool)
        if left is not None:
            inside &= grid > float(left.at)
        if right is not None:
            inside &= grid < float(right.at)
        stretches += _stretches(function, xlim, (grid[inside], values[inside]), left, right)
    branch_values = [y for split in splits for y in _left_value_right(split, xlim)]
    marks = tuple(mark for split in splits for mark in _marks(split, xlim))
    finite = tuple(y for y in branch_values if isfinite(y))
    return Sketch(function, tuple(stretches), finite, marks, _poles(splits))


def _poles(splits: Sequence[BranchPoint]) -> tuple[float, ...]:
    return tuple(float(split.at) for split in splits if isinf(split.left) or isinf(split.right))


def _staircases(
    function: Plottable, xlim: Interval, splits: Sequence[BranchPoint]
) -> Iterator[tuple[Floats, Floats]]:
    """The corners of the stairs that a function in a number format is, between its jumps and gaps.

    Where there are several numbers to a pixel, not all of them have a step.
    """
    assert function.form is not None
    grid = np.linspace(*xlim, _MOST_STEPS)
    numbers = np.unique(function.form.round(np.append(grid, [float(split.at) for split in splits])))
    numbers = numbers[np.isfinite(numbers)]
    values = _finite(function.values(numbers))
    ends = np.clip([xlim.low, *(numbers[:-1] / 2 + numbers[1:] / 2), xlim.high], *xlim)
    jumps = [float(split.at) for split in splits if split.left != split.right]
    apart = np.searchsorted(numbers, jumps)
    for run in np.split(np.arange(numbers.size), apart):
        for known in true_runs(np.isfinite(values[run])):
            steps = run[known]
            yield np.column_stack([ends[steps], ends[steps + 1]]).ravel(), np.repeat(values[steps], 2)


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
    for at, slope in function.slopes.items():
        found = splits.get(at) or BranchPoint(at, *(one_sided(f, at, side, order) for side in (-1, 0, 1)))
        splits[at] = found._replace(value=float(slope))
    known = np.isfinite(values)
    for i in np.flatnonzero(~known[1:-1] & known[:-2] & known[2:]) + 1:
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
            added = near, _finite(function.values(near))
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
        if xs[-1] - xs[0] > 3 * _LEAST_STEP * xlim.width:
            yield xs, ys


def _edge(function: Plottable, inside: float, outside: float, xlim: Interval) -> tuple[float, float]:
    """The last point from `inside` towards `outside` at which the function is finite, and its height there.

    It is found by bisection. A magnitude that has become so small there passes 0.
    """
    start = inside
    while abs(outside - inside) > _LEAST_STEP * xlim.width:
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            break
        if np.isfinite(_finite(function.values(np.array([middle]))))[0]:
            inside = middle
        else:
            outside = middle
    before, height = _finite(function.values(np.array([start, inside])))
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
    return isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def traced(sketched: Sketch, xlim: Interval, ylim: Interval, pixels: tuple[float, float] = PIXELS) -> Curve:
    """The curve within axes of these limits and of so many pixels, refined until it looks smooth.

    Samples between which a step remains however they are refined are not joined: there is a jump or a pole.
    """
    pieces: list[tuple[Floats, Floats]] = []
    marks, poles = list(sketched.marks), list(sketched.poles)
    axes = _Axes(xlim, ylim, pixels)
    for stretch in sketched.stretches:
        is_exact = sketched.function.form is not None  # its steps are no jumps
        x, y = stretch if is_exact else _refined(sketched.function, stretch, axes)
        _, heights = axes.in_pixels(x, y)
        visible = axes.visible(heights)
        with np.errstate(invalid="ignore"):
            is_step = (np.abs(np.diff(heights)) > _MOST_RISE) & (np.diff(x) <= _LEAST_STEP * xlim.width)
            inside = (heights >= 0) & (heights <= pixels[1])
        falls = np.minimum(y[1:], y[:-1]) == OF_ZERO
        is_step &= visible & (not is_exact) & ~falls
        # A step between two samples inside the axes is a jump. If that is no known branch point, the function
        # is taken to have no value there, as atan(1/x) at 0, and both ends are open; but a sample alone
        # between two jumps is a value.
        jumps = np.flatnonzero(is_step & inside[:-1] & inside[1:])
        alone = np.intersect1d(jumps, jumps + 1)
        ends = np.union1d(jumps, jumps + 1)
        marks += [Mark(float(x[i]), float(y[i]), filled=bool(i in alone)) for i in ends]
        poles += x[np.setdiff1d(np.flatnonzero(is_step), jumps)].tolist()
        joined = visible & ~is_step & ~np.isnan(np.diff(heights))
        runs = np.split(np.arange(x.size), np.flatnonzero(~joined) + 1)
        pieces += [(x[run], y[run]) for run in runs if run.size > 1]
    return Curve(sketched.function, tuple(pieces), tuple(marks), tuple(poles))


class _Axes(NamedTuple):
    """The limits of axes, and their width and height in pixels."""

    xlim: Interval
    ylim: Interval
    pixels: tuple[float, float]

    def in_pixels(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """The points in pixels from the lower left corner of the axes; heights are cut to 1e9 of them."""
        columns = (x - self.xlim.low) / self.xlim.width * self.pixels[0]
        heights = (y - self.ylim.low) / self.ylim.width * self.pixels[1]
        return columns, np.clip(heights, -1e9, 1e9)

    def visible(self, heights: Floats) -> NDArray[np.bool_]:
        """Which steps from a sample to the next do not lie wholly above or below the axes."""
        above, below = heights > self.pixels[1] + _TRACED_BEYOND, heights < -_TRACED_BEYOND
        return ~((above[:-1] & above[1:]) | (below[:-1] & below[1:]))


def _refined(function: Plottable, stretch: tuple[Floats, Floats], axes: _Axes) -> tuple[Floats, Floats]:
    """The samples, with more in between wherever the curve bends or rises too much between two."""
    x, y = stretch
    for _ in range(_MOST_ROUNDS):
        columns, heights = axes.in_pixels(x, y)
        across, up = np.diff(columns), np.diff(heights)
        with np.errstate(all="ignore"):
            # The distance of each point from the line through its neighbours.
            bend = np.abs(across[:-1] * up[1:] - across[1:] * up[:-1]) / np.hypot(
                across[:-1] + across[1:], up[:-1] + up[1:]
            )
            rough = np.abs(up) > _MOST_RISE
            rough[:-1] |= bend > _MOST_BEND
            rough[1:] |= bend > _MOST_BEND
        rough &= axes.visible(heights) & (np.diff(x) > _LEAST_STEP * axes.xlim.width)
        where = np.flatnonzero(rough)
        if not where.size or x.size > _MOST_SAMPLES:
            break
        added = x[where] + _DIVISION * (x[where + 1] - x[where])
        y = np.insert(y, where + 1, _finite(function.values(added)))
        x = np.insert(x, where + 1, added)
    return x, y
