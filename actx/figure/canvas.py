"""A canvas of characters: curves in dots, two by four to a Braille cell, or as a mark to a cell in ASCII."""

from __future__ import annotations

from functools import reduce
from itertools import groupby
from math import inf
from operator import or_
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.figure.plane import interpolated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actx.figure.plane import Interval, Polyline

# The bits of the eight dots of a Braille character, by column and by row from the top.
_BRAILLE: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_FARTHEST: Final = 1e6  # heights of the canvas: what is farther off is drawn as if it were there


class Alphabet(NamedTuple):
    """How many dots a cell has, and the characters for axes and frame, and for the ends of jumps."""

    columns: int
    rows: int
    across: str
    up: str
    crossing: str
    corner: str
    tick_left: str
    tick_below: str
    filled: str
    open: str


BRAILLE: Final = Alphabet(2, 4, "─", "│", "┼", "└", "┤", "┬", "●", "○")
ASCII: Final = Alphabet(1, 1, "-", "|", "+", "+", "+", "+", "@", "o")


def braille(dots: int) -> str:
    """The character with the dots of these bits; a space for none."""
    return chr(0x2800 + dots) if dots else " "


def row_of_dots(pattern: str) -> str:
    """A line of dots where the pattern has a #, two to a character."""
    lefts, rights = pattern[::2], pattern[1::2]
    return "".join(
        braille(_BRAILLE[0][2] * (left == "#") | _BRAILLE[1][2] * (right == "#"))
        for left, right in zip(lefts, rights, strict=True)
    )


class Run(NamedTuple):
    """Neighbouring characters: of the curve of this number, or else of the lines at 0, or of neither."""

    text: str
    curve: int | None
    is_axis: bool


