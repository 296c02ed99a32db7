"""What a figure is made of, taken out of it for the tests."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Rectangle

from actx.core.names.spec import activation
from actx.figure.axes import y_limits
from actx.figure.curves import Curve, sketch
from actx.figure.draw import figure
from actx.figure.files import rendered
from actx.figure.functions import plottables
from actx.figure.plane import Interval
from actx.figure.request import Request
from actx.figure.style import Look
from actx.figure.tracing import traced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from actx.core.activation import AnyActivation
    from actx.figure.functions import Floats

LOOK = Look(dpi=40)
_REQUEST = Request()


def curve(spec: str, order: int = 0, interval: tuple[float, float] = (-6, 6)) -> Curve:
    (function,) = plottables([activation(spec)], [order], ())
    across = Interval(*interval)
    first = sketch(function, across)
    return traced(first, across, y_limits([first]))


def drawn(*specs: str, size: tuple[float, float] | None = None, **options: Any) -> Figure:
    return figure([activation(spec) for spec in specs], Request(**options), look=replace(LOOK, size=size))


def render(activations: Sequence[AnyActivation], request: Request = _REQUEST, **options: Any) -> bytes:
    """The bytes of a file of curves."""
    return rendered(partial(figure, activations, request), activations, **options)


def lines(figure: Figure) -> dict[str, Line2D]:
    named = {str(line.get_label()): line for axes in figure.axes for line in axes.lines}
    return {label: line for label, line in named.items() if not label.startswith("_")}


def pieces(line: Line2D) -> list[tuple[np.ndarray, np.ndarray]]:
    """The parts of a line between its gaps, each an array x and an array y."""
    x, y = (np.asarray(data, dtype=float) for data in line.get_data())
    runs = np.split(np.arange(x.size), np.flatnonzero(np.isnan(x)))
    return [(x[run], y[run]) for run in (run[~np.isnan(x[run])] for run in runs) if run.size]


def pixels(figure: Figure) -> np.ndarray:
    """The colours of its pixels, 0 to 255: shape (height, width, 3)."""
    canvas: Any = figure.canvas
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].astype(int)


def points(line: Line2D) -> Floats:
    """The points of a line, (k, 2)."""
    return np.array(line.get_xydata(), dtype=float)


def entries(figure: Figure) -> list[str]:
    """What the curves are called: in the legend, or else beside them."""
    texts = figure.legends[0].get_texts() if figure.legends else figure.axes[0].texts
    return [text.get_text().replace("\n", " ") for text in texts]


def shaded(figure: Figure) -> list[tuple[float, float]]:
    return [
        (patch.get_x(), patch.get_x() + patch.get_width())
        for patch in figure.axes[0].patches
        if isinstance(patch, Rectangle)
    ]


def spans(curve: Curve) -> list[tuple[float, float]]:
    return [(float(x[0]), float(x[-1])) for x, _ in curve.pieces]


def lightness(colour: str) -> float:
    """CIE L* of an sRGB colour, from the definition of sRGB (IEC 61966-2-1)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    y = sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


def assert_texts_are_apart(figure: Figure) -> None:
    """No text is cut by the edge of the figure or overlaps another one, by the renderer's boxes."""
    figure.draw_without_rendering()
    texts = list(figure.texts)
    every: Any = figure.axes
    for axes in every:
        texts += axes.texts
        if axes.axison:
            titles = (axes.title, axes._left_title)
            texts += [*titles, axes.xaxis.label, axes.yaxis.label]
            texts += [*axes.get_xticklabels(), *axes.get_yticklabels()]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts if text.get_text()]
    assert boxes
    for text, box in boxes:
        assert box.x0 >= -0.5, text
        assert box.y0 >= -0.5, text
        assert box.x1 <= figure.bbox.x1 + 0.5, text
        assert box.y1 <= figure.bbox.y1 + 0.5, text
    for (text, box), (other, its) in combinations(boxes, 2):
        across = min(box.x1, its.x1) - max(box.x0, its.x0)
        up = min(box.y1, its.y1) - max(box.y0, its.y0)
        assert min(across, up) < 0.5, f"'{text}' overlaps '{other}'"


SIGNATURES = {
    "png": b"\x89PNG\r\n\x1a\n",
    "svg": b"<?xml",
    "pdf": b"%PDF-1.",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "webp": b"RIFF",
    "tif": b"II*\0",
    "tiff": b"II*\0",
    "gif": b"GIF8",
}
