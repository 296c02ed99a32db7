"""The truth of a condition from the signs of the differences it compares, in Kleene's three-valued logic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actx.core.formula.expression import Apply, Expression

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


def holds(condition: Expression, sign: Sign) -> bool | None:
    """Whether a condition holds; None where unknown signs leave it open."""
    assert isinstance(condition, Apply)
    if condition.operation == "not":
        truth = holds(condition.args[0], sign)
        return None if truth is None else not truth
    if condition.operation in ("and", "or"):
        truths = [holds(each, sign) for each in condition.args]
        decisive = condition.operation == "or"
        return decisive if decisive in truths else None if None in truths else not decisive
    order = sign(Apply("sub", *condition.args))
    return None if order is None else HOLDS[condition.operation](order)
