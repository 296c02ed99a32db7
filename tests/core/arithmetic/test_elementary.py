"""The arbitrary-precision functions against Arb, whose balls contain the true value by proof."""

from __future__ import annotations

import decimal
import math
import random
import subprocess
import sys
import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import flint
import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actx.core.arithmetic.decimals.fixed_point import pi_fixed
from actx.core.arithmetic.decimals.functions import FUNCTIONS, KNOWN, ArgumentTooLarge, e, known_value, pi

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Sample


def arb_erfc(x: Any) -> Any:
    """Arb's own erfc, but for far tails, where that does not end: there by the confluent U (DLMF 7.11.5)."""
    if x < 100:
        return x.erfc()
    half = flint.arb(1) / 2
    return (-x * x).exp() * (x * x).hypgeom_u(half, half) / flint.arb.pi().sqrt()


# Each takes an Arb ball. Where a formula cancels the ball grows, and `relative_error` raises the precision.
REFERENCE: dict[str, Callable[[Any], Any]] = {
    "exp": lambda x: x.exp(),
    "expm1": lambda x: x.expm1(),
    "log": lambda x: x.log(),
    "log1p": lambda x: x.log1p(),
    "sin": lambda x: x.sin(),
    "cos": lambda x: x.cos(),
    "tan": lambda x: x.tan(),
    "sinh": lambda x: x.sinh(),
    "cosh": lambda x: x.cosh(),
    "tanh": lambda x: x.tanh(),
    "asinh": lambda x: x.asinh(),
    "atan": lambda x: x.atan(),
    "erf": lambda x: x.erf(),
    "erfc": arb_erfc,
    "normcdf": lambda x: arb_erfc(-x / flint.arb(2).sqrt()) / 2,
    "normpdf": lambda x: (-x * x / 2).exp() / (2 * flint.arb.pi()).sqrt(),
    "sigmoid": lambda x: 1 / (1 + (-x).exp()),
    "log1pexp": lambda x: x.exp().log1p(),
}
CIRCULAR = {"sin", "cos", "tan"}

names = pytest.mark.parametrize("name", FUNCTIONS)
PRECISIONS = (20, 50, 500)


def ball(x: Decimal) -> Any:
    sign, digits, exponent = x.as_tuple()
    coefficient = flint.arb(int("".join(map(str, digits))))
    return (-1) ** sign * coefficient * flint.arb(10) ** int(exponent)


