"""Values and derivatives, correctly rounded: three arithmetics and between them a rounding test.

Arrays go first: float64 with a running error bound for the formats narrower than it, and double-double.
What they leave open is decided point by point, by decimal intervals.
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

# Arrays of this size stay in the cache next to the processor, some dozens of them.
_BLOCK: Final = 1 << 14
_LARGE: Final = 1 << 22
# So few numbers are sooner decided by decimals.
_FEW: Final = 8
# From here on stretches of points are looked at as a whole.
_FAR_OUT: Final = 4.0
# A stretch whose ends have this ratio is not divided further.
_SHORT: Final = 1.2
# A relative error that no eye sees in a figure and no search for a maximum minds.
_VISIBLE: Final = 2.0**-32


def evaluate(
    f: Expression,
    x: Numbers,
    order: int = 0,
    dtype: NumberType | None = None,
    slopes: Mapping[Fraction, Fraction] = MappingProxyType({}),
) -> Any:
    """f(x), or its derivative of the given order, correctly rounded in a format: by default that of `x`.

    The inputs are rounded to the format first; what they may be says `inputs.read`. What is not decided is
    nan. At the points of `slopes`, or the numbers of the format nearest to them, the first derivative is what
    stands there, and any higher one 0.
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
    """The order of a derivative. Raises TypeError for no whole number, ValueError for one out of range."""
    order = index(order)
    if not 0 <= order <= MAX_ORDER:
        raise ValueError(f"the order of a derivative is a whole number from 0 to {MAX_ORDER}, not {order}")
    return order


def rounded(f: Expression, points: Doubles, form: Format, order: int = 0) -> Doubles:
    """A derivative of a formula at each point, correctly rounded to a format's number; nan if undecided."""
    flat = points.ravel()
    results = np.full_like(flat, np.nan)
    ordinary = np.isfinite(flat) & (flat != 0)
    (places,), (ends,) = np.nonzero(ordinary), np.nonzero(~ordinary)
    for end in (-inf, -0.0, 0.0, inf):
        there = ends[(flat[ends] == end) & (np.signbit(flat[ends]) == (copysign(1, end) < 0))]
        if there.size:
            results[there] = at(f, end, form, order)
    if places.size > _FEW:
        places = _by_arrays(f, order, flat, places, form, results)
    if places.size > _FEW:
        places = _by_models(f, order, flat, places, form, results)
    if places.size > _FEW:
        places = _by_spans(f, order, flat, places, form, results)
    distinct, which = np.unique(flat[places].view(np.uint64), return_inverse=True)
    decided = [at(f, x, form, order) for x in distinct.view(np.float64).tolist()]
    results[places] = np.array(decided, dtype=np.float64)[which]
    return results.reshape(points.shape)


def _by_arrays(
    f: Expression, order: int, points: Doubles, places: Places, form: Format, results: Doubles
) -> Places:
    """Fill in what the arithmetics on arrays decide, and say which places are still open."""
    from actx.core.rounding import tiers  # neither this nor its tables are wanted for a few numbers

    np.empty(_LARGE)  # freed at once: from now on glibc keeps what blocks free, and does not give it back
    expression, narrow = tiers.where_regular(f, target(f, order)), form is not FLOAT64
    for tier in (tiers.by_float64, tiers.by_double_double)[not narrow :]:
        places = _settled(tier, expression, points, places, form, results, strict=order > 0)
    defined = domain(f).defined
    if defined is None or not places.size:
        return places
    undefined = tiers.fails(defined, points[places])
    results[places[undefined]] = np.nan
    return places[~undefined]


def _by_models(
    f: Expression, order: int, points: Doubles, places: Places, form: Format, results: Doubles
) -> Places:
    """Fill in what models near 0 and far out decide, and say which places are still open."""
    from actx.core.models.approximation import MAX_T, approximation
    from actx.core.rounding import tiers

    x = points[places]
    still_open = np.ones(x.shape, dtype=bool)
    for far in (False, True):
        near_enough = np.abs(x) >= 1 / MAX_T if far else np.abs(x) <= MAX_T
        for side in (-1, 1):
            if np.count_nonzero(near_enough & (np.sign(x) == side)) <= _FEW:
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
    """Fill in the results on stretches far out that round to one number, and say what is still open."""
    ordered = places[np.argsort(points[places], kind="stable")]
    x = points[ordered]
    open_places = [ordered[np.abs(x) < _FAR_OUT]]
    stretches = [ordered[x <= -_FAR_OUT], ordered[x >= _FAR_OUT]]
    while stretches:
        stretch = stretches.pop()
        if stretch.size <= 1:
            open_places.append(stretch)
            continue
        low, high = (float(points[stretch[end]]) for end in (0, -1))
        found = span_rounded(f, order, Decimal(low), Decimal(high), form)
        if found is not None:
            results[stretch] = found
        elif stretch.size <= _FEW or max(abs(low), abs(high)) < _SHORT * min(abs(low), abs(high)):
            open_places.append(stretch)
        else:
            middle = copysign(sqrt(abs(low)) * sqrt(abs(high)), low)
            split = np.searchsorted(points[stretch], middle)
            stretches += [stretch[:split], stretch[split:]]
    return np.concatenate(open_places)


def _settled(
    tier: Tier,
    expression: Expression,
    points: Doubles,
    places: Places,
    form: Format,
    results: Doubles,
    *,
    strict: bool,
) -> Places:
    """Fill in the results at these places, and say which of them are still open."""
    still_open = []
    for start in range(0, places.size, _BLOCK):
        block = places[start : start + _BLOCK]
        values, decided = tier(expression, points[block], form, strict=strict)
        results[block] = values
        still_open.append(block[~decided])
    return np.concatenate(still_open) if still_open else places


def approximate(f: Expression, points: Doubles, order: int = 0) -> Doubles:
    """A derivative at each point, good to 9 digits: for figures, and for searching before evaluating."""
    from actx.core.rounding import tiers

    if not points.size:
        return points
    expression = tiers.where_regular(f, target(f, order))
    with np.errstate(all="ignore"):
        values, errors = tiers.bounded(expression, points, strict=order > 0)
        known = (errors <= _VISIBLE * np.abs(values)) & np.isfinite(values)
        doubtful = ~known | ~np.isfinite(points)
    if doubtful.any():
        values[doubtful] = rounded(f, points[doubtful], FLOAT64, order)
    return values


def at(f: Expression, x: Fraction | float, form: Format = FLOAT64, order: int = 0) -> float:
    """A derivative at one exact point, correctly rounded; at an infinity its limit; nan if undecided.

    At the float -0.0 a pole is seen from the left, everywhere else from the right; and a zero at 0.0 and -0.0
    that is a limit has the sign of that side.
    """
    if isinstance(x, float) and not isfinite(x):
        found = nan if isnan(x) else limit_rounded(f, order, None, 1 if x > 0 else -1, form)
        return nan if found is None else found
    side = int(copysign(1, x)) if x == 0 and isinstance(x, float) else 1
    point = Point(f, order, Decimal(x) if isinstance(x, float) else x, side)
    value = point.at_a_glance(form)
    if value is None and isinstance(x, float) and x:
        value = _by_model_alone(f, x, form, order)
    if value is None:
        value = point.closer(form)
    if value is None:
        return nan
    if value == 0 and x == 0 and isinstance(x, float):
        return copysign(value, sign_of_zero(f, order, side, form))
    return value


def _by_model_alone(f: Expression, x: float, form: Format, order: int) -> float | None:
    """What a model decides at one point."""
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
