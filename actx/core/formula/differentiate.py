"""Symbolic derivatives with respect to `x`, by rules that keep accuracy.

Each rule writes f'(u) so that it neither cancels nor overflows in the tails: tanh' is 1/cosh^2, not
1 - tanh^2; sigmoid' is sigmoid(u)*sigmoid(-u).

At a branch point the derivative is that of the branch the formula selects there. Where the two arguments of
a `max`, `min` or `clip` are equal, it is that of the bound (max(x, 0)' at 0 is 0, as in PyTorch's relu).
A branch for one point that removes a singularity of a quotient, as in where(x == 0, 1, sin(x)/x), takes the
limits of the quotient's derivatives there.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from actx.core.errors import FormulaError
from actx.core.formula.algebra import (
    ONE,
    TWO,
    ZERO,
    add,
    div,
    factors,
    mul,
    neg,
    number,
    power,
    product,
    sqrt,
    sub,
    terms,
    total,
)
from actx.core.formula.expression import PI, Apply, Expression, Number, Symbol, X, depends_on_x, nodes
from actx.core.formula.removable import has_gap, is_same, isolated_point, limit_at
from actx.core.formula.simplify import apply, simplify, where
from actx.core.formula.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

MAX_ORDER: Final = 10
# mish at order 10 takes 1,094 nodes and 2,367 factors, the most in the catalog; a factor takes some 50 us.
MAX_NODES: Final = 3_000
MAX_FACTORS: Final = 3_500

Rule: TypeAlias = "Callable[[Apply, _Derivative], Expression]"


@lru_cache(maxsize=512)
def derivative(expression: Expression, order: int = 1) -> Expression:
    """The derivative of the given order, 0 to 10.

    Raises FormulaError if it has more than MAX_NODES distinct nodes or its products more than MAX_FACTORS
    factors in all.
    """
    if order == 0:
        return expression
    result = _Derivative()(derivative(expression, order - 1))
    if len(nodes(result)) > MAX_NODES:
        raise FormulaError("the derivative is too large")
    return result


@lru_cache(maxsize=512)
def target(f: Expression, order: int) -> Expression:
    """The derivative of the simplified formula: equal to that of the formula at its regular points."""
    return derivative(simplify(f), order)


def has_outer_derivative(operation: str) -> bool:
    """Whether an operation is a function of one argument, with the chain rule."""
    return operation in _CHAIN_RULES


def outer_derivative(operation: str, u: Expression) -> Expression:
    """f'(u) for a function f of the language, by its name."""
    return _CHAIN_RULES[operation](u)


class _Derivative(Walk[Expression]):
    """d/dx of each subexpression asked for. Raises FormulaError beyond MAX_FACTORS factors of products."""

    def __init__(self) -> None:
        super().__init__()
        self._factors: dict[Expression, int] = {}

    def count(self, product: Expression, factors: int) -> None:
        """Say how many factors the derivative of a product has, before it is made."""
        self._factors[product] = factors
        if sum(self._factors.values()) > MAX_FACTORS:
            raise FormulaError("the derivative is too large")

    def rule(self, node: Expression) -> Expression:
        if isinstance(node, (Number, Symbol)):
            return ONE if node is X else ZERO
        outer = _CHAIN_RULES.get(node.operation)
        if outer is None:
            return _RULES[node.operation](node, self)
        (u,) = node.args
        inner = self(u)
        return ZERO if inner is ZERO else mul(outer(u), inner)


def _sum_rule(node: Apply, d: _Derivative) -> Expression:
    return total(
        (inner, coefficient * factor) for term, coefficient in terms(node) for inner, factor in terms(d(term))
    )


def _power_rule(node: Apply, d: _Derivative) -> Expression:
    base, exponent = node.args
    if not depends_on_x(exponent):
        return mul(exponent, power(base, sub(exponent, ONE)), d(base))
    growth = mul(d(exponent), apply("log", base))
    if depends_on_x(base):
        growth = add(growth, div(mul(exponent, d(base)), base))
    return mul(node, growth)


def _product_rule(node: Apply, d: _Derivative) -> Expression:
    """The derivative of c * prod(b_i**e_i), as one flat sum over the factors so that like terms merge."""
    coefficient, bases = factors(node)
    if node in bases:  # a product with 0, or a division by 0, which `factors` leaves whole
        a, b = node.args
        return node if node.operation == "div" else add(mul(d(a), b), mul(a, d(b)))
    varying = {base: exponent for base, exponent in bases.items() if d(base) is not ZERO}
    d.count(node, len(varying) * len(bases))
    quotient = _quotient_rule(node, varying, d)
    if quotient is not None:
        return quotient
    return add(
        *(
            product(
                [(Number(coefficient * exponent), 1), (d(base), 1)]
                + [(other, bases[other] - (other is base)) for other in bases]
            )
            for base, exponent in varying.items()
        )
    )


