"""Values and derivatives of arrays of points, correctly rounded to the numbers of a format.

A result is decided when its value minus and plus the bound on its error round to one number (see `tiers`).
The points that one step does not decide go to the next:

1. arrays of float64 with a running error bound, for formats narrower than float64; then of double-double;
2. models near 0 and towards infinity, each of which covers a whole interval;
3. intervals on which all results round to one number, such as where the function underflows;
4. decimal intervals of ever more digits, point by point (see `point`).
"""

from __future__ import annotations

from decimal import Decimal
from math import copysign, inf, isfinite, isnan, nan, sqrt
from operator import index
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.formula.differentiate import MAX_ORDER, target
from actx.core.formula.domain import domain
from actx.core.formula.expression import Number, X
from actx.core.rounding.formats import FLOAT64, Format
from actx.core.rounding.inputs import read
from actx.core.rounding.point import Point, limit_rounded, sign_of_zero, span_rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    from numpy.typing import NDArray

    from actx.core.formula.expression import Expression
    from actx.core.rounding.inputs import Numbers, NumberType
    from actx.core.rounding.tiers import Decision

    Doubles = NDArray[np.float64]
    Places = NDArray[np.intp]
    Tier = Callable[..., Decision]

# Points at a time: some dozens of float64 arrays of this size fit in the processor's cache.
_BLOCK: Final = 1 << 14
# Up to so many points, decimals are faster than arrays.
_FEW: Final = 8
# Points of at least this |x| are first evaluated together, in intervals.
_SPANS_FROM: Final = 4.0
# An interval whose ends have a smaller ratio than this is not divided further.
_LEAST_RATIO: Final = 1.2


def evaluate(
    f: Expression,
    x: Numbers,
    order: int = 0,
    dtype: NumberType | None = None,
    slopes: Mapping[Fraction, Fraction] = MappingProxyType({}),
) -> Any:
    """f(x), or its derivative of the given order, correctly rounded to a format, by default that of `x`.

    The inputs, which `inputs.read` describes, are rounded to the format first. The result has their shape,
    and is nan where f is undefined or no arithmetic decides the number. `slopes` maps points to the first
    derivatives to give there, or at the numbers of the format nearest to them; higher ones are 0 there.

    Raises TypeError for anything but real numbers, and ValueError for an unknown format or an order that is
    not from 0 to MAX_ORDER.
    """
    order = checked_order(order)
    points = read(x, dtype)
    results = rounded(f, points.numbers, points.form, order)
    for point, slope in slopes.items() if order else ():
        kink = points.form.round(np.array(at(X, point)))
        if isfinite(kink):
            value = at(Number(slope), point, points.form) if order == 1 else 0.0
            results = np.where(points.numbers == kink, value, results)
    return points.answer(results)


def checked_order(order: int) -> int:
    """The order as an int. Raises TypeError for no integer, ValueError unless it is from 0 to MAX_ORDER."""
    order = index(order)
    if not 0 <= order <= MAX_ORDER:
        raise ValueError(f"the order of a derivative is a whole number from 0 to {MAX_ORDER}, not {order}")
    return order


def rounded(f: Expression, points: Doubles, form: Format, order: int = 0) -> Doubles:
    """A derivative of a formula at each point, correctly rounded to a format; nan if undefined or undecided.

    The points are numbers of the format, infinities included, or nan. The result has their shape.
    """
    flat = points.ravel()
    results = np.full_like(flat, np.nan)
    ordinary = np.isfinite(flat) & (flat != 0)
    (places,), (others,) = np.nonzero(ordinary), np.nonzero(~ordinary)
    for x in (-inf, -0.0, 0.0, inf):
        there = others[(flat[others] == x) & (np.signbit(flat[others]) == (copysign(1, x) < 0))]
        if there.size:
            results[there] = at(f, x, form, order)
    if places.size > _FEW:
        places = _by_arrays(f, order, flat, places, form, results)
    if places.size > _FEW:
        places = _by_models(f, order, flat, places, form, results)
    if places.size > _FEW:
        places = _by_spans(f, order, flat, places, form, results)
    known: dict[float, float] = {}
    for place, x in zip(places.tolist(), flat[places].tolist(), strict=True):
        if x not in known:
            known[x] = at(f, x, form, order)
        results[place] = known[x]
    return results.reshape(points.shape)


def _by_arrays(
    f: Expression, order: int, points: Doubles, places: Places, form: Format, results: Doubles
) -> Places:
    """Fill in the results that float64 and double-double decide; return the places that are still open."""
    from actx.core.rounding import tiers  # for start-up time: a few numbers need neither it nor its tables

    expression = tiers.where_regular(f, target(f, order))
    first = () if form is FLOAT64 else (tiers.by_float64,)
    for tier in (*first, tiers.by_double_double):
        places = _fill_in(tier, expression, points, places, form, results, strict=order > 0)
    if places.size > _FEW:
        tier = tiers.by_exact_double_double
        places = _fill_in(tier, expression, points, places, form, results, strict=order > 0)
    defined = domain(f).defined
    if defined is None or not places.size:
        return places
    undefined = tiers.fails(defined, points[places])
    results[places[undefined]] = np.nan
    return places[~undefined]


