"""actx.exact: every digit against mpmath, inputs exactly as written, an answer to everything."""

from __future__ import annotations

import contextlib
import decimal
import random
import time
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import mpmath
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from judges.digits import fraction_to_digits, to_digits, true_slope, true_value
from judges.formulas import Formula, random_formulas
from judges.reference import bound, kinks
from judges.sameness import same
from mpmath import mp

import actx
from actx.core.activation import Activation
from actx.core.errors import ActxError, UndecidedError
from actx.core.names.lookup import activations
from actx.io.exact import parse_exact, parse_exact_range, spelled
from actx.io.tokens import looks_numeric

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Block, Sample


SCALARS: Final = [record for record in activations() if isinstance(record, Activation)]


# The longest answers take 2.4 s; what this is against takes minutes. A slow or busy machine is given time.
SECONDS: Final = 12.0


def _points(label: str, singular: list[Fraction], n: int) -> list[str]:
    """Decimals on all scales, as text, none within a hundredth of a kink."""
    rng = random.Random(label)
    points = [f"{rng.uniform(-6, 6):.4f}" for _ in range(n // 2)]
    points += [f"{rng.uniform(-60, 60):.17f}" for _ in range(n // 4)]
    points += [f"{rng.choice((1, -1)) * 10 ** rng.uniform(-12, 3):.9e}" for _ in range(n - len(points))]
    return [x for x in points if all(abs(Fraction(x) - at) > Fraction(1, 100) for at in singular if at)]


def test_every_digit_is_that_of_mpmath(block: Block, points: Callable[[int, int], int], some: Sample) -> None:
    for record in some(block(SCALARS), 5):
        f = bound(record.name, **record.values)
        singular = [kink.at for kink in kinks(record.name, **record.values)]
        asked = [
            (digits, x, order)
            for digits in (50, 500)
            for x in _points(f"{record.name} {digits}", singular, points(5, 200))
            for order in (0, 1)
        ]
        for digits, x, order in some(asked, 1, record.name):
            right = to_digits((true_value, true_slope)[order](f, Fraction(x), digits), digits)
            got = actx.exact(record.name, x, digits, order)
            assert got == right, f"derivative {order} of {record.name} at {x}, to {digits} digits"


@pytest.mark.parametrize("digits", [1, 2, 3, 17, 1000])
def test_any_number_of_digits_is_given(digits: int) -> None:
    with mp.workdps(2200):
        right = to_digits(mpmath.erf(mpmath.mpf(7) / 10), digits)
    got = actx.exact("erf(x)", "0.7", digits)
    assert got == right
    assert len(got.as_tuple().digits) == digits


# --- properties ------------------------------------------------------------------------------------------

HYPOTHESIS = settings(
    max_examples=2 * settings().max_examples,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
NUMBERS = st.one_of(
    st.floats(-40, 40),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-40, 40).map(float),
    st.sampled_from([0.0, -0.0, 5e-324, -5e-324, 0.1, 1e-300, -1e300]),
)


@HYPOTHESIS
@given(st.sampled_from(SCALARS), NUMBERS, st.integers(0, 2))
def test_the_float_nearest_to_many_digits_is_what_evaluation_gives(
    record: Activation, x: float, order: int
) -> None:
    assert same(float(record.to_digits(Decimal(x), 40, order)), float(record.deriv(x, order)))


@HYPOTHESIS
@given(random_formulas(), NUMBERS)
def test_the_digits_of_any_formula_are_what_evaluation_gives(formula: Formula, x: float) -> None:
    try:
        got, right = float(actx.exact(formula.text, x, 40)), float(actx.activation(formula.text)(x))
    except ActxError:  # outside the language, or past all digits
        assume(condition=False)
    assert same(got, right), f"{formula} at {x!r}: {got!r}, not {right!r}"


@HYPOTHESIS
@given(st.sampled_from(SCALARS), NUMBERS, st.integers(1, 40), st.integers(1, 60), st.integers(0, 1))
def test_fewer_digits_are_more_digits_rounded(
    record: Activation, x: float, fewer: int, additional: int, order: int
) -> None:
    short, long = (record.to_digits(Decimal(x), n, order) for n in (fewer, fewer + additional))
    if not long.is_finite():
        assert str(short) == str(long)
        return
    rest = long.as_tuple().digits[fewer:]
    assume(not rest or rest[0] != 5 or any(rest[1:]))  # what rounding to a tie hides
    wide = decimal.Context(fewer, decimal.ROUND_HALF_EVEN, decimal.MIN_EMIN, decimal.MAX_EMAX)
    assert short == wide.plus(long)


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_a_decimal_as_text_reads_back_digit_for_digit(value: Decimal) -> None:
    text = spelled(value)
    assert looks_numeric(text)
    back = parse_exact(text)
    if value.is_nan():
        assert back.is_nan()
    else:
        assert back == value
        assert float(text) == float(value)
    if value.is_finite() and value:
        assert back.normalize().as_tuple() == value.normalize().as_tuple()


def test_the_decimal_context_of_the_caller_is_neither_used_nor_changed() -> None:
    right = (
        actx.exact("gelu", "-1.5", 50, 1),
        actx.exact("atan(x)", "inf", 50),
        actx.exact("relu", "0.12345", 4),
    )
    with decimal.localcontext(decimal.Context(prec=3, Emax=9, Emin=-9, traps=[decimal.Inexact])) as context:
        got = (
            actx.exact("gelu", "-1.5", 50, 1),
            actx.exact("atan(x)", "inf", 50),
            actx.exact("relu", "0.12345", 4),
        )
        assert not context.flags[decimal.Inexact]
    assert got == right


# --- what is exact, hidden, or a limit -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "x", "digits", "order", "text"),
    [
        ("relu", "3", 50, 0, "3"),
        ("relu", "100", 50, 0, "100"),
        ("relu", "0.10", 50, 0, "0.1"),
        ("relu", "1e20", 50, 0, "1e20"),
        ("relu", "123456", 3, 0, "1.23e5"),
        ("relu", "0.999996", 5, 0, "1.0000"),
        ("relu", "-0.0000123", 5, 1, "0"),
        ("leaky_relu", "-3", 50, 0, "-0.03"),
        ("leaky_relu:alpha=1/3", "-1", 5, 0, "-0.33333"),
        ("sigmoid", "0", 50, 0, "0.5"),
        ("sigmoid", "0", 50, 1, "0.25"),
        ("sigmoid", "40", 10, 0, "1.000000000"),
        ("identity", "0.25", 1, 0, "0.2"),
        ("identity", "0.35", 1, 0, "0.4"),
        ("1/x", "-0", 5, 0, "-inf"),
        ("1/x", "3", 5, 0, "0.33333"),
        ("log(x)", "-1", 5, 0, "nan"),
        ("log(x)", "-1", 5, 1, "nan"),
        ("relu", "nan", 5, 0, "nan"),
        ("sqrt(max(x, 0))**2", "0.5", 50, 0, "0.5"),
        # ties and zeros that no digits show
        ("log(exp(x))", "0.25", 1, 0, "0.2"),
        ("log(exp(x))", "0.35", 1, 0, "0.4"),
        ("sin(x)**2 + cos(x)**2 - 1", "1", 50, 0, "0"),
        # far out: past the exponents of Decimal, and before their end
        ("exponential", "1e300", 50, 0, "inf"),
        ("exponential", "-1e300", 50, 0, "0"),
        ("gelu", "-1e300", 50, 0, "-0"),
        ("gelu", "-1e300", 50, 1, "-0"),
        ("exp(x)/x", "1e300", 5, 0, "inf"),
        ("exp(x)/x", "1e3000", 5, 0, "inf"),
        ("exponential", "1e5", 5, 0, "2.8067e43429"),
        ("tanhshrink", "1e-2000", 5, 0, "3.3333e-6001"),
        ("softplus", "1e999999999", 5, 0, "1.0000e999999999"),
        # limits
        ("gelu", "-inf", 50, 0, "-0"),
        ("relu", "inf", 50, 0, "inf"),
        ("sigmoid", "-inf", 50, 1, "0"),
        ("elu:alpha=0.35", "-inf", 50, 0, "-0.35"),
        ("elu:alpha=0.35", "-inf", 1, 0, "-0.4"),
        ("sine", "inf", 50, 0, "nan"),
    ],
)
def test_a_result_has_the_digits_that_are_known(
    spec: str, x: str, digits: int, order: int, text: str
) -> None:
    assert spelled(actx.exact(spec, x, digits, order)) == text


@pytest.mark.parametrize(
    ("spec", "limit"),
    [
        ("atan(x)", lambda: mp.pi / 2),
        ("isru:alpha=3", lambda: 1 / mpmath.sqrt(3)),
        ("elu(-x, alpha=pi)", lambda: -mp.pi),
        ("x*(sqrt(x*x + pi) - x)", lambda: mp.pi / 2),
        ("1/sqrt(3 + 1/sqrt(x))", lambda: 1 / mpmath.sqrt(3)),
    ],
)
@pytest.mark.parametrize("digits", [1, 50, 500, 1000])
def test_a_limit_has_all_its_digits(spec: str, limit: Callable[[], Any], digits: int) -> None:
    with mp.workdps(2 * digits + 20):
        right = to_digits(+limit(), digits)
    assert actx.exact(spec, "inf", digits) == right


# --- inputs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "means"),
    [
        ("0.1", Fraction(1, 10)),
        (Decimal("0.1"), Fraction(1, 10)),
        (Fraction(1, 3), Fraction(1, 3)),
        (0.1, Fraction(0.1)),
        (np.float64(0.1), Fraction(0.1)),
        (np.float32(0.1), Fraction(float(np.float32(0.1)))),
        (3, Fraction(3)),
        (np.int8(-3), Fraction(-3)),
        (True, Fraction(1)),
        (10**400, Fraction(10**400)),
        ("0x1.8p-3", Fraction(3, 16)),
        ("-0x.00000000000000000000000000000000000001", Fraction(-1, 16**38)),
        ("0x10", Fraction(16)),
        ("1_000", Fraction(1000)),
        ("1e-400", Fraction(1, 10**400)),
        ("1." + "0" * 999 + "1", 1 + Fraction(1, 10**1000)),
    ],
)
def test_an_input_is_what_it_says(x: Any, means: Fraction) -> None:
    assert actx.exact("identity", x, 60) == fraction_to_digits(means, 60)
    assert actx.exact("x - 1", x, 60) == fraction_to_digits(means - 1, 60)


def test_the_points_of_a_range_are_not_rounded() -> None:
    points = list(parse_exact_range("-1:1e-1:4").points())
    assert points == [-1, Fraction(-19, 30), Fraction(-4, 15), Decimal("0.1")]
    assert str(next(parse_exact_range("-0:1:3").points())) == "-0"
    assert list(parse_exact_range("3:3:1").points()) == [3]


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("relu", "1", 0), ValueError, "from 1 to 1000, not 0"),
        (("relu", "1", 1001), ValueError, "from 1 to 1000"),
        (("relu", "1", 1.5), TypeError, "integer"),
        (("relu", "1", 5, 11), ValueError, "0 to 10"),
        (("relu", "one", 5), ValueError, "'one' is not a number"),
        (("relu", "1/3", 5), ValueError, "not a number"),
        (("relu", None, 5), TypeError, "real number"),
        (("relu", 1j, 5), TypeError, "real number"),
        (("softmax", "1", 5), TypeError, "vectors"),
        (("gleu", "1", 5), KeyError, "did you mean gelu"),
        (("relu", "1e9999999999999999999", 5), ValueError, "too large an exponent"),
        (("relu", "0x1p999999999", 5), ValueError, "too large an exponent"),
        (("relu", "0x1p" + "9" * 5000, 5), ValueError, "too large an exponent"),
        (("relu", "1" * 20000, 5), ValueError, "too many digits"),
        (("sine", "1e6000", 5), ArithmeticError, r"cannot tell 5 digits of sine at 1e\+6000"),
        (("sine", "1e6000", 1, 1), ArithmeticError, "cannot tell one digit of the derivative"),
        # What rewriting proves, and limits that are known as formulas, have digits.
        (("sign(sin(x)**2 + cos(x)**2 - 1)", "1", 5), None, "0"),
        (("1/sqrt(3 + x**(-1/3))", "inf", 20), None, "0.57735026918962576451"),
        (("where(sin(x)**2 + cos(x)**2 == 1, 0.249, 0.251)", "1", 1), None, "0.2"),
        # That 2 sin(1) cos(1) is sin(2) no rule here knows.
        (("sign(2*sin(x)*cos(x) - sin(2*x))", "1", 5), ArithmeticError, "cannot tell"),
        (("x**2 - 1", "1." + "0" * 3000 + "1", 5), None, "2.0000E-3001"),
    ],
)
def test_what_cannot_be_told_is_said(
    arguments: tuple[Any, ...], error: type[Exception] | None, words: str
) -> None:
    if error is None:
        assert str(actx.exact(*arguments)) == words
        return
    with pytest.raises(error, match=words):
        actx.exact(*arguments)


def test_what_cancels_below_all_digits_cannot_be_told(thorough: bool) -> None:
    if not thorough:
        pytest.skip("it takes seconds: the thorough run does it")
    with pytest.raises(ArithmeticError, match="cannot tell"):
        actx.exact("log(1 + x) - log(1 + x)*(1 + x*x)", "1e-9000", 5)


FAR: Final = (
    *("1e999999999", "-1e999999999", "1e-999999999", "-1e-999999999999999999", "1e999999999999999999"),
    *("0." + "3" * 9000, "-0e-999999999999", "1e300", "-1e300", "0x1.fp9000", "inf", "-inf"),
)


@pytest.mark.thorough
def test_no_input_takes_long(block: Block, drawn: Sample) -> None:
    for record in block(SCALARS):
        for digits, x, order in drawn(product((1, 1000), FAR, (0, 1, 3)), 24, record.name):
            start = time.process_time()
            with contextlib.suppress(UndecidedError):
                record.to_digits(parse_exact(x), digits, order)
            assert time.process_time() - start < SECONDS, f"derivative {order} of {record.name} at {x[:20]}"
