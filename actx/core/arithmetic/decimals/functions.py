"""Elementary functions on Decimal, to any number of digits, with a proved bound on the error.

Every function takes (x, digits), reads x exactly, however many digits it has, and returns r with

    |r - f(x)| <= 10**-digits * |f(x)|

also in the tails and near zeros of f, for digits from 20 to some thousands. The functions are in
`exponential`, `circular` and `gaussian`, each with the argument for its accuracy; `promise` has what they
share. The caller's decimal context is neither used nor changed, and nothing is trapped.

The bound does not hold where f(x) is beyond Decimal's exponents, about ±10**18: the result is then an
infinity or a zero, with the sign of f. A result may be an asymptote, such as 1 for tanh(1000), within the
bound; `known_value` tells which values are exact.
"""

from decimal import Decimal

from actx.core.arithmetic.decimals import gaussian  # noqa: F401 - enters its functions in FUNCTIONS
from actx.core.arithmetic.decimals.circular import ArgumentTooLarge, pi
from actx.core.arithmetic.decimals.exponential import e
from actx.core.arithmetic.decimals.promise import FUNCTIONS, KNOWN

__all__ = ["FUNCTIONS", "KNOWN", "ArgumentTooLarge", "e", "known_value", "pi"]


def known_value(name: str, x: Decimal) -> Decimal | None:
    """The value of the function `name` at x if it is known exactly, else None.

    Known are the values at the points of KNOWN[name], at infinities and nan, and outside the domain (nan). At
    every other finite Decimal the exponentials, logarithms, circular and hyperbolic functions, sigmoid and
    log1pexp are irrational (Lindemann-Weierstrass), so that enough digits always decide a rounding. For erf,
    erfc, normcdf, and normpdf except at 0, this is conjectured, not proved: a loop over more and more digits
    needs a limit.
    """
    return KNOWN[name](x)
