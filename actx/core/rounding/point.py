"""One exact point: the true value of a function or of a derivative there, rounded once.

Decimal intervals enclose the value, their digits doubling until both ends round to one number. What the first
digits do not decide is analysed: is the point one where branches join, a pole, or the end of the domain? Is
the value exactly 0, or exactly the midpoint of two numbers? If the last digits do not decide either, there is
no result, rather than a guess.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import Interval, exactly, is_zero, sign_of
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.differentiate import derivative, target
from actx.core.formula.domain import domain
from actx.core.formula.expression import Apply, Number, nodes
from actx.core.formula.simplify import simplify
from actx.core.rounding.attempts import (
    FIRST_DIGITS,
    LAST_DIGITS,
    Rounding,
    doubled,
    first_decided,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.asymptotic.reals import Real
    from actx.core.formula.expression import Expression

T = TypeVar("T")

# Significant decimal digits of the second attempt.
_SECOND_DIGITS: Final = 2 * FIRST_DIGITS
# By how much the last digits grow for each decimal place that x has before or after the point.
_DIGITS_PER_PLACE: Final = 16
# An x of more places than this is evaluated, but not analysed.
_MOST_PLACES: Final = 2000
# Digits times nodes of a formula: more takes many seconds.
_MOST_WORK: Final = 500_000
# Where more digits than this for each place of x do not tell a sign, more are of no use: what cancels at a
# large x is a difference of logarithms, and those are rarely of more than cubes of x.
_MOST_CANCELLED_PER_PLACE: Final = 3


class Point:
    """A function, or its derivative of an order, at an exact finite point.

    At a pole the value is the limit from the right (`side` 1), at -0.0 that from the left (`side` -1).
    """

    def __init__(self, f: Expression, order: int, x: Decimal | Fraction, side: int = 1) -> None:
        self.f, self.order, self.x, self.side = f, order, x, side
        self.target = target(f, order)

    def rounded(self, rounding: Rounding[T]) -> T | None:
        """The value, rounded; nan where the function is undefined; None where it is not decided."""
        found = self.by_few_digits(rounding)
        return self.by_analysis(rounding) if found is None else found

    def by_analysis(self, rounding: Rounding[T]) -> T | None:
        """As `rounded`, for a point that few digits do not decide: by branches, limits, proofs and digits."""
        from actx.core.asymptotic.reals import Undecided, Undefined

        try:
            return self._by_analysis(rounding)
        except Undefined:
            return rounding.round_exact(Decimal("nan"))
        except Undecided:
            return None

    def by_few_digits(self, rounding: Rounding[T]) -> T | None:
        """The value, rounded, where a few digits decide it at a regular point; nan where it is undefined."""
        start = FIRST_DIGITS + rounding.guard
        if domain(self.f).regular is not None:
            from actx.core.arithmetic.decimals.survey import SINGULAR, irregularity  # few formulas need it

            found = irregularity(self.f, start, self._x(Decimals(start)), strict=self.order > 0)
            if found is not None:
                return None if found is SINGULAR else rounding.round_exact(Decimal("nan"))
        attempts = (
            self._interval(Decimals(digits + rounding.guard, strict=self.order > 0), self.target)
            for digits in (FIRST_DIGITS, _SECOND_DIGITS)
        )
        return first_decided(attempts, partial(_decide, rounding), while_defined=True)[0]

    def _x(self, arithmetic: Decimals) -> Interval:
        if isinstance(self.x, Decimal):
            return exactly(self.x)
        return arithmetic.number(self.x)

    def _interval(self, arithmetic: Decimals, expression: Expression) -> Interval:
        return interpret(expression, arithmetic, self._x(arithmetic))

    # --- analysis ----------------------------------------------------------------------------------------

    def _by_analysis(self, rounding: Rounding[T]) -> T | None:
        if _places(self.x) > _MOST_PLACES:
            return self.by_many_digits(rounding, self.target)
        from actx.core.asymptotic.special_points import derivative_at, local

        where = local(self.f, Fraction(self.x), self.side)
        if self.order and where.found.special:
            return self._constant(rounding, derivative_at(self.f, Fraction(self.x), self.order, where))
        if self.order:
            chosen = derivative(simplify(where.found.chosen), self.order)
            return self.by_many_digits(rounding, chosen)
        if where.found.special:
            return self._constant(rounding, where.found.value)
        return self.by_many_digits(rounding, simplify(where.found.chosen))

    @staticmethod
    def _constant(rounding: Rounding[T], value: Real | float) -> T | None:
        if isinstance(value, float):
            return rounding.round_exact(Decimal(value))
        return constant_rounded(value.tree, rounding)

    def by_many_digits(self, rounding: Rounding[T], expression: Expression) -> T | None:
        """The value of a formula without choices, rounded: by ever more digits, or proved to be 0 or a tie.

        None where the last digits do not decide. Two forms of the formula are tried, since they cancel
        differently.
        """
        from actx.core.arithmetic.decimals.towers import Towers, is_uninformative
        from actx.core.formula.collect import collected
        from actx.core.formula.lower import rearranged

        forms = dict.fromkeys((rearranged(expression), rearranged(collected(expression))))
        size = len(nodes(expression))
        wanted = 0
        for step, digits in enumerate(self._digits(rounding)):
            if digits < wanted:
                continue
            if step and digits * size > _MOST_WORK:
                break
            arithmetics = [Towers(digits) for _ in forms]
            attempts = (
                arithmetic.interval(self._interval(arithmetic, form))
                for arithmetic, form in zip(arithmetics, forms, strict=True)
            )
            found, interval = first_decided(attempts, partial(_decide, rounding))
            if found is None and step == 0:
                found = self._proved(rounding, expression, interval)
            if found is not None:
                return found
            wanted = max(wanted, *(min(arithmetic.wanted, LAST_DIGITS) for arithmetic in arithmetics))
            if digits > max(LAST_DIGITS, _MOST_CANCELLED_PER_PLACE * _places(self.x)) and is_uninformative(
                interval
            ):
                return None
        return None

    def _digits(self, rounding: Rounding[T]) -> Iterator[int]:
        places = _DIGITS_PER_PLACE * min(_places(self.x), _MOST_PLACES // 2)
        if _places(self.x) > places:  # a difference that cancels would take more digits than these
            places = 0
        most = LAST_DIGITS + 2 * rounding.guard + places
        return doubled(2 * _SECOND_DIGITS + rounding.guard, most)

    def _proved(self, rounding: Rounding[T], expression: Expression, interval: Interval) -> T | None:
        """The value, rounded, if it is proved to be 0 or a tie; else None."""
        from actx.core.arithmetic import constants  # for start-up time: nearly all points need no proof

        if interval.lo.is_nan() or _places(self.x) > _MOST_PLACES:
            return None
        there = _at(expression, self.x)
        if interval.lo <= 0 <= interval.hi:
            return rounding.round_exact(Decimal(0)) if constants.is_proved_zero(there) else None
        tie = rounding.tie(interval)
        if tie is None or not constants.is_proved_zero(Apply("sub", there, Number(tie))):
            return None
        exact = Decimals(LAST_DIGITS).number(tie)
        return rounding.round_exact(exact.lo)


def span_rounded(f: Expression, order: int, low: Decimal, high: Decimal, rounding: Rounding[T]) -> T | None:
    """The number that a derivative rounds to at every point from low to high; None if there are several.

    This decides whole intervals on which it underflows, overflows or is saturated.
    """
    from actx.core.arithmetic.decimals.survey import irregularity
    from actx.core.arithmetic.decimals.towers import Towers, hull
    from actx.core.formula.collect import collected
    from actx.core.formula.lower import rearranged

    x = Interval(low, high)
    if irregularity(f, FIRST_DIGITS, x, strict=order > 0) is not None:
        return None
    form = rearranged(collected(target(f, order)))
    interval = hull(interpret(form, Towers(FIRST_DIGITS, strict=order > 0), x))
    return None if interval.lo.is_nan() else _decide(rounding, interval)


def _decide(rounding: Rounding[T], interval: Interval) -> T | None:
    """The number that an interval rounds to, or None; an exact 0 becomes the 0 without a sign."""
    return rounding.round_exact(Decimal(0)) if is_zero(interval) else rounding.decide(interval)


def _at(expression: Expression, x: Decimal | Fraction) -> Expression:
    from actx.core.formula.expression import substitute

    return substitute(expression, {"x": Number(Fraction(x))})


def _places(x: Decimal | Fraction) -> int:
    """How many decimal places x, finite, has before or after the point, whichever are more."""
    if isinstance(x, Fraction):
        return max(x.numerator.bit_length(), x.denominator.bit_length()) * 3 // 10
    exponent = x.as_tuple().exponent
    assert isinstance(exponent, int)
    return max(abs(x.adjusted()), -exponent) if x else 0


def constant_rounded(constant: Expression, rounding: Rounding[T]) -> T | None:
    """The value of a formula without x, rounded; None where it is not decided."""
    return Point(constant, 0, Decimal(0)).by_many_digits(rounding, simplify(constant))


# --- the ends of the line, and the sides of 0 --------------------------------------------------------------


def limit_rounded(
    f: Expression, order: int, point: Fraction | None, side: int, rounding: Rounding[T]
) -> T | None:
    """The limit of a derivative at a point from the right (side 1) or left (-1), rounded.

    Without a point it is the limit at +inf or -inf. It is nan where there is none, None where not decided.
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
        return rounding.round_exact(Decimal("nan"))
    value = found.value
    if isinstance(value, float):
        return rounding.round_exact(Decimal(value))
    if value.rational == 0:
        return rounding.round_exact(Decimal(0).copy_sign(Decimal(found.sign or 0)))
    return constant_rounded(value.tree, rounding)


class _Signs:
    """A `Rounding` to the sign of a value: -1, 0 or 1."""

    guard = 0

    def decide(self, interval: Interval) -> int | None:
        return sign_of(interval)

    def round_exact(self, value: Decimal) -> int:
        return 0 if value.is_nan() else int(value > 0) - int(value < 0)

    def tie(self, interval: Interval) -> Fraction | None:  # noqa: ARG002
        return None


def sign_of_zero(f: Expression, order: int, side: int, rounding: Rounding[T]) -> int:
    """The sign, 1 or -1, of a result that rounds to 0 at x = 0.

    It is that of the value where that underflows, else of the values that tend to 0 on this side, else on the
    other side; 1 where none is known.
    """
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
