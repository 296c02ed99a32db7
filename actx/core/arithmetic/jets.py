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

from actx.core.arithmetic import constants
from actx.core.arithmetic.box import Box, div, inverse
from actx.core.arithmetic.boxes import Boxes
from actx.core.arithmetic.interpret import interpret
from actx.core.errors import FormulaError
from actx.core.formula.algebra import HALF, ONE, TWO
from actx.core.formula.differentiate import has_outer_derivative, outer_derivative, target
from actx.core.formula.expression import (
    Apply,
    Expression,
    Number,
    X,
    nodes,
    transform,
)
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MOST_ZEROS: Final = 5
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


def jets(
    expressions: Sequence[Expression], low: Floats, high: Floats, order: int, end: Fraction | None = None
) -> list[Jet]:
    """The coefficients of orders 0 to `order` on the intervals from `low` to `high`, of shape (m,).

    The expressions have no choices and are smooth on the intervals. Where that is not seen, the ends are
    infinite. At `end`, which all intervals contain, a quotient may be 0/0. Raises FormulaError for
    expressions of too many nodes.
    """
    with np.errstate(all="ignore"):
        return _Taylor(_plan(tuple(expressions), end), Box(low, high), order).run()


@lru_cache(maxsize=1024)
def has_quotient_of_zeros(expression: Expression, point: Fraction) -> bool:
    """Whether a quotient in an expression is 0/0 at a point."""
    quotients = (node for node in nodes(_prepared(expression)) if isinstance(node, Apply))
    return any(node.operation == "div" and _common_zeros(*node.args, point) for node in quotients)


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
    """The expression with whole powers as products, and powers whose exponent is no number by exp."""
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
        return Apply("exp", Apply("mul", exponent, Apply("log", base)))
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


class _Plan:
    """What the coefficients of expressions depend on, in the order in which they are computed.

    If u and v have m common zeros at a point p, u/v is the quotient of the functions u/(x - p)**m and
    v/(x - p)**m. The coefficients of these on an interval that contains p are between those of u and v there,
    of m orders more: u/(x - p) is the mean of u' over the way from p to x. So coefficient k of a quotient
    needs those of its arguments up to k + m: it lags by m.

    Raises FormulaError for expressions of too many nodes.
    """

    def __init__(self, expressions: Sequence[Expression], end: Fraction | None) -> None:
        self.expressions = [_prepared(each) for each in expressions]
        self.slopes: dict[Expression, Expression] = {}
        self.zeros: dict[Expression, int] = {}  # of quotients, those that are divided out
        # Of each node that is needed, after its arguments; of derivatives of functions, too.
        self.lags: dict[Expression, int] = {}
        self.constants: set[Expression] = set()
        waiting = [*self.expressions]
        while waiting:
            for node in nodes(waiting.pop(), self.lags):
                waiting += self._include(node, end)
            if len(self.lags) > _MOST_NODES:
                raise FormulaError("the formula is too long for an expansion")

    def _include(self, node: Expression, end: Fraction | None) -> Iterator[Expression]:
        """Include a node whose arguments are; what else it needs."""
        self.lags[node] = 0
        if not isinstance(node, Apply):
            if node is not X:
                self.constants.add(node)
            return
        if self.constants.issuperset(node.args):
            self.constants.add(node)
        elif has_outer_derivative(node.operation):
            self.slopes[node] = _prepared(outer_derivative(node.operation, node.args[0]))
            yield self.slopes[node]
        if node.operation == "div" and end is not None:
            self.zeros[node] = _common_zeros(*node.args, end)
        self.lags[node] = max(self.lags[each] for each in node.args) + self.zeros.get(node, 0)


_plan = lru_cache(maxsize=64)(_Plan)


