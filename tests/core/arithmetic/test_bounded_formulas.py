"""Whole formulas in the two array arithmetics: values and derivatives are as near the truth as they say.

The activations of the catalog, functions of functions, whose arguments are inexact, and random formulas.
"""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import mpmath
import numpy as np
import pytest
from judges.formulas import OutOfBounds, some_formulas
from judges.reference import bound, kinks
from judges.series import atan, cos, erf, exp, expm1, log1p, normcdf, sin, sqrt, tanh
from judges.truth import derivative_of, value_of
from mpmath import mp

from actx.core.activation import Activation
from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.scaled import STEP
from actx.core.arithmetic.float64 import Float64
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.differentiate import derivative
from actx.core.formula.lower import lowered
from actx.core.names.lookup import activations
from actx.core.names.spec import activation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Block, Sample

    from actx.core.formula.expression import Expression

    Meaning = Callable[[Any], Any]
    # What is known of a value: hi, lo, their scale, and the bound on their error, which has the same.
    Known = tuple[float, float, int, float]

SCALARS = [record for record in activations() if isinstance(record, Activation)]
# Numbers past all reach are marked by this scale, and their magnitudes are past 2**(STEP*REACH).
_BEYOND: Final = 1 << 40
_REACH: Final = 1 << 31
# Differences take a derivative below 10**-400 for 0, and know others to 50 digits of what they are made of.
_FLOOR: Final = mpmath.mpf(10) ** -395
_KNOWN: Final = mpmath.mpf(10) ** -49

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def _by_double(expression: Expression, x: list[float]) -> Iterator[Known]:
    points = np.array(x)
    with np.errstate(all="ignore"):
        number = interpret(lowered(expression), Float64(), Float64.from_float64(points))
        values, errors = (np.broadcast_to(part, points.shape) for part in (number.value, number.absolute()))
    return ((value, 0.0, 0, error) for value, error in zip(values.tolist(), errors.tolist(), strict=True))


def _by_doubled(expression: Expression, x: list[float]) -> Iterator[Known]:
    points = np.array(x)
    with np.errstate(all="ignore"):
        number = interpret(lowered(expression), DoubleDouble(), DoubleDouble.from_float64(points))
    hi, lo, scale, error = (np.broadcast_to(part, points.shape).tolist() for part in number)
    return zip(hi, lo, scale, error, strict=True)


ARITHMETICS: Final[dict[str, Callable[[Expression, list[float]], Iterator[Known]]]] = {
    "double": _by_double,
    "doubled": _by_doubled,
}


