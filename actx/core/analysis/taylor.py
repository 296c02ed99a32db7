"""The sign of an expression on an interval by its Taylor polynomial there, with a bounded remainder.

Where terms cancel, interval arithmetic needs intervals as narrow as what is left of them. The coefficients of
the polynomial at the middle know what is left, so that the interval may be as wide as the distance to the
next zero.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf, nextafter
from typing import TYPE_CHECKING, Final

import numpy as np

from actx.core.arithmetic.jets import jets
from actx.core.errors import FormulaError

if TYPE_CHECKING:
    from actx.core.formula.expression import Expression

_ORDER: Final = 8
_SLACK: Final = 1 + 2.0**-40  # for the roundings of the sums of this module
_UNDERFLOW: Final = 1e-300  # more than what underflow takes from them
# Of an interval, for the powers of its width to be neither 0 nor infinite.
_NARROWEST: Final = Fraction(1, 10**30)
_FARTHEST: Final = 10**30


def signs_by_taylor(expression: Expression, low: Fraction, high: Fraction) -> tuple[int, int]:
    """The sign of an expression without choices that is smooth on the interval, and that of its derivative.

    A sign that is not found is 0.
    """
    if not _NARROWEST < high - low <= high < _FARTHEST:
        return 0, 0
    start, end = nextafter(float(low), -inf), nextafter(float(high), inf)
    middle = (start + end) / 2
    radius = nextafter(max(end - middle, middle - start), inf)
    try:
        (found,) = jets([expression], np.array([middle, start]), np.array([middle, end]), _ORDER)
    except FormulaError:
        return 0, 0
    powers = np.arange(_ORDER + 1)
    with np.errstate(all="ignore"):
        sizes = np.append(found.magnitude[:-1, 0], found.magnitude[-1, 1]) * radius**powers
        of_slope = sizes * powers / radius
        others, of_slopes = sizes[1:].sum(), of_slope[2:].sum()
    return (
        _sign(found.lo[0, 0], found.hi[0, 0], others),
        _sign(found.lo[1, 0], found.hi[1, 0], of_slopes),
    )


def _sign(low: float, high: float, others: float) -> int:
    """The sign of a number between bounds and others up to a size, which may be infinite or nan."""
    most = others * _SLACK + _UNDERFLOW
    return 1 if low > most else -1 if -high > most else 0
