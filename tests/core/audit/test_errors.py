"""Errors in ulps of what is evaluated as written, against true values by mpmath."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import mpmath
import numpy as np
import pytest
from format_numbers import numbers
from judges.op_by_op import op_by_op
from judges.reader import read
from judges.truth import FORMATS as TRUE_FORMATS
from judges.truth import nearest
from mpmath import mp
from scalar import scalar

from actx.core.audit import errors
from actx.core.audit.errors import error_in_ulps
from actx.core.errors import UndecidedError
from actx.core.rounding.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Sample

# Enough for x - tanh(x) at x = 2**-200, and for what cancels there.
_BITS: Final = 1500
_CLOSE: Final = 2e-3

# A formula, what is evaluated as written for an order, as `actx info` prints it, and the true value.
CASES: Final[list[tuple[str, int, str, Callable[[Any], Any]]]] = [
    ("log(1+exp(x))", 0, "log(1+exp(x))", lambda x: mpmath.log1p(mpmath.exp(x))),
    ("(exp(x)-1)/x", 0, "(exp(x)-1)/x", lambda x: mpmath.expm1(x) / x),
    ("(1-cos(x))/x**2", 0, "(1-cos(x))/x**2", lambda x: 2 * (mpmath.sin(x / 2) / x) ** 2),
    ("x*normcdf(x)", 0, "x*normcdf(x)", lambda x: x * mpmath.ncdf(x)),
    ("exp(x)/(1+exp(x))", 0, "exp(x)/(1+exp(x))", lambda x: 1 / (1 + mpmath.exp(-x))),
    ("sqrt(x**2+1)-x", 0, "sqrt(x**2+1)-x", lambda x: mpmath.sqrt(x * x + 1) - x),
    ("x-tanh(x)", 0, "x-tanh(x)", lambda x: x - mpmath.tanh(x)),
    ("exp(x)", 0, "exp(x)", mpmath.exp),
    ("0.1*x", 0, "0.1*x", lambda x: x / 10),
    ("tanh(x)", 1, "1/cosh(x)**2", lambda x: mpmath.sech(x) ** 2),
    (
        "x*sigmoid(x)",
        1,
        "sigmoid(x) + sigmoid(x)*sigmoid(-x)*x",
        lambda x: (1 + x / (1 + mpmath.exp(x))) / (1 + mpmath.exp(-x)),
    ),
    ("x*normcdf(x)", 1, "normcdf(x) + normpdf(x)*x", lambda x: mpmath.ncdf(x) + x * mpmath.npdf(x)),
]


def at(text: str, name: str, x: float, order: int = 0) -> float:
    """The error at one number."""
    return float(error_in_ulps(scalar(text), np.array([x]), FORMATS[name], order)[0])


def judged(written: float, true: Any, name: str) -> float:
    """The error of a number, in ulps at the double nearest to the true value, a finite one."""
    form = TRUE_FORMATS[name]
    right = nearest(true, form)
    if not (math.isfinite(right) and math.isfinite(written)):
        same = written == right or (math.isnan(written) and math.isnan(right))
        return 0.0 if same else math.inf
    size = math.frexp(nearest(true))[1] if nearest(true) else -2000
    steps = abs(mpmath.mpf(written) - true) / mpmath.ldexp(1, max(size - form.bits, form.least))
    return float(min(steps, sys.float_info.max))


@pytest.mark.parametrize("name", FORMATS)
def test_errors_are_those_against_the_true_value(name: str, some: Sample) -> None:
    x = numbers(name, 12)
    x = x[np.isfinite(x) & (x != 0) & (np.abs(x) < 1e5)]
    for formula, order, text, function in some(CASES, 5, name):
        tree = read(text)
        found = error_in_ulps(scalar(formula), x, FORMATS[name], order)
        for each, got in zip(x.tolist(), found.tolist(), strict=True):
            written = op_by_op(tree, each, TRUE_FORMATS[name])
            with mp.workprec(_BITS):
                wanted = judged(written, function(mpmath.mpf(each)), name)
            assert got == pytest.approx(wanted, rel=_CLOSE, abs=_CLOSE), (text, each)


def test_a_result_that_is_lost_is_off_by_all_its_digits() -> None:
    with mp.workdps(40):
        softplus = mpmath.log1p(mpmath.exp(-20))
        wanted = float(softplus / mpmath.ldexp(1, -29 - 23))  # it lies between 2**-29 and 2**-28
    assert at("log(1+exp(x))", "float32", -20.0) == pytest.approx(wanted, rel=1e-6)
    # The true value is just below 1/2, where the ulp is 2**-25.
    assert at("(1-cos(x))/x**2", "float32", float(np.float32(1e-4))) == pytest.approx(2.0**24, rel=1e-6)


def test_a_good_formula_is_off_by_less_than_its_few_roundings() -> None:
    x = np.linspace(-5, 5, 2001).astype(np.float32).astype(np.float64)
    assert 0.5 < np.max(error_in_ulps(scalar("x*normcdf(x)"), x, FORMATS["float32"])) < 1.5
    assert 0.45 < np.max(error_in_ulps(scalar("exp(x)"), x, FORMATS["float32"])) <= 0.5
    assert np.max(error_in_ulps(scalar("max(x, 0)"), x, FORMATS["float32"], 1)) == 0


@pytest.mark.parametrize(
    ("formula", "name", "x", "error"),
    [
        ("exp(x)/(1+exp(x))", "float32", 100.0, math.inf),
        ("exp(x)", "float32", 100.0, 0.0),  # both overflow
        ("exp(x)", "float64", 1000.0, 0.0),
        ("exp(x)", "float8_e4m3fn", 20.0, 0.0),  # both are nan
        ("log(1+exp(x))", "float64", 800.0, math.inf),
        ("log(1+exp(x))", "float8_e4m3fn", 20.0, math.inf),
        ("-exp(x)/exp(-x)", "float16", 11.0, 0.0),
        ("sqrt(x*x)", "float32", 1e30, math.inf),
        ("min(1/x**2, 5)", "float16", 0.0, 0.0),
        ("1/x", "float64", -0.0, 0.0),
        ("exp(x)", "float32", -math.inf, 0.0),
        ("exp(x)*exp(-x)", "float32", math.inf, math.inf),
        ("log(x)", "float32", -1.0, math.nan),
        ("x/x", "float64", 0.0, math.nan),
        ("x", "float64", math.nan, math.nan),
        # The true value is 0, and its ulp the least number: the count has no end but that of float64.
        ("(x + 1e16) - 1e16 - x", "float64", 1.0, sys.float_info.max),
        ("(x + 1e8) - 1e8 - x", "float32", 1.0, 2.0**149),
    ],
)
def test_what_is_infinite_or_undefined(formula: str, name: str, x: float, error: float) -> None:
    assert at(formula, name, x) == pytest.approx(error, rel=1e-12, nan_ok=True)


def test_below_the_least_normal_number_an_ulp_is_the_spacing_there() -> None:
    for name, x, least in (("float32", -100.0, -149), ("float16", -12.0, -24), ("float64", -740.0, -1074)):
        with mp.workdps(40):
            steps = mpmath.ldexp(mpmath.exp(x), -least)
            wanted = float(abs(steps - mpmath.nint(steps)))
        assert at("exp(x)", name, x) == pytest.approx(wanted, abs=1e-3)


def test_of_float64_digits_tell_what_double_double_does_not() -> None:
    x = 1e-107  # x - tanh(x) is about x**3/3, some 67 times the least number
    with mp.workdps(400):
        wanted = float((mpmath.mpf(x) - mpmath.tanh(mpmath.mpf(x))) / mpmath.ldexp(1, -1074))
    assert at("x-tanh(x)", "float64", x) == pytest.approx(wanted, abs=1e-3)


def test_what_no_digits_tell_is_nan(monkeypatch: pytest.MonkeyPatch) -> None:
    def undecided(*_: object) -> None:
        raise UndecidedError("cannot tell")

    monkeypatch.setattr(errors, "to_digits", undecided)
    assert math.isnan(at("x-tanh(x)", "float64", 1e-107))
    assert at("x-tanh(x)", "float32", 1e-3) > 1


def test_a_derivative_has_its_parameters_as_numbers_of_the_format() -> None:
    lost = abs(Fraction(float(np.float16(0.1))) - Fraction(1, 10)) * 2**14  # the ulp of float16 at 0.1
    assert at("leaky_relu:alpha=0.1", "float16", -1.0, 1) == pytest.approx(float(lost))
    assert at("leaky_relu:alpha=0.1", "float16", 1.0, 1) == 0


def test_a_derivative_is_evaluated_as_it_is_printed() -> None:
    # The slope of a*x/b is printed as a/b: with two constants, and not as 3.
    written = np.float16(0.3) / np.float16(0.1)
    assert written != 3
    lost = (Fraction(float(written)) - 3) * 2**9  # the ulp of float16 at 3 is 2**-9
    found = error_in_ulps(scalar("a*x/b", a="0.3", b="0.1"), np.ones(1), FORMATS["float16"], 1)
    assert found[0] == pytest.approx(float(lost))


def test_the_slope_that_a_framework_gives_is_no_error_of_the_formula() -> None:
    relu = replace(scalar("relu"), slopes={Fraction(0): Fraction(1)})
    assert error_in_ulps(relu, np.array([0.0]), FORMATS["float32"], 1) == 0


def test_errors_have_the_shape_of_the_points() -> None:
    for name in ("float64", "float32"):
        for shape in ((), (0,), (3, 2), (2, 0)):
            assert error_in_ulps(scalar("exp(x)"), np.ones(shape), FORMATS[name]).shape == shape
