"""Double-double arithmetic that sees which sums and products are exact, for ties.

In a piece of a formula that is a polynomial, the result may be exactly half-way between two numbers. A bound
on its error never decides that, and 0 does. Here the error of a sum or product of exact numbers is 0 where no
step of it was rounded; that takes twice the time, so it is for the points that nothing faster decides.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from actx.core.arithmetic.double_double import scaled
from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.pairs import Pair, two_product, two_sum
from actx.core.arithmetic.double_double.scaled import Scaled, is_plain

# The least magnitude of a product of words whose rounding error does not underflow.
_LEAST: Final = 2.0**-900


class ExactDoubleDouble(DoubleDouble):
    """`DoubleDouble` with an error of 0 for sums and products that are exact."""

    __slots__ = ()

    def apply(self, operation: str, *args: Any) -> Any:
        result = DoubleDouble.apply(self, operation, *args)
        if operation not in ("add", "sub", "mul") or not is_plain(result, *args):
            return result
        a, b = args
        are_known = (a.error == 0) & (b.error == 0)
        if not np.any(are_known) or np.all(result.error == 0):
            return result
        if operation == "mul":
            pair, is_exact = _product(a, b)
        else:
            pair, is_exact = _sum(a, scaled.neg(b) if operation == "sub" else b)
        is_exact = is_exact & are_known
        return Scaled(
            np.where(is_exact, pair.hi, result.hi),
            np.where(is_exact, pair.lo, result.lo),
            error=np.where(is_exact, 0.0, result.error),
        )


def _sum(a: Scaled, b: Scaled) -> tuple[Pair, Any]:
    """a + b, and where no step of it is rounded."""
    s, e = two_sum(a.hi, b.hi)
    t, f = two_sum(a.lo, b.lo)
    e, first = two_sum(e, t)
    s, e = two_sum(s, e)
    e, second = two_sum(e, f)
    return two_sum(s, e), (first == 0) & (second == 0)


def _product(a: Scaled, b: Scaled) -> tuple[Pair, Any]:
    """a*b, if one of them is a single word, and where no step of it is rounded."""
    high, low = two_product(a.hi, b.hi)
    cross, first = two_product(a.hi, b.lo)
    other, second = two_product(a.lo, b.hi)
    middle, third = two_sum(cross, other)
    low, fourth = two_sum(low, middle)
    is_exact = (np.asarray(a.lo) == 0) | (np.asarray(b.lo) == 0)
    for rest in (first, second, third, fourth):
        is_exact = is_exact & (rest == 0)
    for u, v, product in ((a.hi, b.lo, cross), (a.lo, b.hi, other)):
        is_exact = is_exact & ((u == 0) | (v == 0) | (np.abs(product) > _LEAST))
    return two_sum(high, low), is_exact
