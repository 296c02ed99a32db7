"""The tree of a formula: numbers, names and operations. Trees are immutable and interned.

Equal trees are one object, so `==` is `is`, and a derivative shares its parts. Evaluation,
differentiation and comparison therefore take time in the number of *distinct* subexpressions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias, TypeVar
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping
    from fractions import Fraction


class _Node:
    __slots__ = ("__weakref__",)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        msg = f"{type(self).__name__} is immutable"
        raise AttributeError(msg)


class Number(_Node):
    """A rational constant."""

    __slots__ = ("value",)
    value: Fraction

    def __new__(cls, value: Fraction) -> Number:
        return _intern(cls, value=value)


class Symbol(_Node):
    """The variable `x`, a parameter, or one of the constants `pi`, `e`, `inf`."""

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str) -> Symbol:
        return _intern(cls, name=name)


class Apply(_Node):
    """An operation, named as in `actx.core.formula.language`, applied to its arguments."""

    __slots__ = ("args", "operation")
    operation: str
    args: tuple[Expression, ...]

    def __new__(cls, operation: str, *args: Expression) -> Apply:
        return _intern(cls, operation=operation, args=args)


Expression: TypeAlias = Number | Symbol | Apply
NodeT = TypeVar("NodeT", Number, Symbol, Apply)

_interned: WeakValueDictionary[tuple[object, ...], _Node] = WeakValueDictionary()


def _intern(cls: type[NodeT], **fields: object) -> NodeT:
    key = (cls, *fields.values())
    found = _interned.get(key)
    if not isinstance(found, cls):
        found = object.__new__(cls)
        for name, value in fields.items():
            object.__setattr__(found, name, value)
        _interned[key] = found
    return found


X: Final = Symbol("x")
PI: Final = Symbol("pi")
E: Final = Symbol("e")
INF: Final = Symbol("inf")
MINUS_INF: Final = Apply("neg", INF)
CONSTANTS: Final = frozenset({"pi", "e", "inf"})


def nodes(expression: Expression, skip: Container[Expression] = ()) -> list[Expression]:
    """Each distinct subexpression once, arguments first.

    Subexpressions in `skip` are left out, and so is what occurs only inside them.
    """
    found: list[Expression] = []
    seen: set[Expression] = set()
    stack = [(expression, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            found.append(node)
        elif node not in seen and node not in skip:
            seen.add(node)
            stack.append((node, True))
            if isinstance(node, Apply):
                stack.extend((argument, False) for argument in reversed(node.args))
    return found


def free_names(expression: Expression) -> list[str]:
    """The names that are neither `x` nor a constant, each once, in order of appearance."""
    return [
        node.name
        for node in nodes(expression)
        if isinstance(node, Symbol) and node is not X and node.name not in CONSTANTS
    ]


def depends_on_x(expression: Expression) -> bool:
    """Whether `x` occurs in the expression."""
    return any(node is X for node in nodes(expression))


def applies(expression: Expression, operations: Container[str]) -> bool:
    """Whether one of some operations occurs in the expression."""
    return any(isinstance(node, Apply) and node.operation in operations for node in nodes(expression))


def transform(
    expression: Expression,
    leaf: Callable[[Number | Symbol], Expression],
    apply: Callable[..., Expression],
) -> Expression:
    """The tree rebuilt from the leaves up.

    Numbers and symbols become `leaf(node)`, operations `apply(operation, *args)` with the rebuilt arguments.
    """
    done: dict[Expression, Expression] = {}
    for node in nodes(expression):
        if isinstance(node, Apply):
            done[node] = apply(node.operation, *(done[argument] for argument in node.args))
        else:
            done[node] = leaf(node)
    return done[expression]


def substitute(expression: Expression, values: Mapping[str, Expression]) -> Expression:
    """The expression with the names in `values` replaced; nothing is simplified."""

    def leaf(node: Number | Symbol) -> Expression:
        return values.get(node.name, node) if isinstance(node, Symbol) else node

    return transform(expression, leaf, Apply)


def mirrored(expression: Expression) -> Expression:
    """The expression at -x."""
    return substitute(expression, {"x": Apply("neg", X)})
