"""Integrals of f**a * f'**b * f''**c against a normal density over the whole line, between proved bounds.

The line is divided where f changes branch, and further until on each part the remainder of Gauss-Legendre
quadrature is small, which the Taylor coefficients of the integrand on the part bound (see `jets`). The values
at the points are double-double numbers with a bound on their error, or decimals. What is left beyond the last
part is bounded by how fast f grows (see `growth`).
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, inf, nextafter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.analysis.growth import growth, tail, together
from actx.core.analysis.legendre import rule
from actx.core.analysis.pieces import NOWHERE, branch, pieces
from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.double_double import scaled
from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.scaled import Scaled
from actx.core.arithmetic.interpret import interpret
from actx.core.arithmetic.jets import Jet, differentiated, jets, multiplied
from actx.core.formula.differentiate import target
from actx.core.formula.expression import Apply, Expression, X, substitute
from actx.core.formula.lower import lowered, rearranged
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from actx.core.arithmetic.decimals.interval import Interval

    Floats = NDArray[np.float64]

_POINTS: Final = 12  # of the rule, in double-double
_REACHES: Final = (14, 18, 24, 36, 60)  # standard deviations up to which parts may go
_FIRST_PARTS: Final = 2  # to a standard deviation
_MOST_PARTS: Final = 6000
_MOST_ROUNDS: Final = 40
_NARROW: Final = Fraction(1, 64)  # of a standard deviation: below this a part at an end is divided unevenly
_GUARD: Final = 15  # digits that a sum of thousands of values may lose
_PAIR_ERROR: Final = 2.0**-105
_SHARES: Final = tuple(Fraction(1, 4**k) for k in range(12, 0, -1))


class Powers(NamedTuple):
    """The integrand f**function * f'**slope * f''**second."""

    function: int
    slope: int = 0
    second: int = 0


class Enclosure(NamedTuple):
    """The value lies from `low` to `high`."""

    low: Fraction
    high: Fraction


_UNKNOWN: Final = Enclosure(Fraction(1), Fraction(0))
"""No enclosure."""


class _Part(NamedTuple):
    """An interval with the branch of the function on it, and whether its ends are ends of a branch."""

    formula: Expression
    low: Fraction
    high: Fraction
    is_first: bool
    is_last: bool


