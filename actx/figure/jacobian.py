"""The Jacobian of a vector activation at one vector, as a map of colours with its numbers in it."""

from __future__ import annotations

from itertools import product
from math import inf
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from actx.core.activation import Activation
from actx.core.errors import KindError, LengthError
from actx.figure.files import own_settings
from actx.figure.labels import default_names
from actx.figure.plane import Interval
from actx.figure.shades import Shades, shades_of
from actx.figure.style import Look
from actx.figure.ticks import every, y_ticks
from actx.figure.title import set_whole
from actx.io.shortest import significant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

    from actx.core.activation import AnyActivation, VectorActivation
    from actx.figure.functions import Floats
    from actx.figure.labels import Name

MOST: Final = 64  # rows, and columns
_LOOK: Final = Look()
_MOST_WRITTEN: Final = 8  # rows, and columns, of a map whose cells have their numbers in them
# Significant digits of such numbers, and sizes in points: the first of these that have room.
_SETTINGS: Final = (*product((3, 2), (10.0, 9.0, 8.0)), *product((3, 2), (7.0, 6.0)))
_FILLED: Final = (0.86, 0.7)  # of the width and the height of a cell, by its number at most
# Where there are no numbers, a negative cell has a dash if it is at least this share of the largest |number|.
_DASHED: Final = 0.05
_DASH: Final = 0.4  # of the width of a cell
_DASH_WIDTH: Final = 0.8  # points
_MOST_INPUTS: Final = 8  # that the title names
_DEFAULT_LENGTHS: Final = (4, 2, 3, *range(5, MOST + 1))
# In inches: between parts; of a cell and of the map, at most; of a figure, so that the title has room; of a
# flat map; of a cell that has a frame of its own; of the bar of colours.
_PAD: Final = 0.1
_LARGEST_CELL: Final = 0.85
_LARGEST_MAP: Final = (5.0, 4.8)
_LEAST_WIDTH: Final = 4.4
_LEAST_HEIGHT: Final = 0.5
_LEAST_FRAMED: Final = 0.15
_BAR: Final = 0.16
_BAR_DISTANCE: Final = 0.2
_MOST_TITLE: Final = 0.35  # of the height of a figure, for its title
_BANDS: Final = 128  # of colour, in the bar


def default_vector(activation: VectorActivation) -> list[float]:
    """-1, 0, 1, 2; or as many of the numbers from -1 on as the activation can take.

    Raises LengthError if it takes none of up to 64.
    """
    for n in _DEFAULT_LENGTHS:
        try:
            activation.size(n)
        except LengthError:
            continue
        return [float(number) for number in range(-1, n - 1)]
    raise LengthError(f"{activation.label} takes longer vectors than those whose Jacobian can be drawn")


def figure(
    activation: AnyActivation,
    at: Sequence[float] | None = None,
    *,
    title: str | None = None,
    name: Name | None = None,
    look: Look = _LOOK,
) -> Figure:
    """dy_i/dx_j at a vector of n numbers, in row i and column j of a map of m rows and n columns.

    Each number is written in its cell, to the 3 or 2 significant digits that have room. In a map of more than
    8 rows or columns, or of small cells, negative cells have a dash instead. Without `at` the vector is
    `default_vector`. `title` replaces the default, which names the activation and the vector; `name` is what
    the activation is called. A look without a legend has no bar of colours.

    Raises KindError for a scalar activation, LengthError for a vector that the activation cannot take, and
    for more than 64 rows or columns.
    """
    if isinstance(activation, Activation):
        raise KindError(f"{activation.label} takes single numbers: only a function of vectors has a Jacobian")
    vector = default_vector(activation) if at is None else list(at)
    shape = activation.size(len(vector)), len(vector)
    if max(shape) > MOST:
        raise LengthError(
            f"a Jacobian of {shape[0]} by {shape[1]} is too large to draw: at most {MOST} by {MOST}"
        )
    numbers: Floats = np.asarray(activation.deriv(np.array(vector))) + 0.0  # without the sign of zeros
    (name,) = default_names([activation]) if name is None else (name,)
    if title is None:
        title = f"Jacobian of {name.text}{name.note} at ({_inputs(vector)})"
    shades = shades_of(numbers, look.theme)
    with own_settings(look):
        drawn = Figure(figsize=look.size or look.theme.size, dpi=look.dpi)
        FigureCanvasAgg(drawn)
        cells = drawn.add_axes((0.3, 0.3, 0.4, 0.4))
        _draw_cells(cells, numbers, shades, look)
        bar = drawn.add_axes((0.8, 0.3, 0.1, 0.4)) if look.legend else None
        if bar is not None:
            _draw_bar(bar, numbers, shades)
        _lay_out(drawn, cells, bar, shape, title, look)
        if not (max(shape) <= _MOST_WRITTEN and _write(cells, numbers, shades)):
            _mark_negative(cells, numbers, shades)
            if bar is not None:
                _mark_negative_half(bar, shades)
    return drawn


