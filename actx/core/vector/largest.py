"""hardmax and maxout: what they give is components of the vector, zeros and ones, all of them exact.

Of several that are largest the first one counts, which also settles where the slope of maxout is 1 at a tie.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.decimals.interval import Interval
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
    """Of plain float64 numbers nothing is in doubt."""

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
        return _exact(self._values(self.x)[0, i])

    def slope(self, i: int, j: int) -> Interval:
        return _exact(self._slopes(self.x, slice(i, i + 1))[0, 0, j])


def _exact(number: Any) -> Interval:
    return Interval(Decimal(float(number)), Decimal(float(number)))


def _exactly(values: Values, slopes: Slopes, size: Callable[[int], int]) -> VectorFunction:
    def on_decimals(_: Decimals, x: Sequence[float]) -> _OnDecimals:
        return _OnDecimals(values, slopes, x)

    return VectorFunction(lambda x: _OnArrays(values, slopes, x), on_decimals, size)


def _first_largest(x: Doubles) -> Doubles:
    """1 at the first of the largest along the last axis, 0 elsewhere; all nan where one is nan."""
    largest = np.argmax(x, axis=-1, keepdims=True)
    ones = (np.arange(x.shape[-1]) == largest).astype(np.float64)
    return np.where(np.isnan(x).any(axis=-1, keepdims=True), np.nan, ones)


def _flat(x: Doubles, which: slice) -> Doubles:
    """The slopes of what is constant but for jumps."""
    zeros = np.zeros((*x.shape, x.shape[-1]))[:, which]
    lost = np.isnan(x).any(axis=-1, keepdims=True)
    return np.where(np.expand_dims(lost, -1), np.nan, zeros)


hardmax: Final = _exactly(_first_largest, _flat, same_length)


def maxout(k: Fraction) -> VectorFunction:
    """The largest of each k components that stand together."""
    each = int(k)

    def size(n: int) -> int:
        if n % each:
            raise LengthError(f"maxout takes groups of k={each} components: {n} cannot be so divided")
        return n // each

    def values(x: Doubles) -> Doubles:
        groups = _grouped(x)
        first = np.argmax(groups, axis=-1, keepdims=True)  # of a nan, if there is one
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

    return _exactly(values, slopes, size)
