"""One exact point: the true value of a function or of a derivative there, rounded once.

Decimal intervals hold the value, their digits doubling until both ends round to one number. What a few digits
do not decide is looked at more closely: whether the point is one where branches join, a pole, or the end of
the domain; whether the value is exactly 0, or exactly half-way between two numbers. What stays open when the
digits end is not guessed.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import NOWHERE, Interval, is_open, is_zero
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.differentiate import derivative, target
from actx.core.formula.domain import domain
from actx.core.formula.expression import Apply, Number, nodes
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.asymptotic.reals import Real
    from actx.core.formula.expression import Expression

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

# How many digits are taken at first, before anything else is tried, and at most: by a value in the middle of
# the range, and for each decimal place that x has before or after the point.
_GLANCE: Final = 30
_CLOSER: Final = 60
_MOST: Final = 1920
_PER_PLACE: Final = 16
_MOST_PLACES: Final = 2000
# Digits times nodes of a formula: more takes many seconds.
_MOST_WORK: Final = 500_000
# What is far out and cancels is a difference of logarithms, rarely more than cubes of x.
_PLACES_OF_LOGARITHMS: Final = 3


class Rounding(Protocol[T_co]):
    """A set of numbers to round to: those of a format, or of so many decimal digits."""

    @property
    def guard(self) -> int:
        """Digits that the numbers have, to begin with."""

    def decide(self, interval: Interval) -> T_co | None:
        """The number that all of an interval rounds to; None if there are several."""

    def exactly(self, value: Decimal) -> T_co:
        """The number nearest to a value that is exact: an infinity, nan, or a zero of a sign."""

    def tie(self, interval: Interval) -> Fraction | None:
        """The middle between two neighbouring numbers that an interval holds; None if it holds none."""


class Point:
    """A function, or its derivative of an order, at an exact finite point.

    `side` is that from which poles are seen: -1 at -0.0, 1 elsewhere.
    """

    def __init__(self, f: Expression, order: int, x: Decimal | Fraction, side: int = 1) -> None:
        self.f, self.order, self.x, self.side = f, order, x, side
        self.target = target(f, order)

    def rounded(self, rounding: Rounding[T]) -> T | None:
        """The value, rounded; nan where the function has none; None where it is not decided."""
        found = self.at_a_glance(rounding)
        return self.closer(rounding) if found is None else found

    def closer(self, rounding: Rounding[T]) -> T | None:
        """The same for a point that a glance does not decide."""
        from actx.core.asymptotic.reals import Undecided, Undefined

        try:
            return self._closer(rounding)
        except Undefined:
            return rounding.exactly(Decimal("nan"))
        except Undecided:
            return None

    def at_a_glance(self, rounding: Rounding[T]) -> T | None:
        """The value where a few digits tell it, at a regular point."""
        start = _GLANCE + rounding.guard
        if domain(self.f).regular is not None:
            from actx.core.arithmetic.decimals.survey import SINGULAR, surveyed

            region = surveyed(self.f, start, self._x(Decimals(start)), strict=self.order > 0)
            if region is SINGULAR:
                return None
            if region.lo.is_nan():
                return rounding.exactly(Decimal("nan"))
        for digits in (start, start + _CLOSER - _GLANCE):
            interval = self._interval(Decimals(digits, strict=self.order > 0), self.target)
            if interval.lo.is_nan():
                return None
            found = _decided(rounding, interval)
            if found is not None:
                return found
        return None

    def _x(self, arithmetic: Decimals) -> Interval:
        if isinstance(self.x, Decimal):
            return Interval(self.x, self.x)
        return arithmetic.number(self.x)

    def _interval(self, arithmetic: Decimals, expression: Expression) -> Interval:
        return interpret(expression, arithmetic, self._x(arithmetic))

    # --- a closer look -----------------------------------------------------------------------------------

    def _closer(self, rounding: Rounding[T]) -> T | None:
        if _places(self.x) > _MOST_PLACES:
            return self.by_digits(rounding, self.target)
        from actx.core.asymptotic.joins import derivative_at, local

        where = local(self.f, Fraction(self.x), self.side)
        if self.order and where.found.special:
            return self._constant(rounding, derivative_at(self.f, Fraction(self.x), self.order, where))
        if self.order:
            chosen = derivative(simplify(where.found.chosen), self.order)
            return self.by_digits(rounding, chosen)
        if where.found.special:
            return self._constant(rounding, where.found.value)
        return self.by_digits(rounding, simplify(where.found.chosen))

    @staticmethod
    def _constant(rounding: Rounding[T], value: Real | float) -> T | None:
        if isinstance(value, float):
            return rounding.exactly(Decimal(value))
        return constant_rounded(value.tree, rounding)

    def by_digits(self, rounding: Rounding[T], expression: Expression) -> T | None:
        """The value of a formula without choices, by as many digits as it takes, or by proof."""
        from actx.core.arithmetic.decimals.towers import Towers, is_uninformative
        from actx.core.formula.collect import collected
        from actx.core.formula.lower import rearranged

        forms = dict.fromkeys((rearranged(expression), rearranged(collected(expression))))
        interval = NOWHERE
        size = sum(1 for _ in nodes(expression))
        wanted = 0
        for step, digits in enumerate(self._digits(rounding)):
            if digits < wanted:
                continue
            if step and digits * size > _MOST_WORK:
                break
            for form in forms:
                arithmetic = Towers(digits)
                interval = arithmetic.interval(self._interval(arithmetic, form))
                wanted = max(wanted, min(arithmetic.wanted, _MOST))
                if interval.lo.is_nan():
                    continue
                found = _decided(rounding, interval)
                if found is not None:
                    return found
            if step == 0:
                found = self._proved(rounding, expression, interval)
                if found is not None:
                    return found
            if digits > max(_MOST, _PLACES_OF_LOGARITHMS * _places(self.x)) and is_uninformative(interval):
                return None
        return None

    def _digits(self, rounding: Rounding[T]) -> Iterator[int]:
        places = _PER_PLACE * min(_places(self.x), _MOST_PLACES // 2)
        if _places(self.x) > places:  # what cancels in x takes more digits than there will be
            places = 0
        most = _MOST + 2 * rounding.guard + places
        digits = 2 * _CLOSER + rounding.guard
        while 3 * digits < 2 * most:
            yield digits
            digits *= 2
        yield most

    def _proved(self, rounding: Rounding[T], expression: Expression, interval: Interval) -> T | None:
        """The value if it is 0, or a tie, by proof."""
        from actx.core.arithmetic import constants  # nearly all points are decided without it

        if interval.lo.is_nan() or _places(self.x) > _MOST_PLACES:
            return None
        there = _at(expression, self.x)
        if interval.lo <= 0 <= interval.hi:
            return rounding.exactly(Decimal(0)) if constants.is_proved_zero(there) else None
        tie = rounding.tie(interval)
        if tie is None or not constants.is_proved_zero(Apply("sub", there, Number(tie))):
            return None
        exact = Decimals(_MOST).number(tie)
        return rounding.exactly(exact.lo)


def span_rounded(f: Expression, order: int, low: Decimal, high: Decimal, rounding: Rounding[T]) -> T | None:
    """What a derivative rounds to at all points from low to high, if that is one number; else None.

    So are whole stretches decided on which it underflows or overflows.
    """
    from actx.core.arithmetic.decimals.survey import surveyed
    from actx.core.arithmetic.decimals.towers import Towers, hull
    from actx.core.formula.collect import collected
    from actx.core.formula.lower import rearranged

    x = Interval(low, high)
    if domain(f).regular is not None and surveyed(f, _GLANCE, x).lo.is_nan():
        return None
    form = rearranged(collected(target(f, order)))
    interval = hull(interpret(form, Towers(_GLANCE, strict=order > 0), x))
    return None if interval.lo.is_nan() else _decided(rounding, interval)


def _decided(rounding: Rounding[T], interval: Interval) -> T | None:
    """The number that an interval rounds to; what is exactly 0 has no sign."""
    return rounding.exactly(Decimal(0)) if is_zero(interval) else rounding.decide(interval)


def _at(expression: Expression, x: Decimal | Fraction) -> Expression:
    from actx.core.formula.expression import substitute

    return substitute(expression, {"x": Number(Fraction(x))})


def _places(x: Decimal | Fraction) -> int:
    """How many places before or after the point a finite x has."""
    if isinstance(x, Fraction):
        return max(x.numerator.bit_length(), x.denominator.bit_length()) * 3 // 10
    exponent = x.as_tuple().exponent
    assert isinstance(exponent, int)
    return max(abs(x.adjusted()), -exponent) if x else 0


def constant_rounded(constant: Expression, rounding: Rounding[T]) -> T | None:
    """A formula without x, rounded; None where it is not decided."""
    return Point(constant, 0, Decimal(0)).by_digits(rounding, simplify(constant))


# --- the ends of the line, and the sides of 0 --------------------------------------------------------------


def limit_rounded(
    f: Expression, order: int, point: Fraction | None, side: int, rounding: Rounding[T]
) -> T | None:
    """The limit at a point from a side, or at the infinity of that sign if there is no point.

    Rounded; nan where there is none, None where it is not decided.
    """
    from actx.core.asymptotic.limits import Place, limit
    from actx.core.asymptotic.reals import Undecided, Undefined

    try:
        found = limit(f, Place(point, side), order)
    except Undefined:
        found = None
    except Undecided:
        return None
    if found is None:
        return rounding.exactly(Decimal("nan"))
    value = found.value
    if isinstance(value, float):
        return rounding.exactly(Decimal(value))
    if value.rational == 0:
        return rounding.exactly(Decimal(0).copy_sign(Decimal(found.sign or 0)))
    return constant_rounded(value.tree, rounding)


class _Signs:
    """The numbers -1, 0 and 1, to which a value is rounded away from 0: they tell its sign."""

    guard = 0

    def decide(self, interval: Interval) -> int | None:
        lo, hi = interval
        if lo > 0 or (lo == 0 and is_open(interval)):
            return 1
        return -1 if hi < 0 or (hi == 0 and is_open(interval)) else None

    def exactly(self, value: Decimal) -> int:
        return 0 if value.is_nan() else int(value > 0) - int(value < 0)

    def tie(self, interval: Interval) -> Fraction | None:  # noqa: ARG002
        return None


def sign_of_zero(f: Expression, order: int, side: int, rounding: Rounding[T]) -> int:
    """The sign of what is rounded to 0 at 0: of what underflows, else of what tends to 0 on this side."""
    from actx.core.asymptotic.limits import Place, limit
    from actx.core.asymptotic.reals import Undecided, Undefined

    sign = Point(f, order, Decimal(0), side).rounded(_Signs())
    if sign:
        return sign
    for each in (side, -side):
        try:
            found = limit(f, Place(Fraction(0), each), order)
        except Undefined:
            continue
        except Undecided:
            return 1
        if found is None or isinstance(found.value, float):
            return 1
        underflows = not found.value.sign() or constant_rounded(found.value.tree, rounding) == 0
        return (found.sign or 1) if underflows else 1
    return 1
