"""How far g is from f in units in the last place (ulps) of f in a format: the supremum on the whole line.

The spacing of a format's numbers at |f| doubles where |f| is a power of 2. Between these places, and those
where f or f - g turns, f - g is monotone and the spacing is one number, so that the largest ratio is at an
end. What is beyond the largest number of the format does not count.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import pairwise
from math import frexp, inf, isnan, ldexp
from sys import float_info
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.analysis.branch_points import at_end, value_at
from actx.core.analysis.factors import signs_of_product
from actx.core.analysis.glance import glance
from actx.core.analysis.isolation import UnknownSign
from actx.core.analysis.pieces import NOWHERE, branch, pieces
from actx.core.analysis.zero_digits import polished
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import derivative
from actx.core.formula.expression import Apply, Expression, Number, depends_on_x
from actx.core.formula.identities import is_identically_zero
from actx.core.formula.simplify import simplify
from actx.core.rounding.arrays import at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from actx.core.analysis.pieces import Piece
    from actx.core.rounding.formats import Format

    Floats = NDArray[np.float64]

_DIGITS: Final = 40  # of an x at which the spacing changes
_SAME: Final = 1e-6  # Ratios that are nearer to each other than this, relatively, are worked out.


class Ulps(NamedTuple):
    """A number of ulps, and the x at which it is attained or near which it is the limit."""

    value: float
    x: float


class _Span(NamedTuple):
    """An interval on which f is not 0, and it and f - g, formulas without choices, are monotone."""

    f: Expression
    difference: Expression
    low: Fraction | None
    high: Fraction | None


def largest_in_ulps(f: Expression, g: Expression, form: Format) -> Ulps | None:
    """The supremum of |f - g| in ulps of f, where |f| is in the format's range; None if not decided."""
    found = pieces(f, g)
    if found is None:
        return None
    try:
        spans = [span for piece in found for span in _spans(f, g, piece)]
        known = [each for span in spans for each in _of_span(span, form)]
        known += _at_joints(f, Apply("sub", f, g), found, form)
    except (UnknownSign, FormulaError):
        return None
    return max(known, key=lambda each: each.value, default=None)


def _spans(f: Expression, g: Expression, piece: Piece) -> Iterator[_Span]:
    """The parts of a piece that are spans. Raises UnknownSign and FormulaError."""
    a, b = branch(f, piece), branch(g, piece)
    if a is None or b is None:
        raise UnknownSign
    if a is NOWHERE or b is NOWHERE:
        return
    a, difference = simplify(a), simplify(Apply("sub", a, b))
    turns = {
        zero
        for each in (a, simplify(derivative(a)), simplify(derivative(difference)))
        if depends_on_x(each) and not is_identically_zero(each, piece.low, piece.high)
        for zero in signs_of_product(each, piece.low, piece.high)[0]
    }
    for low, high in pairwise([piece.low, *sorted(turns), piece.high]):
        yield _Span(a, difference, low, high)


def _of_span(span: _Span, form: Format) -> Iterator[Ulps]:
    """The ratios at the ends, and where the spacing changes. Raises UnknownSign."""
    ends = (span.low, 1), (span.high, -1)
    values = [_limit(span.f, *each) for each in ends]
    for (end, side), value, other in zip(ends, values, reversed(values), strict=True):
        if abs(value) <= form.largest:
            there = partial(_limit, end=end, side=side)
            below = abs(other) < abs(value) or _is_less(span.f, value, there)
            in_units = _in_units(span.difference, _spacing(abs(value), form, below=below))
            yield Ulps(abs(there(in_units)), -side * inf if end is None else float(end))
    yield from _where_spacing_changes(span, form)


def _at_joints(f: Expression, difference: Expression, found: Sequence[Piece], form: Format) -> Iterator[Ulps]:
    """The ratios where pieces meet: there a function may have a value of its own. Raises UnknownSign."""
    for joint in (piece.low for piece in found if piece.low is not None):
        value = value_at(f, joint)
        if abs(value) <= form.largest and not isnan(value_at(difference, joint)):
            there = partial(value_at, point=joint)
            spacing = _spacing(abs(value), form, below=_is_less(f, value, there))
            yield Ulps(abs(_known(there(_in_units(difference, spacing)))), float(joint))


def _is_less(f: Expression, value: float, there: Callable[[Expression], float]) -> bool:
    """Whether |f| is less there than what it is rounded to. Raises UnknownSign."""
    excess = _known(there(simplify(Apply("sub", f, Number(Fraction(value))))))
    return excess < 0 < value or value < 0 < excess


def _limit(formula: Expression, end: Fraction | None, side: int) -> float:
    """The limit at an end, seen from inside. Raises UnknownSign."""
    return _known(at_end(formula, end, side))


def _spacing(height: float, form: Format, *, below: bool) -> float:
    """The distance of the format's numbers at a magnitude, or just below it."""
    fraction, exponent = frexp(height)
    if below and fraction == 0.5:
        exponent -= 1
    return ldexp(1, (max(exponent - 1, form.emin) if height else form.emin) - form.precision + 1)


def _in_units(formula: Expression, unit: float) -> Expression:
    return simplify(Apply("div", formula, Number(Fraction(unit))))


def _where_spacing_changes(span: _Span, form: Format) -> Iterator[Ulps]:
    """The largest ratio where |f| is a power of 2, or the largest number, with the spacing below it."""
    start, end = (_limit(span.f, end, side) for end, side in ((span.low, 1), (span.high, -1)))
    least, most = sorted((abs(start), abs(end)))
    powers = [ldexp(1, exponent) for exponent in range(form.emin + 1, form.emax + 1)]
    levels = np.array([each for each in (*powers, form.largest) if least < each < most])
    if not levels.size:
        return
    levels = levels if start + end > 0 else -levels
    guesses = _solved(span, levels, rises=start < end)
    # Where all digits cancel a glance is 0: there are larger ratios.
    sizes = np.abs(glance(span.difference, guesses)) / np.abs(levels)
    for k in np.flatnonzero(~(sizes < np.nanmax(sizes) * (1 - _SAME))).tolist():
        level = simplify(Apply("sub", span.f, Number(Fraction(float(levels[k])))))
        place = polished(level, float(guesses[k]), digits=_DIGITS)
        spacing = _spacing(abs(float(levels[k])), form, below=True)
        yield Ulps(abs(_known(at(_in_units(span.difference, spacing), place))), float(place))


def _known(value: float) -> float:
    """The value. Raises UnknownSign if it is nan."""
    if isnan(value):
        raise UnknownSign
    return value


def _solved(span: _Span, levels: Floats, *, rises: bool) -> Floats:
    """Where f, monotone, has these values, by bisection of float64; a span is on one side of 0."""
    side = 1 if span.high is None or span.high > 0 else -1
    ends = (span.low, span.high)[::side]
    sizes = [float_info.max if end is None else abs(float(end)) for end in ends]
    low, high = (np.full(levels.shape, np.float64(size).view(np.int64)) for size in sizes)
    while (high - low > 1).any():
        middle = low + (high - low) // 2
        above = glance(span.f, side * middle.view(np.float64)) > levels
        beyond = above == (rises == (side > 0))
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    return side * low.view(np.float64)
