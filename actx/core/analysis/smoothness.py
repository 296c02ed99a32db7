"""The smoothness class of a function: how many of its derivatives are continuous wherever it is defined.

It can change only at branch points. On each side of one the function is a formula without choices, and it is
smooth there if both formulas are one analytic function, but for differences that are flat: smaller than each
power of the distance t. A difference in the field of exp, log and algebraic functions (Hardy 1910, Orders of
infinity) that is flat has flat derivatives: were |d'| not below t^n, |d| would not be below t^(n + 1).
"""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from functools import partial
from itertools import count
from math import inf, isinf, isnan
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.analysis.branch_points import (
    are_all_known,
    branch_beside,
    branch_point,
    branch_points,
    is_joined,
)
from actx.core.analysis.zero_digits import is_irrational, sign_without_choices
from actx.core.asymptotic.limits import Limit, Place, limit
from actx.core.asymptotic.reals import Real, Undecided, Undefined
from actx.core.asymptotic.special_points import is_same, limits_beside, local
from actx.core.errors import FormulaError
from actx.core.formula.algebra import factors
from actx.core.formula.conditions import holds
from actx.core.formula.differentiate import derivative
from actx.core.formula.domain import domain
from actx.core.formula.expression import Apply, Expression, Number, X, applies
from actx.core.formula.identities import is_identically_zero
from actx.core.formula.language import WAVES
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Iterator

# The highest order of derivatives that are compared, at one point and at many; how many they are in all; and
# the order after which a proof is tried.
_MOST_ORDER: Final = 10
_LEAST_ORDER: Final = 4
_MOST_COMPARED: Final = 60
_PROVED_AFTER: Final = 2


class _Class(NamedTuple):
    """How many derivatives are continuous: at least, and at most; -1 where the function jumps."""

    least: float
    most: float


_SMOOTH: Final = _Class(inf, inf)


def smoothness(f: Expression) -> str:
    """`smooth`, `discontinuous`, `C0`, `C1` ..., or, where that is not decided, `at least C4`.

    Where not all branch points are known, it is `at most C0`, or `not known` if no jump is found.
    """
    points = branch_points(f)
    highest = min(max(_MOST_COMPARED // max(len(points), 1), _LEAST_ORDER), _MOST_ORDER)
    found = [_class_at(f, point.at, highest) for point in points]
    least = min((each.least for each in found), default=inf)
    most = min((each.most for each in found), default=inf)
    if most < 0:
        return "discontinuous"
    if not are_all_known(f):
        return "not known" if most == inf else f"at most C{most}"
    if least == inf:
        return "smooth"
    return "not known" if least < 0 else f"C{least}" if least == most else f"at least C{least}"


def _class_at(f: Expression, point: Fraction, highest: int) -> _Class:
    there = branch_point(f, point, 0)
    if there.is_jump or there.is_pole or is_joined(f, point, 0) is False:
        return _Class(-1, -1)
    sides = [side for side, value in ((-1, there.left), (1, there.right)) if not isnan(value)]
    breaks = _breaks_at_irrational(f, point) if is_irrational(point) else _breaks(f, point, sides)
    reached = -1
    with suppress(Undecided, Undefined, FormulaError):
        for order in range(highest + 1):
            if next(breaks):
                return _Class(order - 1, order - 1)
            reached = order
            if order == _PROVED_AFTER and _is_proved(f, point, sides):
                return _SMOOTH
    return _Class(reached, inf)


def _breaks(f: Expression, point: Fraction, sides: list[int]) -> Iterator[bool]:
    """Whether each derivative in turn, from order 0, jumps at a rational point or tends to infinity.

    Where all lower ones are continuous, one that has the same limit from both sides is, too (mean value
    theorem). Raises Undecided.
    """
    value = local(f, point, 1).found.value
    for order in count():
        limits = [Limit(value, None)] if order == 0 else []
        for side in sides:
            found = limits_beside(f, point, side, order)
            if found is None or (there := found[order]) is None:
                raise Undecided
            limits.append(there)
        yield any(each.is_infinite for each in limits) or not all(map(is_same, limits, limits[1:]))


def _breaks_at_irrational(f: Expression, point: Fraction) -> Iterator[bool]:
    """The same at an irrational point, known to 350 digits."""
    for order in count():
        there = branch_point(f, point, order)
        joined = is_joined(f, point, order)
        if joined is None:
            raise Undecided
        yield not joined or any(isinf(each) for each in (there.left, there.right))


# --- proofs ----------------------------------------------------------------------------------------------


def _is_proved(f: Expression, point: Fraction, sides: list[int]) -> bool:
    """Whether the branches beside a point are proved to be one analytic function but for what is flat."""
    branches = [(side, branch_beside(f, point, side)) for side in sides]
    known = [(side, branch) for side, branch in branches if branch is not None]
    if len(known) < len(sides):
        return False
    common = [branch for _, branch in known if _is_analytic(branch, point)]
    if not is_irrational(point) and isinstance(value := local(f, point, 1).found.value, Real):
        common.append(value.tree)
    return any(all(_is_flat(branch, each, point, side) for side, branch in known) for each in common)


def _is_analytic(branch: Expression, point: Fraction) -> bool:
    """Whether a formula without choices is analytic at a point at which it tends to a number.

    So it is where it is regular, and where it is a quotient of what is: a pole has no finite limit.
    """
    parts = [simplify(branch)]
    while parts:
        part = parts.pop()
        regular = domain(part).regular
        if regular is None or holds(regular, partial(sign_without_choices, point=point)):
            continue
        powers = factors(part)[1]
        if part in powers or not all(isinstance(n, int) or n.denominator == 1 for n in powers.values()):
            return False
        parts += powers
    return True


def _is_flat(branch: Expression, other: Expression, point: Fraction, side: int) -> bool:
    """Whether two formulas with one limit at a point are the same beside it but for what is flat."""
    if branch is other:
        return True
    difference = simplify(Apply("sub", branch, other))
    end = Fraction(0) if is_irrational(point) else point
    low, high = (None, end) if point < 0 else (end, None)
    if any(is_identically_zero(each, low, high) for each in (difference, derivative(difference))):
        return True
    if is_irrational(point) or applies(difference, WAVES):
        return False
    size, distance = (
        Apply("log", Apply("abs", each)) for each in (difference, Apply("sub", X, Number(point)))
    )
    try:
        order = limit(Apply("div", size, distance), Place(point, side))
    except (Undecided, Undefined):
        return False
    return order is not None and order.value == inf
