"""Whether two functions are equal: by proof, or else by their digits at many points.

The line is divided into pieces on which neither function changes branch. On each piece the difference of the
two branches is rewritten to a canonical form, and where pieces join, the values are compared. Where this
proves nothing, values are computed: the functions differ where the intervals that enclose their values are
disjoint; otherwise they agree to so many digits at so many points.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.analysis.branch_points import branch_at, branch_point, is_joined
from actx.core.analysis.facts import NO, NOT_KNOWN, PROVED, WHERE_DEFINED
from actx.core.analysis.pieces import NOWHERE, Piece, branch, pieces
from actx.core.analysis.spans import ascending
from actx.core.analysis.zero_digits import is_irrational
from actx.core.analysis.zeros import linear_zeros
from actx.core.arithmetic import constants
from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import Interval, exactly
from actx.core.arithmetic.decimals.promise import context
from actx.core.arithmetic.decimals.survey import SINGULAR, irregularity
from actx.core.arithmetic.interpret import interpret
from actx.core.errors import FormulaError
from actx.core.formula.algebra import ZERO
from actx.core.formula.differentiate import derivative, target
from actx.core.formula.domain import domain
from actx.core.formula.expression import Apply, Expression, nodes
from actx.core.formula.identities import is_identically_zero, without_choices
from actx.core.formula.language import ARITHMETIC, CHOICES, COMPARISONS, CONNECTIVES
from actx.core.formula.simplify import simplify
from actx.core.rounding import tiers

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from actx.core.asymptotic.reals import Real

    Floats = NDArray[np.float64]

# Values are compared to DIGITS significant digits, computed with _GUARD_DIGITS more; at _FEW points on each
# piece they are compared to _MANY_DIGITS first, which tells functions apart that differ very little.
DIGITS: Final = 60
_GUARD_DIGITS: Final = 12
_MANY_DIGITS: Final = 1200
_FEW: Final = 4
_MOST_POINTS: Final = 900
_FEWEST_POINTS: Final = 120
# How many cheap operations the comparison may cost, over all points; and how many of them a function costs.
_MOST_WORK: Final = 30_000
_FUNCTION_COST: Final = 8
# The sample: evenly spaced points on [-10, 10], powers of two, and a golden-ratio (low-discrepancy) sequence.
_UNIFORM: Final = 201
_OCTAVES: Final = 40
_GOLDEN: Final = 0.6180339887498949


class Part(NamedTuple):
    """The difference f - g on a piece."""

    piece: Piece
    difference: Expression
    """A formula without choices: ZERO where f and g are the same, NOWHERE where one is not defined."""
    slope: Expression
    proved: bool
    """Whether this is proved; if not, the difference is 0 to so many digits."""


class Relation(NamedTuple):
    """Whether two functions are equal, and their difference on each piece.

    Where the pieces are not known, `parts` is None, or empty if no difference was found.
    """

    equal: str
    parts: list[Part] | None


@lru_cache(maxsize=16)
def relation(f: Expression, g: Expression) -> Relation:
    """Whether two functions are equal at all x, by one of the answers above, and where they differ."""
    found = pieces(f, g)
    if found is None:
        if _is_proved_on_the_line(f, g):
            return Relation(PROVED, [])
        return _compared_as_a_whole(f, g)
    branches = [(branch(f, each), branch(g, each)) for each in found]
    if any(a is None or b is None for a, b in branches):
        return _compared_as_a_whole(f, g)
    parts = [_part(piece, a, b) for piece, (a, b) in zip(found, branches, strict=True) if a and b]
    open_ = [part for part in parts if not part.proved]
    joins = [piece.low for piece in found if piece.low is not None]
    verdicts = {
        _same_at(f, g, point, side)
        for point in joins
        if not is_irrational(point)
        for side in ((1,) if point else (1, -1))
    }
    verdicts |= {
        _same_at_irrational(f, g, point, beside)
        for point, beside in zip(joins, pairwise(branches), strict=True)
        if is_irrational(point)
    }
    verdicts |= {WHERE_DEFINED for a, b in branches if (a is NOWHERE) != (b is NOWHERE)}
    if any(part.proved and part.difference not in (ZERO, NOWHERE) for part in parts):
        verdicts.add(NO)
    if not open_ and None not in verdicts and NO not in verdicts:
        return Relation(WHERE_DEFINED if WHERE_DEFINED in verdicts else PROVED, parts)
    verdict = _compared(f, g, [part.piece for part in open_] or [None])
    parts = [
        part._replace(proved=True)
        if part.proved or part.piece in verdict.differ
        else part._replace(difference=ZERO, slope=ZERO)
        for part in parts
    ]
    return Relation(NO if NO in verdicts else verdict.text, parts)


def _compared_as_a_whole(f: Expression, g: Expression) -> Relation:
    """The relation of functions whose pieces are not known, by digits."""
    verdict = _compared(f, g, [None])
    return Relation(verdict.text, None if verdict.differ else [])


def _part(piece: Piece, a: Expression, b: Expression) -> Part:
    """The difference on a piece, as far as rewriting proves what it is; a and b are the branches there."""
    if a is NOWHERE or b is NOWHERE:
        return Part(piece, NOWHERE, NOWHERE, proved=True)
    difference = Apply("sub", a, b)
    if is_identically_zero(difference, piece.low, piece.high):
        return Part(piece, ZERO, ZERO, proved=True)
    try:
        slope = derivative(simplify(difference))
    except FormulaError:  # too large a derivative: raised again when someone asks for it
        return Part(piece, difference, difference, proved=False)
    if not is_identically_zero(slope, piece.low, piece.high):
        return Part(piece, difference, slope, proved=False)
    sign = constants.sign_at(difference, piece.inside)
    return Part(piece, ZERO if sign == 0 else difference, ZERO, proved=sign is not None)


def _is_proved_on_the_line(f: Expression, g: Expression) -> bool:
    """Whether functions that are regular everywhere are proved equal with each choice as an unknown."""
    if f is g:
        return True
    if domain(f).regular is not None or domain(g).regular is not None:
        return False
    difference = without_choices(Apply("sub", f, g))
    zero = Fraction(0)
    return difference is not None and all(
        is_identically_zero(difference, *ends) for ends in ((None, zero), (zero, None))
    )


def _same_at(f: Expression, g: Expression, point: Fraction, side: int) -> str | None:
    """Whether two functions have the same value at a point: an answer, or None if that is not known.

    At a pole the value is the limit on `side`.
    """
    from actx.core.asymptotic.reals import Undecided

    try:
        a, b = (_value(each, point, side) for each in (f, g))
    except Undecided:
        return None
    if a is None or b is None:
        return PROVED if a is b else WHERE_DEFINED
    if isinstance(a, float) or isinstance(b, float):
        return PROVED if isinstance(a, float) and isinstance(b, float) and a == b else NO
    sign = constants.sign(Apply("sub", a.tree, b.tree))
    return None if sign is None else NO if sign else PROVED


def _same_at_irrational(
    f: Expression, g: Expression, point: Fraction, beside: Collection[tuple[Expression | None, ...]]
) -> str | None:
    """The same for an irrational point, and the branches of both functions on its two sides.

    Where both are continuous, which is proved, or select the branches of one side, they are equal if they are
    beside it.
    """
    a, b = branch_point(f, point, 0), branch_point(g, point, 0)
    if a.value != b.value and not isnan(a.value) and not isnan(b.value):
        return NO
    if is_joined(f, point, 0) and is_joined(g, point, 0):
        return PROVED
    return PROVED if (branch_at(f, point), branch_at(g, point)) in beside else None


def _value(f: Expression, point: Fraction, side: int) -> Real | float | None:
    from actx.core.asymptotic.reals import Undefined
    from actx.core.asymptotic.special_points import local

    try:
        return local(f, point, side).found.value
    except Undefined:
        return None


# --- by digits -------------------------------------------------------------------------------------------


class _Verdict(NamedTuple):
    text: str
    differ: list[Piece | None]
    """The pieces on which the functions are known to differ; None stands for the whole line."""


def _compared(f: Expression, g: Expression, where: list[Piece | None]) -> _Verdict:
    """Compare the functions at points of these pieces; None stands for the whole line."""
    points = ascending(np.concatenate([_points(f, g), *map(_between, where)]))
    apart = _differ_by_arrays(f, g, points)
    differ = [piece for piece in where if _inside(piece, points[apart]).size]
    agreed = 0
    for piece in where:
        if piece in differ:
            continue
        inside = _inside(piece, points)
        count = max(_most_points(f, g) // len(where), _FEW)
        tried = inside[np.linspace(0, inside.size - 1, min(count, inside.size)).astype(int)]
        few = tried[np.linspace(0, tried.size - 1, min(_FEW, tried.size)).astype(int)]
        for digits, some in ((_MANY_DIGITS, few), (DIGITS + _GUARD_DIGITS, tried)):
            for x in some.tolist():
                same = _agree(f, g, Decimal(x), digits)
                if same is False:
                    differ.append(piece)
                    break
                agreed += same is True and digits != _MANY_DIGITS
            if piece in differ:
                break
    text = NO if differ else f"to {DIGITS} digits at {agreed} points" if agreed else NOT_KNOWN
    return _Verdict(text, differ)


def _differ_by_arrays(f: Expression, g: Expression, points: Floats) -> NDArray[np.bool_]:
    """Where double-double values prove that the functions differ."""
    difference = simplify(Apply("sub", f, g))
    for each in (f, g):
        difference = tiers.where_regular(each, difference)
    with np.errstate(all="ignore"):
        number = tiers.in_double_double(difference, points)
        return np.broadcast_to(np.abs(number.hi) + np.abs(number.lo) * 0 > 2 * number.error, points.shape)


def _agree(f: Expression, g: Expression, x: Decimal, digits: int) -> bool | None:
    """True if the values are the same to so many digits, False if they are known to differ, else None."""
    for precision in (digits, 2 * digits):
        a, b = (_enclosed(each, x, precision) for each in (f, g))
        if a is SINGULAR or b is SINGULAR:
            return None
        if a.lo.is_nan() or b.lo.is_nan():
            return a.lo.is_nan() and b.lo.is_nan()
        if a.hi < b.lo or b.hi < a.lo:
            return False
        with localcontext(context(precision)):
            widest = max(a.hi, b.hi) - min(a.lo, b.lo)
            smallest = min(abs(end) for end in (*a, *b))
            if widest <= smallest.scaleb(_GUARD_DIGITS - digits) or not widest:
                return True
    return None


def _enclosed(f: Expression, x: Decimal, digits: int) -> Interval:
    """An interval that holds the value; NOWHERE where the function is not defined, SINGULAR if in doubt."""
    point = exactly(x)
    return irregularity(f, digits, point) or interpret(target(f, 0), Decimals(digits), point)


def _most_points(f: Expression, g: Expression) -> int:
    """How many points to compare, fewer for functions that cost more."""
    cost = 0
    for each in (f, g):
        for node in nodes(target(each, 0)):
            if isinstance(node, Apply):
                cost += 1 if node.operation in _CHEAP else _FUNCTION_COST
    return min(max(_MOST_WORK // max(cost, 1), _FEWEST_POINTS), _MOST_POINTS)


_CHEAP: Final = (*ARITHMETIC, *CHOICES, *COMPARISONS, *CONNECTIVES, "abs", "sign", "sqrt")


def _points(f: Expression, g: Expression) -> Floats:
    """Points of all magnitudes, at and beside zeros of linear parts, and spread over the line."""
    octaves = 2.0 ** np.arange(-_OCTAVES, _OCTAVES + 1) * 1.37
    special = {float(each) for formula in (f, g) for each in linear_zeros(formula)}
    near = [x + side * d for x in special for side in (-1, 1) for d in (0.0, 1e-9, 1e-6, 1e-3, 0.1)]
    scattered = 3 * np.tan(1.57 * (2 * (np.arange(1, _MOST_POINTS // 2) * _GOLDEN % 1) - 1))
    uniform = np.linspace(-10, 10, _UNIFORM) + 0.0137
    return ascending(np.concatenate([octaves, -octaves, near, scattered, uniform]))


def _inside(piece: Piece | None, points: Floats) -> Floats:
    """The points that lie in a piece."""
    if piece is None:
        return points
    inside = np.ones(points.shape, dtype=bool)
    if piece.low is not None:
        inside &= points > float(piece.low)
    if piece.high is not None:
        inside &= points < float(piece.high)
    return points[inside]


def _between(piece: Piece | None) -> Floats:
    """Evenly spaced points in a piece that has two ends; none in any other."""
    if piece is None or piece.low is None or piece.high is None:
        return np.empty(0)
    return np.linspace(float(piece.low), float(piece.high), _FEWEST_POINTS + 2)[1:-1]
