"""The expansion of a formula, from those of its parts; the signs of leading terms decide the choices."""

from __future__ import annotations

from fractions import Fraction
from math import inf, isfinite
from typing import Final

from actx.core.asymptotic.functions import Functions
from actx.core.asymptotic.reals import Real, Undecided, Undefined, Unexpandable, holds
from actx.core.asymptotic.series import UNIT, ZERO_SERIES, Series, constant, number
from actx.core.formula.choices import as_min_and_max, takes_first
from actx.core.formula.domain import domain
from actx.core.formula.expression import CONSTANTS, INF, Apply, Expression, Number, Symbol, X
from actx.core.formula.language import RANGES
from actx.core.formula.simplify import apply
from actx.core.formula.walk import Walk

# Functions that are bounded whatever their argument, so that their remainder is O(1) at least.
_BOUNDED: Final = frozenset(name for name, ends in RANGES.items() if all(map(isfinite, ends)))


class Expansion(Walk[Series]):
    """Computes expansions of formulas, where `x` is a given series. Raises Undefined and Undecided."""

    def __init__(self, x: Series, length: int) -> None:
        self.calculus = Functions(length)
        super().__init__({X: x})

    def rule(self, node: Expression) -> Series:
        if isinstance(node, Number):
            return number(node.value)
        if isinstance(node, Symbol):
            assert node.name in CONSTANTS, f"free name {node.name}"
            if node.name == "inf":
                raise Unexpandable
            return constant(Real(node))
        if node.operation == "where":
            condition, yes, no = node.args
            return self(yes if self.holds(condition) else no)
        if node.operation == "pow":
            return self._pow(node)
        if node.operation == "mul":
            return self._product(*node.args)
        if node.operation in ("min", "max"):
            a, b = node.args
            order = self._order_but_for_ties(a, b)
            return self(a if takes_first(node.operation, order) else b)
        if node.operation == "clip":
            return self(as_min_and_max(node))
        args = list(map(self, node.args))
        try:
            return getattr(self.calculus, node.operation)(*args)  # type: ignore[no-any-return]
        except Unexpandable:
            if node.operation in _BOUNDED:
                return Series((), UNIT, inf)
            raise

    # --- conditions --------------------------------------------------------------------------------------

    def holds(self, condition: Expression) -> bool:
        """Whether a condition holds near the point, in Kleene's logic. Raises Undefined and Undecided."""
        return holds(condition, self.order)

    def order(self, a: Expression, b: Expression) -> int:
        """The sign of a - b near the point."""
        for one, other, sign in ((a, b, 1), (b, a, -1)):
            infinite = _infinite(one)
            if infinite:
                if infinite == _infinite(other):
                    return 0
                if not _infinite(other):
                    self(other)  # raises Undefined outside its domain
                return sign * infinite
        return self.calculus.sub(self(a), self(b)).sign()

    def _order_but_for_ties(self, a: Expression, b: Expression) -> int:
        """The sign of a - b near the point, except at points where they are equal, as in min(sin(x), 1)."""
        try:
            return self.order(a, b)
        except Unexpandable:
            for one, other, sign in ((a, b, 1), (b, a, -1)):
                level = self._level(one)
                bound = self(other)
                if (
                    level is not None
                    and not bound.terms
                    and bound.rest == UNIT
                    and bound.amplitude <= abs(level)
                ):
                    return sign * (1 if level > 0 else -1)
            raise

    def _level(self, node: Expression) -> Fraction | None:
        """The rational constant other than 0 that a part equals near the point, if it does."""
        series = self(node)
        if series.rest is None and len(series.terms) == 1 and series.terms[0][0] == UNIT:
            return series.terms[0][1].rational
        return None

    def branch(self, node: Expression) -> Expression:
        """The branch of the formula near the point, without choices. Raises Undefined and Undecided."""
        if not isinstance(node, Apply):
            return node
        args = node.args
        match node.operation:
            case "where":
                return self.branch(args[1] if self.holds(args[0]) else args[2])
            case "clip":
                return self.branch(as_min_and_max(node))
            case "min" | "max":
                order = self._order_but_for_ties(*args)
                return self.branch(args[0] if takes_first(node.operation, order) else args[1])
            case "abs" | "sign":
                sign = self(args[0]).sign()
                size = apply("mul", Number(Fraction(sign)), self.branch(args[0]))
                return size if node.operation == "abs" else Number(Fraction(sign))
        return Apply(node.operation, *map(self.branch, args))

    # --- arithmetic --------------------------------------------------------------------------------------

    def _product(self, a: Expression, b: Expression) -> Series:
        """a*b; it is 0 if one factor is, and the other is regular everywhere but has no expansion."""
        for one, other in ((a, b), (b, a)):
            try:
                return self.calculus.mul(self(one), self(other))
            except Undecided:
                if domain(other).regular is None and self._vanishes(one):
                    return ZERO_SERIES
        return self.calculus.mul(self(a), self(b))

    def _vanishes(self, node: Expression) -> bool:
        try:
            return self(node).is_zero
        except Undecided:
            return False

    def _pow(self, node: Apply) -> Series:
        base, exponent = map(self, node.args)
        if exponent.is_zero:
            return number(1)
        is_constant = exponent.rest is None and len(exponent.terms) == 1 and exponent.terms[0][0] == UNIT
        value = exponent.terms[0][1].rational if is_constant else None
        if value is not None:
            return self.calculus.power(base, value)
        if base.is_zero:
            if exponent.sign() < 0:
                raise Undefined
            return ZERO_SERIES
        return self.calculus.exp(self.calculus.mul(exponent, self.calculus.log(base)))


def _infinite(node: Expression) -> int:
    """1 for inf, -1 for -inf, 0 for any other expression."""
    if isinstance(node, Apply) and node.operation == "neg":
        return -_infinite(node.args[0])
    return 1 if node is INF else 0
