"""hardmax and maxout: their values and slopes are components of the vector, zeros and ones, so all are exact.

Of several largest components the first one counts; at a tie it has the slope 1 of maxout.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.decimals.interval import Interval, exactly
from actx.core.arithmetic.double_double.scaled import Scaled
from actx.core.errors import LengthError
from actx.core.vector.function import VectorFunction, same_length

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from actx.core.arithmetic.decimals.arithmetic import Decimals

    Doubles = NDArray[np.float64]
    Values = Callable[[Doubles], Doubles]
    Slopes = Callable[[Doubles, slice], Doubles]


class _OnArrays:
    """Values and slopes that are exact in float64, without an error."""

    def __init__(self, values: Values, slopes: Slopes, x: Doubles) -> None:
        self._values, self._slopes, self.x = values, slopes, x

    def values(self) -> Scaled:
        return Scaled(self._values(self.x))

    def slopes(self, which: slice) -> Scaled:
        return Scaled(self._slopes(self.x, which))


class _OnDecimals:
    def __init__(self, values: Values, slopes: Slopes, x: Sequence[float]) -> None:
        self._values, self._slopes, self.x = values, slopes, np.array([x])

    def value(self, i: int) -> Interval:
        return _interval(self._values(self.x)[0, i])

    def slope(self, i: int, j: int) -> Interval:
        return _interval(self._slopes(self.x, slice(i, i + 1))[0, 0, j])


def _interval(number: Any) -> Interval:
    return exactly(Decimal(float(number)))


def _of_float64(values: Values, slopes: Slopes, size: Callable[[int], int]) -> VectorFunction:
    """The function whose values and slopes these functions give exactly in float64."""

    def on_decimals(_: Decimals, x: Sequence[float]) -> _OnDecimals:
        return _OnDecimals(values, slopes, x)

    return VectorFunction(lambda x: _OnArrays(values, slopes, x), on_decimals, size)


def _first_largest(x: Doubles) -> Doubles:
    """1 at the first of the largest along the last axis, 0 elsewhere; nan if a component is nan."""
    largest = np.argmax(x, axis=-1, keepdims=True)
    ones = (np.arange(x.shape[-1]) == largest).astype(np.float64)
    return np.where(np.isnan(x).any(axis=-1, keepdims=True), np.nan, ones)


def _flat(x: Doubles, which: slice) -> Doubles:
    """The slopes of a piecewise constant function: 0, or nan if a component is nan."""
    zeros = np.zeros((*x.shape, x.shape[-1]))[:, which]
    has_nan = np.isnan(x).any(axis=-1, keepdims=True)
    return np.where(np.expand_dims(has_nan, -1), np.nan, zeros)


hardmax: Final = _of_float64(_first_largest, _flat, same_length)


def maxout(k: Fraction) -> VectorFunction:
    """The largest of each k consecutive components. A length that k does not divide is a LengthError."""
    each = int(k)

    def size(n: int) -> int:
        if n % each:
            raise LengthError(f"maxout with k={each} takes vectors whose length {each} divides, not {n}")
        return n // each

    def values(x: Doubles) -> Doubles:
        groups = _grouped(x)
        first = np.argmax(groups, axis=-1, keepdims=True)  # the index of a nan, if there is one
        return np.take_along_axis(groups, first, axis=-1)[..., 0]

    def slopes(x: Doubles, which: slice) -> Doubles:
        chosen = _first_largest(_grouped(x)[:, which])
        rows, components, _ = chosen.shape
        result = np.zeros((rows, components, x.shape[-1]))
        places = np.arange(x.shape[-1]).reshape(-1, each)[which]
        np.put_along_axis(result, np.broadcast_to(places, chosen.shape), chosen, axis=-1)
        return result

    def _grouped(x: Doubles) -> Doubles:
        return x.reshape(len(x), -1, each)

    return _of_float64(values, slopes, size)
