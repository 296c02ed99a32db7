"""Vectors with infinite components, as the rows of an array or alone: which have a limit; and Jacobians.

A vector whose largest component is a number, or a single infinity, has a limit. With several components at
+inf, or several and all at -inf, there is none, and the whole vector is nan, as it is if any component is
nan.
"""

from __future__ import annotations

from math import isinf, isnan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from actx.core.arithmetic.double_double.scaled import part, where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from actx.core.arithmetic.double_double.scaled import Scaled


class Largest(NamedTuple):
    """The largest component of each row, and where there is no limit: arrays (rows, 1)."""

    place: NDArray[np.intp]
    """The index of the first largest one, or of a nan."""
    top: NDArray[Any]
    """The component itself, nan if any is."""
    has_no_limit: NDArray[np.bool_]


def largest(x: NDArray[Any]) -> Largest:
    """The largest components of the rows of an array."""
    place = np.argmax(x, axis=-1, keepdims=True)
    top = np.take_along_axis(x, place, axis=-1)
    several = np.sum(x == top, axis=-1, keepdims=True) > 1
    return Largest(place, top, np.isnan(top) | np.isinf(top) & several)


def largest_of_one(x: Sequence[Any]) -> tuple[Any, bool]:
    """The largest component of a vector, nan if any is, and whether there is a limit."""
    top = max(x, key=lambda value: (isnan(value), value))
    return top, not isnan(top) and not (isinf(top) and list(x).count(top) > 1)


def replaced(result: Scaled, rows: NDArray[np.bool_], number: Scaled) -> Scaled:
    """The result, (rows, ...), with a number in place of whatever it has in these rows."""
    if not rows.any():
        return result
    return where(rows.reshape(-1, *[1] * (result.hi.ndim - 1)), number, result)


def on_diagonal(which: slice, diagonal: Scaled, others: Scaled) -> Scaled:
    """The rows `which` of matrices with this diagonal, (vectors, n), and the elements `others` off it."""
    index = np.arange(diagonal.hi.shape[-1])
    chosen = index[which, None] == index
    return where(chosen, part(diagonal, np.s_[:, which, None]), others)
