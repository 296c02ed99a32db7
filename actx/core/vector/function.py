"""What a function of a vector must provide: itself on double-double arrays, and on decimal intervals.

The first decides nearly every component of many vectors at once, the second the few that are left. Both take
vectors with infinite and nan components too, and give nan where there is no limit.

`size` says how many components an image has, and what lengths there are at all.
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

    A result that is exactly infinite, or nan, has the error 0. Use it inside `np.errstate(all="ignore")`.
    """

    def values(self) -> Scaled:
        """The images, (rows, m)."""

    def slopes(self, which: slice) -> Scaled:
        """dy_i/dx_j for the components i of the slice and all j, (rows, components, n)."""


class OnDecimals(Protocol):
    """The function at one vector, as intervals.

    What is next to a tie by less than any digits show is told from it by an open interval that ends there.
    """

    def value(self, i: int) -> Interval:
        """Component i of the image."""

    def slope(self, i: int, j: int) -> Interval:
        """dy_i/dx_j."""


def same_length(n: int) -> int:
    """The size of the images of most functions: that of their vectors."""
    return n


class VectorFunction(NamedTuple):
    """The two of them, and the size of the image of a vector of n components.

    `size` raises LengthError for a length that does not fit.
    """

    on_arrays: Callable[[NDArray[Any]], OnArrays]
    on_decimals: Callable[[Decimals, Sequence[float]], OnDecimals]
    size: Callable[[int], int] = same_length
