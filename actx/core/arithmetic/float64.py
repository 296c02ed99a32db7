"""Float64 arrays with a running error bound: the fastest arithmetic, for lowered formulas (see `lower`).

A number is a value with |true - value| <= error + relative*|value|. The relative part is one float for the
whole block; the absolute part is an array, or the float NO_ERROR if it is 0 throughout. An absolute error of
inf means that nothing is known. The bound of a result is the propagated bounds of the arguments plus the
rounding of the operation.
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
    ArrayArithmetic,
    Condition,
    all_finite,
    uncertain_at_ties,
    where_numbers,
)
from actx.core.arithmetic.double_double import gaussian
from actx.core.arithmetic.double_double.pairs import mask, select
from actx.core.formula.choices import clip_by

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# The unit roundoff, with slack for the rounding of the bounds themselves.
U: Final = 2.0**-53 * (1 + 2.0**-20)
TINY: Final = 2.0**-1074
# Results below this magnitude may have an error from underflow, results above the next one from overflow.
_MAY_UNDERFLOW_BELOW: Final = 2.0**-1000
_MAY_OVERFLOW_ABOVE: Final = 2.0**1023
NO_ERROR: Final = 0.0
"""The error of an exact value; as a plain float it stands for a whole block of exact values."""

# Relative errors of functions, in units of U = ulp/2. NumPy's own tests allow its functions 4 ulp, which is
# used here because its SIMD and scalar code differ, and machines do; measured errors rarely reach 1 ulp.
_LIBRARY_ERROR: Final = 8.0
_POWER_ERROR: Final = 8.0
_MILLS_ERROR: Final = 4.0
_ERF_ERROR: Final = 3.0
# Widens a bound for second-order terms, each below 2**-20 of it, and for the rounding of the bound.
_WIDER: Final = 1 + 2.0**-18
# Narrows a distance, so that the computed one, after rounding, is not above the true one.
_NARROWER: Final = 1 - 2.0**-50
# expm1(u) + this is at least exp(u), also where expm1(u) is rounded to -1.
_ABOVE_ONE: Final = 1 + 2.0**-49


class Bounded(NamedTuple):
    """Values with error bounds: arrays of one shape or scalars, as in the module's description."""

    value: Any
    error: Any = NO_ERROR
    relative: float = 0.0
    positive: bool = False
    """Whether both value and true value are >= 0 everywhere, so that sums of such numbers do not cancel."""

    def absolute(self) -> Any:
        """The bound on |true - value|, both parts together."""
        return self.error + self.relative * np.abs(self.value) if self.relative else self.error


@dataclass(frozen=True, slots=True)
class Float64(ArrayArithmetic):
    """The arithmetic, for `interpret`. Use it inside `np.errstate(all="ignore")`."""

    @staticmethod
    def from_float64(values: Floats) -> Bounded:
        """The values as exact numbers."""
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
            return uncertain_at_ties(condition, args[0].value == args[1].value) if self.strict else condition
        if operation == "sign" and self.strict:
            sign = _sign(*args)
            return sign._replace(error=np.where(sign.value == 0, np.inf, sign.error))
        if operation in _OPERATIONS:
            return _OPERATIONS[operation](*args)
        function, ulps, spread, positive = _FUNCTIONS[operation]
        (u,) = args
        if not all_finite(u.value):  # where the argument is not finite, the result is unknown
            finite = np.isfinite(u.value)
            u = Bounded(np.where(finite, u.value, 1.0), np.where(finite, u.absolute(), np.inf))
        value = function(u.value)
        error = NO_ERROR if _has_no_error(u) else spread(u.value, u.absolute(), value)
        return _in_range(Bounded(value, error, ulps * U, positive))


@lru_cache(maxsize=1024)
def _number(value: Fraction) -> Bounded:
    nearest = np.float64(value if abs(value) < 2**1023 else math.inf if value > 0 else -math.inf)
    exact = bool(np.isfinite(nearest)) and Fraction(float(nearest)) == value
    if not np.isfinite(nearest):
        return Bounded(nearest, np.inf)
    return Bounded(nearest, NO_ERROR if exact else TINY, 0.0 if exact else U, value >= 0)


def _has_no_absolute_error(*numbers: Bounded) -> bool:
    """Whether the absolute part of the bounds is 0 for whole blocks."""
    return all(isinstance(number.error, float) and number.error == NO_ERROR for number in numbers)


