"""Shapes of functions with endlessly many zeros or turns: of a periodic derivative, or with waves in a tail.

A derivative that is periodic (see `periods`) is charted on one period. Other functions are charted on a
window. Outside, in the tails (see `tails`), it is enough that values stay above what is attained inside, or
that they tend to infinity, or to both signs, along points at which all waves have one phase.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from itertools import pairwise
from math import inf, isnan, nextafter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import numpy as np

from actx.core.analysis.bounds import Candidate, candidates, infimum
from actx.core.analysis.branch_points import branch_point
from actx.core.analysis.facts import Bound, Endless, Extremum, Stretch
from actx.core.analysis.glance import glance
from actx.core.analysis.periods import cycle
from actx.core.analysis.pieces import NOWHERE, branch, edges, pieces, pieces_within
from actx.core.analysis.signs import Signs, sign_at, signs_on
from actx.core.analysis.tails import Tail
from actx.core.analysis.zero_digits import IRRATIONAL_DIGITS
from actx.core.arithmetic import constants
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import target
from actx.core.formula.expression import Apply, Expression, Number, X, substitute
from actx.core.formula.identities import is_identically_zero
from actx.core.rounding.arrays import at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

_ZERO: Final = Fraction(0)
_ONE: Final = Fraction(1)
_SIDES: Final = (-1, 1)
# Where tails may begin, and from where to where zeros and turns are listed that have no period.
_REACHES: Final = (Fraction(4), Fraction(16), Fraction(64))
_NEARBY: Final = Fraction(10)
_SAMPLES: Final = 301


class Turn(NamedTuple):
    """A point where a derivative changes its sign, or the function is 0: the signs on both sides."""

    at: Fraction
    left: int | None
    right: int | None

    @property
    def is_crossed(self) -> bool:
        """Whether the sign is positive on one side, and negative on the other."""
        return {self.left, self.right} == {-1, 1}


class Chart(NamedTuple):
    """The signs of a derivative on one period, from 0, or without one on a window.

    `joints` are the ends of pieces in it; of a period they include 0.
    """

    signs: Signs
    joints: list[Fraction]
    period: Fraction | None = None

    @property
    def turns(self) -> list[Turn]:
        """The points of the signs, and 0, where one period ends and the next begins."""
        between = self.signs.between
        found = [
            Turn(x, left, right)
            for x, (left, right) in zip(self.signs.points, pairwise(between), strict=True)
        ]
        return found if self.period is None else [Turn(_ZERO, between[-1], between[0]), *found]


class Waves:
    """What is known of a function whose signs on the whole line are not."""

    def __init__(self, function: Expression) -> None:
        self.function = function
        self.cycle = cache(self._cycle)
        self._tail = cache(lambda order, side: Tail(function, order, side))

    # --- charts ------------------------------------------------------------------------------------------

    def _cycle(self, order: int) -> Chart | None:
        """The chart of a periodic derivative; None if no period is known, or not all signs."""
        period = cycle(self.function, order)
        if period is None:
            return None
        # In units of the period, zeros and joints are often rational.
        unit = substitute(self.function, {"x": Apply("mul", period, X)})
        found = pieces_within(unit, _ZERO, _ONE)
        chart = None if found is None else signs_on(unit, order, found)
        if found is None or chart is None:
            return None
        length = _value(period)
        has_joints = any(True for _ in edges(self.function))
        joints = [each.low * length for each in found if each.low is not None] if has_joints else []
        points = tuple(point * length for point in chart.points)
        return Chart(Signs(points, chart.between), joints, length)

    def _window(self, order: int, reach: Fraction) -> Chart | None:
        """The chart of a derivative between -reach and reach."""
        found = pieces_within(self.function, -reach, reach)
        chart = None if found is None else signs_on(self.function, order, found)
        if found is None or chart is None:
            return None
        return Chart(chart, [each.high for each in found[:-1] if each.high is not None])

    def signs(self, order: int) -> Signs | None:
        """The signs of a derivative on the whole line, if they are the same beyond some points."""
        if any(self._tail(order, side).changes_sign for side in _SIDES):
            return None
        for reach in _REACHES:
            if all(self._tail(order, side).sign_beyond(reach) is not None for side in _SIDES):
                window = self._window(order, reach)
                return None if window is None else window.signs
        return None

    @cached_property
    def joints(self) -> list[Fraction] | None:
        """Where pieces meet in one period of the function; none if there are none in one of a derivative.

        If only a derivative has a period, the function may jump by another height in each.
        """
        chart = self.cycle(0)
        if chart is not None:
            return chart.joints
        found = next((each for order in (1, 2) if (each := self.cycle(order))), None)
        return [] if found is not None and not found.joints else None

    # --- places ------------------------------------------------------------------------------------------

    def zeros(self) -> Endless[Stretch] | list[Stretch] | None:
        """The zeros, if they are endlessly many, or there is none."""

        def zero(turn: Turn) -> Stretch | None:
            return (float(turn.at), float(turn.at)) if sign_at(self.function, turn.at) == 0 else None

        return self._places(0, zero)

    def extrema(self) -> Endless[Extremum] | list[Extremum] | None:
        """The strict local extrema, if they are endlessly many, or there is none."""

        def extremum(turn: Turn) -> Extremum | None:
            if not turn.is_crossed or self._is_jump(turn.at):
                return None
            return Extremum(float(turn.at), at(self.function, turn.at), turn.right == 1)

        return self._places(1, extremum)

    def inflections(self) -> Endless[float] | list[float] | None:
        """Where the function turns from convex to concave or back, and has one slope, as `extrema`."""

        def inflection(turn: Turn) -> float | None:
            if not turn.is_crossed or self._is_jump(turn.at) or self._is_jump(turn.at, 1):
                return None
            return float(turn.at)

        return self._places(2, inflection)

    def _places(self, order: int, place: Callable[[Turn], T | None]) -> Endless[T] | list[T] | None:
        """The places at turns of a derivative."""
        found = self.cycle(order)
        if found is not None and found.period is not None:
            if (order == 0 and 0 in found.signs.between) or self.joints is None:
                return None
            places = [each for turn in found.turns if (each := place(turn)) is not None]
            return Endless(places, float(found.period)) if places else []
        if not any(self._tail(order, side).changes_sign for side in _SIDES):
            return None
        window = self._window(order, _NEARBY)
        if window is None or (order == 0 and 0 in window.signs.between):
            return Endless(None, None)
        return Endless([each for turn in window.turns if (each := place(turn)) is not None], None)

    def _is_jump(self, x: Fraction, order: int = 0) -> bool:
        point = branch_point(self.function, x, order)
        return point.is_jump or point.is_pole

    def kinds(self, order: int) -> set[int | None] | None:
        """The signs that a derivative has on intervals; all of them only if it is periodic."""
        found = self.cycle(order)
        if found is not None:
            return set(found.signs.between)
        return {-1, 1} if any(self._tail(order, side).changes_sign for side in _SIDES) else None

    def flat(self, order: int) -> list[Stretch] | None:
        """The intervals on which a derivative is 0, if they are finitely many."""
        found = self.cycle(order)
        if found is not None:
            return None if 0 in found.signs.between else []
        flat: list[Stretch] = []
        known = pieces(self.function)
        for piece in known or ():
            of_piece = branch(self.function, piece)
            if of_piece is None:
                return None
            if of_piece is NOWHERE:
                continue
            # Inside a piece a derivative is analytic: it is 0 everywhere, or on no interval.
            try:
                slope = target(of_piece, order)
            except FormulaError:
                return None
            if is_identically_zero(slope, piece.low, piece.high):
                low = -inf if piece.low is None else float(piece.low)
                flat.append((low, inf if piece.high is None else float(piece.high)))
            elif not constants.sign_at(slope, piece.inside):
                return None
        return None if known is None else flat

    def is_steep(self, bound: Fraction, side: int) -> bool:
        """Whether the slope exceeds a bound endlessly often on a side."""
        return self._tail(1, side).exceeds(bound)

    # --- bounds ------------------------------------------------------------------------------------------

    def infimum(self, order: int, sign: int) -> Bound | None:
        """The infimum of a derivative times a sign."""
        if cycle(self.function, order) is not None:
            chart = self.cycle(order + 1)
            return None if chart is None else infimum(self.function, order, self._inside(order, chart), sign)
        tails = [self._tail(order, side) for side in _SIDES]
        for tail in tails:
            if tail.tends_to(-sign * inf):
                return Bound(-inf, tail.side * inf, is_attained=False)
        for reach in _REACHES:
            floors = [floor for tail in tails if (floor := tail.floor(reach, sign)) is not None]
            limits = [limit for floor in floors for limit in floor.limits]
            lowest = min((floor.bound for floor in floors), default=Decimal(0))
            if len(floors) < len(tails) or lowest < self._sampled(order, sign, reach, limits):
                continue
            window = self._window(order + 1, reach)
            if window is None:
                return None
            inside = [*self._inside(order, window), *self._ends(order, reach)]
            found = infimum(self.function, order, [*inside, *limits], sign)
            if found is not None and lowest >= Decimal(nextafter(found.value, inf)):
                return found
        return None

    def condition(self) -> Bound | None:
        """The supremum of |x f'(x)/f(x)|: infinite, if a zero other than 0 is found among endlessly many."""
        found = self.cycle(0) or self._window(0, _NEARBY)
        for turn in found.turns if found else ():
            x = turn.at or (found.period if found else None)
            if x and sign_at(self.function, turn.at) == 0 and not self._is_jump(turn.at):
                return Bound(inf, float(x), is_attained=False)
        return None

    def _sampled(self, order: int, sign: int, reach: Fraction, limits: list[Candidate]) -> float:
        """An estimate of the infimum over a window and the limits: no chart is made if tails may be lower."""
        values = sign * glance(self.function, np.linspace(-float(reach), float(reach), _SAMPLES), order)
        known = [*values[~np.isnan(values)].tolist(), *(sign * each.value for each in limits)]
        return min(known, default=inf)

    def _ends(self, order: int, reach: Fraction) -> Iterator[Candidate]:
        """The values at the ends of a window."""
        for x in (-reach, reach):
            value = at(self.function, x, order=order)
            if not isnan(value):
                yield Candidate(value, float(x), is_value=True)

    def _inside(self, order: int, chart: Chart) -> list[Candidate]:
        """The candidates for an infimum of a derivative in the chart of the next one."""
        signs = chart.signs
        if chart.period is None:
            return [*candidates(self.function, order, signs, chart.joints)]
        # The chart again, with the end of one period at 0.
        turns = chart.turns
        cyclic = Signs(tuple(turn.at for turn in turns), (turns[0].left, *(turn.right for turn in turns)))
        return [*candidates(self.function, order, cyclic, chart.joints)]


def _value(constant: Expression) -> Fraction:
    """A constant: rational, or hundreds of digits of it."""
    if isinstance(constant, Number):
        return constant.value
    return Fraction(constants.enclosure(constant, IRRATIONAL_DIGITS).lo)
