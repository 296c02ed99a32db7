"""The title and the legend of a figure: a title that fits above it, and a legend that covers no curve."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.activation import Activation, AnyActivation
from actx.core.catalog.record import FORMULA_FAMILY
from actx.core.formula.expression import Symbol
from actx.core.formula.typeset import decimal_text, to_latex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    from actx.figure.curves import Curve

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
# Sizes in points: of the title, the smallest one of a long title, the distance of the legend from curves, and
# the radius of a dot.
_TITLE: Final = 12.0
_SMALLEST_TITLE: Final = 9.0
_DISTANCE: Final = 5.0
_DOT_RADIUS: Final = 4.0
# A legend of more entries than this stands outside the axes, of which it would hide too much.
_MOST_ENTRIES: Final = 6
_LONGEST: Final = 56  # characters of a label


def set_title(
    figure: Figure,
    axes: Axes,
    activations: Sequence[AnyActivation],
    others: Sequence[float],
    title: str | None,
) -> None:
    """Set the given title; else the formula of a single activation, typeset, or plain if only that fits."""
    text = axes.title
    text.set_verticalalignment("bottom")  # a fraction hangs below the baseline
    if title is not None:
        text.set_text(title)
        text.set_parse_math(_extent(figure, text) is not None)  # a lone $ is a dollar
        return
    if len(activations) != 1:
        return
    available = 0.97 * figure.bbox.width
    for spelling in _spellings(activations[0], others):
        text.set_text(spelling)
        text.set_fontsize(_TITLE)
        extent = _extent(figure, text)
        if extent is not None:
            size = min(_TITLE, _TITLE * available / extent.width)
            text.set_fontsize(size)
            if size >= _SMALLEST_TITLE:
                return
    text.set_text("")


def _extent(figure: Figure, text: Text) -> Bbox | None:
    """The extent of a text in pixels; None if mathtext cannot typeset it."""
    canvas: Any = figure.canvas
    try:
        return text.get_window_extent(canvas.get_renderer())
    except ValueError:
        return None


def _spellings(activation: AnyActivation, others: Sequence[float]) -> Iterator[str]:
    """Default titles, the best first; each next one is shorter, or needs no mathtext."""
    if not isinstance(activation, Activation):
        still = ", ".join(f"x{i} = {other:g}" for i, other in enumerate(others, start=2))
        yield f"{activation.label}, x1 runs; {still}" if still else f"{activation.label}, of one input"
        return
    formula = f"${_displayed(to_latex(activation.literal))}$"
    if activation.params:
        settings = ", ".join(_setting(name, value) for name, value in activation.values.items())
        yield f"{formula}     {settings}"
    yield formula
    yield activation.formula
    if activation.family != FORMULA_FAMILY:
        yield activation.name


def _displayed(latex: str) -> str:
    """The LaTeX with its outermost fractions at full size."""
    parts = latex.split(r"\frac")
    depth, text = 0, parts[0]
    for before, part in pairwise(parts):
        depth += before.count("{") - before.count("}") - before.count(r"\{") + before.count(r"\}")
        text += (r"\frac" if depth else r"\dfrac") + part
    return text


def _setting(name: str, value: Any) -> str:
    """A parameter and its value as LaTeX; a value of more than six digits is rounded to six."""
    exact, rounded = decimal_text(value), f"{float(value):.6g}"
    relation, digits = ("=", exact) if len(exact) <= len(rounded) else (r"\approx", rounded)
    mantissa, _, exponent = digits.partition("e")
    power = rf" \cdot 10^{{{int(exponent)}}}" if exponent else ""
    return rf"${to_latex(Symbol(name))} {relation} {mantissa}{power}$"


def place_legend(
    figure: Figure, axes: Axes, curves: Sequence[Curve], entries: Sequence[tuple[Artist, str]]
) -> None:
    """Place a legend that covers no curve: in the axes, else in a row below, else in a column beside them."""
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
        drawn = _drawn(figure, axes, curves)
        for place in _PLACES:
            inside.set_loc(place)
            if _is_free(figure, axes, inside, drawn):
                return
        inside.remove()
    row = legend(figure, "outside lower center", ncols=len(entries))
    if row.get_window_extent().width <= figure.bbox.width:
        return
    row.remove()
    beside = legend(figure, "outside right center")
    size = beside.get_window_extent()
    width, height = figure.get_size_inches()
    figure.set_size_inches(width + size.width / figure.dpi, max(height, size.height / figure.dpi + 0.2))


def _shortened(label: str) -> str:
    half = _LONGEST // 2
    return label if len(label) <= _LONGEST else f"{label[:half]} … {label[-half:]}"


def _drawn(figure: Figure, axes: Axes, curves: Sequence[Curve]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The points of the curves, and points around their dots, in pixels: an array (n, 2)."""
    points = [np.column_stack(piece) for curve in curves for piece in curve.pieces]
    dots = [(mark.x, mark.y) for curve in curves for mark in curve.marks]
    pixels: np.ndarray[Any, np.dtype[np.float64]] = axes.transData.transform(
        np.concatenate([*points, np.array(dots).reshape(-1, 2)])
    )
    around = _DOT_RADIUS * figure.dpi / 72 * np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])
    return np.concatenate([pixels, *(pixels[pixels.shape[0] - len(dots) :] + corner for corner in around)])


def _is_free(
    figure: Figure, axes: Axes, legend: Legend, drawn: np.ndarray[Any, np.dtype[np.float64]]
) -> bool:
    box = legend.get_window_extent()
    air = _DISTANCE * figure.dpi / 72
    inside = (drawn > [box.x0 - air, box.y0 - air]) & (drawn < [box.x1 + air, box.y1 + air])
    return box.width <= axes.bbox.width and not inside.all(axis=1).any()
