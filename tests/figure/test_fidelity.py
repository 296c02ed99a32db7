"""What is drawn is the curve: within half a pixel of it everywhere, by closed forms."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pytest
from drawings import pieces
from true_curves import FORMULAS

from actx.core.names.spec import activation
from actx.figure.draw import figure
from actx.figure.request import Request
from actx.figure.style import Look

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conftest import Sample
    from matplotlib.axes import Axes
    from true_curves import Interval, Truth

    from actx.figure.functions import Floats

MOST: Final = 0.5  # pixels from the true curve
ROUNDED: Final = 0.02  # pixels, for what the true curve bends between two of its points
LOOKS: Final = (Look(), Look(size=(10.0, 7.0), dpi=300))
_DENSE: Final = 12  # true points in each column of pixels


class Case(NamedTuple):
    """A figure of one curve."""

    truth: Truth
    interval: Interval
    order: int


class Lines:
    """Lines in pixels, each an array (n, 2) whose x ascends; they are given from left to right."""

    def __init__(self, lines: Sequence[Floats]) -> None:
        self.lines = [line for line in lines if len(line)]
        self.starts = np.concatenate([line[:-1] if len(line) > 1 else line for line in self.lines])
        self.ends = np.concatenate([line[1:] if len(line) > 1 else line for line in self.lines])

    def distances(self, points: Floats) -> Floats:
        """The distance of each point from these lines, or more, where it is below half of MOST."""
        found = np.full(len(points), np.inf)
        for line in self.lines:
            inside = (points[:, 0] >= line[0, 0]) & (points[:, 0] <= line[-1, 0])
            up = np.abs(np.interp(points[inside, 0], *line.T) - points[inside, 1])
            found[inside] = np.minimum(found[inside], up)
        for k in np.flatnonzero(found > MOST / 2):
            first, last = (
                np.searchsorted(self.ends[:, 0], points[k, 0] - 2),
                np.searchsorted(self.starts[:, 0], points[k, 0] + 2, side="right"),
            )
            found[k] = min(found[k], _distance(points[k], self.starts[first:last], self.ends[first:last]))
        return found


def _distance(point: Floats, starts: Floats, ends: Floats) -> float:
    """The distance of a point from the nearest of some segments."""
    along = ends - starts
    lengths = np.maximum((along**2).sum(axis=1), 1e-30)
    share = np.clip(((point - starts) * along).sum(axis=1) / lengths, 0, 1)
    return float(np.hypot(*(starts + share[:, None] * along - point).T).min(initial=np.inf))


class Drawn:
    """A curve of a figure, and what it is to be, in pixels of its axes."""

    def __init__(self, truth: Truth, order: int, axes: Axes) -> None:
        self.axes = axes
        self.values = truth.slopes if order and truth.slopes else truth.values
        low, high = axes.get_xlim()
        breaks = {*truth.breaks, *(truth.slope_breaks if order else ())}
        self.breaks = sorted(each for each in breaks if low < each < high)
        self.spikes = [*truth.spikes, *breaks]
        (line,) = (line for line in axes.lines if not str(line.get_label()).startswith("_"))
        self.pieces = pieces(line)

    def in_pixels(self, x: Floats, y: Floats) -> Floats:
        """Points (n, 2); those far above or below the axes are drawn nearer."""
        (left, right), (low, high), box = self.axes.get_xlim(), self.axes.get_ylim(), self.axes.bbox
        across = (np.asarray(x, dtype=np.longdouble) - left) / (np.longdouble(right) - left) * box.width
        up = (np.asarray(y, dtype=np.longdouble) - low) / (np.longdouble(high) - low) * box.height
        return np.column_stack([across, np.clip(up, -1e6, 1e6)]).astype(np.float64)

    def seen(self, points: Floats) -> Floats:
        inside = (points >= 0) & (points <= self.axes.bbox.size)
        return points[inside.all(axis=1)]

    @property
    def true_lines(self) -> Iterator[Floats]:
        """The true curve between its breaks, at many points: some at those of the line and between them."""
        low, high = self.axes.get_xlim()
        drawn = np.concatenate([x for x, _ in self.pieces])
        near = np.geomspace(1e-12, 1, 400) * (high - low)
        x = np.concatenate(
            [
                np.linspace(low, high, round(_DENSE * self.axes.bbox.width)),
                drawn,
                (drawn[:-1] + drawn[1:]) / 2,
                *(spike + sign * near for spike in self.spikes for sign in (-1, 1)),
            ]
        )
        x = np.unique(x[(x >= low) & (x <= high)])
        for left, right in pairwise([-np.inf, *self.breaks, np.inf]):
            own = x[(x > left) & (x < right)]
            with np.errstate(all="ignore"):
                y = self.values(own.astype(np.longdouble))
            own, y = own[~np.isnan(y)], y[~np.isnan(y)]
            yield self.in_pixels(own, y)

    @property
    def line(self) -> list[Floats]:
        return [self.in_pixels(x, y) for x, y in self.pieces]


def check(case: Case, look: Look) -> None:
    truth, interval, order = case
    found = figure([activation(truth.formula)], Request(orders=(order,), interval=interval), look=look)
    (axes,) = found.axes
    drawn = Drawn(truth, order, axes)
    true, line = Lines(list(drawn.true_lines)), Lines(drawn.line)
    check_near("missing", drawn.seen(np.concatenate(true.lines)), line)
    check_near("wrong", drawn.seen(np.concatenate([_filled(each) for each in line.lines])), true)
    breaks = drawn.in_pixels(np.array(drawn.breaks), np.zeros(len(drawn.breaks)))[:, 0]
    for before, after in pairwise(line.lines):
        if len(drawn.seen(np.array([before[-1], after[0]]))) == 2:
            middle = (before[-1, 0] + after[0, 0]) / 2
            assert np.min(np.abs(breaks - middle), initial=np.inf) <= MOST, ("broken", before[-1], after[0])


def check_near(what: str, points: Floats, lines: Lines) -> None:
    off = lines.distances(points)
    assert not off.size or off.max() <= MOST + ROUNDED, (what, off.max(), points[np.argmax(off)])


def _filled(line: Floats) -> Floats:
    """The points of a line, and more between them."""
    share = np.linspace(0, 1, 9)[:, None, None]
    return (line[:-1] * (1 - share) + line[1:] * share).swapaxes(0, 1).reshape(-1, 2)


CASES: Final = [
    Case(truth, interval, order)
    for truth in FORMULAS
    for interval in truth.intervals
    for order in ((0, 1) if truth.slopes else (0,))
]


@pytest.mark.parametrize("part", range(10))
@pytest.mark.thorough
def test_what_is_drawn_is_within_half_a_pixel_of_the_curve(part: int, drawn: Sample) -> None:
    for case, look in drawn(list(product(CASES, LOOKS)), 150)[part::10]:
        try:
            check(case, look)
        except Exception as error:
            raise AssertionError(f"{case}, {look}") from error


def test_there_are_sixty_formulas() -> None:
    assert len({truth.formula for truth in FORMULAS}) >= 60
