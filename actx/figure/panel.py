"""One pair of axes: its curves with their pens, and all that is drawn of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import matplotlib as mpl
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.markers import CARETDOWN, CARETUP
from matplotlib.patches import Patch
from matplotlib.ticker import FixedFormatter, FixedLocator

from actx.figure.arrangement import Shows
from actx.figure.coincidence import interleaved
from actx.figure.curves import Curve
from actx.figure.extents import extent
from actx.figure.labels import NOTHING
from actx.figure.marks import arrows, dots, markers
from actx.figure.placing import LONGEST, Named, Places, label_beside, label_inside, label_region
from actx.figure.saturation import SATURATED, saturated
from actx.figure.scene import Functions
from actx.figure.style import legible, pens
from actx.figure.ticks import log_ticks, x_ticks, y_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    from actx.figure.arrangement import Part
    from actx.figure.marks import Arrow, Dot
    from actx.figure.plane import Interval
    from actx.figure.style import Pen, Theme
    from actx.figure.ticks import Ticks

_MOST_LABELLED: Final = 12  # curves of a panel that are labelled beside them
_LETTER: Final = 0.7  # the width of a letter, about, in heights
_NOTE: Final = 1.2  # the height of a note at an axis, in heights of a letter
_DOT_EDGE: Final = 0.7  # of the width of a curve
_MARKER: Final = 1.1  # the size of a marker, in that of a dot
_ROUGH: Final = 0.5  # of the width of a curve: of one that has another height in each column of pixels
# What is drawn over what: lines lie over the axes, in the order of their curves.
_LINES: Final = 3
_ARROWS: Final = 4
_DOTS: Final = 4.5
_SHADE: Final = f"|f'| < {SATURATED}"  # the label of what is shaded


class _Locator(FixedLocator):
    """Ticks at given places. The limits of an axis are as they are given, however small."""

    def nonsingular(self, v0: float, v1: float) -> tuple[float, float]:
        return v0, v1


class Source(Protocol):
    """Where the curves of a panel come from: `ylim` holds them, unless other limits are asked for."""

    ylim: Interval
    is_log: bool

    def curves(self, ylim: Interval, pixels: tuple[float, float]) -> list[Curve]:
        """The curves within axes of these limits, as smooth as so many pixels show."""
        ...


class Panel:
    """The curves of a part of a figure, traced for axes of `size` in points and some pixels."""

    def __init__(
        self,
        part: Part,
        source: Source,
        xlim: Interval,
        size: tuple[float, float],
        theme: Theme,
        pixels: tuple[float, float],
    ) -> None:
        self.part, self.source, self.xlim, self.theme = part, source, xlim, theme
        self._size, self._pixels = size, pixels
        self.ylim = source.ylim
        self.pens = pens(part.functions, theme, of_subjects=part.in_all)
        if part.shows is Shows.A_DIFFERENCE:  # it is neither of the two
            self.pens = [pen._replace(colour=theme.ink) for pen in self.pens]
        self.alternating = False
        # What a panel below has for both, or one beside it.
        self.x_label = ""
        self.has_x_labels = self.has_y_labels = True
        self.shaded: list[tuple[float, float]] = []
        self._dots: list[Dot] = []
        self._labels: dict[int, Text] = {}

    def trace(self) -> None:
        """Find the curves, for the limits as they are now."""
        self.curves = self.source.curves(self.ylim, self._pixels)

    # --- what is drawn ------------------------------------------------------------------------------------

    def draw(self, axes: Axes) -> None:
        """Draw everything but labels."""
        self.axes = axes
        axes.tick_params(labelbottom=self.has_x_labels, labelleft=self.has_y_labels)
        thin: dict[str, Any] = {
            "color": self.theme.axes,
            "linewidth": mpl.rcParams["axes.linewidth"],
            "zorder": 1,
        }
        for line in (axes.axvline,) if self.source.is_log else (axes.axhline, axes.axvline):
            line(0, **thin)
        for pole in sorted({pole for curve in self.curves for pole in curve.poles} - {0.0}):
            axes.axvline(pole, linestyle=(0, (4, 3)), **thin)
        self._dots = dots(
            self.curves, self.xlim, self.ylim, self._size, float(mpl.rcParams["lines.markersize"])
        )
        dashes = [pen.dashes for pen in self.pens]
        shown, self.alternating = interleaved(self.curves, dashes, self.xlim, self.ylim, self._size)
        for curve, pen, pieces in zip(self.curves, self.pens, shown, strict=True):
            self._draw_line(Curve(curve.function, tuple(pieces), (), ()), pen)
            for arrow in arrows(curve, self.xlim, self.ylim, self._size[0]):
                self._draw_arrow(arrow, pen.colour)
        for dot in self._dots:
            self._draw_dot(dot, self.pens[dot.curve].colour)
        if all(curve.is_empty for curve in self.curves):
            over = {"facecolor": self.theme.ground, "linewidth": 0}
            axes.text(0.5, 0.5, NOTHING, transform=axes.transAxes, ha="center", va="center", bbox=over)

    def ticks(self, size: tuple[float, float]) -> tuple[Ticks, Ticks]:
        """Those of the x axis and those of the y axis, if the axes have this size in points."""
        letter = float(mpl.rcParams["font.size"])
        upright = log_ticks if self.source.is_log else y_ticks
        return x_ticks(self.xlim, size[0] / letter), upright(self.ylim, size[1] / letter)

    def place(self, corner: tuple[float, float], size: tuple[float, float], whole: Sequence[float]) -> None:
        """Give the axes their place in a figure of a `whole` size, all in points, and ticks for that size."""
        self.axes.set_position(
            (corner[0] / whole[0], corner[1] / whole[1], size[0] / whole[0], size[1] / whole[1])
        )
        across, up = self.ticks(size)
        # The note of the x axis stands in its label: beside it there is not always room.
        for axis, ticks, note in ((self.axes.xaxis, across, ""), (self.axes.yaxis, up, up.note)):
            formatter = FixedFormatter(ticks.labels)
            formatter.set_offset_string(note)
            axis.set_major_locator(_Locator(ticks.positions))
            axis.set_major_formatter(formatter)
        self.axes.set(xlim=self.xlim, ylim=self.ylim)
        self.set_x_title(across, size)
        letter = float(mpl.rcParams["font.size"])
        room = size[0] / (letter * _LETTER * max(len(up.note), 1))
        self.axes.yaxis.get_offset_text().set_fontsize(letter * min(1.0, room))
        lift = self._note_height(up) / size[1]
        for title in self._titles():
            title.set_y(1.0 + lift)

    def tick_labels(self, across: Ticks, up: Ticks) -> tuple[list[str], list[str]]:
        """Those below the axes and those on their left; none where another panel has them for this one."""
        return across.labels if self.has_x_labels else [], up.labels if self.has_y_labels else []

    def set_x_title(self, across: Ticks, size: tuple[float, float]) -> tuple[float, float]:
        """Say below the axes what x is, with the note of its ticks; its width and height in points."""
        if not self.x_label:
            return 0.0, 0.0
        text = _with_note(self.x_label, across.note, size[0] / float(mpl.rcParams["font.size"]))
        self.axes.set_xlabel(text)
        width, height = extent(self.axes.xaxis.label)
        return width, float(mpl.rcParams["axes.labelpad"]) + height

    def above(self, up: Ticks) -> float:
        """The height in points of what stands above the axes."""
        titles = [extent(title)[1] for title in self._titles() if title.get_text()]
        pad = float(mpl.rcParams["axes.titlepad"])
        return max(titles, default=-pad) + pad + self._note_height(up)

    def beyond(self) -> tuple[float, float]:
        """How far the labels of curves reach beyond the axes, to the right and upwards, in points."""
        box, point = self.axes.bbox, self.axes.figure.dpi / 72
        boxes = self.label_boxes()
        right, top = (
            max((each.x1 for each in boxes), default=0.0),
            max((each.y1 for each in boxes), default=0.0),
        )
        return max(right - box.x1, 0.0) / point, max(top - box.y1, 0.0) / point

    def _titles(self) -> tuple[Text, Text]:
        """What is above the middle of the axes, and above their left end."""
        return self.axes.title, self._heading

    def _note_height(self, up: Ticks) -> float:
        """The height in points of the note of the y axis, above which the titles stand."""
        return _NOTE * float(mpl.rcParams["font.size"]) if up.note and self.has_y_labels else 0.0

    def _draw_line(self, curve: Curve, pen: Pen) -> None:
        line, limits = curve.line, (self.xlim, self.ylim)
        places = markers(line, curve.function.subject, self._dots, limits, self._size) if pen.marker else []
        self.axes.plot(
            *line,
            color=pen.colour,
            linestyle=pen.dashes,
            linewidth=self._line_width,
            marker=pen.marker if places else "",
            markevery=places,
            **self._marker,
            zorder=_LINES,
            label=curve.function.label,
        )

    @property
    def _marker(self) -> dict[str, Any]:
        """How markers are set off from the lines of other curves: by an edge in the colour of the ground."""
        size = _MARKER * float(mpl.rcParams["lines.markersize"])
        return {"markersize": size, "markeredgecolor": self.theme.ground, "markeredgewidth": 0.1 * size}

    @property
    def _line_width(self) -> float:
        share = 1.0 if isinstance(self.source, Functions) else _ROUGH
        return share * float(mpl.rcParams["lines.linewidth"])

    def _draw_dot(self, dot: Dot, colour: str) -> None:
        """Draw a disc, or a ring in which the ground shows, which sets off what is within it."""
        self.axes.plot(
            dot.mark.x,
            dot.mark.y,
            "o",
            color=colour,
            markerfacecolor=colour if dot.mark.filled else self.theme.ground,
            markersize=dot.diameter,
            markeredgewidth=_DOT_EDGE * float(mpl.rcParams["lines.linewidth"]),
            zorder=_DOTS,
            clip_on=False,
        )

    def _draw_arrow(self, arrow: Arrow, colour: str) -> None:
        """Draw a small triangle whose tip is where a curve leaves the axes."""
        marker = CARETUP if arrow.upwards else CARETDOWN
        self.axes.plot(arrow.x, arrow.y, marker=marker, color=colour, zorder=_ARROWS, clip_on=False)

    def shade_saturation(self) -> None:
        """Shade where |f'| < 0.01, if f and f' are drawn."""
        if not isinstance(self.source, Functions) or self.source.is_log:
            return
        self.shaded = saturated(self.source.sketches, self.xlim)
        for start, end in self.shaded:
            self.axes.axvspan(start, end, color=self.theme.shade, linewidth=0, zorder=0)

    # --- what it is called --------------------------------------------------------------------------------

    def set_heading(self, text: str) -> None:
        """Write a text above the left end of the axes."""
        # With a place that is given, matplotlib does not look for one.
        style: dict[str, Any] = {"fontsize": mpl.rcParams["legend.fontsize"], "parse_math": False}
        self._heading = self.axes.set_title(text, loc="left", y=1.0, **style)

    def entries(self) -> list[tuple[Artist, str]]:
        """Artists and labels for a legend."""
        lines = {
            label: Line2D(
                [],
                [],
                color=pen.colour,
                linestyle=pen.dashes if not self.source.is_log else "-",
                marker=pen.marker,
                **self._marker,
            )
            for pen, label in zip(self.pens, self.part.labels, strict=True)
        }
        found: list[tuple[Artist, str]] = [(line, label) for label, line in lines.items()]
        if self.shaded:
            found.append((Patch(color=self.theme.shade, linewidth=0), _SHADE))
        return found

    def label_beside(self) -> bool:
        """Label the curves that reach the right end of the axes; whether labels beside curves will do."""
        named = self.named()
        if len(named) > _MOST_LABELLED or any(len(each.label) > LONGEST for each in named):
            return False
        self._labels = label_beside(self.axes, named)
        return True

    def label_inside(self) -> bool:
        """Label the other curves, and what is shaded; without room, take all labels away."""
        named = self.named()
        places = Places(self.axes, named, self.dots())
        others = label_inside(places, named, [k for k in range(len(named)) if k not in self._labels])
        if others is not None:
            self._labels |= others
            shade = label_region(places, self.shaded, _SHADE, self.theme.ink) if self.shaded else None
            if shade is not None:
                self._labels[len(named)] = shade
            if shade is not None or not self.shaded:
                return True
        self.remove_labels()
        return False

    def remove_labels(self) -> None:
        for text in self._labels.values():
            text.remove()
        self._labels = {}

    def named(self) -> list[Named]:
        """What is to be labelled: of the two curves of a function on a logarithmic axis one that is seen."""
        found: dict[str, Named] = {}
        for label, pen, curve in zip(self.part.labels, self.pens, self.curves, strict=True):
            if label not in found or (curve.pieces and not np.isfinite(found[label].line).any()):
                found[label] = Named(label, legible(pen.colour, self.theme), np.column_stack(curve.line))
        return list(found.values())

    def dots(self) -> list[tuple[float, float, float]]:
        """Where the dots are, with their radii in points."""
        return [(dot.mark.x, dot.mark.y, dot.diameter / 2) for dot in self._dots]

    def label_boxes(self) -> list[Bbox]:
        """The boxes of the labels, in pixels."""
        return [label.get_window_extent() for label in self._labels.values()]


def _with_note(label: str, note: str, letters: float) -> str:
    """The label of an axis as long as so many heights of a letter, and what is to be done with its ticks."""
    if not note:
        return label
    between = "  " if (len(label) + len(note)) * _LETTER < letters else "\n"
    return f"{label}{between}({note})"
