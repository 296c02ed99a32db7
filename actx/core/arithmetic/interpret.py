"""A tree, evaluated by an arithmetic: the one walk that all of them share."""

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
    """What a number is and what the operations do to it; conditions are truth values of its own kind."""

    def number(self, value: Fraction) -> V_co: ...

    def constant(self, name: str) -> V_co: ...

    def apply(self, operation: str, *args: Any) -> Any: ...


def interpret(
    expression: Expression,
    arithmetic: Arithmetic[V],
    x: V,
    known: MutableMapping[Expression, V] | None = None,
) -> V:
    """The value of a tree that has no free names but `x`.

    The values of subexpressions are taken from `known` and left there, where it is given: they must have been
    found by a like arithmetic at the same x.
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
        for argument in done_with:  # so that arrays are reused while they are in the cache
            del values[argument]
    result: V = values[expression]
    return result


@lru_cache(maxsize=256)
def _schedule(expression: Expression) -> list[tuple[Expression, list[Expression]]]:
    """The distinct subexpressions, arguments first, and with each those that no later one needs."""
    order = list(nodes(expression))
    last_use: dict[Expression, Expression] = {}
    for node in order:
        if isinstance(node, Apply):
            last_use.update(dict.fromkeys(node.args, node))
    done_with: dict[Expression, list[Expression]] = {node: [] for node in order}
    for argument, node in last_use.items():
        done_with[node].append(argument)
    return list(done_with.items())
