"""Values and derivatives at special points: where branches join, at poles and at the ends of a domain.

At a pole, or where the function is defined on one side only, one-sided limits are used: from the left at
-0.0, else from the right, or from the side on which the function is defined. Where the function is
continuous and each derivative of lower order has equal limits from both sides, the limit of the next
derivative is its value (mean value theorem). Where its limits differ there is a kink, and the derivative is
that of the branch which the formula selects. At a kink abs(0) and sign(0) count as the constant 0, and max,
min and clip of two equal values as the bound.
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

Sides = tuple["tuple[Limit | None, ...] | None", "tuple[Limit | None, ...] | None"]


class Local(NamedTuple):
    """A function at a point, as `local` finds it."""

    found: AtPoint
    side: int
    """The side whose limits count at a pole: 1 right, -1 left."""
    has_root: bool
    """Whether a part is a root or a power at 0 that is not regular."""


def local(f: Expression, point: Fraction, side: int) -> Local:
    """The function at a point, poles seen from `side` if it is defined there, else from the other side.

    Raises Undefined outside the domain, and Undecided.
    """
    for each in (side, -side):
        try:
            pointwise = Pointwise(point, each)
            found = pointwise(f)
            if found.pole:
                limits(f, Place(point, each), 0)
        except Gap:
            if _sides(f, point, each, 0) is not None:
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
    sides = {side: _sides(f, point, side, order) for side in (1, -1)}
    existing = [side for side, found in sides.items() if found is not None]
    if not existing:
        raise Undefined
    if where.found.pole or len(existing) == 1:
        seen = sides[where.side if where.side in existing else existing[0]]
        assert seen is not None
        return _exists(seen[order])
    right, left = sides[1], sides[-1]
    assert right is not None
    assert left is not None
    value = where.found.value
    if not (_is_same(left[0], right[0]) and right[0] is not None and _equals(right[0].value, value)):
        return _of_branch(where, point, order)
    for k in range(1, order):
        if not (_is_finite(left[k]) and _is_finite(right[k])):
            raise Undefined
        if not _is_same(left[k], right[k]):
            return _of_branch(where, point, order)
    if _is_same(left[order], right[order]):
        return _exists(right[order])
    if _is_finite(left[order]) and _is_finite(right[order]):
        return _of_branch(where, point, order)
    raise Undefined


def _sides(f: Expression, point: Fraction, side: int, order: int) -> tuple[Limit | None, ...] | None:
    try:
        return _of_regular_branch(f, point, side, order) or limits(f, Place(point, side), order)
    except Undefined:
        return None


def _of_regular_branch(
    f: Expression, point: Fraction, side: int, order: int
) -> tuple[Limit | None, ...] | None:
    """The derivatives, order 0 up, of the branch on that side at the point, if that branch is regular there.

    They are the one-sided limits. None if the branch is not regular or not found.
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


def _exists(found: Limit | None) -> Real | float:
    if found is None:
        raise Undefined
    return found.value


def _is_finite(a: Limit | None) -> bool:
    return a is not None and not a.is_infinite


def _is_same(a: Limit | None, b: Limit | None) -> bool:
    return a is not None and b is not None and _equals(a.value, b.value)


def _equals(a: Real | float, b: Real | float) -> bool:
    if isinstance(a, float) or isinstance(b, float):
        return a == b if isinstance(a, float) and isinstance(b, float) else False
    return (a - b).sign() == 0


def _of_branch(where: Local, point: Fraction, order: int) -> Real | float:
    """The derivative of the branch that the formula selects at a kink. Raises Undefined."""
    if where.has_root:  # the kink is not, or not only, that of a choice
        raise Undefined
    slope = Pointwise(point, 1)(derivative(simplify(where.found.chosen), order)).value
    if isinstance(slope, float):
        raise Undefined
    return slope
