"""Float64 arrays with a running error bound: the fast arithmetic, for formulas that are lowered.

A number is a value and a bound e on its absolute error, |true - value| <= e; e = 0 says that the value
is exact and e = inf that nothing is known. Each operation bounds what its arguments' errors become
plus its own rounding. U is the unit roundoff; the slack in the constants covers the rounding of the
bounds themselves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.bounded import COMPARISONS, CONNECTIVES, Condition
from actx.core.arithmetic.twofold import gaussian

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

U: Final = 2.0**-53 * (1 + 2.0**-20)
TINY: Final = 2.0**-1074
# Below it an error may come of underflow, or of a product with zero.
_SMALL: Final = 2.0**-1000
EXACT: Final = 0.0
"""The error of what is known to be exact, elementwise or as this very number for a whole block."""

# Errors of NumPy's functions in units of U*|value|; its SIMD code and its scalar code differ.
_LIBRARY: Final = 4.0
_POWER: Final = 4.0


class Bounded(NamedTuple):
    """Values and bounds on their errors, arrays of one shape or scalars."""

    value: Any
    error: Any = EXACT


@dataclass(frozen=True, slots=True)
class Double:
    """The arithmetic; see the module's words for its promise. Use it inside `np.errstate(all="ignore")`."""

    @staticmethod
    def exactly(values: Floats) -> Bounded:
        return Bounded(values)

    def number(self, value: Fraction) -> Bounded:
        return _number(value)

    def constant(self, name: str) -> Bounded:
        if name == "inf":
            return Bounded(np.float64(math.inf))
        nearest = np.float64(getattr(math, name))
        return Bounded(nearest, nearest * U)

    def apply(self, operation: str, *args: Any) -> Any:
        if operation in COMPARISONS:
            return _compare(COMPARISONS[operation], *args)
        if operation in _OPERATIONS:
            return _OPERATIONS[operation](*args)
        function, ulps, spread = _FUNCTIONS[operation]
        (u,) = args
        result = function(u.value)
        error = np.abs(result) * (ulps * U) + TINY
        return Bounded(result, error if _is_exact(u) else error + spread(u.value, u.error, result))


@lru_cache(maxsize=1024)
def _number(value: Fraction) -> Bounded:
    nearest = np.float64(value if abs(value) < 2**1023 else math.inf if value > 0 else -math.inf)
    exact = bool(np.isfinite(nearest)) and Fraction(float(nearest)) == value
    return Bounded(nearest, EXACT if exact else abs(nearest) * U + TINY)


def _is_exact(*numbers: Bounded) -> bool:
    """Whether whole blocks are exact."""
    return all(isinstance(number.error, float) and number.error == EXACT for number in numbers)


# --- arithmetic and choices ------------------------------------------------------------------------------


def _add(a: Bounded, b: Bounded) -> Bounded:
    value = a.value + b.value
    return Bounded(value, a.error + b.error + _rounding_of_sum(a.value, b.value, value))


def _sub(a: Bounded, b: Bounded) -> Bounded:
    value = a.value - b.value
    return Bounded(value, a.error + b.error + _rounding_of_sum(a.value, -b.value, value))


def _rounding_of_sum(a: Any, b: Any, total: Any) -> Any:
    """The error of a floating sum, exactly (Knuth's two-sum)."""
    part = total - a
    return np.abs((a - (total - part)) + (b - part))


def _mul(a: Bounded, b: Bounded) -> Bounded:
    value = a.value * b.value
    error = _rounding(value)
    if isinstance(error, float) or np.min(error) < _SMALL:
        nothing = (a.value == 0) & (a.error == 0) | (b.value == 0) & (b.error == 0)
        error = np.where(nothing, 0.0, error)
    if not _is_exact(b):
        error = error + (np.abs(a.value) + a.error) * b.error
    if not _is_exact(a):
        error = error + np.abs(b.value) * a.error
    return Bounded(value, error)


def _div(a: Bounded, b: Bounded) -> Bounded:
    value = a.value / b.value
    error = _rounding(value)
    if not _is_exact(a, b):
        room = np.abs(b.value) - b.error
        error = error + np.where(room > 0, (a.error + np.abs(value) * b.error) / room, np.inf)
    return Bounded(value, error)


def _rounding(value: Any) -> Any:
    return np.abs(value) * U + TINY


