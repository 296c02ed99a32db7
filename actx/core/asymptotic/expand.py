"""The expansion of a formula, from those of its parts.

Branches are decided by the signs of leading terms. Every function of the language becomes exp, log, powers,
sin, cos, atan and erf. Of an argument with a finite limit these have their Taylor series there; of one that
goes to infinity their asymptotic ones (DLMF 4.24, 7.12); sin and cos of such a one are waves.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Final

from actx.core.asymptotic.reals import ONE, ZERO, Real, Undecided, Undefined, Unexpandable
from actx.core.asymptotic.series import NOTHING, UNIT, Calculus, Series, constant, growth, number
from actx.core.formula.domain import domain
from actx.core.formula.expression import CONSTANTS, INF, PI, Apply, Expression, Number, Symbol, X

if TYPE_CHECKING:
    from collections.abc import Callable

_HALF: Final = Fraction(1, 2)
_WAVE: Final = Series((), UNIT, waves=1.0)
_BOUNDED: Final = ("sin", "cos", "tanh", "atan", "sigmoid", "erf", "erfc", "normcdf", "normpdf")
_TWO: Final = Number(Fraction(2))


class Expansion:
    """Expansions of formulas in which x is a given series. They raise Undefined and Undecided."""

    def __init__(self, x: Series, length: int) -> None:
        self.calculus = Calculus(length)
        self._known: dict[Expression, Series] = {X: x}

    def __call__(self, node: Expression) -> Series:
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = self._expanded(node)
        return found

    def _expanded(self, node: Expression) -> Series:
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
            return self(a if order and (order < 0) == (node.operation == "min") else b)
        if node.operation == "clip":
            u, low, high = node.args
            return self(Apply("min", Apply("max", u, low), high))
        args = list(map(self, node.args))
        try:
            return getattr(self, f"_{node.operation}")(*args)  # type: ignore[no-any-return]
        except Unexpandable:
            if node.operation in _BOUNDED:
                return Series((), UNIT, inf)
            raise

    # --- conditions --------------------------------------------------------------------------------------

    def holds(self, condition: Expression) -> bool:
        """Whether a condition holds near the point, by Kleene's logic. Raises Undefined and Undecided."""
        assert isinstance(condition, Apply)
        match condition.operation:
            case "not":
                return not self.holds(condition.args[0])
            case "and" | "or":
                decisive = condition.operation == "or"
                doubts: list[Exception] = []
                for each in condition.args:
                    try:
                        if self.holds(each) is decisive:
                            return decisive
                    except (Undefined, Undecided) as doubt:
                        doubts.append(doubt)
                if doubts:
                    raise next((d for d in doubts if isinstance(d, Undecided)), doubts[0])
                return not decisive
        left, right = condition.args
        return _MEANT[condition.operation](self.order(left, right))

    def order(self, a: Expression, b: Expression) -> int:
        """The sign of a - b near the point."""
        for one, other, sign in ((a, b, 1), (b, a, -1)):
            infinite = _infinite(one)
            if infinite:
                if infinite == _infinite(other):
                    return 0
                if not _infinite(other):
                    self(other)  # for its domain
                return sign * infinite
        return self.calculus.sub(self(a), self(b)).sign()

    def _order_but_for_ties(self, a: Expression, b: Expression) -> int:
        """The same, where a and b may be equal now and again: of min(sin(x), 1) and the like."""
        try:
            return self.order(a, b)
        except Unexpandable:
            for one, other, sign in ((a, b, 1), (b, a, -1)):
                level = self._level(one)
                bound = self(other)
                if level is not None and not bound.terms and bound.rest == UNIT and bound.waves <= abs(level):
                    return sign * (1 if level > 0 else -1)
            raise

    def _level(self, node: Expression) -> Fraction | None:
        """The number that a part is near the point, if it is one that is not 0."""
        series = self(node)
        if series.rest is None and len(series.terms) == 1 and series.terms[0][0] == UNIT:
            return series.terms[0][1].rational
        return None

    # --- arithmetic --------------------------------------------------------------------------------------

    def _add(self, a: Series, b: Series) -> Series:
        return self.calculus.add(a, b)

    def _sub(self, a: Series, b: Series) -> Series:
        return self.calculus.sub(a, b)

    def _neg(self, a: Series) -> Series:
        return self.calculus.neg(a)

    def _product(self, a: Expression, b: Expression) -> Series:
        """0 times what is defined everywhere is 0, also where no more is known of that."""
        for one, other in ((a, b), (b, a)):
            try:
                return self._mul(self(one), self(other))
            except Undecided:
                if domain(other).regular is None and self._vanishes(one):
                    return NOTHING
        return self._mul(self(a), self(b))

    def _vanishes(self, node: Expression) -> bool:
        try:
            return self(node).is_zero
        except Undecided:
            return False

    def _mul(self, a: Series, b: Series) -> Series:
        return self.calculus.mul(a, b)

    def _div(self, a: Series, b: Series) -> Series:
        return self.calculus.div(a, b)

    def _sqrt(self, a: Series) -> Series:
        return self.calculus.power(a, _HALF)

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
            return NOTHING
        return self.calculus.exp(self.calculus.mul(exponent, self.calculus.log(base)))

    # --- choices -----------------------------------------------------------------------------------------

    def _abs(self, a: Series) -> Series:
        return self.calculus.neg(a) if a.sign() < 0 else a

    def _sign(self, a: Series) -> Series:
        return number(a.sign())

    # --- exponentials and logarithms ---------------------------------------------------------------------

    def _exp(self, u: Series) -> Series:
        return self.calculus.exp(u)

    def _expm1(self, u: Series) -> Series:
        if self._is_large(u):
            return self._add(self._exp(u), number(-1))
        c, small = self._near(u)
        rise = self._add(self._exp(small), number(-1))
        return self._add(self._start("expm1", c), self._scaled_by(self._factor("exp", c), rise))

    def _log(self, u: Series) -> Series:
        return self.calculus.log(u)

    def _log1p(self, u: Series) -> Series:
        if self._is_large(u) or not u.terms:
            return self._log(self._add(number(1), u))
        c, small = self._near(u)
        base = ONE + c
        if base.sign() <= 0:
            return self._log(self._add(number(1), u))
        rise = self._log(self._add(number(1), self.calculus.scaled(small, ONE / base)))
        return self._add(self._start("log1p", c), rise)

    def _log1pexp(self, u: Series) -> Series:
        if self._goes_up(u):
            return self._add(u, self._log1p(self._exp(self._neg(u))))
        if self._is_large(u):
            return self._log1p(self._exp(u))
        c, small = self._near(u)
        if c.sign() > 0:
            return self._add(u, self._log1pexp(self._neg(u)))
        # 1 + e^(c + t) = (1 + e^c)(1 + sigmoid(c)(e^t - 1))
        rise = self._scaled_by(c.applied("sigmoid"), self._expm1(small))
        return self._add(constant(c.applied("log1pexp")), self._log1p(rise))

    def _sigmoid(self, u: Series) -> Series:
        if self._goes_up(u):
            return self._div(number(1), self._add(number(1), self._exp(self._neg(u))))
        if self._is_large(u):
            growth = self._exp(u)
            return self._div(growth, self._add(number(1), growth))
        c, small = self._near(u)
        if c.sign() > 0:  # s/(s + (1 - s)e^-t) = s/(1 + (1 - s)(e^-t - 1))
            above, turned, other = number(1), self._neg(small), (-c).applied("sigmoid")
        else:  # s e^t/((1 - s) + s e^t) = s e^t/(1 + s(e^t - 1))
            above, turned, other = self._exp(small), small, c.applied("sigmoid")
        below = self._add(number(1), self._scaled_by(other, self._expm1(turned)))
        return self._scaled_by(c.applied("sigmoid"), self._div(above, below))

    def _tanh(self, u: Series) -> Series:
        if self._is_large(u):
            if u.terms[0][1].sign() < 0:
                return self._neg(self._tanh(self._neg(u)))
            decay = self._exp(self.calculus.scaled(u, Real.of(-2)))
            return self._div(self._sub(number(1), decay), self._add(number(1), decay))
        c, small = self._near(u)
        size = -c if c.sign() < 0 else c
        if (size - ONE).sign() > 0:  # 1 - 2 sigmoid(-2u)
            if c.sign() < 0:
                return self._neg(self._tanh(self._neg(u)))
            tail = self._sigmoid(self.calculus.scaled(u, Real.of(-2)))
            return self._sub(number(1), self.calculus.scaled(tail, Real.of(2)))
        # (tanh c + tanh t)/(1 + tanh c tanh t)
        rise = self._expm1(self.calculus.scaled(small, Real.of(2)))
        slope = self._div(rise, self._add(number(2), rise))
        if c.rational == 0:
            return slope
        start = c.applied("tanh")
        below = self._add(number(1), self._scaled_by(start, slope))
        return self._div(self._add(constant(start), slope), below)

    def _sinh(self, u: Series) -> Series:
        return self._hyperbolic(u, -1)

    def _cosh(self, u: Series) -> Series:
        return self._hyperbolic(u, 1)

    def _hyperbolic(self, u: Series, sign: int) -> Series:
        """(e^u + sign e^-u)/2; at c + t by the addition theorem."""
        half, turn = Real.of(_HALF), Real.of(sign)
        if self._is_large(u):
            return self.calculus.scaled(
                self._add(self._exp(u), self._scaled_by(turn, self._exp(self._neg(u)))), half
            )
        c, small = self._near(u)
        rise, fall = self._exp(small), self._exp(self._neg(small))
        same = self.calculus.scaled(self._add(rise, self._scaled_by(turn, fall)), half)
        if c.rational == 0:
            return same
        other = self.calculus.scaled(self._sub(rise, self._scaled_by(turn, fall)), half)
        return self._add(self._scaled_by(c.applied("cosh"), same), self._scaled_by(c.applied("sinh"), other))

    def _near(self, u: Series) -> tuple[Real, Series]:
        """u = c + t, t going to 0."""
        _, c, small = self.calculus.parted(u)
        return c, small

    @staticmethod
    def _is_large(u: Series) -> bool:
        return bool(u.terms) and growth(u.terms[0][0]) > 0

    @staticmethod
    def _start(name: str, c: Real) -> Series:
        """f(c), for an f that is 0 at 0."""
        return NOTHING if c.rational == 0 else constant(c.applied(name))

    @staticmethod
    def _factor(name: str, c: Real) -> Real:
        """f(c), for an f that is 1 at 0."""
        return ONE if c.rational == 0 else c.applied(name)

    def _scaled_by(self, factor: Real, u: Series) -> Series:
        return self.calculus.scaled(u, factor)

    def _asinh(self, u: Series) -> Series:
        if u.terms and u.terms[0][1].sign() < 0:
            return self._neg(self._asinh(self._neg(u)))
        root = self._sqrt(self._add(number(1), self._mul(u, u)))
        return self._log(self._add(u, root))

    def _goes_up(self, u: Series) -> bool:
        return self._is_large(u) and u.terms[0][1].sign() > 0

    # --- circular functions ------------------------------------------------------------------------------

    def _sin(self, u: Series) -> Series:
        return self._wave(u, ("sin", "cos"), (1, 1, -1, -1))

    def _cos(self, u: Series) -> Series:
        return self._wave(u, ("cos", "sin"), (1, -1, -1, 1))

    def _wave(self, u: Series, names: tuple[str, str], signs: tuple[int, ...]) -> Series:
        """A sine or cosine: the k-th derivative is signs[k % 4] times names[k % 2]."""
        if u.terms and growth(u.terms[0][0]) > 0:
            return _WAVE
        _, middle, small = self.calculus.parted(u)
        values = [self._at(name, middle) for name in names]
        coefficients, factor = [], Fraction(1)
        for k in range(self.calculus.length + 2):
            coefficients.append(values[k % 2] * Real.of(signs[k % 4] * factor))
            factor /= k + 1
        return self.calculus.composed(coefficients, small)

    @staticmethod
    def _at(name: str, point: Real) -> Real:
        if point.rational == 0:
            return ONE if name == "cos" else ZERO
        return point.applied(name)

    def _tan(self, u: Series) -> Series:
        return self._div(self._sin(u), self._cos(u))

    def _atan(self, u: Series) -> Series:
        if u.terms and growth(u.terms[0][0]) > 0:
            quarter = constant(Real(Apply("mul", Number(Fraction(u.terms[0][1].sign(), 2)), PI)))
            return self._sub(quarter, self._atan(self._div(number(1), u)))
        _, c, small = self.calculus.parted(u)
        # 1/(1 + (c + t)²) = b0 + b1 t + ..., of which the integral is wanted
        square = ONE + c * c
        slopes: list[Real] = [ONE / square]
        for k in range(1, self.calculus.length + 2):
            before = slopes[k - 2] if k > 1 else ZERO
            slopes.append(-(c * slopes[k - 1] * Real.of(2) + before) / square)
        return self._integrated("atan", c, slopes, small)

    def _integrated(self, name: str, c: Real, slopes: list[Real], small: Series) -> Series:
        """f(c + small) from f(c) and the power series of f' there."""
        at_zero = ONE if name == "erfc" else ZERO
        start = at_zero if c.rational == 0 else c.applied(name)
        terms = [start, *(slope * Real.of(Fraction(1, k + 1)) for k, slope in enumerate(slopes))]
        return self.calculus.composed(terms, small)

    # --- the normal distribution -------------------------------------------------------------------------

    def _erf(self, u: Series) -> Series:
        if self._is_large(u):
            sign = u.terms[0][1].sign()
            tail = self._erfc_far_out(u if sign > 0 else self._neg(u))
            result = self._sub(number(1), tail)
            return result if sign > 0 else self._neg(result)
        return self._error_function("erf", u, 1)

    def _erfc(self, u: Series) -> Series:
        if self._goes_up(u):
            return self._erfc_far_out(u)
        if self._is_large(u):
            return self._sub(number(1), self._erf(u))
        return self._error_function("erfc", u, -1)

    def _error_function(self, name: str, u: Series, sign: int) -> Series:
        """erf(c + t), or erfc, of which the derivatives are the opposite."""
        c, small = self._near(u)
        # exp(-(c + t)²) = a0 + a1 t + ..., a solution of y' = -2(c + t)y
        bell = [ONE if c.rational == 0 else (-(c * c)).applied("exp")]
        for k in range(self.calculus.length + 1):
            before = bell[k - 1] if k else ZERO
            bell.append((c * bell[k] + before) * Real.of(Fraction(-2, k + 1)))
        factor = Real(Apply("div", Number(Fraction(2 * sign)), Apply("sqrt", PI)))
        return self._integrated(name, c, [factor * value for value in bell], small)

    def _erfc_far_out(self, u: Series) -> Series:
        """exp(-u²)/(u √π) * (1 - 1/(2u²) + 3/(2u²)² - ...), for u that goes to infinity."""
        square = self._mul(u, u)
        small = self.calculus.power(self.calculus.scaled(square, Real.of(2)), Fraction(-1))
        coefficients = [ONE]
        for k in range(self.calculus.length + 1):
            coefficients.append(coefficients[-1] * Real.of(-(2 * k + 1)))
        tail = self.calculus.composed(coefficients, small)
        factor = self._div(self._exp(self._neg(square)), u)
        root = Real(Apply("div", ONE.tree, Apply("sqrt", PI)))
        return self.calculus.scaled(self._mul(factor, tail), root)

    def _normcdf(self, u: Series) -> Series:
        inner = self.calculus.scaled(u, Real(Apply("neg", Apply("sqrt", Number(_HALF)))))
        return self.calculus.scaled(self._erfc(inner), Real.of(_HALF))

    def _normpdf(self, u: Series) -> Series:
        bell = self._exp(self.calculus.scaled(self._mul(u, u), Real.of(-_HALF)))
        return self.calculus.scaled(bell, Real(Apply("div", ONE.tree, Apply("sqrt", Apply("mul", _TWO, PI)))))


def _infinite(node: Expression) -> int:
    """1 for inf, -1 for -inf, 0 for any other expression."""
    if isinstance(node, Apply) and node.operation == "neg":
        return -_infinite(node.args[0])
    return 1 if node is INF else 0


_MEANT: Final[dict[str, Callable[[int], bool]]] = {
    "lt": lambda sign: sign < 0,
    "le": lambda sign: sign <= 0,
    "gt": lambda sign: sign > 0,
    "ge": lambda sign: sign >= 0,
    "eq": lambda sign: sign == 0,
    "ne": lambda sign: sign != 0,
}
