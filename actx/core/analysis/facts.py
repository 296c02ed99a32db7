"""What analysis finds of a function: the largest magnitude on a range, kinks, equality, extrema, bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

# The answers to whether two functions are equal. Another one is "to 60 digits at N points".
PROVED: Final = "proved"
WHERE_DEFINED: Final = "proved where both are defined"
NO: Final = "no"
NOT_KNOWN: Final = "not known"

Place = TypeVar("Place")


SIDES: Final = {"left": -1, "right": 1}
"""The sides of the line, as they are called and as they are counted."""


class Extreme(NamedTuple):
    """The largest magnitude on a range, and a point x where it is attained or is a limit.

    If it is not `proved`, it is the largest that was found: a lower bound. Where it is attained, `side` is 0;
    where it is only the limit at x, `side` is 1 for that from the right and -1 for that from the left.
    """

    x: float
    magnitude: float
    proved: bool = True
    side: int = 0


class Kink(NamedTuple):
    """A point where a function is not differentiable: it jumps, or its left and right derivatives differ.

    `slope` is the derivative that the formula's branch gives there.
    """

    at: float
    jumps: bool
    left: float
    slope: float
    right: float


Stretch = tuple[float, float]
"""An interval from its lower to its upper end, which may be infinite."""


class Extremum(NamedTuple):
    """A strict local extremum at x: the value there, and whether it is a minimum."""

    x: float
    value: float
    is_minimum: bool


class Bound(NamedTuple):
    """The infimum or supremum of a function.

    x is where it is attained, or the place, a point or an infinity, of which it is the limit; `is_attained`
    is None if that is not decided.
    """

    value: float
    x: float
    is_attained: bool | None


def largest_magnitude(low: Bound, high: Bound) -> Bound:
    """The supremum of |f|, from the infimum and the supremum of f; attained where one of two alike is."""
    order = (False, None, True)
    either = (high, low._replace(value=-low.value))
    return max(either, key=lambda bound: (bound.value, order.index(bound.is_attained)))


class Range(NamedTuple):
    """The infimum and the supremum of a function."""

    low: Bound
    high: Bound

    def text(self, number: Callable[[float], str]) -> str:
        """In the notation of intervals, `[0, inf)`; with `?` for an end of which it is not decided."""
        brackets = {True: "[]", False: "()", None: "??"}
        start, end = brackets[self.low.is_attained][0], brackets[self.high.is_attained][1]
        return f"{start}{number(self.low.value)}, {number(self.high.value)}{end}"


class Line(NamedTuple):
    """The asymptote slope*x + intercept."""

    slope: float
    intercept: float


ENDLESS: Final = "endlessly many"
"""What stands for places that no list can have all of."""


class Endless(NamedTuple, Generic[Place]):
    """Endlessly many places, of which a list has a part.

    With a period, `listed` has those in [0, period); the others are whole periods away from them. Without
    one it has those in [-10, 10], and is None where they are not known.
    """

    listed: list[Place] | None
    period: float | None
