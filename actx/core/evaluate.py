"""Values and derivatives, correctly rounded: three arithmetics and between them a rounding test.

Arrays go first: float64 with a running error bound for the formats narrower than it, and double-double.
What they leave open is decided by decimal intervals, their digits doubling until both ends round to the
same number of the format. What 30 times 2**6 digits cannot decide is a zero or a tie that hides behind a
cancellation, and is taken as one.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from math import copysign, inf, isfinite, isnan, nan
from operator import index
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.interpret import interpret
from actx.core.arithmetic.interval import Decimals, Interval
from actx.core.errors import KindError
from actx.core.formats import FLOAT64, Format, format_of
from actx.core.formula.differentiate import MAX_ORDER, derivative
from actx.core.formula.language import is_partial
from actx.core.limits import limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from fractions import Fraction

    from numpy.typing import ArrayLike, DTypeLike, NDArray

    from actx.core.activation import Activation, VectorActivation
    from actx.core.formula.expression import Expression
    from actx.core.rounding import Decision

    Floats = NDArray[np.floating[Any]]
    Doubles = NDArray[np.float64]
    Truths = NDArray[np.bool_]
    Places = NDArray[np.intp]
    Tier = Callable[[Expression, Doubles, Format], Decision]

_WORKING_DIGITS: Final = tuple(30 << doubling for doubling in range(7))
UNDERFLOW: Final = -(10**17)
# Arrays of this size stay in the cache next to the processor, some dozens of them.
_BLOCK: Final = 1 << 14
_LARGE: Final = 1 << 22
# So few numbers are sooner decided by decimals.
_FEW: Final = 8
_FAR_OUT: Final = 2.0**30
# A relative error that no eye sees in a figure and no search for a maximum minds.
_VISIBLE: Final = 2.0**-32


def evaluate(activation: Activation, x: ArrayLike, order: int = 0, dtype: DTypeLike | None = None) -> Any:
    """f(x), or its derivative of the given order, correctly rounded in a format: by default that of `x`.

    The inputs are rounded to the format first.
    """
    order = checked_order(order)
    array = as_floats(x)
    form = format_of(array.dtype if dtype is None else dtype)
    points = form.round(array.astype(np.float64))
    results = rounded(derivative(activation.expression, order), points, form)
    if order and is_partial(activation.expression):  # 1/x goes on to the left of 0, and log does not
        results[np.isnan(rounded(activation.expression, points, form))] = np.nan
    return results.astype(form.dtype)[()]


def checked_order(order: int) -> int:
    """The order of a derivative. Raises TypeError for no whole number, ValueError for one out of range."""
    order = index(order)
    if not 0 <= order <= MAX_ORDER:
        raise ValueError(f"the order of a derivative is a whole number from 0 to {MAX_ORDER}, not {order}")
    return order


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
    results = np.full_like(flat, np.nan)
    for infinity in (-inf, inf):
        places = flat == infinity
        if places.any():
            results[places] = at(expression, infinity, form)
    (places,) = np.nonzero(np.isfinite(flat))
    if places.size > _FEW:
        from actx.core import rounding  # neither this nor its tables are wanted for a few numbers

        narrow = form is not FLOAT64
        for tier in (rounding.by_float64, rounding.by_double_double)[not narrow :]:
            places = _settled(tier, expression, flat, places, form, results)
    distinct, which = np.unique(flat[places].view(np.uint64), return_inverse=True)
    decided = [at(expression, x, form) for x in distinct.view(np.float64).tolist()]
    results[places] = np.array(decided, dtype=np.float64)[which]
    return results.reshape(points.shape)


def _settled(
    tier: Tier, expression: Expression, points: Doubles, places: Places, form: Format, results: Doubles
) -> Places:
    """Fill in the results at these places, and say which of them are still open."""
    np.empty(_LARGE)  # freed at once: from now on glibc keeps what blocks free, and does not give it back
    still_open = []
    for start in range(0, places.size, _BLOCK):
        block = places[start : start + _BLOCK]
        values, decided, sunk = tier(expression, points[block], form)
        if sunk.any():
            values, decided = _with_tails(expression, points[block], values, decided, sunk)
        results[block] = values
        still_open.append(block[~decided])
    return np.concatenate(still_open) if still_open else places


def _with_tails(
    expression: Expression, points: Doubles, values: Doubles, decided: Truths, sunk: Truths
) -> tuple[Doubles, Truths]:
    """A zero far out, of which all that is known is that it is past all reach, has the sign of the limit."""
    for sign in (-1, 1):
        there = sunk & (points * sign > _FAR_OUT)
        tail = limit(expression, sign) if there.any() else nan
        if tail == 0:
            values, decided = np.where(there, float(tail), values), decided | there
    return values, decided


def approximate(expression: Expression, points: Doubles) -> Doubles:
    """The expression at each point, good to 9 digits: for figures, and for searching before evaluating."""
    from actx.core.rounding import bounded

    with np.errstate(all="ignore"):
        values, errors = bounded(expression, points)
        doubtful = ~(errors <= _VISIBLE * np.abs(values)) | ~np.isfinite(points)
    if doubtful.any():
        values[doubtful] = _decided(expression, points[doubtful], FLOAT64)
    return values


def at(expression: Expression, x: Fraction | float, form: Format = FLOAT64) -> float:
    """The expression at one exact point, correctly rounded; at an infinity its limit, at nan nan."""
    if isinstance(x, float) and not isfinite(x):
        return nan if isnan(x) else form.nearest(limit(expression, 1 if x > 0 else -1))
    for interval in narrowing(expression, x):
        if interval.lo.is_nan():
            return nan
        low, high = form.nearest(interval.lo), form.nearest(interval.hi)
        if (low == high and copysign(1, low) == copysign(1, high)) or (isnan(low) and isnan(high)):
            return low
    if isinstance(x, float) and low == high == 0 and interval.hi.adjusted() < UNDERFLOW:
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
    with localcontext(Decimals(2 * _WORKING_DIGITS[-1]).near):
        return form.nearest((lo + hi) / 2)


def narrowing(
    expression: Expression, x: Fraction | Decimal | float, working_digits: Iterable[int] = _WORKING_DIGITS
) -> Iterator[Interval]:
    """Intervals that hold the value at one exact finite point, computed with ever more digits."""
    for digits in working_digits:
        arithmetic = Decimals(digits)
        point = Interval(Decimal(x), Decimal(x)) if isinstance(x, Decimal | float) else arithmetic.number(x)
        yield interpret(expression, arithmetic, point)


def _decided(expression: Expression, points: Doubles, form: Format) -> list[float]:
    return [at(expression, point, form) for point in points.tolist()]
