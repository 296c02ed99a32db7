"""Branches of a formula: where it may change branch, and which branch it takes at given signs.

A branch point is a zero of an expression that a choice or a root depends on, a "switch".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actx.core.formula.algebra import factors, number
from actx.core.formula.choices import as_min_and_max, signed, takes_first
from actx.core.formula.conditions import holds
from actx.core.formula.differentiate import derivative
from actx.core.formula.expression import INF, Apply, Expression, Number, depends_on_x, nodes, substitute
from actx.core.formula.language import COMPARISONS, CONDITIONS
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from actx.core.formula.conditions import Sign


def switches(expression: Expression) -> Iterator[Expression]:
    """Expressions in `x`, each once: the formula changes branch only where one of them is 0."""
    seen = set()
    for node in nodes(expression):
        for switch in _switches_of(node):
            for base in _bases(simplify(switch)):
                if depends_on_x(base) and base not in seen:
                    seen.add(base)
                    yield base


def _switches_of(node: Expression) -> Iterator[Expression]:
    if not isinstance(node, Apply):
        return
    if node.operation in COMPARISONS or node.operation in ("min", "max"):
        if INF not in node.args:
            yield Apply("sub", *node.args)
    elif node.operation in ("abs", "sign", "sqrt") or (
        node.operation == "pow"
        and not (isinstance(node.args[1], Number) and node.args[1].value.denominator == 1)
    ):
        yield node.args[0]
    elif node.operation == "clip":
        u, low, high = node.args
        yield Apply("sub", u, low)
        yield Apply("sub", u, high)
        yield Apply("sub", low, high)


def _bases(switch: Expression) -> list[Expression]:
    """The factors of a product without their powers: the product is 0 only where one of them is."""
    return [base for base, exponent in factors(switch)[1].items() if exponent > 0]


def rational_zero(switch: Expression) -> Fraction | None:
    """The zero of an expression that is linear in `x` with rational coefficients; None for any other."""
    slope = derivative(switch)
    value = simplify(substitute(switch, {"x": number(0)}))
    if isinstance(slope, Number) and isinstance(value, Number) and slope.value:
        return -value.value / slope.value
    return None


def chosen(expression: Expression, sign: Sign) -> Expression | None:
    """The branch that the formula takes where the signs are those given: the formula without its choices.

    `sign` returns the sign of an expression, or None if it is not known. Ties: max, min and clip take the
    bound, which is their second argument; abs(0) and sign(0) are 0. None where a choice depends on a sign
    that is not known.
    """
    made: dict[Expression, Expression | None] = {}
    for node in nodes(expression):
        if not isinstance(node, Apply) or node.operation in CONDITIONS:
            made[node] = node
        elif node.operation == "where":
            truth = holds(node.args[0], sign)
            made[node] = None if truth is None else made[node.args[1 if truth else 2]]
        elif node.operation in ("abs", "sign"):
            u, order = made[node.args[0]], sign(node.args[0])
            made[node] = None if u is None or order is None else signed(node.operation, u, order)
        elif node.operation in ("min", "max"):
            a, b = node.args
            order = sign(Apply("sub", a, b))
            made[node] = None if order is None else made[a if takes_first(node.operation, order) else b]
        elif node.operation == "clip":
            made[node] = chosen(as_min_and_max(node), sign)
        else:
            parts = [made[argument] for argument in node.args]
            known = [part for part in parts if part is not None]
            made[node] = Apply(node.operation, *known) if len(known) == len(parts) else None
    return made[expression]
