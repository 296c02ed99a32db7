"""The legend of a figure, which covers no curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend

    from actx.figure.curves import Curve, Floats
    from actx.figure.marks import Dot

# The places of a legend in the axes, in the order in which they are tried.
_PLACES: Final = (
    "upper left",
    "upper right",
    "lower right",
    "lower left",
    "center left",
    "center right",
    "upper center",
    "lower center",
)
_DISTANCE: Final = 5.0  # points from the legend to curves and dots, at least
_MOST_ENTRIES: Final = 6  # of a legend in the axes, of which a longer one would hide too much
_LONGEST_LABEL: Final = 56  # characters


def place_legend(
    figure: Figure,
    axes: Axes,
    curves: Sequence[Curve],
    dots: Sequence[Dot],
    entries: Sequence[tuple[Artist, str]],
    *,
    may_grow: bool,
) -> None:
    """Place a legend that covers no curve: in the axes, else in a row below, else in a column beside them.

    `entries` are the artists and their labels. A column makes the figure wider, and
    higher if need be, if that may grow; else it takes the place of the axes.
    """
    handles = [handle for handle, _ in entries]
    labels = [_shortened(label) for _, label in entries]

    def legend(owner: Any, place: str, **options: Any) -> Legend:
        # The labels are set afterwards: matplotlib leaves out entries that begin with an underscore.
        made: Legend = owner.legend(handles, ["label"] * len(handles), loc=place, **options)
        for text, label in zip(made.get_texts(), labels, strict=True):
            text.set_parse_math(False)
            text.set_text(label)
        return made

    figure.draw_without_rendering()  # the layout is computed only here
    if len(entries) <= _MOST_ENTRIES:
        inside = legend(axes, _PLACES[0])
        points = _points_to_avoid(figure, axes, curves, dots)
        for place in _PLACES:
            inside.set_loc(place)
            if _is_free(figure, axes, inside, points):
                return
        inside.remove()
    row = legend(figure, "outside lower center", ncols=len(entries))
    if row.get_window_extent().width <= figure.bbox.width:
        return
    row.remove()
    beside = legend(figure, "outside right center")
    if not may_grow:
        return
    size = beside.get_window_extent()
    width, height = figure.get_size_inches()
    figure.set_size_inches(width + size.width / figure.dpi, max(height, size.height / figure.dpi + 0.2))


def _shortened(label: str) -> str:
    half = _LONGEST_LABEL // 2
    return label if len(label) <= _LONGEST_LABEL else f"{label[:half]} … {label[-half:]}"


def _points_to_avoid(figure: Figure, axes: Axes, curves: Sequence[Curve], dots: Sequence[Dot]) -> Floats:
    """The points of the curves, and the corners of squares around the dots, in pixels: shape (n, 2)."""
    points = [np.column_stack(piece) for curve in curves for piece in curve.pieces]
    centres = np.array([(dot.mark.x, dot.mark.y) for dot in dots]).reshape(-1, 2)
    radii = np.array([dot.diameter for dot in dots]) / 2 * figure.dpi / 72
    corners = [
        axes.transData.transform(centres) + np.outer(radii, corner)
        for corner in ([-1, -1], [-1, 1], [1, -1], [1, 1])
    ]
    on_curves: Floats = axes.transData.transform(np.concatenate([*points, np.empty((0, 2))]))
    return np.concatenate([on_curves, *corners])


def _is_free(figure: Figure, axes: Axes, legend: Legend, points: Floats) -> bool:
    """Whether the legend is no wider than the axes and far enough from all these points."""
    box = legend.get_window_extent()
    distance = _DISTANCE * figure.dpi / 72
    inside = (points > np.subtract(box.min, distance)) & (points < np.add(box.max, distance))
    return box.width <= axes.bbox.width and not inside.all(axis=1).any()
