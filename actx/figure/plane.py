"""What lies in the plane of a figure, in plain numbers: intervals of its axes, dots, and polylines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.errors import ActxError

if TYPE_CHECKING:
    from collections.abc import Sequence

Polyline = tuple[list[float], list[float]]
"""The x, which ascend, and the y of points that are joined by lines."""
FARTHEST: Final = 1e300
"""The largest magnitude that is drawn: what is worked out of it on the way to pixels overflows nowhere."""
_LEAST_WIDTH: Final = 1e-300  # of an interval: a pixel is a float64 then, and so is its reciprocal


class IntervalError(ActxError, ValueError):
    """An interval that no axis can show: it is empty, too narrow, or reaches too far."""


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

    def check(self) -> None:
        """Raise IntervalError unless an axis can show it."""
        if not (self.width >= _LEAST_WIDTH and max(-self.low, self.high) <= FARTHEST):
            raise IntervalError(
                f"no figure can be drawn from {self.low:g} to {self.high:g}: an axis is at least "
                f"{_LEAST_WIDTH:g} wide, and reaches no farther than {FARTHEST:g}"
            )


def interpolated(places: Sequence[float], x: Sequence[float], y: Sequence[float]) -> list[float]:
    """The heights at places within a polyline; both ascend. At its points they are exactly theirs."""
    found, k = [], 0
    for place in places:
        while x[k] < place:
            k += 1
        if x[k] == place:
            found.append(y[k])
        else:
            share = (place - x[k - 1]) / (x[k] - x[k - 1])
            found.append(y[k - 1] + (y[k] - y[k - 1]) * share)
    return found
