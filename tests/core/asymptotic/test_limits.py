"""Limits at infinity, one-sided limits, kinks, extremes: against what a calculus book says."""

from __future__ import annotations

import random
from fractions import Fraction
from math import inf, isnan, nan, pi

import pytest
from judges.sameness import same
from scalar import scalar

from actx.core.analysis import distance
from actx.core.analysis.branch_points import are_all_known, branch_points, kinks, one_sided
from actx.core.analysis.extremes import extreme
from actx.core.analysis.smoothness import smoothness
from actx.core.asymptotic.limits import Place, limit

# SPEC, the limits of f at -inf and inf, and of f' there.
LIMITS = [
    ("identity", -inf, inf, 1, 1),
    ("sigmoid", 0.0, 1, 0.0, 0.0),
    ("tanh", -1, 1, 0.0, 0.0),
    ("relu", 0.0, inf, 0.0, 1),
    ("leaky_relu", -inf, inf, 0.01, 1),
    ("prelu", -inf, inf, 0.25, 1),
    ("relu6", 0.0, 6, 0.0, 0.0),
    ("relu_squared", 0.0, inf, 0.0, inf),
    ("elu", -1, inf, 0.0, 1),
    ("elu:alpha=2", -2, inf, 0.0, 1),
    ("celu:alpha=2", -2, inf, 0.0, 1),
    ("selu", -1.7580993408473768599, inf, 0.0, 1.0507009873554804934),
    ("gelu", -0.0, inf, -0.0, 1),
    ("gelu_tanh", -0.0, inf, -0.0, 1),
    ("quick_gelu", -0.0, inf, -0.0, 1),
    ("silu", -0.0, inf, -0.0, 1),
    ("swish:beta=2", -0.0, inf, -0.0, 1),
    ("mish", -0.0, inf, -0.0, 1),
    ("softplus", 0.0, inf, 0.0, 1),
    ("softplus:beta=3", 0.0, inf, 0.0, 1),
    ("isru:alpha=4", -0.5, 0.5, 0.0, 0.0),
    ("softsign", -1, 1, 0.0, 0.0),
    ("log_sigmoid", -inf, -0.0, 1, 0.0),
    ("hard_sigmoid", 0.0, 1, 0.0, 0.0),
    ("hard_tanh", -1, 1, 0.0, 0.0),
    ("hard_swish", 0.0, inf, 0.0, 1),
    ("tanhshrink", -inf, inf, 1, 1),
    ("softshrink", -inf, inf, 1, 1),
    ("hardshrink", -inf, inf, 1, 1),
    ("threshold", 0.0, inf, 0.0, 1),
    ("squareplus", 0.0, inf, 0.0, 1),
    ("exponential", 0.0, inf, 0.0, inf),
    ("gaussian", 0.0, 0.0, 0.0, -0.0),
    ("sine", nan, nan, nan, nan),
    ("step", 0.0, 1, 0.0, 0.0),
    ("atan(x)", -pi / 2, pi / 2, 0.0, 0.0),
    ("1/x", -0.0, 0.0, -0.0, -0.0),
    ("x/sqrt(1+x**2)", -1, 1, 0.0, 0.0),
    ("exp(x)/(2+exp(x))", 0.0, 1, 0.0, 0.0),
    ("asinh(x)", -inf, inf, 0.0, 0.0),
    ("sin(x)/x", 0.0, 0.0, 0.0, 0.0),
    ("x*sin(x)", nan, nan, nan, nan),
    ("log(x)", nan, inf, nan, 0.0),
]


@pytest.mark.parametrize("row", LIMITS, ids=lambda row: row[0])
def test_a_value_at_infinity_is_the_limit(row: tuple[str, float, float, float, float]) -> None:
    spec, *rest = row
    f = scalar(spec)
    got = [float(f(-inf)), float(f(inf)), float(f.deriv(-inf)), float(f.deriv(inf))]
    assert all(map(same, got, map(float, rest))), (got, rest)


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize("order", [0, 1])
def test_a_wave_that_dies_away_has_the_limit_0_of_no_sign(side: int, order: int) -> None:
    found = limit(scalar("sin(x)/x").function, Place(None, side), order)
    assert found is not None
    assert not isinstance(found.value, float)
    assert found.value.rational == 0
    assert found.sign is None


