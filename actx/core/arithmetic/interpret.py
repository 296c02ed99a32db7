"""The evaluation of a tree by an arithmetic: the walk over the tree that all arithmetics share."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from actx.core.formula.expression import CONSTANTS, Apply, Expression, Number, Symbol, X, nodes

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from fractions import Fraction

V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)


class Arithmetic(Protocol[V_co]):
    """A kind of number V and its operations. Conditions have a type of their own in each arithmetic."""

    def number(self, value: Fraction) -> V_co: ...

    def constant(self, name: str) -> V_co: ...

    def apply(self, operation: str, *args: Any) -> Any: ...


def interpret(
    expression: Expression,
    arithmetic: Arithmetic[V],
    x: V,
    known: MutableMapping[Expression, V] | None = None,
) -> V:
    """The value of a tree whose only free name is `x`.

    `known` is a cache of the values of subexpressions, which is read and extended; its values must come from
    an equal arithmetic at the same x. Without it, values are dropped as soon as they have been used.
    """
    values: MutableMapping[Expression, Any] = {} if known is None else known
    schedule = _schedule(expression) if known is None else ((node, ()) for node in nodes(expression, known))
    for node, done_with in schedule:
        match node:
            case Number(value=value):
                values[node] = arithmetic.number(value)
            case Symbol(name=name):
                assert node is X or name in CONSTANTS, f"free name {name}"
                values[node] = x if node is X else arithmetic.constant(name)
            case Apply(operation=operation, args=args):
                values[node] = arithmetic.apply(operation, *(values[argument] for argument in args))
        # Dropped at once, so that memory is reused while it is in the processor's cache.
        for argument in done_with:
            del values[argument]
    result: V = values[expression]
    return result


@lru_cache(maxsize=256)
def _schedule(expression: Expression) -> list[tuple[Expression, list[Expression]]]:
    """The distinct subexpressions, arguments first, each with those that are used here for the last time."""
    order = nodes(expression)
    last_use: dict[Expression, Expression] = {}
    for node in order:
        if isinstance(node, Apply):
            last_use.update(dict.fromkeys(node.args, node))
    done_with: dict[Expression, list[Expression]] = {node: [] for node in order}
    for argument, node in last_use.items():
        done_with[node].append(argument)
    return list(done_with.items())
