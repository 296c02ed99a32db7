"""Labels beside the curves that they name, where each has room: at an end of its curve, touching nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.transforms import Bbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from actx.figure.functions import Floats

# In points: from an end of a curve to its label; from a label to all else, and to any other curve, whose name
# it would seem to be; and between the points at which curves are looked at.
_GAP: Final = 5.0
_CLEAR: Final = 3.0
_CLEAR_OF_OTHERS: Final = 9.0
_STEP: Final = 2.0
_MOST_SHIFT: Final = 2.2  # of a label beside the axes, up or down, in heights of a line
_TRIES: Final = 60  # places along a curve
LONGEST: Final = 32
"""The characters of a label beside a curve, at most."""


class Named(NamedTuple):
    """What a curve is called, its colour, and its line as it is seen: an array of points (n, 2), in data."""

    label: str
    colour: str
    line: Floats


class Places:
    """The places for labels in axes: those that no curve, dot, axis or other label touches.

    `dots` are the points of dots with their radii in points, `taken` the boxes of other labels. Pixels are
    those of the figure.
    """

    def __init__(
        self,
        axes: Axes,
        named: Sequence[Named],
        dots: Sequence[tuple[float, float, float]],
        taken: Sequence[Bbox] = (),
    ) -> None:
        self.axes = axes
        self.pixel = axes.figure.dpi / 72  # a point in pixels
        self._renderer = _renderer(axes)
        step = _STEP * self.pixel
        self._lines = [_dense(axes.transData.transform(each.line.reshape(-1, 2)), step) for each in named]
        self._dots = _squares(axes, dots, self.pixel)
        self._zeros = _zero_lines(axes, step)
        self._boxes = list(taken)

    def extent(self, text: Text) -> Bbox:
        return text.get_window_extent(self._renderer)

    def is_free(self, box: Bbox, own: int | None = None) -> bool:
        """Whether a label has room in a box in the axes; `own` is the number of the curve that it names."""
        clear = _CLEAR * self.pixel
        frame = self.axes.bbox.padded(-clear)
        if not (frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1):
            return False
        if any(box.padded(clear).overlaps(other) for other in self._boxes):
            return False
        if _holds(box, clear, self._zeros) or _holds(box, clear, self._dots):
            return False
        far = clear if own is None else _CLEAR_OF_OTHERS * self.pixel
        return not any(
            _holds(box, clear if number == own else far, line) for number, line in enumerate(self._lines)
        )

    def put(self, text: Any, box: Bbox) -> None:
        """Put a text into a box, which is then taken."""
        text.xy = self.axes.transAxes.inverted().transform(box.min)
        text.xycoords = "axes fraction"
        text.set_verticalalignment("bottom")
        self._boxes.append(box)

    def along(self, number: int) -> Iterator[tuple[float, float]]:
        """Points of a curve in the axes, at equal distances along it: first those next to its ends."""
        box, line = self.axes.bbox, self._lines[number]
        with np.errstate(invalid="ignore"):
            line = line[((line >= box.min) & (line <= box.max)).all(axis=1)]
        for i in range(_TRIES // 2):
            for place in (-1 - i, i) if len(line) else ():
                x, y = line[round((place % _TRIES) / (_TRIES - 1) * (len(line) - 1))]
                yield float(x), float(y)


def label_beside(axes: Axes, named: Sequence[Named]) -> dict[int, Text]:
    """Label the curves that reach the right end of the axes beside it; the texts by the curves' numbers.

    Those whose labels would stand too far from their ends, because there are many, are left out.
    """
    texts = {number: text_at(axes, each.label, each.colour) for number, each in enumerate(named)}
    kept = _beside(axes, named, texts)
    for number in texts.keys() - kept:
        texts.pop(number).remove()
    return texts


def label_inside(places: Places, named: Sequence[Named], numbers: Iterable[int]) -> dict[int, Text] | None:
    """Label curves in the axes, as near to one of their ends as there is room; None if one has no place."""
    texts: dict[int, Text] = {}
    for number in numbers:
        texts[number] = text_at(places.axes, named[number].label, named[number].colour)
        if not _place_inside(places, number, texts[number]):
            for text in texts.values():
                text.remove()
            return None
    return texts


def label_region(
    places: Places, regions: Sequence[tuple[float, float]], label: str, colour: str
) -> Text | None:
    """Write a label into one of some intervals of x: in two lines or upright if need be. None: no room."""
    axes, gap = places.axes, _GAP * places.pixel
    text = text_at(axes, label, colour)
    two_lines = "\n".join(label.rsplit(" ", 1))
    for words, rotation in ((label, 0), (two_lines, 0), (label, 90)):
        text.set(text=words, rotation=rotation, multialignment="center")
        _, _, width, height = places.extent(text).bounds
        for ends in regions:
            left, right = (axes.transData.transform((x, 0.0))[0] for x in ends)
            if right - left < width + 2 * places.pixel:
                continue
            for y in np.linspace(axes.bbox.y0 + gap, axes.bbox.y1 - gap - height, _TRIES // 2):
                box = Bbox.from_bounds((left + right - width) / 2, y, width, height)
                if places.is_free(box):
                    places.put(text, box)
                    return text
    text.remove()
    return None


def text_at(axes: Axes, label: str, colour: str) -> Text:
    """A label in the axes, which has no place yet."""
    text = axes.annotate(
        "",
        (0, 0),
        (0, 0),
        textcoords="offset points",
        color=colour,
        fontsize=mpl.rcParams["legend.fontsize"],
        annotation_clip=False,
        parse_math=False,
        zorder=5,
    )
    text.set_text(label)
    return text


def _beside(axes: Axes, named: Sequence[Named], texts: Mapping[int, Any]) -> set[int]:
    """Place the labels of curves that reach the right end of the axes beside it: the numbers of these."""
    box, pixel = axes.bbox, axes.figure.dpi / 72
    renderer = _renderer(axes)
    ends: list[tuple[float, int]] = []
    for number, each in enumerate(named):
        x, y = axes.transData.transform(each.line[-1])
        if x > box.x1 - pixel and box.y0 - pixel <= y <= box.y1 + pixel:
            ends.append((float(y), number))
    ends.sort()
    height = max((texts[number].get_window_extent(renderer).height for _, number in ends), default=0.0)
    kept: set[int] = set()
    for group in _groups(ends, height, box.y0 - height / 2):  # below are labels of the x axis
        for place, (y, number) in enumerate(group.ends):
            at = group.low + (place + 0.5) * height
            if abs(at - y) <= _MOST_SHIFT * height:
                text = texts[number]
                text.xy = (1.0, (at - box.y0) / box.height)
                text.xycoords = "axes fraction"
                text.set_position((_GAP, 0))
                text.set_verticalalignment("center")
                kept.add(number)
    return kept


def _renderer(axes: Axes) -> Any:
    canvas: Any = axes.figure.canvas
    return canvas.get_renderer()


class _Group(NamedTuple):
    """Ends of curves whose labels stand one above the other, around their mean, from `low` to `high`."""

    ends: list[tuple[float, int]]
    low: float
    high: float


def _groups(ends: Sequence[tuple[float, int]], height: float, lowest: float) -> list[_Group]:
    """Ends, from below, in groups whose labels, of this height, do not touch, and none is too low."""
    groups: list[_Group] = []
    for end in ends:
        groups.append(_group([end], height, lowest))
        while len(groups) > 1 and groups[-1].low < groups[-2].high:
            groups[-2:] = [_group(groups[-2].ends + groups[-1].ends, height, lowest)]
    return groups


def _group(ends: list[tuple[float, int]], height: float, lowest: float) -> _Group:
    whole = len(ends) * height
    low = max(lowest, float(np.mean([y for y, _ in ends])) - whole / 2)
    return _Group(ends, low, low + whole)


def _place_inside(places: Places, number: int, text: Text) -> bool:
    """Place a label above or below its curve, as near to the right end, or to the left one, as may be."""
    gap = _GAP * places.pixel
    _, _, width, height = places.extent(text).bounds
    for x, y in places.along(number):
        for bottom in (y + gap, y - gap - height):
            for left in (x - width / 2, x, x - width):
                box = Bbox.from_bounds(left, bottom, width, height)
                if places.is_free(box, number):
                    places.put(text, box)
                    return True
    return False


# --- what is in the way ----------------------------------------------------------------------------------


def _holds(box: Bbox, distance: float, points: Floats) -> bool:
    """Whether some of the points are in the box, or nearer to it than the distance."""
    low, high = np.subtract(box.min, distance), np.add(box.max, distance)
    with np.errstate(invalid="ignore"):
        return bool(((points > low) & (points < high)).all(axis=1).any())


def _zero_lines(axes: Axes, step: float) -> Floats:
    """Points on the lines at x = 0 and at y = 0."""
    zero = axes.transData.transform((0.0, 0.0))
    across, up = (np.arange(low, high, step) for low, high in zip(axes.bbox.min, axes.bbox.max, strict=True))
    return np.concatenate(
        [
            np.column_stack([across, np.full_like(across, zero[1])]),
            np.column_stack([np.full_like(up, zero[0]), up]),
        ]
    )


def _squares(axes: Axes, dots: Sequence[tuple[float, float, float]], pixel: float) -> Floats:
    """The centres of dots, and the corners of the squares around them."""
    found = [np.empty((0, 2))]
    for x, y, radius in dots:
        centre = axes.transData.transform((x, y))
        corners = np.array([(0, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)]) * radius * pixel
        found.append(centre + corners)
    return np.concatenate(found)


def _dense(line: Floats, step: float) -> Floats:
    """Points on a line in pixels, nan in its gaps, at distances below the step."""
    if len(line) < 2:
        return line
    lengths = np.hypot(*np.diff(line, axis=0).T)
    parts = np.where(np.isfinite(lengths), np.ceil(np.clip(lengths, 1, 1e5) / step), 1).astype(int)
    start = np.repeat(np.arange(len(parts)), parts)
    share = (np.arange(parts.sum()) - np.repeat(np.cumsum(parts) - parts, parts)) / np.repeat(parts, parts)
    points: Floats = line[start] + (line[start + 1] - line[start]) * share[:, None]
    return np.concatenate([points, line[-1:]])
