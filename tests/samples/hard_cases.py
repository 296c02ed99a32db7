"""Hard cases of rounding: float32 inputs where the true value is next to a midpoint of two float32 numbers.

Among a few million inputs one is within 2**-45 of a midpoint, relative to the value. A block of neighbouring
inputs is sieved at once, by a Taylor polynomial from Arb whose coefficients are taken modulo the last place:
that leaves in float64 all the digits which tell how near the midpoint is. Arb confirms what passes the sieve.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Final

import numpy as np
from flint import arb
from judges.arb import derivatives

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

_CLOSE: Final = 2.0**-45
# The binary logarithms of the inputs' sizes. On the smaller ones most functions are nearly straight, on the
# larger ones constant; these hold some two hundred hard cases of a function that is curved throughout.
_SCALES: Final = (-12, 6.5)
_STEPS: Final = np.arange(-2048.0, 2048.0)
_DEGREE: Final = 6
_PRECISION: Final = 160


def hard_cases(
    name: str, parameters: Mapping[str, Fraction], order: int, wanted: int, seed: str, blocks: int
) -> list[float]:
    """Inputs at which a derivative is hard to round to float32: as many as wanted, or what some blocks hold.

    Where a function is a straight line there are none: a value x/100 that is no midpoint keeps away from it.
    """
    rng = random.Random(seed)
    found: dict[float, None] = {}
    for _ in range(blocks):
        center = float(np.float32(rng.choice((1, -1)) * 2 ** rng.uniform(*_SCALES)))
        for x in _sieved(name, parameters, order, center):
            if _is_hard(name, parameters, order, x):
                found[x] = None
        if len(found) >= wanted:
            break
    return list(found)[:wanted]


def _sieved(name: str, parameters: Mapping[str, Fraction], order: int, center: float) -> Iterator[float]:
    """The inputs near a center whose values seem to be near midpoints."""
    balls = derivatives(name, parameters, center, range(order, order + _DEGREE + 1), _PRECISION)
    taylor = [ball / math.factorial(k) for k, ball in enumerate(balls)]
    if all(term.is_zero() for term in taylor[2:]):
        return
    value = float(taylor[0].mid())
    place = _place(value)
    step = float(np.spacing(np.float32(abs(center))))
    sieve = np.zeros_like(_STEPS)
    for k in reversed(range(_DEGREE + 1)):
        term = (taylor[k] * arb(step) ** k / arb(place)).mid()
        sieve = sieve * _STEPS + float(term - (term + 0.5).floor().mid())
    distance = np.abs(sieve - np.floor(sieve) - 0.5)
    for steps in _STEPS[distance < _CLOSE * abs(value) / place]:
        x = center + float(steps) * step
        if float(np.float32(x)) == x:
            yield x


def _is_hard(name: str, parameters: Mapping[str, Fraction], order: int, x: float) -> bool:
    (true,) = derivatives(name, parameters, x, [order], _PRECISION)
    place = _place(float(true.mid()))
    count = true / arb(place)
    distance = abs(count - count.mid().floor() - 0.5)
    return bool(distance < _CLOSE * abs(count))


def _place(value: float) -> float:
    """The distance of the float32 numbers around a value."""
    _, exponent = math.frexp(value)
    return math.ldexp(1.0, max(exponent - 24, -149))
