"""A part of the acceptance (see acceptance.py), larger with `--thorough`; and the judge judged."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from judges.arb import Rounded, Undetermined, correctly_rounded, rounded
from judges.dtypes import dtype_of
from judges.formulas import some_formulas
from judges.reference import LEFT, NEITHER, RIGHT, bound, kinks
from judges.series import Series, exp
from judges.truth import DOUBLE, FORMATS, HALF, SHORTER, derivative_of, expected, nearest_dyadic, value_of
from mpmath import mp
from samples.hard_cases import hard_cases
from samples.inputs import every, zeros
from tools import acceptance
from tools.acceptance import (
    NARROW,
    Case,
    Row,
    cases,
    judged_case,
    judged_formula,
    judged_narrow,
    judged_single,
    main,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Block, Sample
    from judges.truth import Format

CASES = cases()
DEFAULTS = [case for case in CASES if not case.record.overrides]
NAMES = [case.record.name for case in DEFAULTS]
TINY = 5e-324


def _right(row: Row) -> None:
    assert row.values > 0
    _same(row)


def _same(row: Row) -> None:
    if row.differences:
        pytest.fail(str(row), pytrace=False)


# --- actx judged -----------------------------------------------------------------------------------------


def _default(name: str) -> Case:
    return next(case for case in DEFAULTS if case.record.name == name)


def test_values_and_derivatives_are_those_of_arb(
    block: Block, points: Callable[[int, int], int], some: Sample
) -> None:
    for case in some(block(CASES), 3):
        _right(judged_case(case, points(3, 3000), seed=0))


def test_values_and_slopes_in_narrow_formats_are_those_of_arb(
    block: Block, points: Callable[[int, int], int], some: Sample
) -> None:
    for name, dtype in some(product(block(NAMES), NARROW), 5):
        _right(judged_narrow(_default(name), dtype, len(every(dtype)) // points(3, 4000) | 1))


def test_values_and_slopes_in_float32_are_those_of_arb(
    block: Block, points: Callable[[int, int], int], some: Sample
) -> None:
    for name in some(block(NAMES), 3):
        scattered, *hard = judged_single(_default(name), points(3, 2000), points(0, 4), seed=0)
        _right(scattered)
        for row in hard:
            _same(row)


def test_random_formulas_have_the_values_and_slopes_that_arb_gives_them(thorough: bool) -> None:
    n, points = (100, 30) if thorough else (20, 8)
    rows = [judged_formula(formula.text, formula.means, points, seed=0) for formula in some_formulas(n, 0)]
    judged = [row for row in rows if row is not None]
    assert sum(row.points for row in judged) > n * points / 3
    for row in judged:
        _same(row)


# --- the judge judged ------------------------------------------------------------------------------------


def test_arb_and_mpmath_agree(block: Block, some: Sample) -> None:
    for case in some(block(CASES), 3):
        name = case.record.name
        f = bound(name, **case.parameters)
        singular = [kink.at for kink in kinks(name, **case.parameters)]
        for order, x in some(product((0, 1, 2), (-7.3, -0.2, 0.02, 1.7, 33.1)), 2, case.record.label):
            true = derivative_of(f, x, order, singular) if order else value_of(f, x)
            (right,) = correctly_rounded(name, case.parameters, x, [order])
            assert right.number == expected(true), f"derivative {order} of {case.record.label} at {x!r}"


@pytest.mark.parametrize("name", SHORTER)
def test_rounding_is_that_of_numpy_and_ml_dtypes(name: str) -> None:
    form, dtype = FORMATS[name], dtype_of(name)

    def agrees(x: float) -> None:
        numerator, denominator = x.as_integer_ratio()
        got = nearest_dyadic(numerator, 1 - denominator.bit_length(), form)
        with np.errstate(all="ignore"):
            right = float(np.float64(x).astype(dtype))
        assert Rounded(right, zero=x == 0).admits(got), x

    # ml_dtypes takes a float64 to float32 first.
    numbers = st.floats(width=64 if name in {"float32", "float16"} else 32)

    @given(numbers.filter(math.isfinite))
    def check(x: float) -> None:
        agrees(x)

    check()
    below_and_above = [x for x in every(name) if abs(x) < form.largest] if name in NARROW else []
    for x in below_and_above[:: max(len(below_and_above) // 2000, 1)]:
        quantum = math.ldexp(1.0, max(math.frexp(x)[1] - form.bits, form.least)) if x else 2.0**form.least
        for factor in (0.25, 0.5, 0.75):
            agrees(x + factor * quantum)


@pytest.mark.parametrize(
    ("name", "x", "order", "form", "right"),
    [
        # Underflow keeps the sign of the true value, a 0 has none.
        ("gelu", -1e300, 0, DOUBLE, Rounded(-0.0, zero=False)),
        ("gelu", -1e300, 1, DOUBLE, Rounded(-0.0, zero=False)),
        ("gaussian", 1e300, 1, DOUBLE, Rounded(-0.0, zero=False)),
        ("exponential", -1e300, 0, DOUBLE, Rounded(0.0, zero=False)),
        ("exponential", 1e300, 0, DOUBLE, Rounded(math.inf, zero=False)),
        ("relu", -3.0, 0, DOUBLE, Rounded(0.0, zero=True)),
        ("silu", 0.0, 0, DOUBLE, Rounded(0.0, zero=True)),
        # Ties, to the even number: 50/100 of the smallest number, and 150/100 of it.
        ("leaky_relu", -50 * TINY, 0, DOUBLE, Rounded(-0.0, zero=False)),
        ("leaky_relu", -150 * TINY, 0, DOUBLE, Rounded(-2 * TINY, zero=False)),
        # What is beside a tie by a little: x/2 + x*x/4 by 2**-2150, x - 1 + 2*exp(-2*x) by less.
        ("silu", TINY, 0, DOUBLE, Rounded(TINY, zero=False)),
        ("silu", -TINY, 0, DOUBLE, Rounded(-0.0, zero=False)),
        ("tanhshrink", 2214.0, 0, HALF, Rounded(2214.0, zero=False)),
        ("tanhshrink", 2.0**53 + 2, 0, DOUBLE, Rounded(2.0**53 + 2, zero=False)),
        ("tanhshrink", -(2.0**53) - 2, 0, DOUBLE, Rounded(-(2.0**53) - 2, zero=False)),
        # At a kink the derivative is that of the branch which the formula takes there.
        ("relu", 0.0, 1, DOUBLE, Rounded(0.0, zero=True)),
        ("relu6", 6.0, 1, DOUBLE, Rounded(0.0, zero=True)),
        ("hard_swish", 3.0, 1, DOUBLE, Rounded(1.0, zero=False)),
        ("hardshrink", -0.5, 1, DOUBLE, Rounded(0.0, zero=True)),
        ("softsign", 0.0, 1, DOUBLE, Rounded(1.0, zero=False)),
        ("softsign", 0.0, 2, DOUBLE, Rounded(0.0, zero=True)),
        ("step", 0.0, 0, DOUBLE, Rounded(1.0, zero=False)),
        ("threshold", 1.0, 0, DOUBLE, Rounded(0.0, zero=True)),
    ],
)
def test_the_truth_at_points_that_are_hard_to_judge(
    name: str, x: float, order: int, form: Format, right: Rounded
) -> None:
    case = _default(name)
    (got,) = correctly_rounded(name, case.parameters, x, [order], form)
    assert got.zero == right.zero
    assert right.zero or right.admits(got.number)


def test_a_sign_of_zero_matters_unless_the_value_is_zero() -> None:
    assert not Rounded(-0.0, zero=False).admits(0.0)
    assert Rounded(0.0, zero=True).admits(-0.0)
    assert Rounded(math.nan, zero=False).admits(math.nan)
    assert not Rounded(1.0, zero=False).admits(math.nan)


def test_what_no_precision_settles_is_not_guessed() -> None:
    with pytest.raises(Undetermined, match="no asymptote"):
        rounded(lambda x: x**4 + exp(-x), 11585.0)  # to whose fourth power 54 bits do


@pytest.mark.parametrize(("side", "slope"), [(RIGHT, 2), (NEITHER, 1), (LEFT, 0)])
def test_a_series_takes_the_branch_of_its_side(side: int, slope: int) -> None:
    x: Any = Series.variable(0.0, side)
    assert (abs(x) + x).terms[1] == slope
    assert (x > 0, x >= 0) == (side == RIGHT, side != LEFT)


@pytest.mark.parametrize(
    ("name", "order", "near"), [("mish", 1, -1.19), ("gelu", 1, -0.75), ("silu", 1, -1.278), ("sine", 0, 0.0)]
)
def test_zeros_are_found(name: str, order: int, near: float) -> None:
    assert min(abs(zero - near) for zero in zeros(name, {}, order)) < 0.005


def test_a_hard_case_is_one() -> None:
    found = hard_cases("tanh", {}, 0, 2, "seed", 20_000)
    assert len(found) == 2
    for x in found:
        with mp.workdps(40):
            value = mpmath.tanh(mpmath.mpf(x))
            low = np.float32(float(value))
            middles = [
                (mpmath.mpf(float(low)) + float(np.nextafter(low, np.float32(end)))) / 2 for end in (2, -2)
            ]
            assert min(abs(value / middle - 1) for middle in middles) < mpmath.mpf(2) ** -45


def test_a_straight_line_has_no_hard_cases() -> None:
    assert hard_cases("leaky_relu", {"alpha": Fraction("0.01")}, 0, 1, "seed", 100) == []


def test_a_value_that_is_an_ulp_off_is_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = _default("silu")
    broken = Case(replace(case.record, formula="x*sigmoid(x)*(1+2e-16)"), case.parameters)
    row = judged_case(broken, 40, seed=0)
    assert len(row.differences) > 10
    assert "expected" in str(row)
    assert judged_narrow(broken, "float8_e5m2").differences == []
    monkeypatch.setattr(acceptance, "cases", lambda: [broken])
    assert main(["--only", "silu", "--points", "40"]) == 1
    monkeypatch.setattr(acceptance, "cases", lambda: [case])
    assert main(["--only", "silu", "--points", "40", "--share", "1/1"]) == 0
    assert "differences" in capsys.readouterr().out
