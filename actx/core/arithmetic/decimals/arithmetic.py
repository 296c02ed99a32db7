"""Interval arithmetic on Decimals of any precision, for the values that the array arithmetics cannot round.

A number is an interval that holds the true value; equal ends are an exact value. An infinite end beside a
finite one, or a zero end beside a nonzero one, stands for overflow or underflow: exp(-1e300) lies between 0
and the least positive Decimal, and keeps its sign. An open interval (`Open`) excludes its ends. An undefined
value is NOWHERE. Where it is not known whether an argument is in the domain, the result is ANYWHERE, and more
digits may tell.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, Inexact
from typing import TYPE_CHECKING, Any, Final

from actx.core.arithmetic.decimals.interval import (
    ANYWHERE,
    NOWHERE,
    ONE,
    ZERO,
    Interval,
    Open,
    between,
    exactly,
    from_zero,
    greatest,
    has_zero,
    is_even,
    is_infinite,
    is_open,
    is_point,
    is_zero,
    least,
    magnitude,
)
from actx.core.formula.choices import clip_by
from actx.core.formula.conditions import KLEENE
from actx.core.formula.language import COMPARISONS, EVEN, FALLING

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

Truth = bool | None  # None: not known at this precision


_NAN: Final = Decimal("nan")
_INF: Final = Decimal("inf")
_ZERO: Final = Decimal(0)
_ONE: Final = Decimal(1)
# Digits by which the functions are computed more precisely than the ends of an interval.
_GUARD: Final = 4
# Ranges of functions with a horizontal asymptote, which a computed end could exceed in the tails.
_RANGES: Final = {
    "tanh": Interval(-_ONE, _ONE),
    "erf": Interval(-_ONE, _ONE),
    "expm1": Interval(-_ONE, _INF),
    "sigmoid": Interval(_ZERO, _ONE),
    "normcdf": Interval(_ZERO, _ONE),
    "erfc": Interval(_ZERO, _ONE + _ONE),
}
_ALL_OF_A_WAVE: Final = Interval(-_ONE, _ONE)
# Larger integer exponents are replaced by this one, or by a limit, in bounds.
_LARGEST_POWER: Final = Decimal(10**15)


class Decimals:
    """The arithmetic at a precision of `digits` decimal digits, for `interpret`.

    With `strict`, for derivatives, a comparison of equal numbers is not known, so that both branches count,
    and sign(0) is the interval from -1 to 1.
    """

    def __init__(self, digits: int, *, strict: bool = False) -> None:
        self.digits = digits
        self.strict = strict
        self.wanted = 0
        """The most digits before the point of an argument of sin, cos or tan known only to 1 or less well."""
        self.down, self.up, self.near = (
            Context(prec=digits, rounding=rounding, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
            for rounding in (ROUND_FLOOR, ROUND_CEILING, ROUND_HALF_EVEN)
        )

    def number(self, value: Fraction) -> Interval:
        numerator, denominator = Decimal(value.numerator), Decimal(value.denominator)
        ends = self.down.divide(numerator, denominator), self.up.divide(numerator, denominator)
        return between(*ends, strictly=True)

    def constant(self, name: str) -> Interval:
        if name == "inf":
            return exactly(_INF)
        from actx.core.arithmetic.decimals import functions

        constant = functions.pi if name == "pi" else functions.e
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
        if operation in EVEN:
            return self._even(operation, u)
        ends = (u.hi, u.lo) if operation in FALLING else (u.lo, u.hi)
        return self._monotone(operation, *ends, inside=is_open(u))

    # --- functions ---------------------------------------------------------------------------------------

    def _at(self, function: str, x: Decimal) -> Interval:
        """An interval that holds the function's value at one exact point."""
        from actx.core.arithmetic.decimals import functions  # late: piecewise linear formulas need none

        exact = functions.known_value(function, x)
        if exact is not None:
            return exactly(exact)
        lo, hi = self._around(functions.FUNCTIONS[function](x, self.digits + _GUARD))
        floor, ceiling = _RANGES.get(function, ANYWHERE)
        if function == "log1pexp":
            floor = max(x, _ZERO)
        return Open(max(lo, floor), min(hi, ceiling))  # in the tails an end may be the asymptote

    def _around(self, approximation: Decimal) -> Interval:
        """An interval around an approximation whose relative error is at most 10**-(digits + _GUARD)."""
        if approximation.is_nan():
            return NOWHERE
        if approximation.is_infinite():
            bound = self.near.next_toward(approximation, _ZERO)
            return Open(bound, approximation) if approximation > 0 else Open(approximation, bound)
        if approximation.is_zero():
            outward = self.near.next_toward(approximation, -_INF if approximation.is_signed() else _INF)
            ends = (outward, approximation) if approximation.is_signed() else (approximation, outward)
            return Open(*ends)
        slack = approximation.copy_abs().scaleb(-self.digits - 2, self.near)
        return Open(self.down.subtract(approximation, slack), self.up.add(approximation, slack))

    def _monotone(self, function: str, start: Decimal, end: Decimal, *, inside: bool) -> Interval:
        """From f(start) to f(end); open if `inside`, the argument is neither end, or the values are open."""
        low = self._at(function, start)
        if start == end:
            return low
        high = self._at(function, end)
        if low.lo.is_nan() or high.lo.is_nan():  # outside the domain, or partly outside
            return NOWHERE if low.lo.is_nan() and high.lo.is_nan() else ANYWHERE
        return between(low.lo, high.hi, strictly=inside or (is_open(low) and is_open(high)))

    def _even(self, function: str, u: Interval) -> Interval:
        inner, outer = sorted(magnitude(u))
        ends = (outer, inner) if function in FALLING else (inner, outer)
        return self._monotone(function, *ends, inside=is_open(u) and not has_zero(u))

    def _circular(self, function: str, u: Interval) -> Interval:
        if not (u.lo.is_finite() and u.hi.is_finite()):
            # An open interval with one infinite end holds real numbers only.
            is_ray = is_open(u) and (u.lo.is_finite() or u.hi.is_finite())
            return _ALL_OF_A_WAVE if is_ray and function != "tan" else NOWHERE if u.lo == u.hi else ANYWHERE
        from actx.core.arithmetic.decimals.functions import ArgumentTooLarge

        width = self.up.subtract(u.hi, u.lo)
        if width >= 1:
            self.wanted = max(self.wanted, u.lo.adjusted() + 1, u.hi.adjusted() + 1)
            return ANYWHERE if function == "tan" else _ALL_OF_A_WAVE
        try:
            if not width:
                return self._at(function, u.lo)
            low, high = self._at(function, u.lo), self._at(function, u.hi)
        except ArgumentTooLarge:
            return ANYWHERE
        if function == "tan":
            # A pole between two points less than 1 apart makes the right value smaller than the left one.
            return Interval(low.lo, high.hi) if low.lo <= high.hi else ANYWHERE
        one = Decimal(1)
        below = max(self.down.subtract(min(low.lo, high.lo), width), -one)
        above = min(self.up.add(max(low.hi, high.hi), width), one)
        return Interval(below, above)

    # --- arithmetic --------------------------------------------------------------------------------------

    def add(self, a: Interval, b: Interval) -> Interval:
        lo, hi = self.down.add(a.lo, b.lo), self.up.add(a.hi, b.hi)
        if lo.is_nan() or hi.is_nan():
            return NOWHERE if is_point(a) and is_point(b) else ANYWHERE
        if lo.is_zero() and hi.is_zero():
            return exactly(hi)  # rounding down gives an exact zero a minus sign
        return between(lo, hi, strictly=is_open(a) or is_open(b) or (is_point(a) and is_point(b)))

    def sub(self, a: Interval, b: Interval) -> Interval:
        return self.add(a, self.neg(b))

    def neg(self, a: Interval) -> Interval:
        return between(a.hi.copy_negate(), a.lo.copy_negate(), strictly=is_open(a))

    def mul(self, a: Interval, b: Interval) -> Interval:
        if a.lo.is_nan() or b.lo.is_nan():
            return NOWHERE
        if (is_zero(a) and is_infinite(b)) or (is_infinite(a) and is_zero(b)):
            return NOWHERE
        strictly = _is_strict(a, b) or _is_strict(b, a)
        if a.lo.is_signed() == a.hi.is_signed() and b.lo.is_signed() == b.hi.is_signed():
            inner, outer = zip(from_zero(a), from_zero(b), strict=True)
            low, high = (inner, outer) if a.lo.is_signed() == b.lo.is_signed() else (outer, inner)
            return between(self._times(self.down, *low), self._times(self.up, *high), strictly=strictly)
        pairs = [(s, t) for s in a for t in b]
        lows = [self._times(self.down, s, t) for s, t in pairs]
        highs = [self._times(self.up, s, t) for s, t in pairs]
        return between(least(lows), greatest(highs), strictly=strictly)

    @staticmethod
    def _times(context: Context, s: Decimal, t: Decimal) -> Decimal:
        if s.is_zero() or t.is_zero():  # an infinite end only bounds finite values, so 0 times it is 0
            return _ZERO.copy_negate() if s.is_signed() != t.is_signed() else _ZERO
        return context.multiply(s, t)

    def div(self, a: Interval, b: Interval) -> Interval:
        if a.lo.is_nan() or b.lo.is_nan():
            return NOWHERE
        if is_zero(b):
            if is_zero(a):
                return NOWHERE
            if a.lo < 0 < a.hi or not (is_point(a) or a.lo > 0 or a.hi < 0):
                return ANYWHERE
            infinite = _INF if (a.lo > 0) != b.lo.is_signed() else -_INF
            return exactly(infinite)
        if b.lo.is_signed() != b.hi.is_signed():
            return ANYWHERE
        if b.hi.is_signed():
            return self.div(self.neg(a), self.neg(b))
        lo = self._over(self.down, a.lo, b.lo if a.lo.is_signed() else b.hi, toward=-1)
        hi = self._over(self.up, a.hi, b.hi if a.hi.is_signed() else b.lo, toward=1)
        return between(lo, hi, strictly=is_open(a) or _is_strict(b, a))

    @staticmethod
    def _over(context: Context, s: Decimal, t: Decimal, toward: int) -> Decimal:
        """The quotient of the ends s and t >= 0 as a lower (toward -1) or upper (toward 1) bound."""
        if s.is_zero():
            return s if not t.is_zero() else (s if s.is_signed() == (toward > 0) else _INF * toward)
        if s.is_infinite() and t.is_infinite():
            outward = s.is_signed() == (toward < 0)
            return s if outward else _ZERO.copy_sign(s)
        return context.divide(s, t)

    def pow(self, a: Interval, b: Interval) -> Interval:
        if a.lo.is_nan() or b.lo.is_nan():
            return NOWHERE
        if is_point(b) and b.lo.is_finite() and b.lo == b.lo.to_integral_value():
            return self._whole_power(a, b.lo)
        if is_zero(a) and (b.lo > 0 or b.hi < 0):
            return ZERO if b.lo > 0 else exactly(_INF)
        if a.hi < 0:
            return NOWHERE if is_point(b) else ANYWHERE
        if a.lo < 0:
            return ANYWHERE
        wide = Decimals(self.digits + _GUARD + 20)
        power: Interval = wide.apply("exp", wide.mul(b, wide.apply("log", a)))
        return power

    def _whole_power(self, a: Interval, exponent: Decimal) -> Interval:
        if exponent == 0:
            return ONE
        if exponent < 0:
            return self.div(ONE, self._whole_power(a, exponent.copy_negate()))
        inner, outer = sorted(magnitude(a))
        low = self._raised(self.down, inner, exponent, _ZERO)
        high = self._raised(self.up, outer, exponent, _INF)
        strictly = is_point(a) or (is_open(a) and not has_zero(a))
        if is_even(exponent):
            return between(low, high, strictly=strictly)
        if a.lo.is_signed() == a.hi.is_signed():
            positive = between(low, high, strictly=strictly)
            return self.neg(positive) if a.lo.is_signed() else positive
        return Interval(
            self._raised(self.up, a.lo.copy_negate(), exponent, _INF).copy_negate(),
            self._raised(self.up, a.hi, exponent, _INF),
        )

    def _raised(self, context: Context, base: Decimal, exponent: Decimal, limit: Decimal) -> Decimal:
        """base**exponent for base >= 0, products rounded by `context`; `limit` for some huge exponents."""
        if base in (0, 1) or base.is_infinite():
            return base
        if exponent > _LARGEST_POWER:  # 0 or infinity is the bound, or the power of a smaller exponent is one
            if (base > 1) == (limit == _INF):
                return limit
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
        ends = self._root(a.lo, self.near.next_minus), self._root(a.hi, self.near.next_plus)
        return between(*ends, strictly=is_open(a) or is_point(a))

    def _root(self, x: Decimal, outward: Callable[[Decimal], Decimal]) -> Decimal:
        self.near.clear_flags()
        root = self.near.sqrt(x)
        return outward(root) if self.near.flags[Inexact] else root

    # --- choices and conditions --------------------------------------------------------------------------

    def abs(self, a: Interval) -> Interval:
        if a.lo.is_nan():
            return NOWHERE
        return between(*sorted(magnitude(a)), strictly=is_open(a) and not has_zero(a))

    def sign(self, a: Interval) -> Interval:
        if a.lo.is_nan():
            return NOWHERE
        if is_zero(a):
            return Interval(-_ONE, _ONE) if self.strict else a
        positive = self.compare("gt", a, ZERO)
        if positive is None:
            return Interval(-_ONE, _ONE)
        return ONE if positive else exactly(-_ONE)

    def min(self, a: Interval, b: Interval) -> Interval:
        return self._choice("lt", least, a, b)

    def max(self, a: Interval, b: Interval) -> Interval:
        return self._choice("gt", greatest, a, b)

    def _choice(
        self, comparison: str, extreme: Callable[[list[Decimal]], Decimal], a: Interval, b: Interval
    ) -> Interval:
        if a.lo.is_nan() or b.lo.is_nan():
            return NOWHERE
        either = Interval(extreme([a.lo, b.lo]), extreme([a.hi, b.hi]))
        return self.where(self.compare(comparison, a, b), a, b, either)

    def clip(self, u: Interval, low: Interval, high: Interval) -> Interval:
        return clip_by(self.min, self.max)(u, low, high)

    def compare(self, comparison: str, a: Interval, b: Interval) -> Truth:
        if a.lo.is_nan() or b.lo.is_nan() or (self.strict and a.lo == a.hi == b.lo == b.hi):
            return None
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
        same = is_point(a) and is_point(b) and a.lo == b.lo
        if not apart and not same:
            return None
        return same if comparison == "eq" else apart

    def where(self, condition: Truth, a: Interval, b: Interval, either: Interval | None = None) -> Interval:
        if condition is not None:
            return a if condition else b
        if either is not None:
            return either
        if a.lo.is_nan() or b.lo.is_nan():
            return ANYWHERE
        return Interval(least([a.lo, b.lo]), greatest([a.hi, b.hi]))


def _is_strict(a: Interval, b: Interval) -> bool:
    """Whether a*b or b/a is no end: a is open and b not 0, or both are exact and the ends are rounded."""
    return (is_open(a) and (is_open(b) or not has_zero(b))) or (is_point(a) and is_point(b))


def _connective(rule: Callable[..., Truth]) -> Callable[..., Truth]:
    return lambda _, *truths: rule(*truths)


def _comparison(operation: str) -> Callable[[Decimals, Interval, Interval], Truth]:
    return lambda arithmetic, a, b: arithmetic.compare(operation, a, b)


_OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    **{name: getattr(Decimals, name) for name in ("add", "sub", "neg", "mul", "div", "pow", "sqrt")},
    **{name: getattr(Decimals, name) for name in ("abs", "sign", "min", "max", "clip", "where")},
    **{name: _comparison(name) for name in COMPARISONS},
    **{name: _connective(rule) for name, rule in KLEENE.items()},
}
