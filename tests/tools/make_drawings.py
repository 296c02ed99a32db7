"""Makes actx/figure/drawings.json, the curves that `info` shows: `python -m tools.make_drawings`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from actx.core.activation import Activation
from actx.core.analysis.on_record import key
from actx.core.names.lookup import activations
from actx.figure.drawing import drawing
from actx.figure.labels import Name
from actx.figure.on_record import COLUMNS, RECORDS, ROWS
from actx.figure.request import Request
from actx.figure.scene import scene
from tools.records import write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.core.activation import AnyActivation
    from actx.figure.drawing import Drawing
    from actx.figure.plane import Polyline

DOTS: Final = (2 * COLUMNS, 4 * ROWS)
"""Across and down, of the largest figure that is drawn from the records."""
_FINER: Final = 4  # than dots: what is drawn, before points are left out
_OFF: Final = 0.1  # of a dot: as far as a point that is left out may be from the line
_DIGITS: Final = 5  # of coordinates, as shares of the axes


def drawn(activation: AnyActivation) -> tuple[Drawing, Sequence[float]]:
    """The drawing of an activation and of its derivative, and the inputs beside the first one."""
    orders = (0, 1) if isinstance(activation, Activation) else (0,)
    shown = scene([activation], Request(orders=orders, names=[Name("f", {})]))
    return drawing(shown, (DOTS[0] * _FINER, DOTS[1] * _FINER), COLUMNS), shown.others


def record(activation: AnyActivation) -> dict[str, Any]:
    """A drawing in the form in which it is on record."""
    shown, others = drawn(activation)
    width, height = (limits.width for limits in (shown.xlim, shown.ylim))
    digits = [max(0, _DIGITS - 1 - _exponent(size)) for size in (width, height)]
    lines = [
        (
            line.label,
            line.subject,
            line.order,
            [
                tuple([_short(v, places) for v in axis] for axis, places in zip(piece, digits, strict=True))
                for piece in (_thinned(each, DOTS[0] / width, DOTS[1] / height) for each in line.pieces)
            ],
            [tuple(mark) for mark in line.marks],
        )
        for line in shown.lines
    ]
    return {"xlim": shown.xlim, "ylim": shown.ylim, "others": list(others), "lines": lines}


def _exponent(size: float) -> int:
    return int(f"{size:e}".partition("e")[2])


def _short(value: float, digits: int) -> float:
    rounded = round(value, digits)
    return int(rounded) if rounded == int(rounded) else rounded


def _thinned(piece: Polyline, across: float, down: float) -> Polyline:
    """The piece without points that are near the line between those that stay (Ramer, Douglas, Peucker)."""
    points = [(x * across, y * down) for x, y in zip(*piece, strict=True)]
    kept, parts = {0, len(points) - 1}, [(0, len(points) - 1)]
    while parts:
        start, end = parts.pop()
        off, worst = max(
            ((_distance(points[k], points[start], points[end]), k) for k in range(start + 1, end)),
            default=(0.0, 0),
        )
        if off > _OFF:
            kept.add(worst)
            parts += [(start, worst), (worst, end)]
    return [piece[0][k] for k in sorted(kept)], [piece[1][k] for k in sorted(kept)]


def _distance(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    """From the line through two points, in dots."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5
    return abs((point[0] - start[0]) * dy - (point[1] - start[1]) * dx) / length if length else 0.0


def main() -> None:
    write(RECORDS, {key(each): record(each) for each in activations()})


if __name__ == "__main__":
    main()
