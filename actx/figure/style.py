"""How curves are told apart: by colours that differ in luminance, dashes and markers; never by hue alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Dashes: TypeAlias = "str | tuple[int, tuple[float, ...]]"

# Of the eight of Okabe and Ito (2008), less the yellow that white paper swallows. The first four differ by 12
# or more in lightness (CIE L*); from the fifth on a curve has markers besides.
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

_WIDTH: Final = 2.0
# Of the lowest and the highest in a stack of curves that coincide.
_LOWEST: Final = 3.6
_HIGHEST: Final = 1.4

# What matplotlib is told before it draws, above its own defaults.
SETTINGS: Final[Any] = {
    "svg.hashsalt": "actx",  # else every file has other ids
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
    """How one curve is drawn; `marker` is empty where colour and dashes are enough."""

    colour: str
    dashes: Dashes
    width: float
    marker: str = ""


def pen(subject: int, subjects: int, order: int, layer: float | None) -> Pen:
    """The pen for a derivative of one of the subjects of a figure.

    Dashes tell the order. Colour tells the subject, or when there is but one, the order as well. `layer` runs
    from 0 to 1 in a stack of curves that coincide: the higher, the thinner, so that all are seen.
    """
    width = _WIDTH if layer is None else _LOWEST + (_HIGHEST - _LOWEST) * layer
    count = order if subjects == 1 else subject
    marker = _MARKERS[(count - DISTINCT) % len(_MARKERS)] if count >= DISTINCT else ""
    return Pen(COLOURS[count % len(COLOURS)], _DASHES[order % len(_DASHES)], width, marker)
