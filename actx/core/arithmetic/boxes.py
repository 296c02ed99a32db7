"""Interval arithmetic on arrays of float64: enclosures of a formula's values on many intervals of x at once.

The result for an interval of x holds every value that the formula has there; it is nan if the formula has
none. It is `sure` if, besides, every choice takes the same branch on the whole interval and no part is at the
edge of its domain or at a pole: then the derivative rules hold on it, and the derivatives are continuous.

Functions are evaluated at the ends by the float64 arithmetic and widened by its error bounds. An infinite end
stands for an unbounded interval of finite numbers, so 0 times it is 0.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.box import (
    LARGEST,
    Box,
    add,
    all_sure,
    div,
    inverse,
    is_undefined,
    magnitude,
    masked,
    mul,
    neg,
    restricted,
    sub,
    whole_power,
)
from actx.core.arithmetic.float64 import Float64
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.choices import clip_by
from actx.core.formula.conditions import connectives
from actx.core.formula.expression import Apply, X
from actx.core.formula.language import EVEN, FALLING, RANGES
from actx.core.formula.lower import lowered

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from actx.core.formula.expression import Expression

    Floats = NDArray[np.float64]

# Relative slack for the positions of the extrema of sin and cos, for arguments of up to 2**52 periods.
_TURN_SLACK: Final = 2.0**-50


class Truth(NamedTuple):
    """Whether a condition can hold, and can fail, somewhere in an interval; undefined where neither."""

    can_hold: Any
    can_fail: Any
    sure: Any


def enclosure(expression: Expression, low: Floats, high: Floats) -> Box:
    """Enclosures of a formula on the intervals from `low` to `high`, all arrays of one shape."""
    with np.errstate(all="ignore"):
        lo, hi, sure = interpret(expression, Boxes(), Box(low, high))
        shape = low.shape
        return Box(np.broadcast_to(lo, shape), np.broadcast_to(hi, shape), np.broadcast_to(sure, shape))


class Boxes:
    """The arithmetic, for `interpret`. Use it inside `np.errstate(all="ignore")`."""

    @staticmethod
    def number(value: Fraction) -> Box:
        return _number(value)

    @staticmethod
    def constant(name: str) -> Box:
        if name == "inf":
            return Box(np.float64(inf), np.float64(inf))
        nearest = getattr(np, name)
        return Box(np.nextafter(nearest, -inf), np.nextafter(nearest, inf))

    @staticmethod
    def apply(operation: str, *args: Any) -> Any:
        rule = _OPERATIONS.get(operation)
        if rule is not None:
            return rule(*args)
        return _monotone(operation, args[0])


@lru_cache(maxsize=1024)
def _number(value: Fraction) -> Box:
    nearest = np.float64(value if abs(value) < 2**1023 else inf if value > 0 else -inf)
    if not np.isfinite(nearest):
        return Box(LARGEST / 4, nearest) if value > 0 else Box(nearest, -LARGEST / 4)
    exact = Fraction(float(nearest))
    lo = nearest if exact <= value else np.nextafter(nearest, -inf)
    return Box(lo, nearest if exact >= value else np.nextafter(nearest, inf))


# --- functions -------------------------------------------------------------------------------------------

_WHOLE_LINE: Final = (-inf, inf)
_STARTS: Final = {"log": 0.0, "log1p": -1.0, "sqrt": 0.0}
# Where a function of |x| > 700 is not computed, it lies between its value at ±700 and its limit.
_COMPUTED_UP_TO: Final = 700.0


@lru_cache(maxsize=64)
def _alone(function: str) -> Expression:
    return lowered(Apply(function, X))


def _computed(function: str, points: Any) -> tuple[Any, Any, Any]:
    """Bounds of the function at points, below and above, and where they were computed; else its range."""
    floor, ceiling = RANGES.get(function, _WHOLE_LINE)
    number = interpret(_alone(function), Float64(), Float64.from_float64(points))
    value, error = np.broadcast_to(number.value, points.shape), number.absolute()
    known = np.isfinite(value) & np.isfinite(error) & np.isfinite(points)
    low = np.where(known, np.nextafter(value - error, -inf), floor)
    high = np.where(known, np.nextafter(value + error, inf), ceiling)
    return np.maximum(low, floor), np.minimum(high, ceiling), known


def _at(function: str, x: Any) -> tuple[Any, Any]:
    """Bounds of the function at points, below and above; the points may be infinite."""
    points = np.atleast_1d(np.asarray(x, dtype=np.float64))
    low, high, known = _computed(function, points)
    if not known.all() and function not in ("sin", "cos"):
        nearer_low, nearer_high, _ = _computed(function, np.clip(points, -_COMPUTED_UP_TO, _COMPUTED_UP_TO))
        up, down = ~known & (points >= _COMPUTED_UP_TO), ~known & (points <= -_COMPUTED_UP_TO)
        if function in FALLING:
            up, down = down, up
        low, high = np.where(up, nearer_low, low), np.where(down, nearer_high, high)
    shape = np.shape(x)
    return low.reshape(shape), high.reshape(shape)


def _monotone(function: str, u: Box) -> Box:
    """A function that increases on its domain, or decreases on it."""
    if function in _STARTS:
        u = restricted(u, _STARTS[function])
    start, end = (u.hi, u.lo) if function in FALLING else (u.lo, u.hi)
    return masked(is_undefined(u), Box(_at(function, start)[0], _at(function, end)[1], u.sure))


def _even(function: str) -> Callable[[Box], Box]:
    def rule(u: Box) -> Box:
        inner, outer = magnitude(u)
        start, end = (outer, inner) if function in FALLING else (inner, outer)
        low, high = _at(function, start)[0], _at(function, end)[1]
        return masked(is_undefined(u), Box(low, high, u.sure))

    return rule


def _wave(turn: float) -> Callable[[Box], Box]:
    """The rule of sin (turn 0.5) or cos (turn 0): its maxima are at pi*(turn + 2*k)."""
    function = "sin" if turn else "cos"

    def rule(u: Box) -> Box:
        (low, high), (left, right) = _at(function, u.lo), _at(function, u.hi)
        lo, hi = np.minimum(low, left), np.maximum(high, right)
        start, end = u.lo / np.pi - turn, u.hi / np.pi - turn
        slack = _TURN_SLACK * (1 + np.maximum(np.abs(start), np.abs(end)))
        start, end = start - slack, end + slack
        top = np.floor(end / 2) >= np.ceil(start / 2)
        bottom = np.floor((end - 1) / 2) >= np.ceil((start - 1) / 2)
        unknown = ~(np.isfinite(start) & np.isfinite(end))
        lo = np.where(bottom | unknown, -1.0, lo)
        hi = np.where(top | unknown, 1.0, hi)
        return masked(is_undefined(u), Box(lo, hi, u.sure))

    return rule


_sin, _cos = _wave(0.5), _wave(0.0)


def _tan(u: Box) -> Box:
    return div(_sin(u), _cos(u))


def _pow(a: Box, b: Box) -> Box:
    if np.ndim(b.lo) == 0 and b.lo == b.hi and abs(b.lo) < 2**52 and float(b.lo).is_integer():
        exponent = int(b.lo)
        return inverse(whole_power(a, -exponent)) if exponent < 0 else whole_power(a, exponent)
    positive = restricted(a, 0.0)
    return _monotone("exp", mul(b, _monotone("log", positive)))


# --- choices ---------------------------------------------------------------------------------------------


def _abs(a: Box) -> Box:
    lo, hi = magnitude(a)
    return masked(is_undefined(a), Box(lo, hi, a.sure & ((a.lo >= 0) | (a.hi <= 0))))


def _sign(a: Box) -> Box:
    lo, hi = np.sign(a.lo), np.sign(a.hi)
    return Box(lo, hi, a.sure & (lo == hi))


def _min(a: Box, b: Box) -> Box:
    sure = all_sure(a, b) & ((a.hi <= b.lo) | (b.hi <= a.lo))
    return Box(np.minimum(a.lo, b.lo), np.minimum(a.hi, b.hi), sure)


def _max(a: Box, b: Box) -> Box:
    return neg(_min(neg(a), neg(b)))


def _where(condition: Truth, a: Box, b: Box) -> Box:
    nothing = ~(condition.can_hold | condition.can_fail)
    yes, no = condition.can_hold & ~condition.can_fail, condition.can_fail & ~condition.can_hold
    lo = np.where(yes, a.lo, np.where(no, b.lo, np.fmin(a.lo, b.lo)))
    hi = np.where(yes, a.hi, np.where(no, b.hi, np.fmax(a.hi, b.hi)))
    sure = condition.sure & (yes | no | nothing) & np.where(yes, a.sure, np.where(no, b.sure, nothing))
    return masked(nothing, Box(lo, hi, sure))


def _compared(holds: Callable[[Box, Box], Any], fails: Callable[[Box, Box], Any]) -> Callable[..., Truth]:
    def rule(a: Box, b: Box) -> Truth:
        defined = ~is_undefined(a, b)
        always, never = holds(a, b), fails(a, b)
        return Truth(defined & ~never, defined & ~always, all_sure(a, b) & (always | never | ~defined))

    return rule


def _is_below(a: Box, b: Box) -> Any:
    return a.hi < b.lo


def _is_not_above(a: Box, b: Box) -> Any:
    return a.hi <= b.lo


def _is_apart(a: Box, b: Box) -> Any:
    return (a.hi < b.lo) | (b.hi < a.lo)


def _is_same(a: Box, b: Box) -> Any:
    return (a.lo == a.hi) & (b.lo == b.hi) & (a.lo == b.lo)


def _swapped(test: Callable[[Box, Box], Any]) -> Callable[[Box, Box], Any]:
    return lambda a, b: test(b, a)


def _and(a: Truth, b: Truth) -> Truth:
    failing = (a.can_fail & ~a.can_hold & a.sure) | (b.can_fail & ~b.can_hold & b.sure)
    return Truth(a.can_hold & b.can_hold, a.can_fail | b.can_fail, (a.sure & b.sure) | failing)


def _not(a: Truth) -> Truth:
    return Truth(a.can_fail, a.can_hold, a.sure)


_OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    "add": add,
    "sub": sub,
    "mul": mul,
    "div": div,
    "neg": neg,
    "pow": _pow,
    "abs": _abs,
    "sign": _sign,
    "min": _min,
    "max": _max,
    "clip": clip_by(_min, _max),
    "where": _where,
    **{name: _even(name) for name in EVEN},
    "sin": _sin,
    "cos": _cos,
    "tan": _tan,
    "lt": _compared(_is_below, _swapped(_is_not_above)),
    "gt": _compared(_swapped(_is_below), _is_not_above),
    "le": _compared(_is_not_above, _swapped(_is_below)),
    "ge": _compared(_swapped(_is_not_above), _is_below),
    "eq": _compared(_is_same, _is_apart),
    "ne": _compared(_is_apart, _is_same),
    **connectives(_and, _not),
}
