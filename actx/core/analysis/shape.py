"""The shape of a function on the whole line: zeros, extrema, range, monotone and convex pieces, slopes.

All of it follows from the signs of f, f' and f'' (see `signs`), from the limits at both ends, and from values
and limits where the function changes branch. A property is the true one, or None: not decided.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import inf, isnan
from typing import TYPE_CHECKING, Final

from actx.core.analysis.bounds import Candidate, candidates, infimum, real
from actx.core.analysis.branch_points import BranchPoint, branch_point, is_as_seen
from actx.core.analysis.facts import PROVED, Bound, Endless, Extremum, Line, Stretch
from actx.core.analysis.pieces import NOWHERE, branch, pieces
from actx.core.analysis.quotient import largest_quotient
from actx.core.analysis.signs import sign_at, signs
from actx.core.analysis.small_slopes import slope_below
from actx.core.analysis.zero_digits import is_irrational
from actx.core.asymptotic.limits import Place, limit
from actx.core.asymptotic.reals import Undecided, Undefined
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import target
from actx.core.formula.expression import Apply, Expression, Number, X, applies, mirrored, substitute
from actx.core.formula.language import WAVES
from actx.core.formula.simplify import simplify
from actx.core.rounding.arrays import at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actx.core.analysis.signs import Signs
    from actx.core.analysis.waves import Waves

_SIDES: Final = (-1, 1)


class Shape:
    """The properties of a scalar function, each worked out when it is first asked for; None is unknown."""

    def __init__(self, function: Expression) -> None:
        self.function = function

    # --- zeros and extrema -------------------------------------------------------------------------------

    @cached_property
    def zeros(self) -> list[Stretch] | Endless[Stretch] | None:
        """The zeros, from left to right: intervals, of which most are points."""
        found = self._signs(0)
        if found is None:
            return self._waves.zeros()
        whole = _flat(found)
        points = [point for point in found.points if sign_at(self.function, point) == 0]
        alone = [float(x) for x in points if not any(low <= float(x) <= high for low, high in whole)]
        return sorted([*whole, *((x, x) for x in alone)])

    @cached_property
    def extrema(self) -> list[Extremum] | Endless[Extremum] | None:
        """The strict local extrema at which the function is continuous."""
        turns = self._turns(1)
        if turns is None:
            return self._waves.extrema()
        return [Extremum(float(x), at(self.function, x) + 0.0, sign > 0) for x, sign in turns]

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
        found = self._kinds(1)
        if found is None or self._joints is None:
            return "no" if found and {-1, 1} <= found else None
        if None in found and pieces(self.function) is None:
            return None  # gaps without an end, across which values are not compared
        kinds = found - {None}
        known = [each for point in self._points(0) for each in point[1:] if not isnan(each)]
        steps = {_sign(b - a) for a, b in pairwise(known) if a != b}
        if self._is_level_across_a_gap():
            return None if len((kinds | steps) - {0}) < 2 else "no"
        both = (kinds | steps) - {0}
        if len(both) > 1:
            return "no"
        if not both:
            return "constant"
        if both == {1}:
            return "nondecreasing" if 0 in kinds else "increasing"
        return "nonincreasing" if 0 in kinds else "decreasing"

    def _is_level_across_a_gap(self) -> bool:
        """Whether float64 does not tell what is on both sides of an interval without values apart."""
        known = [point for point in self._points(0) if not all(map(isnan, point[1:]))]
        for before, after in pairwise(known):
            if isnan(before.right) and isnan(after.left):
                left = before.left if isnan(before.value) else before.value
                right = after.right if isnan(after.value) else after.value
                if left == right:
                    return True
        return False

    @cached_property
    def convex(self) -> str | None:
        """`convex`, `concave`, `linear`, or `no`; None, too, if the function is not defined everywhere."""
        found = self._kinds(2)
        if found is None or None in found or self._joints is None:
            return None
        if any(isnan(point.value) for point in self._points(0)):
            return None
        if any(point.is_jump or point.is_pole for point in self._points(0)):
            return "no"
        bends = {_sign(point.right - point.left) for point in self._points(1)}
        kinds = {sign for sign in (*found, *bends) if sign}
        return "no" if len(kinds) > 1 else {0: "linear", 1: "convex", -1: "concave"}[sum(kinds)]

    @cached_property
    def inflections(self) -> list[float] | Endless[float] | None:
        """Where the function turns from convex to concave, or the other way, and has one slope."""
        turns = self._turns(2)
        if turns is None:
            return self._waves.inflections()
        return [float(x) for x, _ in turns if x not in self._kinks]

    @cached_property
    def dead(self) -> list[Stretch] | None:
        """The intervals on which the derivative is 0."""
        found = self._signs(1)
        if found is None:
            return self._waves.flat(1)
        if self._joints is None:
            return None
        return _divided(_flat(found), [float(point.at) for point in self._points(0) if point.is_jump])

    @cached_property
    def linear(self) -> list[Stretch] | None:
        """The intervals on which the function is a straight line."""
        found = self._signs(2)
        if found is None:
            return self._waves.flat(2)
        if self._joints is None:
            return None
        ends = [*self._kinks, *(point.at for point in self._points(0) if point.is_jump)]
        return _divided(_flat(found), [float(x) for x in ends])

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
        """The least Lipschitz constant: the supremum of |f'|, and infinite for a function that jumps.

        It is None, too, if there is an interval between others on which the function is not defined.
        """
        low, high = self.least_slope, self.greatest_slope
        if low is None or high is None:
            return None
        heights = [{each for each in point[1:] if not isnan(each)} for point in self._points(0)]
        if any(len(each) > 1 for each in heights):
            return inf
        if self._joints is None or self._has_gap():
            return None
        return max(-low.value, high.value) + 0.0

    @cached_property
    def condition(self) -> Bound | None:
        """The supremum of the condition number |x f'(x)/f(x)|, where f is not 0.

        It is infinite beside a zero other than 0: there log|f| is unbounded, and so is its derivative.
        """
        if pieces(self.function) is None or isinstance(self.zeros, Endless):
            return self._waves.condition()
        try:
            slope = target(self.function, 1)
        except FormulaError:
            return None
        return largest_quotient(Apply("mul", X, slope), self.function)

    def slope_below(self, bound: Fraction, side: int) -> float | None:
        """The x beyond which |f'| stays below a bound, to the right for side 1.

        It is side*inf if it never does, and -side*inf if it is below everywhere.
        """
        if applies(self.function, WAVES) and self._waves.is_steep(bound, side):
            return side * inf
        return slope_below(self.function, bound, side)

    # --- symmetry and ends -------------------------------------------------------------------------------

    @cached_property
    def parity(self) -> str | None:
        """`odd`, `even`, or `none`; None if that is not decided."""
        turned = mirrored(self.function)
        answers = {
            "even": _relation(self.function, turned),
            "odd": _relation(self.function, Apply("neg", turned)),
        }
        proved = [name for name, answer in answers.items() if answer == PROVED]
        return proved[0] if proved else "none" if set(answers.values()) == {"no"} else None

    @cached_property
    def center(self) -> tuple[float, float] | None:
        """A point (x, f(x)) of symmetry; None if none is found."""
        for x in self._centers:
            middle = simplify(substitute(self.function, {"x": Number(x)}))
            beyond = substitute(self.function, {"x": Apply("sub", Number(2 * x), X)})
            turned = Apply("sub", Apply("mul", Number(Fraction(2)), middle), beyond)
            height = at(self.function, x)
            if not isnan(height) and _relation(self.function, turned) == PROVED:
                return float(x), height
        return None

    @property
    def _centers(self) -> Iterator[Fraction]:
        """Where a point of symmetry may be: 0, and the middle of the outermost kinks and of inflections."""
        yield Fraction(0)
        turns = None if isinstance(self.inflections, Endless) else signs(self.function, 2)
        for points in (self._joints, turns.points if turns else ()):
            if points and not is_irrational(points[0]) and not is_irrational(points[-1]):
                middle = (points[0] + points[-1]) / 2
                if middle:
                    yield middle

    def limit(self, side: int, order: int = 0) -> float | None:
        """The limit of a derivative at an infinity, nan if there is none."""
        return at(self.function, side * inf, order=order)

    def asymptote(self, side: int) -> Line | None:
        """The straight line to which the function tends; None if there is none, or that is not decided."""
        try:
            slope = real(limit(self.function, Place(None, side), 1))
            if slope is None:
                return None
            rest = simplify(Apply("sub", self.function, Apply("mul", slope.tree, X)))
            intercept = real(limit(rest, Place(None, side)))
        except (Undecided, Undefined, FormulaError):
            return None
        if intercept is None:
            return None
        line = Apply("add", Apply("mul", slope.tree, X), intercept.tree)
        return Line(at(simplify(line), Fraction(0), order=1), at(simplify(line), Fraction(0)))

    # --- from signs and points ---------------------------------------------------------------------------

    @cached_property
    def _waves(self) -> Waves:
        from actx.core.analysis.waves import Waves  # for start-up time: few functions have waves

        return Waves(self.function)

    def _signs(self, order: int) -> Signs | None:
        """The signs of a derivative on the whole line, if they change finitely often."""
        return signs(self.function, order) or self._waves.signs(order)

    def _has_gap(self) -> bool:
        """Whether there is, or may be, an interval between others on which the function is not defined."""
        found = pieces(self.function)
        if found is None:
            kinds = self._waves.kinds(1)
            return kinds is None or None in kinds
        branches = [branch(self.function, piece) for piece in found]
        while branches and branches[0] is NOWHERE:
            branches.pop(0)
        while branches and branches[-1] is NOWHERE:
            branches.pop()
        return None in branches or NOWHERE in branches

    def _kinds(self, order: int) -> set[int | None] | None:
        """The signs of a derivative on intervals: all of them, or at least -1 and 1."""
        found = self._signs(order)
        return self._waves.kinds(order) if found is None else set(found.between)

    @cached_property
    def _joints(self) -> list[Fraction] | None:
        """Where pieces of the line meet, on each of which the function keeps to a branch and is regular."""
        found = pieces(self.function)
        ends = [each.low for each in found or () if each.low is not None]
        joints = self._waves.joints if found is None else ends
        seen = all(is_as_seen(self.function, x, order) for x in joints or () for order in (0, 1))
        return joints if seen else None

    def _turns(self, order: int) -> list[tuple[Fraction, int]] | None:
        """Where a derivative changes its sign and the function is continuous, with the sign on the right."""
        found = self._signs(order)
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
        if turns is None:
            return self._waves.infimum(order, sign)
        if self._joints is None:
            return None
        found = candidates(self.function, order, turns, self._joints)
        return infimum(self.function, order, [*found, *self._limits(order, turns)], sign)

    def _limits(self, order: int, turns: Signs) -> Iterator[Candidate]:
        """The limits of a derivative at both ends."""
        for side in _SIDES:
            last = turns.between[-1 if side > 0 else 0]
            if last is not None:
                yield Candidate(at(self.function, side * inf, order=order), side * inf, last == 0)


def _relation(f: Expression, g: Expression) -> str:
    from actx.core.analysis.equality import relation  # for start-up time: few ask

    return relation(f, simplify(g)).equal


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


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
        inner = sorted({x for x in points if low < x < high})
        divided += [*pairwise([low, *inner, high])]
    return divided
