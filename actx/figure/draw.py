"""Figures of activations and their derivatives, drawn by matplotlib without pyplot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from actx.core.activation import Activation
from actx.figure.arrangement import Shows, arranged, with_errors
from actx.figure.axes import common_limits
from actx.figure.files import own_settings
from actx.figure.labels import shortened, x_label
from actx.figure.layout import Words, lay_out
from actx.figure.legend import place_legend
from actx.figure.panel import Panel
from actx.figure.request import Request
from actx.figure.scene import Functions, scene
from actx.figure.style import Look
from actx.figure.title import set_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.core.activation import AnyActivation
    from actx.figure.arrangement import Part
    from actx.figure.panel import Source
    from actx.figure.plane import Interval

_LOOK: Final = Look()
_REQUEST: Final = Request()
_AXES_SHARE: Final = (0.9, 0.85)  # of the figure's width and height, about
_TITLE_SHARE: Final = 0.86  # of the figure's width, for the title: it is centred above the axes
_LONGEST_HEADING: Final = 1.5  # characters of the width of a panel, in heights of a letter
_ALTERNATING: Final = "where curves coincide, their dashes alternate"
_SMALL_ERRORS: Final = "errors below 0.1 ulp are drawn as 0.1"
_NEGATIVE: Final = "magnitudes, dotted where the value is negative"


def figure(
    activations: Sequence[AnyActivation], request: Request = _REQUEST, *, look: Look = _LOOK
) -> Figure:
    """The curves that are asked for, in one or more panels. Raises what `scene` raises."""
    drawing = _Drawing(activations, request, look)
    with own_settings(look):
        return drawing.drawn()


class _Drawing:
    """A figure while it is drawn."""

    def __init__(self, activations: Sequence[AnyActivation], request: Request, look: Look) -> None:
        self._scene, self._request, self._look = scene(activations, request), request, look
        self._plan = arranged(self._scene.functions, activations, self._scene.names, request.arrangement)
        if request.error is not None:
            self._plan = with_errors(self._plan, request.error)
        self._may_grow = look.size is None

    def drawn(self) -> Figure:
        """The whole figure; call it within `own_settings`."""
        look, plan = self._look, self._plan
        width, height = look.theme.size
        size = look.size or (width * plan.size[0], height * plan.size[1])
        sizes: Any = look.theme.sizes(plan.scale)
        mpl.rcParams.update(sizes)  # who entered these settings sets them back
        self._figure = Figure(figsize=size, dpi=look.dpi)
        FigureCanvasAgg(self._figure)
        note = self._figure.supxlabel("", fontsize=mpl.rcParams["legend.fontsize"])
        self._words = Words(self._figure.suptitle(""), note)
        self._panels = [self._panel(part) for part in plan.parts]
        self._draw_panels()
        self._label_axes()
        self._set_title(_TITLE_SHARE * self._figure.bbox.width)
        if not (look.legend and self._label_curves()):
            if look.legend:
                self._place_legend()
            self._lay_out()
        if self._request.annotated:
            # Imported here, as are the errors and the differences below: most figures have none.
            from actx.figure.annotations import annotate

            annotate(self._panels[0], self._scene.activations[0])
        self._mend_title()
        return self._figure

    # --- panels -------------------------------------------------------------------------------------------

    def _panel(self, part: Part) -> Panel:
        rows, columns = self._plan.shape
        width, height = self._figure.get_size_inches()
        size = _AXES_SHARE[0] * width * 72 / columns, _AXES_SHARE[1] * height * 72 / rows
        pixels = size[0] * self._look.dpi / 72, size[1] * self._look.dpi / 72
        xlim = self._xlim(part)
        source: Source = Functions(part.functions, xlim, self._scene.asked)
        if part.shows is Shows.ERRORS and self._request.error is not None:
            from actx.figure.errors import Errors  # for start-up time only

            across = max(2, round(pixels[0]))
            source = Errors(part.functions, self._scene.activations, self._request.error, xlim, across)
        return Panel(part, source, xlim, size, self._look.theme, pixels)

    def _xlim(self, part: Part) -> Interval:
        return self._scene.intervals[part.functions[0].activation]

    def _draw_panels(self) -> None:
        """Draw the panels on axes of their own. In a grid all have the same y axis, where that is honest."""
        rows, columns = self._plan.shape
        is_grid = self._plan.parts[0].shows is Shows.AN_ACTIVATION
        shared = common_limits([panel.ylim for panel in self._panels]) if is_grid else None
        letter = float(mpl.rcParams["legend.fontsize"])
        longest = int(_LONGEST_HEADING * 72 * self._figure.get_size_inches()[0] / columns / letter)
        for panel in self._panels:
            part = panel.part
            below = self._plan.below(part)
            axes = self._figure.add_subplot(rows, columns, part.row * columns + part.column + 1)
            panel.ylim = shared or panel.ylim
            panel.has_x_labels = below is None or self._xlim(below) != self._xlim(part)
            panel.has_y_labels = not (shared and part.column)
            panel.trace()
            panel.draw(axes)
            panel.set_heading(shortened(part.heading, longest))
            if part.shows is Shows.A_DIFFERENCE:
                from actx.figure.differences import mark_difference  # for start-up time only

                mark_difference(panel, self._scene.activations)
        activations = self._scene.activations
        if len(self._panels) == len(activations) == 1 and isinstance(activations[0], Activation):
            self._panels[0].shade_saturation()

    def _label_axes(self) -> None:
        inches = self._figure.get_size_inches()[0] / self._plan.shape[1]
        for panel in self._panels:
            if not self._plan.below(panel.part):
                own = {function.activation: None for function in panel.part.functions}
                drawn = [self._scene.activations[number] for number in own]
                panel.x_label = x_label(drawn, self._scene.others, inches)
        request = self._request
        notes = [_ALTERNATING] if any(panel.alternating for panel in self._panels) else []
        notes += [_NEGATIVE] if request.log else []
        notes += [_SMALL_ERRORS] if request.error else []
        notes += [f"evaluated in {request.form.name}"] if request.form else []
        notes += [f"at kinks the derivative as in {request.convention}"] if request.convention else []
        self._words.note.set_text("\n".join(notes))

    def _label_curves(self) -> bool:
        """Write the labels beside the curves, and give the panels their places; whether all have room."""
        first, *others = self._labelled()
        if first.part.shows is Shows.AN_ACTIVATION:
            return False
        self._lay_out()
        if first.label_beside():
            others = [panel for panel in others if panel.label_beside()]
            self._lay_out()  # which leaves less room in the axes now
            if first.label_inside():
                for panel in others:
                    panel.label_inside()
                return True
            for panel in others:
                panel.remove_labels()
        return False

    def _place_legend(self) -> None:
        """Place a legend for all panels, unless it would only repeat the title, or the headings of a grid."""
        first = self._labelled()[0]
        called = {label: artist for panel in self._labelled() for artist, label in panel.entries()}
        is_named = first.axes.get_title() or first.part.shows is Shows.AN_ACTIVATION
        if len(called) > 1 or not is_named:
            entries = [(artist, label) for label, artist in called.items()]
            self._words = place_legend(self._figure, entries, self._words, may_grow=self._may_grow)

    def _labelled(self) -> list[Panel]:
        return [panel for panel in self._panels if panel.part.shows is not Shows.A_DIFFERENCE]

    def _lay_out(self) -> None:
        """Give all panels their places."""
        lay_out(self._figure, self._panels, self._words)

    # --- title --------------------------------------------------------------------------------------------

    def _set_title(self, room: float) -> None:
        above = self._words.title
        if len(self._panels) == 1:
            above = self._panels[0].axes.title
            above.set_verticalalignment("bottom")  # a fraction hangs below the baseline
        names, title = self._scene.names, self._request.title
        set_title(
            self._figure,
            above,
            self._scene.activations,
            names,
            title,
            room=room,
            may_grow=self._may_grow,
        )

    def _mend_title(self) -> None:
        """Set the title of a single panel again, if labels have moved the axes so far that it is cut."""
        if len(self._panels) > 1:
            return
        axes, canvas = self._panels[0].axes, self._figure.bbox
        extent, box = axes.title.get_window_extent(), axes.get_window_extent()
        if not (canvas.x0 <= extent.x0 and extent.x1 <= canvas.x1):
            centre = (box.x0 + box.x1) / 2
            self._set_title(1.9 * min(centre, canvas.x1 - centre))
