"""Where the panels of a figure with triangles stand, with their names over them, a title and a caption."""

from __future__ import annotations

from math import ceil, inf, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.figure.title import set_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from actx.figure.style import Look

HEIGHT: Final = sqrt(0.75)  # of a triangle whose sides are 1
SIDE: Final = 2.4  # of a triangle in inches, in a figure 6.4 wide that is as large as it likes
LEAST_SIDE: Final = 1.0  # for less, the inputs are left out, and then the caption
_SMALLEST: Final = 0.2
_MOST_TITLE: Final = 0.35  # of the height of a figure whose size is given
_KEY: Final = "inputs"
# Sizes of text in points, and the height in inches of a line of a name.
_NAMES: Final = (11.0, 10.0, 9.0, 7.5, 6.0)
_CAPTION: Final = (9.5, 9.0, 8.5)
_LINE: Final = 0.2
# In inches: the distance of two triangles, what stands over them and under them, without and with the inputs;
# the edge of a figure, and its least width, for its caption.
_GAP: Final = 0.35
_OVER: Final = 0.27
_UNDER: Final = 0.5
_PAD: Final = 0.12
_LEAST_WIDTH: Final = 3.6
_MOST_COLUMNS: Final = 4


class Grid(NamedTuple):
    """Panels in rows and columns, the first of them for the inputs if there is room `beside` it.

    In inches: that room, the sides of the triangles, and the height of the names over them.
    """

    panels: int
    columns: int
    beside: float
    side: float = 0.0
    name: float = 0.0

    @property
    def has_key(self) -> bool:
        return self.beside > 0

    @property
    def width(self) -> float:
        return self.beside + self.columns * self.side + (self.columns - 1) * _GAP

    @property
    def height(self) -> float:
        return self._rows * self._row

    def filling(self, width: float, height: float) -> Grid:
        """The grid whose triangles are as large as this room allows."""
        across = (width - self._replace(side=0.0).width) / self.columns
        up = (height - self._replace(side=0.0).height) / self._rows / HEIGHT
        return self._replace(side=max(min(across, up), _SMALLEST))

    def corner(self, k: int) -> tuple[float, float]:
        """The place of the lower left corner of a triangle, from the upper left one of the grid."""
        row, column = divmod(k, self.columns)
        return self.beside + column * (self.side + _GAP), self._under - (row + 1) * self._row

    @property
    def _rows(self) -> int:
        return ceil(self.panels / self.columns)

    @property
    def _row(self) -> float:
        return self.name + _OVER + HEIGHT * self.side + self._under

    @property
    def _under(self) -> float:
        return _UNDER if self.has_key else _OVER


def lay_out(
    figure: Figure, names: Sequence[str], title: str, caption: str, look: Look, beside: float
) -> tuple[Grid, list[Axes]]:
    """Give each panel its place and its name, and a figure whose size is free the one it needs.

    `beside` is the room, in inches, that the inputs need on their left; a look without a legend has none.
    In a size that is given, the inputs and then the caption are left out where triangles would be small.
    """
    heading = figure.text(0.5, 0, "", ha="center", va="top")
    footing = figure.text(0.5, 0, "", ha="center", va="bottom")
    heads = [figure.text(0, 0, "", ha="center", va="bottom") for _ in (_KEY, *names)]

    def around(width: float, caption: str, most: float = inf) -> tuple[float, float]:
        """Set what is over and under the panels; return the height of either."""
        over = set_whole(figure, heading, title, width - 2 * _PAD, most=most)
        under = set_whole(figure, footing, caption, width - 2 * _PAD, sizes=_CAPTION)
        return over + _PAD * bool(title), under + _PAD * bool(caption)

    def named(grid: Grid) -> Grid:
        """Set the names of the panels, all in one size; return the grid with their height."""
        called = list(zip(heads[-grid.panels :], [_KEY, *names][-grid.panels :], strict=True))
        for head, name in called:
            set_whole(figure, head, name, grid.side + 2 * _PAD, sizes=_NAMES)
        size = min(float(head.get_fontsize()) for head, _ in called)
        heights = [
            set_whole(figure, head, name, grid.side + 2 * _PAD, sizes=(size,)) for head, name in called
        ]
        return grid._replace(name=max(heights))

    if look.size is None:
        panels = len(names) + look.legend
        columns = ceil(panels / ceil(panels / _MOST_COLUMNS))
        scale = look.theme.size[0] / 6.4
        grid = named(Grid(panels, columns, beside * look.legend, SIDE * scale))
        width = max(grid.width + 2 * _PAD, _LEAST_WIDTH * scale)
        over, under = around(width, caption)
        height = grid.height + 2 * _PAD + over + under
        figure.set_size_inches(width, height)
    else:
        width, height = look.size
        for words, has_key in ((caption, look.legend), (caption, False), ("", False)):
            over, under = around(width, words, _MOST_TITLE * height)
            room = width - 2 * _PAD, height - 2 * _PAD - over - under
            panels = len(names) + has_key
            grids = [Grid(panels, each + 1, beside * has_key, name=_LINE) for each in range(panels)]
            grid = max((each.filling(*room) for each in grids), key=lambda each: each.side)
            if grid.side >= LEAST_SIDE:
                break
        for _ in range(2):  # the names of smaller panels may need more lines
            grid = named(grid).filling(*room)
    left, spare = (width - grid.width) / 2, (height - over - under - grid.height) / 2
    top = height - spare - over
    heading.set_position((0.5, 1 - spare / height))
    footing.set_position((0.5, spare / height))
    placed = []
    for k, head in enumerate(heads[-grid.panels :]):
        x, y = left + grid.corner(k)[0], top + grid.corner(k)[1]
        high = HEIGHT * grid.side
        head.set_position(((x + grid.side / 2) / width, (y + high + _OVER) / height))
        placed.append(figure.add_axes((x / width, y / height, grid.side / width, high / height)))
    return grid, placed
