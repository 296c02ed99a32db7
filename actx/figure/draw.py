"""Figures of activations and their derivatives, drawn by matplotlib without pyplot."""

from __future__ import annotations

from functools import partial
from math import isfinite
from typing import TYPE_CHECKING, Final

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from actx.core.activation import Activation
from actx.figure.arrangement import Shows, arranged
from actx.figure.axes import common_limits, default_interval
from actx.figure.curves import Interval
from actx.figure.differences import mark_difference
from actx.figure.files import own_settings, saved
from actx.figure.functions import default_others, plottables
from actx.figure.labels import default_names, shortened, x_label
from actx.figure.legend import place_legend
from actx.figure.panel import Panel
from actx.figure.request import Request
from actx.figure.style import LABEL_SIZE, Look
from actx.figure.title import set_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.core.activation import AnyActivation
    from actx.figure.arrangement import Plan

_LOOK: Final = Look()
_REQUEST: Final = Request()
_AXES_SHARE: Final = (0.9, 0.85)  # of the figure's width and height, about
_TITLE_SHARE: Final = 0.86  # of the figure's width, for the title: it is centred above the axes
_LONGEST_HEADING: Final = 9  # characters for each inch of the width of a panel
_ALTERNATING: Final = "where curves coincide, their dashes alternate"


def render(
    activations: Sequence[AnyActivation],
    request: Request = _REQUEST,
    *,
    look: Look = _LOOK,
    command: str = "",
    suffix: str = "png",
) -> bytes:
    """The bytes of a figure file: the same ones for the same arguments.

    `suffix` is one of `files.suffixes()`, `command` is the command line that draws it, which the file holds.
    Raises ValueError for any other suffix, and what `figure` raises.
    """
    draw = partial(figure, activations, request, look=look)
    subject = ", ".join(activation.label for activation in activations)
    return saved(draw, suffix=suffix, look=look, subject=subject, command=command)


def figure(
    activations: Sequence[AnyActivation], request: Request = _REQUEST, *, look: Look = _LOOK
) -> Figure:
    """The curves that are asked for, in one or more panels.

    Raises ValueError for an interval that is empty or not finite, KindError for an order above 1 of a vector
    activation, LengthError for a number of inputs that it cannot take.
    """
    others = default_others(activations) if request.others is None else request.others
    names = default_names(activations) if request.names is None else request.names
    functions = _functions(activations, request, others, names)
    xlim = Interval(*request.interval) if request.interval else default_interval(activations, others)
    ylim = Interval(*request.ylim) if request.ylim else None
    for limits in (xlim, ylim):
        _check(limits)
    if ylim and request.log:
        ylim = Interval(*map(log10, ylim))
    plan = arranged(functions, activations, request.arrangement)
    if request.error:
        plan = with_errors(plan, request.error)
    with own_settings(look):
        size = look.size or (look.theme.size[0] * plan.size[0], look.theme.size[1] * plan.size[1])
        drawn = Figure(figsize=size, dpi=look.dpi, layout="constrained")
        FigureCanvasAgg(drawn)
        panels = _drawn_panels(drawn, plan, xlim, ylim, look)
        first = panels[0]
        if len(panels) == len(activations) == 1 and isinstance(activations[0], Activation):
            first.shade_saturation()
        below = x_label(activations, others, size[0] / plan.shape[1])
        for panel, is_lowest in zip(panels, plan.lowest(), strict=True):
            if panel.part.shows is Shows.A_DIFFERENCE:
                mark_difference(panel, activations)
            panel.x_label = below if is_lowest else ""
            panel.set_ticks()
        may_grow = look.size is None
        above = first.axes.title if len(panels) == 1 else drawn.suptitle("")
        # Above axes, a fraction hangs below the baseline.
        above.set_verticalalignment("bottom" if len(panels) == 1 else "top")

        def set_own_title(room: float, *, may_grow: bool) -> None:
            set_title(drawn, above, activations, names, request.title, room=room, may_grow=may_grow)

        set_own_title(_TITLE_SHARE * drawn.bbox.width, may_grow=may_grow)
        if any(panel.alternating for panel in panels):
            drawn.supxlabel(_ALTERNATING, fontsize=LABEL_SIZE)
        if look.legend:
            _name_curves(drawn, panels, may_grow=may_grow)
        _lay_out(drawn)
        for panel in panels:
            panel.set_ticks()
        extent, box = above.get_window_extent(), first.axes.get_window_extent()
        if len(panels) == 1 and not (drawn.bbox.x0 <= extent.x0 and extent.x1 <= drawn.bbox.x1):
            centre = (box.x0 + box.x1) / 2  # labels have moved it
            set_own_title(1.9 * min(centre, drawn.bbox.x1 - centre), may_grow=may_grow)
    return drawn


def _check(interval: Interval | None) -> None:
    if interval and not (isfinite(interval.width) and interval.low < interval.high):
        raise ValueError(f"no figure can be drawn from {interval.low} to {interval.high}")


def _drawn_panels(
    drawn: Figure, plan: Plan, xlim: Interval, ylim: Interval | None, look: Look
) -> list[Panel]:
    """The panels, drawn on axes of their own. In a grid all have the same y axis, where that is honest."""
    rows, columns = plan.shape
    width, height = drawn.get_size_inches()
    size = _AXES_SHARE[0] * width * 72 / columns, _AXES_SHARE[1] * height * 72 / rows
    pixels = size[0] * look.dpi / 72, size[1] * look.dpi / 72
    panels = [Panel(part, xlim, ylim, size, look.theme, pixels) for part in plan.parts]
    is_grid = plan.parts[0].shows is Shows.AN_ACTIVATION
    shared = common_limits([panel.ylim for panel in panels]) if is_grid else None
    for panel, is_lowest in zip(panels, plan.lowest(), strict=True):
        row, column = panel.part.row, panel.part.column
        axes = drawn.add_subplot(rows, columns, row * columns + column + 1)
        panel.ylim = shared or panel.ylim
        panel.trace()
        panel.draw(axes)
        panel.set_heading(shortened(panel.part.heading, int(_LONGEST_HEADING * width / columns)))
        if not is_lowest:
            axes.tick_params(labelbottom=False)
        if shared and column:
            axes.tick_params(labelleft=False)
    return panels


def _name_curves(drawn: Figure, panels: Sequence[Panel], *, may_grow: bool) -> None:
    """Write the labels beside the curves, or else a legend."""
    first, *others = [panel for panel in panels if panel.part.shows is not Shows.A_DIFFERENCE]
    fullest = max(panels, key=lambda panel: len(panel.pens))
    if first.part.shows is Shows.AN_ACTIVATION:
        if len(fullest.pens) > 1:
            place_legend(drawn, fullest.entries(), may_grow=may_grow)
        return
    _lay_out(drawn)
    if first.label_beside():
        others = [panel for panel in others if panel.label_beside()]
        _lay_out(drawn)  # which leaves less room in the axes now
        if first.label_inside():
            for panel in others:
                panel.label_inside()
            return
        for panel in others:
            panel.remove_labels()
    place_legend(drawn, first.entries(), may_grow=may_grow)


def _lay_out(drawn: Figure) -> None:
    """Give all axes their places."""
    engine = drawn.get_layout_engine()
    assert engine is not None
    engine.execute(drawn)
