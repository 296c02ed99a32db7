"""Where panels and words stand: no empty bands, panels of one size, each with its own features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from drawings import drawn, entries

from actx.core.names.spec import activation
from actx.figure.arrangement import arranged
from actx.figure.functions import plottables
from actx.figure.labels import default_names
from actx.figure.request import Arrangement

if TYPE_CHECKING:
    from conftest import Sample
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

pytestmark = pytest.mark.thorough

SIX: Final = ("sigmoid", "tanh", "relu", "elu", "gelu", "silu")
FIGURES: Final[tuple[tuple[tuple[str, ...], dict[str, Any]], ...]] = (
    (("sigmoid",), {"orders": (0, 1)}),
    (("hardshrink",), {"orders": (0, 1)}),
    (("relu", "gelu"), {"orders": (0, 1)}),
    (SIX, {"orders": (0, 1), "arrangement": Arrangement.GRID}),
    (("softmax",), {"orders": (0, 1)}),
    (("gelu", "quick_gelu"), {"orders": (0, 1), "arrangement": Arrangement.DIFFERENCE}),
    (("gelu",), {"log": True, "orders": (0, 1), "interval": (-40, 5)}),
    (("x+1e9",), {"interval": (0, 1)}),
    ((*SIX, "mish", "softplus", "softsign", "selu", "hardswish", "celu", "relu6"), {}),
)


def points(figure: Figure, box: Bbox) -> tuple[float, ...]:
    """The left, lower, right and upper end of a box in points."""
    return tuple(float(end) * 72 / figure.dpi for end in box.extents)


def words_below(figure: Figure) -> list[tuple[float, ...]]:
    """The boxes of what is below the panels: the lowest labels of x, the note and the legend."""
    figure.draw_without_rendering()
    every: Any = figure.axes
    labels = [axes.xaxis.label for axes in every if axes.get_xlabel()]
    note: Any = figure._supxlabel  # type: ignore[attr-defined]
    found = [each.get_window_extent() for each in (*labels, note) if each.get_text()]
    return [
        points(figure, box) for box in (*found, *(legend.get_window_extent() for legend in figure.legends))
    ]


def test_there_are_no_empty_bands_around_the_axes_and_below_them(some: Sample) -> None:
    for specs, options in some(FIGURES, 3):
        found = drawn(*specs, **options)
        width, height = (72 * side for side in found.get_size_inches())
        left, low, right, high = (72 * end for end in found.get_tightbbox().extents)  # of all, in inches
        assert all(1.5 < edge < 12 for edge in (left, low, width - right, height - high)), specs
        boxes = [box for box in words_below(found) if box[0] < width / 2 or not found.legends]
        for box in boxes:
            under = [other[3] for other in boxes if other[3] < box[1] + 3]
            assert not under or box[1] - max(under) < 11, specs


def test_the_panels_of_a_figure_have_one_size_and_the_words_are_centred_under_them(some: Sample) -> None:
    for specs, options in some(FIGURES, 3):
        found = drawn(*specs, **options)
        boxes = [points(found, axes.get_window_extent()) for axes in found.axes]
        assert np.ptp([box[2] - box[0] for box in boxes]) < 0.01
        assert np.ptp([box[3] - box[1] for box in boxes]) < 0.01
        middle = (min(box[0] for box in boxes) + max(box[2] for box in boxes)) / 2
        whole = found.bbox.width * 72 / found.dpi
        for box in words_below(found)[-1:]:
            centred = abs((box[0] + box[2]) / 2 - middle) < 2
            assert centred or box[0] < 9 or box[2] > whole - 9


def test_a_legend_of_long_formulas_stands_below_the_axes_and_makes_the_figure_no_wider() -> None:
    formula = "log1p(exp(x))+sin(x)*cos(x)/(1+x*x)-tanh(x)*sigmoid(x)"
    found = drawn(formula, orders=(0, 1))
    assert found.get_size_inches()[0] == pytest.approx(6.4)
    assert found.get_size_inches()[1] > 4.4
    found.draw_without_rendering()
    (legend,) = found.legends
    assert legend.get_window_extent().y1 < found.axes[0].get_window_extent().y0


def test_one_curve_that_the_title_names_has_no_legend() -> None:
    found = drawn("sin(x)", log=True)  # its label has no place at the end of the axes
    assert not found.legends
    assert found.axes[0].get_title()


# --- small panels ----------------------------------------------------------------------------------------


def test_a_panel_of_a_grid_has_the_interval_of_its_activation_and_ticks_of_its_own() -> None:
    found = drawn("relu", "clipped_relu", "gelu", "silu", arrangement=Arrangement.GRID)
    assert [axes.get_xlim() for axes in found.axes] == [(-6, 6), (-6, 30), (-6, 6), (-6, 6)]
    found.draw_without_rendering()
    shown = [any(tick.label1.get_visible() for tick in axes.xaxis.get_major_ticks()) for axes in found.axes]
    assert shown == [False, True, True, True]
    same = drawn("relu", "clipped_relu", arrangement=Arrangement.GRID, interval=(-2, 3))
    assert {axes.get_xlim() for axes in same.axes} == {(-2, 3)}


@pytest.mark.parametrize(("count", "columns"), [(2, 2), (4, 2), (6, 3), (9, 3), (12, 4), (20, 5), (40, 8)])
def test_a_grid_has_few_empty_places(count: int, columns: int) -> None:
    several = [activation(f"x+{k}") for k in range(count)]
    names = default_names(several)
    plan = arranged(plottables(several, [0], (), names), several, names, Arrangement.GRID)
    assert plan.shape == (-(-count // columns), columns)


def test_components_in_a_grid_are_named_in_one_legend_for_all_panels() -> None:
    found = drawn("softmax", "sparsemax", "tanh", orders=(0, 1), arrangement=Arrangement.GRID)
    headings: Any = [axes.get_title(loc="left") for axes in found.axes]
    assert headings == ["softmax", "sparsemax", "tanh"]
    assert entries(found) == ["y1", "dy1/dx1", "y2", "dy2/dx1", "y3", "dy3/dx1", "f", "f'"]
    assert [axes.get_xlabel() for axes in found.axes] == ["x1  (x2 = 0, x3 = 1)"] * 2 + ["x"]
    # One component has one colour in every panel.
    colours = {axes.lines[-1].get_color() for axes in found.axes[2:]}
    assert colours == {found.axes[0].lines[2].get_color()}
