"""Functions of whole vectors and their Jacobians, correctly rounded.

Double-double arrays go first, and what they leave open is decided by decimal intervals, as for functions of
one number. A block of arrays holds whole vectors, and of a Jacobian one row at least. A vector has n
components and its image m.
"""

from __future__ import annotations

from decimal import localcontext
from functools import cache
from math import nan
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.errors import KindError
from actx.core.rounding.inputs import read
from actx.core.rounding.tiers import decision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from actx.core.arithmetic.decimals.interval import Interval
    from actx.core.arithmetic.double_double.scaled import Scaled
    from actx.core.rounding.formats import Format
    from actx.core.rounding.inputs import Numbers, NumberType
    from actx.core.vector.function import OnDecimals, VectorFunction

    Doubles = NDArray[np.float64]

_WORKING_DIGITS: Final = tuple(30 << doubling for doubling in range(7))
# So many results at a time stay in the cache next to the processor.
_BLOCK: Final = 1 << 13


def evaluate(function: VectorFunction, x: Numbers, dtype: NumberType | None, *, jacobian: bool) -> Any:
    """The images of the vectors along the last axis of `x`, or the Jacobians, correctly rounded in a format.

    The format is by default that of `x`; the inputs are rounded to it first, as `inputs.read` does. Raises
    KindError for a number, and LengthError for vectors that are too long or too short.
    """
    points = read(x, dtype)
    if points.numbers.ndim == 0:
        raise KindError("an activation of vectors takes no single numbers")
    return points.images(_evaluated(function, points.numbers, points.form, jacobian=jacobian))


@np.errstate(all="ignore")
def _evaluated(function: VectorFunction, vectors: Doubles, form: Format, *, jacobian: bool) -> Doubles:
    *batch, n = vectors.shape
    m = function.size(n)
    results = np.empty((*batch, m, n) if jacobian else (*batch, m))
    if not results.size:
        return results
    rows = vectors.reshape(-1, n)
    by_row = results.reshape(len(rows), *results.shape[vectors.ndim - 1 :])
    block = max(_BLOCK // max(m, n), 1)
    for start in range(0, len(rows), block):
        those = slice(start, start + block)
        still_open = _by_double_double(function, rows[those], form, by_row[those])
        _fill_in(function, rows[those], still_open, form, by_row[those])
    return results


def _by_double_double(
    function: VectorFunction, rows: Doubles, form: Format, results: Doubles
) -> Iterator[Sequence[int]]:
    """Fill in the results, and yield the indices of those that are still open."""
    at_rows = function.on_arrays(rows)
    if results.ndim == 2:
        yield from _settled(at_rows.values(), form, results)
        return
    step = max(_BLOCK // rows.size, 1)
    for start in range(0, results.shape[1], step):
        which = slice(start, start + step)
        for row, i, j in _settled(at_rows.slopes(which), form, results[:, which]):
            yield row, start + i, j


def _settled(number: Scaled, form: Format, results: Doubles) -> Iterator[Sequence[int]]:
    results[...], is_settled = decision(number, results.shape, form)
    return zip(*(places.tolist() for places in np.nonzero(~is_settled)), strict=True)


def _fill_in(
    function: VectorFunction,
    rows: Doubles,
    indices: Iterable[Sequence[int]],
    form: Format,
    results: Doubles,
) -> None:
    """The results at these indices, by decimals."""

    @cache
    def at(row: int, digits: int) -> OnDecimals:
        return function.on_decimals(Decimals(digits), rows[row].tolist())

    for row, *component in indices:
        results[(row, *component)] = _rounded(
            (_component(at(row, digits), component) for digits in _WORKING_DIGITS), form
        )


def _rounded(intervals: Iterable[Interval], form: Format) -> float:
    """The number that one of ever narrower intervals tells.

    What the last one does not tell is a zero or a tie: sums of the products here that come so near to one
    are equal to it.
    """
    for interval in intervals:
        found = nan if interval.lo.is_nan() else form.decide(interval)
        if found is not None:
            return found
    lo, hi = interval
    if lo.is_infinite() or hi.is_infinite():
        return nan
    if lo <= 0 <= hi:
        return 0.0
    with localcontext(Decimals(2 * _WORKING_DIGITS[-1]).near):
        return form.nearest((lo + hi) / 2)


def _component(vector: OnDecimals, component: Sequence[int]) -> Interval:
    return vector.value(*component) if len(component) == 1 else vector.slope(*component)
