"""Decimal intervals that tell whether a formula is defined and regular at x, see `formula.domain`."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import NOWHERE, ONE, Interval, has_zero, sign_of
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.algebra import ZERO
from actx.core.formula.conditions import kleene
from actx.core.formula.domain import domain, is_positive
from actx.core.formula.expression import Apply, Expression, Number, transform
from actx.core.formula.language import COMPARISONS
from actx.core.formula.simplify import simplify

SINGULAR: Final = Interval(Decimal("nan"), Decimal(0))
"""The value of a part that may be undefined or not regular."""

_UNDEFINED: Final = object()
"""The truth of a condition that is undefined; None is one that is not known."""

_CONNECTIVES: Final = kleene(None, _UNDEFINED)


def irregularity(f: Expression, digits: int, x: Interval, *, strict: bool = False) -> Interval | None:
    """NOWHERE if a formula is undefined at x, SINGULAR if it is not known to be regular, None if it is.

    `strict` is for derivatives: a point where the numbers of a choice are equal does not count as regular,
    because beside it another branch is taken, which may be undefined.
    """
    if domain(f).regular is None:
        return None
    found = interpret(_guarded(f), Survey(digits, strict=strict), x)
    return found if found.lo.is_nan() else None


@lru_cache(maxsize=512)
def _guarded(f: Expression) -> Expression:
    """The formula, with log(0) in place of powers of a variable exponent whose base is not positive.

    By `domain` such powers are not regular, and neither is log(0).
    """
    return transform(f, lambda leaf: leaf, _guard)


def _guard(operation: str, *args: Expression) -> Expression:
    node = Apply(operation, *args)
    if operation != "pow" or isinstance(simplify(args[1]), Number) or is_positive(args[0]):
        return node
    return Apply("where", Apply("gt", args[0], ZERO), node, Apply("log", ZERO))


class Survey(Decimals):
    """The arithmetic, in which an undefined or possibly irregular part makes the result so too.

    Values are NOWHERE if undefined, SINGULAR if not known to be regular. Conditions are True, False,
    _UNDEFINED, or None if not known. A branch that is not taken does not count.
    """

    def apply(self, operation: str, *args: Any) -> Any:
        if operation in _CONNECTIVES:
            return _CONNECTIVES[operation](*args)
        if operation == "where":
            return self._branch(*args)
        if any(_is_undefined(each) for each in args):
            return _UNDEFINED if operation in COMPARISONS else NOWHERE
        if any(each is SINGULAR for each in args):
            return None if operation in COMPARISONS else SINGULAR
        if operation in COMPARISONS:
            return super().apply(operation, *args)
        return self._irregular(operation, *args) or super().apply(operation, *args)

    @staticmethod
    def _branch(condition: Any, yes: Interval, no: Interval) -> Interval:
        if condition is _UNDEFINED:
            return NOWHERE
        if condition is None:
            return SINGULAR
        return yes if condition else no

    def _irregular(self, operation: str, *args: Interval) -> Interval | None:
        """NOWHERE or SINGULAR where the operation is not regular at its arguments, else None."""
        u = args[0]
        match operation:
            case "log" | "sqrt":
                return _at_domain_start(u)
            case "log1p":
                return _at_domain_start(self.add(ONE, u))
            case "div":
                return SINGULAR if _may_be_zero(args[1]) else None
            case "tan":
                cosine = super().apply("cos", u)
                return SINGULAR if not _is_undefined(cosine) and _may_be_zero(cosine) else None
            case "pow":
                return self._irregular_power(u, args[1])
        return None

    @staticmethod
    def _irregular_power(base: Interval, exponent: Interval) -> Interval | None:
        lo, hi = exponent
        if lo == hi and lo.is_finite() and lo == lo.to_integral_value():
            return SINGULAR if lo < 0 and _may_be_zero(base) else None
        return _at_domain_start(base)


def _is_undefined(value: Any) -> bool:
    return value is _UNDEFINED or (
        isinstance(value, Interval) and value.lo.is_nan() and value is not SINGULAR
    )


def _may_be_zero(u: Interval) -> bool:
    return has_zero(u) or u.lo == u.hi == 0


def _at_domain_start(u: Interval) -> Interval | None:
    """None where u > 0, NOWHERE where u < 0, else SINGULAR: for operations regular on (0, inf)."""
    sign = sign_of(u)
    return None if sign == 1 else NOWHERE if sign == -1 else SINGULAR