@pytest.mark.parametrize(
    ("text", "point", "left", "right"),
    [
        ("where(x < 0, 0, 1)", 0, 0.0, 1.0),
        ("sign(x)", 0, -1.0, 1.0),
        ("1/x", 0, -inf, inf),
        ("1/x**2", 0, inf, inf),
        ("exp(1/x)", 0, 0.0, inf),
        ("x", Fraction(1, 3), 1 / 3, 1 / 3),
        ("log(x)", 0, nan, -inf),
    ],
)
def test_one_sided_limits(text: str, point: Fraction | int, left: float, right: float) -> None:
    tree = scalar(text).function
    for side, expected in ((-1, left), (1, right)):
        got = one_sided(tree, Fraction(point), side)
        assert got == expected or (isnan(got) and isnan(expected)), (side, got)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("gelu", []),
        ("celu:alpha=2", []),
        ("relu_squared", []),
        ("relu", [(0, False, 0, 0, 1)]),
        ("leaky_relu:alpha=0.2", [(0, False, 0.2, 0.2, 1)]),
        ("elu:alpha=2", [(0, False, 2, 2, 1)]),
        ("relu6", [(0, False, 0, 0, 1), (6, False, 1, 0, 0)]),
        ("hard_swish", [(-3, False, 0, 0, -0.5), (3, False, 1.5, 1, 1)]),
        ("hard_sigmoid", [(-3, False, 0, 0, 1 / 6), (3, False, 1 / 6, 0, 0)]),
        ("softshrink:lambd=1", [(-1, False, 1, 0, 0), (1, False, 0, 0, 1)]),
        ("hardshrink", [(-0.5, True, 1, 0, 0), (0.5, True, 0, 0, 1)]),
        ("step:threshold=2", [(2, True, 0, 0, 0)]),
        ("abs(x)", [(0, False, -1, 0, 1)]),
        ("max(x, 1 - x)", [(0.5, False, -1, -1, 1)]),
        ("abs(x**2 - 4)", [(-2, False, -4, 0, 4), (2, False, -4, 0, 4)]),
    ],
)
def test_kinks_are_found_with_both_slopes(
    spec: str, expected: list[tuple[float, bool, float, float, float]]
) -> None:
    found = kinks(scalar(spec).function)
    assert [(k.at, k.jumps, k.left, k.slope, k.right) for k in found] == expected


def test_a_kink_is_found_where_float64_shows_no_difference() -> None:
    (jump,) = kinks(scalar("where(x < 0, 1, 1 + 1e-20)").function)
    (bend,) = kinks(scalar("where(x < 0, x, x*(1 + 1e-20))").function)
    assert (jump.at, jump.jumps, bend.at, bend.jumps) == (0, True, 0, False)


def test_an_irrational_kink_that_two_conditions_have_is_one() -> None:
    found = kinks(scalar("where(x**2 < 2, sqrt(2 - x**2), x**2 - 2)").function)
    assert [each.at for each in found] == [-(2**0.5), 2**0.5]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("where(x**2 < 2, 1, 1 + sqrt(x**2 - 2))", 1),
        ("where(x**2 <= 2, sqrt(2 - x**2), 1)", 0),
    ],
)
def test_a_root_has_a_value_where_it_begins(text: str, value: float) -> None:
    assert [point.value for point in branch_points(scalar(text).function)] == [value, value]


def test_a_root_of_a_square_has_no_slope_where_it_is_0() -> None:
    slopes = branch_points(scalar("sqrt((x**2 - 2)**2)").function, 1)
    assert [(point.left, point.right) for point in slopes] == [(-(8**0.5), 8**0.5)] * 2
    assert all(isnan(point.value) for point in slopes)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("log(abs(x**2 - 2))", -inf),
        ("1/log(abs(x**2 - 2))", 0),
        ("sqrt(abs(x**2 - 2))*log(abs(x**2 - 2))", 0),
        ("1 + 1/log(abs(x**2 - 2))", nan),  # 1 is not seen
    ],
)
def test_a_limit_at_an_irrational_point_is_right_or_not_known(text: str, limit: float) -> None:
    (pair,) = [
        (point.left, point.right)
        for point in branch_points(scalar(text).function)
        if abs(float(point.at) - 2**0.5) < 1e-9
    ]
    assert all(same(each, limit) for each in pair)


def test_kinks_at_irrational_points_are_found_to_the_last_bit() -> None:
    (left, right) = kinks(scalar("abs(x**2 - 2)").function)
    assert (left.at, right.at) == (-(2**0.5), 2**0.5)
    assert (right.left, right.right) == (-(8**0.5), 8**0.5)


@pytest.mark.thorough
def test_what_happens_beyond_the_search_is_not_called_nothing() -> None:
    # The first is 1 at 1e20, and 0 at 1e18 and at infinity.
    for text in ("where(exp(-(x - 1e20)**2) > 0.5, 1, 0)", "abs(exp(-(x + 1e25)**2) - 0.5)"):
        assert not are_all_known(scalar(text).function), text


