"""Fast values with a relative error of at most 1e-9, for searches, not for answers.

A value that 100 digits do not tell from 0 is taken for 0; `rounding.arrays.approximate` analyses it.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, Context, Decimal
from math import nan
from typing import TYPE_CHECKING, Final

import numpy as np

from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import Interval, exactly
from actx.core.arithmetic.decimals.survey import irregularity
from actx.core.arithmetic.double_double.scaled import STEP
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.differentiate import target
from actx.core.rounding import tiers
from actx.core.rounding.attempts import first_decided

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from actx.core.formula.expression import Expression

    Floats = NDArray[np.float64]

# The significant digits of decimals, where those do not do.
_DIGITS: Final = (40, 100)
# For ends of any magnitude, which exceed the exponents of the default context.
_WIDE: Final = Context(prec=40, rounding=ROUND_CEILING, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
# Scales, exponents in units of STEP bits, are clipped to this: beyond 2**(STEP*4) float64 overflows.
_MOST_SCALE: Final = 4


def glance(f: Expression, points: Floats, order: int = 0) -> Floats:
    """A derivative at each point to 9 digits; 0 where 100 digits do not tell it from 0.

    It is nan where f is not regular, and where 100 digits do not give the value.
    """
    values, known = tiers.approximated(f, points, order)
    if not known.all():
        values[~known], sure = _in_double_double(f, points[~known], order)
        known[~known] = sure
    for index in np.flatnonzero(~known).tolist():
        values[index] = _in_decimals(f, Decimal(float(points[index])), order)
    return values


def _in_double_double(f: Expression, points: Floats, order: int) -> tuple[Floats, NDArray[np.bool_]]:
    expression = tiers.where_regular(f, target(f, order))
    with np.errstate(all="ignore"):
        number = tiers.in_double_double(expression, points, strict=order > 0)
        hi, _, scale, error = (np.broadcast_to(part, points.shape) for part in number)
        values = np.ldexp(hi, np.clip(scale, -_MOST_SCALE, _MOST_SCALE).astype(int) * STEP)
        return values, (error <= tiers.APPROXIMATE * np.abs(hi)) & np.isfinite(values)


def _in_decimals(f: Expression, x: Decimal, order: int) -> float:
    point = exactly(x)
    if irregularity(f, _DIGITS[0], point) is not None:
        return nan
    tree = target(f, order)
    attempts = (interpret(tree, Decimals(digits, strict=order > 0), point) for digits in _DIGITS)
    found, last = first_decided(attempts, _to_nine_digits, while_defined=True)
    if found is not None:
        return found
    return 0.0 if not last.lo.is_nan() and last.lo <= 0 <= last.hi else nan


def _to_nine_digits(interval: Interval) -> float | None:
    """A number to which all values in an interval are equal to 9 digits; None if they differ by more."""
    lo, hi = interval
    if float(lo) == float(hi) or _WIDE.subtract(hi, lo) <= lo.copy_abs().scaleb(-9, _WIDE):
        return float(lo)
    return None
