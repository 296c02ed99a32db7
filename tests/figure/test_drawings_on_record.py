"""The drawings on record of the catalog are those that its scenes give, but for points nobody sees."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from text_figures import TextFigure
from tools.make_drawings import drawn, record

from actx.core.activation import Activation
from actx.core.analysis.on_record import key, records
from actx.core.names.lookup import activations
from actx.core.names.spec import activation
from actx.figure.on_record import COLUMNS, RECORDS, ROWS, drawing_on_record
from actx.figure.text import text_drawing
from actx.io.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conftest import Sample

CATALOG: Final = {key(each): each for each in activations()}
MAKE: Final = "`PYTHONPATH=tests python -m tools.make_drawings` writes the records anew"
SCREEN: Final = Screen(COLUMNS, unicode=True, color=False)


def test_there_is_a_record_of_each_activation_of_the_catalog_and_of_no_other() -> None:
    assert len(CATALOG) == len(activations()), "two activations with the same formula"
    assert set(records(RECORDS)) == set(CATALOG), MAKE


def test_what_is_on_record_is_what_is_drawn_of_the_scene(some: Sample) -> None:
    for each, function in some(CATALOG.items(), 6):
        assert json.dumps(records(RECORDS)[each]) == json.dumps(record(function)), f"{function.name}: {MAKE}"


def test_a_figure_from_the_record_is_that_of_the_scene_but_for_a_dot_beside_it(some: Sample) -> None:
    for function in some(CATALOG.values(), 6):
        found = drawing_on_record(function, COLUMNS)
        assert found
        on_record, scene = (
            TextFigure.read(text_drawing(each, SCREEN, ROWS)) for each in (found, drawn(function)[0])
        )
        assert on_record._replace(cells=[]) == scene._replace(cells=[]), function.name
        for some_dots, others in ((on_record, scene), (scene, on_record)):
            assert _alone(some_dots.dots(), others.dots()) == [], function.name


def _alone(dots: Iterable[tuple[int, int]], others: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The dots that have no other one at their place or beside it, a gap of dashes away at most."""
    near = {(i + di, j + dj) for i, j in others for di in range(-3, 4) for dj in range(-3, 4)}
    return [each for each in dots if each not in near]


def test_values_of_parameters_and_slopes_of_a_framework_are_not_on_record() -> None:
    assert drawing_on_record(activation("elu:alpha=2"), COLUMNS) is None
    relu = activation("relu")
    assert isinstance(relu, Activation)
    assert drawing_on_record(replace(relu, slopes={Fraction(0): Fraction(1, 2)}), COLUMNS) is None
