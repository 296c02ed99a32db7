"""Whether power series in ball arithmetic show a sign beside x = 0, where a derivative may be 0.

Ball arithmetic proves that a coefficient is 0 only if its ball has the radius 0. That is so if all that it is
made of are binary numbers, or are multiplied by an exact 0: of tanh(x) the second coefficient is, of
tanh(2*x/3) it is not.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from actx.core.analysis.spelling import regular
from actx.core.arithmetic import constants
from actx.core.arithmetic.interpret import interpret
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import target

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from actx.core.formula.expression import Expression

_TERMS: Final = 8
Coefficient = Fraction | None
"""An exact number; None for any other."""
Series = list[Coefficient]
_X: Final[Series] = [Fraction(k == 1) for k in range(_TERMS)]


def has_exact_sign_beside_zero(expression: Expression, order: int) -> bool | None:
    """Whether the first derivative from an order on that is not 0 at x = 0 follows exact zeros.

    None where there is no power series.
    """
    try:
        series: Series = interpret(regular(expression), _Exact(), _X)
        for k in range(order, _TERMS):
            if series[k] is None:
                return bool(constants.sign_at(target(expression, k), Fraction(0)))
            if series[k]:
                return True
    except FormulaError:
        return False
    except _SingularError:
        return None
    return True


class _SingularError(ArithmeticError):
    """A function has no power series."""


def _sum(values: Sequence[Coefficient]) -> Coefficient:
    return None if None in values else _exact(sum(each for each in values if each is not None))


def _product(*values: Coefficient) -> Coefficient:
    if 0 in values:
        return Fraction(0)
    if None in values:
        return None
    a, b = (each for each in values if each is not None)
    return _exact(a * b)


def _exact(value: Fraction | int) -> Coefficient:
    """The number if it is binary."""
    return Fraction(value) if value.denominator & (value.denominator - 1) == 0 else None


class _Exact:
    """The arithmetic of power series whose coefficients are exact numbers, or not."""

    def number(self, value: Fraction) -> Series:
        return _constant(_exact(value))

    def constant(self, name: str) -> Series:  # noqa: ARG002
        return _constant(None)

    def apply(self, operation: str, *args: Any) -> Series:
        return _RULES[operation](*args)


def _constant(value: Coefficient) -> Series:
    return [value] + [Fraction(0)] * (_TERMS - 1)


def _add(u: Series, v: Series) -> Series:
    return [_sum(pair) for pair in zip(u, v, strict=True)]


def _mul(u: Series, v: Series) -> Series:
    return [_sum([_product(u[j], v[k - j]) for j in range(k + 1)]) for k in range(_TERMS)]


def _neg(u: Series) -> Series:
    return _mul(u, _constant(Fraction(-1)))


def _div(u: Series, v: Series) -> Series:
    if v[0] == 0:
        raise _SingularError
    found: Series = []
    inverse = None if v[0] is None or not v[0] else _exact(1 / v[0])
    for k in range(_TERMS):
        rest = _sum([u[k], *(_product(Fraction(-1), _product(v[j], found[k - j])) for j in range(1, k + 1))])
        found.append(_product(rest, inverse))
    return found


def _pow(u: Series, exponent: Series) -> Series:
    n = exponent[0]
    if n is None or n.denominator != 1:
        return _composed(u, {Fraction(1): Fraction(1)}, lambda found: _div(_mul(exponent, found), u))
    if n < 0:
        return _div(_constant(Fraction(1)), _pow(u, _constant(-n)))
    found = _constant(Fraction(1))
    for _ in range(int(n)):
        found = _mul(found, u)
    return found


def _composed(
    u: Series,
    known: dict[Fraction, Fraction],
    slope: Callable[[Series], Series],
) -> Series:
    """A function of u: exact where it is known, and with the slope of it at u, which may depend on it."""
    start = None if u[0] is None else known.get(u[0])
    found: Series = [start] + [Fraction(0)] * (_TERMS - 1)
    for k in range(1, _TERMS):
        d = slope(found)
        terms = [_product(_product(_exact(Fraction(j)), u[j]), d[k - j]) for j in range(1, k + 1)]
        found[k] = _product(_sum(terms), _exact(Fraction(1, k)))
    return found


def _square_plus_one(u: Series) -> Series:
    return _add(_constant(Fraction(1)), _mul(u, u))


def _bell(u: Series) -> Series:
    """exp(-c*u**2) times a number, for numbers that are not exact."""
    falling = _mul(_mul(u, u), _constant(None))
    return _mul(_constant(None), _exp(falling))


def _exp(u: Series) -> Series:
    return _composed(u, {Fraction(0): Fraction(1)}, lambda found: found)


def _sin(u: Series) -> Series:
    return _circular(u)[0]


def _circular(u: Series) -> tuple[Series, Series]:
    is_zero = u[0] == 0
    sine: Series = _constant(Fraction(0) if is_zero else None)
    cosine: Series = _constant(Fraction(1) if is_zero else None)
    for k in range(1, _TERMS):
        for found, slope in ((sine, cosine), (cosine, _neg(sine))):
            terms = [_product(_product(Fraction(j), u[j]), slope[k - j]) for j in range(1, k + 1)]
            found[k] = _product(_sum(terms), _exact(Fraction(1, k)))
    return sine, cosine


_NOWHERE: Final[dict[Fraction, Fraction]] = {}
_AT_ZERO: Final = {Fraction(0): Fraction(0)}
_RULES: Final[dict[str, Callable[..., Series]]] = {
    "add": _add,
    "mul": _mul,
    "neg": _neg,
    "div": _div,
    "pow": _pow,
    "exp": _exp,
    "log": lambda u: _composed(u, {Fraction(1): Fraction(0)}, lambda _: _div(_constant(Fraction(1)), u)),
    "sqrt": lambda u: _pow(u, _constant(Fraction(1, 2))),
    "atan": lambda u: _composed(u, _AT_ZERO, lambda _: _div(_constant(Fraction(1)), _square_plus_one(u))),
    "erf": lambda u: _composed(u, _AT_ZERO, lambda _: _bell(u)),
    "normcdf": lambda u: _composed(u, _NOWHERE, lambda _: _bell(u)),
    "sin": _sin,
    "cos": lambda u: _circular(u)[1],
}
