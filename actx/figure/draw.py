"""Figures of activations and their derivatives, drawn by matplotlib without pyplot.

The same input gives the same bytes, whatever the date and the user's matplotlibrc.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from io import BytesIO
from math import isfinite
from typing import TYPE_CHECKING, Final

import matplotlib as mpl
import numpy as np
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from actx.core.activation import Activation
from actx.figure.axes import default_interval, y_limits
from actx.figure.curves import Curve, Interval, default_others, plottables, sketch, traced, true_runs
from actx.figure.lettering import place_legend, set_title
from actx.figure.style import SETTINGS, Pen, pen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from actx.core.activation import AnyActivation
    from actx.figure.curves import Floats

# The suffixes of the formats of matplotlib that any viewer opens (raw and rgba are not), that need no other
# program (pgf does), and that can be written without a date (eps and ps cannot).
_FORMATS: Final = ("png", "svg", "pdf", "jpg", "jpeg", "webp", "tif", "tiff", "gif")
_SIZE: Final = (6.4, 4.4)  # width and height of a figure in inches
_SATURATED: Final = 0.01  # an activation counts as saturated where |f'| is below this
_LEAST_REGION: Final = 0.02  # of the width: where |f'| is small on less, that is an extremum, not saturation
# Two curves coincide if they are closer than the first of these, a share of the height of the axes, on at
# least the second, a share of their width.
_COINCIDING: Final = 0.006
_COINCIDING_WIDTH: Final = 0.35
_DOT: Final = 6.0  # diameter of dots and markers in points


def suffixes() -> tuple[str, ...]:
    """The suffixes of the files that can be written, without the dot: those that matplotlib supports here."""
    return tuple(suffix for suffix in _FORMATS if suffix in FigureCanvasBase.get_supported_filetypes())


def render(
    activations: Sequence[AnyActivation],
    *,
    orders: Sequence[int] = (0,),
    interval: tuple[float, float] | None = None,
    others: Sequence[float] | None = None,
    title: str | None = None,
    suffix: str = "png",
    dpi: int = 150,
) -> bytes:
    """The bytes of a figure file: the same ones for the same arguments.

    `suffix` is one of `suffixes()`, and the other parameters are those of `figure`. Raises ValueError for any
    other suffix, and what `figure` raises.
    """
    if suffix not in suffixes():
        raise ValueError(f"no figure can be written as '{suffix}': choose one of {', '.join(suffixes())}")
    with _own_settings():
        drawn = figure(activations, orders=orders, interval=interval, others=others, title=title, dpi=dpi)
        names = ", ".join(activation.label for activation in activations)
        metadata: dict[str, dict[str, str | None]] = {
            "png": {"Title": names, "Software": None},
            "svg": {"Title": names, "Date": None},
            "pdf": {"Title": names, "CreationDate": None},
        }
        file = BytesIO()
        drawn.savefig(file, format=suffix, dpi=dpi, metadata=metadata.get(suffix))
    return file.getvalue()


def figure(
    activations: Sequence[AnyActivation],
    *,
    orders: Sequence[int] = (0,),
    interval: tuple[float, float] | None = None,
    others: Sequence[float] | None = None,
    title: str | None = None,
    dpi: int = 150,
) -> Figure:
    """The derivatives of the given orders (0: the functions) of the activations, on one pair of axes.

    `interval` is that of the x axis; without it one that shows the features is chosen. Of a vector activation
    each component of the image is drawn as a function of the first input, while the inputs after it are
    `others`: by default 0 and 1, or as many as it can take. `title` replaces the default, which is the
    formula of a single activation. `dpi` is dots per inch.

    Raises ValueError for an interval that is empty or not finite, KindError for an order above 1 of a vector
    activation, LengthError for a number of inputs that it cannot take.
    """
    others = default_others(activations) if others is None else others
    functions = plottables(activations, orders, others)
    xlim = default_interval(activations, others) if interval is None else Interval(*interval)
    if not (isfinite(xlim.width) and xlim.low < xlim.high):
        raise ValueError(f"no figure can be drawn from {xlim.low} to {xlim.high}")
    sketches = [sketch(function, xlim) for function in functions]
    ylim = y_limits(sketches)
    curves = [traced(each, xlim, ylim) for each in sketches]
    subjects = 1 + max((function.subject for function in functions), default=0)
    with _own_settings():
        drawn = Figure(figsize=_SIZE, dpi=dpi, layout="constrained")
        FigureCanvasAgg(drawn)
        axes = drawn.add_subplot(xlabel="x", xlim=xlim, ylim=ylim)
        for line in (axes.axhline, axes.axvline):
            line(0, color="0.5", linewidth=0.8, zorder=1)
        layers = _layers(curves, xlim, ylim)
        entries: list[tuple[Artist, str]] = []
        for curve in curves:
            subject, order = curve.function.subject, curve.function.order
            line_of_curve = _draw(axes, curve, pen(subject, subjects, order, layers.get(subject)))
            entries.append((line_of_curve, curve.function.label))
        if len(activations) == 1 and isinstance(activations[0], Activation) and {0, 1} <= set(orders):
            slope = next(each for each in sketches if each.function.order == 1)
            entries += _shade(axes, slope.stretches, xlim)
        axes.set(xlim=xlim, ylim=ylim)
        set_title(drawn, axes, activations, others, title)
        place_legend(drawn, axes, curves, entries)
    return drawn


@contextmanager
def _own_settings() -> Iterator[None]:
    """Matplotlib's defaults with SETTINGS, whatever the user has set; restored at the end."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(SETTINGS)
        # Letters that the font lacks are drawn as boxes, which needs no warning.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


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


def _draw(axes: Axes, curve: Curve, pen: Pen) -> Artist:
    """Draw the curve and its dots; return the line, which represents it in the legend."""
    order = 3 + 0.01 * len(axes.lines)  # above the axes, and above the curves before it
    (line,) = axes.plot(
        *curve.line,
        color=pen.colour,
        linestyle=pen.dashes,
        linewidth=pen.width,
        marker=pen.marker,
        # Few markers, and at other places than those of the next curve: the first one, and their distance, as
        # shares of the diagonal of the axes.
        markevery=(0.03 + 0.021 * curve.function.subject % 0.12, 0.12),
        markersize=_DOT,
        zorder=order,
        label=curve.function.label,
    )
    for mark in sorted(curve.marks, key=lambda mark: mark.filled):
        axes.plot(
            mark.x,
            mark.y,
            "o",
            color=pen.colour,
            markerfacecolor=pen.colour if mark.filled else "white",
            markersize=_DOT,
            markeredgewidth=1.4,
            zorder=order + 2,
            clip_on=False,
        )
    return line


def _shade(axes: Axes, slopes: Sequence[tuple[Floats, Floats]], xlim: Interval) -> list[tuple[Artist, str]]:
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
        axes.axvspan(start, end, color="0.93", linewidth=0, zorder=0)
    return [(Patch(color="0.9", linewidth=0), f"|f'| < {_SATURATED}")] if wide else []


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
