"""Shares exp(x_i) / sum_j exp(x_j) of a vector, their complements 1 - share and their logarithms.

All follow from the rest r: the sum of exp(x_j - m) over all components but one largest, m. Nothing cancels,
so that a share next to 1, its complement and its logarithm keep their digits.

At infinities these are limits, where there is one (see `rows`). If one component is +inf, its share is 1 and
the others are 0. A component at -inf has the share 0. A zero that is a limit has the sign of the values that
tend to it. Of a vector of one component the share is constant, and its slope is 0 without a sign.
"""

from __future__ import annotations

from collections import Counter
from decimal import Context, Decimal
from math import inf
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.decimals.interval import ONE, Interval, between, exactly, is_open
from actx.core.arithmetic.double_double import scaled
from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.scaled import (
    NAN,
    Scaled,
    add,
    div,
    from_float64,
    mul,
    neg,
    sub,
    taken,
    total,
    where,
)
from actx.core.vector.rows import largest, largest_of_one, replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from actx.core.arithmetic.decimals.arithmetic import Decimals

_DOUBLE_DOUBLE: Final = DoubleDouble()
# Subtracts float64 numbers exactly: their difference has at most 1,400 digits.
_LOSSLESS: Final = Context(prec=1500)


# --- on arrays -------------------------------------------------------------------------------------------


class SharesOnArrays:
    """Shares, their complements and their logarithms of the rows of an array."""

    def __init__(self, x: NDArray[Any]) -> None:
        self.size = x.shape[-1]
        index, top, self.has_no_limit = largest(x)
        self.is_top = np.arange(self.size) == index
        self.is_zero = ~self.is_top & (np.isinf(x) | np.isinf(top))
        # No arithmetic is done with these components.
        idle = self.is_zero | self.has_no_limit | np.isinf(top)
        self.any_idle = bool(idle.any())
        x = np.where(idle, 0.0, x)
        self.exact_x = self.exponents(x)
        self.exact_top = taken(self.exact_x, index)

        # exp(x_j - m) = exp(x_j - m2) * exp(m2 - m), m2 the second largest: the sum then needs no scale.
        others = np.where(self.is_top | self.is_zero, -inf, x)
        second = np.argmax(others, axis=-1, keepdims=True)
        alone = np.isinf(np.take_along_axis(others, second, axis=-1))
        exact_second = taken(self.exact_x, np.where(alone, index, second))
        self.step = _DOUBLE_DOUBLE.apply("exp", sub(exact_second, self.exact_top))
        terms = _DOUBLE_DOUBLE.apply("exp", sub(self.exact_x, exact_second))
        self.terms = where(self.is_top | self.is_zero, scaled.ZERO, terms)
        self.rest = mul(total(self.terms), self.step)
        self.whole = add(scaled.ONE, self.rest)

    def exponents(self, x: NDArray[Any]) -> Scaled:
        """The arguments of exp: here the components themselves, which are finite."""
        return from_float64(x)

    def shares(self) -> Scaled:
        """exp(x_i) / sum_j exp(x_j)."""
        others = mul(self.terms, div(self.step, self.whole))
        return where(self.is_top, div(scaled.ONE, self.whole), others)

    def complements(self, shares: Scaled) -> Scaled:
        """1 - share, which is r/(1 + r) for the largest component; other shares are at most 1/2."""
        return where(self.is_top, div(self.rest, self.whole), sub(scaled.ONE, shares))

    def logarithms(self) -> Scaled:
        """x_i - log(sum_j exp(x_j)) = (x_i - m) - log1p(r): two terms of one sign."""
        surplus = _DOUBLE_DOUBLE.apply("log1p", self.rest)
        # Of one component it is log 1 = 0. Of the largest of several it is negative, and a zero is -0.
        of_top = surplus if self.size == 1 else neg(surplus)
        logs = where(self.is_top, of_top, sub(sub(self.exact_x, self.exact_top), surplus))
        return where(self.is_zero, Scaled(np.float64(-inf)), logs) if self.any_idle else logs

    def limited(self, result: Scaled) -> Scaled:
        """The result, with nan for the vectors that have no limit."""
        return replaced(result, self.has_no_limit, NAN)


# --- on decimals -----------------------------------------------------------------------------------------


class SharesOnDecimals:
    """Shares, their complements and their logarithms of one vector.

    If its finite components differ, all of these are transcendental (Lindemann-Weierstrass), so that none is
    a tie. But one may differ from a tie by as little as exp(-10**6), less than any digits here show. Then the
    rest is in an open interval that starts at an integer, and `_along` gives the open interval of a monotone
    function of the rest.
    """

    def __init__(self, arithmetic: Decimals, x: Sequence[float]) -> None:
        self.arithmetic = arithmetic
        self.x = x
        count = Counter(x)
        self.top, self.has_limit = largest_of_one(x)
        self.rest = exactly(Decimal(count[self.top] - 1))
        for value in count if self.has_limit else ():
            if value != self.top:
                terms = arithmetic.mul(exactly(Decimal(count[value])), self._term(value))
                self.rest = arithmetic.add(self.rest, terms)

    def _term(self, value: float) -> Interval:
        term: Interval = self.arithmetic.apply("exp", self.difference(value))
        return term

    def difference(self, value: float) -> Interval:
        """x_i - m, exactly: what a component is minus the largest."""
        exact = _LOSSLESS.subtract(Decimal(value), Decimal(self.top)) if value != self.top else Decimal(0)
        return exactly(exact)

    def _along(self, function: Callable[[Interval], Interval], *, falls: bool = False) -> Interval:
        """The interval of a strictly monotone function of the rest: open if that of the rest is."""
        start, end = (function(exactly(end)) for end in self.rest)
        if falls:
            start, end = end, start
        return between(start.lo, end.hi, strictly=is_open(self.rest))

    def share(self, i: int) -> Interval:
        return self.arithmetic.div(self._term(self.x[i]), self._whole(self.rest))

    def _whole(self, rest: Interval) -> Interval:
        return self.arithmetic.add(ONE, rest)

    def complement(self, i: int) -> Interval:
        if self.x[i] == self.top:
            return self._along(self._of_rest)
        return self.arithmetic.sub(ONE, self.share(i))

    def _of_rest(self, rest: Interval) -> Interval:
        return self.arithmetic.div(rest, self._whole(rest))

    def share_of_complement(self, i: int) -> Interval:
        """p_i (1 - p_i); of the largest component r/(1 + r)**2, which falls for r >= 1."""
        if self.x[i] == self.top and self.rest.lo >= 1:
            return self._along(
                lambda rest: self.arithmetic.div(self._of_rest(rest), self._whole(rest)), falls=True
            )
        return self.arithmetic.mul(self.share(i), self.complement(i))

    def logarithm(self, i: int) -> Interval:
        surplus: Interval = self.arithmetic.apply("log1p", self.rest)
        if len(self.x) == 1:
            return surplus
        if self.x[i] == self.top:
            return self.arithmetic.neg(surplus)
        return self.arithmetic.sub(self.difference(self.x[i]), surplus)
