"""An activation's definition on whole intervals: Arb balls that hold its derivatives all over them.

The definition is the one in `references`, on power series whose first coefficient is a wide ball. Comparisons
come out as at a point inside the interval. That is right all over a piece between kinks: there the activation
is analytic, so a branch that gives it around one point gives it wherever Arb can evaluate the branch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from flint import arb, arb_series, ctx, fmpq

from judges.reference import NEITHER, bound, kinks
from judges.series import Series, Undecided, sin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    # The results of a definition's comparisons, in the order in which it makes them; None is Undecided.
    Outcomes = tuple[int | None, ...]

# How many derivatives a series has, the value among them.
TERMS: Final = 9
# Bits: of all that is evaluated on intervals, and at points where less does not tell the sign.
BITS: Final = 128
PRECISIONS: Final = (BITS, 512, 2048)
# Bits for what is far out: of x + sqrt(x*x + 1), 2,048 cancel at -2**1024.
FAR_BITS: Final = 6000
# A value of which 2,048 bits do not tell the sign is taken for 0 below 2**-1000 of the derivatives after it.
_NOTHING: Final = arb(2) ** -1000
_NAN: Final = arb("nan")
_FACTORIALS: Final = [math.factorial(n) for n in range(TERMS)]
# A zero is enclosed to so many bits, and a search for it takes at most so many steps.
_ZERO_BITS: Final = 80
_STEPS: Final = 400


# --- series that note comparisons, or are told them ------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Noting(Series):
    """A series whose comparisons are noted."""

    noted: list[int | None] = field(default_factory=list)

    def like(self, terms: Any) -> Series:
        return _Noting(terms, self.side, self.noted)

    def sign(self) -> int:
        try:
            self.noted.append(Series.sign(self))
        except Undecided:
            self.noted.append(None)
            raise
        return self.noted[-1] or 0


@dataclass(slots=True, eq=False)
class _Told(Series):
    """A series whose comparisons come out as noted."""

    noted: Iterator[int | None]

    def like(self, terms: Any) -> Series:
        return _Told(terms, self.side, self.noted)

    def sign(self) -> int:
        outcome = next(self.noted, None)
        if outcome is None:
            raise Undecided
        return outcome


def _sinc(x: Any) -> Any:
    """sin(x)/x, which the reference divides out near 0 too, where intervals lose everything to that."""
    if not abs(x.terms[0]) < 4:
        return sin(x) / x
    count = ctx.prec // 8 + 16
    total = x.like(arb_series([1]))
    for k in range(count, 0, -1):
        total = 1 - x * x * total / (2 * k * (2 * k + 1))
    # What is left out of the series and of its derivatives at |x| < 4, geometric sums of ratio below 1/2.
    first = 2 * (count + 1)
    rest = [
        arb(0, 2 * (arb(4) ** first / math.factorial(first - n) / math.factorial(n)).upper())
        for n in range(ctx.cap)
    ]
    return total + x.like(arb_series(rest))


_ON_INTERVALS: Final[Mapping[str, Callable[[Any], Any]]] = {"sinc": _sinc}


# --- numbers ---------------------------------------------------------------------------------------------


def ball(low: Fraction, high: Fraction | None = None) -> arb:
    """A number, or an interval, in the precision at hand."""
    start = arb(fmpq(low.numerator, low.denominator))
    if high is None or high == low:
        return start
    return start.union(arb(fmpq(high.numerator, high.denominator)))


def fraction(exact: arb) -> Fraction:
    """The value of a ball without a radius."""
    mantissa, exponent = (int(part) for part in exact.man_exp())
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


def middle(low: Fraction, high: Fraction) -> Fraction:
    """A number of few bits in the middle half of an interval."""
    width = high - low
    scale = Fraction(2) ** (width.numerator.bit_length() - width.denominator.bit_length() - 3)
    return (low + high) / 2 // scale * scale


def _near(x: arb) -> arb_series:
    """The series of the variable; other judges leave other numbers of terms behind."""
    ctx.cap = TERMS
    return arb_series([x, 1])


def sign_of(number: arb) -> int:
    """-1 or 1 all over the ball, else 0."""
    return 1 if number > 0 else -1 if number < 0 else 0


# --- definitions -----------------------------------------------------------------------------------------


class Definition:
    """An activation with its parameters, and what is known of it so far."""

    def __init__(self, name: str, parameters: Mapping[str, Fraction]) -> None:
        exact = name in _ON_INTERVALS
        self._function = _ON_INTERVALS[name] if exact else bound(name, **parameters)
        branches = [] if exact else kinks(name, **parameters)
        self.kinks = {kink.at: kink.side for kink in sorted(branches, reverse=True)}
        self._outcomes: dict[Fraction, Outcomes] = {}
        self._cells: dict[tuple[Fraction, Fraction, Outcomes], Cell] = {}
        self._points: dict[tuple[Fraction, Outcomes, int], list[arb] | None] = {}

    def outcomes(self, at: Fraction) -> Outcomes:
        """How the comparisons come out at a point inside a piece."""
        if at not in self._outcomes:
            for bits in (*PRECISIONS, FAR_BITS):
                noted: list[int | None] = []
                with ctx.workprec(bits):
                    found = self._derivatives(_Noting(_near(ball(at)), 1, noted))
                if found is not None:
                    break
            self._outcomes[at] = tuple(noted)
        return self._outcomes[at]

    def beside(self, kink: Fraction, side: int) -> Outcomes:
        """How the comparisons come out right next to a kink."""
        return self.outcomes(kink + side * max(abs(kink), Fraction(1)) / 2**70)

    def derivatives(self, x: arb, outcomes: Outcomes) -> list[arb] | None:
        """Balls for the derivatives all over the ball x, in the precision at hand; None if it finds none."""
        return self._derivatives(_Told(_near(x), 1, iter(outcomes)))

    def value_and_slope(self, x: arb, outcomes: Outcomes) -> list[arb] | None:
        """The first two of them, in less time."""
        ctx.cap = 2
        found = self._derivatives(_Told(arb_series([x, 1]), 1, iter(outcomes)))
        return None if found is None else found[:2]

    def at(self, point: Fraction, outcomes: Outcomes, bits: int = BITS) -> list[arb] | None:
        """The derivatives at a point, kept for the next time."""
        key = point, outcomes, bits
        if key not in self._points:
            with ctx.workprec(bits):
                self._points[key] = self.derivatives(ball(point), outcomes)
        return self._points[key]

    def at_kink(self, kink: Fraction) -> Root:
        """A kink, with the branch that holds at the kink itself."""
        side = self.kinks[kink]
        if side != NEITHER:
            return Root(self, kink, kink, 0, self.beside(kink, side))
        noted: list[int | None] = []
        self._derivatives(_Noting(_near(ball(kink)), NEITHER, noted))
        return Root(self, kink, kink, 0, tuple(noted))

    def cell(self, low: Fraction, high: Fraction, outcomes: Outcomes | None = None) -> Cell:
        """An interval without a kink inside; its outcomes are those at its middle if nothing else is said."""
        chosen = self.outcomes(middle(low, high)) if outcomes is None else outcomes
        key = low, high, chosen
        if key not in self._cells:
            self._cells[key] = Cell(self, low, high, chosen)
        return self._cells[key]

    def _derivatives(self, x: Series) -> list[arb] | None:
        try:
            value = self._function(x)
        except (ValueError, Undecided):  # flint's word for a denominator that may be 0
            return None
        return [value.terms[n] * factor for n, factor in enumerate(_FACTORIALS)]


@lru_cache(maxsize=4)
def definition(name: str, parameters: tuple[tuple[str, Fraction], ...]) -> Definition:
    """The definition of an activation, kept while its orders are asked for one after the other."""
    return Definition(name, dict(parameters))


class Cell:
    """An interval, and balls for the derivatives all over it and at its middle."""

    def __init__(self, owner: Definition, low: Fraction, high: Fraction, outcomes: Outcomes) -> None:
        self.owner, self.low, self.high, self.outcomes = owner, low, high, outcomes
        self.middle = middle(low, high)
        with ctx.workprec(BITS):
            self.all_over = owner.derivatives(ball(low, high), outcomes)
        self.at_middle = owner.at(self.middle, outcomes)
        self._known: dict[int, arb] = {}

    def derivative(self, order: int) -> arb:
        """A ball that holds a derivative all over the interval."""
        if order not in self._known:
            self._known[order] = self._derivative(order)
        return self._known[order]

    def _derivative(self, order: int) -> arb:
        if self.all_over is None:
            return _NAN
        direct = self.all_over[order]
        if self.at_middle is None or sign_of(direct) or direct.is_zero():
            return direct
        # Taylor's formula around the middle, whose last term alone suffers from the width of the interval.
        with ctx.workprec(BITS):
            reach = ball(max(self.middle - self.low, self.high - self.middle))
            factor, rest = arb(1), arb(0)
            for n in range(order + 1, TERMS):
                factor *= reach / (n - order)
                rest += factor * abs((self.all_over if n == TERMS - 1 else self.at_middle)[n])
            taylor = self.at_middle[order] + arb(0, rest.upper())
        return taylor if sign_of(taylor) else direct


# --- points ----------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class Root:
    """An exact point, or an interval in which a derivative of the order given changes its sign just once."""

    owner: Definition
    low: Fraction
    high: Fraction
    order: int
    outcomes: Outcomes

    def ball(self, bits: int) -> arb:
        """The point as exactly as so many bits permit."""
        with ctx.workprec(bits):
            x = ball(self.low, self.high)
            if bits == BITS or self.low == self.high:
                return x
            for _ in range(12):
                centre = x.mid()
                near, over = (self.owner.derivatives(each, self.outcomes) for each in (centre, x))
                if near is None or over is None or not sign_of(over[self.order + 1]):
                    break
                better = centre - near[self.order] / over[self.order + 1]
                if not (better.rad() < x.rad() / 2 and better.overlaps(x)):
                    break
                x = better
            return x

    def derivatives(self, bits: int) -> list[arb] | None:
        """Balls for the derivatives at the point."""
        if self.low == self.high:
            return self.owner.at(self.low, self.outcomes, bits)
        x = self.ball(bits)
        with ctx.workprec(bits):
            return self.owner.derivatives(x, self.outcomes)

    def sign(self, order: int) -> int | None:
        """The sign of a derivative at the point; None if all the bits do not tell it."""
        at_kink = self.low == self.high and self.low in self.owner.kinks
        values: Sequence[arb] | None = None
        for bits in PRECISIONS:
            values = self.derivatives(bits)
            if values is None:
                continue
            if at_kink and _is_nothing(values, order):  # irrational kinks are rounded
                return 0
            if values[order].is_zero() or sign_of(values[order]):
                return sign_of(values[order])
        return 0 if values is not None and _is_nothing(values, order) else None


def _is_nothing(values: Sequence[arb], order: int) -> bool:
    """Whether a derivative is next to nothing beside those after it."""
    return any(abs(values[order]) < value.abs_lower() * _NOTHING for value in values[order + 1 :])


def between(cell: Cell, low: Fraction, high: Fraction, order: int, left: int) -> Root | None:
    """The one zero of a derivative that is monotone from low to high, where it has the sign `left` at low."""
    owner, outcomes = cell.owner, cell.outcomes
    for _ in range(_STEPS):
        if (high - low) * 2**_ZERO_BITS <= max(abs(low), abs(high)):
            return Root(owner, low, high, order, outcomes)
        part = owner.cell(low, high, outcomes)
        width = high - low
        with ctx.workprec(BITS):
            slope = part.derivative(order + 1)
            if part.at_middle is not None and sign_of(slope):  # a step of Newton's method on intervals
                found = ball(part.middle) - part.at_middle[order] / slope
                if found.is_finite():
                    low, high = max(low, fraction(found.lower())), min(high, fraction(found.upper()))
        if low > high:
            return None
        if 2 * (high - low) < width:
            continue
        at = middle(low, high)
        sign = Root(owner, at, at, order, outcomes).sign(order)
        if not sign:
            return None if sign is None else Root(owner, at, at, order, outcomes)
        low, high = (at, high) if sign == left else (low, at)
    return None
