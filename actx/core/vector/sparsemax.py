"""sparsemax and entmax15: probabilities, of which most are exactly 0.

Both are p_i = max(z_i - tau, 0)**e with the threshold tau that makes the sum 1: sparsemax with z = x and
e = 1, entmax15 with z = x/2 and e = 2. The support is where p_i > 0. Component i belongs to it if the sum of
max(z_j - z_i, 0)**e over all j is below 1; if that is exactly 1, component i is on its boundary, and p_i = 0.

The distances d_i are exact in both arithmetics. On arrays the support is guessed in float64, and the guess is
verified in double-double; what that does not prove is left to the decimals, which find the support by
rational arithmetic.

With d_i = z_i - max z, k the size of the support and M the mean of d on it,
- sparsemax:  p_i = d_i - M + 1/k
- entmax15:   p_i = s_i**2, s_i = d_i - M + r, r = sqrt((1 - sum((d_j - M)**2))/k)
The slopes on the support are (i = j) - 1/k and s_i ((i = j) - s_j/(k r)), where (i = j) is 1 or 0. On the
boundary they are 0, as outside.

At infinities these are limits, where there is one (see `rows`). If one component is +inf, its p is 1 and the
others are 0; a component at -inf has 0.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from math import inf, isfinite, isinf, isqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.decimals import interval
from actx.core.arithmetic.decimals.interval import NOWHERE, Interval
from actx.core.arithmetic.double_double.scaled import (
    NAN,
    ONE,
    UNKNOWN,
    ZERO,
    Scaled,
    add,
    div,
    from_float64,
    mul,
    neg,
    part,
    sqrt,
    sub,
    taken,
    total,
    where,
)
from actx.core.vector.function import VectorFunction
from actx.core.vector.rows import largest, largest_of_one, on_diagonal, replaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from actx.core.arithmetic.decimals.arithmetic import Decimals

_HALF: Final = Scaled(np.float64(0.5))


# --- on arrays -------------------------------------------------------------------------------------------


class _OnArrays:
    """Rows of an array, with the support and d_i of each; a row whose support is not verified `is_open`."""

    exponent = 1

    def __init__(self, x: NDArray[Any]) -> None:
        self.size = x.shape[-1]
        index, top, self.has_no_limit = largest(x)
        x = np.where(np.isinf(top), np.where(x == top, 0.0, -inf), x)
        far = ~(x - np.max(x, axis=-1, keepdims=True) > -2.5)  # certain to be outside of the support
        near = from_float64(np.where(far | self.has_no_limit, 0.0, x))
        below = sub(near, taken(near, index))
        self.below = mul(below, _HALF) if self.exponent == 2 else below
        self.inside = self._guessed(np.where(far, -inf, self._in_float64()))
        self.count = np.sum(self.inside, axis=-1, keepdims=True)
        self.k = Scaled(self.count.astype(np.float64))
        self.mean = div(total(where(self.inside, self.below, ZERO)), self.k)
        self.roots = self._roots()
        # The guess is the support if it agrees with the sign of each component's root. On the boundary the
        # root is 0, which only a root with the error 0 is known to be.
        certain = (np.abs(self.roots.hi) > self.roots.error) | (self.roots.error == 0)
        right = certain & (self.inside == (self.roots.hi > 0))
        self.is_open = ~np.all(right | far, axis=-1, keepdims=True) & ~self.has_no_limit

    def _in_float64(self) -> NDArray[Any]:
        """d_i rounded to float64; 0 where it underflows."""
        return np.where(np.asarray(self.below.scale) == 0, self.below.hi, 0.0)

    def _guessed(self, below: NDArray[Any]) -> NDArray[Any]:
        """Where a component is in the support, as far as float64 tells: from d_i, -inf for one outside."""
        ordered = -np.sort(-below, axis=-1)
        present = np.isfinite(ordered)
        ordered = np.where(present, ordered, 0.0)
        places = np.arange(1, self.size + 1)
        sums = np.cumsum(ordered, axis=-1)
        if self.exponent == 1:
            excess = sums - places * ordered
        else:
            excess = np.cumsum(ordered**2, axis=-1) - 2 * ordered * sums + places * ordered**2
        inside = present & (excess < 1)
        count = np.maximum(np.sum(np.logical_and.accumulate(inside, axis=-1), axis=-1, keepdims=True), 1)
        least = np.take_along_axis(ordered, count - 1, axis=-1)
        guess: NDArray[Any] = below >= least
        return guess

    def _roots(self) -> Scaled:
        """z_i - tau = d_i - M + 1/k."""
        return add(sub(self.below, self.mean), div(ONE, self.k))

    def values(self) -> Scaled:
        return self._finished(where(self.inside, self.roots, ZERO))

    def slopes(self, which: slice) -> Scaled:
        """1 - 1/k on the diagonal, -1/k off it."""
        share = div(ONE, self.k)
        own = div(Scaled(self.count - 1.0), self.k)
        shape = self.inside.shape
        spread = [Scaled(*(np.broadcast_to(x, shape) for x in number)) for number in (own, neg(share))]
        return self._matrix(which, spread[0], part(spread[1], np.s_[:, which, None]))

    def _matrix(self, which: slice, diagonal: Scaled, others: Scaled) -> Scaled:
        result = on_diagonal(which, diagonal, others)
        both = self.inside[:, which, None] & self.inside[:, None]
        return self._finished(where(both, result, ZERO))

    def _finished(self, result: Scaled) -> Scaled:
        return replaced(replaced(result, self.is_open, UNKNOWN), self.has_no_limit, NAN)


class _EntmaxOnArrays(_OnArrays):
    exponent = 2

    def _roots(self) -> Scaled:
        apart = sub(self.below, self.mean)
        kept = where(self.inside, apart, ZERO)
        left = sub(ONE, total(mul(kept, kept)))
        # For a wrong guess this may be negative. Then any number will do: the roots will not fit the guess.
        variance = div(where(left.hi > 0, left, ONE), self.k)
        self.radius = sqrt(variance)
        roots = add(apart, self.radius)
        bad = left.hi <= left.error
        return where(bad, UNKNOWN, roots) if np.any(bad) else roots

    def values(self) -> Scaled:
        return self._finished(where(self.inside, mul(self.roots, self.roots), ZERO))

    def slopes(self, which: slice) -> Scaled:
        s = where(self.inside, self.roots, ZERO)
        whole = mul(self.radius, self.k)
        own = where(self.count == 1, ZERO, div(mul(s, sub(whole, s)), whole))
        products = mul(part(s, np.s_[:, which, None]), part(s, np.s_[:, None]))
        return self._matrix(which, own, neg(div(products, part(whole, np.s_[:, None]))))


# --- on decimals -----------------------------------------------------------------------------------------


class _Support:
    """The support of one vector, by rational arithmetic.

    `apart` has d_i - M of each component in it, `count` is k, and `left` is 1 - sum((d_j - M)**2).
    """

    def __init__(self, x: Sequence[float], exponent: int) -> None:
        top, self.has_limit = largest_of_one(x)
        self.apart: dict[int, Fraction] = {}
        if not self.has_limit:
            return
        if isinf(top):
            self.apart = {list(x).index(top): Fraction(0)}
        else:
            self._find({i: Fraction(value) for i, value in enumerate(x) if isfinite(value)}, exponent)
        self.count = len(self.apart)
        self.left = 1 - sum((apart * apart for apart in self.apart.values()), Fraction(0))

    def _find(self, x: dict[int, Fraction], exponent: int) -> None:
        order = sorted(x, key=x.__getitem__, reverse=True)
        top = x[order[0]]
        sums, squares = Fraction(0), Fraction(0)
        below: dict[int, Fraction] = {}
        for k, i in enumerate(order, 1):
            d = (x[i] - top) / exponent
            sums, squares = sums + d, squares + d * d
            excess = sums - k * d if exponent == 1 else squares - 2 * d * sums + k * d * d
            if excess >= 1:
                break
            below[i] = d
        mean = sum(below.values(), Fraction(0)) / len(below)
        self.apart = {i: d - mean for i, d in below.items()}


class _OnDecimals:
    exponent = 1

    def __init__(self, arithmetic: Decimals, x: Sequence[float]) -> None:
        self.arithmetic = arithmetic
        self.support = _Support(x, self.exponent)

    def value(self, i: int) -> Interval:
        if not self.support.has_limit:
            return NOWHERE
        return self._value(self.support.apart[i]) if i in self.support.apart else interval.ZERO

    def slope(self, i: int, j: int) -> Interval:
        if not self.support.has_limit:
            return NOWHERE
        apart = self.support.apart
        if i not in apart or j not in apart or self.support.count == 1:
            return interval.ZERO
        return self._own(apart[i]) if i == j else self.arithmetic.neg(self._other(apart[i], apart[j]))

    def _value(self, apart: Fraction) -> Interval:
        return self.arithmetic.number(apart + Fraction(1, self.support.count))

    def _own(self, apart: Fraction) -> Interval:  # noqa: ARG002 - it is the same for all components
        return self.arithmetic.number(1 - Fraction(1, self.support.count))

    def _other(self, apart: Fraction, other: Fraction) -> Interval:  # noqa: ARG002
        return self.arithmetic.number(Fraction(1, self.support.count))


class _EntmaxOnDecimals(_OnDecimals):
    """entmax15; if the radius r is rational, so are all values and slopes, which are exact then."""

    exponent = 2

    @cached_property
    def variance(self) -> Fraction:
        return self.support.left / self.support.count

    @cached_property
    def rational_radius(self) -> Fraction | None:
        roots = [isqrt(whole) for whole in (self.variance.numerator, self.variance.denominator)]
        radius = Fraction(*roots)
        return radius if radius * radius == self.variance else None

    @cached_property
    def radius(self) -> Interval:
        return self.arithmetic.sqrt(self.arithmetic.number(self.variance))

    def _root(self, apart: Fraction, times: int = 1) -> Interval:
        """times*r + apart, which is positive; where that cancels, by its conjugate."""
        many = self.arithmetic.number(Fraction(times))
        radius = self.arithmetic.mul(many, self.radius)
        if apart >= 0:
            return self.arithmetic.add(radius, self.arithmetic.number(apart))
        conjugate = self.arithmetic.add(radius, self.arithmetic.number(-apart))
        difference = self.arithmetic.number(times * times * self.variance - apart * apart)
        return self.arithmetic.div(difference, conjugate)

    def _value(self, apart: Fraction) -> Interval:
        if self.rational_radius is not None:
            return self.arithmetic.number((self.rational_radius + apart) ** 2)
        if not apart:
            return self.arithmetic.number(self.variance)
        root = self._root(apart)
        return self.arithmetic.mul(root, root)

    def _own(self, apart: Fraction) -> Interval:
        """s (k r - s)/(k r), where k r - s is (k - 1) r - apart."""
        count, radius = self.support.count, self.rational_radius
        if radius is not None:
            s, whole = radius + apart, count * radius
            return self.arithmetic.number(s * (whole - s) / whole)
        return self._over_whole(self.arithmetic.mul(self._root(apart), self._root(-apart, count - 1)))

    def _other(self, apart: Fraction, other: Fraction) -> Interval:
        count, radius = self.support.count, self.rational_radius
        if radius is not None:
            return self.arithmetic.number((radius + apart) * (radius + other) / (count * radius))
        return self._over_whole(self.arithmetic.mul(self._root(apart), self._root(other)))

    def _over_whole(self, product: Interval) -> Interval:
        count = self.arithmetic.number(Fraction(self.support.count))
        return self.arithmetic.div(product, self.arithmetic.mul(count, self.radius))


sparsemax: Final = VectorFunction(_OnArrays, _OnDecimals)
entmax15: Final = VectorFunction(_EntmaxOnArrays, _EntmaxOnDecimals)