def _has_no_error(*numbers: Bounded) -> bool:
    """Whether whole blocks are known to be exact."""
    return _has_no_absolute_error(*numbers) and not any(number.relative for number in numbers)


def _in_range(number: Bounded) -> Bounded:
    """The number with the error of a possible underflow added; unknown (error inf) where it overflowed."""
    magnitude = np.abs(number.value)
    if np.min(magnitude) >= _MAY_UNDERFLOW_BELOW and np.max(magnitude) <= _MAY_OVERFLOW_ABOVE:
        return number
    return number._replace(error=np.where(magnitude <= _MAY_OVERFLOW_ABOVE, number.error + TINY, np.inf))


# --- arithmetic and choices ------------------------------------------------------------------------------


def _add(a: Bounded, b: Bounded) -> Bounded:
    value = a.value + b.value
    positive = a.positive and b.positive
    if positive and not _has_no_error(a, b):
        error = (a.error + b.error) * _WIDER
        return _in_range(Bounded(value, error, max(a.relative, b.relative) + 1.1 * U, positive))
    error = _rounding_of_sum(a.value, b.value, value)
    if not _has_no_error(a, b):
        error = (a.absolute() + b.absolute() + error) * _WIDER
    return Bounded(value, error, 0.0, positive)


def _sub(a: Bounded, b: Bounded) -> Bounded:
    return _add(a, _neg(b))


def _rounding_of_sum(a: Any, b: Any, total: Any) -> Any:
    """The exact rounding error of total = a + b (Knuth's two-sum)."""
    part = total - a
    return np.abs((a - (total - part)) + (b - part))


def _mul(a: Bounded, b: Bounded) -> Bounded:
    value = a.value * b.value
    error: Any = NO_ERROR
    if not _has_no_absolute_error(b):
        error = error + (np.abs(a.value) * _WIDER + a.error) * b.error
    if not _has_no_absolute_error(a):
        error = error + np.abs(b.value) * a.error * _WIDER
    positive = (a.positive and b.positive) or a is b
    product = _in_range(Bounded(value, error, a.relative + b.relative + 1.1 * U, positive))
    if _has_no_absolute_error(product):
        return product
    nothing = (_is_exact_zero(a) & np.isfinite(b.error)) | (_is_exact_zero(b) & np.isfinite(a.error))
    return product._replace(error=np.where(nothing, 0.0, product.error))


def _is_exact_zero(a: Bounded) -> Any:
    return (a.value == 0) & (a.error == 0)


def _div(a: Bounded, b: Bounded) -> Bounded:
    value = a.value / b.value
    error: Any = NO_ERROR
    if not _has_no_absolute_error(a, b):
        room = np.abs(b.value) * (1.0 - 3.0 * b.relative) - b.error  # at most the true |b|, after rounding
        error = np.where(room > 0, (a.error + np.abs(value) * b.error) / room * _WIDER, np.inf)
    return _in_range(
        Bounded(value, error, a.relative + b.relative * _WIDER + 1.1 * U, a.positive and b.positive)
    )


def _pow(a: Bounded, b: Bounded) -> Bounded:
    value = np.power(a.value, b.value)
    numbers = where_numbers(a.value, b.value)
    if numbers is not True:  # NumPy has nan**0 = 1
        value = np.where(numbers, value, np.nan)
    if _has_no_error(a, b):
        return _in_range(Bounded(value, NO_ERROR, _POWER_ERROR * U))
    a_error = a.absolute()
    room = np.abs(a.value) * _NARROWER - a_error
    b_error = b.absolute()
    change = (np.abs(b.value) + b_error) * a_error / room + b_error * np.abs(np.log(np.abs(a.value)))
    error = np.where(room > 0, np.abs(value) * np.expm1(change * _WIDER), np.inf)
    return _in_range(Bounded(value, error, _POWER_ERROR * U))


def _neg(a: Bounded) -> Bounded:
    return Bounded(-a.value, a.error, a.relative)


def _abs(a: Bounded) -> Bounded:
    return Bounded(np.abs(a.value), a.error, a.relative, positive=True)


def _sign(a: Bounded) -> Bounded:
    error = a.absolute()
    return Bounded(np.sign(a.value), np.where((np.abs(a.value) > error) | (error == 0), 0.0, np.inf))


