"""Figures in text, taken apart: which dots there are, and where they lie."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

# The eight dots of a Braille cell by their bits: the column and the row from the top.
DOTS: Final = {1: (0, 0), 2: (0, 1), 4: (0, 2), 64: (0, 3), 8: (1, 0), 16: (1, 1), 32: (1, 2), 128: (1, 3)}
_X_AXIS: Final = re.compile(r" *└[─┬]+| *[+][-+]+")
_Y_AXIS: Final = ("│", "┤", "|", "+")


class TextFigure(NamedTuple):
    """The cells of a figure, the numbers at its axes by row and by column, and the lines above and below."""

    cells: list[str]
    y_labels: dict[int, float]
    x_labels: dict[int, float]
    above: list[str]
    below: list[str]

    @classmethod
    def read(cls, lines: list[str]) -> TextFigure:
        end = next(i for i, line in enumerate(lines) if _X_AXIS.fullmatch(line))
        edge = len(lines[end]) - len(lines[end].lstrip())
        start = end
        while start and lines[start - 1][edge : edge + 1] in _Y_AXIS:
            start -= 1
        width = len(lines[end]) - edge - 1
        rows = lines[start:end]
        numbers = [row[:edge].replace("−", "-").strip() for row in rows]
        places = [j for j, each in enumerate(lines[end][edge + 1 :]) if each in "┬+"]
        labels = lines[end + 1].replace("−", "-").split()
        return cls(
            [f"{row[edge + 1 :]:{width}}" for row in rows],
            {i: float(number) for i, number in enumerate(numbers) if number},
            dict(zip(places, map(float, labels), strict=True)),
            lines[:start],
            lines[end + 2 :],
        )

    @property
    def width(self) -> int:
        """In dots."""
        return 2 * len(self.cells[0])

    @property
    def height(self) -> int:
        """In dots."""
        return 4 * len(self.cells)

    def dots(self) -> list[tuple[int, int]]:
        """The column and the row from the top of every dot."""
        return [
            (2 * j + dx, 4 * i + dy)
            for i, row in enumerate(self.cells)
            for j, cell in enumerate(row)
            if 0x2800 <= ord(cell) < 0x2900
            for bit, (dx, dy) in DOTS.items()
            if (ord(cell) - 0x2800) & bit
        ]

    def places(self, mark: str) -> list[tuple[int, int]]:
        """The row and the column of the cells that show this character."""
        return [(i, j) for i, row in enumerate(self.cells) for j, each in enumerate(row) if each == mark]
