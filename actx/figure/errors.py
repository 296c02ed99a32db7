"""How many ulps formulas lose, evaluated as they are written in a number format: curves for a panel."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from actx.core.activation import Activation
from actx.core.audit.columns import largest_in_columns
from actx.figure.curves import Curve, true_runs
from actx.figure.plane import Interval, Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.core.activation import AnyActivation
    from actx.core.rounding.formats import Format
    from actx.figure.functions import Floats, Plottable

# Decimal logarithms of ulps: of the least error that is shown, the room below it, the largest error that is
# shown, and the room above the largest one.
_LOWEST: Final = -1.0
_BELOW: Final = 0.2
_HIGHEST: Final = 20.0
_ROOM: Final = 0.4


class Errors:
    """The largest error found in each column of pixels, on an axis of decimal logarithms.

    Where there is an infinity or a nan in place of a number, the curve leaves the axes. A number alone is a
    dot.
    """

    is_log = True

    def __init__(
        self,
        functions: Sequence[Plottable],
        activations: Sequence[AnyActivation],
        form: Format,
        xlim: Interval,
        columns: int,
    ) -> None:
        self._functions = functions
        centres = xlim.low + xlim.width * (np.arange(columns) + 0.5) / columns
        self._samples: list[tuple[Floats, Floats]] = []  # of columns that hold a number of the format
        for function in functions:
            activation = activations[function.activation]
            assert isinstance(activation, Activation)
            found = largest_in_columns(activation, *xlim, columns, form, function.order)
            with np.errstate(divide="ignore"):
                heights = np.maximum(np.log10(found.errors), _LOWEST)
            self._samples.append((centres[found.tried], heights[found.tried]))
        largest = [float(y[np.isfinite(y)].max(initial=0.5)) for _, y in self._samples]
        self.ylim = Interval(_LOWEST - _BELOW, min(max(largest) + _ROOM, _HIGHEST))

    def curves(self, ylim: Interval, _: tuple[float, float]) -> list[Curve]:
        found = []
        for function, (x, heights) in zip(self._functions, self._samples, strict=True):
            y = np.minimum(heights, ylim.high + ylim.width)
            runs = list(true_runs(~np.isnan(y)))
            pieces = tuple((x[run], y[run]) for run in runs if run.size > 1)
            alone = tuple(
                Mark(float(x[run[0]]), float(y[run[0]]), filled=True) for run in runs if run.size == 1
            )
            error = replace(function, exact=partial(_between, x, y))
            found.append(Curve(error, pieces, alone, ()))
        return found


def _between(x: Floats, y: Floats, points: Floats, _: float) -> Floats:
    """The heights at points between columns."""
    heights: Floats = np.interp(points, x, y)
    return heights
