"""What a result must be: the correctly rounded number, nan, or what the judge does not know.

judge(tree, values, x, order, format) is for one result. A `Judge` keeps what it has found of a formula, so
that all orders at a point come from one series.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from judges import exact
from judges.arb import Rounded
from judges.expansion import Expansion
from judges.infinity import Infinity
from judges.place import Formula, Place
from judges.rounding import NAN, exactly, hidden, infinite, rounded, settled
from judges.sides import Clock
from judges.special import SpecialPoint
from judges.truth import FORMATS, Format
from judges.working import Special, Unclear, Unsure, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from judges.tree import Node

PRECISIONS: Final = (128, 512, 2048, 8192)
# Where no exponential hides, a value's distance from a tie or from 0 is 0 or larger than this (see
# `arb._hidden`); by how many powers of 2 numbers are large or small at most, and how many bits tell then.
_SURE: Final = ((1500, 8192, 4000), (5000, 65536, 32000))
_SECONDS: Final = 1.5


@dataclass(frozen=True)
class Unjudged:
    """No verdict, and why."""

    reason: str


Verdict = Rounded | Unjudged


def judge(
    tree: Node, values: Mapping[str, Fraction], x: float, order: int = 0, form: str = "float64"
) -> Verdict:
    """What the derivative of some order must be at x, in a format."""
    return Judge(tree, values).verdict(x, order, form)


class Judge:
    """The judge of one formula."""

    def __init__(self, tree: Node, values: Mapping[str, Fraction]) -> None:
        self.formula = Formula(tree, values)
        self._spots: dict[str, _Spot] = {}

    def verdict(self, x: float, order: int, form: str = "float64", orders: int = 0) -> Verdict:
        """What the derivative of some order must be; `orders` is the highest that will be asked for."""
        x = rounded(x, FORMATS[form])
        if math.isnan(x):
            return NAN
        key = x.hex()
        if key not in self._spots:
            self._spots[key] = _Spot(self.formula, x)
        return self._spots[key].verdict(order, FORMATS[form], max(order, orders))


class _Spot:
    """A formula at a point."""

    def __init__(self, formula: Formula, x: float) -> None:
        self.formula = formula
        self.x = x
        self.place = Place(formula, Fraction(x)) if math.isfinite(x) else None
        self.orders = -1
        self._expansions: dict[int, Any] = {}
        self.spent = 0.0
        self._clock = Clock(_SECONDS)
        self._infinity: Infinity | None = None
        self._special: SpecialPoint | None = None

    def verdict(self, order: int, form: Format, orders: int) -> Verdict:
        if orders > self.orders:
            self.orders = orders
            self._expansions.clear()
        try:
            if self.place is None:
                return self._at_infinity(order, form)
            return self._ordinary(order, form)
        except Special:
            return self._at_special(order, form)
        except Unclear as error:
            return Unjudged(str(error))

    def _at_infinity(self, order: int, form: Format) -> Verdict:
        if self._infinity is None:
            self._infinity = Infinity(self.formula, 1 if self.x > 0 else -1, self._clock)
        self._clock.start()
        return self._infinity.verdict(order, form, self.orders)

    def _at_special(self, order: int, form: Format) -> Verdict:
        assert self.place is not None
        if self._special is None:
            self._special = SpecialPoint(self.place, self.x, self._clock)
        self._clock.start()
        try:
            return self._special.derivative(order, form) if order else self._special.value(form)
        except Unclear as error:
            return Unjudged(str(error))
        except Special:
            return Unjudged("special")
        except Unsure:
            return Unjudged("undecided")

    def _ordinary(self, order: int, form: Format) -> Verdict:
        reason = "undecided"
        for precision in PRECISIONS:
            if self.spent > _SECONDS:
                return Unjudged("too slow")
            found = self._expanded(precision)
            if isinstance(found, Exception):
                if not isinstance(found, Unsure):
                    raise found
                continue
            series, expansion = found
            if series is None:
                return NAN
            if isinstance(series, float):
                if order:
                    raise Unclear("a derivative of inf")
                return infinite(1 if series > 0 else -1, form)
            ball = self._ball(series, order, precision)
            if verdict := settled(ball, form, precision):
                return verdict
            if precision == PRECISIONS[-1]:
                reason = "hidden" if ball.is_finite() else "out of reach"
                if not expansion.far and (verdict := self._hidden(expansion.size, order, form)):
                    return verdict
        assert self.place is not None
        closed = self.place.closed(self.formula.tree) if order == 0 else None
        value = None if closed is None else exact.as_rational(closed)
        return Unjudged(reason) if value is None else exactly(value, form)

    def _ball(self, series: Any, order: int, precision: int) -> Any:
        with settings(precision, self.orders + 1):
            return series[order] * math.factorial(order)

    def _hidden(self, size: int, order: int, form: Format) -> Rounded | None:
        """The number that so many bits give, or the 0 or the tie that a value is, if they can tell."""
        for most, precision, sure in _SURE:
            if size <= most:
                found = self._expanded(precision)
                if isinstance(found, Exception):
                    return None
                ball = self._ball(found[0], order, precision)
                return settled(ball, form, precision) or hidden(ball, form, precision, sure)
        return None

    def _expanded(self, precision: int) -> Any:
        """The series, and whether it has wide magnitudes; or the exception that it raised."""
        if precision not in self._expansions:
            start = time.process_time()
            assert self.place is not None
            try:
                with settings(precision, self.orders + 1):
                    expansion = Expansion(self.place)
                    self._expansions[precision] = expansion.worth(self.formula.tree), expansion
            except (Unsure, Special, Unclear) as error:
                self._expansions[precision] = error
            self.spent += time.process_time() - start
        return self._expansions[precision]
