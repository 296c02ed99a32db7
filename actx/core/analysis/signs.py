"""The signs of a function, or of one of its derivatives, on the whole line: proved, piece by piece."""

from __future__ import annotations

from functools import lru_cache
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from actx.core.analysis.branch_points import value_at
from actx.core.analysis.factors import signs_of_product
from actx.core.analysis.isolation import UnknownSign, signs_between
from actx.core.analysis.pieces import NOWHERE, branch, pieces
from actx.core.analysis.zero_digits import is_irrational
from actx.core.arithmetic import constants
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import target
from actx.core.formula.expression import depends_on_x
from actx.core.formula.identities import is_identically_zero

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from actx.core.analysis.pieces import Piece
    from actx.core.formula.expression import Expression


class Signs(NamedTuple):
    """Points from left to right, and the sign between them and beyond: -1, 0, 1, or None where undefined.

    A point is listed where the sign changes, and where the sign is the same on both sides but the function
    itself has another one there, or no value.
    """

    points: tuple[Fraction, ...]
    between: tuple[int | None, ...]


@lru_cache(maxsize=256)
def signs(f: Expression, order: int = 0) -> Signs | None:
    """The signs of a derivative on the whole line; None where they are not known.

    At a point where the derivative has no value they are those beside it.
    """
    found = pieces(f)
    return None if found is None else signs_on(f, order, found)


def signs_on(f: Expression, order: int, found: Sequence[Piece]) -> Signs | None:
    """The signs of a derivative on neighbouring pieces of the line; None where they are not known."""
    points: list[Fraction] = []
    between: list[int | None] = []
    try:
        for piece in found:
            inner, own = signs_on_piece(f, order, piece)
            if piece.low is not None and between:
                points.append(piece.low)
            points += inner
            between += own
    except (UnknownSign, FormulaError):
        return None
    return _joined(f, order, points, between)


def _joined(f: Expression, order: int, points: list[Fraction], between: list[int | None]) -> Signs:
    """The signs without the points at which nothing happens."""
    kept: list[Fraction] = []
    signs = between[:1]
    for point, sign in zip(points, between[1:], strict=True):
        if sign != signs[-1] or (order == 0 and sign_at(f, point) != sign):
            kept.append(point)
            signs.append(sign)
    return Signs(tuple(kept), tuple(signs))


def sign_at(f: Expression, point: Fraction) -> int | None:
    """The sign of a function at a point; None where it is undefined."""
    exact = None if is_irrational(point) else constants.sign_at(f, point)
    if exact is not None:
        return exact
    value = value_at(f, point)
    return None if isnan(value) else (value > 0) - (value < 0)


def signs_on_piece(
    f: Expression, order: int, piece: Piece, *, is_monotone: bool = False
) -> tuple[list[Fraction], list[int | None]]:
    """The zeros inside a piece, and the signs beside them. Raises UnknownSign and FormulaError.

    A derivative that is known to be strictly monotone has at most one zero there.
    """
    of_piece = branch(f, piece)
    if of_piece is None:
        raise UnknownSign
    if of_piece is NOWHERE:
        return [], [None]
    tree = target(of_piece, order)
    if not depends_on_x(tree):
        sign = constants.sign(tree)
        if sign is None:
            raise UnknownSign
        return [], [sign]
    if is_identically_zero(tree, piece.low, piece.high):
        return [], [0]
    if is_monotone:
        points, between = signs_between(tree, piece.low, piece.high, is_monotone=True)
    else:
        points, between = signs_of_product(tree, piece.low, piece.high)
    return points, [*between]