def relative_error(name: str, x: Decimal, result: Decimal, digits: int) -> float:
    """An upper bound, and nearly the value, of |result - f(x)| / |f(x)| in units of 10**-digits."""
    with flint.ctx.workprec(10 * digits // 3 + 80):
        for _ in range(12):
            error = abs(ball(result) / REFERENCE[name](ball(x)) - 1) * flint.arb(10) ** digits
            if error.is_finite() and error.rad() < 1e-3 + 1e-3 * error.mid():
                return float(error.upper())
            flint.ctx.prec *= 2
    raise AssertionError(f"Arb does not settle {name}({x})")


def assert_accurate(name: str, arguments: list[Decimal], digits: int) -> None:
    """Every result keeps the bound; the message has the worst of them."""
    worst, culprit = 0.0, Decimal(0)
    for x in arguments:
        result = FUNCTIONS[name](x, digits)
        known = known_value(name, x)
        if known is not None:
            assert str(result) == str(known)
            continue
        assert result.is_finite(), f"{name}({x!r}, {digits}) is {result}"
        error = relative_error(name, x, result, digits)
        if error > worst:
            worst, culprit = error, x
    assert worst <= 1, f"{name}({culprit!r}, {digits}) errs by {worst:.3g} units of 10**-{digits}"


def sample(count: int, draw: Callable[[random.Random], float | Decimal]) -> list[Decimal]:
    """The same `count` draws at each run."""
    source = random.Random("actx")
    return [Decimal(draw(source)) for _ in range(count)]


def few(digits: int) -> int:
    return 8 if digits > 100 else 50


@names
def test_every_magnitude_keeps_the_relative_bound(name: str, some: Sample) -> None:
    for digits in some(PRECISIONS, 2, name):
        arguments = sample(
            few(digits), lambda r: Decimal(f"{r.choice('+-')}{r.uniform(1, 10):.16f}e{r.randint(-320, 3)}")
        )
        assert_accurate(name, some(arguments, 12, name), digits)


@names
def test_moderate_arguments_keep_the_relative_bound(name: str, some: Sample) -> None:
    for digits in some(PRECISIONS, 2, name):
        assert_accurate(name, some(sample(few(digits), lambda r: r.uniform(-40, 40)), 8), digits)
        assert_accurate(name, some(sample(few(digits), lambda r: r.uniform(-2, 2)), 8), digits)


@names
def test_where_the_method_changes_the_bound_holds(name: str, some: Sample) -> None:
    """At 0.1 the Taylor series end; where x² or x²/2 is 3/5 of the precision, the series of erf does."""
    for digits in some(PRECISIONS, 2, name):
        edges = [0.1, 1.1, 0.9, 1.0, math.sqrt(0.6 * (digits + 5)), math.sqrt(1.2 * (digits + 5))]
        edges += [math.sqrt(3 * (digits + 5)), math.sqrt(6 * (digits + 5)), math.pi / 4]
        near = [sign * x * (1 + d) for x in edges for d in (-1e-9, 0.0, 1e-9) for sign in (1, -1)]
        assert_accurate(name, some([Decimal(x) for x in near], 14, name), digits)


@names
def test_huge_arguments_keep_the_relative_bound(name: str, some: Sample) -> None:
    for digits in some(PRECISIONS, 2, name):
        sizes = [1e16, 2.0**70, 1e100, 1e300, 1.7e308]
        if name not in CIRCULAR | {"atan", "log", "log1p", "asinh"}:
            sizes = [
                1200.5,
                5e5 / 3,
                1e8 / 3,
            ]  # where values neither overflow nor end in a constant for every sign
        arguments = [Decimal(sign * x) for x in sizes for sign in (1, -1)]
        assert_accurate(name, some(arguments, 12, name), digits)


@pytest.mark.parametrize("name", sorted(CIRCULAR))
def test_floats_nearest_to_multiples_of_a_quarter_turn_keep_the_relative_bound(
    name: str, some: Sample
) -> None:
    for digits in some(PRECISIONS, 2, name):
        turns = [1, 2, 3, 4, 7, 226, 1000, 573204, 10**9, 10**15]
        arguments = [Decimal(sign * k * math.pi / 2) for k in turns for sign in (1, -1)]
        arguments += [
            Decimal(355),
            Decimal("-1e22"),
            Decimal(6381956970095103) * 2**797,
        ]  # the last: Kahan's worst double
        assert_accurate(name, some(arguments, 12, name), digits)


@pytest.mark.parametrize("name", sorted(CIRCULAR))
def test_a_long_argument_all_but_on_a_multiple_of_a_quarter_turn_keeps_the_relative_bound(
    name: str, some: Sample
) -> None:
    for digits in some(PRECISIONS, 2, name):
        with mpmath.workdps(1000):
            arguments = [
                Decimal(mpmath.nstr(k * mpmath.pi / 2, length)) for k in (1, 2, 355) for length in (60, 700)
            ]
        assert_accurate(name, some(arguments, 12, name), digits)


@pytest.mark.parametrize(("name", "zero"), [("log", 1), ("log1p", 0), ("log1p", -1), ("expm1", 0)])
def test_near_its_zeros_and_poles_a_logarithm_keeps_the_relative_bound(
    name: str, zero: int, some: Sample
) -> None:
    for digits in some(PRECISIONS, 2, name):
        with decimal.localcontext(prec=400):
            arguments = [
                zero + Decimal(d) for d in ("1e-15", "1e-40", "3e-300", "1e-16", "0.01", "0.09999", "0.2")
            ]
            arguments += (
                [] if zero == -1 else [zero - Decimal(d) for d in ("1e-15", "1e-40", "3e-300", "0.0999")]
            )
        assert_accurate(name, some(arguments, 12, name), digits)


@names
def test_an_argument_of_a_thousand_digits_is_taken_exactly(name: str) -> None:
    with decimal.localcontext(prec=1100):
        arguments = [Decimal(n) / 7 for n in (1, -1, 3, 8, 50, -90, 10_000, 10**9, -(10**9))] + [
            1 + Decimal("1e-1090")
        ]
    assert_accurate(name, arguments, 50)
    assert_accurate(name, [Decimal(math.ulp(0.0)), Decimal(-math.ulp(0.0)), Decimal(sys.float_info.min)], 50)


@names
def test_the_tails_keep_the_relative_bound(name: str) -> None:
    assert_accurate(name, [Decimal(x) for x in (27, -27, 38, -38, 26.5, -38.4, 700, -745.1, 710, -100)], 50)


@given(st.floats(-100, 100), st.integers(20, 200))
@settings(max_examples=settings().max_examples // 4, deadline=None)
@names
def test_any_float_at_any_precision_keeps_the_bound(name: str, x: float, digits: int) -> None:
    assert_accurate(name, [Decimal(x)], digits)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-500, max_value=500))
