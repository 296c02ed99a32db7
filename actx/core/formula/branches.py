"""Where a formula chooses, or a root starts: the expressions whose zeros are its branch points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actx.core.formula.algebra import factors, number, sub
from actx.core.formula.differentiate import derivative
from actx.core.formula.expression import INF, Apply, Expression, Number, depends_on_x, nodes, substitute
from actx.core.formula.language import COMPARISONS
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction


def switches(expression: Expression) -> Iterator[Expression]:
    """Expressions in `x` such that the formula takes another branch only where one of them is zero."""
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
            yield sub(*node.args)
    elif node.operation in ("abs", "sign", "sqrt") or (
        node.operation == "pow"
        and not (isinstance(node.args[1], Number) and node.args[1].value.denominator == 1)
    ):
        yield node.args[0]
    elif node.operation == "clip":
        u, low, high = node.args
        yield sub(u, low)
        yield sub(u, high)


def _bases(switch: Expression) -> list[Expression]:
    """What has the zeros of a product: its factors, without their powers."""
    return [base for base, exponent in factors(switch)[1].items() if exponent > 0]


def rational_zero(switch: Expression) -> Fraction | None:
    """The zero of an expression linear in `x` with rational coefficients; None for any other."""
    slope = derivative(switch)
    value = simplify(substitute(switch, {"x": number(0)}))
    if isinstance(slope, Number) and isinstance(value, Number) and slope.value:
        return -value.value / slope.value
    return None
