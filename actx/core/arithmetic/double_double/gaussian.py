"""The scaled normal tail (Mills ratio) and erf near 0, on double-double arrays and in float64.

Error bounds as in `exponential`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import factorial, isqrt
from typing import Any, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.double_double.circular import pi
from actx.core.arithmetic.double_double.exponential import pair
from actx.core.arithmetic.double_double.pairs import (
    Pair,
    add_near,
    add_small,
    fast_two_sum,
    mul,
    polynomial,
    square,
    times_power,
    two_sum,
)
from actx.core.arithmetic.double_double.tables import table

# Relative errors: of the table of mills, of its asymptotic series, of the series of erf.
MILLS_ERROR: Final = 5 * 2.0**-95
_ASYMPTOTIC_ERROR: Final = 3 * 2.0**-52
ERF_ERROR: Final = 5 * 2.0**-105
TABLE_END: Final = 40.0
"""Up to this u, `mills` uses the table; beyond it, the asymptotic series."""

ERF_MAX: Final = 0.5
"""The largest |x| that `erf_near_zero` takes."""

# The degree of the polynomials, how many of their coefficients and of the terms of erf are pairs, the highest
# power of the series of erf; then the same two for the float64 functions.
_DEGREE: Final = 14
_PAIR_TERMS: Final = 7
_ERF_PAIR_TERMS: Final = 12
_ERF_TERMS: Final = 20
_DOUBLE_DEGREE: Final = 8
_ERF_DOUBLE_TERMS: Final = 12
_DOUBLE_FACTORIALS: Final = (1.0, -1.0, 3.0, -15.0, 105.0, -945.0, 10395.0, -135135.0)
# Each octave of 1 + u is divided into 32 pieces, by the first 5 bits of its significand.
_PIECE_BITS: Final = 52 - 5
_FIRST_PIECE: Final = 1023 << 5


@cache
def _rows() -> tuple[Any, ...]:
    return tuple(row.copy() for row in table("mills"))


class _Piece(NamedTuple):
    """The number of the polynomial for u, and the position of u within its piece, from -1 to 1."""

    number: Any
    t: Pair


def _piece(u: Any, rest: Any) -> _Piece:
    """The piece for u + rest, which lies between 0 and TABLE_END."""
    bits = (1.0 + u).view(np.int64)
    middle = ((bits >> _PIECE_BITS << 1 | 1) << (_PIECE_BITS - 1)).view(np.float64) - 1.0
    per_half = ((2 * 1023 + 6 - (bits >> 52)) << 52).view(np.float64)
    s, e = two_sum(u, -middle)
    return _Piece((bits >> _PIECE_BITS) - _FIRST_PIECE, times_power(fast_two_sum(s, e + rest), per_half))


def mills(u: Pair) -> tuple[Pair, Any]:
    """exp(u²/2) normcdf(-u) for u >= 0, with a bound on its error; about 50 bits beyond TABLE_END."""
    rows = _rows()
    far = u.hi > TABLE_END
    number, t = _piece(np.where(far, TABLE_END, u.hi), np.where(far, 0.0, u.lo))
    total = polynomial(t.hi, [rows[n].take(number) for n in range(_PAIR_TERMS, _DEGREE + 1)])
    coefficients = [
        Pair(rows[n].take(number), rows[_DEGREE + 1 + n].take(number)) for n in range(_PAIR_TERMS)
    ]
    result = add_small(coefficients[-1], t.hi * total)
    for coefficient in reversed(coefficients[:-1]):
        result = add_near(coefficient, mul(t, result))
    error = result.hi * MILLS_ERROR
    if far.any():
        value = _asymptotic(u.hi)
        result = Pair(np.where(far, value, result.hi), np.where(far, 0.0, result.lo))
        error = np.where(far, value * _ASYMPTOTIC_ERROR, error)
    return result, error


def mills_in_double(u: Any) -> Any:
    """exp(u²/2) normcdf(-u) in float64 for u >= 0, within 2 ulp."""
    rows = _rows()
    far = u > TABLE_END
    number, t = _piece(np.where(far, TABLE_END, u), 0.0)
    value = polynomial(t.hi, [rows[n].take(number) for n in range(_DOUBLE_DEGREE + 1)])
    return np.where(far, _asymptotic(u), value)


def _asymptotic(u: Any) -> Any:
    """1/(√(2 pi) u) (1 - 1/u² + 3/u⁴ - 15/u⁶ + ...); at u = 40 the first omitted term is 2**-64."""
    return polynomial(1.0 / (u * u), _DOUBLE_FACTORIALS) / (u * np.sqrt(2 * np.pi))


@cache
def _erf_series() -> list[Pair]:
    """The coefficients (-1)**n / (n! (2n + 1)) of the Maclaurin series, from n = 0."""
    return [pair(Fraction((-1) ** n, factorial(n) * (2 * n + 1))) for n in range(_ERF_TERMS + 1)]


@cache
def two_over_root_pi() -> Pair:
    """2/√pi, the slope of erf at 0."""
    return pair(_root(4 / pi()))


def _root(value: Fraction) -> Fraction:
    """The square root, to 200 bits after the point."""
    return Fraction(isqrt((value.numerator << 400) // value.denominator), 1 << 200)


def erf_near_zero(x: Pair) -> tuple[Pair, Any]:
    """erf x for |x| <= ERF_MAX, by its Maclaurin series."""
    series = _erf_series()
    s = square(x)
    total = polynomial(s.hi, [term.hi for term in series[_ERF_PAIR_TERMS:]])
    wide = add_small(series[_ERF_PAIR_TERMS - 1], s.hi * total)
    for term in reversed(series[: _ERF_PAIR_TERMS - 1]):
        wide = add_near(term, mul(s, wide))
    result = mul(mul(two_over_root_pi(), x), wide)
    return result, np.abs(result.hi) * ERF_ERROR


def erf_near_zero_in_double(x: Any) -> Any:
    """erf x in float64 for |x| <= ERF_MAX, within 2 ulp."""
    s = x * x
    total = polynomial(s, [term.hi for term in _erf_series()[1:_ERF_DOUBLE_TERMS]])
    # s*total is below 1, so its second rounding costs less than rounding 1 + s*total would.
    scaled = two_over_root_pi().hi * x
    return scaled + (scaled * (s * total) + two_over_root_pi().lo * x)
