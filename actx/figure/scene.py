"""What a figure shows, whatever draws it: functions, the limits of the axes, and curves within them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import log10
from typing import TYPE_CHECKING

from actx.core.activation import Activation
from actx.figure.axes import default_interval, y_limits
from actx.figure.curves import Curve, sketch
from actx.figure.functions import default_others, in_format, logarithms, plottables
from actx.figure.labels import default_names
from actx.figure.plane import Interval
from actx.figure.request import Arrangement
from actx.figure.tracing import traced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.core.activation import AnyActivation
    from actx.core.rounding.formats import Format
    from actx.figure.curves import Sketch
    from actx.figure.functions import Plottable
    from actx.figure.labels import Name
    from actx.figure.request import Request


class Functions:
    """The curves of functions on an interval; `ylim` holds them, unless other limits are given."""

    def __init__(self, functions: Sequence[Plottable], xlim: Interval, ylim: Interval | None) -> None:
        self._xlim = xlim
        self.sketches: list[Sketch] = [sketch(function, xlim) for function in functions]
        self.ylim = y_limits(self.sketches) if ylim is None else ylim
        self.is_log = any(function.sign for function in functions)

    def curves(self, ylim: Interval, pixels: tuple[float, float]) -> list[Curve]:
        """The curves within axes of these limits, as smooth as so many pixels show."""
        return [traced(each, self._xlim, ylim, pixels) for each in self.sketches]


@dataclass(frozen=True)
class Scene:
    """Activations with their names, the functions that are drawn, and the limits of the axes.

    Of vector activations the inputs after the first stand still: they are `others`. In a grid each activation
    has an interval of x in `intervals`; otherwise these are all the same. `asked` are the limits of the y
    axis that were asked for, of logarithms on an axis of those.
    """

    activations: Sequence[AnyActivation]
    names: Sequence[Name]
    others: Sequence[float]
    functions: Sequence[Plottable]
    intervals: Sequence[Interval]
    asked: Interval | None

    @property
    def xlim(self) -> Interval:
        """The interval of an axis for all functions."""
        lows, highs = zip(*self.intervals, strict=True)
        return Interval(min(lows), max(highs))

    @cached_property
    def _together(self) -> Functions:
        return Functions(self.functions, self.xlim, self.asked)

    @property
    def ylim(self) -> Interval:
        """The limits of a y axis for all functions."""
        return self._together.ylim

    def curves(self, width: float, height: float) -> list[Curve]:
        """The curves of all functions within these, as smooth as so many pixels show."""
        return self._together.curves(self.ylim, (width, height))


def scene(activations: Sequence[AnyActivation], request: Request) -> Scene:
    """What is asked for of some activations.

    Raises IntervalError for an interval that no axis can show, KindError for an order above 1 of a
    vector activation, LengthError for a number of inputs that it cannot take.
    """
    others = default_others(activations) if request.others is None else request.others
    names = default_names(activations) if request.names is None else request.names
    if request.interval:
        intervals = [Interval(*request.interval)] * len(activations)
    elif request.arrangement is Arrangement.GRID:
        intervals = [default_interval([each], others) for each in activations]
    else:
        intervals = [default_interval(activations, others)] * len(activations)
    ylim = Interval(*map(log10, request.ylim) if request.log else request.ylim) if request.ylim else None
    for limits in (*intervals, *([ylim] if ylim else [])):
        limits.check()
    functions = plottables(activations, request.orders, others, names)
    if request.form is not None:
        functions = [_rounded(each, activations, request.form) for each in functions]
    if request.log:
        functions = [part for each in functions for part in logarithms(each)]
    return Scene(activations, names, others, functions, intervals, ylim)


def _rounded(function: Plottable, activations: Sequence[AnyActivation], form: Format) -> Plottable:
    activation = activations[function.activation]
    assert isinstance(activation, Activation)
    return in_format(function, activation, form)
