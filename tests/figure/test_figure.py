"""Figures, tested by structure: what the lines, dots, limits and words are, never pixels."""

import math
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from itertools import combinations, pairwise
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from conftest import Sample
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.mathtext import MathTextParser
from matplotlib.patches import Rectangle

from actx.core.activation import Activation, AnyActivation
from actx.core.errors import KindError
from actx.core.formula.differentiate import derivative
from actx.core.formula.typeset import to_latex
from actx.core.names.lookup import activations
from actx.core.names.spec import activation
from actx.figure.axes import default_interval, y_limits
from actx.figure.curves import Curve, Interval, Mark, plottables, sketch, traced
from actx.figure.draw import figure, render, suffixes
from actx.figure.style import COLOURS, DISTINCT, pen

DPI = 40


def curve(spec: str, order: int = 0, interval: tuple[float, float] = (-6, 6)) -> Curve:
    (function,) = plottables([activation(spec)], [order], ())
    across = Interval(*interval)
    first = sketch(function, across)
    return traced(first, across, y_limits([first]))


def drawn(*specs: str, **options: Any) -> Figure:
    return figure([activation(spec) for spec in specs], dpi=DPI, **options)


def lines(figure: Figure) -> dict[str, Line2D]:
    named = {str(line.get_label()): line for line in figure.axes[0].lines}
    return {label: line for label, line in named.items() if not label.startswith("_")}


def entries(figure: Figure) -> list[str]:
    legend = figure.axes[0].get_legend() or figure.legends[0]
    return [text.get_text() for text in legend.get_texts()]


def shaded(figure: Figure) -> list[tuple[float, float]]:
    return [
        (patch.get_x(), patch.get_x() + patch.get_width())
        for patch in figure.axes[0].patches
        if isinstance(patch, Rectangle)
    ]


def spans(curve: Curve) -> list[tuple[float, float]]:
    return [(float(x[0]), float(x[-1])) for x, _ in curve.pieces]


