"""From where on a function is constant, or x itself, in a number format: where it saturates there.

Where f is monotone up to the end, so is f rounded to a format, and the x at which it is what it is at the end
are all those from one on, which bisection of the format's numbers finds. The same holds for f'; and, where
f(x) - x is monotone and tends to 0, for the x on one side of 0 at which f(x) rounds to x, since the numbers
of a format become no denser there.
"""

from __future__ import annotations

from bisect import bisect
from itertools import pairwise
from math import inf, isfinite, isinf, isnan
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from actx.core.analysis.branch_points import branch_point
from actx.core.analysis.pieces import pieces
from actx.core.analysis.signs import signs
from actx.core.formula.expression import Apply, X
from actx.core.formula.simplify import simplify
from actx.core.rounding.arrays import at

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from actx.core.analysis.signs import Signs
    from actx.core.formula.expression import Expression
    from actx.core.rounding.formats import Format


class Saturation(NamedTuple):
    """From x on outwards f (or f', for order 1) rounds to `value`; or, if that is None, to x.

    It is the first number of the format for which that is so, or the first one past the last turn of f.
    """

    order: int
    x: float
    value: float | None


def saturations(function: Expression, form: Format, side: int) -> list[Saturation]:
    """Where f and f' saturate to the right (side 1) or to the left (side -1), as far as that is decided."""
    found = [_of_value(function, form, side), _of_slope(function, form, side)]
    return [each for each in found if each is not None]


def _of_value(function: Expression, form: Format, side: int) -> Saturation | None:
    limit = at(function, side * inf, form)
    if isfinite(limit):
        last = _last_turn(function, 0, side)
        x = None if last is None else _from(last, form, side, lambda x: at(function, x, form) == limit)
        return None if x is None else Saturation(0, x, limit)
    rest = simplify(Apply("sub", function, X))
    if at(rest, side * inf) != 0:
        return None
    last = _last_turn(rest, 0, side)
    if last is None:
        return None
    beyond = last if side * last.x > 0 else _Turn(side * 0.0, belongs=True)
    x = _from(beyond, form, side, lambda x: at(function, x, form) == x)
    return None if x is None or _is_level_beyond(rest, x, side) else Saturation(0, x, None)


def _is_level_beyond(rest: Expression, x: float, side: int) -> bool:
    """Whether there is an interval beyond x on which f - x is a constant but 0.

    There f may lie half way between numbers, of which the even one is taken: once x, and once another.
    """
    found, chart = pieces(rest), signs(rest, 1)
    assert found is not None  # the last turn is known
    assert chart is not None
    for piece in found:
        far = piece.high if side > 0 else piece.low
        is_level = chart.between[bisect(chart.points, piece.inside)] == 0
        if is_level and (far is None or side * far > side * x) and at(rest, piece.inside) != 0:
            return True
    return False


def _of_slope(function: Expression, form: Format, side: int) -> Saturation | None:
    limit = at(function, side * inf, form, 1)
    last = _last_turn(function, 1, side)
    if last is None or not isfinite(limit):
        return None
    x = _from(last, form, side, lambda x: at(function, x, form, 1) == limit)
    return None if x is None else Saturation(1, x, limit)


class _Turn(NamedTuple):
    """A point, and whether its own value belongs to what is beyond it."""

    x: float
    belongs: bool


def _last_turn(function: Expression, order: int, side: int) -> _Turn | None:
    """The outermost point beyond which a derivative is monotone; None if it is not known.

    It is the other infinity if the derivative is monotone on the whole line.
    """
    chart, known = signs(function, order + 1), pieces(function)
    if chart is None or known is None:
        return None
    joints = {piece.low for piece in known if piece.low is not None}
    direction = 0
    for x in sorted({*chart.points, *joints}, reverse=side > 0):
        there = branch_point(function, x, order) if x in joints else None
        jumps = [] if there is None else [_sign(b - a) for a, b in pairwise(there[1:])]
        outer, *inner = jumps[::-side] or [0]
        for step, belongs in (
            (_sign_beside(chart, x, side), False),
            (outer, False),
            *((jump, True) for jump in inner),
            (_sign_beside(chart, x, -side), True),
        ):
            if step is None or step * direction < 0:
                return _Turn(float(x), belongs)
            direction = direction or step
    return _Turn(-side * inf, belongs=True)


def _sign_beside(chart: Signs, x: Fraction, side: int) -> int | None:
    """The sign of a chart beside a point."""
    before = sum(point < x for point in chart.points)
    return chart.between[before + (side > 0 and x in chart.points)]


def _sign(step: float) -> int | None:
    return None if isnan(step) else (step > 0) - (step < 0)


def _from(last: _Turn, form: Format, side: int, holds: Callable[[float], bool]) -> float | None:
    """The first number of the format beyond a point from which `holds` is true to the end.

    It is true from one number on. None if it holds for no finite number, or for all of them.
    """
    outer = _counted(form, side, side * form.largest)
    inner = -outer if isinf(last.x) else max(-outer, _code(form, side, last.x))
    inner += not last.belongs and _number(form, side, inner) == last.x
    if inner > outer or not holds(_number(form, side, outer)):
        return None
    if holds(_number(form, side, inner)):
        return None if isinf(last.x) else _number(form, side, inner)
    while outer - inner > 1:
        middle = (inner + outer) // 2
        if holds(_number(form, side, middle)):
            outer = middle
        else:
            inner = middle
    return _number(form, side, outer)


# The numbers of a format are counted outwards: 0 is 0, and the largest one of the side has the most.


def _code(form: Format, side: int, x: float) -> int:
    """The first number of the format that is at x or farther out."""
    rounded = float(form.round(np.array([x]))[0])
    if isnan(rounded) or abs(rounded) > form.largest:
        rounded = form.largest if x > 0 else -form.largest
    code = _counted(form, side, rounded)
    return code + 1 if side * rounded < side * x else code


def _counted(form: Format, side: int, number: float) -> int:
    bits = int(form.to_bits(np.array([abs(number)]))[0])
    return bits if side * number >= 0 else -bits


def _number(form: Format, side: int, code: int) -> float:
    magnitude = float(form.from_bits(np.array([abs(code)], dtype=np.uint64))[0])
    return side * magnitude if code >= 0 else -side * magnitude
