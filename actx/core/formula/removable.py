"""Removable singularities: the limit of a quotient that is 0/0 at a point, by L'Hôpital's rule.

where(x == 0, 1, sin(x)/x) is smooth, and its derivatives at 0 are those limits, not those of the constant 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actx.core.errors import FormulaError
from actx.core.formula.algebra import ZERO, add, div, factors, number, product, sub, terms
from actx.core.formula.expression import Apply, Expression, Number, X, depends_on_x, transform
from actx.core.formula.simplify import apply

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

# Differentiations of numerator and denominator. The tenth derivative of sin(x)/x has the denominator x**11.
_MOST_STEPS: Final = 12


def isolated_point(condition: Expression, differentiate: Callable[[Expression], Expression]) -> Number | None:
    """The only point where a condition holds, if that is an equation linear in `x`: x == 0, 1 == 2*x."""
    match condition:
        case Apply(operation="eq", args=(left, right)):
            apart = sub(left, right)
            slope, start = differentiate(apart), _value(apart, number(0))
            if isinstance(slope, Number) and isinstance(start, Number) and slope.value:
                return Number(-start.value / slope.value)
    return None


def has_gap(expression: Expression, point: Number) -> bool:
    """Whether the denominator of an expression, over one common denominator, is 0 at a point."""
    _, under = _fraction(expression)
    return _value(under, point) is ZERO


def limit_at(
    expression: Expression, point: Number, differentiate: Callable[[Expression], Expression]
) -> Expression | None:
    """The limit at a point, if at most 12 steps of L'Hôpital's rule find it; else None.

    A numerator or denominator that rewriting does not find to be 0 counts as nonzero, which is not proved
    here: the arithmetics prove it when they evaluate the limit.
    """
    over, under = _fraction(expression)
    for _ in range(_MOST_STEPS):
        numerator, denominator = _value(over, point), _value(under, point)
        if depends_on_x(numerator) or depends_on_x(denominator):
            return None
        if not _is_zero(denominator):
            return div(numerator, denominator)
        if not _is_zero(numerator):
            return None
        try:
            over, under = differentiate(over), differentiate(under)
        except FormulaError:  # too large
            return None
    return None


def cauchy_quotient(
    expression: Expression, point: Number, differentiate: Callable[[Expression], Expression]
) -> Expression | None:
    """A quotient q such that, near a singular `point`, expression(x) = q(t) for a t between `point` and x.

    By Cauchy's mean value theorem: the expression is n/d, n and d and their first derivatives vanish at the
    point, and q is the quotient of the first derivatives of which that of d does not. The caller checks that
    this denominator has no zero between the point and x. None where the theorem does not apply.
    """
    over, under = _fraction(expression)
    if _value(under, point) is not ZERO:
        return None
    for _ in range(_MOST_STEPS):
        if _value(over, point) is not ZERO:
            return None
        try:
            over, under = differentiate(over), differentiate(under)
        except FormulaError:  # too large
            return None
        if _value(under, point) is not ZERO:
            return div(over, under)
    return None


def is_same(a: Expression, b: Expression) -> bool:
    """Whether two constants are proved equal by rewriting."""
    return a is b or _is_zero(sub(a, b))


def _is_zero(constant: Expression) -> bool:
    from actx.core.formula.canonical import canonical  # imported late: few formulas need it
    from actx.core.formula.forms import NoForm, is_zero

    try:
        return constant is ZERO or is_zero(canonical(constant))
    except NoForm:
        return False


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
