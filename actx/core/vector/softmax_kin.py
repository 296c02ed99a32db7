"""What else comes from the shares of softmax: with one more component, and the logarithm of their sum.

- quiet_softmax is softmax of the vector and a 0 beside it, whose share is left out
- logsumexp is m + log(1 + r), m the largest component and r the rest; at infinities it has limits where the
  shares have none, and there its slopes are nan
"""

from __future__ import annotations

from decimal import Decimal
from math import isinf, isnan
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.decimals.interval import NOWHERE, Interval
from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.scaled import Scaled, add, part, where
from actx.core.errors import LengthError
from actx.core.vector.function import VectorFunction
from actx.core.vector.softmax import SharesOnArrays, SharesOnDecimals, SoftmaxOnArrays, SoftmaxOnDecimals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from actx.core.arithmetic.decimals.arithmetic import Decimals

_DOUBLE_DOUBLE: Final = DoubleDouble()


class _QuietOnArrays(SoftmaxOnArrays):
    def __init__(self, x: NDArray[Any]) -> None:
        super().__init__(np.concatenate([x, np.zeros((len(x), 1))], axis=-1))

    def values(self) -> Scaled:
        return part(super().values(), np.s_[:, :-1])

    def slopes(self, which: slice) -> Scaled:
        within = slice(which.start, min(which.stop, self.size - 1))
        return part(super().slopes(within), np.s_[:, :, :-1])


class _QuietOnDecimals(SoftmaxOnDecimals):
    def __init__(self, arithmetic: Decimals, x: Sequence[float]) -> None:
        super().__init__(arithmetic, [*x, 0.0])


class _SumOnArrays(SharesOnArrays):
    def __init__(self, x: NDArray[Any]) -> None:
        super().__init__(x)
        self.top = np.max(x, axis=-1, keepdims=True)  # nan, if there is one

    def values(self) -> Scaled:
        # Of one component it is that itself, and so is the sign of a zero, which a sum would lose.
        surplus = _DOUBLE_DOUBLE.apply("log1p", self.rest)
        sum_ = self.exact_top if self.size == 1 else add(self.exact_top, surplus)
        return where(np.isfinite(self.top), sum_, Scaled(self.top))

    def slopes(self, which: slice) -> Scaled:
        return part(self.limited(part(self.shares(), np.s_[:, None])), np.s_[:, which])


class _SumOnDecimals(SharesOnDecimals):
    def value(self, i: int) -> Interval:  # noqa: ARG002 - there is but one
        top = Interval(Decimal(self.top), Decimal(self.top))
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


quiet_softmax: Final = VectorFunction(_QuietOnArrays, _QuietOnDecimals)
logsumexp: Final = VectorFunction(_SumOnArrays, _SumOnDecimals, _one)
