"""Largest values: found, however narrow or many, and said to be lower bounds where they are.

What is expected comes from mpmath: the place where the next derivative vanishes, and values on a
grid, none of which may be larger.
"""

from __future__ import annotations

import json
import random
from math import e, inf, isnan, pi, sqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from judges.formulas import OutOfBounds, some_formulas
from mpmath import mp, mpf
from process import run
from scalar import scalar

from actx.core.analysis.extremes import extreme
from actx.core.analysis.glance import glance
from actx.core.arithmetic.boxes import enclosure
from actx.core.formula.domain import domain
from actx.core.formula.parse import parse
from actx.core.rounding.arrays import approximate

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Sample

    from actx.core.formula.expression import Expression

    Truth = Callable[[Any], Any]


def _function(spec: str) -> Expression:
    return scalar(spec).function


# --- the largest slope -----------------------------------------------------------------------------------


def _finer_slope(x: Any) -> Any:
    return 30 * (2 * abs(x) + 1) * mp.cos(30 * (abs(x) + 1) * x)


def _bell_slope(x: Any) -> Any:
    u = x - mpf("3.3")
    return -2 * mpf(10) ** 8 * u * mp.exp(-(mpf(10) ** 8) * u**2)


def _sinc_slope(x: Any) -> Any:
    return (x * mp.cos(x) - mp.sin(x)) / x**2 if x else mpf(0)


# SPEC, its slope by mpmath, the range, and where the slope is largest, roughly.
SLOPES: Final[list[tuple[str, Truth, float, float, float]]] = [
    ("finer", _finer_slope, -10, 10, -9.9979),
    ("gelu", lambda x: mp.ncdf(x) + x * mp.npdf(x), -10, 10, sqrt(2)),
    ("exp(-1e8*(x-3.3)**2)", _bell_slope, -10, 10, 3.3 - 1e-4 / sqrt(2)),
    ("sin(x**3)", lambda x: 3 * x**2 * mp.cos(x**3), -10, 10, -9.99676),
    ("x*sin(x**2)", lambda x: mp.sin(x**2) + 2 * x**2 * mp.cos(x**2), -10, 10, -9.8694),
    ("sinc", _sinc_slope, -10, 10, -2.0816),
    ("sin(1e6*x)*exp(-x**2)", lambda x: mp.diff(lambda u: mp.sin(10**6 * u) * mp.exp(-(u**2)), x), -9, 9, 0),
]


@pytest.mark.parametrize(("spec", "slope", "low", "high", "near"), SLOPES, ids=lambda row: str(row)[:24])
@pytest.mark.thorough
def test_the_largest_slope_is_found_and_proved(
    spec: str, slope: Truth, low: float, high: float, near: float, thorough: bool
) -> None:
    found = extreme(_function(spec), low, high, 1)

    assert found.proved
    assert found.x == pytest.approx(near, rel=2e-5)
    with mp.workdps(40):
        assert found.magnitude == pytest.approx(float(abs(slope(mpf(found.x)))), rel=1e-15)
        step = mpf(10) ** -12
        assert abs(slope(found.x + step)) <= abs(slope(mpf(found.x))) * (1 + mpf(10) ** -12)
        assert abs(slope(found.x - step)) <= abs(slope(mpf(found.x))) * (1 + mpf(10) ** -12)
        grid = [mpf(float(x)) for x in np.linspace(low, high, 2001 if thorough else 401)]
        assert max(abs(slope(x)) for x in grid) <= found.magnitude * (1 + mpf(10) ** -15)


@pytest.mark.parametrize(
    ("spec", "at", "magnitude"),
    [
        ("tanh(1e6*(x-0.12345678))", 0.12345678, 1e6),
        ("atan(1e9*(x-pi/3))", pi / 3, 1e9),
        ("abs(sin(20*x))", 0, 20),
        ("abs(x**2-2)", -10, 20),
        ("identity", 0, 1),
        ("max(x,0)+log1p(exp(-abs(x)))", 10, 1 / (1 + e**-10)),
        ("1/(x-1/3)", 1 / 3, inf),
        ("sign(x)*sqrt(abs(x))", 0, inf),
        ("tan(x)", -pi / 2, inf),
        ("where(x > 1/3, -x**2, x)", 10, 20),
        ("where(x > 1/3, 3*x, 7*x)", 1 / 3, 7),
        ("5", 0, 0),
    ],
)
def test_spikes_kinks_poles_and_plateaus(spec: str, at: float, magnitude: float) -> None:
    found = extreme(parse(spec) if spec == "5" else _function(spec), -10, 10, 1)

    if spec.startswith("where(x > 1/3, 3"):
        at = found.x  # any x to the left of 1/3 has it, 0 among them
        assert found.x == 0
    assert found.proved
    assert found.x == pytest.approx(at, abs=1e-15)
    assert found.magnitude == pytest.approx(magnitude, rel=1e-15)


