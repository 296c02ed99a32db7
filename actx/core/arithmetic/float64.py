"""Float64 arrays with a running error bound: the fast arithmetic, for formulas that are lowered.

A number is a value with |true - value| <= error + relative*|value|. The relative part is one number for a
whole block and costs next to nothing; the absolute part is an array, or plainly EXACT where there is none. An
absolute error of inf says that nothing is known. Each operation bounds what its arguments' errors become plus
its own rounding. U is the unit roundoff; its slack covers the rounding of the bounds themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.conditions import (
    COMPARISONS,
    CONNECTIVES,
    Condition,
    all_finite,
    untied,
    where_numbers,
)
from actx.core.arithmetic.double_double import gaussian
from actx.core.arithmetic.double_double.pairs import mask, select

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

U: Final = 2.0**-53 * (1 + 2.0**-20)
TINY: Final = 2.0**-1074
# Below it an error may come of underflow, or of a product with zero.
_SMALL: Final = 2.0**-1000
_LARGE: Final = 2.0**1023
EXACT: Final = 0.0
"""The error of what is known to be exact, elementwise or as this very number for a whole block."""

# Errors of NumPy's functions in units of U*|value|: 4 ulp, which is what NumPy's own tests allow. Its SIMD
# code and its scalar code differ, and so do machines; few err by as much as 1 ulp.
_LIBRARY: Final = 8.0
_POWER: Final = 8.0
_MILLS: Final = 4.0
_ERF: Final = 3.0
# The second-order terms of errors, all of them below 2**-20.
_MORE: Final = 1 + 2.0**-18
# So that a distance is no more than it is, though it and what is taken from it be rounded.
_LESS: Final = 1 - 2.0**-50
# What expm1 and 1 make is not less than the exponential, though it be -1 rounded.
_OVER_ONE: Final = 1 + 2.0**-49


class Bounded(NamedTuple):
    """Values and bounds on their errors, arrays of one shape or scalars."""

    value: Any
    error: Any = EXACT
    relative: float = 0.0
    positive: bool = False
    """Whether neither value nor truth is negative anywhere, so that sums of such numbers do not cancel."""

    def absolute(self) -> Any:
        """The whole bound as an absolute one."""
        return self.error + self.relative * np.abs(self.value) if self.relative else self.error


@dataclass(frozen=True, slots=True)
class Float64:
    """The arithmetic; see the module's words for its promise. Use it inside `np.errstate(all="ignore")`.

    In a strict one, which is for derivatives, nothing is known of what is chosen where two numbers tie, nor
    of the sign of 0.
    """

    strict: bool = False

    @staticmethod
    def exactly(values: Floats) -> Bounded:
        return Bounded(values)

    def number(self, value: Fraction) -> Bounded:
        return _number(value)

    def constant(self, name: str) -> Bounded:
        if name == "inf":
            return Bounded(np.float64(math.inf), np.inf)
        return Bounded(np.float64(getattr(math, name)), relative=U, positive=True)

    def apply(self, operation: str, *args: Any) -> Any:
        if operation in COMPARISONS:
            condition = _compare(COMPARISONS[operation], *args)
            return untied(condition, args[0].value == args[1].value) if self.strict else condition
        if operation == "sign" and self.strict:
            sign = _sign(*args)
            return sign._replace(error=np.where(sign.value == 0, np.inf, sign.error))
        if operation in _OPERATIONS:
            return _OPERATIONS[operation](*args)
        function, ulps, spread, positive = _FUNCTIONS[operation]
        (u,) = args
        if not all_finite(u.value):  # and nothing is known of those that are not
            finite = np.isfinite(u.value)
            u = Bounded(np.where(finite, u.value, 1.0), np.where(finite, u.absolute(), np.inf))
        value = function(u.value)
        error = EXACT if _is_exact(u) else spread(u.value, u.absolute(), value)
        return _in_range(Bounded(value, error, ulps * U, positive))


@lru_cache(maxsize=1024)
def _number(value: Fraction) -> Bounded:
    nearest = np.float64(value if abs(value) < 2**1023 else math.inf if value > 0 else -math.inf)
    exact = bool(np.isfinite(nearest)) and Fraction(float(nearest)) == value
    if not np.isfinite(nearest):
        return Bounded(nearest, np.inf)
    return Bounded(nearest, EXACT if exact else TINY, 0.0 if exact else U, value >= 0)


def _has_no_absolute(*numbers: Bounded) -> bool:
    return all(isinstance(number.error, float) and number.error == EXACT for number in numbers)


def _is_exact(*numbers: Bounded) -> bool:
    """Whether whole blocks are exact."""
    return _has_no_absolute(*numbers) and not any(number.relative for number in numbers)


def _in_range(number: Bounded) -> Bounded:
    """The number with what underflow may have added to its error; of what overflowed nothing is known."""
    magnitude = np.abs(number.value)
    if np.min(magnitude) >= _SMALL and np.max(magnitude) <= _LARGE:
        return number
    return number._replace(error=np.where(magnitude <= _LARGE, number.error + TINY, np.inf))


# --- arithmetic and choices ------------------------------------------------------------------------------


def _add(a: Bounded, b: Bounded) -> Bounded:
    value = a.value + b.value
    positive = a.positive and b.positive
    if positive and not _is_exact(a, b):
        error = (a.error + b.error) * _MORE
        return _in_range(Bounded(value, error, max(a.relative, b.relative) + 1.1 * U, positive))
    error = _rounding_of_sum(a.value, b.value, value)
    if not _is_exact(a, b):
        error = (a.absolute() + b.absolute() + error) * _MORE
    return Bounded(value, error, 0.0, positive)


def _sub(a: Bounded, b: Bounded) -> Bounded:
    return _add(a, _neg(b))


def _rounding_of_sum(a: Any, b: Any, total: Any) -> Any:
    """The error of a floating sum, exactly (Knuth's two-sum)."""
    part = total - a
    return np.abs((a - (total - part)) + (b - part))


def _mul(a: Bounded, b: Bounded) -> Bounded:
    value = a.value * b.value
    error: Any = EXACT
    if not _has_no_absolute(b):
        error = error + (np.abs(a.value) * _MORE + a.error) * b.error
    if not _has_no_absolute(a):
        error = error + np.abs(b.value) * a.error * _MORE
    positive = (a.positive and b.positive) or a is b
    product = _in_range(Bounded(value, error, a.relative + b.relative + 1.1 * U, positive))
    if _has_no_absolute(product):
        return product
    nothing = (_is_nothing(a) & np.isfinite(b.error)) | (_is_nothing(b) & np.isfinite(a.error))
    return product._replace(error=np.where(nothing, 0.0, product.error))


def _is_nothing(a: Bounded) -> Any:
    return (a.value == 0) & (a.error == 0)


def _div(a: Bounded, b: Bounded) -> Bounded:
    value = a.value / b.value
    error: Any = EXACT
    if not _has_no_absolute(a, b):
        room = np.abs(b.value) * (1.0 - 3.0 * b.relative) - b.error  # less than it is, also rounded
        error = np.where(room > 0, (a.error + np.abs(value) * b.error) / room * _MORE, np.inf)
    return _in_range(
        Bounded(value, error, a.relative + b.relative * _MORE + 1.1 * U, a.positive and b.positive)
    )


def _pow(a: Bounded, b: Bounded) -> Bounded:
    value = np.power(a.value, b.value)
    numbers = where_numbers(a.value, b.value)
    if numbers is not True:  # the power 0 even of nan is 1
        value = np.where(numbers, value, np.nan)
    if _is_exact(a, b):
        return _in_range(Bounded(value, EXACT, _POWER * U))
    a_error = a.absolute()
    room = np.abs(a.value) * _LESS - a_error
    b_error = b.absolute()
    change = (np.abs(b.value) + b_error) * a_error / room + b_error * np.abs(np.log(np.abs(a.value)))
    error = np.where(room > 0, np.abs(value) * np.expm1(change * _MORE), np.inf)
    return _in_range(Bounded(value, error, _POWER * U))


def _neg(a: Bounded) -> Bounded:
    return Bounded(-a.value, a.error, a.relative)


def _abs(a: Bounded) -> Bounded:
    return Bounded(np.abs(a.value), a.error, a.relative, positive=True)


def _sign(a: Bounded) -> Bounded:
    error = a.absolute()
    return Bounded(np.sign(a.value), np.where((np.abs(a.value) > error) | (error == 0), 0.0, np.inf))


def _sqrt(a: Bounded) -> Bounded:
    value = np.sqrt(a.value)
    error = EXACT if _has_no_absolute(a) else np.where(value > 0, a.error / value, np.sqrt(a.error)) * _MORE
    if np.isnan(np.max(value)):
        error = np.where(np.isnan(value), np.inf, error)
    return Bounded(value, error, a.relative + 1.1 * U, positive=True)


def _flip(y: Bounded, u: Bounded) -> Bounded:
    known = all_finite(u.error) and where_numbers(u.value) is True
    error = y.error if known else np.where(np.isfinite(u.error) & ~np.isnan(u.value), y.error, np.inf)
    return Bounded(np.where(np.signbit(u.value), -1.0, 1.0) * y.value, error, y.relative)


def _extreme(test: Callable[[Any, Any], Any], *, keeps: Callable[[Any], bool]) -> Callable[..., Bounded]:
    def extreme(a: Bounded, b: Bounded) -> Bounded:
        # Either is as good where they are the same within their errors.
        chosen = _where(_compare(test, a, b), a, b, lambda: np.maximum(a.absolute(), b.absolute()))
        numbers = where_numbers(a.value, b.value)
        if numbers is not True:
            chosen = chosen._replace(error=np.where(numbers, chosen.error, np.inf))
        return chosen._replace(positive=keeps((a.positive, b.positive)))

    return extreme


_min, _max = _extreme(np.less, keeps=all), _extreme(np.greater, keeps=any)


def _clip(u: Bounded, low: Bounded, high: Bounded) -> Bounded:
    return _min(_max(u, low), high)


def _compare(test: Callable[[Any, Any], Any], a: Bounded, b: Bounded) -> Condition:
    truth = test(a.value, b.value)
    if _is_exact(a, b):
        return Condition(truth, where_numbers(a.value, b.value))
    gap, doubt = np.abs(a.value - b.value), a.absolute() + b.absolute()
    return Condition(truth, (gap > doubt * _MORE) | (doubt == 0.0 * gap))  # what is nan equals nothing


def _where(
    condition: Condition, a: Bounded, b: Bounded, otherwise: Callable[[], Any] = lambda: np.inf
) -> Bounded:
    bits = mask(condition.truth)
    value = select(bits, a.value, b.value)
    positive = a.positive and b.positive
    if condition.certain is True and _has_no_absolute(a, b) and bool(a.relative) == bool(b.relative):
        return Bounded(value, EXACT, max(a.relative, b.relative), positive)
    error = select(bits, a.absolute(), b.absolute())
    if condition.certain is not True:
        error = np.where(condition.certain, error, otherwise())
    return Bounded(value, error, 0.0, positive)


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
        room = distance(u) * _LESS - e
        return np.where(room > 0, e / room * _MORE, np.where(e == 0, 0.0, np.inf))

    return spread


_Spread = Callable[[Any, Any, Any], Any]
# What computes it, its error in units of U*|value|, the spread, and whether it is nowhere negative.
_FUNCTIONS: Final[dict[str, tuple[Callable[[Any], Any], float, _Spread, bool]]] = {
    "exp": (np.exp, _LIBRARY, lambda _u, e, y: y * np.expm1(e) * _MORE, True),
    "expm1": (np.expm1, _LIBRARY, lambda _u, e, y: (y + _OVER_ONE) * np.expm1(e) * _MORE, False),
    "log": (np.log, _LIBRARY, _pole(lambda u: u), False),
    "log1p": (np.log1p, _LIBRARY, _pole(lambda u: 1.0 + u), False),
    "sin": (np.sin, _LIBRARY, lambda _u, e, _y: e, False),
    "cos": (np.cos, _LIBRARY, lambda _u, e, _y: e, False),
    "atan": (
        np.arctan,
        _LIBRARY,
        lambda u, e, _: e / (1.0 + np.square(np.maximum(np.abs(u) - e, 0.0))) * _MORE,
        False,
    ),
    # As in `double_double`.
    "mills": (gaussian.mills_in_double, _MILLS, lambda _, e, y: np.minimum(0.4, 1.26 * y) * e * _MORE, True),
    "inner_erf": (gaussian.erf_near_zero_in_double, _ERF, lambda _u, e, _y: 1.2 * e, False),
}
