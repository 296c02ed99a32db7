"""Signs by Taylor polynomials: those that mpmath finds on the interval, and found where terms cancel."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import mpmath as mp
import pytest
from scalar import scalar

from actx.core.analysis.taylor import signs_by_taylor

if TYPE_CHECKING:
    from collections.abc import Callable

    Truth = Callable[[Any], Any]


def _gelu_tanh(x: Any) -> Any:
    return x / 2 * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (x + mp.mpf("0.044715") * x**3)))


# Functions that are smooth for x > 0, with zeros from 1/100 to 4 or without.
SMOOTH: Final[dict[str, Truth]] = {
    "x-sin(x)": lambda x: x - mp.sin(x),
    "exp(x)-1-x-x*x/2": lambda x: mp.exp(x) - 1 - x - x * x / 2,
    "gelu(x)-gelu_tanh(x)": lambda x: x * mp.ncdf(x) - _gelu_tanh(x),
    "tanh(x)-x+x**3/3": lambda x: mp.tanh(x) - x + x**3 / 3,
    "cos(3*x)": lambda x: mp.cos(3 * x),
    "x*exp(-x)-0.3": lambda x: x * mp.exp(-x) - mp.mpf("0.3"),
    "log(x)": mp.log,
    "x**2-2": lambda x: x * x - 2,
    "sqrt(x)-x": lambda x: mp.sqrt(x) - x,
    "1/x-x": lambda x: 1 / x - x,
    "x**0.3-1.1": lambda x: x ** mp.mpf("0.3") - mp.mpf("1.1"),
}


@pytest.mark.parametrize("formula", SMOOTH)
def test_a_sign_is_that_of_all_points_and_of_the_slope_there(formula: str) -> None:
    rng, truth, tree = random.Random(formula), SMOOTH[formula], scalar(formula).function
    found = 0
    for _ in range(12):
        low = Fraction(rng.uniform(0.01, 3)).limit_denominator(10**6)
        high = low * Fraction(rng.uniform(1.01, 1.6)).limit_denominator(1000)
        signs = signs_by_taylor(tree, low, high)
        found += bool(any(signs))
        with mp.workdps(40):
            for k in range(21):
                x = mp.mpf(low.numerator) / low.denominator
                x += (mp.mpf(high.numerator) / high.denominator - x) * k / 20
                true = mp.sign(truth(x)), mp.sign(mp.diff(truth, x))
                assert all(a in (0, b) for a, b in zip(signs, true, strict=True)), (low, high, signs, x)
    assert found >= 8, f"{found} of 12 intervals"


def test_what_cancels_is_decided_on_an_interval_as_wide_as_its_ends() -> None:
    """gelu - gelu_tanh is some 0.0003 x**4 near 0, of terms that are as large as x."""
    low, high = Fraction(1, 60), Fraction(1, 50)
    assert signs_by_taylor(scalar("gelu(x)-gelu_tanh(x)").function, low, high) == (1, 1)


def test_an_interval_with_a_zero_has_no_sign_and_one_with_a_turn_no_slope() -> None:
    tree = scalar("x**2-2*x").function
    assert signs_by_taylor(tree, Fraction(19, 10), Fraction(21, 10)) == (0, 1)
    assert signs_by_taylor(tree, Fraction(9, 10), Fraction(11, 10)) == (-1, 0)
    assert signs_by_taylor(scalar("log(x-1)").function, Fraction(1), Fraction(2)) == (0, 0)
