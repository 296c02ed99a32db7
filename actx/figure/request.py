"""What a figure of curves is to show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.core.rounding.formats import Format
    from actx.figure.labels import Name


class Arrangement(StrEnum):
    """How the functions of a figure are divided into panels.

    STACKED: those of several activations by order, f above f'; those of one are in one panel. TOGETHER: all
    in one panel. GRID: a small panel for each activation. DIFFERENCE: of two activations, each order, and
    below it the difference.
    """

    STACKED = "stacked"
    TOGETHER = "together"
    GRID = "grid"
    DIFFERENCE = "difference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is drawn of some activations.

    `orders` are those of the derivatives, 0 for the functions. `interval` is that of the x axis, and `ylim`
    that of the y axis; without them, what shows the features and holds the curves is chosen. Of a vector
    activation each component of the image is drawn as a function of the first input, while the inputs after
    it are `others`: by default 0 and 1, or as many as it can take. `title` replaces the default, which is the
    name and formula of a single activation. `names` are what the activations are called, by default as in the
    catalog.

    With `log` magnitudes are drawn on a logarithmic axis. With a format `form`, what evaluation in that
    format gives. With `error`, a panel below has the error of the formulas, evaluated as they are written in
    that format. With `annotated`, kinks, limits and the largest slope are marked. `convention` is the
    framework whose derivatives at kinks the activations have, if they are not the formulas' own.
    """

    orders: Sequence[int] = (0,)
    interval: tuple[float, float] | None = None
    ylim: tuple[float, float] | None = None
    others: Sequence[float] | None = None
    title: str | None = None
    names: Sequence[Name] | None = None
    arrangement: Arrangement = Arrangement.STACKED
    log: bool = False
    form: Format | None = None
    error: Format | None = None
    annotated: bool = False
    convention: str = ""
