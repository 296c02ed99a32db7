"""Values and derivatives at special points: where branches join, at poles and at the ends of a domain.

At a pole, or where the function is defined on one side only, one-sided limits are used: from the left at
-0.0, else from the right, or from the side on which the function is defined. Where the function is
continuous and each derivative of lower order has equal limits from both sides, the limit of the next
derivative is its value (mean value theorem). Where its limits differ there is a kink, and the derivative is
that of the branch which the formula selects. At a kink abs(0) and sign(0) count as the constant 0; of two
equal values max and min select the second, and clip its bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from actx.core.asymptotic.limits import Limit, Place, branch_beside, limits
from actx.core.asymptotic.pointwise import AtPoint, Gap, Pointwise
from actx.core.asymptotic.reals import Real, Undecided, Undefined
from actx.core.formula.differentiate import derivative
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from fractions import Fraction

    from actx.core.formula.expression import Expression


class Local(NamedTuple):
    """A function at a point: its value and branch there, and what decides at poles and kinks."""

    found: AtPoint
    side: int
    """The side whose limits count at a pole: 1 right, -1 left."""
    has_root: bool
    """Whether a part is a root or a power at 0 that is not regular."""


def local(f: Expression, point: Fraction, side: int) -> Local:
    """The function at a point; a pole is seen from `side`, or from the other side if undefined on this one.

    Raises Undefined outside the domain, and Undecided.
    """
    for each in (side, -side):
        try:
            pointwise = Pointwise(point, each)
            found = pointwise(f)
            if found.pole:
                limits(f, Place(point, each), 0)  # raises Undefined where f is undefined on this side
        except Gap:
            if limits_beside(f, point, each, 0) is not None:  # undefined at the point alone
                raise
            continue
        except Undefined:
            continue
        return Local(found, each, pointwise.has_root)
    raise Undefined


def derivative_at(f: Expression, point: Fraction, order: int, where: Local) -> Real | float:
    """The derivative of that order at a special point; infinite at a pole.

    Raises Undefined where there is none, and Undecided.
    """
    sides = {side: found for side in (1, -1) if (found := limits_beside(f, point, side, order)) is not None}
    if not sides:
        raise Undefined
    if where.found.pole or len(sides) == 1:
        seen = sides[where.side] if where.side in sides else sides[-where.side]
        return _value(seen[order])
    right, left = sides[1], sides[-1]
    there = Limit(where.found.value, None)
    if not (is_same(left[0], right[0]) and is_same(right[0], there)):
        return _of_branch(where, point, order)
    for k in range(1, order):
        if not (_is_finite(left[k]) and _is_finite(right[k])):
            raise Undefined
        if not is_same(left[k], right[k]):
            return _of_branch(where, point, order)
    if is_same(left[order], right[order]):
        return _value(right[order])
    if _is_finite(left[order]) and _is_finite(right[order]):
        return _of_branch(where, point, order)
    raise Undefined


def limits_beside(f: Expression, point: Fraction, side: int, order: int) -> tuple[Limit | None, ...] | None:
    """The limits of the derivatives from one side, order 0 up; None where f is undefined on that side."""
    try:
        return _of_regular_branch(f, point, side, order) or limits(f, Place(point, side), order)
    except Undefined:
        return None


def _of_regular_branch(
    f: Expression, point: Fraction, side: int, order: int
) -> tuple[Limit | None, ...] | None:
    """The same limits, where the branch on that side is regular at the point: its derivatives there.

    None if the branch is not regular, or not found.
    """
    try:
        branch = branch_beside(f, Place(point, side))
    except Undecided:
        return None
    there = Pointwise(point, side)
    try:
        if there(branch).special:
            return None
        found = [there(derivative(simplify(branch), k)) for k in range(order + 1)]
    except (Undefined, Undecided):
        return None
    return None if any(each.special for each in found) else tuple(Limit(each.value, None) for each in found)


def _value(found: Limit | None) -> Real | float:
    if found is None:
        raise Undefined
    return found.value


def _is_finite(a: Limit | None) -> bool:
    return a is not None and not a.is_infinite


def is_same(a: Limit | None, b: Limit | None) -> bool:
    """Whether two limits exist and are equal. Raises Undecided."""
    if a is None or b is None:
        return False
    if isinstance(a.value, float) or isinstance(b.value, float):
        return isinstance(a.value, float) and isinstance(b.value, float) and a.value == b.value
    return (a.value - b.value).sign() == 0


def _of_branch(where: Local, point: Fraction, order: int) -> Real | float:
    """The derivative of the branch that the formula selects at a kink. Raises Undefined."""
    if where.has_root:  # the kink is not, or not only, that of a choice
        raise Undefined
    slope = Pointwise(point, 1)(derivative(simplify(where.found.chosen), order)).value
    if isinstance(slope, float):
        raise Undefined
    return slope
