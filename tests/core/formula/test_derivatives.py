"""Derivatives of every order against differences taken in mpmath, for the catalog and for random formulas."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from judges.formulas import Formula, OutOfBounds, idioms, random_formulas
from judges.reference import bound, kinks
from judges.truth import Truth, derivative_of, expected, value_of
from meaning import meaning
from mpmath import mp

from actx.core.activation import Activation
from actx.core.catalog.reading import read_formula
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import derivative
from actx.core.formula.simplify import simplify
from actx.core.formula.typeset import to_text
from actx.core.names.lookup import activations
from actx.core.names.spec import activation, lookup

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Block, Sample

    from actx.core.formula.expression import Expression

SCALARS = [record for record in activations() if isinstance(record, Activation)]


def _points(label: str, singular: list[Fraction], n: int) -> list[float]:
    """Points on all scales, none within a thousandth of a kink."""
    rng = random.Random(label)
    points = [rng.uniform(-6, 6) for _ in range(n // 2)]
    points += [rng.uniform(-60, 60) for _ in range(n // 4)]
    points += [rng.choice((1, -1)) * 10 ** rng.uniform(-12, 3) for _ in range(n - len(points))]
    return [x for x in points if all(abs(x - point) > Fraction(1, 1000) for point in singular if point)]


def _same(got: float, true: Truth) -> bool:
    """Whether a double is the true value rounded; a zero that is none must have the sign of the truth."""
    right = expected(true)
    return got == right and (
        bool(right) or not true.value or math.copysign(1, got) == math.copysign(1, right)
    )


def _agree(f: Callable[[Any], Any], record: Activation, x: list[float], order: int) -> None:
    singular = [kink.at for kink in kinks(record.name, **record.values)]
    for point, got in zip(x, record.deriv(np.array(x), order).tolist(), strict=True):
        true = derivative_of(f, point, order, singular)
        assert _same(got, true), (
            f"derivative {order} of {record.label} at {point!r}: got {got!r}, "
            f"expected {expected(true)!r} ({mpmath.nstr(true.value, 25)})"
        )


def test_derivatives_up_to_the_fourth_are_the_true_ones_rounded_once(
    block: Block, points: Callable[[int, int], int], some: Sample
) -> None:
    for record in block(SCALARS):
        singular = [kink.at for kink in kinks(record.name, **record.values)]
        for order in some((1, 2, 3, 4), 1, record.name):
            x = _points(f"{record.name} {order}", singular, points(1, 300))
            _agree(bound(record.name, **record.values), record, x, order)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "gelu", "softplus", "mish", "gelu_tanh"])
@pytest.mark.thorough
def test_derivatives_up_to_the_tenth_are_the_true_ones_rounded_once(
    name: str, points: Callable[[int, int], int], some: Sample
) -> None:
    record = lookup(name)
    assert isinstance(record, Activation)
    for order in some(range(5, 11), 2, name):
        x = _points(f"{name} {order}", [], points(1, 100))
        _agree(bound(name, **record.values), record, x, order)


def test_what_simplification_rewrites_keeps_its_value_and_its_derivative(some: Sample) -> None:
    for formula, x in some(product(idioms(), (-2.6, -0.6, 0.25, 1.9, 17.0)), 80):
        with mp.workdps(30):
            try:
                formula.means(mpmath.mpf(x))
            except OutOfBounds:
                continue
        record = activation(formula.text)
        assert isinstance(record, Activation)
        _judged(float(record(x)), value_of(formula.means, x), f"{formula} at {x!r}")
        _judged(
            float(record.deriv(x)), derivative_of(formula.means, x), f"the derivative of {formula} at {x!r}"
        )


# --- random formulas -------------------------------------------------------------------------------------

POINTS = st.one_of(
    st.floats(-4, 4),
    st.floats(-40, 40),
    st.integers(-5, 5).map(float),
    st.sampled_from([1e-9, -1e-20, 1e-150, 700.0, -700.0]),
)
HYPOTHESIS = settings(
    max_examples=4 * settings().max_examples,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def _function(formula: Formula, x: float) -> Callable[[Any], Any]:
    """The formula's meaning; the test is dropped where there is nothing to judge."""
    with mp.workdps(30):
        try:
            formula.means(mpmath.mpf(x))
        except OutOfBounds:
            assume(condition=False)
    return formula.means


def _read(formula: Formula) -> Activation:
    try:
        record = activation(formula.text)
        assert isinstance(record, Activation)
        derivative(record.expression)
    except FormulaError:  # a constant division by zero, or a derivative past all bounds
        assume(condition=False)
        raise
    return record


def _judged(got: float, true: Truth, what: str) -> None:
    if got == 0 and abs(true.value) < mpmath.mpf(10) ** -60:  # where a slope is level, a difference is noise
        return
    # So far down, a value may as well be a zero that no digits show to be one: its sign is nobody's business.
    if abs(true.value) < mpmath.mpf(10) ** -330:
        assert got == 0 or abs(got) < 1e-300, f"{what}: got {got!r}, expected 0"
    else:
        assert _same(got, true), f"{what}: got {got!r}, expected {expected(true)!r}"


