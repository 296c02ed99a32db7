"""The moments of f(X) for normal X are those of closed forms, of mpmath, and of the judge of moments."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Final

import mpmath
import pytest
from judges.moments import moments
from places import DATA
from scalar import scalar

from actx.core.activation import Activation
from actx.core.analysis.enclosure import Enclosure
from actx.core.analysis.gaussian import Gaussian
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from conftest import Sample

    from actx.core.analysis.enclosure import Quantity

SCALARS: Final = {each.name: each for each in activations() if isinstance(each, Activation)}
NAMES: Final = ("mean", "second_moment", "mean_squared_slope")
with (DATA / "moments.tsv").open(encoding="ascii") as stream:
    KNOWN: Final = list(csv.DictReader(stream, delimiter="\t"))
# Its branch for x < 0 is a function of 1/x.
NOT_DECIDED: Final = {"arctan_sigmoid"}


def gaussian(spec: str, deviation: str = "1", digits: int = 0) -> Gaussian:
    return Gaussian(scalar(spec).function, Fraction(deviation) ** 2, digits)


def value(found: Quantity | None) -> float | Decimal | None:
    return None if found is None else found.value


def test_moments_of_every_activation_are_the_judge_s_rounded_once(drawn: Sample, thorough: bool) -> None:
    missing = set()
    for row in drawn(KNOWN, 60 if thorough else 3):
        found = gaussian(row["activation"], row["deviation"])
        for name in NAMES:
            quantity: Quantity | None = getattr(found, name)
            if quantity is None:
                missing.add(row["activation"])
                continue
            truth = Fraction(row[name])
            slack = max(abs(truth), Fraction(1, 10**4)) / 10**18
            assert quantity.low - slack <= truth <= quantity.high + slack, (row, name, quantity.value)
            if truth:
                assert quantity.value == float(truth), (row, name)
    assert missing <= NOT_DECIDED


def test_all_is_decided_but_what_is_listed(drawn: Sample, thorough: bool) -> None:
    for name, function in drawn(SCALARS.items(), 40 if thorough else 2):
        found = Gaussian(function.function)
        decided = [getattr(found, each) is not None for each in (*NAMES, "variance", "gain", "std_gain")]
        assert all(decided) is (name not in NOT_DECIDED), name


@pytest.mark.thorough
def test_the_data_is_what_the_judge_of_moments_gives(some: Sample) -> None:
    for row in some(KNOWN[::45], 3):  # each takes seconds
        params = {p.name: Fraction(p.default) for p in SCALARS[row["activation"]].params}
        for found, name in zip(
            moments(row["activation"], params, Fraction(row["deviation"])), NAMES, strict=True
        ):
            assert abs(found - Fraction(row[name])) <= Fraction(1, 10**18) * (1 + abs(found))


CLOSED: Final = {
    ("relu", "mean"): lambda: 1 / mpmath.sqrt(2 * mpmath.pi),
    ("relu", "second_moment"): lambda: mpmath.mpf(1) / 2,
    ("relu", "variance"): lambda: mpmath.mpf(1) / 2 - 1 / (2 * mpmath.pi),
    ("relu", "mean_squared_slope"): lambda: mpmath.mpf(1) / 2,
    ("relu", "gain"): lambda: mpmath.sqrt(2),
    ("gelu", "mean"): lambda: 1 / (2 * mpmath.sqrt(mpmath.pi)),
    ("gelu", "second_moment"): lambda: mpmath.mpf(1) / 3 + 1 / (2 * mpmath.sqrt(3) * mpmath.pi),
    ("erf", "second_moment"): lambda: 2 / mpmath.pi * mpmath.asin(mpmath.mpf(2) / 3),
    ("erf", "mean_squared_slope"): lambda: 4 / mpmath.pi / mpmath.sqrt(5),
    ("normcdf", "second_moment"): lambda: mpmath.mpf(1) / 3,
    ("sigmoid", "mean"): lambda: mpmath.mpf(1) / 2,
    ("sin(x)", "second_moment"): lambda: (1 - mpmath.exp(-2)) / 2,
    ("exp(x)", "mean"): lambda: mpmath.exp(mpmath.mpf(1) / 2),
    ("exp(x)", "std_gain"): lambda: 1 / mpmath.sqrt(mpmath.exp(2) - mpmath.e),
    ("sin(100*x)", "second_moment"): lambda: (1 - mpmath.exp(-20000)) / 2,  # which needs narrow parts
    ("sech(40*x)", "mean"): lambda: (
        mpmath.quad(lambda x: mpmath.sech(40 * x) * mpmath.npdf(x), [0, 0.1, 0.3, 1, 3]) * 2
    ),
    ("x**4", "second_moment"): lambda: mpmath.mpf(105),
    ("abs(x)**1.5", "mean"): lambda: 2 ** mpmath.mpf("0.75") * mpmath.gamma(1.25) / mpmath.sqrt(mpmath.pi),
    ("sqrt(abs(x))", "second_moment"): lambda: mpmath.sqrt(2 / mpmath.pi),
    ("exp(x**2/8)", "second_moment"): lambda: mpmath.sqrt(2),
    ("where(x>1, x, 0)", "mean"): lambda: mpmath.npdf(1),
    ("where(x>1, x, 0)", "second_moment"): lambda: mpmath.npdf(1) + 1 - mpmath.ncdf(1),
    ("sin(x)/x", "mean"): lambda: mpmath.sqrt(mpmath.pi / 2) * mpmath.erf(1 / mpmath.sqrt(2)),
    ("1e30*x", "second_moment"): lambda: mpmath.mpf(10) ** 60,
    ("1e-40*x", "second_moment"): lambda: mpmath.mpf(10) ** -80,
}


@pytest.mark.parametrize(
    ("spec", "name"),
    [pytest.param(*each, marks=pytest.mark.thorough if "x" in each[0] else []) for each in CLOSED],
)
def test_closed_forms(spec: str, name: str) -> None:
    with mpmath.workdps(40):
        assert value(getattr(gaussian(spec), name)) == float(CLOSED[spec, name]())


def test_the_second_moment_of_softplus_slope_is_that_of_sigmoid() -> None:
    assert value(gaussian("softplus").mean_squared_slope) == value(gaussian("sigmoid").second_moment)


@pytest.mark.thorough
def test_other_deviations() -> None:
    assert value(gaussian("relu", "1/3").second_moment) == float(Fraction(1, 18))
    with mpmath.workdps(30):
        assert value(gaussian("sin(x)", "2").mean_squared_slope) == float((1 + mpmath.exp(-8)) / 2)
        for deviation in ("1e-8", "1e8"):
            assert value(gaussian("relu", deviation).mean) == float(
                mpmath.mpf(deviation) / mpmath.sqrt(2 * mpmath.pi)
            )


@pytest.mark.parametrize("digits", [1, *(pytest.param(n, marks=pytest.mark.thorough) for n in (20, 60))])
def test_moments_to_any_number_of_digits(digits: int) -> None:
    with mpmath.workdps(80):
        truth = mpmath.mpf(1) / 3 + 1 / (2 * mpmath.sqrt(3) * mpmath.pi)
        assert value(gaussian("gelu", digits=digits).second_moment) == Decimal(mpmath.nstr(truth, digits))
        assert value(gaussian("gelu", digits=digits).gain) == Decimal(
            mpmath.nstr(1 / mpmath.sqrt(truth), digits)
        )


@pytest.mark.parametrize("spec", ["tanh", "star_relu", "bipolar_step", "x**3-3*x", "sin(x)*exp(-x**2)"])
def test_a_mean_of_zero_is_proved(spec: str) -> None:
    assert value(gaussian(spec).mean) == 0


@pytest.mark.thorough
def test_the_mean_of_selu_is_tiny_but_not_zero() -> None:
    """Its constants have 31 digits."""
    found = gaussian("selu").mean
    assert found is not None
    assert Fraction(0) < abs(found.low) < Fraction(1, 10**31)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("formula", "name"),
    [
        ("exp(x**2/2)", "mean"),  # infinite
        ("exp(x**2/4)", "second_moment"),
        ("1/x", "second_moment"),
        ("sqrt(abs(x))", "mean_squared_slope"),
        ("log(x)", "mean"),  # undefined for x < 0
        ("tan(x)", "second_moment"),
        ("log(abs(x))", "mean"),
        ("where(x > 0, x**pi, 0)", "mean"),
    ],
)
def test_what_is_infinite_undefined_or_not_bounded_is_not_told(formula: str, name: str) -> None:
    assert getattr(gaussian(formula), name) is None


@pytest.mark.thorough
def test_the_bounds_of_a_quantity_hold_the_truth() -> None:
    found = gaussian("tanh").second_moment
    assert found is not None
    with mpmath.workdps(40):
        truth = mpmath.quad(lambda x: mpmath.tanh(x) ** 2 * mpmath.npdf(x), mpmath.linspace(-14, 14, 57))
        assert found.low <= Fraction(str(truth)) <= found.high
        assert (found.high - found.low) / found.low < Fraction(1, 10**19)


def test_what_is_beyond_float64_is_rounded_to_an_infinity() -> None:
    assert [value(Enclosure.of(sign * 10**400).rounded()) for sign in (1, -1)] == [inf, -inf]
