"""Canonical forms of expressions, to prove that an expression is zero.

An expression is rewritten with few functions (exp, log, sin, cos, asinh, atan, erf and roots) and expanded to
a form (see `forms`), whose atoms count as independent. If the form vanishes, the expression is zero; if not,
nothing is proved. A root is split over a product only where the factors are positive: sqrt(x*x) is not x.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from actx.core.formula.choices import as_min_and_max, takes_first
from actx.core.formula.conditions import holds
from actx.core.formula.expression import Apply, Expression, Number, Symbol, nodes
from actx.core.formula.forms import (
    MAX_BITS,
    UNIT,
    Atom,
    Form,
    NoForm,
    add,
    atom,
    constant,
    factored,
    frozen,
    log_atom,
    mul,
    powered,
    rational,
    root,
    scaled,
    sign_normalised,
    split,
)
from actx.core.formula.language import CONDITIONS, ODD

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from actx.core.formula.conditions import Sign

_PI: Final[Atom] = ("pi",)
_HALF: Final = Fraction(1, 2)
_MOST_NODES: Final = 1500
_MOST_PRODUCTS: Final = 10_000
# Kinds of atoms that are positive wherever they are defined.
_POSITIVE: Final = ("pi", "prime", "exp")

Known: TypeAlias = "MutableMapping[Expression, Form | None]"


def canonical(
    expression: Expression, sign: Sign | None = None, *, positive: bool = False, known: Known | None = None
) -> Form:
    """The canonical form. Raises NoForm where there is none.

    `sign` returns the sign of an expression, or None if it is not known; it decides the choices, and without
    it a formula with a choice has no form. `positive` says that x > 0. `known` is a cache of the forms of
    subexpressions, None for those without one, which is read and extended.
    """
    return _Reader(sign, positive=positive, known={} if known is None else known)(expression)


# cos(r*pi) for r from 0 to 1/2 where it is a short expression in square roots.
_COSINES: Final[dict[Fraction, str]] = {
    Fraction(0): "1",
    Fraction(1, 12): "(sqrt(6)+sqrt(2))/4",
    Fraction(1, 10): "sqrt(10+2*sqrt(5))/4",
    Fraction(1, 8): "sqrt(2+sqrt(2))/2",
    Fraction(1, 6): "sqrt(3)/2",
    Fraction(1, 5): "(1+sqrt(5))/4",
    Fraction(1, 4): "sqrt(2)/2",
    Fraction(3, 10): "sqrt(10-2*sqrt(5))/4",
    Fraction(1, 3): "1/2",
    Fraction(3, 8): "sqrt(2-sqrt(2))/2",
    Fraction(2, 5): "(sqrt(5)-1)/4",
    Fraction(5, 12): "(sqrt(6)-sqrt(2))/4",
    Fraction(1, 2): "0",
}


class _Reader:
    """Computes forms. An operation has a rule below, a method of its name, or is an irreducible function."""

    def __init__(self, sign: Sign | None, *, positive: bool, known: Known) -> None:
        self._sign = sign
        self._x_is_positive = positive
        self._forms = known

    def __call__(self, expression: Expression) -> Form:
        order = nodes(expression)
        if len(order) > _MOST_NODES:
            raise NoForm
        work = 0
        for node in order:
            if node not in self._forms:
                condition = isinstance(node, Apply) and node.operation in CONDITIONS
                try:
                    self._forms[node] = None if condition else self._form(node)
                except NoForm:
                    self._forms[node] = None
            work += self._products(node)
            if work > _MOST_PRODUCTS:
                raise NoForm
        return self._of(expression)

    def _products(self, node: Expression) -> int:
        """About how many products of terms the form of a node took."""
        if not isinstance(node, Apply) or node.operation not in ("mul", "div", "pow"):
            return 0
        lengths = [len(self._forms.get(each) or ()) for each in (*node.args, node)]
        return max(lengths[0], lengths[2]) * max(lengths[1], lengths[0] if node.operation == "pow" else 1)

    def _form(self, node: Expression) -> Form:
        if isinstance(node, Number):
            if max(node.value.numerator.bit_length(), node.value.denominator.bit_length()) > MAX_BITS:
                raise NoForm
            return constant(node.value)
        if isinstance(node, Symbol):
            if node.name == "inf":
                raise NoForm
            return atom("exp", UNIT) if node.name == "e" else atom(node.name)
        if node.operation in ("abs", "sign", "min", "max", "clip", "where"):
            return self._chosen(node)
        args = [self._of(argument) for argument in node.args]
        rule: Callable[..., Form] | None = getattr(self, f"_{node.operation}", None)
        return self._irreducible(node.operation, *args) if rule is None else rule(*args)

    def is_positive(self, base: Atom) -> bool:
        return base[0] in _POSITIVE or (base[0] == "x" and self._x_is_positive)

    # --- choices ---

    def _chosen(self, node: Apply) -> Form:
        if self._sign is None:
            raise NoForm
        if node.operation in ("abs", "sign"):
            sign = self._sign(node.args[0])
            if sign is None:
                raise NoForm
            return constant(sign) if node.operation == "sign" else scaled(self._of(node.args[0]), sign)
        if node.operation == "clip":
            return self._of(as_min_and_max(node))
        if node.operation in ("min", "max"):
            a, b = node.args
            order = self._sign(Apply("sub", a, b))
            if order is None:
                raise NoForm
            return self._of(a if takes_first(node.operation, order) else b)
        verdict = holds(node.args[0], self._sign)
        if verdict is None:
            raise NoForm
        return self._of(node.args[1 if verdict else 2])

    def _of(self, node: Expression) -> Form:
        form = self._forms[node] if node in self._forms else self(node)
        if form is None:
            raise NoForm
        return form

    # --- arithmetic ---

    def _add(self, a: Form, b: Form) -> Form:
        return add(a, b)

    def _sub(self, a: Form, b: Form) -> Form:
        return add(a, scaled(b, -1))

    def _neg(self, a: Form) -> Form:
        return scaled(a, -1)

    def _mul(self, a: Form, b: Form) -> Form:
        return mul(a, b)

    def _div(self, a: Form, b: Form) -> Form:
        return mul(a, self._power(b, Fraction(-1)))

    def _sqrt(self, a: Form) -> Form:
        return self._power(a, _HALF)

    def _pow(self, a: Form, b: Form) -> Form:
        exponent = rational(b)
        return self._exp(mul(b, self._log(a))) if exponent is None else self._power(a, exponent)

    def _power(self, a: Form, exponent: Fraction) -> Form:
        return powered(a, exponent, positive=self.is_positive)

    # --- exponentials ---

    def _exp(self, u: Form) -> Form:
        result = constant(1)
        for monomial, coefficient in u.items():
            if len(monomial) == 1:
                ((base, exponent),) = monomial
                if base[0] == "log" and exponent == 1:
                    result = mul(result, self._power(dict(base[1]), coefficient))
                    continue
            result = mul(result, atom("exp", monomial, exponent=coefficient))
        return result

    def _log(self, a: Form) -> Form:
        if not a:
            raise NoForm
        content, primitive = split(a, self.is_positive)
        ((monomial, coefficient),) = content.items()
        total: Form = {}
        for number, sign in ((coefficient.numerator, 1), (coefficient.denominator, -1)):
            for prime, count in factored(number).items():
                total = add(total, scaled(log_atom(constant(prime)), sign * count))
        for base, exponent in monomial:
            if base[0] == "exp":
                total = add(total, {base[1]: exponent})
            elif base[0] == "prime":
                total = add(total, scaled(log_atom(constant(base[1])), exponent))
            else:
                total = add(total, scaled(log_atom(atom(*base)), exponent))
        if primitive == constant(1):
            return total
        if len(primitive) == 1:
            ((rest, factor),) = primitive.items()
            if factor == 1 and len(rest) == 1:
                ((base, exponent),) = rest
                if base[0] == "sum":  # only for a power of a single sum: log(u²) is not 2 log(u) for u < 0
                    return add(total, scaled(log_atom(dict(base[1])), exponent))
        return add(total, log_atom(primitive))

    def _expm1(self, u: Form) -> Form:
        return add(self._exp(u), constant(-1))

    def _log1p(self, u: Form) -> Form:
        return self._log(add(u, constant(1)))

    def _log1pexp(self, u: Form) -> Form:
        return self._log1p(self._exp(u))

    def _sinh(self, u: Form) -> Form:
        return scaled(add(self._exp(u), scaled(self._exp(scaled(u, -1)), -1)), _HALF)

    def _cosh(self, u: Form) -> Form:
        return scaled(add(self._exp(u), self._exp(scaled(u, -1))), _HALF)

    def _tanh(self, u: Form) -> Form:
        square = self._exp(scaled(u, 2))
        return self._div(add(square, constant(-1)), add(square, constant(1)))

    def _sigmoid(self, u: Form) -> Form:
        growth = self._exp(u)
        return self._div(growth, add(growth, constant(1)))

    def _normpdf(self, u: Form) -> Form:
        bell = self._exp(scaled(mul(u, u), -_HALF))
        return self._div(bell, self._power(scaled(atom(*_PI), 2), _HALF))

    # --- circular functions ---

    def _sin(self, u: Form) -> Form:
        return self._circular(u, quarter_turns=1)

    def _cos(self, u: Form) -> Form:
        return self._circular(u, quarter_turns=0)

    def _tan(self, u: Form) -> Form:
        return self._div(self._sin(u), self._cos(u))

    def _circular(self, u: Form, quarter_turns: int) -> Form:
        """cos(u - quarter_turns*pi/2), for 0 or 1."""
        pi = frozenset({(_PI, Fraction(1))})
        turns = u.get(pi, Fraction(0))
        rest = {monomial: coefficient for monomial, coefficient in u.items() if monomial != pi}
        if not rest:
            return self._cosine_of_pi(turns - Fraction(quarter_turns, 2))
        # u = rest + left*pi/2 + halves*pi/2, with 0 <= left < 1
        halves, left = divmod(2 * turns, 1)
        inner = add(rest, scaled({pi: Fraction(1)}, left / 2))
        quadrant = (int(halves) - quarter_turns) % 4  # cos(inner + quadrant*pi/2)
        inner, turned = sign_normalised(inner)
        if quadrant % 2:
            sign = (-1 if quadrant == 1 else 1) * (-1 if turned else 1)
            return scaled(atom("sin", frozen(inner)), sign)
        return scaled(atom("cos", frozen(inner)), -1 if quadrant == 2 else 1)

    def _cosine_of_pi(self, turns: Fraction) -> Form:
        r = turns % 2
        r = min(r, 2 - r)
        sign = 1
        if r > _HALF:
            r, sign = 1 - r, -1
        known = _COSINES.get(r)
        if known is None:
            return scaled(atom("cos", frozen(scaled(atom(*_PI), r))), sign)
        from actx.core.formula.parse import parse

        return scaled(self._of(parse(known)), sign)

    # --- functions that have no simpler form ---

    def _irreducible(self, name: str, u: Form) -> Form:
        if name not in ODD:
            return atom(name, frozen(u))
        if not u:
            return {}
        inner, turned = sign_normalised(u)
        return scaled(atom(name, frozen(inner)), -1 if turned else 1)

    def _atan(self, u: Form) -> Form:
        for value, of_pi in _TANGENTS:
            if u == value or u == scaled(value, -1):
                return scaled(atom(*_PI), of_pi if u == value else -of_pi)
        return self._irreducible("atan", u)

    def _erfc(self, u: Form) -> Form:
        return add(constant(1), scaled(self._irreducible("erf", u), -1))

    def _normcdf(self, u: Form) -> Form:
        error = self._irreducible("erf", mul(u, root(Fraction(2), -_HALF)))
        return scaled(add(constant(1), error), _HALF)


_TANGENTS: Final = (
    (constant(1), Fraction(1, 4)),
    (root(Fraction(3), _HALF), Fraction(1, 3)),
    (root(Fraction(3), -_HALF), Fraction(1, 6)),
)
