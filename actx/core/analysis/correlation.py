"""E f(X) f(Y) for normal X and Y of a correlation c, between proved bounds: the correlation map of a layer.

With a_n = E f(Z) h_n(Z), where h_n = He_n/sqrt(n!) are Hermite polynomials, it is the sum of a_n**2 c**n
(Mehler 1866). What that lacks after N terms is at most |c|**N times E f(Z)**2 - a_0**2 - ... - a_(N-1)**2.

The a_n are integrals by Gauss-Legendre quadrature, as in `quadrature`. The polynomials, and so their
derivatives, have bounds: |h_n(x)| <= K exp(x**2/4) (Abramowitz & Stegun 1964, 22.14.17). Their values are
integers times 2**-bits: the recurrence of three terms magnifies errors, for large x by hundreds of bits, and
says by how much.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import ceil, exp, inf, isfinite, isqrt, lgamma, log, log2, sqrt
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.analysis.enclosure import Enclosure
from actx.core.analysis.legendre import rule
from actx.core.analysis.parts import PAIR_ERROR, Part, as_pairs, cut, grouped, places, split
from actx.core.analysis.quadrature import Integrals, Powers
from actx.core.arithmetic.double_double import scaled
from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.interpret import interpret
from actx.core.arithmetic.jets import jets, multiplied
from actx.core.errors import FormulaError
from actx.core.formula.algebra import sqrt as root
from actx.core.formula.expression import Apply, Expression, Number, X, substitute
from actx.core.formula.lower import lowered
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_COUNTS: Final = (32, 128, 512)  # of coefficients, tried in turn
_POINTS: Final = 12
_ORDER: Final = 2 * _POINTS
_CRAMER: Final = 1.0865
_TOLERANCE: Final = 1e-27  # of a coefficient, relative to the root of E f**2
_REACHES: Final = (18, 24, 36)
_MOST_ROUNDS: Final = 12
_MOST_PARTS: Final = 4000
_EXTRA_BITS: Final = 120
_MORE: Final = 1 + 1e-9  # widens a bound for its own rounding errors
_DENSITY: Final = Apply("normpdf", X)


@lru_cache(maxsize=64)
def product_mean(
    function: Expression, variance: Fraction, correlation: Fraction, second_moment: Enclosure
) -> Enclosure | None:
    """An enclosure of E f(X) f(Y) that rounds to one float64, for a correlation c with 0 < |c| <= 1.

    X and Y have the mean 0 and the variance; `second_moment` is E f(X)**2. None if it is not decided: where f
    is not smooth, the sum converges slowly for |c| near 1.
    """
    standard = simplify(substitute(function, {"x": Apply("mul", root(Number(variance)), X)}))
    for count in _COUNTS:
        try:
            coefficients = _Series(standard, count).coefficients(sqrt(float(second_moment.high)))
        except FormulaError:
            return None
        if coefficients is None:
            return None
        squares = [each.squared() for each in coefficients]
        known = sum((each * correlation**n for n, each in enumerate(squares)), Enclosure.of(0))
        rest = second_moment.high - sum(each.low for each in squares)
        lacking = abs(correlation) ** count * max(rest, Fraction(0))
        found = Enclosure(known.low - (lacking if correlation < 0 else 0), known.high + lacking)
        if found.rounded() is not None:
            return found
    return None


class _Weighted(NamedTuple):
    """Points x, and f times the density and the weights of the rule there, with bounds on the errors."""

    x: Sequence[Fraction]
    values: Sequence[Fraction]
    errors: Floats


class _Series:
    """The first coefficients of a function in Hermite polynomials."""

    def __init__(self, function: Expression, count: int) -> None:
        self._count = count
        # For the tails: Cramer's bound times the normal density is a constant times that of variance 2.
        self._integrals = Integrals(function, Fraction(2))
        self._rule = rule(_POINTS, 47)

    def coefficients(self, size: float) -> list[Enclosure] | None:
        """The coefficients of a function whose root of E f**2 is `size`; None if bounds do not suffice."""
        divided = self._divided(size * _TOLERANCE)
        if divided is None:
            return None
        parts, error = divided
        found = [self._weighted(parts, formula) for formula in dict.fromkeys(part.formula for part in parts)]
        if any(not np.isfinite(each.errors).all() for each in found):
            return None
        x = [point for each in found for point in each.x]
        values = [value for each in found for value in each.values]
        return self._sums(x, values, np.concatenate([each.errors for each in found]), error)

    def _divided(self, allowed: float) -> tuple[list[Part], float] | None:
        """Parts of the line, and a bound on what the rule on these leaves out of every coefficient."""
        for reach in _REACHES:
            error = _CRAMER * sqrt(2) * self._integrals.tails(reach, Powers(1))
            if error <= allowed:
                break
        else:
            return None
        step = Fraction(1, 2 ** max(1, ceil(log2(sqrt(self._count) / 3))))
        waiting = [
            part for each in self._integrals.branches or () for part in cut(each, Fraction(reach), step)
        ]
        done: list[Part] = []
        for _ in range(_MOST_ROUNDS):
            if not waiting:
                return done, error * _MORE
            bounds = self._remainders(waiting)
            kept = bounds <= allowed / 256
            done += [part for part, is_kept in zip(waiting, kept, strict=True) if is_kept]
            error += float(bounds[kept].sum())
            waiting = [
                each
                for part, is_kept in zip(waiting, kept, strict=True)
                if not is_kept
                for each in split(part, 1.0)
            ]
            if len(done) + len(waiting) > _MOST_PARTS:
                return None
        return None

    def _remainders(self, parts: Sequence[Part]) -> Floats:
        """For each part a bound on the remainder of the integral of f h_n and the density, for every n."""
        found = np.empty(len(parts))
        # The Taylor coefficients of h_n are sqrt(n!/(n - k)!)/k! h_(n-k).
        k = np.arange(_ORDER + 1)
        growth = np.array([exp(each * log(self._count) / 2 - lgamma(each + 1)) for each in k])
        for formula, end, index, low, high in grouped(parts):
            sizes = multiplied(*jets([formula, _DENSITY], low, high, _ORDER, end)).magnitude
            farthest = np.maximum(np.abs(low), np.abs(high))
            with np.errstate(all="ignore"):
                size = (sizes[::-1] * growth[:, np.newaxis]).sum(axis=0) * _CRAMER * np.exp(farthest**2 / 4)
                found[index] = size * (high - low) ** (_ORDER + 1) * self._rule.factor * _MORE
        return np.nan_to_num(found, nan=inf)

    def _weighted(self, parts: Sequence[Part], formula: Expression) -> _Weighted:
        rows = [places(part, self._rule) for part in parts if part.formula is formula]
        x, weights = (as_pairs([row[axis] for row in rows]) for axis in (0, 1))
        known: dict[Expression, scaled.Scaled] = {}
        with np.errstate(all="ignore"):
            value, density = (
                interpret(lowered(each), DoubleDouble(), x, known) for each in (formula, _DENSITY)
            )
            pair, error = scaled.flat(scaled.mul(scaled.mul(weights, density), value))
        hi, lo, error = (np.broadcast_to(row, x.hi.shape).ravel() for row in (*pair, error))
        return _Weighted(_exact(x.hi.ravel(), x.lo.ravel()), _exact(hi, lo), error)

    def _sums(
        self, x: Sequence[Fraction], values: Sequence[Fraction], errors: Floats, remainder: float
    ) -> list[Enclosure] | None:
        """The sums of the values times each polynomial at the points; None if they lie too far out."""
        away = np.array([float(abs(each)) for each in x])
        sizes = np.array([float(abs(each)) for each in values])
        cramer = _CRAMER * np.exp(away**2 / 4)
        # Errors of the values, and of the points, at which the slopes of polynomials are sqrt(n) h_(n-1).
        plain = ((errors + sizes * away * PAIR_ERROR * sqrt(self._count)) * cramer).sum() + remainder
        local = 8 * (1 + away) * cramer  # of a step of the recurrence, in units of 2**-bits
        magnified = [np.zeros_like(away), local]  # of the polynomials, from that of degree -1 on
        with np.errstate(over="ignore"):
            for n in range(1, self._count):
                before, last = magnified[-2:]
                magnified.append((away * last + sqrt(n - 1) * before) / sqrt(n) * _MORE + local)
            largest = max(float((sizes * each).sum()) for each in magnified)
        if not isfinite(largest):
            return None
        bits = _EXTRA_BITS + ceil(log2(largest + 1))
        one = 1 << bits
        point, weight = (_integers(row, one) for row in (x, values))
        h_before, h = (_integers([Fraction(each)] * len(x), one) for each in (0, 1))
        found = []
        for n in range(self._count):
            total = Fraction(int((weight * h).sum()), one * one)
            rounding = float((sizes * magnified[n + 1] + cramer).sum()) * 2.0**-bits
            found.append(Enclosure.of(total).widened((plain + rounding) * _MORE))
            # sqrt(n + 1) h_(n+1) = x h_n - sqrt(n) h_(n-1)
            inverse, ratio = isqrt(one * one // (n + 1)), isqrt(one * one * n // (n + 1))
            h_before, h = h, ((point * h >> bits) * inverse >> bits) - (h_before * ratio >> bits)
        return found


def _exact(high: Floats, low: Floats) -> list[Fraction]:
    return [Fraction(a) + Fraction(b) for a, b in zip(high.tolist(), low.tolist(), strict=True)]


def _integers(values: Sequence[Fraction], one: int) -> Any:
    """The values in units of 1/one, rounded down: an array of integers of any size."""
    return np.array([each.numerator * one // each.denominator for each in values], dtype=object)
