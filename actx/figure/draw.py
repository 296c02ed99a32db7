"""Figures of activations and their derivatives, drawn by matplotlib without pyplot."""

from __future__ import annotations

from functools import partial
from math import isfinite
from typing import TYPE_CHECKING, Final

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.markers import CARETDOWN, CARETUP
from matplotlib.patches import Patch
from matplotlib.ticker import FixedFormatter, FixedLocator

from actx.core.activation import Activation
from actx.figure.axes import default_interval, y_limits
from actx.figure.curves import Curve, Interval, default_others, plottables, sketch, traced, true_runs
from actx.figure.files import own_settings, saved
from actx.figure.labels import default_names, x_label
from actx.figure.legend import place_legend
from actx.figure.marks import Arrow, Dot, arrows, dots
from actx.figure.style import Look, Pen, pen
from actx.figure.ticks import x_ticks, y_ticks
from actx.figure.title import set_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from actx.core.activation import AnyActivation
    from actx.figure.curves import Floats
    from actx.figure.labels import Name

_LOOK: Final = Look()
_SATURATED: Final = 0.01  # an activation counts as saturated where |f'| is below this
_LEAST_REGION: Final = 0.02  # of the width: where |f'| is small on less, that is an extremum, not saturation
# Two curves coincide if they are closer than the first of these, a share of the height of the axes, on at
# least the second, a share of their width.
_COINCIDING: Final = 0.006
_COINCIDING_WIDTH: Final = 0.35
_AXES_SHARE: Final = (0.9, 0.85)  # of the figure's width and height, about
_TITLE_SHARE: Final = 0.86  # of the figure's width, for the title: it is centred above the axes
# In points: the size of markers and arrows, and the width of the edges of dots.
_MARKER: Final = 6.0
_DOT_EDGE: Final = 1.4
# What is drawn over what: lines lie over the axes, in the order of their curves.
_LINES: Final = 3
_ARROWS: Final = 4
_DOTS: Final = 4.5


def render(
    activations: Sequence[AnyActivation],
    *,
    orders: Sequence[int] = (0,),
    interval: tuple[float, float] | None = None,
    others: Sequence[float] | None = None,
    title: str | None = None,
    names: Sequence[Name] | None = None,
    command: str = "",
    suffix: str = "png",
    ylim: tuple[float, float] | None = None,
    look: Look = _LOOK,
) -> bytes:
    """The bytes of a figure file: the same ones for the same arguments.

    `suffix` is one of `files.suffixes()`, `command` is the command line that draws it, which the file holds,
    and the other parameters are those of `figure`. Raises ValueError for any other suffix, and what `figure`
    raises.
    """
    draw = partial(
        figure,
        activations,
        orders=orders,
        interval=interval,
        others=others,
        title=title,
        names=names,
        ylim=ylim,
        look=look,
    )
    subject = ", ".join(activation.label for activation in activations)
    return saved(draw, suffix=suffix, look=look, subject=subject, command=command)


