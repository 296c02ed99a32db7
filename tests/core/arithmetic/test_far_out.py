"""Past 1e18 exponentials leave the decimals: what is said of them is right, or it is nan.

The expected values follow from the limits of the exponentials, by hand; and the arithmetic of towers is held
against Arb, its reach brought so near that Arb can follow.
"""

from __future__ import annotations

import math
import random
from decimal import Decimal, localcontext
from itertools import product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import mpmath
import numpy as np
import pytest
from flint import arb, ctx
from mpmath import mp

import actx
from actx.core.arithmetic.decimals import towers
from actx.core.arithmetic.decimals.interval import Interval, Open
from actx.core.arithmetic.decimals.towers import Logarithmic, Tower, Towers
from actx.core.errors import UndecidedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.mark.parametrize("x", [1e19, 2.5e100, 1.7e308])
@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("exp(x)/cosh(x)", lambda _: 2.0),
        ("exp(-x)*exp(x/2)", lambda _: 0.0),
        ("(exp(x) + 1)/(exp(x/2) - 3)", lambda _: math.inf),
        ("exp(x**2)/cosh(x**2)", lambda _: 2.0),
        ("exp(exp(x) - x)*cosh(x)/exp(exp(x))", lambda _: 0.5),
        ("max(0, x - 7) + exp(x)/cosh(x)", lambda x: x),
        ("x*exp(x)/(4*cosh(x))", lambda x: x / 2),
        ("max(0, x - 500)*exp(exp(x))/(4*cosh(exp(x)))", lambda x: x / 2),
        ("where(exp(x) > 5, 3, x)*exp(x)/cosh(x)", lambda _: 6.0),
        ("where(exp(x) > x, 3, 5)*exp(exp(x))/cosh(exp(x))", lambda _: 6.0),
        ("min(x, exp(x))*exp(exp(x))/(4*cosh(exp(x)))", lambda x: x / 2),
        ("max(x, exp(x))*exp(exp(x))/cosh(exp(x))", lambda _: math.inf),
        ("(x - exp(x))*exp(exp(x))/cosh(exp(x))", lambda _: -math.inf),
        ("exp(exp(2*x) - x)*cosh(x)/exp(exp(2*x))", lambda _: 0.5),
        ("exp(exp(2*x))/cosh(exp(2*x))", lambda _: 2.0),
        ("exp(exp(x))/sinh(exp(x))", lambda _: 2.0),
        ("log(exp(x) + 1)/x**2", lambda x: 1 / x),
        ("log(cosh(x)) - x", lambda _: -math.log(2)),
        ("exp(x - 1e7)/(1 + exp(x - 1e7))", lambda _: 1.0),
        ("exp(x)/(exp(x/2 + 1e7) + exp(x))", lambda _: 1.0),
        ("exp(x)/(exp(x/2 + 1e12) + exp(x))", lambda _: 1.0),
        ("exp(x)/cosh(x)*where(x > 1e7, 5, 2)", lambda _: 10.0),
        # The tail of the normal distribution falls as the square of its density does.
        ("erfc(exp(x))/normpdf(exp(x))", lambda _: 0.0),
        ("normcdf(exp(x))/normpdf(exp(x))", lambda _: math.inf),
        # Its slopes, exp(-exp(x)) and x*exp(x - exp(x)), are equally far out, and one outweighs the other.
        ("exp(-exp(x)) - x*exp(x - exp(x))", lambda _: -0.0),
    ],
)
def test_what_exponentials_past_all_reach_leave(formula: str, value: object, x: float) -> None:
    assert callable(value)
    got, right = float(actx.activation(formula)(x)), value(x)
    np.testing.assert_array_max_ulp(got, right, maxulp=1)
    assert math.copysign(1, got) == math.copysign(1, right)


@pytest.mark.parametrize(
    ("formula", "x", "value"),
    [
        ("max(0, x - 1e7) + exp(x)/cosh(x)", 1e19, 1e19 - 1e7),
        ("(1 + 1e-60*x)*exp(x)/cosh(x)", 1e300, 2e240),
        ("exp(x)/exp(x/2)", 3e18, math.inf),
        ("exp(x/2)/exp(x)", 3e18, 0.0),
    ],
)
def test_what_is_beside_them_counts_as_it_does_anywhere(formula: str, x: float, value: float) -> None:
    np.testing.assert_array_max_ulp(float(actx.activation(formula)(x)), value, maxulp=1)


@pytest.mark.parametrize("x", [1e19, 2e19, 7e19, 3e22])
def test_waves_far_out_are_seen(x: float) -> None:
    with mp.workdps(60):
        sine, degrees = mpmath.sin(mpmath.mpf(x)), mpmath.sin(mp.pi * mpmath.mpf(x) / 180)
    assert abs(sine - 0.5) > 0.01
    larger = actx.activation("exp(x*sin(x))/(exp(x/2) + exp(x*sin(x)))")
    assert float(larger(x)) == (1.0 if sine > 0.5 else 0.0)
    assert float(actx.activation("sin(pi*x/180)*exp(x)/cosh(x)")(x)) == float(2 * degrees)


