"""How far apart two functions are on the whole line: by closed forms, and by mpmath's search."""

from __future__ import annotations

from math import inf, pi, tanh
from typing import Any

import mpmath
import numpy as np
import pytest
from scalar import scalar

import actx
from actx.core.analysis.apart import Apart
from actx.core.analysis.facts import Bound
from actx.core.rounding.formats import FORMATS


def of(first: str, second: str) -> Apart:
    return Apart(scalar(first).function, scalar(second).function)


def value(found: Any) -> Any:
    assert found is not None
    return found.value


@pytest.mark.thorough
def test_tanh_and_hard_tanh_are_farthest_apart_at_the_kink() -> None:
    found = of("tanh", "hard_tanh")
    assert found.values is not None
    with mpmath.workdps(30):
        assert found.values.value == float(1 - mpmath.tanh(1))
    assert (abs(found.values.x), found.values.is_attained) == (1, True)
    assert found.crossings == [(0.0, 0.0)]
    assert value(found.slopes) == pytest.approx(tanh(1) ** 2, rel=1e-15)  # 1 - (1 - tanh(1)**2)


def test_relu_and_relu6_are_equal_up_to_6_and_then_ever_farther_apart() -> None:
    found = of("relu", "relu6")
    assert found.values == Bound(inf, inf, is_attained=False)
    assert found.crossings == [(-inf, 6.0)]
    assert value(found.slopes) == 1
    with mpmath.workdps(30):
        square = mpmath.quad(lambda x: (x - 6) ** 2 * mpmath.npdf(x), mpmath.linspace(6, 20, 29))
    assert value(found.mean_square) == float(square)


def test_equal_functions_are_apart_by_nothing() -> None:
    found = of("sigmoid", "(1+tanh(x/2))/2")
    assert (value(found.values), value(found.slopes), value(found.mean_square)) == (0, 0, 0)
    assert found.crossings == [(-inf, inf)]


@pytest.mark.thorough
def test_gelu_and_quick_gelu_are_as_far_apart_as_a_search_finds() -> None:
    def difference(x: Any) -> Any:
        return x * mpmath.ncdf(x) - x / (1 + mpmath.exp(-mpmath.mpf("1.702") * x))

    found = of("gelu", "quick_gelu")
    with mpmath.workdps(30):
        x = mpmath.findroot(lambda x: mpmath.diff(difference, x), -2.27)
        assert value(found.values) == float(abs(difference(x)))
        crossing = mpmath.findroot(difference, 1.2)
        assert found.crossings == [(each, each) for each in (-float(crossing), 0.0, float(crossing))]


@pytest.mark.thorough
def test_gelu_and_its_approximation_are_as_far_apart_as_a_search_finds() -> None:
    """Their difference has a zero of order 4 at 0 and, for large x, terms of very different orders."""

    def difference(x: Any) -> Any:
        inner = mpmath.sqrt(2 / mpmath.pi) * (x + mpmath.mpf("0.044715") * x**3)
        return x * mpmath.ncdf(x) - x / 2 * (1 + mpmath.tanh(inner))

    found = of("gelu", "gelu_tanh")
    with mpmath.workdps(40):
        turn = mpmath.findroot(lambda x: mpmath.diff(difference, x), 2.7)
        assert value(found.values) == float(abs(difference(turn)))
        crossing = mpmath.findroot(difference, 1.9)
        assert found.crossings == [(each, each) for each in (-float(crossing), 0.0, float(crossing))]
        bend = mpmath.findroot(lambda x: mpmath.diff(difference, x, 2), 2.0)
        others = [mpmath.diff(difference, mpmath.mpf(k) / 50) for k in range(-300, 301)]
        assert value(found.slopes) == float(abs(mpmath.diff(difference, bend))) >= max(map(abs, others))


@pytest.mark.thorough
def test_endlessly_many_crossings_have_a_period() -> None:
    found = of("sin(x)", "cos(x)")
    assert value(found.values) == float(mpmath.sqrt(2))
    assert getattr(found.crossings, "period", None) == 2 * pi


