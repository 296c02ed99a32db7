"""The shape of a function on the whole line: zeros, extrema, range, monotone and convex pieces, slopes.

All of it follows from the signs of f, f' and f'' (see `signs`), from the limits at both ends, and from values
and limits where the function changes branch. A property is the true one, or None: not decided.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import inf, isinf, isnan
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.analysis.branch_points import BranchPoint, branch_point
from actx.core.analysis.facts import PROVED, Bound, Extremum, Line, Stretch
from actx.core.analysis.pieces import NOWHERE, branch, pieces
from actx.core.analysis.signs import signs
from actx.core.analysis.zero_search import is_irrational
from actx.core.arithmetic import constants
from actx.core.asymptotic.limits import Place, limit
from actx.core.asymptotic.reals import Undecided, Undefined
from actx.core.asymptotic.special_points import local
from actx.core.errors import FormulaError
from actx.core.formula.expression import Apply, Expression, Number, X, substitute
from actx.core.formula.simplify import simplify
from actx.core.rounding.arrays import at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actx.core.analysis.pieces import Piece
    from actx.core.analysis.signs import Signs
    from actx.core.asymptotic.reals import Real

_SIDES: Final = (-1, 1)


class _Candidate(NamedTuple):
    value: float
    x: float
    is_value: bool


class Shape:
    """The properties of a scalar function, each worked out when it is first asked for; None is unknown."""

    def __init__(self, function: Expression) -> None:
        self.function = function

    # --- zeros and extrema -------------------------------------------------------------------------------

    @cached_property
    def zeros(self) -> list[Stretch] | None:
        """The zeros, from left to right: intervals, of which most are points."""
        found = signs(self.function)
        if found is None:
            return None
        whole = _flat(found)
        points = [point for point in found.points if at(self.function, point) == 0]
        alone = [float(x) for x in points if not any(low <= float(x) <= high for low, high in whole)]
        return sorted([*whole, *((x, x) for x in alone)])

    @cached_property
    def extrema(self) -> list[Extremum] | None:
        """The strict local extrema at which the function is continuous."""
        turns = self._turns(1)
        if turns is None:
            return None
        return [Extremum(float(x), at(self.function, x), sign > 0) for x, sign in turns]

    @cached_property
    def infimum(self) -> Bound | None:
        """The greatest lower bound."""
        return self._least(0, 1)

    @cached_property
    def supremum(self) -> Bound | None:
        """The least upper bound."""
        return _negated(self._least(0, -1))

    # --- monotone and convex -----------------------------------------------------------------------------

    @cached_property
    def monotone(self) -> str | None:
        """`increasing`, `decreasing`, `nondecreasing`, `nonincreasing`, `constant`, or `no`."""
        found = signs(self.function, 1)
        if found is None or self._joints is None:
            return None
        kinds = set(found.between) - {None}
        steps = {_sign(b - a) for point in self._points(0) for a, b in pairwise(_known(point)) if a != b}
        both = (kinds | steps) - {0}
        if len(both) > 1:
            return "no"
        if not both:
            return "constant"
        if both == {1}:
            return "nondecreasing" if 0 in kinds else "increasing"
        return "nonincreasing" if 0 in kinds else "decreasing"

    @cached_property
    def convex(self) -> str | None:
        """`convex`, `concave`, `linear`, or `no`; None, too, if the function is not defined everywhere."""
        found = signs(self.function, 2)
        if found is None or None in found.between or self._joints is None:
            return None
        if any(point.is_jump or point.is_pole for point in self._points(0)):
            return "no"
        bends = {_sign(point.right - point.left) for point in self._points(1)}
        kinds = {sign for sign in (*found.between, *bends) if sign}
        return "no" if len(kinds) > 1 else {0: "linear", 1: "convex", -1: "concave"}[sum(kinds)]

    @cached_property
    def inflections(self) -> list[float] | None:
        """Where the function turns from convex to concave, or the other way, and has one slope."""
        turns = self._turns(2)
        return None if turns is None else [float(x) for x, _ in turns if x not in self._kinks]

    @cached_property
    def dead(self) -> list[Stretch] | None:
        """The intervals on which the derivative is 0."""
        found = signs(self.function, 1)
        jumps = [float(point.at) for point in self._points(0) if point.is_jump]
        return None if found is None else _divided(_flat(found), jumps)

    @cached_property
    def linear(self) -> list[Stretch] | None:
        """The intervals on which the function is a straight line."""
        found, kinked = (
            signs(self.function, 2),
            [point.at for point in self._points(1) if point.left != point.right],
        )
        return None if found is None else _divided(_flat(found), [float(x) for x in kinked])

    # --- slopes ------------------------------------------------------------------------------------------

    @cached_property
    def least_slope(self) -> Bound | None:
        """The infimum of the derivative."""
        return self._least(1, 1)

    @cached_property
    def greatest_slope(self) -> Bound | None:
        """The supremum of the derivative."""
        return _negated(self._least(1, -1))

    @cached_property
    def lipschitz(self) -> float | None:
        """The least Lipschitz constant: the supremum of |f'|, and infinite for a function that jumps."""
        low, high = self.least_slope, self.greatest_slope
        if low is None or high is None:
            return None
        return inf if any(point.is_jump for point in self._points(0)) else max(-low.value, high.value)

    def slope_below(self, bound: Fraction, side: int) -> float | None:
        """The x beyond which |f'| stays below a bound, to the right for side 1.

        It is side*inf if it never does, and -side*inf if it is below everywhere.
        """
        ends = []
        for sign in _SIDES:
            line = Apply("mul", Number(sign * bound), X)
            found = signs(Apply("sub", self.function, line), 1)
            if found is None:
                return None
            outermost = -1 if side > 0 else 0
            if found.between[outermost] != -sign:
                return side * inf
            ends.append(float(found.points[outermost]) if found.points else -side * inf)
        return max(ends) if side > 0 else min(ends)

    # --- symmetry and ends -------------------------------------------------------------------------------

    @cached_property
    def parity(self) -> str | None:
        """`odd`, `even`, or `none`; None if that is not decided."""
        mirrored = substitute(self.function, {"x": Apply("neg", X)})
        answers = {
            "even": _relation(self.function, mirrored),
            "odd": _relation(self.function, Apply("neg", mirrored)),
        }
        proved = [name for name, answer in answers.items() if answer == PROVED]
        return proved[0] if proved else "none" if set(answers.values()) == {"no"} else None

    @cached_property
    def center(self) -> tuple[float, float] | None:
        """(0, f(0)) if the function is symmetric about that point; None if not, or not decided."""
        middle = simplify(substitute(self.function, {"x": Number(Fraction(0))}))
        mirrored = substitute(self.function, {"x": Apply("neg", X)})
        turned = Apply("sub", Apply("mul", Number(Fraction(2)), middle), mirrored)
        return (0.0, at(self.function, Fraction(0))) if _relation(self.function, turned) == PROVED else None

    def limit(self, side: int, order: int = 0) -> float | None:
        """The limit of a derivative at an infinity, nan if there is none."""
        return at(self.function, side * inf, order=order)

    def asymptote(self, side: int) -> Line | None:
        """The straight line to which the function tends; None if there is none, or that is not decided."""
        try:
            slope = _real(limit(self.function, Place(None, side), 1))
            if slope is None:
                return None
            rest = simplify(Apply("sub", self.function, Apply("mul", slope.tree, X)))
            intercept = _real(limit(rest, Place(None, side)))
        except (Undecided, Undefined, FormulaError):
            return None
        if intercept is None:
            return None
        line = Apply("add", Apply("mul", slope.tree, X), intercept.tree)
        return Line(at(simplify(line), Fraction(0), order=1), at(simplify(line), Fraction(0)))

    # --- from signs and points ---------------------------------------------------------------------------

    @cached_property
    def _joints(self) -> list[Fraction] | None:
        """Where pieces of the line meet, on each of which the function keeps to a branch and is regular."""
        found = pieces(self.function)
        if found is None or any(self._steps_unseen(*each) for each in pairwise(found)):
            return None
        return [each.low for each in found if each.low is not None]

    def _steps_unseen(self, left: Piece, right: Piece) -> bool:
        """Whether the value or the slope changes between two pieces by less than float64 shows."""
        x, before, after = right.low, branch(self.function, left), branch(self.function, right)
        if x is None or is_irrational(x) or not before or not after or NOWHERE in (before, after):
            return False
        for order in (0, 1):
            there = branch_point(self.function, x, order)
            if there.left != there.right:
                continue
            try:
                sides = limit(before, Place(x, -1), order), limit(after, Place(x, 1), order)
            except (Undecided, Undefined, FormulaError):
                continue
            a, b = map(_real, sides)
            if a is not None and b is not None and constants.sign(Apply("sub", b.tree, a.tree)):
                return True
        return False

    def _turns(self, order: int) -> list[tuple[Fraction, int]] | None:
        """Where a derivative changes its sign and the function is continuous, with the sign on the right."""
        found = signs(self.function, order)
        if found is None or self._joints is None:
            return None
        return [
            (x, right)
            for x, (left, right) in zip(found.points, pairwise(found.between), strict=True)
            if left and right and self._is_continuous(x)
        ]

    def _points(self, order: int) -> list[BranchPoint]:
        return [branch_point(self.function, each, order) for each in self._joints or ()]

    @cached_property
    def _kinks(self) -> list[Fraction]:
        """Where the slopes on the two sides differ."""
        return [point.at for point in self._points(1) if point.left != point.right]

    def _is_continuous(self, x: Fraction) -> bool:
        return not any(point.at == x and (point.is_jump or point.is_pole) for point in self._points(0))

    def _least(self, order: int, sign: int) -> Bound | None:
        """The infimum of a derivative times a sign: a value or limit at an end of a monotone piece."""
        turns = signs(self.function, order + 1)
        if turns is None or self._joints is None:
            return None
        found = [each._replace(value=sign * each.value) for each in self._candidates(order, turns)]
        if not found or any(isnan(each.value) for each in found):
            return None
        least = min(each.value for each in found)
        best = [each for each in found if each.value == least]
        values = [each for each in best if each.is_value]
        if not values:
            return Bound(least, best[0].x, is_attained=False)
        # A limit of the same float64 may be less than the value.
        limits = {each.x for each in best if not each.is_value} - {each.x for each in values}
        lower = [self._is_lower(x, values[0].x, sign) for x in limits] if order == 0 else [None] * len(limits)
        is_attained = True if not any(lower) and None not in lower else None
        return Bound(least, values[0].x, is_attained)

    def _is_lower(self, end: float, x: float, sign: int) -> bool | None:
        """Whether the limit at an infinity is less than the value at x, times a sign; None if not known."""
        if not isinf(end) or is_irrational(Fraction(x)):
            return None
        try:
            there = _real(limit(self.function, Place(None, _sign(end))))
            value = local(self.function, Fraction(x), 1).found.value
        except (Undecided, Undefined, FormulaError):
            return None
        if there is None or isinstance(value, float):
            return None
        less = constants.sign(Apply("sub", value.tree, there.tree))
        return None if less is None else less * sign > 0

    def _candidates(self, order: int, turns: Signs) -> Iterator[_Candidate]:
        """Values and limits of a derivative: where it turns, where branches join, and at both ends."""
        joined = {point.at for point in self._points(order)}
        defined = [sign is not None for sign in turns.between]
        constant = [sign == 0 for sign in turns.between]
        for side in _SIDES:
            last = -1 if side > 0 else 0
            if defined[last]:
                yield _Candidate(at(self.function, side * inf, order=order), side * inf, constant[last])
        for k, x in enumerate(turns.points):
            if x not in joined and (defined[k] or defined[k + 1]):
                yield _Candidate(at(self.function, x, order=order), float(x), is_value=True)
        for point in self._points(order):
            left = sum(x < point.at for x in turns.points)
            right = left + (point.at in turns.points)
            if not isnan(point.value) and not isinf(point.value):
                yield _Candidate(point.value, float(point.at), is_value=True)
            for k, there in ((left, point.left), (right, point.right)):
                if defined[k]:
                    yield _Candidate(there, float(point.at), constant[k])


def _relation(f: Expression, g: Expression) -> str:
    from actx.core.analysis.equality import relation  # for start-up time: few ask

    return relation(f, simplify(g)).equal


def _real(found: object) -> Real | None:
    """The value of a limit that is a real number."""
    value = getattr(found, "value", None)
    return None if value is None or isinstance(value, float) else value


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _known(point: BranchPoint) -> list[float]:
    return [each for each in (point.left, point.value, point.right) if not isnan(each)]


def _negated(bound: Bound | None) -> Bound | None:
    return None if bound is None else bound._replace(value=0.0 - bound.value)


def _flat(found: Signs) -> list[Stretch]:
    """The intervals on which the sign is 0."""
    stretches = pairwise([-inf, *map(float, found.points), inf])
    return [each for each, sign in zip(stretches, found.between, strict=True) if sign == 0]


def _divided(stretches: Sequence[Stretch], points: Sequence[float]) -> list[Stretch]:
    """The intervals, divided at the points inside them."""
    divided = []
    for low, high in stretches:
        inner = sorted(x for x in points if low < x < high)
        divided += [*pairwise([low, *inner, high])]
    return divided
