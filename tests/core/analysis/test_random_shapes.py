"""Shapes of random formulas over the whole language: no property is contradicted by samples."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from judges.claims import asymmetries, contradictions, points, samples
from judges.reader import read
from scalar import scalar
from shape_keys import data_of
from tools.shapes import verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Block
    from judges.claims import Sample

# `python -m tools.shapes 0 2000` judges more of them, for an hour.
_FORMULAS = 60
_SAMPLES = 300


@pytest.mark.thorough
def test_no_property_of_a_random_formula_is_contradicted_by_samples(
    block: Block, points: Callable[[int, int], int]
) -> None:
    for seed in block(range(points(1, _FORMULAS))):
        found = verdict(seed, _SAMPLES)
        assert not found.wrong, f"{found.text} with {found.settings}: {found.wrong}"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("supremum", 0.38),
        ("infimum", 0.01),
        ("zeros", [[0.5, 1.0]]),
        ("monotone", "increasing"),
        ("convex", "concave"),
        ("lipschitz", 0.46),
        ("greatest_slope", 0.46),
        ("least_slope", -0.46),
        ("dead", [[2.0, 3.0]]),
        ("linear", [[2.0, 3.0]]),
        ("slope_below_0.01_right", 2.0),
    ],
)
def test_the_judge_of_claims_contradicts_a_wrong_one(key: str, value: Any) -> None:
    claims, taken = two_bumps()
    assert not [*contradictions(claims, {}, taken)]
    assert key in dict(contradictions({**claims, key: value}, {}, taken))


@pytest.mark.parametrize("text", ["atan(x - 0.1)", "normcdf(5*x + 1)", "(x/1000 + 6)**3"])
def test_the_judge_of_claims_contradicts_a_wrong_center(text: str) -> None:
    tree = read(text)
    claims, taken = data_of(scalar(text)), samples(tree, {}, points(random.Random(5), [0.0], [], 50))
    x, y = claims["center"]
    assert not [*asymmetries(claims, tree, {}, taken)]
    for wrong in ((x + 1e-3, y), (x, y + 1e-3), (-x, y)):
        assert [*asymmetries({**claims, "center": wrong}, tree, {}, taken)]


@cache
def two_bumps() -> tuple[dict[str, Any], list[Sample]]:
    """Claims about two bumps, whose slopes reach 0.4612 at 2 - sqrt(2), and samples of them."""
    text = "x**2*exp(-abs(x))"
    near = points(random.Random(5), [0.0], [2.0, 0.58], 200)
    return data_of(scalar(text)), samples(read(text), {}, near)


def test_the_judge_of_claims_contradicts_wrong_signs() -> None:
    taken = samples(read("x**3-x"), {}, [-2.0, -0.5, 0.5, 2.0])
    right = ((Fraction(-1), Fraction(0), Fraction(1)), (-1, 1, -1, 1))
    claims = data_of(scalar("x**3-x"))
    assert not [*contradictions(claims, {0: right}, taken)]
    assert [*contradictions(claims, {0: (right[0], (-1, 1, 1, 1))}, taken)]