@HYPOTHESIS
@given(random_formulas(), POINTS)
def test_the_value_of_any_formula_is_the_true_one_rounded_once(formula: Formula, x: float) -> None:
    f, record = _function(formula, x), _read(formula)
    try:
        first, second = value_of(f, x), _more_digits(f, x)
    except OutOfBounds:
        assume(condition=False)
    # A zero that hides behind a cancellation shows as noise that more digits make smaller.
    hidden = abs(first.value - second) > abs(second) * mpmath.mpf(10) ** -45
    assume(not hidden or abs(second) < mpmath.mpf(10) ** -500)
    _judged(
        float(record(x)), Truth(mpmath.mpf(0), 50) if hidden else Truth(second, 50), f"{formula} at {x!r}"
    )


def _more_digits(f: Callable[[Any], Any], x: float) -> Any:
    with mp.workdps(1200):
        return f(mpmath.mpf(x))


@HYPOTHESIS
@given(random_formulas(), POINTS)
def test_the_derivative_of_any_formula_is_the_true_one_rounded_once(formula: Formula, x: float) -> None:
    f, record = _function(formula, x), _read(formula)
    try:
        true = derivative_of(f, x)
    except OutOfBounds:
        assume(condition=False)
    _judged(float(record.deriv(x)), true, f"the derivative of {formula} at {x!r}")


@HYPOTHESIS
@given(random_formulas(), POINTS)
def test_simplification_changes_no_value(formula: Formula, x: float) -> None:
    record = _read(formula)
    _same_meaning(read_formula(formula.text), record.expression, x)


@pytest.mark.parametrize(
    ("formula", "slope"),
    [
        ("exp(-exp(x))", "-exp(x - exp(x))"),
        ("erf(exp(x))", "2*exp(x - exp(x)**2)/sqrt(pi)"),
        ("exp(x)*exp(-x)", "0"),
    ],
)
def test_exponentials_of_exponentials_are_joined(formula: str, slope: str) -> None:
    # Apart they are 0 and infinite far out, and decimals have to decide.
    assert to_text(derivative(simplify(read_formula(formula)))) == slope


@pytest.mark.parametrize("order", range(11))
def test_a_gap_that_is_filled_has_the_derivatives_of_what_is_beside_it(order: int) -> None:
    taylor = 0.0 if order % 2 else (-1) ** (order // 2) / (order + 1)  # of sin(x)/x
    assert float(lookup("sinc").deriv(0.0, order)) == taylor


@pytest.mark.parametrize(
    ("formula", "slope"),
    [
        ("where(x == 0, 5, sin(x)/x)", 0),  # another value than the limit: the branch's slope
        ("where(x == 0, 0, 1/x)", 0),  # a pole
        ("where(x == 0, 0, x)", 1),  # no gap: what is beside it has one slope, that of the function
        ("where(x == 2, 4, (x*x-4)/(x-2))", 1),
        ("where(x == 0, 1, (exp(x)-1)/x)", 0.5),
        ("where(0 == 3*x, 1, (exp(x)-1)/x)", 0.5),
        ("where(x != 0, (exp(x)-1)/x, 1)", 0.5),
        ("where(x == 0, pi, (exp(pi*x)-1)/x)", float(mpmath.pi**2 / 2)),
        ("where(x*x == 0, 1, (exp(x)-1)/x)", 0.5),
    ],
)
def test_a_single_point_has_the_slope_of_what_is_beside_it_where_that_goes_to_it(
    formula: str, slope: float
) -> None:
    at = 2.0 if "x == 2" in formula else 0.0
    assert float(activation(formula).deriv(at)) == slope


def test_that_of_numpy_s_sinc_has_a_curvature_too() -> None:
    slope = activation("where(x == 0, 1, sin(pi*x)/(pi*x))").deriv(0.0, 2)
    assert float(slope) == float(-(mpmath.pi**2) / 3)


@HYPOTHESIS
@given(random_formulas(), POINTS)
def test_the_text_of_a_derivative_reads_back_as_the_same_function(formula: Formula, x: float) -> None:
    f, slope = _function(formula, x), derivative(_read(formula).expression)
    try:
        literal = read_formula(to_text(slope))
    except FormulaError as error:  # a formula that short may have a derivative past the reader's bounds
        assert any(word in str(error) for word in ("characters long", "parts", "deep"))  # noqa: PT017
        return
    assert simplify(literal) is simplify(slope)
    _same_meaning(literal, slope, x)
    try:
        true = derivative_of(f, x)
        with mp.workdps(400):
            worth = meaning(literal, mpmath.mpf(x))
    except OutOfBounds:
        return
    difference = abs(worth - true.value)
    assert difference <= abs(true.value) * mpmath.mpf(10) ** -45 or difference < mpmath.mpf(10) ** -60


def _same_meaning(one: Expression, other: Expression, x: float) -> None:
    with mp.workdps(400):
        try:
            a, b = meaning(one, mpmath.mpf(x)), meaning(other, mpmath.mpf(x))
        except OutOfBounds:
            return
        assert abs(a - b) <= mpmath.mpf(10) ** -60 * max(1, abs(a)), f"{to_text(one)} is not {to_text(other)}"