class _Taylor:
    """The coefficients of expressions and of all that they depend on, order by order."""

    def __init__(self, plan: _Plan, x: Box, order: int) -> None:
        self._plan, self._x, self._order = plan, x, order
        self._orders = order + max(plan.lags.values())
        shape = (self._orders + 1, *np.shape(x.lo))
        self._jets = {node: Jet(np.zeros(shape), np.zeros(shape)) for node in plan.lags}
        self._inverses: dict[Expression, Jet] = {}

    def run(self) -> list[Jet]:
        for step in range(self._orders + 1):
            for node, lag in self._plan.lags.items():
                k = step - lag
                if k == 0:
                    _set(self._jets[node], 0, self._value(node))
                elif k == 1 and node is X:
                    _set(self._jets[node], 1, (1.0, 1.0))
                elif k > 0 and isinstance(node, Apply) and node not in self._plan.constants:
                    _set(self._jets[node], k, self._coefficient(node, k))
        return [_part(self._jets[each], 0, self._order + 1) for each in self._plan.expressions]

    def _value(self, node: Expression) -> tuple[Floats, Floats]:
        if not isinstance(node, Apply):
            box = interpret(node, Boxes(), self._x)
        elif self._plan.zeros.get(node):
            box = div(*(Box(*_part(each, 0, 1)) for each in self._above_and_below(node)))
            return _known(box.lo[0], box.hi[0])
        else:
            parts = [self._jets[each] for each in node.args]
            box = Boxes.apply(
                node.operation, *(_box(each, arg) for each, arg in zip(parts, node.args, strict=True))
            )
        return _known(box.lo, box.hi)

    def _above_and_below(self, node: Apply) -> list[Jet]:
        """The coefficients of the numerator and the denominator of a quotient, common zeros divided out."""
        zeros = self._plan.zeros.get(node, 0)
        return [_part(self._jets[each], zeros, self._orders + 1) for each in node.args]

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
                above, below = self._above_and_below(node)
                low, high = _dot(_part(below, 1, k + 1), _reversed(self._jets[node], 0, k))
                return self._divided(_outward(above.lo[k] - high, above.hi[k] - low), node, below)
            case "pow":
                # p = u^r gives u p' = r p u', so k u_0 p_k is the sum of (r j - (k - j)) u_j p_(k-j).
                exponent = node.args[1]
                assert isinstance(exponent, Number)
                weights = np.array([_weight((exponent.value * j - (k - j)) / k) for j in range(1, k + 1)])
                rest = _dot(_part(parts[0], 1, k + 1), _reversed(self._jets[node], 0, k), weights)
                return self._divided(rest, node, parts[0])
        slope = self._jets[self._plan.slopes[node]]
        weights = np.arange(1.0, k + 1) / k
        return _dot(_part(parts[0], 1, k + 1), _reversed(slope, 0, k), weights)

    def _divided(self, rest: tuple[Floats, Floats], node: Expression, divisor: Jet) -> tuple[Floats, Floats]:
        """A box divided by the first coefficient of the divisor of a node."""
        if node not in self._inverses:
            box = inverse(Box(divisor.lo[0], divisor.hi[0]))
            self._inverses[node] = Jet(*_known(box.lo, box.hi))
        reciprocal = self._inverses[node]
        return _dot(
            Jet(*(each[np.newaxis] for each in rest)), Jet(*(each[np.newaxis] for each in reciprocal))
        )


def _weight(value: Fraction) -> float:
    """The nearest float64 number, or an infinity."""
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


def _box(jet: Jet, of: Expression) -> Box:
    """The values of a jet; those of a number as they are, for whole exponents are seen by them."""
    return interpret(of, Boxes(), Box(0.0, 0.0)) if isinstance(of, Number) else Box(jet.lo[0], jet.hi[0])


@lru_cache(maxsize=1024)
def _common_zeros(above: Expression, below: Expression, point: Fraction) -> int:
    """How many zeros a denominator has at a point, if the numerator is proved to have as many; else 0."""
    for count in range(_MOST_ZEROS):
        here = [constants.sign_at(target(each, count), point) for each in (above, below)]
        if here[1] != 0:
            return count if here[1] is not None else 0
        if here[0] != 0:
            return 0
    return 0


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
