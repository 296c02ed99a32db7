"""What a tree of actx is worth, by mpmath: each operation literally, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mpmath
from judges.formulas import END, OPERATIONS, within

from actx.core.formula.expression import Apply, Number, Symbol

if TYPE_CHECKING:
    from actx.core.formula.expression import Expression


def meaning(tree: Expression, x: Any) -> Any:
    """What a tree is worth at x in mpmath, each operation literally, one after the other."""
    known: dict[Expression, Any] = {}

    def worth(node: Expression) -> Any:
        if node not in known:
            known[node] = _worth(node)
        return known[node]

    def _worth(node: Expression) -> Any:
        if isinstance(node, Number):
            return mpmath.mpf(node.value.numerator) / node.value.denominator
        if isinstance(node, Symbol):
            return x if node.name == "x" else {"pi": +mpmath.pi, "e": +mpmath.e}[node.name]
        assert isinstance(node, Apply)
        if node.operation == "where":  # the other branch may be outside its domain
            return worth(node.args[1 if worth(node.args[0]) else 2])
        result = OPERATIONS[node.operation](*(worth(argument) for argument in node.args))
        within(isinstance(result, bool) or abs(result) < END)
        return result

    return worth(tree)
