"""The judge of shapes against shapes worked out by hand, from the definitions and the papers.

The judge uses no formula of actx; these tests use actx for the names and the defaults of its catalog only.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import mpmath
import pytest
from flint import arb, ctx
from judges.heights import range_, steepest
from judges.known_shapes import WAVES
from judges.on_intervals import Definition, definition
from judges.reference import REFERENCES, bound
from judges.shape import signs

from actx.core.activation import Activation
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from judges.heights import Height
    from judges.shape import Signs

    Charts = dict[str, tuple[tuple[list[float], tuple[int, ...]], ...]]

pytestmark = pytest.mark.thorough

DEFAULTS: Final = {
    record.name: {parameter.name: Fraction(parameter.default) for parameter in record.params}
    for record in activations()
    if isinstance(record, Activation)
}
ROOT_2, ROOT_3 = math.sqrt(2), math.sqrt(3)
INNER, OUTER = math.sqrt(3 - math.sqrt(6)), math.sqrt(3 + math.sqrt(6))  # the zeros of x**4 - 6*x**2 + 3
SELU: Final = 1.0507009873554804934193349852946 * 1.6732632423543772848170429916717

# For each activation, with its defaults, the points and the signs between them of f, f' and f''.
CHARTS: Final[Charts] = {
    "identity": (([0], (-1, 1)), ([], (1,)), ([], (0,))),
    "relu": (([0], (0, 1)), ([0], (0, 1)), ([], (0,))),
    "relu6": (([0], (0, 1)), ([0, 6], (0, 1, 0)), ([], (0,))),
    "relu_squared": (([0], (0, 1)), ([0], (0, 1)), ([0], (0, 1))),
    "relu_cubed": (([0], (0, 1)), ([0], (0, 1)), ([0], (0, 1))),
    "prelu": (([0], (-1, 1)), ([], (1,)), ([], (0,))),
    "absolute": (([0], (1, 1)), ([0], (-1, 1)), ([], (0,))),
    "step": (([0], (0, 1)), ([], (0,)), ([], (0,))),
    "bipolar_step": (([0], (-1, 1)), ([], (0,)), ([], (0,))),
    "threshold": (([1], (0, 1)), ([1], (0, 1)), ([], (0,))),
    "hardshrink": (([-0.5, 0.5], (-1, 0, 1)), ([-0.5, 0.5], (1, 0, 1)), ([], (0,))),
    "hard_swish": (([-3, 0], (0, -1, 1)), ([-3, -1.5], (0, -1, 1)), ([-3, 3], (0, 1, 0))),
    "elu": (([0], (-1, 1)), ([], (1,)), ([0], (1, 0))),
    "selu": (([0], (-1, 1)), ([], (1,)), ([0], (1, 0))),
    "tanh": (([0], (-1, 1)), ([], (1,)), ([0], (1, -1))),
    "softsign": (([0], (-1, 1)), ([], (1,)), ([0], (1, -1))),
    "sigmoid": (([], (1,)), ([], (1,)), ([0], (1, -1))),
    "softplus": (([], (1,)), ([], (1,)), ([], (1,))),
    "log_sigmoid": (([], (-1,)), ([], (1,)), ([], (-1,))),
    # x - tanh(x) has a triple zero, and the slope tanh(x)**2.
    "tanhshrink": (([0], (-1, 1)), ([0], (1, 1)), ([0], (-1, 1))),
    "gelu": (([0], (-1, 1)), ([-0.7517915246935645], (-1, 1)), ([-ROOT_2, ROOT_2], (-1, 1, -1))),
    "silu": (
        ([0], (-1, 1)),
        ([-1.278464542761074], (-1, 1)),
        ([-2.399357280515468, 2.399357280515468], (-1, 1, -1)),
    ),
    "lalu": (([0], (-1, 1)), ([-1], (-1, 1)), ([-2, 2], (-1, 1, -1))),
    # Between its kinks at log(1/11) and log(11) it is a sigmoid.
    "hard_concrete": (
        ([-math.log(11)], (0, 1)),
        ([-math.log(11), math.log(11)], (0, 1, 0)),
        ([-math.log(11), 0, math.log(11)], (0, 1, -1, 0)),
    ),
}
# Those that take longer.
SLOWER: Final[Charts] = {
    "gaussian": (([], (1,)), ([0], (1, -1)), ([-1 / ROOT_2, 1 / ROOT_2], (1, -1, 1))),
    "ricker": (
        ([-1, 1], (-1, 1, -1)),
        ([-ROOT_3, 0, ROOT_3], (-1, 1, -1, 1)),
        ([-OUTER, -INNER, INNER, OUTER], (-1, 1, -1, 1, -1)),
    ),
    "mish": (
        ([0], (-1, 1)),
        ([-1.1924312145154952], (-1, 1)),
        ([-2.256376396360793, 1.490571179485429], (-1, 1, -1)),
    ),
    # At 1/(t - 1) its higher derivatives have no bound.
    "pdelu": (([0], (-1, 1)), ([-10], (0, 1)), ([-10, 0], (0, 1, 0))),
    # Far out it is below every number that Arb has.
    "golu": (
        ([0], (-1, 1)),
        ([-0.5671432904097838], (-1, 1)),  # minus the omega constant: x*exp(-x) = -1
        ([-1.06009031989321, 2.238645834606283], (-1, 1, -1)),
    ),
}


def _is_at(chart: Signs, points: list[float]) -> bool:
    """Whether the points of a chart are these, and as narrow as promised."""
    narrow = all(high - low <= max(abs(low), abs(high)) / 10**15 for low, high in chart.points)
    disjoint = all(a[1] < b[0] for a, b in pairwise(chart.points))
    near = [math.isclose(low, x, rel_tol=1e-14) for (low, _), x in zip(chart.points, points, strict=True)]
    return narrow and disjoint and all(near)


@pytest.mark.parametrize(
    "name", [*CHARTS, *(pytest.param(name, marks=pytest.mark.thorough) for name in SLOWER)]
)
def test_the_judge_of_shapes_finds_the_signs_worked_out_by_hand(name: str) -> None:
    for order, (points, expected) in enumerate({**CHARTS, **SLOWER}[name]):
        chart = signs(name, DEFAULTS[name], order)
        assert chart.signs == expected
        assert _is_at(chart, points)
        assert chart.complete
        assert not chart.doubts


def test_a_square_root_lies_in_its_enclosure() -> None:
    for low, high in signs("gelu", {}, 2).points:
        assert min(low * low, high * high) <= 2 <= max(low * low, high * high)


def test_samples_stand_in_for_balls_in_tails_only() -> None:
    assert not signs("ncu", {}, 1).sampled
    assert not signs("arctan", {}, 2).sampled
    for low, high in signs("gelu", {}, 2).sampled:
        assert min(abs(low), abs(high)) >= 8


def test_in_a_window_the_zeros_of_waves_are_all_found() -> None:
    chart = signs("sinc", {}, 0, Fraction(40))
    assert chart.complete
    assert _is_at(chart, [k * math.pi for k in range(-12, 13) if k])
    assert set(pairwise(chart.signs)) == {(1, -1), (-1, 1)}


def test_double_zeros_at_irrational_points_are_no_changes_of_sign() -> None:
    chart = signs("snake", {"a": Fraction(1)}, 1, Fraction(10))  # the slope is 1 + sin(2x)
    assert chart.complete
    assert _is_at(chart, [(k - 0.25) * math.pi for k in range(-2, 4)])
    assert set(chart.signs) == {1}


def test_the_judge_of_shapes_does_not_depend_on_what_was_judged_before() -> None:
    definition.cache_clear()
    ctx.cap = 2
    assert signs("inverse_quadratic", {"a": Fraction(1, 10)}, 2).signs == (1, -1, 1)


def test_a_pole_is_a_doubt() -> None:
    chart = signs("scaled_softsign", {"alpha": Fraction(1), "beta": Fraction(-2)}, 0)  # x/(|x| - 2)
    assert not chart.complete
    for pole in (-2, 2):
        assert any(low < pole < high for low, high in chart.doubts)


def test_parameters_of_all_sizes_are_charted() -> None:
    narrow = signs("inverse_quadratic", {"a": Fraction(10**7)}, 2)
    assert _is_at(narrow, [-1e-7 / ROOT_3, 1e-7 / ROOT_3])
    wide = signs("inverse_quadratic", {"a": Fraction(1, 10**7)}, 2)
    assert _is_at(wide, [-1e7 / ROOT_3, 1e7 / ROOT_3])
    assert narrow.signs == wide.signs == (1, -1, 1)
    assert narrow.complete
    assert wide.complete


def _is(height: Height, value: float, attained: bool, *where: float) -> bool:
    places = {place if isinstance(place, float) else float(place[0]) for place in height.where}
    same = height.value == value if math.isinf(value) else math.isclose(height.value, value, rel_tol=1e-15)
    near = all(any(math.isclose(x, place, rel_tol=1e-14) for place in places) for x in where)
    return bool(same) and height.attained == attained and near


RANGES: Final[dict[str, tuple[Any, Any]]] = {
    "relu": ((0, True, 0), (math.inf, False, math.inf)),
    "relu6": ((0, True, 0), (6, True, 6)),
    "step": ((0, True), (1, True, 0)),
    "tanh": ((-1, False, -math.inf), (1, False, math.inf)),
    "selu": ((-SELU, False, -math.inf), (math.inf, False, math.inf)),
    "softsign": ((-1, False, -math.inf), (1, False, math.inf)),
    "gelu": ((-0.16997120747990366, True, -0.7517915246935645), (math.inf, False)),
    "silu": ((-0.2784645427610738, True, -1.278464542761074), (math.inf, False)),
    "mish": ((-0.3088434130172504, True, -1.1924312145154952), (math.inf, False)),
    "hard_swish": ((-0.375, True, -1.5), (math.inf, False)),
    "gaussian": ((0, False, -math.inf, math.inf), (1, True, 0)),
    "log_sigmoid": ((-math.inf, False, -math.inf), (0, False, math.inf)),
    "soft_root_sign": ((6 / (3 - 2 * math.e), True, -3), (2, False, math.inf)),
}


@pytest.mark.parametrize("name", RANGES)
def test_the_judge_of_heights_finds_the_published_range(name: str) -> None:
    found = range_(name, DEFAULTS[name])
    least, greatest = RANGES[name]
    assert _is(found.least, *least)
    assert _is(found.greatest, *greatest)
    assert found.complete


SLOPES: Final[dict[str, tuple[Any, Any]]] = {
    "relu": ((0, True), (1, True)),
    "leaky_relu": ((0.01, True), (1, True)),
    "sigmoid": ((0, False, -math.inf, math.inf), (0.25, True, 0)),
    "tanh": ((0, False, math.inf), (1, True, 0)),
    "selu": ((0, False, -math.inf), (SELU, True, 0)),  # as the formula's branch at 0 is the left one
    "gelu": ((-0.12890414518515478, True, -ROOT_2), (1.1289041451851548, True, ROOT_2)),
    "hard_swish": ((-0.5, False, -3), (1.5, False, 3)),
    "laplacian": ((-1, True, 0), (1, False, 0)),
    "square": ((-math.inf, False, -math.inf), (math.inf, False, math.inf)),
    "elliot2": ((0, True, 0), (3 * ROOT_3 / 8, True, 1 / ROOT_3)),
}


@pytest.mark.parametrize("name", SLOPES)
def test_the_judge_of_heights_finds_the_steepest_slopes(name: str) -> None:
    found = steepest(name, DEFAULTS[name])
    least, greatest = SLOPES[name]
    assert _is(found.least, *least)
    assert _is(found.greatest, *greatest)
    assert found.magnitude.value.overlaps(max(abs(found.least.value), abs(found.greatest.value)))
    assert found.complete


def test_extremes_have_25_digits() -> None:
    with mpmath.workdps(40), ctx.workprec(200):
        turn = mpmath.findroot(lambda x: mpmath.ncdf(x) + x * mpmath.npdf(x), -0.75)
        expected = arb(str(turn * mpmath.ncdf(turn)))
        assert abs(range_("gelu", {}).least.value - expected) < arb(10) ** -30


def test_the_extremes_in_a_window_are_those_of_its_ends_too() -> None:
    found = range_("gcu", {}, Fraction(3))
    assert _is(found.greatest, -3 * math.cos(3), True, -3)
    assert _is(found.least, 3 * math.cos(3), True, 3)


@pytest.mark.parametrize("side", [-1, 1])
def test_between_kinks_every_branch_of_a_reference_is_the_same_function(side: int) -> None:
    """On that the judge's intervals rest; a kink that a reference does not list shows here."""
    for name in REFERENCES:
        owner = Definition(name, DEFAULTS[name])
        places = [side * Fraction(11 * 2 ** (k + 4), 128) for k in range(-4, 7)]
        for a, b in pairwise(sorted(places)):
            known = owner.outcomes(a), owner.outcomes(b)
            if known[0] != known[1] and not any(a <= kink <= b for kink in owner.kinks):
                values = [owner.at(a, outcomes) for outcomes in known]
                assert values[0] is not None, name
                assert values[1] is not None, name
                assert all(x.overlaps(y) for x, y in zip(*values, strict=True)), name


@pytest.mark.parametrize("name", ["silu", "eis_2", "tanhsoft_1"])
def test_signs_are_those_of_mpmath_s_derivatives(name: str) -> None:
    f = bound(name, **DEFAULTS[name])
    for order in range(3):
        chart = signs(name, DEFAULTS[name], order)
        edges = [Fraction(-9), *(edge for point in chart.points for edge in point), Fraction(9)]
        for k, sign in enumerate(chart.signs):
            middle = float(edges[2 * k] + edges[2 * k + 1]) / 2
            with mpmath.workdps(40):
                assert mpmath.sign(mpmath.diff(f, middle, order)) == sign


@pytest.mark.thorough
@pytest.mark.parametrize("name", REFERENCES)
def test_the_judge_of_shapes_has_no_doubt_about_an_activation(name: str) -> None:
    for order in range(3):
        assert signs(name, DEFAULTS[name], order, Fraction(3) if name in WAVES else None).complete