def figure(
    activations: Sequence[AnyActivation],
    *,
    orders: Sequence[int] = (0,),
    interval: tuple[float, float] | None = None,
    others: Sequence[float] | None = None,
    title: str | None = None,
    names: Sequence[Name] | None = None,
    ylim: tuple[float, float] | None = None,
    look: Look = _LOOK,
) -> Figure:
    """The derivatives of the given orders (0: the functions) of the activations, on one pair of axes.

    `interval` is that of the x axis; without it one that shows the features is chosen. Of a vector activation
    each component of the image is drawn as a function of the first input, while the inputs after it are
    `others`: by default 0 and 1, or as many as it can take. `title` replaces the default, which is the
    name and formula of a single activation. `names` are what the activations are called, by default as in
    the catalog. `ylim` is the interval of the y axis; without it one that holds the curves is chosen.

    Raises ValueError for an interval that is empty or not finite, KindError for an order above 1 of a vector
    activation, LengthError for a number of inputs that it cannot take.
    """
    others = default_others(activations) if others is None else others
    names = default_names(activations) if names is None else names
    functions = plottables(activations, orders, others, names)
    xlim = default_interval(activations, others) if interval is None else Interval(*interval)
    _check(xlim)
    sketches = [sketch(function, xlim) for function in functions]
    up = y_limits(sketches) if ylim is None else Interval(*ylim)
    _check(up)
    curves = [traced(each, xlim, up) for each in sketches]
    subjects = 1 + max((function.subject for function in functions), default=0)
    with own_settings(look):
        size = look.size or look.theme.size
        drawn = Figure(figsize=size, dpi=look.dpi, layout="constrained")
        FigureCanvasAgg(drawn)
        axes = drawn.add_subplot(xlabel=x_label(activations, others, size[0]))
        for line in (axes.axhline, axes.axvline):
            line(0, color=look.theme.axes, linewidth=0.8, zorder=1)
        layers = _layers(curves, xlim, up)
        pens = [
            pen(
                *(function.subject, subjects, function.order, layers.get(function.subject)),
                look.theme.colours,
            )
            for function in functions
        ]
        entries: list[tuple[Artist, str]] = [
            (_draw_line(axes, curve, pen), curve.function.label)
            for curve, pen in zip(curves, pens, strict=True)
        ]
        points = _AXES_SHARE[0] * size[0] * 72, _AXES_SHARE[1] * size[1] * 72
        for curve, pen_of_curve in zip(curves, pens, strict=True):
            for arrow in arrows(curve, xlim, up, points[0]):
                _draw_arrow(axes, arrow, pen_of_curve.colour)
        placed = dots(curves, xlim, up, points)
        for dot in placed:
            _draw_dot(axes, dot, pens[dot.curve].colour, look.theme.ground)
        if len(activations) == 1 and isinstance(activations[0], Activation) and {0, 1} <= set(orders):
            slope = next(each for each in sketches if each.function.order == 1)
            entries += _shade(axes, slope.stretches, xlim, look.theme.shade)
        _set_ticks(axes, xlim, up, points)
        may_grow = look.size is None
        room = _TITLE_SHARE * drawn.bbox.width
        set_title(drawn, axes, activations, names, title, room=room, may_grow=may_grow)
        if look.legend:
            place_legend(drawn, axes, curves, placed, entries, may_grow=may_grow)
        if not may_grow and drawn.legends:  # the legend has taken room from the axes
            drawn.draw_without_rendering()
            box = axes.get_window_extent()
            _set_ticks(axes, xlim, up, (box.width * 72 / look.dpi, box.height * 72 / look.dpi))
            drawn.draw_without_rendering()
            box = axes.get_window_extent()
            centre = (box.x0 + box.x1) / 2
            room = 1.9 * min(centre, drawn.bbox.x1 - centre)
            set_title(drawn, axes, activations, names, title, room=room, may_grow=False)
    return drawn


def _check(interval: Interval) -> None:
    if not (isfinite(interval.width) and interval.low < interval.high):
        raise ValueError(f"no figure can be drawn from {interval.low} to {interval.high}")


def _layers(curves: Sequence[Curve], xlim: Interval, ylim: Interval) -> dict[int, float]:
    """The layer of each subject whose curve coincides with others: from 0, drawn first, to 1, drawn last."""
    grid = np.linspace(*xlim, 201)
    found = [(curve.function.subject, curve.function.order, _heights(curve, grid)) for curve in curves]
    beneath: dict[int, int] = {}  # by subject, how many layers there are below its own
    for upper, order, heights in found:
        for lower, lower_order, lower_heights in found:
            if lower < upper and lower_order == order:
                near = np.abs(heights - lower_heights) < _COINCIDING * ylim.width
                if near.mean() > _COINCIDING_WIDTH:
                    beneath[upper] = max(beneath.get(upper, 0), beneath.setdefault(lower, 0) + 1)
    return {subject: count / max(beneath.values()) for subject, count in beneath.items()}


