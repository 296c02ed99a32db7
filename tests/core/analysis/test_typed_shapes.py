"""Formulas of which the shape was worked out by hand: right or not decided, never wrong.

The table, tests/data/typed_shapes.tsv, is written as tests/whole/test_known_shapes.py says, with formulas for
activations. Of endlessly many zeros, extrema and inflections it has the period, and those in [0, period),
or without a period those in [-10, 10].
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from judges.known_shapes import TYPED, known_shapes
from shape_keys import KEYS, found_of, is_right, shape_of

if TYPE_CHECKING:
    from conftest import Sample
    from judges.known_shapes import Known


def _by_formula() -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = defaultdict(list)
    for each in known_shapes(TYPED):
        found[each.activation].append(each)
    return found


def test_the_table_has_sixty_formulas_and_known_keys() -> None:
    assert len(_by_formula()) >= 60
    assert {each.key for each in known_shapes(TYPED)} <= set(KEYS)


def test_shapes_worked_out_by_hand_are_right_or_not_decided(some: Sample) -> None:
    wrong, undecided, count = [], [], 0
    for formula in some(_by_formula(), 6):
        shape = shape_of(formula)
        for each in _by_formula()[formula]:
            verdict = is_right(shape, each)
            count += 1
            if verdict is None:
                undecided.append(f"{formula}: {each.key}")
            elif not verdict:
                wrong.append(f"{each}: {found_of(shape, each.key)}")
    assert not wrong, "\n".join(wrong)
    assert len(undecided) <= 0.2 * count, "\n".join(undecided)