def _inputs(vector: Sequence[float]) -> str:
    texts = [_text(number, 6) for number in vector]
    return ", ".join(texts if len(texts) <= _MOST_INPUTS else [*texts[: _MOST_INPUTS - 2], "…", texts[-1]])


def _text(number: float, digits: int) -> str:
    """A number to so many digits as a person writes it: −0.0220, −1.48e−4."""
    text = significant(number, digits)
    scientific = f"{number:.{digits - 1}e}".replace("e-0", "e-")
    return min(text, scientific, key=len).replace("-", "−")


def _draw_cells(axes: Axes, numbers: Floats, shades: Shades, look: Look) -> None:
    """Draw the map, its rows and columns numbered from 1, infinite numbers as the largest finite ones."""
    rows, columns = numbers.shape
    axes.pcolormesh(
        np.arange(columns + 1) + 0.5,
        np.arange(rows + 1) + 0.5,
        np.clip(numbers, -shades.limit, shades.limit),
        cmap=shades.colours,
        norm=shades.scale,
        edgecolors=look.theme.grid,
        linewidth=0.8,
    )
    axes.set(xlim=(0.5, columns + 0.5), ylim=(rows + 0.5, 0.5))
    _number(axes.xaxis, "x", columns, 1)
    _number(axes.yaxis, "y", rows, 1)
    axes.tick_params(length=0, top=False, bottom=False, labeltop=True, labelbottom=False)
    _bare(axes)


def _number(axis: Axis, letter: str, count: int, step: int) -> None:
    """Label the step-th rows or columns: x1, x3, x5, ..."""
    numbers = range(1, count + 1, step)
    axis.set_major_locator(FixedLocator(numbers))
    axis.set_major_formatter(FixedFormatter([f"{letter}{number}" for number in numbers]))


def _bare(axes: Axes) -> None:
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


def _draw_bar(axes: Axes, numbers: Floats, shades: Shades) -> None:
    """Draw the colours of the numbers that there are, and of 0."""
    finite = np.clip(numbers[~np.isnan(numbers)], -shades.limit, shades.limit)
    low, high = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
    if low == high:
        high = shades.limit
    ends = np.linspace(low, high, _BANDS + 1)
    middles = (ends[1:] + ends[:-1]) / 2
    # Edges in the colour of the face hide the seams that viewers show between areas.
    options: Any = {"cmap": shades.colours, "norm": shades.scale, "edgecolors": "face", "linewidth": 0.3}
    axes.pcolormesh([0.0, 1.0], ends, middles[:, None], **options)
    axes.set(xlim=(0, 1), ylim=(low, high), xticks=[])
    axes.yaxis.tick_right()
    axes.set_title(r"$\partial y_i / \partial x_j$", loc="left", fontsize=10, pad=9)
    _bare(axes)


def _tick_bar(axes: Axes, inches: float) -> None:
    """Set the ticks of a bar that is so high."""
    ticks = y_ticks(Interval(*axes.get_ylim()), inches * 72 / float(mpl.rcParams["font.size"]))
    axes.yaxis.set_major_locator(FixedLocator(ticks.positions))
    axes.yaxis.set_major_formatter(FixedFormatter(ticks.labels))
    axes.set_xlabel(ticks.note, loc="left")


class _Margins(NamedTuple):
    """The room that the labels of axes need on each side, in inches."""

    left: float
    right: float
    below: float
    above: float


def _margins(axes: Axes | None) -> _Margins:
    if axes is None:
        return _Margins(0.0, 0.0, 0.0, 0.0)
    inner, outer = axes.get_window_extent(), axes.get_tightbbox()
    assert outer is not None
    sides = inner.x0 - outer.x0, outer.x1 - inner.x1, inner.y0 - outer.y0, outer.y1 - inner.y1
    return _Margins(*(max(side, 0.0) / axes.figure.dpi for side in sides))


