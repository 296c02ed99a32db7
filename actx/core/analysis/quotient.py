"""The supremum of the magnitude of a quotient on the whole line: of a relative error, or a condition number.

On each piece, divided where the denominator vanishes, it is at an end or where the derivative is 0.
"""

from __future__ import annotations

from itertools import pairwise
from math import inf, isnan
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.analysis.bounds import inside
from actx.core.analysis.branch_points import at_end, one_sided, value_at
from actx.core.analysis.factors import signs_of_product
from actx.core.analysis.facts import Bound
from actx.core.analysis.isolation import UnknownSign
from actx.core.analysis.pieces import NOWHERE, branch, pieces
from actx.core.analysis.signs import sign_at
from actx.core.analysis.zero_digits import is_irrational, sign_without_choices
from actx.core.arithmetic import constants
from actx.core.errors import FormulaError
from actx.core.formula.algebra import ZERO
from actx.core.formula.differentiate import derivative
from actx.core.formula.expression import Apply, depends_on_x
from actx.core.formula.identities import is_identically_zero
from actx.core.formula.simplify import simplify
from actx.core.rounding.arrays import at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from actx.core.analysis.pieces import Piece
    from actx.core.formula.expression import Expression


_MOST_MULTIPLICITY: Final = 6  # of a zero at an irrational point


class _Span(NamedTuple):
    """An interval on which over/under is a formula without choices, and under is not 0."""

    low: Fraction | None
    high: Fraction | None
    over: Expression
    under: Expression

    @property
    def quotient(self) -> Expression:
        return simplify(Apply("div", self.over, self.under))


def largest_quotient(over: Expression, under: Expression) -> Bound | None:
    """The supremum of |over/under|; None if it is not decided.

    It is infinite if `under` is 0 where `over` is not. Where both are 0, there is no quotient.
    """
    found = pieces(over, under)
    if found is None:
        return None
    try:
        spans: list[_Span] = []
        for piece in found:
            parts = _spans(over, under, piece)
            if parts is None:
                return Bound(inf, float(piece.inside), is_attained=False)
            spans += parts
        ends = [bound for span in spans for bound in _at_ends(span)]
        ends += _at_joints(over, under, found)
        if any(bound.value == inf for bound in ends):  # then no derivative is needed
            return max(ends, key=lambda bound: bound.value)
        turns = [bound for span in spans for bound in _at_turns(span)]
    except (UnknownSign, FormulaError):
        return None
    if any(isnan(bound.value) for bound in turns):
        return None
    return max([*ends, *turns], key=lambda bound: (bound.value, bound.is_attained), default=None)


def _spans(over: Expression, under: Expression, piece: Piece) -> list[_Span] | None:
    """The parts of a piece between the zeros of `under`; None if that is 0 throughout and `over` is not.

    Raises UnknownSign.
    """
    a, b = branch(over, piece), branch(under, piece)
    if a is None or b is None:
        raise UnknownSign
    if a is NOWHERE or b is NOWHERE:
        return []
    if is_identically_zero(b, piece.low, piece.high):
        if is_identically_zero(a, piece.low, piece.high):
            return []
        if not constants.sign_at(a, piece.inside):
            raise UnknownSign  # that it is 0 may be true and not proved
        return None
    zeros = signs_of_product(b, piece.low, piece.high)[0] if depends_on_x(b) else []
    return [_Span(low, high, a, b) for low, high in pairwise([piece.low, *zeros, piece.high])]


def _at_ends(span: _Span) -> Iterator[Bound]:
    """The limits at both ends. Raises UnknownSign."""
    for end, side in ((span.low, 1), (span.high, -1)):
        yield Bound(_limit(span, end, side), -side * inf if end is None else float(end), is_attained=False)


def _at_joints(over: Expression, under: Expression, found: Sequence[Piece]) -> Iterator[Bound]:
    """The magnitudes where pieces meet: there a function may have a value of its own."""
    for joint in (piece.low for piece in found if piece.low is not None):
        if sign_at(under, joint) == 0:
            if sign_at(over, joint):
                yield Bound(inf, float(joint), is_attained=False)
        elif not isnan(size := abs(value_at(Apply("div", over, under), joint))):
            yield Bound(size, float(joint), is_attained=size < inf)


def _limit(span: _Span, end: Fraction | None, side: int) -> float:
    """The magnitude of the limit at an end, seen from inside. Raises UnknownSign."""
    if end is not None and is_irrational(end):
        found = _at_irrational(span, end, side)
    else:
        found = at_end(span.quotient, end, side)
    if isnan(found):
        raise UnknownSign
    return abs(found)


def _at_irrational(span: _Span, end: Fraction, side: int) -> float:
    """The limit at an irrational point, by l'Hospital's rule where both are 0 there. Raises UnknownSign."""
    over, under = simplify(span.over), simplify(span.under)
    for _ in range(_MOST_MULTIPLICITY):
        signs = sign_without_choices(over, end), sign_without_choices(under, end)
        if None in signs:
            break
        if signs[1]:
            return one_sided(Apply("div", over, under), end, side)
        if signs[0]:
            return inf
        over, under = derivative(over), derivative(under)
    raise UnknownSign


def _at_turns(span: _Span) -> Iterator[Bound]:
    """The magnitudes where the derivative is 0: where (a/b)' b^2 = a' b - a b' is.

    Raises UnknownSign and FormulaError.
    """
    a, b = simplify(span.over), simplify(span.under)
    slope = simplify(Apply("sub", Apply("mul", derivative(a), b), Apply("mul", a, derivative(b))))
    if slope is ZERO or is_identically_zero(slope, span.low, span.high):
        anywhere = inside(span.low, span.high)
        yield Bound(abs(at(span.quotient, anywhere)), anywhere, is_attained=True)
        return
    for x in signs_of_product(slope, span.low, span.high)[0]:
        yield Bound(abs(at(span.quotient, x)), float(x), is_attained=True)