def lightness(colour: str) -> float:
    """CIE L* of an sRGB colour, from the definition of sRGB (IEC 61966-2-1)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    y = sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


# --- the curves ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "order", "reference"),
    [
        ("sigmoid", 0, lambda x: 1 / (1 + math.exp(-x))),
        ("sigmoid", 1, lambda x: math.exp(-x) / (1 + math.exp(-x)) ** 2),
        ("tanh", 1, lambda x: 1 / math.cosh(x) ** 2),
        ("gelu", 0, lambda x: x * math.erfc(-x / math.sqrt(2)) / 2),
        ("leaky_relu:alpha=0.2", 0, lambda x: x if x > 0 else 0.2 * x),
        ("elu:alpha=3", 0, lambda x: x if x > 0 else 3 * math.expm1(x)),
        ("sine", 2, lambda x: -math.sin(x)),
        ("hard_swish", 0, lambda x: x * min(max(x + 3, 0), 6) / 6),
        ("1/x", 0, lambda x: 1 / x),
    ],
)
def test_every_point_of_a_line_is_on_the_function(
    spec: str, order: int, reference: Callable[[float], float]
) -> None:
    line = lines(drawn(spec, orders=(order,), interval=(-5, 7)))
    ((_, only),) = line.items()
    x, y = (np.asarray(data, dtype=float) for data in only.get_data())
    points = [(float(a), float(b)) for a, b in zip(x, y, strict=True) if b == b]  # noqa: PLR0124  not nan
    assert len(points) > 300
    for a, b in points:
        assert b == pytest.approx(reference(a), rel=1e-8, abs=1e-12)


@pytest.mark.parametrize(
    "spec", ["tanh(200*(x-0.3))", "sin(9*x)", "gelu", "sqrt(abs(x-1))", "x/(0.001+abs(x))"]
)
def test_a_curve_is_smooth_to_the_eye(spec: str) -> None:
    """Half way between two samples the function is within half a pixel of the chord, across or up."""
    found = curve(spec)
    low, high = y_limits([sketch(found.of, Interval(-6, 6))])
    for x, y in found.pieces:
        middle = (x[:-1] + x[1:]) / 2
        off = np.abs(found.of.values(middle) - (y[:-1] + y[1:]) / 2) * 600 / (high - low)
        narrow = np.diff(x) * 900 / 12 < 0.5
        assert np.all((off < 0.5) | narrow)
        assert np.all(np.abs(np.diff(y)) * 600 / (high - low) < 9)


@pytest.mark.parametrize(
    ("spec", "order", "marks"),
    [
        ("relu", 0, []),
        ("relu", 1, [(0, 0, True), (0, 1, False)]),
        ("elu", 1, []),
        ("selu", 1, [(0, 1.0507009873554805, False), (0, 1.758099340847376, True)]),
        ("step", 0, [(0, 0, False), (0, 1, True)]),
        ("hardshrink", 0, [(-0.5, -0.5, False), (-0.5, 0, True), (0.5, 0, True), (0.5, 0.5, False)]),
        ("relu6", 1, [(0, 0, True), (0, 1, False), (6, 0, True), (6, 1, False)]),
        ("hard_swish", 1, [(-3, -0.5, False), (-3, 0, True), (3, 1, True), (3, 1.5, False)]),
        ("sign(x)", 0, [(0, -1, False), (0, 0, True), (0, 1, False)]),
        ("sin(x)/x", 0, [(0, 1, False)]),
        ("where(x > 0, 1/x, -1)", 0, [(0, -1, True)]),
        ("where(abs(x) > 0, 1, 3)", 0, [(0, 1, False), (0, 3, True)]),
        ("1/x", 0, []),
        ("sin(1/x)", 0, []),
        ("sin(log(abs(x)))", 0, []),
    ],
)
def test_a_jump_has_a_filled_dot_at_its_value_and_an_open_one_at_a_limit_not_attained(
    spec: str, order: int, marks: list[tuple[float, float, bool]]
) -> None:
    found = sorted(curve(spec, order, (-7, 9)).marks)
    assert [mark.filled for mark in found] == [filled for _, _, filled in marks]
    assert np.allclose([mark[:2] for mark in found], [mark[:2] for mark in marks], rtol=1e-12, atol=0)


def test_no_line_joins_the_two_sides_of_a_jump() -> None:
    assert spans(curve("relu", 1)) == [(-6, 0), (0, 6)]
    assert spans(curve("hardshrink")) == [(-6, -0.5), (-0.5, 0), (0, 0.5), (0.5, 6)]
    line = lines(drawn("step", interval=(-2, 2)))["step"]
    x, y = (np.asarray(data, dtype=float) for data in line.get_data())
    (gap,) = np.flatnonzero(np.isnan(y))
    assert (x[gap - 1], y[gap - 1]) == (0, 0)
    assert (x[gap + 1], y[gap + 1]) == (0, 1)


def test_the_dots_are_drawn_filled_and_open_in_the_colour_of_their_curve() -> None:
    axes = drawn("relu", orders=(0, 1)).axes[0]
    dots = {
        (float(np.asarray(dot.get_ydata())[0]), to_hex(dot.get_markerfacecolor()), to_hex(dot.get_color()))
        for dot in axes.lines
        if dot.get_marker() == "o" and len(np.asarray(dot.get_xdata())) == 1
    }
    orange = COLOURS[1].lower()
    assert dots == {(0.0, orange, orange), (1.0, "#ffffff", orange)}


def test_a_kink_is_an_exact_sample() -> None:
    for spec, at in (("relu", 0.0), ("clip(x, -0.123, 1/3)", 1 / 3), ("max(x, cos(x))", 0.7390851332151607)):
        x = np.concatenate([piece[0] for piece in curve(spec).pieces])
        assert at in x


def test_at_an_end_of_the_interval_only_the_side_within_counts() -> None:
    assert sorted(curve("relu", 1, (0, 4)).marks) == [Mark(0, 0, True), Mark(0, 1, False)]
    assert curve("relu", 1, (-4, 0)).marks == ()
    assert curve("step", 0, (0, 4)).marks == ()
    assert sorted(curve("step", 0, (-4, 0)).marks) == [Mark(0, 0, False), Mark(0, 1, True)]


# --- poles and domains -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "order", "poles"),
    [
        ("1/x", 0, [0]),
        ("1/x", 1, [0]),
        ("1/(x-0.1234)", 0, [0.1234]),
        ("1/(x-0.1234)**2", 0, [0.1234]),
        ("log((x-0.1234)**2)", 0, [0.1234]),
        ("log(abs(x))", 0, [0]),
        ("tan(x)", 0, [-1.5 * math.pi, -0.5 * math.pi, 0.5 * math.pi, 1.5 * math.pi]),
        ("tan(x)", 1, [-1.5 * math.pi, -0.5 * math.pi, 0.5 * math.pi, 1.5 * math.pi]),
        ("atan(1/(x-0.1234))", 0, [0.1234]),
    ],
)
def test_no_line_passes_through_a_pole(spec: str, order: int, poles: list[float]) -> None:
    found = spans(curve(spec, order))
    assert len(found) == len(poles) + 1
    for (_, end), pole, (start, _) in zip(found, poles, found[1:], strict=False):
        assert end <= pole + 1e-9
        assert start >= pole - 1e-9
        assert start - end < 3


def test_a_jump_where_the_function_is_undefined_has_two_open_dots() -> None:
    low, high = sorted(curve("atan(1/(x-0.1234))").marks, key=lambda mark: mark.y)
    assert (low.filled, high.filled) == (False, False)
    assert low.y == pytest.approx(-math.pi / 2, rel=1e-9)
    assert high.y == pytest.approx(math.pi / 2, rel=1e-9)


def test_a_value_that_stands_alone_is_a_filled_dot() -> None:
    marks = curve("where(x*x > 0, 1, 3)").marks
    assert [mark for mark in marks if mark.filled] == [Mark(0, 3, filled=True)]
    assert {round(mark.y, 9) for mark in marks if not mark.filled} == {1}


def test_a_curve_begins_where_its_domain_does() -> None:
    found = curve("sqrt(x - 0.3)")
    ((x, y),) = found.pieces
    assert x[0] == pytest.approx(0.3, abs=1e-11)
    assert y[0] < 1e-5


def test_a_derivative_is_drawn_only_where_there_is_a_function() -> None:
    assert all(x[0] >= 0 for x, _ in curve("log(x)", 1).pieces)


def test_a_figure_without_a_single_value_is_an_empty_one() -> None:
    found = drawn("sqrt(-1-x*x)", orders=(0, 1))
    assert entries(found) == ["sqrt(-1-x*x)", "(sqrt(-1-x*x))'"]


# --- the axes --------------------------------------------------------------------------------------------


def limits(*specs: str, order: int = 0, interval: tuple[float, float] = (-6, 6)) -> Interval:
    functions = plottables([activation(spec) for spec in specs], [order], (0.0, 1.0))
    return y_limits([sketch(function, Interval(*interval)) for function in functions])


def test_a_given_interval_is_used_exactly() -> None:
    assert drawn("relu", interval=(-1.25, 3)).axes[0].get_xlim() == (-1.25, 3)


@pytest.mark.parametrize(
    ("spec", "low", "high"),
    [
        ("sigmoid", (-6, -6), (6, 6)),
        ("relu6", (-6, -6), (7, 10)),
        ("clip(x, -40, 40)", (-80, -45), (45, 80)),
        ("sine", (-3 * math.pi - 0.1, -2 * math.pi), (2 * math.pi, 3 * math.pi + 0.1)),
        ("sin(30*x)", (-0.4, -0.2), (0.2, 0.4)),
        ("log(x)", (-1, 0), (6, 6)),
        ("exp(x)", (-6, -6), (2, 4)),
        ("x**x", (-1, 0), (2, 4)),
        ("abs(sin(x))", (-10, -5), (5, 10)),
        ("1/x", (-6, -6), (6, 6)),
        ("softmax", (-6, -6), (6, 6)),
    ],
)
def test_the_interval_shows_the_features(
    spec: str, low: tuple[float, float], high: tuple[float, float]
) -> None:
    found = default_interval([activation(spec)], (0.0, 1.0))
    assert low[0] <= found.low <= low[1]
    assert high[0] <= found.high <= high[1]


def test_the_interval_of_several_holds_that_of_each() -> None:
    assert default_interval([activation("relu"), activation("sine")], ()).high > 9
    assert default_interval([activation("softmax")], (0.0, 20.0)).high > 20


@pytest.mark.parametrize(
    "spec", ["1/x", "tan(x)", "1/(x-0.1234)**2", "log(x)", "exp(x)", "exp(1/x)", "exp(900*x)"]
)
def test_what_blows_up_does_not_blow_up_the_axis(spec: str) -> None:
    low, high = limits(spec)
    assert -20 < low < high < 100


@pytest.mark.parametrize(
    ("spec", "low", "high"),
    [
        ("sigmoid", 0, 1),
        ("x**3", -216, 216),
        ("exp(-1000*(x-0.123)**2)", 0, 1),
        ("100*exp(-1000*(x-0.123)**2)", 0, 100),
        ("where(x > 0.1, 1/(x-5.1234), -70)", -70, 0),
        ("where(abs(x) > 0, 0*x, 1000)", 0, 1000),
    ],
)
def test_the_axis_holds_all_that_is_bounded(spec: str, low: float, high: float) -> None:
    found = limits(spec)
    assert found.low < low
    assert high < found.high
    if spec.startswith(("sig", "x", "exp", "100")):
        assert found.width < 1.3 * (high - low)


@pytest.mark.parametrize("spec", ["0*x", "0*x+3", "0*x+1e-30", "0*x-1e200", "x*1e290"])
def test_any_scale_can_be_drawn(spec: str) -> None:
    low, high = limits(spec)
    assert low < high
    assert render([activation(spec)], orders=(0, 1), dpi=DPI)


def test_function_and_derivative_share_one_axis() -> None:
    found = drawn("sin(30*x)", orders=(0, 1))
    assert len(found.axes) == 1
    assert found.axes[0].get_ylim()[1] > 30


@pytest.mark.parametrize("interval", [(1, 1), (2, 1), (0, math.inf), (math.nan, 1), (-1e308, 1e308)])
def test_an_interval_without_width_is_refused(interval: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="from"):
        figure([activation("relu")], interval=interval)


# --- how curves are told apart ---------------------------------------------------------------------------


def test_the_first_colours_differ_in_lightness_and_none_is_lost_on_white() -> None:
    values = [lightness(colour) for colour in COLOURS]
    assert min(abs(a - b) for a, b in combinations(values[:DISTINCT], 2)) > 11.5
    assert max(values) < 72


def test_no_two_of_many_curves_look_alike() -> None:
    several = [pen(subject, 40, order, None) for subject in range(40) for order in range(3)]
    assert len({(p.colour, p.dashes, p.marker) for p in several}) == len(several)
    alone = [pen(0, 1, order, None) for order in range(11)]
    assert len({(p.colour, p.dashes, p.marker) for p in alone}) == len(alone)


def test_without_colour_two_curves_still_differ_in_lightness_dashes_or_marker() -> None:
    for a, b in combinations([pen(subject, 7, order, None) for subject in range(7) for order in (0, 1)], 2):
        lighter = abs(lightness(a.colour) - lightness(b.colour)) > 11.5
        assert lighter or a.dashes != b.dashes or a.marker != b.marker


def test_the_function_is_solid_and_its_derivative_dashed_in_another_colour() -> None:
    found = lines(drawn("tanh", orders=(0, 1)))
    assert found["tanh"].get_linestyle() == "-"
    assert found["tanh'"].get_linestyle() == "--"
    assert found["tanh"].get_color() != found["tanh'"].get_color()


def test_with_several_activations_each_has_a_colour_and_each_order_its_dashes() -> None:
    found = lines(drawn("sigmoid", "tanh", orders=(0, 1)))
    for name in ("sigmoid", "tanh"):
        assert found[name].get_color() == found[f"{name}'"].get_color()
        assert (found[name].get_linestyle(), found[f"{name}'"].get_linestyle()) == ("-", "--")
    assert found["sigmoid"].get_color() != found["tanh"].get_color()


def test_of_curves_that_coincide_the_upper_one_is_thinner() -> None:
    found = lines(drawn("gelu", "gelu_tanh", "relu"))
    widths = [found[name].get_linewidth() for name in ("gelu", "gelu_tanh", "relu")]
    orders = [found[name].get_zorder() for name in ("gelu", "gelu_tanh", "relu")]
    assert all(a > b + 0.9 for a, b in pairwise(widths))
    assert orders == sorted(orders)
    apart = lines(drawn("sigmoid", "tanh"))
    assert apart["sigmoid"].get_linewidth() == apart["tanh"].get_linewidth()


# --- saturation ------------------------------------------------------------------------------------------


def test_where_the_slope_is_below_a_hundredth_the_figure_is_shaded() -> None:
    # sigmoid' = 1/(4 cosh(x/2)^2) is 0.01 where cosh(x/2) = 5
    edge = 2 * math.acosh(5)
    found = drawn("sigmoid", orders=(0, 1))
    assert np.allclose(shaded(found), [(-6, -edge), (edge, 6)], atol=1e-3)
    assert entries(found) == ["sigmoid", "sigmoid'", "|f'| < 0.01"]
    assert np.allclose(shaded(drawn("relu", orders=(0, 1))), [(-6, 0)])
    assert np.allclose(shaded(drawn("hardshrink", orders=(0, 1))), [(-0.5, 0.5)])


@pytest.mark.parametrize("spec", ["identity", "leaky_relu", "sine"])
def test_an_extreme_is_no_saturation(spec: str) -> None:
    found = drawn(spec, orders=(0, 1))
    assert shaded(found) == []
    assert "|f'| < 0.01" not in entries(found)


def test_only_one_activation_with_its_derivative_is_shaded() -> None:
    assert shaded(drawn("relu")) == []
    assert shaded(drawn("relu", orders=(1,))) == []
    assert shaded(drawn("relu", "tanh", orders=(0, 1))) == []


# --- vectors ---------------------------------------------------------------------------------------------


def test_a_vector_activation_shows_its_components_as_the_first_input_runs() -> None:
    found = drawn("softmax", orders=(0, 1), others=(0.5, -1, 2))
    assert found.axes[0].get_title() == "softmax, x1 runs; x2 = 0.5, x3 = -1, x4 = 2"
    rest = math.exp(0.5) + math.exp(-1) + math.exp(2)
    for i, own in enumerate((None, 0.5, -1, 2), start=1):
        x, y = lines(found)[f"softmax(x, 0.5, -1, 2) y{i}"].get_data()
        top = np.exp(np.asarray(x, dtype=float) if own is None else own)
        assert np.allclose(y, top / (np.exp(np.asarray(x, dtype=float)) + rest), rtol=1e-12)
        x, slope = lines(found)[f"softmax(x, 0.5, -1, 2) dy{i}/dx1"].get_data()
        first = np.exp(np.asarray(x, dtype=float)) / (np.exp(np.asarray(x, dtype=float)) + rest)
        expected = first * (1 - first) if own is None else -first * math.exp(own) * (1 - first) / rest
        assert np.allclose(slope, expected, rtol=1e-9)


def test_vectors_of_one_component_and_infinite_inputs_can_be_drawn() -> None:
    assert entries(drawn("softmax", others=())) == ["softmax(x) y1"]
    assert render([activation("softmax")], others=(math.inf, math.nan), orders=(0, 1), dpi=DPI)


def test_a_second_derivative_of_a_vector_activation_is_refused() -> None:
    with pytest.raises(KindError, match="Jacobian"):
        drawn("softmax", orders=(0, 1, 2))


# --- words -----------------------------------------------------------------------------------------------


def test_the_legend_names_the_curves() -> None:
    assert entries(drawn("leaky_relu:alpha=0.2", "x*sigmoid(x)", orders=(0, 1))) == [
        "leaky_relu:alpha=0.2",
        "leaky_relu:alpha=0.2'",
        "x*sigmoid(x)",
        "(x*sigmoid(x))'",
    ]
    assert entries(drawn("sine", orders=(2, 3, 4, 10))) == ["sine''", "sine'''", "sine⁽⁴⁾", "sine⁽¹⁰⁾"]


def test_the_legend_keeps_a_name_that_begins_with_an_underscore() -> None:
    record = activation("_a*x", {"_a": "2"})
    assert entries(figure([record], dpi=DPI)) == ["_a*x"]


def test_a_long_formula_is_shortened_in_the_legend() -> None:
    formula = "+".join(f"x**{n}" for n in range(2, 60))
    (entry,) = entries(drawn(formula))
    assert len(entry) < 70
    assert entry.startswith("x**2+x**3")
    assert entry.endswith("+x**59")


@pytest.mark.parametrize(
    "specs",
    [["sine"], ["relu"], ["gelu"], ["tan(x)"], ["softmax"], ["gelu", "relu", "tanh"], ["identity", "-x"]],
)
def test_the_legend_covers_no_curve(specs: Sequence[str]) -> None:
    found = drawn(*specs, orders=(0, 1))
    found.draw_without_rendering()
    axes = found.axes[0]
    legend = axes.get_legend()
    if legend is None:
        assert found.legends[0].get_window_extent().y1 < axes.bbox.y0 or (
            found.legends[0].get_window_extent().x0 > axes.bbox.x1
        )
        return
    box = legend.get_window_extent()
    for line in lines(found).values():
        points = axes.transData.transform(np.column_stack(line.get_data()))
        points = points[~np.isnan(points).any(axis=1)]
        assert not box.count_contains(points)


def test_many_curves_have_their_legend_beside_the_axes_and_the_figure_is_wider() -> None:
    names = ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu"]
    found = drawn(*names)
    assert found.axes[0].get_legend() is None
    assert entries(found) == names
    assert found.get_size_inches()[0] > 7
    assert drawn("relu").get_size_inches() == pytest.approx([6.4, 4.4])


def test_the_title_is_the_formula_of_a_single_activation_with_its_parameters() -> None:
    assert drawn("tanh").axes[0].get_title() == r"$\tanh\left(x\right)$"
    assert drawn("leaky_relu:alpha=0.2").axes[0].get_title().endswith(r"$\alpha = 0.2$")
    assert r"$\alpha \approx 1.67326$" in drawn("selu").axes[0].get_title()
    assert drawn("softshrink").axes[0].get_title()
    assert drawn("tanh", "relu").axes[0].get_title() == ""


def test_a_formula_that_does_not_fit_is_no_title() -> None:
    found = drawn("+".join(f"x**{n}" for n in range(2, 60)))
    assert found.axes[0].get_title() == ""


@pytest.mark.parametrize("title", ["Costs $5, or $6", r"$\frac{$", "$x^2$", "激活函数", "a_b^c {", ""])
def test_a_title_is_drawn_as_it_is_given(title: str) -> None:
    assert drawn("relu", "tanh", title=title).axes[0].get_title() == title
    assert render([activation("relu")], title=title, dpi=DPI)


# --- files -----------------------------------------------------------------------------------------------

SIGNATURES = {
    "png": b"\x89PNG\r\n\x1a\n",
    "svg": b"<?xml",
    "pdf": b"%PDF-1.",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "webp": b"RIFF",
    "tif": b"II*\0",
    "tiff": b"II*\0",
    "gif": b"GIF8",
}


def test_the_suffixes_are_what_matplotlib_writes_by_itself() -> None:
    assert {"png", "svg", "pdf"} <= set(suffixes()) <= set(FigureCanvasBase.get_supported_filetypes())
    assert not {"eps", "ps", "pgf"} & set(suffixes())


@pytest.mark.parametrize("suffix", suffixes())
def test_a_file_of_each_format_begins_with_its_signature_and_is_always_the_same(suffix: str) -> None:
    first, second = (render([activation("relu")], orders=(0, 1), suffix=suffix, dpi=DPI) for _ in range(2))
    assert first.startswith(SIGNATURES[suffix])
    assert first == second


def test_an_unknown_suffix_is_refused_with_those_that_can_be_written() -> None:
    with pytest.raises(ValueError, match=r"'bmp'.*png, svg, pdf"):
        render([activation("relu")], suffix="bmp")


def test_a_file_does_not_change_with_the_day_the_process_or_the_users_style() -> None:
    code = (
        "import zlib, matplotlib; matplotlib.rcParams['xtick.direction'] = 'in';"
        "matplotlib.rcParams['font.family'] = 'serif';"
        "from actx.core.names.spec import activation; from actx.figure.draw import render;"
        "print([zlib.crc32(render([activation('step')], suffix=s, dpi=40)) for s in ('png', 'svg', 'pdf')])"
    )
    here = [
        zlib.crc32(render([activation("step")], suffix=suffix, dpi=40)) for suffix in ("png", "svg", "pdf")
    ]
    environment = {"PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "700000", "PATH": ""}
    there = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment
    )
    assert there.stdout.strip() == str(here)
    assert b"Date" not in render([activation("step")], suffix="pdf")
    assert b"dc:date" not in render([activation("step")], suffix="svg")


def test_drawing_leaves_the_users_matplotlib_settings_alone() -> None:
    before = dict(mpl.rcParams)
    render([activation("relu")], dpi=DPI)
    assert dict(mpl.rcParams) == before


def test_pyplot_is_never_imported_and_curves_need_no_matplotlib() -> None:
    code = (
        "import sys; import actx.figure.curves, actx.figure.axes, actx.figure.style, actx.figure.lettering;"
        "assert 'matplotlib' not in sys.modules;"
        "from actx.core.names.spec import activation; from actx.figure.draw import render;"
        "render([activation('relu')], dpi=40); assert 'matplotlib.pyplot' not in sys.modules;"
        "assert not any(name.startswith('actx.cli') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# --- the whole catalog -----------------------------------------------------------------------------------


def test_every_activation_is_drawn_with_its_derivative_and_without_a_warning(
    thorough: bool, some: Sample, caplog: pytest.LogCaptureFixture
) -> None:
    scalars = [record for record in activations() if isinstance(record, Activation)]
    vectors = [record for record in activations() if not isinstance(record, Activation)]
    together = 1 if thorough else 10
    groups: list[list[AnyActivation]] = [[record] for record in vectors]
    groups += [[*scalars[k : k + together]] for k in range(0, len(scalars), together)]
    for group in some(groups, 12):
        assert render(group, orders=(0, 1), dpi=DPI).startswith(SIGNATURES["png"])
        assert not caplog.records, [record.name for record in group]


def test_mathtext_sets_the_formula_of_every_activation_and_of_its_derivative(some: Sample) -> None:
    parser: Any = MathTextParser("path")
    for record in activations():
        if isinstance(record, Activation):
            expressions = (record.literal, record.symbolic, derivative(record.symbolic))
            for expression in some(expressions, 1, record.name):
                assert parser.parse(f"${to_latex(expression)}$").width > 0, record.name
