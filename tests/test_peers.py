"""Against PyTorch and JAX, where installed (the extra `peers`): the same functions, within their error."""

from __future__ import annotations

import numpy as np
import pytest

import actx

# SPEC, PyTorch's function of the same meaning
IN_PYTORCH = [
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
# SPEC, JAX's function of the same meaning
IN_JAX = [
    ("identity", "identity", {}),
    ("relu", "relu", {}),
    ("leaky_relu", "leaky_relu", {}),
    ("relu6", "relu6", {}),
    ("elu:alpha=2", "elu", {"alpha": 2.0}),
    ("celu:alpha=2", "celu", {"alpha": 2.0}),
    ("selu", "selu", {}),
    ("sigmoid", "sigmoid", {}),
    ("tanh", "tanh", {}),
    ("softsign", "soft_sign", {}),
    ("hard_sigmoid", "hard_sigmoid", {}),
    ("hard_tanh", "hard_tanh", {}),
    ("hard_swish", "hard_swish", {}),
    ("gelu", "gelu", {"approximate": False}),
    ("gelu_tanh", "gelu", {}),
    ("silu", "silu", {}),
    ("mish", "mish", {}),
    ("softplus", "softplus", {}),
    ("squareplus", "squareplus", {}),
    ("squareplus:b=1", "squareplus", {"b": 1.0}),
    ("log_sigmoid", "log_sigmoid", {}),
]
POINTS = np.linspace(-4, 4, 80)  # none of them at a kink, nor an ulp beside one
# In float64 the error of both is mostly 1e-16, and 5e-9 in PyTorch's slope of hard_sigmoid, whose 1/6 is a
# float32 one: far below the 1e-4 that lie between the two forms of gelu.
CLOSE = 1e-8


@pytest.mark.parametrize(("spec", "name", "settings"), IN_PYTORCH, ids=[spec for spec, *_ in IN_PYTORCH])
def test_pytorch_means_the_same_function_and_slope(spec: str, name: str, settings: dict[str, object]) -> None:
    torch = pytest.importorskip("torch")
    x = torch.tensor(POINTS, requires_grad=True)
    y = getattr(torch.nn.functional, name)(x, **settings)
    (slope,) = torch.autograd.grad(y.sum(), x)

    activation = actx.activation(spec)
    assert activation(POINTS) == pytest.approx(y.detach().numpy(), abs=CLOSE)
    assert activation.deriv(POINTS) == pytest.approx(slope.numpy(), abs=CLOSE)


@pytest.mark.parametrize(("spec", "name", "settings"), IN_JAX, ids=[spec for spec, *_ in IN_JAX])
def test_jax_means_the_same_function_and_slope(spec: str, name: str, settings: dict[str, object]) -> None:
    jax = pytest.importorskip("jax")
    function = getattr(jax.nn, name)
    with jax.enable_x64(True):  # its default is float32
        y, slope = jax.vmap(jax.value_and_grad(lambda x: function(x, **settings)))(POINTS)

    activation = actx.activation(spec)
    assert activation(POINTS) == pytest.approx(np.asarray(y), abs=CLOSE)
    assert activation.deriv(POINTS) == pytest.approx(np.asarray(slope), abs=CLOSE)
