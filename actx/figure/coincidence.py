"""Curves that coincide: there each is drawn in dashes that let the others show between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.figure.curves import true_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from actx.figure.curves import Curve, Interval
    from actx.figure.functions import Floats
    from actx.figure.style import Dashes

    Truths = NDArray[np.bool_]

# Two curves coincide where they are closer than the first of these, a share of the height of the axes, on at
# least the second, a share of their width.
_NEAR: Final = 0.006
_STRETCH: Final = 0.08
_GRID: Final = 1601
_DASH: Final = 9.0  # points


class Shown(NamedTuple):
    """The pieces that are drawn of each curve, and whether any are dashes between those of another."""

    pieces: list[tuple[tuple[Floats, Floats], ...]]
    alternating: bool


def interleaved(
    curves: Sequence[Curve],
    dashes: Sequence[Dashes],
    xlim: Interval,
    ylim: Interval,
    size: tuple[float, float],
) -> Shown:
    """What is drawn of each curve on axes of such limits and `size` in points.

    The first of those that coincide is whole; of n, each of the others is drawn in every n-th dash. `dashes`
    are those of the pens: a curve that has others than the one below it lets that one show as it is.
    """
    grid = np.linspace(*xlim, _GRID)
    heights = [_heights(curve, grid) for curve in curves]
    drawn = list(zip(heights, dashes, strict=True))
    with np.errstate(invalid="ignore"):
        near = [
            [_long((np.abs(a - b) < _NEAR * ylim.width) & (one == other)) for b, other in drawn]
            for a, one in drawn
        ]
    shown: list[tuple[tuple[Floats, Floats], ...]] = []
    alternating = False
    for j, curve in enumerate(curves):
        before = np.sum([near[j][k] for k in range(j)], axis=0) if j else np.zeros(_GRID, dtype=int)
        if not before.any():
            shown.append(curve.pieces)
            continue
        alternating = True
        together = np.sum(near[j], axis=0)
        # The dashes of all are counted along the first of them, so that they alternate.
        first = np.argmax(np.array([near[j][k] for k in range(j + 1)]), axis=0)
        lengths = np.array([_lengths(each, ylim, size) for each in heights[: j + 1]])
        dash = np.floor(lengths[first, np.arange(_GRID)] / _DASH).astype(int)
        hidden = (before > 0) & (dash % np.maximum(together, 1) != before)
        shown.append(tuple(_without(curve, grid, hidden)))
    return Shown(shown, alternating)


def _heights(curve: Curve, grid: Floats) -> Floats:
    """y of the curve at each point of the grid, interpolated; nan where there is no curve."""
    heights = np.full_like(grid, np.nan)
    for x, y in curve.pieces:
        inside = (grid >= x[0]) & (grid <= x[-1])
        heights[inside] = np.interp(grid[inside], x, y)
    return heights


def _long(near: Truths) -> Truths:
    """Where curves are near on a long stretch."""
    kept = np.zeros_like(near)
    for run in true_runs(near):
        if run.size > _STRETCH * _GRID:
            kept[run] = True
    return kept


def _lengths(heights: Floats, ylim: Interval, size: tuple[float, float]) -> Floats:
    """The length of a curve in points from its beginning to each point of the grid."""
    up = np.nan_to_num(np.diff(heights)) / ylim.width * size[1]
    return np.concatenate([[0.0], np.cumsum(np.hypot(size[0] / (_GRID - 1), up))])


def _without(curve: Curve, grid: Floats, hidden: Truths) -> list[tuple[Floats, Floats]]:
    """The pieces of a curve but for what is hidden; new ends are on the function."""
    ends = [(float(grid[run[0]]), float(grid[run[-1]])) for run in true_runs(hidden)]
    pieces = list(curve.pieces)
    for low, high in ends:
        cut = []
        for x, y in pieces:
            if high <= x[0] or low >= x[-1]:
                cut.append((x, y))
                continue
            left, right = x < low, x > high
            at_low, at_high = curve.function.values(np.array([low, high]))
            if left.any():
                cut.append((np.append(x[left], low), np.append(y[left], at_low)))
            if right.any():
                cut.append((np.append(high, x[right]), np.append(at_high, y[right])))
        pieces = cut
    return pieces
