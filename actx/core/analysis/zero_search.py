"""The search for the zeros of an expression by interval arithmetic, and their digits.

Intervals are searched from 0 outward, and halved until the expression cannot vanish on them, or its
derivative cannot: then the signs at the two ends tell whether there is a zero. A zero without a change of
sign (a double zero) is proved by rewriting, where it is a rational number or a rational multiple of pi.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from fractions import Fraction
from math import inf, isnan, pi
from typing import TYPE_CHECKING, Final

import numpy as np

from actx.core.analysis.glance import glance
from actx.core.arithmetic import constants
from actx.core.arithmetic.boxes import enclosure
from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import exactly
from actx.core.arithmetic.interpret import interpret
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import derivative, target
from actx.core.formula.expression import PI, Apply, Expression, Number, nodes, substitute
from actx.core.formula.simplify import simplify
from actx.core.rounding.arrays import at
from actx.core.rounding.tiers import bounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# How many zeros of an expression are found, those nearest to 0; and of one with a long derivative.
MOST_POINTS: Final = 64
_FEW_POINTS: Final = 16
# The digits of an irrational zero, and the largest denominator at which a zero is tried as a rational number.
IRRATIONAL_DIGITS: Final = 350
_LARGEST_DENOMINATOR: Final = 10**6
_NEAR_ZERO: Final = Decimal("1e-14")  # so near to 0 a zero is tried as 0

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
# Bisection ends after so many halvings, or at this width, relative to 1 + |x|, if float64 cannot tell the
# sign: Newton's method goes on from there.
_MOST_HALVINGS: Final = 80
_NEWTON_FROM: Final = 1e-5
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
            return constants.sign(substitute(self.expression, {"x": Number(Fraction(x))}))
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


# --- digits ----------------------------------------------------------------------------------------------


def is_irrational(point: Fraction) -> bool:
    """Whether a zero stands for an irrational number: it is given to hundreds of digits."""
    return max(abs(point.numerator), point.denominator) > 1 << 1100


def _is_zero_at(expression: Expression, point: Fraction) -> bool:
    return constants.is_proved_zero(substitute(expression, {"x": Number(point)}))


def all_bisected(f: Expression, ends: list[tuple[float, float]], order: int = 0) -> list[float]:
    """A point between each pair of ends where a derivative changes sign, as closely as float64 locates it."""
    if not ends:
        return []
    tree = target(f, order)
    low, high = (np.clip(np.array(each), -_LARGEST_X, _LARGEST_X) for each in zip(*ends, strict=True))
    rising = glance(f, high, order) > 0
    for _ in range(_MOST_HALVINGS):
        middle = low / 2 + high / 2
        value, error = bounded(tree, middle, strict=order > 0)
        certain = np.abs(value) > error
        wide = ~certain & (high - low > _NEWTON_FROM * (1 + np.abs(middle)))
        if wide.any():  # too wide for Newton's method to start from
            value[wide] = glance(f, middle[wide], order)
            certain |= wide & (value != 0)
        if not certain.any() or ((middle == low) | (middle == high)).all():
            break
        above = certain & ((value > 0) == rising)
        low, high = np.where(certain & ~above, middle, low), np.where(above, middle, high)
    return [float(each) for each in low / 2 + high / 2]


def polished(f: Expression, guess: float, order: int = 0, digits: int = IRRATIONAL_DIGITS) -> Fraction:
    """The zero of a derivative near a guess: a rational number if it is one, else `digits` digits of it.

    By Newton's method. If that leaves the neighbourhood of the guess, the guess is returned.
    """
    tree = target(f, order)
    slope, x = derivative(tree), Decimal(guess)
    most = Decimal("1e-4")  # the longest step, relative to 1 + |x|
    for precision in (40, 40, 80, 160, 320, IRRATIONAL_DIGITS + 20):
        if precision > digits + 20:
            break
        few, many = Decimals(precision // 2 + 10), Decimals(precision)
        value = interpret(tree, many, exactly(x))
        steepness = interpret(slope, few, exactly(x))
        with localcontext(many.near):
            step = value.hi / steepness.hi if steepness.hi else Decimal("nan")
            if not step.is_finite() or abs(step) > most * (1 + abs(x)):
                return Fraction(guess)
            x -= step
            most = Decimal("1e-6")
        if precision == 40:
            near = Fraction(x).limit_denominator(_LARGEST_DENOMINATOR)
            is_near = abs(near - Fraction(x)) <= abs(Fraction(x)) / 10**14 if near else abs(x) < _NEAR_ZERO
            if is_near and _is_zero_at(tree, near):
                return near
    found = rounded(x, digits)
    if is_irrational(found) or digits < IRRATIONAL_DIGITS or _is_zero_at(tree, found):
        return found
    return irrational(found)


def rounded(x: Decimal, digits: int = IRRATIONAL_DIGITS) -> Fraction:
    """A zero to so many significant digits: so one of two expressions is one number."""
    return Fraction(Context(prec=digits, Emin=MIN_EMIN, Emax=MAX_EMAX).plus(x))


def irrational(point: Fraction) -> Fraction:
    """A zero that is no rational number; if its digits end, as those of sqrt(4 + 1e-999), with one more."""
    return point if is_irrational(point) else point * (1 + Fraction(1, 10**IRRATIONAL_DIGITS))
