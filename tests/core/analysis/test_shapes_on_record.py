"""The shapes on record of the catalog's functions are those that the analysis works out."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from math import inf, isclose, pi
from typing import TYPE_CHECKING, Final

import pytest
from tools.make_shapes import shape

import actx
from actx.core.activation import Activation
from actx.core.analysis.facts import Endless
from actx.core.analysis.on_record import key, records
from actx.core.analysis.properties import RECORDS, Properties
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from conftest import Block, Sample

CATALOG: Final = {key(each): each for each in activations() if isinstance(each, Activation)}
BY_NAME: Final = {each.name: each for each in CATALOG.values()}
CHEAP: Final = ("hard_swish", "softsign")
MAKE: Final = "`PYTHONPATH=tests python -m tools.make_shapes` writes the records anew"


def test_there_is_a_record_of_each_function_of_the_catalog_and_of_no_other() -> None:
    assert set(records(RECORDS)) == set(CATALOG), MAKE


def on_record_as_worked_out(function: Activation) -> bool:
    """As text, in which nan is itself."""
    return json.dumps(records(RECORDS)[key(function)]) == json.dumps(shape(function))


def test_what_is_on_record_is_what_the_analysis_finds() -> None:
    for name in CHEAP:
        assert on_record_as_worked_out(BY_NAME[name]), f"{name}: {MAKE}"


@pytest.mark.thorough
def test_so_it_is_of_the_whole_catalog(block: Block, drawn: Sample) -> None:
    for name in block(drawn(sorted(BY_NAME), 40)):
        assert on_record_as_worked_out(BY_NAME[name]), f"{name}: {MAKE}"


def test_what_is_read_from_the_record_is_what_is_worked_out() -> None:
    for name in CHEAP:
        read, found = Properties(BY_NAME[name]), Properties(BY_NAME[name], recorded=False)
        assert read.record
        assert not found.record
        for attribute in ("zeros", "extrema", "infimum", "monotone", "dead", "lipschitz", "parity", "center"):
            assert getattr(read, attribute) == getattr(found, attribute), (name, attribute)
        for side in (-1, 1):
            assert read.asymptote(side) == found.asymptote(side)
            assert read.slope_below(Fraction(1, 100), side) == found.slope_below(Fraction(1, 100), side)


def test_what_is_not_decided_is_recorded_as_such() -> None:
    assert records(RECORDS)[key(BY_NAME["phish"])]["inflections"] is None
    assert actx.properties("phish").inflections is None


def test_what_is_endless_is_recorded_as_such() -> None:
    assert actx.properties("sine").zeros == Endless([(0.0, 0.0), (pi, pi)], 2 * pi)


def test_other_values_of_parameters_slopes_and_bounds_are_worked_out() -> None:
    assert actx.properties("elu:alpha=2").infimum == (-2.0, -inf, False)
    assert not Properties(replace(BY_NAME["relu"], slopes={Fraction(0): Fraction(1, 2)})).record
    # softsign' = 1/(1+|x|)**2 is below 1/4 beyond 1.
    assert actx.properties("softsign").slope_below(Fraction(1, 4), 1) == 1
    assert actx.properties("softsign").slope_below(Fraction(1, 100), -1) == -9


def test_a_formula_that_is_written_as_one_of_the_catalog_is_on_record() -> None:
    assert actx.properties("max(x, 0)").record == actx.properties("relu").record


def test_a_bound_that_is_attained_is_the_value_there() -> None:
    for each in BY_NAME.values():
        shape = actx.properties(each.name)
        for order, bounds in enumerate(
            ((shape.infimum, shape.supremum), (shape.least_slope, shape.greatest_slope))
        ):
            for bound in bounds:
                if bound is not None and bound.is_attained:
                    there = float(each.deriv(bound.x, order=order) if order else each(bound.x))
                    assert isclose(there, bound.value, rel_tol=1e-12, abs_tol=1e-12), (each.name, bound)
