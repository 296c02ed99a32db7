"""sparsemax, entmax15 and what else gives probabilities or picks the largest: the true numbers, rounded once.

The truth of the sparse two is that of the one support that fits, of all subsets, in rational numbers; mpmath
has the roots and the exponentials.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from judges.sameness import assert_same
from judges.truth import FORMATS, Truth, expected, nearest, to_mpf
from mpmath import mp

import actx
from actx.core.errors import LengthError, ParameterError
from actx.core.vector.gumbel import noise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

INF, NAN = math.inf, math.nan
_DIGITS: Final = 800

Answers = tuple[list[Truth], list[list[Truth]]]


# --- the functions, otherwise ----------------------------------------------------------------------------


def _subsets(n: int) -> list[tuple[int, ...]]:
    return [each for k in range(1, n + 1) for each in combinations(range(n), k)]


def _answers(y: Sequence[Any], slopes: Sequence[Sequence[Any]]) -> Answers:
    return [Truth(each, _DIGITS) for each in y], [[Truth(each, _DIGITS) for each in row] for row in slopes]


def sparsemax(x: Sequence[Any]) -> Answers:
    z = [Fraction(component) for component in x]
    for inside in _subsets(len(z)):
        tau = (sum((z[i] for i in inside), Fraction(0)) - 1) / len(inside)
        if all((z[i] > tau) == (i in inside) for i in range(len(z))):
            break
    n = range(len(z))
    share = Fraction(1, len(inside))
    slopes = [[(i == j) - share if i in inside and j in inside else Fraction(0) for j in n] for i in n]
    with mp.workdps(_DIGITS + 20):
        return _answers(
            [to_mpf(max(each - tau, Fraction(0))) for each in z],
            [[to_mpf(slope) for slope in row] for row in slopes],
        )


def entmax15(x: Sequence[Any]) -> Answers:
    z = [Fraction(component) / 2 for component in x]
    n = range(len(z))
    for inside in _subsets(len(z)):
        mean = sum((z[i] for i in inside), Fraction(0)) / len(inside)
        variance = (1 - sum(((z[i] - mean) ** 2 for i in inside), Fraction(0))) / len(inside)
        # z > mean - sqrt(variance)
        if variance > 0 and all((z[i] > mean or (mean - z[i]) ** 2 < variance) == (i in inside) for i in n):
            break
    with mp.workdps(3 * _DIGITS):
        radius = mpmath.sqrt(to_mpf(variance))
        s = [to_mpf(z[i] - mean) + radius if i in inside else mpmath.mpf(0) for i in n]
        total = mpmath.fsum(s)
        slopes = [
            [s[i] * (mpmath.fsum(s[k] for k in n if k != i) if i == j else -s[j]) / total for j in n]
            for i in n
        ]
        return _answers([root * root for root in s], slopes)


def quiet_softmax(x: Sequence[float]) -> Answers:
    with mp.workdps(3 * _DIGITS):
        powers = [mpmath.exp(mpmath.mpf(component)) for component in x]
        n = range(len(x))
        whole = 1 + mpmath.fsum(powers)
        p = [power / whole for power in powers]
        rest = [(1 + mpmath.fsum(powers[k] for k in n if k != i)) / whole for i in n]
        slopes = [[p[i] * (rest[i] if i == j else -p[j]) for j in n] for i in n]
        return [Truth(each, _DIGITS) for each in p], [
            [Truth(each, _DIGITS) for each in row] for row in slopes
        ]


def logsumexp(x: Sequence[float]) -> Answers:
    with mp.workdps(3 * _DIGITS):
        powers = [mpmath.exp(mpmath.mpf(component)) for component in x]
        whole = mpmath.fsum(powers)
        value = mpmath.log(whole) if len(x) > 1 else mpmath.mpf(x[0])
        return [Truth(value, _DIGITS)], [[Truth(power / whole, _DIGITS) for power in powers]]


def gumbel_softmax(x: Sequence[float], tau: Fraction = Fraction(1), seed: int = 0) -> Answers:
    with mp.workdps(3 * _DIGITS):
        g = noise(seed, len(x)).tolist()
        powers = [
            mpmath.exp((mpmath.mpf(component) + mpmath.mpf(extra)) / to_mpf(tau))
            for component, extra in zip(x, g, strict=True)
        ]
        n = range(len(x))
        whole = mpmath.fsum(powers)
        p = [power / whole for power in powers]
        rest = [mpmath.fsum(powers[k] for k in n if k != i) / whole for i in n]
        slopes = [[p[i] * (rest[i] if i == j else -p[j]) / to_mpf(tau) for j in n] for i in n]
        return [Truth(each, _DIGITS) for each in p], [
            [Truth(each, _DIGITS) for each in row] for row in slopes
        ]


TRUTHS: Final[dict[str, Callable[[Sequence[Any]], Answers]]] = {
    "sparsemax": sparsemax,
    "entmax15": entmax15,
    "quiet_softmax": quiet_softmax,
    "logsumexp": logsumexp,
    "gumbel_softmax": gumbel_softmax,
    "gumbel_softmax:tau=0.3,seed=7": lambda x: gumbel_softmax(x, Fraction(3, 10), 7),
}
every_function = pytest.mark.parametrize("spec", TRUTHS)
every_sparse_one = pytest.mark.parametrize("spec", ["sparsemax", "entmax15"])


def agree(spec: str, x: Sequence[float], dtype: str = "float64") -> None:
    form = FORMATS[dtype]
    x = [nearest(mpmath.mpf(component), form) for component in x]
    y, slopes = TRUTHS[spec](x)
    function = actx.activation(spec)
    got = [*function(x, dtype=dtype), *function.deriv(x, dtype=dtype).ravel()]
    for number, true in zip(got, [*y, *(each for row in slopes for each in row)], strict=True):
        if true.value:
            assert_same(number, expected(true, form))
        else:  # mpmath has no -0
            assert number == 0


_tiny = st.sampled_from([0.0, -0.0, 5e-324, -5e-324, 1e-310, -1e-200, 2.0**-60, 1.0, -1.0, 2.0])
_close = st.floats(-1, 1) | st.integers(-8, 8).map(lambda whole: whole / 4)
_component = st.floats(-40, 40) | _close | _tiny
_any_vector = st.lists(_component, min_size=1, max_size=5)
_close_vector = st.lists(_close, min_size=2, max_size=6)
_tied = st.lists(_component, min_size=1, max_size=2).flatmap(
    lambda pool: st.lists(st.sampled_from(pool), min_size=1, max_size=6)
)


@every_function
@given(x=_any_vector | _close_vector | _tied)
@settings(max_examples=settings().max_examples // 2, deadline=None)
@example(x=[1.0, 0.0])
@example(x=[2.0, 0.0, 0.0])
@example(x=[1.0, 5e-324])
@example(x=[1.0, 2.0**-60, -(2.0**-60)])
@example(x=[0.5, 0.0, 0.25, -0.125, -0.125])
@example(x=[0.1, 1.1, 0.6])
@example(x=[-math.log(2), -math.log(2)])
def test_any_vector_is_correctly_rounded(spec: str, x: list[float]) -> None:
    agree(spec, x)


@every_function
@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16", "float8_e4m3fn", "float8_e5m2"])
@given(x=_any_vector | _close_vector | _tied)
@settings(max_examples=settings().max_examples // 8, deadline=None)
@example(x=[0.0] * 5)
def test_so_it_is_in_the_narrow_formats(spec: str, dtype: str, x: list[float]) -> None:
    agree(spec, x, dtype)


@every_function
@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize("shift", [0.0, 1e6 / 7, -1.25e9])
def test_either_tier_alone_gets_it_right(spec: str, shift: float) -> None:
    if shift and spec in ("quiet_softmax", "logsumexp"):
        shift = math.copysign(300.0, shift)
    rng = np.random.default_rng(20)
    for n, spread in ((1, 1.0), (2, 1e-9), (3, 0.5), (5, 1.0), (7, 3.0)):
        agree(spec, (rng.uniform(-spread, spread, n) + shift).tolist())


# --- the sparse ones -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize(
    ("x", "p"),
    [
        # The documentation of TensorFlow Addons
        ([-1.0, 0.0, 1.0], [0, 0, 1]),
        ([-5.0, 1.0, 2.0], [0, 0, 1]),
        # Two components: (1 + t)/2, cut off at t = ±1 (Martins & Astudillo, section 2.3)
        ([0.5, 0.0], [0.75, 0.25]),
        ([-0.25, 0.0], [0.375, 0.625]),
        ([3.0, 0.0], [1, 0]),
        # Three, the figure of that section: the centre, and edges
        ([0.0, 0.0, 0.0], [1 / 3, 1 / 3, 1 / 3]),
        ([0.25, 0.25, -0.5], [0.5, 0.5, 0]),
        ([1e300, 1e300, 0.0], [0.5, 0.5, 0]),
    ],
)
def test_sparsemax_is_what_is_published(x: list[float], p: list[float]) -> None:
    assert_same(actx.sparsemax(x), p)


@pytest.mark.parametrize(
    "x", [[0.3, -1.2, 0.9, 0.0], [2.0, 1.9, -3.0], [0.1, 0.2, 0.3], [5.0, 3.2], [0.0] * 5]
)
def test_entmax_solves_its_equation(x: list[float]) -> None:
    with mp.workdps(60):
        z = [mpmath.mpf(component) / 2 for component in x]
        low, high = max(z) - 1, max(z)
        for _ in range(190):
            tau = (low + high) / 2
            total = mpmath.fsum(max(each - tau, 0) ** 2 for each in z)
            low, high = (tau, high) if total > 1 else (low, tau)
        wanted = [expected(Truth(max(each - low, mpmath.mpf(0)) ** 2, 50)) for each in z]
    np.testing.assert_allclose(actx.entmax15(x), wanted, rtol=2e-16, atol=1e-100)


@every_sparse_one
@pytest.mark.parametrize("x", [[0.3, -1.2, 0.9, 0.0], [0.25, 0.1, -0.4, 0.3], [0.1, 0.2, 0.3]])
def test_the_slopes_are_those_of_differences(spec: str, x: list[float]) -> None:
    step = Fraction(1, 2**40)
    jacobian = actx.activation(spec).deriv(x)
    for j in range(len(x)):
        sides = []
        for sign in (1, -1):
            moved = [Fraction(v) + sign * step * (i == j) for i, v in enumerate(x)]
            sides.append([true.value for true in TRUTHS[spec](moved)[0]])
        with mp.workdps(60):
            slopes = [float((a - b) / (2 * to_mpf(step))) for a, b in zip(*sides, strict=True)]
        np.testing.assert_allclose(jacobian[:, j], slopes, atol=1e-10)


@pytest.mark.usefixtures("each_tier")
def test_at_the_boundary_of_the_support_the_slopes_are_those_of_outside() -> None:
    assert_same(actx.sparsemax.deriv([1.0, 0.0]), np.zeros((2, 2)))
    assert_same(actx.sparsemax.deriv([1.0, 2.0**-60]), [[0.5, -0.5], [-0.5, 0.5]])
    assert_same(actx.entmax15.deriv([2.0, 0.0]), np.zeros((2, 2)))
    assert (np.diagonal(actx.entmax15.deriv([2.0, 2.0**-60])) > 0).all()
    assert_same(actx.sparsemax([1.0, 0.0]), [1.0, 0.0])
    assert_same(actx.entmax15([2.0, 0.0]), [1.0, 0.0])


@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize("n", [2, 3, 4, 16, 64])
def test_equal_components_share_alike(n: int) -> None:
    for name in ("sparsemax", "entmax15"):
        assert (actx.activation(name)(np.full(n, 0.375)) == 1 / n).all()
    own, other = (n - 1) / n, -1 / n
    assert_same(actx.sparsemax.deriv(np.full(n, -3.5)), np.where(np.eye(n) == 1, own, other))


@pytest.mark.usefixtures("each_tier")
def test_a_root_that_is_rational_leaves_exact_ties() -> None:
    # 2**-10 is half the least number of float8_e4m3fn, which goes to 0.
    assert actx.entmax15(np.zeros(1024), dtype="float8_e4m3fn")[0] == 0
    # 9 + 4 + 1 + 1 + 1 = 16, and a component on the boundary; 9/16 lies midway between 4/8 and 5/8.
    x = [1.5, 1.0, 0.5, 0.5, 0.5, 0.0]
    assert_same(actx.entmax15(x), [9 / 16, 4 / 16, 1 / 16, 1 / 16, 1 / 16, 0])
    assert actx.entmax15(x, dtype="float8_e5m2")[0] == 4 / 8
    assert actx.entmax15.deriv(x)[0, 0] == 3 / 4 * (5 / 8)
    assert_same(actx.entmax15([0.0, -INF, 0.0]), [0.5, 0.0, 0.5])


@every_sparse_one
@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize(
    ("x", "p"),
    [
        ([1.0, INF, 2.0], [0, 1, 0]),
        ([0.0, -INF], [1, 0]),
        ([-INF, 3.0, 3.0], [0, 0.5, 0.5]),
        ([INF, -INF], [1, 0]),
        ([1e308, -1e308], [1, 0]),
        ([INF, INF, 0.0], [NAN] * 3),
        ([-INF, -INF], [NAN] * 2),
        ([0.0, NAN, INF], [NAN] * 3),
        ([INF], [1]),
        ([-INF], [1]),
        ([-3.0], [1]),
    ],
)
def test_infinite_components_give_the_limit_or_nan(spec: str, x: list[float], p: list[float]) -> None:
    function = actx.activation(spec)
    assert_same(function(x), p)
    slopes = function.deriv(x)
    assert np.isnan(slopes).all() == math.isnan(p[0])
    good = [0.5, 0.0]
    if len(x) == 2:  # in company, too
        assert_same(function([x, good])[1], function(good))
        assert_same(function.deriv([good, x])[0], function.deriv(good))


@every_sparse_one
def test_many_and_long_vectors(spec: str) -> None:
    function = actx.activation(spec)
    x = np.random.default_rng(6).normal(scale=[[0.1], [1.0], [50.0]] * 500, size=(1500, 9))
    y, slopes = function(x), function.deriv(x)
    for i in range(0, 1500, 97):
        assert_same(function(x[i]), y[i])
        assert_same(function.deriv(x[i]), slopes[i])
    np.testing.assert_allclose(y.sum(-1), 1, rtol=1e-14)
    np.testing.assert_allclose(slopes.sum(-1), 0, atol=1e-14)
    long = np.random.default_rng(3).normal(size=20_001)
    p = function(long)
    assert math.fsum(p) == pytest.approx(1, abs=1e-15)
    assert 1 < np.count_nonzero(p) < 200
    whole = np.round(x[:200])  # components on the boundary of the support
    assert (np.abs(function(whole).sum(-1) - 1) < 1e-14).all()


# --- the kin of softmax ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("each_tier")
def test_quiet_softmax_can_be_quiet() -> None:
    assert_same(actx.quiet_softmax([-INF, -INF]), [0.0, 0.0])
    assert_same(actx.quiet_softmax([INF, 1.0]), [1.0, 0.0])
    assert_same(actx.quiet_softmax([INF, INF]), [NAN, NAN])
    assert_same(actx.quiet_softmax([0.0] * 3), [0.25] * 3)
    assert_same(actx.quiet_softmax([0.0]), [0.5])
    assert actx.quiet_softmax(np.full(4, -800.0)).max() == 0


@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize(
    ("x", "y", "slopes"),
    [
        ([INF, INF], INF, [NAN, NAN]),
        ([INF, 0.0], INF, [1.0, 0.0]),
        ([-INF, -INF], -INF, [NAN, NAN]),
        ([-INF, 2.0], 2.0, [0.0, 1.0]),
        ([NAN, INF], NAN, [NAN, NAN]),
        ([-0.0], -0.0, [1.0]),
        ([INF], INF, [1.0]),
        ([1000.0, 1000.0], 1000 + math.log(2), [0.5, 0.5]),
        ([-1e300, -1e300], -1e300, [0.5, 0.5]),
    ],
)
def test_logsumexp_has_limits_where_its_slopes_have_none(
    x: list[float], y: float, slopes: list[float]
) -> None:
    assert_same(actx.logsumexp(x), [y])
    assert_same(actx.logsumexp.deriv(x), [slopes])


def _splitmix(seed: int, count: int) -> list[int]:
    """As published: the state is stepped, and each output mixed of it."""
    state, outputs = seed, []
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
        outputs.append(z ^ (z >> 31))
    return outputs


def test_the_noise_is_that_of_the_generator_it_names() -> None:
    # The test vector of SplitMix64 that its implementations share.
    assert _splitmix(1234567, 3) == [6457827717110365317, 3203168211198807973, 9817491932198370423]
    for seed in (0, 7, 1234567, 2**64 - 1):
        wanted = []
        for output in _splitmix(seed, 20):
            with mp.workdps(50):
                u = mpmath.mpf(2 * (output >> 12) + 1) / 2**53
                wanted.append(nearest(-mpmath.log(-mpmath.log(u))))
        assert_same(noise(seed, 20), wanted)
    assert_same(noise(7, 3), noise(7, 20)[:3])


def test_gumbel_softmax_is_one_function_for_each_seed() -> None:
    x = np.zeros((2, 4))
    y = actx.gumbel_softmax(x)
    assert_same(y[0], y[1])
    assert (actx.gumbel_softmax(x, seed=1) != y).any()
    assert actx.gumbel_softmax(x, tau="0.001").max() == 1
    assert_same(actx.gumbel_softmax([INF, 0.0]), [1.0, 0.0])
    assert_same(actx.gumbel_softmax.deriv([INF, 0.0], tau=0.3), [[0.0, -0.0], [-0.0, 0.0]])
    assert_same(actx.gumbel_softmax([3.0]), [1.0])


# --- what is picked --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([1.0, 3.0, 2.0], [0, 1, 0]),
        ([3.0, 1.0, 3.0], [1, 0, 0]),  # the first of the largest, as ONNX has it
        ([-0.0, 0.0], [1, 0]),
        ([-INF, -INF], [1, 0]),
        ([0.0, INF, INF], [0, 1, 0]),
        ([NAN, 0.0], [NAN, NAN]),
    ],
)
def test_hardmax_is_1_at_the_first_largest(x: list[float], y: list[float]) -> None:
    assert_same(actx.hardmax(x), y)
    assert_same(actx.hardmax.deriv(x), np.full((len(x), len(x)), NAN if math.isnan(y[0]) else 0.0))


@pytest.mark.usefixtures("each_tier")
def test_maxout_is_the_largest_of_each_group() -> None:
    x = [1.0, 1.0, -3.0, 5e-324, NAN, 2.0, -INF, INF]
    assert_same(actx.maxout(x), [1.0, 5e-324, NAN, INF])
    wanted = np.zeros((4, 8))
    wanted[[0, 1, 3], [0, 3, 7]] = 1
    wanted[2, 4:6] = NAN
    assert_same(actx.maxout.deriv(x), wanted)
    assert_same(actx.maxout(x[:4], k=4), [1.0])
    assert_same(actx.maxout(x[:4], k=1), x[:4])
    many = np.random.default_rng(2).normal(size=(50, 6, 30))
    assert_same(actx.maxout(many, k=5), many.reshape(50, 6, 6, 5).max(-1))
    slopes = actx.maxout.deriv(many, k=5)
    assert slopes.shape == (50, 6, 6, 30)
    assert (slopes.sum(-1) == 1).all()


@pytest.mark.parametrize(("spec", "x"), [("maxout", [1.0]), ("maxout:k=3", [1.0, 2.0]), ("logsumexp", [])])
def test_a_length_that_does_not_fit_is_an_error(spec: str, x: list[float]) -> None:
    with pytest.raises(LengthError):
        actx.activation(spec)(x)


@pytest.mark.parametrize(
    "spec", ["maxout:k=0", "maxout:k=1.5", "gumbel_softmax:tau=0", "gumbel_softmax:seed=-1", "sparsemax:k=1"]
)
def test_parameters_keep_to_their_domains(spec: str) -> None:
    with pytest.raises(ParameterError):
        actx.activation(spec)
