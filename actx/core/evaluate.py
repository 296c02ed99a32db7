"""Values and derivatives, correctly rounded: two arithmetics and between them a rounding test.

Float64 with a running error bound goes first. Where its value minus and plus the bound do not round
alike, decimal intervals decide, their digits doubling until both ends round to the same number of the
format. What 30 times 2**6 digits cannot decide is a zero or a tie that hides behind a cancellation, and
is taken as one.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from math import copysign, isfinite, isnan, nan
from operator import index
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.double import Double
from actx.core.arithmetic.interpret import interpret
from actx.core.arithmetic.interval import Decimals, Interval
from actx.core.errors import KindError
from actx.core.formats import FLOAT64, Format, format_of
from actx.core.formula.differentiate import MAX_ORDER, derivative
from actx.core.formula.language import is_partial
from actx.core.limits import limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from fractions import Fraction

    from numpy.typing import ArrayLike, DTypeLike, NDArray

    from actx.core.activation import Activation, VectorActivation
    from actx.core.formula.expression import Expression

    Floats = NDArray[np.floating[Any]]
    Doubles = NDArray[np.float64]

_FIRST_DIGITS: Final = 30
_DOUBLINGS: Final = 6
_UNDERFLOW: Final = -(10**17)
_BLOCK: Final = 1 << 16
# A relative error that no eye sees in a figure and no search for a maximum minds.
_VISIBLE: Final = 2.0**-32


def evaluate(activation: Activation, x: ArrayLike, order: int = 0, dtype: DTypeLike | None = None) -> Any:
    """f(x), or its derivative of the given order, correctly rounded in a format: by default that of `x`.

    The inputs are rounded to the format first.
    """
    order = index(order)
    if not 0 <= order <= MAX_ORDER:
        raise ValueError(f"the order of a derivative is a whole number from 0 to {MAX_ORDER}, not {order}")
    array = as_floats(x)
    form = format_of(array.dtype if dtype is None else dtype)
    points = form.round(array.astype(np.float64))
    results = rounded(derivative(activation.expression, order), points, form)
    if order and is_partial(activation.expression):  # 1/x goes on to the left of 0, and log does not
        results[np.isnan(rounded(activation.expression, points, form))] = np.nan
    return results.astype(form.dtype)[()]


def evaluate_vectors(activation: VectorActivation, x: ArrayLike, dtype: DTypeLike | None = None) -> Any:
    """The images of the vectors along the last axis of `x`."""
    return _of_vectors(activation, activation.value, x, dtype)


def evaluate_jacobians(activation: VectorActivation, x: ArrayLike, dtype: DTypeLike | None = None) -> Any:
    """The Jacobian matrices at the vectors along the last axis of `x`."""
    return _of_vectors(activation, activation.jacobian, x, dtype)


def _of_vectors(
    activation: VectorActivation, kernel: Callable[[Doubles], Doubles], x: ArrayLike, dtype: DTypeLike | None
) -> Any:
    vectors = as_floats(x)
    if vectors.ndim == 0:
        raise KindError(f"{activation.name} takes vectors, not single numbers")
    form = format_of(vectors.dtype if dtype is None else dtype)
    return form.round(kernel(form.round(vectors.astype(np.float64)))).astype(form.dtype)


def as_floats(x: ArrayLike) -> Floats:
    """`x` as an array of float64, float32 or float16: integers and wider floats become float64.

    Raises TypeError for anything but real numbers.
    """
    array = np.asarray(x)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"real numbers are wanted, not {array.dtype}")
    return array if array.dtype in (np.float64, np.float32, np.float16) else array.astype(np.float64)


def rounded(expression: Expression, points: Doubles, form: Format) -> Doubles:
    """The expression at each point, correctly rounded to a format's number."""
    flat = points.ravel()
    results = np.empty_like(flat)
    for start in range(0, flat.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        results[block] = _rounded_block(expression, flat[block], form)
    return results.reshape(points.shape)


def approximate(expression: Expression, points: Doubles) -> Doubles:
    """The expression at each point, good to 9 digits: for figures, and for searching before evaluating."""
    values, errors = _bounded(expression, points)
    with np.errstate(all="ignore"):
        doubtful = ~(errors <= _VISIBLE * np.abs(values)) | ~np.isfinite(points)
    if doubtful.any():
        values[doubtful] = _decided(expression, points[doubtful], FLOAT64)
    return values


def at(expression: Expression, x: Fraction | float, form: Format = FLOAT64) -> float:
    """The expression at one exact point, correctly rounded; at an infinity its limit, at nan nan."""
    if isinstance(x, float) and not isfinite(x):
        return nan if isnan(x) else form.nearest(limit(expression, 1 if x > 0 else -1))
    for interval in _narrowing(expression, x):
        if interval.lo.is_nan():
            return nan
        low, high = form.nearest(interval.lo), form.nearest(interval.hi)
        if (low == high and copysign(1, low) == copysign(1, high)) or (isnan(low) and isnan(high)):
            return low
    if isinstance(x, float) and low == high == 0 and interval.hi.adjusted() < _UNDERFLOW:
        tail = limit(expression, 1 if x > 0 else -1)  # below all decimals: the sign is that of the tail
        return form.nearest(tail) if tail == 0 else 0.0
    return _hidden(interval, form)


def _hidden(interval: Interval, form: Format) -> float:
    """What an interval stands for that no digits split: zero, the tie in its middle, or nothing known."""
    lo, hi = interval
    if lo.is_infinite() or hi.is_infinite():
        return nan
    if lo <= 0 <= hi:
        return 0.0
    with localcontext(Decimals(2 * _FIRST_DIGITS << _DOUBLINGS).near):
        return form.nearest((lo + hi) / 2)


def _narrowing(expression: Expression, x: Fraction | float) -> Iterator[Interval]:
    for doubling in range(_DOUBLINGS + 1):
        arithmetic = Decimals(_FIRST_DIGITS << doubling)
        point = Interval(Decimal(x), Decimal(x)) if isinstance(x, float) else arithmetic.number(x)
        yield interpret(expression, arithmetic, point)


def _rounded_block(expression: Expression, points: Doubles, form: Format) -> Doubles:
    values, errors = _bounded(expression, points)
    with np.errstate(all="ignore"):
        low = form.round(np.where(errors == 0, values, np.nextafter(values - errors, -np.inf)))
        high = form.round(np.where(errors == 0, values, np.nextafter(values + errors, np.inf)))
        decided = (low == high) & (np.signbit(low) == np.signbit(high)) & np.isfinite(points)
    if not decided.all():
        low[~decided] = _decided(expression, points[~decided], form)
    return low


def _bounded(expression: Expression, points: Doubles) -> tuple[Doubles, Doubles]:
    with np.errstate(all="ignore"):
        value, error = interpret(expression, Double(), Double.exactly(points))
    return (
        np.array(np.broadcast_to(value, points.shape), dtype=np.float64),
        np.array(np.broadcast_to(error, points.shape), dtype=np.float64),
    )


def _decided(expression: Expression, points: Doubles, form: Format) -> list[float]:
    return [at(expression, point, form) for point in points.tolist()]
