"""A formula at a point where a part has a switch or a singularity: at a pole, an end, or a join."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from flint import arb_series

from judges.arb import Rounded
from judges.extended import Beside, Extended, Frozen
from judges.limits import NOTHING, Limit, agree
from judges.rounding import NAN, hidden, infinite, settled
from judges.sides import Side
from judges.working import Special, Unclear, Unsure, settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from flint import arb

    from judges.expansion import Expansion
    from judges.place import Place
    from judges.sides import Clock
    from judges.truth import Format

# Those of derivatives begin with the third: a number beside a tie may differ from it by an exponential.
_PRECISIONS: Final = (128, 512, 4096, 8192)
# A ball of so many bits, relatively, holds no other number than the one that it seems to be for a tie.
_SURE: Final = 200
_ACCURATE: Final = 400
# A coefficient as small as that is 0.
_NOTHING: Final = 1500
_SATURATING: Final = (
    *("exp", "expm1", "log1pexp", "sinh", "cosh", "tanh", "sigmoid"),
    *("erf", "erfc", "normcdf", "normpdf"),
)
_SATURATED: Final = 30
# How many terms tell a power of x from a frozen 0.
_BEYOND: Final = 12


class Isolated(Unclear):
    """The formula is defined at the point, and on neither side of it: there is no derivative."""


class SpecialPoint:
    """Such a point: -0.0 is seen from the left, any other from the right, if there is a choice."""

    def __init__(self, place: Place, x: float, clock: Clock) -> None:
        self.place = place
        self.tree = place.formula.tree
        self.clock = clock
        self.left, self.right = (Side(place.formula, place.x, sign, clock) for sign in (-1, 1))
        self.first = self.left if x == 0 and math.copysign(1, x) < 0 else self.right
        self._limits: dict[tuple[int, int], Limit | None] = {}

    # --- sides ---

    @property
    def ends(self) -> bool:
        """Whether the formula is defined on one side only."""
        sides = [self.left.defined(), self.right.defined()]
        if not self.known[1] and (self.left.all_along or self.right.all_along):
            raise Unclear("a pole all along")
        if not any(sides) and not self.known[1]:
            raise Isolated
        return not all(sides)

    @cached_property
    def _side(self) -> Side:
        other = self.left if self.first is self.right else self.right
        if self.first.defined():
            return self.first
        if not other.defined():
            raise Unclear("defined on neither side")
        return other

    def side(self) -> Side:
        """The side from which poles and ends are seen."""
        return self._side

    # --- the value ---

    def _extended(self, precision: int) -> tuple[Any, bool]:
        with settings(precision, 2):
            expansion = Extended(self.place, self.side)
            return expansion.worth(self.tree), expansion.poles

    def value(self, form: Format) -> Rounded:
        """The value at the point, rounded."""
        for precision in _PRECISIONS:
            self.clock.check()
            try:
                found, _ = self._extended(precision)
            except Unsure:
                continue
            if found is None:
                return NAN
            if isinstance(found, float):
                return infinite(1 if found > 0 else -1, form)
            if verdict := settled(found[0], form, precision):
                return verdict
            if precision == _PRECISIONS[-1] and (verdict := hidden(found[0], form, precision, 4000)):
                return verdict
        raise Unclear("undecided value")

    @cached_property
    def known(self) -> tuple[Limit | None, bool]:
        """The value as precisely as limits are known, None if undefined; and whether there are poles."""
        for precision in _PRECISIONS[1:]:
            try:
                found, poles = self._extended(precision)
            except Unsure:
                continue
            if found is None or isinstance(found, float):
                return None if found is None else Limit(sign=1 if found > 0 else -1), poles
            if limit := _known(found[0]):
                return limit, poles
        raise Unclear("undecided value")

    # --- derivatives ---

    def derivative(self, order: int, form: Format) -> Rounded:
        """The derivative of some order from 1 on."""
        value, poles = self.known
        if value is None:
            return NAN
        try:
            ends = self.ends
        except Isolated:
            return NAN
        if poles or ends:
            side = self.side()
            if poles:
                self._check_pole(value, side)
            return _rounded(self.limit(side, order), form)
        if not value.finite:
            raise Unclear("a derivative of inf")
        return self._join(value, order, form)

    def _check_pole(self, value: Limit, side: Side) -> None:
        """A pole in a branch that holds at the point only is nothing that the contract speaks of."""
        if not any(node.op in ("chain", "sign") for node in self.place.formula.nodes()):
            return
        limit = self.limit(side, 0)
        if (
            limit.finite != value.finite
            or limit.sign != value.sign
            or (value.finite and not _agree(limit, value))
        ):
            raise Unclear("a pole at a jump")

    def _join(self, value: Limit, order: int, form: Format) -> Rounded:
        pairs = [self._pair(0)]
        for side in pairs[0]:
            if not side.finite or not _agree(side, value):
                return self._convention(order, form)
        if self._saturates:
            raise Unclear("a join of what saturates")
        pairs += [self._pair(k) for k in range(1, order)]
        for left, right in pairs[1:]:
            if left.finite and right.finite and not _agree(left, right):
                return self._convention(order, form)
        if not all(left.finite and right.finite for left, right in pairs):
            return NAN
        left, right = self._pair(order)
        if left.finite and right.finite:
            return (
                _rounded(_better(left, right), form) if _agree(left, right) else self._convention(order, form)
            )
        return infinite(left.sign, form) if left.sign == right.sign else NAN

    @cached_property
    def _saturates(self) -> bool:
        """Whether some part may differ from a number by less than any ball tells, as erf(80) does from 1."""
        for node in self.place.formula.nodes():
            if node.op not in _SATURATING:
                continue
            try:
                with settings(_PRECISIONS[0], 1):
                    found = Extended(self.place, self.side).worth(node.args[0])
            except (Unsure, Special, Unclear):
                continue
            if isinstance(found, arb_series) and abs(found[0]) > _SATURATED:
                return True
        return False

    def _pair(self, order: int) -> tuple[Limit, Limit]:
        return self.limit(self.left, order), self.limit(self.right, order)

    def limit(self, side: Side, order: int) -> Limit:
        """What the derivative of some order tends to on one side."""
        key = (side.sign, order)
        if key not in self._limits:
            found = self._beside(side, order) or side.limits(self.tree, order)
            self._limits |= {(side.sign, k): limit for k, limit in enumerate(found)}
        known = self._limits[key]
        if known is None:
            raise Unclear("a limit")
        return known

    def at_limit(self, side: Side, order: int, form: Format) -> Rounded:
        """What the samples of a derivative on one side tend to, rounded."""
        limit = side.limits(self.tree, order)[order]
        if limit is None:
            raise Unclear("a limit")
        return _rounded(limit, form)

    def _beside(self, side: Side, order: int) -> list[Limit | None] | None:
        """The limits, where the branch on that side is smooth."""
        for precision in _PRECISIONS[2:]:
            try:
                series = self._expanded(lambda: Beside(self.place, side), order, precision)
            except Unsure:
                continue
            except (Special, Unclear):
                return None
            if not isinstance(series, arb_series):
                return None
            limits = [_known(ball) for ball in _derivatives(series, order)]
            if all(limits):
                return list(limits)
        return None

    def _expanded(self, expansion: Callable[[], Expansion], order: int, precision: int) -> Any:
        self.clock.check()
        with settings(precision, order + _BEYOND):
            return expansion().worth(self.tree)

    def _convention(self, order: int, form: Format) -> Rounded:
        """The derivative of the branch that the formula selects at the point."""
        for precision in _PRECISIONS[2:]:
            try:
                series = self._expanded(lambda: Frozen(self.place), order, precision)
            except Unsure:
                continue
            except Special:
                return NAN
            if not isinstance(series, arb_series):
                raise Unclear("a frozen branch that is undefined")
            limit = _known(_derivatives(series, order)[order])
            if limit:
                return _rounded(limit, form)
        raise Unclear("undecided branch")


def _derivatives(series: Any, order: int) -> list[arb]:
    with settings(2 * _PRECISIONS[-1], order + 1):
        return [series[k] * math.factorial(k) for k in range(order + 1)]


def _known(ball: arb) -> Limit | None:
    """A ball that is precise enough to be taken for a number, or for 0."""
    if ball.is_zero():
        return NOTHING
    with settings(2 * _PRECISIONS[-1], 2):
        if not ball.is_finite():
            return None
        if ball.contains(0):
            return NOTHING if _tiny(ball) else None
        return Limit(ball) if ball.rel_accuracy_bits() >= _ACCURATE else None


def _tiny(ball: arb) -> bool:
    mantissa, exponent = abs(ball).upper().man_exp()
    return int(exponent) + int(mantissa).bit_length() < -_NOTHING


def _agree(a: Limit, b: Limit) -> bool:
    with settings(2 * _PRECISIONS[-1], 2):
        found = agree(a, b)
    if found is None:
        raise Unclear("limits too coarse")
    return found


def _better(a: Limit, b: Limit) -> Limit:
    if a.ball is None or b.ball is None or a.zero:
        return a
    return b if b.zero or b.ball.rad() < a.ball.rad() else a


def _rounded(limit: Limit, form: Format) -> Rounded:
    if limit.ball is None:
        return infinite(limit.sign, form)
    if limit.zero:
        return Rounded(0.0, zero=True)
    precision = 2 * _PRECISIONS[-1]
    verdict = settled(limit.ball, form, precision) or hidden(limit.ball, form, precision, _SURE)
    if verdict is None:
        raise Unclear("a limit too coarse")
    return verdict
