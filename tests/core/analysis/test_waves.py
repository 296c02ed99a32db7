"""Shapes of waves: against the judge of shapes in a window, and by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, inf, isinf, pi
from typing import TYPE_CHECKING, Any, Final

import pytest
from cases import CASES
from flint import arb
from judges.heights import range_, steepest
from judges.known_shapes import WAVES
from judges.shape import signs as judged
from scalar import scalar
from shape_keys import data_of, shape_of

from actx.cli.answers.shape import sentences
from actx.core.analysis.facts import Endless, Extremum
from actx.core.analysis.properties import Properties
from actx.core.analysis.shape import Shape
from actx.io.shortest import six_digits

if TYPE_CHECKING:
    from cases import Case
    from conftest import Block, Sample
    from judges.heights import Height

    from actx.core.analysis.facts import Bound

# Of these a window has hundreds of zeros.
_FAST: Final = {"siren_sine": Fraction(1), "finer": Fraction(1, 2), "morlet": Fraction(4)}
_WINDOW: Final = Fraction(8)
# What is not decided, at some setting.
_NOT_DECIDED: Final[dict[str, set[str]]] = {
    "finer": {"zeros", "extrema", "inflections", "infimum", "supremum"},
    "coslu": {"least_slope", "greatest_slope"},
}


def _cases() -> list[Case]:
    return [case for case in CASES if case.name in WAVES]


@pytest.mark.thorough
def test_zeros_and_turns_of_waves_are_those_of_the_judge_in_a_window(block: Block, drawn: Sample) -> None:
    for case in block(drawn(_cases(), 20)):
        shape, reach = Shape(case.function), _FAST.get(case.name, _WINDOW)
        for order, key in enumerate(("zeros", "extrema", "inflections")):
            found = _within(getattr(shape, key), reach)
            assert found is not None or key in _NOT_DECIDED.get(case.name, ()), f"{case}: {key}"
            if found is not None:
                chart = judged(case.name, case.parameters, order, reach)
                assert chart.complete, str(case)
                true = [
                    low
                    for (low, _), (left, right) in zip(chart.points, pairwise(chart.signs), strict=True)
                    if order == 0 or left != right
                ]
                if order != 1:  # a kink is no inflection, and at a jump over 0 there is no zero
                    true = [x for x in true if not any(kink.at == x for kink in case.kinks)]
                near = [abs(Fraction(a) - b) < 1e-12 for a, b in zip(found, true, strict=False)]
                assert len(found) == len(true), f"{case}: {key} {found}, but {[*map(float, true)]}"
                assert all(near), f"{case}: {key} {found}, but {[*map(float, true)]}"


def _within(found: Any, reach: Fraction) -> list[float] | None:
    """The places in a window, of a list or of endlessly many; None where they are not known."""
    listed, period = (found.listed, found.period) if isinstance(found, Endless) else (found, None)
    if listed is None:
        return None
    points = [each if isinstance(each, float) else each[0] for each in listed]
    if period is not None:
        turns = range(floor(-reach / Fraction(period)) - 1, ceil(reach / Fraction(period)) + 1)
        points = [x + turn * period for turn in turns for x in points]
    return sorted(x for x in points if abs(x) < reach)


@pytest.mark.thorough
def test_bounds_of_waves_are_those_of_the_judge_in_a_window(block: Block, drawn: Sample) -> None:
    for case in block(drawn(_cases(), 20)):
        shape, reach = Shape(case.function), _FAST.get(case.name, _WINDOW)
        values, slopes = (
            range_(case.name, case.parameters, reach),
            steepest(case.name, case.parameters, reach),
        )
        for key, true, side in (
            ("infimum", values.least, -1),
            ("supremum", values.greatest, 1),
            ("least_slope", slopes.least, -1),
            ("greatest_slope", slopes.greatest, 1),
        ):
            found = getattr(shape, key)
            assert found is not None or key in _NOT_DECIDED.get(case.name, ()), f"{case}: {key}"
            if found is not None:
                _agree(f"{case}: {key} {found}, but {true} in the window", found, true, side, reach)


def _agree(what: str, found: Bound, true: Height, side: int, reach: Fraction) -> None:
    """Whether values in a window stay within a bound, and reach it if it is attained there."""
    if isinf(found.value):
        assert found.value == side * inf, what
        return
    beyond, slack = side * (true.value - found.value), abs(arb(found.value)) * arb(2) ** -52
    assert not beyond > slack, what
    if abs(found.x) <= reach and found.is_attained:
        assert not abs(beyond) > slack, what


# --- by hand ---------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_wave_has_the_zeros_of_one_period() -> None:
    shape = shape_of("sin(x)")
    assert shape.zeros == Endless([(0.0, 0.0), (pi, pi)], 2 * pi)
    assert shape.extrema == Endless(
        [Extremum(pi / 2, 1.0, is_minimum=False), Extremum(3 * pi / 2, -1.0, is_minimum=True)], 2 * pi
    )
    assert shape_of("cos(pi*x/3)").zeros == Endless([(1.5, 1.5), (4.5, 4.5)], 6.0)
    assert shape_of("2+cos(x)").zeros == []
    assert shape_of("x+sin(x)").extrema == []


@pytest.mark.thorough
def test_endlessly_many_are_never_a_list_that_looks_complete() -> None:
    data = data_of(scalar("max(sin(x), 0)"))
    assert data["maxima"] == "endlessly many"
    assert (data["maxima_in_period"], data["maxima_period"]) == ([pi / 2], 2 * pi)
    assert data["minima"] == []  # plateaus
    data = data_of(scalar("x*cos(x)"))
    assert data["zeros"] == "endlessly many"
    assert len(data["zeros_within_10"]) == 7
    assert "zeros" not in data["not_decided"]


@pytest.mark.thorough
def test_sentences_say_that_there_is_no_end() -> None:
    told = [*sentences(Properties(scalar("sin(pi*x)")), six_digits)]
    assert "f = 0 at 0, 1 and every 2 from there, both ways" in told
    assert "local minimum at 1.5 and every 2 from there, both ways" in told
    told = [*sentences(Properties(scalar("x*cos(x)")), six_digits)]
    assert any(each.startswith("f = 0 endlessly often: for |x| up to 10 at -7.85398, ") for each in told)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "formula", ["sin(x)+sin(sqrt(2)*x)", "sin(x+sin(2*x)/x)", "sin(log(1+x**2)*x)+cos(x)", "x*sin(1/x)"]
)
def test_waves_without_a_common_period_are_not_decided(formula: str) -> None:
    shape = shape_of(formula)
    assert shape.zeros is None
    assert shape.supremum is None or isinf(shape.supremum.value)


@pytest.mark.thorough
def test_gaps_that_come_back_are_not_passed_over() -> None:
    assert shape_of("sqrt(tan(x))").monotone is None
    assert shape_of("tan(x)").monotone == "no"
    assert shape_of("log(sin(x))+x").lipschitz in (None, inf)


@pytest.mark.thorough
def test_a_bound_of_the_tails_counts() -> None:
    """Where a wave grows slowly towards its bound, the highest crest in a window is not the supremum."""
    for formula in ("x/(1+abs(x))*sin(x)", "sin(x)*(1-exp(-abs(x)/50))"):
        found = shape_of(formula).supremum
        assert found is None or found.value == 1.0


@pytest.mark.thorough
def test_a_slope_alone_has_no_period_where_the_function_jumps() -> None:
    """cos(pi x), and from 1 on a whole higher: f' is periodic, f is not, and has no minimum at the jump."""
    extrema = shape_of("where(x > 1, cos(pi*x)+1, cos(pi*x))").extrema
    assert isinstance(extrema, Endless)
    assert extrema.period is None
    minima = [each.x for each in extrema.listed or () if each.is_minimum]
    assert minima == [x for x in range(-9, 11, 2) if x != 1]


def test_what_comes_before_the_last_branch_counts() -> None:
    assert shape_of("where(x > 100, -5, sin(x))").infimum in (None, (-5.0, 101.0, True))
    far = shape_of("where(x > 100, x, where(x > 70, -50, sin(x)))").infimum
    assert far is None or far.value == -50
