"""The infimum of a function or of a derivative, from its values and limits where it may be least."""

from __future__ import annotations

from math import isinf, isnan
from typing import TYPE_CHECKING, NamedTuple

from actx.core.analysis.branch_points import branch_point
from actx.core.analysis.facts import Bound
from actx.core.arithmetic import constants
from actx.core.asymptotic.limits import Place, limit
from actx.core.asymptotic.reals import Real, Undecided, Undefined
from actx.core.asymptotic.special_points import local
from actx.core.errors import FormulaError
from actx.core.formula.expression import Apply
from actx.core.rounding.arrays import at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from fractions import Fraction

    from actx.core.analysis.signs import Signs
    from actx.core.formula.expression import Expression


class Candidate(NamedTuple):
    """A value at x, or a limit that is no value."""

    value: float
    x: float
    is_value: bool


def candidates(f: Expression, order: int, turns: Signs, joints: Sequence[Fraction]) -> Iterator[Candidate]:
    """Values and limits of a derivative at joints, and where the next one changes its sign: see `turns`.

    At a joint that is no float64 its own value comes last: the float64 next to it may lie on another branch.
    """
    defined = [sign is not None for sign in turns.between]
    constant = [sign == 0 for sign in turns.between]
    for k, x in enumerate(turns.points):
        if x not in joints and (defined[k] or defined[k + 1]):
            yield Candidate(at(f, x, order=order), float(x), is_value=True)
    ends = [None, *sorted({*turns.points, *joints}), None]
    for joint in joints:
        point = branch_point(f, joint, order)
        place = ends.index(joint)
        left = sum(x < point.at for x in turns.points)
        right = left + (point.at in turns.points)
        own = Candidate(point.value, float(point.at), is_value=True)
        is_finite = not isnan(point.value) and not isinf(point.value)
        is_exact = own.x == point.at
        if is_finite and is_exact:
            yield own
        for k, there, neighbours in (
            (left, point.left, ends[place - 1 : place + 1]),
            (right, point.right, ends[place : place + 2]),
        ):
            if defined[k] and constant[k]:
                yield Candidate(there, inside(*neighbours), is_value=True)
            elif defined[k]:
                yield Candidate(there, float(point.at), is_value=False)
        if is_finite and not is_exact:  # the float64 beside it may be on the other branch
            yield own


def inside(low: Fraction | None, high: Fraction | None) -> float:
    """A point between two others, None for the infinities."""
    if low is None or high is None:
        return float(low + 1 if low is not None else high - 1 if high is not None else 0)
    return float((low + high) / 2)


def infimum(f: Expression, order: int, candidates: Iterable[Candidate], sign: int) -> Bound | None:
    """The least of the candidates times a sign; None if one of them is not known."""
    found = [each._replace(value=sign * each.value) for each in candidates]
    if not found or any(isnan(each.value) for each in found):
        return None
    least = min(each.value for each in found)
    best = [each for each in found if each.value == least]
    values = [each for each in best if each.is_value]
    if not values:
        return Bound(least, best[0].x, is_attained=False)
    # A limit of the same float64 may be less than the value.
    limits = {each.x for each in best if not each.is_value} - {each.x for each in values}
    lower = [_is_lower(f, end, values[0].x, sign) if order == 0 else None for end in limits]
    return Bound(least, values[0].x, is_attained=None if None in lower or any(lower) else True)


def _is_lower(f: Expression, end: float, x: float, sign: int) -> bool | None:
    """Whether the limit at an infinity is less than the value at x, times a sign; None if not known."""
    from fractions import Fraction

    if not isinf(end):
        return None
    try:
        there = real(limit(f, Place(None, 1 if end > 0 else -1)))
        value = local(f, Fraction(x), 1).found.value
    except (Undecided, Undefined, FormulaError):
        return None
    if there is None or isinstance(value, float):
        return None
    less = constants.sign(Apply("sub", value.tree, there.tree))
    return None if less is None else less * sign > 0


def real(found: object) -> Real | None:
    """The value of a limit that is a real number."""
    value = getattr(found, "value", None)
    return None if value is None or isinstance(value, float) else value
