"""How far apart two activations are, and where, and whether they are equal."""

from __future__ import annotations

from itertools import chain, groupby
from math import isnan
from sys import float_info
from typing import TYPE_CHECKING

from actx.core.analysis.branch_points import branch_point
from actx.core.analysis.extremes import extreme, largest, side
from actx.core.analysis.facts import PROVED, WHERE_DEFINED, Extreme
from actx.core.analysis.pieces import NOWHERE, edges
from actx.core.analysis.spans import nearest_to_zero
from actx.core.analysis.zeros import union
from actx.core.formula.algebra import ZERO
from actx.core.formula.expression import Apply
from actx.core.rounding.arrays import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.activation import Activation
    from actx.core.analysis.equality import Part
    from actx.core.formula.expression import Expression


def equality(f: Activation, g: Activation) -> str:
    """Whether two functions are equal at all x: one of the answers of `actx.core.analysis.equality`."""
    from actx.core.analysis.equality import relation  # for start-up time: only two have a relation

    return relation(f.function, g.function).equal


def distance(f: Activation, g: Activation, low: float, high: float, order: int = 0) -> Extreme:
    """The largest |f - g|, or |f' - g'| for order 1, on [low, high], and where.

    For equal functions it is 0, at the point of the range nearest to 0. At a kink, the derivative counts that
    the formula selects there.
    """
    from actx.core.analysis.equality import relation

    found = relation(f.function, g.function)
    if found.parts is None:
        best = extreme(Apply("sub", f.function, g.function), low, high, order)
    elif not found.parts:
        nearest = nearest_to_zero(low, high)
        best = Extreme(nearest, 0.0, found.equal in (PROVED, WHERE_DEFINED))
    else:
        best = largest(_on_parts(found.parts, low, high, order))
    best = largest([best, *_at_joins(f.function, g.function, low, high, order)])
    return best._replace(side=_side(f.function, g.function, best, order))


def _side(f: Expression, g: Expression, found: Extreme, order: int) -> int:
    """0 if the difference is one of values that the formulas select, else the side of which it is a limit."""
    for p in union(chain(edges(f), edges(g))).points:
        if abs(p) <= float_info.max and float(p) == found.x:
            apart = branch_point(f, p, order).value - branch_point(g, p, order).value
            there = branch_point(Apply("sub", f, g), p, order)
            return side(found.magnitude, there._replace(value=apart))
    return 0


def _on_parts(parts: list[Part], low: float, high: float, order: int) -> Iterator[Extreme]:
    """The largest difference on each piece of the range."""
    for (difference, slope, proved), run in groupby(parts, key=lambda p: (p.difference, p.slope, p.proved)):
        pieces = [part.piece for part in run]
        start, end = pieces[0].low, pieces[-1].high
        left = low if start is None else max(low, float(start))
        right = high if end is None else min(high, float(end))
        if left > right or (left == right and low < high):
            continue
        tree = slope if order else difference
        if tree is NOWHERE:
            continue
        if tree is ZERO:
            yield Extreme(nearest_to_zero(left, right), 0.0, proved)
        elif slope is ZERO:
            yield Extreme(nearest_to_zero(left, right), abs(at(tree, pieces[0].inside)), proved)
        else:
            found = extreme(difference, left, right, order, is_open=True)
            yield found._replace(proved=found.proved and proved)


def _at_joins(f: Expression, g: Expression, low: float, high: float, order: int) -> Iterator[Extreme]:
    """The differences at points where branches join, by the values that the formulas select there."""
    for p in union(chain(edges(f), edges(g))).points:
        if not low <= p <= high:
            continue
        a, b = (branch_point(each, p, order) for each in (f, g))
        if all(point.left == point.right == point.value for point in (a, b)):
            continue  # both are continuous: the pieces beside it have it as a limit
        apart = abs(a.value - b.value)
        if not isnan(apart):
            yield Extreme(float(p), apart)