@pytest.mark.parametrize(
    "formula",
    [
        "sin(exp(x))",
        "max(sin(exp(x)), 0.5)",
        "where(sin(exp(x)) > 0, 1, 2)",
    ],
)
@pytest.mark.parametrize("x", [1e19, 1e300])
def test_where_that_cannot_be_told_it_is_not_guessed(formula: str, x: float) -> None:
    assert math.isnan(actx.activation(formula)(x))
    with pytest.raises(UndecidedError):
        actx.exact(formula, x, 5)


@pytest.mark.parametrize("formula", ["where(exp(x) + 1 > exp(x), 1, 2)", "exp(exp(x)/2 - sinh(x))"])
@pytest.mark.parametrize("x", [1e19, 1e300])
def test_what_cancels_whole_leaves_what_is_beside_it(formula: str, x: float) -> None:
    assert actx.activation(formula)(x) == 1.0


@pytest.mark.parametrize(
    "tail", ["exp(x)", "exp(-exp(-x))", "erfc(-x)", "exp(x)**2*x**2", "exp(exp(-x) - exp(-2*x))"]
)
def test_the_least_of_them_tells_the_side_of_a_tie(tail: str) -> None:
    f = actx.activation(f"1 + 2**-53 + {tail}")
    assert [float(f(x)) for x in (-1e10, -1e19, -1e300)] == [1 + 2.0**-52] * 3
    g = actx.activation(f"1 + 2**-53 + 2**-52 - ({tail})")
    assert [float(g(x)) for x in (-1e10, -1e19, -1e300)] == [1 + 2.0**-52] * 3


# exp(exp(50) + 1)/cosh(exp(50)) is 2e, and none of its parts is a decimal.
_FACTOR: Final = "*exp(exp(50) + 1)/cosh(exp(50))"


@pytest.mark.parametrize(
    ("formula", "x", "digits"),
    [
        ("x", "1e-90000000000000000", "5.4366E-90000000000000000"),
        ("x", "-1e300000000000000000", "-5.4366E+300000000000000000"),
        *((f"{name}(x)", "1e-90000000000000000", "5.4366E-90000000000000000") for name in ("expm1", "sinh")),
        *((f"{name}(x)", "-1e-90000000000000000", "-5.4366E-90000000000000000") for name in ("sin", "tanh")),
        ("log1p(x)", "1e-90000000000000000", "5.4366E-90000000000000000"),
        ("cosh(x)", "1e-90000000000000000", "5.4366"),
        ("sqrt(x)", "1e-180000000000000000", "5.4366E-90000000000000000"),
    ],
)
def test_numbers_near_the_end_of_the_decimals_keep_their_digits(formula: str, x: str, digits: str) -> None:
    assert str(actx.exact(formula + _FACTOR, x, 5)) == digits


def test_of_two_that_are_far_the_farther_one_counts() -> None:
    # e**2.1e17 has 9.12e16 digits, fewer than x.
    with mp.workdps(60):
        places = mpmath.mpf(21 * 10**16) / mpmath.log(10) - 2 * 10**17
        exponent = int(mpmath.floor(places))
        quotient = f"{int(mpmath.nint(10 ** (places - exponent)))}E{exponent}"
    assert str(actx.exact("x + exp(2.1e17 + 0*x)", "1e200000000000000000", 5)) == "1.0000E+200000000000000000"
    assert str(actx.exact("exp(2.1e17 + 0*x)/x", "1e200000000000000000", 1)) == quotient


# --- towers, against Arb ---------------------------------------------------------------------------------

DIGITS: Final = 20
BITS: Final = 3000


class Known(NamedTuple):
    """A tower, and a number that it holds."""

    tower: Tower
    value: arb


def _of(value: Decimal) -> arb:
    return arb(str(value))


def _exactly(value: Decimal) -> Known:
    return Known(Interval(value, value), _of(value))


def _within(lo: Decimal, value: Decimal, hi: Decimal) -> Known:
    return Known(Open(lo, hi), _of(value))


def _exponential(sign: int, logarithm: Known) -> Known:
    return Known(Logarithmic(sign, logarithm.tower), sign * logarithm.value.exp())