@pytest.mark.thorough
def test_what_is_not_decided_is_not_told() -> None:
    assert of("1/x", "sin(x)+sin(sqrt(2)*x)").crossings is None


# --- relative, in ulps, opposed, jumps, and on a range ----------------------------------------------------


@pytest.mark.thorough
def test_relative_to_tanh_its_hard_form_is_farthest_at_the_kink() -> None:
    with mpmath.workdps(30):
        tanh_1 = mpmath.tanh(1)
        assert value(of("tanh", "hard_tanh").relative) == float((1 - tanh_1) / tanh_1)
        other = of("tanh", "tanh(x)+x**3*exp(-x*x)").relative

        def relative(x: Any) -> Any:
            return x**3 * mpmath.exp(-x * x) / mpmath.tanh(x)

        assert value(other) == float(relative(mpmath.findroot(lambda x: mpmath.diff(relative, x), 1)))
    assert value(of("relu", "relu6").relative) == 1  # tends to it
    assert value(of("exp(x)", "1+x").relative) == inf
    assert value(of("x", "x+1e-10*tanh(x)").relative) == 1e-10  # at 0, where both vanish


@pytest.mark.parametrize(
    ("first", "second", "between"),
    [
        ("tanh", "where(abs(x)<2, x-x**3/7, sign(x))", (-4.0, 4.0)),
        ("exp(x)", "1+x+x**2/2", (-0.5, 0.7)),
        pytest.param("gelu", "quick_gelu", (-4.0, 2.0), marks=pytest.mark.thorough),
        ("sin(x)", "x-x**3/6", (-1.5, 1.5)),
        ("silu", "hard_swish", (0.25, 8.0)),
    ],
)
@pytest.mark.parametrize("form", ["bfloat16", "float8_e4m3fn"])
def test_in_ulps_no_point_of_a_grid_is_farther_and_one_is_nearly_as_far(
    first: str, second: str, between: tuple[float, float], form: str
) -> None:
    f, g = scalar(first), scalar(second)
    found = Apart(f.function, g.function, between).in_ulps(FORMATS[form])
    assert found is not None
    x = np.linspace(*between, 40_001)
    y, z = f(x), g(x)  # to the last bit: of other tests
    exponents = np.maximum(np.frexp(y)[1] - 1, FORMATS[form].emin)
    ulps = np.abs(y - z) / np.ldexp(1.0, exponents - FORMATS[form].precision + 1)
    assert 0.999 * found.value <= np.nanmax(ulps) <= found.value * (1 + 1e-9)


def test_what_is_rounded_to_a_power_of_2_from_below_has_the_ulp_below() -> None:
    found = of("1 - 1e-20 + x**2", "1 - 1e-20 + x**2 + exp(-x*x)/4").in_ulps(FORMATS["bfloat16"])
    assert found == (0.25 * 2**8, 0)


def test_beyond_the_largest_number_ulps_do_not_count() -> None:
    found = of("x", "1.001*x").in_ulps(FORMATS["float16"])
    assert found is not None
    assert found.value == pytest.approx(0.001 * 2**11, rel=1e-12)
    assert abs(found.x) <= 65504


def test_jumps_have_their_exact_heights() -> None:
    """The PLAN sigmoid (Amin, Curtis & Hayes-Gill 1997) jumps down between its lines, as its constants do."""
    first, second = of("sigmoid", "plan_sigmoid").jumps
    assert first == []
    height = (2.375 / 32 + 0.84375) - (2.375 / 8 + 0.625)
    assert second == [(-2.375, height), (2.375, height)]
    assert of("x", "where(x < 1, x, x + 1e-20)").jumps[1] == [(1.0, 1e-20)]