def _heights(curve: Curve, grid: Floats) -> Floats:
    """y of the curve at each point of the grid, interpolated; nan where there is no curve."""
    heights = np.full_like(grid, np.nan)
    for x, y in curve.pieces:
        inside = (grid >= x[0]) & (grid <= x[-1])
        heights[inside] = np.interp(grid[inside], x, y)
    return heights


def _set_ticks(axes: Axes, xlim: Interval, ylim: Interval, points: tuple[float, float]) -> None:
    """Set limits, ticks and their notes on axes that are so many points wide and high."""
    letter = float(mpl.rcParams["font.size"])
    across, up = x_ticks(xlim, points[0] / letter), y_ticks(ylim, points[1] / letter)
    for axis, ticks in ((axes.xaxis, across), (axes.yaxis, up)):
        formatter = FixedFormatter(ticks.labels)
        formatter.set_offset_string(ticks.note)
        axis.set_major_locator(FixedLocator(ticks.positions))
        axis.set_major_formatter(formatter)
    axes.set(xlim=xlim, ylim=ylim)


def _draw_line(axes: Axes, curve: Curve, pen: Pen) -> Artist:
    """Draw the line of a curve, which represents it in the legend."""
    (line,) = axes.plot(
        *curve.line,
        color=pen.colour,
        linestyle=pen.dashes,
        linewidth=pen.width,
        marker=pen.marker,
        # Few markers, and at other places than those of the next curve: the first one, and their distance, as
        # shares of the diagonal of the axes.
        markevery=(0.03 + 0.021 * curve.function.subject % 0.12, 0.12),
        markersize=_MARKER,
        zorder=_LINES,
        label=curve.function.label,
    )
    return line


def _draw_dot(axes: Axes, dot: Dot, colour: str, ground: str) -> None:
    """Draw a disc, or a ring in which the ground shows, which sets off what is within it."""
    axes.plot(
        dot.mark.x,
        dot.mark.y,
        "o",
        color=colour,
        markerfacecolor=colour if dot.mark.filled else ground,
        markersize=dot.diameter,
        markeredgewidth=_DOT_EDGE,
        zorder=_DOTS,
        clip_on=False,
    )


def _draw_arrow(axes: Axes, arrow: Arrow, colour: str) -> None:
    """Draw a small triangle whose tip is where a curve leaves the axes."""
    marker = CARETUP if arrow.upwards else CARETDOWN
    axes.plot(
        arrow.x, arrow.y, marker=marker, color=colour, markersize=_MARKER, zorder=_ARROWS, clip_on=False
    )


def _shade(
    axes: Axes, slopes: Sequence[tuple[Floats, Floats]], xlim: Interval, colour: str
) -> list[tuple[Artist, str]]:
    """Shade where |f'| < 0.01; return the legend's entry for it, if there is such a region.

    `slopes` are the stretches of f', each an array x and an array y, from left to right.
    """
    regions = [region for x, y in slopes for region in _saturated(x, y)]
    merged: list[list[float]] = []
    for start, end in regions:
        if merged and start <= merged[-1][1] + xlim.width * 1e-9:
            merged[-1][1] = end
        else:
            merged.append([start, end])
    wide = [(start, end) for start, end in merged if end - start > _LEAST_REGION * xlim.width]
    for start, end in wide:
        axes.axvspan(start, end, color=colour, linewidth=0, zorder=0)
    return [(Patch(color=colour, linewidth=0), f"|f'| < {_SATURATED}")] if wide else []


def _saturated(x: Floats, y: Floats) -> Iterator[tuple[float, float]]:
    """The intervals on which |y| < 0.01, with ends interpolated between samples."""
    excess = np.abs(y) - _SATURATED
    with np.errstate(all="ignore"):
        crossing = x[:-1] + (x[1:] - x[:-1]) * excess[:-1] / (excess[:-1] - excess[1:])
    for run in true_runs(excess < 0):
        yield (
            float(crossing[run[0] - 1]) if run[0] > 0 else float(x[0]),
            float(crossing[run[-1]]) if run[-1] < x.size - 1 else float(x[-1]),
        )
