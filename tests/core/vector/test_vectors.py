"""softmax, log_softmax and softmin: every component and every slope is the true one, rounded once.

The truth is mpmath's: p_i = 1/sum(exp(x_j - x_i)) and what follows from it, with digits for components that
are thousands apart and for those that differ by one subnormal.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Final

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from judges.sameness import assert_same
from judges.truth import FORMATS, SHORTER, Truth, expected, nearest, to_mpf
from mpmath import mp

from actx.core.activation import VectorActivation
from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.double_double.scaled import STEP
from actx.core.names.lookup import activations
from actx.core.names.spec import lookup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Sample

    from actx.core.arithmetic.double_double.scaled import Scaled

INF, NAN = math.inf, math.nan
VECTORS = [
    record
    for record in activations()
    if isinstance(record, VectorActivation) and record.name in ("softmax", "log_softmax", "softmin")
]
# 5e-324 in the exponent, squared: a first term that cancels leaves that.
_DIGITS: Final = 700

every_vector = pytest.mark.parametrize("record", VECTORS, ids=lambda record: record.name)
every_format = pytest.mark.parametrize("dtype", FORMATS)


def function(name: str) -> VectorActivation:
    record = lookup(name)
    assert isinstance(record, VectorActivation)
    return record


# --- against mpmath --------------------------------------------------------------------------------------


def truths(name: str, x: Sequence[float]) -> tuple[list[Truth], list[list[Truth]]]:
    """The function's image of finite numbers, and its slopes; no sum here cancels."""
    sign = -1 if name == "softmin" else 1
    reach = int((max(x) - min(x)) / 2.3)
    digits = _DIGITS + reach
    with mp.workdps(digits + reach + 50):
        z = [sign * mpmath.mpf(component) for component in x]
        n = range(len(z))
        ratios = [[mpmath.exp(z[j] - z[i]) for j in n] for i in n]
        sums = [mpmath.fsum(row) for row in ratios]
        p = [1 / total for total in sums]
        q = [mpmath.fsum(ratios[i][j] for j in n if j != i) / sums[i] for i in n]
        if name == "log_softmax":
            y = [-mpmath.log(total) for total in sums]
            slopes = [[q[i] if i == j else -p[j] for j in n] for i in n]
        else:
            y = p
            slopes = [[sign * p[i] * (q[i] if i == j else -p[j]) for j in n] for i in n]
    return [Truth(value, digits) for value in y], [[Truth(value, digits) for value in row] for row in slopes]


def agree(name: str, x: Sequence[float], dtype: str = "float64") -> None:
    form = FORMATS[dtype]
    x = [nearest(mpmath.mpf(component), form) for component in x]
    y, slopes = truths(name, x)
    assert_same(function(name)(x, dtype=dtype), [expected(value, form) for value in y])
    assert_same(
        function(name).deriv(x, dtype=dtype), [[expected(value, form) for value in row] for row in slopes]
    )


_tiny = st.sampled_from([0.0, -0.0, 5e-324, -5e-324, 1e-310, -1e-200, 2.0**-60])
_small = st.integers(-12, 12).map(float)
_component = st.floats(-1500, 1500) | st.floats(-4, 4) | _small | _tiny
_any_vector = st.lists(_component, min_size=1, max_size=8)
_tied = st.lists(_component, min_size=1, max_size=3).flatmap(
    lambda pool: st.lists(st.sampled_from(pool), min_size=1, max_size=8)
)


