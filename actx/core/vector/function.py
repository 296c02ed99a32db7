"""The interface of a function of vectors: it is given on double-double arrays and on decimal intervals.

The arrays decide nearly every component of many vectors at once, and the intervals the few others. Both take
infinite and nan components, too, and give nan where there is no limit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from actx.core.arithmetic.decimals.arithmetic import Decimals
    from actx.core.arithmetic.decimals.interval import Interval
    from actx.core.arithmetic.double_double.scaled import Scaled


class OnArrays(Protocol):
    """The function at the rows of an array (rows, n).

    Results bear a bound on their error: 0 for one that is exact, infinite or nan, and inf for one that is
    left to the decimals. Use it inside `np.errstate(all="ignore")`.
    """

    def values(self) -> Scaled:
        """The images, (rows, m)."""

    def slopes(self, which: slice) -> Scaled:
        """dy_i/dx_j for the components i of the slice and all j, (rows, components, n)."""


class OnDecimals(Protocol):
    """The function at one vector: intervals that enclose its components, NOWHERE for nan.

    A component that differs from a tie by less than the digits show is in an open interval that ends there.
    """

    def value(self, i: int) -> Interval:
        """Component i of the image."""

    def slope(self, i: int, j: int) -> Interval:
        """dy_i/dx_j."""


def same_length(n: int) -> int:
    """The `size` of functions whose images are as long as their vectors."""
    return n


class VectorFunction(NamedTuple):
    """A function of vectors on arrays and on decimals, and the length of the image of a vector of length n.

    `size` raises LengthError for a length that the function cannot take.
    """

    on_arrays: Callable[[NDArray[Any]], OnArrays]
    on_decimals: Callable[[Decimals, Sequence[float]], OnDecimals]
    size: Callable[[int], int] = same_length