def _pow(a: Bounded, b: Bounded) -> Bounded:
    value = np.power(a.value, b.value)
    rounding = np.abs(value) * (_POWER * U) + TINY
    if _is_exact(a, b):
        return Bounded(value, rounding)
    room = np.abs(a.value) - a.error
    relative = np.abs(b.value) * a.error / room + b.error * np.abs(np.log(np.abs(a.value)))
    return Bounded(value, np.where(room > 0, np.abs(value) * np.expm1(relative), np.inf) + rounding)


def _neg(a: Bounded) -> Bounded:
    return Bounded(-a.value, a.error)


def _abs(a: Bounded) -> Bounded:
    return Bounded(np.abs(a.value), a.error)


def _sign(a: Bounded) -> Bounded:
    return Bounded(np.sign(a.value), np.where((np.abs(a.value) > a.error) | (a.error == 0), 0.0, np.inf))


def _sqrt(a: Bounded) -> Bounded:
    value = np.sqrt(a.value)
    carried = EXACT if _is_exact(a) else np.where(value > 0, a.error / value, np.sqrt(a.error))
    return Bounded(value, carried + value * U)


def _flip(y: Bounded, u: Bounded) -> Bounded:
    return Bounded(np.where(np.signbit(u.value), -y.value, y.value), y.error)


def _min(a: Bounded, b: Bounded) -> Bounded:
    return _where(_compare(np.less, a, b), a, b, np.maximum(a.error, b.error))


def _max(a: Bounded, b: Bounded) -> Bounded:
    return _where(_compare(np.greater, a, b), a, b, np.maximum(a.error, b.error))


def _clip(u: Bounded, low: Bounded, high: Bounded) -> Bounded:
    return _min(_max(u, low), high)


def _compare(test: Callable[[Any, Any], Any], a: Bounded, b: Bounded) -> Condition:
    truth = test(a.value, b.value)
    if _is_exact(a, b):
        return Condition(truth, True)
    gap, doubt = np.abs(a.value - b.value), a.error + b.error
    return Condition(truth, (gap > doubt) | (doubt == 0))


def _where(condition: Condition, a: Bounded, b: Bounded, otherwise: Any = np.inf) -> Bounded:
    value = np.where(condition.truth, a.value, b.value)
    error = EXACT if _is_exact(a, b) else np.where(condition.truth, a.error, b.error)
    if condition.certain is not True:
        error = np.where(condition.certain, error, otherwise)
    return Bounded(value, error)


_OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "div": _div,
    "pow": _pow,
    "neg": _neg,
    "abs": _abs,
    "sign": _sign,
    "sqrt": _sqrt,
    "flip": _flip,
    "min": _min,
    "max": _max,
    "clip": _clip,
    "where": _where,
    **CONNECTIVES,
}


# --- functions: value, its own error, and how the argument's error e spreads to the result y -------------


def _pole(distance: Callable[[Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """The spread of a logarithm at a distance from its pole."""

    def spread(u: Any, e: Any, _: Any) -> Any:
        room = distance(u) - e
        return np.where(room > 0, e / room, np.where(e > 0, np.inf, 0.0))

    return spread


_FUNCTIONS: Final[dict[str, tuple[Callable[[Any], Any], float, Callable[[Any, Any, Any], Any]]]] = {
    "exp": (np.exp, _LIBRARY, lambda _u, e, y: y * np.expm1(e)),
    "expm1": (np.expm1, _LIBRARY, lambda _u, e, y: (y + 1.0) * np.expm1(e)),
    "log": (np.log, _LIBRARY, _pole(lambda u: u)),
    "log1p": (np.log1p, _LIBRARY, _pole(lambda u: 1.0 + u)),
    "sin": (np.sin, _LIBRARY, lambda _u, e, _y: e),
    "cos": (np.cos, _LIBRARY, lambda _u, e, _y: e),
    "atan": (np.arctan, _LIBRARY, lambda u, e, _: e / (1.0 + np.square(np.maximum(np.abs(u) - e, 0.0)))),
    # The ratio's slope is at most 0.4, and where the ratio has fallen so has its slope.
    "mills": (gaussian.mills_in_double, 4.0, lambda _, e, y: np.minimum(0.4, y) * e),
    "inner_erf": (gaussian.erf_near_zero_in_double, 4.0, lambda _u, e, _y: 1.2 * e),
}
