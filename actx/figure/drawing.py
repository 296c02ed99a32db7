"""What a figure in text draws, in plain numbers: made of a scene, or read from the record, without NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.figure.labels import NOTHING, x_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.core.activation import AnyActivation
    from actx.figure.plane import Interval, Mark, Polyline
    from actx.figure.scene import Scene

_COLUMNS_PER_INCH: Final = 10  # of the label below the x axis


class Line(NamedTuple):
    """A curve: its label, which activation or component it is of, counted from 0, and which derivative."""

    label: str
    subject: int
    order: int
    pieces: Sequence[Polyline]
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lines within the limits of the axes, and the lines of the x axis's label, if that is not plainly x."""

    xlim: Interval
    ylim: Interval
    lines: Sequence[Line]
    below: Sequence[str]


def drawing(scene: Scene, size: tuple[float, float], columns: int) -> Drawing:
    """A scene as smooth as so many pixels across and down show; the label has lines of so many columns."""
    curves = scene.curves(*size)
    lines = [
        Line(
            curve.function.label,
            curve.function.subject,
            curve.function.order,
            [(x.tolist(), y.tolist()) for x, y in curve.pieces],
            curve.marks,
        )
        for curve in curves
    ]
    below = label_below(scene.activations, scene.others, columns)
    if all(curve.is_empty for curve in curves):
        below.append(NOTHING)
    return Drawing(scene.xlim, scene.ylim, lines, below)


def label_below(activations: Sequence[AnyActivation], others: Sequence[float], columns: int) -> list[str]:
    """The label of the x axis in lines of so many columns; none if it is x."""
    label = x_label(activations, others, columns / _COLUMNS_PER_INCH)
    return [] if label == "x" else label.split("\n")
