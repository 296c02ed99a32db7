"""The largest magnitude of a function, or of a derivative, on a range, with a proof where possible.

By branch and bound (R. E. Moore, Interval Analysis, 1966). The range is cut into intervals, and interval
arithmetic bounds the function on each; where an interval is small, the mean value theorem gives a better
bound. An interval is discarded when its bound does not exceed the largest value found, or when the function
is monotone on it, so that only its ends count; otherwise it is halved. So spikes are found, however narrow.
When no interval is left, the largest value found is proved to be the maximum. If the allowed work or the
digits of float64 end before that, it is a lower bound.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import inf, isfinite, isnan, nan
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.analysis.branch_points import BranchPoint, branch_point
from actx.core.analysis.glance import glance
from actx.core.analysis.pieces import NOWHERE, edges, stretches
from actx.core.analysis.spans import Top, around, joined, narrowed, nearest_to_zero, outside, size, spread
from actx.core.analysis.zero_search import all_bisected, is_irrational, polished
from actx.core.analysis.zeros import linear_zeros, union
from actx.core.arithmetic.boxes import enclosure
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import derivative, target
from actx.core.formula.domain import domain
from actx.core.formula.expression import INF, Apply, Expression, Number
from actx.core.formula.removable import cauchy_quotient
from actx.core.rounding.arrays import at
from actx.core.rounding.formats import FLOAT64

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# The intervals to begin with, at one step, and in all; the steps; and the branches that are searched singly.
_CELLS: Final = 256
_AT_A_TIME: Final = 1024
_MOST_BOXES: Final = 12_000
_MOST_STEPS: Final = 120
_MOST_PARTS: Final = 24
# Magnitudes within this relative distance count as equal.
_SAME: Final = 1e-12
# An interval is discarded if its bound exceeds the largest value found by no more than this, relatively.
_TOLERANCE: Final = 1e-13
# The same for intervals that were not searched to the end: next to a branch point the bounds on an interval
# of a few ulps are this rough.
_ROUGH_TOLERANCE: Final = 1e-9
# Half the width of the interval around a removable singularity in which a mean value formula is the bound.
_GAP: Final = 0.0625
# Branch points that are evaluated exactly, and intervals in which the maximum is located to _DIGITS digits.
_MOST_FEATURES: Final = 24
_MOST_REFINED: Final = 8
_DIGITS: Final = 40
# Points of the grid for functions that intervals do not bound well.
_GRID: Final = 401

_ANYTHING: Final = Apply("tan", INF)
"""An expression that interval arithmetic bounds by the whole line."""


class Extreme(NamedTuple):
    """The largest magnitude on a range, and a point x where it is attained or is a limit.

    If it is not `proved`, it is the largest that was found: a lower bound.
    """

    x: float
    magnitude: float
    proved: bool = True


@lru_cache(maxsize=256)
def extreme(f: Expression, low: float, high: float, order: int = 0) -> Extreme:
    """The largest magnitude of a derivative on [low, high], the one-sided limits at jumps included.

    If it is attained at several points, x is the one nearest to 0. Both are nan where the derivative is
    defined nowhere.
    """
    ends = Fraction(low), Fraction(high)
    parts = stretches(f, *ends)
    if parts is None or len(parts) > _MOST_PARTS:
        return _Search(f, *ends, order).result()
    found = [_Search(each.formula, each.low, each.high, order, regular=True).result() for each in parts]
    joins = (p for p in union(edges(f)).points if low <= p <= high and not is_irrational(p))
    return largest([*found, *(Extreme(float(p), abs(at(f, p, FLOAT64, order))) for p in joins)])


def largest(found: Iterable[Extreme]) -> Extreme:
    """The largest of several; of equal ones that nearest to 0, and of two as near the left one.

    It is proved if all are. Of none, or only of nan, it is nan.
    """
    known = [each for each in found if not isnan(each.magnitude)]
    if not known:
        return Extreme(nan, nan)
    most = max(each.magnitude for each in known)
    near = [each for each in known if each.magnitude >= most * (1 - _SAME)]
    nearest = min(abs(each.x) for each in near)
    best = min(each for each in near if abs(each.x) <= nearest * (1 + _SAME))
    return best._replace(proved=all(each.proved for each in known))


class _Search:
    """The search on [start, end], outside of which the formula may not be valid.

    `regular` says that f is known to be regular in between.
    """

    def __init__(
        self, f: Expression, start: Fraction, end: Fraction, order: int, *, regular: bool = False
    ) -> None:
        self.f, self.start, self.end, self.order, self.regular = f, start, end, order, regular
        self.low, self.high = outside(start, -inf), outside(end, inf)
        self.best, self.best_at = -inf, nan
        self.found: list[tuple[float, float]] = []
        """Points that were evaluated, and the correctly rounded magnitudes there."""
        self.unresolved = -inf
        """The largest bound of the intervals that were given up."""
        self.tops: list[Top] = []
        """Intervals in which the maximum may be, each with its bound."""

    def result(self) -> Extreme:
        for x in {self.start, self.end, nearest_to_zero(self.start, self.end)}:
            self._look(x)
        features = [p for p in self._features() if self.start <= p <= self.end]
        self._search(features)
        self._refine(self.tops)
        if not self._is_proved():
            self._refine(self._around_peaks())
        most = max((magnitude for _, magnitude in self.found), default=-inf)
        proved = self._is_proved() and most >= self.best * (1 - _SAME)
        return largest(Extreme(x, magnitude, proved) for x, magnitude in self.found)

    def _is_proved(self) -> bool:
        """Whether no interval that was given up can hold a larger magnitude than the best."""
        return not self.unresolved > self.best * (1 + _ROUGH_TOLERANCE)

    # --- exact values ------------------------------------------------------------------------------------

    def _features(self) -> tuple[Fraction, ...]:
        """Points where f or its derivatives may jump or have poles."""
        return union(edges(self.f)).points

    def _note(self, x: float, value: float) -> None:
        if not isnan(value):
            self.found.append((x, abs(value)))
            if abs(value) > self.best:
                self.best, self.best_at = abs(value), x

    def _look(self, x: float | Fraction) -> None:
        seen = float(glance(self.f, np.array([float(x)]), self.order)[0])
        self._note(float(x), at(self.f, Fraction(x), FLOAT64, self.order) if seen else 0.0)

    def _look_beside(self, point: BranchPoint) -> None:
        x = float(point.at)
        self._note(x, point.value)
        if point.at > self.start:
            self._note(x, point.left)
        if point.at < self.end:
            self._note(x, point.right)

    # --- the search --------------------------------------------------------------------------------------

    def _search(self, features: list[Fraction]) -> None:
        tree, slope = self._trees()
        low, high = self._cells(self._look_at_features(tree, features))
        steps, boxes = 0, 0
        bounds = np.full(low.shape, inf)
        while low.size and self.best < inf:
            if steps >= _MOST_STEPS or boxes >= _MOST_BOXES:
                self.unresolved = max(self.unresolved, float(np.max(bounds)))
                self._remember(low, high, bounds)
                return
            order = np.argsort(-bounds, kind="stable")
            low, high, bounds = low[order], high[order], bounds[order]
            now, later = slice(0, _AT_A_TIME), slice(_AT_A_TIME, None)
            halves = self._examined(tree, slope, low[now], high[now])
            low, high, bounds = (
                np.concatenate([half, rest[later]])
                for half, rest in zip(halves, (low, high, bounds), strict=True)
            )
            keep = bounds > self.best * (1 + _TOLERANCE)
            self._remember(low[~keep], high[~keep], bounds[~keep])
            low, high, bounds = low[keep], high[keep], bounds[keep]
            steps, boxes = steps + 1, boxes + min(keep.size, _AT_A_TIME)

    def _trees(self) -> tuple[Expression, Expression | None]:
        """The derivative of the order, and the next one unless it is too large."""
        tree = self._where_regular(target(self.f, self.order))
        try:
            return tree, self._where_regular(target(self.f, self.order + 1))
        except FormulaError:  # too large
            return tree, None

    def _where_regular(self, expression: Expression) -> Expression:
        """The expression where f is regular; elsewhere undefined if f is, and any number if f is not."""
        defined, regular = domain(self.f)
        if self.regular or regular is None:
            return expression
        other = _ANYTHING if defined is None else Apply("where", defined, _ANYTHING, NOWHERE)
        return Apply("where", regular, expression, other)

    def _cells(self, gaps: list[tuple[float, float]]) -> tuple[Floats, Floats]:
        """The intervals to begin with, without `gaps`, those around branch points and poles."""
        special = [float(each) for each in linear_zeros(self.f) if self.low < each < self.high]
        edges = np.concatenate([spread(self.low, self.high, _CELLS + 1), special])
        inside = [edge for gap in gaps for edge in gap if self.low < edge < self.high]
        edges = np.unique(np.concatenate([edges, inside]))
        low, high = edges[:-1], edges[1:]
        keep = np.ones(low.shape, dtype=bool)
        for left, right in gaps:
            keep &= ~((low >= left) & (high <= right))
        return low[keep], high[keep]

    def _look_at_features(self, tree: Expression, features: list[Fraction]) -> list[tuple[float, float]]:
        """Evaluate at and beside the features that may hold the maximum; return the intervals around them."""
        gaps, bounds = [], []
        plain = target(self.f, self.order)
        for point in features:
            fills = None if is_irrational(point) else cauchy_quotient(plain, Number(point), derivative)
            low, high = around(point) if fills is None else (float(point) - _GAP, float(point) + _GAP)
            gap = max(low, self.low), min(high, self.high)
            box = enclosure(fills or tree, *(np.array([end]) for end in gap))
            usable = fills is None or box.sure[0]
            gaps.append(gap)
            bounds.append(float(size(box.lo, box.hi)[0]) if usable else inf)
        looked = 0
        for bound, point in sorted(zip(bounds, features, strict=True), key=lambda each: abs(each[1])):
            if bound < self.best * (1 - _SAME):
                continue
            if looked >= _MOST_FEATURES:
                break
            self._look_beside(branch_point(self.f, point, self.order))
            looked += 1
        self.unresolved = max(self.unresolved, *bounds, -inf)
        return gaps

    def _examined(
        self, tree: Expression, slope: Expression | None, low: Floats, high: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """The halves of those intervals that may hold more than the best, each with its bound."""
        n = low.size
        middle = low / 2 + high / 2
        lows, highs = np.concatenate([low, middle, low, high]), np.concatenate([high, middle, low, high])
        values = enclosure(tree, lows, highs)
        whole = values.lo[:n], values.hi[:n]
        one_way = np.zeros(n, dtype=bool)
        if slope is not None:
            slopes = enclosure(slope, low, high)
            sure = values.sure[:n] & slopes.sure
            whole = narrowed(whole, (values.lo[n : 2 * n], values.hi[n : 2 * n]), slopes, low, high, sure)
            one_way = sure & ((slopes.lo >= 0) | (slopes.hi <= 0))
        bound = size(*whole)
        least = np.where(
            (values.lo[n:] > 0) | (values.hi[n:] < 0),
            np.minimum(np.abs(values.lo[n:]), np.abs(values.hi[n:])),
            0.0,
        )
        least = np.where(np.isnan(least), 0.0, least)
        top = int(np.argmax(least))
        if least[top] > self.best:
            self.best, self.best_at = float(least[top]), float(lows[n + top])
        left, right = np.split(size(values.lo[2 * n :], values.hi[2 * n :]), 2)
        self._remember(low[one_way], low[one_way], left[one_way])
        self._remember(high[one_way], high[one_way], right[one_way])
        open_ = ~one_way & (bound > self.best * (1 + _TOLERANCE))
        near = ~one_way & ~open_ & (bound >= self.best * (1 - _SAME))
        self._remember(low[near], high[near], bound[near])
        # Halving is of no use if float64 has no number in between, or if the enclosure at the middle alone is
        # wider than a quarter of what the bound exceeds the best by.
        with np.errstate(invalid="ignore"):
            noise = values.hi[n : 2 * n] - values.lo[n : 2 * n]
            stuck = open_ & ((middle <= low) | (middle >= high) | (noise > (bound - self.best) / 4))
        self.unresolved = max(self.unresolved, float(np.max(bound[stuck], initial=-inf)))
        self._remember(low[stuck], high[stuck], bound[stuck])
        rest = open_ & ~stuck
        return (
            np.concatenate([low[rest], middle[rest]]),
            np.concatenate([middle[rest], high[rest]]),
            np.tile(bound[rest], 2),
        )

    def _remember(self, low: Floats, high: Floats, bounds: Floats) -> None:
        """Note the intervals in which the maximum may be."""
        keep = bounds >= self.best * (1 - _SAME)
        self.tops += zip(low[keep].tolist(), high[keep].tolist(), bounds[keep].tolist(), strict=True)

    # --- where the derivative vanishes -------------------------------------------------------------------

    def _refine(self, found: list[Top]) -> None:
        """Evaluate where the next derivative changes its sign in intervals in which the maximum may be."""
        tops = joined([top for top in found if top[2] >= self.best * (1 - _SAME)])
        nearest = sorted(tops, key=lambda top: min(abs(top[0]), abs(top[1])))[:_MOST_REFINED]
        highest = sorted(tops, key=lambda top: -top[2])[:_MOST_REFINED]
        ends = [(low, high) for low, high, _ in dict.fromkeys([*nearest, *highest])]
        turning = all_bisected(self.f, self._turning(ends), self.order + 1)
        for point in {polished(self.f, guess, self.order + 1, _DIGITS) for guess in turning}:
            self._look(point)
        if max((most for _, most in self.found), default=-inf) < self.best * (1 - _SAME):
            for x in {self.best_at, *(x for pair in ends for x in pair)}:  # it may be constant there
                self._look(x)

    def _turning(self, ends: list[tuple[float, float]]) -> list[tuple[float, float]]:
        """Those intervals at whose ends, three times as far apart, the next derivative's signs differ."""
        wide = [
            (max(low - (high - low), self.low), min(high + (high - low), self.high))
            for low, high in ends
            if low < high
        ]
        if not wide:
            return []
        try:
            left, right = (glance(self.f, np.array(each), self.order + 1) for each in zip(*wide, strict=True))
        except FormulaError:  # too large
            return []
        return [pair for pair, a, b in zip(wide, left, right, strict=True) if a * b < 0]

    def _around_peaks(self) -> list[Top]:
        """Intervals around the highest points of a grid, for functions that intervals do not bound well."""
        special = [float(each) for each in linear_zeros(self.f) if self.low <= each <= self.high]
        grid = np.unique(np.concatenate([spread(self.low, self.high, _GRID), special]))
        sizes = np.abs(glance(self.f, grid, self.order))
        sizes = np.where(np.isfinite(sizes), sizes, -inf)
        inner = np.flatnonzero((sizes[1:-1] >= sizes[:-2]) & (sizes[1:-1] >= sizes[2:])) + 1
        peaks = [0, grid.size - 1, *inner.tolist()]
        tops: list[Top] = []
        for index in sorted(peaks, key=lambda i: -sizes[i])[:_MOST_REFINED]:
            if isfinite(sizes[index]):
                self._look(float(grid[index]))
                left, right = float(grid[max(index - 1, 0)]), float(grid[min(index + 1, grid.size - 1)])
                tops.append((left, right, inf))
        return tops
