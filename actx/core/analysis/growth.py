"""How fast a function can grow: log|f(x)| <= a + b*log(x) + c*x + d*x**2 for all x from some point on.

The bound follows the formula from its leaves up. Where interval arithmetic knows a finite bound on the whole
ray, that is taken.
"""

from __future__ import annotations

from math import exp, inf, isfinite, log, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.box import Box, magnitude
from actx.core.arithmetic.boxes import Boxes
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.expression import Apply, Expression, Number, X

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LOG_2: Final = 0.6931471805599454
_EXPONENTIAL: Final = ("exp", "expm1", "sinh", "cosh")  # |f(u)| <= 2*exp(|u|)
_LINEAR: Final = ("log1pexp", "asinh")  # |f(u)| <= |u| + 2
_LOGARITHMS: Final = {"log": 0.0, "log1p": 1.0}  # and what they add to their argument
# Bounds are widened by more than the rounding errors of the few operations that give them.
_SLACK: Final = 1 + 1e-9
_SHIFT: Final = 1e-9


class Growth(NamedTuple):
    """The coefficients of a bound, of which b, c and d are not negative; a is inf where none is known."""

    a: float
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0


_UNKNOWN: Final = Growth(inf)
_TWO: Final = Growth(_LOG_2)


def growth(f: Expression, start: float) -> Growth:
    """A bound of a function without choices that is regular for x >= start, where start >= 1."""
    boxes: dict[Expression, Box] = {}
    with np.errstate(all="ignore"):
        interpret(f, Boxes(), Box(np.array([start]), np.array([inf])), boxes)
    found: dict[Expression, Growth] = {}
    for node, box in boxes.items():  # arguments first
        most = float(np.max(magnitude(box)[1]))
        if isfinite(most):
            found[node] = Growth(log(most) + _SHIFT if most else -inf)
        else:
            found[node] = _of(node, found, boxes, start)
    return found[f]


def tail(bound: Growth, start: float, deviation: float) -> float:
    """A bound of the integral of a function times the normal density, from `start` to infinity.

    The exponent of the integrand is concave, so it lies below its tangent at `start`, and the integral is at
    most the integrand there over the slope of the tangent. Infinite where that does not fall.
    """
    a, b, c, d = bound
    if a == -inf:
        return 0.0
    slope = b / start + c + 2 * d * start - start / deviation**2
    if not (isfinite(a) and slope < 0 and 2 * d < 1 / deviation**2):
        return inf
    exponent = a + b * log(start) + c * start + d * start**2 - (start / deviation) ** 2 / 2
    return exp(min(exponent, 700.0)) / (-slope * deviation * sqrt(6.28)) * _SLACK


def _of(
    node: Expression, known: Mapping[Expression, Growth], boxes: Mapping[Expression, Box], start: float
) -> Growth:
    """The bound of an operation, from those of its arguments and their boxes on the whole ray."""
    if not isinstance(node, Apply):
        return Growth(0.0, 1.0) if node is X else _UNKNOWN
    args = [known[each] for each in node.args]
    if inf in (each.a for each in args):
        return _UNKNOWN
    match node.operation:
        case "neg" | "abs":
            return args[0]
        case "add" | "sub":
            return _sum(args)
        case "mul":
            return Growth(*map(sum, zip(*args, strict=True)))
        case "div":
            return _scaled(args[0], 1, _log_of_reciprocal(boxes[node.args[1]]))
        case "sqrt":
            return _scaled(args[0], 0.5)
        case "pow" if isinstance(node.args[1], Number):
            exponent = float(node.args[1].value)
            if exponent > 0:
                return _scaled(args[0], exponent)
            return Growth(-exponent * _log_of_reciprocal(boxes[node.args[0]]))
        case operation if operation in _EXPONENTIAL:
            return _exponential(args[0], start)
        case operation if operation in _LINEAR:
            return _sum([args[0], _TWO])
        case operation if operation in _LOGARITHMS:
            return _logarithm(_sum([args[0], Growth(0.0)]), boxes[node.args[0]], _LOGARITHMS[operation])
    return _UNKNOWN


def _sum(args: Sequence[Growth]) -> Growth:
    """The bound of a sum of two: twice the larger one."""
    return _scaled(Growth(*map(max, zip(*args, strict=True))), 1, _LOG_2)


def _scaled(bound: Growth, factor: float, shift: float = 0.0) -> Growth:
    a, b, c, d = (factor * each * _SLACK if each > 0 else factor * each for each in bound)
    return Growth(a + shift + _SHIFT, b, c, d)


def _log_of_reciprocal(box: Box) -> float:
    """The logarithm of the largest 1/|u|; inf if u may be 0."""
    least = float(np.min(magnitude(box)[0]))
    return -log(least) + _SHIFT if least > 0 else inf


def _exponential(u: Growth, start: float) -> Growth:
    """A bound of 2*exp(|u|), where |u| <= exp(a)*x**b for b of at most 2."""
    if u.c or u.d or u.b > 2 or u.a > 700:
        return _UNKNOWN
    size = exp(u.a) * _SLACK
    if not u.b:
        return Growth(_LOG_2 + size)
    # x**b is at most x*start**(b - 1) for b <= 1, and x**2*start**(b - 2) for b <= 2.
    if u.b <= 1:
        return Growth(_LOG_2 + _SHIFT, 0.0, size * start ** (u.b - 1) * _SLACK)
    return Growth(_LOG_2 + _SHIFT, 0.0, 0.0, size * start ** (u.b - 2) * _SLACK)


def _logarithm(u: Growth, box: Box, added: float) -> Growth:
    """A bound of |log(added + u)|: above by the bound of u, below by its box."""
    least = float(np.min(box.lo)) + added
    if least <= 0:
        return _UNKNOWN
    below = max(0.0, -log(least))
    size = log(max(u.a, 0.0) + below + u.b + u.c + u.d + 1) + _SHIFT
    # For x >= 1, log(x) and x are at most x, and x**2 is the largest.
    return Growth(size, 2.0 if u.d else 1.0 if u.b or u.c else 0.0)
