"""The points where a function changes branch: the values and one-sided limits of its derivatives there."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from functools import lru_cache
from itertools import chain, pairwise
from math import copysign, inf, isfinite, isinf, isnan, nan
from sys import float_info
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.analysis.facts import Kink
from actx.core.analysis.zero_digits import (
    DECIMALS,
    NEAR,
    SMALL,
    enclosure_there,
    is_irrational,
    sign_without_choices,
)
from actx.core.analysis.zeros import Zeros, nearest, union
from actx.core.arithmetic.decimals.interval import has_zero, is_below
from actx.core.arithmetic.interpret import interpret
from actx.core.asymptotic import limits
from actx.core.asymptotic.limits import Limit, Place
from actx.core.asymptotic.reals import Real, Undecided, Undefined
from actx.core.asymptotic.special_points import is_same, limits_beside, local
from actx.core.errors import FormulaError
from actx.core.formula.branches import chosen, switches
from actx.core.formula.differentiate import derivative, target
from actx.core.formula.domain import domain
from actx.core.formula.expression import Apply, nodes
from actx.core.formula.language import CHOICES, FUNCTIONS, WAVES
from actx.core.formula.simplify import simplify
from actx.core.rounding.arrays import at
from actx.core.rounding.formats import FLOAT64
from actx.core.rounding.point import constant_rounded, limit_rounded

if TYPE_CHECKING:
    from fractions import Fraction

    from actx.core.formula.expression import Expression

# The limit of a formula that may be singular at an irrational point is told by its values at three distances.
_NO_LESS: Final = 1 - Decimal("1e-20")
_FAR_LESS: Final = Decimal("1e-4")  # steps of a power of 0.1 or more
_SETTLED: Final = Decimal("1e-18")


class BranchPoint(NamedTuple):
    """A point where a function changes branch: its value there, and its limits from the left and the right.

    The value is nan where the function is undefined; a limit is, too, where there is none on that side.
    """

    at: Fraction
    left: float
    value: float
    right: float

    @property
    def is_jump(self) -> bool:
        """Whether the value and the limits differ, as far as they exist; a value that is missing differs."""
        known = [each for each in (self.left, self.value, self.right) if not isnan(each)]
        return len(set(known)) > 1 or (isnan(self.value) and bool(known))

    @property
    def is_pole(self) -> bool:
        """Whether there are limits on both sides, of which one is infinite."""
        sides = self.left, self.right
        return any(map(isinf, sides)) and not any(map(isnan, sides))


@lru_cache(maxsize=256)
def branch_points(f: Expression, order: int = 0) -> tuple[BranchPoint, ...]:
    """The branch points of a formula, from left to right, with the values and limits of a derivative.

    At most 64 are given, those nearest to 0: see `are_all_known`.
    """
    return tuple(branch_point(f, point, order) for point in _places(f).points)


def are_all_known(f: Expression) -> bool:
    """Whether a formula is known to have no branch points but those that `branch_points` gives."""
    return _places(f).complete


@lru_cache(maxsize=256)
def _places(f: Expression) -> Zeros:
    choices, poles = union(switches(f)), inner_poles(f, *FUNCTIONS, *CHOICES)
    finite = [point for point in poles.points if all(map(isfinite, branch_point(f, point, 0)[1:]))]
    return nearest([*choices.points, *finite], complete=choices.complete and poles.complete)


def inner_poles(f: Expression, *operations: str) -> Zeros:
    """Where an argument of one of some operations may be infinite: 0 for atan(1/x)."""
    return union(
        switch
        for node in nodes(f)
        if isinstance(node, Apply) and node.operation in operations
        for condition in chain.from_iterable(map(domain, node.args))
        for switch in (() if condition is None else switches(condition))
    )


def kinks(f: Expression) -> tuple[Kink, ...]:
    """The points in float64's range where the function is not differentiable, from left to right."""
    return tuple(kink for kink, _ in _kinks(f))


@lru_cache(maxsize=256)
def _kinks(f: Expression) -> tuple[tuple[Kink, BranchPoint], ...]:
    found = []
    for point, slope in zip(branch_points(f), branch_points(f, 1), strict=True):
        if (isnan(point.left) and isnan(point.right)) or abs(point.at) > float_info.max:
            continue
        jumps = point.is_jump or is_joined(f, point.at, 0) is False
        if jumps or slope.left != slope.right or is_joined(f, point.at, 1) is False:
            kink = Kink(float(point.at), jumps, slope.left, slope.value, slope.right)
            found.append((kink, point))
    return tuple(found)


