"""Where curves have their letters: near the ends, and apart from other curves."""

from __future__ import annotations

from math import inf, isfinite, nan
from typing import TYPE_CHECKING, Final

from actx.figure.plane import interpolated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actx.figure.canvas import Canvas
    from actx.figure.drawing import Drawing, Line
    from actx.figure.plane import Interval

# Shares of the height of the axes: a letter is as far as the first from other curves, if it can be. Nearer to
# them than the second, it does not tell its curve from them.
_APART: Final = 0.09
_TOO_NEAR: Final = 0.03
_FAR: Final = 0.25  # of the width: the least distance of two letters of a curve


def put_letters(canvas: Canvas, shown: Drawing, letters: Sequence[str]) -> None:
    """Put the letter of each curve where it is by itself: once in each half, or once."""
    low, width = shown.xlim.low, shown.xlim.width
    x = [low + (j + 0.5) / canvas.columns * width for j in range(canvas.columns)]
    heights = [_heights(line, x, shown.ylim) for line in shown.lines]
    for k, letter in enumerate(letters):
        apart = [each / shown.ylim.width for each in _distances(heights, k)]
        places = list(_places(canvas, x, heights[k], apart))
        clear = [j for j in places if apart[j] > _TOO_NEAR] or places[:1]
        for j in clear:
            if j == clear[0] or j - clear[0] > _FAR * canvas.columns:
                canvas.put(x[j], heights[k][j], letter, k)


def _heights(line: Line, x: Sequence[float], ylim: Interval) -> list[float]:
    """The heights of a curve at these points; nan where there is none within the axes."""
    found = [nan] * len(x)
    for xs, ys in line.pieces:
        inside = [j for j, place in enumerate(x) if xs[0] <= place <= xs[-1]]
        for j, height in zip(inside, interpolated([x[j] for j in inside], xs, ys), strict=True):
            if ylim.low <= height <= ylim.high:
                found[j] = height
    return found


def _distances(heights: Sequence[Sequence[float]], k: int) -> list[float]:
    """How far curve k is from the nearest other one at each x; infinite where it is alone."""
    others = [each for number, each in enumerate(heights) if number != k]
    return [
        min((abs(each[j] - own) for each in others if isfinite(each[j])), default=inf)
        for j, own in enumerate(heights[k])
    ]


def _places(canvas: Canvas, x: Sequence[float], y: Sequence[float], apart: Sequence[float]) -> Iterator[int]:
    """The best free place in each half: far enough from other curves, and then near the end."""
    middle = len(x) // 2
    for half in (range(1, middle), range(len(x) - 2, middle - 1, -1)):
        drawn = [j for j in half if isfinite(y[j])]
        for j in sorted(drawn, key=lambda j: -min(apart[j], _APART)):
            if canvas.is_free(x[j], y[j]):
                yield j
                break
