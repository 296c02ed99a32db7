"""gumbel_softmax with its noise: softmax of (x + g)/tau, with the same g for every vector.

The seed fixes the noise, which so is a part of the function; the values are correctly rounded as any other's.
It is g_i = -log(-log(u_i)), rounded to float64, where u_i = (2k + 1)/2**53 and k is the leading 52 bits of
output i of SplitMix64, whose state starts at the seed. No framework draws these numbers.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.decimals.interval import ZERO, Interval, exactly
from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.scaled import Scaled, add, div, from_float64
from actx.core.formula.parse import parse
from actx.core.formula.simplify import simplify
from actx.core.rounding.arrays import rounded
from actx.core.rounding.formats import FLOAT64
from actx.core.vector.function import VectorFunction
from actx.core.vector.softmax import SoftmaxOnArrays, SoftmaxOnDecimals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from actx.core.arithmetic.decimals.arithmetic import Decimals

_DOUBLE_DOUBLE: Final = DoubleDouble()
_WORD: Final = (1 << 64) - 1
# Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators: the step of the state, and the
# shifts and factors that mix it.
_STEP: Final = 0x9E3779B97F4A7C15
_MIXING: Final = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
_LAST_SHIFT: Final = 31
_KEPT_BITS: Final = 52


@lru_cache(maxsize=16)
def noise(seed: int, n: int) -> NDArray[np.float64]:
    """The noise of n components, as a read-only array."""
    uniform = np.ldexp(2.0 * np.array([_output(seed, i) >> 64 - _KEPT_BITS for i in range(n)]) + 1, -53)
    result = rounded(simplify(parse("-log(-log(x))")), uniform, FLOAT64)
    result.setflags(write=False)
    return result


def _output(seed: int, i: int) -> int:
    """Output i, counted from 0, of SplitMix64: 64 bits."""
    z = (seed + (i + 1) * _STEP) & _WORD
    for shift, factor in _MIXING:
        z = (z ^ (z >> shift)) * factor & _WORD
    return z ^ (z >> _LAST_SHIFT)


class _OnArrays(SoftmaxOnArrays):
    def __init__(self, x: NDArray[Any], seed: int, tau: Fraction) -> None:
        self.noise = noise(seed, x.shape[-1])
        self.tau = _DOUBLE_DOUBLE.number(tau)
        self.x = np.where(np.isfinite(x), x, 0.0)
        super().__init__(x + self.noise)  # rounded sums, which tell the largest, or one all but as large

    def exponents(self, x: NDArray[Any]) -> Scaled:  # noqa: ARG002 - x are the rounded sums
        return div(add(from_float64(self.x), from_float64(self.noise)), self.tau)

    def slopes(self, which: slice) -> Scaled:
        slopes = super().slopes(which)
        scaled = div(slopes, self.tau)
        # A zero keeps its sign, which division would lose.
        return scaled._replace(hi=np.where(slopes.hi == 0, slopes.hi, scaled.hi))


class _OnDecimals(SoftmaxOnDecimals):
    def __init__(self, arithmetic: Decimals, x: Sequence[float], seed: int, tau: Fraction) -> None:
        self.tau = tau
        sums: list[Any] = [
            Fraction(component) + Fraction(g) if isfinite(component) else component
            for component, g in zip(x, noise(seed, len(x)).tolist(), strict=True)
        ]
        super().__init__(arithmetic, sums)

    def difference(self, value: Any) -> Interval:
        if value == self.top:
            return ZERO
        if isinstance(value, float) or isinstance(self.top, float):  # one of them is infinite
            return exactly(Decimal("-inf"))
        return self.arithmetic.number((value - self.top) / self.tau)

    def slope(self, i: int, j: int) -> Interval:
        return self.arithmetic.div(super().slope(i, j), self.arithmetic.number(self.tau))


def gumbel_softmax(tau: Fraction, seed: Fraction) -> VectorFunction:
    """The function with this temperature, and the noise of this seed."""
    start = int(seed)
    return VectorFunction(
        lambda x: _OnArrays(x, start, tau), lambda arithmetic, x: _OnDecimals(arithmetic, x, start, tau)
    )
