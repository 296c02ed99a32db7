"""The zeros of a product, from those of its factors, and the signs between them.

So a zero without a change of sign is found as one of a factor that has it once: (x**2 - 2)**2 has no zero
that interval arithmetic could prove.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from actx.core.analysis.isolation import UnknownSign, signs_between
from actx.core.arithmetic import constants
from actx.core.formula.algebra import factors
from actx.core.formula.expression import Expression, depends_on_x
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Sequence

    Found = tuple[list[Fraction], list[int]]

# Zeros of two factors that are nearer to each other, relative to x, may be one and the same.
_APART: Final = Fraction(1, 10**100)


def signs_of_product(expression: Expression, low: Fraction | None, high: Fraction | None) -> Found:
    """What `signs_between` gives. Raises what that does."""
    coefficient, powers = factors(simplify(expression))
    if not coefficient or (len(powers) < 2 and set(powers.values()) <= {1}):
        return signs_between(expression, low, high)
    sign = 1 if coefficient > 0 else -1
    try:
        found = [(*_signs_of_factor(base, low, high), exponent) for base, exponent in powers.items()]
        points = _ascending([point for zeros, _, _ in found for point in zeros])
    except UnknownSign:
        return signs_between(expression, low, high)
    between = [sign] * (len(points) + 1)
    for zeros, signs, exponent in found:
        if exponent.denominator != 1 and -1 in signs:
            raise UnknownSign
        for k in range(len(between)):
            own = signs[sum(zero in points[:k] for zero in zeros)]
            between[k] *= 1 if exponent % 2 == 0 else own
    return points, between


def _signs_of_factor(base: Expression, low: Fraction | None, high: Fraction | None) -> Found:
    if depends_on_x(base):
        return signs_between(base, low, high)
    sign = constants.sign(base)
    if not sign:
        raise UnknownSign
    return [], [sign]


def _ascending(points: Sequence[Fraction]) -> list[Fraction]:
    """The points in order. Raises UnknownSign if two of them may be the same."""
    ordered = sorted(points)
    if any(b - a <= _APART * abs(b) for a, b in pairwise(ordered)):
        raise UnknownSign
    return ordered
