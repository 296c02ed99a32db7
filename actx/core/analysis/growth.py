"""How fast a function grows or decays: log|f(x)| <= a + b*log(x) + c*x + d*x**2 for all x from some point on.

The bound follows the formula from its leaves up, together with an interval that holds the values on the whole
ray: each makes the other one narrower.
"""

from __future__ import annotations

from math import exp, inf, isfinite, isnan, log, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.box import LARGEST, Box, magnitude
from actx.core.arithmetic.boxes import Boxes
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.algebra import ONE, TWO, mul, neg, number, power, terms
from actx.core.formula.expression import Apply, Expression, Number, X, nodes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

_LOG_2: Final = 0.6931471805599454
_HALF_LOG_2_PI: Final = 0.9189385332046729
_MOST_LOG: Final = 700.0  # of a number whose exponential is computed
# Bounds are widened by more than the rounding errors of the few operations that give them: a factor that is
# positive, one that is negative, and what is added.
_MORE: Final = 1 + 1e-9
_LESS: Final = 1 - 1e-9
_SHIFT: Final = 1e-9
_AS_HIGH: Final = 1e-6  # logarithms differ by less than this through those


class Growth(NamedTuple):
    """The coefficients of a bound; a is inf where none is known."""

    a: float
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0

    def peak(self, start: float) -> float:
        """The largest value for x >= start, if the bound falls from there on; else inf."""
        a, b, c, d = self
        if b / start + c + 2 * d * start > 0 or c > 0 or d > 0 or isnan(a):
            return inf
        return a + b * log(start) + start * (c + d * start) + _SHIFT


_UNKNOWN: Final = Growth(inf)
_NOTHING: Final = Growth(0.0)


def growth(f: Expression, start: float) -> Growth:
    """A bound of a function without choices that is regular for x >= start, where start >= 1."""
    with np.errstate(all="ignore"):
        return _Ray(start).bound_of(f)


def together(bounds: Iterable[Growth]) -> Growth:
    """The bound of a product."""
    return Growth(*map(sum, zip(_NOTHING, *bounds, strict=True)))


def tail(bound: Growth, start: float, deviation: float) -> float:
    """A bound of the integral of a function times the normal density, from `start` to infinity.

    The exponent of the integrand is concave, so it lies below its tangent at `start`, and the integral is at
    most the integrand there over the slope of the tangent. Infinite where that does not fall.
    """
    a, b, c, d = bound
    if a == -inf:
        return 0.0
    b = max(b, 0.0)  # for the exponent to be concave
    slope = b / start + c + 2 * d * start - start / deviation**2
    if not (isfinite(a) and slope < 0 and 2 * d < 1 / deviation**2):
        return inf
    exponent = a + b * log(start) + start * (c + (d - 0.5 / deviation**2) * start)
    return inf if exponent > _MOST_LOG else exp(exponent) / (-slope * deviation * sqrt(6.28)) * _MORE


