"""What a function may do between two samples: bounds on its heights, by interval arithmetic.

So a spike is found however narrow it is, and where a curve is certain to be smooth no samples are wasted.
"""

from __future__ import annotations

from math import inf, log
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.analysis.spans import around
from actx.core.arithmetic.box import Box, div
from actx.core.arithmetic.boxes import enclosure
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import target
from actx.core.rounding.tiers import where_regular

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from actx.figure.functions import Floats, Plottable

_LN_10: Final = log(10.0)
_MOST_ROUNDS: Final = 50
# Intervals that are divided at once in the search for the range of a function, and in all.
_MOST_INTERVALS: Final = 2000
_MOST_DIVIDED: Final = 12_000
# Of the range of a function: what exceeds it by less is not looked for.
_EXCESS: Final = 0.01
_LEAST_EXCESS: Final = 1e-300  # what is smaller may be due to underflow
_NOISE: Final = 1e-12  # of heights: a larger range may be due to the rounding errors of bounds


class Bounds(NamedTuple):
    """For each of some intervals: the heights that a curve stays between, and how far it is from its chord.

    They are infinite where nothing is known. `smooth` says where it is certain to be continuous.
    """

    low: Floats
    high: Floats
    off: Floats
    smooth: NDArray[np.bool_]


class Enclosed:
    """A function in interval arithmetic; at `branches` it may have values that its limits are not."""

    def __init__(self, function: Plottable, branches: Collection[Fraction] = ()) -> None:
        self._sign = function.sign
        self._beside = {float(point): around(point) for point in branches}
        self._tree = self._slope = None
        f, order = function.tree, function.order
        if f is None or function.form is not None:
            return
        try:
            self._tree = where_regular(f, target(f, order))
            self._slope = where_regular(f, target(f, order + 1))
        except FormulaError:  # of a derivative that is too large
            return

    @property
    def is_known(self) -> bool:
        """Whether there are any bounds."""
        return self._tree is not None

    def between(self, x: Sequence[Floats], y: Sequence[Floats]) -> Bounds:
        """Bounds between points of the curve: x and y have those at the left ends, and at the right ends."""
        low, high = self._inside(*x)
        box, slopes = self._boxes(low, high)
        with np.errstate(all="ignore"):
            sure = box.sure & slopes.sure & np.isfinite(slopes.lo) & np.isfinite(slopes.hi)
            least, most = np.minimum(*y), np.maximum(*y)
            rising = np.clip((y[1] - y[0]) / (x[1] - x[0]), slopes.lo, slopes.hi)
            # A function whose slopes lie between these goes as far as this from its chord.
            range_ = slopes.hi - slopes.lo
            off = (x[1] - x[0]) * (rising - slopes.lo) * ((slopes.hi - rising) / range_)
            off = np.where(sure, np.where(range_ > 0, off, 0.0), inf)
            off = np.where(np.isnan(off), inf, off)
            reach = np.where(sure & ((slopes.lo >= 0) | (slopes.hi <= 0)), 0.0, off)
            # A sample and an enclosure may each be off by their rounding errors.
            low = np.fmin(np.fmax(box.lo, least - reach), least)
            high = np.fmax(np.fmin(box.hi, most + reach), most)
        return Bounds(low, high, off, np.asarray(box.sure))

    def _inside(self, left: Floats, right: Floats) -> tuple[Floats, Floats]:
        """The intervals without the branch points at which they end."""
        low, high = left.copy(), right.copy()
        for point, (before, after) in self._beside.items():
            low[left == point], high[right == point] = after, before
        return np.minimum(low, high), np.maximum(low, high)

    def _boxes(self, low: Floats, high: Floats) -> tuple[Box, Box]:
        """The heights and the slopes that are possible on intervals."""
        everything = Box(np.full(low.shape, -inf), np.full(low.shape, inf), np.zeros(low.shape, dtype=bool))
        if self._tree is None:
            return everything, everything
        box = enclosure(self._tree, low, high)
        slopes = everything if self._slope is None else enclosure(self._slope, low, high)
        if not self._sign:
            return box, slopes
        with np.errstate(all="ignore"):
            if self._sign < 0:
                box, slopes = (Box(-each.hi, -each.lo, each.sure) for each in (box, slopes))
            ratio = div(slopes, box)
            heights = Box(np.log10(np.maximum(box.lo, 0)), np.log10(box.hi), box.sure & (box.lo > 0))
            return heights, Box(ratio.lo / _LN_10, ratio.hi / _LN_10, ratio.sure)

    def spread(self, x: Floats) -> Floats:
        """How far the bounds of the height of each point are apart."""
        box, _ = self._boxes(x, x)
        with np.errstate(invalid="ignore"):
            return np.where(np.isnan(box.lo), 0.0, box.hi - box.lo)

    def extremes(self, grid: Floats) -> tuple[Floats, float]:
        """Points between those of a grid where the curve is higher or lower than at these, and its range.

        They are found by branch and bound, but for the poles, where bounds are infinite. The range of the
        heights is at least the one that is given.
        """
        if self._tree is None or grid.size < 2:
            return np.empty(0), 0.0
        at_grid, _ = self._boxes(grid, grid)
        most, least = (_largest(each, grid)[0] for each in (at_grid.lo, -at_grid.hi))
        highest: Floats = np.empty(0)
        lowest: Floats = np.empty(0)
        low, high = grid[:-1], grid[1:]
        divided = 0
        for _ in range(_MOST_ROUNDS):
            divided += low.size
            middle = low / 2 + high / 2
            ends = (np.concatenate([each, middle]) for each in self._inside(low, high))
            boxes, slopes = self._boxes(*ends)
            count = low.size
            top, top_at = _largest(boxes.lo[count:], middle)
            bottom, bottom_at = _largest(-boxes.hi[count:], middle)
            if top > most:
                most, highest = top, top_at
            if bottom > least:
                least, lowest = bottom, bottom_at
            with np.errstate(all="ignore"):
                reach = np.maximum(np.abs(slopes.lo), np.abs(slopes.hi))[:count] * (high - low) / 2
                reach = np.where((boxes.sure & slopes.sure)[:count] & ~np.isnan(reach), reach, inf)
                above = np.fmin(boxes.hi[:count], boxes.hi[count:] + reach)
                below = np.fmin(-boxes.lo[:count], reach - boxes.lo[count:])
                above = np.where(above < inf, above - most, -inf)
                below = np.where(below < inf, below - least, -inf)
                excess = np.maximum(above, below)
            least_excess = max(_EXCESS * (most + least), _NOISE * max(abs(most), abs(least)), _LEAST_EXCESS)
            is_open = (excess > least_excess) & (low < middle) & (middle < high)
            if not is_open.any() or divided > _MOST_DIVIDED:
                break
            if np.count_nonzero(is_open) > _MOST_INTERVALS:
                is_open &= excess >= np.sort(excess)[-_MOST_INTERVALS]
            low, middle, high = low[is_open], middle[is_open], high[is_open]
            low, high = np.concatenate([low, middle]), np.concatenate([middle, high])
        return np.concatenate([highest, lowest]), max(most + least, 0.0)


def _largest(values: Floats, x: Floats) -> tuple[float, Floats]:
    """The largest finite value, -inf without any, and where it is: (1,)."""
    known = np.where(np.isfinite(values), values, -inf)
    k = int(np.argmax(known))
    return float(known[k]), x[k : k + 1]
