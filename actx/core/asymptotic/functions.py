"""The functions of the formula language, applied to series.

All are reduced to exp, log, powers, sin, cos, atan and erf. For an argument with a finite limit these are
Taylor series at the limit; for one that goes to infinity, asymptotic series (DLMF 4.24, 7.12), where sin and
cos are an oscillating remainder of amplitude 1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from actx.core.asymptotic.calculus import Calculus
from actx.core.asymptotic.reals import ONE, ZERO, Real
from actx.core.asymptotic.series import UNIT, ZERO_SERIES, Series, constant, growth, number
from actx.core.formula.algebra import TWO
from actx.core.formula.expression import PI, Apply, Number

_HALF: Final = Fraction(1, 2)
_OSCILLATION: Final = Series((), UNIT, amplitude=1.0)


class Functions(Calculus):
    """The functions. They raise Undefined outside their domains, and Undecided."""

    # --- roots and choices -------------------------------------------------------------------------------

    def sqrt(self, a: Series) -> Series:
        return self.power(a, _HALF)

    def abs(self, a: Series) -> Series:
        return self.neg(a) if a.sign() < 0 else a

    def sign(self, a: Series) -> Series:
        return number(a.sign())

    # --- exponentials and logarithms ---------------------------------------------------------------------

    def expm1(self, u: Series) -> Series:
        if self._is_large(u):
            return self.add(self.exp(u), number(-1))
        c, small = self._near(u)
        rise = self.add(self.exp(small), number(-1))
        return self.add(self._start("expm1", c), self.scaled(rise, self._factor("exp", c)))

    def log1p(self, u: Series) -> Series:
        if self._is_large(u) or not u.terms:
            return self.log(self.add(number(1), u))
        c, small = self._near(u)
        base = ONE + c
        if base.sign() <= 0:
            return self.log(self.add(number(1), u))
        rise = self.log(self.add(number(1), self.scaled(small, ONE / base)))
        return self.add(self._start("log1p", c), rise)

    def log1pexp(self, u: Series) -> Series:
        if self._goes_up(u):
            return self.add(u, self.log1p(self.exp(self.neg(u))))
        if self._is_large(u):
            return self.log1p(self.exp(u))
        c, small = self._near(u)
        if c.sign() > 0:
            return self.add(u, self.log1pexp(self.neg(u)))
        # 1 + e^(c + t) = (1 + e^c)(1 + sigmoid(c)(e^t - 1))
        rise = self.scaled(self.expm1(small), c.applied("sigmoid"))
        return self.add(constant(c.applied("log1pexp")), self.log1p(rise))

    def sigmoid(self, u: Series) -> Series:
        if self._goes_up(u):
            return self.div(number(1), self.add(number(1), self.exp(self.neg(u))))
        if self._is_large(u):
            growth = self.exp(u)
            return self.div(growth, self.add(number(1), growth))
        c, small = self._near(u)
        if c.sign() > 0:  # s/(s + (1 - s)e^-t) = s/(1 + (1 - s)(e^-t - 1))
            above, turned, other = number(1), self.neg(small), (-c).applied("sigmoid")
        else:  # s e^t/((1 - s) + s e^t) = s e^t/(1 + s(e^t - 1))
            above, turned, other = self.exp(small), small, c.applied("sigmoid")
        below = self.add(number(1), self.scaled(self.expm1(turned), other))
        return self.scaled(self.div(above, below), c.applied("sigmoid"))

    def tanh(self, u: Series) -> Series:
        if self._is_large(u):
            if u.terms[0][1].sign() < 0:
                return self.neg(self.tanh(self.neg(u)))
            decay = self.exp(self.scaled(u, Real.of(-2)))
            return self.div(self.sub(number(1), decay), self.add(number(1), decay))
        c, small = self._near(u)
        size = -c if c.sign() < 0 else c
        if (size - ONE).sign() > 0:  # 1 - 2 sigmoid(-2u)
            if c.sign() < 0:
                return self.neg(self.tanh(self.neg(u)))
            tail = self.sigmoid(self.scaled(u, Real.of(-2)))
            return self.sub(number(1), self.scaled(tail, Real.of(2)))
        # (tanh c + tanh t)/(1 + tanh c tanh t)
        rise = self.expm1(self.scaled(small, Real.of(2)))
        slope = self.div(rise, self.add(number(2), rise))
        if c.rational == 0:
            return slope
        start = c.applied("tanh")
        below = self.add(number(1), self.scaled(slope, start))
        return self.div(self.add(constant(start), slope), below)

    def sinh(self, u: Series) -> Series:
        return self._hyperbolic(u, -1)

    def cosh(self, u: Series) -> Series:
        return self._hyperbolic(u, 1)

    def _hyperbolic(self, u: Series, sign: int) -> Series:
        """(e^u + sign e^-u)/2; at c + t by the addition theorem."""
        half, turn = Real.of(_HALF), Real.of(sign)
        if self._is_large(u):
            return self.scaled(self.add(self.exp(u), self.scaled(self.exp(self.neg(u)), turn)), half)
        c, small = self._near(u)
        rise, fall = self.exp(small), self.exp(self.neg(small))
        same = self.scaled(self.add(rise, self.scaled(fall, turn)), half)
        if c.rational == 0:
            return same
        other = self.scaled(self.sub(rise, self.scaled(fall, turn)), half)
        return self.add(self.scaled(same, c.applied("cosh")), self.scaled(other, c.applied("sinh")))

    def _near(self, u: Series) -> tuple[Real, Series]:
        """(c, t) with u = c + t, where t goes to 0. Raises Undecided."""
        _, c, small = self.parted(u)
        return c, small

    @staticmethod
    def _is_large(u: Series) -> bool:
        return bool(u.terms) and growth(u.terms[0][0]) > 0

    @staticmethod
    def _start(name: str, c: Real) -> Series:
        """f(c), for an f that is 0 at 0."""
        return ZERO_SERIES if c.rational == 0 else constant(c.applied(name))

    @staticmethod
    def _factor(name: str, c: Real) -> Real:
        """f(c), for an f that is 1 at 0."""
        return ONE if c.rational == 0 else c.applied(name)

    def asinh(self, u: Series) -> Series:
        if u.terms and u.terms[0][1].sign() < 0:
            return self.neg(self.asinh(self.neg(u)))
        root = self.sqrt(self.add(number(1), self.mul(u, u)))
        result = self.log(self.add(u, root))
        if self._is_large(u):
            return result
        c, _ = self._near(u)
        _, small = self._near(result)
        return self.add(self._start("asinh", c), small)

    def _goes_up(self, u: Series) -> bool:
        return self._is_large(u) and u.terms[0][1].sign() > 0

    # --- circular functions ------------------------------------------------------------------------------

    def sin(self, u: Series) -> Series:
        return self._sine_or_cosine(u, ("sin", "cos"), (1, 1, -1, -1))

    def cos(self, u: Series) -> Series:
        return self._sine_or_cosine(u, ("cos", "sin"), (1, -1, -1, 1))

    def _sine_or_cosine(self, u: Series, names: tuple[str, str], signs: tuple[int, ...]) -> Series:
        """A sine or cosine: the k-th derivative is signs[k % 4] times names[k % 2]."""
        if self._is_large(u):
            return _OSCILLATION
        _, middle, small = self.parted(u)
        values = [self._at(name, middle) for name in names]
        coefficients, factor = [], Fraction(1)
        for k in range(self.length + 2):
            coefficients.append(values[k % 2] * Real.of(signs[k % 4] * factor))
            factor /= k + 1
        return self.composed(coefficients, small)

    @staticmethod
    def _at(name: str, point: Real) -> Real:
        if point.rational == 0:
            return ONE if name == "cos" else ZERO
        return point.applied(name)

    def tan(self, u: Series) -> Series:
        return self.div(self.sin(u), self.cos(u))

    def atan(self, u: Series) -> Series:
        if self._is_large(u):
            quarter = constant(Real(Apply("mul", Number(Fraction(u.terms[0][1].sign(), 2)), PI)))
            return self.sub(quarter, self.atan(self.div(number(1), u)))
        _, c, small = self.parted(u)
        # the derivative 1/(1 + (c + t)²) = b0 + b1 t + ...
        square = ONE + c * c
        slopes: list[Real] = [ONE / square]
        for k in range(1, self.length + 2):
            before = slopes[k - 2] if k > 1 else ZERO
            slopes.append(-(c * slopes[k - 1] * Real.of(2) + before) / square)
        return self._integrated("atan", c, slopes, small)

    def _integrated(self, name: str, c: Real, slopes: list[Real], small: Series) -> Series:
        """f(c + small) from f(c) and the power series of f' there."""
        at_zero = ONE if name == "erfc" else ZERO
        start = at_zero if c.rational == 0 else c.applied(name)
        terms = [start, *(slope * Real.of(Fraction(1, k + 1)) for k, slope in enumerate(slopes))]
        return self.composed(terms, small)

    # --- the normal distribution -------------------------------------------------------------------------

    def erf(self, u: Series) -> Series:
        if self._is_large(u):
            sign = u.terms[0][1].sign()
            tail = self._erfc_asymptotic(u if sign > 0 else self.neg(u))
            result = self.sub(number(1), tail)
            return result if sign > 0 else self.neg(result)
        return self._error_function("erf", u, 1)

    def erfc(self, u: Series) -> Series:
        if self._goes_up(u):
            return self._erfc_asymptotic(u)
        if self._is_large(u):
            return self.sub(number(1), self.erf(u))
        return self._error_function("erfc", u, -1)

    def _error_function(self, name: str, u: Series, sign: int) -> Series:
        """erf(c + t) for sign 1, erfc(c + t) for sign -1."""
        c, small = self._near(u)
        # exp(-(c + t)²) = a0 + a1 t + ..., a solution of y' = -2(c + t)y
        bell = [ONE if c.rational == 0 else (-(c * c)).applied("exp")]
        for k in range(self.length + 1):
            before = bell[k - 1] if k else ZERO
            bell.append((c * bell[k] + before) * Real.of(Fraction(-2, k + 1)))
        factor = Real(Apply("div", Number(Fraction(2 * sign)), Apply("sqrt", PI)))
        return self._integrated(name, c, [factor * value for value in bell], small)

    def _erfc_asymptotic(self, u: Series) -> Series:
        """exp(-u²)/(u √π) * (1 - 1/(2u²) + 3/(2u²)² - ...), for a u that goes to infinity."""
        square = self.mul(u, u)
        small = self.power(self.scaled(square, Real.of(2)), Fraction(-1))
        coefficients = [ONE]
        for k in range(self.length + 1):
            coefficients.append(coefficients[-1] * Real.of(-(2 * k + 1)))
        tail = self.composed(coefficients, small)
        factor = self.div(self.exp(self.neg(square)), u)
        root = Real(Apply("div", ONE.tree, Apply("sqrt", PI)))
        return self.scaled(self.mul(factor, tail), root)

    def normcdf(self, u: Series) -> Series:
        inner = self.scaled(u, Real(Apply("neg", Apply("sqrt", Number(_HALF)))))
        return self.scaled(self.erfc(inner), Real.of(_HALF))

    def normpdf(self, u: Series) -> Series:
        bell = self.exp(self.scaled(self.mul(u, u), Real.of(-_HALF)))
        return self.scaled(bell, Real(Apply("div", ONE.tree, Apply("sqrt", Apply("mul", TWO, PI)))))
