"""Zeros at x = 0 that power series in balls show: those that are made of binary numbers."""

from __future__ import annotations

import pytest

import actx
from actx.core.analysis.exact_zeros import has_exact_sign_beside_zero
from actx.core.vector.function import VectorFunction


@pytest.mark.parametrize(
    ("formula", "order", "known"),
    [
        ("tanh(x)", 0, True),
        ("tanh(x)", 2, True),
        ("tanh(2*x/3)", 0, True),
        ("tanh(2*x/3)", 2, False),  # 1/3 is no binary number
        ("x*normcdf(x)", 0, True),
        ("erf(x)", 2, True),
        ("log(1+exp(x))-log(2)", 0, False),
        ("log(1+exp(x))-log(2)", 1, True),  # which is 1/2
        ("sqrt(x)", 0, None),
        ("sin(x)-x", 0, True),  # 1/6, which is no binary number, but is not 0
        ("x**2/(1+1/x)", 0, True),
    ],
)
def test_a_sign_beside_zero_follows_exact_zeros(formula: str, order: int, known: object) -> None:
    function = actx.activation(formula).function
    assert not isinstance(function, VectorFunction)
    assert has_exact_sign_beside_zero(function, order) is known
