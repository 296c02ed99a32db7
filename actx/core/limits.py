"""Limits at infinity, and on either side of a point, read off decimal intervals of many digits."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from math import isfinite, nan
from typing import TYPE_CHECKING, Final

from actx.core.arithmetic.bounds import Interval
from actx.core.arithmetic.interpret import interpret
from actx.core.arithmetic.interval import Decimals
from actx.core.formula.expression import Apply, nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.core.formula.expression import Expression

# Powers of ten on the way out. exp leaves the decimals' range past 10**18, so some come before it, and
# exp(exp(x)) past 42: from the first a zero has its sign.
_MILESTONES: Final = (1, 2, 3, 4, 6, 9, 13, 17, 33, 65, 129)
_DIGITS: Final = (300, 1200)
# Where a wave is caught at changing its sign.
_CIRCULAR: Final = ("sin", "cos", "tan")
_ON_THE_WAY: Final = (10, 17, 29, 49, 84, 142, 241, 410, 698, 1186, 2016, 3427)
# How close to a point its sides are taken, each distance the square of the one before, and to how many
# digits: what is left of a one-sided limit's error is far below an ulp of any format.
_STEPS: Final = tuple(Fraction(1, 10**places) for places in (20, 40, 80, 160))
_SIDE_DIGITS: Final = 1200
# The power of ten at which the search for more digits of a limit ends: past it, a value takes seconds.
_FARTHEST: Final = 2100
_NAN: Final = Decimal("nan")
_INF: Final = Decimal("inf")
_SETTLED: Final = Decimal("1e-12")
# Below this a sequence that grows may just oscillate; log(log(x)) gets past it.
_FAR: Final = 5


def limit(expression: Expression, sign: int) -> Decimal:
    """The limit as x goes to +inf or -inf; a zero has the sign of the side it comes from.

    NaN where there is none (sin) or none was found; otherwise the error is far below an ulp of any format.
    """
    for digits in _DIGITS:
        arithmetic = Decimals(digits)
        with localcontext(arithmetic.near):
            values = _on_the_way(expression, sign, arithmetic)
            if values is None:
                return _NAN
            if len(values) >= 4:
                return _settle(values[-4:])
    return _NAN


def tail(expression: Expression, sign: int) -> Decimal | None:
    """The zero that a formula tends to at +inf or -inf, if all of its tail is on one side of it."""
    end = limit(expression, sign)
    return None if not end.is_zero() or _swings(expression, sign) else end


def _swings(expression: Expression, sign: int) -> bool:
    """Whether the sign keeps changing far out, as that of exp(-x)*sin(x) does."""
    if not any(isinstance(node, Apply) and node.operation in _CIRCULAR for node in nodes(expression)):
        return False
    arithmetic = Decimals(_DIGITS[-1])
    points = (Decimal(sign * far) for far in _ON_THE_WAY)
    values = [interpret(expression, arithmetic, Interval(point, point)) for point in points]
    return len({value.lo.is_signed() for value in values}) > 1


def long_limit(expression: Expression, sign: int, digits: int) -> Decimal | None:
    """The limit as x goes to +inf or -inf, to twice as many digits and more, without the zeros at its end.

    NaN where there is none; None where one is known, but not so well.
    """
    known = limit(expression, sign)
    if not known or not known.is_finite():
        return known
    shown = 2 * digits + 5
    power = digits + 20
    while power <= _FARTHEST:
        arithmetic = Decimals(shown + 5 * power)
        with localcontext(arithmetic.near):
            near, far = (_far_out(expression, sign, places, arithmetic) for places in (power, 2 * power))
            slack = abs(far.hi).scaleb(-shown)
            # Where all but a few digits have settled after `power` decades, the next as many settle the rest.
            if far.hi - far.lo <= slack and abs(far.hi - near.hi) <= slack.scaleb(digits):
                return Decimals(shown).near.normalize(far.hi)
        power *= 2
    # What is below or above all floats has no digits to settle: it is still on its way.
    nearest = float(known)
    return None if nearest and isfinite(nearest) else Decimal(nearest)


def _far_out(expression: Expression, sign: int, power: int, arithmetic: Decimals) -> Interval:
    point = Decimal(sign).scaleb(power)
    return interpret(expression, arithmetic, Interval(point, point))


def _on_the_way(expression: Expression, sign: int, arithmetic: Decimals) -> list[Decimal] | None:
    """The values at the milestones, where known to some digits; None when one is outside the domain."""
    values: list[Decimal] = []
    for power in _MILESTONES:
        interval = _far_out(expression, sign, power, arithmetic)
        if interval.lo.is_nan():
            return None
        if _is_narrow(interval):
            values.append(interval.hi if interval.hi.is_finite() else interval.lo)
        elif _is_tiny(interval):  # of a sign in doubt: it keeps the one it had
            values.append(Decimal(0).copy_sign(values[-1] if values else Decimal(0)))
    return values


def one_sided(expression: Expression, point: Fraction, side: int) -> float:
    """The limit as x goes to `point` from the right (side 1) or the left (side -1)."""
    arithmetic = Decimals(_SIDE_DIGITS)
    values = []
    with localcontext(arithmetic.near):
        for distance in _STEPS:
            interval = interpret(expression, arithmetic, arithmetic.number(point + side * distance))
            if interval.lo.is_nan() or not _is_narrow(interval):
                return nan
            values.append(interval.hi)
        return float(_settle(values))


def _is_narrow(interval: Interval) -> bool:
    """Known to some digits, or known to be below or above all bounds."""
    lo, hi = interval
    if lo.is_signed() != hi.is_signed():
        return False
    if lo.is_infinite() or hi.is_infinite():
        return abs(lo) > Decimal("1e1000") and abs(hi) > Decimal("1e1000")
    return hi - lo <= abs(hi) * _SETTLED or _is_tiny(interval)


def _is_tiny(interval: Interval) -> bool:
    return max(abs(interval.lo), abs(interval.hi)) < Decimal("1e-1000")


def _settle(values: Sequence[Decimal]) -> Decimal:
    """What a sequence tends to whose points are each the square or so of the one before."""
    steps = [b - a for a, b in pairwise(values)]
    last = values[-1]
    rounded = {(float(value), value.is_signed()) for value in values[-2:]}
    if len(rounded) == 1:
        return last
    if abs(steps[-1]) <= abs(steps[-2]) * _SETTLED:
        # What is left to go is smaller still than the last step: the limit is zero if the value is too.
        if abs(last) <= abs(steps[-1]):
            return Decimal(0).copy_sign(last)
        return last
    same_way = all((step > 0) == (steps[0] > 0) for step in steps)
    if same_way and abs(last) > _FAR and all(abs(b) >= abs(a) for a, b in pairwise(steps)):
        return _INF.copy_sign(steps[-1])
    if all(abs(b) <= abs(a) * Decimal("0.7") for a, b in pairwise(values)):
        return Decimal(0).copy_sign(last)
    return _NAN
