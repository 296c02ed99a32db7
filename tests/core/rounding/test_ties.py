"""Values beside a tie, nearer than any digits tell: the side decides, not the even neighbour.

x - tanh(x) is x - 1 + 2/(e^2x + 1): far out a tie of the format but for what is positive and below all
digits.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest

import actx
from actx.core.arithmetic.decimals.interval import Interval, Open
from actx.core.formula.parse import parse
from actx.core.rounding.arrays import at
from actx.core.rounding.formats import FORMATS, Format


@pytest.mark.parametrize(
    ("dtype", "x", "above"),
    [
        ("float64", 2.0**53 + 2, 2.0**53 + 2),
        ("float64", 2.0**53 + 6, 2.0**53 + 6),
        ("float32", 27808686.0, 27808686.0),
        ("float16", 2214.0, 2214.0),
        ("bfloat16", 270.0, 270.0),
    ],
)
def test_an_asymptote_that_is_a_tie_is_left_to_its_side(dtype: str, x: float, above: float) -> None:
    assert FORMATS[dtype].round(np.array([x])) == x
    assert float(actx.tanhshrink(x, dtype=dtype)) == above
    assert float(actx.tanhshrink(-x, dtype=dtype)) == -above
    many = actx.tanhshrink(np.full(100, x), dtype=dtype)
    assert (many == above).all()


@pytest.mark.parametrize(
    ("formula", "x", "value"),
    [
        ("1.0625*expm1(x)", -400.0, -1.0),
        ("1.0625*tanh(x)", 400.0, 1.0),
        ("1.1875 + exp(x)", -400.0, 1.25),
        ("1.0625 + exp(x)", -400.0, 1.125),
        ("1.1875 - exp(x)", -400.0, 1.125),
        ("1.0625*normcdf(x)", 400.0, 1.0),
        ("2.125*erfc(x)", -400.0, 4.25 - 0.25),
        ("1.0625*(1 + sigmoid(x))", 400.0, 2.0),
        ("(1.0625*sigmoid(x))**1", 400.0, 1.0),
        ("abs(1.1875 + exp(x))/1", -400.0, 1.25),
        ("-(1.0625 + exp(x))", -400.0, -1.125),
    ],
)
def test_so_is_that_of_a_formula(formula: str, x: float, value: float) -> None:
    assert at(parse(formula), x, FORMATS["float8_e4m3fn"]) == value


@pytest.mark.parametrize(
    ("formula", "x", "value"),
    [
        ("tanh(x) + x*tanh(x)", -(2.0**53) - 56, 2.0**53 + 54),  # its terms lie on either side
        ("-0.3*log1pexp(5*x)", 2.0**53 - 10, -1.3510798882111474e16),
        ("log1pexp(x) + 1", 2.0**53 + 2, 2.0**53 + 4),
    ],
)
def test_a_sum_is_as_far_out_on_one_side(formula: str, x: float, value: float) -> None:
    assert float(actx.activation(formula)(x)) == value


def test_a_tie_itself_still_goes_to_the_even_neighbour() -> None:
    e4m3 = FORMATS["float8_e4m3fn"]
    assert at(parse("1.0625 + 0*x"), 1.0, e4m3) == 1.0
    assert at(parse("1.1875 + 0*x"), 1.0, e4m3) == 1.25
    assert at(parse("x/16 + 1"), 1.0, e4m3) == 1.0
    assert at(parse("max(1.0625, exp(x))"), -400.0, e4m3) == 1.0
    for inverses in ("sinh(asinh(x))", "tan(atan(x))", "sinh(-asinh(-x))", "exp(log(x))", "expm1(log1p(x))"):
        assert at(parse(inverses), 1.0625, e4m3) == 1.0


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.name)
def test_what_is_beyond_a_tie_rounds_to_that_side(form: Format) -> None:
    for below, above in _neighbours(form):
        with localcontext(prec=2000):
            tie = (Decimal(below) + Decimal(above)) / 2
        assert (form.nearest(tie, -1), form.nearest(tie, 1)) == (below, above)
        mirrored = tie.copy_negate()  # not -tie, which rounds
        assert (form.nearest(mirrored, -1), form.nearest(mirrored, 1)) == (-above, -below)
        assert form.nearest(tie) in (below, above)


def test_an_open_end_at_a_tie_decides_at_once_and_a_closed_one_does_not() -> None:
    form = FORMATS["float8_e4m3fn"]
    short, tie, past = Decimal("1.06"), Decimal("1.0625"), Decimal("1.07")
    assert form.decide(Open(tie, past)) == 1.125
    assert form.decide(Open(-past, -tie)) == -1.125
    assert form.decide(Interval(tie, past)) is None
    # From below 1.0625 is no question: the tie goes to the even 1, too.
    assert form.decide(Interval(short, tie)) == 1.0


def test_of_what_is_not_decided_the_tie_is_named_that_a_proof_may_settle() -> None:
    form = FORMATS["float8_e4m3fn"]
    short, tie, past = Decimal("1.06"), Decimal("1.0625"), Decimal("1.07")
    assert form.tie(Interval(short, past)) == Fraction(tie)
    assert form.tie(Interval(tie, past)) == Fraction(tie)
    assert form.tie(Interval(past, Decimal("1.08"))) is None
    assert form.tie(Interval(past, Decimal("inf"))) is None


def _neighbours(form: Format) -> list[tuple[float, float]]:
    """Pairs of numbers next to each other: subnormal, normal, on both sides of a power of 2."""
    quantum = 2.0 ** (form.emin - form.precision + 1)
    ulp = 2.0 ** (1 - form.precision)
    return [
        (0.0, quantum),
        (quantum, 2 * quantum),
        (1.0, 1 + ulp),
        (1 + ulp, 1 + 2 * ulp),
        (1 - ulp / 2, 1.0),
    ]


def test_decimal_digits_know_the_side_too() -> None:
    assert str(actx.exact("tanhshrink", "5001.5", 4)) == "5001"
    assert str(actx.exact("tanhshrink", "-5001.5", 4)) == "-5001"
    assert str(actx.exact("x - 1", Fraction(10003, 2), 4)) == "5000"
