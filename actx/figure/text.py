"""A figure in text: f drawn solid and f' dotted in Braille dots, or in * and . where there is no Unicode."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.activation import Activation
from actx.figure.axes import default_interval, y_limits
from actx.figure.curves import Interval, sketch
from actx.figure.functions import default_others, plottables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actx.core.activation import AnyActivation
    from actx.figure.curves import Sketch

# The bits of the eight dots of a Braille character, by column and by row from the top.
_BRAILLE: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_DOTTED: Final = 3  # of a dotted curve, every so many-th column of dots is drawn


class _Marks(NamedTuple):
    """How a cell is divided, and what axes and curves are drawn with."""

    columns: int
    rows: int
    across: str
    up: str
    origin: str


_UNICODE: Final = _Marks(2, 4, "─", "│", "┼")
_ASCII: Final = _Marks(1, 1, "-", "|", "+")


def text_figure(activation: AnyActivation, columns: int, rows: int, *, unicode: bool) -> list[str]:
    """Lines, `rows` of them and at most `columns` wide: f and f' over x, with the ends of both axes.

    Of a vector activation it is each component of the image, as a function of the first input.
    """
    orders = (0, 1) if isinstance(activation, Activation) else (0,)
    others = default_others([activation])
    xlim = default_interval([activation], others)
    sketches = [sketch(each, xlim) for each in plottables([activation], orders, others)]
    ylim = y_limits(sketches)
    labels = [_short(end) for end in (ylim.high, ylim.low)]
    gutter = max(map(len, labels)) + 1
    columns = max(columns, gutter + 1)  # on a terminal too narrow for any curve, too
    canvas = _Canvas(columns - gutter, rows - 1, xlim, ylim, _UNICODE if unicode else _ASCII)
    for each in reversed(sketches):  # f last, on top of f'
        canvas.draw(each, dotted=each.function.order > 0)
    lines = canvas.lines()
    beside = [labels[0], *[""] * (len(lines) - 2), labels[1]]
    left, right = _short(xlim.low), _short(xlim.high)
    room = max(columns - gutter - len(left) - len(right), 0)
    key = _key(activation, others)
    below = f"{left}{key if len(key) + 2 <= room else '':^{room}}{right}"
    drawn = [f"{label:>{gutter - 1}} {line}" for label, line in zip(beside, lines, strict=True)]
    return [*drawn, " " * gutter + below]


def _key(activation: AnyActivation, others: Sequence[float]) -> str:
    """What the curves are."""
    if isinstance(activation, Activation):
        return "f, f' dotted"
    return f"y of ({', '.join(['x', *map(_short, others)])})"


def _short(value: float) -> str:
    return f"{value:.3g}"


class _Canvas:
    """Cells of dots, axes in those that are empty."""

    def __init__(self, columns: int, rows: int, xlim: Interval, ylim: Interval, marks: _Marks) -> None:
        self._marks, self._xlim, self._ylim = marks, xlim, ylim
        self._cells = np.zeros((rows, columns), dtype=np.uint8)
        self._dots = columns * marks.columns, rows * marks.rows
        self._solid = np.zeros((rows, columns), dtype=bool)

    def draw(self, curve: Sketch, *, dotted: bool) -> None:
        for x, y in curve.stretches:
            columns = (x - self._xlim.low) / self._xlim.width * (self._dots[0] - 1)
            heights = np.clip((self._ylim.high - y) / self._ylim.width, -9, 9) * (self._dots[1] - 1)
            for column, row in _line(columns, heights):
                if 0 <= row < self._dots[1] and not (dotted and column % _DOTTED):
                    self._dot(column, row, solid=not dotted)

    def _dot(self, column: int, row: int, *, solid: bool) -> None:
        i, j = row // self._marks.rows, column // self._marks.columns
        self._cells[i, j] |= _BRAILLE[column % self._marks.columns][row % self._marks.rows]
        self._solid[i, j] |= solid

    def lines(self) -> list[str]:
        rows, columns = self._cells.shape
        across = _place(self._ylim.high, 0.0, self._ylim.low, rows)
        up = _place(self._xlim.low, 0.0, self._xlim.high, columns)
        return ["".join(self._cell(i, j, i == across, j == up) for j in range(columns)) for i in range(rows)]

    def _cell(self, i: int, j: int, on_x_axis: bool, on_y_axis: bool) -> str:
        dots = int(self._cells[i, j])
        if dots:
            return chr(0x2800 + dots) if self._marks is _UNICODE else "*" if self._solid[i, j] else "."
        if on_x_axis:
            return self._marks.origin if on_y_axis else self._marks.across
        return self._marks.up if on_y_axis else " "


def _place(start: float, value: float, end: float, cells: int) -> int:
    """The cell of a value between the ends of an axis; -1 if it is beyond them."""
    share = (value - start) / (end - start)
    return min(int(share * cells), cells - 1) if 0 <= share <= 1 else -1


def _line(columns: np.ndarray, rows: np.ndarray) -> Iterator[tuple[int, int]]:
    """The dots of a curve through points, in units of dots, without gaps."""
    points = list(zip(columns.tolist(), rows.tolist(), strict=True))
    for (x, y), (x2, y2) in pairwise(points) if len(points) > 1 else ((points[0], points[0]),):
        steps = max(1, round(2 * max(abs(x2 - x), abs(y2 - y))))
        for step in range(steps + 1):
            yield round(x + (x2 - x) * step / steps), round(y + (y2 - y) * step / steps)
