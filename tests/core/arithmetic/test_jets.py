"""Taylor coefficients on boxes hold those of all points in the box, which Arb works out of the definition."""

from __future__ import annotations

import random
from fractions import Fraction
from math import factorial, inf, nextafter
from typing import TYPE_CHECKING, Final

import mpmath
import numpy as np
import pytest
from judges.on_intervals import Definition, fraction
from scalar import scalar

from actx.core.activation import Activation
from actx.core.analysis.pieces import branch, pieces
from actx.core.arithmetic.jets import differentiated, jets, multiplied
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Sample

    from actx.core.arithmetic.jets import Jet
    from actx.core.formula.expression import Expression

SCALARS: Final = {each.name: each for each in activations() if isinstance(each, Activation)}
BOXES: Final = 4  # in each piece of a function
ORDER: Final = 24


def tree(text: str) -> Expression:
    return scalar(text).function


def holds(jet: Jet, k: int, box: int, value: mpmath.mpf) -> bool:
    """Whether an enclosure holds a number."""
    low, high = float(jet.lo[k, box]), float(jet.hi[k, box])
    return bool(mpmath.mpf(low) <= value <= mpmath.mpf(high))


def test_coefficients_hold_those_of_every_point_of_a_box(some: Sample) -> None:
    rng = random.Random(14)
    for name, function in some(SCALARS.items(), 6):
        owner = Definition(name, {p.name: Fraction(p.default) for p in function.params})
        for piece in pieces(function.function) or ():
            formula = branch(function.function, piece)
            assert formula
            low = float(piece.inside) if piece.low is None else nextafter(float(piece.low), inf)
            high = float(piece.inside) if piece.high is None else nextafter(float(piece.high), -inf)
            start, end = low - (piece.low is None), high + (piece.high is None)
            ends = [sorted((rng.uniform(start, end), rng.uniform(start, end))) for _ in range(BOXES)]
            lows, highs = np.array(ends).T
            (jet,) = jets([formula], lows, highs, 4)
            for box, between in enumerate(ends):
                x = Fraction(rng.uniform(*between))
                truth = owner.at(x, owner.outcomes(x), 400)
                assert truth, name
                for k, derivative in enumerate(truth[:5]):
                    value = fraction(derivative.mid()) / factorial(k)
                    slack = fraction(derivative.rad()) + abs(value) / 10**60
                    below, above = float(jet.lo[k, box]), float(jet.hi[k, box])
                    assert below == -inf or Fraction(below) <= value + slack, (name, k, float(x))
                    assert above == inf or Fraction(above) >= value - slack, (name, k, float(x))


FUNCTIONS: Final[dict[str, Callable[[mpmath.mpf], mpmath.mpf]]] = {
    "exp(x)": mpmath.exp,
    "expm1(x)": mpmath.expm1,
    "log(x+5)": lambda x: mpmath.log(x + 5),
    "log1p(x/9)": lambda x: mpmath.log1p(x / 9),
    "log1pexp(x)": lambda x: mpmath.log1p(mpmath.exp(x)),
    "sqrt(x+7)": lambda x: mpmath.sqrt(x + 7),
    "sin(x)": mpmath.sin,
    "cos(3*x)": lambda x: mpmath.cos(3 * x),
    "tan(x/4)": lambda x: mpmath.tan(x / 4),
    "sinh(x)": mpmath.sinh,
    "cosh(x)": mpmath.cosh,
    "tanh(x)": mpmath.tanh,
    "asinh(x)": mpmath.asinh,
    "atan(x)": mpmath.atan,
    "erf(x)": mpmath.erf,
    "erfc(x)": mpmath.erfc,
    "normcdf(x)": mpmath.ncdf,
    "normpdf(x)": mpmath.npdf,
    "sigmoid(x)": lambda x: 1 / (1 + mpmath.exp(-x)),
    "(x+9)**1.5": lambda x: (x + 9) ** mpmath.mpf("1.5"),
    "(x+9)**-2": lambda x: (x + 9) ** -2,
    "x**7-x": lambda x: x**7 - x,
    "2**x": lambda x: mpmath.mpf(2) ** x,
    "(x+6)**x": lambda x: (x + 6) ** x,
    "1/(1+x**2)": lambda x: 1 / (1 + x * x),
    "x/(2+exp(x)/(x+8))": lambda x: x / (2 + mpmath.exp(x) / (x + 8)),
}


