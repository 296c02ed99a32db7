"""Float64 intervals on arrays: what a formula can be for all x of each interval, by one walk for all of them.

An interval holds every value that a formula has on it; where the formula has none, it holds nothing, which
is nan. It is `sure` where, besides, every choice is one and the same throughout, and no part is at the edge
of its domain or at a pole: there the derivatives are those that the rules give, and continuous.

The functions are computed at the ends by the float64 arithmetic, whose bounds are added. Infinite ends are
bounds, so that 0 times one of them is 0.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import inf, nan
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.double import Double
from actx.core.arithmetic.interpret import interpret
from actx.core.arithmetic.lower import lowered
from actx.core.formula.expression import Apply, X

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from actx.core.formula.expression import Expression

    Floats = NDArray[np.float64]

_LARGEST: Final = float(np.finfo(np.float64).max)
# Relative slack of the places where sin and cos turn, in periods of up to 2**52.
_TURN: Final = 2.0**-50


class Box(NamedTuple):
    """Intervals: arrays, or scalars that stand for all of them."""

    lo: Any
    hi: Any
    sure: Any = True


class Truth(NamedTuple):
    """Whether a condition can hold in an interval, whether it can fail; undefined where it can do neither."""

    can: Any
    cannot: Any
    sure: Any

    @property
    def is_one(self) -> Any:
        return self.can != self.cannot


def enclosure(expression: Expression, low: Floats, high: Floats) -> Box:
    """What a formula is on the intervals from `low` to `high`, as arrays of their shape."""
    with np.errstate(all="ignore"):
        lo, hi, sure = interpret(expression, Boxes(), Box(low, high))
        shape = low.shape
        return Box(np.broadcast_to(lo, shape), np.broadcast_to(hi, shape), np.broadcast_to(sure, shape))


class Boxes:
    """The arithmetic. Use it inside `np.errstate(all="ignore")`."""

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
        return Box(_LARGEST / 4, nearest) if value > 0 else Box(nearest, -_LARGEST / 4)
    exact = Fraction(float(nearest))
    lo = nearest if exact <= value else np.nextafter(nearest, -inf)
    return Box(lo, nearest if exact >= value else np.nextafter(nearest, inf))


def _outward(lo: Any, hi: Any, sure: Any) -> Box:
    return Box(np.nextafter(lo, -inf), np.nextafter(hi, inf), sure)


def _is_nowhere(*boxes: Box) -> Any:
    nowhere: Any = np.isnan(boxes[0].lo)
    for box in boxes[1:]:
        nowhere = nowhere | np.isnan(box.lo)
    return nowhere


def _without(nowhere: Any, box: Box) -> Box:
    """The intervals, but nothing where they are nowhere defined."""
    if not np.any(nowhere):
        return box
    return Box(np.where(nowhere, nan, box.lo), np.where(nowhere, nan, box.hi), box.sure)


def _both(*boxes: Box) -> Any:
    sure: Any = True
    for box in boxes:
        sure = np.logical_and(sure, box.sure)
    return sure


# --- arithmetic ------------------------------------------------------------------------------------------


def _add(a: Box, b: Box) -> Box:
    total = Box(_sum(a.lo, b.lo, -inf), _sum(a.hi, b.hi, inf), _both(a, b))
    return _without(_is_nowhere(a, b), total)


def _sum(a: Any, b: Any, outward: float) -> Any:
    total = a + b
    part = total - a
    exact = (a - (total - part)) + (b - part) == 0
    total = np.where(exact, total, np.nextafter(total, outward))
    return np.where(np.isnan(total), outward, total)


def _neg(a: Box) -> Box:
    return Box(-a.hi, -a.lo, a.sure)


def _sub(a: Box, b: Box) -> Box:
    return _add(a, _neg(b))


def _mul(a: Box, b: Box) -> Box:
    if a is b:
        return _whole_power(a, 2)
    products = [_times(s, t) for s in a[:2] for t in b[:2]]
    lo, hi = products[0]
    for low, high in products[1:]:
        lo, hi = np.minimum(lo, low), np.maximum(hi, high)
    return _without(_is_nowhere(a, b), Box(lo, hi, _both(a, b)))


def _times(s: Any, t: Any) -> tuple[Any, Any]:
    """A product, rounded down and up."""
    product = s * t
    nothing = (s == 0) | (t == 0)
    return (
        np.where(nothing, 0.0, np.nextafter(product, -inf)),
        np.where(nothing, 0.0, np.nextafter(product, inf)),
    )


def _div(a: Box, b: Box) -> Box:
    return _mul(a, _inverse(b))


def _inverse(b: Box) -> Box:
    astride = (b.lo < 0) & (b.hi > 0)
    touching = (b.lo == 0) | (b.hi == 0)
    lo = np.where(astride | (b.hi == 0), -inf, np.nextafter(1 / b.hi, -inf))
    hi = np.where(astride | (b.lo == 0), inf, np.nextafter(1 / b.lo, inf))
    return _without(_is_nowhere(b) | ((b.lo == 0) & (b.hi == 0)), Box(lo, hi, b.sure & ~astride & ~touching))


def _pow(a: Box, b: Box) -> Box:
    if np.ndim(b.lo) == 0 and b.lo == b.hi and abs(b.lo) < 2**52 and float(b.lo).is_integer():
        exponent = int(b.lo)
        return _inverse(_whole_power(a, -exponent)) if exponent < 0 else _whole_power(a, exponent)
    positive = _nowhere_below(a, 0.0)
    return _monotone("exp", _mul(b, _monotone("log", positive)))


def _nowhere_below(a: Box, start: float) -> Box:
    """The part of the intervals that is not below the start of a domain."""
    inside = Box(np.maximum(a.lo, start), a.hi, np.logical_and(a.sure, a.lo > start))
    return _without(a.hi < start, inside)


def _whole_power(a: Box, exponent: int) -> Box:
    if exponent == 0:
        return _without(_is_nowhere(a), Box(np.ones_like(a.lo), np.ones_like(a.lo), a.sure))
    if exponent == 1:
        return a
    if exponent % 2 == 0:
        inner, outer = _magnitude(a)
        lo, hi = _raised(inner, exponent)[0], _raised(outer, exponent)[1]
        return Box(np.maximum(lo, 0.0), hi, a.sure)
    return Box(_raised(a.lo, exponent)[0], _raised(a.hi, exponent)[1], a.sure)


def _raised(base: Any, exponent: int) -> tuple[Any, Any]:
    """base**exponent, from below and above: NumPy errs by few ulp, and here 16 are allowed."""
    power = np.power(base, float(exponent))
    slack = np.abs(power) * 2.0**-48 + 2.0**-1074
    known = np.isfinite(power) & (base != 0)
    over = np.isinf(power) & np.isfinite(base)
    low = np.where(over & (power > 0), _LARGEST, np.where(known, power - slack, power))
    high = np.where(over & (power < 0), -_LARGEST, np.where(known, power + slack, power))
    return low, high


def _magnitude(a: Box) -> tuple[Any, Any]:
    """The ends of |a|."""
    low, high = np.abs(a.lo), np.abs(a.hi)
    return np.where((a.lo <= 0) & (a.hi >= 0), 0.0, np.minimum(low, high)), np.maximum(low, high)


# --- functions -------------------------------------------------------------------------------------------

_RANGES: Final[dict[str, tuple[float, float]]] = {
    "exp": (0.0, inf),
    "expm1": (-1.0, inf),
    "log1pexp": (0.0, inf),
    "sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "atan": (-1.5707963267948968, 1.5707963267948968),
    "erf": (-1.0, 1.0),
    "erfc": (0.0, 2.0),
    "normcdf": (0.0, 1.0),
    "normpdf": (0.0, 0.3989422804014327),
    "sin": (-1.0, 1.0),
    "cos": (-1.0, 1.0),
    "cosh": (1.0, inf),
    "sqrt": (0.0, inf),
}
_EVERYTHING: Final = (-inf, inf)
_STARTS: Final = {"log": 0.0, "log1p": -1.0, "sqrt": 0.0}
# These fall, to the right of 0 at least; the others rise there.
_FALLING: Final = ("erfc", "normpdf")
# Farther out, a function that is not known is somewhere between its value here and its limit.
_FAR: Final = 700.0


@lru_cache(maxsize=64)
def _alone(function: str) -> Expression:
    return lowered(Apply(function, X))


def _computed(function: str, points: Any) -> tuple[Any, Any, Any]:
    """The function at points, from below and above, and where that is known."""
    floor, ceiling = _RANGES.get(function, _EVERYTHING)
    number = interpret(_alone(function), Double(), Double.exactly(points))
    value, error = np.broadcast_to(number.value, points.shape), number.absolute()
    known = np.isfinite(value) & np.isfinite(error) & np.isfinite(points)
    low = np.where(known, np.nextafter(value - error, -inf), floor)
    high = np.where(known, np.nextafter(value + error, inf), ceiling)
    return np.maximum(low, floor), np.minimum(high, ceiling), known


def _at(function: str, x: Any) -> tuple[Any, Any]:
    """The function at points, from below and above, infinite ones included."""
    points = np.atleast_1d(np.asarray(x, dtype=np.float64))
    low, high, known = _computed(function, points)
    if not known.all() and function not in ("sin", "cos"):
        nearer_low, nearer_high, _ = _computed(function, np.clip(points, -_FAR, _FAR))
        up, down = ~known & (points >= _FAR), ~known & (points <= -_FAR)
        if function in _FALLING:
            up, down = down, up
        low, high = np.where(up, nearer_low, low), np.where(down, nearer_high, high)
    shape = np.shape(x)
    return low.reshape(shape), high.reshape(shape)


def _monotone(function: str, u: Box) -> Box:
    """A function that rises everywhere, or erfc, which falls."""
    if function in _STARTS:
        u = _nowhere_below(u, _STARTS[function])
    start, end = (u.hi, u.lo) if function == "erfc" else (u.lo, u.hi)
    return _without(_is_nowhere(u), Box(_at(function, start)[0], _at(function, end)[1], u.sure))


def _even(function: str) -> Callable[[Box], Box]:
    def rule(u: Box) -> Box:
        inner, outer = _magnitude(u)
        start, end = (outer, inner) if function in _FALLING else (inner, outer)
        low, high = _at(function, start)[0], _at(function, end)[1]
        return _without(_is_nowhere(u), Box(low, high, u.sure))

    return rule


def _wave(turn: float) -> Callable[[Box], Box]:
    """A sine or cosine, whose largest value is at `turn` half periods."""
    function = "sin" if turn else "cos"

    def rule(u: Box) -> Box:
        (low, high), (left, right) = _at(function, u.lo), _at(function, u.hi)
        lo, hi = np.minimum(low, left), np.maximum(high, right)
        start, end = u.lo / np.pi - turn, u.hi / np.pi - turn
        slack = _TURN * (1 + np.maximum(np.abs(start), np.abs(end)))
        start, end = start - slack, end + slack
        top = np.floor(end / 2) >= np.ceil(start / 2)
        bottom = np.floor((end - 1) / 2) >= np.ceil((start - 1) / 2)
        unknown = ~(np.isfinite(start) & np.isfinite(end))
        lo = np.where(bottom | unknown, -1.0, lo)
        hi = np.where(top | unknown, 1.0, hi)
        return _without(_is_nowhere(u), Box(lo, hi, u.sure))

    return rule


_sin, _cos = _wave(0.5), _wave(0.0)


def _tan(u: Box) -> Box:
    return _div(_sin(u), _cos(u))


# --- choices ---------------------------------------------------------------------------------------------


def _abs(a: Box) -> Box:
    lo, hi = _magnitude(a)
    return _without(_is_nowhere(a), Box(lo, hi, a.sure & ((a.lo >= 0) | (a.hi <= 0))))


def _sign(a: Box) -> Box:
    lo, hi = np.sign(a.lo), np.sign(a.hi)
    return Box(lo, hi, a.sure & (lo == hi))


def _min(a: Box, b: Box) -> Box:
    sure = _both(a, b) & ((a.hi <= b.lo) | (b.hi <= a.lo))
    return Box(np.minimum(a.lo, b.lo), np.minimum(a.hi, b.hi), sure)


def _max(a: Box, b: Box) -> Box:
    return _neg(_min(_neg(a), _neg(b)))


def _clip(u: Box, low: Box, high: Box) -> Box:
    return _min(_max(u, low), high)


def _where(condition: Truth, a: Box, b: Box) -> Box:
    nothing = ~(condition.can | condition.cannot)
    yes, no = condition.can & ~condition.cannot, condition.cannot & ~condition.can
    lo = np.where(yes, a.lo, np.where(no, b.lo, np.fmin(a.lo, b.lo)))
    hi = np.where(yes, a.hi, np.where(no, b.hi, np.fmax(a.hi, b.hi)))
    sure = condition.sure & (yes | no | nothing) & np.where(yes, a.sure, np.where(no, b.sure, nothing))
    return _without(nothing, Box(lo, hi, sure))


def _compared(holds: Callable[[Box, Box], Any], fails: Callable[[Box, Box], Any]) -> Callable[..., Truth]:
    def rule(a: Box, b: Box) -> Truth:
        defined = ~_is_nowhere(a, b)
        always, never = holds(a, b), fails(a, b)
        return Truth(defined & ~never, defined & ~always, _both(a, b) & (always | never | ~defined))

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
    failing = (a.cannot & ~a.can & a.sure) | (b.cannot & ~b.can & b.sure)
    return Truth(a.can & b.can, a.cannot | b.cannot, (a.sure & b.sure) | failing)


def _not(a: Truth) -> Truth:
    return Truth(a.cannot, a.can, a.sure)


def _or(a: Truth, b: Truth) -> Truth:
    return _not(_and(_not(a), _not(b)))


_OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "div": _div,
    "neg": _neg,
    "pow": _pow,
    "abs": _abs,
    "sign": _sign,
    "min": _min,
    "max": _max,
    "clip": _clip,
    "where": _where,
    "cosh": _even("cosh"),
    "normpdf": _even("normpdf"),
    "sin": _sin,
    "cos": _cos,
    "tan": _tan,
    "lt": _compared(_is_below, _swapped(_is_not_above)),
    "gt": _compared(_swapped(_is_below), _is_not_above),
    "le": _compared(_is_not_above, _swapped(_is_below)),
    "ge": _compared(_swapped(_is_not_above), _is_below),
    "eq": _compared(_is_same, _is_apart),
    "ne": _compared(_is_apart, _is_same),
    "and": _and,
    "or": _or,
    "not": _not,
}
