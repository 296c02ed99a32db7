"""Values and derivatives, correctly rounded: three arithmetics and between them a rounding test.

Arrays go first: float64 with a running error bound for the formats narrower than it, and double-double.
What they leave open is decided by decimal intervals, their digits doubling until both ends round to the
same number of the format. What 30 times 2**6 digits cannot decide is a zero or a tie that hides behind a
cancellation, and is taken as one.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from math import copysign, inf, isfinite, isinf, isnan, nan
from operator import index
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.bounds import Interval, is_open
from actx.core.arithmetic.interpret import interpret
from actx.core.arithmetic.interval import Decimals
from actx.core.far_out import value_far_out
from actx.core.formats import FLOAT64, Format, format_of
from actx.core.formula.differentiate import MAX_ORDER, derivative
from actx.core.formula.expression import Number, X
from actx.core.formula.language import is_partial
from actx.core.limits import limit, tail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import ArrayLike, DTypeLike, NDArray

    from actx.core.activation import Activation
    from actx.core.formula.expression import Expression
    from actx.core.rounding import Decision

    Floats = NDArray[np.floating[Any]]
    Doubles = NDArray[np.float64]
    Truths = NDArray[np.bool_]
    Places = NDArray[np.intp]
    Tier = Callable[[Expression, Doubles, Format], Decision]

WORKING_DIGITS: Final = tuple(30 << doubling for doubling in range(7))
UNDERFLOW: Final = -(10**17)
# Arrays of this size stay in the cache next to the processor, some dozens of them.
_BLOCK: Final = 1 << 14
_LARGE: Final = 1 << 22
# So few numbers are sooner decided by decimals.
_FEW: Final = 8
_FAR_OUT: Final = 2.0**59
# From here on what no digits tell from 0 has the sign of the tail.
_TAIL: Final = 30.0
# Where a side of 0 is looked at: below all floats.
_NEAREST: Final = Fraction(1, 10**400)
_VANISHING: Final = 1e-30
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
        results[np.isnan(rounded(activation.expression, points, FLOAT64))] = np.nan
    if order:
        results = _with_slopes(activation, order, points, form, results)
    return results.astype(form.dtype)[()]


def _with_slopes(
    activation: Activation, order: int, points: Doubles, form: Format, results: Doubles
) -> Doubles:
    """The results, but at the points of its `slopes`, or at the numbers of the format nearest to them."""
    for point, slope in activation.slopes.items():
        kink = form.round(np.array(at(X, point)))
        if isfinite(kink):
            value = at(Number(slope), point, form) if order == 1 else 0.0
            results = np.where(points == kink, value, results)
    return results


def checked_order(order: int) -> int:
    """The order of a derivative. Raises TypeError for no whole number, ValueError for one out of range."""
    order = index(order)
    if not 0 <= order <= MAX_ORDER:
        raise ValueError(f"the order of a derivative is a whole number from 0 to {MAX_ORDER}, not {order}")
    return order


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
    for end in (-inf, -0.0, 0.0, inf):
        there = (flat == end) & (np.signbit(flat) == (copysign(1, end) < 0))
        if there.any():
            results[there] = at(expression, end, form)
    (places,) = np.nonzero(np.isfinite(flat) & (flat != 0))
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
        zero = tail(expression, sign) if there.any() else None
        if zero is not None:
            values, decided = np.where(there, float(zero), values), decided | there
    return values, decided


def approximate(expression: Expression, points: Doubles) -> Doubles:
    """The expression at each point, good to 9 digits: for figures, and for searching before evaluating."""
    from actx.core.rounding import bounded

    if not points.size:
        return points
    with np.errstate(all="ignore"):
        values, errors = bounded(expression, points)
        doubtful = ~(errors <= _VISIBLE * np.abs(values)) | ~np.isfinite(points)
    if doubtful.any():
        values[doubtful] = _decided(expression, points[doubtful], FLOAT64)
    return values


def at(expression: Expression, x: Fraction | float, form: Format = FLOAT64) -> float:
    """The expression at one exact point, correctly rounded; at an infinity its limit, at nan nan.

    At the float 0.0 or -0.0 a zero that is a limit, and the infinity of a pole, has the sign of that side.
    """
    if isinstance(x, float) and not isfinite(x):
        return nan if isnan(x) else form.nearest(limit(expression, 1 if x > 0 else -1))
    value = _inside(expression, x, form)
    if isinstance(x, float) and x == 0 and (value == 0 or isinf(value)):
        sides = (_NEAREST, -_NEAREST)[:: int(copysign(1, x))]
        y = next((y for y in (_inside(expression, side, FLOAT64) for side in sides) if not isnan(y)), value)
        return copysign(value, y) if value or abs(y) < _VANISHING else 0.0
    return value


def _inside(expression: Expression, x: Fraction | float, form: Format) -> float:
    found = decided(narrowing(expression, x), form)
    if isinstance(found, Interval):
        from actx.core.arithmetic.lower import rearranged

        found = decided(narrowing(rearranged(expression), x), form)
    if isinstance(found, float):
        return found
    low, high = form.nearest(found.lo), form.nearest(found.hi)
    if isinstance(x, float) and low == high == 0 and abs(x) > _TAIL:
        zero = tail(expression, 1 if x > 0 else -1)
        return 0.0 if zero is None else form.nearest(zero)
    value = hidden(found, form)
    if isnan(value) and isinstance(x, float):
        far_out = value_far_out(expression, x)
        return value if far_out.lo.is_nan() else hidden(far_out, form)
    return value


def decided(intervals: Iterable[Interval], form: Format) -> float | Interval:
    """The number that one of ever narrower intervals tells, or the last interval if none does."""
    for interval in intervals:
        if interval.lo.is_nan():
            return nan
        ends = form.nearest(interval.lo), form.nearest(interval.hi)
        if not _alike(*ends) and is_open(interval):  # one end may be a tie that the value is not
            ends = form.nearest(interval.lo, 1), form.nearest(interval.hi, -1)
        if _alike(*ends):
            return ends[0]
    return interval


def _alike(low: float, high: float) -> bool:
    return (low == high and copysign(1, low) == copysign(1, high)) or (isnan(low) and isnan(high))


def hidden(interval: Interval, form: Format) -> float:
    """What an interval stands for that no digits split: zero, the tie in its middle, or nothing known."""
    lo, hi = interval
    if lo.is_infinite() or hi.is_infinite():
        return nan
    if lo <= 0 <= hi:
        return 0.0
    with localcontext(Decimals(2 * WORKING_DIGITS[-1]).near):
        return form.nearest((lo + hi) / 2)


def narrowing(
    expression: Expression, x: Fraction | Decimal | float, working_digits: Iterable[int] = WORKING_DIGITS
) -> Iterator[Interval]:
    """Intervals that hold the value at one exact finite point, computed with ever more digits."""
    for digits in working_digits:
        arithmetic = Decimals(digits)
        point = Interval(Decimal(x), Decimal(x)) if isinstance(x, Decimal | float) else arithmetic.number(x)
        yield interpret(expression, arithmetic, point)


def _decided(expression: Expression, points: Doubles, form: Format) -> list[float]:
    return [at(expression, point, form) for point in points.tolist()]
