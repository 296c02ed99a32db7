"""What a figure must not seem to say, jumps and gaps and values that are none, and what it must explain."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from drawings import drawn, lines, pieces
from matplotlib.colors import same_color

from actx.core.names.spec import activation
from actx.core.rounding.formats import format_of
from actx.figure.draw import figure
from actx.figure.request import Arrangement, Request
from actx.figure.style import THEMES, Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D


def curves(axes: Axes) -> list[Line2D]:
    """The lines of many points: no axes, dots or arrows."""
    return [line for line in axes.lines if np.size(line.get_xdata()) > 2]


def single(axes: Axes, marker: str) -> list[Line2D]:
    return [line for line in axes.lines if line.get_marker() == marker and np.size(line.get_xdata()) == 1]


# --- logarithms ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", ["tanh", "x**2", "relu", "sin(x)", "gelu"])
@pytest.mark.thorough
def test_at_a_zero_a_logarithm_falls_out_of_the_axes_and_there_is_no_jump(spec: str) -> None:
    axes = drawn(spec, log=True).axes[0]
    low, high = axes.get_ylim()
    assert single(axes, "o") == []
    # Each curve that comes near 0 goes on to below the axes, within a thousandth of their width.
    ends = [(x[k], y[k]) for line in curves(axes) for x, y in pieces(line) for k in (0, -1)]
    beside = [(x, y) for x, y in ends if abs(x) < 0.012]
    assert beside
    assert all(y < low for _, y in beside)
    # The zero does not make the axis long: what it shows are the values of a coarse grid.
    assert high - low < 11


def test_magnitudes_as_small_as_float64_has_are_shown_down_to_a_zero() -> None:
    axes = drawn("gelu", log=True, interval=(-40, 5)).axes[0]
    low, _ = axes.get_ylim()
    assert -400 < low < -323
    (positive, negative) = curves(axes)
    assert positive.get_linestyle() == "-"
    assert negative.get_linestyle() != "-"
    (x, y), *_ = pieces(positive)
    assert abs(x[0]) < 1e-9
    assert y[0] < low


def test_what_is_negative_is_dotted_which_no_dashes_of_coinciding_curves_are() -> None:
    found = drawn("sigmoid", "tanh", log=True, interval=(-20, 20))
    assert "coincide" in found.get_supxlabel()
    assert "dotted where the value is negative" in found.get_supxlabel()
    (dotted,) = [line for line in curves(found.axes[0]) if line.get_linestyle() != "-"]
    assert max(np.nanmax(x) for x, _ in pieces(dotted)) < 1e-9
    assert dotted._dash_pattern[1][0] <= dotted.get_linewidth()  # type: ignore[attr-defined]


# --- curves that coincide --------------------------------------------------------------------------------


def covered(found: Figure, x: np.ndarray) -> np.ndarray:
    """For each curve and each x, its height there if it is drawn there, else nan."""
    shown = []
    for line in lines(found).values():
        heights = np.full_like(x, np.nan)
        for xs, ys in pieces(line):
            inside = (x >= xs[0]) & (x <= xs[-1])
            heights[inside] = np.interp(x[inside], xs, ys)
        shown.append(heights)
    return np.array(shown)


def test_where_a_curve_is_hidden_another_one_is_drawn_in_its_place() -> None:
    slopes = (0.0, 0.075, 0.15, 0.225, 0.3)
    specs = [f"where(x > 0, x, {slope}*x)" for slope in slopes]
    found = drawn(*specs, interval=(-2, 2))
    height = float(np.ptp(found.axes[0].get_ylim()))
    x = np.linspace(-1.99, 1.99, 4001)
    shown = covered(found, x)
    for own, slope in zip(shown, slopes, strict=True):
        true = np.where(x > 0, x, slope * x)
        hidden = np.isnan(own)
        nearest = np.nanmin(np.abs(shown - true), axis=0)
        assert hidden.any() or slope == 0
        assert nearest[hidden].max(initial=0) < 0.0065 * height


def test_errors_that_coincide_are_both_seen() -> None:
    found = drawn("log(1+exp(x))", "log1p(exp(x))", error=format_of("float32"), interval=(-20, 20))
    first, second = curves(found.axes[1])
    assert len(pieces(second)) > len(pieces(first)) + 5
    low, _ = found.axes[1].get_ylim()
    least = min(float(np.min(y)) for _, y in pieces(first))
    assert low < least == -1.0  # the least errors are not on the axis
    assert "errors below 0.1 ulp" in found.get_supxlabel()


# --- marks -----------------------------------------------------------------------------------------------


def test_no_marker_of_a_curve_looks_like_the_value_at_a_jump_or_stands_on_one() -> None:
    first = "sigmoid", "tanh", "relu", "leaky_relu"  # which need no markers
    found = drawn(
        *first, "elu", "gelu", "silu", "mish", "softplus", "softsign", "selu", "hardswish", orders=(1,)
    )
    (axes,) = found.axes
    marked = [line for line in curves(axes) if line.get_marker() not in ("None", "", None)]
    assert len(marked) == 8
    assert "o" not in {line.get_marker() for line in marked}
    dots = [axes.transData.transform(np.asarray(dot.get_xydata()))[0] for dot in single(axes, "o")]
    for line in marked:
        places: Any = line.get_markevery()
        at = axes.transData.transform(np.asarray(line.get_xydata())[places])
        apart = [np.hypot(*(at - dot).T).min() * 72 / found.dpi for dot in dots]
        assert min(apart) > 6
        along = np.hypot(*np.diff(at, axis=0).T) * 72 / found.dpi
        assert along.max() < 200  # at least every few centimetres


def test_a_pole_at_0_is_where_the_axis_is() -> None:
    axes = drawn("1/x").axes[0]
    upright = [line for line in axes.lines if list(np.unique(np.asarray(line.get_xdata()))) == [0]]
    assert len(upright) == 1


# --- what is explained -----------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_difference_says_of_what_it_is_and_has_the_colour_of_neither() -> None:
    found = drawn("gelu", "quick_gelu", arrangement=Arrangement.DIFFERENCE)
    above, below = found.axes
    assert below.get_title(loc="left").startswith("gelu − quick_gelu: largest 0.0203")
    (line,) = curves(below)
    assert not any(same_color(line.get_color(), other.get_color()) for other in curves(above))


def test_a_largest_difference_that_is_a_limit_is_ringed_where_the_curve_goes() -> None:
    """Of tanh' and hard_tanh' it is tanh(1)**2, just inside the kinks; at them it is 1 - tanh(1)**2."""
    found = drawn("tanh", "hard_tanh", orders=(0, 1), arrangement=Arrangement.DIFFERENCE)
    panel = found.axes[-1]
    assert panel.get_title(loc="left").endswith("largest 0.580026 beside x = −1")
    (ring,) = [line for line in panel.lines if line.get_fillstyle() == "none"]
    place = np.asarray([ring.get_xdata(), ring.get_ydata()]).ravel()
    assert place.tolist() == pytest.approx([-1, -(math.tanh(1) ** 2)])


def test_the_heading_of_a_panel_is_whole_on_paper() -> None:
    look = Look(theme=THEMES["paper"], dpi=40)
    found = figure([activation("tanh")], Request(error=format_of("float32")), look=look)
    assert found.axes[1].get_title(loc="left") == "error as written in float32, in ulps"


@pytest.mark.parametrize(
    ("spec", "note"), [("gelu", "max |f'| = 1.12890 at 1.41421"), ("hardswish", "max |f'| = 1.5 beside 3")]
)
@pytest.mark.thorough
def test_a_note_that_is_far_from_its_point_is_led_to_it_past_other_dots(spec: str, note: str) -> None:
    found = drawn(spec, orders=(0, 1), annotated=True)
    axes: Any = found.axes[0]
    assert note in [text.get_text() for text in axes.texts]
    leads = [line for line in axes.lines if line.get_transform() == axes.transAxes]
    assert leads
    dots = [axes.transData.transform(np.asarray(dot.get_xydata()))[0] for dot in single(axes, "o")]
    for lead in leads:
        ends = axes.transAxes.transform(np.asarray(lead.get_xydata()))
        line = np.linspace(ends[0], ends[1], 50)
        others = [dot for dot in dots if np.hypot(*(dot - ends[0])) > 1]
        assert all(np.hypot(*(line - dot).T).min() * 72 / found.dpi > 4 for dot in others)


def test_a_limit_of_0_has_no_line_beside_that_of_the_axis() -> None:
    axes = drawn("gelu", annotated=True).axes[0]
    flat = [line for line in axes.lines if list(np.unique(np.asarray(line.get_ydata()))) == [0]]
    assert len(flat) == 1


def test_a_curve_that_goes_far_beyond_the_axes_has_as_many_markers_as_are_seen() -> None:
    found = drawn("tanh", "sigmoid", "-x", "0*x", "exp(x)", interval=(-500, 500), ylim=(-2, 2))
    (line,) = (line for line in found.axes[0].lines if line.get_label() == "exp(x)")
    marked = np.asarray(line.get_markevery())
    assert 0 < marked.size < 60


def test_markers_of_one_curve_are_apart_where_it_goes_up_and_down() -> None:
    found = drawn("relu", "tanh", "silu", "gelu", "x*sin(40*x)")
    (axes,) = found.axes
    (line,) = (line for line in axes.lines if line.get_label() == "x*sin(40*x)")
    places: Any = line.get_markevery()
    at = axes.transData.transform(np.asarray(line.get_xydata())[places]) * 72 / found.dpi
    apart = np.hypot(*(at[:, None] - at[None, :]).T)[np.triu_indices(len(at), 1)]
    assert len(at) > 10
    assert apart.min() > 20  # a layout with labels makes the axes a little smaller afterwards


# --- nothing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("specs", "settings"),
    [(("log(-1-x**2)",), {}), (("relu", "gelu"), {"ylim": (100.0, 200.0)}), (("sqrt(x-9)", "relu"), {})],
)
def test_empty_axes_say_that_nothing_is_in_them(specs: tuple[str, ...], settings: dict[str, Any]) -> None:
    is_empty = "relu" not in specs or bool(settings)
    said = [text.get_text() for text in drawn(*specs, **settings).axes[0].texts]
    assert ("no value within these axes" in said) == is_empty
