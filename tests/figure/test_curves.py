"""Curves: samples on the function, dots at jumps, gaps at poles, axes that hold what is bounded.

Figures are tested by structure: what the lines, dots and limits are, never pixels.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from drawings import LOOK, curve, drawn, entries, lines, render, spans
from matplotlib.colors import to_hex

from actx.core.names.spec import activation
from actx.figure.axes import default_interval, y_limits
from actx.figure.curves import sketch
from actx.figure.draw import figure
from actx.figure.functions import plottables
from actx.figure.plane import Interval, Mark
from actx.figure.request import Request
from actx.figure.style import COLOURS

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Sample

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
        assert abs(b - reference(a)) <= max(1e-8 * abs(reference(a)), 1e-12)


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
    assert spans(curve("hardshrink")) == [(-6, -0.5), (-0.5, 0.5), (0.5, 6)]
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
    low, high = sorted(curve("(x-0.1234)/abs(x-0.1234)").marks, key=lambda mark: mark.y)
    assert (low.y, low.filled, high.y, high.filled) == (-1, False, 1, False)


@pytest.mark.parametrize("spec", ["where(x > 0, 1e-12, 0)", "1e-300*sign(x)", "1 + where(x > 0, 5e-10, 0)"])
def test_a_jump_of_any_size_is_a_jump(spec: str) -> None:
    found = curve(spec)
    assert len(found.pieces) == 2
    assert [mark.filled for mark in found.marks].count(False) >= 1


def test_a_jump_at_a_pole_inside_a_function_has_its_value_there() -> None:
    low, high = sorted(curve("atan(1/(x-0.1234))").marks, key=lambda mark: mark.y)
    assert (low.filled, high.filled) == (False, True)  # 1/0 is inf
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
        ("100*exp(-1e14*(x-0.123)**2)", 0, 100),
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


@pytest.mark.parametrize(("spec", "low"), [("x+1e9", 1e9), ("x-1e12", -1e12), ("1e-6*x+1", 1.0)])
def test_a_small_change_of_a_large_number_is_no_flat_line(spec: str, low: float) -> None:
    found = limits(spec, interval=(0, 1))
    rise = 1e-6 if spec.startswith("1e-6") else 1
    assert low - rise < found.low < low
    assert found.width == pytest.approx(1.12 * rise, rel=1e-2)


SCALES: Final = ("0*x", "0*x+3", "0*x+1e-30", "0*x-1e200", "x*1e290")


@pytest.mark.parametrize("spec", SCALES)
def test_any_scale_can_be_drawn(spec: str, some: Sample) -> None:
    low, high = limits(spec)
    assert low < high
    if spec in some(SCALES, 2):
        assert render([activation(spec)], Request(orders=(0, 1)), look=LOOK)


def test_function_and_derivative_share_one_axis() -> None:
    found = drawn("sin(30*x)", orders=(0, 1))
    assert len(found.axes) == 1
    assert found.axes[0].get_ylim()[1] > 30


@pytest.mark.parametrize(
    "interval", [(1, 1), (2, 1), (0, math.inf), (math.nan, 1), (-1e308, 1e308), (0, 1e-310)]
)
def test_an_interval_without_width_is_refused(interval: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="from"):
        figure([activation("relu")], Request(interval=interval))
