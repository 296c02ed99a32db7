"""Decimal intervals, extended beyond Decimal's exponents by sign and logarithm, as for exp(exp(1e300)).

A number is an interval as in `Decimals`, or `Logarithmic`: a sign and a logarithm, which is itself such a
number. So exp(1e300)/cosh(1e300) is the exponential of a difference of logarithms.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import (
    NOWHERE,
    ZERO,
    Interval,
    exactly,
    is_even,
    is_open,
    is_point,
    is_zero,
    sign_of,
)
from actx.core.formula.choices import clip_by
from actx.core.formula.language import COMPARISONS, CONNECTIVES

if TYPE_CHECKING:
    from collections.abc import Callable


class Logarithmic(NamedTuple):
    """sign * exp(logarithm), for a logarithm beyond ±2*10**17: a huge number, or a tiny one that is not 0."""

    sign: int
    logarithm: Tower


Tower: TypeAlias = Interval | Logarithmic

# A number is Logarithmic if its |logarithm| exceeds the first. Numbers whose decimal exponent is at most the
# second in magnitude are negligible beside a huge Logarithmic one, at any precision in use, and dominate a
# tiny one.
_LOGARITHMIC_FROM: Final = Decimal(2 * 10**17)
_MAX_PLAIN_EXPONENT: Final = 8 * 10**16
# No number within Decimal's exponents has a |logarithm| above this.
_PAST_DECIMALS: Final = Decimal(3 * 10**18)
# For bounds of which only the size counts.
_COARSE: Final = Decimals(20)
_TWO: Final = exactly(Decimal(2))


def hull(number: Tower) -> Interval:
    """An interval that holds the number; that of a Logarithmic one has about 20 digits."""
    if not isinstance(number, Logarithmic):
        return number
    size: Interval = _COARSE.apply("exp", hull(number.logarithm))
    return _COARSE.neg(size) if number.sign < 0 else size


def _sign(number: Tower) -> int | None:
    """-1, 0 or 1; None if it is not known."""
    return number.sign if isinstance(number, Logarithmic) else sign_of(number)


def _is_huge(number: Tower) -> bool:
    return isinstance(number, Logarithmic) and _sign(number.logarithm) == 1


def _is_tiny(number: Tower) -> bool:
    return isinstance(number, Logarithmic) and _sign(number.logarithm) == -1


def _has_overflowed(value: Interval) -> bool:
    """Whether an end has overflowed or underflowed, or is near to it."""
    if is_point(value):
        return False
    return any(not end.is_finite() or not end or abs(end.adjusted()) > _MAX_PLAIN_EXPONENT for end in value)


def is_uninformative(interval: Interval) -> bool:
    """Whether the interval has both huge negative and huge positive ends: overflow has left nothing known."""
    far = (not end.is_finite() or abs(end.adjusted()) > _MAX_PLAIN_EXPONENT for end in interval)
    return not interval.lo.is_nan() and interval.lo < 0 < interval.hi and all(far)


def _is_negligible(number: Tower) -> bool:
    """Whether a number is negligible beside a huge Logarithmic one, at any precision in use."""
    if isinstance(number, Logarithmic):
        return _is_tiny(number)
    return all(end.is_finite() and end.adjusted() <= _MAX_PLAIN_EXPONENT for end in number)


def _dominates(number: Tower, other: Tower) -> bool:
    """Whether `other` is tiny, and `number` so much larger that `other` only matters for rounding."""
    if isinstance(number, Logarithmic) or not _is_tiny(other):
        return False
    return all(end.is_infinite() or end.adjusted() >= -_MAX_PLAIN_EXPONENT for end in number)


def _is_large(u: Tower) -> bool:
    """Whether exp(-|u|) is negligible beside 1, at any precision in use."""
    if isinstance(u, Logarithmic):
        return _is_huge(u)
    return u.lo > _MAX_PLAIN_EXPONENT or u.hi < -_MAX_PLAIN_EXPONENT


class Towers(Decimals):
    """The arithmetic of such numbers, for `interpret`: intervals as in Decimals, logarithms beyond."""

    def __init__(self, digits: int, *, strict: bool = False) -> None:
        super().__init__(digits, strict=strict)
        self._logarithms: dict[tuple[bool, Interval], Interval] = {}

    def apply(self, operation: str, *args: Any) -> Any:
        if operation == "where" or operation in CONNECTIVES:
            return self._chosen(operation, *args)
        if not any(isinstance(each, Logarithmic) for each in args):
            result = super().apply(operation, *args)
            if not isinstance(result, Interval) or not _has_overflowed(result):
                return result
            return self._by_logarithms(operation, *args) or result
        if operation in COMPARISONS:
            sign = _sign(self.logarithmic_add(args[0], self.logarithmic_neg(args[1])))
            return None if sign is None else super().apply(operation, _whole(sign), ZERO)
        result = self._by_logarithms(operation, *args)
        return super().apply(operation, *map(hull, args)) if result is None else result

    def _chosen(self, operation: str, *args: Any) -> Any:
        if operation == "where" and args[0] is not None:
            return args[1] if args[0] else args[2]
        if operation == "where":
            return super().apply(operation, args[0], *map(hull, args[1:]))
        return super().apply(operation, *args)

    def _by_logarithms(self, operation: str, *args: Tower) -> Tower | None:
        """The result from the method logarithmic_OPERATION; None where intervals are as good."""
        rule = getattr(self, f"logarithmic_{operation}", None)
        return None if rule is None else rule(*args)

    # --- from logarithms and to them ---------------------------------------------------------------------

    def interval(self, number: Tower) -> Interval:
        """An interval of full precision that holds the number, with an end 0 or inf where that overflows."""
        if not isinstance(number, Logarithmic) or isinstance(number.logarithm, Logarithmic):
            return hull(number)
        lo, hi = number.logarithm
        if lo > _PAST_DECIMALS or hi < -_PAST_DECIMALS:
            return hull(number)
        size: Interval = super().apply("exp", number.logarithm)
        return self.neg(size) if number.sign < 0 else size

    def logarithmic_exp(self, u: Tower) -> Tower | None:
        return self._exponential(1, u)

    def _exponential(self, sign: int, logarithm: Tower) -> Tower:
        """sign * exp(logarithm)."""
        if isinstance(logarithm, Logarithmic):
            if _is_huge(logarithm):
                return Logarithmic(sign, logarithm)
            logarithm = hull(logarithm)
        lo, hi = logarithm
        if lo.is_nan():
            return NOWHERE
        if (lo > _LOGARITHMIC_FROM or hi < -_LOGARITHMIC_FROM) and lo.is_finite() and hi.is_finite():
            return Logarithmic(sign, logarithm)
        result: Interval = super().apply("exp", logarithm)
        return self.neg(result) if sign < 0 else result

    def _logarithm(self, u: Tower) -> Tower:
        """log|u|."""
        if isinstance(u, Logarithmic):
            return u.logarithm
        size = self.abs(u)
        known = self._logarithms.get((is_open(size), size))
        if known is None:
            known = self._logarithms[is_open(size), size] = super().apply("log", size)
        return known

    def logarithmic_log(self, u: Tower) -> Tower | None:
        if not isinstance(u, Logarithmic):
            return None
        return u.logarithm if u.sign > 0 else NOWHERE

    def _nudged(self, u: Tower) -> Tower:
        """The number, widened by a relative error far below the precision."""
        if isinstance(u, Logarithmic):
            return Logarithmic(u.sign, self._nudged(u.logarithm))
        return Interval(self.near.next_minus(u.lo), self.near.next_plus(u.hi))

    # --- arithmetic --------------------------------------------------------------------------------------

    def logarithmic_neg(self, u: Tower) -> Tower:
        return Logarithmic(-u.sign, u.logarithm) if isinstance(u, Logarithmic) else self.neg(u)

    def logarithmic_abs(self, u: Tower) -> Tower | None:
        return Logarithmic(1, u.logarithm) if isinstance(u, Logarithmic) else None

    def logarithmic_sign(self, u: Tower) -> Tower | None:
        return _whole(u.sign) if isinstance(u, Logarithmic) else None

    def logarithmic_mul(self, a: Tower, b: Tower) -> Tower | None:
        signs = _sign(a), _sign(b)
        if 0 in signs:
            return ZERO if all(isinstance(each, Logarithmic) or is_zero(each) for each in (a, b)) else None
        if signs[0] is None or signs[1] is None:
            return None
        return self._exponential(
            signs[0] * signs[1], self.logarithmic_add(self._logarithm(a), self._logarithm(b))
        )

    def logarithmic_div(self, a: Tower, b: Tower) -> Tower | None:
        if not _sign(b):
            return None
        inverse = (
            Logarithmic(b.sign, self.logarithmic_neg(b.logarithm)) if isinstance(b, Logarithmic) else None
        )
        if inverse is not None:
            return self.logarithmic_mul(a, inverse)
        signs = _sign(a), _sign(b)
        if not signs[0] or not signs[1]:
            return None
        logarithm = self.logarithmic_add(self._logarithm(a), self.logarithmic_neg(self._logarithm(b)))
        return self._exponential(signs[0] * signs[1], logarithm)

    def logarithmic_add(self, a: Tower, b: Tower) -> Tower:
        if not isinstance(a, Logarithmic) and not isinstance(b, Logarithmic):
            return self.add(a, b)
        if not isinstance(a, Logarithmic) and is_zero(a):
            return b
        if not isinstance(b, Logarithmic) and is_zero(b):
            return a
        if _is_huge(a) and _is_negligible(b):
            return self._nudged(a)
        if _is_huge(b) and _is_negligible(a):
            return self._nudged(b)
        signs = _sign(a), _sign(b)
        if not signs[0] or not signs[1] or _dominates(a, b) or _dominates(b, a):
            return self.add(hull(a), hull(b))
        return self._sum_by_logarithms(a, b, signs[0], signs[1])

    def _sum_by_logarithms(self, a: Tower, b: Tower, a_sign: int, b_sign: int) -> Tower:
        """a + b by exp(p) ± exp(q) = exp(p + log(1 ± exp(q - p))), with p >= q."""
        p, q = self._logarithm(a), self._logarithm(b)
        difference = self.logarithmic_add(q, self.logarithmic_neg(p))
        order = _sign(difference)
        if order == 0 and a_sign != b_sign:
            return ZERO
        if order is None:
            return self.add(hull(a), hull(b))
        if order > 0:
            p, difference, a_sign, b_sign = q, self.logarithmic_neg(difference), b_sign, a_sign
        if a_sign == b_sign:
            excess = self.apply("log1pexp", difference)
        else:
            excess = self.apply("log", self.logarithmic_neg(self.apply("expm1", difference)))
        return self._exponential(a_sign, self.logarithmic_add(p, excess))

    def logarithmic_sub(self, a: Tower, b: Tower) -> Tower:
        return self.logarithmic_add(a, self.logarithmic_neg(b))

    def logarithmic_sqrt(self, u: Tower) -> Tower | None:
        if not isinstance(u, Logarithmic):
            return None
        return self._exponential(1, self.apply("div", u.logarithm, _TWO)) if u.sign > 0 else NOWHERE

    def logarithmic_pow(self, a: Tower, b: Tower) -> Tower | None:
        sign = _sign(a)
        if not sign:
            return None
        if sign < 0:
            if isinstance(b, Logarithmic) or not is_point(b) or b.lo != b.lo.to_integral_value():
                return None
            sign = 1 if is_even(b.lo) else -1
        return self._exponential(sign, self.apply("mul", b, self._logarithm(a)))

    def _extreme(self, comparison: str, a: Tower, b: Tower) -> Tower | None:
        verdict = self.apply(comparison, a, b)
        return None if verdict is None else a if verdict else b

    def logarithmic_min(self, a: Tower, b: Tower) -> Tower | None:
        return self._extreme("lt", a, b)

    def logarithmic_max(self, a: Tower, b: Tower) -> Tower | None:
        return self._extreme("gt", a, b)

    def logarithmic_clip(self, u: Tower, low: Tower, high: Tower) -> Tower:
        rule: Callable[..., Tower] = clip_by(partial(self.apply, "min"), partial(self.apply, "max"))
        return rule(u, low, high)

    # --- functions, of Logarithmic arguments or with Logarithmic results ----------------------------------

    def logarithmic_expm1(self, u: Tower) -> Tower | None:
        if _is_tiny(u):
            return self._nudged(u)
        return self._nudged(self._exponential(1, u)) if _is_large(u) and _sign(u) == 1 else None

    def logarithmic_log1p(self, u: Tower) -> Tower | None:
        if _is_tiny(u):
            return self._nudged(u)
        if not isinstance(u, Logarithmic):
            return None
        return self._nudged(u.logarithm) if u.sign > 0 else NOWHERE

    def logarithmic_log1pexp(self, u: Tower) -> Tower | None:
        if not _is_large(u) or not _sign(u):
            return None
        return self._nudged(u if _sign(u) == 1 else self._exponential(1, u))

    def logarithmic_sigmoid(self, u: Tower) -> Tower | None:
        return self._nudged(self._exponential(1, u)) if _is_large(u) and _sign(u) == -1 else None

    def logarithmic_sin(self, u: Tower) -> Tower | None:
        """u*(1 + O(u)) for a tiny u; also the rule of tan, atan and tanh."""
        return self._nudged(u) if _is_tiny(u) else None

    logarithmic_tan = logarithmic_atan = logarithmic_tanh = logarithmic_sin

    def logarithmic_erf(self, u: Tower) -> Tower | None:
        if not _is_tiny(u):
            return None
        factor = self.div(_TWO, self.sqrt(self.constant("pi")))
        return self._nudged(self.apply("mul", u, factor))

    def logarithmic_asinh(self, u: Tower) -> Tower | None:
        if not _is_huge(u):
            return self.logarithmic_sin(u)
        assert isinstance(u, Logarithmic)
        result = self.logarithmic_add(self._nudged(u.logarithm), self._logarithm(_TWO))
        return self.logarithmic_neg(result) if u.sign < 0 else result

    def _hyperbolic(self, u: Tower, sign: int) -> Tower | None:
        """sign*exp(|u|)/2 for a large |u|; else None."""
        if not _is_large(u):
            return None
        size = self.apply("abs", u)
        return self._nudged(self._exponential(sign, self.logarithmic_sub(size, self._logarithm(_TWO))))

    def logarithmic_sinh(self, u: Tower) -> Tower | None:
        sign = _sign(u)
        return self.logarithmic_sin(u) if _is_tiny(u) else self._hyperbolic(u, sign) if sign else None

    def logarithmic_cosh(self, u: Tower) -> Tower | None:
        return self._hyperbolic(u, 1)

    def _bell(self, u: Tower, divisor: Fraction) -> Tower:
        """-u²/divisor."""
        return self.logarithmic_neg(self.apply("div", self.apply("mul", u, u), self.number(divisor)))

    def logarithmic_normpdf(self, u: Tower) -> Tower | None:
        if _is_tiny(u):
            return None
        turn = self.mul(_TWO, self.constant("pi"))
        exponent = self.logarithmic_sub(self._bell(u, Fraction(2)), self._logarithm(self.sqrt(turn)))
        return self._exponential(1, exponent)

    def _tail(self, u: Tower, divisor: Fraction, factor: Interval) -> Tower:
        """exp(-u²/divisor)/(factor*u) * (1 - d) with 0 < d < 1/u², for a large u > 0."""
        exponent = self.logarithmic_sub(self._bell(u, divisor), self._logarithm(self.apply("mul", u, factor)))
        inverse = hull(self.apply("div", _TWO, self.apply("mul", u, u)))
        return self._exponential(
            1, self.logarithmic_add(exponent, Interval(inverse.hi.copy_negate(), Decimal(0)))
        )

    def logarithmic_normcdf(self, u: Tower) -> Tower | None:
        if _sign(u) != -1 or _is_tiny(u):
            return None
        factor = self.sqrt(self.mul(_TWO, self.constant("pi")))
        return self._tail(self.logarithmic_neg(u), Fraction(2), factor)

    def logarithmic_erfc(self, u: Tower) -> Tower | None:
        if _sign(u) != 1 or _is_tiny(u):
            return None
        return self._tail(u, Fraction(1), self.sqrt(self.constant("pi")))


def _whole(value: int) -> Interval:
    return exactly(Decimal(value))
