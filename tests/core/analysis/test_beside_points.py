"""What is said beside points that are easily overlooked: holes, isolated points, irrational joints, poles.

The expected answers are worked out by hand.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf, pi, sqrt
from typing import Any

import pytest
from scalar import scalar
from shape_keys import shape_of

import actx
from actx.core.analysis.branch_points import kinks
from actx.core.analysis.equality import relation
from actx.core.analysis.extremes import extreme
from actx.core.analysis.facts import PROVED
from actx.core.analysis.saturation import saturations
from actx.core.analysis.smoothness import smoothness
from actx.core.analysis.zero_digits import sign_beside_irrational
from actx.core.analysis.zeros import zeros
from actx.core.names.recognise import known_as
from actx.core.rounding.formats import format_of

ROOT = sqrt(2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x - 1e-20*sign(x - sqrt(2))", "discontinuous"),
        ("x + 1e-20*abs(x - sqrt(2))", "C0"),
        ("where(x**2 > 2, 1e-301, 0)", "discontinuous"),
        ("where(x**2 < 2, 1, 1 + 1/log(abs(x**2 - 2)/9)**6)", "C0"),
        ("where(x == sqrt(2), x + 1e-20, x)", "discontinuous"),
        ("x*atan(1/x)", "C0"),  # slopes -pi/2 and pi/2 at 0
        ("x/(1 + exp(1/x))", "C0"),
        ("clip(1/x, -2, 2)", "discontinuous"),
        ("exp(-1/x**2)", "smooth"),
        ("tanh(sin(x)/x)", "smooth"),  # where it is defined
        ("sqrt(-(x**2 - 2)**2)", "at least C10"),  # a function on two points
    ],
)
def test_smoothness_beside_irrational_joints_and_inner_poles(text: str, expected: str) -> None:
    assert smoothness(scalar(text).function) == expected


def test_jumps_that_float64_does_not_show_leave_no_lipschitz_constant() -> None:
    for text in ("x - 1e-20*sign(x - sqrt(2))", "cos(pi*x) + 1e-20*sign(sin(pi*x))"):
        assert shape_of(text).lipschitz in (None, inf), text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("where(x**2 > 2, 1e-301, 0)", (0.0, 1e-301)),
        ("abs(max(1e200*(x**2 - 2), -1e199))", (0.0, inf)),
        ("1e12 + log(abs(x**2 - 2))", (-inf, inf)),
    ],
)
def test_bounds_beside_irrational_joints(text: str, value: tuple[float, float]) -> None:
    found = shape_of(text)
    known = tuple(each and each.value for each in (found.infimum, found.supremum))
    assert all(mine in (None, true) for mine, true in zip(known, value, strict=True)), known


def test_a_value_at_an_irrational_point_alone_is_not_proved_equal() -> None:
    f, g = (scalar(text).function for text in ("where(x == sqrt(2), x + 1e-20, x)", "x"))
    assert relation(f, g).equal != PROVED


def test_the_infimum_beside_an_irrational_root_is_not_that_of_the_other_side() -> None:
    """(x**2 - 2)**2 - 1e-45*(x**2 - 2) is -2.5e-91 between the root and the next zero."""
    found = shape_of("where(x**2 > 2, (x**2 - 2)**2 - 1e-45*(x**2 - 2), 0)").infimum
    assert found is None or found.value == pytest.approx(-2.5e-91, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x**3/x", []),
        ("tanh(x)*x/x", []),
        ("where(x == 1, 5, 0*x)", [(-inf, 1), (1, inf)]),
        ("where(x == 1, 5, max(x - 2, 0))", [(-inf, 1), (1, 2)]),
        ("where(x == sqrt(2), 5, 0)", [(-inf, ROOT), (ROOT, inf)]),
        ("sqrt(-x**2)", [(0, 0)]),
        ("sqrt(x) + sqrt(-x)", [(0, 0)]),
        ("sqrt(x**2*(x - 1))", [(0, 0), (1, 1)]),
        ("where(x == 1, 0, sqrt(x - 2))", [(1, 1), (2, 2)]),
    ],
)
def test_zeros_at_holes_and_isolated_points(text: str, expected: Any) -> None:
    assert shape_of(text).zeros == expected
    assert actx.properties(text).zeros == expected


def test_a_formula_with_a_hole_is_not_the_activation_without() -> None:
    for text in ("x**3/x", "tanh(x)*x/x", "max(x, 0)*x/x"):
        assert known_as(scalar(text)) == [], text
    assert "square" in known_as(scalar("x*x"))


@pytest.mark.parametrize(
    "text", ["where(x <= 0, x, sqrt(x - 1))", "sqrt(x**2*(x - 1))", "where(x == 1, 0, sqrt(x - 2))"]
)
def test_the_same_value_across_a_gap_is_no_increase(text: str) -> None:
    assert shape_of(text).monotone in (None, "nondecreasing")


def test_what_differs_across_a_gap_by_less_than_float64_shows_is_not_decided() -> None:
    assert shape_of("where(x < -1, exp(x + 1) + 1e-30, where(x > 1, x, log(-1)))").monotone in (None, "no")


@pytest.mark.parametrize(
    "text", ["where(sin(x) > 0, 2*x - pi/2*(1 - cos(x)), x)", "where(sin(x) > 0, x, -x)"]
)
def test_jumps_in_other_periods_than_the_first_are_not_forgotten(text: str) -> None:
    found = shape_of(text)
    assert found.lipschitz in (None, inf)
    assert found.monotone in (None, "no")
    assert found.extrema is None


def test_a_slope_touches_a_bound_at_an_inner_end() -> None:
    assert shape_of("0.01*atan(x)").slope_below(Fraction(1, 100), 1) == 0


def test_kinks_at_poles_inside_have_the_slopes_of_both_sides() -> None:
    (kink,) = kinks(scalar("x*atan(1/x)").function)
    assert (kink.at, kink.left, kink.right) == (0, -pi / 2, pi / 2)


def test_constants_have_the_lipschitz_constant_0_and_a_hole_is_no_center() -> None:
    assert str(shape_of("1 + 0*x").lipschitz) == "0.0"
    assert shape_of("x*log(x**2)").center is None


def test_half_way_between_numbers_a_function_does_not_round_to_x_from_there_on() -> None:
    """x + 0.25 is half way between two of bfloat16 from 64 to 100: 64.25 rounds to 64, and 64.75 to 65."""
    found = saturations(scalar("x + where(x < 100, 0.25, 0)").function, format_of("bfloat16"), 1)
    assert [each for each in found if each.order == 0] == []


def test_the_largest_slope_is_that_of_the_steeper_side() -> None:
    found = extreme(scalar("where(x < 0, x, (1 + 5e-13)*x)").function, -6, 6, 1)
    assert found.magnitude == 1 + 5e-13


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # By mpmath; it is defined from 1 on, and pieces are cut at 0.
        pytest.param("asinh((x - 1)**1.5)", 1.09112363597172, marks=pytest.mark.thorough),
        ("where(abs(x) < 1, log(-1), x)", None),
        ("where(x < 2, log(-1), 3*x)", 3),
    ],
)
def test_only_an_interval_between_others_is_a_gap(text: str, expected: float | None) -> None:
    found = shape_of(text).lipschitz
    assert found is None if expected is None else found == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("side", [-1, 1])
def test_the_sign_beside_an_irrational_zero_is_that_of_the_side_also_for_negative_ones(side: int) -> None:
    for text in ("x**2 - 2", "1/(x**2 - 2)"):
        for point in zeros(scalar("x**2 - 2").function).points:
            right = 1 if point > 0 else -1
            assert sign_beside_irrational(scalar(text).function, point, side) == side * right, text
