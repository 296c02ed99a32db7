"""How far apart two functions are on the whole line, proved: by the shape of their difference."""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from actx.core.analysis.branch_points import steps
from actx.core.analysis.enclosure import Enclosure
from actx.core.analysis.equality import relation
from actx.core.analysis.facts import PROVED, Bound, largest_magnitude
from actx.core.analysis.gaussian import Gaussian
from actx.core.analysis.quotient import largest_quotient
from actx.core.analysis.shape import Shape
from actx.core.analysis.signs import Signs, signs
from actx.core.formula.expression import Apply

if TYPE_CHECKING:
    from actx.core.analysis.branch_points import Step
    from actx.core.analysis.enclosure import Quantity
    from actx.core.analysis.facts import Endless, Stretch
    from actx.core.analysis.signs import Signs
    from actx.core.formula.expression import Expression


class Apart(NamedTuple):
    """How far g, an approximation of f for example, is from it. Each is None where it is not decided."""

    values: Bound | None
    """The supremum of |f - g|."""
    relative: Bound | None
    """The supremum of |f - g|/|f|; infinite if g is not 0 where f is."""
    slopes: Bound | None
    """The supremum of |f' - g'|."""
    crossings: list[Stretch] | Endless[Stretch] | None
    """Where f = g."""
    opposed: list[Stretch] | None
    """Where one of f and g rises and the other falls."""
    jumps: tuple[list[Step] | None, list[Step] | None]
    """Those of f and those of g."""
    mean_square: Quantity | None
    """E (f(X) - g(X))**2 for X ~ N(0, 1)."""


def apart(f: Expression, g: Expression) -> Apart:
    """How far apart two functions are, in seconds for long ones."""
    jumps = steps(f), steps(g)
    if relation(f, g).equal == PROVED:
        nothing = Bound(0.0, 0.0, is_attained=True)
        return Apart(nothing, nothing, nothing, [(-inf, inf)], [], jumps, Enclosure.of(0).rounded())
    difference = Apply("sub", f, g)
    shape = Shape(difference)
    return Apart(
        _largest(shape.infimum, shape.supremum),
        largest_quotient(difference, f),
        _largest(shape.least_slope, shape.greatest_slope),
        shape.zeros,
        _opposed(signs(f, 1), signs(g, 1)),
        jumps,
        Gaussian(difference).second_moment,
    )


def _opposed(f: Signs | None, g: Signs | None) -> list[Stretch] | None:
    """The intervals, those that meet joined, on which the signs are opposite."""
    if f is None or g is None:
        return None
    points = sorted({*f.points, *g.points})
    found: list[Stretch] = []
    for low, high in pairwise([None, *points, None]):
        a, b = (each.between[sum(low is not None and x <= low for x in each.points)] for each in (f, g))
        if a and b and a == -b:
            start, end = -inf if low is None else float(low), inf if high is None else float(high)
            if found and found[-1][1] == start:
                start = found.pop()[0]
            found.append((start, end))
    return found


def _largest(low: Bound | None, high: Bound | None) -> Bound | None:
    """The supremum of a magnitude, from the infimum and the supremum."""
    return None if low is None or high is None else largest_magnitude(low, high)
