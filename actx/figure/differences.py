"""Where two functions differ most, marked in the panel that shows their difference."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from actx.core.activation import Activation
from actx.core.analysis.distance import distance
from actx.figure.functions import extreme_height, extreme_place
from actx.io.shortest import six_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.core.activation import AnyActivation
    from actx.figure.panel import Panel

# In points: the diameter of the ring, and the width of its line.
_RING: Final = 12.0  # around a dot that may be there
_EDGE: Final = 1.4


def mark_difference(panel: Panel, activations: Sequence[AnyActivation]) -> None:
    """Mark the largest distance of two activations on the panel's interval, and say it in the heading."""
    f, g = activations
    assert isinstance(f, Activation)
    assert isinstance(g, Activation)
    (function,) = panel.part.functions
    found = distance(f, g, *panel.xlim, function.order)
    if not found.magnitude:
        said = "none" if found.proved else "none was found"
    else:
        least = "" if found.proved else "at least "
        size, x = (six_digits(each).replace("-", "−") for each in (found.magnitude, found.x))
        said = f"largest {least}{size} {extreme_place(found)} x = {x}"
        height = extreme_height(function, found, panel.xlim.width)
        if isfinite(height):
            ring: dict[str, Any] = {"fillstyle": "none", "markersize": _RING, "markeredgewidth": _EDGE}
            panel.axes.plot(found.x, height, "o", color=panel.theme.ink, clip_on=False, **ring)
    panel.set_heading(f"{panel.part.heading}: {said}")
