"""Functions of vectors that give probabilities, or pick the largest: the true numbers, rounded once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from judges.sameness import assert_same
from judges.truth import SHORTER, nearest
from mpmath import mp
from probabilities import agree, every_function

import actx
from actx.core.errors import LengthError, ParameterError
from actx.core.vector.gumbel import noise

if TYPE_CHECKING:
    from conftest import Sample

INF, NAN = math.inf, math.nan
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
@pytest.mark.parametrize("dtype", SHORTER)
@given(x=_any_vector | _close_vector | _tied)
@settings(max_examples=settings().max_examples // 8, deadline=None)
@example(x=[0.0] * 5)
@pytest.mark.thorough
def test_so_it_is_in_the_narrow_formats(spec: str, dtype: str, x: list[float]) -> None:
    agree(spec, x, dtype)


@every_function
@pytest.mark.usefixtures("each_tier")
@pytest.mark.parametrize("shift", [0.0, 1e6 / 7, -1.25e9])
def test_either_tier_alone_gets_it_right(spec: str, shift: float, some: Sample) -> None:
    if shift and spec in ("quiet_softmax", "logsumexp"):
        shift = math.copysign(300.0, shift)
    rng = np.random.default_rng(20)
    for n, spread in some(((1, 1.0), (2, 1e-9), (3, 0.5), (5, 1.0), (7, 3.0)), 1, f"{spec} {shift}"):
        agree(spec, (rng.uniform(-spread, spread, n) + shift).tolist())


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
def test_maxout_is_the_largest_of_each_group(thorough: bool) -> None:
    x = [1.0, 1.0, -3.0, 5e-324, NAN, 2.0, -INF, INF]
    assert_same(actx.maxout(x), [1.0, 5e-324, NAN, INF])
    wanted = np.zeros((4, 8))
    wanted[[0, 1, 3], [0, 3, 7]] = 1
    wanted[2, 4:6] = NAN
    assert_same(actx.maxout.deriv(x), wanted)
    assert_same(actx.maxout(x[:4], k=4), [1.0])
    assert_same(actx.maxout(x[:4], k=1), x[:4])
    count = 50 if thorough else 5
    many = np.random.default_rng(2).normal(size=(count, 6, 30))
    assert_same(actx.maxout(many, k=5), many.reshape(count, 6, 6, 5).max(-1))
    slopes = actx.maxout.deriv(many, k=5)
    assert slopes.shape == (count, 6, 6, 30)
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
