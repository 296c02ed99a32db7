"""How curves are told apart: by colours that differ in luminance, dashes and markers; never by hue alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Dashes: TypeAlias = "str | tuple[int, tuple[float, ...]]"

# The colours of Okabe and Ito (2008) but yellow, which is too light on white. The first DISTINCT ones differ
# by at least 12 in lightness (CIE L*); curves of the others have markers, too.
COLOURS: Final = ("#0072B2", "#E69F00", "#000000", "#009E73", "#D55E00", "#56B4E9", "#CC79A7")
DISTINCT: Final = 4
_MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h")
_DASHES: Final[tuple[Dashes, ...]] = (
    "-",
    (0, (4, 1.8)),
    (0, (1, 1.3)),
    (0, (6, 1.5, 1, 1.5)),
    (0, (6, 1.5, 1, 1.5, 1, 1.5)),
    (0, (9, 2)),
)

# Widths of lines in points: of most curves, and of the lowest and the highest one of curves that coincide.
_WIDTH: Final = 2.0
_LOWEST: Final = 3.6
_HIGHEST: Final = 1.4

# Settings of matplotlib that differ from its defaults.
SETTINGS: Final[Any] = {
    "svg.hashsalt": "actx",  # without it the ids differ in every file
    "font.size": 10.5,
    "axes.titlesize": 12,
    "axes.titlepad": 6,
    "legend.fontsize": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "0.35",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "0.9",
    "grid.linewidth": 0.7,
    "legend.handlelength": 2.8,
    "legend.edgecolor": "none",
    "legend.framealpha": 1.0,
}


@dataclass(frozen=True, slots=True)
class Pen:
    """How a curve is drawn; `marker` is empty if colour and dashes suffice to tell it apart."""

    colour: str
    dashes: Dashes
    width: float
    marker: str = ""


def pen(subject: int, subjects: int, order: int, layer: float | None) -> Pen:
    """The pen for the derivative of an order of one of a figure's subjects.

    Dashes show the order. Colour shows the subject, or the order if there is only one subject. Of curves
    that coincide, `layer` is 0 for the one drawn first and 1 for the one drawn last: the later, the thinner,
    so that all can be seen. It is None for other curves.
    """
    width = _WIDTH if layer is None else _LOWEST + (_HIGHEST - _LOWEST) * layer
    count = order if subjects == 1 else subject
    marker = _MARKERS[(count - DISTINCT) % len(_MARKERS)] if count >= DISTINCT else ""
    return Pen(COLOURS[count % len(COLOURS)], _DASHES[order % len(_DASHES)], width, marker)
