"""A bound on the growth of a function is above it, as far out as mpmath computes it."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Final

import mpmath
import pytest
from judges.reference import bound
from scalar import scalar

from actx.core.activation import Activation
from actx.core.analysis.growth import Growth, growth, tail, together
from actx.core.analysis.pieces import branch, pieces
from actx.core.formula.expression import Apply, X, substitute
from actx.core.formula.simplify import simplify
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Sample

    from actx.core.formula.expression import Expression

SCALARS: Final = {each.name: each for each in activations() if isinstance(each, Activation)}
START: Final = 14.0
FAR: Final = (14, 17, 23, 41, 90, 300, 1e4)


def of(formula: str, start: float = START) -> Growth:
    return growth(simplify(scalar(formula).function), start)


def height(found: Growth, x: float) -> mpmath.mpf:
    a, b, c, d = (mpmath.mpf(each) for each in found)
    return a + b * mpmath.log(x) + c * x + d * x * x


def is_above(found: Growth, f: Callable[[mpmath.mpf], mpmath.mpf], side: int = 1) -> bool:
    with mpmath.workdps(40):
        values = {x: abs(f(side * mpmath.mpf(x))) for x in FAR}
        return all(not value or mpmath.log(value) <= height(found, x) + 1e-15 for x, value in values.items())


@pytest.mark.parametrize("side", [1, -1])
def test_the_bound_of_every_activation_is_above_it_on_both_sides(side: int, some: Sample) -> None:
    for name, function in some(SCALARS.items(), 8):
        known = pieces(function.function)
        if known is None:
            continue
        formula = branch(function.function, known[-1 if side > 0 else 0])
        assert formula
        tree: Expression = simplify(formula)
        found = growth(tree if side > 0 else substitute(tree, {"x": Apply("neg", X)}), START)
        reference = bound(name, **{p.name: Fraction(p.default) for p in function.params})
        if abs(float((known[-1].low if side > 0 else known[0].high) or 0)) < START:
            assert is_above(found, reference, side), (name, found)


def test_growth_and_decay_are_known() -> None:
    assert of("x").b == 1
    assert of("exp(3*x)").c == pytest.approx(3, rel=1e-6)
    assert of("exp(-x)").c == pytest.approx(-1, rel=1e-6)
    assert of("exp(-x**2/2)").d == pytest.approx(-0.5, rel=1e-6)
    assert of("x*exp(-x)").peak(START) < -11
    assert of("log(1+exp(x))").b == 1
    assert of("sqrt(log(1+exp(x)))").b == pytest.approx(0.5, rel=1e-6)


@pytest.mark.parametrize(
    ("formula", "f"),
    [
        ("exp(x-exp(x))", lambda x: mpmath.exp(x - mpmath.exp(x))),
        ("x**3*exp(x/2)/cosh(x)", lambda x: x**3 * mpmath.exp(x / 2) / mpmath.cosh(x)),
        ("1/log(1+exp(-x))", lambda x: 1 / mpmath.log1p(mpmath.exp(-x))),
        ("x/(1-x*exp(-x/3))", lambda x: x / (1 - x * mpmath.exp(-x / 3))),
        ("log(x)*sin(x)", lambda x: mpmath.log(x) * mpmath.sin(x)),
        ("exp(sqrt(x))", lambda x: mpmath.exp(mpmath.sqrt(x))),
        ("exp(x**1.5/9)", lambda x: mpmath.exp(x ** mpmath.mpf(1.5) / 9)),
        ("erfc(x)*exp(x**2)", lambda x: mpmath.erfc(x) * mpmath.exp(x * x)),
        ("normcdf(-x)/normpdf(x)", lambda x: mpmath.ncdf(-x) / mpmath.npdf(x)),
        ("asinh(x)**2", lambda x: mpmath.asinh(x) ** 2),
    ],
)
def test_the_bound_of_a_formula_is_above_it(formula: str, f: Callable[[mpmath.mpf], mpmath.mpf]) -> None:
    found = of(formula)
    assert found.a < inf
    assert is_above(found, f)


@pytest.mark.parametrize("formula", ["exp(exp(x))", "exp(x**3)", "1/sin(x)"])
def test_what_grows_too_fast_has_no_bound(formula: str) -> None:
    assert tail(of(formula), START, 1.0) == inf


@pytest.mark.parametrize("deviation", [0.5, 1.0, 2.0])
def test_a_tail_is_above_the_integral(deviation: float) -> None:
    for formula, f in (
        ("x**2", lambda x: x * x),
        ("exp(x)", mpmath.exp),
        ("exp(-x)", lambda x: mpmath.exp(-x)),
    ):
        start = 14 * deviation
        with mpmath.workdps(30):
            density = lambda x, f=f: f(x) * mpmath.npdf(x, 0, deviation)  # noqa: E731
            truth = mpmath.quad(density, mpmath.linspace(start, start + 20 * deviation, 41))
        found = tail(of(formula, max(start, 1.0)), max(start, 1.0), deviation)
        assert truth <= found <= 1e4 * truth, formula


def test_a_product_has_the_sum_of_the_bounds() -> None:
    assert together([Growth(1, 2, 3, 0), Growth(-1, 0, 1, 1)]) == Growth(0, 2, 4, 1)


def test_no_tail_is_claimed_where_the_density_falls_no_faster_than_the_function_grows() -> None:
    assert tail(of("exp(x**2/2)"), START, 1.0) == inf
    assert tail(of("exp(x**2/4)"), START, 1.0) < inf
