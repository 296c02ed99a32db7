"""Drawings of the catalog's activations, f and f', which were made before: they need no NumPy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from actx.core.analysis.on_record import on_record
from actx.figure.drawing import Drawing, Line, label_below
from actx.figure.plane import Interval, Mark

if TYPE_CHECKING:
    from actx.core.activation import AnyActivation

RECORDS: Final = Path(__file__).with_name("drawings.json")
"""What was drawn of the catalog: `python -m tools.make_drawings` in tests makes it."""
COLUMNS: Final = 64
ROWS: Final = 13
"""Of a text figure, for which a drawing on record is as smooth as one of the scene."""


def drawing_on_record(activation: AnyActivation, columns: int) -> Drawing | None:
    """The drawing of an activation, for a figure of so many columns; None if there is none on record."""
    record = on_record(RECORDS, activation)
    if not record:
        return None
    lines = [
        Line(label, subject, order, pieces, [Mark(*mark) for mark in marks])
        for label, subject, order, pieces, marks in record["lines"]
    ]
    below = label_below([activation], record["others"], columns)
    return Drawing(Interval(*record["xlim"]), Interval(*record["ylim"]), lines, below)
