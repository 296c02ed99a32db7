"""The digits of zeros: a rational number where it is one, else hundreds of digits.

A zero is bisected as far as float64 tells the sign, and Newton's method goes on from there.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from actx.core.analysis.glance import glance
from actx.core.arithmetic import constants
from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import Interval, exactly, is_below, sign_of
from actx.core.arithmetic.interpret import interpret
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import derivative, target
from actx.core.formula.expression import Number, substitute
from actx.core.formula.simplify import simplify
from actx.core.rounding.tiers import bounded

if TYPE_CHECKING:
    from actx.core.formula.expression import Expression

IRRATIONAL_DIGITS: Final = 350
"""The digits of an irrational zero."""
NEAR: Final = (Fraction(1, 10**40), Fraction(1, 10**80), Fraction(1, 10**120))
"""Distances from an irrational zero at which a formula tells what it does beside it."""
DECIMALS: Final = Decimals(IRRATIONAL_DIGITS + 50)
"""The arithmetic in which it tells that."""

_LARGEST_DENOMINATOR: Final = 10**6  # at which a zero is tried as a rational number
_NEAR_ZERO: Final = Decimal("1e-14")  # so near to 0 a zero is tried as 0
# Bisection ends after so many halvings, or at this width, relative to 1 + |x|, if float64 cannot tell the
# sign. It does not go beyond _LARGEST_X.
_MOST_HALVINGS: Final = 80
_NEWTON_FROM: Final = 1e-5
_LARGEST_X: Final = 1e18
_MOST_MULTIPLICITY: Final = 6
_BEYOND: Final = Fraction(1, 10**348)  # relative, and more than what a zero of 350 digits is off
SMALL: Final = Decimal("1e-100")
"""A magnitude that counts as 0 at an irrational zero, where 350 digits do not tell it from 0."""


def is_irrational(point: Fraction) -> bool:
    """Whether a zero stands for an irrational number: it is given to hundreds of digits."""
    return max(abs(point.numerator), point.denominator) > 1 << 1100


def enclosure_there(expression: Expression, point: Fraction) -> Interval:
    """An interval that holds the value of an expression at a zero of another, known to 350 digits or exactly.

    It is unbounded, or of no value, where the expression may be singular.
    """
    x = DECIMALS.number(point)
    if is_irrational(point):
        ends = sorted(DECIMALS.number(point * (1 + side * _BEYOND)) for side in (-1, 1))
        x = Interval(ends[0].lo, ends[1].hi)
    return interpret(expression, DECIMALS, x)


def sign_without_choices(expression: Expression, point: Fraction) -> int | None:
    """The sign of an expression without choices at a zero of another; None where it is not known.

    At an irrational point, of which 350 digits are known, it is 0 if they do not tell the value from 0, and
    say that the magnitude is below 1e-100.
    """
    if not is_irrational(point):
        return constants.sign_at(expression, point)
    there = enclosure_there(expression, point)
    sign = sign_of(there)
    return 0 if sign is None and is_below(there, SMALL) else sign


def sign_beside_irrational(expression: Expression, point: Fraction, side: int) -> int | None:
    """The sign of an expression without choices on a side of an irrational zero; None where it is not known.

    It is that of the first derivative that is not 0 there. Where the expression may be singular it is the
    sign at three distances from the point, if they agree.
    """
    with suppress(FormulaError):  # of a derivative that is too large
        for order in range(_MOST_MULTIPLICITY):
            sign = sign_without_choices(derivative(simplify(expression), order), point)
            if sign is None:
                break
            if sign:
                return sign if side > 0 or order % 2 == 0 else -sign
    signs = {constants.sign_at(expression, point + side * distance * abs(point)) for distance in NEAR}
    return signs.pop() if len(signs) == 1 else None


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
