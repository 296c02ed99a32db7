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
    from fractions import Fraction

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    from actx.figure.curves import Curve, Floats

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
# In points: the sizes of the title, and of a long one at least; the least distance of the legend from curves;
# and the radius of a dot with its edge.
_TITLE: Final = 12.0
_LEAST_TITLE: Final = 9.0
_DISTANCE: Final = 5.0
_DOT_RADIUS: Final = 4.0
_MOST_ENTRIES: Final = 6  # of a legend in the axes, of which a longer one would hide too much
_LONGEST_LABEL: Final = 56  # characters


def set_title(
    figure: Figure,
    axes: Axes,
    activations: Sequence[AnyActivation],
    others: Sequence[float],
    title: str | None,
) -> None:
    """Set the given title; without one, the formula of a single activation, or the best text that fits."""
    text = axes.title
    text.set_verticalalignment("bottom")  # a fraction hangs below the baseline
    if title is not None:
        text.set_text(title)
        text.set_parse_math(_extent(figure, text) is not None)  # a lone $ is a dollar
        return
    if len(activations) != 1:
        return
    available = 0.97 * figure.bbox.width
    for candidate in _default_titles(activations[0], others):
        text.set_text(candidate)
        text.set_fontsize(_TITLE)
        extent = _extent(figure, text)
        if extent is not None:
            size = min(_TITLE, _TITLE * available / extent.width)
            text.set_fontsize(size)
            if size >= _LEAST_TITLE:
                return
    text.set_text("")


def _extent(figure: Figure, text: Text) -> Bbox | None:
    """The extent of a text in pixels; None if mathtext cannot typeset it."""
    canvas: Any = figure.canvas
    try:
        return text.get_window_extent(canvas.get_renderer())
    except ValueError:
        return None


def _default_titles(activation: AnyActivation, others: Sequence[float]) -> Iterator[str]:
    """The titles to try, the best first; each next one is shorter, or needs no mathtext."""
    if not isinstance(activation, Activation):
        fixed = ", ".join(f"x{i} = {other:g}" for i, other in enumerate(others, start=2))
        yield f"{activation.label}, x1 runs; {fixed}" if fixed else f"{activation.label}, of one input"
        return
    formula = f"${_with_large_fractions(to_latex(activation.literal))}$"
    if activation.params:
        parameters = ", ".join(_parameter(name, value) for name, value in activation.values.items())
        yield f"{formula}     {parameters}"
    yield formula
    yield activation.formula
    if activation.family != FORMULA_FAMILY:
        yield activation.name


def _with_large_fractions(latex: str) -> str:
    """The LaTeX with its outermost fractions in the size of a displayed formula, \\dfrac."""
    parts = latex.split(r"\frac")
    depth, text = 0, parts[0]
    for before, part in pairwise(parts):
        depth += before.count("{") - before.count("}") - before.count(r"\{") + before.count(r"\}")
        text += (r"\frac" if depth else r"\dfrac") + part
    return text


def _parameter(name: str, value: Fraction) -> str:
    """A parameter and its value as LaTeX; a value of more than six digits is rounded to six."""
    exact, rounded = decimal_text(value), f"{float(value):.6g}"
    relation, digits = ("=", exact) if len(exact) <= len(rounded) else (r"\approx", rounded)
    mantissa, _, exponent = digits.partition("e")
    power = rf" \cdot 10^{{{int(exponent)}}}" if exponent else ""
    return rf"${to_latex(Symbol(name))} {relation} {mantissa}{power}$"


def place_legend(
    figure: Figure, axes: Axes, curves: Sequence[Curve], entries: Sequence[tuple[Artist, str]]
) -> None:
    """Place a legend that covers no curve: in the axes, else in a row below, else in a column beside them.

    `entries` are the artists and their labels. A column makes the figure wider, and higher if need be.
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
        points = _points_to_avoid(figure, axes, curves)
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
    size = beside.get_window_extent()
    width, height = figure.get_size_inches()
    figure.set_size_inches(width + size.width / figure.dpi, max(height, size.height / figure.dpi + 0.2))


def _shortened(label: str) -> str:
    half = _LONGEST_LABEL // 2
    return label if len(label) <= _LONGEST_LABEL else f"{label[:half]} … {label[-half:]}"


def _points_to_avoid(figure: Figure, axes: Axes, curves: Sequence[Curve]) -> Floats:
    """The points of the curves, and the corners of squares around their dots, in pixels: shape (n, 2)."""
    points = [np.column_stack(piece) for curve in curves for piece in curve.pieces]
    dots = [(mark.x, mark.y) for curve in curves for mark in curve.marks]
    pixels: Floats = axes.transData.transform(np.concatenate([*points, np.array(dots).reshape(-1, 2)]))
    around = _DOT_RADIUS * figure.dpi / 72 * np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])
    return np.concatenate([pixels, *(pixels[pixels.shape[0] - len(dots) :] + corner for corner in around)])


def _is_free(figure: Figure, axes: Axes, legend: Legend, points: Floats) -> bool:
    """Whether the legend is no wider than the axes and far enough from all these points."""
    box = legend.get_window_extent()
    distance = _DISTANCE * figure.dpi / 72
    inside = (points > np.subtract(box.min, distance)) & (points < np.add(box.max, distance))
    return box.width <= axes.bbox.width and not inside.all(axis=1).any()
