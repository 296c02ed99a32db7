"""How far apart two functions are on the whole line: by closed forms, and by mpmath's search."""

from __future__ import annotations

from math import inf, pi, tanh
from typing import Any

import mpmath
import pytest
from scalar import scalar

from actx.core.analysis.apart import Apart, apart
from actx.core.analysis.facts import Bound


def of(first: str, second: str) -> Apart:
    return apart(scalar(first).function, scalar(second).function)


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
