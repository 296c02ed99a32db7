"""Shares exp(x_i) / sum_j exp(x_j) of a vector, their complements and their logarithms.

All follows from the rest: the sum of exp(x_j - m) over all components but one largest, m. Nothing cancels, so
that a share next to 1, its complement and its logarithm keep their digits.

At infinities these are the limits. One component at +inf takes everything: it is 1 and the others are 0.
A component at -inf is 0. With several at +inf, or all of several at -inf, the answer depends on how they
get there, so there is no limit and the whole vector is nan, as it is when any component is nan. A zero that
is a limit has the sign of the side it comes from; what one component alone does not depend on is 0.
"""

from __future__ import annotations

from collections import Counter
from decimal import Context, Decimal
from math import inf, isinf, isnan
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import Interval, between, is_open
from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.scaled import (
    Scaled,
    add,
    div,
    from_float64,
    mul,
    neg,
    part,
    sub,
    taken,
    total,
    where,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from actx.core.arithmetic.decimals.arithmetic import Decimals

_DOUBLE_DOUBLE: Final = DoubleDouble()
_ONE_SCALED: Final = Scaled(np.float64(1.0))
_ZERO_SCALED: Final = Scaled(np.float64(0.0))
_ONE: Final = Interval(Decimal(1), Decimal(1))
# The difference of two float64 numbers has at most 1,400 digits.
_EXACT: Final = Context(prec=1500)


# --- on arrays -------------------------------------------------------------------------------------------


class SharesOnArrays:
    """Shares, their complements and their logarithms of the rows of an array."""

    def __init__(self, x: NDArray[Any]) -> None:
        self.size = x.shape[-1]
        index = np.argmax(x, axis=-1, keepdims=True)  # of a nan, if there is one
        top = np.take_along_axis(x, index, axis=-1)
        self.is_top = np.arange(self.size) == index
        several = np.sum(x == top, axis=-1, keepdims=True) > 1
        self.without_limit = np.isnan(top) | np.isinf(top) & several
        self.gone = ~self.is_top & (np.isinf(x) | np.isinf(top))
        idle = self.gone | self.without_limit | np.isinf(top)
        self.any_idle = bool(idle.any())
        x = np.where(idle, 0.0, x)
        self.exact_x = self.exactly(x)
        self.exact_top = taken(self.exact_x, index)

        # exp(x_j - m) = exp(x_j - m2) * exp(m2 - m), m2 the second largest: the sum then needs no scale.
        others = np.where(self.is_top | self.gone, -inf, x)
        second = np.argmax(others, axis=-1, keepdims=True)
        alone = np.isinf(np.take_along_axis(others, second, axis=-1))
        exact_second = taken(self.exact_x, np.where(alone, index, second))
        self.step = _DOUBLE_DOUBLE.apply("exp", sub(exact_second, self.exact_top))
        terms = _DOUBLE_DOUBLE.apply("exp", sub(self.exact_x, exact_second))
        self.terms = where(self.is_top | self.gone, _ZERO_SCALED, terms)
        self.rest = mul(total(self.terms), self.step)
        self.whole = add(_ONE_SCALED, self.rest)

    def exactly(self, x: NDArray[Any]) -> Scaled:
        """What is in the exponents: finite components, and 0 in place of the others."""
        return from_float64(x)

    def shares(self) -> Scaled:
        """exp(x_i) / sum_j exp(x_j)."""
        others = mul(self.terms, div(self.step, self.whole))
        return where(self.is_top, div(_ONE_SCALED, self.whole), others)

    def complements(self, shares: Scaled) -> Scaled:
        """1 - share: of the largest the rest's, and no other share exceeds a half."""
        return where(self.is_top, div(self.rest, self.whole), sub(_ONE_SCALED, shares))

    def logarithms(self) -> Scaled:
        """x_i - log(sum_j exp(x_j)), as two terms of one sign."""
        surplus = _DOUBLE_DOUBLE.apply("log1p", self.rest)
        # log 1 is 0; with other components about, a zero comes from below, and is -0.
        of_top = surplus if self.size == 1 else neg(surplus)
        logs = where(self.is_top, of_top, sub(sub(self.exact_x, self.exact_top), surplus))
        return where(self.gone, Scaled(np.float64(-inf)), logs) if self.any_idle else logs

    def on_diagonal(self, which: slice, diagonal: Scaled, others: Scaled) -> Scaled:
        """The rows `which` of the matrices with this diagonal (rows, n), and these elements elsewhere."""
        index = np.arange(self.size)
        chosen = index[which, None] == index
        return where(chosen, part(diagonal, np.s_[:, which, None]), others)

    def limited(self, result: Scaled) -> Scaled:
        """The result, and nan for the vectors that have no limit."""
        if not self.without_limit.any():
            return result
        lost = self.without_limit.reshape(-1, *[1] * (result.hi.ndim - 1))
        return where(lost, Scaled(np.float64(np.nan)), result)


# --- on decimals -----------------------------------------------------------------------------------------


class SharesOnDecimals:
    """Shares, their complements and their logarithms of one vector.

    If its finite components differ, none of these is a tie: all are transcendental (Lindemann-Weierstrass).
    But they may lie next to one by exp(-10**6), which no digits show. Then the rest is in an open interval
    that starts at a whole number, and `_along` carries its ends through what rises or falls with the rest.
    """

    def __init__(self, arithmetic: Decimals, x: Sequence[float]) -> None:
        self.arithmetic = arithmetic
        self.x = x
        count = Counter(x)
        self.top: Any = max(count, key=lambda value: (isnan(value), value))
        self.has_limit = not isnan(self.top) and not (isinf(self.top) and count[self.top] > 1)
        many = Decimal(count[self.top] - 1)
        self.rest = Interval(many, many)
        for value in count if self.has_limit else ():
            if value != self.top:
                many = Decimal(count[value])
                terms = arithmetic.mul(Interval(many, many), self._term(value))
                self.rest = arithmetic.add(self.rest, terms)

    def _term(self, value: float) -> Interval:
        term: Interval = self.arithmetic.apply("exp", self.difference(value))
        return term

    def difference(self, value: float) -> Interval:
        """How far a component is below the largest, exactly."""
        exact = _EXACT.subtract(Decimal(value), Decimal(self.top)) if value != self.top else Decimal(0)
        return Interval(exact, exact)

    def _along(self, function: Callable[[Interval], Interval], *, falls: bool = False) -> Interval:
        """A strictly monotone function of the rest."""
        start, end = (function(Interval(end, end)) for end in self.rest)
        if falls:
            start, end = end, start
        return between(start.lo, end.hi, strictly=is_open(self.rest))

    def share(self, i: int) -> Interval:
        return self.arithmetic.div(self._term(self.x[i]), self._whole(self.rest))

    def _whole(self, rest: Interval) -> Interval:
        return self.arithmetic.add(_ONE, rest)

    def complement(self, i: int) -> Interval:
        if self.x[i] == self.top:
            return self._along(self._of_rest)
        return self.arithmetic.sub(_ONE, self.share(i))

    def _of_rest(self, rest: Interval) -> Interval:
        return self.arithmetic.div(rest, self._whole(rest))

    def share_of_complement(self, i: int) -> Interval:
        """p_i (1 - p_i); of the largest r/(1 + r)², which falls from r = 1 on."""
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
