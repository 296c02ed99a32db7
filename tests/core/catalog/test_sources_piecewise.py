"""Rectifiers, exponential linear units and sigmoids against their sources.

Each is written down here as its paper or framework prints it, in plain floating point, cancellations and all,
and compared at points on both sides of each of its branch points. Where PyTorch has the function, so does it.
"""

from __future__ import annotations

import math
from math import atan, cosh, erf, exp, log, pi, sin, sqrt, tanh
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pytest
from judges.references import rectified, s_shaped

from actx.core.names.spec import activation

if TYPE_CHECKING:
    from collections.abc import Callable


POINTS: Final = (
    -7.5,
    -5.0,
    -3.1,
    -2.0,
    -1.2,
    -1.0,
    -0.4,
    -0.02,
    0.0,
    0.03,
    0.5,
    1.0,
    1.7,
    2.0,
    2.6,
    5.0,
    8.25,
)


class Source(NamedTuple):
    """An activation with parameters set, and the equation of its source."""

    spec: str
    equation: Callable[[float], float]


def _sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x))


def _relu(x: float) -> float:
    return max(0.0, x)


def _keras_relu(x: float, negative_slope: float, max_value: float, threshold: float) -> float:
    """keras.activations.relu: x if above the threshold, clipped, less slope * relu(threshold - x)."""
    return min(max(x * (x > threshold), 0.0), max_value) - negative_slope * _relu(threshold - x)


def _bi_firing(x: float, a: float, b: float) -> float:
    if x < -b - a / 2 or x > b + a / 2:
        return b
    if x < -a:
        return -x - a / 2
    return x - a / 2 if x > a else x * x / (2 * a)


def _plan(x: float) -> float:
    """Amin, Curtis & Hayes-Gill, table 1: Y for |X|, and 1-Y where X is negative."""
    size = abs(x)
    if size >= 5:
        y = 1.0
    elif size >= 2.375:
        y = 0.03125 * size + 0.84375
    elif size >= 1:
        y = 0.125 * size + 0.625
    else:
        y = 0.25 * size + 0.5
    return y if x >= 0 else 1 - y


def _sqnl(x: float) -> float:
    if abs(x) > 2:
        return math.copysign(1, x)
    return x - x * x / 4 if x >= 0 else x + x * x / 4


def _rational(y: float) -> float:
    """tanh(y) ~ sgn(y) * {1 - 1/(1+|y|+y^2+1.41645*y^4)}."""
    return (y > 0) - (y < 0) and math.copysign(1 - 1 / (1 + abs(y) + y**2 + 1.41645 * y**4), y)


def _tangent(x: float, at: float) -> float:
    return (x - at) / cosh(at) ** 2 + tanh(at)


