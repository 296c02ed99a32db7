"""softmax and the functions that follow from its shares: softmin, log_softmax, quiet_softmax and logsumexp.

- softmin is softmax of -x.
- quiet_softmax is softmax of the vector with a 0 appended, whose share is left out.
- logsumexp is m + log(1 + r), m the largest component and r the rest (see `shares`). At infinities it may
  have a limit where the shares have none; its slopes, which are the shares, are nan there.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from math import isinf, isnan
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.decimals.interval import NOWHERE, Interval, exactly
from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.scaled import (
    Scaled,
    add,
    mul,
    neg,
    part,
    where,
)
from actx.core.errors import LengthError
from actx.core.vector.function import VectorFunction
from actx.core.vector.rows import on_diagonal
from actx.core.vector.shares import SharesOnArrays, SharesOnDecimals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from actx.core.arithmetic.decimals.arithmetic import Decimals

_DOUBLE_DOUBLE: Final = DoubleDouble()


# --- on arrays -------------------------------------------------------------------------------------------


class SoftmaxOnArrays(SharesOnArrays):
    def __init__(self, x: NDArray[Any]) -> None:
        super().__init__(x)
        self.p = self.shares()

    def values(self) -> Scaled:
        return self.limited(self.p)

    def slopes(self, which: slice) -> Scaled:
        """p_i (1 - p_i) on the diagonal, -p_i p_j off it."""
        products = mul(part(self.p, np.s_[:, which, None]), part(self.p, np.s_[:, None]))
        return self.limited(on_diagonal(which, self.own, neg(products)))

    @cached_property
    def own(self) -> Scaled:
        """p_i (1 - p_i)."""
        return mul(self.p, self.complements(self.p))


class _SoftminOnArrays(SoftmaxOnArrays):
    def __init__(self, x: NDArray[Any]) -> None:
        super().__init__(-x)

    def slopes(self, which: slice) -> Scaled:
        slopes = super().slopes(which)
        return slopes if self.size == 1 else neg(slopes)


class _LogSoftmaxOnArrays(SharesOnArrays):
    def values(self) -> Scaled:
        return self.limited(self.logarithms())

    def slopes(self, which: slice) -> Scaled:
        """1 - p_i on the diagonal, -p_j off it."""
        p, complements = self.both
        return self.limited(on_diagonal(which, complements, neg(part(p, np.s_[:, None]))))

    @cached_property
    def both(self) -> tuple[Scaled, Scaled]:
        """The shares and their complements."""
        p = self.shares()
        return p, self.complements(p)


class _QuietOnArrays(SoftmaxOnArrays):
    def __init__(self, x: NDArray[Any]) -> None:
        super().__init__(np.concatenate([x, np.zeros((len(x), 1))], axis=-1))

    def values(self) -> Scaled:
        return part(super().values(), np.s_[:, :-1])

    def slopes(self, which: slice) -> Scaled:
        within = slice(which.start, min(which.stop, self.size - 1))
        return part(super().slopes(within), np.s_[:, :, :-1])


class _SumOnArrays(SharesOnArrays):
    def __init__(self, x: NDArray[Any]) -> None:
        super().__init__(x)
        self.top = np.max(x, axis=-1, keepdims=True)  # nan if a component is

    def values(self) -> Scaled:
        # Of one component it is that component itself: adding 0 would lose the sign of -0.
        surplus = _DOUBLE_DOUBLE.apply("log1p", self.rest)
        sum_ = self.exact_top if self.size == 1 else add(self.exact_top, surplus)
        return where(np.isfinite(self.top), sum_, Scaled(self.top))

    def slopes(self, which: slice) -> Scaled:
        return part(self.limited(part(self.shares(), np.s_[:, None])), np.s_[:, which])


# --- on decimals -----------------------------------------------------------------------------------------


class SoftmaxOnDecimals(SharesOnDecimals):
    def value(self, i: int) -> Interval:
        return self.share(i) if self.has_limit else NOWHERE

    def slope(self, i: int, j: int) -> Interval:
        if not self.has_limit:
            return NOWHERE
        if i == j:
            return self.share_of_complement(i)
        return self.arithmetic.neg(self.arithmetic.mul(self.share(i), self.share(j)))


class _SoftminOnDecimals(SoftmaxOnDecimals):
    def __init__(self, arithmetic: Decimals, x: Sequence[float]) -> None:
        super().__init__(arithmetic, [-component for component in x])

    def slope(self, i: int, j: int) -> Interval:
        slope = super().slope(i, j)
        return slope if len(self.x) == 1 else self.arithmetic.neg(slope)


class _LogSoftmaxOnDecimals(SharesOnDecimals):
    def value(self, i: int) -> Interval:
        return self.logarithm(i) if self.has_limit else NOWHERE

    def slope(self, i: int, j: int) -> Interval:
        if not self.has_limit:
            return NOWHERE
        return self.complement(i) if i == j else self.arithmetic.neg(self.share(j))


class _QuietOnDecimals(SoftmaxOnDecimals):
    def __init__(self, arithmetic: Decimals, x: Sequence[float]) -> None:
        super().__init__(arithmetic, [*x, 0.0])


class _SumOnDecimals(SharesOnDecimals):
    def value(self, i: int) -> Interval:  # noqa: ARG002 - there is only one
        top = exactly(Decimal(self.top))
        if isnan(self.top) or isinf(self.top) or len(self.x) == 1:
            return top
        surplus: Interval = self.arithmetic.apply("log1p", self.rest)
        return self.arithmetic.add(top, surplus)

    def slope(self, i: int, j: int) -> Interval:  # noqa: ARG002
        return self.share(j) if self.has_limit else NOWHERE


def _one(n: int) -> int:
    if not n:
        raise LengthError("logsumexp takes vectors of one component or more")
    return 1


softmax: Final = VectorFunction(SoftmaxOnArrays, SoftmaxOnDecimals)
softmin: Final = VectorFunction(_SoftminOnArrays, _SoftminOnDecimals)
log_softmax: Final = VectorFunction(_LogSoftmaxOnArrays, _LogSoftmaxOnDecimals)
quiet_softmax: Final = VectorFunction(_QuietOnArrays, _QuietOnDecimals)
logsumexp: Final = VectorFunction(_SumOnArrays, _SumOnDecimals, _one)
