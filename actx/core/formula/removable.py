"""Removable singularities: what a quotient that is 0/0 at a point tends to there, by L'Hôpital's rule.

where(x == 0, 1, sin(x)/x) is a smooth function, and its derivatives at 0 are not those of the constant 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actx.core.errors import FormulaError
from actx.core.formula.algebra import ZERO, add, factors, number, product, terms
from actx.core.formula.expression import Apply, Expression, Number, X, transform
from actx.core.formula.simplify import apply

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

# The tenth derivative of sin(x)/x is over x**11.
_MOST_STEPS: Final = 12


def isolated_point(condition: Expression) -> Number | None:
    """The c of a condition x == c."""
    match condition:
        case Apply(operation="eq", args=(left, Number() as c)) if left is X:
            return c
    return None


def has_gap(expression: Expression, point: Number) -> bool:
    """Whether the denominator of an expression is 0 at a point."""
    _, under = _fraction(expression)
    return _value(under, point) is ZERO


def limit_at(
    expression: Expression, point: Number, differentiate: Callable[[Expression], Expression]
) -> Number | None:
    """The limit at a point, where it is rational and a few steps of the rule find it."""
    over, under = _fraction(expression)
    for _ in range(_MOST_STEPS):
        numerator, denominator = _value(over, point), _value(under, point)
        if not (isinstance(numerator, Number) and isinstance(denominator, Number)):
            return None
        if denominator.value:
            return Number(numerator.value / denominator.value)
        if numerator.value:
            return None
        try:
            over, under = differentiate(over), differentiate(under)
        except FormulaError:  # too large
            return None
    return None


def _fraction(expression: Expression) -> tuple[Expression, Expression]:
    """Numerator and denominator of a sum, its terms over their common denominator."""
    summands = [(coefficient, *factors(term)) for term, coefficient in terms(expression)]
    common: dict[Expression, int | Fraction] = {}
    for _, _, bases in summands:
        for base, exponent in bases.items():
            common[base] = max(common.get(base, 0), -exponent)
    over = add(
        *(
            product([(Number(outer * inner), 1), *bases.items(), *common.items()])
            for outer, inner, bases in summands
        )
    )
    return over, product([(number(1), 1), *common.items()])


def _value(expression: Expression, point: Number) -> Expression:
    return transform(expression, lambda leaf: point if leaf is X else leaf, apply)