def _quotient_rule(
    node: Apply, varying: dict[Expression, int | Fraction], d: _Derivative
) -> Expression | None:
    """(n/b^k)' = (n'b - k n b')/b^(k+1), if the numerator simplifies to a single term; else None.

    For x/(1 + |x|) it gives 1/(1 + |x|)^2.
    """
    below = [base for base, exponent in varying.items() if exponent < 0]
    if len(below) != 1 or len(varying) != 2:
        return None
    (base,) = below
    k = -varying[base]
    n = mul(node, product([(base, k)]))
    numerator = sub(mul(d(n), base), mul(number(k), n, d(base)))
    collapsed = not (isinstance(numerator, Apply) and numerator.operation in ("add", "sub"))
    return product([(numerator, 1), (base, -k - 1)]) if collapsed else None


def _clip_rule(node: Apply, d: _Derivative) -> Expression:
    u, low, high = node.args
    if d(low) is ZERO and d(high) is ZERO:
        inside = Apply("and", Apply("gt", u, low), Apply("lt", u, high))
        return where(inside, d(u), ZERO)
    raised = apply("max", u, low)
    return where(Apply("lt", raised, high), where(Apply("gt", u, low), d(u), d(low)), d(high))


def _choice_rule(comparison: str) -> Rule:
    def rule(node: Apply, d: _Derivative) -> Expression:
        a, b = node.args
        return where(Apply(comparison, a, b), d(a), d(b))

    return rule


def _where_rule(node: Apply, d: _Derivative) -> Expression:
    condition, a, b = node.args
    if isinstance(condition, Apply) and condition.operation == "ne":
        condition, a, b = Apply("eq", *condition.args), b, a
    slope = d(b)
    point = isolated_point(condition, derivative)
    if point is not None and has_gap(b, point):
        limit = limit_at(b, point, derivative)
        there = limit_at(slope, point, derivative) if limit is not None and is_same(limit, a) else None
        if there is not None:
            return where(condition, there, slope)
    return where(condition, d(a), slope)


_RULES: Final[dict[str, Rule]] = {
    "add": _sum_rule,
    "sub": _sum_rule,
    "neg": lambda node, d: neg(d(node.args[0])),
    "mul": _product_rule,
    "div": _product_rule,
    "sqrt": _product_rule,
    "pow": _power_rule,
    "max": _choice_rule("gt"),
    "min": _choice_rule("lt"),
    "clip": _clip_rule,
    "where": _where_rule,
}


def _cosh_squared(u: Expression) -> Expression:
    return power(apply("cosh", u), TWO)


_CHAIN_RULES: Final[dict[str, Callable[[Expression], Expression]]] = {
    "exp": lambda u: apply("exp", u),
    "expm1": lambda u: apply("exp", u),
    "log": lambda u: div(ONE, u),
    "log1p": lambda u: div(ONE, add(ONE, u)),
    "log1pexp": lambda u: apply("sigmoid", u),
    "abs": lambda u: apply("sign", u),
    "sign": lambda _: ZERO,
    "sin": lambda u: apply("cos", u),
    "cos": lambda u: neg(apply("sin", u)),
    "tan": lambda u: div(ONE, power(apply("cos", u), TWO)),
    "sinh": lambda u: apply("cosh", u),
    "cosh": lambda u: apply("sinh", u),
    "tanh": lambda u: div(ONE, _cosh_squared(u)),
    "asinh": lambda u: div(ONE, sqrt(add(ONE, power(u, TWO)))),
    "atan": lambda u: div(ONE, add(ONE, power(u, TWO))),
    "erf": lambda u: mul(TWO, apply("exp", neg(power(u, TWO))), power(PI, number("-1/2"))),
    "erfc": lambda u: mul(number(-2), apply("exp", neg(power(u, TWO))), power(PI, number("-1/2"))),
    "normcdf": lambda u: apply("normpdf", u),
    "normpdf": lambda u: neg(mul(u, apply("normpdf", u))),
    "sigmoid": lambda u: mul(apply("sigmoid", u), apply("sigmoid", neg(u))),
}
