"""Images of three numbers that are probabilities: which activations have such, and lines and dots of them.

What is drawn depends on the differences u = x1 - x3 and v = x2 - x3 alone.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.activation import VectorActivation
from actx.core.errors import KindError, LengthError
from actx.core.names.lookup import activations as catalog
from actx.figure.plane import Interval
from actx.figure.ticks import Ticks, x_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from actx.core.activation import AnyActivation
    from actx.figure.functions import Floats

DEFAULT: Final = Interval(-2.0, 2.0)
# Where it is tried whether images are probabilities.
_TRIED: Final = np.array(list(product((-2.0, 0.0, 0.25, 3.0), repeat=3)))
_SHIFT: Final = 1.0  # of all three: the differences stay exact
_ROUNDING: Final = 1e-15  # of the sum of three correctly rounded probabilities
_SAMPLES: Final = 241  # of a line, evenly spaced, before it is refined
# The largest distance of neighbouring images, the sides of the triangle being sqrt(2); what is farther apart
# although the inputs nearly agree, as a share of the interval, is a jump.
_MOST_STEP: Final = 0.02
_LEAST_STEP: Final = 1e-9
_SAME: Final = 9  # decimals in which images agree that have one dot


class Line(NamedTuple):
    """The images where one difference, 0 for u and 1 for v, has a level, and the other runs.

    Each of `pieces`, between which it jumps, is an array of probabilities (k, 3).
    """

    fixed: int
    level: float
    pieces: list[Floats]


class Images(NamedTuple):
    """What is drawn of an activation: lines, and the images (k, 3) of their crossings.

    `counts` says how many crossings have each of these images.
    """

    lines: list[Line]
    dots: Floats
    counts: NDArray[np.intp]


def levels(interval: Interval) -> Ticks:
    """The levels of the lines of either difference: the ticks of a long axis. Raises IntervalError."""
    interval.check()
    return x_ticks(interval, 1000)


def images(activation: VectorActivation, interval: Interval, at: Sequence[float]) -> Images:
    """The images of inputs whose differences are in the interval, along lines at these levels."""
    lines = [
        Line(fixed, level, _pieces(activation, fixed, level, interval)) for fixed in (0, 1) for level in at
    ]
    crossings = activation(_inputs(*np.meshgrid(at, at))).reshape(-1, 3)
    dots, counts = np.unique(np.round(crossings, _SAME), axis=0, return_counts=True)
    return Images(lines, dots, counts)


def _pieces(activation: VectorActivation, fixed: int, level: float, interval: Interval) -> list[Floats]:
    running = np.linspace(*interval, _SAMPLES)
    while True:
        differences = np.full_like(running, level), running
        found: Floats = activation(_inputs(*(differences if fixed == 0 else differences[::-1])))
        is_long = np.linalg.norm(np.diff(found, axis=0), axis=1) > _MOST_STEP
        steps = np.diff(running)
        middles = running[:-1] + steps / 2
        can_be_halved = (steps > _LEAST_STEP * interval.width) & (middles < running[1:])
        gaps = np.flatnonzero(is_long & can_be_halved & (middles > running[:-1]))
        if not gaps.size:
            return np.split(found, np.flatnonzero(is_long) + 1)
        running = np.insert(running, gaps + 1, middles[gaps])


def _inputs(u: Floats, v: Floats) -> Floats:
    return np.stack([u, v, np.zeros_like(u)], axis=-1)


def probabilistic(activations: Sequence[AnyActivation]) -> list[VectorActivation]:
    """The same activations, all of which map three numbers to probabilities by their differences alone.

    Raises KindError for the first that does not, and names those of the catalog that do.
    """
    for activation in activations:
        if not _is_probabilistic(activation):
            able = ", ".join(each.name for each in catalog() if _is_probabilistic(each))
            raise KindError(f"{activation.label} does not map three numbers to probabilities, as do {able}")
    return [each for each in activations if isinstance(each, VectorActivation)]


def _is_probabilistic(activation: AnyActivation) -> bool:
    """Whether it is so at all the points that are tried."""
    if not isinstance(activation, VectorActivation):
        return False
    try:
        found = activation(_TRIED)
    except LengthError:
        return False
    return bool(
        found.shape == _TRIED.shape
        and np.all(found >= 0)
        and np.all(np.abs(found.sum(axis=1) - 1) <= _ROUNDING)
        and np.array_equal(found, activation(_TRIED + _SHIFT))
    )
