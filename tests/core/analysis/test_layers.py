"""Edges of chaos, criticalities and layers are those of published equations, solved by mpmath."""

from __future__ import annotations

import csv
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import mpmath
import pytest
from places import DATA
from scalar import scalar

from actx.core.analysis.layers import criticalities, edges_of_chaos, keeping, layers

if TYPE_CHECKING:
    from actx.core.formula.expression import Expression

with (DATA / "shapes.tsv").open(encoding="utf-8") as stream:
    ROWS: Final = [
        (r["activation"], r["property"], r["value"]) for r in csv.DictReader(stream, delimiter="\t")
    ]
EDGES: Final = {
    name: (value, weight)
    for name, key, value in ROWS
    if key == "edge_of_chaos_q_at_sb2_0.05"
    for other, which, weight in ROWS
    if (other, which) == (name, "edge_of_chaos_sw2_at_sb2_0.05")
}


def tree(spec: str) -> Expression:
    return scalar(spec).function


@pytest.mark.thorough
@pytest.mark.parametrize("name", EDGES)
def test_the_edge_of_chaos_is_the_published_one(name: str) -> None:
    found = edges_of_chaos(tree(name), Fraction(1, 20))
    assert found is not None
    ((q, weight),) = found
    assert (q.value, weight.value) == tuple(float(Fraction(each)) for each in EDGES[name])


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["gelu", "silu"])
def test_the_criticality_is_the_published_one(name: str) -> None:
    known = {
        key: float(value) for other, key, value in ROWS if other == name and key.startswith("criticality")
    }
    found = criticalities(tree(name))
    assert found is not None
    (of,) = found
    assert of.variance.value == known["criticality_K"]
    assert of.weight_variance.value == known["criticality_CW"]
    assert of.bias_variance.value == known["criticality_Cb"]


@pytest.mark.thorough
def test_tanh_has_no_half_stable_criticality_and_of_relu_it_is_not_told() -> None:
    """For relu every variance is critical; tanh is critical at 0 only."""
    assert criticalities(tree("tanh")) == []
    assert criticalities(tree("relu")) is None


@pytest.mark.thorough
def test_relu_has_the_edge_of_he_s_initialization_at_no_variance_of_biases_but_zero() -> None:
    assert edges_of_chaos(tree("relu"), Fraction(1, 20)) == []


@pytest.mark.thorough
def test_layers_of_relu_are_those_of_the_closed_form() -> None:
    """E relu**2 is q/2, so that q becomes w*q/2 + b, and squared gradients are multiplied by w/2."""
    found = layers(tree("relu"), Fraction(2), Fraction(1, 4), 1.0, 6)
    assert found is not None
    assert [layer.variance for layer in found] == [1 + k / 4 for k in range(7)]
    assert [layer.gradient for layer in found] == [1.0] * 7
    found = layers(tree("relu"), Fraction(3), Fraction(0), 1.0, 20)
    assert found is not None
    assert [layer.gradient for layer in found] == [1.5**k for k in range(21)]


@pytest.mark.thorough
def test_each_layer_of_erf_is_the_next_of_the_float_before_it() -> None:
    """E erf(sqrt(q) Z)**2 = 2/pi asin(2q/(1 + 2q)) (Williams 1997)."""
    found = layers(tree("erf"), Fraction(3, 2), Fraction(1, 10), 0.75, 5)
    assert found is not None
    with mpmath.workdps(40):
        gradient = mpmath.mpf(1)
        for before, after in pairwise(found):
            q = mpmath.mpf(before.variance)
            following = (
                mpmath.mpf(3) / 2 * 2 / mpmath.pi * mpmath.asin(2 * q / (1 + 2 * q)) + mpmath.mpf(1) / 10
            )
            gradient *= mpmath.mpf(3) / 2 * 4 / mpmath.pi / mpmath.sqrt(1 + 4 * q)
            assert (after.variance, after.gradient) == (float(following), float(gradient))


@pytest.mark.thorough
def test_the_weights_that_keep_the_variance() -> None:
    assert keeping(tree("relu"), Fraction(1), Fraction(0)) == 2
    assert keeping(tree("relu"), Fraction(1), Fraction(1, 4)) == 1.5
    assert keeping(tree("relu"), Fraction(1), Fraction(2)) == -2
    assert keeping(tree("1/x"), Fraction(1), Fraction(0)) is None


@pytest.mark.thorough
def test_what_has_no_moments_has_no_layers() -> None:
    assert layers(tree("1/x"), Fraction(1), Fraction(0), 1.0, 2) is None
    assert edges_of_chaos(tree("1/x"), Fraction(0)) is None
