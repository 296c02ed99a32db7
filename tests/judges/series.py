"""Functions of two kinds of numbers: mpmath's, and power series over Arb's balls.

A definition written with these functions is evaluated by mpmath where x is an mpf; where x is a `Series`, it
gives the value and the derivatives of every order, each with a proven bound. Series arithmetic knows no
symbolic differentiation, and a ball holds what it claims to hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import mpmath
from flint import arb, arb_series, fmpq

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    Function = Callable[[Any], Any]

# How many bits before the point the arguments of exp may have.
_REACH: Final = 5000
# The exponent of what is past the exponentials of these.
_HUGE: Final = 1 << (_REACH + 10)


class Undecided(ArithmeticError):  # noqa: N818  (a state of knowledge, to be mended by more precision)
    """Whether one number is below another, more precision must tell."""


@dataclass(slots=True, eq=False)
class Series:
    """A function near a point: its power series in the distance from there, seen from one side.

    The side, 1 right or -1 left, tells which of two functions equal at the point itself is the greater one.
    Seen from neither, side 0, they are equal, and abs is level where its argument is 0.
    """

    terms: Any
    side: int

    @classmethod
    def variable(cls, x: float | arb, side: int) -> Series:
        """x itself, near an exact point."""
        return cls(arb_series([arb(x), 1]), side)

    def like(self, terms: arb_series) -> Series:
        """Another function near the same point, seen from the same side."""
        return Series(terms, self.side)

    def constant(self, value: Fraction) -> Series:
        """A rational number, near the same point."""
        return self.like(arb_series([arb(fmpq(value.numerator, value.denominator))]))

    def sign(self) -> int:
        """The sign next to the point, on the series' side. Raises Undecided where the balls do not tell."""
        direction = 1
        for term in self.terms:
            if term > 0:
                return direction
            if term < 0:
                return -direction
            if not term.is_zero():
                raise Undecided
            direction *= self.side
        return 0

    def __add__(self, other: Series | float) -> Series:
        return self.like(self.terms + _terms(other))

    __radd__ = __add__

    def __sub__(self, other: Series | float) -> Series:
        return self.like(self.terms - _terms(other))

    def __rsub__(self, other: Series | float) -> Series:
        return self.like(_terms(other) - self.terms)

    def __mul__(self, other: Series | float) -> Series:
        return self.like(self.terms * _terms(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Series | float) -> Series:
        return self.like(self.terms / _terms(other))

    def __rtruediv__(self, other: Series | float) -> Series:
        return self.like(_terms(other) / self.terms)

    def __pow__(self, exponent: int) -> Series:
        power = self.like(self.terms ** abs(exponent))
        return power if exponent >= 0 else 1 / power

    def __neg__(self) -> Series:
        return self.like(-self.terms)

    def __abs__(self) -> Series:
        return self.sign() * self

    def __lt__(self, other: Series | float) -> bool:
        return (self - other).sign() < 0

    def __le__(self, other: Series | float) -> bool:
        return (self - other).sign() <= 0

    def __gt__(self, other: Series | float) -> bool:
        return (self - other).sign() > 0

    def __ge__(self, other: Series | float) -> bool:
        return (self - other).sign() >= 0


def _terms(number: Series | float) -> Any:
    if isinstance(number, Series):
        return number.terms
    return arb(number)


def number(value: Fraction, like: Any) -> Any:
    """A rational in the arithmetic of another number."""
    if isinstance(like, Series):
        return like.constant(value)
    return mpmath.mpf(value.numerator) / value.denominator


def pi(like: Any) -> Any:
    """The number pi in the arithmetic of another number."""
    return like.like(arb_series([arb.pi()])) if isinstance(like, Series) else +mpmath.pi


def sign(u: Any) -> Any:
    """-1, 0 or 1, in the same arithmetic."""
    return u.like(arb_series([u.sign()])) if isinstance(u, Series) else mpmath.sign(u)


# --- functions of series ---------------------------------------------------------------------------------
# A value that a function knows better than its series does, expm1(u) near 0, replaces the constant term. The
# other terms come from derivatives that cancel nowhere: 1 - tanh(u)**2 does, far out, and 1/cosh(u)**2 not.


def _with_value(series: Any, value: Any) -> Any:
    series[0] = value
    return series


def _expm1(u: Any) -> Any:
    return _with_value(u.exp(), u[0].expm1())


def _log1p(u: Any) -> Any:
    return _with_value((1 + u).log(), u[0].log1p())


def _cosh(u: Any) -> Any:
    return (u.exp() + (-u).exp()) / 2


def _sinh(u: Any) -> Any:
    return _with_value((u.exp() - (-u).exp()) / 2, u[0].sinh())


def _tanh(u: Any) -> Any:
    decay = (-2 * u if u[0] > 0 else 2 * u).exp()  # 1/cosh(u)**2 in what far out does not overflow
    return _with_value((4 * u.derivative() * decay / (1 + decay) ** 2).integral(), u[0].tanh())


def _bell(u: Any) -> Any:
    """The derivative of erf(u)."""
    return 2 * u.derivative() * (-u * u).exp() / arb.pi().sqrt()


def _erf(u: Any) -> Any:
    return _with_value(_bell(u).integral(), u[0].erf())


def _erfc(u: Any) -> Any:
    return _with_value((-_bell(u)).integral(), _tail(u[0]) if u[0] > 50 else u[0].erfc())


def _tail(u: Any) -> Any:
    """erfc(u) for large u, of which Arb's own says no more than that it is small."""
    half = arb(1) / 2
    return (-u * u).exp() * (u * u).hypgeom_u(half, half) / arb.pi().sqrt()


# --- functions of either ---------------------------------------------------------------------------------


def _with_limits(function: Function, left: Any, right: Any) -> Function:
    """mpmath's function; past all reach its limits, for mpmath would take ln 2 to as many digits as u has."""

    def within(u: Any) -> Any:
        if mpmath.isfinite(u) and mpmath.mag(u) > _REACH:
            return mpmath.mpf(right if u > 0 else left)
        return function(u)

    return within


_mpmath_exp: Final = _with_limits(mpmath.exp, mpmath.ldexp(1, -_HUGE), mpmath.ldexp(1, _HUGE))


def _mpmath_erf(u: Any) -> Any:
    """erf, which far out is 1 to more digits than anyone asks for, and mpmath's gives up."""
    return mpmath.erf(u) if abs(u) < 10**6 else mpmath.sign(u)


def _mpmath_erfc(u: Any) -> Any:
    """erfc, where mpmath's gives up too: there the first term of the asymptotic series underflows."""
    if abs(u) < 10**6:
        return mpmath.erfc(u)
    tail = _mpmath_exp(-u * u) / (abs(u) * mpmath.sqrt(mpmath.pi))
    return tail if u > 0 else 2 - tail


def _either(of_number: Function, of_series: Function) -> Function:
    def function(u: Any) -> Any:
        return u.like(of_series(u.terms)) if isinstance(u, Series) else of_number(u)

    return function


exp: Final = _either(_mpmath_exp, lambda u: u.exp())
expm1: Final = _either(_with_limits(mpmath.expm1, -1, mpmath.inf), _expm1)
log: Final = _either(mpmath.log, lambda u: u.log())
log1p: Final = _either(mpmath.log1p, _log1p)
sqrt: Final = _either(mpmath.sqrt, lambda u: u.sqrt())
sin: Final = _either(mpmath.sin, lambda u: u.sin())
cos: Final = _either(mpmath.cos, lambda u: u.cos())
tan: Final = _either(mpmath.tan, lambda u: u.tan())
sinh: Final = _either(mpmath.sinh, _sinh)
cosh: Final = _either(mpmath.cosh, _cosh)
tanh: Final = _either(_with_limits(mpmath.tanh, -1, 1), _tanh)
atan: Final = _either(mpmath.atan, lambda u: u.atan())
erf: Final = _either(_mpmath_erf, _erf)
erfc: Final = _either(_mpmath_erfc, _erfc)


def normcdf(u: Any) -> Any:
    """The probability that a standard normal variable is below u."""
    return erfc(-u / sqrt(2 + 0 * u)) / 2


def logistic(u: Any) -> Any:
    """1/(1+exp(-u))."""
    return 1 / (1 + exp(-u))


def log_one_plus_exp(u: Any) -> Any:
    """log(1+exp(u)), which neither overflows nor loses the tail on the left."""
    return max(u, 0) + log1p(exp(-abs(u)))
