"""Values and derivatives, correctly rounded: two arithmetics and between them a rounding test.

Float64 with a running error bound goes first. Where its value minus and plus the bound do not round
alike, decimal intervals decide, their digits doubling until both ends round to the same number. What
30 times 2**6 digits cannot decide is a zero or a tie that hides behind a cancellation, and is taken as one.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from operator import index
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.double import Double
from actx.core.arithmetic.interpret import interpret
from actx.core.arithmetic.interval import Decimals, Interval
from actx.core.errors import KindError
from actx.core.formula.differentiate import MAX_ORDER, derivative
from actx.core.formula.language import is_partial
from actx.core.limits import limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from actx.core.activation import Activation, VectorActivation
    from actx.core.formula.expression import Expression

    Floats = NDArray[np.floating[Any]]

_FIRST_DIGITS: Final = 30
_DOUBLINGS: Final = 6
_UNDERFLOW: Final = -(10**17)
_BLOCK: Final = 1 << 16
# A relative error that no eye sees in a figure and no search for a maximum minds.
_VISIBLE: Final = 2.0**-32


def evaluate(activation: Activation, x: ArrayLike, order: int = 0) -> Any:
    """f(x), or its derivative of the given order, correctly rounded in the floating type of `x`."""
    order = index(order)
    if not 0 <= order <= MAX_ORDER:
        raise ValueError(f"the order of a derivative is a whole number from 0 to {MAX_ORDER}, not {order}")
    points = as_floats(x)
    results = rounded(derivative(activation.expression, order), points)
    if order and is_partial(activation.expression):  # 1/x goes on to the left of 0, and log does not
        results[np.isnan(rounded(activation.expression, points))] = np.nan
    return results[()]


def evaluate_vectors(activation: VectorActivation, x: ArrayLike) -> Any:
    """The images of the vectors along the last axis of `x`."""
    vectors = _as_vectors(activation, x)
    return activation.value(vectors.astype(np.float64)).astype(vectors.dtype)


def evaluate_jacobians(activation: VectorActivation, x: ArrayLike) -> Any:
    """The Jacobian matrices at the vectors along the last axis of `x`."""
    vectors = _as_vectors(activation, x)
    return activation.jacobian(vectors.astype(np.float64)).astype(vectors.dtype)


def as_floats(x: ArrayLike) -> Floats:
    """`x` as an array of float64, float32 or float16: integers and wider floats become float64.

    Raises TypeError for anything but real numbers.
    """
    array = np.asarray(x)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"real numbers are wanted, not {array.dtype}")
    return array if array.dtype in (np.float64, np.float32, np.float16) else array.astype(np.float64)


def _as_vectors(activation: VectorActivation, x: ArrayLike) -> Floats:
    vectors = as_floats(x)
    if vectors.ndim == 0:
        raise KindError(f"{activation.name} takes vectors, not single numbers")
    return vectors


def rounded(expression: Expression, points: Floats) -> Floats:
    """The expression at each point, correctly rounded in the points' own type."""
    flat = points.ravel()
    results = np.empty_like(flat)
    for start in range(0, flat.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        results[block] = _rounded_block(expression, flat[block])
    return results.reshape(points.shape)


def approximate(expression: Expression, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The expression at each point, good to 9 digits: for figures, and for searching before evaluating."""
    values, errors = _bounded(expression, points)
    with np.errstate(all="ignore"):
        doubtful = ~(errors <= _VISIBLE * np.abs(values)) | ~np.isfinite(points)
    if doubtful.any():
        values[doubtful] = _decided(expression, points[doubtful])
    return values


def at(expression: Expression, x: Fraction | float, dtype: type[np.floating[Any]] = np.float64) -> Any:
    """The expression at one exact point, correctly rounded; at an infinity its limit, at nan nan."""
    if isinstance(x, float) and not np.isfinite(x):
        return dtype(np.nan if np.isnan(x) else limit(expression, 1 if x > 0 else -1))
    for interval in _narrowing(expression, x):
        if interval.lo.is_nan():
            return dtype(np.nan)
        low, high = nearest(interval.lo, dtype), nearest(interval.hi, dtype)
        if low == high and np.signbit(low) == np.signbit(high):
            return low
    if isinstance(x, float) and low == high == 0 and interval.hi.adjusted() < _UNDERFLOW:
        tail = limit(expression, 1 if x > 0 else -1)  # below all decimals: the sign is that of the tail
        return dtype(tail if tail == 0 else 0)
    return _hidden(interval, dtype)


def _hidden(interval: Interval, dtype: type[np.floating[Any]]) -> Any:
    """What an interval stands for that no digits split: zero, the tie in its middle, or nothing known."""
    lo, hi = interval
    if lo.is_infinite() or hi.is_infinite():
        return dtype(np.nan)
    if lo <= 0 <= hi:
        return dtype(0)
    with localcontext(Decimals(2 * _FIRST_DIGITS << _DOUBLINGS).near):
        return nearest((lo + hi) / 2, dtype)


def _narrowing(expression: Expression, x: Fraction | float) -> Iterator[Interval]:
    for doubling in range(_DOUBLINGS + 1):
        arithmetic = Decimals(_FIRST_DIGITS << doubling)
        point = arithmetic.number(x) if isinstance(x, Fraction) else Interval(Decimal(x), Decimal(x))
        yield interpret(expression, arithmetic, point)


def nearest(value: Decimal, dtype: type[np.floating[Any]]) -> Any:
    """The number of the type nearest to a decimal, ties to even, with the decimal's sign when zero."""
    double = float(value)
    if dtype is np.float64:
        return np.float64(double)
    with np.errstate(over="ignore"):
        narrow = dtype(double)
    rounded_to = float(narrow)
    # float() rounded once already: where that landed on a tie of the narrow type, the decimal decides.
    toward = np.nextafter(narrow, dtype(np.inf if double > rounded_to else -np.inf))
    if double != rounded_to and np.isfinite(toward) and double - rounded_to == float(toward) - double:
        beyond = Decimal(double).compare(value)
        if beyond != 0:
            return max(narrow, toward) if beyond < 0 else min(narrow, toward)
    return narrow


def _rounded_block(expression: Expression, points: Floats) -> Floats:
    values, errors = _bounded(expression, points.astype(np.float64))
    with np.errstate(all="ignore"):
        low = np.where(errors == 0, values, np.nextafter(values - errors, -np.inf)).astype(points.dtype)
        high = np.where(errors == 0, values, np.nextafter(values + errors, np.inf)).astype(points.dtype)
        decided = (low == high) & (np.signbit(low) == np.signbit(high)) & np.isfinite(points)
    if not decided.all():
        low[~decided] = _decided(expression, points[~decided])
    return low


def _bounded(
    expression: Expression, points: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    with np.errstate(all="ignore"):
        value, error = interpret(expression, Double(), Double.exactly(points))
    return (
        np.array(np.broadcast_to(value, points.shape), dtype=np.float64),
        np.array(np.broadcast_to(error, points.shape), dtype=np.float64),
    )


def _decided(expression: Expression, points: Floats) -> list[Any]:
    return [at(expression, float(point), points.dtype.type) for point in points]
