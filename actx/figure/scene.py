"""What a figure shows, whatever draws it: curves, within the limits of its axes."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from actx.core.errors import ActxError
from actx.figure.axes import default_interval, y_limits
from actx.figure.curves import Curve, Interval, default_others, plottables, sketch, traced
from actx.figure.labels import default_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.core.activation import AnyActivation
    from actx.figure.labels import Name


class IntervalError(ActxError, ValueError):
    """An interval that no axis can show: it is empty, or its width is not finite."""


class Scene(NamedTuple):
    """Activations with their names, their curves, and the limits of the axes.

    Of vector activations the inputs after the first stand still: they are `others`.
    """

    activations: Sequence[AnyActivation]
    names: Sequence[Name]
    others: Sequence[float]
    curves: Sequence[Curve]
    xlim: Interval
    ylim: Interval


def scene(
    activations: Sequence[AnyActivation],
    *,
    orders: Sequence[int] = (0,),
    interval: tuple[float, float] | None = None,
    others: Sequence[float] | None = None,
    names: Sequence[Name] | None = None,
    ylim: tuple[float, float] | None = None,
) -> Scene:
    """The derivatives of the given orders (0: the functions) of the activations, within axes.

    `interval` is that of the x axis; without it one that shows the features is chosen. Of a vector activation
    each component of the image is a function of the first input, while the inputs after it are `others`: by
    default 0 and 1, or as many as it can take. `names` are what the activations are called, by default as in
    the catalog. `ylim` is the interval of the y axis; without it one that holds the curves is chosen.

    Raises IntervalError for an interval that is empty or not finite, KindError for an order above 1 of a
    vector activation, LengthError for a number of inputs that it cannot take.
    """
    others = default_others(activations) if others is None else others
    names = default_names(activations) if names is None else names
    functions = plottables(activations, orders, others, names)
    across = default_interval(activations, others) if interval is None else Interval(*interval)
    _check(across)
    sketches = [sketch(function, across) for function in functions]
    up = y_limits(sketches) if ylim is None else Interval(*ylim)
    _check(up)
    curves = [traced(each, across, up) for each in sketches]
    return Scene(activations, names, others, curves, across, up)


def _check(interval: Interval) -> None:
    if not (isfinite(interval.width) and interval.low < interval.high):
        raise IntervalError(f"no figure can be drawn from {interval.low:g} to {interval.high:g}")
