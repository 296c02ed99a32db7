"""Where curves have their letters: near the ends, and apart from other curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actx.figure.canvas import Canvas
    from actx.figure.curves import Curve, Interval
    from actx.figure.functions import Floats

# Shares of the height of the axes: a letter is as far as the first from other curves, if it can be. Nearer to
# them than the second, it does not tell its curve from them.
_APART: Final = 0.09
_TOO_NEAR: Final = 0.03
_FAR: Final = 0.25  # of the width: the least distance of two letters of a curve


def put_letters(
    canvas: Canvas, curves: Sequence[Curve], letters: Sequence[str], xlim: Interval, ylim: Interval
) -> None:
    """Put the letter of each curve where it is by itself: once in each half, or once."""
    x = xlim.low + (np.arange(canvas.columns) + 0.5) / canvas.columns * xlim.width
    heights = np.array([curve.heights(x) for curve in curves])
    heights[~((heights >= ylim.low) & (heights <= ylim.high))] = np.nan
    for k, letter in enumerate(letters):
        apart = _distances(heights, k) / ylim.width
        places = list(_places(canvas, x, heights[k], apart))
        clear = [j for j in places if apart[j] > _TOO_NEAR] or places[:1]
        for j in clear:
            if j == clear[0] or j - clear[0] > _FAR * canvas.columns:
                canvas.put(x[j], heights[k, j], letter, k)


def _distances(heights: Floats, k: int) -> Floats:
    """How far curve k is from the nearest other one at each x; infinite where it is alone."""
    others = np.abs(np.delete(heights, k, axis=0) - heights[k])
    nearest: Floats = np.min(np.nan_to_num(others, nan=np.inf), axis=0, initial=np.inf)
    return nearest


def _places(canvas: Canvas, x: Floats, y: Floats, apart: Floats) -> Iterator[int]:
    """The best free place in each half: far enough from other curves, and then near the end."""
    columns = np.arange(x.size)
    for half in (columns[1 : x.size // 2], columns[x.size // 2 : -1][::-1]):
        for j in half[np.argsort(-np.minimum(apart[half], _APART), kind="stable")]:
            if np.isfinite(y[j]) and canvas.is_free(x[j], y[j]):
                yield int(j)
                break