def _holds(known: Known, true: Any, *, slack: Any) -> bool:
    """Whether what is known is so. What is known of nothing is inf or nan."""
    hi, lo, scale, error = known
    if not (math.isfinite(hi) and math.isfinite(error)):
        return True
    if abs(scale) == _BEYOND:  # that it is huge or tiny, and the sign, if even that
        end = mpmath.ldexp(1, STEP * _REACH // 2)
        there = abs(true) > end if scale > 0 else abs(true) < 1 / end
        return bool(there and (true * hi > 0 or error > abs(hi) or abs(true) < slack))
    off = abs(mpmath.ldexp(mpmath.mpf(hi) + lo, STEP * scale) - true)
    return bool(off <= mpmath.ldexp(error, STEP * scale) + slack)


def _judge(
    expression: Expression, f: Meaning, x: list[float], order: int, singular: list[Fraction], label: str
) -> None:
    """Each arithmetic's derivative of some order at the points, against the truth."""
    computed = {name: list(run(derivative(expression, order), x)) for name, run in ARITHMETICS.items()}
    for i, point in enumerate(x):
        true = derivative_of(f, point, order, singular) if order else value_of(f, point)
        with mp.workdps(max(60, true.digits)):
            slack = abs(true.value) * _KNOWN + (_FLOOR if order else 0)
            for name, known in computed.items():
                assert _holds(known[i], true.value, slack=slack), (
                    f"{name}, derivative {order} of {label} at {point!r}: {known[i]}, "
                    f"but it is {mpmath.nstr(true.value, 40)}"
                )


def test_the_array_arithmetics_err_by_no_more_than_they_say(
    block: Block, points: Callable[[int, int], int], some: Sample
) -> None:
    for record, order in some(product(block(SCALARS), (0, 1, 2)), 2):
        values = {parameter.name: Fraction(parameter.default) for parameter in record.params}
        f, singular = bound(record.name, **values), [kink.at for kink in kinks(record.name, **values)]
        rng = random.Random(record.name)
        x = [rng.uniform(-9, 9) * 10 ** rng.choice((0, rng.uniform(-9, 2))) for _ in range(points(2, 400))]
        x += [rng.choice((1, -1)) * 10 ** rng.uniform(-150, 4) for _ in range(points(1, 100))]
        if not order:
            x += [-1e300, -1e30, 1e30, 1e300]

        _judge(record.expression, f, x, order, singular, record.name)


def _softly(u: Any) -> Any:
    return log1p(exp(u))


COMPOSITIONS: Final[dict[str, Meaning]] = {
    "exp(sin(x))": lambda x: exp(sin(x)),
    "log1p(expm1(x))": lambda x: log1p(expm1(x)),
    "expm1(x**3/7-40)": lambda x: expm1(x**3 / 7 - 40),
    "normcdf(tanh(x))": lambda x: normcdf(tanh(x)),
    "atan(exp(x))": lambda x: atan(exp(x)),
    "sin(exp(x))": lambda x: sin(exp(x)),
    "cos(x*x/3)": lambda x: cos(x * x / 3),
    "erf(sin(x)/3)": lambda x: erf(sin(x) / 3),
    "erf(normcdf(x))": lambda x: erf(normcdf(x)),
    "sqrt(1+sin(x))": lambda x: sqrt(1 + sin(x)),
    "tanh(softplus(x))": lambda x: tanh(_softly(x)),
    "log1p(x*x*1e40)": lambda x: log1p(x * x * mpmath.mpf(10) ** 40),
    "exp(-exp(x))": lambda x: exp(-exp(x)),
    "normcdf(x*x-3)": lambda x: normcdf(x * x - 3),
    "atan(x/3)-x/3": lambda x: atan(x / 3) - x / 3,
    "1-cos(x/3)": lambda x: 1 - cos(x / 3),
}


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("text", COMPOSITIONS)
def test_errors_of_inner_functions_are_told_too(text: str, order: int, thorough: bool) -> None:
    record = activation(text)
    assert isinstance(record, Activation)
    rng = random.Random(text)
    n = 300 if thorough else 4
    x = [rng.uniform(-9, 9) * 10 ** rng.choice((0, 0, rng.uniform(-6, 0))) for _ in range(n)]

    _judge(record.expression, COMPOSITIONS[text], x, order, [], text)


# What is past all reach: 2**-(2**40) is not told from other tiny numbers.
SATURATED: Final[dict[str, Meaning]] = {
    "exp(-exp(x))": lambda x: exp(-exp(x)),
    "exp(exp(x))": lambda x: exp(exp(x)),
    "-x*exp(exp(x))": lambda x: -x * exp(exp(x)),
    "-exp(-exp(x))/x": lambda x: -exp(-exp(x)) / x,
    "exp(exp(x))-x": lambda x: exp(exp(x)) - x,
    "x-exp(-exp(x))": lambda x: x - exp(-exp(x)),
    "exp(-exp(x))*exp(exp(x))": lambda x: 1 + 0 * x,
    "1/(1+exp(exp(x)))": lambda x: 1 / (1 + exp(exp(x))),
    "exp(-1.2e12*x)-exp(-1e12*x)*exp(-9e11*x)": lambda x: exp(-1.2e12 * x) - exp(-1.9e12 * x),
    "sqrt(exp(-1.2e12*x))-exp(-9e11*x)": lambda x: exp(-6e11 * x) - exp(-9e11 * x),
    "sqrt(exp(-exp(x)))": lambda x: exp(-exp(x) / 2),
    "exp(-exp(x))-2*exp(-exp(x+1))": lambda x: exp(-exp(x)) - 2 * exp(-exp(x + 1)),
}


@pytest.mark.parametrize("text", SATURATED)
def test_what_is_past_all_reach_is_where_it_says(text: str) -> None:
    record = activation(text)
    assert isinstance(record, Activation)

    _judge(
        record.expression, SATURATED[text], [1.0, 3.0, 8.5, 20.0, 29.5, 33.0, 44.0, 61.25, 200.0], 0, [], text
    )


@pytest.mark.parametrize("order", [0, 1])
def test_random_formulas_err_by_no_more_than_they_say(order: int, thorough: bool) -> None:
    for formula in some_formulas(400 if thorough else 9, seed=11):
        record = activation(formula.text)
        assert isinstance(record, Activation)
        rng = random.Random(formula.text)
        x = [rng.uniform(-4, 4) * 10 ** rng.choice((0, 1, -6)) for _ in range(6)]

        def refused(point: float, means: Meaning = formula.means) -> bool:
            with mp.workdps(30):
                try:
                    means(mpmath.mpf(point))
                except OutOfBounds:
                    return True
            return False

        judged = [point for point in x if not refused(point)]
        if judged:
            _judge(record.expression, formula.means, judged, order, [], formula.text)


RATIONAL: Final[dict[str, Callable[[Fraction], Fraction]]] = {
    "x*x-2*x+1": lambda x: x * x - 2 * x + 1,
    "max(x,0)-3*min(x,2)": lambda x: max(x, Fraction(0)) - 3 * min(x, Fraction(2)),
    "where(x>1,x**3,-x)": lambda x: x**3 if x > 1 else -x,
    "abs(x)*x+0.25": lambda x: abs(x) * x + Fraction(1, 4),
    "clip(x,-1,1)+x/4": lambda x: min(max(x, Fraction(-1)), Fraction(1)) + x / 4,
    "sign(x)*2": lambda x: Fraction(2 * ((x > 0) - (x < 0))),
    "x+1e-30": lambda x: x + Fraction(1, 10**30),
}
# A product is not, nor what is made of two words.
NOWHERE_EXACT: Final = {"x*x-2*x+1", "x+1e-30"}


@pytest.mark.parametrize("name", ARITHMETICS)
@pytest.mark.parametrize("text", RATIONAL)
def test_where_the_error_is_0_the_value_is_right(name: str, text: str) -> None:
    record = activation(text)
    assert isinstance(record, Activation)
    rng = random.Random(text)
    # From a few bits, of which everything is exact, to all of them.
    powers = [2**bits for bits in range(1, 60) for _ in range(5)]
    x = [0.0, -0.0, *(round(rng.uniform(-4, 4) * power) / power for power in powers)]

    exact = 0
    for point, (hi, lo, scale, error) in zip(x, ARITHMETICS[name](record.expression, x), strict=True):
        unit = Fraction(2) ** (STEP * scale)
        off = abs((Fraction(hi) + Fraction(lo)) * unit - RATIONAL[text](Fraction(point)))
        assert off <= Fraction(error) * unit, point
        exact += error == 0
    assert exact or text in NOWHERE_EXACT
