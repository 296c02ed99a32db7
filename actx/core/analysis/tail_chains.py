"""The sign of an expression from a number on to infinity, for reasons that a check can follow.

A check knows interval arithmetic and nothing else. The last of a chain of expressions must have one sign by
bounds. Each before it is then monotone, and has the sign that its value has where the tail begins and its
limit at infinity. An expression is also divided by its largest term: what is left is nearly constant.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

from actx.core.analysis.spelling import grows, plain
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
from actx.core.errors import FormulaError
from actx.core.formula.algebra import HALF, ONE, number
from actx.core.formula.differentiate import derivative
from actx.core.formula.essence import essence, over_terms
from actx.core.formula.expression import PI, Apply, Expression, Number, nodes, transform
from actx.core.formula.forms import NoForm
from actx.core.formula.simplify import simplify

_DIGITS: Final = 120
_MOST_DERIVATIVES: Final = 6
_MOST_UNREDUCED: Final = 1
_MOST_NODES: Final = 200  # of a derivative
_MOST_TERMS: Final = 60  # of an expression that is divided by its largest
_TRIED: Final = 4  # of its terms
_ROUGHLY: Final = Decimals(8)  # to see which that is
_FAR: Final = Decimal(32)  # where it is
_AT_FAR: Final = Open(_FAR, _FAR)
_INFINITY: Final = Decimal("inf")
_ALL_OF_A_WAVE: Final = Interval(Decimal(-1), Decimal(1))


class Link(NamedTuple):
    """An expression, and what it was divided by: a positive factor."""

    factor: Expression
    expression: Expression


def tail_chain(expression: Expression, start: int) -> list[Link] | None:
    """A chain that proves the sign of an expression for x > start; None if none is found.

    The first links times their factors are the expression, and then the derivative of the link before.
    """
    for unreduced in range(_MOST_UNREDUCED + 1):
        chain: list[Link] = []
        for forms in _steps(expression, unreduced):
            for last in forms:
                if _sign(_inside(last.expression, start)) is not None:
                    found = [*chain, last]
                    if sign_of_chain(found, start) is not None:
                        return found
            chain.append(forms[0])
    return None


@lru_cache(maxsize=64)
def _steps(expression: Expression, unreduced: int) -> list[list[Link]]:
    """The forms of an expression, and of the derivatives of the first form of the one before.

    The first ones are taken as they are, the others are divided by what is positive.
    """
    steps: list[list[Link]] = []
    tree = simplify(transform(expression, lambda leaf: leaf, _with_small_angles))
    while len(steps) <= _MOST_DERIVATIVES and len(nodes(tree)) <= _MOST_NODES:
        forms = [Link(ONE, tree), *_forms(tree)]
        steps.append(forms if len(steps) < unreduced or len(forms) == 1 else [*forms[1:], forms[0]])
        try:
            tree = simplify(derivative(simplify(steps[-1][0].expression)))
        except FormulaError:
            break
    return steps


def _with_small_angles(operation: str, *args: Expression) -> Expression:
    """The operation, but the limit of atan is a term of its own, which may cancel."""
    if operation == "atan":
        for u, sign in ((args[0], ONE), (simplify(Apply("neg", args[0])), number(-1))):
            if grows(u):
                angle = Apply("sub", Apply("mul", HALF, PI), Apply("atan", Apply("div", ONE, u)))
                return Apply("mul", sign, angle)
    return Apply(operation, *args)


@lru_cache(maxsize=256)
def _forms(expression: Expression) -> list[Link]:
    """The essence of an expression, and that divided by each of its largest terms, with their factors."""
    try:
        whole = essence(expression)
    except NoForm:
        return []
    factor = transform(whole.factor, lambda leaf: leaf, _with_safe_denominator)
    forms = [Link(factor, whole.expression)]
    terms = over_terms(whole.expression)
    if 1 < len(terms) <= _MOST_TERMS:
        by_size = sorted(terms, key=lambda term: interpret(term.divisor, _ROUGHLY, _AT_FAR).hi, reverse=True)
        forms += [
            Link(Apply("mul", factor, term.divisor), term.quotient)
            for term in by_size[:_TRIED]
            if term.quotient is not None
        ]
    return forms


@lru_cache(maxsize=1024)
def _with_safe_denominator(operation: str, *args: Expression) -> Expression:
    """The operation, but a sum that might be 0 by its bounds as a term times the rest, if that may not."""
    match operation, args:
        case "pow", (Apply(operation="add") as base, Number(value=value)) if value < 0:
            if _inside(Apply("pow", base, args[1]), int(_FAR)) is None:
                for term in over_terms(base):
                    rest = term.quotient and Apply("pow", term.quotient, args[1])
                    if rest is not None and _inside(rest, int(_FAR)) is not None:
                        return Apply("mul", Apply("pow", term.divisor, args[1]), rest)
    return Apply(operation, *args)


def sign_of_chain(chain: list[Link], start: int) -> int | None:
    """The sign of what a chain is of, for x > start; None if the chain does not prove it."""
    (factor, expression), *rest = chain
    if _sign(_inside(factor, start)) != 1:
        return None
    sign = _sign(_inside(expression, start))
    slope = sign_of_chain(rest, start) if rest else None
    if sign is not None or not slope:
        return sign
    ends = [_bounds(plain(expression), exactly(end)) for end in (Decimal(start), _INFINITY)]
    if all(each is not None and each.lo >= 0 for each in ends):
        return 1
    return -1 if all(each is not None and each.hi <= 0 for each in ends) else None


def _inside(expression: Expression, start: int) -> Interval | None:
    return _bounds(plain(expression), Open(Decimal(start), _INFINITY))


def _sign(found: Interval | None) -> int | None:
    return None if found is None else sign_of(found)


@lru_cache(maxsize=4096)
def _bounds(tree: Expression, x: Interval) -> Interval | None:
    """What a check finds an expression to lie between; None where that may be undefined."""
    try:
        return interpret(tree, _ARITHMETIC, x)
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
        """From 1 on it falls to 0."""
        if u.lo < 1:
            raise _IrregularError
        high, low = (self._decay_at(end) for end in u)
        return between(low.lo, high.hi, strictly=is_open(u))

    def _decay_at(self, u: Decimal) -> Interval:
        if u.is_infinite():
            return exactly(Decimal(0))
        return self.mul(exactly(u), super().apply("exp", exactly(u.copy_negate())))


_ARITHMETIC: Final = _Regular(_DIGITS)
