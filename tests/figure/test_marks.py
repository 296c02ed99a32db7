"""Dots that nest, so that each is seen, and arrows where the axes cut a curve."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from drawings import curve, drawn, pixels
from matplotlib.colors import to_rgb
from matplotlib.markers import CARETDOWN, CARETUP

from actx.figure.marks import arrows, dots
from actx.figure.plane import Interval
from actx.figure.request import Arrangement

if TYPE_CHECKING:
    from conftest import Sample
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

# --- dots ------------------------------------------------------------------------------------------------


def points(line: Line2D) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in np.asarray(line.get_xydata())]


def dots_of(figure: Figure) -> list[Line2D]:
    return [line for line in figure.axes[0].lines if line.get_marker() == "o" and len(points(line)) == 1]


MEETING: Final = [
    (["sign(x)", "where(x>=0,1,0)"], (0,), 5),
    (["hardshrink"], (0, 1), 8),
    (["relu", "leaky_relu", "relu6", "elu"], (0, 1), 8),
    (["step", "where(x>=0,1,0)", "where(x>0,1,0)", "sign(x)"], (0,), 9),
    (["torch.nn.Hardtanh", "jax.nn.hard_tanh"], (1,), 8),
    (["where(x > 0.001, 1, 0)", "where(x > 0, 1, 0)"], (0,), 4),
]


@pytest.mark.thorough
def test_every_dot_can_be_seen(some: Sample) -> None:
    """Where a dot is taken away, pixels of its colour are gone."""
    for specs, orders, count in some(MEETING, 1):
        found = drawn(*specs, orders=orders, arrangement=Arrangement.TOGETHER)
        found.set_dpi(150)
        marks = dots_of(found)
        assert len(marks) == count
        whole = pixels(found)
        for mark in marks:
            mark.set_visible(False)
            gone = np.any(pixels(found) != whole, axis=2)
            mark.set_visible(True)
            own = np.all(np.abs(whole - 255 * np.array(to_rgb(str(mark.get_color())))) < 2, axis=2)
            assert np.count_nonzero(gone & own) > 12, points(mark)


def test_dots_are_drawn_above_all_lines() -> None:
    found = drawn("sign(x)", "0*x", "tanh")
    marks = dots_of(found)
    others = [line for line in found.axes[0].lines if line not in marks]
    assert min(mark.get_zorder() for mark in marks) > max(line.get_zorder() for line in others)


def test_dots_that_do_not_meet_are_equally_small_and_those_that_meet_nest_with_the_filled_one_inside() -> (
    None
):
    curves = [curve("sign(x)"), curve("where(x>=0,1,0)")]
    found = dots(curves, Interval(-6, 6), Interval(-1.1, 1.1), (400, 300))
    sizes = {(dot.curve, dot.mark.y, dot.mark.filled): dot.diameter for dot in found}
    assert sizes[0, -1, False] == sizes[0, 0, True] == sizes[1, 1, True] == min(sizes.values())
    assert sizes[1, 0, False] == sizes[0, 1, False] > sizes[0, 0, True]


# --- arrows ----------------------------------------------------------------------------------------------


def arrows_of(figure: Figure) -> list[tuple[float, float, bool]]:
    return [
        (*points(line)[0], line.get_marker() == CARETUP)
        for line in figure.axes[0].lines
        if line.get_marker() in (CARETUP, CARETDOWN)
    ]


def test_an_arrow_is_where_the_axes_cut_a_curve() -> None:
    found = drawn("exponential", interval=(0, 20))
    top = found.axes[0].get_ylim()[1]
    ((x, y, upwards),) = arrows_of(found)
    assert (y, upwards) == (top, True)
    assert x == pytest.approx(math.log(top), abs=0.01)


@pytest.mark.parametrize("spec", ["sigmoid", "relu", "x**3", "exponential", "sign(x)", "sqrt(x)", "0*x+1e9"])
def test_where_only_the_interval_ends_there_is_no_arrow(spec: str) -> None:
    assert arrows_of(drawn(spec)) == []


def test_at_a_pole_both_branches_have_an_arrow() -> None:
    found = sorted(arrows_of(drawn("1/x")))
    assert [upwards for _, _, upwards in found] == [False, True]
    assert found[0][0] == pytest.approx(-found[1][0], rel=1e-3)
    assert [upwards for _, _, upwards in sorted(arrows_of(drawn("1/x**2")))] == [True, True]


def test_a_curve_that_touches_the_end_of_the_axes_has_no_arrow_and_a_hump_that_is_cut_has_two() -> None:
    touching, hump = curve("relu"), curve("exp(-x*x)")
    assert arrows(touching, Interval(-6, 6), Interval(0, 6), 400) == []
    left, right = arrows(hump, Interval(-6, 6), Interval(-0.1, math.exp(-1)), 400)
    assert left.x == pytest.approx(-1, abs=0.01)
    assert right.x == pytest.approx(1, abs=0.01)
