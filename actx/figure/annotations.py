"""What is known of an activation, written into its figure: kinks, limits, the largest slope."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from matplotlib.transforms import Bbox

from actx.core.activation import Activation
from actx.core.analysis.profile import Profile
from actx.figure.placing import Places, text_at
from actx.io.shortest import six_digits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.activation import AnyActivation
    from actx.figure.panel import Panel

# In points: the diameter of a mark, and the distances from it at which its words may stand.
_MARK: Final = 5.0
_BESIDE: Final = 1e-9  # of the width: the distance from a kink at which its limit is looked up
_DISTANCES: Final = (6.0, 12.0, 20.0, 30.0)


class _Note(NamedTuple):
    """Words about a point of a curve."""

    x: float
    y: float
    text: str


def annotate(panel: Panel, activation: AnyActivation) -> None:
    """Mark kinks, limits and the largest slope of an activation, each with its words where they have room."""
    assert isinstance(activation, Activation)
    profile = Profile(activation, *panel.xlim)
    places = Places(panel.axes, panel.named(), panel.dots(), panel.label_boxes())
    for x, y, text in [*_slopes(panel, profile), *_kinks(panel, activation, profile)]:
        if not panel.ylim.low <= y <= panel.ylim.high:
            continue
        if not any((x, y) == dot[:2] for dot in panel.dots()):
            panel.axes.plot(x, y, "o", color=panel.theme.ink, markersize=_MARK, zorder=4.4, clip_on=False)
        _write(panel, places, x, y, text)
    for x, y, text in _limits(panel, profile):
        low, high = (0.0, 0.5) if x < 0 else (0.5, 1.0)
        panel.axes.axhline(y, low, high, color=panel.theme.axes, linewidth=0.8, linestyle=(0, (4, 3)))
        _write(panel, places, panel.xlim.low if x < 0 else panel.xlim.high, y, text)


def _kinks(panel: Panel, activation: Activation, profile: Profile) -> Iterator[_Note]:
    for kink in profile.kinks:
        y = float(activation(kink.at))
        if panel.xlim.low <= kink.at <= panel.xlim.high and isfinite(y):
            yield _Note(kink.at, y, f"{'jump' if kink.jumps else 'kink'} at {_number(kink.at)}")


def _slopes(panel: Panel, profile: Profile) -> Iterator[_Note]:
    """The largest slope, if f' is drawn."""
    steepest = profile.steepest
    for function in panel.part.functions:
        if function.order == 1 and isfinite(steepest.magnitude):
            least = "" if steepest.proved else "at least "
            where = f"{'beside' if steepest.side else 'at'} {_number(steepest.x)}"
            text = f"max |f'| = {least}{_number(steepest.magnitude)} {where}"
            near = steepest.x + steepest.side * _BESIDE * panel.xlim.width
            sign = -1.0 if function.values(np.array([near]))[0] < 0 else 1.0
            yield _Note(steepest.x, sign * steepest.magnitude, text)


def _limits(panel: Panel, profile: Profile) -> Iterator[_Note]:
    """The finite limits of f at the infinities, unless that end of the axis is on the other side of 0."""
    low, high = panel.xlim
    for end, limit, reached in (
        (-np.inf, profile.limit_left, low < 0),
        (np.inf, profile.limit_right, high > 0),
    ):
        if reached and panel.ylim.low <= limit <= panel.ylim.high:
            yield _Note(end, limit, f"f → {_number(limit)}")


def _write(panel: Panel, places: Places, x: float, y: float, text: str) -> None:
    """Write words near a point, where they touch nothing; leave them out where there is no such place."""
    label = text_at(panel.axes, text, panel.theme.ink)
    _, _, width, height = places.extent(label).bounds
    centre = panel.axes.transData.transform((x, y))
    for distance in _DISTANCES:
        gap = distance * places.pixel
        for left in (centre[0] + gap, centre[0] - gap - width, centre[0] - width / 2):
            for bottom in (centre[1] + gap, centre[1] - gap - height, centre[1] - height / 2):
                box = Bbox.from_bounds(left, bottom, width, height)
                if places.is_free(box):
                    places.put(label, box)
                    return
    label.remove()


def _number(value: float) -> str:
    return six_digits(value + 0.0).replace("-", "−").replace("inf", "∞")