def test_where_one_rises_and_the_other_falls() -> None:
    turn = (7 / 3) ** 0.5
    assert of("tanh", "where(abs(x)<2, x-x**3/7, sign(x))").opposed == [(-2, -turn), (turn, 2)]
    assert of("sigmoid", "plan_sigmoid").opposed == [(-2.375, -2.375), (2.375, 2.375)]
    assert of("x**2", "abs(x)").opposed == []
    assert of("x**3", "-x").opposed == of("x**2", "-(x**2)").opposed == [(-inf, inf)]
    assert of("relu", "-relu(-x)").opposed == []


def test_on_a_range_only_its_points_count() -> None:
    found = Apart(scalar("exp(x)").function, scalar("1+x+x**2/2").function, (0.0, 0.5))
    with mpmath.workdps(30):
        error = mpmath.exp("0.5") - mpmath.mpf("1.625")
        assert found.values == Bound(float(error), 0.5, is_attained=True)
        assert found.relative == Bound(float(error / mpmath.exp("0.5")), 0.5, is_attained=True)
        square = mpmath.quad(lambda x: (mpmath.exp(x) - 1 - x - x * x / 2) ** 2 * mpmath.npdf(x), [0, 0.5])
    assert found.crossings == [(0.0, 0.0)]
    assert value(found.mean_square) == float(square)
    assert Apart(scalar("relu").function, scalar("x").function, (1.0, 2.0)).crossings == [(1.0, 2.0)]


def test_a_range_may_end_anywhere() -> None:
    found = Apart(scalar("tanh").function, scalar("x").function, (-1e200, 1e200))
    assert value(found.values) == 1e200
    assert value(found.mean_square) == value(of("tanh", "x").mean_square)
    assert value(of("relu", "relu6").mean_square) > 0


def test_the_parts_of_python_say_what_is_no_range_and_no_scalar() -> None:
    with mpmath.workdps(30):
        most = float(0.5 - mpmath.tanh("0.5"))
    assert value(actx.apart("tanh", "hard_tanh", (-0.5, 0.5)).values) == most
    with pytest.raises(ValueError, match="two finite ends"):
        actx.apart("tanh", "relu", (1.0, 1.0))
    with pytest.raises(TypeError, match="only scalar ones can be compared"):
        actx.apart("softmax", "relu")


@pytest.mark.parametrize(
    ("first", "second", "values", "relative", "in_ulps"),
    [
        ("where(x > 0, 1, -1)", "sign(x)", 1, 1, 2**7),  # -1 and 0 at 0
        ("1 + 0*x", "where(x == 3, 1.5, 1)", 0.5, 0.5, 2**6),
        ("where(x**2 == 2, 1, 4)", "4 + 0*x", 3, 3, 3 * 2**7),
        ("where(x == 0, 0, 1)", "1 + 0*x", 1, inf, 2**133),
        ("where(x == 0, 0, x)", "x", 0, 0, 0),
        # Where f is 0, or tends to 0, an ulp is the least number.
        ("exp(x)", "exp(x) + 1", 1, inf, 2**133),
        ("0*x", "1/4 + 0*x", 0.25, inf, 2**131),
    ],
)
def test_what_is_so_at_one_point_or_an_end_alone_counts(
    first: str, second: str, values: float, relative: float, in_ulps: float
) -> None:
    found = of(first, second)
    ulps = found.in_ulps(FORMATS["bfloat16"])
    assert (value(found.values), value(found.relative)) == (values, relative)
    assert value(ulps) == in_ulps
    assert of(second, first).jumps == of(first, second).jumps[::-1]
    assert all(step.height for jumps in found.jumps for step in jumps or ())


@pytest.mark.thorough
def test_no_relative_distance_is_told_where_nothing_tells_whether_it_is_0_by_0() -> None:
    # sin(x + 1) is expanded to no form that proves the identity; f is 0.
    unclear = "sin(x+1) - sin(x)*cos(1) - cos(x)*sin(1)"
    found = of("0*x", unclear).relative
    assert found is None or found.value == 0
