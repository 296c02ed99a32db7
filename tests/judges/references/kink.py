"""Branch points, as references state them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction


class Kink(NamedTuple):
    """A point where the formula takes another branch, and the side whose branch it takes there."""

    at: Fraction
    side: int  # -1: the left branch's derivatives hold at the point itself; 1: the right one's; 0: neither's


LEFT: Final = -1
RIGHT: Final = 1
NEITHER: Final = 0
