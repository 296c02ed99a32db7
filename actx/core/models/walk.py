"""The walk over a formula that turns it into a sum of models, next to 0 or for large |x| on one side.

Choices are decided by signs that hold on the whole interval. The functions of the language are reduced to
exp, log, powers, sin, cos, atan and integrals of exp(-h*u**2); one that has no rule here has no model, and
its formulas are left to the slower arithmetics.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from actx.core.asymptotic.reals import Undecided, Undefined, holds
from actx.core.formula.algebra import TWO
from actx.core.formula.choices import as_min_and_max, takes_first
from actx.core.formula.expression import PI, Apply, Expression, Number, Symbol, X
from actx.core.formula.walk import Walk
from actx.core.models import coefficients
from actx.core.models.exponentials import Sum, Sums, growth, number, of_model
from actx.core.models.model import Model, constant

if TYPE_CHECKING:
    from collections.abc import Callable

_HALF: Final = Fraction(1, 2)
# Exponents of powers, in magnitude.
_LARGEST: Final = 400


def _over_root(above: int, below: Expression) -> coefficients.Real:
    """above/√below."""
    return coefficients.constant(Apply("div", Number(Fraction(above)), Apply("sqrt", below)))


class ModelWalk(Walk[Sum]):
    """Computes sums for formulas on 0 < t <= r, with x = side*t, or x = side/t if `far`.

    With `strict`, for derivatives, a choice between equal parts is undecided. Raises Undefined and Undecided.
    """

    def __init__(self, side: int, r: float, length: int, *, far: bool, strict: bool) -> None:
        self.sums = Sums(r, length)
        self.strict = strict
        super().__init__({X: of_model(Model(Fraction(-1 if far else 1), (Fraction(side),)))})
        self._fixed: set[Expression] = set()

    def rule(self, node: Expression) -> Sum:
        if isinstance(node, Number):
            return number(node.value)
        if isinstance(node, Symbol):
            if node.name == "inf":
                raise Undecided
            self._fixed.add(node)
            return of_model(constant(coefficients.constant(node)))
        args = node.args
        match node.operation:
            case "where":
                return self(args[1] if self.holds(args[0]) else args[2])
            case "pow":
                return self._pow(node)
            case "min" | "max":
                order = self.order(*args)
                return self(args[0] if takes_first(node.operation, order) else args[1])
            case "clip":
                return self(as_min_and_max(node))
            case "add" | "sub" | "mul" | "div":
                values = [self(argument) for argument in args]
                return getattr(self.sums, node.operation)(*values)  # type: ignore[no-any-return]
        (u,) = map(self, args)
        if all(isinstance(each, Number) or each in self._fixed for each in args):
            self._fixed.add(node)
            return of_model(constant(coefficients.constant(node)))
        rule: Callable[[Sum], Sum] | None = getattr(self, f"_{node.operation}", None)
        if rule is None:
            raise Undecided
        return rule(u)

    # --- conditions ----------------------------------------------------------------------------------------

    def holds(self, condition: Expression) -> bool:
        """Whether a condition holds on the whole interval or nowhere on it, in Kleene's logic."""
        return holds(condition, self.order)

    def order(self, a: Expression, b: Expression) -> int:
        """The sign of a - b on the whole interval."""
        order = self.sums.sign(self.sums.sub(self(a), self(b)))
        if not order and self.strict:
            raise Undecided
        return order

    def _neg(self, u: Sum) -> Sum:
        return self.sums.neg(u)

    def _abs(self, u: Sum) -> Sum:
        return self.sums.neg(u) if self.sums.sign(u) < 0 else u

    def _sign(self, u: Sum) -> Sum:
        sign = self.sums.sign(u)
        if not sign and self.strict:
            raise Undecided
        return number(sign)

    # --- powers, exponentials and logarithms ---------------------------------------------------------------

    def _sqrt(self, u: Sum) -> Sum:
        return self.sums.power(u, _HALF)

    def _pow(self, node: Apply) -> Sum:
        base, exponent = map(self, node.args)
        if not exponent:
            return number(1)
        value = exponent[0].model
        is_constant = not (exponent[1:] or exponent[0].exponent or value.start or value.rest)
        if is_constant and len(value.terms) == 1:
            power = value.terms[0]
            if isinstance(power, Fraction):
                if abs(power) > _LARGEST:
                    raise Undecided
                return self.sums.power(base, power)
        if not base:
            if self.sums.sign(exponent) < 0:
                raise Undefined
            return ()
        return self.sums.exp(self.sums.mul(exponent, self.sums.log(base)))

    def _exp(self, u: Sum) -> Sum:
        return self.sums.exp(u)

    def _expm1(self, u: Sum) -> Sum:
        return self.sums.sub(self.sums.exp(u), number(1))

    def _log(self, u: Sum) -> Sum:
        return self.sums.log(u)

    def _log1p(self, u: Sum) -> Sum:
        return self.sums.log(self.sums.add(number(1), u))

    @staticmethod
    def _is_large(u: Sum) -> bool:
        return bool(u) and (growth(u[0].exponent) > 0 or (not u[0].exponent and u[0].model.start < 0))

    def _goes_up(self, u: Sum) -> bool:
        return self._is_large(u) and self.sums.sign(u) > 0

    def _log1pexp(self, u: Sum) -> Sum:
        if self._goes_up(u):
            return self.sums.add(u, self._log1p(self.sums.exp(self.sums.neg(u))))
        return self._log1p(self.sums.exp(u))

    def _sigmoid(self, u: Sum) -> Sum:
        return self.sums.power(self.sums.add(number(1), self.sums.exp(self.sums.neg(u))), Fraction(-1))

    def _tanh(self, u: Sum) -> Sum:
        if self._goes_up(u):
            return self.sums.neg(self._tanh(self.sums.neg(u)))
        rise = self._expm1(self.sums.scaled(u, Fraction(2)))
        return self.sums.div(rise, self.sums.add(number(2), rise))

    def _sinh(self, u: Sum) -> Sum:
        rise, fall = self.sums.exp(u), self.sums.exp(self.sums.neg(u))
        return self.sums.scaled(self.sums.sub(rise, fall), _HALF)

    def _cosh(self, u: Sum) -> Sum:
        rise, fall = self.sums.exp(u), self.sums.exp(self.sums.neg(u))
        return self.sums.scaled(self.sums.add(rise, fall), _HALF)

    def _asinh(self, u: Sum) -> Sum:
        if u and self.sums.sign(u) < 0:
            return self.sums.neg(self._asinh(self.sums.neg(u)))
        root = self._sqrt(self.sums.add(number(1), self.sums.mul(u, u)))
        return self.sums.log(self.sums.add(u, root))

    # --- circular functions, and the normal distribution ---------------------------------------------------

    def _sin(self, u: Sum) -> Sum:
        return self.sums.sin_cos(u)[0]

    def _cos(self, u: Sum) -> Sum:
        return self.sums.sin_cos(u)[1]

    def _tan(self, u: Sum) -> Sum:
        return self.sums.div(*self.sums.sin_cos(u))

    def _atan(self, u: Sum) -> Sum:
        if not self._is_large(u):
            return self.sums.atan(u)
        quarter = coefficients.constant(Apply("mul", Number(Fraction(self.sums.sign(u), 2)), PI))
        return self.sums.sub(of_model(constant(quarter)), self.sums.atan(self.sums.power(u, Fraction(-1))))

    def _erf(self, u: Sum) -> Sum:
        if self._goes_up(u):
            return self.sums.sub(number(1), self._erfc(u))
        if self._is_large(u):
            return self.sums.neg(self._erf(self.sums.neg(u)))
        return self.sums.gaussian_integral("erf", _over_root(2, PI), Fraction(1), u)

    def _erfc(self, u: Sum) -> Sum:
        if self._goes_up(u):
            return self.sums.gaussian_tail(u, Fraction(1), _over_root(1, PI))
        if self._is_large(u):
            return self.sums.sub(number(2), self._erfc(self.sums.neg(u)))
        return self.sums.gaussian_integral("erfc", _over_root(-2, PI), Fraction(1), u)

    def _normcdf(self, u: Sum) -> Sum:
        factor = _over_root(1, Apply("mul", TWO, PI))
        if self._goes_up(u):
            return self.sums.sub(number(1), self._normcdf(self.sums.neg(u)))
        if self._is_large(u):
            return self.sums.gaussian_tail(self.sums.neg(u), _HALF, factor)
        return self.sums.gaussian_integral("normcdf", factor, _HALF, u)

    def _normpdf(self, u: Sum) -> Sum:
        gaussian = self.sums.exp(self.sums.scaled(self.sums.mul(u, u), -_HALF))
        return self.sums.scaled(gaussian, _over_root(1, Apply("mul", TWO, PI)))
