"""Real constants, the coefficients of expansions: an expression each, and an enclosing interval."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from actx.core.arithmetic import constants
from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import sign_of
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.algebra import power
from actx.core.formula.conditions import HOLDS
from actx.core.formula.expression import Apply, Expression, Number

if TYPE_CHECKING:
    from collections.abc import Callable

    from actx.core.arithmetic.decimals.interval import Interval

_DIGITS: Final = 80
_DECIMALS: Final = Decimals(_DIGITS)


class Undecided(ArithmeticError):  # noqa: N818  (a state of knowledge, not an error)
    """Neither the answer nor its opposite can be proved here."""


class Unexpandable(Undecided):
    """Undecided, and more terms would not help: the function oscillates, or a part of it is infinite."""


class Undefined(ArithmeticError):  # noqa: N818  (a property of a function, not an error)
    """The function is not defined near the point, on this side."""


class Real:
    """A real number: an expression without x, and an interval of 80 digits that holds it."""

    __slots__ = ("_interval", "tree")

    def __init__(self, tree: Expression, interval: Interval | None = None) -> None:
        self.tree = tree
        self._interval = interval

    @classmethod
    def of(cls, value: Fraction | int) -> Real:
        return cls(Number(Fraction(value)))

    @property
    def interval(self) -> Interval:
        if self._interval is None:
            if isinstance(self.tree, Number):
                self._interval = _DECIMALS.number(self.tree.value)
            else:
                self._interval = interpret(self.tree, _DECIMALS, _DECIMALS.number(Fraction(0)))
        return self._interval

    @property
    def rational(self) -> Fraction | None:
        return self.tree.value if isinstance(self.tree, Number) else None

    def _combined(self, operation: str, other: Real) -> Real:
        return Real(
            Apply(operation, self.tree, other.tree),
            _DECIMALS.apply(operation, self.interval, other.interval),
        )

    def __add__(self, other: Real) -> Real:
        a, b = self.rational, other.rational
        if a is not None and b is not None:
            return Real.of(a + b)
        return other if a == 0 else self if b == 0 else self._combined("add", other)

    def __mul__(self, other: Real) -> Real:
        a, b = self.rational, other.rational
        if a is not None and b is not None:
            return Real.of(a * b)
        if a == 0 or b == 0:
            return ZERO
        return other if a == 1 else self if b == 1 else self._combined("mul", other)

    def __truediv__(self, other: Real) -> Real:
        """The quotient. Raises Undecided for a divisor that is not proved to differ from 0."""
        a, b = self.rational, other.rational
        if other.sign() == 0:
            raise Undecided
        if a is not None and b is not None:
            return Real.of(a / b)
        return self if b == 1 else self._combined("div", other)

    def __neg__(self) -> Real:
        value = self.rational
        if value is not None:
            return Real.of(-value)
        return Real(Apply("neg", self.tree), _DECIMALS.neg(self.interval))

    def __sub__(self, other: Real) -> Real:
        return ZERO if self.tree is other.tree else self + -other

    def applied(self, operation: str) -> Real:
        """The value of a function, named by `operation`, at the number."""
        return Real(Apply(operation, self.tree), _DECIMALS.apply(operation, self.interval))

    def power(self, exponent: Fraction) -> Real:
        """The number to a rational power; if that is not an integer, the number must be positive."""
        value = self.rational
        if value is not None and exponent.denominator == 1 and abs(exponent) < 200:
            return Real.of(value ** int(exponent))
        return Real(power(self.tree, Number(exponent)))

    def sign(self) -> int:
        """-1, 0 or 1, proved. Raises Undecided."""
        value = self.rational
        if value is not None:
            return (value > 0) - (value < 0)
        known = sign_of(self.interval)
        if known is None:
            known = constants.sign(self.tree)
        if known is None:
            raise Undecided
        return known


ZERO: Final = Real.of(0)
ONE: Final = Real.of(1)


def weightiest(doubts: list[ArithmeticError]) -> ArithmeticError:
    """Of the exceptions of two sides of a condition, Undecided before Undefined: that side might decide."""
    return next((doubt for doubt in doubts if isinstance(doubt, Undecided)), doubts[0])


def holds(condition: Expression, order: Callable[[Expression, Expression], int]) -> bool:
    """Whether a condition holds, in Kleene's logic; `order(a, b)` returns the sign of a - b.

    Exceptions of `order` are passed on, except where the other side of an `and` or `or` decides. If both
    sides raise, it is the `weightiest`.
    """
    assert isinstance(condition, Apply)
    match condition.operation:
        case "not":
            return not holds(condition.args[0], order)
        case "and" | "or":
            decisive = condition.operation == "or"
            doubts: list[ArithmeticError] = []
            for each in condition.args:
                try:
                    if holds(each, order) is decisive:
                        return decisive
                except (Undefined, Undecided) as doubt:
                    doubts.append(doubt)
            if doubts:
                raise weightiest(doubts)
            return not decisive
    return HOLDS[condition.operation](order(*condition.args))
