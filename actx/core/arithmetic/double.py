"""Float64 arrays with a running error bound: the fast arithmetic.

A number is a value and a bound e on its absolute error, |true - value| <= e; e = 0 says that the value
is exact and e = inf that nothing is known. Each operation bounds what its arguments' errors become
plus its own rounding. U is the unit roundoff; the slack in the constants covers the rounding of the
bounds themselves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Truths = NDArray[np.bool_]

U: Final = 2.0**-53 * (1 + 2.0**-20)
TINY: Final = 2.0**-1074
# Errors of NumPy's and the C library's functions in units of U*|value|: twice and more what was measured.
_LIBRARY: Final = 4.0
_GAUSSIAN: Final = 16.0


class Bounded(NamedTuple):
    """Values and bounds on their errors, arrays of one shape (or scalars)."""

    value: Any
    error: Any


class Condition(NamedTuple):
    """Truth values, and where they are certain."""

    truth: Any
    certain: Any


@dataclass(frozen=True, slots=True)
class Double:
    """The arithmetic; see the module's words for its promise. Use it inside `np.errstate(all="ignore")`."""

    @staticmethod
    def exactly(values: Floats) -> Bounded:
        return Bounded(values, np.zeros_like(values))

    def number(self, value: Fraction) -> Bounded:
        nearest = np.float64(value if abs(value) < 2**1023 else math.inf if value > 0 else -math.inf)
        exact = bool(np.isfinite(nearest)) and Fraction(float(nearest)) == value
        return Bounded(nearest, 0.0 if exact else abs(nearest) * U + TINY)

    def constant(self, name: str) -> Bounded:
        if name == "inf":
            return Bounded(np.float64(math.inf), 0.0)
        nearest = np.float64(getattr(math, name))
        return Bounded(nearest, nearest * U)

    def apply(self, operation: str, *args: Any) -> Any:
        if operation in _COMPARISONS:
            return _compare(_COMPARISONS[operation], *args)
        if operation in _OPERATIONS:
            return _OPERATIONS[operation](*args)
        function, ulps, spread = _FUNCTIONS[operation]
        value, error = args[0]
        result = function(value)
        return Bounded(result, spread(value, error, result) + np.abs(result) * (ulps * U) + TINY)


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
    carried = np.abs(a.value) * b.error + np.abs(b.value) * a.error + a.error * b.error
    return Bounded(
        value,
        np.where(
            (a.value == 0) & (a.error == 0) | (b.value == 0) & (b.error == 0), 0.0, carried + _rounding(value)
        ),
    )


def _div(a: Bounded, b: Bounded) -> Bounded:
    value = a.value / b.value
    room = np.abs(b.value) - b.error
    carried = np.where(room > 0, (a.error + np.abs(value) * b.error) / room, np.inf)
    return Bounded(value, carried + _rounding(value))


def _rounding(value: Any) -> Any:
    return np.abs(value) * U + TINY


def _pow(a: Bounded, b: Bounded) -> Bounded:
    value = np.power(a.value, b.value)
    room = np.abs(a.value) - a.error
    relative = np.abs(b.value) * a.error / room + b.error * np.abs(np.log(np.abs(a.value)))
    carried = np.where(room > 0, np.abs(value) * np.expm1(relative), np.inf)
    return Bounded(value, carried + np.abs(value) * (_LIBRARY * U) + TINY)


def _neg(a: Bounded) -> Bounded:
    return Bounded(-a.value, a.error)


def _abs(a: Bounded) -> Bounded:
    return Bounded(np.abs(a.value), a.error)


def _sign(a: Bounded) -> Bounded:
    return Bounded(np.sign(a.value), np.where((np.abs(a.value) > a.error) | (a.error == 0), 0.0, np.inf))


def _sqrt(a: Bounded) -> Bounded:
    value = np.sqrt(a.value)
    return Bounded(value, np.where(value > 0, a.error / value, np.sqrt(a.error)) + value * U)


def _min(a: Bounded, b: Bounded) -> Bounded:
    return _where(_compare(np.less, a, b), a, b, np.maximum(a.error, b.error))


def _max(a: Bounded, b: Bounded) -> Bounded:
    return _where(_compare(np.greater, a, b), a, b, np.maximum(a.error, b.error))


def _clip(u: Bounded, low: Bounded, high: Bounded) -> Bounded:
    return _min(_max(u, low), high)


def _compare(test: Callable[[Any, Any], Any], a: Bounded, b: Bounded) -> Condition:
    gap, doubt = np.abs(a.value - b.value), a.error + b.error
    return Condition(test(a.value, b.value), (gap > doubt) | (doubt == 0))


def _where(condition: Condition, a: Bounded, b: Bounded, otherwise: Any = np.inf) -> Bounded:
    value = np.where(condition.truth, a.value, b.value)
    error = np.where(condition.truth, a.error, b.error)
    return Bounded(value, np.where(condition.certain, error, otherwise))