class Integrals:
    """The integrals of a function for a normal density of mean 0 and of a standard deviation.

    The deviation is a positive constant expression; `tolerance` bounds the error of each integral roughly.
    With `digits` values are computed to so many decimal digits, else in double-double arrays.
    """

    def __init__(
        self, function: Expression, deviation: Expression, size: float, tolerance: float, digits: int = 0
    ) -> None:
        self._function, self._size, self._tolerance, self._digits = function, size, tolerance, digits
        self._density = Apply("div", Apply("normpdf", Apply("div", X, deviation)), deviation)
        self._rule = rule(max(_POINTS, digits // 2), max(digits, 32) + 8)

    def enclosures(self, powers: Sequence[Powers]) -> list[Enclosure] | None:
        """An enclosure of each integral; None if the branches are not known, or the bounds do not suffice.

        Raises FormulaError for a function of too many nodes.
        """
        branches = self._branches()
        if branches is None:
            return None
        for deviations in _REACHES:
            reach = Fraction(ceil(max(deviations * self._size, 1.0)))
            beyond = [self._tails(branches, float(reach), each) for each in powers]
            if max(beyond) <= self._tolerance:
                break
        else:
            return None
        divided = self._divided(branches, reach, powers)
        if divided is None:
            return None
        parts, errors = divided
        sums = self._by_decimals(parts, powers) if self._digits else self._by_pairs(parts, powers)
        found = []
        for (low, high), outside, error in zip(sums, beyond, errors, strict=True):
            slack = outside + error
            if low > high or not slack < inf:
                return None
            found.append(Enclosure(low - Fraction(slack), high + Fraction(slack)))
        return found

    def _branches(self) -> list[tuple[Expression, Fraction | None, Fraction | None]] | None:
        """The branches of the function with their ends, None for an infinity."""
        found: list[tuple[Expression, Fraction | None, Fraction | None]] = []
        for piece in pieces(self._function) or ():
            found_here = branch(self._function, piece)
            if found_here is None or found_here is NOWHERE:
                return None
            formula = simplify(found_here)
            if found and found[-1][0] is formula:
                found[-1] = (formula, found[-1][1], piece.high)
            else:
                found.append((formula, piece.low, piece.high))
        return found or None

    def _tails(
        self,
        branches: Sequence[tuple[Expression, Fraction | None, Fraction | None]],
        reach: float,
        powers: Powers,
    ) -> float:
        """A bound of the integral beyond `reach` on both sides."""
        outside = 0.0
        for formula, low, high in branches:
            if high is None or high > reach:
                outside += self._tail(formula, max(reach, float(low or 0)), powers)
            if low is None or low < -reach:
                mirrored = substitute(formula, {"x": Apply("neg", X)})
                outside += self._tail(mirrored, max(reach, -float(high or 0)), powers)
        return outside

    def _tail(self, formula: Expression, start: float, powers: Powers) -> float:
        bounds = [growth(target(formula, order), start) for order in range(1 + _highest(powers))]
        total = together(bound for bound, power in zip(bounds, powers, strict=False) for _ in range(power))
        return tail(total, start, self._size)

    # --- parts -------------------------------------------------------------------------------------------

    def _divided(
        self,
        branches: Sequence[tuple[Expression, Fraction | None, Fraction | None]],
        reach: Fraction,
        powers: Sequence[Powers],
    ) -> tuple[list[_Part], list[float]] | None:
        """Parts whose remainders are small, and the sum of these for each integrand."""
        step = Fraction(self._size).limit_denominator(1024) / _FIRST_PARTS or Fraction(1, 2048)
        waiting = [part for each in branches for part in _first_parts(*each, reach, step)]
        done: list[_Part] = []
        errors = [0.0] * len(powers)
        for _ in range(_MOST_ROUNDS):
            remainders, flat = self._remainders(waiting, powers)
            allowed = self._tolerance / 512
            rest: list[_Part] = []
            for k, part in enumerate(waiting):
                if remainders[:, k].max() <= allowed:
                    done.append(part)
                    errors = [a + b for a, b in zip(errors, remainders[:, k], strict=True)]
                elif flat[:, k].max() <= allowed:  # as small as it is narrow: left out
                    errors = [a + b for a, b in zip(errors, flat[:, k], strict=True)]
                else:
                    rest += _split(part, self._size)
            if not rest:
                return done, [each * (1 + 1e-9) for each in errors]
            if len(rest) + len(done) > _MOST_PARTS:
                return None
            waiting = rest
        return None

    def _remainders(self, parts: Sequence[_Part], powers: Sequence[Powers]) -> tuple[Floats, Floats]:
        """For each integrand and part, a bound of the remainder, and one of the whole integral."""
        order = 2 * len(self._rule.points)
        shape = (len(powers), len(parts))
        remainders, flat = np.empty(shape), np.empty(shape)
        most = max(_highest(each) for each in powers)
        for formula in dict.fromkeys(part.formula for part in parts):
            index = [k for k, part in enumerate(parts) if part.formula is formula]
            low = np.array([nextafter(float(parts[k].low), -inf) for k in index])
            high = np.array([nextafter(float(parts[k].high), inf) for k in index])
            f, density = jets([formula, self._density], low, high, order + most)
            derivatives = [f]
            for _ in range(most):
                derivatives.append(differentiated(derivatives[-1]))
            kept = [Jet(each.lo[: order + 1], each.hi[: order + 1]) for each in derivatives]
            density = Jet(density.lo[: order + 1], density.hi[: order + 1])
            with np.errstate(all="ignore"):
                width = (high - low) * (1 + 1e-12)
                for i, each in enumerate(powers):
                    size = _integrand(each, kept, density).magnitude
                    remainders[i, index] = size[order] * width ** (order + 1) * self._rule.factor
                    flat[i, index] = size[0] * width
        return np.nan_to_num(remainders, nan=inf), np.nan_to_num(flat, nan=inf)

    # --- sums --------------------------------------------------------------------------------------------

    def _by_pairs(self, parts: Sequence[_Part], powers: Sequence[Powers]) -> list[Enclosure]:
        """The sums of the rule over all parts, in double-double arrays of shape (parts, points)."""
        totals = [Fraction(0)] * len(powers)
        errors = [0.0] * len(powers)
        for formula in dict.fromkeys(part.formula for part in parts):
            places = [self._places(part) for part in parts if part.formula is formula]
            x, weights = (_as_pairs([row[axis] for row in places]) for axis in (0, 1))
            with np.errstate(all="ignore"):
                known: dict[Expression, Scaled] = {}
                values = [
                    interpret(lowered(each), DoubleDouble(), x, known)
                    for each in (*self._targets(formula, powers), self._density)
                ]
                weighted = scaled.mul(weights, values.pop())
                for i, each in enumerate(powers):
                    total = weighted
                    for value, power in zip(values, each, strict=False):
                        for _ in range(power):
                            total = scaled.mul(total, value)
                    (hi, lo), error = scaled.flat(total)
                    hi, lo, error = (np.broadcast_to(part, x.hi.shape).ravel() for part in (hi, lo, error))
                    errors[i] += float(np.sum(error) * (1 + 1e-9)) if np.isfinite(hi).all() else inf
                    if errors[i] < inf:
                        totals[i] += sum(map(Fraction, [*hi.tolist(), *lo.tolist()]))
        return [
            Enclosure(total - Fraction(error), total + Fraction(error)) if error < inf else _UNKNOWN
            for total, error in zip(totals, errors, strict=True)
        ]

    def _by_decimals(self, parts: Sequence[_Part], powers: Sequence[Powers]) -> list[Enclosure]:
        """The same in decimals, point by point."""
        arithmetic = Decimals(self._digits + _GUARD)
        totals: list[Interval] = [arithmetic.number(Fraction(0))] * len(powers)
        for part in parts:
            targets = [rearranged(each) for each in self._targets(part.formula, powers)]
            for x, weight in zip(*self._places(part), strict=True):
                place = arithmetic.number(x)
                values = [interpret(each, arithmetic, place) for each in targets]
                density = interpret(self._density, arithmetic, place)
                weighted = arithmetic.mul(arithmetic.number(weight), density)
                for i, each in enumerate(powers):
                    total = weighted
                    for value, power in zip(values, each, strict=False):
                        for _ in range(power):
                            total = arithmetic.mul(total, value)
                    totals[i] = arithmetic.add(totals[i], total)
        return [
            Enclosure(Fraction(low), Fraction(high)) if low.is_finite() and high.is_finite() else _UNKNOWN
            for low, high in totals
        ]

    def _targets(self, formula: Expression, powers: Sequence[Powers]) -> list[Expression]:
        """The derivatives of a branch that integrands are made of."""
        return [target(formula, order) for order in range(1 + max(map(_highest, powers)))]

    def _places(self, part: _Part) -> tuple[list[Fraction], list[Fraction]]:
        """The points of the rule on a part, and their weights."""
        middle, half = (part.low + part.high) / 2, (part.high - part.low) / 2
        return (
            [middle + half * point for point in self._rule.points],
            [half * weight for weight in self._rule.weights],
        )


def _as_pairs(rows: Sequence[Sequence[Fraction]]) -> Scaled:
    """Fractions as double-double numbers of scale 0."""
    high = np.array([[float(each) for each in row] for row in rows])
    low = np.array(
        [
            [float(each - Fraction(hi)) for each, hi in zip(row, his, strict=True)]
            for row, his in zip(rows, high.tolist(), strict=True)
        ]
    )
    return Scaled(high, low, 0, np.abs(high) * _PAIR_ERROR)


def _highest(powers: Powers) -> int:
    return 2 if powers.second else 1 if powers.slope else 0


def _integrand(powers: Powers, derivatives: Sequence[Jet], density: Jet) -> Jet:
    """The coefficients of the integrand: of squares first, which are shared factors."""
    total = density
    for order, power in enumerate(powers):
        for _ in range(power):
            total = multiplied(total, derivatives[order])
    return total


def _first_parts(
    formula: Expression, low: Fraction | None, high: Fraction | None, reach: Fraction, step: Fraction
) -> Iterator[_Part]:
    """The parts of a branch within reach, cut at multiples of a step."""
    start = -reach if low is None else max(low, -reach)
    end = reach if high is None else min(high, reach)
    if start >= end:
        return
    inner = [k * step for k in range(floor(start / step) + 1, ceil(end / step))]
    cuts = [start, *inner, end]
    for k in range(len(cuts) - 1):
        is_first, is_last = k == 0 and start == low, k == len(cuts) - 2 and end == high
        yield _Part(formula, cuts[k], cuts[k + 1], is_first, is_last)


def _split(part: _Part, size: float) -> Iterator[_Part]:
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
        yield _Part(part.formula, cuts[k], cuts[k + 1], part.is_first and k == 0, part.is_last and k == last)
