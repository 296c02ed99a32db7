"""The search for the zeros of an expression by interval arithmetic.

Intervals are searched from 0 outward, and halved until the expression cannot vanish on them, or its
derivative cannot: then the signs at the two ends tell whether there is a zero. A zero without a change of
sign (a double zero) is proved by rewriting, where it is a rational number or a rational multiple of pi.
"""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from math import inf, isnan, pi
from typing import TYPE_CHECKING, Final

import numpy as np

from actx.core.analysis.zero_digits import IRRATIONAL_DIGITS, all_bisected, is_irrational, polished
from actx.core.arithmetic import constants
from actx.core.arithmetic.boxes import enclosure
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import derivative
from actx.core.formula.expression import PI, Apply, Expression, Number, nodes, substitute
from actx.core.formula.simplify import simplify
from actx.core.rounding.arrays import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# How many zeros of an expression are found, those nearest to 0; and of one with a long derivative.
MOST_POINTS: Final = 64
_FEW_POINTS: Final = 16

# The ends of the first intervals, and the share of its width at which one is split: these avoid likely zeros.
# The finite intervals end at ±_LARGEST_X; the last one on each side reaches to infinity.
_LARGEST_X: Final = 1e18
_EDGES: Final = (0.7313, 8.317, 91.37, *np.geomspace(997.0, _LARGEST_X, 16).tolist(), inf)
_SPLIT: Final = 0.48621378
# How many intervals are examined in one step at most, and in all; a step of fewer counts as _LEAST_PER_STEP.
_INTERVALS_PER_STEP: Final = 256
_LEAST_PER_STEP: Final = 64
_MOST_INTERVALS: Final = 10_000
# An interval is not split below this width: relative to its magnitude, plus an absolute one.
_NARROW: Final = 1e-7
_NARROW_AT_ZERO: Final = 1e-30
# A zero without a change of sign is looked for in intervals of this width, relative to max(1, |x|), among
# rational numbers and multiples of pi by fractions of denominators up to _PARTS_OF_PI: up to this
# multiplicity, at so many numbers, and in so many intervals.
_CLOSE: Final = 1e-3
_PARTS_OF_PI: Final = 24
_MOST_MULTIPLICITY: Final = 6
_MOST_PROOFS: Final = 200
_MOST_TRIES: Final = 1000
# Nodes: of a derivative up to which the search does its full work; of one that is differentiated again; and
# of an expression whose limits at infinity are computed.
_NODES_OF_FULL_SEARCH: Final = 60
_NODES_OF_DERIVATIVE: Final = 200
_NODES_FOR_LIMITS: Final = 16


