"""Taylor coefficients on boxes: enclosures of f^(k)(x)/k! for all x of each of many intervals at once.

A coefficient of f(u(x)) follows from those of u and of f'(u(x)) (Moore 1966, Interval analysis, chapter 11):
since (f(u))' = f'(u) u', k c_k is the sum of j u_j d_(k-j) for j = 1..k, where d are the coefficients of
f'(u). The derivative of a function of the language is a formula of the language, so no other rules are
needed. The coefficients of order 0 are values, which the arithmetic of `boxes` gives.
"""

from __future__ import annotations

from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.box import Box, inverse
from actx.core.arithmetic.boxes import Boxes
from actx.core.arithmetic.interpret import interpret
from actx.core.errors import FormulaError
from actx.core.formula.algebra import HALF, ONE, TWO
from actx.core.formula.differentiate import has_outer_derivative, outer_derivative
from actx.core.formula.expression import Apply, Expression, Number, X, depends_on_x, nodes, transform
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MOST_WHOLE: Final = 16  # a power up to this is a product, whose base may be 0
_MOST_NODES: Final = 2000
_UNIT: Final = 2.0**-52
_UNDERFLOW: Final = 1e-300  # more than what underflow takes from a sum of products


class Jet(NamedTuple):
    """Taylor coefficients between `lo` and `hi`, arrays of shape (order + 1, number of intervals)."""

    lo: Floats
    hi: Floats

    @property
    def magnitude(self) -> Floats:
        """Upper bounds of the absolute values."""
        return np.maximum(np.abs(self.lo), np.abs(self.hi))


def jets(expressions: Sequence[Expression], low: Floats, high: Floats, order: int) -> list[Jet]:
    """The coefficients of orders 0 to `order` on the intervals from `low` to `high`, of shape (m,).

    The expressions have no choices and are smooth on the intervals. Where that is not seen, the ends are
    infinite. Raises FormulaError for expressions of too many nodes.
    """
    with np.errstate(all="ignore"):
        taylor = _Taylor([_prepared(each) for each in expressions], Box(low, high), order)
        return taylor.run()


def multiplied(a: Jet, b: Jet) -> Jet:
    """The coefficients of a product of two functions."""
    with np.errstate(all="ignore"):
        found = Jet(np.empty_like(a.lo), np.empty_like(a.lo))
        for k in range(a.lo.shape[0]):
            _set(found, k, _dot(_part(a, 0, k + 1), _reversed(b, 0, k + 1)))
        return found


def differentiated(jet: Jet) -> Jet:
    """The coefficients of the derivative, one fewer."""
    factors = np.arange(1.0, jet.lo.shape[0])[:, np.newaxis]
    with np.errstate(all="ignore"):
        return _outward(jet.lo[1:] * factors, jet.hi[1:] * factors)


@lru_cache(maxsize=256)
def _prepared(expression: Expression) -> Expression:
    """The expression with whole powers as products, and powers of which x is in the exponent by exp."""
    return transform(simplify(expression), lambda leaf: leaf, _spelled)


def _spelled(operation: str, *args: Expression) -> Expression:
    if operation == "div":
        return _quotient(*args)
    if operation == "sqrt":
        return Apply("pow", args[0], HALF)
    if operation == "tanh":  # whose derivative by cosh gives bounds that are far wider
        return Apply("sub", Apply("mul", TWO, Apply("sigmoid", Apply("mul", TWO, args[0]))), ONE)
    if operation != "pow":
        return Apply(operation, *args)
    base, exponent = args
    if not isinstance(exponent, Number):
        if depends_on_x(exponent):
            return Apply("exp", Apply("mul", exponent, Apply("log", base)))
        return Apply(operation, *args)
    power = exponent.value
    if power.denominator > 1 or not 0 < abs(power) <= _MOST_WHOLE:
        return Apply(operation, *args)
    whole = _whole_power(base, abs(power.numerator))
    return whole if power > 0 else Apply("div", ONE, whole)


def _quotient(a: Expression, b: Expression) -> Expression:
    """a/b; a*d/(c*d + n) for b = c + n/d, which is regular where d is 0."""
    match b:
        case Apply(operation="add" | "sub" as sign, args=(c, Apply(operation="div", args=(n, d)))):
            return Apply("div", Apply("mul", a, d), Apply(sign, Apply("mul", c, d), n))
    return Apply("div", a, b)


