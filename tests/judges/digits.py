"""Values and slopes to any number of digits, by mpmath and Arb."""

from __future__ import annotations

from decimal import MIN_EMIN, Decimal
from typing import TYPE_CHECKING, Any

import mpmath
from flint import arb, arb_series, ctx, fmpq
from mpmath import mp

from judges.series import Series
from judges.truth import to_mpf

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction


def to_digits(value: Any, digits: int) -> Decimal:
    """An mpf of more digits to so many significant ones, ties to even."""
    if not value:
        return Decimal(0)
    with mp.workdps(2 * digits + 200):
        power = int(mpmath.floor(mpmath.log10(abs(value))))
        count = int(mpmath.nint(abs(value) * mpmath.mpf(10) ** (digits - 1 - power)))
    if power < MIN_EMIN:  # below all decimals
        return Decimal(0).copy_sign(Decimal(int(mpmath.sign(value))))
    figures = Decimal(count).as_tuple().digits
    return Decimal((int(value < 0), figures, power - digits + 1))


def fraction_to_digits(value: Fraction, digits: int) -> Decimal:
    with mp.workdps(2 * digits + 1500):
        return to_digits(to_mpf(value), digits)


def true_value(f: Callable[[Any], Any], x: Fraction, digits: int) -> Any:
    with mp.workdps(2 * digits + 150):
        return f(to_mpf(x))


def true_slope(f: Callable[[Any], Any], x: Fraction, digits: int) -> Any:
    """f'(x) by a central difference: its step is past all the digits, and it cancels fewer than there are.

    Where it cancels them all, by series.
    """
    working = 4 * digits + 600
    with mp.workdps(working):
        step = min(mpmath.mpf(1), abs(to_mpf(x))) * mpmath.mpf(10) ** -(digits + 50)
        above, below = f(to_mpf(x) + step), f(to_mpf(x) - step)
        if abs(above - below) > abs(above) * mpmath.mpf(10) ** -(working - digits - 30):
            return (above - below) / (2 * step)
    return true_slope_of_series(f, x, digits)


def true_slope_of_series(f: Callable[[Any], Any], x: Fraction, digits: int) -> Any:
    """f'(x) by Arb, where f is constant or as good as that: erf at 300 is 1, to 38,000 digits."""
    with ctx.workprec(8 * digits + 1000), mp.workdps(4 * digits + 600):
        ctx.cap = 2
        point = Series(arb_series([arb(fmpq(x.numerator, x.denominator)), 1]), 1)
        mantissa, exponent = f(point).terms[1].mid().man_exp()
        return mpmath.ldexp(mpmath.mpf(int(mantissa)), int(exponent))