def _by_models(
    f: Expression, order: int, points: Doubles, places: Places, form: Format, results: Doubles
) -> Places:
    """Fill in the results that models near 0 and for large |x| decide; return the open places."""
    from actx.core.models.approximation import MAX_T, approximation
    from actx.core.rounding import tiers

    x = points[places]
    still_open = np.ones(x.shape, dtype=bool)
    for far in (False, True):
        may_be_inside = np.abs(x) >= 1 / MAX_T if far else np.abs(x) <= MAX_T
        for side in (-1, 1):
            if np.count_nonzero(may_be_inside & (np.sign(x) == side)) <= _FEW:
                continue
            model = approximation(f, order, side, far=far)
            if model is None:
                continue
            inside = np.abs(x) >= 1 / model.r if far else np.abs(x) <= model.r
            (there,) = np.nonzero(inside & (np.sign(x) == side))
            for start in range(0, there.size, _BLOCK):
                block = there[start : start + _BLOCK]
                values, decided = tiers.by_model(model, x[block], form)
                results[places[block[decided]]] = values[decided]
                still_open[block[decided]] = False
    return places[still_open]


def _by_spans(
    f: Expression, order: int, points: Doubles, places: Places, form: Format, results: Doubles
) -> Places:
    """Fill in the results on intervals of x where all values round to one number; return the open places.

    Any other interval is divided at the geometric mean of its ends.
    """
    ordered = places[np.argsort(points[places], kind="stable")]
    x = points[ordered]
    open_places = [ordered[np.abs(x) < _SPANS_FROM]]
    spans = [ordered[x <= -_SPANS_FROM], ordered[x >= _SPANS_FROM]]
    while spans:
        span = spans.pop()
        if span.size <= 1:
            open_places.append(span)
            continue
        low, high = (float(points[span[end]]) for end in (0, -1))
        found = span_rounded(f, order, Decimal(low), Decimal(high), form)
        if found is not None:
            results[span] = found
        elif span.size <= _FEW or max(abs(low), abs(high)) < _LEAST_RATIO * min(abs(low), abs(high)):
            open_places.append(span)
        else:
            middle = copysign(sqrt(abs(low)) * sqrt(abs(high)), low)
            split = np.searchsorted(points[span], middle)
            spans += [span[:split], span[split:]]
    return np.concatenate(open_places)


def _fill_in(
    tier: Tier,
    expression: Expression,
    points: Doubles,
    places: Places,
    form: Format,
    results: Doubles,
    *,
    strict: bool,
) -> Places:
    """Fill in one tier's results; return the places that it does not decide, which later steps overwrite."""
    still_open = []
    for start in range(0, places.size, _BLOCK):
        block = places[start : start + _BLOCK]
        values, decided = tier(expression, points[block], form, strict=strict)
        results[block] = values
        still_open.append(block[~decided])
    return np.concatenate(still_open) if still_open else places


def approximate(f: Expression, points: Doubles, order: int = 0, tolerance: float = 0.0) -> Doubles:
    """A derivative at each point with a relative error of at most 2**-32: for figures and for searches.

    An absolute error of at most `tolerance` is allowed, too. Where float64 is not certain to be that good,
    the result is correctly rounded; nan as in `rounded`.
    """
    from actx.core.rounding import tiers

    if not points.size:
        return points
    values, known = tiers.approximated(f, points, order, tolerance)
    doubtful = ~known | ~np.isfinite(points)
    if doubtful.any():
        values[doubtful] = rounded(f, points[doubtful], FLOAT64, order)
    return values


def at(f: Expression, x: Fraction | float, form: Format = FLOAT64, order: int = 0) -> float:
    """A derivative at one exact point, correctly rounded; nan if undefined or undecided.

    At an infinity it is the limit. At a pole it is the limit from the right, at the float -0.0 that from the
    left. At 0.0 and -0.0 a result of 0 has the sign of the values beside it on the right and on the left.
    """
    if isinstance(x, float) and not isfinite(x):
        found = nan if isnan(x) else limit_rounded(f, order, None, 1 if x > 0 else -1, form)
        return nan if found is None else found
    side = int(copysign(1, x)) if x == 0 and isinstance(x, float) else 1
    point = Point(f, order, Decimal(x) if isinstance(x, float) else x, side)
    value = point.by_few_digits(form)
    if value is None and isinstance(x, float) and x:
        value = _by_model_alone(f, x, form, order)
    if value is None:
        value = point.by_analysis(form)
    if value is None and isinstance(x, float) and x:
        value = _as_among_others(f, x, form, order)
    if value is None:
        return nan
    if value == 0 and x == 0 and isinstance(x, float):
        return copysign(value, sign_of_zero(f, order, side, form))
    return value


def _as_among_others(f: Expression, x: float, form: Format, order: int) -> float | None:
    """The result at one point if what is tried first for arrays decides it.

    That adds up in other orders; and so a point has the same result alone and among others.
    """
    result = np.array([nan])
    if not _by_arrays(f, order, np.array([x]), np.array([0]), form, result).size:
        return float(result[0])
    return span_rounded(f, order, Decimal(x), Decimal(x), form)


def _by_model_alone(f: Expression, x: float, form: Format, order: int) -> float | None:
    """The result at one point if a model decides it, else None."""
    from actx.core.models.approximation import MAX_T, approximation
    from actx.core.rounding import tiers

    size = abs(x)
    if MAX_T < size < 1 / MAX_T:
        return None
    model = approximation(f, order, int(copysign(1, x)), far=size > 1)
    if model is None or (size < 1 / model.r if model.far else size > model.r):
        return None
    values, decided = tiers.by_model(model, np.array([x]), form)
    return float(values[0]) if decided[0] else None
