"""What a formula loses far out, and does not have to: 1-tanh(u) is 2*sigmoid(-2*u), whatever u is.

Balls of some thousand bits take 1-tanh(10**6) for 0. These are identities wherever either side is defined,
and what is a switch or a singularity on one side is so on the other.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from judges.tree import Node, apply, number

_MINUS_TWO: Final = Node("number", text="-2", value=Fraction(-2))
_TWO: Final = number("2")
# f(u) and 1 - f(u), which is f(-u).
_SYMMETRIC: Final = frozenset(("sigmoid", "normcdf"))


def _is_one(node: Node) -> bool:
    return node.op == "number" and node.value == 1


def plain(node: Node) -> Node:
    """A part without the names and signs around it that change nothing."""
    while node.op in ("call", "pos"):
        node = node.args[0]
    return node


def _minus(node: Node) -> Node:
    return node.args[0] if node.op == "neg" else apply("neg", node)


def _function(node: Node) -> tuple[str, Node] | None:
    """The function that a part is, and of what; 1/(1+exp(u)) is sigmoid(-u)."""
    node = plain(node)
    if node.op == "/" and _is_one(node.args[0]):
        exponent = _one_plus_exp(node.args[1])
        return None if exponent is None else ("sigmoid", _minus(exponent))
    return (node.op, node.args[0]) if len(node.args) == 1 else None


def _one_plus(node: Node) -> Node | None:
    """The v of 1+v or v+1."""
    node = plain(node)
    if node.op == "+":
        for one, other in (node.args, node.args[::-1]):
            if _is_one(one):
                return plain(other)
    return None


def _one_plus_exp(node: Node) -> Node | None:
    inner = _one_plus(node)
    return inner.args[0] if inner is not None and inner.op == "exp" else None


def better(node: Node) -> Node | None:
    """The same function in another form, which keeps its digits far out; None where none is known."""
    match node.op:
        case "log":
            inner = _one_plus(node.args[0])
            if inner is None:
                return None
            return apply("log1pexp", inner.args[0]) if inner.op == "exp" else apply("log1p", inner)
        case "log1p":
            inner = plain(node.args[0])
            return apply("log1pexp", inner.args[0]) if inner.op == "exp" else None
        case "/":
            found = _function(node)
            return apply("sigmoid", found[1]) if found and found[0] == "sigmoid" else None
        case "+":
            inner = _one_plus(node)
            return None if inner is None else _added(_function(inner))
        case "-" if _is_one(node.args[0]):
            return _taken(_function(node.args[1]))
        case "-" if _is_one(node.args[1]):
            inner = plain(node.args[0])
            return apply("expm1", inner.args[0]) if inner.op == "exp" else None
    return None


def _added(found: tuple[str, Node] | None) -> Node | None:
    """1 + f(u)."""
    if found is None:
        return None
    name, u = found
    if name == "neg":
        return _taken(_function(u))
    if name == "tanh":
        return apply("*", _TWO, apply("sigmoid", apply("*", _TWO, u)))
    if name == "erf":
        return apply("erfc", _minus(u))
    return None


def _taken(found: tuple[str, Node] | None) -> Node | None:
    """1 - f(u)."""
    if found is None:
        return None
    name, u = found
    if name in _SYMMETRIC:
        return apply(name, _minus(u))
    if name == "tanh":
        return apply("*", _TWO, apply("sigmoid", apply("*", _MINUS_TWO, u)))
    return apply("erfc", u) if name == "erf" else None
