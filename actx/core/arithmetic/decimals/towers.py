"""Decimal intervals, and beyond their exponents numbers known by their logarithm: exp(exp(1e300)).

A number is an interval as in `Decimals`, or `Far`: a sign, and a logarithm that is itself such a number. So
exp(1e300)/cosh(1e300) is the exponential of a difference, whose digits are those of the logarithms.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple, TypeAlias

from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import (
    NOWHERE,
    Interval,
    has_zero,
    is_even,
    is_exact,
    is_open,
    is_zero,
)


class Far(NamedTuple):
    """sign * exp(logarithm), past what decimals hold: huge, or tiny and not 0."""

    sign: int
    logarithm: Tower


Tower: TypeAlias = Interval | Far

# What is far has a logarithm past this. Decimals with no more places are lost beside it, whatever the digits.
_REACH: Final = Decimal(2 * 10**17)
_MODEST: Final = 8 * 10**16
# Past this a logarithm is that of nothing in the decimals.
_DECIMALS: Final = Decimal(3 * 10**18)
_COARSE: Final = Decimals(20)
_ZERO: Final = Interval(Decimal(0), Decimal(0))
_ONE: Final = Interval(Decimal(1), Decimal(1))
_TWO: Final = Interval(Decimal(2), Decimal(2))


def hull(number: Tower) -> Interval:
    """An interval of a few digits that holds the number."""
    if not isinstance(number, Far):
        return number
    size: Interval = _COARSE.apply("exp", hull(number.logarithm))
    return _COARSE.neg(size) if number.sign < 0 else size


def _sign(number: Tower) -> int | None:
    """-1, 0, 1, or None for what is not known."""
    if isinstance(number, Far):
        return number.sign
    lo, hi = number
    if lo.is_nan():
        return None
    if lo > 0 or (lo == 0 < hi and not has_zero(number)):
        return 1
    if hi < 0 or (hi == 0 > lo and not has_zero(number)):
        return -1
    return 0 if is_zero(number) else None


def _is_huge(number: Tower) -> bool:
    return isinstance(number, Far) and _sign(number.logarithm) == 1


def _is_tiny(number: Tower) -> bool:
    return isinstance(number, Far) and _sign(number.logarithm) == -1


def _has_left(value: Interval) -> bool:
    """Whether an end has left the decimals, or is about to."""
    if is_exact(value):
        return False
    return any(not end.is_finite() or not end or abs(end.adjusted()) > _MODEST for end in value)


def is_untold(interval: Interval) -> bool:
    """Whether it is what is left of numbers of which some are far out, without even the sign."""
    far = (not end.is_finite() or abs(end.adjusted()) > _MODEST for end in interval)
    return interval.lo < 0 < interval.hi and all(far)


def _is_lost(number: Tower) -> bool:
    """Whether a number is lost beside one that is far and huge."""
    if isinstance(number, Far):
        return _is_tiny(number)
    return all(end.is_finite() and end.adjusted() <= _MODEST for end in number)


def _outweighs(number: Tower, other: Tower) -> bool:
    """Whether a number is so much more than one that is far and tiny that only the side of the sum counts."""
    if isinstance(number, Far) or not _is_tiny(other):
        return False
    return all(end.is_infinite() or end.adjusted() >= -_MODEST for end in number)


def _is_large(u: Tower) -> bool:
    """Whether exp(-|u|) is lost beside 1, whatever the digits."""
    if isinstance(u, Far):
        return _is_huge(u)
    return u.lo > _MODEST or u.hi < -_MODEST


class Towers(Decimals):
    """The arithmetic of such numbers."""

    def __init__(self, digits: int, *, strict: bool = False) -> None:
        super().__init__(digits, strict=strict)
        self._logarithms: dict[tuple[bool, Interval], Interval] = {}

    def apply(self, operation: str, *args: Any) -> Any:
        if operation in ("where", "and", "or", "not"):
            return self._chosen(operation, *args)
        if not any(isinstance(each, Far) for each in args):
            result = super().apply(operation, *args)
            if not isinstance(result, Interval) or not _has_left(result):
                return result
            return self._beyond(operation, *args) or result
        if operation in ("lt", "le", "gt", "ge", "eq", "ne"):
            sign = _sign(self.far_add(args[0], self.far_neg(args[1])))
            return None if sign is None else super().apply(operation, _whole(sign), _ZERO)
        result = self._beyond(operation, *args)
        return super().apply(operation, *map(hull, args)) if result is None else result

    def _chosen(self, operation: str, *args: Any) -> Any:
        if operation == "where" and args[0] is not None:
            return args[1] if args[0] else args[2]
        if operation == "where":
            return super().apply(operation, args[0], *map(hull, args[1:]))
        return super().apply(operation, *args)

    def _beyond(self, operation: str, *args: Tower) -> Tower | None:
        """The result by logarithms; None where there is no rule, and intervals are as good."""
        rule = getattr(self, f"far_{operation}", None)
        return None if rule is None else rule(*args)

    # --- from logarithms and to them ---------------------------------------------------------------------

    def interval(self, number: Tower) -> Interval:
        """An interval that holds the number, and past the decimals' exponents reaches from their end on."""
        if not isinstance(number, Far) or isinstance(number.logarithm, Far):
            return hull(number)
        lo, hi = number.logarithm
        if lo > _DECIMALS or hi < -_DECIMALS:
            return hull(number)
        size: Interval = super().apply("exp", number.logarithm)
        return self.neg(size) if number.sign < 0 else size

    def far_exp(self, u: Tower) -> Tower | None:
        return self._exponential(1, u)

    def _exponential(self, sign: int, logarithm: Tower) -> Tower:
        """sign * exp(logarithm)."""
        if isinstance(logarithm, Far):
            if _is_huge(logarithm):
                return Far(sign, logarithm)
            logarithm = hull(logarithm)
        lo, hi = logarithm
        if lo.is_nan():
            return NOWHERE
        if (lo > _REACH or hi < -_REACH) and lo.is_finite() and hi.is_finite():
            return Far(sign, logarithm)
        result: Interval = super().apply("exp", logarithm)
        return self.neg(result) if sign < 0 else result

    def _logarithm(self, u: Tower) -> Tower:
        """log|u|."""
        if isinstance(u, Far):
            return u.logarithm
        size = self.abs(u)
        known = self._logarithms.get((is_open(size), size))
        if known is None:
            known = self._logarithms[is_open(size), size] = super().apply("log", size)
        return known

    def far_log(self, u: Tower) -> Tower | None:
        if not isinstance(u, Far):
            return None
        return u.logarithm if u.sign > 0 else NOWHERE

    def _nudged(self, u: Tower) -> Tower:
        """The number but for a relative error far below the precision."""
        if isinstance(u, Far):
            return Far(u.sign, self._nudged(u.logarithm))
        return Interval(self.near.next_minus(u.lo), self.near.next_plus(u.hi))

    # --- arithmetic --------------------------------------------------------------------------------------

    def far_neg(self, u: Tower) -> Tower:
        return Far(-u.sign, u.logarithm) if isinstance(u, Far) else self.neg(u)

    def far_abs(self, u: Tower) -> Tower | None:
        return Far(1, u.logarithm) if isinstance(u, Far) else None

    def far_sign(self, u: Tower) -> Tower | None:
        return _whole(u.sign) if isinstance(u, Far) else None

    def far_mul(self, a: Tower, b: Tower) -> Tower | None:
        signs = _sign(a), _sign(b)
        if 0 in signs:
            return _ZERO if all(isinstance(each, Far) or is_zero(each) for each in (a, b)) else None
        if signs[0] is None or signs[1] is None:
            return None
        return self._exponential(signs[0] * signs[1], self.far_add(self._logarithm(a), self._logarithm(b)))

    def far_div(self, a: Tower, b: Tower) -> Tower | None:
        if not _sign(b):
            return None
        inverse = Far(b.sign, self.far_neg(b.logarithm)) if isinstance(b, Far) else None
        if inverse is not None:
            return self.far_mul(a, inverse)
        signs = _sign(a), _sign(b)
        if not signs[0] or not signs[1]:
            return None
        logarithm = self.far_add(self._logarithm(a), self.far_neg(self._logarithm(b)))
        return self._exponential(signs[0] * signs[1], logarithm)

    def far_add(self, a: Tower, b: Tower) -> Tower:
        if not isinstance(a, Far) and not isinstance(b, Far):
            return self.add(a, b)
        if not isinstance(a, Far) and is_zero(a):
            return b
        if not isinstance(b, Far) and is_zero(b):
            return a
        if _is_huge(a) and _is_lost(b):
            return self._nudged(a)
        if _is_huge(b) and _is_lost(a):
            return self._nudged(b)
        signs = _sign(a), _sign(b)
        if not signs[0] or not signs[1] or _outweighs(a, b) or _outweighs(b, a):
            return self.add(hull(a), hull(b))
        return self._sum_of_far(a, b, signs[0], signs[1])

    def _sum_of_far(self, a: Tower, b: Tower, a_sign: int, b_sign: int) -> Tower:
        """exp(p) ± exp(q) = exp(p + log(1 ± exp(q - p))), p the larger one."""
        p, q = self._logarithm(a), self._logarithm(b)
        difference = self.far_add(q, self.far_neg(p))
        order = _sign(difference)
        if order == 0 and a_sign != b_sign:
            return _ZERO
        if order is None:
            return self.add(hull(a), hull(b))
        if order > 0:
            p, difference, a_sign, b_sign = q, self.far_neg(difference), b_sign, a_sign
        if a_sign == b_sign:
            excess = self.apply("log1pexp", difference)
        else:
            excess = self.apply("log", self.far_neg(self.apply("expm1", difference)))
        return self._exponential(a_sign, self.far_add(p, excess))

    def far_sub(self, a: Tower, b: Tower) -> Tower:
        return self.far_add(a, self.far_neg(b))

    def far_sqrt(self, u: Tower) -> Tower | None:
        if not isinstance(u, Far):
            return None
        return self._exponential(1, self.apply("div", u.logarithm, _TWO)) if u.sign > 0 else NOWHERE

    def far_pow(self, a: Tower, b: Tower) -> Tower | None:
        sign = _sign(a)
        if not sign:
            return None
        if sign < 0:
            if isinstance(b, Far) or not is_exact(b) or b.lo != b.lo.to_integral_value():
                return None
            sign = 1 if is_even(b.lo) else -1
        return self._exponential(sign, self.apply("mul", b, self._logarithm(a)))

    def _extreme(self, comparison: str, a: Tower, b: Tower) -> Tower | None:
        verdict = self.apply(comparison, a, b)
        return None if verdict is None else a if verdict else b

    def far_min(self, a: Tower, b: Tower) -> Tower | None:
        return self._extreme("lt", a, b)

    def far_max(self, a: Tower, b: Tower) -> Tower | None:
        return self._extreme("gt", a, b)

    def far_clip(self, u: Tower, low: Tower, high: Tower) -> Tower:
        result: Tower = self.apply("min", self.apply("max", u, low), high)
        return result

    # --- functions, of what is far and of what they send far ----------------------------------------------

    def far_expm1(self, u: Tower) -> Tower | None:
        if _is_tiny(u):
            return self._nudged(u)
        return self._nudged(self._exponential(1, u)) if _is_large(u) and _sign(u) == 1 else None

    def far_log1p(self, u: Tower) -> Tower | None:
        if _is_tiny(u):
            return self._nudged(u)
        if not isinstance(u, Far):
            return None
        return self._nudged(u.logarithm) if u.sign > 0 else NOWHERE

    def far_log1pexp(self, u: Tower) -> Tower | None:
        if not _is_large(u) or not _sign(u):
            return None
        return self._nudged(u if _sign(u) == 1 else self._exponential(1, u))

    def far_sigmoid(self, u: Tower) -> Tower | None:
        return self._nudged(self._exponential(1, u)) if _is_large(u) and _sign(u) == -1 else None

    def far_sin(self, u: Tower) -> Tower | None:
        """u*(1 + O(u)) near 0, as some others."""
        return self._nudged(u) if _is_tiny(u) else None

    far_tan = far_atan = far_tanh = far_sin

    def far_erf(self, u: Tower) -> Tower | None:
        if not _is_tiny(u):
            return None
        factor = self.div(_TWO, self.sqrt(self.constant("pi")))
        return self._nudged(self.apply("mul", u, factor))

    def far_asinh(self, u: Tower) -> Tower | None:
        if not _is_huge(u):
            return self.far_sin(u)
        assert isinstance(u, Far)
        result = self.far_add(self._nudged(u.logarithm), self._logarithm(_TWO))
        return self.far_neg(result) if u.sign < 0 else result

    def _hyperbolic(self, u: Tower, sign: int) -> Tower | None:
        """exp(|u|)/2, for u far from 0."""
        if not _is_large(u):
            return None
        size = self.apply("abs", u)
        return self._nudged(self._exponential(sign, self.far_sub(size, self._logarithm(_TWO))))

    def far_sinh(self, u: Tower) -> Tower | None:
        sign = _sign(u)
        return self.far_sin(u) if _is_tiny(u) else self._hyperbolic(u, sign) if sign else None

    def far_cosh(self, u: Tower) -> Tower | None:
        return self._hyperbolic(u, 1)

    def _bell(self, u: Tower, divisor: Fraction) -> Tower:
        """-u²/divisor."""
        return self.far_neg(self.apply("div", self.apply("mul", u, u), self.number(divisor)))

    def far_normpdf(self, u: Tower) -> Tower | None:
        if _is_tiny(u):
            return None
        turn = self.mul(_TWO, self.constant("pi"))
        exponent = self.far_sub(self._bell(u, Fraction(2)), self._logarithm(self.sqrt(turn)))
        return self._exponential(1, exponent)

    def _tail(self, u: Tower, divisor: Fraction, factor: Interval) -> Tower:
        """exp(-u²/divisor)/(factor*u) * (1 - d), 0 < d < 1/u², for u > 0 far from 0."""
        exponent = self.far_sub(self._bell(u, divisor), self._logarithm(self.apply("mul", u, factor)))
        inverse = hull(self.apply("div", _TWO, self.apply("mul", u, u)))
        return self._exponential(1, self.far_add(exponent, Interval(inverse.hi.copy_negate(), Decimal(0))))

    def far_normcdf(self, u: Tower) -> Tower | None:
        if _sign(u) != -1 or _is_tiny(u):
            return None
        factor = self.sqrt(self.mul(_TWO, self.constant("pi")))
        return self._tail(self.far_neg(u), Fraction(2), factor)

    def far_erfc(self, u: Tower) -> Tower | None:
        if _sign(u) != 1 or _is_tiny(u):
            return None
        return self._tail(u, Fraction(1), self.sqrt(self.constant("pi")))


def _whole(value: int) -> Interval:
    return Interval(Decimal(value), Decimal(value))