@pytest.mark.parametrize(
    ("spec", "low", "high", "x", "side"),
    [
        ("relu", -10, 10, 0, 1),
        ("relu", 0, 5, 0, 1),
        ("where(x < 0, x, 0)", -10, 10, 0, -1),
        ("where(x <= 0, x, 0)", -10, 10, 0, 0),
        ("hard_swish", -10, 10, 3, -1),  # f' grows to 3/2 at 3, and is 1 from there on
        ("min(exp(x), 3)", -10, 10, 1.0986122886681098, -1),  # log(3) is no number of float64
        ("elu:alpha=1.5", -10, 10, 0, 0),
        ("gelu", -10, 10, sqrt(2), 0),
        ("sqrt(abs(x))", -10, 10, 0, 1),
    ],
)
def test_a_largest_slope_is_attained_or_the_limit_from_a_side(
    spec: str, low: float, high: float, x: float, side: int
) -> None:
    found = extreme(_function(spec), low, high, 1)

    assert found.x == pytest.approx(x, rel=1e-15)
    assert found.side == side


@pytest.mark.thorough
def test_what_is_not_proved_is_a_lower_bound_and_called_one(some: Sample) -> None:
    for spec in some(("sin(1/x)", "x**2*log(abs(x))", "x*sin(1/x**3)"), 1):
        found = extreme(_function(spec), -10, 10, 1)

        assert not found.proved
        row = json.loads(run("compare", spec, "--format", "jsonl").text)
        assert row["at_least"] == ["max_slope"]
        assert row["max_slope"] == found.magnitude or isinstance(row["max_slope"], str)
        fields = json.loads(run("info", spec, "--format", "jsonl").text)
        assert "max_slope" in fields["at_least"]


def test_what_takes_too_long_to_prove_is_not_called_proved() -> None:
    found = extreme(_function("sin(1e5*x)*cos(1.41421356e5*x)"), -10, 10)

    assert not found.proved
    assert 0.9999 < found.magnitude < 1


def test_where_a_power_is_defined_at_single_points_nothing_is_proved_but_the_best_is_found() -> None:
    found = extreme(_function("x**(0.5-x)"), -3.7, 2.5)

    assert not found.proved
    with mp.workdps(30):
        best = mp.findroot(lambda x: mp.diff(lambda u: u ** (mpf("0.5") - u), x), mpf("0.73"))
        assert found.x == pytest.approx(float(best), rel=1e-12)
        assert found.magnitude == pytest.approx(float(best ** (mpf("0.5") - best)), rel=1e-15)


def test_a_spike_narrower_than_the_floats_beside_it_has_its_height() -> None:
    found = extreme(_function("sigmoid(1e12*(x+4/7))"), -10, 10, 1)

    assert (found.x, found.magnitude) == (-4 / 7, 2.5e11)  # at -4/7, which is no float
    assert not found.proved


def test_what_is_defined_nowhere_has_no_largest_value() -> None:
    assert isnan(extreme(_function("log(x)"), -3, -1).magnitude)
    assert isnan(extreme(_function("sqrt(-1-x**2)"), -3, 1).magnitude)


@pytest.mark.thorough
def test_of_random_formulas_no_value_is_larger_than_what_is_proved(some: Sample) -> None:
    rng, proved = random.Random(7), 0
    formulas = some(some_formulas(60, seed=11), 6)
    for formula in formulas:
        found = extreme(parse(formula.text), -4.0, 5.0)
        proved += found.proved
        points = [mpf(rng.uniform(-4, 5)) for _ in range(40)]
        if not found.proved or isnan(found.magnitude):
            continue
        with mp.workdps(60):
            for x in points:
                try:
                    value = abs(formula.means(x))
                except (OutOfBounds, ZeroDivisionError):
                    continue
                assert value <= found.magnitude * (1 + mpf(10) ** -9), (formula, x)
    assert proved > 0.7 * len(formulas)