@settings(max_examples=settings().max_examples // 4, deadline=None)
@names
def test_any_decimal_keeps_the_bound(name: str, x: Decimal) -> None:
    assert_accurate(name, [x], 30)


@names
@pytest.mark.thorough
def test_two_thousand_digits_keep_the_bound_in_good_time(name: str, some: Sample) -> None:
    arguments = [Decimal(x) for x in some((0.3, -2.5, 31.0), 1, name)]
    start = time.process_time()
    for x in arguments:
        FUNCTIONS[name](x, 2000)
    assert time.process_time() - start < 5
    assert_accurate(name, arguments, 2000)


@pytest.mark.parametrize("digits", [20, 21, 50, 77, 78, 154, 1000, 5000])
def test_pi_and_e_agree_with_mpmath(digits: int) -> None:
    with mpmath.workdps(digits + 20), decimal.localcontext(prec=digits + 20):
        for ours, theirs in ((pi(digits), mpmath.pi), (e(digits), mpmath.e)):
            truth = Decimal(mpmath.nstr(+theirs, digits + 15))
            assert abs(ours / truth - 1) <= Decimal(10) ** -digits


@pytest.mark.parametrize("bits", [255, 256, 511, 512, 2047, 16383])
def test_pi_in_fixed_point_is_within_a_unit(bits: int) -> None:
    with mpmath.workprec(bits + 64):
        assert abs(pi_fixed(bits) - mpmath.ldexp(mpmath.pi, bits)) <= 1


# name: values at 0, -0, -inf, inf
AT_ZERO_AND_INFINITY = {
    "exp": "1 1 0 Infinity",
    "expm1": "0 -0 -1 Infinity",
    "log": "-Infinity -Infinity NaN Infinity",
    "log1p": "0 -0 NaN Infinity",
    "sin": "0 -0 NaN NaN",
    "cos": "1 1 NaN NaN",
    "tan": "0 -0 NaN NaN",
    "sinh": "0 -0 -Infinity Infinity",
    "cosh": "1 1 Infinity Infinity",
    "tanh": "0 -0 -1 1",
    "asinh": "0 -0 -Infinity Infinity",
    "erf": "0 -0 -1 1",
    "erfc": "1 1 2 0",
    "normcdf": "0.5 0.5 0 1",
    "sigmoid": "0.5 0.5 0 1",
}


@pytest.mark.parametrize("name", AT_ZERO_AND_INFINITY)
def test_values_at_zero_and_infinity_are_exact_with_their_signs(name: str) -> None:
    points = [Decimal(x) for x in ("0", "-0", "-Infinity", "Infinity")]
    assert " ".join(str(FUNCTIONS[name](x, 30)) for x in points) == AT_ZERO_AND_INFINITY[name]
    assert " ".join(str(known_value(name, x)) for x in points) == AT_ZERO_AND_INFINITY[name]


@pytest.mark.parametrize(("name", "limits"), [("log1pexp", "0 Infinity"), ("normpdf", "0 0")])
def test_log1pexp_and_the_density_are_exact_at_the_infinities_only(name: str, limits: str) -> None:
    assert " ".join(str(FUNCTIONS[name](Decimal(x), 30)) for x in ("-Infinity", "Infinity")) == limits
    assert KNOWN[name].points == {}
    assert known_value(name, Decimal(0)) is None


def test_atan_at_infinity_is_a_quarter_turn_and_not_exact() -> None:
    assert known_value("atan", Decimal("Infinity")) is None
    with decimal.localcontext(prec=50):
        for sign in (1, -1):
            quarter_turn = FUNCTIONS["atan"](sign * Decimal("Infinity"), 40)
            assert abs(quarter_turn - sign * pi(45) / 2) < Decimal("2e-40")


def test_logarithms_are_exact_at_their_zero_and_pole_and_nan_below() -> None:
    log, log1p = FUNCTIONS["log"], FUNCTIONS["log1p"]
    assert str(log(Decimal("1.000"), 30)) == "0"
    assert str(log1p(Decimal(-1), 30)) == "-Infinity"
    assert log(Decimal("-1e-400"), 30).is_nan()
    assert log1p(Decimal("-1.0000000000000000000000000000000000000000000001"), 30).is_nan()


@names
def test_nan_gives_a_quiet_nan(name: str) -> None:
    for nan in ("NaN", "-NaN", "sNaN", "NaN123"):
        assert FUNCTIONS[name](Decimal(nan), 30).is_qnan(), nan


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        ("exp", "1e300", "Infinity"),
        ("exp", "-1e300", "0"),
        ("exp", "9e999999999999999999", "Infinity"),
        ("exp", "-9e999999999999999999", "0"),
        ("expm1", "1e300", "Infinity"),
        ("expm1", "-1e300", "-1"),
        ("sinh", "-1e300", "-Infinity"),
        ("cosh", "-1e300", "Infinity"),
        ("tanh", "-1e300", "-1"),
        ("sigmoid", "-1e300", "0"),
        ("sigmoid", "1e300", "1"),
        ("log1pexp", "-1e300", "0"),
        ("log1pexp", "1e300", "1e300"),
        ("atan", "-9e-999999999999999999", "-9e-999999999999999999"),
        ("erf", "-1e10", "-1"),
        ("erf", "-9e999999999999999999", "-1"),
        ("erfc", "9e999999999999999999", "0"),
        ("erfc", "-1e300", "2"),
        ("normcdf", "-1e300", "0"),
        ("normcdf", "1e300", "1"),
        ("normpdf", "-1e300", "0"),
        ("normpdf", "9e999999999999999999", "0"),
    ],
)
def test_overflow_underflow_and_saturation_come_at_once_and_are_not_called_exact(
    name: str, x: str, expected: str
) -> None:
    start = time.process_time()
    result = FUNCTIONS[name](Decimal(x), 50)
    assert time.process_time() - start < 0.1
    assert result == Decimal(expected)
    assert result.is_signed() == expected.startswith("-")
    assert known_value(name, Decimal(x)) is None


