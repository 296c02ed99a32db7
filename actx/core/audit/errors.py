"""The errors, in ulps, of formulas and derivatives that are evaluated as they are written.

An ulp is the unit in the last place of a format at the true value: the distance between neighbouring numbers
of the format from the power of 2 below it to the one above, and below the least normal number that of the
subnormal ones. The true value is taken as the float64 nearest to it for that: beside a power of 2 this
decides between an ulp and its half.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import TYPE_CHECKING, Final

import numpy as np

from actx.core.arithmetic.double_double.scaled import STEP
from actx.core.audit.as_written import as_written
from actx.core.errors import UndecidedError
from actx.core.formula.differentiate import derivative, target
from actx.core.formula.expression import Number, substitute
from actx.core.rounding.arrays import rounded
from actx.core.rounding.digits import to_digits
from actx.core.rounding.formats import FLOAT64
from actx.core.rounding.tiers import MOST_SCALE, in_double_double, where_regular

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from actx.core.activation import Activation
    from actx.core.formula.expression import Expression
    from actx.core.rounding.formats import Format

    Doubles = NDArray[np.float64]

# In ulps: a true value is known well enough if its error bound is at most this.
_KNOWN_TO: Final = 2.0**-10
# In ulps: from this error on, the part of an ulp between the true value and the nearest float64 is left out.
_LARGE: Final = 2.0**10
_LARGEST: Final = FLOAT64.largest
# Significant decimal digits of the true values that double-double does not give.
_DIGITS: Final = 40
_DECIMALS: Final = Context(prec=_DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])


@np.errstate(all="ignore")
def error_in_ulps(f: Activation, x: Doubles, form: Format, order: int = 0) -> Doubles:
    """|as written - true| at numbers of a format, in ulps of the format at the true value.

    `as_written` evaluates the formula of f, or for an order from 1 to 10 the derivative that actx derives
    from it. `x` may have any shape, the result has the same. The true value is that of the formula, also at a
    point at which a framework gives another slope (`Activation.slopes`).

    The error is within 0.001 ulp, or within one part in 1,000 of itself. It is 0 where the true value rounds
    to an infinity, or overflows to nan in a format without infinities, and so does the result as written. It
    is inf where only one of them is infinite or nan; nan where f is undefined or its true value not decided.

    Raises FormulaError if the derivative is too large.
    """
    written = as_written(_tree(f, order), x, form)
    nearest = rounded(f.function, x, FLOAT64, order)
    right = form.round(nearest)
    units = _ulps(nearest, form)
    errors = np.asarray(np.ldexp(written, -units) - np.ldexp(nearest, -units))
    if form is FLOAT64:  # in a narrower format, float64 is as good as the true value
        close = np.isfinite(nearest) & (np.abs(errors) < _LARGE)
        errors[close] -= _beyond(f.function, x[close], nearest[close], order)
    errors = np.minimum(np.abs(errors), _LARGEST)
    same = (written == right) | (np.isnan(written) & np.isnan(right))
    errors = np.where(np.isfinite(written) & np.isfinite(right), errors, np.where(same, 0.0, np.inf))
    return np.where(np.isnan(nearest), np.nan, errors)


def _tree(f: Activation, order: int) -> Expression:
    """The formula as written, or the derivative as `actx info` prints it, with the parameters' values."""
    if not order:
        return f.function
    values: dict[str, Expression] = {name: Number(value) for name, value in f.values.items()}
    return substitute(derivative(f.symbolic, order), values)


def _ulps(values: Doubles, form: Format) -> NDArray[np.int64]:
    """The exponents of 2 of the ulps at float64 values."""
    _, exponents = np.frexp(values)
    exponents = np.where(values == 0, form.emin, np.clip(exponents - 1, form.emin, form.emax))
    return exponents.astype(np.int64) - form.precision + 1


def _beyond(f: Expression, x: Doubles, nearest: Doubles, order: int) -> Doubles:
    """The true value minus the float64 nearest to it, in ulps of float64; nan where it is not decided."""
    if not x.size:
        return x
    units = _ulps(nearest, FLOAT64)
    number = in_double_double(where_regular(f, target(f, order)), x, strict=order > 0)
    hi, lo, scale, error = (np.broadcast_to(part, x.shape) for part in number)
    exponents = np.clip(scale, -MOST_SCALE, MOST_SCALE) * STEP - units
    beyond: Doubles = np.ldexp(hi, exponents) - np.ldexp(nearest, -units) + np.ldexp(lo, exponents)
    known = np.ldexp(error, exponents) <= _KNOWN_TO
    for place in np.nonzero(~known)[0].tolist():
        beyond[place] = _beyond_by_digits(f, float(x[place]), float(nearest[place]), int(units[place]), order)
    return beyond


def _beyond_by_digits(f: Expression, x: float, nearest: float, unit: int, order: int) -> float:
    try:
        true = to_digits(f, Decimal(x), _DIGITS, order, {}, "the formula")
    except UndecidedError:
        return np.nan
    rest = _DECIMALS.subtract(true, Decimal(nearest))
    return float(_DECIMALS.multiply(rest, _DECIMALS.power(2, -unit)))
