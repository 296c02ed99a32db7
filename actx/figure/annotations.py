"""What is known of an activation, written into its figure: kinks, extrema, inflections, limits, slope."""

from __future__ import annotations

from itertools import product
from math import isfinite, nan
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.transforms import Bbox

from actx.core.activation import Activation
from actx.core.analysis.profile import Profile
from actx.core.analysis.properties import Properties
from actx.figure.functions import extreme_height, extreme_place
from actx.figure.placing import Places, text_at
from actx.io.shortest import six_digits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.activation import AnyActivation
    from actx.figure.functions import Floats
    from actx.figure.panel import Panel

_MARK: Final = 0.8  # the diameter of a mark, in that of a dot
# In heights of a letter: the distances from a point at which its words may stand, and those from which on a
# line leads to it. The words may stand in so many directions, upwards and downwards first.
_DISTANCES: Final = (0.6, 1.2, 2.0, 3.0, 4.0, 5.5, 7.0, 9.0)
_LED: Final = 1.0
_DIRECTIONS: Final = 16
_STEPS: Final = 20  # places on such a line at which it may not pass a dot


class _Note(NamedTuple):
    """Words about a point of a curve."""

    x: float
    y: float
    text: str


def annotate(panel: Panel, activation: AnyActivation) -> None:
    """Mark what is known of an activation, each point with its words, where they have room."""
    assert isinstance(activation, Activation)
    profile = Profile(activation, *panel.xlim)
    places = Places(panel.axes, panel.named(), panel.dots(), panel.label_boxes())
    for x, y, text in [
        *_slopes(panel, profile),
        *_kinks(panel, activation, profile),
        *_turns(panel, activation),
    ]:
        if not panel.ylim.low <= y <= panel.ylim.high:
            continue
        if not any((x, y) == dot[:2] for dot in panel.dots()):
            size = _MARK * float(mpl.rcParams["lines.markersize"])
            panel.axes.plot(x, y, "o", color=panel.theme.ink, markersize=size, zorder=4.4, clip_on=False)
        _write(panel, places, x, y, text)
    for x, y, text in _limits(panel, profile):
        if y:  # there is a line at 0
            half = (0.0, 0.5) if x < 0 else (0.5, 1.0)
            panel.axes.axhline(y, *half, color=panel.theme.axes, linewidth=_thin(), linestyle=(0, (4, 3)))
        _write(panel, places, panel.xlim.low if x < 0 else panel.xlim.high, y, text)


def _kinks(panel: Panel, activation: Activation, profile: Profile) -> Iterator[_Note]:
    for kink in profile.kinks:
        y = float(activation(kink.at))
        if panel.xlim.low <= kink.at <= panel.xlim.high and isfinite(y):
            yield _Note(kink.at, y, f"{'jump' if kink.jumps else 'kink'} at {_number(kink.at)}")


def _turns(panel: Panel, activation: Activation) -> Iterator[_Note]:
    """The extrema and inflections in the panel, if they are known at once; not those of a wave."""
    shape = Properties(activation)
    if not shape.is_quick:
        return
    for each in shape.extrema if isinstance(shape.extrema, list) else ():
        if panel.xlim.low <= each.x <= panel.xlim.high:
            what = "minimum" if each.is_minimum else "maximum"
            yield _Note(each.x, each.value, f"{what} {_number(each.value)} at {_number(each.x)}")
    for x in shape.inflections if isinstance(shape.inflections, list) else ():
        if panel.xlim.low <= x <= panel.xlim.high:
            yield _Note(x, float(activation(x)), f"inflection at {_number(x)}")


def _slopes(panel: Panel, profile: Profile) -> Iterator[_Note]:
    """The largest slope, if f' is drawn."""
    steepest = profile.steepest
    for function in panel.part.functions:
        if function.order == 1 and isfinite(steepest.magnitude):
            least = "" if steepest.proved else "at least "
            where = f"{extreme_place(steepest)} {_number(steepest.x)}"
            text = f"max |f'| = {least}{_number(steepest.magnitude)} {where}"
            yield _Note(steepest.x, extreme_height(function, steepest, panel.xlim.width), text)


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
    letter = float(mpl.rcParams["font.size"]) * places.pixel
    size = np.array(places.extent(label).size)
    point = panel.axes.transData.transform((x, y))
    others = panel.axes.transData.transform(
        [dot[:2] for dot in panel.dots() if dot[:2] != (x, y)] or [(x, nan)]
    )
    turns = np.arange(_DIRECTIONS) * 2 * np.pi / _DIRECTIONS + np.pi / 4
    for distance, turn in product(_DISTANCES, turns):
        # The box whose nearest point is so far away in this direction.
        towards = np.array([np.cos(turn), np.sin(turn)])
        centre = point + distance * letter * towards + size / 2 * np.clip(towards * np.sqrt(2), -1, 1)
        box = Bbox([centre - size / 2, centre + size / 2])
        if places.is_free(box):
            # The line goes to the nearest point of the words, or to a corner, if it would pass a dot.
            corners = sorted(box.corners(), key=lambda corner: float(np.hypot(*(corner - point))))
            for end in (np.clip(point, box.min, box.max), *corners):
                line = np.linspace(point, end, _STEPS)
                if not (np.hypot(*(line[:, None] - others).T) < letter / 2).any():
                    places.put(label, box)
                    if distance > _LED:
                        _lead(panel, line[[0, -1]])
                    return
    label.remove()


def _lead(panel: Panel, ends: Floats) -> None:
    """Draw a thin line from a point to its words, both in pixels."""
    x, y = panel.axes.transAxes.inverted().transform(ends).T
    style: dict[str, Any] = {"color": panel.theme.axes, "linewidth": _thin(), "zorder": 4.2}
    panel.axes.plot(x, y, transform=panel.axes.transAxes, **style)


def _thin() -> float:
    return float(mpl.rcParams["axes.linewidth"])


def _number(value: float) -> str:
    return six_digits(value + 0.0).replace("-", "−").replace("inf", "∞")