def _and(a: Condition, b: Condition) -> Condition:
    certain = (a.certain & b.certain) | (a.certain & ~a.truth) | (b.certain & ~b.truth)
    return Condition(a.truth & b.truth, certain)


def _not(a: Condition) -> Condition:
    return Condition(np.logical_not(a.truth), a.certain)


def _or(a: Condition, b: Condition) -> Condition:
    return _not(_and(_not(a), _not(b)))


_COMPARISONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
}
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
    "min": _min,
    "max": _max,
    "clip": _clip,
    "where": _where,
    "and": _and,
    "or": _or,
    "not": _not,
}


# --- functions: value, its own error, and how the argument's error e spreads to the result y -------------


def _sigmoid(u: Any) -> Any:
    z = np.exp(-np.abs(u))
    return np.where(np.asarray(u) >= 0, 1.0, z) / (1.0 + z)


def _normcdf(u: Any) -> Any:
    return 0.5 * _erfc(np.asarray(u) * -math.sqrt(0.5))


def _normpdf(u: Any) -> Any:
    return np.exp(-0.5 * np.square(u)) * (0.5 * math.sqrt(2 / math.pi))


def _each(function: Callable[[float], float]) -> Callable[[Any], Any]:
    ufunc = np.frompyfunc(function, 1, 1)
    return lambda u: np.asarray(ufunc(u), dtype=np.float64)


_erf = _each(math.erf)
_erfc = _each(math.erfc)


def _steepest(slope: Callable[[Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """The spread of a function whose slope falls with |u|: the slope at the innermost point, times e."""
    return lambda u, e, _: slope(np.maximum(np.abs(u) - e, 0.0)) * e


def _outermost(slope: Callable[[Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """The spread of a function whose slope grows with |u|."""
    return lambda u, e, _: np.where(e > 0, slope(np.abs(u) + e) * e, 0.0)


def _pole(distance: Callable[[Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """The spread of a logarithm at a distance from its pole."""

    def spread(u: Any, e: Any, _: Any) -> Any:
        room = distance(u) - e
        return np.where(room > 0, e / room, np.where(e > 0, np.inf, 0.0))

    return spread


def _relative(_: Any, e: Any, y: Any) -> Any:
    """The spread of e^u and of what grows no faster: a factor of e^e."""
    return np.where(e > 0, y * np.expm1(e), 0.0)


_FUNCTIONS: Final[dict[str, tuple[Callable[[Any], Any], float, Callable[[Any, Any, Any], Any]]]] = {
    "exp": (np.exp, _LIBRARY, _relative),
    "expm1": (np.expm1, _LIBRARY, lambda u, e, _: np.where(e > 0, np.exp(u) * np.expm1(e), 0.0)),
    "log": (np.log, _LIBRARY, _pole(lambda u: u)),
    "log1p": (np.log1p, _LIBRARY, _pole(lambda u: 1.0 + u)),
    "log1pexp": (
        lambda u: np.logaddexp(u, 0.0),
        _GAUSSIAN,
        lambda u, e, _: np.minimum(1.0, np.exp(u + e)) * e,
    ),
    "sin": (np.sin, _LIBRARY, lambda _u, e, _y: e),
    "cos": (np.cos, _LIBRARY, lambda _u, e, _y: e),
    "tan": (
        np.tan,
        _LIBRARY,
        lambda _, e, y: np.where(e * (1 + np.abs(y)) < 0.1, 2 * e * (1 + y * y), np.inf),
    ),
    "sinh": (np.sinh, _LIBRARY, _outermost(np.cosh)),
    "cosh": (np.cosh, _LIBRARY, _outermost(np.sinh)),
    "tanh": (np.tanh, _LIBRARY, _steepest(lambda u: np.cosh(u) ** -2.0)),
    "asinh": (np.arcsinh, _LIBRARY, _steepest(lambda u: 1 / np.hypot(1.0, u))),
    "atan": (np.arctan, _LIBRARY, _steepest(lambda u: 1 / (1 + u * u))),
    "erf": (_erf, _GAUSSIAN, _steepest(lambda u: 1.2 * np.exp(-u * u))),
    "erfc": (_erfc, _GAUSSIAN, _steepest(lambda u: 1.2 * np.exp(-u * u))),
    "normcdf": (
        _normcdf,
        _GAUSSIAN,
        # The division by sqrt(2) perturbs the argument by an ulp or two, as if e were that much more.
        lambda u, e, _: (
            0.4 * np.exp(-0.5 * np.square(np.maximum(np.abs(u) - e, 0.0))) * (e + 3 * U * np.abs(u))
        ),
    ),
    "normpdf": (_normpdf, _GAUSSIAN, lambda u, e, y: y * np.expm1((np.abs(u) + e) * (e + 2 * U * np.abs(u)))),
    "sigmoid": (_sigmoid, _LIBRARY, _relative),
}