# --- intervals -------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_an_interval_holds_all_values_of_a_random_formula(some: Sample) -> None:
    rng, held = random.Random(3), 0
    formulas = some(some_formulas(80, seed=5), 20)
    for formula in formulas:
        tree = parse(formula.text)
        if domain(tree).defined is not None:
            continue
        low = np.array([rng.uniform(-6, 6) for _ in range(12)])
        high = low + np.array([10 ** rng.uniform(-8, 0.7) for _ in range(12)])
        box = enclosure(tree, low, high)
        with mp.workdps(60):
            for i in range(low.size):
                x = mpf(rng.uniform(low[i], high[i]))
                try:
                    value = formula.means(x)
                except (OutOfBounds, ZeroDivisionError):
                    continue
                assert box.lo[i] <= value <= box.hi[i], (formula, low[i], high[i])
                held += 1
    assert held > 300 * len(formulas) / 80


@pytest.mark.parametrize(
    "name",
    [
        *("exp", "expm1", "log1pexp", "sinh", "cosh", "tanh", "asinh", "atan", "sin", "cos"),
        *("erf", "erfc", "normcdf", "normpdf", "sigmoid"),
    ],
)
def test_an_interval_holds_the_values_of_a_function_and_not_much_more(name: str, thorough: bool) -> None:
    truths: dict[str, Truth] = {
        "log1pexp": lambda x: mp.log1p(mp.exp(x)),
        "normcdf": mp.ncdf,
        "normpdf": mp.npdf,
        "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
        "expm1": mp.expm1,
    }
    truth = truths.get(name) or getattr(mp, name)
    rng, n = random.Random(name), 200 if thorough else 40
    middle = np.array([rng.choice((-1, 1)) * 10 ** rng.uniform(-3, 1.4) for _ in range(n)])
    width = np.abs(middle) * np.array([10 ** rng.uniform(-12, 0.5) for _ in range(n)])
    low, high = middle - width, middle + width
    box = enclosure(parse(f"{name}(x)"), low, high)
    with mp.workdps(30):
        for i in range(n):
            values = [truth(mpf(low[i]) + (mpf(high[i]) - low[i]) * k / 16) for k in range(17)]
            assert box.lo[i] <= min(values)
            assert max(values) <= box.hi[i]
            if width[i] > abs(middle[i]) / 10:
                continue
            spread = max(values) - min(values)
            slack = spread * mpf("0.03") + max(map(abs, values)) * mpf(10) ** -13
            assert box.hi[i] - box.lo[i] <= spread + slack + mpf(10) ** -300, (low[i], high[i])


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("erf(x)", [(-1, -1), (1, 1)]),
        ("x*normcdf(x)", [(-inf, 0), (1e18, inf)]),
        ("exp(-x**2)", [(0, 0), (0, 0)]),
        ("atan(x)", [(-pi / 2, -pi / 2), (pi / 2, pi / 2)]),
    ],
)
def test_far_out_intervals_hold_limits(text: str, bounds: list[tuple[float, float]]) -> None:
    box = enclosure(parse(text), np.array([-inf, 1e18]), np.array([-1e18, inf]))

    for (least, most), lo, hi in zip(bounds, box.lo.tolist(), box.hi.tolist(), strict=True):
        assert lo <= least
        assert most <= hi
        assert lo == pytest.approx(least, rel=1e-2, abs=1e-300)
        assert hi == pytest.approx(most, rel=1e-2, abs=1e-300)


# --- ends of what is regular -----------------------------------------------------------------------------


def test_what_is_not_regular_is_not_taken_for_infinite() -> None:
    """A root of 0, a logarithm of what is negative, and pdelu, which is flat to the left of -10."""
    points = np.array([-12.0, -11.0])
    assert approximate(_function("sqrt(max(x, 0))"), points).tolist() == [0, 0]
    assert np.isnan(approximate(_function("log(x)"), points)).all()
    assert extreme(_function("pdelu"), -20, 20).magnitude == 20


@pytest.mark.parametrize(
    ("spec", "low", "high", "largest"),
    [("sigmoid", 2.0, 50.0, 1.0), ("lecun_tanh", 2.0, 50.0, 1.7159), ("sqlu", -7.5, -1.25, 1.0)],
)
def test_the_maximum_of_what_saturates_is_what_it_saturates_at(
    spec: str, low: float, high: float, largest: float
) -> None:
    """On the way to it there are values within 1e-12 of it, which are not the maximum."""
    assert extreme(_function(spec), low, high).magnitude == largest


def test_values_past_the_exponents_of_the_default_context_are_told_or_not_known() -> None:
    """exp(exp(15)) has some 1,400,000 digits before its point, and cancels with itself."""
    huge = "exp(exp(x))"
    for formula, value in ((f"{huge}", inf), (f"{huge}*(sin(x)**2+cos(x)**2-1)", 0.0), (f"-{huge}", -inf)):
        assert glance(_function(formula), np.array([15.0])).tolist() == [value]