SOURCES: Final = (
    Source("relu_keras", lambda x: _keras_relu(x, 0, 6, 0)),
    Source("relu_keras:negative_slope=0.1,max_value=6,threshold=1", lambda x: _keras_relu(x, 0.1, 6, 1)),
    Source("rrelu", lambda x: x if x >= 0 else (1 / 8 + 1 / 3) / 2 * x),
    Source("rrelu:lower=1/8,upper=1/3", lambda x: max(0, x) + 11 / 48 * min(0, x)),
    Source("clipped_relu", lambda x: min(max(0, x), 20)),
    Source("clipped_relu:upper=1.5", lambda x: 0.5 * (abs(x) - abs(x - 1.5) + 1.5)),  # as PACT prints it
    Source("displaced_relu", lambda x: x if x + 0.05 >= 0 else -0.05),
    Source("displaced_relu:delta=1", lambda x: max(-1, x)),  # as SReLU in the paper of ELU
    Source("flexible_relu", lambda x: _relu(x) - 1),
    Source("star_relu", lambda x: 0.8944 * _relu(x) ** 2 - 0.4472),
    Source("relu_cubed", lambda x: max(x**3, 0)),
    Source("nlrelu", lambda x: log(1.0 * max(0, x) + 1.0)),
    Source("rectified_tanh", lambda x: max(0, tanh(x))),
    Source("absolute", lambda x: x if x >= 0 else -x),
    Source("bi_firing", lambda x: _bi_firing(x, 1, math.inf)),
    Source("bounded_bi_firing", lambda x: _bi_firing(x, 1, 5)),
    Source("bounded_bi_firing:a=2,b=2.5", lambda x: _bi_firing(x, 2, 2.5)),
    Source("bounded_leaky_relu", lambda x: 0.1 * x if x <= 0 else x if x < 1 else 0.1 * x + 0.9 * 1),
    Source("srelu", lambda x: 1 + 0.5 * (x - 1) if x >= 1 else x if x > 0 else 0 + 0.2 * (x - 0)),
    Source("dual_line", lambda x: (x if x >= 0 else 0.01 * x) - 0.22 if x else -0.22),
    Source("sine_relu", lambda x: x if x > 0 else 0.0025 * (sin(x) - math.cos(x))),
    Source("sparse_plus", lambda x: 0 if x <= -1 else x if x >= 1 else (x + 1) ** 2 / 4),
    Source("onnx_shrink", lambda x: x if x < -0.5 or x > 0.5 else 0),
    Source("onnx_shrink:lambd=1.5,bias=1.5", lambda x: x + 1.5 if x < -1.5 else x - 1.5 if x > 1.5 else 0),
    Source("tent", lambda x: max(0, 1 - abs(x))),
    Source("tent:delta=6", lambda x: max(0, 6 - abs(x))),
    Source("sq_rbf", lambda x: 1 - x * x / 2 if abs(x) <= 1 else (2 - abs(x)) ** 2 / 2 if abs(x) < 2 else 0),
    Source("pelu", lambda x: 1 / 1 * x if x >= 0 else 1 * (exp(x / 1) - 1)),
    Source("pelu:a=2,b=3", lambda x: 2 / 3 * x if x >= 0 else 2 * (exp(x / 3) - 1)),
    Source("mpelu", lambda x: x if x > 0 else 0.25 * (exp(1 * x) - 1)),
    Source("pdelu", lambda x: x if x > 0 else max(1 + 0.1 * x, 0) ** 10 - 1),
    Source("pdelu:t=0.5,alpha=2", lambda x: x if x > 0 else 2 * (max(1 + 0.5 * x, 0) ** 2 - 1)),
    Source("preu", lambda x: x if x > 0 else x * exp(x)),
    Source("isrlu", lambda x: x if x >= 0 else x * (1 / sqrt(1 + x**2))),
    Source("sqlu", lambda x: x if x > 0 else x + x**2 / 4 if x >= -2 else -1),
    Source("softplus_linear_unit", lambda x: x if x >= 0 else 2 * log((exp(x) + 1) / 2)),
    Source("ptelu", lambda x: x if x >= 0 else 1 * tanh(1 * x)),
    Source("ptelu:alpha=0.3,beta=2", lambda x: x if x >= 0 else 0.3 * tanh(2 * x)),
    Source("erf_relu", lambda x: x if x >= 0 else erf(x)),
    Source("xielu", lambda x: 0.8 * x**2 + 0.5 * x if x > 0 else 0.8 * (exp(x) - 1) - 0.8 * x + 0.5 * x),
    Source("soft_exponential", lambda x: (exp(0.5 * x) - 1) / 0.5 + 0.5),
    Source("gudermannian", lambda x: 2 * atan(exp(x)) - pi / 2),
    Source("cloglog", lambda x: 1 - exp(-exp(x))),
    Source("loglog", lambda x: exp(-exp(-x))),
    Source("arctan", atan),
    Source("arctan_sigmoid", lambda x: 1 / pi * atan(pi * x) + 1 / 2),
    Source("lecun_tanh", lambda x: 1.7159 * tanh(2 / 3 * x)),
    Source("penalized_tanh", lambda x: tanh(x) if x > 0 else 0.25 * tanh(x)),
    Source("rescaled_sigmoid", lambda x: 4 * _sigmoid(x) - 2),
    Source("bipolar_sigmoid", lambda x: (1 - exp(-x)) / (1 + exp(-x))),
    Source("bipolar_sigmoid:alpha=2", lambda x: 2 / (1 + exp(-2 * x)) - 1),
    Source("root_sigmoid", lambda x: x / (1 + sqrt(1 + x * x))),
    Source("scaled_softsign:alpha=2,beta=3", lambda x: 2 * x / (3 + abs(x))),
    Source("scaled_softsign", lambda x: x / (1 + abs(x))),
    Source("elliott", lambda x: 0.5 * x / (1 + abs(x)) + 0.5),
    Source("elliot2", lambda x: math.copysign(x * x, x) / (1 + x * x)),
    Source("rational_tanh", lambda x: 1.7159 * _rational(2 * x / 3)),
    Source("erf", erf),
    Source("dynamic_tanh", lambda x: 1 * tanh(0.5 * x) + 0),
    Source("dynamic_tanh:alpha=0.8,gamma=2,beta=-0.3", lambda x: 2 * tanh(0.8 * x) - 0.3),
    Source("dynamic_erf", lambda x: 1 * erf(0.5 * x + 0) + 0),
    Source("dynamic_erf:s=-0.2,gamma=2,beta=-0.3", lambda x: 2 * erf(0.5 * x - 0.2) - 0.3),
    Source("normcdf", lambda x: (1 + erf(x / sqrt(2))) / 2),
    Source("laplace", lambda x: 0.5 * (1 + erf((x - sqrt(1 / 2)) / (sqrt(1 / (4 * pi)) * sqrt(2))))),
    Source("soft_root_sign", lambda x: x / (x / 2 + exp(-x / 3))),
    Source("aranda_ordaz", lambda x: 1 - (1 + 2 * exp(x)) ** (-1 / 2)),
    Source("hard_sigmoid_02", lambda x: max(0, min(1, 0.2 * x + 0.5))),
    Source("sparse_sigmoid", lambda x: 0 if x <= -1 else 1 if x >= 1 else (x + 1) / 2),
    Source("hard_concrete", lambda x: min(1, max(0, _sigmoid(x) * (1.1 + 0.1) - 0.1))),
    Source(
        "smooth_step:gamma=3",
        lambda x: 0 if x <= -1.5 else 1 if x >= 1.5 else -2 / 27 * x**3 + 3 / (2 * 3) * x + 1 / 2,
    ),
    Source("smooth_step", lambda x: 0 if x <= -0.5 else 1 if x >= 0.5 else -2 * x**3 + 3 / 2 * x + 1 / 2),
    Source(
        "cosine_squasher",
        lambda x: 0 if x <= -pi / 2 else 1 if x >= pi / 2 else (1 + math.cos(x + 3 * pi / 2)) / 2,
    ),
    Source("sqnl", _sqnl),
    Source("log_sqnl", lambda x: _sqnl(x) / 2 + 1 / 2),
    Source("plan_sigmoid", _plan),
    Source("bipolar_step", lambda x: 1 if x >= 0 else -1),
    Source("hexpo", lambda x: -1 * (exp(-x / 1) - 1) if x >= 0 else 1 * (exp(x / 1) - 1)),
    Source(
        "hexpo:a=2,b=3,c=0.5,d=0.3", lambda x: -2 * (exp(-x / 3) - 1) if x >= 0 else (exp(x / 0.3) - 1) / 2
    ),
    Source(
        "improved_sigmoid",
        lambda x: (
            0.2 * (x - 2) + _sigmoid(2) if x >= 2 else _sigmoid(x) if x > -2 else 0.2 * (x + 2) + _sigmoid(-2)
        ),
    ),
    Source("plu", lambda x: max(0.1 * (x + 1) - 1, min(0.1 * (x - 1) + 1, x))),
    Source("reltanh", lambda x: x if x >= 0 else tanh(x) if x > -1.5 else _tangent(x, -1.5)),
    Source(
        "reltanh:low=-2,high=0.5",
        lambda x: _tangent(x, 0.5) if x >= 0.5 else tanh(x) if x > -2 else _tangent(x, -2),
    ),
)


