"""The plane of three numbers as activations that give probabilities map it to the triangle of these."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from actx.figure.files import own_settings
from actx.figure.grid import HEIGHT, LEAST_SIDE, SIDE, lay_out
from actx.figure.labels import default_names
from actx.figure.plane import Interval
from actx.figure.simplex import DEFAULT, images, levels, probabilistic
from actx.figure.style import Look
from actx.figure.ticks import every
from actx.io.shortest import shortest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from actx.core.activation import AnyActivation
    from actx.figure.functions import Floats
    from actx.figure.labels import Name
    from actx.figure.simplex import Images
    from actx.figure.ticks import Ticks

_LOOK: Final = Look()
# The corners of the triangle where y1, y2 and y3 are 1: as in the plane of inputs, x1 grows to the right, x2
# upwards, and where both are small x3 is the largest.
CORNERS: Final = np.array([(1.0, 0.0), (0.5, HEIGHT), (0.0, 0.0)])
# Of their labels: the distance in points, and which part of the label is there.
_CORNER_LABELS: Final = ((-8, "right", "top"), (7, "center", "bottom"), (-8, "left", "top"))
_SHARES: Final = (0.25, 0.5, 0.75)  # probabilities at which there are faint lines
# In points: lines, from the lowest level to the highest, dots that are the image of one crossing, and the
# largest dots.
_WIDTHS: Final = (0.6, 2.2)
_DOT: Final = 3.4
_LARGEST_DOT: Final = 11.0
_DASHES: Final = ("-", (0, (4, 1.6)))  # of lines where x1 - x3 and x2 - x3 stand still
_LABEL: Final = 9.5  # points
_BESIDE: Final = 0.12  # inches, for the label of the axis beside that of its ticks


def figure(
    activations: Sequence[AnyActivation],
    interval: tuple[float, float] | None = None,
    *,
    title: str | None = None,
    names: Sequence[Name] | None = None,
    look: Look = _LOOK,
) -> Figure:
    """The images of a grid of lines in the plane of x1 - x3 and x2 - x3, a triangle for each activation.

    Both differences are in the interval, by default from -2 to 2. The plane itself is drawn first, unless the
    look is without a legend or has no room. `names` are what the activations are called.

    Raises KindError for an activation that does not map three numbers to probabilities, and IntervalError
    for an interval that no axis can show.
    """
    between = DEFAULT if interval is None else Interval(*interval)
    ticks = levels(between)
    found = [images(each, between, ticks.positions) for each in probabilistic(activations)]
    called = [f"{name.text}{name.note}" for name in names or default_names(activations)]
    with own_settings(look):
        drawn = Figure(figsize=look.size or look.theme.size, dpi=look.dpi)
        FigureCanvasAgg(drawn)
        beside = _widest(ticks) * _LABEL / 72 + _BESIDE
        grid, panels = lay_out(drawn, called, title or "", _caption(ticks, between), look, beside)
        if grid.has_key:
            _draw_inputs(panels[0], ticks, between, grid.side, look)
        for axes, each in zip(panels[grid.has_key :], found, strict=True):
            _draw_triangle(axes, each, between, grid.side, look)
    return drawn


def _caption(ticks: Ticks, interval: Interval) -> str:
    """Which inputs are drawn."""
    labels = ticks.labels if len(ticks.labels) < 4 else [*ticks.labels[:2], "…", ticks.labels[-1]]
    note = f" ({ticks.note})" if ticks.note else ""
    low, high = (shortest(end).replace("-", "−") for end in interval)
    return (
        f"Solid lines: x1−x3 = {', '.join(labels)}{note}. Dashed lines: the same of x2−x3. The larger, "
        f"the thicker; the other difference runs from {low} to {high}. Dots are crossings, larger where "
        "several have one image."
    )


def _draw_inputs(axes: Axes, ticks: Ticks, interval: Interval, side: float, look: Look) -> None:
    """Draw the plane of inputs, as a square that is as high as the triangles."""
    box = axes.get_position()
    scale = _scale(side)
    margin = box.width * (1 - HEIGHT) / 2
    axes.set_position((box.x0 + margin, box.y0, box.width - 2 * margin, box.height))
    for fixed, level in product((0, 1), ticks.positions):
        ends = [(level, end) if fixed == 0 else (end, level) for end in interval]
        _draw_line(axes, np.array(ends), fixed, (level - interval.low) / interval.width, scale, look)
    crossings = np.array(list(product(ticks.positions, repeat=2)))
    _draw_dots(axes, crossings, np.array(_DOT * scale), look)
    note = f"  ({ticks.note})" if ticks.note else ""
    distance = HEIGHT * side / max(len(ticks.positions) - 1, 1) * 72 / _LABEL
    for axis, name, room, pad in ((axes.xaxis, "x1", _widest(ticks) + 0.6, 8), (axes.yaxis, "x2", 1.2, 5)):
        step = every(distance, room)
        axis.set_major_locator(FixedLocator(ticks.positions[::step]))
        axis.set_major_formatter(FixedFormatter(ticks.labels[::step]))
        axis.set_tick_params(labelsize=_LABEL, length=0, pad=pad)
        axis.set_label_text(f"{name} − x3{note}", fontsize=_LABEL)
        axis.labelpad = 2
    axes.set(xlim=interval, ylim=interval)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


def _draw_triangle(axes: Axes, images: Images, interval: Interval, side: float, look: Look) -> None:
    """Draw the triangle of probabilities, and the images in it."""
    scale = _scale(side)
    axes.set(xlim=(0, 1), ylim=(0, HEIGHT))
    axes.axis("off")
    for share, k in product(_SHARES, range(3)):
        ends = np.full((2, 3), 1 - share)
        ends[:, k] = share
        ends[0, k - 1] = ends[1, k - 2] = 0
        axes.plot(*(ends @ CORNERS).T, color=look.theme.grid, linewidth=0.7, zorder=0)
    axes.plot(*CORNERS[[0, 1, 2, 0]].T, color=look.theme.axes, linewidth=0.8, zorder=1, clip_on=False)
    for line in images.lines:
        for piece in line.pieces:
            _draw_line(
                axes, piece @ CORNERS, line.fixed, (line.level - interval.low) / interval.width, scale, look
            )
    sizes = np.minimum(_DOT * scale * np.sqrt(images.counts), _LARGEST_DOT)
    _draw_dots(axes, images.dots @ CORNERS, sizes, look)
    for k, (distance, across, up) in enumerate(_CORNER_LABELS):
        text = f"y{k + 1} = 1" if side >= LEAST_SIDE else f"y{k + 1}"
        place: Any = {"xytext": (0, distance), "textcoords": "offset points", "ha": across, "va": up}
        axes.annotate(text, CORNERS[k], fontsize=_LABEL, **place)


def _draw_line(axes: Axes, points: Floats, fixed: int, share: float, scale: float, look: Look) -> None:
    """Draw a line of a level that is this share of the way up from the lowest to the highest."""
    axes.plot(
        *points.T,
        color=look.theme.colours[fixed],
        linestyle=_DASHES[fixed],
        linewidth=(_WIDTHS[0] + (_WIDTHS[1] - _WIDTHS[0]) * share) * scale,
        zorder=2 + fixed,
        clip_on=False,
    )


def _draw_dots(axes: Axes, points: Floats, diameters: Floats, look: Look) -> None:
    x, y = points.T
    ink: Any = {"color": look.theme.ink, "linewidths": 0}
    axes.scatter(x, y, s=np.square(diameters), zorder=4, clip_on=False, **ink)


def _widest(ticks: Ticks) -> float:
    """The width of the widest label, in heights of a letter."""
    return 0.64 * max(map(len, ticks.labels), default=0)


def _scale(side: float) -> float:
    """The size of lines and dots beside or in a triangle of this side in inches."""
    return min(max(side / SIDE, 0.5), 1.3)
