"""Functions of whole vectors and their Jacobians, correctly rounded.

A vector has n components, its image m, and its Jacobian the shape (m, n). Arrays of double-double decide
nearly all results by the rounding test (see `rounding.tiers`), and decimal intervals the others, one by one.
The arrays are evaluated in blocks of whole vectors; a Jacobian in blocks of its rows.
"""

from __future__ import annotations

from decimal import localcontext
from functools import cache
from math import nan
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.errors import KindError
from actx.core.rounding.attempts import FIRST_DIGITS, LAST_DIGITS, doubled, first_decided
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

# The significant decimal digits of the attempts: 30, 60, ..., 1,920.
_WORKING_DIGITS: Final = tuple(doubled(FIRST_DIGITS, LAST_DIGITS))
# Results at a time: some dozens of float64 arrays of this size fit in the processor's cache.
_BLOCK: Final = 1 << 13


def evaluate(function: VectorFunction, x: Numbers, dtype: NumberType | None, *, jacobian: bool) -> Any:
    """The images of the vectors along the last axis of `x`, (..., m), or their Jacobians, (..., m, n).

    They are correctly rounded to a format, by default that of `x`, and nan where there is no value or limit.
    The inputs are rounded to the format first, as `inputs.read` does it.

    Raises what that does, KindError (a TypeError) for a single number, and LengthError (a ValueError) for
    vectors of a length that the function cannot take.
    """
    points = read(x, dtype)
    if points.numbers.ndim == 0:
        raise KindError("an activation of vectors cannot be evaluated at single numbers")
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
    """Fill in the results by double-double, and yield the indices of those that are not decided."""
    at_rows = function.on_arrays(rows)
    if results.ndim == 2:
        yield from _decide(at_rows.values(), form, results)
        return
    step = max(_BLOCK // rows.size, 1)
    for start in range(0, results.shape[1], step):
        which = slice(start, start + step)
        for row, i, j in _decide(at_rows.slopes(which), form, results[:, which]):
            yield row, start + i, j


def _decide(number: Scaled, form: Format, results: Doubles) -> Iterator[Sequence[int]]:
    """Fill in the results by the rounding test, and give the indices of those that are not decided."""
    results[...], decided = decision(number, results.shape, form)
    return zip(*(places.tolist() for places in np.nonzero(~decided)), strict=True)


def _fill_in(
    function: VectorFunction,
    rows: Doubles,
    indices: Iterable[Sequence[int]],
    form: Format,
    results: Doubles,
) -> None:
    """Fill in the results at these indices, by decimals."""

    @cache
    def at(row: int, digits: int) -> OnDecimals:
        return function.on_decimals(Decimals(digits), rows[row].tolist())

    for row, *component in indices:
        results[(row, *component)] = _rounded(
            (_component(at(row, digits), component) for digits in _WORKING_DIGITS), form
        )


def _rounded(intervals: Iterable[Interval], form: Format) -> float:
    """The number that the first of ever narrower intervals to decide one rounds to.

    If the last one does not decide, the value is taken to be exactly 0 or a tie: the sums of products that
    occur here equal such a number if they come so near to it. It is nan if an interval is NOWHERE, or the
    last one is unbounded.
    """
    found, (lo, hi) = first_decided(intervals, form.decide, while_defined=True)
    if found is not None:
        return found
    if not (lo.is_finite() and hi.is_finite()):
        return nan
    if lo <= 0 <= hi:
        return 0.0
    with localcontext(Decimals(2 * LAST_DIGITS).near):
        return form.nearest((lo + hi) / 2)


def _component(vector: OnDecimals, component: Sequence[int]) -> Interval:
    return vector.value(*component) if len(component) == 1 else vector.slope(*component)