def _whole_power(base: Expression, exponent: int) -> Expression:
    if exponent == 1:
        return base
    half = _whole_power(base, exponent // 2)
    square = Apply("mul", half, half)
    return Apply("mul", square, base) if exponent % 2 else square


class _Taylor:
    """The coefficients of expressions and of all that they depend on, order by order."""

    def __init__(self, expressions: Sequence[Expression], x: Box, order: int) -> None:
        self._expressions, self._order = expressions, order
        self._shape = (order + 1, *np.shape(x.lo))
        self._x = x
        self._slopes: dict[Expression, Expression] = {}
        self._sequence = self._closure()
        self._jets: dict[Expression, Jet] = {}
        self._inverses: dict[Expression, Jet] = {}

    def _closure(self) -> list[Expression]:
        """Each node that is needed, after its arguments, with those of the derivatives of functions."""
        found: dict[Expression, None] = {}
        waiting = [*self._expressions]
        while waiting:
            for node in nodes(waiting.pop(), found):
                found[node] = None
                if isinstance(node, Apply) and has_outer_derivative(node.operation) and depends_on_x(node):
                    self._slopes[node] = _prepared(outer_derivative(node.operation, node.args[0]))
                    waiting.append(self._slopes[node])
            if len(found) > _MOST_NODES:
                raise FormulaError("the formula is too long for an expansion")
        return list(found)

    def run(self) -> list[Jet]:
        values: dict[Expression, Box] = {}
        for node in self._sequence:
            box = interpret(node, Boxes(), self._x, values)
            jet = Jet(np.zeros(self._shape), np.zeros(self._shape))
            _set(jet, 0, _known(box.lo, box.hi))
            self._jets[node] = jet
            if node is X and self._order:
                _set(jet, 1, (1.0, 1.0))
        varying = [each for each in self._sequence if isinstance(each, Apply) and depends_on_x(each)]
        for k in range(1, self._order + 1):
            for node in varying:
                _set(self._jets[node], k, self._coefficient(node, k))
        return [self._jets[each] for each in self._expressions]

    def _coefficient(self, node: Apply, k: int) -> tuple[Floats, Floats]:
        """Coefficient k >= 1, from those of the arguments up to k and its own up to k - 1."""
        parts = [self._jets[each] for each in node.args]
        match node.operation:
            case "neg":
                return -parts[0].hi[k], -parts[0].lo[k]
            case "add":
                return _outward(parts[0].lo[k] + parts[1].lo[k], parts[0].hi[k] + parts[1].hi[k])
            case "sub":
                return _outward(parts[0].lo[k] - parts[1].hi[k], parts[0].hi[k] - parts[1].lo[k])
            case "mul":
                return _dot(_part(parts[0], 0, k + 1), _reversed(parts[1], 0, k + 1))
            case "div":
                # a = q b gives a_k = q_k b_0 + the sum of b_j q_(k-j) for j = 1..k.
                above, below = parts
                low, high = _dot(_part(below, 1, k + 1), _reversed(self._jets[node], 0, k))
                return self._divided(_outward(above.lo[k] - high, above.hi[k] - low), node.args[1])
            case "pow":
                # p = u^r gives u p' = r p u', so k u_0 p_k is the sum of (r j - (k - j)) u_j p_(k-j).
                exponent = node.args[1]
                assert isinstance(exponent, Number)
                j = np.arange(1.0, k + 1)
                weights = (float(exponent.value) * j - (k - j)) / k
                rest = _dot(_part(parts[0], 1, k + 1), _reversed(self._jets[node], 0, k), weights)
                return self._divided(rest, node.args[0])
        slope = self._jets[self._slopes[node]]
        weights = np.arange(1.0, k + 1) / k
        return _dot(_part(parts[0], 1, k + 1), _reversed(slope, 0, k), weights)

    def _divided(self, rest: tuple[Floats, Floats], divisor: Expression) -> tuple[Floats, Floats]:
        """A box divided by the value of an expression."""
        if divisor not in self._inverses:
            jet = self._jets[divisor]
            box = inverse(Box(jet.lo[0], jet.hi[0]))
            self._inverses[divisor] = Jet(*_known(box.lo, box.hi))
        reciprocal = self._inverses[divisor]
        return _dot(
            Jet(*(each[np.newaxis] for each in rest)), Jet(*(each[np.newaxis] for each in reciprocal))
        )


def _part(jet: Jet, start: int, end: int) -> Jet:
    return Jet(jet.lo[start:end], jet.hi[start:end])


def _reversed(jet: Jet, start: int, end: int) -> Jet:
    """The coefficients from end - 1 down to start."""
    return Jet(jet.lo[start:end][::-1], jet.hi[start:end][::-1])


def _set(jet: Jet, k: int, ends: tuple[Floats | float, Floats | float]) -> None:
    jet.lo[k], jet.hi[k] = ends


def _known(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """The ends, infinite where they are nan."""
    return np.where(np.isnan(low), -inf, low), np.where(np.isnan(high), inf, high)


def _outward(low: Floats, high: Floats) -> Jet:
    """Ends rounded outwards; the results of one operation."""
    return Jet(*_known(np.nextafter(low, -inf), np.nextafter(high, inf)))


def _dot(a: Jet, b: Jet, weights: Floats | None = None) -> tuple[Floats, Floats]:
    """The sum over the first axis of products of boxes, each times a weight if there are any."""
    products = np.stack([a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi])
    if weights is not None:
        products *= weights[:, np.newaxis]
    low, high = products.min(axis=0), products.max(axis=0)
    # Three roundings a product, one a sum, and those of this bound itself.
    count = low.shape[0] + 8
    slack = np.maximum(np.abs(low), np.abs(high)).sum(axis=0) * (count * _UNIT) + _UNDERFLOW
    return _known(low.sum(axis=0) - slack, high.sum(axis=0) + slack)
