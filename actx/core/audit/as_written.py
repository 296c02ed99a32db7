"""A formula evaluated as it is written: operation by operation, each result rounded to a number format.

The library is an ideal one. Every constant is the number of the format nearest to it. Every operation takes
numbers of the format, and its exact result is rounded once, to nearest, ties to even; so do exp, erf and
powers, which real libraries round less well. What is lost is therefore lost by the formula itself: by
cancellation, overflow and underflow, and by the rounding of its intermediate values.

Infinities, nan, subnormal numbers and the signs of zeros are those of IEEE 754: exp(800) is inf, inf - inf
and 0*inf are nan, 1/(-0.0) is -inf, a power with the exponent 0 is 1, also that of nan. min and max are nan
if an argument is, and take -0 for less than 0. Comparisons with nan are false, but for `!=`. In a format
without infinities what overflows is nan, and so is the constant `inf`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.conditions import COMPARISONS
from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.choices import clip_by
from actx.core.formula.conditions import connectives
from actx.core.formula.expression import INF, Apply, Number, Symbol, X
from actx.core.rounding.arrays import at, rounded
from actx.core.rounding.constant import round_constant
from actx.core.rounding.tiers import decision

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from actx.core.formula.expression import Expression
    from actx.core.rounding.formats import Format

    Doubles = NDArray[np.float64]


@np.errstate(all="ignore")
def as_written(formula: Expression, x: Doubles, form: Format) -> Doubles:
    """The values of a formula at numbers of a format, every operation rounded to the format.

    `x` is an array of any shape; infinities and nan may be among its numbers. The result has its shape. The
    formula is taken as it stands, neither simplified nor rearranged; its only free name is `x`.
    """
    values = interpret(formula, _Rounded(form), x)
    return np.array(np.broadcast_to(values, x.shape), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Rounded:
    """The arithmetic of the numbers of a format, for `interpret`; conditions are arrays of truths."""

    form: Format

    def number(self, value: Fraction) -> Doubles:
        return np.array(round_constant(value, self.form))

    def constant(self, name: str) -> Doubles:
        constant = Symbol(name)
        return np.array(round_constant(Decimal("inf") if constant is INF else constant, self.form))

    def apply(self, operation: str, *args: Any) -> Any:
        if operation in _EXACT:
            return _EXACT[operation](*args)
        if operation in _IN_FLOAT64:
            return self.form.round(_IN_FLOAT64[operation](*args))
        if operation == "pow":
            base, exponent = args
            return _power(base, exponent, self.form)
        (u,) = args
        return rounded(Apply(operation, X), u, self.form)


def _minimum(a: Doubles, b: Doubles) -> Doubles:
    """The smaller number; nan if one is nan; -0 of two zeros of which one is -0."""
    zeros = (a == 0) & (b == 0)
    return np.where(zeros & np.signbit(a), a, np.where(zeros, b, np.minimum(a, b)))


def _maximum(a: Doubles, b: Doubles) -> Doubles:
    return -_minimum(-a, -b)


# Operations whose results are numbers of the format, and conditions.
_EXACT: Final[dict[str, Callable[..., Any]]] = {
    "neg": np.negative,
    "abs": np.abs,
    "sign": np.sign,
    "min": _minimum,
    "max": _maximum,
    "clip": clip_by(_minimum, _maximum),
    "where": np.where,
    **COMPARISONS,
    **connectives(np.logical_and, np.logical_not),
}
# Operations that float64 rounds correctly. In a narrower format the result is rounded twice, which is the
# same as once: the 53 bits of float64 are at least 2p + 2, p those of the format, and no result is subnormal
# in float64.
_IN_FLOAT64: Final[dict[str, Callable[..., Doubles]]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "sqrt": np.sqrt,
}


def _power(base: Doubles, exponent: Doubles, form: Format) -> Doubles:
    """base**exponent as IEEE 754 has it: of a negative base, only whole exponents have a power."""
    size = np.abs(base)
    usual = np.isfinite(base) & (base != 0) & np.isfinite(exponent) & (exponent != 0)
    powers = form.round(_special_powers(size, exponent))
    if usual.any():
        sizes = np.where(usual, size, 1.0)
        if exponent.ndim:
            found = _powers_of_pairs(sizes, np.where(usual, exponent, 1.0), form)
        else:
            found = rounded(Apply("pow", X, Number(Fraction(float(exponent)))), sizes, form)
        powers = np.where(usual, found, powers)
    powers = np.where(np.signbit(base) & (exponent % 2 == 1), -powers, powers)
    return np.where((base < 0) & usual & (exponent != np.rint(exponent)), np.nan, powers)


def _special_powers(size: Doubles, exponent: Doubles) -> Doubles:
    """size**exponent for a size or an exponent of 0, infinity or nan.

    They are not NumPy's: its power(-0.0, 0.5) and power(-inf, 0.5) are those of the square root.
    """
    ends = np.where((size > 1) == (exponent > 0), np.inf, 0.0)
    ends = np.where(np.isnan(size) | np.isnan(exponent), np.nan, ends)
    return np.where((size == 1) | (exponent == 0), 1.0, ends)


def _powers_of_pairs(bases: Doubles, exponents: Doubles, form: Format) -> Doubles:
    """The powers of positive numbers, each with its own exponent; both have the same shape."""
    arithmetic = DoubleDouble()
    numbers = (arithmetic.from_float64(values) for values in (bases, exponents))
    powers, decided = decision(arithmetic.apply("pow", *numbers), bases.shape, form)
    pairs = np.stack((bases[~decided], exponents[~decided]))
    each, places = np.unique(pairs, axis=1, return_inverse=True)
    found = [at(Apply("pow", *map(Number, map(Fraction, pair))), 0.0, form) for pair in each.T.tolist()]
    powers[~decided] = np.array(found, dtype=np.float64)[places.ravel()]
    return powers
