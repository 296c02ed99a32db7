"""Past 1e18 exponentials leave the decimals: what is said of their quotients is right, or it is nan.

The expected values follow from the limits of the exponentials, by hand.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

import actx


@pytest.mark.parametrize("x", [1e19, 2.5e100, 1.7e308])
@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("exp(x)/cosh(x)", lambda _: 2.0),
        ("exp(-x)*exp(x/2)", lambda _: 0.0),
        ("(exp(x) + 1)/(exp(x/2) - 3)", lambda _: math.inf),
        ("exp(x**2)/cosh(x**2)", lambda _: 2.0),
        ("exp(exp(x) - x)*cosh(x)/exp(exp(x))", lambda _: 0.5),
        ("max(0, x - 7) + exp(x)/cosh(x)", lambda x: x),
        ("x*exp(x)/(4*cosh(x))", lambda x: x / 2),
        ("max(0, x - 500)*exp(exp(x))/(4*cosh(exp(x)))", lambda x: x / 2),
        ("where(exp(x) > 5, 3, x)*exp(x)/cosh(x)", lambda _: 6.0),
        ("where(exp(x) > x, 3, 5)*exp(exp(x))/cosh(exp(x))", lambda _: 6.0),
        ("min(x, exp(x))*exp(exp(x))/(4*cosh(exp(x)))", lambda x: x / 2),
        ("exp(exp(2*x) - x)*cosh(x)/exp(exp(2*x))", lambda _: 0.5),
        ("exp(exp(2*x))/cosh(exp(2*x))", lambda _: 2.0),
        ("log(exp(x) + 1)/x**2", lambda x: 1 / x),
        ("exp(x - 1e7)/(1 + exp(x - 1e7))", lambda _: 1.0),
    ],
)
def test_what_exponentials_past_all_reach_leave(formula: str, value: object, x: float) -> None:
    assert callable(value)
    np.testing.assert_array_max_ulp(actx.activation(formula)(x), value(x), maxulp=1)


@pytest.mark.parametrize(
    ("formula", "x"),
    [
        ("max(0, x - 1e7) + exp(x)/cosh(x)", 1e19),
        ("exp(x)/cosh(x)*where(x > 1e7, 5, 2)", 1e19),
        ("sin(pi*x/180)*exp(x)/cosh(x)", 2e19),
        ("(1 + 1e-60*x)*exp(x)/cosh(x)", 1e300),
        ("exp(x)/(exp(x/2 + 1e7) + exp(x))", 1e19),
        ("exp(x)/(exp(x/2 + 1e12) + exp(x))", 1e19),
        ("exp(x*sin(x))/(exp(x/2) + exp(x*sin(x)))", 2e19),
        ("(x - exp(x))*exp(exp(x))/cosh(exp(x))", 1e19),
        ("max(x, exp(x))*exp(exp(x))/cosh(exp(x))", 1e19),
    ],
)
def test_where_that_cannot_be_told_it_is_not_guessed(formula: str, x: float) -> None:
    """What a function does nearer by is no reason here: a branch, a wave or another exponential between."""
    assert math.isnan(actx.activation(formula)(x))


def test_an_exponential_on_its_way_is_no_limit_yet() -> None:
    assert actx.activation("exp(x)/exp(x/2)")(3e18) == math.inf
    assert actx.activation("exp(x/2)/exp(x)")(3e18) == 0
