"""Where an activation is saturated: its slope is almost 0 there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from actx.figure.curves import true_runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actx.figure.curves import Sketch
    from actx.figure.functions import Floats
    from actx.figure.plane import Interval

SATURATED: Final = 0.01
"""An activation counts as saturated where |f'| is below this."""
_LEAST_REGION: Final = 0.02  # of the width: where |f'| is small on less, that is an extremum, not saturation


def saturated(sketches: Sequence[Sketch], xlim: Interval) -> list[tuple[float, float]]:
    """The intervals on which |f'| < 0.01, if f and f' of a single activation are among the sketches."""
    slopes = [each for each in sketches if each.function.order == 1]
    if len(slopes) != 1 or all(each.function.order for each in sketches):
        return []
    merged: list[list[float]] = []
    for start, end in (region for x, y in slopes[0].stretches for region in _regions(x, y)):
        if merged and start <= merged[-1][1] + xlim.width * 1e-9:
            merged[-1][1] = end
        else:
            merged.append([start, end])
    return [(start, end) for start, end in merged if end - start > _LEAST_REGION * xlim.width]


def _regions(x: Floats, y: Floats) -> Iterator[tuple[float, float]]:
    """The intervals on which |y| < 0.01, with ends interpolated between samples."""
    excess = np.abs(y) - SATURATED
    with np.errstate(all="ignore"):
        crossing = x[:-1] + (x[1:] - x[:-1]) * excess[:-1] / (excess[:-1] - excess[1:])
    for run in true_runs(excess < 0):
        yield (
            float(crossing[run[0] - 1]) if run[0] > 0 else float(x[0]),
            float(crossing[run[-1]]) if run[-1] < x.size - 1 else float(x[-1]),
        )
