"""The signs and bounds of every scalar activation at three settings, against the judges of shapes."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from typing import TYPE_CHECKING, Final

import pytest
from cases import CASES, Case
from flint import arb
from judges.heights import range_, steepest
from judges.known_shapes import WAVES
from judges.shape import signs as judged

from actx.core.activation import Activation
from actx.core.analysis.shape import Shape
from actx.core.analysis.signs import signs
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from conftest import Block, Sample
    from judges.heights import Height

    from actx.core.analysis.facts import Bound
    from actx.core.analysis.signs import Signs

# What is not decided, by the order of the derivative, which is too long. Waves have a file of their own.
NOT_DECIDED: Final = {
    "phish": (1, 2),
    "sqrt_softplus": (2,),
}
OTHERS: Final = [case for case in CASES if case.name not in WAVES]


def test_every_parameter_has_three_values_in_the_cases() -> None:
    for record in activations():
        for parameter in record.params if isinstance(record, Activation) else ():
            values = {case.parameters[parameter.name] for case in CASES if case.name == record.name}
            assert len(values) == 3, f"{record.name}, {parameter.name}"


@pytest.mark.thorough
def test_signs_are_those_that_the_judge_finds(block: Block, drawn: Sample) -> None:
    for case, order in product(block(drawn(OTHERS, 40, "signs")), (0, 1, 2)):
        found = signs(case.function, order)
        assert (found is None) == (order in NOT_DECIDED.get(case.name, ())), f"{case}, order {order}: {found}"
        if found is not None:
            _agree(case, order, found)


def _agree(case: Case, order: int, found: Signs) -> None:
    true = judged(case.name, case.parameters, order)
    beside = [*pairwise(true.signs)]
    # Of a derivative, a zero without a change of sign is no point of its signs.
    kept = [k for k, (left, right) in enumerate(beside) if order == 0 or left != right]
    between = [true.signs[0], *(true.signs[k + 1] for k in kept)]
    what = f"{case}, order {order}: {found}, but {true}"
    assert true.complete, what
    assert list(found.between) == between, what
    assert len(found.points) == len(kept), what
    for point, k in zip(found.points, kept, strict=True):
        low, high = true.points[k]
        slack = Fraction(1, 10**18) * max(abs(low), abs(high))
        assert low - slack <= point <= high + slack, what


@pytest.mark.thorough
def test_bounds_of_values_and_slopes_are_those_that_the_judge_finds(block: Block, drawn: Sample) -> None:
    for case in block(drawn(OTHERS, 40, "bounds")):
        shape, values = Shape(case.function), range_(case.name, case.parameters)
        undecided = NOT_DECIDED.get(case.name, ())
        for found, true in ((shape.infimum, values.least), (shape.supremum, values.greatest)):
            assert (found is None) == (1 in undecided), str(case)
            _same_bound(case, found, true)
        slopes = steepest(case.name, case.parameters)
        for found, true in ((shape.least_slope, slopes.least), (shape.greatest_slope, slopes.greatest)):
            assert (found is None) == (2 in undecided), str(case)
            _same_height(case, found, true)


def _same_bound(case: Case, found: Bound | None, true: Height) -> None:
    _same_height(case, found, true)
    if found is not None:
        assert found.is_attained == true.attained, f"{case}: {found}, but {true}"


def _same_height(case: Case, found: Bound | None, true: Height) -> None:
    if found is not None:
        error = abs(arb(found.value) - true.value)
        right = arb(found.value) == true.value or error < arb(2) ** -52 * abs(true.value) or error < 1e-320
        assert right, f"{case}: {found}, but {true}"
