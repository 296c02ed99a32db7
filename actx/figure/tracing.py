"""From sketches to curves, refined until what is drawn is within a fraction of a pixel of the function.

Where interval arithmetic bounds the function, that is certain; elsewhere it is as smooth as samples tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.figure.bounds import Bounds
from actx.figure.curves import LEAST_STEP, Curve, finite
from actx.figure.functions import OF_ZERO
from actx.figure.plane import Interval, Mark

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from actx.figure.curves import Sketch
    from actx.figure.functions import Floats

    Truths = NDArray[np.bool_]

PIXELS: Final = (900.0, 600.0)
"""The width and height of axes in pixels, about those of a figure by default."""
# In pixels: the largest distance of a curve from the line through two samples, and the largest difference in
# height of two that is no jump.
_MOST_BEND: Final = 0.1
_MOST_RISE: Final = 8.0
# The width in pixels within which only the heights of a curve are seen, and the samples that are drawn of it.
_CELL: Final = 0.35
_MOST_IN_CELL: Final = 6
_MOST_TRIED_IN_CELL: Final = 150  # with more, bounds are too rough to tell what is between them
_TRACED_BEYOND: Final = 20.0  # pixels above and below the axes in which a curve is still traced
_MOST_SAMPLES: Final = 300_000  # of a stretch: with more, it is not refined further
_MOST_ROUNDS: Final = 70  # of refining a stretch
# Pixels between the bounds of a point: with more, interval arithmetic tells nothing.
_MOST_SPREAD: Final = 0.5
# Intervals without bounds, as at poles, that are refined below a pixel: more are no poles.
_MOST_UNBOUNDED: Final = 200
# Where the interval between two samples is divided, as a share of it: not in the middle, where poles and gaps
# often are.
_DIVISION: Final = 0.45
_TOLERANCE: Final = 2.0**-33  # of the height of the axes: how wrong a sample may be
_TOWARDS_POLES: Final = tuple(2.0**-k for k in (900, 600, 400, 270, 180, 120, 80, 50, 25))
_SUBNORMAL: Final = -307.0  # the logarithms of smaller numbers of float64 are in steps
_MOST_JUMPS: Final = 200  # of a stretch, that have dots


def traced(sketched: Sketch, xlim: Interval, ylim: Interval, pixels: tuple[float, float] = PIXELS) -> Curve:
    """The curve within axes of these limits and of so many pixels, refined until it looks smooth.

    Samples between which a step remains however they are refined are not joined: there is a jump or a pole.
    """
    pieces: list[tuple[Floats, Floats]] = []
    marks, poles = list(sketched.marks), list(sketched.poles)
    axes = _Axes(xlim, ylim, pixels)
    for stretch in sketched.stretches:
        is_exact = sketched.function.form is not None  # its steps are no jumps
        x, y = stretch if is_exact else _Tracing(sketched, axes).refined(*stretch)
        _, heights = axes.in_pixels(x, y)
        visible = axes.visible(heights)
        with np.errstate(invalid="ignore"):
            is_step = (np.abs(np.diff(heights)) > _MOST_RISE) & (np.diff(x) <= LEAST_STEP * xlim.width)
            inside = (heights >= 0) & (heights <= pixels[1])
        falls = np.minimum(y[1:], y[:-1]) == OF_ZERO  # to a zero, on a logarithmic axis
        is_step &= visible & (not is_exact) & ~falls
        # The limits at branch points are known: a curve may be steep there, as x**0.05, but it goes on.
        for known in sketched.branches:
            is_near = np.abs(x - known) <= LEAST_STEP * xlim.width
            is_step &= ~(is_near[:-1] | is_near[1:])
        if sketched.function.sign:
            is_step &= np.maximum(y[:-1], y[1:]) > _SUBNORMAL
        # A step between two samples inside the axes is a jump. If that is no known branch point, the function
        # is taken to have no value there, as atan(1/x) at 0, and both ends are open; but a sample alone
        # between two jumps is a value.
        is_jump = is_step & inside[:-1] & inside[1:]
        jumps = np.flatnonzero(is_jump).tolist()
        if len(jumps) <= _MOST_JUMPS:
            before, after = set(jumps), {i + 1 for i in jumps}
            marks += [
                Mark(float(x[i]), float(y[i]), filled=i in before and i in after)
                for i in sorted(before | after)
            ]
        poles += x[:-1][is_step & ~is_jump].tolist()
        joined = visible & ~is_step & ~np.isnan(np.diff(heights))
        runs = np.split(np.arange(x.size), np.flatnonzero(~joined) + 1)
        found = [(x[run], y[run]) for run in runs if run.size > 1]
        pieces += found if is_exact else [axes.thinned(*piece) for piece in found]
    return Curve(sketched.function, tuple(pieces), tuple(marks), tuple(poles))


class _Axes(NamedTuple):
    """The limits of axes, and their width and height in pixels."""

    xlim: Interval
    ylim: Interval
    pixels: tuple[float, float]

    def in_pixels(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """The points in pixels from the lower left corner of the axes; heights are cut to 1e9 of them."""
        return (x - self.xlim.low) / self.xlim.width * self.pixels[0], self.up(y)

    def up(self, y: Floats) -> Floats:
        with np.errstate(over="ignore"):
            return np.clip((y - self.ylim.low) / self.ylim.width * self.pixels[1], -1e9, 1e9)

    def visible(self, heights: Floats) -> Truths:
        """Which steps from a sample to the next do not lie wholly above or below the axes."""
        above, below = self._beyond(heights, heights)
        return ~((above[:-1] & above[1:]) | (below[:-1] & below[1:]))

    def may_be_seen(self, low: Floats, high: Floats) -> Truths:
        """Which curves that stay between these heights may reach the axes."""
        above, below = self._beyond(low, high)
        return ~(above | below)

    def _beyond(self, low: Floats, high: Floats) -> tuple[Truths, Truths]:
        return low > self.pixels[1] + _TRACED_BEYOND, high < -_TRACED_BEYOND

    def thinned(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """A piece of a curve of which narrow columns keep their first, last, highest and lowest points."""
        columns, _ = self.in_pixels(x, y)
        cells = np.floor(columns / _CELL)
        starts = np.flatnonzero(np.append(True, np.diff(cells) > 0))
        counts = np.diff(np.append(starts, x.size))
        kept = np.repeat(counts <= _MOST_IN_CELL, counts)
        ends = starts + counts - 1
        by_height = np.lexsort((y, cells))
        for each in (starts, ends, by_height[starts], by_height[ends]):
            kept[each] = True
        return x[kept], y[kept]


class _Tracing:
    """A stretch of a curve while it is refined."""

    def __init__(self, sketched: Sketch, axes: _Axes) -> None:
        self._function, self._enclosed, self._axes = sketched.function, sketched.enclosed, axes
        self._poles = sketched.poles
        self._tolerance = _TOLERANCE * axes.ylim.width
        self._least = LEAST_STEP * axes.xlim.width

    def _values(self, x: Floats) -> Floats:
        return finite(self._function.values(x, self._tolerance))

    def refined(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """The samples of a stretch, with as many in between as the axes show."""
        x, y = self._to_poles(x, y)
        bounds = self._enclosed.between((x[:-1], x[1:]), (y[:-1], y[1:]))
        for _ in range(_MOST_ROUNDS):
            where = np.flatnonzero(self._is_rough(x, y, bounds))
            added = x[where] + _DIVISION * (x[where + 1] - x[where])
            is_new = (added > x[where]) & (added < x[where + 1]) & self._are_told(bounds, x, where, added)
            where, added = where[is_new], added[is_new]
            if not where.size or x.size > _MOST_SAMPLES:
                break
            there = self._values(added)
            halves = self._enclosed.between(
                (np.concatenate([x[where], added]), np.concatenate([added, x[where + 1]])),
                (np.concatenate([y[where], there]), np.concatenate([there, y[where + 1]])),
            )
            bounds = Bounds(*map(_divided, bounds, (where,) * 4, halves))
            x, y = np.insert(x, where + 1, added), np.insert(y, where + 1, there)
        return self._with_jumps(x, y, bounds.smooth)

    def _are_told(self, bounds: Bounds, x: Floats, where: NDArray[np.intp], added: Floats) -> Truths:
        """Whether dividing intervals will tell more: not in narrow ones where a point is not bounded itself.

        Their bounds are nan from then on.
        """
        axes = self._axes
        told = (x[where + 1] - x[where]) / axes.xlim.width * axes.pixels[0] > _CELL
        narrow = np.flatnonzero(~told)
        if narrow.size and self._enclosed.is_known:
            spread = self._enclosed.spread(added[narrow]) / axes.ylim.width * axes.pixels[1]
            told[narrow] = spread <= _MOST_SPREAD
            untold = where[narrow][~told[narrow]]
            bounds.low[untold] = bounds.high[untold] = np.nan
        return told

    def _is_rough(self, x: Floats, y: Floats, bounds: Bounds) -> Truths:
        """Between which samples the curve may be elsewhere than the line, or is steep."""
        axes = self._axes
        columns, heights = axes.in_pixels(x, y)
        across, up = np.diff(columns), np.diff(heights)
        with np.errstate(all="ignore"):
            # The distance of each point from the line through its neighbours.
            bend = np.abs(across[:-1] * up[1:] - across[1:] * up[:-1]) / np.hypot(
                across[:-1] + across[1:], up[:-1] + up[1:]
            )
            off = bounds.off / axes.ylim.width * axes.pixels[1] / np.hypot(1, up / across)
            is_rough = np.abs(up) > _MOST_RISE
        is_rough[:-1] |= bend > _MOST_BEND
        is_rough[1:] |= bend > _MOST_BEND
        is_rough &= axes.visible(heights) & (across > _CELL)
        low, high = axes.up(bounds.low), axes.up(bounds.high)
        is_open = axes.may_be_seen(low, high) & ~self._is_covered(columns, heights, low, high)
        is_bounded = np.isfinite(bounds.low) & np.isfinite(bounds.high)
        if self._enclosed.is_known:
            is_open &= ~np.isnan(bounds.low)
            unbounded = is_open & ~is_bounded
            few = np.count_nonzero(unbounded) <= _MOST_UNBOUNDED
            is_rough |= is_open & (is_bounded | few | (across > 1))
        # Beside a steep line the curve may still go on beyond its ends.
        beyond = np.fmax(np.fmin(heights[:-1], heights[1:]) - low, high - np.fmax(heights[:-1], heights[1:]))
        is_certain = bounds.smooth & (off <= _MOST_BEND) & (beyond <= _MOST_BEND)
        return is_rough & ~is_certain & (np.diff(x) > self._least)

    def _is_covered(self, columns: Floats, heights: Floats, low: Floats, high: Floats) -> Truths:
        """In which narrow intervals the curve is no higher and no lower than its samples nearby.

        They count as such where there are so many samples that bounds do not become better.
        """
        top = self._axes.pixels[1] + _TRACED_BEYOND
        low, high, heights = (np.clip(each, -_TRACED_BEYOND, top) for each in (low, high, heights))
        cells = np.floor(columns / _CELL)
        starts = np.flatnonzero(np.append(True, np.diff(cells) > 0))
        counts = np.diff(np.append(starts, columns.size))
        least, most = (np.repeat(each.reduceat(heights, starts), counts) for each in (np.fmin, np.fmax))
        least, most = np.fmin(least[:-1], heights[1:]), np.fmax(most[:-1], heights[1:])
        is_within: Truths = (low >= least - _MOST_BEND) & (high <= most + _MOST_BEND)
        is_within |= np.repeat(counts, counts)[:-1] > _MOST_TRIED_IN_CELL
        return is_within & (np.diff(columns) <= _CELL)

    def _to_poles(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """The samples, with more next to poles: that of a logarithm is too near for one to be outside."""
        near = 2.0**-20 * self._axes.xlim.width
        for pole in self._poles:
            for end, sign in ((x[0], 1), (x[-1], -1)):
                distance = float(sign * (end - pole))
                if 0 < distance < near:
                    added = pole + sign * distance * np.array(_TOWARDS_POLES)
                    added = added[(sign * (added - pole) > 0) & (sign * (end - added) > 0)][::sign]
                    place = 0 if sign > 0 else x.size
                    x, y = np.insert(x, place, added), np.insert(y, place, self._values(added))
        return x, y

    def _with_jumps(self, x: Floats, y: Floats, smooth: Truths) -> tuple[Floats, Floats]:
        """The samples, with two more where the curve may jump: as near to each other as a step remains."""
        _, heights = self._axes.in_pixels(x, y)
        with np.errstate(invalid="ignore"):
            steep = ~smooth & (np.abs(np.diff(heights)) > _MOST_RISE) & self._axes.visible(heights)
        where = np.flatnonzero(steep)
        left, right, below, above = x[where], x[where + 1], y[where], y[where + 1]
        gaps: list[Floats] = []
        least_rise = _MOST_RISE / self._axes.pixels[1] * self._axes.ylim.width
        for _ in range(_MOST_ROUNDS):
            middle = left + _DIVISION * (right - left)
            go_on = (right - left > self._least) & (left < middle) & (middle < right)
            go_on &= np.abs(above - below) > least_rise
            if not go_on.any():
                break
            there = np.full_like(middle, np.nan)
            there[go_on] = self._values(middle[go_on])
            gaps.append(middle[go_on & np.isnan(there)])
            is_left = np.abs(there - below) >= np.abs(above - there)
            left, below = np.where(go_on & ~is_left, middle, left), np.where(go_on & ~is_left, there, below)
            right, above = np.where(go_on & is_left, middle, right), np.where(go_on & is_left, there, above)
            lost = np.isnan(below) | np.isnan(above)
            left, right, below, above = (each[~lost] for each in (left, right, below, above))
        gap = np.concatenate([*gaps, []])
        added = np.concatenate([left, right, gap])
        values = np.concatenate([below, above, np.full_like(gap, np.nan)])
        xs, first = np.unique(np.concatenate([x, added]), return_index=True)
        return xs, np.concatenate([y, values])[first]


def _divided(found: NDArray[Any], where: NDArray[np.intp], halves: NDArray[Any]) -> NDArray[Any]:
    """What is known of intervals, of which some are now two each: all of the left halves, then the right."""
    left, right = np.split(halves, 2)
    found = found.copy()
    found[where] = left
    return np.insert(found, where + 1, right)
