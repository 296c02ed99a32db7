"""Gated units and crelu: every product and every slope is the true one, rounded once.

The truth is mpmath's, of gates and their derivatives written out by hand. That the right half is the gate is
a matter of `test_gated_in_pytorch.py`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from judges.sameness import assert_same
from judges.truth import FORMATS, SHORTER, Truth, expected, nearest
from mpmath import mp

import actx
from actx.core.errors import LengthError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conftest import Sample

INF, NAN = math.inf, math.nan
# 5e-324 in an exponent, squared.
_DIGITS: Final = 700
_FAR: Final = 100_000


# --- the functions, by hand ------------------------------------------------------------------------------


def _number(text: str) -> Any:
    return mpmath.mpf(text)


def _least() -> Any:
    """Less than any digit can tell; added to 1 it still says on which side of a tie the true value is."""
    return mpmath.ldexp(1, -1400)


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + max(mpmath.exp(-x), _least()))


def _sigmoid_slope(x: Any) -> Any:
    return _sigmoid(x) * _sigmoid(-x)


def _swish(alpha: str) -> Callable[[Any], Any]:
    return lambda x: x * _sigmoid(_number(alpha) * x)


def _swish_slope(alpha: str) -> Callable[[Any], Any]:
    def slope(x: Any) -> Any:
        a = _number(alpha)
        return _sigmoid(a * x) + a * x * _sigmoid_slope(a * x)

    return slope


def _normal(x: Any) -> Any:
    return 1 - _least() if x > 40 else mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def _gelu(x: Any) -> Any:
    if x < -_FAR:  # past mpmath's erfc
        return -mpmath.exp(-_FAR)
    return x * _normal(x)


def _gelu_slope(x: Any) -> Any:
    if abs(x) > _FAR:
        return mpmath.mpf(1) if x > 0 else -mpmath.exp(-_FAR)
    return _normal(x) + x * mpmath.exp(-x * x / 2) / mpmath.sqrt(2 * mpmath.pi)


def _tanh_gelu(x: Any) -> Any:
    # (1 + tanh(u))/2 is sigmoid(2u), which does not cancel.
    return x * _sigmoid(2 * mpmath.sqrt(2 / mpmath.pi) * (x + _number("0.044715") * x**3))


def _tanh_gelu_slope(x: Any) -> Any:
    root = 2 * mpmath.sqrt(2 / mpmath.pi)
    u = root * (x + _number("0.044715") * x**3)
    return _sigmoid(u) + x * _sigmoid_slope(u) * root * (1 + 3 * _number("0.044715") * x**2)


def _below(f: Callable[[Any], Any], limit: int) -> Callable[[Any], Any]:
    return lambda x: f(min(x, mpmath.mpf(limit)))


def _slope_below(f: Callable[[Any], Any], limit: int) -> Callable[[Any], Any]:
    return lambda x: f(x) if x < limit else mpmath.mpf(0)


def _clipped(limit: int, plus: int = 0) -> Callable[[Any], Any]:
    return lambda x: max(min(x, mpmath.mpf(limit)), mpmath.mpf(-limit)) + plus


def _clipped_slope(limit: int) -> Callable[[Any], Any]:
    return lambda x: mpmath.mpf(int(-limit < x < limit))


def _identity(x: Any) -> Any:
    return x


def _one(_: Any) -> Any:
    return mpmath.mpf(1)


def _step_gate(x: Any) -> Any:
    return min(_swish("1")(x), mpmath.mpf(7))


def _step_gate_slope(x: Any) -> Any:
    return _swish_slope("1")(x) if _swish("1")(x) < 7 else mpmath.mpf(0)


class Unit(NamedTuple):
    """gate(one half)*value(the other), with their slopes."""

    gate: Callable[[Any], Any]
    gate_slope: Callable[[Any], Any]
    value: Callable[[Any], Any] = _identity
    value_slope: Callable[[Any], Any] = _one
    gate_first: bool = True
    interleaved: bool = False


UNITS: Final = {
    "glu": Unit(_sigmoid, _sigmoid_slope, gate_first=False),
    "glu:gate=1": Unit(_sigmoid, _sigmoid_slope),
    "reglu": Unit(lambda x: max(x, mpmath.mpf(0)), lambda x: mpmath.mpf(int(x > 0))),
    "geglu": Unit(_gelu, _gelu_slope),
    "geglu:gate=2": Unit(_gelu, _gelu_slope, gate_first=False),
    "geglu_tanh": Unit(_tanh_gelu, _tanh_gelu_slope),
    "swiglu": Unit(_swish("1"), _swish_slope("1")),
    "swiglu:alpha=1.5": Unit(_swish("1.5"), _swish_slope("1.5")),
    "bilinear": Unit(_identity, _one),
    "swiglu_oai": Unit(
        _below(_swish("1.702"), 7),
        _slope_below(_swish_slope("1.702"), 7),
        _clipped(7, 1),
        _clipped_slope(7),
        interleaved=True,
    ),
    "swiglu_clamped": Unit(
        _below(_swish("1"), 10), _slope_below(_swish_slope("1"), 10), _clipped(10), _clipped_slope(10)
    ),
    "swiglu_clamped:limit=2": Unit(
        _below(_swish("1"), 2), _slope_below(_swish_slope("1"), 2), _clipped(2), _clipped_slope(2)
    ),
    "swiglu_step": Unit(_step_gate, _step_gate_slope, _clipped(7), _clipped_slope(7)),
}
every_unit = pytest.mark.parametrize("spec", UNITS)


def truths(spec: str, x: Sequence[float]) -> tuple[list[Truth], list[list[Truth]]]:
    """The image of finite numbers, and its slopes."""
    unit = UNITS[spec]
    n = range(len(x))
    half = len(x) // 2
    places = (n[::2], n[1::2]) if unit.interleaved else (n[:half], n[half:])
    gates, values = places if unit.gate_first else places[::-1]
    y, slopes = [], []
    with mp.workdps(_DIGITS + 20):
        for i, j in zip(gates, values, strict=True):
            u, w = mpmath.mpf(x[i]), mpmath.mpf(x[j])
            y.append(Truth(unit.gate(u) * unit.value(w), _DIGITS))
            row = [Truth(mpmath.mpf(0), _DIGITS)] * len(x)
            row[i] = Truth(unit.gate_slope(u) * unit.value(w), _DIGITS)
            row[j] = Truth(unit.gate(u) * unit.value_slope(w), _DIGITS)
            slopes.append(row)
    return y, slopes


def agree(spec: str, x: Sequence[float], dtype: str = "float64") -> None:
    form = FORMATS[dtype]
    x = [nearest(mpmath.mpf(component), form) for component in x]
    y, slopes = truths(spec, x)
    unit = actx.activation(spec)
    for got, true in zip(unit(x, dtype=dtype), y, strict=True):
        _is_nearest(got, true, form)
    for rows in zip(unit.deriv(x, dtype=dtype), slopes, strict=True):
        for got, true in zip(*rows, strict=True):
            _is_nearest(got, true, form)


def _is_nearest(got: float, true: Truth, form: Any) -> None:
    if true.value:
        assert_same(got, expected(true, form))
    else:  # mpmath has no -0
        assert got == 0


_tiny = st.sampled_from([0.0, -0.0, 5e-324, -5e-324, 1e-310, -1e-200, 2.0**-60, -1.0, 7.0, 10.0, 1e300])
_small = st.integers(-12, 12).map(float)
_component = st.floats(-60, 60) | st.floats(-4, 4) | _small | _tiny
_pairs = st.lists(st.tuples(_component, _component), min_size=1, max_size=3).map(
    lambda pairs: [each for pair in pairs for each in pair]
)


_HARD: Final = (
    [1.0, 2.0, 3.0, 4.0],
    [-30.0, -1.0 + 2.0**-53, 30.0, -1.0],
    [5e-324, 5e-324, 1e300, -1e300],
    [0.0, 9.0, 0.0, 1e300],
    [1e300, 9.0, 9.0, 1e300],
    [47.0 + 2.0**-45, 9.0, 9.0, 47.0 + 2.0**-45],
)


@every_unit
def test_a_hard_vector_is_correctly_rounded(spec: str, some: Sample) -> None:
    for x in some(_HARD, 2, spec):
        agree(spec, x)


@every_unit
@given(x=_pairs)
@settings(max_examples=settings().max_examples // 4, deadline=None)
def test_any_vector_is_correctly_rounded(spec: str, x: list[float]) -> None:
    agree(spec, x)


@every_unit
@given(x=_pairs)
@settings(max_examples=5 * settings().max_examples // 16, deadline=None)
@example(x=[1.5, 3.0, 0.375, -7.0])
@pytest.mark.thorough
def test_so_it_is_in_the_narrow_formats(spec: str, some: Sample, x: list[float]) -> None:
    for dtype in some(SHORTER, 2, f"{spec} {x}"):
        most = min(440.0, FORMATS[dtype].largest)
        agree(spec, [max(-most, min(component, most)) for component in x], dtype)


@every_unit
@pytest.mark.usefixtures("each_tier")
def test_either_tier_alone_gets_it_right(spec: str, some: Sample) -> None:
    for spread in some((1e-9, 1.0, 30.0), 2, spec):
        agree(spec, np.random.default_rng(21).uniform(-spread, spread, 6).tolist())


def test_many_vectors_come_out_as_each_alone(some: Sample) -> None:
    x = np.random.default_rng(6).normal(scale=[[1.0], [40.0], [1e200]] * 1000, size=(3000, 4))
    x[5] = [INF, -INF, 0.0, NAN]
    for spec in ("glu", "swiglu", "swiglu_oai"):
        unit = actx.activation(spec)
        y, slopes = unit(x), unit.deriv(x)
        assert y.shape == (3000, 2)
        assert slopes.shape == (3000, 2, 4)
        for i in (5, *some(range(0, 3000, 137), 5, spec)):
            assert_same(unit(x[i]), y[i])
            assert_same(unit.deriv(x[i]), slopes[i])


def test_a_jacobian_larger_than_a_block_comes_out_as_its_parts() -> None:
    x = np.random.default_rng(7).normal(size=300)
    slopes = actx.swiglu.deriv(x)
    for i in (0, 27, 28, 149):
        pair = actx.swiglu.deriv(x[[i, 150 + i]])
        assert_same(slopes[i, [i, 150 + i]], pair[0])
    assert np.count_nonzero(slopes) == 300


# --- at infinities, zeros and nan ------------------------------------------------------------------------


@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize(
    ("spec", "x", "y"),
    [
        ("swiglu", [INF, 3.0], INF),
        ("swiglu", [-INF, 3.0], -0.0),
        ("swiglu", [-INF, -3.0], 0.0),
        ("swiglu", [-INF, INF], NAN),  # silu only tends to 0
        ("swiglu", [0.0, INF], 0.0),  # and here it is 0
        ("swiglu", [-0.0, 2.0], -0.0),
        ("swiglu", [-200.0, 1e-300], -0.0),
        ("swiglu", [NAN, 0.0], NAN),
        ("swiglu", [INF, NAN], NAN),
        ("reglu", [-INF, INF], 0.0),
        ("reglu", [-3.0, INF], 0.0),
        ("reglu", [-3.0, -2.0], -0.0),
        ("glu", [INF, -INF], NAN),
        ("glu", [-2.0, INF], -2.0),
        ("glu", [-2.0, -INF], -0.0),
        ("bilinear", [0.0, -INF], -0.0),
        ("swiglu_oai", [INF, INF], 55.999625026426536),
        ("swiglu_oai", [INF, -1.0], 0.0),
        ("swiglu_step", [INF, -INF], -49.0),
    ],
)
def test_infinities_give_the_limit_and_zeros_have_their_factors_signs(
    spec: str, x: list[float], y: float
) -> None:
    assert_same(actx.activation(spec)(x), [y])


@pytest.mark.usefixtures("each_tier")
def test_slopes_at_infinities_are_limits_too() -> None:
    assert_same(actx.swiglu.deriv([INF, 3.0]), [[3.0, INF]])
    assert_same(actx.glu.deriv([2.0, INF]), [[1.0, 0.0]])
    assert_same(actx.glu.deriv([-2.0, INF]), [[1.0, -0.0]])
    assert_same(actx.reglu.deriv([-INF, 3.0]), [[0.0, 0.0]])
    assert_same(actx.bilinear.deriv([INF, -INF]), [[-INF, INF]])


@pytest.mark.parametrize(
    ("spec", "x", "slopes"),
    [
        ("reglu", [0.0, 3.0], [0.0, 0.0]),
        ("swiglu_clamped", [10.0, 3.0], [0.0, 10 / (1 + math.exp(-10)) + 0.0]),
        ("swiglu_clamped:limit=2", [0.0, 2.0], [1.0, 0.0]),
        ("swiglu_oai", [0.0, -7.0], [-3.0, 0.0]),
    ],
)
def test_at_a_kink_the_slope_is_that_of_the_bound(spec: str, x: list[float], slopes: list[float]) -> None:
    assert actx.activation(spec).deriv(x)[0] == pytest.approx(slopes, abs=3e-15)


# --- crelu, and the shapes of all ------------------------------------------------------------------------


@pytest.mark.usefixtures("each_tier")
def test_crelu_is_relu_of_both_sides() -> None:
    x = [1.5, -2.0, 0.0, 5e-324, -INF]
    assert_same(actx.crelu(x), [1.5, 0, 0, 5e-324, 0, 0, 2, 0, 0, INF])
    wanted = np.zeros((10, 5))
    wanted[[0, 3, 6, 9], [0, 3, 1, 4]] = [1, 1, -1, -1]
    np.testing.assert_array_equal(actx.crelu.deriv(x), wanted)
    assert np.isnan(actx.crelu([NAN, 1.0])).tolist() == [True, False, True, False]


@pytest.mark.parametrize(("spec", "m"), [("glu", 2), ("swiglu_oai", 2), ("crelu", 8)])
def test_the_image_has_its_own_length(spec: str, m: int) -> None:
    unit = actx.activation(spec)
    assert unit(np.ones((2, 3, 4))).shape == (2, 3, m)
    assert unit.deriv(np.ones((2, 3, 4))).shape == (2, 3, m, 4)
    assert unit(np.ones((0, 4))).shape == (0, m)
    assert unit(np.ones((2, 0))).shape == (2, 0)
    assert unit(np.ones(4, np.float32)).dtype == np.float32


@every_unit
def test_an_odd_length_cannot_be_halved(spec: str) -> None:
    with pytest.raises(LengthError, match="even length, to be halved: 3 is odd"):
        actx.activation(spec)([1.0, 2.0, 3.0])


@pytest.mark.parametrize("spec", ["glu:gate=3", "swiglu:gate=1.5", "swiglu_oai:limit=0", "geglu:alpha=1"])
def test_parameters_keep_to_their_domains(spec: str) -> None:
    with pytest.raises(ParameterError):
        actx.activation(spec)


def test_parameters_can_be_set_in_a_call() -> None:
    assert actx.swiglu([1.0, 2.0], alpha=0).tolist() == [1.0]
    assert actx.swiglu.deriv([1.0, 2.0], alpha=0, gate=2).tolist() == [[1.0, 0.5]]
