"""What a sequence of balls tends to: a number, an infinity, or nothing that the judge could tell.

The balls are samples of a function at distances 2**-k from a point, or at 2**k, for k that doubles. A
function with a finite limit differs from it by some power of the distance, so that the digits that agree
double too. One that grows as a logarithm doubles its steps.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flint import arb

if TYPE_CHECKING:
    from collections.abc import Sequence

# The bits by which the first two samples must agree, and from which on they are not asked to double.
_FIRST: Final = 8
_ENOUGH: Final = 220
# What is below this is 0: no sample is so small but by its distance.
_NOTHING: Final = 2000
UNIT: Final = 1024
# What is of such a size is an exponential of exponentials, and may stand for a larger one.
_ENDLESS: Final = 1 << 16_000
_ZERO: Final = -(1 << 100_000)


@dataclass(frozen=True)
class Limit:
    """A ball that holds a limit, known to be 0 or not; or the sign of an infinity."""

    ball: arb | None = None
    sign: int = 0
    zero: bool = False

    @property
    def finite(self) -> bool:
        """Whether it is a number."""
        return self.ball is not None

    def __str__(self) -> str:
        return "0" if self.zero else f"{self.sign}*inf" if self.ball is None else str(self.ball.str(20))


NOTHING: Final = Limit(arb(0), zero=True)


def agree(a: Limit, b: Limit) -> bool | None:
    """Whether two finite limits are the same; None if they are not known well enough to tell."""
    if a.ball is None or b.ball is None or (a.zero and b.zero):
        return a.finite and b.finite
    if not a.ball.overlaps(b.ball):
        return False
    return True if all(_narrow(limit) for limit in (a, b)) else None


def _narrow(limit: Limit) -> bool:
    return limit.zero or bool(limit.ball is not None and limit.ball.rad() <= abs(limit.ball) * arb(2) ** -100)


def bits(ball: arb) -> int:
    """The logarithm of a ball's largest magnitude, to base 2, in units of UNIT; _ZERO for 0."""
    mantissa, exponent = abs(ball).upper().man_exp()
    if mantissa == 0:
        return _ZERO
    excess = max(0, int(mantissa).bit_length() - 60)
    return (int(exponent) + excess) * UNIT + int(math.log2(int(mantissa) >> excess) * UNIT)


def limit_of(samples: Sequence[arb]) -> Limit | None:
    """What the samples tend to, if that is clear."""
    if len(samples) < 3 or not all(ball.is_finite() for ball in samples):
        return None
    sizes = [bits(ball) for ball in samples]
    if all(size < -_NOTHING * UNIT for size in sizes):
        known = not any(ball.contains(0) for ball in samples)
        rises = known and any(b > a for a, b in itertools.pairwise(sizes))  # exp(-1e9)/x
        return None if rises else NOTHING
    if all(size > _ENDLESS for size in sizes):
        signs = {1 if ball > 0 else -1 if ball < 0 else 0 for ball in samples}
        return Limit(sign=signs.pop()) if len(signs) == 1 and 0 not in signs else None
    return _vanishing(sizes) or _settling(samples, sizes) or _exploding(samples, sizes) or _creeping(samples)


def _vanishing(sizes: list[int]) -> Limit | None:
    """0, if the magnitudes fall by ever more powers of 2."""
    if sizes[-1] == _ZERO:  # not 0 as far as one can see, and then 0
        return None
    falls = [a - b for a, b in itertools.pairwise(sizes)]
    doubling = all(2 * b > 3 * a for a, b in itertools.pairwise(falls))
    return NOTHING if len(falls) >= 2 and falls[0] > _FIRST * UNIT and doubling else None


def _settling(samples: Sequence[arb], sizes: list[int]) -> Limit | None:
    """A number other than 0, if the digits that agree double."""
    if any(ball.contains(0) for ball in samples[1:]):
        return None
    steps = [b - a for a, b in itertools.pairwise(samples)]
    lengths = [bits(step) for step in steps]
    agreeing = [size - length for size, length in zip(sizes[1:], lengths, strict=True)]
    if agreeing[0] < _FIRST * UNIT:
        return None
    for k, (a, b) in enumerate(itertools.pairwise(agreeing)):
        shrinking = lengths[k + 1] < lengths[k] - _FIRST * UNIT or steps[k + 1].contains(0)
        if not shrinking or (10 * b < 16 * a and b < _ENOUGH * UNIT):
            return None
    return Limit(samples[-1] + arb(0, abs(steps[-1]).upper()))


def _exploding(samples: Sequence[arb], sizes: list[int]) -> Limit | None:
    """An infinity, if the magnitudes rise by ever more powers of 2."""
    signs = {1 if ball > 0 else -1 if ball < 0 else 0 for ball in samples}
    if len(signs) > 1 or 0 in signs:
        return None
    rises = [b - a for a, b in itertools.pairwise(sizes)]
    doubling = all(2 * b > 3 * a for a, b in itertools.pairwise(rises))
    return Limit(sign=signs.pop()) if rises[0] > _FIRST * UNIT and doubling else None


def _creeping(samples: Sequence[arb]) -> Limit | None:
    """An infinity, if the steps double as those of a logarithm do, or those of a small power of one.

    With larger powers one would have to go too far: log(x)**66/x begins to fall where x is 2**600.
    """
    steps = [b - a for a, b in itertools.pairwise(samples)]
    signs = {1 if step > 0 else -1 if step < 0 else 0 for step in steps}
    if len(steps) < 4 or len(signs) > 1 or 0 in signs:
        return None
    growth = [b - a for a, b in itertools.pairwise(bits(step) for step in steps)]
    slow = all(4 * UNIT < 10 * step < 45 * UNIT for step in growth)
    even = all(10 * b > 8 * a for a, b in itertools.pairwise(growth))
    return Limit(sign=signs.pop()) if slow and even else None
