"""Branch points, as references state them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import mpmath

if TYPE_CHECKING:
    from collections.abc import Callable


class Kink(NamedTuple):
    """A point where the formula takes another branch, and the side whose branch it takes there."""

    at: Fraction
    side: int  # -1: the left branch's derivatives hold at the point itself; 1: the right one's; 0: neither's


LEFT: Final = -1
RIGHT: Final = 1
NEITHER: Final = 0

_DIGITS: Final = 400


def irrational(function: Callable[[], Any]) -> Fraction:
    """A branch point that no double meets, to more digits than any comparison looks at."""
    with mpmath.workdps(_DIGITS):
        return Fraction(int(mpmath.nint(function() * mpmath.mpf(10) ** _DIGITS)), 10**_DIGITS)
