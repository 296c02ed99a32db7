"""Values so far out that exponentials leave the decimals: an infinity by an infinity, as in exp(x)/cosh(x).

Where exp(x) is past all reach, only what a quotient or a difference of such numbers tends to is left of them,
and that it has reached long before. So they are taken at two points nearer by, and everything else where it
is; if the results are the same to 40 digits, or past the reach of any format, the value is known.

That no exponential overtakes another one farther out is not proved: formulas are refused in which it might,
those with large or small numbers and those with waves.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from actx.core.arithmetic.bounds import NOWHERE, Interval, is_exact, magnitude
from actx.core.arithmetic.interpret import interpret
from actx.core.arithmetic.interval import Decimals
from actx.core.formula.expression import Apply, Number, nodes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from actx.core.formula.expression import Expression

# A float to the power of some sixty is below it, and an exponential of a number in the thousands above.
_REACH: Final = 20_000
# Two points that are far out for exp(x), exp(x**2), exp(x**3), exp(exp(x)) and exp(exp(2*x)), and within the
# decimals; and the largest number, or the smallest one's reciprocal, that does not matter beside such ones.
_NEARER_BY: Final = (
    (10**12, 10**17, 10**6),
    (10**6, 10**8, 10**4),
    (10**4, 10**5, 10**3),
    (30, 40, 10**3),
    (12, 15, 10**3),
)
_DIGITS: Final = (120, 1920)
_SETTLED: Final = Decimal("1e-40")
# Nothing that is within reach comes near it, and exponentials do.
_NOTHING: Final = Decimal("1e-400000")
_WAVES: Final = ("sin", "cos", "tan")
# Where a stand-in is a factor, it may stand among numbers that are far out themselves.
_PRODUCTS: Final = ("mul", "div", "pow", "neg", "abs", "sqrt")


class _Number(NamedTuple):
    """What is known of a number; the same with stand-ins for its exponentials; and all of it nearer by."""

    known: Any
    here: Any
    nearer: Any


class _FarOut:
    """Decimal intervals far out, with what stands for those that are lost."""

    def __init__(self, arithmetic: Decimals) -> None:
        self._arithmetic = arithmetic

    def number(self, value: Fraction) -> _Number:
        return _Number(*[self._arithmetic.number(value)] * 3)

    def constant(self, name: str) -> _Number:
        return _Number(*[self._arithmetic.constant(name)] * 3)

    def apply(self, operation: str, *args: _Number) -> _Number:
        known, here, nearer = (self._arithmetic.apply(operation, *each) for each in zip(*args, strict=True))
        if not isinstance(known, Interval):  # a condition
            return _Number(known, here if known is None else known, nearer)
        if operation == "where":
            condition, yes, no = args
            here = self._arithmetic.apply("where", condition.here, yes.here, no.here)
        elif not _is_past_reach(known):
            here = known
        elif _is_far(known) and (operation not in _PRODUCTS or _are_known(args)):
            here = nearer
        if _is_past_reach(known) and not _may_stand_for(known, here):
            here = NOWHERE
        return _Number(known, here, nearer)


def value_far_out(expression: Expression, x: float) -> Interval:
    """What holds the value at x, where the decimals cannot tell; nan if this cannot either."""
    numbers = [abs(node.value) for node in nodes(expression) if isinstance(node, Number) and node.value]
    if any(isinstance(node, Apply) and node.operation in _WAVES for node in nodes(expression)):
        return NOWHERE
    for near, far, most in _NEARER_BY:
        if not all(1 <= number * most <= most * most for number in numbers):
            continue
        for digits in _DIGITS:
            first = _taken(expression, x, near, digits)
            if first.lo.is_nan():  # the exponentials of the nearer point have left the decimals, too
                break
            second = _taken(expression, x, far, digits)
            with localcontext(Decimals(digits).near):
                if _agree(first, second):
                    return second
    return NOWHERE


def _taken(expression: Expression, x: float, point: int, digits: int) -> Interval:
    here, nearer = (Interval(end, end) for end in (Decimal(x), Decimal(point).copy_sign(Decimal(x))))
    value: Interval = interpret(expression, _FarOut(Decimals(digits)), _Number(here, here, nearer)).here
    return value


def _agree(first: Interval, second: Interval) -> bool:
    ends = (*first, *second)
    if not _same_sign(ends):
        return False
    sizes = [end.copy_abs() for end in ends]
    if max(sizes) < _NOTHING or min(sizes) > 1 / _NOTHING:
        return True
    return max(ends) - min(ends) <= min(sizes) * _SETTLED


def _is_past_reach(a: Interval) -> bool:
    """Whether it may be an exponential, one that has left the decimals perhaps."""
    return _has_left(a) or _is_far(a)


def _has_left(a: Interval) -> bool:
    return not is_exact(a) and any(end.is_infinite() or end.is_zero() for end in a)


def _is_far(a: Interval) -> bool:
    """Whether it is known to be larger, or smaller, than all powers of floats."""
    if is_exact(a) and not (a.lo and a.lo.is_finite()):
        return False
    inner, outer = sorted(magnitude(a))
    return (inner > 0 and inner.adjusted() > _REACH) or (outer.is_finite() and outer.adjusted() < -_REACH)


def _are_known(args: Iterable[_Number]) -> bool:
    return not any(_is_past_reach(each.known) for each in args)


def _may_stand_for(known: Interval, number: Interval) -> bool:
    """Whether the number has left nothing, and is on the side of 0, and of 1, that is known."""
    if number.lo.is_nan() or _has_left(number) or _is_astride(number, 0):
        return False
    if not _is_astride(known, 0) and _is_below(number, 0) != _is_below(known, 0):
        return False
    size, bound = (Interval(*sorted(magnitude(each))) for each in (number, known))
    return not (bound.lo >= 1 and size.lo < 1) and not (bound.hi <= 1 and size.hi > 1)


def _is_astride(a: Interval, value: int) -> bool:
    return a.lo < value < a.hi


def _is_below(a: Interval, value: int) -> bool:
    return a.hi < value or (a.hi == value and a.lo < value)


def _same_sign(ends: tuple[Decimal, ...]) -> bool:
    return not any(end.is_nan() for end in ends) and len({end.is_signed() for end in ends}) == 1
