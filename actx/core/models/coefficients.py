"""The coefficients of a model: rational numbers, or real numbers as balls with the expression they come from.

A rational number is a `Fraction`, so that cancellation to 0 is exact. Any other number is a `Ball`: a decimal
of 50 digits, a bound on its error, and its expression, which is built only if the ball contains 0 and the
number has to be proved 0. Functions of truncated power series, as lists of coefficients, are here too.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from math import isfinite, lcm
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from actx.core.arithmetic import constants
from actx.core.asymptotic.reals import Undecided
from actx.core.formula.algebra import power as expression_power
from actx.core.formula.expression import Apply, Expression, Number
from actx.core.formula.simplify import apply

if TYPE_CHECKING:
    from collections.abc import Callable

_DIGITS: Final = 50
_CONTEXT: Final = Context(prec=_DIGITS, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
# A bound on the relative rounding error of the context; a factor that covers the rounding of float bounds; an
# addend that covers their underflow.
_ROUNDING: Final = 10.0 ** (1 - _DIGITS)
_UP: Final = 1 + 2.0**-40
_UNDERFLOW_ERROR: Final = 2.0**-1000
# Operations in an expression; larger ones are not proved to be 0, which would take too long.
_MOST_OPERATIONS: Final = 200
# Bits of numerator and denominator together; longer fractions become balls.
_MAX_BITS: Final = 4000


class Ball:
    """A real number within `radius` of `middle`; `size` is an upper bound on its magnitude.

    `parts` are its expression, or an operation and the two numbers that it was applied to.
    """

    __slots__ = ("middle", "operations", "parts", "radius", "size")

    def __init__(self, middle: Decimal, radius: float, parts: Expression | tuple[str, Real, Real]) -> None:
        magnitude = abs(float(middle))
        self.middle, self.parts = middle, parts
        self.radius = (radius + magnitude * _ROUNDING) * _UP + _UNDERFLOW_ERROR
        self.size = magnitude * _UP + self.radius
        self.operations = 1 if not isinstance(parts, tuple) else 1 + sum(map(_operations, parts[1:]))
        if not isfinite(self.size):
            raise Undecided

    @property
    def tree(self) -> Expression:
        if isinstance(self.parts, tuple):
            operation, *args = self.parts
            self.parts = apply(operation, *map(_tree, args))
        return self.parts

    def __add__(self, other: Real) -> Ball:
        other = _ball(other)
        return Ball(_CONTEXT.add(self.middle, other.middle), self.radius + other.radius, ("add", self, other))

    def __sub__(self, other: Real) -> Ball:
        other = _ball(other)
        return Ball(
            _CONTEXT.subtract(self.middle, other.middle), self.radius + other.radius, ("sub", self, other)
        )

    def __neg__(self) -> Ball:
        return Ball(self.middle.copy_negate(), self.radius, ("sub", _ZERO, self))

    def __mul__(self, other: Real) -> Real:
        if not isinstance(other, Ball):
            if not other:
                return _ZERO
            other = _ball(other)
        radius = self.size * other.radius + other.size * self.radius
        return Ball(_CONTEXT.multiply(self.middle, other.middle), radius, ("mul", self, other))

    def __truediv__(self, other: Real) -> Ball:
        other = _ball(other)
        room = abs(float(other.middle)) / _UP - other.radius
        if room <= 0:
            raise Undecided
        quotient = _CONTEXT.divide(self.middle, other.middle)
        radius = (self.radius + abs(float(quotient)) * other.radius * _UP) / room
        return Ball(quotient, radius, ("div", self, other))

    def __rsub__(self, other: Fraction) -> Ball:
        return _ball(other) - self

    def __rtruediv__(self, other: Fraction) -> Ball:
        return _ball(other) / self

    __radd__, __rmul__ = __add__, __mul__


Real: TypeAlias = Fraction | Ball
_ZERO: Final = Fraction(0)


def _operations(value: Real) -> int:
    return value.operations if isinstance(value, Ball) else 0


def _tree(value: Real) -> Expression:
    return value.tree if isinstance(value, Ball) else Number(value)


def _ball(value: Real) -> Ball:
    if isinstance(value, Ball):
        return value
    middle = _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Ball(middle, 0.0, Number(value))


def constant(tree: Expression) -> Real:
    """The value of an expression without x. Raises Undecided where none is found."""
    tree = apply(tree.operation, *tree.args) if isinstance(tree, Apply) else tree
    if isinstance(tree, Number):
        return tree.value
    lo, hi = constants.enclosure(tree, _DIGITS + 10)
    if not (lo.is_finite() and hi.is_finite()):
        raise Undecided
    middle = _CONTEXT.divide(_CONTEXT.add(lo, hi), Decimal(2))
    return Ball(middle, float(_CONTEXT.subtract(hi, lo)) * _UP + abs(float(middle)) * 4 * _ROUNDING, tree)


def applied(operation: str, value: Real) -> Real:
    """The value of the function named by `operation` at a number. Raises Undecided."""
    return constant(apply(operation, _tree(value)))


def power(value: Real, exponent: Fraction) -> Real:
    """value**exponent for a value other than 0, which must be positive if the exponent is not an integer."""
    if isinstance(value, Fraction) and exponent.denominator == 1:
        return shortened(value ** int(exponent))
    if isinstance(value, Ball) and exponent == -1:
        return Fraction(1) / value
    return constant(expression_power(_tree(value), Number(exponent)))


def shortened(value: Fraction) -> Real:
    """The number, as a ball if its fraction has 4,000 bits or more."""
    bits = value.numerator.bit_length() + value.denominator.bit_length()
    return value if bits < _MAX_BITS else _ball(value)


def size(value: Real) -> float:
    """An upper bound on the magnitude. Raises Undecided where that overflows."""
    if isinstance(value, Ball):
        return value.size
    try:
        return abs(float(value)) * _UP + (_UNDERFLOW_ERROR if value else 0.0)
    except OverflowError:
        raise Undecided from None


def sign(value: Real) -> int:
    """-1, 0 or 1, proved. Raises Undecided."""
    if isinstance(value, Fraction):
        return (value > 0) - (value < 0)
    if abs(float(value.middle)) > 2 * value.radius:
        return 1 if value.middle > 0 else -1
    if value.operations > _MOST_OPERATIONS or not constants.is_proved_zero(value.tree):
        raise Undecided
    return 0


# --- truncated power series: lists of coefficients, the constant first -------------------------------------


def product(a: list[Real], b: list[Real], length: int) -> list[Real]:
    """The first `length` coefficients of a product."""
    left, right = _common_denominator(a), _common_denominator(b)
    if left is not None and right is not None:
        below = left[1] * right[1]
        return [shortened(Fraction(total, below)) for total in _convolution(left[0], right[0], length, 0)]
    return _convolution(a, b, length, _ZERO)


def _convolution(a: list[Any], b: list[Any], length: int, zero: Any) -> list[Any]:
    """The sums of a[i]*b[k - i] for k < length, of integers or of coefficients; `zero` is the empty sum."""
    result = []
    for k in range(length):
        total = zero
        for i in range(max(0, k - len(b) + 1), min(k + 1, len(a))):
            if a[i] and b[k - i]:
                total = total + a[i] * b[k - i]
        result.append(total)
    return result


def _common_denominator(a: list[Real]) -> tuple[list[int], int] | None:
    """(numerators, common denominator) of rational coefficients; None if some are balls."""
    exact = [c for c in a if isinstance(c, Fraction)]
    if len(exact) < len(a):
        return None
    below = lcm(*(c.denominator for c in exact))
    return [c.numerator * (below // c.denominator) for c in exact], below


def _recurrence(
    start: Real, inner: list[Real], factor: Callable[[int, int], Fraction], length: int
) -> list[Real]:
    """y with k*y[k] = the sum of factor(j, k)*inner[j]*y[k - j] over j from 1 to k."""
    y = [start]
    for k in range(1, length):
        total: Real = _ZERO
        for j in range(1, min(k + 1, len(inner))):
            weight = factor(j, k)
            if inner[j] and y[k - j] and weight:
                total = total + inner[j] * y[k - j] * weight
        total = total * Fraction(1, k)
        y.append(shortened(total) if isinstance(total, Fraction) else total)
    return y


def exponential(w: list[Real], length: int) -> list[Real]:
    """exp(w) for w[0] = 0, as y' = w'y."""
    return _recurrence(Fraction(1), w, lambda j, _: Fraction(j), length)


def raised(w: list[Real], exponent: Fraction, length: int) -> list[Real]:
    """(1 + w)**p for w[0] = 0, as (1 + w)y' = p w'y (J. C. P. Miller)."""
    return _recurrence(Fraction(1), w, lambda j, k: exponent * j - (k - j), length)


def sin_cos(w: list[Real], sin: Real, cos: Real, length: int) -> tuple[list[Real], list[Real]]:
    """The sine and cosine of c + w for w[0] = 0, from those of c, as sin' = w' cos and cos' = -w' sin."""
    s, c = [sin], [cos]
    for k in range(1, length):
        next_s: Real = _ZERO
        next_c: Real = _ZERO
        for j in range(1, min(k + 1, len(w))):
            if w[j]:
                next_s += w[j] * c[k - j] * Fraction(j, k)
                next_c -= w[j] * s[k - j] * Fraction(j, k)
        s.append(next_s)
        c.append(next_c)
    return s, c


def integrated(start: Real, slope: list[Real], w: list[Real], length: int) -> list[Real]:
    """start + the integral of slope * w': f(c + w) from f(c) and f'(c + w)."""
    derivative_of_w = [c * Fraction(k) for k, c in enumerate(w)][1:]
    derivative = product(slope, derivative_of_w, length - 1) if length > 1 else []
    return [start, *(c * Fraction(1, k + 1) for k, c in enumerate(derivative))]
