"""Gated units as PyTorch has them, where it is installed: which half is the gate, and every slope."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

import actx

if TYPE_CHECKING:
    from conftest import Sample

POINTS: Final = np.array(
    [[1.0, 2.0, 3.0, 4.0], [-1.5, 0.25, 8.5, -9.0], [7.5, -12.0, 0.5, -0.125], [20.0, 1e-3, -30.0, 11.0]]
)


def _in_torch(torch: Any, spec: str, x: Any) -> Any:
    functional = torch.nn.functional
    a, b = x.chunk(2, -1)
    if spec == "swiglu_oai":
        gate, up = x[..., ::2].clamp(max=7.0), x[..., 1::2].clamp(-7.0, 7.0)
        return (up + 1) * gate * torch.sigmoid(1.702 * gate)
    return {
        "glu": lambda: functional.glu(x),
        "reglu": lambda: functional.relu(a) * b,
        "geglu": lambda: functional.gelu(a) * b,
        "geglu:gate=2": lambda: a * functional.gelu(b),
        "geglu_tanh": lambda: functional.gelu(a, approximate="tanh") * b,
        "swiglu": lambda: functional.silu(a) * b,
        "bilinear": lambda: a * b,
        "swiglu_clamped": lambda: functional.silu(a.clamp(max=10.0)) * b.clamp(-10.0, 10.0),
        "swiglu_step": lambda: functional.silu(a).clamp(max=7.0) * b.clamp(-7.0, 7.0),
    }[spec]()


IN_TORCH: Final = (
    *("glu", "reglu", "geglu", "geglu:gate=2", "geglu_tanh", "swiglu", "bilinear"),
    *("swiglu_oai", "swiglu_clamped", "swiglu_step"),
)


@pytest.mark.thorough
def test_pytorch_means_the_same_unit_and_jacobian(some: Sample) -> None:
    torch = pytest.importorskip("torch")
    for spec, point in some(product(IN_TORCH, POINTS), 10):
        unit, x = actx.activation(spec), torch.tensor(point)
        jacobian = torch.autograd.functional.jacobian(partial(_in_torch, torch, spec), x)
        assert unit(point) == pytest.approx(_in_torch(torch, spec, x).numpy(), rel=1e-9, abs=1e-13), spec
        np.testing.assert_allclose(unit.deriv(point), jacobian.numpy(), rtol=1e-9, atol=1e-13, err_msg=spec)
