"""A formula run literally: every operation on numbers of a format, its exact result rounded once.

Sums, products and quotients are exact fractions, functions are mpmath's, and rounding goes through integers.
Infinities, nan and the signs of zeros follow IEEE 754, written out here case by case.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import mpmath
from mpmath import mp

from judges import series
from judges.rounding import exactly, rounded
from judges.tree import MARKS
from judges.truth import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from judges.tree import Node
    from judges.truth import Format

# Bits in which functions are evaluated: what is nearer to a tie than these is taken for the tie.
_BITS: Final = 700
# Their limits at -inf and inf; None where there is none.
_ENDS: Final[dict[str, tuple[str | None, str | None]]] = {
    "exp": ("0", "inf"),
    "expm1": ("-1", "inf"),
    "log": (None, "inf"),
    "log1p": (None, "inf"),
    "log1pexp": ("0", "inf"),
    "sqrt": (None, "inf"),
    "sin": (None, None),
    "cos": (None, None),
    "tan": (None, None),
    "sinh": ("-inf", "inf"),
    "cosh": ("inf", "inf"),
    "tanh": ("-1", "1"),
    "asinh": ("-inf", "inf"),
    "atan": ("-pi/2", "pi/2"),
    "erf": ("-1", "1"),
    "erfc": ("2", "0"),
    "normcdf": ("0", "1"),
    "normpdf": ("0", "0"),
    "sigmoid": ("0", "1"),
}
_FUNCTIONS: Final[dict[str, Callable[[Any], Any]]] = {
    "exp": series.exp,
    "expm1": series.expm1,
    "log": series.log,
    "log1p": series.log1p,
    "log1pexp": series.log_one_plus_exp,
    "sqrt": series.sqrt,
    "sin": series.sin,
    "cos": series.cos,
    "tan": series.tan,
    "sinh": series.sinh,
    "cosh": series.cosh,
    "tanh": series.tanh,
    "asinh": mpmath.asinh,
    "atan": series.atan,
    "erf": series.erf,
    "erfc": series.erfc,
    "normcdf": series.normcdf,
    "normpdf": lambda u: series.exp(-u * u / 2) / mpmath.sqrt(2 * mpmath.pi),
    "sigmoid": series.logistic,
}
# f(0) = 0, and f(-0) = -0.
_KEEP_ZERO: Final = ("expm1", "log1p", "sqrt", "sin", "tan", "sinh", "tanh", "asinh", "atan", "erf")


def op_by_op(tree: Node, x: float, form: Format) -> float:
    """The value of a formula at a number of the format, nan included."""
    with mp.workprec(_BITS):
        value: float = _value(tree, x, form)
    return value


def _value(node: Node, x: float, form: Format) -> Any:
    match node.op:
        case "x":
            return x
        case "number":
            return _fraction(node.value, form)
        case "pi" | "e":
            return nearest(+getattr(mpmath, node.op), form)
        case "inf":
            return form.beyond
        case "chain":
            sides = [_value(each, x, form) for each in node.args]
            marks = node.text.split()
            return all(MARKS[mark](a, b) for mark, a, b in zip(marks, sides, sides[1:], strict=False))
    args = [_value(each, x, form) for each in node.args]
    match node.op:
        case "and":
            return all(args)
        case "or":
            return any(args)
        case "not":
            return not args[0]
        case "where":
            return args[1] if args[0] else args[2]
        case "call" | "pos":
            return args[0]
        case "neg":
            return -args[0]
        case "abs":
            return math.fabs(args[0])
        case "sign":
            return args[0] if math.isnan(args[0]) else float((args[0] > 0) - (args[0] < 0))
        case "min":
            return _least(*args)
        case "max":
            return -_least(*(-each for each in args))
        case "clip":
            u, low, high = args
            return _least(-_least(-u, -low), high)
        case "-":
            return _sum(args[0], -args[1], form)
        case "+" | "*" | "/" | "**":
            return _OPERATORS[node.op](args[0], args[1], form)
    return _function(node.op, args[0], form)


def _fraction(value: Fraction, form: Format) -> float:
    return exactly(value, form).number


def _least(*values: float) -> float:
    if any(map(math.isnan, values)):
        return math.nan
    return min(values, key=lambda each: (each, math.copysign(1, each)))


def _are_finite(*values: float) -> bool:
    return all(map(math.isfinite, values))


def _sum(a: float, b: float, form: Format) -> float:
    exact = Fraction(a) + Fraction(b) if _are_finite(a, b) else None
    return _fraction(exact, form) if exact else a + b


def _product(a: float, b: float, form: Format) -> float:
    if not (_are_finite(a, b) and a and b):
        return a * b
    return _fraction(Fraction(a) * Fraction(b), form)


def _quotient(a: float, b: float, form: Format) -> float:
    if b == 0:
        pole = math.copysign(1, a) * math.copysign(1, b) * form.beyond
        return math.nan if a == 0 or math.isnan(a) else pole
    if not (_are_finite(a, b) and a):
        return a / b
    return _fraction(Fraction(a) / Fraction(b), form)


def _power(a: float, b: float, form: Format) -> float:
    if b == 0 or a == 1:
        return 1.0
    if math.isnan(a) or math.isnan(b):
        return math.nan
    if math.isinf(b):
        size = abs(a)
        return 1.0 if size == 1 else form.beyond if (size > 1) == (b > 0) else 0.0
    odd = b % 2 == 1
    if a == 0 or math.isinf(a):
        size = form.beyond if (a == 0) == (b < 0) else 0.0
        return math.copysign(size, a) if odd else size
    if a < 0 and b != math.floor(b):
        return math.nan
    whole = b == math.floor(b) and abs(b) < 2**20
    size = nearest(mpmath.mpf(abs(a)) ** (int(b) if whole else mpmath.mpf(b)), form)
    return -size if a < 0 and odd else size


_OPERATORS: Final[dict[str, Callable[[float, float, Format], float]]] = {
    "+": _sum,
    "*": _product,
    "/": _quotient,
    "**": _power,
}


def _function(name: str, u: float, form: Format) -> float:
    if math.isnan(u):
        return math.nan
    if math.isinf(u):
        end = _ENDS[name][u > 0]
        if end is None:
            return math.nan
        if "pi" in end:
            return math.copysign(nearest(mpmath.pi / 2, form), u)
        return rounded(float(end), form)
    if u == 0 and name in _KEEP_ZERO:
        return u
    if name in ("log", "log1p", "sqrt"):
        least = -1 if name == "log1p" else 0
        if u < least:
            return math.nan
        if u == least:
            return -form.beyond
    value = _FUNCTIONS[name](mpmath.mpf(u))
    return nearest(value, form) if mpmath.isfinite(value) else rounded(float(value), form)