def _pool() -> Iterator[Known]:
    """Of every kind: 0, modest and exact, far with logarithms that are decimals or far; bounds of some."""
    sizes = [
        Decimal(text)
        for text in ("1e-400", "1e-100", "3e-30", "0.75", "1", "2", "7.5", "80", "1e30", "2e100", "1e400")
    ]
    logarithms = [Decimal(text) for text in ("300.5", "301", "4e5", "1e40")]
    infinity, tiny = Decimal("inf"), Decimal("1e-90")
    yield _exactly(Decimal(0))
    for sign in (1, -1):
        with localcontext(prec=60):
            numbers = [
                *(_exactly(sign * size) for size in sizes),
                *(_within(sign * size - tiny, sign * size, sign * size + tiny) for size in sizes[2:8]),
            ]
        yield from numbers
        ends = [(Decimal(0), Decimal("1e-95"), tiny), (Decimal("1e40"), Decimal("1e90"), infinity)]
        for lo, value, hi in [*ends, *((Decimal(0), Decimal(text), infinity) for text in ("3", "1e5000"))]:
            outer = (lo, hi) if sign > 0 else (-hi, -lo)
            yield _within(outer[0], sign * value, outer[1])
        yield from (_exponential(sign, _exactly(s * logarithm)) for logarithm in logarithms for s in (1, -1))
        for s, t in product((1, -1), repeat=2):
            yield from (_exponential(sign, _exponential(s, _exactly(Decimal(k)))) for k in (301, 2000))
            inner = Known(Open(Decimal(300), Decimal(302)), arb("301.25"))
            yield _exponential(
                sign, Known(Logarithmic(s, inner.tower), s * inner.value.exp()) if t > 0 else inner
            )


def _holds(number: Any, value: arb) -> bool:
    """Whether a tower may be the value."""
    if not isinstance(number, Logarithmic):
        lo, hi = number
        return lo.is_nan() or not (
            (lo.is_finite() and value < _of(lo)) or (hi.is_finite() and value > _of(hi))
        )
    size, logarithm = number.sign * value, number.logarithm
    assert isinstance(logarithm, Logarithmic) or min(map(abs, logarithm)) > 299  # or it is not far
    return bool(size > 0) and _holds(logarithm, size.log())


def _order(a: arb, b: arb) -> bool | None:
    """Whether a < b; None where the balls do not tell."""
    return True if a < b else False if a > b else None


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


UNARY: Final[dict[str, Callable[[arb], arb]]] = {
    "neg": lambda u: -u,
    "abs": abs,
    "exp": lambda u: u.exp(),
    "expm1": lambda u: u.expm1(),
    "log": lambda u: u.log(),
    "log1p": lambda u: u.log1p(),
    "log1pexp": lambda u: u + (-u).exp().log1p() if u > 0 else u.exp().log1p(),
    "sigmoid": lambda u: 1 / (1 + (-u).exp()),
    "sqrt": lambda u: u.sqrt(),
    "sin": lambda u: u.sin(),
    "cos": lambda u: u.cos(),
    "tan": lambda u: u.tan(),
    "atan": lambda u: u.atan(),
    "tanh": lambda u: u.tanh(),
    "sinh": lambda u: u.sinh(),
    "cosh": lambda u: u.cosh(),
    "asinh": lambda u: u.asinh(),
    "erf": lambda u: u.erf(),
    "erfc": lambda u: u.erfc(),
    "normcdf": lambda u: (-u / arb(2).sqrt()).erfc() / 2,
    "normpdf": lambda u: (-u * u / 2).exp() / (2 * arb.pi()).sqrt(),
}
BINARY: Final[dict[str, Callable[[arb, arb], Any]]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "min": lambda a, b: a.min(b),
    "max": lambda a, b: a.max(b),
    "pow": lambda a, b: a**b,
    "lt": _order,
    "ge": lambda a, b: _not(_order(a, b)),
}


@pytest.fixture
def near_by(monkeypatch: pytest.MonkeyPatch) -> Towers:
    """The arithmetic of towers whose logarithms are past 300."""
    monkeypatch.setattr(towers, "_LOGARITHMIC_FROM", Decimal(300))
    monkeypatch.setattr(towers, "_MAX_PLAIN_EXPONENT", 60)
    return Towers(DIGITS)


def _judged(arithmetic: Towers, operation: str, truth: Callable[..., Any], *arguments: Known) -> bool:
    """Whether there was something to judge."""
    value = truth(*(argument.value for argument in arguments))
    if value is None or (
        isinstance(value, arb) and not (value.is_finite() and value.rel_accuracy_bits() > 200)
    ):
        return False
    got = arithmetic.apply(operation, *(argument.tower for argument in arguments))
    what = f"{operation} of {[argument.tower for argument in arguments]}: {got}"
    if isinstance(value, arb):
        assert _holds(got, value), what
        assert _holds(arithmetic.interval(got), value), what
    else:
        assert got is None or got is value, what
    return True


@pytest.mark.parametrize("operation", UNARY)
def test_functions_of_towers_hold_what_arb_says(operation: str, near_by: Towers) -> None:
    with ctx.workprec(BITS):
        judged = sum(_judged(near_by, operation, UNARY[operation], u) for u in _pool())
    assert judged > 20


@pytest.mark.parametrize("operation", BINARY)
def test_operations_of_towers_hold_what_arb_says(operation: str, near_by: Towers, thorough: bool) -> None:
    with ctx.workprec(BITS):
        pairs = list(product(_pool(), repeat=2))
        some = pairs if thorough else random.Random(operation).sample(pairs, 400)
        judged = sum(_judged(near_by, operation, BINARY[operation], *pair) for pair in some)
    assert judged > len(some) / 8
