"""The largest magnitude of a function, or of a derivative, on a range, with a proof where possible.

By branch and bound (R. E. Moore, Interval Analysis, 1966). The range is cut into intervals, and interval
arithmetic bounds the function on each; where an interval is small, the mean value theorem gives a better
bound. An interval is discarded when its bound does not exceed the largest value found, or when the function
is monotone on it, so that only its ends count; otherwise it is divided. So spikes are found, however narrow.
When no interval is left, the largest value found is proved to be the maximum. If the allowed work or the
digits of float64 end before that, it is a lower bound.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import inf, isclose, isfinite, isnan, nan
from typing import TYPE_CHECKING, Final

import numpy as np

from actx.core.analysis.branch_points import BranchPoint, branch_point
from actx.core.analysis.facts import Extreme
from actx.core.analysis.glance import glance
from actx.core.analysis.pieces import NOWHERE, edges, stretches
from actx.core.analysis.spans import (
    Candidate,
    around,
    ascending,
    joined,
    least,
    narrowed,
    nearest_to_zero,
    outside,
    size,
    spread,
)
from actx.core.analysis.zero_digits import all_bisected, is_irrational, polished
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

# How many intervals a search begins with, examines in one step and in all, and in how many steps.
_FIRST_INTERVALS: Final = 256
_INTERVALS_PER_STEP: Final = 1024
_MOST_INTERVALS: Final = 12_000
_MOST_STEPS: Final = 120
# Of a few intervals so many parts are made together: many small arrays cost more than a large one.
_PARTS: Final = 128
# A function of more branches than this on the range is searched as a whole, not branch by branch.
_MOST_BRANCHES: Final = 24
# Magnitudes within this relative distance count as equal.
_SAME: Final = 1e-15
# The relative error of a glance, and more.
_GLANCE: Final = 1e-8
# An interval is discarded if its bound exceeds the largest value found by no more than this, relatively.
_TOLERANCE: Final = 1e-13
# The same for intervals that were not searched to the end: next to a branch point the bounds on an interval
# of a few ulps are this rough.
_ROUGH_TOLERANCE: Final = 1e-9
# Within this distance of a removable singularity Cauchy's mean value theorem gives the bound.
_REMOVABLE_RADIUS: Final = 2.0**-4
# How many singular points are evaluated, and in how many intervals the maximum is located, to _DIGITS digits.
_MOST_SINGULAR: Final = 24
_MOST_REFINED: Final = 8
_DIGITS: Final = 40
# Points of the grid for functions that interval arithmetic does not bound well.
_GRID: Final = 401

_UNBOUNDED: Final = Apply("tan", INF)
"""An expression that interval arithmetic bounds by the whole line."""


@lru_cache(maxsize=256)
def extreme(f: Expression, low: float, high: float, order: int = 0, *, is_open: bool = False) -> Extreme:
    """The largest magnitude of a derivative on [low, high], the one-sided limits at jumps included.

    On an open interval the values at its ends do not count, as those of a branch: only the limits there do.
    If it is attained at several points, x is the one nearest to 0. x and the magnitude are nan where the
    derivative is defined nowhere.
    """
    found = _largest_on(f, low, high, order, is_open=is_open)
    joins = (p for p in union(edges(f)).points if low <= p <= high and float(p) == found.x)
    for point in joins:
        return found._replace(side=side(found.magnitude, branch_point(f, point, order)))
    return found


def _largest_on(f: Expression, low: float, high: float, order: int, *, is_open: bool) -> Extreme:
    """The same, without the side."""
    ends = Fraction(low), Fraction(high)
    branches = stretches(f, *ends)
    if branches is None or len(branches) > _MOST_BRANCHES:
        return _Search(f, *ends, order).result()
    found = [_Search(each.formula, each.low, each.high, order, regular=True).result() for each in branches]
    joins = (p for p in union(edges(f)).points if (low < p < high if is_open else low <= p <= high))
    return largest([*found, *(Extreme(float(p), abs(branch_point(f, p, order).value)) for p in joins)])


def side(magnitude: float, there: BranchPoint) -> int:
    """0 if a function has a magnitude at a point, else the side from which that is its limit there."""
    if isclose(abs(there.value), magnitude, rel_tol=_SAME):
        return 0
    if isclose(abs(there.right), magnitude, rel_tol=_SAME):
        return 1
    return -1 if isclose(abs(there.left), magnitude, rel_tol=_SAME) else 0


def largest(found: Iterable[Extreme]) -> Extreme:
    """The largest of several; of equal ones the nearest to 0, and of two equally near the left one.

    It is proved if all are. It is nan if all are nan, or there are none.
    """
    known = [each for each in found if not isnan(each.magnitude)]
    if not known:
        return Extreme(nan, nan)
    most = max(each.magnitude for each in known)
    near = [each for each in known if each.magnitude >= most * (1 - _SAME)]
    nearest = min(abs(each.x) for each in near)
    best = min(each for each in near if abs(each.x) <= nearest * (1 + _SAME))
    return best._replace(proved=all(each.proved for each in known))


def _divided(low: Floats, middle: Floats, high: Floats, bounds: Floats) -> tuple[Floats, Floats, Floats]:
    """The halves of many intervals, and more parts of a few, each with the bound on the whole."""
    inner = [middle]
    if 0 < low.size < _PARTS // 2:
        shares = np.linspace(0, 1, _PARTS // low.size + 1)[1:-1, np.newaxis]
        inner = [*(low * (1 - shares) + high * shares)]
    # In order, however they were rounded.
    cuts = np.maximum.accumulate(np.clip([low, *inner, high], low, high))
    return cuts[:-1].ravel(), cuts[1:].ravel(), np.tile(bounds, len(cuts) - 1)


class _Search:
    """The search on [start, end], outside of which the formula may not be valid.

    `regular` says that f is known to be regular inside.
    """

    def __init__(
        self, f: Expression, start: Fraction, end: Fraction, order: int, *, regular: bool = False
    ) -> None:
        self.f, self.start, self.end, self.order, self.regular = f, start, end, order, regular
        self.low, self.high = outside(start, -inf), outside(end, inf)
        self.best, self.best_at = -inf, nan
        self.found: list[tuple[float, float]] = []
        """Points that were evaluated, and the correctly rounded magnitudes there."""
        self.singular: set[Fraction] = set()
        """Ends at which a branch has limits, and no value of the function's."""
        self.unresolved = -inf
        """The largest bound of the intervals that were given up."""
        self.candidates: list[Candidate] = []
        """Intervals in which the maximum may be, divided no further."""

    def result(self) -> Extreme:
        self._search()
        self._evaluate_ends()
        self._refine(self.candidates)
        if not self._is_proved():
            self._refine(self._around_peaks())
        most = max((magnitude for _, magnitude in self.found), default=-inf)
        proved = self._is_proved() and most >= self.best * (1 - _SAME)
        return largest(Extreme(x, magnitude, proved) for x, magnitude in self.found)

    def _is_proved(self) -> bool:
        """Whether no interval that was given up can hold a larger magnitude than the best."""
        return not self.unresolved > self.best * (1 + _ROUGH_TOLERANCE)

    # --- correctly rounded values ------------------------------------------------------------------------

    def _note(self, x: float, value: float) -> None:
        if not isnan(value):
            self.found.append((x, abs(value)))
            if abs(value) > self.best:
                self.best, self.best_at = abs(value), x

    def _evaluate(self, x: float | Fraction) -> None:
        seen = float(glance(self.f, np.array([float(x)]), self.order)[0])
        # `at` would take long to analyse what 100 digits cannot separate from 0, and that is no maximum.
        self._note(float(x), at(self.f, Fraction(x), FLOAT64, self.order) if seen else 0.0)

    def _evaluate_ends(self) -> None:
        """Evaluate at the ends and at the point nearest to 0, as far as 9 digits let the maximum be there."""
        ends = sorted({self.start, self.end, nearest_to_zero(self.start, self.end)} - self.singular)
        sizes = np.abs(glance(self.f, np.array([float(x) for x in ends]), self.order))
        for x, magnitude in zip(ends, sizes.tolist(), strict=True):
            if not magnitude < self.best * (1 - _GLANCE):
                self._evaluate(x)

    def _evaluate_sides(self, point: BranchPoint) -> None:
        x = float(point.at)
        if not self.regular or self.start < point.at < self.end:
            self._note(x, point.value)
        if point.at > self.start:
            self._note(x, point.left)
        if point.at < self.end:
            self._note(x, point.right)

    # --- the search --------------------------------------------------------------------------------------

    def _search(self) -> None:
        tree, slope = self._trees()
        points = [p for p in union(edges(self.f)).points if self.start <= p <= self.end]
        if self.regular:
            self.singular = set(points)
        gaps = [self._gap(tree, point) for point in points]
        self._evaluate_singular(points, gaps)
        low, high = self._first_intervals(gaps)
        steps, examined = 0, 0
        bounds = np.full(low.shape, inf)
        while low.size and self.best < inf:
            if steps >= _MOST_STEPS or examined >= _MOST_INTERVALS:
                self.unresolved = max(self.unresolved, float(np.max(bounds)))
                self._remember(low, high, bounds)
                return
            order = np.argsort(-bounds, kind="stable")
            low, high, bounds = low[order], high[order], bounds[order]
            now, later = slice(0, _INTERVALS_PER_STEP), slice(_INTERVALS_PER_STEP, None)
            parts = self._examined(tree, slope, low[now], high[now])
            low, high, bounds = (
                np.concatenate([part, rest[later]])
                for part, rest in zip(parts, (low, high, bounds), strict=True)
            )
            keep = bounds > self.best * (1 + _TOLERANCE)
            self._remember(low[~keep], high[~keep], bounds[~keep])
            low, high, bounds = low[keep], high[keep], bounds[keep]
            steps, examined = steps + 1, examined + min(keep.size, _INTERVALS_PER_STEP)

    def _trees(self) -> tuple[Expression, Expression | None]:
        """The derivative of the order, and the next one unless it is too large."""
        tree = self._where_regular(target(self.f, self.order))
        try:
            return tree, self._where_regular(target(self.f, self.order + 1))
        except FormulaError:  # too large
            return tree, None

    def _where_regular(self, expression: Expression) -> Expression:
        """The expression where f is regular; elsewhere undefined where f is, unbounded where f is defined."""
        defined, regular = domain(self.f)
        if self.regular or regular is None:
            return expression
        other = _UNBOUNDED if defined is None else Apply("where", defined, _UNBOUNDED, NOWHERE)
        return Apply("where", regular, expression, other)

    def _gap(self, tree: Expression, point: Fraction) -> Candidate:
        """An interval around a point where a derivative of f may jump or have a pole: it is not divided."""
        quotient = None
        if not is_irrational(point):
            quotient = cauchy_quotient(target(self.f, self.order), Number(point), derivative)
        if quotient is None:
            low, high = around(point)
        else:
            low, high = float(point) - _REMOVABLE_RADIUS, float(point) + _REMOVABLE_RADIUS
        low, high = max(low, self.low), min(high, self.high)
        box = enclosure(quotient or tree, np.array([low]), np.array([high]))
        usable = quotient is None or box.sure[0]
        return Candidate(low, high, float(size(box.lo, box.hi)[0]) if usable else inf)

    def _evaluate_singular(self, points: list[Fraction], gaps: list[Candidate]) -> None:
        """Evaluate at and beside the points in whose gaps the maximum may be, those nearest to 0 first."""
        evaluated = 0
        for point, gap in sorted(zip(points, gaps, strict=True), key=lambda each: abs(each[0])):
            if gap.bound < self.best * (1 - _SAME):
                continue
            if evaluated >= _MOST_SINGULAR:
                break
            self._evaluate_sides(branch_point(self.f, point, self.order))
            evaluated += 1
        self.unresolved = max(self.unresolved, *(gap.bound for gap in gaps), -inf)

    def _first_intervals(self, gaps: list[Candidate]) -> tuple[Floats, Floats]:
        """The intervals to begin with: the range in equal parts, cut at `linear_zeros` too, without gaps."""
        zeros = [float(each) for each in linear_zeros(self.f) if self.low < each < self.high]
        inside = [end for gap in gaps for end in (gap.low, gap.high) if self.low < end < self.high]
        cuts = ascending(np.concatenate([spread(self.low, self.high, _FIRST_INTERVALS + 1), zeros, inside]))
        low, high = cuts[:-1], cuts[1:]
        keep = np.ones(low.shape, dtype=bool)
        for gap in gaps:
            keep &= ~((low >= gap.low) & (high <= gap.high))
        return low[keep], high[keep]

    def _examined(
        self, tree: Expression, slope: Expression | None, low: Floats, high: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Bound the function on intervals; return the parts of those that may hold more than the best.

        Each part comes with the bound on the whole. Other intervals that may hold the maximum become
        candidates.
        """
        middle = low / 2 + high / 2
        points = np.concatenate([middle, low, high])
        values = enclosure(tree, np.concatenate([low, points]), np.concatenate([high, points]))
        whole, at_middle, at_low, at_high = zip(np.split(values.lo, 4), np.split(values.hi, 4), strict=True)
        monotone = np.zeros(low.shape, dtype=bool)
        if slope is not None:
            slopes = enclosure(slope, low, high)
            sure = values.sure[: low.size] & slopes.sure
            # The middle of two neighbouring numbers is one of them.
            reach = np.maximum(high - middle, middle - low)
            whole = narrowed(whole, at_middle, slopes, reach, sure)
            monotone = sure & ((slopes.lo >= 0) | (slopes.hi <= 0))
        bound = size(*whole)
        known = least(values.lo[low.size :], values.hi[low.size :])
        top = int(np.argmax(known))
        if known[top] > self.best:
            self.best, self.best_at = float(known[top]), float(points[top])
        self._remember(low[monotone], low[monotone], size(*at_low)[monotone])
        self._remember(high[monotone], high[monotone], size(*at_high)[monotone])
        exceeds = ~monotone & (bound > self.best * (1 + _TOLERANCE))
        equals = ~monotone & ~exceeds & (bound >= self.best * (1 - _SAME))
        self._remember(low[equals], high[equals], bound[equals])
        # To divide is of no use if float64 has no number in between, or if the enclosure at the middle alone
        # is wider than a quarter of what the bound exceeds the best by.
        with np.errstate(invalid="ignore", over="ignore"):
            noise = at_middle[1] - at_middle[0]
            stuck = exceeds & ((middle <= low) | (middle >= high) | (noise > (bound - self.best) / 4))
        self.unresolved = max(self.unresolved, float(np.max(bound[stuck], initial=-inf)))
        self._remember(low[stuck], high[stuck], bound[stuck])
        rest = exceeds & ~stuck
        return _divided(low[rest], middle[rest], high[rest], bound[rest])

    def _remember(self, low: Floats, high: Floats, bounds: Floats) -> None:
        """Of these intervals, make those candidates in which the maximum may be."""
        keep = bounds >= self.best * (1 - _SAME)
        self.candidates += map(Candidate, low[keep].tolist(), high[keep].tolist(), bounds[keep].tolist())

    # --- where the derivative vanishes -------------------------------------------------------------------

    def _refine(self, candidates: list[Candidate]) -> None:
        """Evaluate where the next derivative changes its sign in intervals in which the maximum may be."""
        open_ = joined([each for each in candidates if each.bound >= self.best * (1 - _SAME)])
        nearest = sorted(open_, key=lambda each: min(abs(each.low), abs(each.high)))[:_MOST_REFINED]
        highest = sorted(open_, key=lambda each: -each.bound)[:_MOST_REFINED]
        ends = [(low, high) for low, high, _ in dict.fromkeys([*nearest, *highest])]
        turning = all_bisected(self.f, self._turning(ends), self.order + 1)
        for point in {polished(self.f, guess, self.order + 1, _DIGITS) for guess in turning}:
            self._evaluate(point)
        if max((most for _, most in self.found), default=-inf) < self.best * (1 - _SAME):
            for x in {self.best_at, *(x for pair in ends for x in pair)}:  # it may be constant there
                self._evaluate(x)

    def _turning(self, ends: list[tuple[float, float]]) -> list[tuple[float, float]]:
        """The intervals, each three times as wide, at whose ends the signs of the next derivative differ."""
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
        return [pair for pair, a, b in zip(wide, left, right, strict=True) if a < 0 < b or b < 0 < a]

    def _around_peaks(self) -> list[Candidate]:
        """Intervals around the highest points of a grid, for functions that are not bounded well."""
        zeros = [float(each) for each in linear_zeros(self.f) if self.low <= each <= self.high]
        grid = ascending(np.concatenate([spread(self.low, self.high, _GRID), zeros]))
        sizes = np.abs(glance(self.f, grid, self.order))
        sizes = np.where(np.isfinite(sizes), sizes, -inf)
        inner = np.flatnonzero((sizes[1:-1] >= sizes[:-2]) & (sizes[1:-1] >= sizes[2:])) + 1
        peaks = [0, grid.size - 1, *inner.tolist()]
        found: list[Candidate] = []
        for index in sorted(peaks, key=lambda i: -sizes[i])[:_MOST_REFINED]:
            if isfinite(sizes[index]):
                self._evaluate(float(grid[index]))
                left, right = float(grid[max(index - 1, 0)]), float(grid[min(index + 1, grid.size - 1)])
                found.append(Candidate(left, right, inf))
        return found
