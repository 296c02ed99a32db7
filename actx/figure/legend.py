"""The legend of a figure, outside of its axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl

from actx.figure.extents import extent
from actx.figure.labels import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend

    from actx.figure.layout import Words

_LONGEST_LABEL: Final = 56  # characters
_WIDE: Final = 0.4  # of the width of the figure: a column that is wider stands below the axes
_AROUND: Final = 0.2  # inches above and below a high column


def place_legend(
    figure: Figure, entries: Sequence[tuple[Artist, str]], words: Words, *, may_grow: bool
) -> Words:
    """Place a legend in a row below the axes, or in a column where that would be too wide.

    `entries` are the artists and their labels; what the figure says below its axes goes above them. A column
    stands beside the axes, or below them if it is wide. It makes the figure larger, if that may grow; else it
    takes the place of the axes.
    """
    note = words.note.get_text()
    words.note.set_text("")
    width, height = figure.get_size_inches()
    row = _legend(figure, entries, note, "lower center", ncols=len(entries))
    if extent(row)[0] <= 72 * width:
        return words._replace(legend=row)
    row.remove()
    column = _legend(figure, entries, note.replace(", ", ",\n"), "center right", alignment="left")
    across, up = (side / 72 for side in extent(column))
    is_beside = across < _WIDE * width
    if not is_beside:
        column.remove()
        column = _legend(figure, entries, note, "lower center")
        up = extent(column)[1] / 72
    if may_grow and is_beside:
        figure.set_size_inches(width + across, max(height, up + _AROUND))
    elif may_grow:
        figure.set_size_inches(width, height + up)
    return words._replace(legend=column, is_beside=is_beside)


def _legend(
    figure: Any, entries: Sequence[tuple[Artist, str]], note: str, place: str, **options: Any
) -> Legend:
    # The labels are set afterwards: matplotlib leaves out entries that begin with an underscore.
    handles = [handle for handle, _ in entries]
    anchor = {"bbox_to_anchor": (0.5, 0.5), "borderaxespad": 0.0}
    made: Legend = figure.legend(handles, ["label"] * len(handles), loc=place, **anchor, **options)
    made.set_title(note)
    made.get_title().set_fontsize(mpl.rcParams["legend.fontsize"])
    for text, (_, label) in zip(made.get_texts(), entries, strict=True):
        text.set_parse_math(False)
        text.set_text(shortened(label, _LONGEST_LABEL))
    return made
