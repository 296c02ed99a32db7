"""The line in parts for quadrature: the branches of a function, divided, and the points of a rule."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, inf, nextafter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.analysis.pieces import NOWHERE, branch, pieces
from actx.core.analysis.zero_digits import is_irrational
from actx.core.arithmetic.double_double.scaled import Scaled
from actx.core.arithmetic.jets import has_quotient_of_zeros
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from actx.core.analysis.legendre import Rule
    from actx.core.formula.expression import Expression

    Floats = NDArray[np.float64]

_EVEN: Final = 64  # steps up to which parts are of one width
_MOST_DOUBLINGS: Final = 1100
_NARROW: Final = Fraction(1, 64)  # of a standard deviation: below this a part at an end is divided unevenly
PAIR_ERROR: Final = 2.0**-105
_SHARES: Final = tuple(Fraction(1, 4**k) for k in range(12, 0, -1))


class Branch(NamedTuple):
    """A formula without choices, and the ends of where the function is that, None for an infinity."""

    formula: Expression
    low: Fraction | None
    high: Fraction | None


class Part(NamedTuple):
    """An interval with the branch of the function on it, and whether its ends are ends of a branch."""

    formula: Expression
    low: Fraction
    high: Fraction
    is_first: bool
    is_last: bool


def branches(function: Expression) -> list[Branch] | None:
    """The branches of a function with their ends, None for an infinity; None if they are not known."""
    found: list[Branch] = []
    for piece in pieces(function) or ():
        found_here = branch(function, piece)
        if found_here is None or found_here is NOWHERE:
            return None
        formula = simplify(found_here)
        same = bool(found) and found[-1].formula is formula
        if same and piece.low is not None and not _is_zero_over_zero(formula, piece.low):
            found[-1] = found[-1]._replace(high=piece.high)
        else:
            found.append(Branch(formula, piece.low, piece.high))
    return found or None


def grouped(parts: Sequence[Part]) -> Iterator[tuple[Expression, Fraction | None, list[int], Floats, Floats]]:
    """Parts of one formula, and of one end at which a quotient in it is 0/0, if there is one.

    With each group come the places of its parts in the sequence, and their ends, rounded outwards.
    """
    kinds = [(part.formula, _end_of_zeros(part)) for part in parts]
    for formula, end in dict.fromkeys(kinds):
        index = [k for k, kind in enumerate(kinds) if kind == (formula, end)]
        low = np.array([nextafter(float(parts[k].low), -inf) for k in index])
        high = np.array([nextafter(float(parts[k].high), inf) for k in index])
        yield formula, end, index, low, high


def _end_of_zeros(part: Part) -> Fraction | None:
    """The end of a part at which a quotient is 0/0."""
    for end, is_end in ((part.low, part.is_first), (part.high, part.is_last)):
        if is_end and _is_zero_over_zero(part.formula, end):
            return end
    return None


def _is_zero_over_zero(formula: Expression, point: Fraction) -> bool:
    """Whether a quotient in a formula is 0/0 at a rational point."""
    return not is_irrational(point) and has_quotient_of_zeros(formula, point)


def places(part: Part, method: Rule) -> tuple[list[Fraction], list[Fraction]]:
    """The points of the rule on a part, and their weights."""
    middle, half = (part.low + part.high) / 2, (part.high - part.low) / 2
    return [middle + half * point for point in method.points], [half * each for each in method.weights]


def as_pairs(rows: Sequence[Sequence[Fraction]]) -> Scaled:
    """Fractions as double-double numbers of scale 0."""
    high = np.array([[float(each) for each in row] for row in rows])
    low = np.array(
        [
            [float(each - Fraction(hi)) for each, hi in zip(row, his, strict=True)]
            for row, his in zip(rows, high.tolist(), strict=True)
        ]
    )
    return Scaled(high, low, 0, np.abs(high) * PAIR_ERROR)


def cut(branch: Branch, reach: Fraction, step: Fraction) -> Iterator[Part]:
    """The parts of a branch within reach: as wide as a step, and ever wider far out, where little is left."""
    formula, low, high = branch
    start = -reach if low is None else max(low, -reach)
    end = reach if high is None else min(high, reach)
    if start >= end:
        return
    multiples = range(floor(max(start, -_EVEN * step) / step), ceil(min(end, _EVEN * step) / step) + 1)
    beyond = [sign * _EVEN * step * 2**k for sign in (-1, 1) for k in range(1, _MOST_DOUBLINGS)]
    inner = [x for x in sorted([*(k * step for k in multiples), *beyond]) if start < x < end]
    cuts = [start, *inner, end]
    for k, (left, right) in enumerate(pairwise(cuts)):
        yield Part(formula, left, right, k == 0 and start == low, k == len(inner) and end == high)


def split(part: Part, size: float) -> Iterator[Part]:
    """The part in two; next to the end of a branch, where it may be singular, in ever narrower parts."""
    width = part.high - part.low
    if width > _NARROW * Fraction(size) or part.is_first == part.is_last:
        cuts = [part.low, (part.low + part.high) / 2, part.high]
    elif part.is_first:
        cuts = [part.low, *(part.low + width * share for share in _SHARES), part.high]
    else:
        cuts = [part.low, *(part.high - width * share for share in reversed(_SHARES)), part.high]
    last = len(cuts) - 2
    for k in range(last + 1):
        yield Part(part.formula, cuts[k], cuts[k + 1], part.is_first and k == 0, part.is_last and k == last)
