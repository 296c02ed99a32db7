"""Formulas as the judge sees them: a node class of its own, and how a node is written.

A call of a catalog activation keeps its text, and its argument is the tree of the activation's formula.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FUNCTIONS: Final = (
    *("exp", "expm1", "log", "log1p", "log1pexp", "sqrt", "abs", "sign"),
    *("sin", "cos", "tan", "sinh", "cosh", "tanh", "asinh", "atan"),
    *("erf", "erfc", "normcdf", "normpdf", "sigmoid"),
)
MARKS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
COMPARISONS: Final = tuple(MARKS)
CONNECTIVES: Final = ("and", "or", "not")
LEAVES: Final = ("number", "x", "pi", "e", "inf", "name")
# How tightly each binds; what stands here as 9 is closed by itself.
_LEVELS: Final = {
    "or": 0,
    "and": 1,
    "not": 2,
    "chain": 3,
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "neg": 6,
    "pos": 6,
    "**": 7,
}


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """An operation with its arguments; `text` is a numeral, a name, or the comparisons of a chain.

    An activation's call has the tree that it means as its only argument, and in `shown` what was typed.
    """

    op: str
    args: tuple[Node, ...] = ()
    text: str = ""
    value: Fraction = Fraction(0)
    shown: tuple[tuple[str, Node], ...] = ()

    def __str__(self) -> str:
        return render(self)


def number(text: str) -> Node:
    """A numeral, or with a minus the negative of one: as a parameter has it, in one piece."""
    return Node("number", text=text, value=Fraction(text.replace("_", "")))


X: Final = Node("x")
PI: Final = Node("pi")
E: Final = Node("e")
INF: Final = Node("inf")


def name(text: str) -> Node:
    """A name that has its value elsewhere."""
    return Node("name", text=text)


def apply(op: str, *args: Node) -> Node:
    """An operation: + - * / ** neg pos, and or not, min max clip where, or a function by its name."""
    return Node(op, args)


def chain(marks: tuple[str, ...], *sides: Node) -> Node:
    """A chain of comparisons: a < b <= c."""
    return Node("chain", sides, " ".join(marks))


def nodes(node: Node) -> list[Node]:
    """Every node of the tree, once, those inside an activation too."""
    found: dict[int, Node] = {}
    stack = [node]
    while stack:
        node = stack.pop()
        if id(node) not in found:
            found[id(node)] = node
            stack += node.args
    return list(found.values())


def parts(node: Node) -> Iterator[Node]:
    """The nodes as typed, each as often as it stands there: those inside an activation do not."""
    yield node
    for part in [part for _, part in node.shown] if node.op == "call" else node.args:
        yield from parts(part)


# --- text ------------------------------------------------------------------------------------------------


def render(node: Node, space: str = "") -> str:
    """The text that a person would type, with no more parentheses than it needs."""
    return _render(node, space)[0]


def _render(node: Node, space: str) -> tuple[str, int]:
    op = node.op
    if op in LEAVES:
        text = node.text or op
        return text, 6 if text.startswith("-") else 9
    level = _LEVELS.get(op, 9)

    def inside(k: int, least: int) -> str:
        text, own = _render(node.args[k], space)
        return text if own >= least else f"({text})"

    if op in ("neg", "pos"):
        return ("-" if op == "neg" else "+") + inside(0, 6), level
    if op == "**":  # binds tighter than a minus on its left, and not than one on its right
        return f"{inside(0, 8)}{space}**{space}{inside(1, 6)}", level
    if op in ("+", "-", "*", "/"):
        return f"{inside(0, level)}{space}{op}{space}{inside(1, level + 1)}", level
    if op == "not":
        return f"not {inside(0, 2)}", level
    if op in ("and", "or"):
        return f" {op} ".join(inside(k, level + 1) for k in range(len(node.args))), level
    if op == "chain":
        marks = node.text.split()
        rest = (f" {mark} {inside(k + 1, 4)}" for k, mark in enumerate(marks))
        return inside(0, 4) + "".join(rest), level
    if op == "call":
        given = [
            f"{key}={_render(part, space)[0]}" if key else _render(part, space)[0] for key, part in node.shown
        ]
        return f"{node.text}({', '.join(given)})", 9
    return f"{op}({', '.join(_render(part, space)[0] for part in node.args)})", 9