class Step(NamedTuple):
    """A jump: where, and the limit from the right less that from the left, which is not 0."""

    x: float
    height: float


def steps(f: Expression) -> list[Step] | None:
    """The points at which the limits from both sides differ; None if that is not known of all."""
    if not are_all_known(f):
        return None
    jumps = [(kink.at, point) for kink, point in _kinks(f) if kink.jumps]
    found = [
        Step(x, _height(f, point)) for x, point in jumps if not (isnan(point.left) or isnan(point.right))
    ]
    return None if any(isnan(step.height) for step in found) else [step for step in found if step.height]


def _height(f: Expression, point: BranchPoint) -> float:
    """The limit from the right less that from the left, rounded once at a rational point."""
    if not is_irrational(point.at):
        with suppress(Undecided, FormulaError):
            left, right = (each and each.value for each in _exact_sides(f, point.at, 0))
            if isinstance(left, Real) and isinstance(right, Real):
                height = constant_rounded(Apply("sub", right.tree, left.tree), FLOAT64)
                return nan if height is None else height
    return 0.0 if point.left == point.right else point.right - point.left


def _exact_sides(f: Expression, point: Fraction, order: int) -> list[Limit | None]:
    """The limits from the left and the right at a rational point, not rounded. Raises Undecided."""
    sides = [limits_beside(f, point, side, order) for side in (-1, 1)]
    return [None if each is None else each[order] for each in sides]


def is_joined(f: Expression, point: Fraction, order: int) -> bool | None:
    """Whether a derivative has one limit from both sides of a point, and the function its value there.

    A side on which it has no limit does not count. None where that is not decided: float64 alone, in which
    the limits may be the same, does not tell.
    """
    seen = branch_point(f, point, order)
    if not any(map(isnan, (seen.left, seen.right))) and seen.left != seen.right:
        return False
    if order == 0 and seen.is_jump:
        return False
    sides = [side for side, limit in ((-1, seen.left), (1, seen.right)) if not isnan(limit)]
    if not sides:
        return True
    try:
        if is_irrational(point):
            return _is_joined_at_irrational(f, point, sides, order)
        there = [limits_beside(f, point, side, order) for side in sides]
        limits = [None if each is None else each[order] for each in there]
        if order == 0:
            limits.append(Limit(local(f, point, 1).found.value, None))
        return None if None in limits else all(map(is_same, limits, limits[1:]))
    except (Undecided, Undefined, FormulaError):
        return None


def is_as_seen(f: Expression, point: Fraction, order: int) -> bool:
    """Whether float64 is right about a derivative at a point: it breaks there, or is proved to be joined."""
    seen = branch_point(f, point, order)
    is_one_sided = isnan(seen.left) or isnan(seen.right)
    breaks = seen.left != seen.right and not is_one_sided
    return breaks or (order == 0 and seen.is_jump) or is_joined(f, point, order) is True


def _is_joined_at_irrational(f: Expression, point: Fraction, sides: list[int], order: int) -> bool | None:
    """The same at an irrational point, by the differences of the branches there."""
    seen = branch_point(f, point, order)
    known = [(branch_beside(f, point, side), seen.left if side < 0 else seen.right) for side in sides]
    if order == 0:
        known.append((branch_at(f, point), seen.value))
    found: set[bool | None] = {True}
    for (a, limit), (b, other) in pairwise(known):
        if a is None or b is None:
            return None
        sign = 0 if a is b else sign_without_choices(derivative(simplify(Apply("sub", a, b)), order), point)
        if sign is None:  # singular there: of float64 numbers only 0 and the infinities are exact
            found.add(True if limit == other and (not limit or isinf(limit)) else None)
        else:
            found.add(sign == 0)
    return False if False in found else None if None in found else True


@lru_cache(maxsize=1024)
def branch_point(f: Expression, point: Fraction, order: int) -> BranchPoint:
    """The value of a derivative at one point, and its limits on either side of it."""
    left, right = (one_sided(f, point, side, order) for side in (-1, 1))
    if not is_irrational(point):
        return BranchPoint(point, left, float(at(f, point, FLOAT64, order)), right)
    return BranchPoint(point, left, _value_at(f, point, order, left, right), right)


