"""Where a slope stays below a bound: beyond the outermost point at which it reaches the bound."""

from __future__ import annotations

from bisect import bisect
from math import inf
from typing import TYPE_CHECKING

from actx.core.analysis.bounds import real
from actx.core.analysis.isolation import UnknownSign
from actx.core.analysis.pieces import divided, pieces
from actx.core.analysis.signs import sign_at, signs, signs_on_piece
from actx.core.arithmetic import constants
from actx.core.asymptotic.limits import Place, limit
from actx.core.asymptotic.reals import Undecided, Undefined
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import target
from actx.core.formula.expression import Apply, Expression, Number, X

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from actx.core.analysis.pieces import Piece


def slope_below(f: Expression, bound: Fraction, side: int) -> float | None:
    """The x beyond which |f'| stays below a bound, to the right for side 1; None if that is not decided.

    It is side*inf if it never does, and -side*inf if it is below everywhere.
    """
    if _tends_to_more(f, bound, side):
        return side * inf
    stretches = _stretches(f)
    if stretches is None:
        return None
    ends = []
    for sign in (-1, 1):
        apart = Apply("sub", f, Apply("mul", Number(sign * bound), X))
        try:
            ends.append(_outermost(apart, stretches[::-1] if side > 0 else stretches, sign, side))
        except (UnknownSign, FormulaError):
            return None
    return max(ends) if side > 0 else min(ends)


def _stretches(f: Expression) -> list[tuple[Piece, bool]] | None:
    """The pieces of the line, divided where f'' changes its sign, and whether f' is monotone on each."""
    found = pieces(f)
    if found is None:
        return None
    curvature = signs(f, 2)
    if curvature is None:
        return [(piece, False) for piece in found]
    return [
        (part, bool(curvature.between[bisect(curvature.points, part.inside)]))
        for piece in found
        for part in divided(piece, curvature.points)
    ]


def _outermost(apart: Expression, inward: Sequence[tuple[Piece, bool]], sign: int, side: int) -> float:
    """The outermost point at which the slope of `apart` has not the sign -sign; pieces come from outside.

    Raises UnknownSign and FormulaError.
    """
    slope = target(apart, 1)
    edge = side * inf
    for piece, is_monotone in inward:
        points, between = signs_on_piece(apart, 1, piece, is_monotone=is_monotone)
        if side > 0:
            points, between = points[::-1], between[::-1]
        for end, beyond in zip([edge, *map(float, points)], between, strict=True):
            if beyond != -sign:
                return end
        inner = piece.low if side > 0 else piece.high
        if inner is not None:
            edge = float(inner)
            if sign_at(slope, inner) in (0, sign):  # it touches the bound there
                return edge
    return -side * inf


def _tends_to_more(f: Expression, bound: Fraction, side: int) -> bool:
    """Whether the slope has a limit of a larger magnitude."""
    try:
        found = limit(f, Place(None, side), 1)
    except (Undecided, Undefined, FormulaError):
        return False
    value = real(found)
    if value is None:
        return found is not None
    sizes = value.tree, Apply("neg", value.tree)
    return any(constants.sign(Apply("sub", size, Number(bound))) == 1 for size in sizes)
