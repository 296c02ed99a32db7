"""What `info` and `compare` say of an activation: some values, limits, the largest slope, kinks."""

from __future__ import annotations

from functools import cached_property
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Final

from actx.core.analysis.facts import Extreme, Kink
from actx.core.analysis.on_record import on_record

if TYPE_CHECKING:
    from actx.core.activation import Activation

DEFAULT_RANGE: Final = (-10.0, 10.0)
LANDMARKS: Final = (-2.3, -0.7, 0.4, 1.9)
"""Where equal functions have equal values, by which they are recognised."""
RECORDS: Final = Path(__file__).with_name("profiles.json")
"""What was worked out for the functions of the catalog: `python -m tools.make_profiles` in tests makes it."""


class Profile:
    """Facts of an activation, each worked out when it is first asked for.

    The largest slope is that for x from `low` to `high`. With `recorded`, what is on record for the function
    is taken from there: for `info mish`, that is 0.1 s less.
    """

    def __init__(
        self,
        activation: Activation,
        low: float = DEFAULT_RANGE[0],
        high: float = DEFAULT_RANGE[1],
        *,
        recorded: bool = True,
    ) -> None:
        self._activation, self._range = activation, (low, high)
        # A cached property is an entry of the instance's dictionary.
        if recorded and (record := on_record(RECORDS, activation)):
            vars(self).update(record)
            vars(self)["kinks"] = tuple(Kink(*each) for each in record["kinks"])
            if self._range == DEFAULT_RANGE:
                vars(self)["steepest"] = Extreme(*record["steepest"])
            else:
                del vars(self)["steepest"]

    @cached_property
    def landmarks(self) -> list[float]:
        """The values at LANDMARKS."""
        return [float(self._activation(x)) for x in LANDMARKS]

    @cached_property
    def f0(self) -> float:
        return float(self._activation(0.0))

    @cached_property
    def df0(self) -> float:
        return float(self._activation.deriv(0.0))

    @cached_property
    def limit_left(self) -> float:
        return float(self._activation(-inf))

    @cached_property
    def limit_right(self) -> float:
        return float(self._activation(inf))

    @cached_property
    def steepest(self) -> Extreme:
        """The largest |f'| on the range, and where."""
        from actx.core.analysis.extremes import extreme  # for start-up time, as all that analyses

        return extreme(self._activation.function, *self._range, 1)

    @property
    def max_slope(self) -> float:
        return self.steepest.magnitude

    @property
    def max_slope_at(self) -> float:
        return self.steepest.x

    @cached_property
    def smoothness(self) -> str:
        from actx.core.analysis.smoothness import smoothness

        return smoothness(self._activation.function)

    @cached_property
    def kinks(self) -> tuple[Kink, ...]:
        from actx.core.analysis.branch_points import kinks

        return kinks(self._activation.function)

    @cached_property
    def kinks_known(self) -> bool:
        """Whether there are no other kinks."""
        from actx.core.analysis.branch_points import are_all_known

        return are_all_known(self._activation.function)

    @cached_property
    def values_at_jumps(self) -> list[list[float]]:
        """The limit from the left, the value, and the limit from the right, at each kink that is a jump."""
        if not any(kink.jumps for kink in self.kinks):
            return []
        from actx.core.analysis.branch_points import branch_points

        points = {float(point.at): point for point in branch_points(self._activation.function)}
        return [list(points[kink.at][1:]) for kink in self.kinks if kink.jumps]

    @property
    def at_least(self) -> list[str]:
        """The facts of which there may be more."""
        return [*([] if self.kinks_known else ["kinks"]), *self.at_least_slopes]

    @property
    def at_least_slopes(self) -> list[str]:
        return [] if self.steepest.proved else ["max_slope"]


FACTS: Final = tuple(name for name, each in vars(Profile).items() if isinstance(each, cached_property))
"""The facts that are on record."""
