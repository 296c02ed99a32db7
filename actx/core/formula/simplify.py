"""Simplification: a tree is rebuilt by constructors that simplify.

`apply` builds an operation with the rules of `algebra` for sums, products and powers, and with those below
for functions and choices: f(0) where it is rational, log(1 + u) as log1p(u), a choice whose condition
compares two numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actx.core.formula.algebra import HALF, ONE, ZERO, add, div, mul, neg, number, power, sqrt, sub, terms
from actx.core.formula.choices import clip_by
from actx.core.formula.conditions import HOLDS
from actx.core.formula.expression import INF, MINUS_INF, Apply, Expression, Number, transform
from actx.core.formula.language import ODD

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction


def simplify(expression: Expression) -> Expression:
    """The expression rebuilt by `apply`: equal to the given one at its regular points (see `domain`)."""
    return transform(expression, lambda leaf: leaf, apply)


def apply(operation: str, *args: Expression) -> Expression:
    """The operation on its arguments, simplified."""
    build = _BUILDERS.get(operation)
    if build is not None:
        return build(*args)
    if operation in _AT_ZERO and args[0] is ZERO:
        return _AT_ZERO[operation]
    return Apply(operation, *args)


def log(a: Expression) -> Expression:
    if isinstance(a, Apply):
        if a.operation == "sigmoid":
            return neg(apply("log1pexp", neg(a.args[0])))
        if a.operation in ("add", "sub") and dict(terms(a)).get(ONE) == 1:
            return log1p(sub(a, ONE))
    return ZERO if a is ONE else Apply("log", a)


def log1p(a: Expression) -> Expression:
    if a is ZERO:
        return ZERO
    if isinstance(a, Apply) and a.operation == "exp":
        return Apply("log1pexp", a.args[0])
    return Apply("log1p", a)


def absolute(a: Expression) -> Expression:
    if isinstance(a, Number):
        return Number(abs(a.value))
    return (
        Apply("abs", a.args[0]) if isinstance(a, Apply) and a.operation in ("neg", "abs") else Apply("abs", a)
    )


def sign(a: Expression) -> Expression:
    if isinstance(a, Number):
        return number(_sign(a.value))
    return Apply("sign", a)


def _extreme(
    operation: str, of_two: Callable[[Fraction, Fraction], Fraction], neutral: Expression
) -> Callable[[Expression, Expression], Expression]:
    """The constructor of min or max; `neutral` is the infinity that leaves the other argument as it is."""

    def build(a: Expression, b: Expression) -> Expression:
        if isinstance(a, Number) and isinstance(b, Number):
            return Number(of_two(a.value, b.value))
        if a is b or b is neutral:
            return a
        return b if a is neutral else Apply(operation, a, b)

    return build


minimum: Final = _extreme("min", min, INF)
maximum: Final = _extreme("max", max, MINUS_INF)


def clip(u: Expression, low: Expression, high: Expression) -> Expression:
    if low is MINUS_INF:
        return minimum(u, high)
    if high is INF:
        return maximum(u, low)
    if all(isinstance(each, Number) for each in (u, low, high)):
        return clip_by(minimum, maximum)(u, low, high)
    return Apply("clip", u, low, high)


def where(condition: Expression, a: Expression, b: Expression) -> Expression:
    if a is b:
        return a
    match condition:
        case Apply(args=(Number(value=left), Number(value=right))):
            return a if HOLDS[condition.operation](_sign(left - right)) else b
    return Apply("where", condition, a, b)


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


_BUILDERS: Final[dict[str, Callable[..., Expression]]] = {
    "add": add,
    "sub": sub,
    "mul": mul,
    "div": div,
    "pow": power,
    "neg": neg,
    "sqrt": sqrt,
    "log": log,
    "log1p": log1p,
    "abs": absolute,
    "sign": sign,
    "min": minimum,
    "max": maximum,
    "clip": clip,
    "where": where,
}
_AT_ZERO: Final[dict[str, Expression]] = {
    **dict.fromkeys(("expm1", *ODD), ZERO),
    **dict.fromkeys(("exp", "cos", "cosh", "erfc"), ONE),
    **dict.fromkeys(("sigmoid", "normcdf"), HALF),
}