def test_every_activation_of_these_modules_has_a_source() -> None:
    missing = {*rectified.REFERENCES, *s_shaped.REFERENCES} - {s.spec.partition(":")[0] for s in SOURCES}
    assert not missing, f"add the equation that the source of {', '.join(sorted(missing))} prints to SOURCES"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.spec)
def test_values_are_those_of_the_equation_in_the_source(source: Source) -> None:
    got = activation(source.spec)(np.array(POINTS)).tolist()
    assert got == pytest.approx([source.equation(x) for x in POINTS], rel=1e-12, abs=1e-15)


def test_star_relu_standardizes_a_normal_input() -> None:
    # The paper derives s and b from it: mean 0 and variance 1, to the four digits it prints.
    x = np.linspace(-12, 12, 200_001)
    weight = np.exp(-x * x / 2) / sqrt(2 * pi) * (x[1] - x[0])
    y = activation("star_relu")(x)
    assert abs((weight * y).sum()) < 1e-4
    assert abs((weight * y * y).sum() - 1) < 2e-4


def test_a_framework_agrees_where_it_has_the_function() -> None:
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    for spec, function in (
        ("rrelu", functional.rrelu),
        ("clipped_relu:upper=6", functional.relu6),
        ("displaced_relu:delta=0.5", lambda x: functional.threshold(x, -0.5, -0.5)),
        ("hard_sigmoid_02:alpha=1/6", functional.hardsigmoid),
        ("erf", torch.erf),
        ("arctan", torch.atan),
        ("normcdf", lambda x: torch.special.erfc(-x / 2**0.5) / 2),
        ("onnx_shrink:bias=0.5", functional.softshrink),
        ("onnx_shrink", functional.hardshrink),
    ):
        x = torch.tensor(POINTS, dtype=torch.float64, requires_grad=True)
        y = function(x)
        # To 7 digits: the slope of PyTorch's hardsigmoid is 1/6 in float32, whatever the format.
        (slope,) = torch.autograd.grad(y.sum(), x)
        record = activation(spec)
        assert record(np.array(POINTS)).tolist() == pytest.approx(y.tolist(), rel=1e-14, abs=1e-300), spec
        assert record.deriv(np.array(POINTS)).tolist() == pytest.approx(slope.tolist(), rel=1e-7), spec