def _lay_out(
    figure: Figure, cells: Axes, bar: Axes | None, shape: tuple[int, int], title: str, look: Look
) -> None:
    """Give the title, the map and the bar their places, and a figure whose size is free the one they need."""
    rows, columns = shape
    width, height = look.size or look.theme.size
    share = look.theme.size[0] / 6.4
    if bar is not None:
        _tick_bar(bar, height)
    of_cells, of_bar = _margins(cells), _margins(bar)
    beside = _BAR_DISTANCE + _BAR + of_bar.right if bar is not None else 0.0
    above, below = max(of_cells.above, of_bar.above), of_bar.below
    around = 2 * _PAD + of_cells.left + max(beside, of_cells.right)
    if look.size is None:
        largest = min(_LARGEST_CELL, _LARGEST_MAP[0] / columns, _LARGEST_MAP[1] / rows) * share
        width = max(around + largest * columns, _LEAST_WIDTH * share)
    heading = figure.text(0.5, 1.0, "", ha="center", va="top")
    most = inf if look.size is None else _MOST_TITLE * height
    over = set_whole(figure, heading, title, width - 2 * _PAD, most=most) + (_PAD if title else 0.0)
    if look.size is None:
        height = 2 * _PAD + over + above + max(largest * rows, _LEAST_HEIGHT) + below
        figure.set_size_inches(width, height)
    room = width - around, height - 2 * _PAD - over - above - below
    cell = min(room[0] / columns, room[1] / rows)
    wide, high = cell * columns, max(cell * rows, min(_LEAST_HEIGHT, room[1]))
    x, y = _PAD + of_cells.left + (room[0] - wide) / 2, _PAD + below + (room[1] - high) / 2
    heading.set_position((0.5, min(y + high + above + over, height - _PAD) / height))
    cells.set_position((x / width, y / height, wide / width, high / height))
    if cell < _LEAST_FRAMED:  # one frame around all
        cells.collections[0].set(edgecolor="face", linewidth=0.3)
        cells.spines[:].set_visible(True)
    letters = float(mpl.rcParams["font.size"]) / 72
    _number(cells.xaxis, "x", columns, every(wide / columns, (0.64 * len(f"x{columns}") + 0.5) * letters))
    _number(cells.yaxis, "y", rows, every(high / rows, 1.2 * letters))
    if bar is not None:
        bar.set_position(((x + wide + _BAR_DISTANCE) / width, y / height, _BAR / width, high / height))
        _tick_bar(bar, high)


def _write(axes: Axes, numbers: Floats, shades: Shades) -> bool:
    """Write each number in its cell, if the longest has room; say whether it has."""
    rows, columns = numbers.shape
    room = axes.bbox.width / columns * _FILLED[0], axes.bbox.height / rows * _FILLED[1]
    trial = axes.text(1, 1, "")
    try:
        for digits, size in _SETTINGS:
            texts = [[_text(number, digits) for number in row] for row in numbers]
            trial.set(text=max((text for row in texts for text in row), key=len), fontsize=size)
            extent = trial.get_window_extent()
            if extent.width <= room[0] and extent.height <= room[1]:
                break
        else:
            return False
    finally:
        trial.remove()
    for (i, row), j in product(enumerate(texts), range(columns)):
        place: Any = {"ha": "center", "va": "center", "fontsize": size}
        axes.text(j + 1, i + 1, row[j], color=shades.ink(numbers[i, j]), **place)
    return True


def _mark_negative(axes: Axes, numbers: Floats, shades: Shades) -> None:
    """Draw a dash in each cell that is clearly negative: signs are to be seen without hues, too."""
    points = axes.bbox.width / numbers.shape[1] * 72 / axes.figure.dpi
    i, j = np.nonzero(numbers <= -_DASHED * shades.limit)
    inks = np.array([shades.ink(number) for number in numbers[i, j]])
    for ink in np.unique(inks):
        those = inks == ink
        axes.plot(
            j[those] + 1,
            i[those] + 1,
            "_",
            color=str(ink),
            markersize=_DASH * points,
            markeredgewidth=_DASH_WIDTH,
        )


def _mark_negative_half(axes: Axes, shades: Shades) -> None:
    """Draw the dash of negative cells in the negative half of the bar."""
    low, _ = axes.get_ylim()
    if low < 0:
        axes.plot(0.5, low / 2, "_", color=shades.ink(low / 2), markersize=6, markeredgewidth=_DASH_WIDTH)
