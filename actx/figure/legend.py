"""The legend of a figure, outside of its axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl

from actx.figure.labels import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend

_LONGEST_LABEL: Final = 56  # characters


def place_legend(figure: Figure, entries: Sequence[tuple[Artist, str]], *, may_grow: bool) -> None:
    """Place a legend in a row below the axes, or in a column beside them where that would be too wide.

    `entries` are the artists and their labels; what the figure says below its axes goes above them. A column
    makes the figure wider, and higher if need be, if that may grow; else it takes the place of the axes.
    """
    note, _ = figure.get_supxlabel(), figure.supxlabel("")
    row = _legend(figure, entries, note, "outside lower center", ncols=len(entries))
    figure.draw_without_rendering()
    if row.get_window_extent().width <= figure.bbox.width:
        return
    row.remove()
    beside = _legend(figure, entries, note.replace(", ", ",\n"), "outside right center")
    if not may_grow:
        return
    figure.draw_without_rendering()
    size = beside.get_window_extent()
    width, height = figure.get_size_inches()
    figure.set_size_inches(width + size.width / figure.dpi, max(height, size.height / figure.dpi + 0.2))


def _legend(
    figure: Any, entries: Sequence[tuple[Artist, str]], note: str, place: str, **options: Any
) -> Legend:
    # The labels are set afterwards: matplotlib leaves out entries that begin with an underscore.
    handles = [handle for handle, _ in entries]
    made: Legend = figure.legend(handles, ["label"] * len(handles), loc=place, **options)
    made.set_title(note)
    made.get_title().set_fontsize(mpl.rcParams["legend.fontsize"])
    for text, (_, label) in zip(made.get_texts(), entries, strict=True):
        text.set_parse_math(False)
        text.set_text(shortened(label, _LONGEST_LABEL))
    return made