@every_vector
@given(x=_any_vector | _tied)
@settings(max_examples=settings().max_examples // 2, deadline=None)
@example(x=[-1500.0, 1500.0])
@example(x=[0.0, 0.0, 5e-324])
@example(x=[0.0] * 7 + [-1000.0])
@example(x=[36.0, 0.0, 0.0])
def test_any_vector_is_correctly_rounded(record: VectorActivation, x: list[float]) -> None:
    agree(record.name, x)


@every_vector
@pytest.mark.parametrize("dtype", SHORTER)
@given(x=_any_vector | _tied)
@settings(max_examples=settings().max_examples // 5, deadline=None)
@example(x=[256.0, -1.0])
@example(x=[0.0] * 8)
def test_so_it_is_in_the_narrow_formats(record: VectorActivation, dtype: str, x: list[float]) -> None:
    most = min(440.0, FORMATS[dtype].largest)
    agree(record.name, [max(-most, min(component, most)) for component in x], dtype)


@every_vector
@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize("shift", [0.0, 1e6 / 7, -1.25e9])
def test_either_tier_alone_gets_it_right(record: VectorActivation, shift: float, some: Sample) -> None:
    rng = np.random.default_rng(20)
    for n, spread in some(((1, 1.0), (2, 1e-9), (3, 1.0), (5, 30.0), (7, 800.0)), 2, str(shift)):
        agree(record.name, (rng.uniform(-spread, spread, n) + shift).tolist())


@every_vector
@every_format
@pytest.mark.usefixtures("each_tier")
def test_equal_components_share_alike(record: VectorActivation, dtype: str, some: Sample) -> None:
    for n in some((*range(1, 18), 31, 32, 33, 63, 64), 2, record.name + dtype):
        fraction, slope = Fraction(1, n), Fraction(n - 1, n * n)
        with mp.workdps(_DIGITS):
            log, rest = -mpmath.log(n), to_mpf(Fraction(n - 1, n))
            wanted = {
                "softmax": (to_mpf(fraction), to_mpf(slope), -to_mpf(fraction**2)),
                "softmin": (to_mpf(fraction), -to_mpf(slope), to_mpf(fraction**2)),
                "log_softmax": (log, rest, -to_mpf(fraction)),
            }[record.name]
        value, own, other = (expected(Truth(number, _DIGITS - 10), FORMATS[dtype]) for number in wanted)
        assert_same(record(np.full(n, 0.375), dtype=dtype), np.full(n, value))
        assert_same(record.deriv(np.full(n, 0.375), dtype=dtype), np.where(np.eye(n) == 1, own, other))


def _bounded(number: Scaled, true: list[Truth]) -> None:
    """The true values are as near as the bounds say, and these leave 80 bits, fewer for what is tiny."""
    fields = [np.broadcast_to(field, number.hi.shape).ravel().tolist() for field in number]
    for hi, lo, scale, error, (value, digits) in zip(*fields, true, strict=True):
        with mp.workdps(digits):
            distance = abs(mpmath.ldexp(value, -STEP * scale) - hi - mpmath.mpf(lo))
            assert distance <= error
            assert error <= 2.0**-80 * abs(hi) or abs(value) < mpmath.exp(-8000)


@every_vector
@pytest.mark.parametrize("spread", [1e-12, 1.0, 40.0, 900.0, 4_000.0])
def test_the_arrays_keep_within_their_bounds(record: VectorActivation, spread: float) -> None:
    rng = np.random.default_rng(8)
    for n in (2, 3, 6):
        x = rng.uniform(-spread, spread, n)
        with np.errstate(all="ignore"):
            at_rows = record.function.on_arrays(x[None])
            y, slopes = at_rows.values(), at_rows.slopes(slice(0, n))
        true_y, true_slopes = truths(record.name, x.tolist())
        _bounded(y, true_y)
        _bounded(slopes, [*chain.from_iterable(true_slopes)])


@every_vector
@pytest.mark.parametrize("digits", [30, 120])
def test_the_intervals_hold_the_truth(record: VectorActivation, digits: int) -> None:
    near = 1e9 / 7
    for x in ([0.1, 0.2, 0.3], [1e-20, 1.0, -300.0, 1 / 3], [near, near - 1, near], [0.0, 5e-324, -40.0]):
        y, slopes = truths(record.name, x)
        at = record.function.on_decimals(Decimals(digits), x)
        n = range(len(x))
        found = [at.value(i) for i in n] + [at.slope(i, j) for i in n for j in n]
        for (lo, hi), (value, sure) in zip(found, [*y, *chain.from_iterable(slopes)], strict=True):
            with mp.workdps(sure):
                low, high = mpmath.mpf(str(lo)), mpmath.mpf(str(hi))
                slack = abs(value) * mpmath.mpf(10) ** (2 - sure)
                assert low - slack <= value <= high + slack
                assert high - low <= abs(value) * mpmath.mpf(10) ** (4 - digits)


@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize("far", [-800.0, -10_240.0, -49_152.0])
def test_what_is_far_below_still_breaks_a_tie(far: float) -> None:
    # 15/256 lies midway between 7/128 and 8/128, which are neighbours of three bits.
    zeros = [0.0] * 16
    for name, sign in (("softmax", 1), ("softmin", -1)):
        assert function(name).deriv(zeros, dtype="float8_e5m2")[0, 0] == sign * 8 / 128
        assert function(name).deriv([*zeros, sign * far], dtype="float8_e5m2")[0, 0] == sign * 7 / 128
    # 15/16 lies midway between 7/8 and 1, of which 1 is even, and 1 - p is above.
    assert function("log_softmax").deriv([*zeros, far], dtype="float8_e5m2")[0, 0] == 1
    # 1/1024 is half the least number of float8_e4m3fn: a tie that goes to 0.
    assert function("softmax")([0.0] * 1023, dtype="float8_e4m3fn")[0] == 2.0**-9
    assert function("softmax")([0.0] * 1024, dtype="float8_e4m3fn")[0] == 0
    assert function("softmax")([*[0.0] * 1024, max(far, -440.0)], dtype="float8_e4m3fn")[0] == 0


@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize(
    ("x", "dtype", "log"),
    [
        # -2049 and -(2**54 + 2) are ties; the logarithm is a little below.
        ([2048.0, -1.0], "float16", -2050.0),
        ([2050.0, -1.0], "float16", -2052.0),
        ([2.0**54, -2.0], "float64", -(2.0**54) - 4),
        ([2.0**54, -6.0], "float64", -(2.0**54) - 8),
        ([1e300, 0.0], "float64", -1e300),
        ([1e308, -1e308], "float64", -INF),
        ([448.0, -448.0], "float8_e4m3fn", NAN),
    ],
)
def test_a_logarithm_beside_a_tie_falls_on_its_side(x: list[float], dtype: str, log: float) -> None:
    assert_same(function("log_softmax")(x, dtype=dtype), [-0.0, log])


# --- long vectors, and many ------------------------------------------------------------------------------


def test_a_long_vector_is_as_correct() -> None:
    x = np.random.default_rng(3).normal(scale=30, size=100_001)
    few = np.random.default_rng(4).choice(x.size, 200)
    few[0] = np.argmax(x)
    with mp.workdps(60):
        top = mpmath.mpf(x.max())
        powers = [mpmath.exp(component - top) for component in x.tolist()]
        total = mpmath.fsum(powers)
        shares = [expected(Truth(powers[i] / total, 55)) for i in few]
        logs = [expected(Truth(mpmath.mpf(x[i]) - top - mpmath.log(total), 50)) for i in few]
    assert_same(function("softmax")(x)[few], shares)
    assert_same(function("softmin")(-x)[few], shares)
    assert_same(function("log_softmax")(x)[few], logs)
    # Not contiguous, and among others.
    assert_same(function("softmax")(np.asfortranarray(np.stack([-x, x])))[1, few], shares)


def test_a_million_components(thorough: bool) -> None:
    count = 1_000_000 if thorough else 100_000
    assert (function("softmax")(np.zeros(count)) == 1 / count).all()
    assert (function("log_softmax")(np.full(count, -1e9)) == -math.log(count)).all()
    x = np.random.default_rng(5).uniform(-1000, 1000, count)
    shares = function("softmin")(x)
    assert math.fsum(shares) == pytest.approx(1, abs=1e-15)
    assert np.argmax(shares) == np.argmin(x)


@every_vector
def test_short_vectors_in_great_number_come_out_as_each_alone(record: VectorActivation) -> None:
    x = np.random.default_rng(6).normal(scale=[[1.0], [400.0], [1e200]] * 2000, size=(6000, 3))
    y, slopes = record(x), record.deriv(x)
    for i in range(0, 6000, 137):
        assert_same(record(x[i]), y[i])
        assert_same(record.deriv(x[i]), slopes[i])


def test_ties_are_told_in_a_jacobian_larger_than_a_block() -> None:
    # 511/2**18 lies midway between neighbours of eight bits, and a far component puts the slope below it.
    slopes = function("softmax").deriv([0.0] * 512, dtype="bfloat16")
    assert_same(slopes, np.where(np.eye(512) == 1, 2.0**-9, -(2.0**-18)))
    slopes = function("softmax").deriv([0.0] * 512 + [-49_152.0], dtype="bfloat16")
    wanted = np.where(np.eye(513) == 1, 510 / 2**18, -(2.0**-18))
    wanted[-1] = wanted[:, -1] = -0.0
    wanted[-1, -1] = 0.0
    assert_same(slopes, wanted)


@every_vector
def test_a_jacobian_larger_than_a_block_comes_out_as_its_parts(record: VectorActivation) -> None:
    x = np.append(np.full(111, -INF), np.random.default_rng(7).normal(size=9))
    x = -x if record.name == "softmin" else x
    slopes = record.deriv(x)
    assert_same(slopes[-9:, -9:], record.deriv(x[-9:]))
    assert (slopes[:, :-9] == (np.eye(120)[:, :-9] if record.name == "log_softmax" else 0)).all()


# --- at infinities and nan -------------------------------------------------------------------------------


@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize(
    ("x", "shares", "logs"),
    [
        ([1.0, INF, 2.0], [0, 1, 0], [-INF, -0.0, -INF]),
        ([INF, -INF], [1, 0], [-0.0, -INF]),
        ([0.0, -INF], [1, 0], [-0.0, -INF]),
        ([-INF, 3.0, 3.0], [0, 0.5, 0.5], [-INF, -math.log(2), -math.log(2)]),
        ([1e300, -INF, 0.0], [1, 0, 0], [-0.0, -INF, -1e300]),
        ([INF, INF, 0.0], [NAN] * 3, [NAN] * 3),
        ([-INF, -INF], [NAN] * 2, [NAN] * 2),
        ([0.0, NAN, INF], [NAN] * 3, [NAN] * 3),
        ([NAN], [NAN], [NAN]),
        ([INF], [1], [0]),
        ([-INF], [1], [0]),
    ],
)
def test_infinite_components_give_the_limit_or_nan_where_there_is_none(
    x: list[float], shares: list[float], logs: list[float]
) -> None:
    vector = np.array(x)
    assert_same(function("softmax")(vector), shares)
    assert_same(function("softmin")(-vector), shares)
    assert_same(function("log_softmax")(vector), logs)


@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize("x", [[INF, 0.0], [0.0, -INF], [INF, -INF], [2000.0, 0.0], [1e300, -1e300]])
def test_a_certain_class_has_no_slope_but_its_side(x: list[float]) -> None:
    assert_same(function("softmax").deriv(x), [[0.0, -0.0], [-0.0, 0.0]])
    assert_same(function("softmin").deriv(-np.array(x)), [[-0.0, 0.0], [0.0, -0.0]])
    assert_same(function("log_softmax").deriv(x), [[0.0, -0.0], [-1.0, 1.0]])


@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize("x", [0.0, -3.0, INF, -INF])
def test_one_component_alone_depends_on_nothing(x: float) -> None:
    for record in VECTORS:
        assert_same(record([x]), [0.0 if record.name == "log_softmax" else 1.0])
        assert_same(record.deriv([x]), [[0.0]])


@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize("x", [[-INF, 0.5, 2.0, -1.0], [0.5, 2.0, -INF, -1.0]])
def test_a_component_at_minus_infinity_is_as_good_as_absent(x: list[float]) -> None:
    rest = [component for component in x if component != -INF]
    there = np.array(x) != -INF
    for name in ("softmax", "log_softmax"):
        assert_same(function(name)(x)[there], function(name)(rest))
        assert_same(function(name).deriv(x)[np.ix_(there, there)], function(name).deriv(rest))


@every_vector
@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize("x", [[INF, INF, 0.0], [-INF, -INF, -INF], [NAN, 0.0, 1.0]])
def test_a_vector_without_a_limit_spoils_no_other(record: VectorActivation, x: list[float]) -> None:
    good = np.array([0.5, -1.0, 2.0])
    bad = -np.array(x) if record.name == "softmin" else np.array(x)
    both = np.stack([good, bad])
    assert_same(record(both)[0], record(good))
    assert_same(record.deriv(both)[0], record.deriv(good))
    assert np.isnan(record(both)[1]).all()
    assert np.isnan(record.deriv(both)[1]).all()


# --- shapes ----------------------------------------------------------------------------------------------


@every_vector
def test_any_number_of_vectors_is_taken_and_the_input_is_left_alone(record: VectorActivation) -> None:
    x = np.random.default_rng(1).normal(size=(2, 4, 3)).transpose(1, 0, 2)
    before = x.copy()
    y, jacobian = record(x), record.deriv(x)
    assert y.shape == (4, 2, 3)
    assert jacobian.shape == (4, 2, 3, 3)
    assert_same(y[3, 1], record(x[3, 1]))
    assert_same(jacobian[3, 1], record.deriv(x[3, 1]))
    assert_same(x, before)


@every_vector
@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0)])
def test_no_vectors_and_no_components_give_none(record: VectorActivation, shape: tuple[int, ...]) -> None:
    assert record(np.zeros(shape)).shape == shape
    assert record.deriv(np.zeros(shape)).shape == (*shape, shape[-1])
