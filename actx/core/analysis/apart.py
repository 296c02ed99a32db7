"""How far apart two functions are on the whole line or on a range, proved: by the shape of f - g."""

from __future__ import annotations

from bisect import bisect, bisect_left
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.analysis.branch_points import steps
from actx.core.analysis.enclosure import Enclosure
from actx.core.analysis.equality import relation
from actx.core.analysis.facts import PROVED, Bound, largest_magnitude
from actx.core.analysis.gaussian import Gaussian
from actx.core.analysis.pieces import NOWHERE
from actx.core.analysis.quotient import largest_quotient
from actx.core.analysis.shape import Shape
from actx.core.analysis.signs import signs
from actx.core.analysis.ulps import Ulps, largest_in_ulps
from actx.core.formula.algebra import ZERO
from actx.core.formula.expression import Apply, Number, X

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.analysis.branch_points import Step
    from actx.core.analysis.enclosure import Quantity
    from actx.core.analysis.facts import Endless, Stretch
    from actx.core.formula.expression import Expression
    from actx.core.rounding.formats import Format

_NOTHING: Final = Bound(0.0, 0.0, is_attained=True)


class Apart:
    """How far g, which may be an approximation of f, is from f between two points, or on the whole line.

    Each attribute is worked out when it is first asked for, mostly in seconds; it is None if not decided.
    """

    def __init__(self, f: Expression, g: Expression, between: tuple[float, float] | None = None) -> None:
        self._between = between
        self._f, self._g = (_within(each, NOWHERE, between) for each in (f, g))
        self._difference = Apply("sub", self._f, self._g)
        self._or_zero = _within(Apply("sub", f, g), ZERO, between)
        self._shape = Shape(self._difference)

    @cached_property
    def are_equal(self) -> bool:
        """Whether f = g is proved; False proves nothing."""
        return relation(self._f, self._g).equal == PROVED

    @cached_property
    def values(self) -> Bound | None:
        """The supremum of |f - g|."""
        return _NOTHING if self.are_equal else _largest(self._shape.infimum, self._shape.supremum)

    @cached_property
    def relative(self) -> Bound | None:
        """The supremum of |f - g|/|f|; infinite where f is 0 and g is not."""
        return _NOTHING if self.are_equal else largest_quotient(self._difference, self._f)

    @cached_property
    def slopes(self) -> Bound | None:
        """The supremum of |f' - g'|."""
        if self.are_equal:
            return _NOTHING
        return _largest(self._shape.least_slope, self._shape.greatest_slope)

    @cached_property
    def crossings(self) -> list[Stretch] | Endless[Stretch] | None:
        """Where f = g."""
        return [self._between or (-inf, inf)] if self.are_equal else self._shape.zeros

    @cached_property
    def jumps(self) -> tuple[list[Step] | None, list[Step] | None]:
        """Those of f and those of g."""
        return steps(self._f), steps(self._g)

    @cached_property
    def opposed(self) -> list[Stretch] | None:
        """Where one of f and g rises and the other falls: intervals, and points at which one jumps so."""
        f, g = _course(self._f), _course(self._g)
        return None if f is None or g is None else sorted({*_opposed(f, g), *_against(f, g), *_against(g, f)})

    @cached_property
    def mean_square(self) -> Quantity | None:
        """E (f(X) - g(X))**2 for X ~ N(0, 1); of X outside the range it is 0."""
        if self.are_equal:
            return Enclosure.of(0).rounded()
        return Gaussian(self._or_zero).second_moment

    def in_ulps(self, form: Format) -> Ulps | None:
        """The supremum of |f - g| in ulps of f in a format, see `largest_in_ulps`."""
        return Ulps(0.0, 0.0) if self.are_equal else largest_in_ulps(self._f, self._g, form)


def _within(f: Expression, beyond: Expression, between: tuple[float, float] | None) -> Expression:
    """A formula between two points, and another one beyond them."""
    if between is None:
        return f
    low, high = (Number(Fraction(end)) for end in between)
    return Apply("where", Apply("and", Apply("ge", X, low), Apply("le", X, high)), f, beyond)


def _largest(low: Bound | None, high: Bound | None) -> Bound | None:
    """The supremum of a magnitude, from the infimum and the supremum."""
    return None if low is None or high is None else largest_magnitude(low, high)


# --- where functions rise and fall ------------------------------------------------------------------------


class _Course(NamedTuple):
    """The points between which a function rises, falls or does neither, the signs there, and its jumps."""

    points: tuple[float, ...]
    between: tuple[int | None, ...]
    jumps: list[Step]


def _course(f: Expression) -> _Course | None:
    chart, jumps = signs(f, 1), steps(f)
    if chart is None or jumps is None:
        return None
    return _Course(tuple(map(float, chart.points)), chart.between, jumps)


def _opposed(f: _Course, g: _Course) -> list[Stretch]:
    """The intervals on which one rises and the other falls; of those that meet, one."""
    found: list[Stretch] = []
    for low, high in pairwise([-inf, *sorted({*f.points, *g.points}), inf]):
        a, b = (each.between[bisect(each.points, low)] for each in (f, g))
        if a and b and a == -b:
            start = found.pop()[0] if found and found[-1][1] == low else low
            found.append((start, high))
    return found


def _against(f: _Course, g: _Course) -> Iterator[Stretch]:
    """The points at which f jumps one way while g goes the other, on one side at least, or jumps."""
    of_g = {step.x: step.height for step in g.jumps}
    for x, height in f.jumps:
        beside = g.between[bisect_left(g.points, x)], g.between[bisect(g.points, x)]
        if any(each and each * height < 0 for each in (*beside, of_g.get(x))):
            yield x, x