@pytest.mark.parametrize("exponent", [-(10**18) + 60, -(10**17), 10**17, 10**18 - 60])
def test_logarithms_reach_the_ends_of_the_exponent_range(exponent: int) -> None:
    """Against exponent * log(10), log(2) and log(3) as mpmath has them."""
    x = Decimal(f"3e{exponent}")
    with mpmath.workdps(80), decimal.localcontext(prec=70):
        truth = exponent * Decimal(mpmath.nstr(mpmath.log(10), 75)) + Decimal(mpmath.nstr(mpmath.log(3), 75))
        assert abs(FUNCTIONS["log"](x, 50) / truth - 1) < Decimal("1e-50")
        doubled = truth + Decimal(mpmath.nstr(mpmath.log(2), 75))
        if exponent > 0:
            assert abs(FUNCTIONS["log1p"](x, 50) / truth - 1) < Decimal("1e-50")
            assert abs(FUNCTIONS["asinh"](x.copy_negate(), 50) / -doubled - 1) < Decimal("1e-50")


@pytest.mark.parametrize(
    "name", sorted({*AT_ZERO_AND_INFINITY} - {"exp", "log", "cos", "cosh", "erfc", "normcdf", "sigmoid"})
)
def test_an_odd_function_like_x_at_zero_is_so_down_to_the_smallest_exponents(name: str) -> None:
    x = Decimal("-3e-999999999999999900")
    with decimal.localcontext(prec=50, Emin=decimal.MIN_EMIN, Emax=decimal.MAX_EMAX):
        ratio = FUNCTIONS[name](x, 40) / x
    slope = Decimal("1.128379167095512573896158903121545171688101") if name == "erf" else Decimal(1)
    assert abs(ratio - slope) < Decimal("1e-25")


@pytest.mark.parametrize("name", sorted(CIRCULAR))
def test_circular_functions_say_when_an_argument_is_out_of_reach(name: str) -> None:
    with pytest.raises(ArgumentTooLarge, match="1e5001"):
        FUNCTIONS[name](Decimal("1e5001"), 20)
    assert_accurate(name, [Decimal("-7e5000")], 20)


@names
def test_the_callers_context_is_neither_used_nor_changed(name: str) -> None:
    expected = FUNCTIONS[name](Decimal("0.3"), 40)
    hostile = decimal.Context(
        prec=2, rounding=decimal.ROUND_UP, Emin=-3, Emax=3, traps=[decimal.Inexact, decimal.InvalidOperation]
    )
    with decimal.localcontext(hostile) as context:
        assert str(FUNCTIONS[name](Decimal("0.3"), 40)) == str(expected)
        FUNCTIONS[name](Decimal("sNaN"), 40)
        assert (context.prec, context.Emin, context.rounding) == (2, -3, decimal.ROUND_UP)
        assert not any(context.flags.values())


def test_only_the_standard_library_is_imported() -> None:
    code = (
        "import sys; before = set(sys.modules); import actx.core.arithmetic.decimals.functions;"
        "print(*{m.partition('.')[0] for m in set(sys.modules) - before} - set(sys.stdlib_module_names))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["actx"]


def test_every_function_has_a_reference_and_an_exactness_record() -> None:
    missing = FUNCTIONS.keys() - REFERENCE.keys()
    assert not missing, f"REFERENCE here has no {', '.join(sorted(missing))}: add what Arb has for it"
    assert REFERENCE.keys() == FUNCTIONS.keys() == KNOWN.keys()
