"""Models near 0 and far out: they hold the true function, and what they decide is what is true.

The truth is mpmath's, by each operation of a tree literally, and Arb's for what is rounded.
"""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from itertools import islice, product
from typing import TYPE_CHECKING, Any, Final

import mpmath
import numpy as np
import pytest
from judges.arb import correctly_rounded
from judges.formulas import some_formulas
from judges.sameness import same
from meaning import meaning
from mpmath import mp

from actx.core.activation import Activation
from actx.core.arithmetic.double_double import circular
from actx.core.arithmetic.double_double.pairs import Pair
from actx.core.formula.differentiate import target
from actx.core.formula.parse import parse
from actx.core.models.approximation import Approximation, Underflow, approximation
from actx.core.models.coefficients import Ball, Real
from actx.core.models.model import Models
from actx.core.names.lookup import activations
from actx.core.rounding import arrays, tiers
from actx.core.rounding.formats import FORMATS
from actx.core.rounding.point import Point

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conftest import Block, Sample

    from actx.core.formula.expression import Expression

SCALARS: Final = [record for record in activations() if isinstance(record, Activation)]
RECORDS: Final = {record.name: record for record in SCALARS}
# The truth is taken by more binary digits than exponentials hide, twice, to tell where these are too few.
DIGITS: Final = 2000
SURE: Final = 400
# Where exponentials hide more, no truth is looked for.
HIDDEN: Final = 6000


def truth(tree: Expression, x: Fraction, hidden: int) -> Any:
    """What a tree is worth to SURE bits; None where so many are not known."""
    values = []
    for precision in (DIGITS + 2 * hidden, DIGITS + 2 * hidden + 500):
        with mp.workprec(precision):
            try:
                values.append(meaning(tree, mpmath.mpf(x.numerator) / x.denominator, judgeable=False))
            except (ZeroDivisionError, OverflowError):
                return None
            if not isinstance(values[-1], mpmath.mpf):
                return None
            if abs(values[-1] - values[0]) > abs(values[-1]) / 2**SURE:
                return None
    return values[1]


def middle(c: Real) -> Any:
    if isinstance(c, Ball):
        return mpmath.mpf(str(c.middle))
    return mpmath.mpf(c.numerator) / c.denominator


def radius(c: Real) -> Any:
    return mpmath.mpf(c.radius if isinstance(c, Ball) else 0)


def claimed(a: Approximation, t: Fraction) -> tuple[Any, Any, Any]:
    """The value of a model at t, the bound on its error, and the factor before the polynomial."""
    point = mpmath.mpf(t.numerator) / t.denominator
    start, terms, rest = a.model
    growth = mpmath.exp(mpmath.fsum(middle(c) / point**k for k, c in enumerate(a.exponent, 1)))
    factor = growth * point ** (mpmath.mpf(start.numerator) / start.denominator)
    value = factor * mpmath.fsum(middle(c) * point**k for k, c in enumerate(terms))
    slack = mpmath.fsum(radius(c) * point**k for k, c in enumerate(terms))
    slack = (slack + mpmath.mpf(rest) * point ** len(terms)) * factor
    slack += sum(radius(c) / point**k for k, c in enumerate(a.exponent, 1)) * abs(value) * 2
    return value, slack + abs(value) / 2 ** (SURE - 10), factor


def assert_holds(tree: Expression, a: Approximation | Underflow, t: Fraction, x: Fraction) -> None:
    """Whether a model's value at t is what is true, within its bounds."""
    with mp.workprec(DIGITS):
        if isinstance(a, Underflow):
            true = truth(tree, x, HIDDEN)
            assert not true or (mpmath.sign(true) == a.sign and abs(true) < mpmath.mpf(2) ** -1075)
            return
        value, slack, factor = claimed(a, t)
        hidden = abs(int(mpmath.log(abs(value), 2))) if value else 0
        true = truth(tree, x, hidden) if hidden < HIDDEN else None
        if true is None or (not true and a.model.terms):  # a 0 may be what cancelled
            return
        assert abs(value - true) <= slack
        point, terms = mpmath.mpf(t.numerator) / t.denominator, a.model.terms
        for k in range(len(terms) + 1):
            left = value - factor * mpmath.fsum(middle(c) * point**j for j, c in enumerate(terms[:k]))
            assert abs(left) <= abs(factor) * point**k * mpmath.mpf(a.extents[k]) * (1 + mpmath.mpf(2) ** -60)
        if terms:
            assert abs(middle(terms[0])) >= a.least


