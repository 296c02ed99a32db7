"""A tree's value in mpmath, operation by operation: the judge is judged by it.

It knows no limits, no poles and no switches that are closer than its precision: there it refuses.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import mpmath

from judges.series import (
    atan,
    cos,
    cosh,
    erf,
    erfc,
    exp,
    expm1,
    log,
    log1p,
    log_one_plus_exp,
    logistic,
    normcdf,
    pi,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)
from judges.tree import MARKS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    from judges.tree import Node

_LARGE: Final = 10**400
_LONG: Final = 10**6
_NEAR: Final = mpmath.mpf(10) ** -25


class Refused(Exception):  # noqa: N818  (said of a point, which is not at fault)
    """Nothing is to be judged here."""


class Undefined(Exception):  # noqa: N818  (said of a point, which is not at fault)
    """The formula is not defined here."""


def _within(condition: bool) -> None:
    if not condition:
        raise Refused


def _apart(u: Any) -> int:
    """The sign of what is not as good as 0."""
    _within(abs(u) > _NEAR)
    return 1 if u > 0 else -1


def _positive(f: Callable[[Any], Any], end: int = 0) -> Callable[[Any], Any]:
    def function(u: Any) -> Any:
        if _apart(u - end) < 0:
            raise Undefined
        return f(u)

    return function


def _asinh(u: Any) -> Any:
    size = abs(u)
    return (1 if u >= 0 else -1) * log(size + sqrt(u * u + 1))


def _wave(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A wave that is longer than the steps of a difference."""

    def wave(u: Any) -> Any:
        _within(abs(u) < _LONG)
        return f(u)

    return wave


def _tan(u: Any) -> Any:
    _apart(cos(u))
    return tan(u)


def _divide(a: Any, b: Any) -> Any:
    _apart(b)
    return a / b


def _power(a: Any, b: Any) -> Any:
    _within(abs(b) < 10**5)
    if b == mpmath.floor(b):
        if b < 0:
            _apart(a)
        return a ** int(b)
    if _apart(a) < 0:
        raise Undefined
    return exp(b * log(a))


_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "**": _power,
    "neg": lambda a: -a,
    "pos": lambda a: a,
    "call": lambda a: a,
    "exp": exp,
    "expm1": expm1,
    "log": _positive(log),
    "log1p": _positive(log1p, -1),
    "log1pexp": log_one_plus_exp,
    "sqrt": _positive(sqrt),
    "abs": lambda u: _apart(u) * u,
    "sign": lambda u: mpmath.mpf(_apart(u)),
    "sin": _wave(sin),
    "cos": _wave(cos),
    "tan": _wave(_tan),
    "sinh": sinh,
    "cosh": cosh,
    "tanh": tanh,
    "asinh": _asinh,
    "atan": atan,
    "erf": erf,
    "erfc": erfc,
    "normcdf": normcdf,
    "normpdf": lambda u: exp(-u * u / 2) / sqrt(2 * pi(u)),
    "sigmoid": logistic,
}


def worth(tree: Node, x: Any, values: Mapping[str, Fraction]) -> Any:
    """The value at x in mpmath's current precision; raises Undefined, or Refused."""
    known: dict[int, Any] = {}

    def inner(node: Node) -> Any:
        key = id(node)
        if key not in known:
            known[key] = find(node)
        return known[key]

    def find(node: Node) -> Any:
        match node.op:
            case "x":
                return x
            case "number" | "name":
                value = values[node.text] if node.op == "name" else node.value
                return mpmath.mpf(value.numerator) / value.denominator
            case "pi" | "e":
                return +mpmath.pi if node.op == "pi" else +mpmath.e
            case "inf":
                raise Refused
            case "where":
                return inner(node.args[1 if inner(node.args[0]) else 2])
            case "and" | "or":
                return _decided([partial(inner, part) for part in node.args], until=node.op == "or")
            case "not":
                return not inner(node.args[0])
            case "chain":
                sides = [inner(part) for part in node.args]
                return all(
                    _compared(*link) for link in zip(node.text.split(), sides, sides[1:], strict=False)
                )
            case "min" | "max" | "clip":
                return _chosen(node.op, [inner(part) for part in node.args])
        result = _FUNCTIONS[node.op](*(inner(part) for part in node.args))
        _within(bool(mpmath.isfinite(result)) and abs(result) < _LARGE)
        return result

    return inner(tree)


def _decided(parts: list[Callable[[], bool]], *, until: bool) -> bool:
    """`and` (until one is False) or `or` (until one is True), by Kleene's logic."""
    undefined = None
    for part in parts:
        try:
            if part() is until:
                return until
        except Undefined as error:
            undefined = error
    if undefined:
        raise undefined
    return not until


def _compared(mark: str, a: Any, b: Any) -> bool:
    sign = _apart(a - b)
    return MARKS[mark](sign, 0)


def _chosen(op: str, values: list[Any]) -> Any:
    best = values[0]
    for k, other in enumerate(values[1:]):
        larger = op == "max" or (op == "clip" and not k)
        if (_apart(other - best) > 0) == larger:
            best = other
    return best
