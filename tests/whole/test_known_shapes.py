"""The table of known shapes, tests/data/shapes.tsv: values of properties that come from elsewhere than actx.

They are closed forms, from mathematics or from the papers named beside them, or were computed with mpmath at
35 digits or more from the definition in the paper: roots by bisection, expectations by Gauss-Legendre
quadrature between the joints of the definition. Most closed forms were compared with such a number. Phi and
phi are the distribution and the density of the standard normal, W is Lambert's function, and E takes the
expectation over X ~ N(0, 1).

Several points stand in ascending order, with spaces between them; `a..b` is an interval, and `none` says that
there is nothing: no zero, no asymptote. An asymptote `a b` is the line a*x + b, a center `a b` the point of
symmetry. `inflections` are where f'' changes its sign, also by a jump; where f has a kink none are given.
`slope_there` is f' at the largest of them, `steepest` the supremum of |f'|, `dead` where f' is 0, `linear`
where f'' is 0. Beyond `slope_below_1e-2` |f'| stays below 1e-2, to the right, or to the left with `_left`.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import pytest
from judges.known_shapes import known_shapes, lines

import actx

HEADER: Final = ("activation", "property", "value", "source")
PROPERTIES: Final = (
    *("zeros", "argmin", "min", "argmax", "max"),
    *("infimum", "infimum_attained", "supremum", "supremum_attained"),
    *("extrema", "inflections", "slope_there"),
    *("steepest", "steepest_at", "least_slope", "lipschitz"),
    *("kinks", "jumps", "monotone", "convex", "parity", "center"),
    *("limit_left", "limit_right", "asymptote_left", "asymptote_right"),
    *("dead", "linear"),
    *("slope_below_1e-2", "slope_below_1e-3", "slope_below_1e-6"),
    *("slope_below_1e-2_left", "slope_below_1e-3_left", "slope_below_1e-6_left"),
    *("mean", "second_moment", "variance", "mean_squared_slope", "gain", "std_gain"),
    *("criticality_K", "criticality_CW", "criticality_Cb"),
    *("edge_of_chaos_sw2_at_sb2_0.05", "edge_of_chaos_q_at_sb2_0.05"),
)
# The properties whose value is a word.
WORDS: Final = {
    "infimum_attained": ("yes", "no"),
    "supremum_attained": ("yes", "no"),
    "monotone": ("increasing", "nondecreasing", "decreasing", "nonincreasing", "no"),
    "convex": ("convex", "concave", "no"),
    "parity": ("odd", "even", "none"),
}
_NUMBER: Final = r"-?(?:inf|\d+/\d+|\d+(?:\.\d+)?)"
_VALUE: Final = re.compile(rf"none|{_NUMBER}(?:\.\.{_NUMBER})?(?: {_NUMBER}(?:\.\.{_NUMBER})?)*")
FEWEST_LINES: Final = 150
FEWEST_ACTIVATIONS: Final = 50


def test_every_line_has_four_fields_and_none_is_empty() -> None:
    header, *rows = lines()
    assert tuple(header) == HEADER
    assert not [row for row in rows if len(row) != len(HEADER) or not all(map(str.strip, row))]


def test_every_activation_is_one_of_actx() -> None:
    for spec in {known.activation for known in known_shapes()}:
        try:
            actx.activation(spec)
        except actx.ActxError as error:
            pytest.fail(f"tests/data/shapes.tsv has a row of {spec}: {error}")


def test_every_property_is_a_known_one_and_each_occurs() -> None:
    assert {known.key for known in known_shapes()} == set(PROPERTIES)


def test_every_value_reads_as_numbers_intervals_or_a_word_of_its_property() -> None:
    odd = [
        known
        for known in known_shapes()
        if (known.value not in WORDS[known.key] if known.key in WORDS else not _VALUE.fullmatch(known.value))
    ]
    assert not odd


def test_no_property_of_an_activation_stands_twice() -> None:
    counts = Counter((known.activation, known.key) for known in known_shapes())
    assert not [pair for pair, count in counts.items() if count > 1]


def test_the_table_is_long_enough_to_mean_something() -> None:
    known = known_shapes()
    assert len(known) >= FEWEST_LINES
    assert len({line.activation for line in known}) >= FEWEST_ACTIVATIONS
