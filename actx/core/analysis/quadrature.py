"""Integrals of x**a * f(x)**b * f'(x)**c against a normal density over the whole line, between proved bounds.

The line is divided where f changes branch, and further until on each part the remainder of Gauss-Legendre
quadrature is small, which the Taylor coefficients of the integrand on the part bound (see `jets`). The values
at the points are double-double numbers with a bound on their error, or decimals. What is left beyond the last
part is bounded by how fast f grows (see `growth`).
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from math import ceil, floor, inf, log2, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import numpy as np

from actx.core.analysis.enclosure import Enclosure
from actx.core.analysis.growth import growth, tail, together
from actx.core.analysis.legendre import Rule, rule
from actx.core.analysis.parts import Branch, Part, as_pairs, branches, cut, grouped, places, split
from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.double_double import scaled
from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.interpret import interpret
from actx.core.arithmetic.jets import Jet, differentiated, jets, multiplied
from actx.core.formula.algebra import ONE
from actx.core.formula.algebra import sqrt as root
from actx.core.formula.differentiate import target
from actx.core.formula.expression import Apply, Expression, Number, X, mirrored
from actx.core.formula.lower import lowered, rearranged
from actx.core.formula.simplify import simplify
from actx.core.rounding.tiers import bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from actx.core.arithmetic.decimals.interval import Interval
    from actx.core.arithmetic.double_double.scaled import Scaled

    Floats = NDArray[np.float64]

T = TypeVar("T")

_POINTS: Final = 12  # of the rule, in double-double
_REACHES: Final = (14, 18, 24, 36, 60)  # standard deviations up to which parts may go
_SHARE_OF_PART: Final = 512  # of the error that is allowed
_MORE: Final = 1 + 1e-9  # widens a bound for its own rounding errors
_MOST_PARTS: Final = 6000
_HUGE: Final = 1e30  # a bound of a part next to a pole of a factor, which is no measure of the integral
_MOST_ROUNDS: Final = 40
_GUARD: Final = 15  # digits beyond those that are asked for


class Powers(NamedTuple):
    """The integrand f(x)**function * f'(x)**slope * x**x."""

    function: int
    slope: int = 0
    x: int = 0


_UNKNOWN: Final = Enclosure(Fraction(1), Fraction(0))
"""No enclosure."""


