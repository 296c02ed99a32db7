"""sparsemax and entmax15: published values, their equation, slopes, ties, infinities, long vectors."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from judges.sameness import assert_same
from judges.truth import Truth, expected, to_mpf
from mpmath import mp
from probabilities import TRUTHS, every_sparse_one

import actx

INF, NAN = math.inf, math.nan

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
