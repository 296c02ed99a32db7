"""Decimal intervals of any precision: the arithmetic that decides what the fast ones cannot.

A number is an interval that holds the true value; one whose ends are equal is exact. An end that is
infinite beside a finite one, or a zero end beside a nonzero one, stands for overflow or underflow:
exp(-1e300) is in [0, tiny] and keeps its sign. An exact nan is a value outside the function's domain;
where the domain itself is in doubt the interval is the whole line, and more digits decide.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, Inexact
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from actx.core.arithmetic import elementary

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

Truth = bool | None  # None: in doubt


class Interval(NamedTuple):
    lo: Decimal
    hi: Decimal


_NAN: Final = Decimal("nan")
_INF: Final = Decimal("inf")
_ZERO: Final = Decimal(0)
NOWHERE: Final = Interval(_NAN, _NAN)
ANYWHERE: Final = Interval(-_INF, _INF)
_GUARD: Final = 4
_LARGEST_POWER: Final = Decimal(10**15)


class Decimals:
    """The arithmetic at a precision of `digits` decimal digits."""

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self.down, self.up, self.near = (
            Context(prec=digits, rounding=rounding, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
            for rounding in (ROUND_FLOOR, ROUND_CEILING, ROUND_HALF_EVEN)
        )

    def number(self, value: Fraction) -> Interval:
        numerator, denominator = Decimal(value.numerator), Decimal(value.denominator)
        return Interval(self.down.divide(numerator, denominator), self.up.divide(numerator, denominator))

    def constant(self, name: str) -> Interval:
        if name == "inf":
            return Interval(_INF, _INF)
        constant = elementary.pi if name == "pi" else elementary.e
        return self._around(constant(self.digits + _GUARD))

    def apply(self, operation: str, *args: Any) -> Any:
        method = _OPERATIONS.get(operation)
        if method is not None:
            return method(self, *args)
        (u,) = args
        if u.lo.is_nan():
            return NOWHERE
        if operation in ("sin", "cos", "tan"):
            return self._circular(operation, u)
        if operation in ("cosh", "normpdf"):
            return self._even(operation, u)
        ends = (u.hi, u.lo) if operation == "erfc" else (u.lo, u.hi)
        return self._monotone(operation, *ends)

    # --- functions ---------------------------------------------------------------------------------------

    def _at(self, function: str, x: Decimal) -> Interval:
        """f at one exact point."""
        exact = elementary.exact(function, x)
        if exact is not None:
            return Interval(exact, exact)
        return self._around(elementary.FUNCTIONS[function](x, self.digits + _GUARD))

    def _around(self, approximation: Decimal) -> Interval:
        """What holds the value when the approximation is within 10**-(digits + guard) of it, relatively."""
        if approximation.is_nan():
            return NOWHERE
        if approximation.is_infinite():
            bound = self.near.next_toward(approximation, _ZERO)
            return Interval(bound, approximation) if approximation > 0 else Interval(approximation, bound)
        if approximation.is_zero():
            outward = self.near.next_toward(approximation, -_INF if approximation.is_signed() else _INF)
            return (
                Interval(outward, approximation)
                if approximation.is_signed()
                else Interval(approximation, outward)
            )
        slack = approximation.copy_abs().scaleb(-self.digits - 2, self.near)
        return Interval(self.down.subtract(approximation, slack), self.up.add(approximation, slack))

    def _monotone(self, function: str, least: Decimal, most: Decimal) -> Interval:
        low = self._at(function, least)
        high = low if least == most else self._at(function, most)
        if low.lo.is_nan() or high.lo.is_nan():  # past the end of the domain, or astride it
            return NOWHERE if least == most or (low.lo.is_nan() and high.lo.is_nan()) else ANYWHERE
        return Interval(low.lo, high.hi)

    def _even(self, function: str, u: Interval) -> Interval:
        inner, outer = sorted(_magnitude(u))
        ends = (outer, inner) if function == "normpdf" else (inner, outer)
        return self._monotone(function, *ends)

    def _circular(self, function: str, u: Interval) -> Interval:
        if not (u.lo.is_finite() and u.hi.is_finite()):
            return NOWHERE if u.lo == u.hi else ANYWHERE
        width = self.up.subtract(u.hi, u.lo)
        try:
            low, high = self._at(function, u.lo), self._at(function, u.hi)
        except elementary.OutOfReach:
            return ANYWHERE
        if function == "tan":
            # A pole between two points less than half a period apart puts the right one below the left.
            return Interval(low.lo, high.hi) if width < 1 and low.lo <= high.hi else ANYWHERE
        one = Decimal(1)
        below = max(self.down.subtract(min(low.lo, high.lo), width), -one) if width else low.lo
        above = min(self.up.add(max(low.hi, high.hi), width), one) if width else low.hi
        return Interval(below, above)

    # --- arithmetic --------------------------------------------------------------------------------------

    def add(self, a: Interval, b: Interval) -> Interval:
        lo, hi = self.down.add(a.lo, b.lo), self.up.add(a.hi, b.hi)
        if lo.is_nan() or hi.is_nan():
            return NOWHERE if _is_exact(a) and _is_exact(b) else ANYWHERE
        if lo.is_zero() and hi.is_zero():
            return Interval(hi, hi)  # rounding down gives an exact zero a minus sign
        return Interval(lo, hi)

    def sub(self, a: Interval, b: Interval) -> Interval:
        return self.add(a, self.neg(b))

    def neg(self, a: Interval) -> Interval:
        return Interval(a.hi.copy_negate(), a.lo.copy_negate())

    def mul(self, a: Interval, b: Interval) -> Interval:
        if a.lo.is_nan() or b.lo.is_nan():
            return NOWHERE
        if (_is_zero(a) and _is_infinite(b)) or (_is_infinite(a) and _is_zero(b)):
            return NOWHERE
        pairs = [(s, t) for s in a for t in b]
        lows = [self._times(self.down, s, t) for s, t in pairs]
        highs = [self._times(self.up, s, t) for s, t in pairs]
        return Interval(_least(lows), _greatest(highs))

    @staticmethod
    def _times(context: Context, s: Decimal, t: Decimal) -> Decimal:
        if s.is_zero() or t.is_zero():  # an infinite end is only a bound, so that 0 times it is 0
            return _ZERO.copy_negate() if s.is_signed() != t.is_signed() else _ZERO
        return context.multiply(s, t)

    def div(self, a: Interval, b: Interval) -> Interval:
        if a.lo.is_nan() or b.lo.is_nan():
            return NOWHERE
        if _is_zero(b):
            if _is_zero(a):
                return NOWHERE
            if a.lo < 0 < a.hi or not (_is_exact(a) or a.lo > 0 or a.hi < 0):
                return ANYWHERE
            infinite = _INF if (a.lo > 0) != b.lo.is_signed() else -_INF
            return Interval(infinite, infinite)
        if b.lo.is_signed() != b.hi.is_signed():
            return ANYWHERE
        if b.hi.is_signed():
            return self.div(self.neg(a), self.neg(b))
        lo = self._over(self.down, a.lo, b.lo if a.lo.is_signed() else b.hi, toward=-1)
        hi = self._over(self.up, a.hi, b.hi if a.hi.is_signed() else b.lo, toward=1)
        return Interval(lo, hi)

    @staticmethod
    def _over(context: Context, s: Decimal, t: Decimal, toward: int) -> Decimal:
        """A bound of s/t for t >= 0 where both are bounds."""
        if s.is_zero():
            return s if not t.is_zero() else (s if s.is_signed() == (toward > 0) else _INF * toward)
        if s.is_infinite() and t.is_infinite():
            outward = s.is_signed() == (toward < 0)
            return s if outward else _ZERO.copy_sign(s)
        return context.divide(s, t)

    def pow(self, a: Interval, b: Interval) -> Interval:
        if a.lo.is_nan() or b.lo.is_nan():
            return NOWHERE
        if _is_exact(b) and b.lo.is_finite() and b.lo == b.lo.to_integral_value():
            return self._whole_power(a, b.lo)
        if _is_zero(a) and (b.lo > 0 or b.hi < 0):
            return Interval(_ZERO, _ZERO) if b.lo > 0 else Interval(_INF, _INF)
        if a.hi < 0:
            return NOWHERE if _is_exact(b) else ANYWHERE
        if a.lo < 0:
            return ANYWHERE
        wide = Decimals(self.digits + _GUARD + 20)
        power: Interval = wide.apply("exp", wide.mul(b, wide.apply("log", a)))
        return power

    def _whole_power(self, a: Interval, exponent: Decimal) -> Interval:
        if exponent == 0:
            return Interval(Decimal(1), Decimal(1))
        if exponent < 0:
            return self.div(Interval(Decimal(1), Decimal(1)), self._whole_power(a, exponent.copy_negate()))
        inner, outer = sorted(_magnitude(a))
        low = self._raised(self.down, inner, exponent, _ZERO)
        high = self._raised(self.up, outer, exponent, _INF)
        if _is_even(exponent):
            return Interval(low, high)
        if a.lo.is_signed() == a.hi.is_signed():
            positive = Interval(low, high)
            return self.neg(positive) if a.lo.is_signed() else positive
        return Interval(
            self._raised(self.up, a.lo.copy_negate(), exponent, _INF).copy_negate(),
            self._raised(self.up, a.hi, exponent, _INF),
        )

    def _raised(self, context: Context, base: Decimal, exponent: Decimal, beyond: Decimal) -> Decimal:
        """base**exponent for base >= 0, every product rounded the same way; `beyond` past all reach."""
        if base in (0, 1) or base.is_infinite():
            return base
        if exponent > _LARGEST_POWER:  # what a smaller power bounds, it bounds all the more
            if (base > 1) == (beyond == _INF):
                return beyond
            exponent = _LARGEST_POWER
        result, square, n = Decimal(1), base, int(exponent)
        while n:
            if n & 1:
                result = context.multiply(result, square)
            n >>= 1
            if n:
                square = context.multiply(square, square)
        return result

    def sqrt(self, a: Interval) -> Interval:
        if a.lo.is_nan() or a.hi < 0:
            return NOWHERE
        if a.lo < 0:
            return ANYWHERE
        return Interval(self._root(a.lo, self.near.next_minus), self._root(a.hi, self.near.next_plus))

    def _root(self, x: Decimal, outward: Callable[[Decimal], Decimal]) -> Decimal:
        self.near.clear_flags()
        root = self.near.sqrt(x)
        return outward(root) if self.near.flags[Inexact] else root

    # --- choices and conditions --------------------------------------------------------------------------

    def abs(self, a: Interval) -> Interval:
        if a.lo.is_nan():
            return NOWHERE
        return Interval(*sorted(_magnitude(a)))

    def sign(self, a: Interval) -> Interval:
        if a.lo.is_nan():
            return NOWHERE
        if _is_zero(a):
            return a
        positive = self.compare("gt", a, Interval(_ZERO, _ZERO))
        if positive is None:
            return Interval(Decimal(-1), Decimal(1))
        return Interval(Decimal(1), Decimal(1)) if positive else Interval(Decimal(-1), Decimal(-1))

    def min(self, a: Interval, b: Interval) -> Interval:
        return self._choice("lt", _least, a, b)

    def max(self, a: Interval, b: Interval) -> Interval:
        return self._choice("gt", _greatest, a, b)

    def _choice(
        self, comparison: str, extreme: Callable[[list[Decimal]], Decimal], a: Interval, b: Interval
    ) -> Interval:
        if a.lo.is_nan() or b.lo.is_nan():
            return NOWHERE
        between = Interval(extreme([a.lo, b.lo]), extreme([a.hi, b.hi]))
        return self.where(self.compare(comparison, a, b), a, b, between)

    def clip(self, u: Interval, low: Interval, high: Interval) -> Interval:
        return self.min(self.max(u, low), high)

    @staticmethod
    def compare(comparison: str, a: Interval, b: Interval) -> Truth:
        if a.lo.is_nan() or b.lo.is_nan():
            return comparison == "ne"
        match comparison:
            case "lt":
                return True if a.hi < b.lo else False if a.lo >= b.hi else None
            case "gt":
                return True if a.lo > b.hi else False if a.hi <= b.lo else None
            case "le":
                return True if a.hi <= b.lo else False if a.lo > b.hi else None
            case "ge":
                return True if a.lo >= b.hi else False if a.hi < b.lo else None
        apart = a.hi < b.lo or a.lo > b.hi
        same = _is_exact(a) and _is_exact(b) and a.lo == b.lo
        if not apart and not same:
            return None
        return same if comparison == "eq" else apart

    def where(self, condition: Truth, a: Interval, b: Interval, between: Interval | None = None) -> Interval:
        if condition is not None:
            return a if condition else b
        if between is not None:
            return between
        if a.lo.is_nan() or b.lo.is_nan():
            return ANYWHERE
        return Interval(_least([a.lo, b.lo]), _greatest([a.hi, b.hi]))


def _and(_: Decimals, a: Truth, b: Truth) -> Truth:
    return False if a is False or b is False else None if a is None or b is None else True


def _or(_: Decimals, a: Truth, b: Truth) -> Truth:
    return True if a or b else None if a is None or b is None else False


def _not(_: Decimals, a: Truth) -> Truth:
    return None if a is None else not a


def _comparison(operation: str) -> Callable[[Decimals, Interval, Interval], Truth]:
    return lambda arithmetic, a, b: arithmetic.compare(operation, a, b)


_OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    **{
        name: getattr(Decimals, name)
        for name in (
            "add",
            "sub",
            "neg",
            "mul",
            "div",
            "pow",
            "sqrt",
            "abs",
            "sign",
            "min",
            "max",
            "clip",
            "where",
        )
    },
    **{name: _comparison(name) for name in ("lt", "le", "gt", "ge", "eq", "ne")},
    "and": _and,
    "or": _or,
    "not": _not,
}


def _is_even(whole: Decimal) -> bool:
    """Whether a whole number is even; it may have more digits than a memory holds."""
    exponent = whole.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent > 0 or int(whole) % 2 == 0


def _is_exact(a: Interval) -> bool:
    return a.lo == a.hi or a.lo.is_nan()


def _is_zero(a: Interval) -> bool:
    return a.lo.is_zero() and a.hi.is_zero()


def _is_infinite(a: Interval) -> bool:
    return a.lo.is_infinite() and a.lo == a.hi


def _magnitude(a: Interval) -> tuple[Decimal, Decimal]:
    """The ends of |a|, in either order."""
    if a.lo.is_signed() and not a.hi.is_signed() and not _is_zero(a):
        return _ZERO, max(a.lo.copy_abs(), a.hi)
    return a.lo.copy_abs(), a.hi.copy_abs()


def _least(values: list[Decimal]) -> Decimal:
    """The smallest; -0 stands below 0."""
    return min(values, key=lambda v: (v, not v.is_signed()))


def _greatest(values: list[Decimal]) -> Decimal:
    return max(values, key=lambda v: (v, not v.is_signed()))