def _value_at(f: Expression, point: Fraction, order: int, left: float, right: float) -> float:
    """The value at an irrational point: that of the branch which the formula selects there.

    At a pole of that it is the limit from the right; where it is defined on one side only, that from there.
    """
    if order and left == right:
        return right
    sides = [one_sided(f, point, side) for side in (1, -1)]
    seen = left if isnan(sides[0]) else right
    if any(isnan(each) or isinf(each) for each in sides):
        return seen
    branch = branch_at(f, point)
    if branch is None:
        return nan
    before, after = (_tends_to(branch, point, side, order) for side in (-1, 1))
    if order and before != after and not isnan(before) and not isnan(after):
        return nan  # a root has a kink there
    return before if isnan(after) else after


def branch_at(f: Expression, point: Fraction) -> Expression | None:
    """The branch that a formula selects at an irrational point; None if it is not known."""
    return chosen(f, lambda u: sign_without_choices(u, point))


def value_at(f: Expression, point: Fraction) -> float:
    """The value at a point, also at a branch point that is irrational and known to 350 digits."""
    return branch_point(f, point, 0).value if is_irrational(point) else at(f, point)


def one_sided(f: Expression, point: Fraction, side: int, order: int = 0) -> float:
    """The limit of a derivative at a point from the right (side 1) or left (-1); nan if there is none."""
    if is_irrational(point):
        return _beside(f, point, side, order)
    found = limit_rounded(f, order, point, side, FLOAT64)
    return nan if found is None else found + 0.0


def at_end(f: Expression, end: Fraction | None, side: int) -> float:
    """The limit at an end of an interval from inside: to the right of its low end for side 1, else -1.

    None is an infinite end. The limit is nan if there is none, or it is not decided.
    """
    return at(f, -side * inf) if end is None else one_sided(f, end, side)


def branch_beside(f: Expression, point: Fraction, side: int) -> Expression | None:
    """The branch that a formula selects on a side of a point; None if it is not known."""
    if is_irrational(point):
        return chosen(f, lambda u: sign_without_choices(u, point + side * NEAR[-1]))
    try:
        return limits.branch_beside(f, Place(point, side))
    except (Undecided, Undefined):
        return None


def _beside(f: Expression, point: Fraction, side: int, order: int) -> float:
    """The limit on a side of an irrational point, which is known to 350 digits."""
    branch = branch_beside(f, point, side)
    return nan if branch is None else _tends_to(branch, point, side, order)


def _tends_to(branch: Expression, point: Fraction, side: int, order: int) -> float:
    """The limit of a formula without choices at an irrational point; nan where it is not known.

    Where the formula may be singular it is told by its values at three distances from the point.
    """
    try:
        tree = target(branch, order)
    except FormulaError:  # of a derivative that is too large
        return nan
    values = [_value_near(tree, point + side * distance) for distance in NEAR]
    if any(value.is_nan() for value in values):
        return nan
    there = enclosure_there(tree, point)
    if all(end.is_finite() for end in there):
        found = 0.0 if has_zero(there) and is_below(there, SMALL) else FLOAT64.decide(there)
        return nan if found is None else found
    if _oscillates(tree, point):
        return nan
    *_, before, last = values
    # Of powers the steps shrink or grow fast; of logarithms they are the same; of others it is hard to tell.
    first, second = (b - a for a, b in pairwise(values))
    if abs(second) >= abs(first) * _NO_LESS > 0:
        return copysign(inf, second)
    if abs(second) <= abs(first) * _FAR_LESS and abs(second) <= abs(last) * _SETTLED:
        return float(last)
    if abs(last) <= abs(before) * _FAR_LESS:
        return 0.0
    if not all(values):
        return nan
    first, second = (1 / b - 1 / a for a, b in pairwise(values))
    return 0.0 if abs(second) >= abs(first) * _NO_LESS > 0 else nan


def _oscillates(expression: Expression, point: Fraction) -> bool:
    """Whether the angle of a wave may be infinite at an irrational point."""
    return any(
        isinstance(node, Apply)
        and node.operation in WAVES
        and not all(end.is_finite() for end in enclosure_there(node.args[0], point))
        for node in nodes(expression)
    )


def _value_near(expression: Expression, x: Fraction) -> Decimal:
    """The value of an expression, to many digits; nan where it has none, or they are not known."""
    lo, hi = interpret(expression, DECIMALS, DECIMALS.number(x))
    return lo if hi.is_finite() and hi - lo <= abs(lo) * _SETTLED else Decimal("nan")
