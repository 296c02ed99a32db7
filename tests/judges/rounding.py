"""From a ball to the number of a format."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import ctx

from judges.arb import Rounded
from judges.truth import Format, nearest_dyadic

if TYPE_CHECKING:
    from flint import arb

NAN = Rounded(math.nan, zero=False)


def _ends(ball: arb, precision: int) -> list[tuple[int, int]]:
    before = ctx.prec
    ctx.prec = precision
    try:
        ends = (ball.lower().man_exp(), ball.upper().man_exp())
    finally:
        ctx.prec = before
    return [(int(mantissa), int(exponent)) for mantissa, exponent in ends]


def rounded(x: float, form: Format) -> float:
    """x as a number of the format."""
    if math.isinf(x):
        return math.copysign(1, x) * form.beyond
    if math.isnan(x) or not x:
        return x
    numerator, denominator = x.as_integer_ratio()
    return nearest_dyadic(numerator, 1 - denominator.bit_length(), form)


def settled(ball: arb, form: Format, precision: int) -> Rounded | None:
    """What a ball rounds to, if it is one number with one sign."""
    if not ball.is_finite():
        return None
    if ball.is_zero():
        return Rounded(0.0, zero=True)
    low, high = _ends(ball, precision)
    if low[0] * high[0] <= 0:
        return None
    below, above = nearest_dyadic(*low, form), nearest_dyadic(*high, form)
    same = below == above or (math.isnan(below) and math.isnan(above))
    return Rounded(below, zero=False) if same else None


def hidden(ball: arb, form: Format, precision: int, sure: int) -> Rounded | None:
    """What a ball is taken for that is narrower than 2**-sure: the 0 or the tie in it."""
    if not ball.is_finite():
        return None
    low, high = _ends(ball, precision)
    width = abs(_exact(high) - _exact(low)) if _near(low, high, precision) else None
    if width is None:
        return None
    if low[0] * high[0] <= 0:
        return Rounded(0.0, zero=True) if width < Fraction(1, 1 << sure) else None
    mantissa, exponent = low
    magnitude = exponent + mantissa.bit_length()
    if width >= Fraction(2) ** (magnitude - sure):
        return None
    excess = max(magnitude - form.bits, form.least) - 1 - exponent  # a tie has one bit more than a number
    if excess <= 0:
        return None
    tie = round(Fraction(mantissa, 1 << excess))
    return Rounded(nearest_dyadic(tie, exponent + excess, form), zero=False)


def exactly(value: Fraction, form: Format) -> Rounded:
    """A rational number, rounded."""
    if not value:
        return Rounded(0.0, zero=True)
    top, bottom = abs(value.numerator), value.denominator
    shift = max(0, 1200 + bottom.bit_length() - top.bit_length())
    mantissa, rest = divmod(top << shift, bottom)
    mantissa = 2 * mantissa + (rest > 0)  # a last bit that tells what is between two numbers
    return Rounded(nearest_dyadic(-mantissa if value < 0 else mantissa, -shift - 1, form), zero=False)


def infinite(sign: int, form: Format) -> Rounded:
    """An infinity; a format that has none has nan."""
    return Rounded(sign * form.beyond, zero=False)


def _exact(end: tuple[int, int]) -> Fraction:
    mantissa, exponent = end
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


def _near(low: tuple[int, int], high: tuple[int, int], precision: int) -> bool:
    """Whether numbers are of a size with which to reckon as fractions."""
    return all(abs(exponent) < 8 * precision + 100000 for _, exponent in (low, high))
