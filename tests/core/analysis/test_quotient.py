"""The worst condition number of an activation: by closed forms, and by samples of the whole catalog."""

from __future__ import annotations

import random
from math import copysign, inf, isfinite
from typing import TYPE_CHECKING, Any

import mpmath
import pytest
from judges.claims import of_condition, points, samples
from judges.known_shapes import WAVES
from judges.reader import read
from judges.tree import number
from scalar import scalar
from shape_keys import shape_of

from actx.core.activation import Activation
from actx.core.analysis.shape import Shape
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from conftest import Block, Sample

NAMES = [each.name for each in activations() if isinstance(each, Activation)]
# Of these x f'/f is not decided; the waves have no zeros beside which it is unbounded.
NOT_DECIDED = {
    "tanhshrink",
    *("exp_sin", "snake", "snake_beta", "sinp", "cosid", "sinlu", "coslu", "finer"),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x**3", 3),
        ("tanh", 1),  # 2x/sinh(2x)
        ("relu", 1),
        ("softsign", 1),  # 1/(1 + |x|)
        ("elu", 1),
        ("sqrt(x)", 0.5),
        ("1/x", 1),
        ("x**2 + 1", 2),
        ("x/(1 + x**2)", 1),
        ("abs(x)**0.3 + 0*x", 0.3),
        ("max(x, x**5)", 5),
        ("3 + 0*x", 0),
        ("sigmoid", inf),  # x*sigmoid(-x)
        ("gelu", inf),
        ("exp(x)", inf),
        ("log(x)", inf),  # at 1
        ("x - 1", inf),
        ("abs(x**2 - 2)**3", inf),
        ("sin(x)", inf),
        ("tan(x)", inf),
        ("max(sin(x), 0)", inf),
    ],
)
def test_the_worst_condition_number_is_the_one_of_a_closed_form(text: str, value: float) -> None:
    found = shape_of(text).condition
    assert found is not None
    assert found.value == value


@pytest.mark.thorough
def test_of_a_function_that_turns_it_is_at_the_turn_that_mpmath_finds() -> None:
    def condition(x: Any) -> Any:
        return x * (x / (2 * mpmath.sqrt(x * x + 1)) + 1) / ((mpmath.sqrt(x * x + 1) - 1) / 2 + x)

    found = shape_of("bent_identity").condition
    with mpmath.workdps(30):
        x = mpmath.findroot(lambda x: mpmath.diff(condition, x), 1.1)
        assert found is not None
        assert (found.value, found.x, found.is_attained) == (float(condition(x)), float(x), True)


def test_where_a_function_is_0_beside_a_jump_nothing_is_unbounded() -> None:
    assert shape_of("sign(sin(x))").condition is None
    found = shape_of("where(x == 1, 0, x)").condition
    assert found is not None
    assert found.value == 1


@pytest.mark.thorough
def test_no_sample_of_an_activation_is_worse_and_one_is_nearly_as_bad(block: Block, drawn: Sample) -> None:
    for name in block(drawn(NAMES, 40)):
        record = scalar(name)
        worst = Shape(record.function).condition
        assert (worst is None) == (name in NOT_DECIDED), name
        if worst is None:
            continue
        x = worst.x if isfinite(worst.x) else 1.0
        beside = [x * (1 + side * 10.0**-k) for k in range(3, 14) for side in (-1, 1)]
        far = [copysign(10.0**k, worst.x) for k in range(-8, 4)]
        near = points(random.Random(name), [0.0], [], 100)
        tree = read(record.formula, {each.name: number(each.default) for each in record.params})
        taken = samples(tree, {}, [*near, *beside, *far])
        assert not [*of_condition({"condition": worst.value}, taken)], name
        known = [abs(x * slope / value) for x, (value, slope, _) in taken if not value.contains(0)]
        assert max(map(float, known)) >= (0.999 * worst.value if isfinite(worst.value) else 50), name


def test_what_is_not_decided_is_of_the_catalog() -> None:
    assert set(NAMES) >= NOT_DECIDED
    assert {"tanhshrink"} | WAVES >= NOT_DECIDED