ENDS: Final = tuple(product((False, True), (-1, 1)))


def check(
    f: Expression, order: int, rng: random.Random, count: int = 3, ends: Sequence[tuple[bool, int]] = ENDS
) -> int:
    """Put the models of a derivative, near 0 and far out on either side, to the test, and count them."""
    found = 0
    for far, side in ends:
        a = approximation(f, order, side, far=far)
        if a is None:
            continue
        found += 1
        r = Fraction(a.r)
        for depth in (0, *(rng.choice((1, 1, 2) if far else (1, 2, 10, 60)) for _ in range(count))):
            t = r * Fraction(rng.randint(1, 1 << 20), 1 << 20) / 2**depth if depth else r
            assert_holds(target(f, order), a, t, side / t if far else side * t)
    return found


@pytest.mark.thorough
def test_models_of_the_catalog_hold_the_truth(block: Block, some: Sample) -> None:
    for record, order, end in some(product(block(SCALARS), (0, 1, 2), ENDS), 1):
        check(record.function, order, random.Random(f"{record.name} {order}"), 1, [end])


@pytest.mark.thorough
def test_most_of_the_catalog_has_models(some: Sample, thorough: bool) -> None:
    counts = [
        approximation(record.function, order, side, far=far) is not None
        for record in some(SCALARS, 6)
        for order in (0, 1, 2)
        for far, side in ENDS
    ]
    assert sum(counts) > (0.9 if thorough else 0.8) * len(counts)


@pytest.mark.thorough
def test_models_of_random_formulas_hold_the_truth(some: Sample) -> None:
    for formula in some(some_formulas(120, 18), 1):
        f = parse(formula.text)
        for order in (0, 1):
            check(f, order, random.Random(formula.text), 2)


@pytest.mark.parametrize(
    "text",
    [
        "x - tanh(x)",
        "(x*cos(x) - sin(x))/x**2",
        "exp(-x)*(x - 1) + exp(-2*x)*x**3",
        "log(1 + exp(x)) - log(2) - x/2",
        "atan(1/x + 3) - pi/2",
        "sqrt(x**2 + 1) - abs(x)",
        "erf(x)/x - 2/sqrt(pi)",
        "normcdf(x)*x + normpdf(x)",
        "x*erfc(x) + exp(-x**2)",
        "asinh(1/x**2)",
        "sin(1/(1 + exp(x)) + 2)",
        "atan(exp(-x) + 1/x)",
        "erf(exp(-x) + 1/3)",
        "tan(x/2) - x/2",
        "log(x**2 + exp(-x)) - 2*log(abs(x))",
        "sigmoid(x**2 - x)",
        "(1 + x)**0.3 - 1",
        "exp(-0.01*x**2 + 3*x)",
        "cosh(x)*exp(-abs(x)) - 1/2",
        "expm1(x)/log1p(x)",
        "1/(1 - x*exp(-(x + exp(x)))) - 1 + exp(-x)",
        "x*exp(-exp(x - 3)) + 1/x",
        "x*tanh(exp(-x**2)) + exp(-exp(-x))",
    ],
)
@pytest.mark.thorough
def test_what_cancels_holds_the_truth(text: str, some: Sample, points: Callable[[int, int], int]) -> None:
    f = parse(text)
    ends = some(ENDS, 2, text)
    assert sum(
        check(f, order, random.Random(f"{text} {order}"), points(1, 60), ends)
        for order in some((0, 1, 2), 1, text)
    )


