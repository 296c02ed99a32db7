"""Curves that coincide: there each is drawn in dashes that let the others show between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.figure.curves import true_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from actx.figure.curves import Curve
    from actx.figure.functions import Floats
    from actx.figure.plane import Interval
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
    heights = np.array([curve.heights(grid) for curve in curves])
    first = _first(heights, dashes, ylim)
    shown: list[tuple[tuple[Floats, Floats], ...]] = []
    for j, curve in enumerate(curves):
        alone = first[j] == j
        if alone.all():
            shown.append(curve.pieces)
            continue
        # The dashes of all are counted along the first of them, so that they alternate.
        lengths = np.array([_lengths(each, ylim, size) for each in heights[: j + 1]])
        dash = np.floor(lengths[first[j], np.arange(_GRID)] / _DASH).astype(int)
        rank, count = np.sum(first[:j] == first[j], axis=0), np.sum(first == first[j], axis=0)
        shown.append(tuple(_without(curve, grid, ~alone & (dash % count != rank))))
    return Shown(shown, bool((first != np.arange(len(curves))[:, None]).any()))


def _first(heights: Floats, dashes: Sequence[Dashes], ylim: Interval) -> NDArray[np.intp]:
    """Of each curve, at each point of the grid, the first one with which it coincides, or itself.

    That is one that is drawn whole: where any other is hidden, it is seen.
    """
    first = np.repeat(np.arange(len(heights))[:, None], _GRID, axis=1)
    for j in range(len(heights)):
        for k in range(j):
            if dashes[j] == dashes[k]:
                with np.errstate(invalid="ignore"):
                    near = _long(np.abs(heights[j] - heights[k]) < _NEAR * ylim.width)
                first[j] = np.where(near & (first[k] == k) & (first[j] == j), k, first[j])
    return first


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
