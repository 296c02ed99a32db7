"""Figures in text: dots are where the curves are, and where there is no curve there is no dot."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import mpmath
import pytest
from text_figures import TextFigure

from actx.core.names.spec import activation, lookup
from actx.figure.plane import IntervalError
from actx.figure.request import Request
from actx.figure.scene import scene
from actx.figure.text import text_figure
from actx.io.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

UNICODE: Final = Screen(60, unicode=True, color=False)
ASCII: Final = Screen(60, unicode=False, color=False)
ROWS: Final = 20


def figure(
    *specs: str,
    screen: Screen = UNICODE,
    rows: int = ROWS,
    orders: Sequence[int] = (0,),
    interval: tuple[float, float] = (-5.0, 5.0),
    ylim: tuple[float, float] = (-2.0, 3.0),
) -> TextFigure:
    shown = scene([activation(spec) for spec in specs], Request(orders=orders, interval=interval, ylim=ylim))
    return TextFigure.read(text_figure(shown, screen, rows))


# --- truth -----------------------------------------------------------------------------------------------


def gelu(x: float) -> float:
    return x * (1 + math.erf(x / math.sqrt(2))) / 2


def gelu_slope(x: float) -> float:
    return (1 + math.erf(x / math.sqrt(2))) / 2 + x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


# f and f' of each formula, by other means; where they raise an error they are undefined.
CURVES: Final[dict[str, tuple[Callable[[float], float], Callable[[float], float]]]] = {
    "relu": (lambda x: max(x, 0.0), lambda x: float(x > 0)),
    "gelu": (gelu, gelu_slope),
    "sigmoid": (lambda x: 1 / (1 + math.exp(-x)), lambda x: math.exp(-x) / (1 + math.exp(-x)) ** 2),
    "mish": (
        lambda x: float(x * mpmath.tanh(mpmath.log1p(mpmath.exp(x)))),
        lambda x: float(mpmath.diff(lambda t: t * mpmath.tanh(mpmath.log1p(mpmath.exp(t))), x)),
    ),
    "sin(9*x)": (lambda x: math.sin(9 * x), lambda x: 9 * math.cos(9 * x)),
    "1/x": (lambda x: 1 / x, lambda x: -1 / x / x),
    "log(x)": (math.log, lambda x: 1 / x if x > 0 else math.nan),
    "tan(x)": (math.tan, lambda x: 1 + math.tan(x) ** 2),
}
LOW, HIGH, BOTTOM, TOP = -5.0, 5.0, -2.0, 3.0


def rows_of(curve: Callable[[float], float], column: float, shown: TextFigure) -> float:
    """How many dots the curve is from the upper edge, so many from the left one; nan where it is not."""
    x = LOW + column * (HIGH - LOW) / (shown.width - 1)
    try:
        return (TOP - curve(x)) / (TOP - BOTTOM) * (shown.height - 1)
    except (ValueError, ZeroDivisionError):
        return math.nan


def is_on(curve: Callable[[float], float], column: int, row: int, shown: TextFigure) -> bool:
    """Whether the curve comes as near as a dot to this one, between the columns beside it."""
    near = [rows_of(curve, column + k / 16, shown) for k in range(-12, 13)]
    return any(min(pair) - 1 <= row <= max(pair) + 1 for pair in pairwise(near))


@pytest.mark.parametrize("formula", CURVES)
def test_each_column_has_a_dot_at_the_true_value_and_none_off_the_curve(formula: str) -> None:
    curve = CURVES[formula][0]
    shown = figure(formula)
    dots = shown.dots()
    for column in range(shown.width):
        truth = rows_of(curve, column, shown)
        rows = [row for at, row in dots if at == column]
        if 0 <= truth <= shown.height - 1:
            assert min((abs(row - truth) for row in rows), default=math.inf) <= 1, column
        for row in rows:
            assert is_on(curve, column, row, shown), (column, row)


@pytest.mark.parametrize("formula", CURVES)
def test_a_derivative_has_dots_of_its_own_and_none_off_its_curve(formula: str) -> None:
    alone, both = figure(formula), figure(formula, orders=(0, 1))
    slope = CURVES[formula][1]
    added = set(both.dots()) - set(alone.dots())
    for column, row in added:
        assert is_on(slope, column, row, both), (column, row)
    visible = sum(0 <= rows_of(slope, column, both) <= both.height - 1 for column in range(both.width))
    assert len(added) > 0.2 * visible


@pytest.mark.parametrize("formula", CURVES)
def test_in_ascii_each_column_has_a_mark_at_the_true_value(formula: str) -> None:
    curve = CURVES[formula][0]
    shown = figure(formula, screen=ASCII)
    places = shown.places("*")
    columns, rows = len(shown.cells[0]), len(shown.cells)
    for column in range(columns):
        try:
            truth = (TOP - curve(LOW + column * (HIGH - LOW) / (columns - 1))) / (TOP - BOTTOM) * (rows - 1)
        except (ValueError, ZeroDivisionError):
            truth = math.nan
        if 0 <= truth <= rows - 1:
            assert min((abs(i - truth) for i, j in places if j == column), default=math.inf) <= 1, column


@pytest.mark.parametrize("screen", [UNICODE, ASCII], ids=["Unicode", "ASCII"])
def test_a_number_at_an_axis_stands_where_it_lies(screen: Screen) -> None:
    shown = figure("gelu", screen=screen)
    down, across = (4, 2) if screen.unicode else (1, 1)
    columns, rows = across * len(shown.cells[0]), down * len(shown.cells)
    assert len(shown.y_labels) >= 3
    for row, y in shown.y_labels.items():
        assert round((TOP - y) / (TOP - BOTTOM) * (rows - 1)) // down == row
    assert len(shown.x_labels) >= 3
    for column, x in shown.x_labels.items():
        assert round((x - LOW) / (HIGH - LOW) * (columns - 1)) // across == column


# --- what is no curve ------------------------------------------------------------------------------------


def test_nothing_joins_the_ends_of_a_jump_which_show_value_and_limits() -> None:
    for screen, filled, open_ in ((UNICODE, "●", "○"), (ASCII, "@", "o")):
        shown = figure("sign(x)", screen=screen, interval=(-4, 4), ylim=(-1.5, 1.5))
        ((value_row, middle),) = shown.places(filled)
        upper, lower = shown.places(open_)
        assert shown.y_labels[value_row] == 0
        assert shown.x_labels[middle] == 0
        assert (shown.y_labels[upper[0]], shown.y_labels[lower[0]]) == (1, -1)
        assert {upper[1], middle, lower[1]} == {middle}
        rows = {row // 4 for _, row in shown.dots()} | {row for row, _ in shown.places("*")}
        assert rows == {upper[0], lower[0]}


def test_the_branches_at_a_pole_leave_the_axes_and_are_not_joined() -> None:
    shown = figure("1/x", interval=(-3, 3), ylim=(-2, 2))
    middle, dots = shown.width // 2, shown.dots()
    assert min(row for column, row in dots if column >= middle) == 0
    assert max(row for column, row in dots if column < middle) == shown.height - 1
    assert not [row for column, row in dots if abs(column - middle) < 0.1 * shown.width and 20 < row < 40]


def test_where_a_function_is_undefined_nothing_is_drawn() -> None:
    shown = figure("log(x)", interval=(-2, 4), ylim=(-2, 2))
    assert min(column for column, _ in shown.dots()) >= shown.width / 3 - 1
    shown = figure("log(abs(x)-1)", interval=(-4, 4), ylim=(-2, 2))
    inside = [column for column, _ in shown.dots() if 3 / 8 < column / (shown.width - 1) < 5 / 8]
    assert not inside


def test_a_spike_that_is_narrower_than_a_dot_is_seen() -> None:
    for screen, tall in ((UNICODE, 4), (ASCII, 1)):
        shown = figure("exp(-1e6*x**2)", screen=screen, interval=(-6, 6), ylim=(-0.1, 1.1))
        (top,) = (row for row, y in shown.y_labels.items() if y == 1)
        (bottom,) = (row for row, y in shown.y_labels.items() if y == 0)
        rows = {row // tall for _, row in shown.dots()} | {row for row, _ in shown.places("*")}
        assert rows == set(range(top, bottom + 1))


# --- which curve is which --------------------------------------------------------------------------------

OTHERS: Final[dict[str, Callable[[float], float]]] = {
    "a": lambda x: 1 / (1 + math.exp(-x)),
    "b": math.tanh,
    "c": lambda x: x / (1 + abs(x)),
    "d": lambda x: max(x, 0.0),
}


def test_each_of_several_curves_has_its_letter_on_it_and_in_the_key() -> None:
    shown = figure("sigmoid", "tanh", "softsign", "relu", ylim=(-1.5, 3.5))
    key = " ".join(shown.below)
    for letter, name in zip("abcd", ("sigmoid", "tanh", "softsign", "relu"), strict=True):
        assert re.search(rf"{letter}[⠤ ]* {name}", key)
        places = shown.places(letter)
        assert places
        for row, column in places:
            x = LOW + (2 * column + 0.5) / (shown.width - 1) * (HIGH - LOW)
            down = (3.5 - OTHERS[letter](x)) / 5 * (shown.height - 1) / 4
            assert abs(down - row - 0.5) < 1, (letter, row, column)


def test_in_ascii_each_of_several_curves_has_its_mark() -> None:
    shown = figure("sigmoid", "tanh", "softsign", screen=ASCII, ylim=(-1.5, 3.5))
    assert shown.below == ["***** sigmoid  ..... tanh  xxxxx softsign"]
    for mark in "*.x":
        assert len(shown.places(mark)) > 20


def test_curves_that_are_the_same_are_both_seen_in_ascii() -> None:
    shown = figure("relu", "max(x, 0)", screen=ASCII)
    assert abs(len(shown.places("*")) - len(shown.places("."))) <= 4
    assert shown.places(".")


def test_a_derivative_is_not_drawn_as_its_function() -> None:
    shown = figure("gelu", orders=(0, 1))
    assert shown.below == ["⠤⠤⠤⠤⠤ gelu  ⠤ ⠤ ⠤ gelu'"]
    ends = [
        (column, rows_of(gelu_slope, column, shown)) for column in range(shown.width * 3 // 4, shown.width)
    ]
    drawn = [any(abs(row - at) <= 1 for c, row in shown.dots() if c == column) for column, at in ends]
    assert 0.4 < sum(drawn) / len(drawn) < 0.6


def test_a_vector_activation_has_a_curve_for_each_component() -> None:
    shown = figure("softmax", ylim=(-0.2, 1.2))
    assert shown.below[0].strip() == "x1  (x2 = 0, x3 = 1)"
    for column, row in shown.dots():
        x = LOW + column * (HIGH - LOW) / (shown.width - 1)
        total = math.exp(x) + 1 + math.e
        rows = [(1.2 - each / total) / 1.4 * (shown.height - 1) for each in (math.exp(x), 1, math.e)]
        assert min(abs(row - each) for each in rows) <= 1.5


# --- the size --------------------------------------------------------------------------------------------


def test_a_figure_is_as_large_as_was_asked() -> None:
    for columns, rows, unicode in ((40, 9, True), (30, 12, False), (64, 20, True), (200, 50, False)):
        shown = scene([lookup("silu")], Request(orders=(0, 1)))
        lines = text_figure(shown, Screen(columns, unicode=unicode, color=False), rows)
        assert len(lines) == rows
        assert max(map(len, lines)) == columns
        assert "".join(lines).isascii() is not unicode


def test_what_no_axis_can_show_is_refused() -> None:
    for interval in ((-1e308, 1e308), (-1.1e300, 1.0), (0.0, 1.1e300), (1.0, 1.0), (0.0, math.inf)):
        with pytest.raises(IntervalError, match="no figure can be drawn from"):
            scene([lookup("relu")], Request(interval=interval))
        with pytest.raises(IntervalError, match="no figure can be drawn from"):
            scene([lookup("relu")], Request(ylim=interval))


def test_the_widest_axis_shows_the_curve_to_its_end() -> None:
    widest = scene([lookup("relu")], Request(interval=(-1e300, 1e300)))
    (curve,) = widest.curves(400, 300)
    assert [(x.max(), y.max()) for x, y in curve.pieces[-1:]] == [(1e300, 1e300)]