class Integrals:
    """The integrals of a function for the normal density of mean 0 and a variance."""

    def __init__(self, function: Expression, variance: Fraction) -> None:
        self._function = function
        deviation = root(Number(variance))
        self._density = simplify(Apply("div", Apply("normpdf", Apply("div", X, deviation)), deviation))
        self._size = sqrt(variance)

    def enclosures(
        self, powers: Sequence[Powers], tolerance: float, digits: int = 0
    ) -> list[Enclosure] | None:
        """An enclosure of each integral, whose width is about `tolerance` times the integral of magnitudes.

        Values are computed in double-double arrays, or with so many decimal digits. None if the branches of
        the function are not known, or if the bounds do not suffice. Raises FormulaError for a function of too
        many nodes.
        """
        if self.branches is None:
            return None
        method = rule(max(_POINTS, digits // 2), max(digits, 32) + _GUARD)
        divided = self._divided(powers, tolerance, method)
        if divided is None:
            return None
        parts, errors = divided
        sums = (
            self._by_decimals(parts, powers, method, digits + _GUARD)
            if digits
            else self._by_pairs(parts, powers, method)
        )
        if _UNKNOWN in sums:
            return None
        return [each.widened(error) for each, error in zip(sums, errors, strict=True)]

    def estimates(self, powers: Sequence[Powers]) -> list[float] | None:
        """The integrals in float64, with an error of some 1e-13 for a smooth function, and no proof."""
        method = rule(_POINTS, 32)
        totals = [0.0] * len(powers)
        parts = self._first_parts(Fraction(ceil(max(_REACHES[0] * self._size, 1.0))))
        for formula in dict.fromkeys(part.formula for part in parts):
            mine = [part for part in parts if part.formula is formula]
            half = np.array([float(part.high - part.low) / 2 for part in mine])[:, np.newaxis]
            x = np.array([float(part.low) for part in mine])[:, np.newaxis] + half * (
                1 + np.array([float(each) for each in method.points])
            )
            *factors, density = (bounded(each, x)[0] for each in (*_factors(formula, *powers), self._density))
            with np.errstate(all="ignore"):
                weighted = density * half * np.array([float(each) for each in method.weights])
                for i, each in enumerate(powers):
                    totals[i] += float(np.nansum(_product(np.multiply, weighted, factors, each)))
        return totals if parts else None

    @cached_property
    def branches(self) -> list[Branch] | None:
        """The branches of the function; None if they are not known."""
        return branches(self._function)

    # --- parts -------------------------------------------------------------------------------------------

    def _divided(
        self, powers: Sequence[Powers], tolerance: float, method: Rule
    ) -> tuple[list[Part], list[float]] | None:
        """Parts of the line, and for each integrand a bound of what the rule on these parts leaves out."""
        for deviations in _REACHES:
            reach = Fraction(ceil(max(deviations * self._size, 1.0)))
            waiting = self._first_parts(reach)
            _, whole = self._remainders(waiting, powers, 0, method)
            allowed = [tolerance * float(row[row < _HUGE].sum()) for row in whole]
            errors = [self.tails(float(reach), each) for each in powers]
            if all(error <= most for error, most in zip(errors, allowed, strict=True)):
                break
        else:
            return None
        most = np.array(allowed) / _SHARE_OF_PART
        done: list[Part] = []
        for _ in range(_MOST_ROUNDS):
            remainders, whole = self._remainders(waiting, powers, 2 * len(method.points), method)
            rest: list[Part] = []
            for k, part in enumerate(waiting):
                if (remainders[:, k] <= most).all():
                    done.append(part)
                    left_out = remainders[:, k]
                elif (whole[:, k] <= most).all():  # as small as the part is narrow
                    left_out = whole[:, k]
                else:
                    rest += split(part, self._size)
                    continue
                errors = [a + b for a, b in zip(errors, left_out, strict=True)]
            if not rest:
                return done, [each * _MORE for each in errors]
            if len(rest) + len(done) > _MOST_PARTS:
                return None
            waiting = rest
        return None

    def _first_parts(self, reach: Fraction) -> list[Part]:
        exponent = floor(log2(self._size)) - 1
        step = Fraction(2) ** exponent
        return [part for each in self.branches or () for part in cut(each, reach, step)]

    def tails(self, reach: float, powers: Powers) -> float:
        """A bound of the integral beyond `reach` on both sides."""
        outside = 0.0
        for formula, low, high in self.branches or ():
            if high is None or high > reach:
                outside += self._tail(formula, max(reach, float(low or 0)), powers)
            if low is None or low < -reach:
                outside += self._tail(mirrored(formula), max(reach, -float(high or 0)), powers)
        return outside

    def _tail(self, formula: Expression, start: float, powers: Powers) -> float:
        bounds = [growth(each, start) for each in _factors(formula, powers)]
        total = together(bound for bound, power in zip(bounds, powers, strict=True) for _ in range(power))
        return tail(total, start, self._size)

    def _remainders(
        self, parts: Sequence[Part], powers: Sequence[Powers], order: int, method: Rule
    ) -> tuple[Floats, Floats]:
        """For each integrand and part, a bound of the remainder, and one of the whole integral."""
        remainders, whole = np.empty((2, len(powers), len(parts)))
        for formula, end, index, low, high in grouped(parts):
            f, x, density = jets([formula, X, self._density], low, high, order + 1, end)
            width = (high - low) * _MORE
            sizes = _sizes([f, differentiated(f), x], density, powers, order)
            with np.errstate(all="ignore"):
                remainders[:, index] = sizes * width ** (order + 1) * method.factor
            # The derivative may have bounds where the expansion of the function has none.
            *factors, density = jets([*_factors(formula, *powers), self._density], low, high, 0)
            whole[:, index] = _sizes(factors, density, powers, 0) * width
        return np.nan_to_num(remainders, nan=inf), np.nan_to_num(whole, nan=inf)

    # --- sums --------------------------------------------------------------------------------------------

    def _by_pairs(self, parts: Sequence[Part], powers: Sequence[Powers], method: Rule) -> list[Enclosure]:
        """The sums of the rule over all parts, in double-double arrays of shape (parts, points)."""
        totals = [Fraction(0)] * len(powers)
        errors = [0.0] * len(powers)
        for formula in dict.fromkeys(part.formula for part in parts):
            rows = [places(part, method) for part in parts if part.formula is formula]
            x, weights = (as_pairs([row[axis] for row in rows]) for axis in (0, 1))
            with np.errstate(all="ignore"):
                known: dict[Expression, Scaled] = {}
                *factors, density = (
                    interpret(lowered(each), DoubleDouble(), x, known)
                    for each in (*_factors(formula, *powers), self._density)
                )
                weighted = scaled.mul(weights, density)
                for i, each in enumerate(powers):
                    pair, error = scaled.flat(_product(scaled.mul, weighted, factors, each))
                    hi, lo, error = (np.broadcast_to(row, x.hi.shape) for row in (*pair, error))
                    errors[i] += float(error.sum() * _MORE) if np.isfinite(hi).all() else inf
                    if errors[i] < inf:
                        totals[i] += sum(map(Fraction, [*hi.ravel().tolist(), *lo.ravel().tolist()]))
        return [
            Enclosure.of(total).widened(error) if error < inf else _UNKNOWN
            for total, error in zip(totals, errors, strict=True)
        ]

    def _by_decimals(
        self, parts: Sequence[Part], powers: Sequence[Powers], method: Rule, digits: int
    ) -> list[Enclosure]:
        """The same in decimals, point by point."""
        arithmetic = Decimals(digits)
        totals: list[Interval] = [arithmetic.number(Fraction(0))] * len(powers)
        for part in parts:
            targets = [rearranged(each) for each in (*_factors(part.formula, *powers), self._density)]
            for point, weight in zip(*places(part, method), strict=True):
                x = arithmetic.number(point)
                *factors, density = (interpret(each, arithmetic, x) for each in targets)
                weighted = arithmetic.mul(arithmetic.number(weight), density)
                totals = [
                    arithmetic.add(total, _product(arithmetic.mul, weighted, factors, each))
                    for total, each in zip(totals, powers, strict=True)
                ]
        return [
            Enclosure(Fraction(low), Fraction(high)) if low.is_finite() and high.is_finite() else _UNKNOWN
            for low, high in totals
        ]


def _factors(formula: Expression, *powers: Powers) -> list[Expression]:
    """The function, its derivative, and x, of which an integrand has powers; 1 for one that none has."""
    slope = target(formula, 1) if any(each.slope for each in powers) else ONE
    return [formula, slope, X]


def _product(mul: Callable[[T, T], T], start: T, factors: Sequence[T], powers: Powers) -> T:
    for factor, power in zip(factors, powers, strict=True):
        for _ in range(power):
            start = mul(start, factor)
    return start


def _sizes(factors: Sequence[Jet], density: Jet, powers: Sequence[Powers], order: int) -> Floats:
    """Bounds of the magnitude of a Taylor coefficient of each integrand, shape (integrands, intervals)."""
    cut = [Jet(each.lo[: order + 1], each.hi[: order + 1]) for each in (*factors, density)]
    return np.array([_product(multiplied, cut[-1], cut[:-1], each).magnitude[order] for each in powers])
