"""One-sided limits of a function and of its derivatives, at a point or at an infinity, by expansions."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from actx.core.asymptotic.expand import Expansion
from actx.core.asymptotic.reals import Real, Undecided, Undefined, Unexpandable
from actx.core.asymptotic.series import UNIT, Series, growth, iterated_log, number
from actx.core.formula.differentiate import derivative
from actx.core.formula.expression import nodes
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from actx.core.formula.expression import Expression

T = TypeVar("T")

# Numbers of terms that are tried in turn, each increased by the order of the derivative.
_LENGTHS: Final = (3, 8, 16)
# Nodes of an oscillating derivative. Larger ones are not expanded: that is slow and rarely finds a limit.
_MAX_NODES: Final = 500


class Place(NamedTuple):
    """Where x goes: to `point` from the right (side 1) or left (-1); if it is None, to side * infinity."""

    point: Fraction | None
    side: int


class Limit(NamedTuple):
    """The limit of a function, a number or an infinity, and the sign of the function near the place.

    The sign is None where it is not known or changes, as for sin(x)/x.
    """

    value: Real | float
    sign: int | None

    @property
    def is_infinite(self) -> bool:
        return isinstance(self.value, float)


def limit(f: Expression, place: Place, order: int = 0) -> Limit | None:
    """The limit of the derivative of that order; None if there is none. Raises Undefined and Undecided."""
    if (
        order and place.point is None and _oscillates(f, place)
    ):  # only this order: lower ones need not have a limit
        return limits(_oscillating_derivative(f, order), place, 0)[0]
    return limits(f, place, order)[order]


def _oscillates(f: Expression, place: Place) -> bool:
    try:
        return Expansion(_variable(place), _LENGTHS[0])(f).amplitude > 0
    except Undecided:
        return False


def limits(f: Expression, place: Place, order: int) -> tuple[Limit | None, ...]:
    """The limits of f and of its derivatives up to `order`, None for one that does not exist.

    Raises Undefined and Undecided.
    """
    found = _found(f, place, order)
    if isinstance(found, ArithmeticError):
        raise found
    return found


@lru_cache(maxsize=1024)
def _found(f: Expression, place: Place, order: int) -> tuple[Limit | None, ...] | ArithmeticError:
    """The limits, or the exception, so that both are cached."""
    try:
        return _lengthened(lambda length: tuple(_limits(f, place, order, length + order)))
    except (Undecided, Undefined) as raised:
        return raised.with_traceback(None)


def _lengthened(attempt: Callable[[int], T]) -> T:
    """The result of `attempt(length)`, with more and more terms while it raises Undecided."""
    for length in _LENGTHS[:-1]:
        try:
            return attempt(length)
        except Unexpandable:
            raise
        except Undecided:
            continue
    return attempt(_LENGTHS[-1])


def _oscillating_derivative(f: Expression, order: int) -> Expression:
    slope = derivative(simplify(f), order)
    if len(nodes(slope)) > _MAX_NODES:
        raise Unexpandable
    return slope


@lru_cache(maxsize=1024)
def branch_beside(f: Expression, place: Place) -> Expression:
    """The branch that f takes near a place, without choices. Raises Undefined and Undecided."""
    return _lengthened(lambda length: Expansion(_variable(place), length).branch(f))


def sign_beside(f: Expression, place: Place) -> int:
    """The sign of f near a place, -1, 0 or 1. Raises Undefined and Undecided."""
    return _lengthened(lambda length: Expansion(_variable(place), length)(f).sign())


def _limits(f: Expression, place: Place, order: int, length: int) -> Iterator[Limit | None]:
    expansion = Expansion(_variable(place), length)
    series = expansion(f)
    yield _tends_to(series, last=length > _LENGTHS[-1])
    slope = _slope(place)
    for k in range(1, order + 1):
        if series.amplitude:  # a derivative of the expansion would bound no derivative of the remainder
            series = expansion(_oscillating_derivative(f, k))
        else:
            series = expansion.calculus.mul(slope, expansion.calculus.derivative(series))
        yield _tends_to(series, last=length > _LENGTHS[-1])


def _variable(place: Place) -> Series:
    """x as a series in X, which goes to infinity at the place."""
    side = Real.of(place.side)
    if place.point is None:
        return Series(((iterated_log(0), side),))
    beside = (iterated_log(0, Fraction(-1)), side)
    if not place.point:
        return Series((beside,))
    return Series(((UNIT, Real.of(place.point)), beside))


def _slope(place: Place) -> Series:
    """dX/dx."""
    if place.point is None:
        return number(place.side)
    return Series(((iterated_log(0, Fraction(2)), Real.of(-place.side)),))


def _tends_to(series: Series, *, last: bool) -> Limit | None:
    if series.is_zero:
        return Limit(Real.of(0), 0)
    if not series.terms:
        assert series.rest is not None
        if growth(series.rest) < 0 and (series.amplitude or last):
            return Limit(Real.of(0), None)
        if series.amplitude:
            return None
        raise Undecided
    monomial, coefficient = series.terms[0]
    sign, order = coefficient.sign(), growth(monomial)
    if order > 0:
        return Limit(inf * sign, sign)
    if order < 0:
        return Limit(Real.of(0), sign)
    if series.rest is not None and growth(series.rest) >= 0:
        if series.amplitude:
            return None
        raise Undecided
    return Limit(coefficient, sign)
