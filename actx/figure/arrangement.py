"""Which functions share a pair of axes: all of them, those of one order, or those of one activation."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from itertools import groupby
from math import ceil, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.activation import Activation
from actx.figure.functions import difference
from actx.figure.labels import distinct, order_symbol
from actx.figure.request import Arrangement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.core.activation import AnyActivation
    from actx.core.rounding.formats import Format
    from actx.figure.functions import Plottable
    from actx.figure.labels import Name


class Shows(Enum):
    """What a panel shows: all functions, those of one order or of one activation, a difference, or errors."""

    ALL = 0
    AN_ORDER = 1
    AN_ACTIVATION = 2
    A_DIFFERENCE = 3
    ERRORS = 4


class Part(NamedTuple):
    """The functions of one panel, its place in the figure, and what stands above it.

    Where there is only one subject its orders have colours, unless subjects have them `in_all` panels.
    """

    functions: Sequence[Plottable]
    row: int = 0
    column: int = 0
    heading: str = ""
    shows: Shows = Shows.ALL
    in_all: bool = False

    @property
    def labels(self) -> list[str]:
        """What its curves are called, without what the heading says of all of them."""
        match self.shows:
            case Shows.AN_ORDER:
                return [function.name for function in self.functions]
            case Shows.AN_ACTIVATION:
                return [function.component or order_symbol(function.order) for function in self.functions]
        return [function.label for function in self.functions]


class Plan(NamedTuple):
    """The parts of a figure.

    `size` is in widths and heights of a figure of one panel, `scale` is of letters and lines.
    """

    parts: Sequence[Part]
    size: tuple[float, float] = (1.0, 1.0)
    scale: float = 1.0

    @property
    def shape(self) -> tuple[int, int]:
        """The rows and columns of panels."""
        return 1 + max(part.row for part in self.parts), 1 + max(part.column for part in self.parts)

    def below(self, part: Part) -> Part | None:
        """The part below this one, or None."""
        place = part.row + 1, part.column
        return next((other for other in self.parts if (other.row, other.column) == place), None)


_ROW: Final = 0.72  # the height of each of several panels, one above the other
# The width and height of a small panel, and the scale of what is in it.
_CELL: Final = (0.34, 0.4)
_SMALLER: Final = 0.85
_NARROWER: Final = 0.75  # the width of a panel with another below it, where there are several columns
_BELOW: Final = 0.15  # the height of the legend of small panels and of what their lowest ones have below them
_WIDER: Final = 1.4  # a grid has so many times as many columns as rows, about
_MOST_LONGER: Final = 1  # by so many columns a row may be longer or shorter, so that fewer places are empty
_LONGEST_DIFFERENCE: Final = 32  # characters


def arranged(
    functions: Sequence[Plottable],
    activations: Sequence[AnyActivation],
    names: Sequence[Name],
    arrangement: Arrangement,
) -> Plan:
    """The plan of a figure of activations with these names."""
    subjects = {function.subject for function in functions}
    orders = sorted({function.order for function in functions})
    if arrangement is Arrangement.DIFFERENCE:
        return _with_difference(functions, activations, orders)
    if arrangement is Arrangement.GRID and len(activations) > 1:
        return _grid(functions, names)
    if arrangement is Arrangement.STACKED and len(subjects) > 1 and len(orders) > 1:
        parts = [_of_order(functions, order, row, 0) for row, order in enumerate(orders)]
        return Plan(parts, (1.0, _ROW * len(parts)))
    return Plan([Part(functions)])


def with_errors(plan: Plan, form: Format) -> Plan:
    """The plan with the errors of the functions of each panel in one below it; those go side by side."""
    heading = f"error as written in {form.name}, in ulps"
    parts = []
    for column, part in enumerate(plan.parts):
        above = part._replace(row=0, column=column)
        own = [replace(each, label=label) for each, label in zip(part.functions, part.labels, strict=True)]
        parts += [above, Part(own, 1, column, heading, Shows.ERRORS)]
    return Plan(parts, _with_panels_below(len(plan.parts)))


def _of_order(functions: Sequence[Plottable], order: int, row: int, column: int) -> Part:
    own = [each for each in functions if each.order == order]
    return Part(own, row, column, order_symbol(order), Shows.AN_ORDER)


def _grid(functions: Sequence[Plottable], names: Sequence[Name]) -> Plan:
    columns = _columns(len(names))
    in_all = any(function.component for function in functions)
    parts = []
    panels = [list(own) for _, own in groupby(functions, key=lambda function: function.activation)]
    called = [
        f"{name.text}{name.note}" if own[0].component else own[0].name
        for own, name in zip(panels, names, strict=True)
    ]
    for number, (own, heading) in enumerate(zip(panels, distinct(called), strict=True)):
        row, column = divmod(number, columns)
        parts.append(Part(own, row, column, heading, Shows.AN_ACTIVATION, in_all))
    rows = ceil(len(names) / columns)
    wider = max(1.0, 1 / (_CELL[0] * columns))  # a figure is as wide as one of a single panel, at least
    return Plan(parts, (wider * _CELL[0] * columns, wider * _CELL[1] * rows + _BELOW), _SMALLER)


def _columns(count: int) -> int:
    """How many columns a grid of so many panels has: about as many as look well, and few places empty."""
    about = ceil(sqrt(_WIDER * count))
    near = range(max(1, about - _MOST_LONGER), min(count, about + _MOST_LONGER) + 1)
    return min(near, key=lambda columns: (-count % columns, abs(columns - about)))


def _with_difference(
    functions: Sequence[Plottable], activations: Sequence[AnyActivation], orders: Sequence[int]
) -> Plan:
    f, g = activations
    assert isinstance(f, Activation)
    assert isinstance(g, Activation)
    parts = []
    for column, order in enumerate(orders):
        above = _of_order(functions, order, 0, column)
        label = " − ".join(each.label for each in above.functions)
        heading = label if len(label) <= _LONGEST_DIFFERENCE else "difference"
        parts += [above, Part([difference(f, g, order, label)], 1, column, heading, Shows.A_DIFFERENCE)]
    return Plan(parts, _with_panels_below(len(orders)))


def _with_panels_below(columns: int) -> tuple[float, float]:
    """The size of a figure that has one panel below another in each column."""
    return max(1.0, _NARROWER * columns), 2 * _ROW