@pytest.mark.thorough
@pytest.mark.parametrize("formula", FUNCTIONS)
def test_the_coefficients_of_every_word_are_those_of_mpmath(formula: str) -> None:
    points = np.array([-2.75, -0.5, 0.125, 3.25])
    wide = 2.0**-6
    exact, (jet,) = (
        jets([tree(formula)], points, points, ORDER),
        jets([tree(formula)], points, points + wide, ORDER),
    )
    with mpmath.workdps(60):
        for box, point in enumerate(points):
            for place, found in (
                (point, exact[0]),
                (point, jet),
                (point + wide / 2, jet),
                (point + wide, jet),
            ):
                truth = mpmath.taylor(FUNCTIONS[formula], mpmath.mpf(float(place)), ORDER)
                assert [k for k in range(ORDER + 1) if not holds(found, k, box, truth[k])] == []


def test_at_a_point_the_coefficients_are_as_narrow_as_rounding_errors() -> None:
    points = np.array([-0.5, 0.75])
    for formula in FUNCTIONS:
        (jet,) = jets([tree(formula)], points, points, 8)
        with np.errstate(invalid="ignore"):
            width = (jet.hi - jet.lo) / np.maximum(1e-3, np.abs(jet.lo))
        assert width.max() < 1e-9, formula


def test_products_and_derivatives_of_jets_are_those_of_the_functions() -> None:
    low, high = np.array([0.5, -1.0]), np.array([0.625, -0.75])
    f, g, product, slope = jets(
        [tree(each) for each in ("exp(x)", "sin(x)", "exp(x)*sin(x)", "cos(x)")], low, high, 6
    )
    both = multiplied(f, g)
    assert ((both.lo <= product.hi) & (product.lo <= both.hi)).all()
    derivative = differentiated(g)
    assert derivative.lo.shape == (6, 2)
    assert ((derivative.lo <= slope.hi[:6]) & (slope.lo[:6] <= derivative.hi)).all()


@pytest.mark.parametrize(
    ("formula", "f"),
    [
        ("sin(x)/x", mpmath.sinc),
        ("(1-cos(x))/x**2", lambda x: mpmath.sinc(x / 2) ** 2 / 2),
        ("x/tanh(x)", lambda x: x / mpmath.tanh(x) if x else mpmath.mpf(1)),
        ("exp(expm1(x)/x)", lambda x: mpmath.exp(mpmath.expm1(x) / x if x else mpmath.mpf(1))),
    ],
)
def test_a_quotient_of_zeros_at_an_end_has_the_coefficients_of_its_limit(
    formula: str, f: Callable[[mpmath.mpf], mpmath.mpf]
) -> None:
    low, high = np.array([0.0, -0.25]), np.array([0.25, 0.0])
    (jet,) = jets([tree(formula)], low, high, 6, Fraction(0))
    assert np.isfinite(jet.lo).all()
    assert np.isfinite(jet.hi).all()
    with mpmath.workdps(40):
        for box, (start, end) in enumerate(zip(low, high, strict=True)):
            for x in (start + (end - start) / 8, (start + end) / 2):
                truth = mpmath.taylor(f, mpmath.mpf(float(x)), 6)
                assert [k for k in range(7) if not holds(jet, k, box, truth[k])] == []


def test_where_a_formula_is_singular_the_ends_are_infinite() -> None:
    for formula in ("1/x", "log(x)", "sqrt(x)", "x**-0.5", "cos(x)/x"):
        (jet,) = jets([tree(formula)], np.array([0.0]), np.array([0.5]), 3, Fraction(0))
        assert np.isinf(jet.hi[1:]).all(), formula


def test_the_weights_of_a_power_do_not_cancel() -> None:
    """Of (1 + x**12)**r the coefficient of x**24 is r (r - 1)/2, which is small for r near 1."""
    (found,) = jets([tree("(1+x**12)**1.0000001")], np.zeros(1), np.zeros(1), 24)
    truth = Fraction("1.0000001") * Fraction("0.0000001") / 2
    assert Fraction(found.lo[24, 0]) <= truth <= Fraction(found.hi[24, 0])
