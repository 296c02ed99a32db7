"""Which functions share a pair of axes: all of them, those of one order, or those of one activation."""

from __future__ import annotations

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


class Shows(Enum):
    """What a panel shows: all functions, those of one order or of one activation, a difference, or errors."""

    ALL = 0
    AN_ORDER = 1
    AN_ACTIVATION = 2
    A_DIFFERENCE = 3
    ERRORS = 4


class Part(NamedTuple):
    """The functions of one panel, its place in the figure, and what stands above it."""

    functions: Sequence[Plottable]
    row: int = 0
    column: int = 0
    heading: str = ""
    shows: Shows = Shows.ALL

    @property
    def shows_components(self) -> bool:
        """Whether it is a small panel of a vector activation: its components have colours of their own."""
        return self.shows is Shows.AN_ACTIVATION and all(function.tree is None for function in self.functions)

    @property
    def labels(self) -> list[str]:
        """What its curves are called, without what the heading says of all of them."""
        match self.shows:
            case Shows.AN_ORDER:
                return [function.name for function in self.functions]
            case Shows.AN_ACTIVATION:
                return [function.symbol for function in self.functions]
        return [function.label for function in self.functions]


class Plan(NamedTuple):
    """The parts of a figure. `size` is in widths and heights of a figure of one panel."""

    parts: Sequence[Part]
    size: tuple[float, float] = (1.0, 1.0)

    @property
    def shape(self) -> tuple[int, int]:
        """The rows and columns of panels."""
        return 1 + max(part.row for part in self.parts), 1 + max(part.column for part in self.parts)

    def lowest(self) -> list[bool]:
        """Of each part, whether there is none below it."""
        last = {part.column: part.row for part in sorted(self.parts, key=lambda part: part.row)}
        return [part.row == last[part.column] for part in self.parts]


_ROW: Final = 0.72  # the height of each of several panels, one above the other
_CELL: Final = (0.42, 0.5)  # the width and height of a small panel
_DIFFERENCE: Final = 0.75  # the width of a panel with a difference below it, where there are several
_BELOW: Final = 0.2  # the height of the legend of small panels and of what their lowest ones have below them
_WIDER: Final = 1.4  # a grid has so many times as many columns as rows, about


def arranged(
    functions: Sequence[Plottable], activations: Sequence[AnyActivation], arrangement: Arrangement
) -> Plan:
    """The plan of a figure."""
    subjects = {function.subject for function in functions}
    orders = sorted({function.order for function in functions})
    if arrangement is Arrangement.DIFFERENCE:
        return _with_difference(functions, activations, orders)
    if arrangement is Arrangement.GRID and len(activations) > 1:
        return _grid(functions, len(activations))
    if arrangement is Arrangement.STACKED and len(subjects) > 1 and len(orders) > 1:
        parts = [_of_order(functions, order, row, 0) for row, order in enumerate(orders)]
        return Plan(parts, (1.0, _ROW * len(parts)))
    return Plan([Part(functions)])


def with_errors(plan: Plan, form: Format) -> Plan:
    """The plan with a panel of the errors of its functions below its first one."""
    (above,) = plan.parts
    heading = f"error as written in {form.name}, in ulps"
    return Plan([above, Part(above.functions, 1, 0, heading, Shows.ERRORS)], (1.0, 2 * _ROW))


def _of_order(functions: Sequence[Plottable], order: int, row: int, column: int) -> Part:
    own = [each for each in functions if each.order == order]
    return Part(own, row, column, order_symbol(order), Shows.AN_ORDER)


def _grid(functions: Sequence[Plottable], count: int) -> Plan:
    columns = min(count, ceil(sqrt(_WIDER * count)))
    parts = []
    panels = [list(own) for _, own in groupby(functions, key=lambda function: function.activation)]
    headings = distinct([own[0].heading for own in panels])
    for number, (own, heading) in enumerate(zip(panels, headings, strict=True)):
        row, column = divmod(number, columns)
        parts.append(Part(own, row, column, heading, Shows.AN_ACTIVATION))
    return Plan(parts, (_CELL[0] * columns, _CELL[1] * ceil(count / columns) + _BELOW))


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
        parts += [above, Part([difference(f, g, order, label)], 1, column, "difference", Shows.A_DIFFERENCE)]
    return Plan(parts, (max(1.0, _DIFFERENCE * len(orders)), 2 * _ROW))
