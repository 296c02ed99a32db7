"""Elementary functions on Decimal, to any number of digits, with a proved bound on the error.

Every function takes (x, digits), reads x exactly, however many digits it has, and returns r with

    |r - f(x)| <= 10**-digits * |f(x)|

in the tails and near zeros of f alike, for digits from 20 to some thousand. The modules `exponential`,
`circular` and `gaussian` hold the functions, each with the argument for its accuracy; `contract` holds what
they share. The caller's decimal context is neither used nor changed, and nothing is trapped.

Two results stand outside the bound, where f(x) is beyond Decimal's exponents, which end near ±10**18:
Infinity then means a value too large to write, and a zero, with the sign of f, one too small. And tanh(1000)
may be 1, which claims no more than the bound does: `exact` tells which values are exact.
"""

from decimal import Decimal

from actx.core.arithmetic.decimals.circular import OutOfReach, atan, cos, pi, sin, tan
from actx.core.arithmetic.decimals.exponential import (
    asinh,
    cosh,
    e,
    exp,
    expm1,
    log,
    log1p,
    log1pexp,
    sigmoid,
    sinh,
    tanh,
)
from actx.core.arithmetic.decimals.gaussian import erf, erfc, normcdf, normpdf
from actx.core.arithmetic.decimals.promise import EXACT, FUNCTIONS, Exact, Function


def exact(name: str, x: Decimal) -> Decimal | None:
    """The value of the function `name` at x where it is known exactly, else None.

    Known are the values at the points of EXACT[name], at infinities and nan, and outside the domain (nan). At
    every other finite Decimal the exponentials, logarithms, circular and hyperbolic functions, sigmoid and
    log1pexp are irrational (Lindemann-Weierstrass): digits enough will always decide a rounding. Of erf, erfc
    and normcdf, and of normpdf but at 0, the same is believed and not proved: a caller who waits for the
    decision needs a cap.
    """
    return EXACT[name](x)


__all__ = [
    "EXACT",
    "FUNCTIONS",
    "Exact",
    "Function",
    "OutOfReach",
    "asinh",
    "atan",
    "cos",
    "cosh",
    "e",
    "erf",
    "erfc",
    "exact",
    "exp",
    "expm1",
    "log",
    "log1p",
    "log1pexp",
    "normcdf",
    "normpdf",
    "pi",
    "sigmoid",
    "sin",
    "sinh",
    "tan",
    "tanh",
]
