"""What records say of activations of vectors holds for random vectors: ranges, sums, shifts and scales."""

from __future__ import annotations

import re
from itertools import product
from math import inf, isclose
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from actx.core.activation import VectorActivation
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

VECTORS: Final = {each.name: each for each in activations() if isinstance(each, VectorActivation)}
LENGTHS: Final = (2, 6)
COUNT: Final = 80


def inputs(length: int) -> NDArray[np.float64]:
    """Vectors of small, middling and large components, with ties."""
    rng = np.random.default_rng(length)
    x = rng.normal(size=(COUNT, length)) * rng.choice([0.01, 1.0, 30.0], size=(COUNT, 1))
    x[::5, 1] = x[::5, 0]
    rounded: NDArray[np.float64] = np.round(x, 3)
    return rounded


@pytest.mark.parametrize("name", VECTORS)
def test_components_lie_in_the_range_and_come_near_to_its_ends(name: str) -> None:
    function, bounds = VECTORS[name], VECTORS[name].bounds
    y = np.concatenate([function(inputs(length)).ravel() for length in LENGTHS])
    if bounds == "{0, 1}":
        assert set(y.tolist()) == {0, 1}
        return
    limit = float(function.values.get("limit", 0))
    silu = limit / (1 + np.exp(-limit))
    ends = {"-limit*silu(limit)": -limit * silu, "limit*silu(limit)": limit * silu, "-limit**2": -(limit**2),
            "limit**2": limit**2}  # fmt: skip
    found = re.fullmatch(r"[(\[](.+), (.+)[)\]]", bounds)
    assert found
    low, high = (ends[end] if end in ends else float(end) for end in found.groups())
    assert y.min() >= low - 1e-9
    assert y.max() <= high + 1e-9
    for end, extreme in ((low, y.min()), (high, y.max())):
        assert abs(extreme) > 15 if abs(end) == inf else isclose(extreme, end, rel_tol=1e-3, abs_tol=1e-3), (
            end
        )


@pytest.mark.parametrize("name", [each for each in VECTORS if VECTORS[each].total])
def test_components_sum_to_what_is_said(name: str) -> None:
    for length in LENGTHS:
        total = VECTORS[name](inputs(length)).sum(axis=-1)
        if VECTORS[name].total == "1":
            np.testing.assert_allclose(total, 1, rtol=1e-14)
        else:
            assert ((total > 0) & (total <= 1)).all()
            assert VECTORS[name](np.full(length, -30.0)).sum() < 1e-12


@pytest.mark.parametrize("name", VECTORS)
def test_what_becomes_of_a_shifted_or_scaled_vector_is_said_and_nothing_else_is(name: str) -> None:
    function = VECTORS[name]
    changes: dict[str, Callable[[Any], Any]] = {"shift": lambda x: x + 2.5, "scale": lambda x: x * 2.5}
    for kind, change in changes.items():
        same = own = True
        for length in LENGTHS:
            x = inputs(length)
            before, after = function(x), function(change(x))
            same &= np.allclose(after, before, rtol=1e-12, atol=1e-12)
            own &= np.allclose(after, change(before), rtol=1e-12, atol=1e-12)
        expected = "invariant" if same else "equivariant" if own else ""
        assert getattr(function, kind) == expected, kind


# What records call the rank and norms of Jacobians.
SIZES: Final[dict[str, Callable[[int], float]]] = {
    "n-1": lambda n: n - 1,
    "1/n": lambda n: 1 / n,
    "1/2": lambda _: 0.5,
    "1": lambda _: 1.0,
    "1/sqrt(n)": lambda n: n**-0.5,
    "sqrt(n)": lambda n: n**0.5,
}


def norms(name: str, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The largest singular value of each Jacobian."""
    jacobians = VECTORS[name].deriv(x)
    found: NDArray[np.float64] = np.linalg.norm(jacobians, ord=2, axis=(-2, -1))
    return found


@pytest.mark.parametrize("name", [each for each in VECTORS if VECTORS[each].rank])
def test_the_jacobian_at_equal_components_is_of_this_rank_and_norm(name: str) -> None:
    for length, at in product((2, 3, 7), (0.0, -1.5)):
        jacobian = VECTORS[name].deriv(np.full(length, at))
        assert np.linalg.matrix_rank(jacobian, tol=1e-9) == SIZES[VECTORS[name].rank](length)
        assert norms(name, np.full((1, length), at)) == pytest.approx(SIZES[VECTORS[name].norm](length))


@pytest.mark.parametrize("name", [each for each in VECTORS if VECTORS[each].lipschitz])
def test_no_jacobian_has_a_larger_norm_than_is_said_and_some_come_near_to_it(name: str) -> None:
    for length in (2, 6):
        largest = SIZES[VECTORS[name].lipschitz](length)
        leading = np.zeros((2, length))
        leading[0, 0] = leading[1, :2] = 40.0 if name != "softmin" else -40.0
        found = norms(name, np.concatenate([inputs(length), leading]))
        assert found.max() == pytest.approx(largest, rel=1e-9)
