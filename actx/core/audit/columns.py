"""The largest error of a formula as written in each of many equal parts of a range, for figures."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.audit.errors import error_in_ulps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from actx.core.activation import Activation
    from actx.core.rounding.formats import Format

    Doubles = NDArray[np.float64]
    Ordinals = NDArray[np.int64]
    Truths = NDArray[np.bool_]

# Numbers of the format that are tried in each part of the range.
_TRIED: Final = 48
# Multiples of it, modulo 1, are spread evenly and in no period.
_GOLDEN_RATIO: Final = (sqrt(5) - 1) / 2


class Largest(NamedTuple):
    """For each column the largest error found, in ulps, and the x where it is; nan where there is none.

    `tried` says which columns have a number of the format.
    """

    errors: Doubles
    at: Doubles
    tried: Truths


def largest_in_columns(
    f: Activation, low: float, high: float, columns: int, form: Format, order: int = 0
) -> Largest:
    """The largest `error_in_ulps` found in each of `columns` equal parts of [low, high].

    `low` < `high` are finite. A part has its left end, the last one its right end, too; both results have
    the shape (columns,). All numbers of the format in a part are tried if they are at most 48; else so many
    of them, always the same ones. So what is found may be less than the largest error there is. A part
    without a number of the format, and one in which f is undefined at all that are tried, has nan.

    Raises FormulaError if the derivative is too large.
    """
    fractions = np.arange(columns + 1) / columns
    edges = low * (1 - fractions) + high * fractions  # without high - low, which may overflow
    first = _ordinals_from(edges, form)
    first, last = first[:-1], first[1:] - 1
    if form.round(np.array(high)) == high:
        last[-1] += 1
    tried = first <= last
    x = np.where(tried[:, np.newaxis], _tried(first, last, form), np.nan)
    errors = error_in_ulps(f, x, form, order)
    most = np.argmax(np.where(np.isnan(errors), -1.0, errors), axis=1)
    rows = np.arange(columns)
    largest = errors[rows, most]
    return Largest(largest, np.where(np.isnan(largest), np.nan, x[rows, most]), tried)


@np.errstate(invalid="ignore")  # the ends of an empty part may be infinite
def _tried(first: Ordinals, last: Ordinals, form: Format) -> Doubles:
    """The numbers to try between two of each row, ends included; where there are few, all of them.

    Of many, a half are spread evenly over x. But those may be round numbers, in which formulas are more exact
    than elsewhere: the others are spread over the ordinals, and are all odd. Beside 0 these are small numbers
    of every magnitude. And 0 itself is among them.
    """
    all_of_few = np.minimum(first[:, np.newaxis] + np.arange(_TRIED), last[:, np.newaxis])
    ends = _numbers(np.stack((first, last)), form)
    even = np.linspace(0, 1, _TRIED // 2)
    evenly = ends[0, :, np.newaxis] * (1 - even) + ends[1, :, np.newaxis] * even
    uneven = np.arange(1, _TRIED - even.size) * _GOLDEN_RATIO % 1
    between = first[:, np.newaxis] * (1 - uneven) + last[:, np.newaxis] * uneven
    zero = np.where((first <= 0) & (last >= 0), 0, first)
    odd = np.concatenate((between.astype(np.int64) | 1, zero[:, np.newaxis]), axis=1)
    odd = np.clip(odd, first[:, np.newaxis], last[:, np.newaxis])
    of_many = np.concatenate(
        (np.clip(form.round(evenly), *ends[:, :, np.newaxis]), _numbers(odd, form)), axis=1
    )
    is_few = last - _TRIED < first
    return np.where(is_few[:, np.newaxis], _numbers(all_of_few, form), of_many)


# --- the numbers of a format, counted --------------------------------------------------------------------


def _ordinals(values: Doubles, form: Format) -> Ordinals:
    """The places of numbers of a format in their order: 0 for 0, and 1 for the smallest one above it."""
    sizes = form.to_bits(np.abs(values)).astype(np.int64)
    return np.where(values < 0, -sizes, sizes)


def _numbers(ordinals: Ordinals, form: Format) -> Doubles:
    return np.copysign(form.from_bits(np.abs(ordinals)), ordinals)


def _ordinals_from(values: Doubles, form: Format) -> Ordinals:
    """The ordinals of the smallest numbers of the format that are at least these values."""
    nearest = form.round(np.clip(values, -form.largest, form.largest))
    return _ordinals(nearest, form) + (nearest < values)