class Search:
    """The search on the whole line.

    `brackets` are intervals that hold one zero each, where the sign changes; `proved` are points at which a
    zero is proved. Raises FormulaError if the derivative is too large.
    """

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        self.slope = derivative(simplify(expression))
        self.derivatives = [expression, self.slope]
        self.brackets: list[tuple[float, float]] = []
        self.proved: list[Fraction] = []
        size = len(nodes(self.slope))
        self.is_short = size <= _NODES_OF_FULL_SEARCH
        self.intervals_left = (
            _MOST_INTERVALS if self.is_short else _MOST_INTERVALS * _NODES_OF_FULL_SEARCH // size
        )
        self.proofs_left = _MOST_PROOFS if self.is_short else 0
        self.tries_left = _MOST_TRIES

    def run(self) -> bool:
        """Search the line; return whether no zero can have been missed."""
        complete = True
        edges = np.concatenate([np.negative(_EDGES[::-1]), _EDGES])
        low, high = edges[:-1], edges[1:]
        while low.size:
            order = np.argsort(np.minimum(np.abs(low), np.abs(high)), kind="stable")
            low, high = low[order], high[order]
            if self.intervals_left <= 0 or self._has_enough(low[0], high[0]):
                return False
            now, later = slice(0, _INTERVALS_PER_STEP), slice(_INTERVALS_PER_STEP, None)
            halves, doubt = self._examined(low[now], high[now])
            complete = complete and not doubt
            low, high = (
                np.concatenate([half, rest[later]]) for half, rest in zip(halves, (low, high), strict=True)
            )
        return complete

    def _has_enough(self, low: float, high: float) -> bool:
        """Whether MOST_POINTS zeros and one more are nearer to 0 than this interval."""
        if low <= 0 <= high or len(self.brackets) + len(self.proved) <= MOST_POINTS:
            return False
        sizes = [max(abs(a), abs(b)) for a, b in self.brackets] + [abs(float(p)) for p in self.proved]
        return sorted(sizes)[MOST_POINTS] < min(abs(low), abs(high))

    def points(self) -> list[Fraction]:
        """The zeros found; of many those nearest to 0, and one more to show that there are more."""
        most = MOST_POINTS + 1 if self.is_short else _FEW_POINTS
        nearest = sorted(self.brackets, key=lambda ends: abs(sum(ends)))[:most]
        found = [polished(self.expression, guess) for guess in all_bisected(self.expression, nearest)]
        return [*dict.fromkeys([*found, *self.proved])]

    def _examined(self, low: Floats, high: Floats) -> tuple[tuple[Floats, Floats], bool]:
        """Note the zeros in intervals that hold one at most; return the halves of the others, and any doubt.

        `doubt` says that a zero may have been missed. An unbounded interval, beyond 1e18, has none if a model
        proves that the sign is one and the same there.
        """
        self.intervals_left -= max(low.size, _LEAST_PER_STEP)
        n = low.size
        values = enclosure(
            self.expression, np.concatenate([low, low, high]), np.concatenate([high, low, high])
        )
        signs = np.sign(values.lo[n:])
        left, right = np.split(np.where(signs == np.sign(values.hi[n:]), signs, 0.0), 2)
        slopes = enclosure(self.slope, low, high)
        may_vanish = ~np.isnan(values.lo[:n]) & (values.lo[:n] <= 0) & (values.hi[:n] >= 0)
        monotone = values.sure[:n] & slopes.sure & ((slopes.lo > 0) | (slopes.hi < 0))
        doubt = False
        for i in np.flatnonzero(may_vanish & monotone).tolist():
            doubt = not self._note((float(low[i]), float(high[i])), (left[i], right[i])) or doubt
        size = np.maximum(np.abs(low), np.abs(high))
        width = high - low
        rest = may_vanish & ~monotone
        close = rest & (width <= _CLOSE * np.maximum(size, 1.0)) & np.isfinite(size)
        for i in np.flatnonzero(close).tolist():
            if self._has_multiple_zero(float(low[i]), float(high[i])):
                rest[i] = False
            elif width[i] <= _NARROW * size[i] + _NARROW_AT_ZERO:
                rest[i], doubt = False, True
        unbounded = rest & np.isinf(size)
        for i in np.flatnonzero(unbounded).tolist():
            doubt = doubt or not _keeps_its_sign(self.expression, 1 if high[i] > 0 else -1)
        rest &= ~unbounded
        low, high = low[rest], high[rest]
        middle = _split(low, high)
        return (np.concatenate([low, middle]), np.concatenate([middle, high])), doubt

    def _note(self, ends: tuple[float, float], signs: tuple[float, float]) -> bool:
        """Note the zero, if any, in an interval on which the expression is monotone; False if not known.

        `signs` are those at its ends, 0 for one that is still to be found.
        """
        left, right = (sign or self._sign(end) for sign, end in zip(signs, ends, strict=True))
        if left is None or right is None:
            return False
        if not left or not right:
            self.proved.append(Fraction(ends[1 if left else 0]))
        elif left != right:
            self.brackets.append(ends)
        return True

    def _sign(self, x: float) -> int | None:
        """The sign at a point, or of the limit at an infinity; None if it is not known."""
        if np.isfinite(x):
            return constants.sign_at(self.expression, Fraction(x))
        if len(nodes(self.expression)) > _NODES_FOR_LIMITS:
            return None
        limit = at(self.expression, x)
        return None if isnan(limit) else (limit > 0) - (limit < 0)

    def _has_multiple_zero(self, low: float, high: float) -> bool:
        """Whether the interval is proved to hold one zero, of any multiplicity, and no other.

        The zero is a rational number or a rational multiple of pi. There is no other if the derivatives below
        some order vanish there, and that of this order nowhere on the interval (Rolle's theorem).
        """
        if self.proofs_left <= 0 or self.tries_left <= 0:
            return False
        self.tries_left -= 1
        with suppress(FormulaError):  # of a derivative that is too large
            return self._proves_only_zero(low, high)
        return False

    def _proves_only_zero(self, low: float, high: float) -> bool:
        for point, tree in _candidates(low, high):
            x = np.array([float(point)])
            there = enclosure(self.expression, x, x)  # a quick test, but not of an irrational point
            if not there.lo[0] <= 0 <= there.hi[0] and not is_irrational(point):
                continue
            self.proofs_left -= 1
            for k in range(_MOST_MULTIPLICITY):
                if not constants.is_proved_zero(substitute(self._derivative(k), {"x": tree})):
                    break
                slope = self._derivative(k + 1)
                ends = np.array([min(low, float(point))]), np.array([max(high, float(point))])
                found = enclosure(slope, *ends)
                is_smooth = found.sure[0] and enclosure(self.expression, *ends).sure[0]
                if is_smooth and (found.lo[0] > 0 or found.hi[0] < 0):
                    self.proved.append(point)
                    return True
        return False

    def _derivative(self, order: int) -> Expression:
        while len(self.derivatives) <= order:
            if len(nodes(self.derivatives[-1])) > _NODES_OF_DERIVATIVE:
                raise FormulaError("the derivative is too large")
            self.derivatives.append(derivative(simplify(self.derivatives[-1])))
        return self.derivatives[order]


def _keeps_its_sign(expression: Expression, side: int) -> bool:
    """Whether an expression is proved to have one sign, and no zero, beyond 1e18 or below -1e18.

    An approximation for large |x| exists only where its sign is proved; it begins at 65,536 or before.
    """
    from actx.core.models.approximation import Underflow, approximation  # for start-up time: few ask

    found = approximation(expression, 0, side, far=True)
    return isinstance(found, Underflow) or (found is not None and bool(found.model.terms))


def _split(low: Floats, high: Floats) -> Floats:
    """Where to split intervals: near the middle; those that hold 0 at a 16th of their farther end."""
    far = np.where(-low > high, low, high)
    return np.where((low <= 0) & (high >= 0), far / 16, low + (high - low) * _SPLIT)


def _candidates(low: float, high: float) -> Iterator[tuple[Fraction, Expression]]:
    """The numbers in an interval that are likeliest zeros, with expressions: a fraction, a multiple of pi."""
    middle = (low + high) / 2
    near = Fraction(0) if low <= 0 <= high else Fraction(middle).limit_denominator(1000)
    if low <= near <= high:
        yield near, Number(near)
    part = Fraction(middle / pi).limit_denominator(_PARTS_OF_PI)
    if part and low <= float(part) * pi <= high:
        tree = Apply("mul", Number(part), PI)
        yield Fraction(constants.enclosure(tree, IRRATIONAL_DIGITS).lo), tree
