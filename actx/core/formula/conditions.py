"""The truth of conditions: comparisons by the sign of a difference, connectives by Kleene's logic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from actx.core.formula.expression import Apply, Expression
from actx.core.formula.language import CONNECTIVES

if TYPE_CHECKING:
    from collections.abc import Callable

    # The sign of an expression, -1, 0 or 1; None if it is not known.
    Sign = Callable[[Expression], int | None]

HOLDS: Final[dict[str, Callable[[int], bool]]] = {
    "lt": lambda sign: sign < 0,
    "le": lambda sign: sign <= 0,
    "gt": lambda sign: sign > 0,
    "ge": lambda sign: sign >= 0,
    "eq": lambda sign: sign == 0,
    "ne": lambda sign: sign != 0,
}
"""For each comparison, whether it holds, given the sign of left - right."""


def connectives(
    conjunction: Callable[[Any, Any], Any], negation: Callable[[Any], Any]
) -> dict[str, Callable[..., Any]]:
    """The rules of `and`, `or` and `not` for truths of any kind: a or b is not (not a and not b)."""

    def disjunction(a: Any, b: Any) -> Any:
        return negation(conjunction(negation(a), negation(b)))

    return {"and": conjunction, "or": disjunction, "not": negation}


def kleene(*doubts: object) -> dict[str, Callable[..., Any]]:
    """The rules of `and`, `or` and `not` in Kleene's logic of True, False and these doubts.

    A side that decides by itself does so whatever the other one is. Else a doubt of a side is the result; of
    two, the one named first.
    """

    def conjunction(a: object, b: object) -> object:
        if a is False or b is False:
            return False
        return next((doubt for doubt in doubts if a is doubt or b is doubt), True)

    return connectives(conjunction, lambda a: not a if isinstance(a, bool) else a)


KLEENE: Final = kleene(None)
"""The connectives on truths that are True, False, or None where they are not known."""


def holds(condition: Expression, sign: Sign) -> bool | None:
    """Whether a condition holds; None where unknown signs leave it open."""
    assert isinstance(condition, Apply)
    if condition.operation in CONNECTIVES:
        known: bool | None = KLEENE[condition.operation](*(holds(each, sign) for each in condition.args))
        return known
    order = sign(Apply("sub", *condition.args))
    return None if order is None else HOLDS[condition.operation](order)
