"""What an argument's error becomes: every operation of both array arithmetics, with inexact arguments.

Each argument is a value, a bound on its error, and a true number within that: at either end of it, where
errors are largest, or inside. What is computed from the values must be within its bound of what is true of
the true numbers, and come within half of it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pytest
from flint import arb
from kernels import mills
from measure import EXACT_BITS, Computed, Floats, Worst, paired, scattered, signed, worst

from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.pairs import Pair
from actx.core.arithmetic.double_double.scaled import STEP, Scaled
from actx.core.arithmetic.float64 import Bounded, Float64

if TYPE_CHECKING:
    from collections.abc import Callable

    Choose = Callable[[np.random.Generator, int], Floats]

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


class Operation(NamedTuple):
    """An operation by its name: what it means of true numbers, and for each argument the values to try.

    Errors are relative to the values, or to the distance from where the operation ends or has a pole.
    """

    truth: Callable[..., arb]
    values: tuple[Choose, ...]
    room: Callable[[Floats], Floats] = np.abs


def _any(least: float, most: float) -> Choose:
    return lambda rng, n: signed(rng, scattered(rng, n, least, most))


def _positive(least: float, most: float) -> Choose:
    return lambda rng, n: scattered(rng, n, least, most)


def _near_one(rng: np.random.Generator, n: int) -> Floats:
    return 1 + signed(rng, scattered(rng, n, 2.0**-52, 2.0**-9))


def _above_minus_one(rng: np.random.Generator, n: int) -> Floats:
    """From next to -1 on to 2**100: as many on the left of 0."""
    left = -1 + scattered(rng, n, 2.0**-52, 1.0)
    return np.where(rng.random(n) < 0.5, left, scattered(rng, n, 2.0**-100, 2.0**100))


OPERATIONS: Final = {
    "add": Operation(lambda a, b: a + b, (_any(2.0**-9, 1.0), _any(2.0**-9, 1.0))),
    "add of what is positive": Operation(
        lambda a, b: a + b, (_positive(2.0**-9, 1.0), _positive(2.0**-9, 1.0))
    ),
    "sub": Operation(lambda a, b: a - b, (_any(2.0**-9, 1.0), _any(2.0**-9, 1.0))),
    "mul": Operation(lambda a, b: a * b, (_any(2.0**-90, 2.0**90), _any(2.0**-90, 2.0**90))),
    "div": Operation(lambda a, b: a / b, (_any(2.0**-90, 2.0**90), _any(2.0**-90, 2.0**90))),
    "pow": Operation(lambda a, b: a**b, (_positive(2.0**-9, 2.0**9), _any(2.0**-9, 8.0))),
    "pow near 1": Operation(lambda a, b: a**b, (_near_one, _any(2.0**-30, 8.0))),
    "sqrt": Operation(lambda a: a.sqrt(), (_positive(2.0**-200, 2.0**200),)),
    "exp": Operation(lambda u: u.exp(), (_any(2.0**-100, 500.0),)),
    "expm1": Operation(lambda u: u.expm1(), (_any(2.0**-100, 500.0),)),
    "expm1 on the left": Operation(lambda u: u.expm1(), (lambda rng, n: rng.uniform(-60, -20, n),)),
    "log": Operation(lambda u: u.log(), (_positive(2.0**-200, 2.0**200),)),
    "log1p": Operation(lambda u: u.log1p(), (_above_minus_one,), lambda u: np.minimum(np.abs(u), 1 + u)),
    "log1p far out": Operation(lambda u: u.log1p(), (_positive(2.0**150, 2.0**300),)),
    "sin": Operation(lambda x: x.sin(), (_any(2.0**-100, 100.0),)),
    "cos": Operation(lambda x: x.cos(), (_any(2.0**-100, 100.0),)),
    "atan": Operation(lambda u: u.atan(), (_any(2.0**-100, 2.0**100),)),
    "mills": Operation(mills, (_positive(2.0**-100, 40.0),)),
    "mills far out": Operation(mills, (_positive(2.0**150, 2.0**300),)),
    "inner_erf": Operation(
        lambda x: x.erf(), (_any(2.0**-100, 0.49),), lambda x: np.minimum(np.abs(x), 0.5 - np.abs(x))
    ),
}


class Argument(NamedTuple):
    """Values, the bounds on their errors, and which part of these is the error."""

    value: Pair
    error: Floats
    part: Floats


def _argument(choose: Choose, room: Callable[[Floats], Floats], rng: np.random.Generator, n: int) -> Argument:
    value = paired(rng, choose(rng, n))
    share = np.where(rng.random(n) < 0.1, 1 - 2.0**-20, 2.0 ** -rng.uniform(1, 90, n))
    error = room(value.hi) * share * (rng.random(n) < 0.8)
    part = signed(rng, np.where(rng.random(n) < 0.7, 1.0, rng.random(n)))
    return Argument(value, error, part)


def _judged(
    name: str, run: Callable[..., Computed], rng: np.random.Generator, n: int, *, low_words: bool
) -> Worst:
    operation = OPERATIONS[name]
    arguments = [_argument(choose, operation.room, rng, n) for choose in operation.values]
    if not low_words:
        arguments = [
            argument._replace(value=Pair(argument.value.hi, 0.0 * argument.value.hi))
            for argument in arguments
        ]

    def truth(*flat: arb) -> arb:
        moved = (flat[i] + flat[i + 1] * flat[i + 2] for i in range(0, len(flat), 3))
        return operation.truth(*moved)

    computed = run(name.partition(" ")[0], *arguments)
    known = np.isfinite(computed.bound)
    assert known.mean() > 0.3
    kept: list[Any] = []
    for value, error, part in arguments:
        kept += [_part(value, known), error[known], part[known]]
    return worst(
        Computed(_part(computed.value, known), computed.bound[known], computed.exponent[known]),
        truth,
        *kept,
        bits=EXACT_BITS,
    )


def _part(number: Pair, condition: Any) -> Pair:
    return Pair(number.hi[condition], number.lo[condition])


def _by_double(operation: str, *arguments: Argument) -> Computed:
    positive = [bool((argument.value.hi >= argument.error).all()) for argument in arguments]
    numbers = [
        Bounded(argument.value.hi, argument.error, 0.0, sign)
        for argument, sign in zip(arguments, positive, strict=True)
    ]
    got = Float64().apply(operation, *numbers)
    bound = np.broadcast_to(got.absolute(), got.value.shape)
    return Computed(Pair(got.value, 0.0 * got.value), bound, np.zeros(bound.shape, dtype=np.int64))


def _by_doubled(operation: str, *arguments: Argument) -> Computed:
    numbers = [Scaled(*argument.value, 0, argument.error) for argument in arguments]
    got = DoubleDouble().apply(operation, *numbers)
    hi, lo, scale, error = (np.broadcast_to(part, got.hi.shape) for part in got)
    return Computed(Pair(hi, lo), error, STEP * scale.astype(np.int64))


@pytest.mark.parametrize("name", OPERATIONS)
def test_errors_spread_in_double_as_it_says(name: str, thorough: bool) -> None:
    found = _judged(name, _by_double, np.random.default_rng(5), 20_000 if thorough else 2000, low_words=False)

    assert found.ratio <= 1, found
    assert found.ratio > 1 / 2, found


@pytest.mark.parametrize("name", OPERATIONS)
def test_errors_spread_in_doubled_as_it_says(name: str, thorough: bool) -> None:
    found = _judged(name, _by_doubled, np.random.default_rng(6), 20_000 if thorough else 2000, low_words=True)

    assert found.ratio <= 1, found
    assert found.ratio > 1 / 2, found


# --- what is rounded at the ends of what numbers there are ------------------------------------------------


def test_constants_are_pairs_within_their_bound() -> None:
    rng = np.random.default_rng(7)
    # From 1 + 2**-54 to 1 + 2**-53: the largest of low words beside the smallest of high ones.
    parts = rng.integers(2**52, 2**53, 500).tolist()
    values = [1 + Fraction(part, 2**106) + Fraction(k, 2**116) for k, part in enumerate(parts)]
    ratios = []
    for value in values:
        number = DoubleDouble().number(value)
        error = abs(Fraction(float(number.hi)) + Fraction(float(number.lo)) - value)
        assert number.error or not error
        ratios.append(error / Fraction(float(number.error)) if error else Fraction(0))

    assert 1 / 2 < max(ratios) <= 1


@pytest.mark.parametrize("name", ["expm1", "log1p"])
def test_a_function_is_its_slope_times_what_is_tiny(name: str) -> None:
    rng = np.random.default_rng(8)
    hi = rng.uniform(1, 1.98, 1000) * 2.0**262  # sums of numbers, of which each is less than 2**256
    got = DoubleDouble().apply(name, Scaled(hi, np.zeros(1000), np.full(1000, -1)))

    value = Computed(Pair(got.hi, got.lo), got.error, STEP * got.scale)
    found = worst(value, lambda u: getattr(u / arb(2) ** STEP, name)(), hi, bits=EXACT_BITS)

    assert found.ratio <= 1, found
    assert found.ratio > 1 / 2, found


@pytest.mark.parametrize(
    ("operation", "values"),
    [
        ("mul", (np.array([1e-160, 3e-162, -7e-170]), np.array([1e-160, 1e-162, 9e-154]))),
        ("div", (np.array([1e-160, 3e-162, -7e-170]), np.array([1e160, 1e161, 9e150]))),
        ("exp", (np.linspace(-744, -709, 300),)),
    ],
)
def test_what_underflows_is_within_the_smallest_number_of_the_truth(
    operation: str, values: tuple[Floats, ...]
) -> None:
    got = Float64().apply(operation, *map(Float64.from_float64, values))

    found = worst(Computed(got.value, got.absolute()), OPERATIONS[operation].truth, *values, bits=EXACT_BITS)

    assert found.ratio <= 1, found
