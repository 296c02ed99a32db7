"""The sizes of words in a figure, in points."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.font_manager import FontProperties

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure


def extent(artist: Artist) -> tuple[float, float]:
    """The width and the height of a text or a legend, in points."""
    figure: Any = artist.figure
    canvas: Any = figure.canvas
    found = artist.get_window_extent(canvas.get_renderer())
    return found.width * 72 / figure.dpi, found.height * 72 / figure.dpi


def labels_of(figure: Figure) -> Callable[[str], tuple[float, float]]:
    """The width of a text that stands at a tick, and the height of its line, in points."""
    canvas: Any = figure.canvas
    renderer = canvas.get_renderer()
    font, point = FontProperties(size=mpl.rcParams["xtick.labelsize"]), figure.dpi / 72
    trial = figure.text(0, 0, "0", font_properties=font)
    height = extent(trial)[1]
    trial.remove()

    @cache
    def measured(text: str) -> tuple[float, float]:
        return renderer.get_text_width_height_descent(text, font, False)[0] / point, height

    return measured
