"""A framework's function as it is called in code is a SPEC, too."""

from __future__ import annotations

import pytest

from actx.core.errors import ActxError
from actx.core.names.spec import activation, meaning


@pytest.mark.parametrize(
    ("call", "spec"),
    [
        ("torch.nn.GELU()", "torch.nn.GELU"),
        ('torch.nn.GELU(approximate="tanh")', "torch.nn.GELU:approximate=tanh"),
        (" torch.nn.functional.gelu( x, approximate='tanh' ) ", "torch.nn.functional.gelu:approximate=tanh"),
        (
            "torch.nn.LeakyReLU(negative_slope=0.2, inplace=True)",
            "torch.nn.LeakyReLU:negative_slope=0.2,inplace=True",
        ),
        ("jax.nn.elu(x, alpha=1/3)", "jax.nn.elu:alpha=1/3"),
        ("torch.nn.Softmax(dim=-1)", "torch.nn.Softmax:dim=-1"),
    ],
)
def test_a_call_is_the_name_with_its_settings(call: str, spec: str) -> None:
    assert activation(call).label == activation(spec).label
    assert meaning(call).spec == spec


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("torch.nn.LeakyReLU(0.2)", "torch.nn.LeakyReLU needs the names of its parameters"),
        ("torch.nn.GELU(**options)", "torch.nn.GELU needs the names of its parameters"),
        ("torch.nn.LeakyReLU(negative_slop=0.2)", "did you mean negative_slope?"),
        ("torch.nn.GELU(approximate='erf')", "approximate is none or tanh, not 'erf'"),
        ("torch.nn.LeakyReLU(negative_slope=a)", "'a' is not a number"),
        ("torch.nn.GLEU()", "unknown activation 'torch.nn.GLEU'"),
        (
            "torch.relu(x)*torch.relu(x)",
            "'torch.relu' is not a function of the formula language: did you mean relu?",
        ),
        ("torch.relu(x).item()", "'torch.relu(x).item' is not a function of the formula language"),
        ("torch.relu(x))", "unmatched"),
        ("torch.relu(" + "-" * 3000 + "x)", "nested too deeply"),
        ("torch.relu(" + "-" * 9000 + "x)", "characters long"),
        ("torch.relu(1if x else 2)", "torch.relu needs the names of its parameters"),
        ("torch.relu(x\0)", "unexpected character"),
    ],
)
def test_what_is_wrong_in_a_call_is_named(call: str, message: str) -> None:
    with pytest.raises(ActxError) as caught:
        activation(call)
    assert message in str(caught.value)
