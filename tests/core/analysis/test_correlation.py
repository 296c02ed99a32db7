"""E f(X) f(Y) for correlated normal X and Y: every digit of closed forms."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import mpmath as mp
import numpy as np
import pytest
from scalar import scalar

import actx
from actx.core.analysis.gaussian import Gaussian

if TYPE_CHECKING:
    from collections.abc import Callable

    from actx.core.analysis.enclosure import Quantity

    Truth = Callable[[Any], Any]

CLOSED: Final[dict[str, Truth]] = {
    # Cho & Saul 2009, the arc-cosine kernels of order 0 and 1
    "step": lambda c: (mp.pi - mp.acos(c)) / (2 * mp.pi),
    "relu": lambda c: (mp.sqrt(1 - c * c) + c * (mp.pi - mp.acos(c))) / (2 * mp.pi),
    # Williams 1996
    "erf": lambda c: 2 / mp.pi * mp.asin(2 * c / 3),
    "normcdf(x)": lambda c: mp.mpf(1) / 4 + mp.asin(c / 2) / (2 * mp.pi),
    # E exp(sX + tY) = exp((s**2 + t**2)/2 + s t c)
    "exp(x)": lambda c: mp.exp(1 + c),
    "sin(x)": lambda c: mp.sinh(c) / mp.e,
    "cos(x)": lambda c: mp.cosh(c) / mp.e,
    "square": lambda c: 1 + 2 * c * c,
    "x": lambda c: c,
}
CORRELATIONS: Final = tuple(map(Fraction, ("1/2", "-3/10", "9/10", "-9/10", "1", "0", "1/1000")))


def value(found: Quantity | None) -> Any:
    assert found is not None
    return found.value


def close(number: Fraction) -> Any:
    return mp.mpf(number.numerator) / number.denominator


@pytest.mark.parametrize("formula", [*(pytest.param(each, marks=pytest.mark.thorough) for each in CLOSED)])
def test_every_digit_is_that_of_the_closed_form(formula: str) -> None:
    gaussian = Gaussian(scalar(formula).function)
    for c in CORRELATIONS:
        with mp.workdps(40):
            truth = CLOSED[formula](close(c))
            assert value(gaussian.product_mean(c)) == float(truth), c
            cosine = truth / CLOSED[formula](mp.mpf(1))
        assert value(gaussian.cosine(c)) == float(cosine), c


def test_of_another_deviation_it_is_what_gauss_hermite_quadrature_gives() -> None:
    """By conditioning: Y = c X + sqrt(1 - c**2) Z, for f = x sigmoid(x)."""
    points, weights = np.polynomial.hermite_e.hermegauss(120)
    weights /= np.sqrt(2 * np.pi)
    x, z = np.meshgrid(2 * points, 2 * points)
    y = 0.6 * x + 0.8 * z
    values = x / (1 + np.exp(-x)) * y / (1 + np.exp(-y))
    truth = (values * weights * weights[:, np.newaxis]).sum()
    found = value(Gaussian(scalar("silu").function, Fraction(4)).product_mean(Fraction(3, 5)))
    assert found == pytest.approx(truth, rel=1e-9)


@pytest.mark.parametrize(
    ("spec", "correlation"),
    [
        ("relu", 0.5),
        pytest.param("step", -0.71875, marks=pytest.mark.thorough),
    ],  # what is left out is negative
)
def test_it_is_between_its_bounds(spec: str, correlation: float) -> None:
    found = actx.moments(spec).product_mean(correlation)
    assert found is not None
    with mp.workdps(60):
        truth = CLOSED[spec](mp.mpf(correlation))
        assert close(found.low) <= truth <= close(found.high)
        assert close(found.high - found.low) < mp.mpf(10) ** -17


@pytest.mark.thorough
def test_what_converges_too_slowly_or_is_infinite_is_not_told() -> None:
    assert Gaussian(scalar("relu").function).product_mean(Fraction(999, 1000)) is None
    assert Gaussian(scalar("1/x").function).product_mean(Fraction(1, 2)) is None
    assert Gaussian(scalar("exp(x**2/3)").function).product_mean(Fraction(1, 2)) is None
    with pytest.raises(ValueError, match="from -1 to 1"):
        Gaussian(scalar("relu").function).product_mean(1.5)
