"""Which reasons for signs a check can follow that knows interval arithmetic and nothing else.

The last of a chain must have one sign by bounds. Each before it is then monotone, and has the sign that its
value, or its limit, has at one end: at the left end if it moves away from 0, at the right end if it moves
towards 0. An end is tried in the same arithmetic, at 0 and at infinity, too. In a tail, an expression is
also divided by its largest term: what is left is nearly constant.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from actx.core.analysis.chain import Chain
from actx.core.analysis.isolation import UnknownSign
from actx.core.analysis.spelling import plain
from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import (
    ANYWHERE,
    NOWHERE,
    Interval,
    Open,
    between,
    exactly,
    has_zero,
    is_open,
    is_zero,
    sign_of,
)
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.essence import NoForm, essence, over_terms
from actx.core.formula.expression import Apply, Number, transform

if TYPE_CHECKING:
    from fractions import Fraction

    from actx.core.analysis.chain import Part
    from actx.core.formula.expression import Expression

TAIL: Final = 64
"""From here on the signs of a tail are proved in one part or a few."""
_FAR: Final = 512  # beyond which, and below 1 over which, no part is divided for a better reason
_DIGITS: Final = 60
_INFINITY: Final = Decimal("inf")
_ALL_OF_A_WAVE: Final = Interval(Decimal(-1), Decimal(1))


def checkable(part: Part, expression: Expression) -> Part | None:
    """A part of the proof of the signs of an expression with a reason that a check can follow, or None.

    Raises UnknownSign for a part so far in a tail that there is no hope for a smaller one.
    """
    if part.chain is not None and _follows(part, part.chain):
        return part
    if part.high is None and part.left == part.right:
        for chain in _by_largest_terms(expression):
            other = part._replace(chain=chain, derivatives=())
            if _follows(other, chain):
                return other
    if (part.high is None and part.low >= _FAR) or (part.low == 0 and part.high and part.high <= 1 / _FAR):
        raise UnknownSign(part.low, part.high)
    return None


def factor(chain: Chain, k: int) -> Expression:
    """The factor of one of a chain, with denominators whose bounds exclude 0, if that is possible."""
    return transform(chain.factor(k), lambda leaf: leaf, _with_safe_denominator)


@lru_cache(maxsize=1024)
def _with_safe_denominator(operation: str, *args: Expression) -> Expression:
    """The operation, but a sum that might be 0 by its bounds as a term times the rest, if that may not."""
    match operation, args:
        case "pow", (Apply(operation="add") as base, Number(value=value)) if value < 0:
            positive = Open(Decimal(0), _INFINITY)
            if _bounds(Apply("pow", base, args[1]), positive) is None:
                for rest, largest in _over_terms(base):
                    if _bounds(Apply("pow", rest, args[1]), positive) is not None:
                        return Apply("mul", Apply("pow", largest, args[1]), Apply("pow", rest, args[1]))
    return Apply(operation, *args)


class _Quotient(Chain):
    """An expression without derivatives, and its factor."""

    def __init__(self, expression: Expression, factor: Expression) -> None:
        super().__init__(expression, reduced=False)
        self._factor = factor

    def factor(self, k: int) -> Expression:
        assert k == 0
        return self._factor


@lru_cache(maxsize=64)
def _by_largest_terms(expression: Expression) -> list[Chain]:
    """The expression divided by each of its terms: where that is the largest, bounds tell the sign."""
    try:
        whole = essence(expression)
    except NoForm:
        return []
    return [
        _Quotient(rest, Apply("mul", whole.factor, largest))
        for rest, largest in _over_terms(whole.expression)
    ]


def _over_terms(expression: Expression) -> list[tuple[Expression, Expression]]:
    try:
        return [*over_terms(expression)]
    except NoForm:
        return []


def sign_at(chain: Chain, point: Fraction) -> int | None:
    """The sign of the first of a chain at a point; None if a check cannot tell."""
    found = _bounds(chain(0)[0], _ARITHMETIC.number(point))
    return None if found is None else sign_of(found)


def _follows(part: Part, chain: Chain) -> bool:
    inside = Open(_end(part.low, -1), _end(part.high, 1))
    signs = (part.left if part.left == part.right else None, *part.derivatives)
    found = [_bounds(chain(k)[0], inside) for k in range(len(signs))]
    factors = [_bounds(factor(chain, k), inside) for k in range(len(signs))]
    if any(each is None for each in found) or any(each is None or sign_of(each) != 1 for each in factors):
        return False
    if found[-1] is None or sign_of(found[-1]) != signs[-1]:
        return False
    for k, (sign, slope) in enumerate(pairwise(signs)):
        end = part.low if sign == slope else part.high
        if sign:
            there = _bounds(chain(k)[0], exactly(_INFINITY) if end is None else _ARITHMETIC.number(end))
            if there is None or min(each * sign for each in there) < 0:
                return False
    return True


def _end(end: Fraction | None, side: int) -> Decimal:
    context = _ARITHMETIC.up if side > 0 else _ARITHMETIC.down
    return _INFINITY if end is None else context.divide(Decimal(end.numerator), Decimal(end.denominator))


@lru_cache(maxsize=4096)
def _bounds(tree: Expression, x: Interval) -> Interval | None:
    """What a check finds an expression to lie between; None where that may be undefined."""
    try:
        return interpret(plain(tree), _ARITHMETIC, x)
    except _IrregularError:
        return None


class _IrregularError(ArithmeticError):
    """An expression may be undefined."""


class _Regular(Decimals):
    """Decimals with decay(u) = u*exp(-u). Raises _IrregularError where an operation may be undefined."""

    def apply(self, operation: str, *args: Any) -> Any:
        if operation in ("sin", "cos") and any(end.is_infinite() for end in args[0]):
            return _ALL_OF_A_WAVE
        if operation == "div" or (operation == "pow" and args[1].hi < 0):
            below = args[1 if operation == "div" else 0]
            if has_zero(below) and not is_zero(below):
                raise _IrregularError
        found = self._decay(*args) if operation == "decay" else super().apply(operation, *args)
        if found is ANYWHERE or found is NOWHERE:
            raise _IrregularError
        if operation == "pow" and is_open(args[0]) and not has_zero(args[0]):
            return between(found.lo, found.hi, strictly=True)
        return found

    def _decay(self, u: Interval) -> Interval:
        """It rises up to u = 1, and falls to 0."""
        low, high = (self._decay_at(end) for end in u)
        if u.lo < 1 < u.hi:
            return Interval(min(low.lo, high.lo), self._decay_at(Decimal(1)).hi)
        return between(min(low.lo, high.lo), max(low.hi, high.hi), strictly=is_open(u))

    def _decay_at(self, u: Decimal) -> Interval:
        if u.is_infinite():
            return exactly(Decimal(0))
        return self.mul(exactly(u), super().apply("exp", exactly(u.copy_negate())))


_ARITHMETIC: Final = _Regular(_DIGITS)
