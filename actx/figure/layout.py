"""Where the panels of a figure stand: all of one size, as large as the words around them leave room for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import matplotlib as mpl

from actx.figure.extents import extent, labels_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.figure import Figure
    from matplotlib.legend import Legend
    from matplotlib.text import Text

    from actx.figure.panel import Panel

# In heights of a letter: the edge of a figure, the distances of its parts, of columns and of rows, and the
# least width and height of axes.
_EDGE: Final = 0.6
_APART: Final = 0.5
_COLUMNS: Final = 1.0
_ROWS: Final = 0.7
_LEAST: Final = 2.0
_ROUNDS: Final = 2  # the ticks depend on the room for axes, and that on the labels of the ticks


class Words(NamedTuple):
    """What belongs to all panels: a title above them, a note below them, a legend below or beside them."""

    title: Text
    note: Text
    legend: Legend | None = None
    is_beside: bool = False


class _Room(NamedTuple):
    """What stands around axes, in points on each side."""

    left: float
    right: float
    below: float
    above: float


def lay_out(figure: Figure, panels: Sequence[Panel], words: Words) -> None:
    """Give the panels their places, with the ticks for axes of their size, and the words theirs."""
    letter = float(mpl.rcParams["font.size"])
    inches = figure.get_size_inches()
    whole = 72 * float(inches[0]), 72 * float(inches[1])
    box = _around(words, whole, letter, whole[0] / 2)
    columns, rows = ([getattr(panel.part, place) for panel in panels] for place in ("column", "row"))
    size = box[2] / (1 + max(columns)), box[3] / (1 + max(rows))
    measure = labels_of(figure)
    for _ in range(_ROUNDS):
        rooms = [_room(panel, size, measure) for panel in panels]
        x, width = _spread(columns, [(each.left, each.right) for each in rooms], box[2], _COLUMNS * letter)
        y, height = _spread(rows, [(each.above, each.below) for each in rooms], box[3], _ROWS * letter)
        size = max(width, _LEAST * letter), max(height, _LEAST * letter)
    for panel, column, row in zip(panels, columns, rows, strict=True):
        corner = box[0] + x[column], box[1] + box[3] - y[row] - size[1]
        panel.place(corner, size, whole)
    _around(words, whole, letter, box[0] + (x[0] + x[-1] + size[0]) / 2)


def _around(
    words: Words, whole: tuple[float, float], letter: float, middle: float
) -> tuple[float, float, float, float]:
    """Place the words along the edges of a figure: the corner and the size of what they leave.

    What is above and below the panels is centred at `middle`, if it has room there.
    """
    edge, apart = _EDGE * letter, _APART * letter
    left, right, bottom, top = edge, whole[0] - edge, edge, whole[1] - edge

    def centre(width: float) -> float:
        return max(min(middle, right - width / 2), left + width / 2) / whole[0]

    if words.title.get_text():
        width, height = extent(words.title)
        words.title.set(x=centre(width), y=top / whole[1], verticalalignment="top")
        top -= height + apart
    if words.legend is not None:
        width, height = extent(words.legend)
        if words.is_beside:
            words.legend.set_bbox_to_anchor((right / whole[0], (bottom + top) / 2 / whole[1]))
            right -= width + 2 * apart
        else:
            words.legend.set_bbox_to_anchor((centre(width), bottom / whole[1]))
            bottom += height + apart
    if words.note.get_text():
        width, height = extent(words.note)
        words.note.set(x=centre(width), y=bottom / whole[1], verticalalignment="bottom")
        bottom += height + apart
    return left, bottom, right - left, top - bottom


def _room(panel: Panel, size: tuple[float, float], measure: Callable[[str], tuple[float, float]]) -> _Room:
    """What the labels of a panel need around its axes, if these have this size."""
    across, up = panel.ticks(size)
    wide, high = panel.tick_labels(across, up)
    tick = float(mpl.rcParams["xtick.major.size"]) + float(mpl.rcParams["xtick.major.pad"])
    line = measure("0")[1]
    left = max((measure(label)[0] + tick for label in high), default=0.0)
    right = below = above = 0.0
    if wide:
        # The labels at the ends are centred there, and stand out.
        ends = [(at - panel.xlim.low) / panel.xlim.width * size[0] for at in across.positions]
        left = max(left, measure(wide[0])[0] / 2 - ends[0])
        right = measure(wide[-1])[0] / 2 - (size[0] - ends[-1])
        below = tick + line
    if high:
        ends = [(at - panel.ylim.low) / panel.ylim.width * size[1] for at in up.positions]
        below = max(below, line / 2 - ends[0])
        above = line / 2 - (size[1] - ends[-1])
    width, height = panel.set_x_title(across, size)
    below += height
    beside, over = panel.beyond()
    out = (width - size[0]) / 2
    return _Room(max(left, out), max(right, beside, out), max(below, tick), max(above, over, panel.above(up)))


def _spread(
    numbers: Sequence[int], rooms: Sequence[tuple[float, float]], whole: float, apart: float
) -> tuple[list[float], float]:
    """Where each column begins, and how wide the axes are, if all are equally wide; so for rows.

    `numbers` are the columns of the panels, `rooms` what each panel needs before and after its axes.
    """
    before, after = (
        [
            max(room[side] for number, room in zip(numbers, rooms, strict=True) if number == k)
            for k in range(1 + max(numbers))
        ]
        for side in (0, 1)
    )
    size = (whole - sum(before) - sum(after) - (len(before) - 1) * apart) / len(before)
    starts = [before[0]]
    for k in range(1, len(before)):
        starts.append(starts[-1] + size + after[k - 1] + apart + before[k])
    return starts, size
