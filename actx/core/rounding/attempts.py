"""Ever more digits, until every value that an interval leaves possible rounds to one number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from actx.core.arithmetic.decimals.interval import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal
    from fractions import Fraction

    from actx.core.arithmetic.decimals.interval import Interval

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

# Significant decimal digits of the first attempt and of the last one.
FIRST_DIGITS: Final = 30
LAST_DIGITS: Final = 1920


class Rounding(Protocol[T_co]):
    """A set of numbers to round to: those of a format, or of so many decimal digits."""

    @property
    def guard(self) -> int:
        """How many digits every attempt takes beyond those that a format needs."""

    def decide(self, interval: Interval) -> T_co | None:
        """The number that every value in an interval rounds to; None if there are several."""

    def round_exact(self, value: Decimal) -> T_co:
        """The number nearest to an exact value, which may be infinite, nan or a zero with a sign."""

    def tie(self, interval: Interval) -> Fraction | None:
        """The midpoint of two neighbouring numbers, if an interval holds one; else None."""


def doubled(first: int, last: int) -> Iterator[int]:
    """The first number of digits and its doubles, and as the end the last, which may be no double."""
    digits = first
    while 3 * digits < 2 * last:
        yield digits
        digits *= 2
    yield last


def first_decided(
    intervals: Iterable[Interval], decide: Callable[[Interval], T | None], *, while_defined: bool = False
) -> tuple[T | None, Interval]:
    """The number that the first interval to decide one gives, else None; and the last interval looked at.

    NOWHERE decides nothing, and without any interval it is the last one. `while_defined` ends at a NOWHERE.
    """
    interval = NOWHERE
    for interval in intervals:
        if interval.lo.is_nan():
            if while_defined:
                break
            continue
        found = decide(interval)
        if found is not None:
            return found, interval
    return None, interval
