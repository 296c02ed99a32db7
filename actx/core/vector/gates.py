"""Functions whose components are products of scalar functions, each of one component: gated units and crelu.

The scalar functions are formulas, evaluated by the arithmetics as every other formula is. If a factor is
exactly 0 at a finite component, the product is 0 even if another factor is infinite. If a factor only tends
to 0, at an infinite component, and another one is infinite, there is no limit: the product is nan. A zero has
the product of its factors' signs.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache, reduce
from math import copysign, isinf, isnan
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.arithmetic import constants
from actx.core.arithmetic.decimals.interval import NOWHERE, ZERO, Interval, exactly, is_infinite, is_zero
from actx.core.arithmetic.decimals.towers import Towers, hull
from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.scaled import (
    NAN,
    UNKNOWN,
    Scaled,
    from_float64,
    mul,
    scattered,
    where,
)
from actx.core.arithmetic.interpret import interpret
from actx.core.asymptotic.limits import Place, limit
from actx.core.asymptotic.reals import Undecided, Undefined
from actx.core.catalog.reading import read_formula
from actx.core.errors import LengthError
from actx.core.formula.differentiate import derivative
from actx.core.formula.expression import Number, mirrored, substitute
from actx.core.formula.lower import lowered
from actx.core.formula.simplify import simplify
from actx.core.rounding.arrays import at
from actx.core.vector.function import VectorFunction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from actx.core.arithmetic.decimals.arithmetic import Decimals
    from actx.core.catalog.record import Gate
    from actx.core.formula.expression import Expression

_DOUBLE_DOUBLE: Final = DoubleDouble()


class Factor(NamedTuple):
    """A function of x, and which component of the vector x is, for each component of a part of the image."""

    expression: Expression
    places: NDArray[np.intp]


Part = tuple[Factor, ...]
"""Consecutive components of the image, each the product of the factors."""


# --- one factor ------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _at_zero(expression: Expression, sign: int) -> float:
    """The value at 0.0 (sign 1) or -0.0 (sign -1), which gives a zero its sign."""
    return at(expression, copysign(0.0, sign))


def _limit(expression: Expression, sign: int, arithmetic: Decimals) -> tuple[Interval, bool]:
    """The limit at the infinity of this sign, and whether the factor only tends to it."""
    try:
        found = limit(expression, Place(None, sign))
    except (Undecided, Undefined):
        found = None
    if found is None:
        return NOWHERE, False
    if isinstance(found.value, float):
        return exactly(Decimal(found.value)), True
    if found.value.rational == 0:
        return exactly(Decimal(0).copy_sign(Decimal(found.sign or 0))), found.sign != 0
    return constants.enclosure(found.value.tree, arithmetic.digits), True


def _factor_on_decimals(expression: Expression, x: float, arithmetic: Decimals) -> tuple[Interval, bool]:
    """The value, or at an infinite x the limit, and whether the factor only tends to it."""
    if isnan(x):
        return NOWHERE, False
    sign = int(copysign(1, x))
    if isinf(x):
        return _limit(expression, sign, arithmetic)
    value = hull(interpret(expression, Towers(arithmetic.digits), exactly(Decimal(x))))
    if x == 0 and is_zero(value):
        value = exactly(Decimal(0).copy_sign(Decimal(_at_zero(expression, sign))))
    return value, False


def _factor_on_arrays(expression: Expression, x: NDArray[Any]) -> Scaled:
    """The values, nan for nan; those at infinities have an infinite error: they are left to the decimals."""
    finite = np.isfinite(x)
    number = interpret(lowered(expression), _DOUBLE_DOUBLE, from_float64(np.where(finite, x, 0.0)))
    if _at_zero(expression, 1) == 0:
        signs = np.where(np.signbit(x), _at_zero(expression, -1), _at_zero(expression, 1))
        number = where(x == 0, Scaled(signs), number)
    if finite.all():
        return number
    number = where(finite, number, UNKNOWN)
    return where(np.isnan(x), NAN, number)


# --- products --------------------------------------------------------------------------------------------


def _product(factors: Sequence[Scaled]) -> Scaled:
    product = reduce(mul, factors)
    # The arithmetic of pairs loses the sign of an exact zero.
    zero = (product.hi == 0) & (product.error == 0)
    if len(factors) == 1 or not np.any(zero):
        return product
    signs = reduce(np.multiply, [np.copysign(1.0, factor.hi) for factor in factors])
    return product._replace(hi=np.where(zero, np.copysign(0.0, signs), product.hi))


class _OnArrays:
    def __init__(self, layout: Sequence[Part], x: NDArray[Any]) -> None:
        self.layout = layout
        self.x = x
        self.count = sum(len(factors[0].places) for factors in layout)

    def values(self) -> Scaled:
        shape = (len(self.x), self.count)
        return scattered(shape, [((slice(None), run), self._image(part)) for run, part in self._runs()])

    def slopes(self, which: slice) -> Scaled:
        rows = np.arange(len(self.x))[:, None]
        chosen = range(self.count)[which]
        pieces = []
        for run, factors in self._runs():
            components = np.arange(run.start, run.stop)
            inside = (components >= chosen.start) & (components < chosen.stop)
            if not inside.any():
                continue
            some = tuple(Factor(f.expression, f.places[inside]) for f in factors)
            for k, factor in enumerate(some):
                place = (rows, components[inside] - chosen.start, factor.places)
                pieces.append((place, self._image(_differentiated(some, k))))
        return scattered((len(self.x), len(chosen), self.x.shape[-1]), pieces)

    def _image(self, factors: Part) -> Scaled:
        return _product([_factor_on_arrays(f.expression, self.x[:, f.places]) for f in factors])

    def _runs(self) -> list[tuple[slice, Part]]:
        """The parts, each with the slice of the image that it is."""
        runs, start = [], 0
        for factors in self.layout:
            end = start + len(factors[0].places)
            runs.append((slice(start, end), factors))
            start = end
        return runs


def _differentiated(factors: Part, k: int) -> Part:
    slope = Factor(derivative(factors[k].expression, 1), factors[k].places)
    return (*factors[:k], slope, *factors[k + 1 :])


class _OnDecimals:
    def __init__(self, layout: Sequence[Part], arithmetic: Decimals, x: Sequence[float]) -> None:
        self.layout = layout
        self.arithmetic = arithmetic
        self.x = x

    def value(self, i: int) -> Interval:
        return self._product(*self._located(i))

    def slope(self, i: int, j: int) -> Interval:
        factors, place = self._located(i)
        for k, factor in enumerate(factors):
            if factor.places[place] == j:
                return self._product(_differentiated(factors, k), place)
        return ZERO

    def _located(self, i: int) -> tuple[Part, int]:
        """The part that component i is in, and its index in that."""
        for factors in self.layout:
            count = len(factors[0].places)
            if i < count:
                return factors, i
            i -= count
        raise IndexError(i)

    def _product(self, factors: Part, place: int) -> Interval:
        found = [_factor_on_decimals(f.expression, self.x[f.places[place]], self.arithmetic) for f in factors]
        values = [value for value, _ in found]
        if any(value.lo.is_nan() for value in values):
            return NOWHERE
        if any(is_zero(value) and not tends for value, tends in found):  # whatever the other factors are
            sign = reduce(lambda a, b: a * b, (copysign(1, value.lo) for value in values))
            return exactly(Decimal(0).copy_sign(Decimal(sign)))
        if any(map(is_infinite, values)) and any(map(is_zero, values)):
            return NOWHERE
        return reduce(self.arithmetic.mul, values)


def products(layout: Callable[[int], Sequence[Part]], size: Callable[[int], int]) -> VectorFunction:
    """The function whose image consists of the parts that `layout` gives for the length of a vector."""

    def on_arrays(x: NDArray[Any]) -> _OnArrays:
        return _OnArrays(layout(x.shape[-1]), x)

    def on_decimals(arithmetic: Decimals, x: Sequence[float]) -> _OnDecimals:
        return _OnDecimals(layout(len(x)), arithmetic, x)

    return VectorFunction(on_arrays, on_decimals, size)


# --- the functions of the catalog -----------------------------------------------------------------------


def gated(name: str, gate: Gate, params: Mapping[str, Fraction]) -> VectorFunction:
    """The function of a record with this gate: the image is half as long as the vector.

    Its `size` raises a LengthError with the record's name for an odd length.
    """
    gate_first = params.get("gate", 1) == 1
    others = {key: value for key, value in params.items() if key != "gate"}
    expressions = _read(gate.gate, others), _read(gate.value, others)

    def size(n: int) -> int:
        if n % 2:
            raise LengthError(f"{name} takes vectors of an even length, to be halved: {n} is odd")
        return n // 2

    def layout(n: int) -> list[Part]:
        index = np.arange(n)
        halves = (index[::2], index[1::2]) if gate.interleaved else (index[: n // 2], index[n // 2 :])
        gates, values = halves if gate_first else halves[::-1]
        return [(Factor(expressions[0], gates), Factor(expressions[1], values))]

    return products(layout, size)


def both_sides(formula: str) -> VectorFunction:
    """The function x -> f(x_1), ..., f(x_n), f(-x_1), ..., f(-x_n), by the formula of f."""
    right = _read(formula, {})
    left = simplify(mirrored(right))

    def layout(n: int) -> list[Part]:
        return [(Factor(expression, np.arange(n)),) for expression in (right, left)]

    return products(layout, lambda n: 2 * n)


def _read(formula: str, params: Mapping[str, Fraction]) -> Expression:
    numbers: dict[str, Expression] = {name: Number(value) for name, value in params.items()}
    return simplify(substitute(read_formula(formula, tuple(params)), numbers))
