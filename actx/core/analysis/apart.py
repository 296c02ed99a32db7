"""How far apart two functions are on the whole line, proved: by the shape of their difference."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, NamedTuple

from actx.core.analysis.enclosure import Enclosure
from actx.core.analysis.equality import relation
from actx.core.analysis.facts import PROVED, Bound, largest_magnitude
from actx.core.analysis.gaussian import Gaussian
from actx.core.analysis.shape import Shape
from actx.core.formula.expression import Apply

if TYPE_CHECKING:
    from actx.core.analysis.enclosure import Quantity
    from actx.core.analysis.facts import Endless, Stretch
    from actx.core.formula.expression import Expression


class Apart(NamedTuple):
    """The suprema of |f - g| and |f' - g'|, where f = g, and E (f(X) - g(X))**2 for X ~ N(0, 1).

    Each is None where it is not decided.
    """

    values: Bound | None
    slopes: Bound | None
    crossings: list[Stretch] | Endless[Stretch] | None
    mean_square: Quantity | None


def apart(f: Expression, g: Expression) -> Apart:
    """How far apart two functions are, in seconds for long ones."""
    if relation(f, g).equal == PROVED:
        nothing = Bound(0.0, 0.0, is_attained=True)
        return Apart(nothing, nothing, [(-inf, inf)], Enclosure.of(0).rounded())
    difference = Apply("sub", f, g)
    shape = Shape(difference)
    return Apart(
        _largest(shape.infimum, shape.supremum),
        _largest(shape.least_slope, shape.greatest_slope),
        shape.zeros,
        Gaussian(difference).second_moment,
    )


def _largest(low: Bound | None, high: Bound | None) -> Bound | None:
    """The supremum of a magnitude, from the infimum and the supremum."""
    return None if low is None or high is None else largest_magnitude(low, high)
