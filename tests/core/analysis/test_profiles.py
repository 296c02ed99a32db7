"""The facts on record of the catalog's functions are those that the analysis works out."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Final

from scalar import scalar
from tools.make_profiles import profile

from actx.core.activation import Activation
from actx.core.analysis.facts import Extreme
from actx.core.analysis.on_record import key, records
from actx.core.analysis.profile import RECORDS, Profile
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from conftest import Sample

CATALOG: Final = {key(each): each for each in activations() if isinstance(each, Activation)}
MAKE: Final = "`PYTHONPATH=tests python -m tools.make_profiles` writes the records anew"


def test_there_is_a_record_of_each_function_of_the_catalog_and_of_no_other() -> None:
    assert set(records(RECORDS)) == set(CATALOG), MAKE


def test_what_is_on_record_is_what_the_analysis_finds(some: Sample) -> None:
    for each, function in some(CATALOG.items(), 12):
        # As text, in which nan is itself.
        assert json.dumps(records(RECORDS)[each]) == json.dumps(profile(function)), f"{function.name}: {MAKE}"


def test_values_of_parameters_make_another_function() -> None:
    assert Profile(scalar("elu:alpha=2")).limit_left == -2
    assert Profile(scalar("leaky_relu:alpha=0.2")).df0 == 0.2
    assert Profile(scalar("leaky_relu:alpha=0.2")).kinks[0].left == 0.2


def test_a_range_and_slopes_that_are_given_are_seen() -> None:
    assert Profile(scalar("relu_squared"), -1, 3).steepest == Extreme(3.0, 6.0)
    half = {Fraction(0): Fraction(1, 2)}
    assert Profile(replace(scalar("relu"), slopes=half)).df0 == 0.5


def test_a_formula_that_is_written_as_one_of_the_catalog_has_the_same_facts() -> None:
    assert Profile(scalar("max(x, 0)")).limit_right == inf
    assert Profile(scalar("max(x, 0)")).kinks == Profile(scalar("relu")).kinks
