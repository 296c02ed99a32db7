"""E f(X), E f(X)**2 and E f'(X)**2 for X ~ N(0, variance), a judge that knows nothing of actx.

Gauss-Legendre quadrature by Arb's own points and weights, on halves between the kinks, with two numbers of
points: what they have in common is right.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from flint import arb, ctx

from judges.on_intervals import Definition, ball, fraction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BITS: Final = 220
_POINTS: Final = (28, 36)
_REACH: Final = 15  # standard deviations; beyond are less than 10**-48
_LEVELS: Final = 45  # of ever narrower parts next to a kink where the function is singular
AGREED: Final = Fraction(1, 10**22)
"""The relative difference of what the two numbers of points give."""


class NotAgreed(ArithmeticError):  # noqa: N818  (a state of knowledge)
    """The two numbers of points give different results."""


def moments(
    name: str, parameters: Mapping[str, Fraction], deviation: Fraction = Fraction(1)
) -> tuple[Fraction, Fraction, Fraction]:
    """The three moments, right to a share of AGREED of E |f|, E f**2 and E f'**2. Raises NotAgreed."""
    owner = Definition(name, parameters)
    for graded in (False, True):
        cuts = list(_cuts(owner, deviation, graded=graded))
        first, second = (_sums(owner, cuts, deviation, count) for count in _POINTS)
        sizes = first[-1], *first[1:3]
        if all(abs(a - b) <= AGREED * size for a, b, size in zip(first[:3], second[:3], sizes, strict=True)):
            return second[0], second[1], second[2]
    raise NotAgreed(name)


def _cuts(owner: Definition, deviation: Fraction, *, graded: bool) -> Iterator[Fraction]:
    reach = _REACH * deviation
    kinks = {cut for cut in {*owner.kinks, Fraction(0)} if abs(cut) < reach}
    steps = {k * deviation / 2 for k in range(-2 * _REACH, 2 * _REACH + 1)}
    near: set[Fraction] = set()
    if graded:
        near = {
            kink + side * deviation / 4**k for kink in kinks for side in (-1, 1) for k in range(1, _LEVELS)
        }
    yield from sorted(kinks | steps | near)


def _sums(
    owner: Definition, cuts: list[Fraction], deviation: Fraction, count: int
) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """The three sums, and that of |f|."""
    totals = [Fraction(0)] * 4
    with ctx.workprec(_BITS):
        rule = [arb.legendre_p_root(count, k, weight=True) for k in range(count)]
        nodes = [(fraction(x.mid()), w) for x, w in rule]
    for low, high in pairwise(cuts):
        middle, half = (low + high) / 2, (high - low) / 2
        outcomes = owner.outcomes(middle)
        with ctx.workprec(_BITS):
            sums = [arb(0)] * 4
            for node, weight in nodes:
                x = middle + half * node
                found = owner.value_and_slope(ball(x), outcomes)
                if found is None:
                    raise NotAgreed
                f, slope = found
                z = ball(x / deviation)
                density = (-z * z / 2).exp() * weight
                terms = (f, f * f, slope * slope, abs(f))
                sums = [total + term * density for total, term in zip(sums, terms, strict=True)]
            scale = ball(half / deviation) / (2 * arb.pi()).sqrt()
            totals = [a + fraction((b * scale).mid()) for a, b in zip(totals, sums, strict=True)]
    return totals[0], totals[1], totals[2], totals[3]