def test_a_bound_that_is_too_small_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge judged: a thousandth of the rest that a function has is not enough, somewhere."""
    honest = Models._function

    def broken(self: Models, *args: Any) -> Any:
        model = honest(self, *args)
        return model._replace(rest=model.rest / 1e3)

    monkeypatch.setattr(Models, "_function", broken)
    approximation.cache_clear()
    try:
        with pytest.raises(AssertionError):
            check(parse("exp(100*x)"), 0, random.Random(1))
    finally:
        approximation.cache_clear()


# --- what is decided -------------------------------------------------------------------------------------


def _points(form_name: str, n: int, seed: str) -> Any:
    form = FORMATS[form_name]
    rng = np.random.default_rng(list(seed.encode()))
    exponents = rng.integers(form.emin - form.precision + 1, form.emax + 1, n)
    x = form.round(np.ldexp(rng.uniform(1, 2, n), exponents) * rng.choice([-1.0, 1.0], n))
    return np.array(x[(x != 0) & np.isfinite(x)])


def test_what_models_decide_is_what_points_decide(block: Block, some: Sample) -> None:
    for record, name, order, (far, side) in some(product(block(SCALARS), FORMATS, (0, 1, 2), ENDS), 3):
        x, form = _points(name, 60, f"{record.name} {order} {name}"), FORMATS[name]
        a = approximation(record.function, order, side, far=far)
        if a is None:
            continue
        inside = x[(np.sign(x) == side) & ((np.abs(x) >= 1 / a.r) if far else (np.abs(x) <= a.r))]
        if not inside.size:
            continue
        values, decided = tiers.by_model(a, inside, form)
        pairs = zip(inside[decided].tolist(), values[decided].tolist(), strict=True)
        for point, value in islice(pairs, 3):
            right = Point(record.function, order, Decimal(point)).rounded(form)
            assert right is None or same(value, right), f"{record.name} at {point!r}, order {order}, {name}"


@pytest.mark.parametrize(
    ("name", "order", "low", "high"),
    [
        ("gelu", 0, -1074, -1070),
        ("silu", 0, -1074, -1022),
        ("penalized_tanh", 0, -1074, -1022),
        ("tanhshrink", 0, -300, -30),
        ("tanhshrink", 0, 52, 54),
        ("shifted_softplus", 0, -300, -30),
        ("sinc", 1, -1074, -30),
        ("sinc", 2, -1074, -30),
        ("sigmoid", 2, -1074, -30),
        ("elliot2", 2, 30, 300),
        ("rational_tanh", 2, 30, 300),
        ("bent_identity", 0, 20, 1000),
        ("rrelu", 0, -1000, 1000),
        ("siren_sine", 0, 30, 1000),
        ("pau", 2, 30, 300),
    ],
)
def test_what_was_left_to_points_is_right(name: str, order: int, low: int, high: int, thorough: bool) -> None:
    rng, n = np.random.default_rng([18, *name.encode()]), 40 if thorough else 6
    x = np.ldexp(rng.uniform(1, 2, n), rng.integers(low, high + 1, n)) * rng.choice([-1.0, 1.0], n)
    record = RECORDS[name]
    parameters = {parameter.name: Fraction(parameter.default) for parameter in record.params}
    form = FORMATS["float64"]
    results = arrays.rounded(record.function, x, form, order)
    for point, got in zip(x.tolist(), results.tolist(), strict=True):
        (right,) = correctly_rounded(name, parameters, point, (order,))
        assert right.admits(got), f"{name} at {point!r}: {got!r}, not {right}"


def test_the_second_term_tells_the_side_of_a_tie() -> None:
    """x/2 + x²φ(0) is above the tie of odd subnormal numbers: away from 0 on the right."""
    odd: Any = np.arange(1, 41, 2) * 5e-324
    gelu = RECORDS["gelu"].function
    form = FORMATS["float64"]
    np.testing.assert_array_equal(arrays.rounded(gelu, odd, form), np.arange(1, 21) * 5e-324)
    np.testing.assert_array_equal(arrays.rounded(gelu, -odd, form), -np.arange(20) * 5e-324)


def test_one_less_than_a_large_number_is_beside_a_tie() -> None:
    """x - tanh(x) for x in the binade in which x - 1 is half-way: it is more than that by a tail."""
    x: Any = 2.0**53 + 2.0 * np.arange(40)
    got = arrays.rounded(RECORDS["tanhshrink"].function, x, FORMATS["float64"])
    assert got[0] == 2.0**53 - 1
    np.testing.assert_array_equal(got[1:], x[1:])


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_circles_of_two_words_of_any_size(thorough: bool) -> None:
    rng = np.random.default_rng(18)
    n = 2000 if thorough else 600
    hi = np.ldexp(rng.uniform(1, 2, n), rng.integers(18, 1020, n)) * rng.choice([-1.0, 1.0], n)
    lo = np.spacing(hi) * rng.uniform(-0.5, 0.5, n) * np.exp2(-rng.integers(0, 60, n))
    sin, cos, sin_error, cos_error = circular.circle(Pair(hi, lo))
    with mp.workprec(1400):
        for k in range(n):
            x = mpmath.mpf(float(hi[k])) + mpmath.mpf(float(lo[k]))
            for true, got, error in ((mpmath.sin(x), sin, sin_error), (mpmath.cos(x), cos, cos_error)):
                off = abs(true - mpmath.mpf(float(got.hi[k])) - mpmath.mpf(float(got.lo[k])))
                assert off <= mpmath.mpf(float(error[k]))
                assert error[k] < 2.0**-84
