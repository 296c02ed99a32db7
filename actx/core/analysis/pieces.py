"""The line in pieces, on each of which formulas keep to one branch, and are regular or undefined throughout.

Pieces end at the zeros of whatever a condition, abs or sign, a denominator, a logarithm or a root depends on.
They are known only if all of these zeros are.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.analysis.zeros import zeros, zeros_within
from actx.core.arithmetic import constants
from actx.core.formula.algebra import ZERO, number
from actx.core.formula.branches import chosen, switches
from actx.core.formula.conditions import holds
from actx.core.formula.domain import domain
from actx.core.formula.expression import (
    Apply,
    Expression,
    Number,
    depends_on_x,
    nodes,
    transform,
)
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_MOST_ENDS: Final = 64
NOWHERE: Final = Apply("log", number(-1))
"""A formula that is not defined anywhere."""


class Piece(NamedTuple):
    """An open interval, unbounded where an end is None, and a point in it."""

    low: Fraction | None
    high: Fraction | None
    inside: Fraction


def pieces(*formulas: Expression) -> list[Piece] | None:
    """The pieces that formulas have in common, from left to right; None where they are not all known.

    0 is an end of two of them, so that x has one sign in each.
    """
    ends = {Fraction(0)}
    for edge in dict.fromkeys(each for formula in formulas for each in edges(formula)):
        found = zeros(edge)
        if not found.complete:
            return None
        ends.update(found.points)
    if len(ends) > _MOST_ENDS:
        return None
    return [_piece(low, high) for low, high in pairwise([None, *sorted(ends), None])]


def pieces_within(formula: Expression, low: Fraction, high: Fraction) -> list[Piece] | None:
    """The pieces of a formula between two points; None where they are not all known."""
    ends = {low, high, *([Fraction(0)] if low < 0 < high else [])}
    for edge in dict.fromkeys(edges(formula)):
        found = zeros_within(edge, low, high)
        if found is None:
            return None
        ends.update(found)
    return [_piece(start, end) for start, end in pairwise(sorted(ends))]


def divided(piece: Piece, points: Iterable[Fraction]) -> list[Piece]:
    """A piece, divided at those of the points that are inside it."""
    inside = sorted(
        x for x in points if (piece.low is None or piece.low < x) and (piece.high is None or x < piece.high)
    )
    return [_piece(low, high) for low, high in pairwise([piece.low, *inside, piece.high])]


def _piece(low: Fraction | None, high: Fraction | None) -> Piece:
    """The piece between two points, of which one may be an infinity."""
    if high is None:
        assert low is not None
        return Piece(low, None, low + 1)
    return Piece(low, high, high - 1 if low is None else _between(low, high))


def _between(low: Fraction, high: Fraction) -> Fraction:
    """A number of few digits between two others."""
    middle, digits = (low + high) / 2, 4
    while not low < (short := middle.limit_denominator(10**digits)) < high:
        digits *= 2
    return short


def edges(formula: Expression) -> Iterator[Expression]:
    """The expressions at whose zeros pieces end: choices and the domain depend on their signs."""
    conditions = [each for each in domain(formula) if each is not None]
    return chain(switches(formula), *map(switches, conditions))


def branch(formula: Expression, piece: Piece) -> Expression | None:
    """The branch of a formula on a piece, free of choices; NOWHERE if undefined there, None if not known."""
    known: dict[Expression, int | None] = {}

    def sign(u: Expression) -> int | None:
        if u not in known:
            known[u] = constants.sign_at(u, piece.inside)
        return known[u]

    conditions = domain(formula)
    defined, regular = (each is None or holds(each, sign) for each in conditions)
    if regular:
        return chosen(formula, sign)
    if defined is False and not _has_points_apart(formula):
        return NOWHERE
    return _with_roots_of_zero(chosen(formula, sign), sign)


def _with_roots_of_zero(
    formula: Expression | None, sign: Callable[[Expression], int | None]
) -> Expression | None:
    """A formula without choices with 0 for its roots of 0; None where that does not make it regular."""
    if formula is None:
        return None

    def apply(operation: str, *args: Expression) -> Expression:
        is_root = operation == "sqrt" or (
            operation == "pow" and not depends_on_x(args[1]) and constants.sign(args[1]) == 1
        )
        return ZERO if is_root and simplify(args[0]) is ZERO else Apply(operation, *args)

    plain = transform(formula, lambda leaf: leaf, apply)
    regular = domain(plain).regular
    return plain if regular is None or holds(regular, sign) else None


def _has_points_apart(formula: Expression) -> bool:
    """Whether a power may be defined at single points of a piece: (-2)**x at whole x."""
    return any(
        isinstance(node, Apply) and node.operation == "pow" and not isinstance(node.args[1], Number)
        for node in nodes(formula)
    )


class Stretch(NamedTuple):
    """A formula without choices, and the range on which it is valid."""

    formula: Expression
    low: Fraction
    high: Fraction


def stretches(formula: Expression, low: Fraction, high: Fraction) -> list[Stretch] | None:
    """The branches of a formula on [low, high], where it is defined; None where they are not known."""
    found: list[Stretch] = []
    known = pieces(formula)
    for piece in known or ():
        start = low if piece.low is None else max(low, piece.low)
        end = high if piece.high is None else min(high, piece.high)
        if start > end or (start == end and low < high):
            continue
        each = branch(formula, piece)
        if each is None:
            return None
        if found and found[-1].formula is each and found[-1].high == start:
            found[-1] = found[-1]._replace(high=end)
        elif each is not NOWHERE:
            found.append(Stretch(each, start, end))
    return None if known is None else found
