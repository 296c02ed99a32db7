"""Where a slope stays below a bound: beyond the outermost point at which it reaches the bound."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from actx.core.analysis.bounds import real
from actx.core.analysis.pieces import pieces
from actx.core.analysis.signs import signs_on
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
    found = pieces(f)
    if found is None:
        return None
    ends = []
    for sign in (-1, 1):
        apart = Apply("sub", f, Apply("mul", Number(sign * bound), X))
        end = _outermost(apart, found[::-1] if side > 0 else found, sign, side)
        if end is None:
            return None
        ends.append(end)
    return max(ends) if side > 0 else min(ends)


def _outermost(apart: Expression, inward: Sequence[Piece], sign: int, side: int) -> float | None:
    """The outermost point at which the slope of `apart` has not the sign -sign; pieces come from outside."""
    try:
        slope = target(apart, 1)
    except FormulaError:
        return None
    last = -1 if side > 0 else 0
    edge = side * inf
    for piece in inward:
        found = signs_on(slope, 0, [piece])  # of a derivative, points at which it only touches 0 are not told
        if found is None:
            return None
        if found.between[last] != -sign:
            return edge
        if found.points:
            return float(found.points[last])
        inner = piece.low if side > 0 else piece.high
        edge = edge if inner is None else float(inner)
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