def test_what_the_search_proves_is_called_all() -> None:
    for text in (
        "abs(exp(-x*x) - 0.5)",
        "where(x > 1e200, 5, 0)",
        "abs(x*exp(-x) - 0.1)",
        "max(tanh(x), x/2)",
    ):
        assert are_all_known(scalar(text).function), text


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("step", "discontinuous"),
        ("hardshrink", "discontinuous"),
        ("relu", "C0"),
        ("elu", "C1"),
        ("relu_squared", "C1"),
        ("gelu", "smooth"),
        ("max(x, 0)**3", "C2"),
        ("abs(sin(20*x))", "at most C0"),
        ("where(exp(-(x - 1e20)**2) > 0.5, 1, 0)", "not known"),
        ("abs(x*exp(-x) - 0.1)", "C0"),
        # A derivative of high order jumps, or tends to infinity.
        ("x**5*abs(x)", "C5"),
        ("max(x, 0)**7", "C6"),
        ("max(x, 0)**7.5", "C7"),
        ("x**4*sqrt(abs(x))", "C4"),
        ("x**(13/2)", "C6"),
        ("sqrt(x)", "C0"),
        ("abs(x**2 - 2)**7", "C6"),
        ("where(x < pi, 1 + cos(x), 0)", "C1"),
        ("where(x < 0, exp(x) - 1, x + x**2/2 + x**3/6 + x**4/24 + x**5/120)", "C5"),
        # The jump is less than float64 shows.
        ("where(x < 0, 1, 1 + 1e-20)", "discontinuous"),
        ("where(x == 1, 1 + 1e-20, x)", "discontinuous"),
        ("where(x < 0, x, x*(1 + 1e-20))", "C0"),
        ("where(x < 0, sin(x), x - x**3/6 + 1e-30*x**2)", "C1"),
        # One analytic function, written in two ways or with a gap that is closed.
        ("where(x < 0, 1/(1 + exp(-x)), exp(x)/(1 + exp(x)))", "smooth"),
        ("where(x < 0, log1p(exp(x)), x + log1p(exp(-x)))", "smooth"),
        ("where(x == 1, 1, (x**2 - 1)/(2*(x - 1)))", "smooth"),
        ("abs(x)*tanh(abs(x))", "smooth"),
        ("arctan_sigmoid", "smooth"),
        ("soft_root_sign", "smooth"),
        ("sinc", "smooth"),
        # Flat: all derivatives tend to 0.
        ("where(x > 0, exp(-1/x), 0)", "smooth"),
        ("where(x == 0, 0, exp(-1/x**2))", "smooth"),
        # Of sin(1/x) nothing is proved; f'' has no limit at 0.
        ("where(x == 0, 0, x**3*sin(1/x))", "at least C1"),
        ("where(sign(x) != 1, min(log1p(x), 1), max(x, -2))", "not known"),
    ],
)
def test_smoothness_is_the_class_of_continuous_derivatives(spec: str, expected: str) -> None:
    assert smoothness(scalar(spec).function) == expected


def test_smoothness_is_that_of_the_power_by_which_two_branches_differ(thorough: bool) -> None:
    rng = random.Random(7)
    smooth = ("exp(x)", "tanh(2*x)", "x**3-x", "sin(3*x)", "gelu(x)", "1/(x*x+1)", "log1pexp(x)", "erf(x)*x")
    for _ in range(60 if thorough else 15):
        order, power = rng.randint(0, 8), rng.choice(("({t})**{n}", "({t})**{k}*abs({t})"))
        one, another = rng.choice(smooth), rng.choice(("exp(x)", "cosh(x)", "(2+sin(x))", "(x*x+1)"))
        place = rng.choice(("0", "1", "-3/7", "0.1", "2**0.5", "-pi"))
        t = f"x-({place})"
        rest = power.format(t=t, n=order + 1, k=order)
        text = f"where(x < {place}, {one}, {one} + {rest}*{another}/{rng.choice((1, 1000, 10**25))})"
        assert smoothness(scalar(text).function) == f"C{order}", text


@pytest.mark.parametrize(
    ("spec", "magnitude", "x"),
    [
        ("sigmoid", 0.25, 0),
        ("tanh", 1, 0),
        ("relu", 1, 0),
        ("identity", 1, 0),
        ("gelu", 1.1289041451851547, 2**0.5),  # where f'' = phi(x)*(2 - x^2) vanishes
        ("gaussian", (2 / 2.718281828459045) ** 0.5, -(0.5**0.5)),
        ("hard_swish", 1.5, 3),
        ("exponential", 22026.465794806718, 10),
    ],
)
def test_the_steepest_point_is_found(spec: str, magnitude: float, x: float) -> None:
    found = extreme(scalar(spec).function, -10, 10, order=1)
    assert found.magnitude == pytest.approx(magnitude, rel=1e-15)
    assert found.x == pytest.approx(x, abs=1e-9)


def test_the_distance_between_the_two_gelus_is_the_published_one() -> None:
    found = distance.distance(scalar("gelu"), scalar("gelu_tanh"), -10, 10)
    assert found.magnitude == pytest.approx(4.73e-4, rel=1e-3)
    assert abs(found.x) == pytest.approx(2.70, abs=0.01)


def test_extremes_of_what_is_undefined_are_nan() -> None:
    assert isnan(extreme(scalar("log(x)").function, -3, -1).magnitude)
