"""Zeros and kinks: all of them, or the nearest, which are said not to be all. By mpmath, FLINT, by hand."""

from __future__ import annotations

import json
import math
import random
from fractions import Fraction
from math import inf, pi, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from flint import fmpz_poly
from mpmath import mp, mpf
from process import run
from scalar import scalar

from actx.core.analysis import polynomials
from actx.core.analysis.branch_points import are_all_known, kinks
from actx.core.analysis.facts import Bound
from actx.core.analysis.shape import Shape
from actx.core.analysis.zeros import Zeros, zeros
from actx.core.formula.parse import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Sample

    from actx.core.formula.expression import Expression

    Truth = Callable[[Any], Any]


def _function(spec: str) -> Expression:
    return scalar(spec).function


def test_all_roots_of_a_polynomial_are_found_the_rational_ones_exactly(thorough: bool) -> None:
    rng = random.Random(1)
    for _ in range(40 if thorough else 15):
        rational = {Fraction(rng.randint(-20, 20), rng.randint(1, 9)) for _ in range(rng.randint(0, 3))}
        factors = [[-root, Fraction(1)] for root in rational] + [
            [Fraction(rng.randint(-9, 9)), Fraction(rng.randint(-5, 5)), Fraction(1)]
            for _ in range(rng.randint(0, 2))
        ]
        product = [Fraction(rng.randint(1, 5))]
        for factor in factors:
            product = [
                sum(
                    (product[i] * factor[k - i] for i in range(len(product)) if 0 <= k - i < len(factor)),
                    Fraction(0),
                )
                for k in range(len(product) + len(factor) - 1)
            ]
        found = polynomials.roots(dict(enumerate(product)))
        exact = {root for root in found if isinstance(root, Fraction)}
        guesses = sorted(root if isinstance(root, Fraction) else root.to_digits(30) for root in found)
        scale = math.lcm(*(c.denominator for c in product))
        every: Any = fmpz_poly([int(c * scale) for c in product]).complex_roots()
        real = sorted(float(root.real) for root, _ in every if root.imag == 0)
        assert rational <= exact
        assert [float(x) for x in guesses] == pytest.approx(real, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize(
    ("text", "expected", "complete"),
    [
        ("exp(x)-2", ["log(2)"], True),
        ("x-sin(x)", ["0"], True),
        ("x*exp(x)-1", ["lambertw(1)"], True),
        ("abs(x)-0.5", ["-0.5", "0.5"], True),
        ("1+x**2", [], True),
        ("erf(x)-0.5", ["erfinv(0.5)"], True),
        ("x**2*(exp(x)-1.0001)", ["0", "log(mpf('1.0001'))"], True),
        ("cosh(x)-3", ["-acosh(3)", "acosh(3)"], True),
        ("1-cos(x)", [f"{2 * k}*pi" for k in range(-31, 33)], False),
    ],
)
def test_zeros_are_found_to_many_digits_and_whether_all(
    text: str, expected: list[str], *, complete: bool
) -> None:
    found = zeros(parse(text))

    assert found.complete is complete
    assert len(found.points) == max(len(expected), 0)
    with mp.workdps(100):
        names = {name: getattr(mp, name) for name in ("log", "lambertw", "erfinv", "acosh", "pi", "mpf")}
        for point, formula in zip(found.points, expected, strict=True):
            if text == "1-cos(x)" and abs(float(point)) > 62 * pi - 1:
                continue  # of two that are as far from 0 either counts
            true = eval(formula, {}, names)  # noqa: S307  (the table above)
            assert abs(mpf(point.numerator) / point.denominator - true) < mpf(10) ** -90


def test_zeros_of_any_multiplicity_and_nearness_have_their_digits() -> None:
    (low, high) = zeros(parse("(x**2 - 2)**5")).points
    assert low == -high
    assert abs(high**2 - 2) < Fraction(1, 10**345)
    near = zeros(parse("(x**2 - 2)*(x**2 - 2 - 1e-300)"))
    assert near.complete
    squares = [round((point**2 - 2) * 10**300) for point in near.points]
    assert squares == [1, 0, 0, 1]


def test_where_a_search_leaves_the_tails_open_isolation_closes_them() -> None:
    assert zeros(parse("x*tanh(log1pexp(x))")) == Zeros((Fraction(0),), complete=True)


def test_a_zero_that_is_nearly_a_short_number_is_not_taken_for_it() -> None:
    """smu(x**2) is 64 where x is less than 10**-1700 beyond 8; the root of the second is 2 + 2.5e-361."""
    f = parse("min(x**2*(1 + erf(x**2))/2, 64)")
    assert [kink.at for kink in kinks(f)] == [-8, 8]
    assert (Shape(f).convex, Shape(f).supremum) == ("no", Bound(64, -9, is_attained=True))
    (low, high) = zeros(parse("x**2 - 4 - 1e-360")).points
    assert low == -high
    assert high != 2


def test_a_zero_that_two_expressions_have_is_one() -> None:
    # The second is not seen to have a rational zero: its denominator is too large to be tried.
    (kink,) = kinks(parse("abs(10000019*x - 1) + abs(exp(10000019*x - 1) - 1)"))
    assert kink.at == 1 / 10000019


def test_a_zero_beyond_a_jump_is_not_left_out_of_all_zeros() -> None:
    many = "+".join(f"abs(x - {k})" for k in (3, 5, 7, 9, 11))  # more branches than are looked at one by one
    for jump in ("1e-4*(1 + sign(x - 0.00015))", "where(x > 0.00015, 2e-4, 0)"):
        found = zeros(parse(f"x - {jump} + 1e-9*x**3*({many})"))
        assert any(abs(point - Fraction(2, 10**4)) < Fraction(1, 10**9) for point in found.points)
        assert 0 in found.points


@pytest.mark.thorough
def test_kinks_that_are_many_are_the_nearest_and_more_are_said_to_be(some: Sample) -> None:
    for frequency in some((20, 100), 1):
        f = _function(f"abs(sin({frequency}*x))")
        found = kinks(f)
        assert not are_all_known(f)
        assert len(found) == 64
        nearest = sorted((k * pi / frequency for k in range(-40, 41)), key=abs)[:63]
        for x in nearest:
            assert min(abs(kink.at - x) for kink in found) <= 1e-15 * max(abs(x), 1)
        assert {(kink.left, kink.slope, kink.right) for kink in found} == {(-frequency, 0, frequency)}
    fields = json.loads(run("info", "abs(sin(20*x))", "--format", "jsonl").text)
    assert (len(fields["kinks"]), fields["at_least"]) == (64, ["kinks"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abs(x**2-40000)", [(-200, -400, 0, 400), (200, -400, 0, 400)]),
        (
            "1e40*abs(x**2-2)",
            [(-sqrt(2), -1e40 * sqrt(8), 0, 1e40 * sqrt(8)), (sqrt(2), -1e40 * sqrt(8), 0, 1e40 * sqrt(8))],
        ),
        (
            "clip(x**2, 1, 3)",
            [(-sqrt(3), 0, 0, -sqrt(12)), (-1, -2, 0, 0), (1, 0, 0, 2), (sqrt(3), sqrt(12), 0, 0)],
        ),
        ("log(abs(x**2-2))", [(-sqrt(2), -inf, inf, inf), (sqrt(2), -inf, inf, inf)]),
        ("max(exp(x), 3)", [(1.0986122886681098, 0, 0, 3)]),
        ("where(x > 3 + 0.75*2**n, x, 0)", [(3.375, 0, 0, 1)]),
    ],
)
def test_kinks_at_points_of_all_kinds(text: str, expected: list[tuple[float, float, float, float]]) -> None:
    function = scalar(text, **({"n": "-1"} if "n," in text or "**n" in text else {})).function

    got = [(k.at, k.left, k.slope, k.right) for k in kinks(function)]

    assert are_all_known(function)
    assert np.array(got) == pytest.approx(np.array(expected), rel=1e-15)