class _Ray:
    """Bounds and boxes of expressions for all x >= start."""

    def __init__(self, start: float) -> None:
        self._start = start
        self._boxes: dict[Expression, Box] = {}
        self._bounds: dict[Expression, Growth] = {}

    def bound_of(self, expression: Expression) -> Growth:
        for node in nodes(expression, self._bounds):
            self._add(node)
        return self._bounds[expression]

    def _box_of(self, expression: Expression) -> Box:
        self.bound_of(expression)
        return self._boxes[expression]

    def _add(self, node: Expression) -> None:
        """The box and the bound of an expression whose arguments have theirs."""
        x = Box(np.array([self._start]), np.array([inf]))
        box = interpret(node, Boxes(), x, self._boxes)
        most = float(np.max(magnitude(box)[1]))
        constant = Growth(log(most) + _SHIFT if most else -inf) if isfinite(most) else _UNKNOWN
        rules = sorted(self._rules(node), key=self._rank)
        # Of two bounds that are as high at the start, that of the formula is the one that may fall.
        by_formula = bool(rules) and rules[0].peak(self._start) <= constant.a + _AS_HIGH
        found = rules[0] if by_formula else constant
        self._bounds[node] = found
        peak = found.peak(self._start)
        if peak < _MOST_LOG:
            limit = exp(max(peak, -_MOST_LOG)) * _MORE
            self._boxes[node] = Box(np.maximum(box.lo, -limit), np.minimum(box.hi, limit), box.sure)

    def _rank(self, bound: Growth) -> tuple[float, ...]:
        """The lower, the better: how high a bound gets, or else how fast it grows."""
        return (bound.peak(self._start), bound.a == inf, *bound[:0:-1])

    def _rules(self, node: Expression) -> list[Growth]:
        """The bounds of an operation that those of its arguments give."""
        if not isinstance(node, Apply):
            return [Growth(0.0, 1.0)] if node is X else []
        u = node.args[0]
        match node.operation:
            case "neg" | "abs":
                return [self._bounds[u]]
            case "add" | "sub":
                return [_sum(*(self._bounds[each] for each in node.args))]
            case "mul":
                return [together(self._bounds[each] for each in node.args)]
            case "div":
                return [together([self._bounds[u], self._reciprocal(node.args[1])])]
            case "sqrt":
                return [_times(self._bounds[u], 0.5)]
            case "pow" if isinstance(node.args[1], Number) and abs(node.args[1].value) < LARGEST:
                exponent = float(node.args[1].value)
                base = self._bounds[u] if exponent > 0 else self._reciprocal(u)
                return [_times(base, abs(exponent))]
            case "exp":
                return [self._exponential(u)]
            case "expm1":
                return [_sum(self._exponential(u), _NOTHING)]
            case "sinh" | "cosh":
                return [_sum(self._exponential(u), self._exponential(neg(u)))]
            case "sigmoid":
                return [self._exponential(u)]
            case "log1pexp":
                return [self._exponential(u), _sum(self._bounds[u], _NOTHING)]
            case "asinh":
                return [_sum(self._bounds[u], _NOTHING)]
            case "normpdf":
                return [_plus(self._exponential(_minus_half_square(u)), -_HALF_LOG_2_PI)]
            case "normcdf" if np.max(self._boxes[u].hi) <= 0:
                return [self._exponential(_minus_half_square(u))]
            case "erfc" if np.min(self._boxes[u].lo) >= 0:
                return [self._exponential(neg(power(u, TWO)))]
            case "log":
                return [self._logarithm(self._bounds[u], float(np.min(self._boxes[u].lo)))]
            case "log1p":
                return [
                    self._logarithm(_sum(self._bounds[u], _NOTHING), 1 + float(np.min(self._boxes[u].lo)))
                ]
        return []

    def _reciprocal(self, node: Expression) -> Growth:
        """A bound of 1/|node|."""
        least = float(np.min(magnitude(self._box_of(node))[0]))
        if least > 0:
            return Growth(-log(least) + _SHIFT)
        if not isinstance(node, Apply):
            return _UNKNOWN
        u = node.args[0]
        match node.operation:
            case "neg" | "abs":
                return self._reciprocal(u)
            case "mul":
                return together(map(self._reciprocal, node.args))
            case "div":
                return together([self._reciprocal(u), self._bounds[node.args[1]]])
            case "sqrt":
                return _times(self._reciprocal(u), 0.5)
            case "pow" if isinstance(node.args[1], Number) and abs(node.args[1].value) < LARGEST:
                exponent = float(node.args[1].value)
                return _times(self._reciprocal(u) if exponent > 0 else self._bounds[u], abs(exponent))
            case "exp":
                return self._exponential(neg(u))
            case "sigmoid" | "log1pexp":  # log(1 + e^u) is above sigmoid(u), and 1/sigmoid(u) is 1 + e^-u
                return _sum(_NOTHING, self._exponential(neg(u)))
            case "normpdf":
                return _plus(self._exponential(neg(_minus_half_square(u))), _HALF_LOG_2_PI)
        return _UNKNOWN

    def _exponential(self, u: Expression) -> Growth:
        """A bound of exp(u), from the terms of u: multiples of x and x**2, and others by their bounds."""
        a = b = c = d = 0.0
        for term, coefficient in terms(u):
            factor = _float_above(coefficient)
            if factor in (0.0, inf):
                return _UNKNOWN
            if term is X:
                c += _up(factor)
            elif term is power(X, TWO):
                d += _up(factor)
            else:
                box = self._box_of(term)
                highest = float(np.max(box.hi * factor if factor > 0 else box.lo * factor))
                bound = _plus(self._bounds[term], log(abs(factor)))
                if term is ONE or isfinite(highest):
                    a += _up(highest)
                elif bound.c or bound.d or bound.b > 2 or bound.a > _MOST_LOG:
                    return _UNKNOWN
                # exp(a)*x**b is at most its value at the start times x/start or (x/start)**2.
                elif bound.b <= 1:
                    c += exp(bound.a) * self._start ** (bound.b - 1) * _MORE
                else:
                    d += exp(bound.a) * self._start ** (bound.b - 2) * _MORE
        return Growth(a + _SHIFT, b, c, d)

    def _logarithm(self, u: Growth, least: float) -> Growth:
        """A bound of |log(v)| for v >= least, of which u is a bound."""
        if least <= 0 or u.a == inf:
            return _UNKNOWN
        a, b, c, d = (max(each, 0.0) for each in u)
        # For x >= 1 it is at most this number times x**2, or x, or 1.
        size = log(a + b + c + d + max(0.0, -log(least)) + 1) + _SHIFT
        return Growth(size, 2.0 if d else 1.0 if b or c else 0.0)


def _minus_half_square(u: Expression) -> Expression:
    return mul(number("-1/2"), power(u, TWO))


def _float_above(value: Fraction) -> float:
    """A float64 number that is not less, or infinity; of numbers in its range the nearest will do."""
    if abs(value) >= LARGEST:
        return inf if value > 0 else -LARGEST
    nearest = float(value)
    return nearest or (5e-324 if value > 0 else 0.0)


def _up(value: float) -> float:
    return value * (_MORE if value > 0 else _LESS)


def _sum(u: Growth, v: Growth) -> Growth:
    """The bound of a sum: twice the larger one."""
    return _plus(Growth(*map(max, zip(u, v, strict=True))), _LOG_2)


def _times(bound: Growth, factor: float) -> Growth:
    """The bound of a power, for a positive exponent."""
    return Growth(*(_up(factor * each) for each in bound))


def _plus(bound: Growth, shift: float) -> Growth:
    """The bound of a multiple."""
    return bound._replace(a=bound.a + shift + _SHIFT)
