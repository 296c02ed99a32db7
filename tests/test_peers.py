"""Against PyTorch, where it is installed (the extra `peers`): the same functions, within its own error."""

from __future__ import annotations

import numpy as np
import pytest

import actx

torch = pytest.importorskip("torch")

# SPEC, PyTorch's function of the same meaning
SAME = [
    ("relu", "relu", {}),
    ("leaky_relu", "leaky_relu", {}),
    ("relu6", "relu6", {}),
    ("elu:alpha=2", "elu", {"alpha": 2.0}),
    ("celu:alpha=2", "celu", {"alpha": 2.0}),
    ("selu", "selu", {}),
    ("sigmoid", "sigmoid", {}),
    ("tanh", "tanh", {}),
    ("softsign", "softsign", {}),
    ("hard_sigmoid", "hardsigmoid", {}),
    ("hard_tanh", "hardtanh", {}),
    ("hard_swish", "hardswish", {}),
    ("gelu", "gelu", {}),
    ("gelu_tanh", "gelu", {"approximate": "tanh"}),
    ("silu", "silu", {}),
    ("mish", "mish", {}),
    ("softplus", "softplus", {}),
    ("log_sigmoid", "logsigmoid", {}),
    ("tanhshrink", "tanhshrink", {}),
    ("softshrink", "softshrink", {}),
    ("hardshrink", "hardshrink", {}),
]


@pytest.mark.parametrize(("spec", "name", "settings"), SAME, ids=[spec for spec, *_ in SAME])
def test_pytorch_means_the_same_function_and_slope(spec: str, name: str, settings: dict[str, object]) -> None:
    points = np.linspace(-4, 4, 80)  # none of them at a kink, nor an ulp beside one
    x = torch.tensor(points, requires_grad=True)
    y = getattr(torch.nn.functional, name)(x, **settings)
    (slope,) = torch.autograd.grad(y.sum(), x)
    activation = actx.activation(spec)
    # In float64 its error is mostly 1e-16, and 5e-9 in the slope of hard_sigmoid, whose 1/6 is a float32 one:
    # far below the 1e-4 that lie between the two forms of gelu.
    assert activation(points) == pytest.approx(y.detach().numpy(), abs=1e-8)
    assert activation.deriv(points) == pytest.approx(slope.numpy(), abs=1e-8)