def _sqrt(a: Bounded) -> Bounded:
    value = np.sqrt(a.value)
    error = (
        NO_ERROR
        if _has_no_absolute_error(a)
        else np.where(value > 0, a.error / value, np.sqrt(a.error)) * _WIDER
    )
    if np.isnan(np.max(value)):
        error = np.where(np.isnan(value), np.inf, error)
    return Bounded(value, error, a.relative + 1.1 * U, positive=True)


def _flip(y: Bounded, u: Bounded) -> Bounded:
    known = all_finite(u.error) and where_numbers(u.value) is True
    error = y.error if known else np.where(np.isfinite(u.error) & ~np.isnan(u.value), y.error, np.inf)
    return Bounded(np.where(np.signbit(u.value), -1.0, 1.0) * y.value, error, y.relative)


def _extreme(test: Callable[[Any, Any], Any], *, keeps: Callable[[Any], bool]) -> Callable[..., Bounded]:
    def extreme(a: Bounded, b: Bounded) -> Bounded:
        # Where they agree within their errors, either value is right within the larger error.
        chosen = _where(_compare(test, a, b), a, b, lambda: np.maximum(a.absolute(), b.absolute()))
        numbers = where_numbers(a.value, b.value)
        if numbers is not True:
            chosen = chosen._replace(error=np.where(numbers, chosen.error, np.inf))
        return chosen._replace(positive=keeps((a.positive, b.positive)))

    return extreme


_min, _max = _extreme(np.less, keeps=all), _extreme(np.greater, keeps=any)


def _compare(test: Callable[[Any, Any], Any], a: Bounded, b: Bounded) -> Condition:
    truth = test(a.value, b.value)
    if _has_no_error(a, b):
        return Condition(truth, where_numbers(a.value, b.value))
    gap, doubt = np.abs(a.value - b.value), a.absolute() + b.absolute()
    return Condition(truth, (gap > doubt * _WIDER) | (doubt == 0.0 * gap))  # false where either is nan


def _where(
    condition: Condition, a: Bounded, b: Bounded, otherwise: Callable[[], Any] = lambda: np.inf
) -> Bounded:
    bits = mask(condition.truth)
    value = select(bits, a.value, b.value)
    positive = a.positive and b.positive
    if condition.certain is True and _has_no_absolute_error(a, b) and bool(a.relative) == bool(b.relative):
        return Bounded(value, NO_ERROR, max(a.relative, b.relative), positive)
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
    "clip": clip_by(_min, _max),
    "where": _where,
    **CONNECTIVES,
}


# --- functions: value, own error, and the spread: the error of the result y from the error e of u --------


def _pole(distance: Callable[[Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """The spread of a logarithm whose argument has this distance from the pole."""

    def spread(u: Any, e: Any, _: Any) -> Any:
        room = distance(u) * _NARROWER - e
        return np.where(room > 0, e / room * _WIDER, np.where(e == 0, 0.0, np.inf))

    return spread


_Spread = Callable[[Any, Any, Any], Any]
# The function, its relative error in units of U, the spread, and whether its values are all >= 0.
_FUNCTIONS: Final[dict[str, tuple[Callable[[Any], Any], float, _Spread, bool]]] = {
    "exp": (np.exp, _LIBRARY_ERROR, lambda _u, e, y: y * np.expm1(e) * _WIDER, True),
    "expm1": (
        np.expm1,
        _LIBRARY_ERROR,
        lambda _u, e, y: (y + _ABOVE_ONE) * np.expm1(e) * _WIDER,
        False,
    ),
    "log": (np.log, _LIBRARY_ERROR, _pole(lambda u: u), False),
    "log1p": (np.log1p, _LIBRARY_ERROR, _pole(lambda u: 1.0 + u), False),
    "sin": (np.sin, _LIBRARY_ERROR, lambda _u, e, _y: e, False),
    "cos": (np.cos, _LIBRARY_ERROR, lambda _u, e, _y: e, False),
    "atan": (
        np.arctan,
        _LIBRARY_ERROR,
        lambda u, e, _: e / (1.0 + np.square(np.maximum(np.abs(u) - e, 0.0))) * _WIDER,
        False,
    ),
    # The spreads of these two are derived in `double_double.arithmetic`.
    "mills": (
        gaussian.mills_in_double,
        _MILLS_ERROR,
        lambda _, e, y: np.minimum(0.4, 1.26 * y) * e * _WIDER,
        True,
    ),
    "inner_erf": (gaussian.erf_near_zero_in_double, _ERF_ERROR, lambda _u, e, _y: 1.2 * e, False),
}