class Canvas:
    """Columns and rows of cells. The outermost dots are at the limits of x and y."""

    def __init__(self, columns: int, rows: int, xlim: Interval, ylim: Interval, alphabet: Alphabet) -> None:
        self.columns, self.rows, self.alphabet = columns, rows, alphabet
        self._xlim, self._ylim = xlim, ylim
        self._width, self._height = columns * alphabet.columns, rows * alphabet.rows  # in dots
        self._dots: list[dict[tuple[int, int], int]] = []  # for each curve, the bits of its dots in each cell
        self._marks: list[str] = []
        self._passed: set[tuple[int, int]] = set()  # by a curve, if only by a gap of its dashes
        self._glyphs: dict[tuple[int, int], tuple[str, int]] = {}

    # --- places ------------------------------------------------------------------------------------------

    def _across(self, x: float) -> float:
        """How many dots x is from the left edge."""
        return (x - self._xlim.low) / self._xlim.width * (self._width - 1)

    def _down(self, y: float) -> float:
        """How many dots y is from the upper edge."""
        share = (self._ylim.high - y) / self._ylim.width
        return max(-_FARTHEST, min(share, _FARTHEST)) * (self._height - 1)

    def column(self, x: float) -> int | None:
        """The column of cells that shows x; None beyond the edges."""
        dot = round(self._across(x))
        return dot // self.alphabet.columns if 0 <= dot < self._width else None

    def row(self, y: float) -> int | None:
        """The row of cells that shows y, from the top; None beyond the edges."""
        dot = round(self._down(y))
        return dot // self.alphabet.rows if 0 <= dot < self._height else None

    # --- drawing -----------------------------------------------------------------------------------------

    def draw(self, pieces: Sequence[Polyline], dashes: str, mark: str = "") -> None:
        """Draw the next curve: of the dots along it those for which `dashes`, repeated, has a #.

        With a mark, that stands in each cell instead of dots.
        """
        dots: dict[tuple[int, int], int] = {}
        self._dots.append(dots)
        self._marks.append(mark)
        for x, y in pieces:
            path = self._path([*map(self._across, x)], [*map(self._down, y)])
            for k, (across, down) in enumerate(path):
                if 0 <= across < self._width and 0 <= down < self._height:
                    cell = down // self.alphabet.rows, across // self.alphabet.columns
                    self._passed.add(cell)
                    if dashes[k % len(dashes)] == "#":
                        bit = _BRAILLE[across % self.alphabet.columns][down % self.alphabet.rows]
                        dots[cell] = dots.get(cell, 0) | bit

    def _path(self, across: Sequence[float], down: Sequence[float]) -> Iterator[tuple[int, int]]:
        """The dots (column, row) of a piece of a curve through these points, from left to right.

        Each column has the dot at the height of the curve there; where the curve is steep, all dots half way
        to the heights in the columns beside it, and to its extremes between them.
        """
        first, last = round(across[0]), round(across[-1])
        halves = [first - 0.5 + k / 2 for k in range(2 * (last - first + 1) + 1)]
        heights = interpolated([min(max(each, across[0]), across[-1]) for each in halves], across, down)
        extremes: dict[int, tuple[float, float]] = {}
        for at, height in zip(across, down, strict=True):
            top, bottom = extremes.get(round(at), (height, height))
            extremes[round(at)] = min(top, height), max(bottom, height)
        for k, column in enumerate(range(first, last + 1)):
            left, middle, right = heights[2 * k : 2 * k + 3]
            top, bottom = extremes.get(column, (inf, -inf))
            # Half a dot less where the next column goes on, whose dots then meet these at corners only.
            upper, lower = min(left, right), max(left, right)
            top = top if top <= upper else upper + 0.5
            bottom = bottom if bottom >= lower else lower - 0.5
            start, end = (top, bottom) if top < bottom else (middle, middle)
            rows = range(self._nearest_row(start), self._nearest_row(end) + 1)
            for row in rows if left <= right else reversed(rows):
                yield column, row

    def _nearest_row(self, down: float) -> int:
        """The row of dots, or the one beyond the edge."""
        return round(max(-1, min(down, self._height)))

    def put(self, x: float, y: float, glyph: str, curve: int) -> None:
        """Put a character of a curve where the point is, if that is on the canvas."""
        row, column = self.row(y), self.column(x)
        if row is not None and column is not None:
            self._glyphs[row, column] = glyph, curve

    def is_free(self, x: float, y: float) -> bool:
        """Whether a character can be put there: none is there yet, nor beside it in the row."""
        row, column = self.row(y), self.column(x)
        if row is None or column is None:
            return False
        return not any((row, near) in self._glyphs for near in (column - 1, column, column + 1))

    # --- the result --------------------------------------------------------------------------------------

    def lines(self) -> Iterator[list[Run]]:
        """The rows, from the top."""
        axes = self.row(0.0), self.column(0.0)
        for i in range(self.rows):
            cells = [self._cell(i, j, axes) for j in range(self.columns)]
            yield [
                Run("".join(cell.text for cell in run), *owner)
                for owner, run in groupby(cells, key=lambda cell: cell[1:])
            ]

    def _cell(self, i: int, j: int, axes: tuple[int | None, int | None]) -> Run:
        """The character of a cell, where the lines at 0 are in this row and in this column."""
        if (i, j) in self._glyphs:
            return Run(*self._glyphs[i, j], is_axis=False)
        curves = [number for number, dots in enumerate(self._dots) if (i, j) in dots]
        if curves:
            # Curves that share cells show in turn, so that none hides another.
            number = curves[j // 2 % len(curves)]
            dots = reduce(or_, (self._dots[each][i, j] for each in curves))
            return Run(self._marks[number] or braille(dots), number, is_axis=False)
        on_x_axis, on_y_axis = i == axes[0], j == axes[1]
        if (i, j) in self._passed or not (on_x_axis or on_y_axis):
            return Run(" ", None, is_axis=False)
        lines = self.alphabet
        line = lines.crossing if on_x_axis and on_y_axis else lines.across if on_x_axis else lines.up
        return Run(line, None, is_axis=True)
